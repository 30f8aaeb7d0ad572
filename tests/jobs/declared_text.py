"""A declaration with one thing changed, as somebody might write it."""

from __future__ import annotations

from pathlib import Path


def changed(declared: Path, folder: Path, old: str, new: str) -> Path:
    """A copy of the file in the folder, under its own name, with the first ``old`` replaced by ``new``."""
    text = declared.read_text(encoding="utf-8")
    assert old in text
    copy = folder / declared.name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy
