"""Run by Airflow's interpreter: migrate its database, declare its pools, create the administrator, in one process.

Three `airflow` commands would load Airflow three times. The password is read from the input: a command line can be
read by everybody on the machine.
"""

from __future__ import annotations

import sys

from airflow.cli.cli_parser import get_parser


def main(administrator: str, pools: str) -> None:
    """Migrate, bring the pools to what the file says, then create the administrator unless there is one."""
    password = sys.stdin.read().strip()
    parser = get_parser()
    _call(parser.parse_args(["db", "migrate"]))
    _call(parser.parse_args(["pools", "import", pools]))
    person = ["--username", administrator, "--firstname", "Lakehouse", "--lastname", "Administrator"]
    account = ["--email", "admin@example.invalid", "--role", "Admin", "--password", password]
    _call(parser.parse_args(["users", "create", *person, *account]))


def _call(arguments) -> None:
    arguments.func(arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
