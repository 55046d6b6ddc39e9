"""pytest: a guard as a fixture, and corpora as parameters.

    pytest --newel-policy policies/support/policy.yaml          or `newel_policy = …` in pytest's ini file

    def test_mail(newel_guard):
        newel.testing.assert_modified(newel_guard, "to ana@example.com", "to {EMAIL}")

    @pytest.mark.newel_cases("policies/support/tests.jsonl")     one test a case, named by its id; paths from pytest's root
    def test_corpus(newel_case):
        newel_case()
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import pytest


class CaseRun:
    """One regression case with the guard it is for: call it."""

    def __init__(self, guard: Any, line: bytes) -> None:
        self.guard, self.line = guard, line

    def __call__(self) -> None:
        from . import regress

        __tracebackhide__ = True
        case = regress.run(self.guard, [self.line]).cases[0]
        if case.status == "skipped":
            pytest.skip(case.note or "skipped")
        if case.status == "failed":
            pytest.fail(str(case), pytrace=False)


def pytest_addoption(parser: Any) -> None:
    parser.getgroup("newel").addoption("--newel-policy", metavar="FILE", help="the policy that the newel_guard fixture compiles")
    parser.addini("newel_policy", "the policy that the newel_guard fixture compiles")


def pytest_configure(config: Any) -> None:
    config.addinivalue_line("markers", "newel_cases(path, ...): parametrizes `newel_case` with the cases of JSONL files")


@pytest.fixture(scope="session")
def newel_guard(request: Any) -> Any:
    """The guard of --newel-policy (or the ini's newel_policy)."""
    from . import Guard, Policy

    path = request.config.getoption("--newel-policy") or request.config.getini("newel_policy")
    if not path:
        pytest.fail("newel_guard: give --newel-policy FILE, or newel_policy in pytest's ini file", pytrace=False)
    return Guard(Policy.load(Path(request.config.rootpath) / path))


def pytest_generate_tests(metafunc: Any) -> None:
    if "newel_case" not in metafunc.fixturenames:
        return
    lines, ids = _lines(metafunc)
    metafunc.parametrize("newel_case", lines, ids=ids, indirect=True)


def _lines(metafunc: Any) -> Any:
    import json

    from . import regress

    lines: List[bytes] = []
    ids: List[str] = []
    for marker in metafunc.definition.iter_markers("newel_cases"):
        for name in marker.args:
            for line in regress.cases(Path(metafunc.config.rootpath) / name):
                try:
                    case: Dict[str, Any] = json.loads(line)
                except ValueError:
                    case = {}
                lines.append(line)
                ids.append(str(case.get("id", f"line{len(lines)}")))
    return lines, ids


@pytest.fixture
def newel_case(request: Any) -> CaseRun:
    """One case of the marker's files."""
    return CaseRun(request.getfixturevalue("newel_guard"), request.param)
