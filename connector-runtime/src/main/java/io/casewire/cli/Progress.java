package io.casewire.cli;

import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for long work, on standard error, and only where that is a terminal. */
final class Progress {
    private Progress() {}

    /** @param quiet where nothing but an answer for programs is wanted */
    static ProgressBar of(String what, long max, boolean quiet) {
        ProgressBarBuilder builder =
                new ProgressBarBuilder().setTaskName(what).setInitialMax(max).setStyle(ProgressBarStyle.ASCII);
        if (quiet || System.console() == null) {
            builder.setConsumer(new DelegatingProgressBarConsumer(line -> {}));
        }
        return builder.build();
    }
}
