package io.casewire.mapping;

import io.casewire.model.Finding;
import java.util.List;

/**
 * What one reading or timer asks of the org.
 *
 * @param refused one finding per record that could not be made
 */
public record Writes(List<Write> all, List<Finding> refused) {}
