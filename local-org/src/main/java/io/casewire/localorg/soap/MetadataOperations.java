package io.casewire.localorg.soap;

import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.error.ApiException;
import io.casewire.localorg.error.StatusCode;
import io.casewire.localorg.metadata.DeployOptions;
import io.casewire.localorg.metadata.DeployQueue;
import io.casewire.localorg.metadata.DeployQueue.Deploy;
import io.casewire.localorg.metadata.DeployResult;
import io.casewire.localorg.metadata.Element;
import io.casewire.localorg.metadata.MetadataType;
import io.casewire.localorg.metadata.Retrieval;
import io.casewire.localorg.metadata.Retrieval.FileProperties;
import io.casewire.localorg.schema.RecordId;
import io.casewire.localorg.store.RecordStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The operations of the Metadata API over SOAP. */
final class MetadataOperations {
    private final RecordStore store;
    private final DeployQueue deploys;
    private final Clock clock;
    private final AtomicLong lastRetrieve = new AtomicLong();
    private final Map<String, Retrieval> retrieved = new ConcurrentHashMap<>();

    MetadataOperations(RecordStore store, DeployQueue deploys, Clock clock) {
        this.store = store;
        this.deploys = deploys;
        this.clock = clock;
    }

    SoapWriter answer(Element operation, WriteContext context) {
        return switch (operation.name()) {
            case "deploy" -> deploy(operation, context);
            case "checkDeployStatus" ->
                deployResult(
                        required(deploys.find(id(operation.text("asyncProcessId", "")))),
                        operation.isTrue("includeDetails"));
            case "cancelDeploy" -> cancel(operation);
            case "retrieve" -> retrieve(operation);
            case "checkRetrieveStatus" -> retrieveResult(operation, context);
            case "listMetadata" -> list(operation, context);
            case "describeMetadata" -> describe();
            default ->
                throw new ApiException(
                        StatusCode.NOT_FOUND, "the local org does not answer the operation " + operation.name());
        };
    }

    private SoapWriter deploy(Element operation, WriteContext context) {
        Element options = operation.first("DeployOptions");
        byte[] zip;
        try {
            zip = Base64.getMimeDecoder().decode(operation.text("ZipFile", ""));
        } catch (IllegalArgumentException e) {
            throw new ApiException(StatusCode.UNKNOWN_EXCEPTION, "ZipFile is not base64");
        }
        boolean rollback =
                options == null || options.text("rollbackOnError", "true").equals("true");
        Deploy deploy = deploys.start(
                zip, new DeployOptions(rollback, options != null && options.isTrue("checkOnly")), context);
        return async(deploy.id(), deploy.done());
    }

    private static SoapWriter async(String id, boolean done) {
        return new SoapWriter()
                .open("result")
                .put("done", done)
                .put("id", id)
                .put("state", done ? "Completed" : "Queued")
                .close("result");
    }

    private SoapWriter cancel(Element operation) {
        Deploy deploy = required(deploys.cancel(id(operation.text("String", operation.text("asyncProcessId", "")))));
        return new SoapWriter()
                .open("result")
                .put("done", deploy.done())
                .put("id", deploy.id())
                .close("result");
    }

    private static String id(String text) {
        String id = RecordId.normalize(text);
        if (id == null) {
            throw new ApiException(StatusCode.INVALID_CROSS_REFERENCE_KEY, "invalid id " + text);
        }
        return id;
    }

    private static Deploy required(@Nullable Deploy deploy) {
        if (deploy == null) {
            throw new ApiException(StatusCode.INVALID_CROSS_REFERENCE_KEY, "There is no such deploy");
        }
        return deploy;
    }

    private SoapWriter deployResult(Deploy deploy, boolean details) {
        DeployResult result = deploy.result() == null ? new DeployResult(deploy.options(), List.of()) : deploy.result();
        SoapWriter answer = new SoapWriter()
                .open("result")
                .put("checkOnly", deploy.options().checkOnly())
                .put("completedDate", deploy.done() ? deploy.created() : null)
                .put("createdBy", deploy.userId())
                .put("createdByName", deploy.username())
                .put("createdDate", deploy.created());
        answer.open("details");
        if (details) {
            result.failures().forEach(message -> message(answer, "componentFailures", message, deploy.created()));
            result.successes().forEach(message -> message(answer, "componentSuccesses", message, deploy.created()));
        }
        answer.open("runTestResult")
                .put("numFailures", 0)
                .put("numTestsRun", 0)
                .put("totalTime", 0.0)
                .close("runTestResult")
                .close("details");
        return answer.put("done", deploy.done())
                .put("id", deploy.id())
                .put("ignoreWarnings", false)
                .put("lastModifiedDate", deploy.created())
                .put("numberComponentErrors", result.failures().size())
                .put("numberComponentsDeployed", result.successes().size())
                .put("numberComponentsTotal", result.messages().size())
                .put("numberTestErrors", 0)
                .put("numberTestsCompleted", 0)
                .put("numberTestsTotal", 0)
                .put("rollbackOnError", deploy.options().rollbackOnError())
                .put("runTestsEnabled", false)
                .put("startDate", deploy.created())
                .put("status", deploy.status())
                .put("success", deploy.success())
                .close("result");
    }

    private static void message(SoapWriter answer, String name, DeployResult.Message message, Instant time) {
        boolean failed = !message.success();
        answer.open(name)
                .put("changed", message.success())
                .put("columnNumber", failed ? 1 : null)
                .put("componentType", message.type())
                .put("created", false)
                .put("createdDate", time)
                .put("deleted", message.fileName().startsWith("destructiveChanges"))
                .put("fileName", message.fileName())
                .put("fullName", message.fullName())
                .put("lineNumber", failed ? message.line() : null)
                .put("problem", failed ? message.problem() : null)
                .put("problemType", failed ? "Error" : null)
                .put("success", message.success())
                .close(name);
    }

    private SoapWriter retrieve(Element operation) {
        // jsforce, and with it sf, calls the first element "request", which Salesforce takes as well.
        Element request =
                operation.children().isEmpty() ? null : operation.children().get(0);
        Element manifest = request == null ? null : request.first("unpackaged");
        if (request == null || manifest == null) {
            throw new ApiException(
                    StatusCode.UNKNOWN_EXCEPTION, "The local org retrieves what 'unpackaged' names, and nothing else");
        }
        Retrieval retrieval =
                Retrieval.of(store.schema(), manifest, request.isTrue("singlePackage") ? "" : "unpackaged/");
        String id = RecordId.of("09S", "Lo0", lastRetrieve.incrementAndGet());
        retrieved.put(id, retrieval);
        return async(id, true);
    }

    private SoapWriter retrieveResult(Element operation, WriteContext context) {
        String id = id(operation.text("asyncProcessId", ""));
        Retrieval retrieval = retrieved.get(id);
        if (retrieval == null) {
            throw new ApiException(StatusCode.INVALID_CROSS_REFERENCE_KEY, "There is no such retrieve");
        }
        SoapWriter answer = new SoapWriter().open("result").put("done", true);
        retrieval.files().forEach(file -> properties(answer, "fileProperties", file, context));
        answer.put("id", id);
        for (String problem : retrieval.problems()) {
            answer.open("messages")
                    .put("fileName", "package.xml")
                    .put("problem", problem)
                    .close("messages");
        }
        answer.put("status", "Succeeded").put("success", true);
        if (operation.text("includeZip", "true").equals("true")) {
            answer.put("zipFile", Base64.getEncoder().encodeToString(retrieval.zip()));
        }
        return answer.close("result");
    }

    private void properties(SoapWriter answer, String name, FileProperties file, WriteContext context) {
        Instant now = clock.instant();
        answer.open(name)
                .put("createdById", context.userId())
                .put("createdByName", context.username())
                .put("createdDate", now)
                .put("fileName", file.fileName())
                .put("fullName", file.fullName())
                .put("id", "")
                .put("lastModifiedById", context.userId())
                .put("lastModifiedByName", context.username())
                .put("lastModifiedDate", now)
                .put("manageableState", "unmanaged")
                .put("type", file.type())
                .close(name);
    }

    private SoapWriter list(Element operation, WriteContext context) {
        SoapWriter answer = new SoapWriter();
        for (Element query : operation.all("queries")) {
            String type = query.text("type", "");
            if (MetadataType.named(type) == null) {
                throw new ApiException(StatusCode.INVALID_TYPE, "The local org does not know metadata of type " + type);
            }
            Retrieval.list(store.schema(), type).forEach(file -> properties(answer, "result", file, context));
        }
        return answer;
    }

    private static SoapWriter describe() {
        SoapWriter answer = new SoapWriter().open("result");
        for (MetadataType type : MetadataType.values()) {
            if (!type.isInsideObject()) {
                answer.open("metadataObjects");
                children(type).forEach(child -> answer.put("childXmlNames", child));
                answer.put("directoryName", type.directory())
                        .put("inFolder", false)
                        .put("metaFile", false)
                        .put("suffix", type.suffix())
                        .put("xmlName", type.xmlName())
                        .close("metadataObjects");
            }
        }
        return answer.put("organizationNamespace", "")
                .put("partialSaveAllowed", true)
                .put("testRequired", false)
                .close("result");
    }

    private static List<String> children(MetadataType type) {
        return type != MetadataType.CUSTOM_OBJECT
                ? new ArrayList<>()
                : Arrays.stream(MetadataType.values())
                        .filter(MetadataType::isInsideObject)
                        .map(MetadataType::xmlName)
                        .toList();
    }
}
