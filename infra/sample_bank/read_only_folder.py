"""One folder offered over SFTP: list, look at and read; nothing else, and nothing outside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import paramiko
from paramiko import SFTP_FAILURE, SFTP_NO_SUCH_FILE, SFTP_PERMISSION_DENIED, SFTPAttributes


class ReadOnlyFolder(paramiko.SFTPServerInterface):
    """The client's / is the given folder. Hidden files are files in the making: they cannot be seen."""

    def __init__(self, server: paramiko.ServerInterface, *, root: Path) -> None:
        super().__init__(server)
        self._root = root.resolve()

    def _real(self, path: str) -> Path | None:
        """The file meant, or null when it is hidden, missing or outside the folder (also by a link)."""
        relative = self.canonicalize(path).lstrip("/")
        if any(part.startswith(".") for part in Path(relative).parts):
            return None
        real = (self._root / relative).resolve()
        return real if real.is_relative_to(self._root) and real.exists() else None

    def list_folder(self, path: str) -> list[SFTPAttributes] | int:
        real = self._real(path)
        if real is None or not real.is_dir():
            return SFTP_NO_SUCH_FILE
        names = sorted(entry.name for entry in real.iterdir() if self._real(f"{path}/{entry.name}") is not None)
        return [SFTPAttributes.from_stat((real / name).stat(), name) for name in names]

    def stat(self, path: str) -> SFTPAttributes | int:
        real = self._real(path)
        return SFTP_NO_SUCH_FILE if real is None else SFTPAttributes.from_stat(real.stat())

    lstat = stat

    def open(self, path: str, flags: int, attr: SFTPAttributes) -> paramiko.SFTPHandle | int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
            return SFTP_PERMISSION_DENIED
        real = self._real(path)
        if real is None or not real.is_file():
            return SFTP_NO_SUCH_FILE
        try:
            handle = paramiko.SFTPHandle(flags)
            handle.readfile = real.open("rb")
        except OSError:
            return SFTP_FAILURE
        return handle

    def _refuse(self, *arguments: Any) -> int:
        return SFTP_PERMISSION_DENIED

    remove = rename = posix_rename = mkdir = rmdir = chattr = symlink = readlink = _refuse
