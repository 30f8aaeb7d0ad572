"""The planted bank that record linkage is measured on is what its benchmark says it is."""

from __future__ import annotations

import pandas as pd
import pytest

from jobs.identity.measure import quality, tally
from tests.benchmarks.identity_records import planted_records

COUNT = 20_000


@pytest.fixture(scope="module")
def planted() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records and their truth."""
    records, truth = planted_records(COUNT)
    return records.to_pandas(), truth.to_pandas()


def test_the_same_seed_plants_the_same_bank_and_another_one_another() -> None:
    assert planted_records(500)[0].equals(planted_records(500)[0])
    assert not planted_records(500)[0].equals(planted_records(500, seed=1)[0])


def test_a_larger_bank_begins_with_the_people_of_a_smaller_one() -> None:
    small, large = (planted_records(count)[0].to_pandas().set_index("record_id") for count in (500, 1000))
    assert large.loc[small.index].equals(small)


def test_about_43_pairs_of_one_person_come_with_a_hundred_records(planted: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    sizes = planted[1].groupby("entity_id").size()
    assert (sizes * (sizes - 1) / 2).sum() / COUNT == pytest.approx(0.433, abs=0.02)
    assert sizes.max() == 4


def test_forty_of_a_hundred_records_have_no_usable_identity_number(
    planted: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    assert planted[0]["id_number"].isna().mean() == pytest.approx(0.40, abs=0.02)


def test_equal_identity_numbers_alone_find_hardly_a_third_of_the_pairs(
    planted: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    by_number = planted[0][["record_id", "id_number"]].rename(columns={"id_number": "entity_id"})
    found = quality(tally(by_number, planted[1]), resamples=20).pairwise
    assert 0.25 < found.recall.value < 0.40 and 0.98 < found.precision.value < 1.0
