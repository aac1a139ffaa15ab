package io.casewire.mapping;

import io.casewire.model.Finding;
import java.util.List;

/**
 * What one reading or timer asks of the org, and of the device.
 *
 * @param refused one finding per record or command that could not be made
 */
public record Writes(List<Write> all, List<Command> commands, List<Finding> refused) {}
