"""Assertions for tests of a policy; the pytest plugin (newel.pytest_plugin) brings a fixture and corpora.

>>> import newel
>>> guard = newel.Guard(newel.Policy.loads('''
... newel: 1
... name: x
... messages: {input: "no"}
... pii: {EMAIL: {input: ANONYMIZE}, CREDIT_DEBIT_CARD_NUMBER: {input: BLOCK}}
... '''))
>>> _ = assert_allowed(guard, "hello")
>>> _ = assert_modified(guard, "to ana@example.com", "to {EMAIL}")
>>> _ = assert_blocked(guard, "4111 1111 1111 1111", rule="pii.CREDIT_DEBIT_CARD_NUMBER")
>>> assert_blocked(guard, "hello")
Traceback (most recent call last):
AssertionError: expected deny, got allow (cause none; no rule found anything)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .guard import Guard
    from .result import Result

__all__ = ["assert_allowed", "assert_blocked", "assert_modified"]


def _say(result: Result, wanted: str) -> str:
    """What happened, without any text of the case: rules and places only."""
    found = ", ".join(f"{f.rule} at {f.start}..{f.end} {f.action.value}" for f in result.findings) or "no rule found anything"
    return f"expected {wanted}, got {result.verdict.value} (cause {result.cause.value}; {found})"


def _expect(holds: bool, otherwise: str) -> None:
    """An assertion that python -O keeps, and whose message nobody adds to."""
    if not holds:
        raise AssertionError(otherwise)


def _judge(guard: Guard, text: Any, source: str, options: Any) -> Result:
    options.setdefault("local", True)
    return guard.apply(text, source, **options)


def assert_allowed(guard: Guard, text: Any, source: str = "INPUT", **options: Any) -> Result:
    """The text goes on as it is."""
    result = _judge(guard, text, source, options)
    _expect(result.verdict.value == "allow", _say(result, "allow"))
    return result


def assert_modified(guard: Guard, text: Any, output: Any = None, source: str = "INPUT", **options: Any) -> Result:
    """The text goes on with edits; as `output`, when one is given."""
    result = _judge(guard, text, source, options)
    _expect(result.verdict.value == "modify", _say(result, "modify"))
    _expect(output is None or result.output == output, f"the edited text differs: expected {output!r}, got {result.output!r}")
    return result


def assert_blocked(guard: Guard, text: Any, source: str = "INPUT", *, rule: str | None = None, **options: Any) -> Result:
    """The text is denied; by `rule`, when one is given."""
    result = _judge(guard, text, source, options)
    _expect(result.verdict.value == "deny", _say(result, "deny"))
    rules = {f.rule for f in result.findings if f.action.value == "BLOCK"}
    _expect(rule is None or rule in rules, f"denied, but not by {rule}: " + _say(result, "deny"))
    return result
