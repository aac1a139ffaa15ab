package io.casewire.benchmarks.machine;

/** Quality class of what a machine makes, and the overstrain in min·Nm that its tool bears. */
public enum ProductType {
    L(11_000),
    M(12_000),
    H(13_000);

    private final int mostOverstrain;

    ProductType(int mostOverstrain) {
        this.mostOverstrain = mostOverstrain;
    }

    public int mostOverstrain() {
        return mostOverstrain;
    }
}
