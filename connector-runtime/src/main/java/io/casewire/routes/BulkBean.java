package io.casewire.routes;

import io.casewire.delivery.Allowance;
import io.casewire.delivery.BulkFile;
import io.casewire.delivery.BulkStep;
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
    /** In place of an org's id. */
    private static final String DRY_RUN = "dryRun";

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
    private record Outcome(Result result, @Nullable String orgId, @Nullable String code, String limitInfo) {
        static Outcome done(BulkIngest.Job job) {
            return new Outcome(Result.DONE, job.id(), job.error(), job.limitInfo());
        }

        static Outcome done(String orgId) {
            return new Outcome(Result.DONE, orgId, null, "");
        }

        static Outcome notYet(@Nullable String orgId, String why) {
            return new Outcome(Result.NOT_YET, orgId, why, "");
        }

        static Outcome gaveUp(@Nullable String orgId, @Nullable String code) {
            return new Outcome(Result.GAVE_UP, orgId, code, "");
        }
    }

    /** Carries one step out. */
    public void carryOut(Exchange exchange) throws InterruptedException {
        Call call = DeliveryBean.call(exchange);
        List<Receipt> receipts = DeliveryBean.receipts(exchange);
        Call.JobStep step = Objects.requireNonNull(call.job());
        // What was sent before the mode was changed is followed to its end.
        boolean dry = dryRun && (step.step() == BulkStep.OPEN || DRY_RUN.equals(step.orgId()));
        Outcome outcome = dry ? dryRun(call, receipts) : carryOut(call, step, receipts);
        Allowance said = Allowance.ofHeader(outcome.limitInfo(), clock.millis());
        DeliveryBean.wrote(
                exchange, JobReceipt.of(call, outcome.result(), outcome.orgId(), outcome.code(), clock.millis(), said));
    }

    private Outcome carryOut(Call call, Call.JobStep step, List<Receipt> receipts) throws InterruptedException {
        String id = String.valueOf(step.orgId());
        try {
            Outcome outcome =
                    switch (step.step()) {
                        case OPEN -> Outcome.done(jobs.open(call.object(), call.create() ? call.externalId() : null));
                        case SEND -> dryRun ? aborted(id, null) : send(call, id, receipts);
                        case LOOK -> look(id);
                        case FETCH -> fetch(call, id, receipts);
                    };
            health.answered();
            return outcome;
        } catch (RefusedException e) {
            health.answered();
            return e.isForNow() ? unclear(step, e.code()) : Outcome.gaveUp(step.orgId(), e.code());
        } catch (OrgUnreachableException e) {
            health.failed(e.finding(), clock.millis());
            return unclear(step, Refusal.NO_ANSWER);
        }
    }

    /** Of a file that was perhaps sent, looking at the job tells. All else can be done again. */
    private static Outcome unclear(Call.JobStep step, String why) {
        return step.step() == BulkStep.SEND
                ? Outcome.done(String.valueOf(step.orgId()))
                : Outcome.notYet(step.orgId(), why);
    }

    /** Up to the moment the job is closed, consent can still be withdrawn: then it is aborted, and its file deleted. */
    private Outcome send(Call call, String id, List<Receipt> receipts)
            throws OrgUnreachableException, RefusedException, InterruptedException {
        if (!jobs.get(id).isOpen()) {
            // It was closed before a crash.
            return Outcome.done(id);
        }
        List<Row> rows = gate.pass(call, call.rows(), receipts).rows();
        if (rows.isEmpty()) {
            return aborted(id, null);
        }
        try {
            jobs.upload(id, BulkFile.body(call, rows));
            List<Receipt> meanwhile = new ArrayList<>();
            LastGate.Leaving leaving = gate.pass(call, rows, meanwhile);
            if (leaving.rows().size() < rows.size()) {
                receipts.addAll(meanwhile);
                return aborted(id, null);
            }
            return Outcome.done(jobs.close(id, AskedInTime.header(leaving.asked())));
        } catch (RefusedException e) {
            if (e.isForNow()) {
                throw e;
            }
            // A job takes one file: this one had its own before a crash, and was not closed.
            return aborted(id, e.isWrongState() ? null : e.code());
        }
    }

    /** @param why in the org's words; null when it is not to blame */
    private Outcome aborted(String id, @Nullable String why) throws OrgUnreachableException, RefusedException {
        try {
            jobs.abort(id);
        } catch (RefusedException e) {
            BulkIngest.Job job = jobs.get(id);
            if (!job.isOpen() && !job.isAborted()) {
                // It was closed after all.
                return Outcome.done(id);
            }
        }
        try {
            jobs.delete(id);
        } catch (RefusedException e) {
            // An aborted job does nothing, and the org forgets it after a week.
        }
        return Outcome.gaveUp(id, why);
    }

    private Outcome look(String id) throws OrgUnreachableException, RefusedException {
        BulkIngest.Job job = jobs.get(id);
        if (job.isOpen()) {
            return aborted(id, null);
        }
        return job.isOver() ? Outcome.done(job) : new Outcome(Result.NOT_YET, id, job.state(), job.limitInfo());
    }

    private Outcome fetch(Call call, String id, List<Receipt> receipts)
            throws OrgUnreachableException, RefusedException {
        byte[] successful = jobs.successful(id);
        byte[] failed = jobs.failed(id);
        try {
            receipts.addAll(BulkFile.receipts(call, successful, failed, clock.millis()));
            return Outcome.done(id);
        } catch (IOException e) {
            return Outcome.notYet(id, Refusal.NO_ANSWER);
        }
    }

    private Outcome dryRun(Call call, List<Receipt> receipts) throws InterruptedException {
        List<Row> rows = gate.pass(call, call.rows(), receipts).rows();
        receipts.addAll(RestCall.unsent(call, rows, Receipt.Result.DRY_RUN, clock.millis()));
        return Outcome.done(DRY_RUN);
    }
}
