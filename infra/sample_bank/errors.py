"""The one way in which the sample bank refuses."""

from __future__ import annotations


class SampleBankError(Exception):
    """A refusal; its text is one sentence: what, where, and what to do."""
