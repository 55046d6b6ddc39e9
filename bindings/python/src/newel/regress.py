"""Regression cases: texts with what a guard must say of them, a JSON object a line (grammar/case.schema.json).

>>> import newel
>>> guard = newel.Guard(newel.Policy.loads("newel: 1\\nname: x\\npii: {EMAIL: ANONYMIZE}\\n"))
>>> report = run(guard, [
...     '{"id": "mail", "text": "to ana@example.com", "expect": {"output": "to {EMAIL}"}}',
...     {"id": "none", "text": "hello", "expect": {"verdict": "deny"}},
... ])
>>> report.passed, report.failed
(1, 1)
>>> print(report.failures[0])
none: verdict: expected deny, got allow
"""

from __future__ import annotations

import ctypes
import json
import os
from ctypes import byref, c_void_p
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Iterable, Iterator, List, Tuple

from . import _ffi
from ._handle import opened
from .errors import ArgumentError, Error

if TYPE_CHECKING:
    from .guard import Guard

__all__ = ["Case", "Reason", "Report", "cases", "run"]

_STATUS = ("passed", "failed", "skipped")


@dataclass(frozen=True)
class Reason:
    """One difference. It holds pieces of the case's own text."""

    what: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, got {self.actual}"


@dataclass(frozen=True)
class Case:
    """What became of one case: status "passed", "failed" or "skipped"."""

    id: str
    status: str
    note: str
    reasons: Tuple[Reason, ...]

    def __str__(self) -> str:
        return f"{self.id}: " + ("; ".join(map(str, self.reasons)) or self.status)


@dataclass(frozen=True)
class Report:
    cases: Tuple[Case, ...]

    @property
    def passed(self) -> int:
        return sum(case.status == "passed" for case in self.cases)

    @property
    def failed(self) -> int:
        return sum(case.status == "failed" for case in self.cases)

    @property
    def skipped(self) -> int:
        return sum(case.status == "skipped" for case in self.cases)

    @property
    def failures(self) -> List[Case]:
        return [case for case in self.cases if case.status == "failed"]

    @property
    def ok(self) -> bool:
        """Did any case pass, and none fail?"""
        return self.failed == 0 and self.passed > 0


def cases(source: str | os.PathLike[str] | Iterable[Any]) -> Iterator[bytes]:
    """The lines of a JSONL file, or of an iterable of lines and dicts."""
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            yield from (line for line in file if line.strip())
        return
    for item in source:
        if isinstance(item, dict):
            yield json.dumps(item).encode()
        elif isinstance(item, (str, bytes)):
            yield item.encode() if isinstance(item, str) else item
        else:
            raise ArgumentError(f"a case is of type '{type(item).__name__}', expected a line or a dict")


def run(guard: Guard, source: str | os.PathLike[str] | Iterable[Any], *, local: bool = True) -> Report:
    """Runs the cases of a file (its path), or of an iterable. Each text is judged whole and in chunks.

    Raises FormatError, with the number of the line, for what is no case.
    """
    handle = guard._alive()
    options = _ffi.RegressOptions(ctypes.sizeof(_ffi.RegressOptions), int(local))
    run_handle = opened(handle.engine, "a run", lambda out, err: _ffi.lib.newel_regress_open(
        out, handle.engine.pointer, handle.pointer, byref(options), err), _ffi.lib.newel_regress_free)
    try:
        return Report(tuple(_case(run_handle.pointer, number, line) for number, line in enumerate(cases(source), 1)))
    finally:
        run_handle.close()


def _case(pointer: c_void_p, number: int, line: bytes) -> Case:
    lib, result, err = _ffi.lib, _ffi.CaseResult(), _ffi.CError()
    code = lib.newel_regress_case(pointer, _ffi.slice_of(line), byref(result), byref(err))
    if code:
        error: Error = _ffi.fail(code, err)
        error.line = number
        raise error
    reasons = []
    for index in range(result.reason_count):
        reason = lib.newel_regress_reason(pointer, index)
        reasons.append(Reason(reason.what.text(), reason.expected.text(), reason.actual.text()))
    return Case(result.id.text(), _STATUS[result.status], result.note.text(), tuple(reasons))
