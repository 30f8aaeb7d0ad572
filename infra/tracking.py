"""The MLflow server: runs, models and their files, behind a password."""

from __future__ import annotations

from string import Template

from infra import postgres
from infra.credentials import credential, write_private
from infra.paths import CHECKOUT, JOBS_PYTHON
from jobs.lakehouse.settings import Settings

# Under gunicorn MLflow has no assistant, which would run commands here for whoever has an account: decision 0060.
GUNICORN = "--threads=8 --no-control-socket"


def command(settings: Settings) -> list[str]:
    """One worker is enough for a laptop: 3 processes and 513 MiB, where four workers take 1.9 GB."""
    port = str(settings.tracking_port)
    server = [str(JOBS_PYTHON), "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", port]
    return [*server, "--workers", "1", "--app-name", "basic-auth", "--serve-artifacts", "--gunicorn-opts", GUNICORN]


def environment(settings: Settings) -> dict[str, str]:
    """Passwords travel by environment: a command line can be read by everybody on the machine."""
    port = settings.tracking_port
    return {
        "MLFLOW_BACKEND_STORE_URI": postgres.address(settings, "mlflow", "postgresql+psycopg2"),
        "MLFLOW_ARTIFACTS_DESTINATION": (settings.home / "mlflow").as_uri(),
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_SERVER_ALLOWED_HOSTS": f"127.0.0.1:{port},localhost:{port}",
        "MLFLOW_FLASK_SERVER_SECRET_KEY": credential(settings.home, "mlflow_sessions"),
        "MLFLOW_AUTH_CONFIG_PATH": str(settings.home / "run" / "mlflow_accounts.ini"),
        "MLFLOW_AUTH_ADMIN_USERNAME": settings.tracking_username,
        "MLFLOW_AUTH_ADMIN_PASSWORD": credential(settings.home, "mlflow_administrator"),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_ENABLE_AI_GATEWAY": "false",
    }


def write_configuration(settings: Settings) -> None:
    """Accounts live in the database of MLflow; a checked password is remembered for a minute."""
    address = postgres.address(settings, "mlflow", "postgresql+psycopg2")
    template = Template((CHECKOUT / "infra" / "mlflow" / "basic_auth.ini").read_text(encoding="utf-8"))
    text = template.substitute(database=address.replace("%", "%%"))
    write_private(settings.home / "run" / "mlflow_accounts.ini", text)
