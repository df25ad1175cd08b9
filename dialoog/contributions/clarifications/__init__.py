"""Clarification (navraag): a question to whoever gave a point; its term stands still while we wait (D4)."""
