"""How much of anything one received file may hold, so that no file can take the machine down."""

from __future__ import annotations

import errno

# Characters of one value; bytes of UTF-8 of one record; columns and the length of their names.
LARGEST_FIELD = 1_000_000
LARGEST_RECORD = 4 * 1024**2
MOST_COLUMNS = 2_000
LONGEST_NAME = 200

# Bytes a packed file may expand to; deflate reaches 1032 to 1, tables seldom 50 to 1.
LARGEST_EXPANSION = 8 * 1024**3
SUSPECT_EXPANSION = 64 * 1024**2
LARGEST_RATIO = 200

# Entries of an archive and bytes of its directory.
MOST_ENTRIES = 1_000
LARGEST_DIRECTORY = 1024**2

# Bytes that a library holds in memory at once: the texts of a workbook, a row group of Parquet.
LARGEST_PART = 256 * 1024**2

# What is read at once.
BLOCK = 1024 * 1024


class Unreadable(Exception):
    """A file is not what its format says; the text continues "file x.csv " and never holds a value."""


def damage(error: BaseException, text: str) -> Exception:
    """What an error in reading is: damage of the file, told by ``text``, or the operating system's own, as it came.

    Libraries say damage where the system said more before. A place that no file has (EINVAL) is looked for where a
    damaged file names it.
    """
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, OSError) and behind.errno not in (None, errno.EINVAL):
            return behind
        behind = behind.__context__
    return Unreadable(text)


def is_bomb(packed: int, expanded: int) -> bool:
    """Whether bytes expand to more than any delivery holds, or far more than tables do."""
    return expanded > LARGEST_EXPANSION or (expanded > SUSPECT_EXPANSION and expanded > LARGEST_RATIO * packed)
