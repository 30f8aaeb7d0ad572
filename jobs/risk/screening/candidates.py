"""Which names of the bank and of the lists are compared, and which of them sound alike.

Names are compared by sound, each different one once, however many parties have it.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jobs.identity.name_key import name_key, name_sound
from jobs.risk.entry_facts import BETWEEN_NAMES
from jobs.risk.screening.agreement import sound_agreement
from jobs.risk.screening.name_keys import consonants_of, name_keys

# A key that more names of the lists share finds everybody and tells nobody.
HUB_NAMES = 400


def listed_names(entries: DataFrame, listed_name: DataFrame) -> DataFrame:
    """One row for each name of an entry: ``entry_id``, ``subject_type_code``, ``listed_name_text``, ``is_weak``,
    ``listed_key``, ``listed_sound``. ``entries`` are rows of ``silver.risk_list_entry``, ``listed_name`` the names that
    were read already; the few that people entered themselves are read here."""
    own = F.transform(F.array_compact(F.array("subject_name")), lambda name: _named(name, F.lit(False)))
    names = F.concat(own, _names("aliases_text", F.lit(False)), _names("weak_aliases_text", F.lit(True)))
    exploded = entries.select("entry_id", "subject_type_code", F.explode(names).alias("name"))
    told = exploded.select(
        "entry_id", "subject_type_code", F.col("name.text").alias("listed_name_text"), "name.is_weak"
    )
    read = listed_name.select("*", F.lit(True).alias("is_read"))
    beside = told.join(F.broadcast(read), on="listed_name_text", how="left")
    key = F.when(F.col("is_read"), F.col("listed_key")).otherwise(name_key(F.col("listed_name_text")))
    keyed = beside.withColumn("listed_key", key)
    sound = F.when(F.col("is_read"), F.col("listed_sound")).otherwise(name_sound(F.col("listed_key")))
    return keyed.withColumn("listed_sound", sound).drop("is_read").where(F.col("listed_sound").isNotNull())


def alike_sounds(sounds: DataFrame, listed: DataFrame) -> DataFrame:
    """``name_sound``, ``listed_sound`` and ``sound_code``, how they agree, for all that agree.

    Both frames have one column of their own name. The names of the lists are few and sent to every task.
    """
    ours = _keyed(sounds.where(F.col("name_sound").isNotNull()).distinct(), "name")
    theirs = _without_hubs(_keyed(listed.distinct(), "listed"))
    pairs = ours.join(F.broadcast(theirs), on="key", how="inner")
    judged = pairs.select("name_sound", "listed_sound", sound_agreement("name", "listed").alias("sound_code"))
    return judged.where(F.col("sound_code").isNotNull()).distinct()


def _keyed(sounds: DataFrame, side: str) -> DataFrame:
    sound, consonants = F.col(f"{side}_sound"), F.col(f"{side}_consonants")
    with_consonants = sounds.withColumn(f"{side}_consonants", consonants_of(sound))
    return with_consonants.select(sound, consonants, F.explode(name_keys(sound, consonants)).alias("key"))


def _without_hubs(keyed: DataFrame) -> DataFrame:
    names = F.count(F.lit(1)).over(Window.partitionBy("key"))
    return keyed.withColumn("names", names).where(F.col("names") <= HUB_NAMES).drop("names")


def _names(column: str, is_weak: Column) -> Column:
    texts = F.split(F.coalesce(F.col(column), F.lit("")), BETWEEN_NAMES.replace("|", "[|]"))
    return F.transform(F.filter(texts, lambda name: name != ""), lambda name: _named(name, is_weak))


def _named(name: Column, is_weak: Column) -> Column:
    return F.struct(name.alias("text"), is_weak.alias("is_weak"))
