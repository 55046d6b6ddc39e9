"""Many independent texts in one call, for data engines: a Spark or Ray worker, a Polars or pandas column.

>>> import newel
>>> guard = newel.Guard(newel.Policy.loads("newel: 1\\nname: x\\npii: {EMAIL: ANONYMIZE}\\n"))
>>> batch = guard.apply_batch(["hello", "mail ana@example.com", None])
>>> batch.outputs
['hello', 'mail {EMAIL}', None]
>>> [verdict.value for verdict in batch.verdicts], batch.counts()
(['allow', 'modify', 'allow'], {'allow': 2, 'modify': 1, 'deny': 0})
>>> batch[1].findings[0].type
'EMAIL'

The texts lie end to end with offsets, which is Arrow's own layout: a pyarrow array is handed over as it is, and `to_arrow()` gives one.
None stays None and is judged as an empty text.
"""

from __future__ import annotations

import ctypes
from array import array
from ctypes import byref, c_uint64, c_void_p, string_at
from typing import TYPE_CHECKING, Any, Iterator, List, Sequence, Tuple

from . import _ffi
from ._text import encode
from ._words import VERDICTS, Verdict
from .errors import ArgumentError
from .result import Finding, Result, _findings, finding_count, verdict_of

if TYPE_CHECKING:
    from .guard import Guard

__all__ = ["Batch"]

_OUTPUTS, _CHANGED, _FINDINGS = 1, 2, 4
_FINDING_BYTES = ctypes.sizeof(_ffi.CFinding)


class _Part:
    """What one C call gave: of texts [first, first + count)."""

    __slots__ = ("first", "words", "output", "offsets", "findings")

    def __init__(self, first: int, words: array[int], output: bytes, offsets: array[int], findings: bytes) -> None:
        self.first, self.words, self.output, self.offsets, self.findings = first, words, output, offsets, findings


def _run(guard: Guard, data: Any, offsets: int, first: int, count: int, options: Tuple[int, int, bool, int]) -> _Part:
    """One call on texts [first, first + count); `offsets` is the address of the first text's offset."""
    surface, shape, local, want = options
    handle, slot = guard._alive(), guard._slot()
    c_options = _ffi.BatchOptions(ctypes.sizeof(_ffi.BatchOptions), surface, shape, None, int(local), want)
    words, out = (c_uint64 * max(count, 1))(), _ffi.BatchOut()
    code = _ffi.lib.newel_guard_apply_batch(handle.pointer, slot.scratch, data, offsets, count, byref(c_options), words, byref(out),
                                            slot.p_err)
    if code:
        error = _ffi.fail(code, slot.err)
        guard._put_back(slot, 0)
        raise error
    ends = array("q")
    ends.frombytes(string_at(out.output_offsets, 8 * (count + 1)))
    found = string_at(out.findings, out.finding_count * _FINDING_BYTES) if out.finding_count else b""
    text = string_at(out.output, ends[-1]) if ends[-1] else b""
    flat = array("Q")
    flat.frombytes(bytes(words)[:8 * count])
    guard._put_back(slot, len(text))
    return _Part(first, flat, text, ends, found)


def _split(guard: Guard, data: Any, offsets: int, count: int, options: Tuple[int, int, bool, int], threads: int) -> List[_Part]:
    if threads < 1:
        raise ArgumentError(f"threads is {threads}, expected 1 or more")
    if threads == 1 or count < 2 * threads:
        return [_run(guard, data, offsets, 0, count, options)]
    from concurrent.futures import ThreadPoolExecutor

    cuts = [count * i // threads for i in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        jobs = [pool.submit(_run, guard, data, offsets + 8 * first, first, last - first, options) for first, last in zip(cuts, cuts[1:])]
        return [job.result() for job in jobs]


class Batch(Sequence["Result"]):
    """The results of many texts; each is made when it is asked for."""

    def __init__(self, guard: Guard, texts: Any, arrow: Any, parts: List[_Part], options: Tuple[int, int, bool, int]) -> None:
        self.guard = guard
        self._texts, self._arrow, self._parts, self._options = texts, arrow, parts, options
        self._starts: List[array[int]] = []

    def __len__(self) -> int:
        return sum(len(part.words) for part in self._parts)

    @property
    def verdicts(self) -> List[Verdict]:
        return [VERDICTS[verdict_of(word)] for part in self._parts for word in part.words]

    @property
    def changed(self) -> List[int]:
        """Indices of the texts that may not go on as they are."""
        return [part.first + i for part in self._parts for i, word in enumerate(part.words) if verdict_of(word)]

    @property
    def outputs(self) -> List[Any]:
        """What may be passed on: the texts themselves, but where a rule acted."""
        texts = self._listed()
        out = list(texts)
        for part in self._parts:
            for i, word in enumerate(part.words):
                at = part.first + i
                if verdict_of(word) and texts[at] is not None:
                    out[at] = self._changed_text(part, i, texts[at])
        return out

    def counts(self) -> dict[str, int]:
        """How many texts have which verdict."""
        out = {"allow": 0, "modify": 0, "deny": 0}
        for part in self._parts:
            for word in part.words:
                out[VERDICTS[verdict_of(word)].value] += 1
        return out

    def findings(self) -> Iterator[Tuple[int, Finding]]:
        """(index of the text, finding), text after text."""
        texts = self._listed()
        for part in self._parts:
            for i in range(len(part.words)):
                for finding in _findings(self.guard, texts[part.first + i], self._raw(part, i), 0):
                    yield part.first + i, finding

    def to_arrow(self) -> Any:
        """The outputs as a pyarrow large_string array, nulls where the input had them."""
        import pyarrow as pa

        if self._arrow is None:
            return pa.array([o.decode("utf-8", "replace") if isinstance(o, bytes) else o for o in self.outputs], pa.large_string())
        chunks = []
        for part in self._parts:
            source = self._arrow.slice(part.first, len(part.words))
            nulls = source.is_valid() if source.null_count else None
            made = pa.Array.from_buffers(pa.large_string(), len(part.words), [None, pa.py_buffer(part.offsets), pa.py_buffer(part.output)])
            chunks.append(pa.compute.if_else(nulls, made, pa.scalar(None, pa.large_string())) if nulls is not None else made)
        return pa.concat_arrays(chunks) if chunks else pa.array([], pa.large_string())

    def _listed(self) -> Sequence[Any]:
        if self._texts is None:
            self._texts = self._arrow.to_pylist()
        return self._texts  # type: ignore[no-any-return]

    def _changed_text(self, part: _Part, i: int, like: Any) -> Any:
        data = part.output[part.offsets[i]:part.offsets[i + 1]]
        return data.decode("utf-8", "replace") if isinstance(like, str) else data

    def _raw(self, part: _Part, i: int) -> bytes:
        """The C findings of one text."""
        if not part.findings:
            return b""
        if not self._starts:
            self._starts = [_starts(p.words) for p in self._parts]
        starts = self._starts[self._parts.index(part)]
        return part.findings[starts[i] * _FINDING_BYTES:starts[i + 1] * _FINDING_BYTES]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        for part in self._parts:
            if part.first <= at < part.first + len(part.words):
                i, text = at - part.first, self._listed()[at]
                text = "" if text is None else text
                word = part.words[i]
                output = part.output[part.offsets[i]:part.offsets[i + 1]] if verdict_of(word) else None
                return Result(self.guard, text, self._options[0], self._options[1], word, output, self._raw(part, i),
                              (self._options[2], None, b""))
        raise IndexError(f"index {index}, there are {len(self)} texts")

    def __repr__(self) -> str:
        return f"<newel.Batch {len(self)} texts {self.counts()}>"


def _starts(words: array[int]) -> array[int]:
    out, at = array("q", [0]), 0
    for word in words:
        at += finding_count(word)
        out.append(at)
    return out


def _is_arrow(texts: Any) -> bool:
    return type(texts).__module__.split(".")[0] == "pyarrow"


def _arrow_array(texts: Any) -> Any:
    """A contiguous large_string array (offsets of 64 bits)."""
    import pyarrow as pa
    import pyarrow.compute  # noqa: F401  (pa.compute)

    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks() if texts.num_chunks != 1 else texts.chunk(0)
        if isinstance(texts, pa.ChunkedArray):  # older versions
            texts = pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], texts.type)
    if not isinstance(texts, pa.Array):
        raise ArgumentError(f"texts is of type 'pyarrow.{type(texts).__name__}', expected an Array or a ChunkedArray")
    if pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_decode()
    if pa.types.is_null(texts.type) or not pa.types.is_large_string(texts.type):
        try:
            texts = texts.cast(pa.large_string())
        except pa.ArrowException as error:
            raise ArgumentError(f"texts of type '{texts.type}' cannot be read as strings: {error}") from None
    return texts


def _of_arrow(guard: Guard, texts: Any, options: Tuple[int, int, bool, int], threads: int) -> Batch:
    column = _arrow_array(texts)
    if len(column) == 0:
        return Batch(guard, None, column, [], options)
    _, offsets, data = column.buffers()
    parts = _split(guard, c_void_p(data.address if data is not None and data.size else None),
                   offsets.address + 8 * column.offset, len(column), options, threads)
    return Batch(guard, None, column, parts, options)


def apply_batch(guard: Guard, texts: Any, surface: int, shape: int, local: bool, findings: bool, threads: int) -> Batch:
    """The work of Guard.apply_batch."""
    extra = _FINDINGS if findings else 0
    if _is_arrow(texts):
        return _of_arrow(guard, texts, (surface, shape, local, _OUTPUTS | extra), threads)
    if isinstance(texts, (str, bytes)) or not hasattr(texts, "__iter__"):
        raise ArgumentError(f"texts is of type '{type(texts).__name__}', expected a list of str or a pyarrow array")
    listed = list(texts)
    try:
        parts = [t.encode() if type(t) is str else b"" if t is None else encode(t) for t in listed]
    except (UnicodeEncodeError, ArgumentError):
        parts = [b"" if t is None else encode(t, f"text {i}") for i, t in enumerate(listed)]
    data, ends, at = b"".join(parts), array("q", [0]), 0
    for part in parts:
        at += len(part)
        ends.append(at)
    options = (surface, shape, local, _CHANGED | extra)
    address = ends.buffer_info()[0]
    return Batch(guard, listed, None, _split(guard, data, address, len(listed), options, threads), options)
