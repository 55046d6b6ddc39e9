#!/usr/bin/env python3
"""Writes attack.h from attack.txt: attack.py > attack.h. The word hash is nw_hash64 with the seed of detect/attack/words.c."""
import hashlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
M64 = (1 << 64) - 1
SEED, SLOTS = 0x4154, 2048


def mix(x):
    x ^= x >> 33
    x = x * 0xFF51AFD7ED558CCD & M64
    x ^= x >> 33
    x = x * 0xC4CEB9FE1A85EC53 & M64
    return x ^ x >> 33


def word_hash(text):
    data, h = text.encode(), SEED ^ (len(text.encode()) * 0x9E3779B97F4A7C15 & M64)
    while len(data) >= 8:
        h = mix(h ^ int.from_bytes(data[:8], "little")) * 0x9E3779B97F4A7C15 & M64
        data = data[8:]
    return mix(h ^ int.from_bytes(data, "little") if data else h)


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
            rules.append((part[1], part[2], part[3] == "strong", part[4::2], [int(n) for n in part[5::2]]))
    return classes, words, rules


def main():
    path = os.path.join(HERE, "attack.txt")
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
    print("/* attack.h - words and rules of instructions to a model. Made by attack.py from attack.txt: do not edit.")
    print(" * SHA-256 of attack.txt: %s */" % hashlib.sha256(open(path, "rb").read()).hexdigest())
    print("enum { ATTACK_SLOTS = %d, ATTACK_RULE_COUNT = %d, ATTACK_STEPS = 4 };" % (SLOTS, len(rules)))
    for c in ("ROLE-LINE", "ROLE", "HINDER", "MENTION"):
        print("#define ATTACK_%s ((uint64_t)0x%x)" % (c.replace("-", "_"), bit[c]))
    print("typedef struct attack_rule {\n  const char *name;\n  uint8_t strong, steps, most[ATTACK_STEPS];  /* most words between a step "
          "and the one before it */\n  uint64_t step[ATTACK_STEPS];\n} attack_rule;")
    print("static const attack_rule attack_rules[ATTACK_RULE_COUNT] = {")
    for name, kind, strong, steps, gaps in rules:
        masks = ["0x%xu" % sum(bit[c] for c in s.split("|")) if len(classes) <= 31 else "0x%xULL" % sum(bit[c] for c in s.split("|"))
                 for s in steps]
        print('  { "%s %s", %d, %d, { 0, %s }, { %s } },' % (kind, name, strong, len(steps), ", ".join(map(str, gaps or [0])),
                                                          ", ".join(masks)))
    print("};\ntypedef struct attack_slot { uint64_t hash, classes; } attack_slot;")
    print("static const attack_slot attack_slots[ATTACK_SLOTS] = {")
    row = ""
    for i, (h, c) in enumerate(slots):
        item = "[%d] = { 0x%xULL, 0x%xULL }, " % (i, h, c) if h else ""
        if len(row) + len(item) > 120:
            print("  " + row.strip())
            row = ""
        row += item
    print("  " + row.strip() + "\n};")


if __name__ == "__main__":
    sys.exit(main())
