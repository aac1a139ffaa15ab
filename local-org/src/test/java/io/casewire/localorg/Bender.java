package io.casewire.localorg;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bends what is right until it is wrong somewhere. The same seed bends the same way. */
final class Bender {
    private static final int MOST_BENDS = 4;
    private static final int LONGEST_SPAN = 30;
    private static final int MOST_REPEATS = 40;

    private final Random random;
    /** Put in where they do not belong. */
    private final List<String> words;

    Bender(long seed, List<String> words) {
        this.random = new Random(seed);
        this.words = words;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    boolean inOneOf(int cases) {
        return random.nextInt(cases) == 0;
    }

    String bend(String right) {
        String bent = right;
        for (int bends = 1 + random.nextInt(MOST_BENDS); bends > 0; bends--) {
            bent = bendOnce(bent);
        }
        return bent;
    }

    private String bendOnce(String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(LONGEST_SPAN));
        String before = text.substring(0, from);
        String span = text.substring(from, to);
        String after = text.substring(to);
        return switch (random.nextInt(6)) {
            case 0 -> before + after;
            case 1 -> before + span.repeat(2 + random.nextInt(MOST_REPEATS)) + after;
            case 2 -> before + oneOf(words) + span + after;
            case 3 -> before + oneOf(words) + after;
            case 4 -> before + (char) random.nextInt(0xD800) + span + after;
            default -> before;
        };
    }

    byte[] bend(byte[] right) {
        byte[] bent = right.clone();
        for (int bends = 1 + random.nextInt(MOST_BENDS); bends > 0 && bent.length > 0; bends--) {
            int at = random.nextInt(bent.length);
            if (random.nextBoolean()) {
                bent[at] = (byte) random.nextInt(256);
            } else if (random.nextBoolean()) {
                bent = Arrays.copyOf(bent, at);
            } else {
                bent = Arrays.copyOf(bent, bent.length + at);
            }
        }
        return bent;
    }
}
