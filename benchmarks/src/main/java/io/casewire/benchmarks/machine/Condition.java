package io.casewire.benchmarks.machine;

/**
 * The conditions the shipped rules state, restated from their published limits: a witness that read the product's own
 * files would repeat the product's mistakes.
 */
public enum Condition {
    HEAT_DISSIPATION("machine-maintenance/heat dissipation") {
        @Override
        public boolean holds(Measurement m) {
            return m.processTemperature() - m.airTemperature() < 8.6 && m.rotationalSpeed() < 1380;
        }
    },
    POWER("machine-maintenance/power") {
        @Override
        public boolean holds(Measurement m) {
            return m.watts() < 3500 || m.watts() > 9000;
        }
    },
    OVERSTRAIN("machine-maintenance/overstrain") {
        @Override
        public boolean holds(Measurement m) {
            return m.toolWear() * m.torque() > m.type().mostOverstrain();
        }
    };

    private final String label;

    Condition(String label) {
        this.label = label;
    }

    public abstract boolean holds(Measurement measurement);

    /** The name that stands in an episode's key. */
    public String label() {
        return label;
    }
}
