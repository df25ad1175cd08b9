"""Front-end packages: locked without addresses, copied as listed and nothing else."""

from pathlib import Path

import pytest

from requirements import frontend


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "node_modules" / "@utrecht" / "button-css" / "dist"
    package.mkdir(parents=True)
    for name in ("index.css", "index.min.css", "readme.txt"):
        (package / name).write_text(name)
    monkeypatch.setattr(frontend, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(frontend, "VENDOR", tmp_path / "vendor")
    return tmp_path


def test_the_lock_keeps_versions_and_hashes_but_no_address() -> None:
    locked = {
        "packages": {
            "a": {"version": "1.0", "integrity": "sha512-x", "resolved": "https://elders.example/a.tgz"},
            "b": {
                "funding": [{"type": "x", "url": "https://elders.example"}],
                "os": ["linux", "https://elders.example"],
            },
        }
    }
    assert frontend.without_addresses(locked) == {
        "packages": {"a": {"version": "1.0", "integrity": "sha512-x"}, "b": {"os": ["linux"]}}
    }


def test_what_is_listed_is_copied_and_what_was_there_goes(checkout: Path) -> None:
    left_over = checkout / "vendor" / "old.css"
    left_over.parent.mkdir()
    left_over.touch()
    frontend.copy({"@utrecht/button-css": ["dist/*.css"]})
    copied = {path.name for path in (checkout / "vendor" / "@utrecht" / "button-css" / "dist").iterdir()}
    assert copied == {"index.css", "index.min.css"}
    assert not left_over.exists()


def test_a_file_that_is_not_there_stops_the_installation(checkout: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"weg\.css of @utrecht/button-css"):
        frontend.copy({"@utrecht/button-css": ["dist/weg.css"]})
