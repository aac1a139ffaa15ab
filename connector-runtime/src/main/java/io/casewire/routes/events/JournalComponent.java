package io.casewire.routes.events;

import io.casewire.stream.Journal;
import io.casewire.stream.Json;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * {@code casewire-journal:TOPIC}: the end of a route of the org's events. The body is written to the Kafka topic under the
 * key of Camel's header {@code kafka.KEY}, in one transaction with the position of the event; no body, nothing is written
 * and the event is done.
 */
@Component("casewire-journal")
public final class JournalComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new JournalEndpoint(
                uri, this, getAndRemoveParameter(parameters, "topic", String.class, remaining.replaceFirst("^/+", "")));
    }

    private static final class JournalEndpoint extends DefaultEndpoint {
        private final String topic;

        JournalEndpoint(String uri, JournalComponent component, String topic) {
            super(uri, component);
            this.topic = topic;
        }

        @Override
        public Producer createProducer() {
            return new JournalProducer(this, topic);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("a route ends with casewire-journal, and begins elsewhere");
        }
    }

    private static final class JournalProducer extends DefaultProducer {
        private final String topic;

        JournalProducer(JournalEndpoint endpoint, String topic) {
            super(endpoint);
            this.topic = topic;
        }

        @Override
        public void process(Exchange exchange) {
            Events.Outcome outcome = Events.of(exchange);
            if (outcome == null) {
                throw new IllegalStateException("casewire-journal ends only routes that begin with casewire-pubsub");
            }
            Object body = exchange.getMessage().getBody();
            outcome.reach(body == null ? null : new Journal.Entry(topic, key(exchange), bytes(exchange, body)));
        }

        private static String key(Exchange exchange) {
            String key = exchange.getMessage().getHeader(KafkaConstants.KEY, String.class);
            if (key == null) {
                throw new IllegalStateException("casewire-journal needs the header " + KafkaConstants.KEY);
            }
            return key;
        }

        private static byte[] bytes(Exchange exchange, Object body) {
            return body instanceof byte[] || body instanceof CharSequence
                    ? exchange.getMessage().getBody(byte[].class)
                    : Json.bytes(body);
        }
    }
}
