"""Code that travels to the engine with a task: its workers have Python, numpy and Arrow, not this project."""

from __future__ import annotations

from importlib import import_module

from pyspark import cloudpickle


def sent_along(*modules: str) -> None:
    """Let the engine's workers get the code of these modules or packages with each task that calls it.

    They are named by text, since a task that held them would be told to pickle what pickles it.
    """
    for name in modules:
        cloudpickle.register_pickle_by_value(import_module(name))
