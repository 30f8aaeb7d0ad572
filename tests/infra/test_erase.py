"""What removing the data of an installation removes."""

from __future__ import annotations

import re
from pathlib import Path

from infra.installation import erase
from infra.paths import CHECKOUT, FOLDERS, lay_out

# ``settings.home / "lake"``, also where the home is an argument.
IN_HOME = re.compile(r'\bhome / "(\w+)"')


def test_every_folder_that_the_project_writes_is_laid_out_and_so_removed() -> None:
    sources = [path for tree in ("jobs", "infra") for path in (CHECKOUT / tree).rglob("*.py")]
    named = {name for path in sources for name in IN_HOME.findall(path.read_text("utf-8"))}
    assert {"lake", "champions", "secrets"} <= named <= set(FOLDERS)


def test_of_an_installation_only_its_settings_stay(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "settings.env").touch()
    for name in FOLDERS:
        (tmp_path / name / "something").touch()
    erase(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["settings.env"]
