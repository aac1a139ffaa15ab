package io.casewire.stream;

import io.casewire.model.Brake;
import io.casewire.model.Brakes;

/** What is stopped, from {@code casewire.brakes}; written by its reader. */
public final class BrakeTable implements TableReader.Table {
    private volatile Brakes brakes = Brakes.NONE;

    @Override
    public void accept(String key, byte[] value, TableReader.Appended appended) {
        brakes = brakes.with(Json.read(value, Brake.class).from(appended.at()));
    }

    /** What nobody stopped is not stopped: there is no first load to wait for. */
    @Override
    public boolean isComplete() {
        return true;
    }

    public Brakes brakes() {
        return brakes;
    }
}
