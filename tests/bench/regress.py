#!/usr/bin/env python3
"""regress.py NEWEL SOURCE [CASES] - newel test over many short cases: cases a second and memory, beside peers in the same run.

Writes CASES (1,000,000) lines with an address each, runs `newel test` on them (one and two jobs, with and without the second
judgement as a stream), then 5,000 of them through presidio-analyzer's pattern recognizers, where that is installed
(`pip install presidio-analyzer`; a blank spaCy model, so that no name model is part of the comparison), and 1,000 of them through promptfoo
(its `echo` provider, one `regex` assertion a case; the same pattern as a policy for newel) where PROMPTFOO is its command
("node node_modules/.bin/promptfoo"). A program's start is measured by a run of one case and taken off.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

PEER_CASES = 5000
PROMPTFOO_CASES = 1000
MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"


def write_cases(path, count):
    with open(path, "w", encoding="utf-8") as out:
        for i in range(count):
            mail = "user%d@example.com" % i
            spans = [{"start": 16, "end": 16 + len(mail), "type": "EMAIL"}]
            out.write(json.dumps({"id": i, "text": "Please write to %s about order %d." % (mail, i), "lang": "en", "tags": ["mail"],
                                  "expect": {"spans": spans}}) + "\n")


def run_newel(newel, policy, path, count, options):
    started = time.perf_counter()
    child = subprocess.Popen([newel, "test", "-p", policy, "--json", *options, path], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    print("newel test %-22s %9.0f cases/s wall, %9.0f a CPU second, %3.0f MB" %
          (" ".join(options), count / seconds, count / (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024),
          "" if os.waitstatus_to_exitcode(status) == 0 else "FAILED")


def run_presidio(path):
    try:
        import spacy
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import SpacyNlpEngine
    except ImportError:
        print("presidio-analyzer is not installed")
        return

    class Blank(SpacyNlpEngine):
        def __init__(self):
            super().__init__(models=[{"lang_code": "en", "model_name": "en"}])
            self.nlp = {"en": spacy.blank("en")}

        def load(self):
            pass

    engine = AnalyzerEngine(nlp_engine=Blank(), supported_languages=["en"])
    kinds = [kind for kind in engine.get_supported_entities() if kind not in ("PERSON", "LOCATION", "NRP", "DATE_TIME", "ORGANIZATION")]
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(next(lines)) for _ in range(PEER_CASES)]
    right, started = 0, time.perf_counter()
    for row in rows:
        found = {(one.start, one.end) for one in engine.analyze(text=row["text"], language="en", entities=kinds)
                 if one.entity_type == "EMAIL_ADDRESS"}
        right += found == {(span["start"], span["end"]) for span in row["expect"]["spans"]}
    seconds = time.perf_counter() - started
    print("presidio-analyzer, %d pattern entities  %6.0f cases/s, %d of %d right" % (len(kinds), len(rows) / seconds, right, len(rows)))


def cpu_seconds(command):
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("%s: exit %d" % (command[0], os.waitstatus_to_exitcode(status)))
    return usage.ru_utime + usage.ru_stime


def run_promptfoo(newel, folder, path):
    command = os.environ.get("PROMPTFOO", "").split()
    if not command:
        print("promptfoo is not there: PROMPTFOO names its command")
        return
    os.environ.update(PROMPTFOO_DISABLE_TELEMETRY="1", PROMPTFOO_DISABLE_UPDATE="1", PROMPTFOO_CONFIG_DIR=folder)
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(next(lines)) for _ in range(PROMPTFOO_CASES)]
    policy = os.path.join(folder, "mail.yaml")
    with open(policy, "w", encoding="utf-8") as out:
        out.write("newel: 1\nname: mail\nregexes:\n  mail: {pattern: '%s', action: ANONYMIZE}\n" % MAIL)
    theirs, ours = [], []
    for count in (1, len(rows)):
        config, cases = (os.path.join(folder, name % count) for name in ("promptfoo%d.json", "cases%d.jsonl"))
        with open(config, "w", encoding="utf-8") as out:
            json.dump({"prompts": ["{{text}}"], "providers": ["echo"], "tests": [
                {"vars": {"text": row["text"]}, "assert": [{"type": "regex", "value": MAIL}]} for row in rows[:count]]}, out)
        with open(cases, "w", encoding="utf-8") as out:
            out.writelines(json.dumps({"id": row["id"], "text": row["text"], "expect": {"verdict": "modify"}}) + "\n" for row in rows[:count])
        theirs.append(cpu_seconds(command + ["eval", "-c", config, "--no-cache", "--no-progress-bar", "--no-table", "--no-write"]))
        ours.append(cpu_seconds([newel, "test", "-p", policy, "-j", "1", cases]))
    print("promptfoo %.3f ms a case, newel test %.3f ms a case (CPU time, %d cases, start taken off)" %
          tuple([1e3 * (pair[1] - pair[0]) / (len(rows) - 1) for pair in (theirs, ours)] + [len(rows)]))


def main():
    newel, source = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1000000
    policy = os.path.join(source, "policies/pii-us/policy.yaml")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cases.jsonl")
        write_cases(path, count)
        for options in (["-j", "1"], ["-j", "2"], ["-j", "2", "--no-stream"]):
            run_newel(newel, policy, path, count, options)
        run_presidio(path)
        run_promptfoo(newel, folder, path)


if __name__ == "__main__":
    main()
