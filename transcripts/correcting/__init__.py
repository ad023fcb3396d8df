"""What people put right in a transcript: made, undone, kept when it is made again, and shown with its history."""
