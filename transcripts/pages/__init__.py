"""What pages show, computed from plain values: turns, lanes, progress, differences. Without a database."""
