"""Columns of pandas.

    frame["text"] = newel.pandas.clean(guard, frame["text"])
    frame["verdict"] = newel.pandas.verdicts(guard, frame["text"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List

import pandas as pd

if TYPE_CHECKING:
    from .guard import Guard

__all__ = ["clean", "findings", "verdicts"]


def _texts(series: Any) -> List[Any]:
    return [None if value is None or value is pd.NA or value != value else value for value in series]


def clean(guard: Guard, series: Any, source: str = "INPUT", **options: Any) -> Any:
    """What may be passed on of each text: same index, same name; missing values stay missing."""
    outputs = guard.apply_batch(_texts(series), source, findings=False, **options).outputs
    return pd.Series(outputs, index=series.index, name=series.name, dtype=series.dtype)


def verdicts(guard: Guard, series: Any, source: str = "INPUT", **options: Any) -> Any:
    """The verdict of each text, as a category."""
    found = [verdict.value for verdict in guard.apply_batch(_texts(series), source, findings=False, **options).verdicts]
    return pd.Series(pd.Categorical(found, ["allow", "modify", "deny"]), index=series.index, name=series.name)


def findings(guard: Guard, series: Any, source: str = "INPUT", **options: Any) -> Any:
    """A frame with a row a finding: the index of its text, rule, type, start, end, action, score."""
    rows = [(series.index[i], f.rule, f.type, f.start, f.end, f.action.value, f.score)
            for i, f in guard.apply_batch(_texts(series), source, **options).findings()]
    return pd.DataFrame(rows, columns=["index", "rule", "type", "start", "end", "action", "score"])
