"""A logging.Filter that masks personal data in what is logged.

>>> import logging, sys, newel
>>> guard = newel.Guard(newel.Policy.loads("newel: 1\\nname: logs\\npii: {EMAIL: ANONYMIZE}\\n"))
>>> handler = logging.StreamHandler(sys.stdout)
>>> handler.addFilter(MaskFilter(guard))
>>> log = logging.getLogger("newel.doctest")
>>> log.addHandler(handler)
>>> log.warning("sent to %s", "ana@example.com")
sent to {EMAIL}

Put it on a handler: filters of a logger do not see the records of its children. The record is not changed: other handlers see it as it
was. A message that the policy denies becomes the policy's message; what cannot be judged is not logged, but named.
"""

from __future__ import annotations

import copy
import logging
import sys
import traceback
from typing import TYPE_CHECKING, Any, Callable

if TYPE_CHECKING:
    from .guard import Guard

__all__ = ["MaskFilter"]


class MaskFilter(logging.Filter):
    """Masks the formatted message, the text of an exception and of a stack."""

    def __init__(self, guard: Guard, name: str = "") -> None:
        super().__init__(name)
        self.guard = guard

    def filter(self, record: logging.LogRecord) -> Any:
        if not super().filter(record):
            return False
        clean = copy.copy(record)
        clean.msg, clean.args = self._mask(record.getMessage), None
        if (info := record.exc_info) and not record.exc_text:
            clean.exc_text = self._mask(lambda: "".join(traceback.format_exception(*info)).rstrip())
            clean.exc_info = None
        elif record.exc_text:
            clean.exc_text = self._mask(lambda: str(record.exc_text))
        if record.stack_info:
            clean.stack_info = self._mask(lambda: str(record.stack_info))
        if sys.version_info >= (3, 12):
            return clean
        record.__dict__.update(clean.__dict__)  # before 3.12 a filter cannot give another record
        return True

    def _mask(self, text: Callable[[], str]) -> str:
        try:
            return str(self.guard.apply(text().encode("utf-8", "replace").decode(), "OUTPUT", local=True).output)
        except Exception as error:  # noqa: BLE001 - logging must not raise, and must not log what was not judged
            return f"[newel: not logged: {type(error).__name__}]"
