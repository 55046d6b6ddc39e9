"""Policies that the tests share."""

import pytest

import newel

SUPPORT = """
newel: 1
name: support
messages: {input: "Sorry, I cannot help.", output: "Sorry, I cannot say."}
pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}
words: {rivals: {list: [Acme], action: BLOCK}}
"""

ASKS = """
newel: 1
name: asks
messages: {input: "no input", output: "no output"}
pii: {EMAIL: ANONYMIZE}
content: {HATE: {input: HIGH, output: HIGH}}
escalation: {guardrail: gr-1, version: "1", on_error: block}
"""


@pytest.fixture
def guard():
    return newel.Guard(newel.Policy.loads(SUPPORT))


@pytest.fixture
def asking():
    return newel.Guard(newel.Policy.loads(ASKS))
