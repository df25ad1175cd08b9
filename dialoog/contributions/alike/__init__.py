"""Look-alikes (D7): whether two points ask the same, and by which words. Without database, Flask or models."""
