"""From what was said to a summary with its evidence, with or without a language model. Knows nothing of Django."""
