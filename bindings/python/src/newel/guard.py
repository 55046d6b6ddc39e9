"""A guard: a compiled policy that judges texts. Shared by threads; the GIL is released while it scans.

>>> guard = Guard(Policy.loads('''
... newel: 1
... name: support
... messages: {input: "Sorry, I cannot help.", output: "Sorry, I cannot say."}
... pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}
... '''))
>>> guard.apply("mail ana@example.com").output
'mail {EMAIL}'
>>> guard.apply("card 4111 1111 1111 1111", source="OUTPUT").output
'Sorry, I cannot say.'
>>> result = guard.apply([Segment("hi", "user"), Segment('{"to": "ana@example.com"}', "tool_result", "json")])
>>> result.verdict.value, result.outputs
('modify', ['hi', '{"to": "{EMAIL}"}'])

How a short text is judged: its bytes, a prepared call, one number back. The call is newel_guard_apply_batch with a batch of one; all
its parameters but the text live in a slot that is taken from a pool and put back, so a call builds no structure.
"""

from __future__ import annotations

import asyncio
import ctypes
from ctypes import byref, c_int64, c_uint64, c_void_p, string_at
from typing import TYPE_CHECKING, Any, Callable, Iterable, List, Sequence, Tuple, cast

from . import _ffi
from ._handle import Engine, Handle, opened
from ._text import char_spans, encode, format_of, surface_of
from ._words import ACTIONS, BANDS, QUALIFIERS, SOURCES
from .errors import ArgumentError, PolicyError, StateError
from .policy import Diagnostic, Policy, _Remarks
from .result import Answer, Question, Result, Rule, Segment, SegmentResult, Trace, NOTABLE, verdict_of, word_of

if TYPE_CHECKING:
    from .batch import Batch
    from .scope import Scope
    from .stream import Stream

__all__ = ["Guard"]

Judge = Callable[[Sequence[Question]], Iterable[Answer]]

_CHANGED, _FINDINGS = 2, 4
_FINDING_BYTES = ctypes.sizeof(_ffi.CFinding)
#: A scratch that has seen a longer text is not kept: it has grown with it.
_KEEP_BYTES = 8 << 20
#: Shorter texts are judged in the event loop: it takes less time than asking a thread to.
_INLINE_BYTES = 16 << 10
_NUMBERS = {"hit": (0, 2), "clear": (0, 0), "failed": (1, 0), "cannot": (2, 0)}
_OPEN = 3

#: The prepared call: a function object without parameter types, as ours are C objects already; it halves the cost of a call.
_apply_batch = _ffi.untyped("newel_guard_apply_batch")
_ONE = ctypes.c_size_t(1)


class _Slot:
    """A scratch with the parameters of a prepared call. In use by one call at a time."""

    __slots__ = ("handle", "scratch", "offsets", "options", "outcome", "batch", "err", "surface", "format", "local", "p_offsets",
                 "p_options", "p_outcome", "p_batch", "p_err", "data", "segments")

    def __init__(self, engine: Engine) -> None:
        self.handle = opened(engine, "a scratch", lambda out, err: _ffi.lib.newel_scratch_open(out, engine.pointer, err),
                             _ffi.lib.newel_scratch_free)
        self.scratch = self.handle.pointer
        self.offsets = (c_int64 * 2)()
        self.options = _ffi.BatchOptions(ctypes.sizeof(_ffi.BatchOptions), 0, 0, None, 0, _CHANGED | _FINDINGS)
        self.outcome = (c_uint64 * 1)()
        self.batch, self.err = _ffi.BatchOut(), _ffi.CError()
        self.surface = self.format = 0
        self.local = False
        self.p_offsets, self.p_options, self.p_outcome = byref(self.offsets), byref(self.options), byref(self.outcome)
        self.p_batch, self.p_err = byref(self.batch), byref(self.err)
        self.data: Any = None
        self.segments: Any = None


class Guard:
    """Compiles a policy; runs every rule's own `match` and `clean` examples. Raises PolicyError when one fails.

    A context manager; `close` is optional. Any number of threads may use one guard at once.
    """

    __slots__ = ("_handle", "_engine", "_pool", "_rules", "diagnostics", "policy", "__weakref__")

    diagnostics: Tuple[Diagnostic, ...]
    policy: Policy

    def __init__(self, policy: Policy) -> None:
        if not isinstance(policy, Policy):
            raise ArgumentError(f"policy is of type '{type(policy).__name__}', expected newel.Policy",
                                advice="Policy.load(path) or Policy.loads(text) makes one")
        pointer, err = c_void_p(), _ffi.CError()
        with _Remarks() as remarks:
            code = _ffi.lib.newel_guard_compile(byref(pointer), policy._handle.pointer, byref(remarks.pointer), byref(err))
            found = remarks.list()
        if code:
            error = _ffi.fail(code, err)
            if isinstance(error, PolicyError):
                error.diagnostics = found
            raise error
        self._engine = policy._handle.engine
        self._handle: Handle | None = Handle(self._engine, pointer, _ffi.lib.newel_guard_free)
        self._pool: List[_Slot] = []
        self._rules: Tuple[Rule, ...] | None = None
        self.diagnostics, self.policy = found, policy

    # ---- life -------------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Later calls raise StateError. Calls that run in other threads end as they would; memory goes with the last of them."""
        self._handle = None
        self._pool = []

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _alive(self) -> Handle:
        handle = self._handle
        if handle is None:
            raise StateError("the guard is closed")
        return handle

    def _slot(self) -> _Slot:
        try:
            return self._pool.pop()
        except IndexError:
            return _Slot(self._engine)

    def _put_back(self, slot: _Slot, size: int) -> None:
        slot.data = slot.segments = None
        if size <= _KEEP_BYTES and self._handle is not None:
            self._pool.append(slot)

    # ---- what it is -------------------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """64 hex digits: the policy, the engine, its tables and limits."""
        return cast(bytes, _ffi.lib.newel_guard_id(self._alive().pointer)).decode()

    @property
    def rules(self) -> Tuple[Rule, ...]:
        if self._rules is None:
            handle, lib, rules = self._alive(), _ffi.lib, []
            for index in range(lib.newel_guard_rule_count(handle.pointer)):
                info = lib.newel_guard_rule(handle.pointer, index)
                actions = [ACTIONS[info.action[s]] if info.on[s] else None for s in (0, 1)]
                rules.append(Rule(info.id.text(), info.kind.text(), info.name.text(), actions[0], actions[1], bool(info.local),
                                  bool(info.observe)))
            self._rules = tuple(rules)
        return self._rules

    def explain(self) -> str:
        """What the policy compiled to, for people."""
        handle = self._alive()
        return _ffi.take(lambda write, err: _ffi.lib.newel_guard_explain(handle.pointer, 0, write, None, err)).decode()

    def explain_miss(self, text: str | bytes, *, entity: str = "", surface: str = "user", show: bool = False) -> str:
        """Why a value was not found: which detector nearly fired, and what was missing. Holds text of `text` only with `show`."""
        handle, slot, data, name = self._alive(), self._slot(), encode(text), encode(entity, "entity")
        segment = _ffi.Segment(ctypes.sizeof(_ffi.Segment), _ffi.slice_of(data), surface_of(None, surface), 0, 0)
        options = _ffi.MissOptions(ctypes.sizeof(_ffi.MissOptions), _ffi.slice_of(name), int(show))
        try:
            return _ffi.take(lambda write, err: _ffi.lib.newel_guard_explain_miss(
                handle.pointer, slot.scratch, byref(segment), byref(options), 0, write, None, err)).decode("utf-8", "replace")
        finally:
            self._put_back(slot, len(data))

    # ---- judging ----------------------------------------------------------------------------------------------------------

    def apply(self, text: str | bytes | Sequence[Segment | str | bytes], source: str = "INPUT", *, surface: str | None = None,
              format: str = "text", scope: Scope | None = None, local: bool = False, ask: bool = False,
              judge: Judge | None = None, system_prompt: str | bytes = "") -> Result:
        """Judges a text, or the segments of one request.

        source   "INPUT" (towards the model) or "OUTPUT" (from it); `surface` says it more closely, and overrides it
        format   "text" or "json", the caller's word
        scope    numbering that holds across calls ({EMAIL_1})
        local    what only a judge can tell stays unevaluated even if the policy escalates
        ask      the result may be OPEN, with questions; see `answer`. Without `local`, `ask` and `judge`, a policy that escalates
                 raises NoJudgeError
        judge    a function that gets the questions and gives the answers; it is called at most once
        system_prompt   what outputs must not show (rule `leak`), beside segments of the surface system in the same request
        """
        if scope is not None or ask or judge is not None or type(text) is list or type(text) is tuple or system_prompt:
            return self._apply_segments(text, source, surface, format, scope, local, ask, judge, encode(system_prompt))
        if type(text) is str:
            try:
                data = text.encode()
            except UnicodeEncodeError:
                data = encode(text)
        else:
            data = encode(text)
        if surface is None and source == "INPUT":
            number = 0
        else:
            number = surface_of(source, surface)
        shape = 0 if format == "text" else format_of(format)
        handle = self._handle
        if handle is None:
            raise StateError("the guard is closed")
        try:
            slot = self._pool.pop()
        except IndexError:
            slot = _Slot(self._engine)
        if number != slot.surface or shape != slot.format or local is not slot.local:
            slot.options.surface, slot.options.format, slot.options.local = number, shape, int(local)
            slot.surface, slot.format, slot.local = number, shape, local
        size = len(data)
        slot.offsets[1] = size
        code = _apply_batch(handle.pointer, slot.scratch, data, slot.p_offsets, _ONE, slot.p_options, slot.p_outcome, slot.p_batch,
                            slot.p_err)
        if code:
            error = _ffi.fail(code, slot.err)
            self._put_back(slot, size)
            raise error
        word = slot.outcome[0]
        output, raw = None, b""
        if word & NOTABLE:
            output, raw = _copied(slot, word)
        if size <= _KEEP_BYTES:
            self._pool.append(slot)
        return Result(self, text, number, shape, word, output, raw, (local, None, b""))

    async def apply_async(self, text: str | bytes | Sequence[Segment | str | bytes], source: str = "INPUT", **options: Any) -> Result:
        """`apply` for event loops: long texts are judged in a thread, short ones (16 KB) at once, as that is quicker than the way there."""
        if isinstance(text, (str, bytes)) and len(text) <= _INLINE_BYTES and not options.get("judge"):
            return self.apply(text, source, **options)
        return await asyncio.to_thread(self.apply, text, source, **options)

    def _apply_segments(self, text: Any, source: str, surface: str | None, format: str, scope: Scope | None, local: bool, ask: bool,
                        judge: Judge | None, prompt: bytes) -> Result:
        one = not isinstance(text, (list, tuple))
        items = _segments([text] if one else text, source, surface, format)
        handle, slot = self._alive(), self._slot()
        size = sum(len(item[1]) for item in items)
        options = _ffi.ApplyOptions(ctypes.sizeof(_ffi.ApplyOptions), None, int(local), int(ask or judge is not None), 0,
                                    _ffi.slice_of(prompt))
        try:
            with _held(scope) as pointer:
                options.scope = pointer
                c_result = self._run(handle, slot, items, options)
            result = self._read(handle, slot, c_result, items, (local, scope, prompt), one)
        except BaseException:
            self._put_back(slot, size)
            raise
        if result.verdict.value != "open":
            self._put_back(slot, size)
        return self.answer(result, judge(result.questions)) if judge is not None and result.questions else result

    def _run(self, handle: Handle, slot: _Slot, items: List[_Item], options: _ffi.ApplyOptions) -> c_void_p:
        array_of = (_ffi.Segment * len(items))()
        for c, (_, data, surface, format, qualifiers) in zip(array_of, items):
            c.size, c.text = ctypes.sizeof(_ffi.Segment), _ffi.slice_of(data)
            c.surface, c.format, c.qualifiers = surface, format, qualifiers
        slot.data, slot.segments = items, array_of
        result = c_void_p()
        code = _ffi.lib.newel_guard_apply(handle.pointer, slot.scratch, array_of, len(items), byref(options), byref(result), slot.p_err)
        if code:
            raise _ffi.fail(code, slot.err)
        return result

    def _read(self, handle: Handle, slot: _Slot, c_result: c_void_p, items: List[_Item], options: Tuple[bool, Scope | None, bytes],
              one: bool) -> Result:
        """Copies a result out of its scratch. An open one keeps the scratch, for its answers."""
        lib = _ffi.lib
        segments = tuple(_segment_result(self, c_result, index, item) for index, item in enumerate(items))
        verdict = lib.newel_result_verdict(c_result)
        word = word_of(verdict, lib.newel_result_cause(c_result), 0, lib.newel_result_complete(c_result), 0)
        first = items[0] if one else ([item[0] for item in items], b"", 0, 0, 0)
        result = Result(self, first[0], first[2], first[3], word, None, b"", options, segments)
        if verdict == _OPEN:
            result._questions = self._questions(c_result)
            result._open = [(handle, slot, items, one)]
            result._trace = Trace(_trace(handle, c_result, None))
        return result

    def _questions(self, c_result: c_void_p) -> Tuple[Question, ...]:
        lib, out = _ffi.lib, []
        for index in range(lib.newel_result_question_count(c_result)):
            q = lib.newel_result_question(c_result, index)
            rule = self.rules[q.rule]
            out.append(Question(index, q.segment, rule.id, rule.kind, rule.name, SOURCES[q.source], q.text.text(), BANDS[q.band],
                                q.score_ppm / 1e6))
        return tuple(out)

    def answer(self, result: Result, answers: Iterable[Answer]) -> Result:
        """Resolves an open result; a question without an answer counts as failed. Gives a new result; the open one is used up.

        >>> policy = Policy.loads('''
        ... newel: 1
        ... name: asks
        ... messages: {input: "no"}
        ... content: {HATE: {input: HIGH}}
        ... escalation: {guardrail: g, version: "1", on_error: block}
        ... ''')
        >>> guard = Guard(policy)
        >>> open_result = guard.apply("Good morning", ask=True)
        >>> open_result.verdict.value, [q.rule for q in open_result.questions]
        ('open', ['content.HATE'])
        >>> guard.answer(open_result, [Answer.clear(0)]).verdict.value
        'allow'
        >>> guard.apply("Good morning", judge=lambda questions: []).cause.value
        'escalation_failed'
        """
        if not isinstance(result, Result) or result.guard is not self:
            raise ArgumentError("the result is not one of this guard")
        try:
            handle, slot, items, one = (result._open or []).pop()
        except IndexError:
            raise StateError("the result is not open: it had no questions, or was answered already") from None
        try:
            c_answers, _keep = _c_answers(answers, result._questions)
            c_result = c_void_p()
            code = _ffi.lib.newel_guard_answer(handle.pointer, slot.scratch, c_answers, len(c_answers), byref(c_result), slot.p_err)
            if code:
                raise _ffi.fail(code, slot.err)
            answered = self._read(handle, slot, c_result, items, result._options, one)
            answered._trace = Trace(_trace(handle, c_result, None))
        except ArgumentError:
            result._open.append((handle, slot, items, one))
            raise
        self._put_back(slot, sum(len(item[1]) for item in items))
        return answered

    def _trace_of(self, result: Result, show_matches: bool, fingerprints: bool, indent: bool) -> Trace:
        texts = result.text if result._segments is not None and isinstance(result.text, list) else [result.text]
        if result._segments is not None:
            items = [_item_of(segment, text) for segment, text in zip(result._segments, texts)]
        else:
            items = [(result.text, encode(result.text), result._surface, result._format, 0)]
        handle, slot = self._alive(), self._slot()
        local, scope, prompt = result._options
        options = _ffi.ApplyOptions(ctypes.sizeof(_ffi.ApplyOptions), None, int(local), 0, int(fingerprints), _ffi.slice_of(prompt))
        try:
            with _held(scope) as pointer:
                options.scope = pointer
                c_result = self._run(handle, slot, items, options)
            how = _ffi.TraceOptions(ctypes.sizeof(_ffi.TraceOptions), int(show_matches), 0, int(indent))
            return Trace(_trace(handle, c_result, byref(how)))
        finally:
            self._put_back(slot, sum(len(item[1]) for item in items))

    # ---- many texts, streams, scopes --------------------------------------------------------------------------------------

    def apply_batch(self, texts: Any, source: str = "INPUT", *, surface: str | None = None, format: str = "text", local: bool = False,
                    findings: bool = True, threads: int = 1) -> Batch:
        """Judges many independent texts in one call: a list of str, bytes or None, or a pyarrow string array (no copy is made).

        `threads` splits the work; the GIL is free meanwhile. See newel.batch.
        """
        from .batch import apply_batch

        return apply_batch(self, texts, surface_of(source, surface), format_of(format), local, findings, threads)

    def stream(self, source: str = "OUTPUT", *, surface: str | None = None, format: str = "text", scope: Scope | None = None,
               local: bool = False, ask: bool = False, system_prompt: str | bytes = "") -> Stream:
        """A stream: one text that comes in chunks. `system_prompt`: as in `apply`. See newel.stream."""
        from .stream import Stream

        return Stream(self, surface_of(source, surface), format_of(format), scope, local, ask, encode(system_prompt))

    def scope(self) -> Scope:
        """A new conversation: see newel.scope."""
        from .scope import Scope

        return Scope(self)

    def __repr__(self) -> str:
        return f"<newel.Guard {self.policy.name!r} {'closed' if self._handle is None else self.id[:12]}>"

    def __reduce__(self) -> Any:
        raise TypeError("a guard cannot be pickled; send the policy's text and compile it once a worker")


# ---- helpers ------------------------------------------------------------------------------------------------------------------

#: text as it was passed, its bytes, surface, format, qualifiers
_Item = Tuple[Any, bytes, int, int, int]


def _copied(slot: _Slot, word: int) -> Tuple[bytes | None, bytes]:
    """Output and findings of a prepared call, while the scratch holds them."""
    batch, output, raw = slot.batch, None, b""
    if verdict_of(word):
        size = c_int64.from_address(batch.output_offsets + 8).value
        output = string_at(batch.output, size) if size else b""
    if batch.finding_count:
        raw = string_at(batch.findings, batch.finding_count * _FINDING_BYTES)
    return output, raw


def _segments(items: Sequence[Any], source: str, surface: str | None, format: str) -> List[_Item]:
    out = []
    for index, item in enumerate(items):
        if not isinstance(item, Segment):
            item = Segment(item, surface=str(_ffi_surface(source, surface)), format=format)
        bits = 0
        for name in item.qualifiers:
            if name not in QUALIFIERS:
                raise ArgumentError(f"segment {index}: unknown qualifier {name!r}", advice="one of " + ", ".join(QUALIFIERS))
            bits |= QUALIFIERS[name]
        out.append((item.text, encode(item.text, f"segment {index}"), surface_of(None, item.surface), format_of(item.format), bits))
    return out


def _ffi_surface(source: str, surface: str | None) -> Any:
    from ._words import SURFACES

    return SURFACES[surface_of(source, surface)]


class _FormSegment(SegmentResult):
    """A segment's result that remembers format and qualifiers, for its trace."""

    __slots__ = ("form",)
    form: Tuple[int, int]


def _item_of(segment: SegmentResult, text: Any) -> _Item:
    format, qualifiers = segment.form if isinstance(segment, _FormSegment) else (0, 0)
    return text, encode(text), segment._surface, format, qualifiers


def _segment_result(guard: Guard, c_result: c_void_p, index: int, item: _Item) -> SegmentResult:
    lib = _ffi.lib
    c = lib.newel_result_segment(c_result, index)
    raw = b"".join(bytes(lib.newel_result_finding(c_result, index, f)) for f in range(c.finding_count))
    word = word_of(c.verdict, c.cause, c.observed, c.complete, c.finding_count)
    out = _FormSegment(guard, item[0], index, item[2], word, c.output.read() if c.verdict else None, raw)
    out.form = (item[3], item[4])
    return out


def _trace(handle: Handle, c_result: c_void_p, options: Any) -> bytes:
    return _ffi.take(lambda write, err: _ffi.lib.newel_trace_write(handle.pointer, c_result, options, write, None, err))


def _c_answers(answers: Iterable[Answer], questions: Sequence[Question]) -> Tuple[Any, List[Any]]:
    given = list(answers)
    out, keep = (_ffi.Answer * len(given))(), []
    for c, answer in zip(out, given):
        if not isinstance(answer, Answer) or answer.status not in _NUMBERS:
            raise ArgumentError(f"an answer is of type '{type(answer).__name__}', expected newel.Answer")
        if not 0 <= answer.question < len(questions):
            raise ArgumentError(f"answer to question {answer.question}, there are {len(questions)}")
        if not 0.0 <= answer.score <= 1.0:
            raise ArgumentError(f"score {answer.score} is outside 0..1")
        spans = char_spans(questions[answer.question].text.encode("utf-8", "replace"), answer.spans)
        places = (_ffi.AnswerSpan * len(spans))(*[_ffi.AnswerSpan(start, end) for start, end in spans])
        keep.append(places)
        c.question, (c.status, c.band) = answer.question, _NUMBERS[answer.status]
        c.score_ppm, c.spans, c.span_count = round(answer.score * 1e6), places, len(spans)
    return out, keep


class _held:
    """The pointer of a scope, held by this thread; NULL without a scope."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope

    def __enter__(self) -> Any:
        return None if self.scope is None else self.scope._acquire()

    def __exit__(self, *_: object) -> None:
        if self.scope is not None:
            self.scope._lock.release()
