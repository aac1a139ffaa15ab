package io.casewire.localorg.clients;

import com.google.protobuf.ByteString;
import com.salesforce.eventbus.protobuf.ConsumerEvent;
import com.salesforce.eventbus.protobuf.FetchRequest;
import com.salesforce.eventbus.protobuf.FetchResponse;
import com.salesforce.eventbus.protobuf.PublishResponse;
import com.salesforce.eventbus.protobuf.PublishResult;
import io.grpc.Metadata;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Mistakes that emulators of the Pub/Sub API commonly make; {@link TrappedPubSub} puts them before the local org. */
enum PubSubTrap {
    /** A subscription that names an event begins with that event. */
    CUSTOM_IS_INCLUSIVE {
        @Override
        FetchRequest ask(FetchRequest asked) {
            return asked.getReplayId().isEmpty()
                    ? asked
                    : asked.toBuilder()
                            .setReplayId(number(
                                    asked.getReplayId().asReadOnlyByteBuffer().getLong() - 1))
                            .build();
        }
    },
    /** Replay ids of four bytes. */
    SHORT_REPLAY_IDS {
        @Override
        PublishResponse published(PublishResponse answered) {
            PublishResponse.Builder changed = answered.toBuilder().clearResults();
            for (PublishResult result : answered.getResultsList()) {
                changed.addResults(
                        result.toBuilder().setReplayId(result.getReplayId().substring(4, 8)));
            }
            return changed.build();
        }
    },
    /** Payloads with the marker of a single Avro object before them. */
    AVRO_MARKER {
        @Override
        FetchResponse fetched(FetchResponse answered) {
            return events(answered, event -> event.toBuilder()
                    .setEvent(event.getEvent().toBuilder()
                            .setPayload(ByteString.copyFrom(new byte[] {(byte) 0xC3, 1, 0, 0, 0, 0, 0, 0, 0, 0})
                                    .concat(event.getEvent().getPayload())))
                    .build());
        }
    },
    /** Bitmaps of changed fields in lower case. */
    LOWER_CASE_BITMAPS {
        @Override
        FetchResponse fetched(FetchResponse answered) {
            return events(answered, event -> {
                String payload = event.getEvent().getPayload().toString(StandardCharsets.ISO_8859_1);
                String changed = Pattern.compile("0x[0-9A-F]{2,}")
                        .matcher(payload)
                        .replaceAll(bitmap -> bitmap.group().toLowerCase(Locale.ROOT));
                return event.toBuilder()
                        .setEvent(event.getEvent().toBuilder()
                                .setPayload(ByteString.copyFrom(changed, StandardCharsets.ISO_8859_1)))
                        .build();
            });
        }
    },
    /** A trailer of bytes, as gRPC's own libraries like to add. */
    BINARY_TRAILER {
        @Override
        Metadata trailers(Metadata answered) {
            answered.put(
                    Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {1, 2, 3});
            return answered;
        }
    },
    /** Errors without their code. */
    NO_ERROR_CODE {
        @Override
        Metadata trailers(Metadata answered) {
            answered.removeAll(Metadata.Key.of("error-code", Metadata.ASCII_STRING_MARSHALLER));
            return answered;
        }
    },
    /** A sign of life does not say where the stream stands, nor what is still owed. */
    EMPTY_KEEP_ALIVE {
        @Override
        FetchResponse fetched(FetchResponse answered) {
            return answered.getEventsCount() > 0
                    ? answered
                    : answered.toBuilder()
                            .clearLatestReplayId()
                            .clearPendingNumRequested()
                            .build();
        }
    },
    /** What is asked for adds up without an end. */
    NO_CAP {
        @Override
        FetchResponse fetched(FetchResponse answered) {
            return answered.toBuilder()
                    .setPendingNumRequested(answered.getPendingNumRequested() + 100)
                    .build();
        }
    },
    /** Every request has to name its topic. */
    TOPIC_IN_EVERY_REQUEST {
        @Override
        FetchRequest ask(FetchRequest asked) {
            return asked.getTopicName().isEmpty()
                    ? asked.toBuilder().setTopicName("/event/Missing__e").build()
                    : asked;
        }
    };

    private static ByteString number(long number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    private static FetchResponse events(FetchResponse answered, UnaryOperator<ConsumerEvent> change) {
        FetchResponse.Builder changed = answered.toBuilder().clearEvents();
        answered.getEventsList().forEach(event -> changed.addEvents(change.apply(event)));
        return changed.build();
    }

    /** What reaches the org of a subscription. */
    FetchRequest ask(FetchRequest asked) {
        return asked;
    }

    /** What a subscriber gets. */
    FetchResponse fetched(FetchResponse answered) {
        return answered;
    }

    /** What a publisher gets. */
    PublishResponse published(PublishResponse answered) {
        return answered;
    }

    /** What comes with an error. */
    Metadata trailers(Metadata answered) {
        return answered;
    }
}
