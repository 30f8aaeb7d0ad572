from __future__ import annotations

import pandas as pd
import pytest

from jobs.identity.assignment_shape import Churn, cluster_sizes, id_churn


def assigned(parties: dict[str, str]) -> pd.DataFrame:
    """An assignment as a frame."""
    return pd.DataFrame({"record_id": list(parties), "entity_id": list(parties.values())}, dtype="object")


YESTERDAY = {"1": "a", "2": "a", "3": "b", "4": "c", "5": "c"}


def test_parties_are_counted_by_their_size() -> None:
    assert cluster_sizes(assigned(YESTERDAY)).to_numpy().tolist() == [[1, 1, 1], [2, 2, 4]]


def test_the_same_ids_are_no_churn_though_new_records_came() -> None:
    churn = id_churn(assigned(YESTERDAY), assigned({**YESTERDAY, "6": "a", "7": "d"}))
    assert churn == Churn(records=5, changed=0, needless=0, ended=0, created=1)


def test_a_merge_changes_the_id_of_the_smaller_party_and_ends_it() -> None:
    churn = id_churn(assigned(YESTERDAY), assigned({**YESTERDAY, "3": "a"}))
    assert churn == Churn(records=5, changed=1, needless=0, ended=1, created=0)


def test_a_split_changes_the_id_of_who_leaves() -> None:
    churn = id_churn(assigned(YESTERDAY), assigned({**YESTERDAY, "2": "d"}))
    assert churn == Churn(records=5, changed=1, needless=0, ended=0, created=1)


def test_another_id_for_the_same_records_is_needless() -> None:
    churn = id_churn(assigned(YESTERDAY), assigned({**YESTERDAY, "4": "z", "5": "z"}))
    assert churn == Churn(records=5, changed=2, needless=2, ended=1, created=1)
    assert churn.rate == 2 / 5


def test_records_that_are_gone_are_no_churn() -> None:
    assert id_churn(assigned(YESTERDAY), assigned({"1": "a"})) == Churn(1, 0, 0, ended=2, created=0)


def test_a_record_named_twice_is_refused() -> None:
    twice = pd.concat([assigned({"1": "a"}), assigned({"1": "b"})])
    with pytest.raises(ValueError, match="names a record twice"):
        id_churn(assigned(YESTERDAY), twice)
