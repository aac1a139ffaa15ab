/** Kafka and MQTT brokers in this process, for one machine; the only place that knows their internals. */
@NullMarked
package io.casewire.embedded;

import org.jspecify.annotations.NullMarked;
