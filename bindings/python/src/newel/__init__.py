"""Newel: a guardrail policy, compiled into a local filter that answers in microseconds.

>>> import newel
>>> guard = newel.Guard(newel.Policy.loads('''
... newel: 1
... name: support
... messages: {input: "Sorry, no.", output: "Sorry, no."}
... pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}
... '''))
>>> guard.apply("Mail me at ana@example.com").output
'Mail me at {EMAIL}'

Beside this: newel.regress (cases), newel.boto3 and newel.openai (clients), newel.logging (a filter), newel.pandas and newel.polars
(columns), newel.langchain, newel.strands, newel.litellm, and a pytest plugin.
"""

from . import _ffi, errors, regress
from ._words import Action, Band, Cause, Source, Surface, Verdict
from .batch import Batch
from .errors import ArgumentError, DeniedError, Error, FormatError, LibraryError, NoJudgeError, PolicyError, StateError
from .guard import Guard
from .policy import Diagnostic, Policy
from .result import Answer, Finding, Question, Result, Rule, Segment, SegmentResult, Trace
from .scope import Scope
from .stream import Stream

__version__ = "0.1.0"
#: Version and path of the C library in use.
library_version: str = _ffi.version
library_path: str = _ffi.path

__all__ = [
    "Action", "Answer", "ArgumentError", "Band", "Batch", "Cause", "DeniedError", "Diagnostic", "Error", "Finding", "FormatError",
    "Guard", "LibraryError", "NoJudgeError", "Policy", "PolicyError", "Question", "Result", "Rule", "Scope", "Segment",
    "SegmentResult", "Source", "StateError", "Stream", "Surface", "Trace", "Verdict", "errors", "library_path", "library_version",
    "regress", "schema",
]


def schema(which: str = "policy") -> str:
    """The JSON Schema of policies, traces or cases, for editors.

    >>> import json
    >>> json.loads(schema("policy"))["$schema"]
    'http://json-schema.org/draft-07/schema#'
    """
    names = {"policy": 0, "trace": 1, "case": 2}
    if which not in names:
        raise ArgumentError(f"unknown schema {which!r}", advice="one of " + ", ".join(names))
    return _ffi.take(lambda write, err: _ffi.lib.newel_schema_write(names[which], write, None, err)).decode()
