"""What was published, sealed, judged or received is on disk when the call returns, with the names that lead to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs.lakehouse.delivery import Landing
from jobs.lakehouse.errors import InfrastructureFault
from jobs.lakehouse.manifest import Manifests
from tests.jobs.lakehouse.shop import DAYS, open_shop
from tests.jobs.lakehouse.test_delivery import delivery, kept
from tests.jobs.lakehouse.whole_lake import FIRST, NAME, WholeLake


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """The inodes of everything that was brought to the disk; nobody can switch this machine off."""
    inodes: set[int] = set()
    fsync = os.fsync

    def noted(handle: int) -> None:
        inodes.add(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    yield inodes


def lost(folder: Path, synced: set[int]) -> list[str]:
    """What of a folder could be gone after the machine was switched off."""
    return sorted(str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_ino not in synced)


def test_publications_manifests_and_verdicts_outlive_a_machine_that_is_switched_off(
    tmp_path: Path, synced: set[int]
) -> None:
    lake = WholeLake(tmp_path).lake
    assert [lost(lake / name, synced) for name in ("_published", "_manifests", "_verdicts")] == [[], [], []]


def test_a_kept_delivery_outlives_it_with_all_its_files(tmp_path: Path, synced: set[int]) -> None:
    kept(Landing(tmp_path), delivery())
    assert lost(tmp_path / "vendor", synced) == []


def test_the_rows_of_a_publication_outlive_it(spark: SparkSession, tmp_path: Path, synced: set[int]) -> None:
    with open_shop(spark, tmp_path) as shop:
        shop.run(DAYS[0], ("a", "1", "Li"), ("b", "many", "Li"))
    for table in ("bronze/part", "silver/part", "quarantine/silver.part"):
        patterns = (f"{table}/*/*.parquet", f"{table}/_delta_log/*1.json")
        files = [path for pattern in patterns for path in shop.settings.lake.glob(pattern)]
        assert len(files) > 1
        assert [path for path in files if not {path.stat().st_ino, path.parent.stat().st_ino} <= synced] == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"table": 1}'])
@pytest.mark.fault("F13", "a publication or a manifest is empty or cut short", "one sentence with the way out")
def test_a_record_that_cannot_be_read_ends_in_one_sentence(tmp_path: Path, text: str) -> None:
    lake = WholeLake(tmp_path)
    (lake.lake / "_published" / NAME / FIRST.isoformat() / "0000000002.json").write_text(text)
    (lake.lake / "_manifests" / "curated" / FIRST.isoformat() / "000001.json").write_text(text)
    with pytest.raises(
        InfrastructureFault, match=r"^_published/silver.thing/2026-06-01/0000000002.json of the lake cannot be rea"
    ):
        lake.publications.get(NAME, FIRST)
    with pytest.raises(
        InfrastructureFault, match=r"^_manifests/curated/2026-06-01/000001.json of the lake cannot be read: [^\n]+$"
    ):
        Manifests(lake.lake).get(FIRST)
