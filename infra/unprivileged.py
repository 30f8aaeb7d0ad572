"""The account PostgreSQL runs under: it refuses to run as root.

A user who is not root runs it as himself. Under root it runs as ``nobody``, who must be able to reach the data folder
and the programs: where a folder on the way is closed to others (a checkout under /root, a temporary folder), the
process keeps the one capability that lets it pass.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from jobs.lakehouse.errors import InfrastructureFault

ACCOUNT = "nobody"
DAC_READ_SEARCH = 1 << 2


def command_prefix(*reached: Path) -> list[str]:
    """Words to put before a command so that it runs unprivileged and reaches the given folders."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise InfrastructureFault(
            "PostgreSQL does not run as root and setpriv is missing: run as another user or install util-linux."
        )
    account = pwd.getpwnam(ACCOUNT)
    prefix = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if all(_open_to_others(folder) for folder in reached):
        return prefix
    right = _right_to_pass()
    return [*prefix, f"--inh-caps=-all,+{right}", f"--ambient-caps=-all,+{right}"]


def _right_to_pass() -> str:
    """The weakest capability granted here that opens closed folders to a process; containers lack the first."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    granted = int(status.split("CapBnd:")[1].split()[0], 16)
    return "dac_read_search" if granted & DAC_READ_SEARCH else "dac_override"


def own(folder: Path) -> None:
    """Give a folder to the account; nothing to do for a user who is not root."""
    if os.geteuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        os.chown(folder, account.pw_uid, account.pw_gid)


def run(arguments: list[str], folder: Path, *reached: Path) -> None:
    """Run a command under the account, in ``folder``; its last line ends the sentence when it fails."""
    command = [*command_prefix(folder, *reached), *arguments]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise InfrastructureFault(f"{Path(arguments[0]).name} failed in {folder}: {last}")


def _open_to_others(folder: Path) -> bool:
    """Whether the account gets to the folder by the ordinary rules: each one above it is open to all or its own."""
    account = pwd.getpwnam(ACCOUNT).pw_uid
    above = [parent.stat() for parent in folder.resolve().parents if parent.exists()]
    return all(entry.st_mode & 0o001 or entry.st_uid == account for entry in above)
