package io.casewire.benchmarks.machine;

/**
 * What one machine measures at one time.
 *
 * @param airTemperature K
 * @param processTemperature K
 * @param rotationalSpeed rpm
 * @param torque Nm
 * @param toolWear min
 */
public record Measurement(
        ProductType type,
        double airTemperature,
        double processTemperature,
        int rotationalSpeed,
        double torque,
        int toolWear) {

    /** Mechanical power in W. */
    public double watts() {
        return torque * rotationalSpeed * 2 * Math.PI / 60;
    }
}
