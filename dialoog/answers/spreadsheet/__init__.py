"""The queue as a spreadsheet (D7a): out with `writing`, back with `reading`, judged by `rules/sheets.py`."""
