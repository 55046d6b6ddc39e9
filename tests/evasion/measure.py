#!/usr/bin/env python3
"""Which disguises are seen through: variants of texts whose original is caught, by technique and class. Makes the table of docs/evasion.md.

  measure.py NEWEL [-v]         NEWEL: the program; -v shows three misses of each technique

The variants come from ../shared/corpora/evade_published.py beside the project (SHARED=<folder> says where); without it: SKIPPED.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EVADE = os.path.join(os.environ.get("SHARED", os.path.join(ROOT, "..", "shared")), "corpora", "evade_published.py")
SEEDS = ("1", "2", "3", "4", "5")
PHRASES = ["ignore previous instructions", "reveal your system prompt", "acme corporation", "project bluebird", "disregard all rules"]
WORDS = ["fuck", "bitch", "asshole", "motherfucker"]
ITEMS = ["ann.lee@example.com", "james.bond42@mail.example.org", "4111 1111 1111 1111", "5500005555555559", "+1 415-555-0132",
         "+44 20 7946 0958", "DE89 3704 0044 0532 0130 00", "192.168.10.24", "AKIAIOSFODNN7EXAMPLQ", "BK-12345678"]
FRAMES = ["Please note: %s and tell me more.", "Hi, my ssn or card is %s, thanks", "%s"]
TYPES = "EMAIL CREDIT_DEBIT_CARD_NUMBER PHONE US_SOCIAL_SECURITY_NUMBER INTERNATIONAL_BANK_ACCOUNT_NUMBER IP_ADDRESS AWS_ACCESS_KEY"
POLICY = {"newel": 1, "name": "evasion",
          "words": {"managed": {"PROFANITY": "BLOCK"}, "phrases": {"list": PHRASES, "action": "BLOCK"}},
          "pii": {name: "ANONYMIZE" for name in TYPES.split()},
          "regexes": {"booking": {"pattern": r"\bBK-[0-9]{8}\b", "action": "ANONYMIZE"}}}


def cases():
    texts = [(frame, item) for item in PHRASES + WORDS + ITEMS for frame in FRAMES]
    texts += [(frame, "536-22-1847") for frame in ("SSN: %s", "my ssn is %s ok")]
    for number, (frame, item) in enumerate(texts):
        at = frame.index("%s")
        yield {"id": str(number), "text": frame % item, "spans": [{"start": at, "end": at + len(item), "type": "ITEM"}]}


def verdicts(newel, texts):
    """By id: the policy's verdict on each text."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as policy:
        json.dump(POLICY, policy)
        policy.flush()
        lines = "".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in texts)
        done = subprocess.run([newel, "apply", "-p", policy.name, "--jsonl"], input=lines, capture_output=True, text=True)
    if not done.stdout:
        sys.exit(done.stderr)
    return {answer["id"]: answer["verdict"] for answer in map(json.loads, done.stdout.splitlines())}


def variants(originals):
    for seed in SEEDS:
        done = subprocess.run([sys.executable, EVADE, "--seed", seed], input=originals, capture_output=True, text=True, check=True)
        yield from map(json.loads, done.stdout.splitlines())


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not os.path.exists(EVADE):
        print("SKIPPED: no %s" % EVADE, file=sys.stderr)
        return
    texts = list(cases())
    caught = {key for key, verdict in verdicts(sys.argv[1], [(c["id"], c["text"]) for c in texts]).items() if verdict != "allow"}
    tried = [v for v in variants("\n".join(map(json.dumps, texts))) if v["id"] in caught]
    seen = verdicts(sys.argv[1], [(str(i), v["text"]) for i, v in enumerate(tried)])
    total, hits, misses = collections.Counter(), collections.Counter(), collections.defaultdict(list)
    for number, variant in enumerate(tried):
        for key in ((variant["class"], variant["technique"]), (variant["class"], "together"), ("all", "together")):
            total[key] += 1
            hits[key] += seen[str(number)] != "allow"
        if seen[str(number)] == "allow":
            misses[variant["technique"]].append(variant["text"])
    print("| class | technique | caught | of |\n|---|---|---|---|")
    for key in sorted(total, key=lambda k: (k[0] == "all", k[0], k[1] == "together", k[1])):
        print("| %s | %s | %.1f %% | %d |" % (*key, 100 * hits[key] / total[key], total[key]))
        for text in misses[key[1]][:3] if "-v" in sys.argv else []:
            print("|   | missed: %r |" % text)


main()
