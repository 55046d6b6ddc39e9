#!/usr/bin/env python3
"""How the content judge does on every tenth of the labelled sets in turn: crossval.py NEWEL SOURCES GOLD_DIR DATA_DIR...

    python3 engine/train/crossval.py build/release/newel engine/train/sources.txt safety safety composed everyday

Ten times the judge is trained on DATA_DIR... without one tenth (`newel train content --held K`), and told apart are the texts of this tenth
of GOLD_DIR, those of sets among them that SOURCES leaves out of training. Printed are two tables. The first has mean, least and most of the
area under the ROC curve and of the share of violations above the score that 1 % of the others exceed. The second has what is found less
of violations that stand between 600 benign characters: a share of the violations above the score that 1 % of benign instructions exceed,
less the same share of them between others, above what 1 % of instructions exceed that are padded alike, and above the cut of those alone.
A quarter of an hour and more; models go to a temporary folder.

The table of known attacks is that of the program, which left only tenth 0 out: of PROMPT_ATTACK the other nine flatter.
"""
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile

SIX = ("HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT", "PROMPT_ATTACK")
WORD = (1 << 64) - 1
INSTRUCTIONS = ("alpaca", "dolly", "self-instruct-seed", "mt-bench", "instructionwild")
AROUND, MOST = 600, 300  # characters; violations of a category


def mixed(x):
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        x = (x ^ x >> 33) * factor & WORD
    return x ^ x >> 33


def hash64(data, seed):
    """nw_hash64 of base/hash.h."""
    h = seed ^ (len(data) * 0x9E3779B97F4A7C15 & WORD)
    whole = len(data) // 8 * 8
    for i in range(0, whole, 8):
        h = mixed(h ^ int.from_bytes(data[i:i + 8], "little")) * 0x9E3779B97F4A7C15 & WORD
    return mixed(h ^ int.from_bytes(data[whole:], "little"))


def tenth_of(row):
    """fold_of of content.c: near duplicates are in one tenth."""
    return hash64(row.get("grp", row["text"]).encode(), 0x4E57) % 80 // 8


def rows_of(folder):
    for name in sorted(os.listdir(folder)):
        if name.endswith((".jsonl", ".jsonl.gz")):
            with (gzip.open if name.endswith(".gz") else open)(os.path.join(folder, name), "rt", encoding="utf-8") as lines:
                yield from (json.loads(line) for line in lines)


def scores_of(newel, model, rows):
    lines = "\n".join(json.dumps({"id": i, "text": row["text"]}) for i, row in enumerate(rows))
    said = subprocess.run([newel, "detect", "--all", "--jsonl", "--content-model", model], input=lines, stdout=subprocess.PIPE, text=True)
    return [json.loads(line)["scores"] for line in said.stdout.splitlines()]


def auroc(good, bad):
    """Share of pairs in which the violation scores higher; ties count half."""
    ranked = sorted([(s, 0) for s in good] + [(s, 1) for s in bad])
    total = below = i = 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        violations = sum(label for _, label in ranked[i:j])
        total += violations * (below + (j - i - violations) / 2)
        below += j - i - violations
        i = j
    return total / (len(good) * len(bad))


def above(cut, scores):
    return sum(s > cut for s in scores) / len(scores)


def cut_of(good):
    return sorted(good, reverse=True)[len(good) // 100]


def is_english(row):
    return row.get("lang", "en") == "en" and sum(c < "\x80" for c in row["text"]) >= 0.95 * len(row["text"])


def between(text, benign, rng):
    """The text with 100 to 500 benign characters in front of it and the rest behind."""
    front = rng.randint(AROUND // 6, AROUND - AROUND // 6)
    sides = []
    for size in (front, AROUND - front):
        side = ""
        while len(side) < size:
            side += rng.choice(benign) + " "
        sides.append(side)
    return sides[0][-front - 1:] + text + " " + sides[1][:AROUND - front]


def padding(newel, model, rows, rng):
    """What violations lose between benign texts, by category: at equal false positives, at the same cut."""
    english = [row for row in rows if is_english(row)]
    benign = [row["text"] for row in english if row["source"] in INSTRUCTIONS and 1 not in row["labels"].values()]

    def scored(texts):
        return tuple(scores_of(newel, model, [{"text": text} for text in part])
                     for part in (texts, [between(text, benign, rng) for text in texts]))
    good, lost = scored(benign), {}
    for c in SIX:
        bad = [row["text"] for row in english if row["labels"].get(c) == 1]
        rng.shuffle(bad)
        alone, padded = ([s[c] for s in part] for part in scored(bad[:MOST]))
        cut, cut_padded = (cut_of([s[c] for s in part]) for part in good)
        lost[c] = above(cut, alone) - above(cut_padded, padded), above(cut, alone) - above(cut, padded)
    return lost


def tell(table, form):
    for c in SIX:
        print("| %-13s |" % c, *((form + " (" + form + " to " + form + ") |") % (sum(v) / len(v), min(v), max(v)) for v in zip(*table[c])))


def main():
    newel, sources, gold = sys.argv[1:4]
    tenths = [[] for _ in range(10)]
    for row in rows_of(gold):
        tenths[tenth_of(row)].append(row)
    figures, lost = {c: [] for c in SIX}, {c: [] for c in SIX}
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "content.model")
        for held, rows in enumerate(tenths):
            subprocess.run([newel, "train", "content", "--data", *sys.argv[4:], "--sources", sources, "--held", str(held), "--out", model],
                           check=True, stderr=subprocess.DEVNULL)
            scores = scores_of(newel, model, rows)
            for c in SIX:
                good, bad = ([s[c] for s, row in zip(scores, rows) if row["labels"].get(c) == label] for label in (0, 1))
                figures[c].append((auroc(good, bad), above(cut_of(good), bad)))
            for c, both in padding(newel, model, rows, random.Random(held)).items():
                lost[c].append(both)
    tell(figures, "%.3f")
    tell(lost, "%.2f")


main()
