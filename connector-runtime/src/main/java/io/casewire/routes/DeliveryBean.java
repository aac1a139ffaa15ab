package io.casewire.routes;

import io.casewire.delivery.Allowance;
import io.casewire.delivery.Api;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.JobReceipt;
import io.casewire.delivery.Receipt;
import io.casewire.delivery.Receipt.Result;
import io.casewire.delivery.RestCall;
import io.casewire.salesforce.OrgUnreachableException;
import io.casewire.stream.Json;
import io.casewire.stream.Sealed;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.support.DefaultMessage;

/** {@code deliveryStage} in the routes: the last gate before a call leaves, and its receipts afterwards. */
public final class DeliveryBean {
    /** By which API the call leaves, for the route to choose. */
    private static final String SEND = "casewire-send";

    private static final String NOTHING = "nothing";
    private static final String CALL = "casewire-call";
    private static final String ROWS = "casewire-rows";
    private static final String RECEIPTS = "casewire-receipts";
    private static final String JOB_RECEIPT = "casewire-job-receipt";

    private final LastGate gate;
    private final BeforeSending before;
    private final DeliveryHealth health;
    private final boolean dryRun;
    private final String version;
    private final String url;
    private final Clock clock;
    private final String jobs;

    /** @param jobs the topic of what became of Bulk API jobs */
    DeliveryBean(
            LastGate gate,
            BeforeSending before,
            DeliveryHealth health,
            boolean dryRun,
            String version,
            String url,
            Clock clock,
            String jobs) {
        this.gate = gate;
        this.before = before;
        this.health = health;
        this.dryRun = dryRun;
        this.version = version;
        this.url = url;
        this.clock = clock;
        this.jobs = jobs;
    }

    /** Decides which rows may leave, and makes the request of them. */
    public void prepare(Exchange exchange) throws OrgUnreachableException, InterruptedException {
        Message message = exchange.getMessage();
        Call call = Json.read(Sealed.open(message.getBody(byte[].class)), Call.class);
        List<Receipt> receipts = new ArrayList<>();
        exchange.setProperty(CALL, call);
        exchange.setProperty(RECEIPTS, receipts);
        if (call.job() != null) {
            exchange.setProperty(SEND, call.api().label());
            return;
        }
        LastGate.Leaving leaving = gate.pass(call, call.rows(), receipts);
        List<Row> rows = leaving.rows();
        boolean again = call.create() && mayHaveBeenSent(message);
        if (dryRun) {
            receipts.addAll(RestCall.unsent(call, rows, Result.DRY_RUN, clock.millis()));
            rows = List.of();
        } else if (call.asks() || again) {
            rows = ask(call, again, rows, receipts);
            // The questions may have taken a while.
            leaving = gate.pass(call, rows, receipts);
            rows = leaving.rows();
        }
        rows = withTheirParents(call, rows, receipts);
        exchange.setProperty(ROWS, rows);
        exchange.setProperty(SEND, rows.isEmpty() ? NOTHING : call.api().label());
        AskedInTime.header(leaving.asked()).forEach(message::setHeader);
        message.setHeader("rawMethod", RestCall.method(call));
        message.setHeader("rawPath", RestCall.path(call, version));
        message.setHeader("Sforce-Auto-Assign", call.autoAssign() ? "TRUE" : "FALSE");
        message.setHeader(
                "Sforce-Duplicate-Rule-Header", "allowSave=" + call.target().allowDuplicates());
        message.setBody(RestCall.body(call, rows, version));
    }

    private boolean mayHaveBeenSent(Message message) {
        return before.mayHaveBeenSent(
                message.getHeader(KafkaConstants.PARTITION, 0, Integer.class),
                message.getHeader(KafkaConstants.OFFSET, 0L, Long.class),
                message.getHeader(KafkaConstants.TIMESTAMP, clock.millis(), Long.class),
                clock.millis());
    }

    private List<Row> ask(Call call, boolean again, List<Row> rows, List<Receipt> receipts)
            throws OrgUnreachableException {
        List<Row> left = rows;
        if (call.create() && (call.askFirst() || again)) {
            left = before.withoutThoseThere(call, left, receipts, clock.millis());
        } else if (call.askFirst()) {
            left = before.afterMerges(call, left, receipts, clock.millis());
        }
        if (call.askFirst()) {
            left = before.withMergedLookups(left);
        }
        return call.isGuarded() ? before.withoutPeoplesChanges(call, left, receipts, clock.millis()) : left;
    }

    /** What follows a record that may not leave waits for what becomes of that one. */
    private List<Row> withTheirParents(Call call, List<Row> rows, List<Receipt> receipts) {
        if (call.api() != Api.GRAPH) {
            return rows;
        }
        Set<String> leaving = rows.stream().map(Row::write).collect(Collectors.toSet());
        List<Row> orphans = rows.stream()
                .filter(row ->
                        !leaving.contains(Objects.requireNonNull(row.family()).parent()))
                .toList();
        receipts.addAll(RestCall.unsent(call, orphans, Result.HELD, clock.millis()));
        return rows.stream().filter(row -> !orphans.contains(row)).toList();
    }

    /** The org answered, row by row. */
    public void answered(Exchange exchange) {
        Message message = exchange.getMessage();
        health.answered();
        byte[] body = message.getBody(byte[].class);
        List<Receipt> answered =
                new ArrayList<>(RestCall.answered(call(exchange), rows(exchange), body, clock.millis()));
        Allowance said = Allowance.ofHeader(message.getHeader("Sforce-Limit-Info", "", String.class), clock.millis());
        if (said != null) {
            answered.set(0, answered.get(0).with(said));
        }
        receipts(exchange).addAll(answered);
    }

    /** The call as a whole failed. */
    public void failed(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (AskedInTime.isWhy(failure)) {
            receipts(exchange).addAll(RestCall.unsent(call(exchange), rows(exchange), Result.LATE, clock.millis()));
            return;
        }
        int status = failure instanceof SalesforceException refused && !CamelOrgApi.isLogin(failure)
                ? refused.getStatusCode()
                : 0;
        if (status < 400 || status >= 500) {
            health.failed(CamelOrgApi.finding(failure, url), clock.millis());
        }
        receipts(exchange)
                .addAll(RestCall.failed(
                        call(exchange), rows(exchange), status, String.valueOf(failure.getMessage()), clock.millis()));
    }

    /** One record per row, for the outbox, and one for the step of a job. */
    public void writeReceipts(Exchange exchange) {
        List<Message> records = new ArrayList<>();
        for (Receipt receipt : receipts(exchange)) {
            health.receipt(receipt, clock.millis());
            Message record = new DefaultMessage(exchange.getContext());
            record.setHeader(KafkaConstants.KEY, receipt.write());
            record.setBody(Json.bytes(receipt));
            records.add(record);
        }
        JobReceipt ofJob = exchange.getProperty(JOB_RECEIPT, JobReceipt.class);
        if (ofJob != null) {
            Message record = new DefaultMessage(exchange.getContext());
            record.setHeader(KafkaConstants.KEY, ofJob.call());
            record.setHeader(KafkaConstants.OVERRIDE_TOPIC, jobs);
            record.setBody(Json.bytes(ofJob));
            records.add(record);
        }
        exchange.getMessage().setBody(records);
    }

    static void wrote(Exchange exchange, JobReceipt receipt) {
        exchange.setProperty(JOB_RECEIPT, receipt);
    }

    static Call call(Exchange exchange) {
        return exchange.getProperty(CALL, Call.class);
    }

    @SuppressWarnings("unchecked")
    static List<Row> rows(Exchange exchange) {
        return exchange.getProperty(ROWS, List.class);
    }

    @SuppressWarnings("unchecked")
    static List<Receipt> receipts(Exchange exchange) {
        return exchange.getProperty(RECEIPTS, List.class);
    }
}
