"""A stream: one text that comes in chunks. However it is cut, findings, edits and verdict are those of the whole text, and no
character is released that a later edit would have covered.

>>> import newel
>>> guard = newel.Guard(newel.Policy.loads("newel: 1\\nname: x\\npii: {EMAIL: ANONYMIZE}\\n"))
>>> with guard.stream() as stream:
...     parts = [stream.push("Write to ana@exam"), stream.push("ple.com, please."), stream.finish()]
>>> "".join(parts), stream.result.verdict.value
('Write to {EMAIL}, please.', 'modify')

`stream.filter(chunks)` does it for an iterable, `stream.filter_async` for an async one.
"""

from __future__ import annotations

import codecs
import ctypes
import threading
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Any, AsyncIterable, AsyncIterator, Iterable, Iterator, Tuple

from . import _ffi
from ._handle import Handle, opened
from ._text import encode
from ._words import VERDICTS, Verdict
from .errors import StateError
from .guard import _OPEN, _c_answers, _trace
from .result import Answer, Result, SegmentResult, Trace, word_of

if TYPE_CHECKING:
    from .guard import Guard
    from .scope import Scope

__all__ = ["Stream"]

_push = _ffi.untyped("newel_stream_push")


class Stream:
    """Made by `guard.stream()`. Used by one thread at a time: a second one gets StateError, not a crash.

    Push str, or bytes: what comes back is of the kind that was pushed first. A character cut in two by the bytes' chunks is no problem.
    """

    __slots__ = ("guard", "_handle", "_surface", "_scope", "_lock", "_released", "_err", "_as_str", "_decoder", "_result", "_done",
                 "_ask", "_scope_handle")

    def __init__(self, guard: Guard, surface: int, format: int, scope: Scope | None, local: bool, ask: bool,
                 prompt: bytes = b"") -> None:
        owner = guard._alive()
        options = _ffi.StreamOptions(ctypes.sizeof(_ffi.StreamOptions), surface, format, None, int(local), int(ask), 0,
                                     _ffi.slice_of(prompt))
        if scope is not None:
            options.scope = scope._acquire()
            self._scope_handle = scope._handle  # lives as long as the stream, whoever closes the scope
            scope._lock.release()
        self._handle: Handle | None = opened(owner.engine, "a stream", lambda out, err: _ffi.lib.newel_stream_open(
            out, owner.pointer, byref(options), err), _ffi.lib.newel_stream_free)
        self.guard, self._surface, self._scope, self._ask = guard, surface, scope, ask
        self._lock = threading.Lock()
        self._released, self._err = _ffi.Slice(), _ffi.CError()
        self._as_str: bool | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._result: Result | None = None
        self._done = False

    # ---- one thread at a time -----------------------------------------------------------------------------------------------

    def _enter(self) -> Any:
        if not self._lock.acquire(blocking=False):
            raise StateError("the stream is in use by another thread", advice="a stream belongs to one text and one thread at a time")
        handle = self._handle
        if handle is None:
            self._lock.release()
            raise StateError("the stream is closed")
        if self._scope is not None:
            try:
                self._scope._acquire()
            except StateError:
                self._lock.release()
                raise
        return handle.pointer

    def _leave(self) -> None:
        if self._scope is not None:
            self._scope._lock.release()
        self._lock.release()

    def _give(self, final: bool = False) -> Any:
        data = self._released.read()
        return self._decoder.decode(data, final) if self._as_str is not False else data

    # ---- the text -------------------------------------------------------------------------------------------------------------

    def push(self, chunk: str | bytes) -> Any:
        """Takes a chunk of any size; gives what may be passed on now, which may be empty. After a deny nothing more is given."""
        data = encode(chunk, "chunk")
        pointer = self._enter()
        try:
            if self._as_str is None:
                self._as_str = isinstance(chunk, str)
            elif self._as_str is not isinstance(chunk, str):
                raise StateError("the stream was given str and bytes; it takes one of them")
            code = _push(pointer, _ffi.TextSlice(data, len(data)), byref(self._released), byref(self._err))
            if code:
                raise _ffi.fail(code, self._err)
            return self._give()
        finally:
            self._leave()

    def finish(self) -> Any:
        """Ends the text; gives the rest. Then there is a `result`. With `ask`, an open result holds the rest back until `answer`."""
        pointer = self._enter()
        try:
            c_result = c_void_p()
            code = _ffi.lib.newel_stream_finish(pointer, byref(self._released), byref(c_result), byref(self._err))
            if code:
                raise _ffi.fail(code, self._err)
            self._done = True
            rest = self._give(True)
            self._result = self._read(c_result)
            return rest
        finally:
            self._leave()

    def answer(self, answers: Iterable[Answer]) -> Any:
        """Resolves an open result; gives what was held back."""
        if self._result is None or self._result.verdict is not Verdict.OPEN:
            raise StateError("the stream has no open questions")
        c_answers, _keep = _c_answers(answers, self._result.questions)
        pointer = self._enter()
        try:
            c_result = c_void_p()
            code = _ffi.lib.newel_stream_answer(pointer, c_answers, len(c_answers), byref(self._released), byref(c_result),
                                                byref(self._err))
            if code:
                raise _ffi.fail(code, self._err)
            rest = self._give(True)
            self._result = self._read(c_result)
            return rest
        finally:
            self._leave()

    @property
    def verdict(self) -> Verdict:
        """So far: DENY as soon as it is certain; then stop reading from the model."""
        pointer = self._enter()
        try:
            number: int = _ffi.lib.newel_stream_verdict(pointer)
            return VERDICTS[number]
        finally:
            self._leave()

    @property
    def denied(self) -> bool:
        return self.verdict is Verdict.DENY

    @property
    def result(self) -> Result:
        """The result of the whole text, after `finish`. Its `output` is the policy's message on deny, else what was released."""
        if self._result is None:
            raise StateError("the stream has no result before finish()")
        return self._result

    def _read(self, c_result: c_void_p) -> Result:
        lib, guard = _ffi.lib, self.guard
        c = lib.newel_result_segment(c_result, 0)
        empty: str | bytes = b"" if self._as_str is False else ""
        raw = b"".join(bytes(lib.newel_result_finding(c_result, 0, f)) for f in range(c.finding_count))
        word = word_of(c.verdict, c.cause, c.observed, c.complete, c.finding_count)
        segment = SegmentResult(guard, empty, 0, self._surface, word, c.output.read(), raw)
        verdict = lib.newel_result_verdict(c_result)
        whole = word_of(verdict, lib.newel_result_cause(c_result), 0, lib.newel_result_complete(c_result), 0)
        result = Result(guard, empty, self._surface, 0, whole, None, b"", (False, None, b""), (segment,))
        if verdict == _OPEN:
            result._questions = guard._questions(c_result)
        result._trace = Trace(_trace(guard._alive(), c_result, None))
        return result

    # ---- iterables --------------------------------------------------------------------------------------------------------------

    def filter(self, chunks: Iterable[str | bytes]) -> Iterator[Any]:
        """Yields what may be passed on; on deny it stops reading and yields the policy's message last."""
        for chunk in chunks:
            yield from _some(self.push(chunk))
            if self.denied:
                break
        yield from self._rest()

    async def filter_async(self, chunks: AsyncIterable[str | bytes]) -> AsyncIterator[Any]:
        """`filter` for an async iterable."""
        async for chunk in chunks:
            for part in _some(self.push(chunk)):
                yield part
            if self.denied:
                break
        for part in self._rest():
            yield part

    def _rest(self) -> Iterator[Any]:
        yield from _some(self.finish())
        if self.result.verdict is Verdict.DENY:
            yield self.result.output

    # ---- life -------------------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Gives the memory back. The result stays readable."""
        if not self._lock.acquire(blocking=False):
            raise StateError("the stream is in use by another thread")
        self._handle = None
        self._lock.release()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a stream cannot be pickled")


def _some(part: Any) -> Tuple[Any, ...]:
    return (part,) if part else ()
