"""What can go wrong. A denied text is no error: it is a result with a verdict.

>>> import newel
>>> try:
...     newel.Policy.loads("newel: 1\\nname: x\\npii: {EMIAL: BLOCK}\\n")
... except newel.PolicyError as error:
...     print(error.line, error.column, error.message)
3 7 unknown key 'EMIAL' in 'pii'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

if TYPE_CHECKING:
    from .policy import Diagnostic

__all__ = ["ArgumentError", "DeniedError", "Error", "FormatError", "LibraryError", "NoJudgeError", "PolicyError", "StateError"]


class Error(Exception):
    """The base of all. Messages never hold matched text.

    `code` is the C library's name of what happened ("NEWEL_E_POLICY"); `line` and `column` count from 1, 0 where there is no place.
    """

    def __init__(self, message: str, *, code: str = "NEWEL_E_STATE", advice: str = "", source: str = "", line: int = 0,
                 column: int = 0) -> None:
        self.message, self.code, self.advice = message, code, advice
        self.source, self.line, self.column = source, line, column
        super().__init__(message)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.source, self.line, self.column) if part)
        return (f"{place}: " if place else "") + self.message + (f" ({self.advice})" if self.advice else "")

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.__dict__.copy())


def _again(kind: type[Error], state: dict[str, object]) -> Error:
    error = kind.__new__(kind)
    Exception.__init__(error, state.get("message", ""))
    error.__dict__.update(state)
    return error


class LibraryError(Error, ImportError):
    """The C library is missing, or does not fit this package. Raised by `import newel`."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        Error.__init__(self, message, code="LIBRARY", advice=advice)


class ArgumentError(Error, ValueError):
    """A parameter is out of range, or of the wrong kind."""


class PolicyError(Error, ValueError):
    """A policy that does not compile. `diagnostics` holds all that was found, this error is the first of them."""

    diagnostics: Sequence[Diagnostic] = ()


class StateError(Error):
    """The call does not fit the state of the object: closed, finished, or in use by another thread."""


class NoJudgeError(Error):
    """The policy escalates, and the call says neither `ask=True` nor `local=True`."""


class FormatError(Error, ValueError):
    """Input that must be well-formed is not: a saved scope, a regression case."""


class DeniedError(Error):
    """Raised by the seams (`newel.langchain`, `newel.strands`, …) where a text is denied and an exception is the only way to say so.

    `message` is the policy's message, `result` the whole result.
    """

    result: object = None


_CODES: dict[int, tuple[str, type[Error]]] = {
    -1: ("NEWEL_E_NOMEM", Error), -2: ("NEWEL_E_ARGUMENT", ArgumentError), -3: ("NEWEL_E_IO", Error),
    -4: ("NEWEL_E_POLICY", PolicyError), -5: ("NEWEL_E_LIMIT", Error), -6: ("NEWEL_E_STATE", StateError),
    -7: ("NEWEL_E_NO_JUDGE", NoJudgeError), -8: ("NEWEL_E_UNSUPPORTED", Error), -9: ("NEWEL_E_FORMAT", FormatError),
    -10: ("NEWEL_E_INTERNAL", Error),
}


class _MemoryError(Error, MemoryError):
    pass


class _FileError(Error, OSError):
    pass


def error_of(code: int, message: str, advice: str = "", source: str = "", line: int = 0, column: int = 0) -> Error:
    """The exception for a code of the C library. Out of memory is a MemoryError too, a file that cannot be read an OSError."""
    name, kind = _CODES.get(code, ("NEWEL_E_?", Error))
    kind = {-1: _MemoryError, -3: _FileError}.get(code, kind)
    return kind(message, code=name, advice=advice, source=source, line=line, column=column)
