"""Which version of a model is in use: put there by somebody who did not train it, and written down where it stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jobs.lakehouse.champion_history import Appointment, ChampionHistory
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.person import person, require_name
from jobs.lakehouse.registry import CHAMPION, DIGEST, by_alias, client_of, model_of, reaching
from jobs.lakehouse.settings import Settings

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

    from mlflow import MlflowClient

HEAD = "champion_history_sha256"
TRAINED_BY, GATES, PASSED = "trained_by", "gates", "passed"
# Who appoints the first champion: nothing is in use yet that it could make worse.
THE_GATES = "the declared gates"


def note_training(name: str, version: str, trained_by: str, is_passed: bool, settings: Settings) -> None:
    """Write down on a version who trained it and whether it passed its gates; raises ContractFault without a name."""
    require_name(trained_by)
    with reaching(settings):
        client = client_of(settings)
        client.set_model_version_tag(name, version, TRAINED_BY, trained_by)
        client.set_model_version_tag(name, version, GATES, PASSED if is_passed else "failed")


def appoint(name: str, version: str, by: str, reason: str, settings: Settings) -> Appointment:
    """Put a version into use; said again, it changes nothing.

    Raises ContractFault when the person trained it, and DataFault when it is not registered, failed a gate, or
    its artefact was changed.
    """
    _require_said(by, reason)
    model_of(name, version, settings)  # refuses an artefact that is not the one that was registered
    with reaching(settings):
        client = client_of(settings)
        made = _version(client, name, version)
        trained_by = made.tags.get(TRAINED_BY, "")
        if person(by) == person(trained_by):
            raise ContractFault(f"{by} trained version {version} of {name}: somebody else has to put it into use.")
        if made.tags.get(GATES) != PASSED:
            raise DataFault(
                f"Version {version} of {name} did not pass its gates: only one that did can be put into use."
            )
    return _written("appointed", made, by, reason, settings)


def take_back(name: str, by: str, reason: str, settings: Settings) -> Appointment:
    """Put the version into use that was in use before.

    Raises DataFault where there is none, ContractFault without a name or a reason.
    """
    _require_said(by, reason)
    told = history(name, settings)
    before = next((one for one in reversed(told) if one.version != told[-1].version), None)
    if before is None:
        raise DataFault(f"Model {name} had no other champion before: there is nothing to return to.")
    model_of(name, before.version, settings)
    with reaching(settings):
        made = _version(client_of(settings), name, before.version)
    if made.tags[DIGEST] != before.digest:
        raise DataFault(f"Version {before.version} of {name} is not what was in use then: its digest has changed.")
    return _written("returned", made, by, reason, settings)


def history(name: str, settings: Settings) -> tuple[Appointment, ...]:
    """Who was champion when, oldest first; raises DataFault when the history or the registry was changed by hand."""
    with reaching(settings):
        client = client_of(settings)
        found = client.search_registered_models(f"name = '{name}'")
        head = found[0].tags.get(HEAD, "") if found else ""
        used = by_alias(client, name, CHAMPION) if found else None
    kept = ChampionHistory(settings.home, name)
    newest = kept.verified()[-1:]
    if newest and head == newest[0].earlier:
        raise DataFault(
            f"Putting version {newest[0].version} of {name} into use broke off: finish it with "
            f"`python -m jobs.champion appoint {name} --version {newest[0].version} --reason WHY`."
        )
    told = kept.verified(head)
    if told and (used is None or str(used.version) != told[-1].version):
        raise DataFault(
            f"The alias champion of {name} names version {used.version if used else 'none'}, but version "
            f"{told[-1].version} was put into use last: run `python -m jobs.champion appoint {name} --version N "
            "--reason WHY`."
        )
    return told


def _written(kind: str, made: ModelVersion, by: str, reason: str, settings: Settings) -> Appointment:
    """First the history, then the alias: what breaks off between them is finished by saying it again."""
    kept, version = ChampionHistory(settings.home, made.name), str(made.version)
    told = kept.verified()
    newest = told[-1] if told else None
    if newest is None or newest.version != version:
        newest = kept.add(kind, version, made.tags[DIGEST], by, made.tags.get(TRAINED_BY, ""), reason)
    with reaching(settings):
        client = client_of(settings)
        client.set_registered_model_tag(made.name, HEAD, newest.sha256)
        client.set_registered_model_alias(made.name, CHAMPION, version)
    return newest


def _version(client: MlflowClient, name: str, version: str) -> ModelVersion:
    found: Sequence[ModelVersion] = client.search_model_versions(f"name = '{name}'")
    made = next((one for one in found if str(one.version) == version), None)
    if made is None:
        raise DataFault(f"MLflow has no version {version} of {name}: only a trained one can be put into use.")
    return made


def _require_said(by: str, reason: str) -> None:
    require_name(by)
    if not reason.strip():
        raise ContractFault("This is kept for years and needs a reason: give --reason.")
