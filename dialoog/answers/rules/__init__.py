"""Every decision and every write of answers, one file for each thing that can be done."""
