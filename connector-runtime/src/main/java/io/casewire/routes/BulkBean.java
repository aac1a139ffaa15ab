package io.casewire.routes;

import io.casewire.delivery.Allowance;
import io.casewire.delivery.BulkFile;
import io.casewire.delivery.Call;
import io.casewire.delivery.Call.Row;
import io.casewire.delivery.JobReceipt;
import io.casewire.delivery.JobReceipt.Result;
import io.casewire.delivery.Receipt;
import io.casewire.delivery.Refusal;
import io.casewire.delivery.RestCall;
import io.casewire.salesforce.BulkIngest;
import io.casewire.salesforce.BulkIngest.RefusedException;
import io.casewire.salesforce.OrgUnreachableException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * {@code bulkStage} in the routes: takes a Bulk API job one step further. It never waits for the org; when to look again
 * is planned, with everything else, from what it says here.
 */
public final class BulkBean {
    private final LastGate gate;
    private final BulkIngest jobs;
    private final DeliveryHealth health;
    private final boolean dryRun;
    private final Clock clock;

    BulkBean(LastGate gate, BulkIngest jobs, DeliveryHealth health, boolean dryRun, Clock clock) {
        this.gate = gate;
        this.jobs = jobs;
        this.health = health;
        this.dryRun = dryRun;
        this.clock = clock;
    }

    /** What a step came to. */
    private record Outcome(Result result, @Nullable String job, @Nullable String code, String limitInfo) {
        static Outcome done(BulkIngest.Job job) {
            return new Outcome(Result.DONE, job.id(), null, job.limitInfo());
        }

        static Outcome gaveUp(@Nullable String job, @Nullable String code) {
            return new Outcome(Result.GAVE_UP, job, code, "");
        }
    }

    /** Carries one step out. */
    public void carryOut(Exchange exchange) throws InterruptedException {
        Call call = DeliveryBean.call(exchange);
        List<Receipt> receipts = DeliveryBean.receipts(exchange);
        Outcome outcome = dryRun ? dryRun(call, receipts) : carryOut(call, receipts);
        Allowance said = Allowance.ofHeader(outcome.limitInfo(), clock.millis());
        DeliveryBean.wrote(
                exchange, JobReceipt.of(call, outcome.result(), outcome.job(), outcome.code(), clock.millis(), said));
    }

    private Outcome carryOut(Call call, List<Receipt> receipts) throws InterruptedException {
        Call.Job job = Objects.requireNonNull(call.job());
        String id = String.valueOf(job.id());
        try {
            Outcome outcome =
                    switch (job.step()) {
                        case OPEN -> Outcome.done(jobs.open(call.object(), call.create() ? call.externalId() : null));
                        case SEND -> send(call, id, receipts);
                        case LOOK -> look(id);
                        case FETCH -> fetch(call, id, receipts);
                    };
            health.answered();
            return outcome;
        } catch (RefusedException e) {
            health.answered();
            return e.isNotFound() ? Outcome.gaveUp(job.id(), e.code()) : again(job, e.code());
        } catch (OrgUnreachableException e) {
            health.failed(e.finding(), clock.millis());
            return again(job, Refusal.NO_ANSWER);
        }
    }

    /** Once there is a job, each step can be taken twice; before, its rows had better go another way. */
    private static Outcome again(Call.Job job, String code) {
        return job.id() == null ? Outcome.gaveUp(null, code) : new Outcome(Result.NOT_YET, job.id(), code, "");
    }

    /** Up to the moment the job is closed, consent can still be withdrawn: then it is aborted. */
    private Outcome send(Call call, String id, List<Receipt> receipts)
            throws OrgUnreachableException, RefusedException, InterruptedException {
        BulkIngest.Job job = jobs.get(id);
        if (!job.isOpen()) {
            // It was closed before a crash.
            return Outcome.done(job);
        }
        List<Row> rows = gate.open(call, call.rows(), receipts);
        if (rows.isEmpty()) {
            return aborted(id, null);
        }
        try {
            jobs.upload(id, BulkFile.body(call, rows));
        } catch (RefusedException e) {
            return aborted(id, e.code());
        }
        List<Receipt> meanwhile = new ArrayList<>();
        if (gate.open(call, rows, meanwhile).size() < rows.size()) {
            receipts.addAll(meanwhile);
            return aborted(id, null);
        }
        try {
            return Outcome.done(jobs.close(id));
        } catch (RefusedException e) {
            return aborted(id, e.code());
        } catch (OrgUnreachableException e) {
            health.failed(e.finding(), clock.millis());
            // It may be closed; looking at it tells.
            return Outcome.done(new BulkIngest.Job(id, "", ""));
        }
    }

    private Outcome aborted(String id, @Nullable String why) throws OrgUnreachableException {
        try {
            jobs.abort(id);
        } catch (RefusedException e) {
            // Nobody closed it, and nobody will.
        }
        return Outcome.gaveUp(id, why);
    }

    private Outcome look(String id) throws OrgUnreachableException, RefusedException {
        BulkIngest.Job job = jobs.get(id);
        if (job.isOpen()) {
            return aborted(id, Refusal.NO_ANSWER);
        }
        return job.isOver() ? Outcome.done(job) : new Outcome(Result.NOT_YET, id, job.state(), job.limitInfo());
    }

    private Outcome fetch(Call call, String id, List<Receipt> receipts)
            throws OrgUnreachableException, RefusedException {
        byte[] successful = jobs.successful(id);
        byte[] failed = jobs.failed(id);
        try {
            receipts.addAll(BulkFile.receipts(call, successful, failed, clock.millis()));
        } catch (IOException e) {
            return new Outcome(Result.NOT_YET, id, Refusal.NO_ANSWER, "");
        }
        return new Outcome(Result.DONE, id, null, "");
    }

    private Outcome dryRun(Call call, List<Receipt> receipts) throws InterruptedException {
        List<Row> rows = gate.open(call, call.rows(), receipts);
        receipts.addAll(RestCall.unsent(call, rows, Receipt.Result.DRY_RUN, clock.millis()));
        return new Outcome(Result.DONE, "dryRun", null, "");
    }
}
