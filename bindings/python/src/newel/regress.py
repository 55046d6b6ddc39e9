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
import datetime
import json
import os
from ctypes import byref, c_void_p
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterable, Iterator, List, Mapping, Sequence, Tuple

from . import _ffi
from ._handle import opened
from ._text import encode
from .errors import ArgumentError, Error

if TYPE_CHECKING:
    from .guard import Guard

__all__ = ["Case", "Gate", "Reason", "Report", "Score", "Share", "cases", "run"]

_STATUS = ("passed", "failed", "skipped", "known", "filtered")


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
    """What became of one case: status "passed", "failed", "skipped", or "known" (it failed, and says itself that it does, until a day
    that has not passed). `stale`: it is marked as known to fail, and passes."""

    id: str
    status: str
    note: str
    reasons: Tuple[Reason, ...]
    stale: bool = False

    def __str__(self) -> str:
        return f"{self.id}: " + ("; ".join(map(str, self.reasons)) or self.status)


@dataclass(frozen=True)
class Share:
    """k of n, and the interval (Wilson, 95 %) that the true share is likely in."""

    k: int
    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """What was found of a rule's labels in the cases that have labels."""

    found: int
    exact: int
    missed: int
    wrong: int
    recall: Share
    precision: Share
    f1: float


@dataclass(frozen=True)
class Gate:
    """A condition on the scores, "pii.EMAIL.recall>=0.99": it looks at the bound of the interval, so too few cases never pass."""

    condition: str
    holds: bool
    share: Share


@dataclass(frozen=True)
class Report:
    cases: Tuple[Case, ...]
    scores: Mapping[str, Score] = field(default_factory=dict)
    gates: Tuple[Gate, ...] = ()

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
    def known(self) -> int:
        return sum(case.status == "known" for case in self.cases)

    @property
    def failures(self) -> List[Case]:
        return [case for case in self.cases if case.status == "failed"]

    @property
    def ok(self) -> bool:
        """Did any case pass, none fail, and every gate hold?"""
        return self.failed == 0 and self.passed > 0 and all(gate.holds for gate in self.gates)


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


def run(guard: Guard, source: str | os.PathLike[str] | Iterable[Any], *, local: bool = True, filter: str = "", attack: str = "",
        as_of: datetime.date | None = None, gates: Sequence[str] = ()) -> Report:
    """Runs the cases of a file (its path), or of an iterable. Each text is judged whole and in chunks.

    filter   only these cases: "tag=T", "lang=L", "id=GLOB", with commas between
    attack   a disguise: its variant of each text is judged, for the labels alone
    as_of    the day that marks of known failures are compared with: today
    gates    conditions on the scores, which `report.gates` answers

    Raises FormatError, with the number of the line, for what is no case.
    """
    handle, day = guard._alive(), as_of or datetime.date.today()
    chosen, disguise = encode(filter, "filter"), encode(attack, "attack")
    options = _ffi.RegressOptions(ctypes.sizeof(_ffi.RegressOptions), int(local), 0, _ffi.slice_of(chosen),
                                  day.year * 10000 + day.month * 100 + day.day, _ffi.slice_of(disguise))
    run_handle = opened(handle.engine, "a run", lambda out, err: _ffi.lib.newel_regress_open(
        out, handle.engine.pointer, handle.pointer, byref(options), err), _ffi.lib.newel_regress_free)
    try:
        pointer = run_handle.pointer
        judged = [_case(pointer, number, line) for number, line in enumerate(cases(source), 1)]
        return Report(tuple(case for case in judged if case.status != "filtered"), _scores(pointer),
                      tuple(_gate(pointer, condition) for condition in gates))
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
    return Case(result.id.text(), _STATUS[result.status], result.note.text(), tuple(reasons), bool(result.stale))


def _share(c: Any) -> Share:
    return Share(c.k, c.n, c.value_ppm / 1e6, c.low_ppm / 1e6, c.high_ppm / 1e6)


def _scores(pointer: c_void_p) -> Mapping[str, Score]:
    """The scores by rule."""
    by_rule, out = 0, {}
    for index in range(_ffi.lib.newel_regress_score_count(pointer, by_rule)):
        c = _ffi.lib.newel_regress_score(pointer, by_rule, index)
        out[c.name.decode("utf-8", "replace")] = Score(c.found, c.exact, c.missed, c.wrong, _share(c.recall), _share(c.precision), c.f1_ppm / 1e6)
    return out


def _gate(pointer: c_void_p, condition: str) -> Gate:
    data, c, err = encode(condition, "gate"), _ffi.CGate(), _ffi.CError()
    code = _ffi.lib.newel_regress_gate(pointer, _ffi.slice_of(data), byref(c), byref(err))
    if code:
        raise _ffi.fail(code, err)
    return Gate(condition, bool(c.holds), _share(c.share))
