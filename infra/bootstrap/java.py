"""Java for the engine: found where it usually is, or installed by root on Debian or Ubuntu."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from infra.bootstrap.step import SetupFault, step
from infra.bootstrap.system_packages import install_first_of
from infra.paths import JAVA_LINK

# Spark 4.1 runs on Java 17 and 21. 17 is preferred; Debian 13 offers only 21.
VERSIONS = (17, 21)
PACKAGES = ("openjdk-17-jre-headless", "openjdk-21-jre-headless")


def find_or_install() -> None:
    """Leave a link ``tools/java`` to a Java home of a version that Spark runs on.

    Raises SetupFault with one sentence when there is none and it cannot be installed.
    """
    if version_of(JAVA_LINK) in VERSIONS:
        return
    found = _best()
    if found is None:
        with step("Java 17"):
            install_first_of(PACKAGES, "The engine needs Java 17 and none was found in JAVA_HOME, PATH or /usr/lib/jvm")
        found = _best()
    if found is None:
        raise SetupFault("Java was installed but does not run: install a Java 17 and name it in JAVA_HOME.")
    JAVA_LINK.parent.mkdir(parents=True, exist_ok=True)
    JAVA_LINK.unlink(missing_ok=True)
    JAVA_LINK.symlink_to(found)


def version_of(java_home: Path) -> int | None:
    """Feature version of a Java home (17 for 17.0.15), None where nothing runs."""
    try:
        done = subprocess.run(
            [java_home / "bin" / "java", "-version"], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found.group(1)) if found else None


def _best() -> Path | None:
    usable = [(version_of(home), home) for home in _candidates()]
    for wanted in VERSIONS:
        for version, java_home in usable:
            if version == wanted:
                return java_home
    return None


def _candidates() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parents[1]
    yield from sorted({path.resolve() for path in Path("/usr/lib/jvm").glob("*") if (path / "bin" / "java").exists()})
