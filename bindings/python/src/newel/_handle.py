"""Handles of the C library: opened once, freed once, by whoever is last.

The C engine must outlive what is made from it, but Python frees the members of a garbage cycle in any order. So an engine counts its
users: `tokens` holds one for each but the last; who finds none to take, frees. List operations are atomic, with and without the GIL.
"""

from __future__ import annotations

import ctypes
from ctypes import byref, c_void_p
from typing import Any, Callable

from . import _ffi
from .errors import ArgumentError, StateError


class Engine:
    """A C engine with its key. Shared by a policy, its guards, scopes and streams; freed with the last of them."""

    __slots__ = ("pointer", "tokens", "has_key")

    def __init__(self, key: bytes | None = None) -> None:
        if key is not None and not isinstance(key, (bytes, bytearray)):
            raise ArgumentError(f"key is of type '{type(key).__name__}', expected bytes")
        key = bytes(key) if key is not None else b""
        options = _ffi.EngineOptions(ctypes.sizeof(_ffi.EngineOptions))
        options.key = _ffi.slice_of(key)
        pointer, err = c_void_p(), _ffi.CError()
        self.tokens: list[None] = []
        self.has_key = bool(key)
        code = _ffi.lib.newel_engine_open(byref(pointer), byref(options), byref(err))
        if code:
            raise _ffi.fail(code, err)
        self.pointer: c_void_p = pointer


def _release(engine: Engine, free: Callable[[Any], None] = _ffi.lib.newel_engine_free) -> None:
    try:
        engine.tokens.pop()
    except IndexError:
        free(engine.pointer)


class Handle:
    """One C object and the function that frees it. `first` tells the maker of the engine, who owns it already."""

    __slots__ = ("pointer", "engine", "_free", "_open", "__weakref__")

    def __init__(self, engine: Engine, pointer: c_void_p, free: Callable[[Any], None], first: bool = False) -> None:
        if not first:
            engine.tokens.append(None)
        self.engine, self.pointer, self._free, self._open = engine, pointer, free, [None]

    def close(self, release: Callable[[Engine], None] = _release) -> None:
        try:
            self._open.pop()
        except IndexError:
            return
        self._free(self.pointer)
        release(self.engine)

    def __del__(self) -> None:
        if hasattr(self, "_open"):
            self.close()


def opened(engine: Engine, what: str, call: Callable[[Any, Any], int], free: Callable[[Any], None], first: bool = False) -> Handle:
    """Makes a handle by `call(out, err)`."""
    pointer, err = c_void_p(), _ffi.CError()
    code = call(byref(pointer), byref(err))
    if code:
        raise _ffi.fail(code, err)
    if not pointer.value:
        raise StateError(f"{what} was not opened")
    return Handle(engine, pointer, free, first)
