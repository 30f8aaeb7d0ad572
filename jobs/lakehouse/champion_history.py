"""Which version of a model was in use when, by whom and why: numbered files, each with the digest of the one before.

A file is made once and never replaced. Who edits or takes away one in the middle breaks the digest in the next one; who
does so with the newest breaks the digest that the registry keeps of it. Both are found by ``verified``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from jobs.lakehouse.book import write_once
from jobs.lakehouse.declaration import Declaration
from jobs.lakehouse.errors import DataFault, InfrastructureFault

FIRST = ""  # what the first appointment holds instead of a digest


class Appointment(Declaration):
    """One version put into use: anew (appointed) or again (returned). ``digest`` is that of its artefact."""

    model: str
    number: int
    kind: Literal["appointed", "returned"]
    version: str
    digest: str
    by: str
    trained_by: str
    reason: str
    decided_at: str
    earlier: str

    @property
    def sha256(self) -> str:
        """Digest of what is written; the next appointment holds it."""
        return hashlib.sha256(self.to_json().encode("utf-8")).hexdigest()

    @property
    def in_words(self) -> str:
        """What happened, for people."""
        return f"version {self.version} was {'put' if self.kind == 'appointed' else 'taken back'} into use"

    def to_json(self) -> str:
        """Canonical JSON: sorted keys."""
        return json.dumps(self.model_dump(), sort_keys=True, ensure_ascii=False)


class ChampionHistory:
    """The appointments of one model, in the home folder."""

    def __init__(self, home: Path, model: str) -> None:
        self._model = model
        self._folder = home / "champions" / model

    def verified(self, head: str | None = None) -> tuple[Appointment, ...]:
        """All appointments, oldest first; ``head`` is the digest of the newest one as the registry keeps it.

        Raises DataFault where one was edited or taken away.
        """
        found = tuple(self._read())
        wrong = next((one.number for place, one in enumerate(found, start=1) if one.number != place), None)
        broken = next((one.number for one, after in pairwise(found) if after.earlier != one.sha256), wrong)
        if broken is not None or (found and found[0].earlier != FIRST):
            raise DataFault(
                f"The champion history of {self._model} was changed at appointment {broken or 1}: restore the folder "
                f"champions/{self._model} from a backup, and find out who did it."
            )
        if head is not None and head != (found[-1].sha256 if found else FIRST):
            raise DataFault(
                f"The champion history of {self._model} does not end as the registry says: its newest appointment was "
                f"changed or taken away; restore the folder champions/{self._model} from a backup."
            )
        return found

    def agreed(self, head: str) -> tuple[tuple[Appointment, ...], Appointment | None]:
        """The appointments that the registry knows by its ``head``, and one that broke off before it knew, or None.

        Raises DataFault as ``verified`` does.
        """
        written = self.verified()
        if written and head == written[-1].earlier:
            return written[:-1], written[-1]
        return self.verified(head), None

    def add(
        self, before: Sequence[Appointment], kind: str, version: str, digest: str, by: str, trained_by: str, reason: str
    ) -> Appointment:
        """Write an appointment down after those ``before``; raises InfrastructureFault where somebody was faster."""
        made = Appointment(
            model=self._model,
            number=len(before) + 1,
            kind=kind,
            version=version,
            digest=digest,
            by=by,
            trained_by=trained_by,
            reason=reason,
            decided_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            earlier=before[-1].sha256 if before else FIRST,
        )
        path = self._folder / f"{made.number:06}.json"
        write_once(path, made.to_json())
        if path.read_text(encoding="utf-8") != made.to_json():
            raise InfrastructureFault(
                f"Somebody else decided about {self._model} at the same time: look, then try again."
            )
        return made

    def _read(self) -> Iterator[Appointment]:
        for path in sorted(self._folder.glob("[0-9]*.json")):
            text = path.read_text(encoding="utf-8")
            try:
                yield Appointment.model_validate_json(text)
            except ValidationError as error:
                raise DataFault(
                    f"The champion history of {self._model} is not readable at {path.name}: restore it from a backup."
                ) from error
