"""Which characters are other forms of a simplified one."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

# Characters of names and surnames that OpenCC simplifies for other meanings they have.
KEPT = frozenset("乾於藉瞭徵甯")
# Forms that people write by hand or by an old keyboard, and that no dictionary of OpenCC lists.
HANDWRITTEN = {"髙": "高", "淸": "清", "眞": "真", "兪": "俞", "惪": "德", "羙": "美", "冨": "富", "靑": "青"}
RADICALS = range(0x2F00, 0x2FD6)


def simplifications(folder: Path) -> dict[str, set[str]]:
    """Each simplified character with the traditional, Japanese, compatible and handwritten forms of it."""
    simple = _pairs(folder / "TSCharacters.txt")
    other = _japanese(folder) | _pairs(folder / "CJK_Compatibility_Ideographs.txt") | _radicals() | HANDWRITTEN
    pairs = simple | other
    forms: dict[str, set[str]] = defaultdict(set)
    for form in pairs:
        base = _last_of(form, pairs)
        if form != base and form not in KEPT:
            forms[base].add(form)
    return forms


def _last_of(form: str, pairs: dict[str, str]) -> str:
    """The end of the chain: 売 stands for 賣, and that for 卖. A chain that comes back to its beginning is none."""
    seen = [form]
    while (meant := pairs.get(seen[-1], seen[-1])) not in seen:
        seen.append(meant)
    return form if meant == form else seen[-1]


def _pairs(path: Path) -> dict[str, str]:
    """Character and the first character that the dictionary gives for it."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line)
    pairs = ((line[0].strip(), line[1].split()[0]) for line in lines if not line[0].startswith("#"))
    return {form: meant for form, meant in pairs if len(form) == len(meant) == 1 and form not in KEPT}


def _japanese(folder: Path) -> dict[str, str]:
    """Japanese forms, but for those that are characters of their own in China: 芸 is a name, not 藝."""
    return {form: old for form, old in _pairs(folder / "JPShinjitaiCharacters.txt").items() if not _is_chinese(form)}


def _is_chinese(character: str) -> bool:
    """Whether the national set of characters in daily use (GB/T 2312) holds it."""
    return bool(character.encode("gb2312", errors="ignore"))


def _radicals() -> dict[str, str]:
    """Radicals that look like the character: ⾦ for 金, as copied from scanned documents."""
    return {chr(point): unicodedata.normalize("NFKC", chr(point)) for point in RADICALS}
