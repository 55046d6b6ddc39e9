#!/usr/bin/env python3
"""Honest text of many languages and scripts: no finding, no disguise, not a byte changed.

  honest.py NEWEL [POLICY...]   NEWEL: the program. POLICY: honest.yaml beside this file and packs of policies/, when none is given

honest.txt has a text a line, honest_looks.txt those that look like disguises (code, quizzes, poems, dumps, tables), honest_blocks.txt texts
of several lines, apart by a line "%%". Each is read as it stands, in decomposed form
(NFD), with ends of lines as mail has them, and as it is quoted in JSON.
"""
import json
import os
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
POLICIES = os.path.join(HERE, "..", "..", "policies")
PACKS = ["pii-global", "secrets", "customer-support", "finance", "agent-tools"]


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8", newline="") as file:
        return file.read()


def texts():
    for text in (read("honest.txt") + read("honest_looks.txt")).splitlines() + read("honest_blocks.txt").rstrip("\n").split("\n%%\n"):
        forms = (text, unicodedata.normalize("NFD", text), text.replace("\n", "\r\n"), json.dumps(text), json.dumps(text, ensure_ascii=False))
        yield from dict.fromkeys(forms)


def touched(newel, policy, tried):
    """The texts that the policy finds something in, with what it finds."""
    lines = "".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(tried))
    done = subprocess.run([newel, "apply", "-p", policy, "--jsonl", "--json", "--show-matches"], input=lines, capture_output=True, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(tried):
        sys.exit(done.stderr)
    for text, answer in zip(tried, answers):
        found = [(it["rule"], it.get("match")) for part in answer["trace"]["segments"] for it in part["findings"]]
        if found or answer["verdict"] != "allow" or answer["output"] != text or not answer["complete"]:
            yield text, found


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    tried, failed = list(texts()), 0
    policies = sys.argv[2:] or [os.path.join(HERE, "honest.yaml")] + [os.path.join(POLICIES, name, "policy.yaml") for name in PACKS]
    for policy in policies:
        for text, found in touched(sys.argv[1], policy, tried):
            failed += 1
            print("not left alone: %r\n  %s: %s" % (text, policy, found), file=sys.stderr)
    print("%d passed, %d failed" % (len(tried) * len(policies) - failed, failed))
    sys.exit(failed > 0)


main()
