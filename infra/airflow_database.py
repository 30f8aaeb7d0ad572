"""Run by Airflow's interpreter: migrate its database and create the administrator, in one process.

Two `airflow` commands would load Airflow twice. The password is read from the input: a command line can be read by
everybody on the machine.
"""

from __future__ import annotations

import sys

from airflow.cli.cli_parser import get_parser


def main(administrator: str) -> None:
    """Migrate, then create the administrator unless there is one."""
    password = sys.stdin.read().strip()
    parser = get_parser()
    _call(parser.parse_args(["db", "migrate"]))
    person = ["--username", administrator, "--firstname", "Lakehouse", "--lastname", "Administrator"]
    account = ["--email", "admin@example.invalid", "--role", "Admin", "--password", password]
    _call(parser.parse_args(["users", "create", *person, *account]))


def _call(arguments) -> None:
    arguments.func(arguments)


if __name__ == "__main__":
    main(sys.argv[1])
