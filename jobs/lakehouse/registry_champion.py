"""Which version of a model is in use: put there by somebody who did not train it, and written down where it stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jobs.lakehouse.champion_history import Appointment, ChampionHistory
from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.lakehouse.person import person, require_name
from jobs.lakehouse.registry import CHAMPION, DIGEST, by_alias, client_of, model_of, reaching
from jobs.lakehouse.registry_history import FAILED, GATES, HEAD, PASSED, TRAINED_BY, head_of
from jobs.lakehouse.settings import Settings

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

    from mlflow import MlflowClient

# Who appoints the first champion: nothing is in use yet that it could make worse.
THE_GATES = "the declared gates"


def note_training(name: str, version: str, trained_by: str, is_passed: bool, settings: Settings) -> None:
    """Write down on a version who trained it and whether it passed its gates; raises ContractFault without a name."""
    require_name(trained_by)
    with reaching(settings):
        client = client_of(settings)
        client.set_model_version_tag(name, version, TRAINED_BY, trained_by)
        client.set_model_version_tag(name, version, GATES, PASSED if is_passed else FAILED)


def appoint(name: str, version: str, by: str, reason: str, settings: Settings) -> Appointment:
    """Put a version into use; said again, it changes nothing.

    Raises ContractFault when the person trained it, and DataFault when it is not registered, failed a gate, or
    its artefact was changed.
    """
    _require_said(by, reason)
    made = _made(name, version, settings)
    _require_another(made, by)
    _require_passed(made)
    return _written("appointed", made, by, reason, settings)


def appoint_first(name: str, version: str, reason: str, settings: Settings) -> bool:
    """Let the gates put a version into use where none ever was; whether it is in use then.

    Raises DataFault as ``appoint`` does, InfrastructureFault where somebody appoints at the same time.
    """
    made = _made(name, version, settings)
    _require_passed(made)
    told, begun = _agreed(name, settings)
    newest = begun or (told[-1] if told else None)
    if newest and newest.version != version:
        return False
    _written("appointed", made, THE_GATES, reason, settings)
    return True


def take_back(name: str, by: str, reason: str, settings: Settings) -> Appointment:
    """Put the version into use that was in use before.

    Raises DataFault where there is none, ContractFault when the person trained it, or without a name or a reason.
    """
    _require_said(by, reason)
    told = history(name, settings)
    before = next((one for one in reversed(told) if one.version != told[-1].version), None)
    if before is None:
        raise DataFault(f"Model {name} had no other champion before: there is nothing to return to.")
    made = _made(name, before.version, settings)
    _require_another(made, by)
    if made.tags[DIGEST] != before.digest:
        raise DataFault(f"Version {before.version} of {name} is not what was in use then: its digest has changed.")
    return _written("returned", made, by, reason, settings)


def history(name: str, settings: Settings) -> tuple[Appointment, ...]:
    """Who was champion when, oldest first; raises DataFault when the history or the registry was changed by hand."""
    with reaching(settings):
        used = by_alias(client_of(settings), name, CHAMPION)
    told, begun = _agreed(name, settings)
    if begun:
        raise _broke_off(begun)
    if told and (used is None or str(used.version) != told[-1].version):
        raise DataFault(
            f"The alias champion of {name} names version {used.version if used else 'none'}, but version "
            f"{told[-1].version} was put into use last: run `python -m jobs.champion appoint {name} --version N "
            "--reason WHY`."
        )
    return told


def _written(kind: str, made: ModelVersion, by: str, reason: str, settings: Settings) -> Appointment:
    """First the history, then the alias, then its digest: what breaks off between is finished by saying it again.

    By THE_GATES it is the first appointment or none: a number is given once.
    """
    kept, version = ChampionHistory(settings.home, made.name), str(made.version)
    told, begun = _agreed(made.name, settings)
    if begun and begun.version != version:
        raise _broke_off(begun)
    newest = begun or (told[-1] if told else None)
    if newest is None or newest.version != version:
        before = () if by == THE_GATES else told
        newest = kept.add(before, kind, version, made.tags[DIGEST], by, made.tags.get(TRAINED_BY, ""), reason)
    with reaching(settings):
        client = client_of(settings)
        client.set_registered_model_alias(made.name, CHAMPION, version)
        client.set_registered_model_tag(made.name, HEAD, newest.sha256)
    return newest


def _agreed(name: str, settings: Settings) -> tuple[tuple[Appointment, ...], Appointment | None]:
    with reaching(settings):
        head = head_of(client_of(settings), name)
    return ChampionHistory(settings.home, name).agreed(head)


def _broke_off(begun: Appointment) -> DataFault:
    return DataFault(
        f"Putting version {begun.version} of {begun.model} into use broke off: finish it with "
        f"`python -m jobs.champion appoint {begun.model} --version {begun.version} --reason WHY`."
    )


def _made(name: str, version: str, settings: Settings) -> ModelVersion:
    """A version whose artefact is the one that was registered."""
    model_of(name, version, settings)
    with reaching(settings):
        return _version(client_of(settings), name, version)


def _require_another(made: ModelVersion, by: str) -> None:
    if person(by) == person(made.tags.get(TRAINED_BY, "")):
        raise ContractFault(
            f"{by} trained version {made.version} of {made.name}: somebody else has to put it into use."
        )


def _require_passed(made: ModelVersion) -> None:
    if made.tags.get(GATES) != PASSED:
        raise DataFault(
            f"Version {made.version} of {made.name} did not pass its gates: only one that did can be put into use."
        )


def _version(client: MlflowClient, name: str, version: str) -> ModelVersion:
    found: Sequence[ModelVersion] = client.search_model_versions(f"name = '{name}'")
    made = next((one for one in found if str(one.version) == version), None)
    if made is None:
        raise DataFault(f"MLflow has no version {version} of {name}: only a trained one can be put into use.")
    return made


def _require_said(by: str, reason: str) -> None:
    require_name(by)
    if person(by) == person(THE_GATES):
        raise ContractFault(f"By {THE_GATES} only a training puts a version into use: say who you are with --by.")
    if not reason.strip():
        raise ContractFault("This is kept for years and needs a reason: give --reason.")
