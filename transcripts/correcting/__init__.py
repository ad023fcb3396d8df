"""People's corrections of a transcript: making and undoing them, and keeping them when it is made again."""
