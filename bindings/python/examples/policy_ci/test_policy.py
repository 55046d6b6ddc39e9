"""A policy's tests in CI:  pytest --newel-policy policy.yaml"""

import pytest

import newel
from newel.testing import assert_allowed, assert_blocked, assert_modified


def test_the_policy_has_no_remarks(request):
    path = request.config.rootpath / request.config.getoption("--newel-policy")
    assert [str(d) for d in newel.Policy.check(path) if d.severity != "note"] == []


def test_by_hand(newel_guard):
    assert_allowed(newel_guard, "Where is my parcel?")
    assert_modified(newel_guard, "ana@example.com", "{EMAIL}")
    assert_blocked(newel_guard, "4111-1111-1111-1111", rule="pii.CREDIT_DEBIT_CARD_NUMBER")


@pytest.mark.newel_cases("cases.jsonl")
def test_corpus(newel_case):
    newel_case()
