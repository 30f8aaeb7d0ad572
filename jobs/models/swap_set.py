"""Who would be decided otherwise under another score or cut: what a committee asks before a model changes."""

from __future__ import annotations

import numpy as np
import pandas as pd

SETS = ("passed by both", "swapped in", "swapped out", "refused by both")


def swap_set(was_passed: np.ndarray, is_passed: np.ndarray, is_bad: np.ndarray) -> pd.DataFrame:
    """Rows, bad and bad rate of those passed by both, newly passed, no longer passed, and refused by both.

    A change is worth making when those swapped out are riskier than those swapped in.
    """
    before, after, bad = (np.asarray(one, dtype=bool) for one in (was_passed, is_passed, is_bad))
    inside = (before & after, ~before & after, before & ~after, ~before & ~after)
    rows, bads = [int(one.sum()) for one in inside], [int((one & bad).sum()) for one in inside]
    rates = [count / held if held else np.nan for count, held in zip(bads, rows, strict=True)]
    return pd.DataFrame({"set": SETS, "rows": rows, "bad": bads, "bad_rate": rates})


def cut_table(score: np.ndarray, is_bad: np.ndarray, cuts: range) -> pd.DataFrame:
    """For each cut the share that passes (score at least the cut) and the bad rate of those passed and refused."""
    scores, bad = np.asarray(score), np.asarray(is_bad, dtype=float)
    order = np.argsort(scores, kind="stable")
    refused = np.searchsorted(scores[order], list(cuts), side="left")
    bads = np.concatenate([[0.0], np.cumsum(bad[order])])
    passed, total = len(scores) - refused, bads[-1]
    return pd.DataFrame(
        {
            "cut": list(cuts),
            "pass_rate": passed / len(scores),
            "passed_bad_rate": np.divide(
                total - bads[refused], passed, out=np.full(len(passed), np.nan), where=passed > 0
            ),
            "refused_bad_rate": np.divide(bads[refused], refused, out=np.full(len(passed), np.nan), where=refused > 0),
        }
    )
