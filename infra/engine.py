"""The Spark Connect server: how it is started and where its scratch files go."""

from __future__ import annotations

import shutil
from string import Template

from infra.credentials import credential, write_private
from infra.paths import CHECKOUT, JARS, JAVA_LINK, JOBS_PYTHON, package_folder
from jobs.lakehouse.errors import InfrastructureFault
from jobs.lakehouse.settings import Settings

TEMPLATES = CHECKOUT / "infra" / "spark"
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


def command(settings: Settings) -> list[str]:
    """spark-submit from the wheel, which has no start script for the server."""
    submit = package_folder("pyspark") / "bin" / "spark-submit"
    properties = settings.home / "run" / "spark-defaults.conf"
    return [str(submit), "--properties-file", str(properties), "--class", SERVER, "spark-internal"]


def environment(settings: Settings) -> dict[str, str]:
    """Where Spark and Java are; the Python that its workers start."""
    return {
        "SPARK_HOME": str(package_folder("pyspark")),
        "JAVA_HOME": str(JAVA_LINK),
        "PYSPARK_PYTHON": str(JOBS_PYTHON),
        "SPARK_CONF_DIR": str(settings.home / "run"),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }


def write_configuration(settings: Settings) -> None:
    """Fill in the settings of the engine; what an earlier server left in its scratch folder goes."""
    scratch = settings.home / "spark"
    shutil.rmtree(scratch, ignore_errors=True)
    (scratch / "tmp").mkdir(mode=0o700, parents=True)
    template = Template((TEMPLATES / "spark-defaults.conf").read_text(encoding="utf-8"))
    text = template.substitute(
        memory=settings.engine_memory,
        jars=":".join(_delta_jars()),
        folder=scratch,
        port=settings.engine_port,
        token=credential(settings.home, "engine_token"),
    )
    write_private(settings.home / "run" / "spark-defaults.conf", text)
    write_private(settings.home / "run" / "log4j2.properties", (TEMPLATES / "log4j2.properties").read_text("utf-8"))


def _delta_jars() -> list[str]:
    jars = sorted(str(path) for path in JARS.glob("delta-*.jar"))
    if len(jars) != 2:
        raise InfrastructureFault(f"The Delta jars are missing in {JARS}: run infra/setup.")
    return jars
