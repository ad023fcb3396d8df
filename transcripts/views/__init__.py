"""The pages that show transcripts, and all else that needs them; one module for each kind of page."""
