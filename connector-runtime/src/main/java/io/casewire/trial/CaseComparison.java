package io.casewire.trial;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Cases of one content beside those of another, each in the order of their opening.
 *
 * @param gone opened then only
 * @param added opened now only
 * @param changed the same trouble, told otherwise
 */
public record CaseComparison(List<DecidedCase> gone, List<DecidedCase> added, List<Changed> changed) {
    private static final Comparator<DecidedCase> BY_OPENING =
            Comparator.comparing(DecidedCase::opened).thenComparing(DecidedCase::episode);

    /** @param differences as words */
    public record Changed(DecidedCase then, DecidedCase now, List<String> differences) {}

    public static CaseComparison of(Collection<DecidedCase> then, Collection<DecidedCase> now) {
        Map<String, List<DecidedCase>> left = new HashMap<>();
        Map<String, DecidedCase> byEpisode = new HashMap<>();
        now.stream().sorted(BY_OPENING).forEach(it -> {
            left.computeIfAbsent(trouble(it), trouble -> new ArrayList<>()).add(it);
            byEpisode.put(it.episode(), it);
        });
        List<DecidedCase> gone = new ArrayList<>();
        List<Changed> changed = new ArrayList<>();
        List<DecidedCase> unmatched = new ArrayList<>();
        // What has the same key is the same; only what is left may be the same under another.
        for (DecidedCase before : then.stream().sorted(BY_OPENING).toList()) {
            DecidedCase same = byEpisode.get(before.episode());
            if (same == null) {
                unmatched.add(before);
            } else {
                left.getOrDefault(trouble(before), List.of()).remove(same);
                compare(before, same, changed);
            }
        }
        for (DecidedCase before : unmatched) {
            DecidedCase same = takeSame(before, left.getOrDefault(trouble(before), List.of()));
            if (same == null) {
                gone.add(before);
            } else {
                compare(before, same, changed);
            }
        }
        List<DecidedCase> added =
                left.values().stream().flatMap(List::stream).sorted(BY_OPENING).toList();
        changed.sort(Comparator.comparing(Changed::then, BY_OPENING));
        return new CaseComparison(gone, added, changed);
    }

    private static void compare(DecidedCase then, DecidedCase now, List<Changed> changed) {
        List<String> differences = then.differencesTo(now);
        if (!differences.isEmpty()) {
            changed.add(new Changed(then, now, differences));
        }
    }

    private static @Nullable DecidedCase takeSame(DecidedCase before, List<DecidedCase> candidates) {
        for (Iterator<DecidedCase> each = candidates.iterator(); each.hasNext(); ) {
            DecidedCase candidate = each.next();
            if (before.isSameAs(candidate)) {
                each.remove();
                return candidate;
            }
        }
        return null;
    }

    private static String trouble(DecidedCase decided) {
        return decided.device() + "|" + decided.rule();
    }
}
