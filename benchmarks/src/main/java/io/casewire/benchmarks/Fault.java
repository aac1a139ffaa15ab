package io.casewire.benchmarks;

import io.casewire.benchmarks.World.Part;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Something that goes wrong, and is over again when it returns. */
enum Fault {
    KILL_CONNECTOR {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            kill(world, random.nextBoolean() ? Part.CONNECTOR_A : Part.CONNECTOR_B, random);
        }
    },
    /** With calls under way whose answers nobody will hear. */
    KILL_CONNECTOR_MID_CALL {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            world.control("POST", "faults", "{" + Parts.SLOW + "}");
            Thread.sleep(random.nextInt(1_500, 3_000));
            kill(world, random.nextBoolean() ? Part.CONNECTOR_A : Part.CONNECTOR_B, random);
            world.control("DELETE", "faults", "");
        }
    },
    KILL_KAFKA {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            kill(world, Part.KAFKA, random);
        }
    },
    KILL_MQTT {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            kill(world, Part.MQTT, random);
        }
    },
    MQTT_CUT {
        @Override
        void strike(World world, Random random) throws InterruptedException {
            for (int i = 0; i < 5; i++) {
                world.cutMqtt();
                Thread.sleep(random.nextInt(200, 800));
            }
        }
    },
    DISK_FULL {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            List<Part> parts = List.of(Part.KAFKA, Part.CONNECTOR_A, Part.CONNECTOR_B);
            Part part = parts.get(random.nextInt(parts.size()));
            world.fillDisk(part);
            Thread.sleep(random.nextInt(2_000, 5_000));
            world.emptyDisk(part);
        }
    },
    KILL_ORG {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            kill(world, Part.ORG, random);
        }
    },
    /** Long enough for the other one to take over; what it wakes up to has moved on without it. */
    FREEZE_CONNECTOR {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            Part part = random.nextBoolean() ? Part.CONNECTOR_A : Part.CONNECTOR_B;
            world.freeze(part);
            Thread.sleep(random.nextInt(8_000, 12_000));
            world.thaw(part);
        }
    },
    /** What somebody just said is in Kafka, and the connectors have not read it. */
    TABLES_BEHIND {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            world.tables().begin();
            Thread.sleep(random.nextInt(4_000, 6_000));
            world.tables().end();
        }
    },
    ORG_UNAVAILABLE("\"kind\": \"error\", \"endpoint\": \"*\", \"errorCode\": \"SERVER_UNAVAILABLE\", \"status\": 503"),
    REQUEST_LIMIT(
            "\"kind\": \"error\", \"endpoint\": \"*\", \"errorCode\": \"REQUEST_LIMIT_EXCEEDED\", \"status\": 403"),
    SESSION_EXPIRY {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            world.control("POST", "sessions/expire", "");
        }
    },
    ROW_LOCKS("\"kind\": \"rowError\", \"errorCode\": \"UNABLE_TO_LOCK_ROW\", \"probability\": 0.5"),
    PARTIAL_FAILURE("\"kind\": \"rowError\", \"errorCode\": \"UNKNOWN_EXCEPTION\", \"probability\": 0.5"),
    CALL_LOST("\"kind\": \"dropBeforeCommit\", \"endpoint\": \"*\", \"probability\": 0.5"),
    ANSWER_LOST("\"kind\": \"dropAfterCommit\", \"endpoint\": \"*\", \"probability\": 0.5"),
    SLOW_ORG(Parts.SLOW),
    STREAM_CLOSED(Parts.CLOSES),
    CORRUPT_REPLAY_ID("\"kind\": \"corruptReplayId\", \"endpoint\": \"Subscribe\", \"times\": 1", Parts.CLOSES),
    CONSENT_STREAM_CUT(Parts.SUBSCRIBES_NOT, Parts.CLOSES),
    /** The org takes writes, and says nothing, for longer than consent may be old. */
    CONSENT_UNKNOWN(
            World.MAX_CONSENT_AGE.toMillis() + 1_000,
            "\"kind\": \"error\", \"endpoint\": \"/query*\", \"errorCode\": \"SERVER_UNAVAILABLE\", \"user\": \""
                    + Parts.CONNECTORS_USER + "\"",
            Parts.SUBSCRIBES_NOT,
            Parts.CLOSES),
    /** Which is in force from another reading on in each partition; every other time somebody who was told of it is killed. */
    CONTENT_PUBLISHED {
        @Override
        void strike(World world, Random random) throws IOException, InterruptedException {
            world.publishContent(random.nextInt(1_000_000));
            if (random.nextBoolean()) {
                kill(world, random.nextBoolean() ? Part.CONNECTOR_A : Part.CONNECTOR_B, random);
            } else {
                Thread.sleep(random.nextInt(1_000, 3_000));
            }
        }
    };

    private final List<String> inTheOrg;
    private final long atLeast;

    /** @param inTheOrg faults of the local org, which last for some seconds; none for another kind of fault */
    Fault(String... inTheOrg) {
        this(0, inTheOrg);
    }

    /** @param atLeast milliseconds */
    Fault(long atLeast, String... inTheOrg) {
        this.atLeast = atLeast;
        this.inTheOrg = List.of(inTheOrg);
    }

    void strike(World world, Random random) throws IOException, InterruptedException {
        for (String fault : inTheOrg) {
            world.control("POST", "faults", "{" + fault + ", \"seed\": " + random.nextInt(1_000_000) + "}");
        }
        Thread.sleep(atLeast + random.nextInt(2_000, 5_000));
        world.control("DELETE", "faults", "");
    }

    private static void kill(World world, Part part, Random random) throws IOException, InterruptedException {
        world.kill(part);
        Thread.sleep(random.nextInt(200, 2_000));
        world.restart(part);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Constants of an enum cannot name its own fields. */
    private static final class Parts {
        static final String SLOW = "\"kind\": \"latency\", \"endpoint\": \"*\", \"latencyMillis\": 800";
        static final String CONNECTORS_USER = "integration@local-org.example";
        static final String SUBSCRIBES_NOT =
                "\"kind\": \"error\", \"endpoint\": \"Subscribe\", \"errorCode\": \"service.unavailable\", \"grpcStatus\": \"UNAVAILABLE\"";
        static final String CLOSES = "\"kind\": \"closeStream\", \"endpoint\": \"Subscribe\", \"times\": 2";
    }
}
