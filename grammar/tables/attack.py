#!/usr/bin/env python3
"""Writes attack.h from attack.txt; --check says whether it is up to date. The word hash is that of detect/attack/words.c."""
import hashlib
import os

import keep
from keep import HERE

M64 = (1 << 64) - 1
SEED, SLOTS = 0x4154, 2048


def mix(x):
    x ^= x >> 33
    x = x * 0xFF51AFD7ED558CCD & M64
    x ^= x >> 33
    x = x * 0xC4CEB9FE1A85EC53 & M64
    return x ^ x >> 33


def word_hash(text):
    data = text.encode()
    h = SEED + len(data)
    for i in range(0, len(data), 8):
        h = mix(h ^ int.from_bytes(data[i:i + 8], "little"))
    return h


def read(path):
    classes, words, rules = ["ROLE-LINE"], {}, []
    for line in open(path, encoding="utf-8"):
        part = line.split("#")[0].split()
        if part[:1] == ["words"]:
            if part[1] not in classes:
                classes.append(part[1])
            for word in part[2:]:
                words.setdefault(word.replace("_", ""), set()).add(part[1])
        elif part[:1] == ["rule"]:
            rules.append((part[1], part[2], ["faint", "weak", "strong"].index(part[3]), part[4::2], [int(n) for n in part[5::2]]))
    return classes, words, rules


def table(path):
    classes, words, rules = read(path)
    bit = {c: 1 << i for i, c in enumerate(classes)}
    assert len(classes) <= 64 and len(words) * 2 < SLOTS
    slots = [(0, 0)] * SLOTS
    for word in sorted(words):
        h = word_hash(word)
        at = h % SLOTS
        while slots[at][0]:
            at = (at + 1) % SLOTS
        slots[at] = (h, sum(bit[c] for c in words[word]))
    digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
    out = ["/* attack.h - words and rules of instructions to a model. Made by attack.py from attack.txt: do not edit.",
           " * Source: words and rules written for Newel. */", '#define ATTACK_DIGEST "%s"' % digest,
           "enum { ATTACK_SLOTS = %d, ATTACK_RULE_COUNT = %d, ATTACK_STEPS = 4 };" % (SLOTS, len(rules))]
    for c in ("ROLE-LINE", "ROLE", "HINDER", "MENTION"):
        out.append("#define ATTACK_%s ((uint64_t)0x%x)" % (c.replace("-", "_"), bit[c]))
    out += ["typedef struct attack_rule {", "  const char *name;",
            "  uint8_t force, steps, most[ATTACK_STEPS];  /* most words between a step and the one before it */",
            "  uint64_t step[ATTACK_STEPS], any;  /* any: all classes of the steps */", "} attack_rule;",
            "static const attack_rule attack_rules[ATTACK_RULE_COUNT] = {"]
    for name, kind, force, steps, gaps in rules:
        masks = ["0x%xULL" % sum(bit[c] for c in s.split("|")) for s in steps]
        every = sum({bit[c] for s in steps for c in s.split("|")})
        out.append('  { "%s %s", %d, %d, { 0, %s }, { %s }, 0x%xULL },' %
                   (kind, name, force, len(steps), ", ".join(map(str, gaps or [0])), ", ".join(masks), every))
    used = {bit[c] for rule in rules for s in rule[3] for c in s.split("|")}
    out += ["};", "#define ATTACK_USED ((uint64_t)0x%x)  /* classes that are steps */" % sum(used),
            "typedef struct attack_slot { uint64_t hash, classes; } attack_slot;",
            "static const attack_slot attack_slots[ATTACK_SLOTS] = {"]
    row = " "
    for i, (h, c) in enumerate(slots):
        item = " [%d] = { 0x%xULL, 0x%xULL }," % (i, h, c) if h else ""
        if len(row) + len(item) > 128:
            out.append(row)
            row = " "
        row += item
    return "\n".join(out + [row, "};", ""])


def main():
    keep.run([("attack.h", table(os.path.join(HERE, "attack.txt")))], "attack.txt", __doc__)


if __name__ == "__main__":
    main()
