"""Many documents, one after another or side by side."""
