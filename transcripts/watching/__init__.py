"""Whether the work goes on."""
