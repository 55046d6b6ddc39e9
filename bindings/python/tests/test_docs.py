"""docs/python.md and the Python part of README.md do what they say; the examples run."""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import newel

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent.parent
EXAMPLES = HERE.parent / "examples"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)


def fake_boto3(monkeypatch):
    """boto3.client gives a real client whose network answers `Hello bob@example.org`."""
    boto3 = pytest.importorskip("boto3")
    from test_boto3 import Wire, answer

    real = boto3.client

    def client(name):
        made = real(name, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y")
        Wire(made, Converse=[answer("Hello bob@example.org")])
        return made

    monkeypatch.setattr(boto3, "client", client)


@pytest.mark.parametrize("page", ["docs/python.md", "README.md", "bindings/python/README.md"])
def test_a_page(page, monkeypatch):
    path = PROJECT / page
    if not path.exists():
        pytest.skip(f"{page} is not part of an sdist")
    blocks, space, ran = [(m.group(1), m.group(2)) for m in BLOCK.finditer(path.read_text())], {}, 0
    for index, (tag, code) in enumerate(blocks):
        if tag != "python":
            continue
        if "import boto3" in code:
            fake_boto3(monkeypatch)
        printed, ran = io.StringIO(), ran + 1
        with contextlib.redirect_stdout(printed):
            exec(compile(code, f"{page}, block {ran}", "exec"), space)  # noqa: S102
        if index + 1 < len(blocks) and blocks[index + 1][0] == "text":
            assert printed.getvalue() == blocks[index + 1][1]
    assert ran > 0


@pytest.mark.parametrize("name, says", [("quickstart", "booking at 30..41"), ("rag", "[withheld]"), ("streaming_chat", "{EMAIL_1} or to")])
def test_an_example(name, says):
    done = subprocess.run([sys.executable, EXAMPLES / f"{name}.py"], capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert done.returncode == 0 and says in done.stdout and "ana@example.com" not in done.stdout, done.stderr


def test_the_policy_in_ci():
    folder = EXAMPLES / "policy_ci"
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "newel.pytest_plugin", "-p", "no:cacheprovider", "--rootdir", folder, "-c", os.devnull,
                           "--newel-policy", "policy.yaml", folder], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_notebook():
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(EXAMPLES / "notebook.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert "luhn" in json.dumps(notebook)


def test_the_version_is_the_projects():
    assert newel.library_version == newel.__version__
