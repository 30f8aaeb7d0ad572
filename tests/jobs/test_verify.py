"""A damaged lake is named, with the table, the days and the way out; nothing is called whole that is not."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from typer.testing import CliRunner

from jobs.lakehouse.checksum import parquet_flaw
from jobs.verify import Finding, application, verify
from tests.jobs.lakehouse.whole_lake import FIRST, NAME, SECOND, WholeLake, flip


@pytest.fixture
def lake(tmp_path: Path) -> WholeLake:
    return WholeLake(tmp_path)


def look(lake: WholeLake) -> Finding:
    return verify(lake.settings, lake.catalog)


def only_sentence(lake: WholeLake) -> str:
    (sentence,) = look(lake).damages
    return sentence


def test_a_lake_as_runs_leave_it_is_whole(lake: WholeLake) -> None:
    assert look(lake) == Finding(("silver/thing",), (), ())


def test_the_command_tells_damage_by_its_exit_code(lake: WholeLake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHU_HOME", str(lake.settings.home))
    whole = CliRunner().invoke(application, ["all", "--date", "2026-06-07"])
    assert (whole.exit_code, whole.output.strip()) == (0, "2026-06-07: 1 tables and quarantines are whole")
    lake.files(SECOND)[0].unlink()
    broken = CliRunner().invoke(application, [])
    assert broken.exit_code == 65
    assert "is missing" in broken.output
    assert CliRunner().invoke(application, ["silver.nothing"]).exit_code == 64


@pytest.mark.fault(
    "F13",
    "a bit of a data file is flipped",
    "verify names table, version and the generation to return to",
)
def test_a_flipped_bit_is_found_and_the_generation_before_is_offered(lake: WholeLake) -> None:
    corrected = lake.files(FIRST)[-1]
    flip(corrected, corrected.stat().st_size // 2)
    said = only_sentence(lake)
    assert f"{corrected.name} has other bytes than were written (versions 2, 3, business dates 2026-06-01)" in said
    assert f"return to generation 1 (version 1) with `make rollback T={NAME} D={FIRST} TO=1`" in said


@pytest.mark.fault(
    "F13",
    "a data file is missing",
    "verify sends to another run of the day",
)
def test_a_missing_file_of_a_day_with_one_content_sends_to_another_run(lake: WholeLake) -> None:
    lake.files(SECOND)[0].unlink()
    said = only_sentence(lake)
    assert "is missing (versions 3, business dates 2026-06-02)" in said
    assert f"move _published/{NAME}/{SECOND} of the lake aside and run {NAME} for {SECOND} again" in said
    assert "make rollback" not in said


def test_a_damaged_generation_is_never_offered(lake: WholeLake) -> None:
    for path in lake.files(FIRST)[-2:]:
        flip(path, 100)
    assert not any("return to generation" in one for one in look(lake).damages)
    aside = f"nothing in force needs it, move _published/{NAME}/{FIRST}/0000000001.json of the lake aside"
    assert any(aside in one for one in look(lake).damages)
    (lake.lake / "_published" / NAME / FIRST.isoformat() / "0000000001.json").unlink()
    assert len(look(lake).damages) == 1


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "is cut short or altered"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\0" * path.stat().st_size), "is empty"),
        (lambda path: path.write_text(path.read_text().replace('"size":', '"size":1')), "has other bytes"),
    ],
)
@pytest.mark.fault(
    "F13",
    "a commit of the log is truncated, zeroed or missing",
    "verify names every version behind it",
)
def test_a_damaged_commit_is_found_with_all_versions_after_it(lake: WholeLake, harm, what: str) -> None:
    harm(lake.commit(2))
    said = look(lake).damages[0]
    assert f"{lake.commit(2).name} {what}" in said
    assert "(versions 2, 3, business dates 2026-06-01, 2026-06-02)" in said
    assert f"move the folders silver/thing and _published/{NAME} of the lake aside" in said


def test_a_newest_commit_that_is_gone_is_missed_though_the_table_still_opens(lake: WholeLake) -> None:
    lake.commit(3).unlink()
    assert DeltaTable(str(lake.table)).version() == 2
    assert "business dates 2026-06-02" in look(lake).damages[0]


def test_a_commit_before_a_checkpoint_hits_older_versions_only(lake: WholeLake) -> None:
    DeltaTable(str(lake.table)).create_checkpoint()
    lake.commit(1).write_bytes(b"")
    said = only_sentence(lake)
    assert "(versions 1, 2, business dates 2026-06-01)" in said


@pytest.mark.fault(
    "F13",
    "a checkpoint is deleted",
    "verify says so; the commits say the same",
)
def test_a_checkpoint_that_is_gone_hits_those_who_are_sent_to_it_and_the_commits_say_the_same(lake: WholeLake) -> None:
    DeltaTable(str(lake.table)).create_checkpoint()
    next((lake.table / "_delta_log").glob("*.checkpoint.parquet")).unlink()
    said = only_sentence(lake)
    assert "_last_checkpoint names checkpoint 3, which is missing" in said
    assert "remove _last_checkpoint, since the commits alone tell the same" in said
    (lake.table / "_delta_log" / "_last_checkpoint").unlink()
    assert look(lake).damages == ()


def test_an_altered_checkpoint_may_be_removed(lake: WholeLake) -> None:
    DeltaTable(str(lake.table)).create_checkpoint()
    lake.write_checksums()
    checkpoint = next((lake.table / "_delta_log").glob("*.checkpoint.parquet"))
    flip(checkpoint, 200)
    assert f"remove {checkpoint.name} and _last_checkpoint" in look(lake).damages[0]


def test_a_version_with_other_files_than_its_commit_counted_is_found(lake: WholeLake) -> None:
    noted = lake.commit(3).with_suffix(".crc")
    sizes = [path.stat().st_size for path in (lake.files(FIRST)[-1], *lake.files(SECOND))]
    noted.write_text(json.dumps({"numFiles": 2, "tableSizeBytes": sum(sizes)}))
    assert look(lake).damages == ()
    noted.write_text(json.dumps({"numFiles": 3, "tableSizeBytes": sum(sizes) + 1}))
    assert "version 3 has 2 files where its commit counted 3" in only_sentence(lake)


def test_a_publication_without_the_consent_of_its_gate_is_found(lake: WholeLake) -> None:
    path = lake.lake / "_verdicts" / NAME / "gate3.json"
    path.write_text(path.read_text().replace('"rules_checked": 1', '"rules_checked": 2'))
    assert "does not carry the signature of this installation" in only_sentence(lake)


def test_records_that_cannot_be_read_or_name_what_is_not_there_are_found(lake: WholeLake) -> None:
    sealed = lake.lake / "_manifests" / "curated" / SECOND.isoformat() / "000001.json"
    facts = json.loads(sealed.read_text())
    facts["tables"][NAME]["generation"] = 9
    sealed.write_text(json.dumps(facts))
    published = lake.lake / "_published" / NAME / FIRST.isoformat() / "0000000001.json"
    published.write_text("{")
    said = " ".join(look(lake).damages)
    assert "names generation 9, which was never published" in said
    assert f"_published/{NAME}/{FIRST}/0000000001.json cannot be read" in said


def test_a_run_that_died_is_told_and_is_no_damage(lake: WholeLake) -> None:
    lake.publications.announce(lake.publications.get(NAME, SECOND))
    found = look(lake)
    assert found.damages == ()
    assert "announced a publication and has not made it yet" in found.notes[0]


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_flipped_bit_of_a_data_file_stays_hidden(lake: WholeLake, data: st.DataObject) -> None:
    path = lake.files(FIRST)[-1]
    at = data.draw(st.integers(0, path.stat().st_size - 1))
    flip(path, at)
    try:
        assert look(lake).damages != ()
    finally:
        flip(path, at)


def test_pages_are_read_where_no_checksums_lie_beside_a_file(tmp_path: Path) -> None:
    path, rows = tmp_path / "rows.parquet", pa.table({"number": list(range(5000))})
    pq.write_table(rows, path, write_page_checksum=True, use_dictionary=False, compression="none")
    size = path.stat().st_size
    assert parquet_flaw(path, size, 5000) is None
    assert parquet_flaw(path, size, 5001) == "has 5000 rows where the log says 5001"
    flip(path, size // 2)
    assert parquet_flaw(path, size, 5000) == "cannot be read, a page of it was altered"
