"""Files people gave us, kept under their SHA-256 in the instance folder: written whole or not at all."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from dialoog.errors import NotFound


class FileStore:
    """A folder of files, named by what is in them; the same file is kept once."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / "files"

    def keep(self, content: bytes) -> str:
        """Store a file durably and return its SHA-256 in hex."""
        name = sha256(content).hexdigest()
        path = self._path(name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, path)
        return name

    def read(self, name: str) -> bytes:
        """The content of a kept file. Raises NotFound."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("Dit bestand is er niet (meer).") from error

    def forget(self, name: str) -> None:
        """Destroy a kept file, if it is there: call it after the commit that let go of it."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if len(name) != 64 or not name.isalnum():
            raise NotFound("Dit bestand is er niet.")
        return self._folder / name[:2] / name
