package io.casewire.localorg.metadata;

import io.casewire.localorg.dml.Dml;
import io.casewire.localorg.dml.WriteContext;
import io.casewire.localorg.metadata.DeployResult.Message;
import io.casewire.localorg.pubsub.EventSchemas;
import io.casewire.localorg.schema.Component;
import io.casewire.localorg.schema.Schema;
import io.casewire.localorg.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Deploys a zip of metadata: objects first, then their fields, then what refers to both. One wrong component and nothing
 * of the deploy is applied, unless its options say otherwise.
 */
public final class Deployer {
    private static final Set<String> DESTRUCTIVE =
            Set.of("destructiveChanges.xml", "destructiveChangesPre.xml", "destructiveChangesPost.xml");
    private static final String MANIFEST = "package.xml";

    private final Dml dml;
    private final FlowCheck flows;

    public Deployer(Dml dml, FlowCheck flows) {
        this.dml = dml;
        this.flows = flows;
    }

    /** Deploys into the transaction, which the caller commits. */
    public DeployResult deploy(Transaction tx, byte[] zip, DeployOptions options, WriteContext context) {
        List<Message> messages = new ArrayList<>();
        ComponentDeploy components = new ComponentDeploy(tx.schema(), flows);
        List<SetupRecord> records = new ArrayList<>();
        try {
            Map<String, byte[]> files = MetadataZip.read(zip);
            destroy(files, "destructiveChangesPre.xml", components, messages);
            deploy(files, components, messages, records);
            destroy(files, "destructiveChanges.xml", components, messages);
            destroy(files, "destructiveChangesPost.xml", components, messages);
            requireFit(components.schema(), messages);
        } catch (DeployException e) {
            messages.add(new Message(MANIFEST, "", e.component(), e.line(), String.valueOf(e.getMessage())));
        }
        DeployResult result = new DeployResult(options, messages);
        if (!options.checkOnly() && (result.success() || result.partial())) {
            records.forEach(record -> record.save(tx, dml, context));
            Schema before = tx.schema();
            tx.deploy(EventSchemas.note(components.schema()));
            CustomMetadata.sync(tx, before, context);
        }
        return result;
    }

    private static void deploy(
            Map<String, byte[]> files, ComponentDeploy components, List<Message> messages, List<SetupRecord> records) {
        List<Part> parts = new ArrayList<>();
        files.forEach((path, content) -> {
            if (!path.equals(MANIFEST) && !DESTRUCTIVE.contains(path)) {
                attempt(path, "", path, messages, false, () -> parts.addAll(Part.of(SourceFile.of(path, content))));
            }
        });
        for (MetadataType type : MetadataType.values()) {
            for (Part part : parts) {
                if (part.type().equals(type.xmlName())) {
                    attempt(part.file().path(), type.xmlName(), part.fullName(), messages, true, () -> {
                        part.deploy(components);
                        SetupRecord record = SetupRecord.of(part);
                        if (record != null) {
                            record.check(components.schema(), part.xml().line());
                            records.add(record);
                        }
                    });
                }
            }
        }
        requireListed(files, parts, messages);
    }

    /** A field may have become too small for records of custom metadata that are not in this zip. */
    private static void requireFit(Schema schema, List<Message> messages) {
        for (Component kept : schema.components(CustomMetadata.TYPE)) {
            String file = "customMetadata/" + kept.fullName() + ".md";
            attempt(file, kept.type(), kept.fullName(), messages, false, () -> CustomMetadata.requireFit(schema, kept));
        }
    }

    /** What package.xml names must be in the zip. */
    private static void requireListed(Map<String, byte[]> files, List<Part> parts, List<Message> messages) {
        Set<String> present = new TreeSet<>();
        parts.forEach(part -> present.add(part.type() + ":" + part.fullName()));
        attempt(MANIFEST, "", MANIFEST, messages, false, () -> {
            Element manifest = XmlReader.read(files.getOrDefault(MANIFEST, new byte[0]));
            for (Element types : manifest.all("types")) {
                String type = types.required("name", MANIFEST);
                for (Element member : types.all("members")) {
                    if (!member.text().equals("*") && !present.contains(type + ":" + member.text())) {
                        messages.add(new Message(
                                MANIFEST,
                                type,
                                member.text(),
                                member.line(),
                                "Entity of type '" + type + "' named '" + member.text()
                                        + "' was not found in the zip, or the local org does not know the type"));
                    }
                }
            }
        });
    }

    private static void destroy(
            Map<String, byte[]> files, String name, ComponentDeploy components, List<Message> messages) {
        byte[] content = files.get(name);
        if (content == null) {
            return;
        }
        for (Element types : XmlReader.read(content).all("types")) {
            String type = types.required("name", name);
            for (Element member : types.all("members")) {
                attempt(
                        name,
                        type,
                        member.text(),
                        messages,
                        true,
                        () -> components.delete(type, member.text(), member.line()));
            }
        }
    }

    private static void attempt(
            String file, String type, String fullName, List<Message> messages, boolean noteSuccess, Runnable step) {
        try {
            step.run();
            if (noteSuccess) {
                messages.add(new Message(file, type, fullName, 1, ""));
            }
        } catch (DeployException e) {
            String component = e.component().isEmpty() ? fullName : e.component();
            messages.add(new Message(file, type, component, e.line(), String.valueOf(e.getMessage())));
        }
    }
}
