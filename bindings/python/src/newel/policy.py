"""A policy: the file a person writes, checked.

>>> policy = Policy.loads('''
... newel: 1
... name: support
... messages: {input: "Sorry, no.", output: "Sorry, no."}
... pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}
... ''')
>>> policy.name, policy.escalates
('support', False)
>>> [d.code for d in Policy.check("newel: 1\\nname: empty\\n") if d.severity == "error"]
['E0120']
"""

from __future__ import annotations

import ctypes
import json
import os
from ctypes import byref, c_void_p
from dataclasses import dataclass
from typing import Any, List, Tuple, cast

from . import _ffi
from ._handle import Engine, Handle
from ._text import encode
from .errors import ArgumentError, PolicyError

__all__ = ["Diagnostic", "Policy"]

_SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Diagnostic:
    """One remark about a policy. Lines and columns count from 1, columns in code points; 0 is the file as a whole."""

    severity: str
    code: str
    message: str
    advice: str
    source: str
    line: int
    column: int
    end_column: int

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}:{self.column}: " if self.line else f"{self.source}: "
        return f"{place}{self.severity}[{self.code}]: {self.message}"


class _Remarks:
    """An owned newel_diagnostics."""

    def __init__(self) -> None:
        self.pointer = c_void_p()

    def list(self) -> Tuple[Diagnostic, ...]:
        lib = _ffi.lib
        out = []
        for index in range(lib.newel_diagnostics_total(self.pointer) if self.pointer.value else 0):
            d = lib.newel_diagnostics_at(self.pointer, index)
            out.append(Diagnostic(_SEVERITIES[d.severity], d.code.text(), d.message.text(), d.advice.text(), d.source.text(),
                                  d.line, d.column, d.end_column))
        return tuple(out)

    def __enter__(self) -> _Remarks:
        return self

    def __exit__(self, *_: object) -> None:
        _ffi.lib.newel_diagnostics_free(self.pointer)


class Policy:
    """A checked policy: immutable, shared by threads. Made by `load` or `loads`.

    `key` (at least 16 bytes) is what `hash` edits, fingerprints and saved scopes need; it is copied into the library and wiped there.
    """

    __slots__ = ("_handle", "_diagnostics")

    _handle: Handle
    _diagnostics: Tuple[Diagnostic, ...]

    def __init__(self) -> None:
        raise ArgumentError("a policy is made by Policy.load(path) or Policy.loads(text)")

    @classmethod
    def _made(cls, handle: Handle, diagnostics: Tuple[Diagnostic, ...]) -> Policy:
        policy = cls.__new__(cls)
        policy._handle, policy._diagnostics = handle, diagnostics
        return policy

    @classmethod
    def _open(cls, key: bytes | None, call: Any) -> Policy:
        engine = Engine(key)
        pointer, err = c_void_p(), _ffi.CError()
        with _Remarks() as remarks:
            code = call(engine, byref(pointer), byref(remarks.pointer), byref(err))
            found = remarks.list()
        if code:
            _ffi.lib.newel_engine_free(engine.pointer)
            error = _ffi.fail(code, err)
            if isinstance(error, PolicyError):
                error.diagnostics = found
            raise error
        return cls._made(Handle(engine, pointer, _ffi.lib.newel_policy_free, first=True), found)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, key: bytes | None = None) -> Policy:
        """Loads a file (".json" is JSON, everything else YAML), its parents and word lists.

        Raises PolicyError with the first error, and all of them in `diagnostics`; OSError when the file cannot be read.
        """
        try:
            name = os.fsencode(path)
        except TypeError:
            raise ArgumentError(f"path is of type '{type(path).__name__}', expected str or a path") from None
        if b"\0" in name:
            raise ArgumentError("path holds a NUL")
        return cls._open(key, lambda engine, out, remarks, err: _ffi.lib.newel_policy_load(out, engine.pointer, name, remarks, err))

    @classmethod
    def loads(cls, text: str | bytes, *, name: str = "policy", root: str | os.PathLike[str] | None = None, is_json: bool = False,
              key: bytes | None = None) -> Policy:
        """Loads a policy from memory. `root` is the folder for `extends` and word-list files; None makes them errors."""
        data = encode(text, "text")
        options = _ffi.ParseOptions(ctypes.sizeof(_ffi.ParseOptions), os.fsencode(name),
                                    os.fsencode(root) if root is not None else None, int(is_json))
        return cls._open(key, lambda engine, out, remarks, err: _ffi.lib.newel_policy_parse(
            out, engine.pointer, _ffi.slice_of(data), byref(options), remarks, err))

    @classmethod
    def all(cls, *, key: bytes | None = None) -> Policy:
        """Every local detector there is, with action NONE: to see what is in a text."""
        return cls._open(key, lambda engine, out, _remarks, err: _ffi.lib.newel_policy_all(out, engine.pointer, err))

    @staticmethod
    def check(source: str | bytes | os.PathLike[str], *, root: str | os.PathLike[str] | None = None) -> List[Diagnostic]:
        """All remarks about a policy, errors and warnings, without raising: of a file when `source` is a path object, else of a text.

        Rules are compiled too, so a failing `match` example is among them.
        """
        from .guard import Guard

        try:
            policy = Policy.load(source) if isinstance(source, os.PathLike) else Policy.loads(source, root=root)
        except PolicyError as error:
            return list(error.diagnostics)
        try:
            guard = Guard(policy)
        except PolicyError as error:
            return [*policy._diagnostics, *error.diagnostics]
        return [*policy._diagnostics, *guard.diagnostics]

    @property
    def diagnostics(self) -> Tuple[Diagnostic, ...]:
        """Warnings of the load."""
        return self._diagnostics

    @property
    def id(self) -> str:
        """64 hex digits: SHA-256 of the resolved canonical policy with its lists."""
        return cast(bytes, _ffi.lib.newel_policy_id(self._handle.pointer)).decode()

    @property
    def name(self) -> str:
        return cast(_ffi.Slice, _ffi.lib.newel_policy_name(self._handle.pointer)).text()

    @property
    def escalates(self) -> bool:
        """Has the policy an `escalation` block?"""
        return bool(_ffi.lib.newel_policy_escalates(self._handle.pointer))

    @property
    def gates(self) -> Tuple[str, ...]:
        """What `newel test` must show of the cases: ``pii.EMAIL.recall>=0.99``."""
        count = _ffi.lib.newel_policy_gate_count(self._handle.pointer)
        return tuple(cast(_ffi.Slice, _ffi.lib.newel_policy_gate(self._handle.pointer, i)).text() for i in range(count))

    def canonical(self) -> bytes:
        """The resolved policy as canonical JSON: the bytes that `id` hashes, to compare and to read.

        It is no policy file, and does not load: word lists stand in it as the number and the SHA-256 of their entries.
        """
        return _ffi.take(lambda write, err: _ffi.lib.newel_policy_write_canonical(self._handle.pointer, write, None, err))

    def to_dict(self) -> dict[str, Any]:
        """The resolved policy."""
        return cast("dict[str, Any]", json.loads(self.canonical()))

    def matrix(self) -> str:
        """The effective matrix for people: rule x source -> action."""
        return _ffi.take(lambda write, err: _ffi.lib.newel_policy_write_matrix(self._handle.pointer, 0, write, None, err)).decode()

    def __repr__(self) -> str:
        return f"<newel.Policy {self.name!r} {self.id[:12]}>"

    def __eq__(self, other: object) -> bool:
        return self.id == other.id if isinstance(other, Policy) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)
