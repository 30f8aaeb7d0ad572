"""What a machine can run out of, told in one sentence: space, rights, open files, memory, the engine itself.

Such faults come out of libraries and out of the engine as long texts; a person needs to know what to free, and Airflow
that trying again may help.
"""

from __future__ import annotations

from jobs.lakehouse.errors import InfrastructureFault, YihuError

ENGINE_ENDED = (
    "the engine ended meanwhile, as it does when memory is missing: raise YIHU_ENGINE_MEMORY if its log says "
    "OutOfMemoryError"
)
# What operating system and Java say -> what is missing and what to do.
SAID = {
    "No space left on device": "the disk is full: free space",
    "Disk quota exceeded": "the disk quota is used up: free space",
    "Input/output error": "a disk fails to read or write: look at it, replace it where need be",
    "Read-only file system": "the disk cannot be written: mount it for writing",
    "Permission denied": "a folder may not be written: give the owner of the services its rights back",
    # What Hadoop says of a folder it could not make; it keeps the reason of the operating system to itself.
    "Mkdirs failed": "a folder cannot be written: mount its disk for writing, or give its owner the rights",
    "Too many open files": "too many files are open: raise the limit of open files (ulimit -n)",
    "OutOfMemoryError": "the engine ran out of memory: raise YIHU_ENGINE_MEMORY",
    "Cannot allocate memory": "the machine ran out of memory: free some",
    # What Spark's client says of an engine that ended under it and was started anew, or was not.
    "SESSION_CHANGED": ENGINE_ENDED,
    "SESSION_NOT_FOUND": ENGINE_ENDED,
    "NO_ACTIVE_SESSION": ENGINE_ENDED,
    "RESPONSE_ALREADY_RECEIVED": ENGINE_ENDED,
    "StatusCode.UNAVAILABLE": ENGINE_ENDED,
}


def exhausted(error: BaseException, table: str) -> InfrastructureFault | None:
    """The fault behind an error, if the machine ran out of something; None for every other error."""
    if isinstance(error, YihuError):
        return None
    return exhausted_by_words("\n".join(f"{type(one).__name__}: {one}" for one in _chain(error)), table)


def failed_here(error: OSError, task: str) -> InfrastructureFault:
    """The fault behind an error with a file of this machine; neither a source nor what it sent is to blame for it."""
    return exhausted(error, task) or InfrastructureFault(
        f"The run of {task} ended because a file of this machine cannot be read or written "
        f"({error.strerror or type(error).__name__}): look at its disk, then run it again; the last published version "
        "stays."
    )


def exhausted_by_words(told: str, table: str) -> InfrastructureFault | None:
    """The same of an error of which a library kept the words alone."""
    found = next((words for said, words in SAID.items() if said in told), None)
    if found is None:
        return None
    return InfrastructureFault(
        f"The run of {table} ended because {found}, then run it again; the last published version stays."
    )


def _chain(error: BaseException | None) -> list[BaseException]:
    """An error and what caused it."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
