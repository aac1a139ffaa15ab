package io.casewire.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** What to subscribe to at an MQTT broker, so that everything arrives that a format reads. */
public final class TopicFilters {
    private TopicFilters() {}

    /**
     * In the order of the alphabet. Of two filters, one of which takes all that the other takes, there is only that one: a
     * broker may deliver a message once for each filter it matches.
     */
    public static List<String> of(Collection<TopicPattern> sources) {
        TreeSet<String> all = new TreeSet<>();
        sources.forEach(source -> all.add(source.filter()));
        List<String> needed = new ArrayList<>(all);
        needed.removeIf(one -> all.stream().anyMatch(other -> !other.equals(one) && covers(other, one)));
        return needed;
    }

    private static boolean covers(String wide, String narrow) {
        String[] wider = wide.split("/", -1);
        String[] narrower = narrow.split("/", -1);
        for (int i = 0; i < wider.length; i++) {
            if (wider[i].equals("#")) {
                return true;
            }
            if (i >= narrower.length || narrower[i].equals("#")) {
                return false;
            }
            if (!wider[i].equals("+") && !wider[i].equals(narrower[i])) {
                return false;
            }
        }
        return wider.length == narrower.length;
    }
}
