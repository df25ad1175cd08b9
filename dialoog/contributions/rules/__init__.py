"""Every decision and every write of contributions, one file for each thing that can be done."""
