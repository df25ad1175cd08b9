"""What a table's meeting is about and what came of it: agenda, papers, decisions, presence (T7, M4, R84, R95–R112)."""
