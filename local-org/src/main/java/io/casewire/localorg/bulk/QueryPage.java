package io.casewire.localorg.bulk;

/**
 * Part of a query's result.
 *
 * @param next where the next page begins, or -1 on the last one
 */
@SuppressWarnings("ArrayRecordComponent") // pages are never compared
public record QueryPage(byte[] csv, int rows, long next) {}
