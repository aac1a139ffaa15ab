package io.casewire;

import static org.assertj.core.api.Assertions.assertThat;

import io.casewire.embedded.EmbeddedKafka;
import io.casewire.stream.KafkaSettings;
import io.casewire.stream.TopicAdmin;
import io.casewire.stream.Topics;
import java.nio.file.Path;
import java.util.Map;

/** A broker with our topics. */
public final class TestKafka implements AutoCloseable {
    private final EmbeddedKafka broker;
    private final KafkaSettings settings;

    public TestKafka(Path folder) throws Exception {
        broker = EmbeddedKafka.start(folder, 0, false);
        settings = new KafkaSettings(broker.bootstrapServers(), Map.of(), Topics.DEFAULT, (short) 1);
        assertThat(TopicAdmin.prepare(settings, "", true)).isEmpty();
    }

    /** With topics of their own, so that tests may share the broker. */
    public KafkaSettings settings(String topicPrefix) throws Exception {
        KafkaSettings own =
                new KafkaSettings(broker.bootstrapServers(), Map.of(), new Topics(topicPrefix, 1, 1), (short) 1);
        assertThat(TopicAdmin.prepare(own, "", true)).isEmpty();
        return own;
    }

    public KafkaSettings settings() {
        return settings;
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public void close() {
        broker.close();
    }
}
