"""Texts on their way into the library: str and bytes become bytes, everything else an exception that says what it was."""

from __future__ import annotations

from typing import Any, Tuple

from ._words import FORMATS, SOURCE_SURFACE, SURFACE_NUMBER
from .errors import ArgumentError


def encode(text: Any, what: str = "text") -> bytes:
    """UTF-8 of a str; bytes as they are (they need not be UTF-8). A str with lone surrogates is no text: ArgumentError."""
    if isinstance(text, str):
        try:
            return text.encode()
        except UnicodeEncodeError as error:
            raise ArgumentError(
                f"{what} holds a lone surrogate (U+{ord(text[error.start]):04X}) at {error.start}, which no UTF-8 has",
                advice="encode it first, say with text.encode('utf-8', 'replace'), and pass the bytes") from None
    if isinstance(text, bytes):
        return text
    if isinstance(text, (bytearray, memoryview)):
        return bytes(text)
    raise ArgumentError(f"{what} is of type '{type(text).__name__}', expected str or bytes")


def decode(data: bytes, like: Any) -> Any:
    """Bytes of the library as the caller's kind of text."""
    return data.decode("utf-8", "replace") if isinstance(like, str) else data


def surface_of(source: Any, surface: Any) -> int:
    """The number of a surface; without one, that of the source."""
    if surface is not None:
        try:
            return SURFACE_NUMBER[surface]
        except (KeyError, TypeError):
            raise ArgumentError(f"unknown surface {surface!r}", advice="one of " + ", ".join(SURFACE_NUMBER)) from None
    try:
        return SOURCE_SURFACE[source]
    except (KeyError, TypeError):
        raise ArgumentError(f"unknown source {source!r}", advice="'INPUT' (towards the model) or 'OUTPUT' (from it)") from None


def format_of(name: Any) -> int:
    try:
        return FORMATS[name]
    except (KeyError, TypeError):
        raise ArgumentError(f"unknown format {name!r}", advice="'text' or 'json'") from None


def char_spans(data: bytes, spans: Tuple[Tuple[int, int], ...]) -> Tuple[Tuple[int, int], ...]:
    """Byte offsets of `data` for code-point spans of its text."""
    text = data.decode("utf-8", "replace")
    out = []
    for start, end in spans:
        if not 0 <= start <= end <= len(text):
            raise ArgumentError(f"span {start}..{end} is outside the text's {len(text)} characters")
        first = len(text[:start].encode())
        out.append((first, first + len(text[start:end].encode())))
    return tuple(out)
