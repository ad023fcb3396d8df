"""From audio files to words with their times. Knows nothing of Django; docs/speech.md tells how it works."""
