package io.casewire.localorg.clients;

import static io.casewire.localorg.clients.Endpoint.*;
import static io.casewire.localorg.clients.ForeignClient.CAMEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.salesforce.api.dto.bulkv2.ContentTypeEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Job;
import org.apache.camel.component.salesforce.api.dto.bulkv2.JobStateEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Jobs;
import org.apache.camel.component.salesforce.api.dto.bulkv2.OperationEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.QueryJob;
import org.apache.camel.component.salesforce.api.dto.bulkv2.QueryJobs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CamelBulkTest {
    @RegisterExtension
    static final OrgExtension ORG = new OrgExtension();

    private static CamelClient camel;

    @BeforeAll
    static void start() {
        camel = CamelClient.of(ORG.org());
    }

    @AfterAll
    static void stop() {
        camel.close();
    }

    private static Job create(OperationEnum operation) {
        Job job = new Job();
        job.setObject("Account");
        job.setOperation(operation);
        job.setContentType(ContentTypeEnum.CSV);
        return camel.ask("bulk2CreateJob", job, Job.class);
    }

    private static Map<String, Object> job(String id) {
        return Map.of("jobId", id);
    }

    private static void load(Job job, String csv) {
        camel.ask(
                "bulk2CreateBatch",
                new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)),
                job(job.getId()),
                Object.class);
        camel.ask("bulk2CloseJob", null, job(job.getId()), Job.class);
        await().until(() -> get(job.getId()).getState() == JobStateEnum.JOB_COMPLETE);
    }

    private static Job get(String id) {
        return camel.ask("bulk2GetJob", null, job(id), Job.class);
    }

    private static String results(String kind, Job job) {
        return camel.ask("bulk2Get" + kind, null, job(job.getId()), String.class);
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {
                INGEST_CREATE,
                INGEST_UPLOAD,
                INGEST_CLOSE,
                INGEST_JOB,
                INGEST_JOBS,
                INGEST_SUCCESSFUL,
                INGEST_FAILED,
                INGEST_UNPROCESSED,
                INGEST_DELETE
            })
    void shouldIngest() {
        // When
        Job job = create(OperationEnum.INSERT);
        load(job, "Name,Phone\n\"Bulk, one\",1\n,2\n");
        Job done = get(job.getId());
        String successful = results("SuccessfulResults", job);
        String failed = results("FailedResults", job);
        String unprocessed = results("UnprocessedRecords", job);
        Jobs all = camel.ask("bulk2GetAllJobs", null, Jobs.class);
        camel.ask("bulk2DeleteJob", null, job(job.getId()), Object.class);

        // Then
        assertThat(job.getState()).isEqualTo(JobStateEnum.OPEN);
        assertThat(done.getNumberRecordsProcessed()).isEqualTo(2);
        assertThat(done.getNumberRecordsFailed()).isEqualTo(1);
        assertThat(successful).startsWith("\"sf__Id\",\"sf__Created\"").contains("\"Bulk, one\"");
        assertThat(failed).contains("REQUIRED_FIELD_MISSING");
        assertThat(unprocessed.lines()).hasSize(1);
        assertThat(all.getRecords()).extracting(Job::getId).contains(job.getId());
    }

    @Test
    @Covers(client = CAMEL, endpoint = INGEST_CLOSE)
    void shouldAbortAnIngest() {
        // When
        Job job = create(OperationEnum.INSERT);
        camel.ask("bulk2AbortJob", null, job(job.getId()), Job.class);

        // Then
        assertThat(get(job.getId()).getState()).isEqualTo(JobStateEnum.ABORTED);
    }

    @Test
    @Covers(
            client = CAMEL,
            endpoint = {BULK_QUERY_CREATE, BULK_QUERY_JOB, BULK_QUERY_JOBS, BULK_QUERY_RESULTS, BULK_QUERY_DELETE})
    void shouldQueryInPages() {
        // Given
        load(create(OperationEnum.INSERT), "Name\nPage\nPage\nPage\n");
        QueryJob question = new QueryJob();
        question.setOperation(OperationEnum.QUERY);
        question.setQuery("SELECT Id, Name FROM Account WHERE Name = 'Page'");

        // When
        QueryJob asked = camel.ask("bulk2CreateQueryJob", question, QueryJob.class);
        await().until(() -> camel.ask("bulk2GetQueryJob", null, job(asked.getId()), QueryJob.class)
                        .getState()
                == JobStateEnum.JOB_COMPLETE);
        Message first = camel.message("bulk2GetQueryJobResults?maxRecords=2", null, job(asked.getId()));
        String firstPage = first.getBody(String.class);
        String locator = first.getHeader("Sforce-Locator", String.class);
        Message second = camel.message("bulk2GetQueryJobResults?locator=" + locator, null, job(asked.getId()));
        String secondPage = second.getBody(String.class);
        QueryJobs all = camel.ask("bulk2GetAllQueryJobs", null, QueryJobs.class);
        camel.ask("bulk2DeleteQueryJob", null, job(asked.getId()), Object.class);

        // Then
        assertThat(firstPage.lines()).hasSize(3).first().isEqualTo("\"Id\",\"Name\"");
        assertThat(first.getHeader("Sforce-NumberOfRecords")).isEqualTo("2");
        assertThat(secondPage.lines()).hasSize(2);
        assertThat(second.getHeader("Sforce-Locator")).isEqualTo("null");
        assertThat(all.getRecords()).extracting(QueryJob::getId).contains(asked.getId());
    }
}
