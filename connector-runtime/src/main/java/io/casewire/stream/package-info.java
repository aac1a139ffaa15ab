/** Kafka topics, tables and Streams topologies that carry readings and decisions; the only place of Kafka types. */
@NullMarked
package io.casewire.stream;

import org.jspecify.annotations.NullMarked;
