"""What the steps do: from tracks in the platform's bucket to a transcript that is shown."""
