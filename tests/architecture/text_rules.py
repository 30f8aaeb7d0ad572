"""What no committed file may hold: where packages are fetched from, and where a machine keeps its files.

The patterns are put together from pieces, so that this file does not hold what it looks for.
"""

from __future__ import annotations

import re

INDEX_HOSTS = (
    ("py", "pi.org"),
    ("files.python", "hosted.org"),
    ("repo", "1.maven.org"),
    ("repo.", "maven.apache.org"),
    ("maven.", "aliyun.com"),
    ("mirrors.", "aliyun.com"),
    ("tuna.tsing", "hua.edu.cn"),
    ("mirrors.", "ustc.edu.cn"),
    ("registry.", "npmjs.org"),
)
PERSONAL_ROOTS = ("work", "root", "home", "Users")
HOST = re.compile("|".join(re.escape("".join(pieces)) for pieces in INDEX_HOSTS), re.IGNORECASE)
MACHINE_PATH = re.compile(rf"(?<![\w.:/<>{{}}$)~*-])/({'|'.join(PERSONAL_ROOTS)})/[\w.]")


def package_hosts(path: str, text: str) -> list[str]:
    """Lines that name a package index: each bank has its own mirror, given by its tools' settings."""
    return _lines(path, text, HOST, "names a package index")


def machine_paths(path: str, text: str) -> list[str]:
    """Lines with a path that exists on one machine only."""
    return _lines(path, text, MACHINE_PATH, "holds the path of one machine")


def _lines(path: str, text: str, pattern: re.Pattern[str], problem: str) -> list[str]:
    return [
        f"{path}, line {number}: {problem}"
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
