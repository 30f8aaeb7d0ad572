"""What the sample bank's suppliers know of their agreements: they write both into every control file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ordered:
    """The agreement that a file is delivered under, and the purpose it was ordered for."""

    agreement: str
    purpose: str = "credit_risk"


TELECOM = Ordered("TEL-2026-001")
COURT = Ordered("COURT-2026-001")
OWNERSHIP = Ordered("OWN-2026-001")
FRAUD = Ordered("FRAUD-2026-001")
