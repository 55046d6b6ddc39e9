"""What a guard says of a text. Nothing here is computed before it is asked for: a clean text costs one small object.

>>> import newel
>>> guard = newel.Guard(newel.Policy.loads("newel: 1\\nname: x\\npii: {EMAIL: ANONYMIZE}\\n"))
>>> text = "\U0001f600 mail ana@example.com, cafe\u0301"
>>> result = guard.apply(text)
>>> result.verdict.value, result.output[2:14]
('modify', 'mail {EMAIL}')
>>> [(f.type, text[f.start:f.end]) for f in result.findings]
[('EMAIL', 'ana@example.com')]
"""

from __future__ import annotations

import json
import sys
from ctypes import c_size_t, sizeof
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Iterator, List, Sequence, Tuple

from . import _ffi
from ._text import decode
from ._words import ACTIONS, BANDS, CAUSES, SURFACES, VERDICTS, Action, Band, Cause, Source, Surface, Verdict
from .errors import ArgumentError

if TYPE_CHECKING:
    from .guard import Guard
    from .scope import Scope

__all__ = ["Answer", "Finding", "Question", "Result", "Rule", "Segment", "SegmentResult", "Trace"]

_NO_EDIT = 2 ** (8 * sizeof(c_size_t)) - 1

# A newel_outcome as one number: verdict, cause, observed, complete in a byte each, then the count of findings.
_LITTLE = sys.byteorder == "little"
#: Any of these bits: there is an output of its own, or a finding.
NOTABLE = 0xFFFFFFFF_000000FF if _LITTLE else 0xFF000000_FFFFFFFF


def word_of(verdict: int, cause: int, observed: int, complete: int, findings: int) -> int:
    if _LITTLE:
        return verdict | cause << 8 | observed << 16 | complete << 24 | findings << 32
    return verdict << 56 | cause << 48 | observed << 40 | complete << 32 | findings


def _byte(word: int, index: int) -> int:
    return (word >> (8 * index if _LITTLE else 56 - 8 * index)) & 255


def verdict_of(word: int) -> int:
    return _byte(word, 0)


def finding_count(word: int) -> int:
    return word >> 32 if _LITTLE else word & 0xFFFFFFFF


@dataclass(frozen=True)
class Segment:
    """One text of a request with where it came from: a hard boundary, nothing matches across two segments.

    `format` is "text" or "json", never guessed; `qualifiers` are Bedrock's: "guard_content", "grounding_source", "query".
    """

    text: str | bytes
    surface: str = "user"
    format: str = "text"
    qualifiers: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule of a guard; actions by source, None where the rule is off."""

    id: str
    kind: str
    name: str
    input: Action | None
    output: Action | None
    local: bool
    observe: bool


@dataclass(frozen=True)
class Finding:
    """A place where a rule applied. `start` and `end` slice the very object that was passed: code points of a str, bytes of bytes."""

    rule: str
    type: str
    start: int
    end: int
    action: Action
    band: Band
    score: float
    validator: str
    reading: str
    edited: bool
    exempt: bool
    observe: bool
    remote: bool
    segment: int
    byte_start: int
    byte_end: int


@dataclass(frozen=True)
class Question:
    """What the guard would ask a judge. `text` has locally masked findings masked; `score` is the local judge's, 0 without one."""

    index: int
    segment: int
    rule: str
    kind: str
    name: str
    source: Source
    text: str
    band: Band
    score: float = 0.0


@dataclass(frozen=True)
class Answer:
    """A judge's word on one question: see `hit`, `clear`, `failed`, `cannot`. Spans are code points of the question's text."""

    question: int
    status: str
    score: float = 1.0
    spans: Tuple[Tuple[int, int], ...] = ()

    @classmethod
    def hit(cls, question: Question | int, score: float = 1.0, spans: Sequence[Tuple[int, int]] = ()) -> Answer:
        """The rule applies: to the places, or to the text as a whole when there are none."""
        return cls(_index(question), "hit", score, tuple((start, end) for start, end in spans))

    @classmethod
    def clear(cls, question: Question | int, score: float = 0.0) -> Answer:
        return cls(_index(question), "clear", score)

    @classmethod
    def failed(cls, question: Question | int) -> Answer:
        """The judge could not be asked: the policy's `on_error` decides. A question without an answer counts as failed."""
        return cls(_index(question), "failed", 0.0)

    @classmethod
    def cannot(cls, question: Question | int) -> Answer:
        """The judge does not know this rule: it stays unevaluated."""
        return cls(_index(question), "cannot", 0.0)


def _index(question: Question | int) -> int:
    return question.index if isinstance(question, Question) else question


class Trace:
    """The record of one evaluation, `newel.trace/1`. Canonical: equal inputs give equal bytes. Holds no matched text.

    >>> import newel
    >>> guard = newel.Guard(newel.Policy.loads("newel: 1\\nname: x\\npii: {EMAIL: ANONYMIZE}\\n"))
    >>> guard.apply("mail a@example.com").trace()["verdict"]
    'modify'
    """

    __slots__ = ("_json", "_data")

    def __init__(self, text: bytes) -> None:
        self._json = text
        self._data: dict[str, Any] | None = None

    @property
    def json(self) -> str:
        return self._json.decode("utf-8", "replace")

    def to_dict(self) -> dict[str, Any]:
        if self._data is None:
            self._data = json.loads(self._json)
        return self._data

    def __getitem__(self, name: str) -> Any:
        return self.to_dict()[name]

    def __str__(self) -> str:
        return self.json

    def __eq__(self, other: object) -> bool:
        return self._json == other._json if isinstance(other, Trace) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._json)


def _findings(guard: Guard, text: Any, raw: bytes, segment: int) -> List[Finding]:
    """The findings of a text from copied C records."""
    rules, as_str, size, out = guard.rules, isinstance(text, str), sizeof(_ffi.CFinding), []
    for at in range(0, len(raw), size):
        c = _ffi.CFinding.from_buffer_copy(raw, at)
        out.append(Finding(
            rules[c.rule].id, c.type.text(), c.start_char if as_str else c.start, c.end_char if as_str else c.end,
            ACTIONS[c.action], BANDS[c.band], c.score_ppm / 1e6, c.validator.text(), c.reading.text(), c.edit != _NO_EDIT,
            bool(c.exempt), bool(c.observe), bool(c.remote), segment, c.start, c.end))
    return out


class _Judged:
    """What a segment and a request both came to, read from the four bytes of an outcome."""

    __slots__ = ()
    _word: int

    @property
    def verdict(self) -> Verdict:
        return VERDICTS[_byte(self._word, 0)]

    @property
    def cause(self) -> Cause:
        return CAUSES[_byte(self._word, 1)]

    @property
    def complete(self) -> bool:
        """Was every rule that applies judged? What only a judge can tell is not, without one."""
        return bool(_byte(self._word, 3))

    @property
    def allowed(self) -> bool:
        """May the output go on: allowed or modified? False for denied, and while questions are open."""
        return _byte(self._word, 0) < 2


class SegmentResult(_Judged):
    """What became of one segment."""

    __slots__ = ("guard", "text", "index", "_surface", "_word", "_output", "_raw", "_found")

    def __init__(self, guard: Guard, text: Any, index: int, surface: int, word: int, output: bytes | None, raw: bytes) -> None:
        self.guard, self.text, self.index, self._surface = guard, text, index, surface
        self._word, self._output, self._raw = word, output, raw
        self._found: Tuple[Finding, ...] | None = None

    @property
    def surface(self) -> Surface:
        return SURFACES[self._surface]

    @property
    def observed(self) -> Verdict:
        """What the verdict would be if rules under `mode: observe` acted."""
        return VERDICTS[_byte(self._word, 2)]

    @property
    def output(self) -> Any:
        """What may be passed on: the text itself, the edited text, or the policy's message on deny. Of the kind that was passed."""
        return self.text if self._output is None else decode(self._output, self.text)

    @property
    def findings(self) -> Tuple[Finding, ...]:
        if self._found is None:
            self._found = tuple(_findings(self.guard, self.text, self._raw, self.index))
        return self._found

    def __repr__(self) -> str:
        return (f"<newel.{type(self).__name__} {self.verdict.value} cause={self.cause.value} complete={self.complete} "
                f"findings={finding_count(self._word)}>")


class Result(_Judged):
    """What a guard says of a request: one text, or segments. The verdict is the worst of the segments'."""

    __slots__ = ("guard", "text", "_surface", "_format", "_word", "_output", "_raw", "_segments", "_options", "_trace", "_questions",
                 "_open", "__weakref__")

    guard: Guard
    text: Any
    _options: Tuple[bool, Scope | None, bytes]

    def __init__(self, guard: Guard, text: Any, surface: int, format: int, word: int, output: bytes | None, raw: bytes,
                 options: Tuple[bool, Scope | None, bytes], segments: Tuple[SegmentResult, ...] | None = None) -> None:
        self.guard = guard
        self.text = text
        self._surface = surface
        self._format = format
        self._word = word
        self._output = output
        self._raw = raw
        self._options = options
        self._segments = segments
        self._trace: Trace | None = None
        self._questions: Tuple[Question, ...] = ()
        self._open: Any = None

    @property
    def segments(self) -> Tuple[SegmentResult, ...]:
        if self._segments is None:
            self._segments = (SegmentResult(self.guard, self.text, 0, self._surface, self._word, self._output, self._raw),)
        return self._segments

    @property
    def output(self) -> Any:
        """What may be passed on, of the kind that was passed (str or bytes). Several segments: see `outputs`."""
        if self._segments is None:
            return self.text if self._output is None else decode(self._output, self.text)
        if len(self._segments) != 1:
            raise ArgumentError(f"the result has {len(self._segments)} segments", advice="use result.outputs, or result.segments[i].output")
        return self._segments[0].output

    @property
    def outputs(self) -> List[Any]:
        return [segment.output for segment in self.segments]

    @property
    def findings(self) -> Tuple[Finding, ...]:
        """The findings of all segments; `finding.segment` tells which."""
        return tuple(finding for segment in self.segments for finding in segment.findings)

    @property
    def questions(self) -> Tuple[Question, ...]:
        """What a judge is asked, when the call said `ask=True`: see Guard.answer."""
        return self._questions

    def trace(self, *, show_matches: bool = False, fingerprints: bool = False, indent: bool = False) -> Trace:
        """The record of this evaluation. It is written on demand, by judging the same texts again (the verdict is a pure function of
        them): ask for it where it is needed, not for every text. Of results with answers it was kept, without options."""
        if self._trace is not None:
            return self._trace
        return self.guard._trace_of(self, show_matches, fingerprints, indent)

    def __iter__(self) -> Iterator[SegmentResult]:
        return iter(self.segments)

    def __len__(self) -> int:
        return len(self.segments)

    def __bool__(self) -> bool:
        raise TypeError("a result is neither true nor false; ask for result.allowed, result.verdict or result.complete")

    def __repr__(self) -> str:
        count = sum(finding_count(segment._word) for segment in self.segments)
        return f"<newel.Result {self.verdict.value} cause={self.cause.value} complete={self.complete} findings={count}>"
