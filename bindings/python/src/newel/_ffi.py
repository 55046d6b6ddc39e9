"""The C library as Python sees it: where it is, whether it fits, and its functions with their types.

Looked for, in this order; the first that exists is taken, and there is no second try after a failure:

    NEWEL_LIBRARY             a path, for development and for systems that ship their own
    newel/libnewel.so         beside this file: what a wheel bundles
    libnewel.so.0             what the loader finds (ldconfig, LD_LIBRARY_PATH), then pkg-config's folder

Everything here is a constant after import. Functions are called through `ctypes.CDLL`, which releases the GIL during each call.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from ctypes import POINTER, Structure, c_char, c_char_p, c_int, c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p
from typing import Any

from .errors import Error, LibraryError, error_of

#: What this package was written for: same major, same minor, at least this patch (the C API is unstable before 1.0).
WANTED = (0, 1, 0)
_SUFFIX = "dylib" if sys.platform == "darwin" else "so"


# ---- structures (engine/include/newel/*.h, in their order) -------------------------------------------------------------------


class CError(Structure):
    _fields_ = [("code", c_int), ("line", c_uint32), ("column", c_uint32), ("offset", c_size_t),
                ("source", c_char * 160), ("message", c_char * 320), ("advice", c_char * 240)]


class Slice(Structure):
    _fields_ = [("data", c_void_p), ("len", c_size_t)]

    def read(self) -> bytes:
        return ctypes.string_at(self.data, self.len) if self.len else b""

    def text(self) -> str:
        return self.read().decode("utf-8", "replace")


class Allocator(Structure):
    _fields_ = [("realloc_fn", c_void_p), ("user", c_void_p)]


class EngineOptions(Structure):
    _fields_ = [("size", c_size_t), ("allocator", Allocator), ("key", Slice), ("clock_ns", c_void_p), ("clock_user", c_void_p),
                ("content_model", Slice)]


class Diagnostic(Structure):
    _fields_ = [("severity", c_int), ("code", Slice), ("message", Slice), ("advice", Slice), ("source", Slice),
                ("line", c_uint32), ("column", c_uint32), ("end_column", c_uint32)]


class ParseOptions(Structure):
    _fields_ = [("size", c_size_t), ("name", c_char_p), ("root", c_char_p), ("json", c_int)]


class RuleInfo(Structure):
    _fields_ = [("id", Slice), ("kind", Slice), ("name", Slice), ("action", c_int * 2), ("on", c_uint8 * 2),
                ("local", c_uint8), ("observe", c_uint8), ("strength", c_uint8 * 2), ("threshold_ppm", c_uint32)]


class Segment(Structure):
    _fields_ = [("size", c_size_t), ("text", Slice), ("surface", c_int), ("format", c_int), ("qualifiers", c_uint32)]


class ApplyOptions(Structure):
    _fields_ = [("size", c_size_t), ("scope", c_void_p), ("local", c_int), ("ask", c_int), ("fingerprints", c_int),
                ("system_prompt", Slice)]


class MissOptions(Structure):
    _fields_ = [("size", c_size_t), ("entity", Slice), ("show", c_int)]


class Question(Structure):
    _fields_ = [("segment", c_uint32), ("rule", c_uint32), ("source", c_int), ("text", Slice), ("band", c_int),
                ("score_ppm", c_uint32)]


class AnswerSpan(Structure):
    _fields_ = [("start", c_size_t), ("end", c_size_t)]


class Answer(Structure):
    _fields_ = [("question", c_uint32), ("status", c_int), ("band", c_int), ("score_ppm", c_uint32),
                ("spans", POINTER(AnswerSpan)), ("span_count", c_size_t), ("inferred", c_int)]


class SegmentResult(Structure):
    _fields_ = [("verdict", c_int), ("cause", c_int), ("observed", c_int), ("complete", c_int), ("output", Slice),
                ("finding_count", c_size_t)]


class RuleResult(Structure):
    _fields_ = [("band", c_int), ("score_ppm", c_uint32), ("findings", c_uint32), ("scored", c_uint8), ("answered", c_uint8)]


class AlsoScore(Structure):
    _fields_ = [("name", Slice), ("score_ppm", c_uint32)]


class CFinding(Structure):
    _fields_ = [("rule", c_uint32), ("action", c_int), ("band", c_int), ("observe", c_uint8), ("exempt", c_uint8),
                ("remote", c_uint8), ("inferred", c_uint8), ("score_ppm", c_uint32), ("type", Slice), ("validator", Slice),
                ("reading", Slice), ("start", c_size_t), ("end", c_size_t), ("start_char", c_size_t), ("end_char", c_size_t),
                ("start_utf16", c_size_t), ("end_utf16", c_size_t), ("context_start", c_size_t), ("context_end", c_size_t),
                ("edit", c_size_t)]


class BatchOptions(Structure):
    _fields_ = [("size", c_size_t), ("surface", c_int), ("format", c_int), ("scope", c_void_p), ("local", c_int),
                ("want", c_uint32)]


class BatchOut(Structure):
    _fields_ = [("output", c_void_p), ("output_offsets", c_void_p), ("findings", c_void_p), ("finding_count", c_size_t)]


class TraceOptions(Structure):
    _fields_ = [("size", c_size_t), ("show_matches", c_int), ("timing", c_int), ("indent", c_int)]


class StreamOptions(Structure):
    _fields_ = [("size", c_size_t), ("surface", c_int), ("format", c_int), ("scope", c_void_p), ("local", c_int),
                ("ask", c_int), ("fingerprints", c_int), ("system_prompt", Slice)]


class RegressOptions(Structure):
    _fields_ = [("size", c_size_t), ("local", c_int), ("no_stream", c_int), ("filter", Slice), ("as_of", c_uint32),
                ("attack", Slice), ("clock_ns", c_void_p), ("clock_user", c_void_p), ("policy", c_void_p), ("transport", c_void_p)]


class CaseResult(Structure):
    _fields_ = [("status", c_int), ("id", Slice), ("note", Slice), ("reason_count", c_size_t), ("verdict", c_int), ("stale", c_int)]


class CaseReason(Structure):
    _fields_ = [("what", Slice), ("expected", Slice), ("actual", Slice)]


class CaseCounts(Structure):
    _fields_ = [("passed", c_uint64), ("failed", c_uint64), ("skipped", c_uint64), ("known", c_uint64), ("stale", c_uint64)]


class Share(Structure):
    _fields_ = [("k", c_uint64), ("n", c_uint64), ("value_ppm", c_uint32), ("low_ppm", c_uint32), ("high_ppm", c_uint32)]


class CScore(Structure):
    _fields_ = [("name", c_char * 96), ("found", c_uint64), ("exact", c_uint64), ("missed", c_uint64), ("wrong", c_uint64),
                ("cases", c_uint64), ("failed", c_uint64), ("recall", Share), ("precision", Share), ("f1_ppm", c_uint32)]


class CGate(Structure):
    _fields_ = [("holds", c_int), ("share", Share), ("wanted_ppm", c_uint32)]


WRITE = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_size_t)

# ---- functions ------------------------------------------------------------------------------------------------------------------

_P = c_void_p
#: name -> (result, parameters); `newel_error *` is an untyped pointer everywhere.
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "newel_engine_open": (c_int, [_P, _P, _P]),
    "newel_engine_free": (None, [_P]),
    "newel_policy_load": (c_int, [_P, _P, c_char_p, _P, _P]),
    "newel_policy_parse": (c_int, [_P, _P, Slice, _P, _P, _P]),
    "newel_policy_all": (c_int, [_P, _P, _P]),
    "newel_policy_free": (None, [_P]),
    "newel_policy_id": (c_char_p, [_P]),
    "newel_policy_name": (Slice, [_P]),
    "newel_policy_escalates": (c_int, [_P]),
    "newel_policy_gate_count": (c_size_t, [_P]),
    "newel_policy_gate": (Slice, [_P, c_size_t]),
    "newel_policy_write_canonical": (c_int, [_P, WRITE, _P, _P]),
    "newel_policy_write_matrix": (c_int, [_P, c_int, WRITE, _P, _P]),
    "newel_diagnostics_total": (c_size_t, [_P]),
    "newel_diagnostics_at": (Diagnostic, [_P, c_size_t]),
    "newel_diagnostics_write": (c_int, [_P, c_int, WRITE, _P, _P]),
    "newel_diagnostics_free": (None, [_P]),
    "newel_schema_write": (c_int, [c_int, WRITE, _P, _P]),
    "newel_guard_compile": (c_int, [_P, _P, _P, _P]),
    "newel_guard_free": (None, [_P]),
    "newel_guard_id": (c_char_p, [_P]),
    "newel_guard_policy_id": (c_char_p, [_P]),
    "newel_guard_explain": (c_int, [_P, c_int, WRITE, _P, _P]),
    "newel_guard_explain_miss": (c_int, [_P, _P, _P, _P, c_int, WRITE, _P, _P]),
    "newel_guard_rule_count": (c_size_t, [_P]),
    "newel_guard_rule": (RuleInfo, [_P, c_size_t]),
    "newel_scratch_open": (c_int, [_P, _P, _P]),
    "newel_scratch_free": (None, [_P]),
    "newel_guard_apply": (c_int, [_P, _P, _P, c_size_t, _P, _P, _P]),
    "newel_guard_apply_batch": (c_int, [_P, _P, _P, _P, c_size_t, _P, _P, _P, _P]),
    "newel_guard_answer": (c_int, [_P, _P, _P, c_size_t, _P, _P]),
    "newel_result_verdict": (c_int, [_P]),
    "newel_result_cause": (c_int, [_P]),
    "newel_result_complete": (c_int, [_P]),
    "newel_result_count": (c_size_t, [_P]),
    "newel_result_segment": (SegmentResult, [_P, c_size_t]),
    "newel_result_rule": (RuleResult, [_P, c_size_t, c_size_t]),
    "newel_result_score": (AlsoScore, [_P, c_size_t]),
    "newel_result_finding": (CFinding, [_P, c_size_t, c_size_t]),
    "newel_result_question_count": (c_size_t, [_P]),
    "newel_result_question": (Question, [_P, c_size_t]),
    "newel_trace_write": (c_int, [_P, _P, _P, WRITE, _P, _P]),
    "newel_stream_open": (c_int, [_P, _P, _P, _P]),
    "newel_stream_push": (c_int, [_P, Slice, _P, _P]),
    "newel_stream_verdict": (c_int, [_P]),
    "newel_stream_finish": (c_int, [_P, _P, _P, _P]),
    "newel_stream_answer": (c_int, [_P, _P, c_size_t, _P, _P, _P]),
    "newel_stream_free": (None, [_P]),
    "newel_scope_open": (c_int, [_P, _P, _P]),
    "newel_scope_save": (c_int, [_P, WRITE, _P, _P]),
    "newel_scope_load": (c_int, [_P, _P, Slice, _P]),
    "newel_scope_free": (None, [_P]),
    "newel_regress_open": (c_int, [_P, _P, _P, _P, _P]),
    "newel_regress_case": (c_int, [_P, Slice, _P, _P]),
    "newel_regress_reason": (CaseReason, [_P, c_size_t]),
    "newel_regress_counts": (CaseCounts, [_P]),
    "newel_regress_score_count": (c_size_t, [_P, c_int]),
    "newel_regress_score": (CScore, [_P, c_int, c_size_t]),
    "newel_regress_gate": (c_int, [_P, Slice, _P, _P]),
    "newel_regress_free": (None, [_P]),
}


def _pkg_config_folder() -> str | None:
    try:
        done = subprocess.run(["pkg-config", "--variable=libdir", "newel"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _open_installed() -> tuple[ctypes.CDLL, str]:
    name = f"libnewel.{_SUFFIX}.0" if _SUFFIX == "so" else f"libnewel.0.{_SUFFIX}"
    try:
        return ctypes.CDLL(name), name
    except OSError as missing:
        folder = _pkg_config_folder()
        if folder and os.path.exists(path := os.path.join(folder, f"libnewel.{_SUFFIX}")):
            return ctypes.CDLL(path), path
        raise LibraryError(
            f"the C library was not found: no NEWEL_LIBRARY, none bundled with this package, and the loader says: {missing}",
            advice="install a wheel of newel, or build the library (./dev build) and set NEWEL_LIBRARY to its libnewel.so",
        ) from None


def find() -> tuple[ctypes.CDLL, str]:
    """Opens the library; gives it with the path it was found at."""
    named = os.environ.get("NEWEL_LIBRARY")
    bundled = os.path.join(os.path.dirname(__file__), f"libnewel.{_SUFFIX}")
    path = named or (bundled if os.path.exists(bundled) else None)
    if path is None:
        return _open_installed()
    try:
        return ctypes.CDLL(path), path
    except OSError as failed:
        whence = "NEWEL_LIBRARY names it" if named else "it is bundled with this package"
        raise LibraryError(f"the C library cannot be opened ({whence}): {failed}", advice="see that the file is there, and "
                           "is made for this system and architecture") from None


def check(lib: ctypes.CDLL, path: str) -> str:
    """Sees that the library is one that this package can drive; gives its version."""
    try:
        version_fn = lib.newel_version
    except AttributeError:
        raise LibraryError(f"'{path}' is no Newel library: it has no newel_version") from None
    version_fn.restype, version_fn.argtypes = c_char_p, []
    version = (version_fn() or b"").decode("ascii", "replace")
    try:
        major, minor, patch = (int(part) for part in version.split(".")[:3])
    except ValueError:
        raise LibraryError(f"'{path}' has a version that cannot be read: '{version}'") from None
    wanted = ".".join(map(str, WANTED))
    if (major, minor) != WANTED[:2] or patch < WANTED[2]:
        age = "old" if (major, minor, patch) < WANTED else "new"
        raise LibraryError(f"'{path}' is version {version}, too {age} for this package, which needs {wanted}",
                           advice=f"install the library and the package of one release (pip install newel=={version}, or a newer library)")
    missing = [name for name in _FUNCTIONS if not hasattr(lib, name)]
    if missing:
        raise LibraryError(f"'{path}' is version {version}, and too old a build of it: it has no {missing[0]}",
                           advice="build the library anew from the sources of this package")
    return version


def _bind(library: ctypes.CDLL) -> None:
    for name, (result, parameters) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, parameters


lib, path = find()
version = check(lib, path)
_bind(lib)

# ---- what the other modules share ------------------------------------------------------------------------------------------------


def fail(code: int, err: CError) -> Error:
    """The exception of a call that gave `code`."""
    return error_of(code, err.message.decode("utf-8", "replace"), err.advice.decode("utf-8", "replace"),
                    err.source.decode("utf-8", "replace"), err.line, err.column)


def take(write_call: Any) -> bytes:
    """What a C function writes: `write_call(write, err)` makes the call and gives its code."""
    parts: list[bytes] = []

    def write(_user: Any, data: int, length: int) -> int:
        parts.append(ctypes.string_at(data, length))
        return 0

    err = CError()
    code = write_call(WRITE(write), ctypes.byref(err))
    if code:
        raise fail(code, err)
    return b"".join(parts)


class TextSlice(Structure):
    """A Slice as a parameter, made of bytes."""

    _fields_ = [("data", c_char_p), ("len", c_size_t)]


def untyped(name: str) -> Any:
    """A function object that does not convert parameters: all of them must be C objects or bytes."""
    function = lib[name]
    function.restype = c_int
    return function


def slice_of(data: bytes) -> Slice:
    """A slice of `data`, which must outlive it."""
    return Slice(ctypes.cast(c_char_p(data), c_void_p), len(data))
