package io.casewire.cli;

import io.casewire.stream.DeadLetterRecord;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Dead letters for people and for programs; never with their payload. */
final class DeadLetterTexts {
    private DeadLetterTexts() {}

    /** As JSON. */
    static Map<String, Object> of(DeadLetterRecord letter) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", letter.id());
        shown.put("at", letter.at().toString());
        shown.put("state", state(letter));
        shown.put("stage", letter.stage());
        shown.put("code", letter.code());
        shown.put("where", letter.where());
        shown.put("what", letter.what());
        shown.put("key", letter.key());
        shown.put("subject", letter.subject());
        shown.put("source", letter.source());
        shown.put("topic", letter.topic());
        shown.put("edited", letter.edited());
        shown.put("cut", letter.isCut());
        shown.put("bytes", letter.size());
        return shown;
    }

    static String state(DeadLetterRecord letter) {
        return letter.state().name().toLowerCase(Locale.ROOT);
    }

    /** In one line. */
    static void print(DeadLetterRecord letter, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-10s  %s  %-9s  %-8s  %s %s: %s%s%n",
                letter.id(),
                letter.at().truncatedTo(ChronoUnit.SECONDS),
                state(letter),
                letter.stage(),
                letter.code(),
                Printable.text(letter.where()),
                Printable.text(letter.what()),
                letter.edited() ? " (edited)" : "");
    }

    /** How many there are of each code, most first. */
    static void summarise(Collection<DeadLetterRecord> letters, PrintWriter out) {
        Map<String, Long> byCode = new TreeMap<>(letters.stream()
                .collect(Collectors.groupingBy(letter -> letter.stage() + " " + letter.code(), Collectors.counting())));
        byCode.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> out.printf(Locale.ROOT, "%,8d  %s%n", entry.getValue(), entry.getKey()));
    }
}
