"""Clusters find the kinds that are there, keep their codes, and are the same in memory and in the engine."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jobs.lakehouse.errors import ContractFault, DataFault
from jobs.segmentation.clusters import Clusters
from jobs.segmentation.declaration import Variable, read_cluster_model
from jobs.segmentation.distance import nearest
from jobs.segmentation.evaluation import judge, measured
from jobs.segmentation.expressions import with_cluster
from jobs.segmentation.fit import fit
from tests.jobs.segmentation.planted import MODEL, planted

ROWS, KIND = planted(3_000)


@pytest.fixture(scope="module")
def clusters() -> Clusters:
    return fit(MODEL, ROWS, None)


def codes(clusters: Clusters, rows: pd.DataFrame) -> np.ndarray:
    return np.array([one.code for one in clusters.clusters])[nearest(rows, clusters)]


def test_the_planted_kinds_are_found_and_the_largest_is_a(clusters: Clusters) -> None:
    of_kind = {kind: set(codes(clusters, ROWS)[kind == KIND]) for kind in range(3)}
    assert of_kind == {0: {"A"}, 1: {"B"}, 2: {"C"}}
    assert [one.share for one in clusters.clusters] == pytest.approx([0.5, 0.3, 0.2], abs=0.03)


def test_a_cluster_is_told_by_what_its_customers_have_more_or_less_of(clusters: Clusters) -> None:
    assert [one.about for one in clusters.clusters] == [
        "low balance; low app use",
        "high balance",
        "high app use",
    ]


def test_the_same_rows_give_the_same_clusters_to_the_last_digit(clusters: Clusters) -> None:
    assert fit(MODEL, ROWS, None).sha256 == clusters.sha256
    assert Clusters.from_json(clusters.to_json()) == clusters


def test_a_code_goes_on_meaning_the_same_when_the_sizes_change(clusters: Clusters) -> None:
    """The app has become the largest kind; by size it would be called A."""
    later, kind = planted(3_000, seed=2, shares=(0.2, 0.2, 0.6))
    again = fit(MODEL, later, clusters)
    assert {which: set(codes(again, later)[kind == which]) for which in range(3)} == {0: {"A"}, 1: {"B"}, 2: {"C"}}
    assert measured(MODEL, again, later, clusters).kept_share > 0.99
    assert fit(MODEL, later, None).clusters[0].about == "high app use"


def test_a_new_cluster_takes_a_code_that_never_meant_anything_else(clusters: Clusters) -> None:
    more = MODEL.model_copy(update={"clusters": 4})
    assert [one.code for one in fit(more, ROWS, clusters).clusters] == ["A", "B", "C", "D"]


def test_a_cluster_that_shares_no_customer_with_an_old_one_does_not_inherit_its_code(clusters: Clusters) -> None:
    """Those with much money have left, and customers whom nobody knew have come: as many codes, but not the same."""
    left, came = ROWS[KIND != 1], ROWS[KIND == 2]
    rows = pd.concat([left, came.assign(balance_amount=came["balance_amount"] / 400.0)], ignore_index=True)
    again = fit(MODEL, rows, clusters)
    assert [one.code for one in again.clusters] == ["A", "C", "D"]


def test_codes_start_anew_when_a_variable_of_the_clusters_in_use_is_declared_no_more(clusters: Clusters) -> None:
    fewer = MODEL.model_copy(update={"variables": MODEL.variables[:1], "clusters": 2})
    rows = ROWS.drop(columns="app_count")
    again = fit(fewer, rows, clusters)
    assert [one.code for one in again.clusters] == ["D", "E"]
    assert again.clusters[0].share > again.clusters[1].share
    assert measured(fewer, again, rows, clusters).kept_share == 0.0


def test_planted_kinds_pass_the_gates_and_noise_does_not(clusters: Clusters) -> None:
    assert all(gate.is_passed for gate in judge(MODEL, measured(MODEL, clusters, ROWS, None)))
    source = np.random.default_rng(3)
    noise = ROWS.assign(balance_amount=np.exp(source.normal(8, 1, len(ROWS))), app_count=source.normal(5, 1, len(ROWS)))
    failed = [gate.name for gate in judge(MODEL, measured(MODEL, fit(MODEL, noise, None), noise, None))
              if not gate.is_passed]  # fmt: skip
    assert failed == ["silhouette", "stability"]


def test_the_engine_gives_every_customer_the_cluster_of_the_reference(spark, clusters: Clusters) -> None:
    odd = pd.DataFrame(
        {"party_id": ["Q1", "Q2", "Q3"], "balance_amount": [np.nan, -50.0, 1e12], "app_count": [np.nan, 1e6, -7.0]}
    )
    rows = pd.concat([ROWS, odd], ignore_index=True)
    known = rows.astype(object).where(rows.notna(), None)
    frame = spark.createDataFrame(known, "party_id string, balance_amount double, app_count double")
    found = with_cluster(clusters, frame, keep=("party_id",)).toPandas().set_index("party_id").loc[rows["party_id"]]
    assert found["cluster_code"].tolist() == codes(clusters, rows).tolist()
    assert found["cluster_text"].tolist() == [
        {one.code: one.about for one in clusters.clusters}[code] for code in found["cluster_code"]
    ]
    assert (found["centre_distance"] >= 0).all()


def test_a_variable_that_is_the_same_for_everybody_is_refused_by_name() -> None:
    with pytest.raises(DataFault, match="app_count is the same for nearly everybody in 3000 rows"):
        fit(MODEL, ROWS.assign(app_count=1.0), None)


def test_a_variable_that_few_have_does_not_fail_in_a_half_that_holds_fewer_of_them() -> None:
    """A card limit held by 11 in 1,000 lies just inside the cut of the whole sample, and in a half often outside it."""
    limit = np.where(np.arange(len(ROWS)) % 91 == 0, 5_000.0, 0.0)
    rows = ROWS.assign(limit_amount=limit)
    variable = Variable(name="limit_amount", about="card limit", scale="log")
    model = MODEL.model_copy(update={"variables": (*MODEL.variables, variable)})
    assert measured(model, fit(model, rows, None), rows, None).stability > 0.9


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_fewer_rows_than_two_halves_need_are_refused_in_one_sentence(count: int) -> None:
    with pytest.raises(DataFault, match=f"planted has {count} rows for 3 clusters: wait until there are 6"):
        fit(MODEL, ROWS.head(count), None)


def test_as_few_rows_as_two_halves_need_are_measured() -> None:
    few = pd.concat([ROWS[kind == KIND].head(2) for kind in range(3)], ignore_index=True)
    assert measured(MODEL, fit(MODEL, few, None), few, None).smallest_share == pytest.approx(1 / 3)


def test_a_declaration_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ContractFault, match="choose one of customer_cluster"):
        read_cluster_model("nobody")
