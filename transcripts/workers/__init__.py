"""How the workers of both queues do steps: claimed under a lease, done, and ended with a result or an error."""
