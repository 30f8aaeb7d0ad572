"""``python -m infra.company_tables``: writes jobs/identity/company_tables/divisions.txt from committed open data."""

from __future__ import annotations

import sys
from pathlib import Path

from infra.company_tables.divisions import division_lines

DIVISIONS = Path(__file__).resolve().parents[2] / "jobs" / "identity" / "company_tables" / "divisions.txt"


def main() -> int:
    """Write the table; the same lists give the same bytes."""
    DIVISIONS.write_text("\n".join(division_lines()) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
