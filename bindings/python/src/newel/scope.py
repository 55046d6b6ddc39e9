"""A scope: one conversation, in which a value keeps its number.

>>> import newel
>>> guard = newel.Guard(newel.Policy.loads('''
... newel: 1
... name: x
... pii: {EMAIL: ANONYMIZE}
... anonymize: {style: numbered}
... ''', key=b"0123456789abcdef"))
>>> with guard.scope() as scope:
...     first = guard.apply("ana@example.com", scope=scope).output
...     second = guard.apply("bob@example.com or ana@example.com?", scope=scope).output
...     saved = scope.save()
>>> first, second
('{EMAIL_1}', '{EMAIL_2} or {EMAIL_1}?')
>>> guard.apply("bob@example.com", scope=newel.Scope.load(guard, saved)).output
'{EMAIL_2}'
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from . import _ffi
from ._handle import Handle, opened
from ._text import encode
from .errors import ArgumentError, StateError

if TYPE_CHECKING:
    from .guard import Guard

__all__ = ["Scope"]


class Scope:
    """Caller-owned; used by one call at a time, others wait. A saved scope holds keyed digests, never the values."""

    __slots__ = ("_handle", "_lock")

    def __init__(self, guard: Guard) -> None:
        engine = guard._alive().engine
        self._lock = threading.Lock()
        self._handle: Handle | None = opened(engine, "a scope", lambda out, err: _ffi.lib.newel_scope_open(out, engine.pointer, err),
                                             _ffi.lib.newel_scope_free)

    @classmethod
    def load(cls, guard: Guard, saved: bytes) -> Scope:
        """A scope that `save` wrote, under the same key. Raises FormatError when it is none."""
        if not isinstance(saved, (bytes, bytearray)):
            raise ArgumentError(f"saved is of type '{type(saved).__name__}', expected bytes")
        engine, data = guard._alive().engine, encode(saved)
        scope = cls.__new__(cls)
        scope._lock = threading.Lock()
        scope._handle = opened(engine, "a scope", lambda out, err: _ffi.lib.newel_scope_load(
            out, engine.pointer, _ffi.slice_of(data), err), _ffi.lib.newel_scope_free)
        return scope

    def save(self) -> bytes:
        """Needs the policy's key: without one a scope cannot be saved (ArgumentError or StateError)."""
        pointer = self._acquire()
        try:
            return _ffi.take(lambda write, err: _ffi.lib.newel_scope_save(pointer, write, None, err))
        finally:
            self._lock.release()

    def _acquire(self) -> Any:
        """The pointer, with the lock held."""
        self._lock.acquire()
        if self._handle is None:
            self._lock.release()
            raise StateError("the scope is closed")
        return self._handle.pointer

    def close(self) -> None:
        with self._lock:
            self._handle = None

    def __enter__(self) -> Scope:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a scope cannot be pickled; use save() and Scope.load")
