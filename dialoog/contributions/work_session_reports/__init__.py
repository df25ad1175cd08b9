"""Reading the report (terugblik) of a work session (M1, M2, M3, M5): from bytes to topics and points.

| module | does |
|---|---|
| `readers` | bytes of a .txt, .docx or .pdf → source lines |
| `parse` | source lines (and corrections by hand) → `WorkSessionReport`; pure and total |
| `corrections` | what a human may say about a line |
| `render` | the report as JSON (interface.md) or as text for people |
| `signs`, `headings`, `glance`, `furniture`, `marks`, `titles`, `build`, `dates` | the steps of `parse`, in order |

Nothing here knows of the database or of Flask.
"""
