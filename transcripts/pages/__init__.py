"""What pages show, worked out of plain values: turns, lanes, progress, differences. Without a database."""
