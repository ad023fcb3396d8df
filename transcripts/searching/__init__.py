"""Search: what of each transcript can be found, the databases' indexes of it, and the hits of a query."""
