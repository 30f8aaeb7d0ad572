"""The two Delta jars that Spark needs, resolved once by Spark's own Ivy and copied to ``tools/jars``.

The transitive packages are excluded: Spark ships them, and where ``~/.m2`` holds a description without its jar, Ivy
takes that local folder for the truth and fails.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from infra.bootstrap.step import SetupFault, execute, step
from infra.paths import JARS, JAVA_LINK, JOBS_PYTHON, TOOLS, package_folder

SCALA = "2.13"
EXCLUDED = "io.delta:delta-kernel*,org.*:*,com.*:*,net.*:*,commons*:*,jakarta*:*,javax*:*,io.unitycatalog:*,io.netty:*"


def install() -> None:
    """Have exactly the jars that belong to the installed delta-spark and pyspark.

    Raises SetupFault when the Maven repository cannot be reached or lacks one.
    """
    wanted = _coordinates()
    if all((JARS / _file_name(one)).exists() for one in wanted):
        return
    with step("the two Delta jars"):
        shutil.rmtree(JARS, ignore_errors=True)
        JARS.mkdir(parents=True)
        resolved = _resolve(wanted)
        for one in wanted:
            _keep(resolved, one)


def _coordinates() -> tuple[str, ...]:
    delta, spark = _version("delta_spark"), _version("pyspark")
    short = ".".join(spark.split(".")[:2])
    return f"io.delta:delta-spark_{short}_{SCALA}:{delta}", f"io.delta:delta-storage:{delta}"


def _version(package: str) -> str:
    folder = package_folder(f"{package}-*.dist-info")
    return folder.name.removesuffix(".dist-info").split("-")[1]


def _file_name(coordinate: str) -> str:
    return "-".join(coordinate.split(":")[1:]) + ".jar"


def _resolve(coordinates: tuple[str, ...]) -> Path:
    ivy = TOOLS / "ivy"
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "nothing.py"
        nothing.write_text("pass\n")
        command = [str(package_folder("pyspark") / "bin" / "spark-submit"), "--conf", f"spark.jars.ivy={ivy}"]
        if os.environ.get("YIHU_IVY_SETTINGS"):
            command += ["--conf", f"spark.jars.ivySettings={os.environ['YIHU_IVY_SETTINGS']}"]
        command += ["--packages", ",".join(coordinates), "--exclude-packages", EXCLUDED, str(nothing)]
        execute(command, "The Delta jars cannot be had from the Maven repository", _environment())
    return ivy / "jars"


def _environment() -> dict[str, str]:
    variables = {**os.environ, "JAVA_HOME": str(JAVA_LINK), "SPARK_HOME": str(package_folder("pyspark"))}
    variables["PYSPARK_PYTHON"] = str(JOBS_PYTHON)
    variables["SPARK_SUBMIT_OPTS"] = " ".join([os.environ.get("SPARK_SUBMIT_OPTS", ""), *_proxy_options()]).strip()
    variables.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    return variables


def _proxy_options() -> list[str]:
    """Java does not read https_proxy: the same proxy as Java options, without credentials."""
    options = []
    for scheme in ("http", "https"):
        address = urlsplit(os.environ.get(f"{scheme}_proxy") or os.environ.get(f"{scheme.upper()}_PROXY") or "")
        if address.hostname:
            options += [f"-D{scheme}.proxyHost={address.hostname}", f"-D{scheme}.proxyPort={address.port or 80}"]
    return options


def _keep(resolved: Path, coordinate: str) -> None:
    group = coordinate.split(":")[0]
    source = resolved / f"{group}_{_file_name(coordinate)}"
    if not source.exists():
        raise SetupFault(
            f"{coordinate} was not resolved: is there a network, or a mirror to name in YIHU_IVY_SETTINGS?"
        )
    shutil.copyfile(source, JARS / _file_name(coordinate))
