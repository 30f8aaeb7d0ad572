"""Where the installation keeps its files. Standard library only: set-up imports it before anything is installed.

``HOME`` (``YIHU_HOME``, default ``var`` in the checkout) holds the data of one installation; the environments and tools
belong to the checkout, so that a second installation, such as that of the tests, shares them.
"""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
INSTALLED = CHECKOUT / "var"
TOOLS = INSTALLED / "tools"
JARS = TOOLS / "jars"
JAVA_LINK = TOOLS / "java"
JOBS_ENVIRONMENT = INSTALLED / "environments" / "jobs"
AIRFLOW_ENVIRONMENT = INSTALLED / "environments" / "airflow"
JOBS_PYTHON = JOBS_ENVIRONMENT / "bin" / "python"
AIRFLOW_PYTHON = AIRFLOW_ENVIRONMENT / "bin" / "python"
LOCKS = CHECKOUT / "infra" / "environments"

# What other people of the machine may see of each folder. The lake is read by a group of analysts, the rest by nobody.
FOLDERS = {
    "secrets": 0o700,
    "run": 0o700,
    "log": 0o700,
    "lake": 0o750,
    "landing": 0o700,
    "repairs": 0o700,
    "reviews": 0o700,
    "risk_list": 0o700,
    "postgres": 0o700,
    "mlflow": 0o700,
    "airflow": 0o700,
    "spark": 0o700,
    "data_docs": 0o750,
    "lineage": 0o750,
    "truth": 0o700,
    "open_data_site": 0o700,
    "vendor_drop": 0o700,
    "calls": 0o700,
    "champions": 0o700,
}


def home() -> Path:
    """The folder that holds everything this installation writes."""
    return Path(os.environ.get("YIHU_HOME") or INSTALLED).absolute()


def lay_out(root: Path) -> None:
    """Create the folders of an installation with their modes; folders that exist keep their content."""
    root.mkdir(parents=True, exist_ok=True)
    for name, mode in FOLDERS.items():
        folder = root / name
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)


def package_folder(package: str) -> Path:
    """Folder of a package installed in the jobs environment, whichever Python it was made with.

    Raises FileNotFoundError when it is not installed.
    """
    found = sorted(JOBS_ENVIRONMENT.glob(f"lib/python3.*/site-packages/{package}"))
    if not found:
        raise FileNotFoundError(f"Package {package} is not in {JOBS_ENVIRONMENT}: run `make run` or infra/setup first.")
    return found[-1]
