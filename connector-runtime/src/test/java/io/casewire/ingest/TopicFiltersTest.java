package io.casewire.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicFiltersTest {
    @Test
    void shouldNameEachSourceOnce() {
        assertThat(filters("wards/{device}/vitals", "stores/{store}/{device}", "wards/{patient}/vitals"))
                .containsExactly("stores/+/+", "wards/+/vitals");
    }

    @Test
    void shouldLeaveOutWhatAnotherTakes() {
        assertThat(filters("a/{device}/x", "a/+/+", "a/b", "c/#", "c/d/e", "c", "+/d"))
                .containsExactly("+/d", "a/+/+", "a/b", "c/#");
        assertThat(filters("a/#", "a/+")).containsExactly("a/#");
        assertThat(filters("a/+", "a/+/b")).containsExactly("a/+", "a/+/b");
    }

    @Test
    void shouldTakeOneSegmentForOneWithAComma() {
        assertThat(filters("hall 1,2/{device}")).containsExactly("+/+");
    }

    private static List<String> filters(String... sources) {
        return TopicFilters.of(Arrays.stream(sources).map(TopicPattern::new).toList());
    }
}
