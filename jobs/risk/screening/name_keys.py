"""What two spellings of one name share, so that no name of a list is compared with every name of the bank.

A name is its sound as ``jobs.identity.name_key`` gives it: lower-case letters, the words in the order of the alphabet,
so that order and script do not count. Two names are compared when they share one of these keys:

- the sound, or the sound less any one letter: one letter too many, too few, other or swapped (deletion neighbourhood,
  Garbe's SymSpell)
- the consonants of two of their words: vowels, doubled letters and the letters between which transliterations waver
  do not count, nor does a third word that one of the two lacks
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

# Words that a name has or lacks as the writer likes.
PARTICLES = ("al", "el", "bin", "ben", "ibn", "abu", "abd", "van", "von", "der", "de", "del", "la", "da", "dos", "y")
# What transliterations of Arabic, Cyrillic and Persian write for one sound; longer spellings first.
WAVERING = (
    ("^al(?=[a-z]{4})|(?<= )al(?=[a-z]{4})", ""),
    ("sch|sh", "s"),
    ("tch|ch", "c"),
    ("dzh|zh|dj", "j"),
    ("kh|gh", "g"),
    ("ph", "f"),
    ("ts|tz", "c"),
    ("ck|q", "k"),
    ("x", "ks"),
    ("w", "v"),
    ("z", "s"),
    ("(?<![a-z])[aeiouy]+", "a"),
    ("(?<=[a-z])[aeiouyh]+", ""),
    ("([a-z])\\1+", "$1"),
)
# Fewer letters or consonants are shared by too many to find anybody.
FEWEST_LETTERS, FEWEST_CONSONANTS = 8, 4
MOST_WORDS, MOST_LETTERS = 8, 60


def words_of(sound: Column) -> Column:
    """The words of a sound that tell somebody."""
    told = F.filter(F.array_except(F.split(sound, " "), F.array(*map(F.lit, PARTICLES))), lambda word: word != "")
    return F.slice(told, 1, MOST_WORDS)


def consonants_of(sound: Column) -> Column:
    """The consonants of each word that tells somebody, in the order of the alphabet."""
    text = F.array_join(words_of(sound), " ")
    for spelling, letter in WAVERING:
        text = F.regexp_replace(text, spelling, letter)
    return F.array_sort(F.array_distinct(F.filter(F.split(text, " "), lambda word: word != "")))


def name_keys(sound: Column, consonants: Column) -> Column:
    """The keys of a name as hashes; ``consonants`` are those of the sound, computed once."""
    whole = F.array(F.xxhash64(F.lit("sound"), sound))
    is_long = F.length(sound).between(FEWEST_LETTERS, MOST_LETTERS)
    shorter = F.when(is_long, _less_one_letter(sound)).otherwise(F.array().cast("array<bigint>"))
    return F.array_distinct(F.concat(whole, shorter, _word_pairs(consonants)))


def _less_one_letter(sound: Column) -> Column:
    places = F.sequence(F.lit(1), F.length(sound))
    return F.transform(
        places,
        lambda place: F.xxhash64(
            F.lit("sound"),
            F.concat(F.substring(sound, F.lit(1), place - 1), F.substring(sound, place + 1, F.length(sound))),
        ),
    )


def _word_pairs(consonants: Column) -> Column:
    """Every two words; a sound of one word has none."""
    pairs = F.flatten(
        F.transform(
            consonants,
            lambda one: F.transform(
                F.filter(consonants, lambda other: other > one), lambda other: F.concat(one, F.lit(" "), other)
            ),
        )
    )
    told = F.filter(pairs, lambda pair: F.length(pair) > FEWEST_CONSONANTS)
    return F.transform(told, lambda pair: F.xxhash64(F.lit("pair"), pair))
