"""What is said of an error: its kind and place. Its message may hold addresses, texts or tokens, so it is left out."""

import traceback

from dialoog.errors import DialoogError


def told(error: BaseException) -> str:
    """'KeyError (sending.py:41)': fit for logs and for staff. Messages of our own refusals are plain and are kept."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/lib/python" not in frame.filename] or frames
    place = f" ({ours[-1].filename.rpartition('/')[2]}:{ours[-1].lineno})" if ours else ""
    message = f": {error.message}" if isinstance(error, DialoogError) else ""
    return f"{type(error).__name__}{message}{place}"
