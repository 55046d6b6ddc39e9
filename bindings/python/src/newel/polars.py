"""Columns of polars; the texts go to the library in Arrow's layout, without a copy a row. Needs pyarrow.

    frame.with_columns(newel.polars.clean(guard, frame["text"]))
    lazy.with_columns(newel.polars.expr(guard, "text").alias("clean"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from .guard import Guard

__all__ = ["clean", "expr", "verdicts"]


def clean(guard: Guard, series: Any, source: str = "INPUT", **options: Any) -> Any:
    """What may be passed on of each text; nulls stay null."""
    batch = guard.apply_batch(series.to_arrow(), source, findings=False, **options)
    return pl.Series(series.name, pl.from_arrow(batch.to_arrow()), dtype=pl.String)


def verdicts(guard: Guard, series: Any, source: str = "INPUT", **options: Any) -> Any:
    """The verdict of each text."""
    batch = guard.apply_batch(series.to_arrow(), source, findings=False, **options)
    return pl.Series(series.name, [verdict.value for verdict in batch.verdicts], dtype=pl.String)


def expr(guard: Guard, column: str, source: str = "INPUT", **options: Any) -> Any:
    """An expression for lazy frames: `clean` of a column, chunk by chunk."""
    return pl.col(column).map_batches(lambda series: clean(guard, series, source, **options), return_dtype=pl.String)
