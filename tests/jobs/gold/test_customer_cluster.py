"""gold.customer_cluster: one cluster for every customer, also for one of whom nothing is known."""

from __future__ import annotations

from decimal import Decimal

from jobs.gold.customer_cluster import build
from jobs.segmentation.clusters import Cluster, Clusters, Scale
from tests.jobs.frames import column_names, frame_of, rows_of

CLUSTERS = Clusters(
    name="customer_cluster",
    version="3",
    scales=(Scale(name="balance_amount", scale="log", low=0.0, high=14.0, mean=6.0, deviation=2.0),),
    clusters=(
        Cluster(code="A", about="low balance", share=0.6, centre=(-3.0,)),
        Cluster(code="B", about="high balance", share=0.4, centre=(2.0,)),
    ),
)


def test_every_customer_has_the_nearest_cluster_and_nothing_known_is_nothing_owned(spark):
    rows = ({"party_id": "P1", "balance_amount": Decimal(100_000)}, {"party_id": "P2", "balance_amount": None})
    built = build(frame_of(spark, "gold.customer_wide", *rows), CLUSTERS)
    assert built.columns == column_names("gold.customer_cluster")
    assert rows_of(built, "party_id", "cluster_code", "cluster_text", "model_version") == [
        ("P1", "B", "high balance", "3"),
        ("P2", "A", "low balance", "3"),
    ]
    assert rows_of(built.where("party_id = 'P2'"), "centre_distance") == [(0.0,)]
