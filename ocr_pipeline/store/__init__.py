"""What was seen and decided, on disk."""
