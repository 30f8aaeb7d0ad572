"""How each simplified character is read: its commonest reading, without tone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from pypinyin import lazy_pinyin, pinyin_dict

# The ideographs of daily use, extension A, and the zero that is a circle.
RANGES = (range(0x3007, 0x3008), range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
# Of the later extensions only what the list of characters for names (State Council, 2013) holds and clerks meet.
LATER = "𬭎𬬭𬭳𬍛𬀩𫍯𫖯𬴃𬘘𬙂𬤊𬭶𬭼𫓹𫟹𬬻𬱖𬸦𫘝𬳵𬶭𬳶𬘭𬱟𬊤𬀪𬣙𬇙𬍡𬣞𬭯𪣻𫄧𫐐𬬸𬜯"
# The commonest reading in given names, where the dictionary puts another first.
IN_NAMES = {
    "长": "chang",
    "曾": "zeng",
    "柏": "bai",
    "娜": "na",
    "翟": "zhai",
    "茜": "qian",
    "盛": "sheng",
    "晟": "sheng",
}
SYLLABLE = re.compile(r"[a-z]+")
NO_SYLLABLES = frozenset({"m", "n", "ng", "hm", "hng"})


def syllables(simplified: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """Each syllable with the characters read so: those of daily use, and what other forms are ``simplified`` to."""
    found: dict[str, list[str]] = defaultdict(list)
    folded = {form for forms in simplified.values() for form in forms}
    daily = (chr(point) for points in RANGES for point in points)
    for character in dict.fromkeys((*daily, *LATER, *sorted(simplified))):
        reading = IN_NAMES.get(character) or _reading(character, simplified.get(character, set()))
        if character not in folded and SYLLABLE.fullmatch(reading) and reading not in NO_SYLLABLES:
            found[reading].append(character)
    return found


def _reading(character: str, forms: set[str]) -> str:
    """ASCII letters, as one of its forms is read where the dictionary lacks the character; empty if it lacks all.

    ü is u, because machines of all kinds wrote lu, lv and lyu for it.
    """
    known = [one for one in (character, *sorted(forms)) if ord(one) in pinyin_dict.pinyin_dict]
    return _letters(known[0]) if known else ""


def _letters(character: str) -> str:
    return lazy_pinyin(character, errors="ignore")[0].replace("v", "u").replace("ê", "e")
