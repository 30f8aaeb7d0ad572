"""What an application may see of a customer for its purpose."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jobs.gold.holders import holders
from jobs.purposes.purpose import FACTS, Purposes, read_purposes
from jobs.risk.level import BETWEEN_REASONS, OWN_GREY
from jobs.risk.policy import read_policy
from jobs.silver.consent import is_in_force

# The strictest list that somebody stands on gives the colour.
COLOURS = ("BLACK", "GREY", "WHITE")
# The colour for those who may not see what was purchased.
OWN_COLOUR = "own_colour_code"
IN_FORCE = "IN_FORCE"


def build(
    party_xref: DataFrame,
    consent: DataFrame,
    risk_level: DataFrame,
    credit_score: DataFrame,
    business_date: datetime.date,
) -> DataFrame:
    """One row per customer and purpose, with what the purpose shows and null for everything else.

    Where a purpose needs consent or may not serve the black list, the others have no row: a row says that they may
    be served, and nothing tells why somebody has none.
    """
    purposes, held = read_purposes(), holders(party_xref)
    levels = risk_level.select("party_id", *_colours(), *FACTS["level"])
    known = (
        _asked(held, purposes)
        .join(levels, on="party_id", how="left")
        .join(credit_score.select("party_id", *FACTS["score"]), on="party_id", how="left")
        .join(_consents(held, consent, business_date), on=["party_id", "consent_purpose_code"], how="left")
        .withColumns({"consent_state_code": _state(), **_narrowed(purposes)})
    )
    may_serve = _is_consented(purposes) & _is_unlisted(purposes)
    return known.where(may_serve).select("party_id", "purpose_code", *_told(purposes, business_date))


def _asked(held: DataFrame, purposes: Purposes) -> DataFrame:
    """Every customer for every purpose, with the consent that the purpose asks for."""
    each = [
        F.struct(F.lit(code).alias("purpose_code"), F.lit(one.consent_purpose).alias("consent_purpose_code"))
        for code, one in purposes.purposes.items()
    ]
    asked = held.select("party_id").distinct().select("party_id", F.explode(F.array(*each)).alias("purpose"))
    told = (F.col("purpose")[name].alias(name) for name in ("purpose_code", "consent_purpose_code"))
    return asked.select("party_id", *told)


def _colours() -> tuple[Column, Column]:
    """The colour by every active entry, and the one by those that nothing purchased gave."""
    counts = {one: f"active_{one.lower()}_entry_count" for one in COLOURS}
    return _colour(counts).alias("list_colour_code"), _colour(counts | {"GREY": OWN_GREY}).alias(OWN_COLOUR)


def _colour(counts: Mapping[str, str]) -> Column:
    stands = (F.when(F.col(name) > 0, F.lit(one)) for one, name in counts.items())
    return F.coalesce(*stands, F.lit("NONE"))


def _narrowed(purposes: Purposes) -> dict[str, Column]:
    """Colour and reasons for who may not see all that they rest on: what was purchased, and the score."""
    sees_purchased = F.col("purpose_code").isin(*purposes.that("shows_purchased"))
    sees_score = F.col("purpose_code").isin(*purposes.showing("score"))
    codes = read_policy().score_codes
    others = F.array_except(F.split("reasons_text", BETWEEN_REASONS), F.array(*map(F.lit, codes)))
    is_shown = sees_score | ~F.col("driving_reason_code").isin(*codes)
    return {
        "list_colour_code": F.when(sees_purchased, F.col("list_colour_code")).otherwise(F.col(OWN_COLOUR)),
        "driving_reason_code": F.when(is_shown, F.col("driving_reason_code")),
        "reasons_text": F.when(sees_score, F.col("reasons_text")).when(
            F.size(others) > 0, F.array_join(others, BETWEEN_REASONS)
        ),
    }


def _consents(held: DataFrame, consent: DataFrame, business_date: datetime.date) -> DataFrame:
    """What each party agreed to: in force while the consent of one of its customer numbers is."""
    given = consent.where(F.col("given_date") <= F.lit(business_date)).join(held, on="customer_id", how="inner")
    oldest = F.when(is_in_force(business_date), F.struct("given_date", "consent_id"))
    return given.groupBy("party_id", F.col("purpose_code").alias("consent_purpose_code")).agg(
        F.lit(True).alias("has_consent"), F.min(oldest)["consent_id"].alias("consent_id")
    )


def _state() -> Column:
    return (
        F.when(F.col("consent_purpose_code").isNull(), "NOT_NEEDED")
        .when(F.col("consent_id").isNotNull(), IN_FORCE)
        .when(F.col("has_consent"), "WITHDRAWN")
        .otherwise("NEVER_GIVEN")
    )


def _is_consented(purposes: Purposes) -> Column:
    needs_none = ~F.col("purpose_code").isin(*purposes.that("needs_consent"))
    return needs_none | (F.col("consent_state_code") == IN_FORCE)


def _is_unlisted(purposes: Purposes) -> Column:
    """Somebody whose lists are unknown may be on the black one."""
    serves_all = F.col("purpose_code").isin(*purposes.that("serves_black"))
    return serves_all | (F.coalesce("list_colour_code", F.lit("BLACK")) != "BLACK")


def _told(purposes: Purposes, business_date: datetime.date) -> tuple[Column, ...]:
    """Consent, what the purpose shows, and the day each of it is known for."""
    shows = {fact: F.col("purpose_code").isin(*purposes.showing(fact)) for fact in FACTS}
    facts = (F.when(shows[fact], F.col(name)).alias(name) for fact, names in FACTS.items() for name in names)
    is_known = {
        "consent": F.col("consent_state_code") != "NOT_NEEDED",
        "risk_level": (shows["list"] | shows["level"]) & F.col("policy_version").isNotNull(),
        "score": shows["score"] & F.col("score").isNotNull(),
    }
    # Inputs are read as published for exactly the business date, or the run fails.
    days = (F.when(known, F.lit(business_date)).alias(f"{name}_as_of_date") for name, known in is_known.items())
    return "consent_state_code", "consent_id", *facts, *days, F.lit(purposes.name).alias("purposes_version")
