#!/usr/bin/env python3
"""How the words of numbers begin (engine/text/read_number.c), as sets of bits: makes spelt.h, spelt_first.h.

  spelt.py            writes them            spelt.py --check    compares

The key of a word is its first four bytes as a little-endian number, small letters, bytes behind the word 0. A key is in the set when
bit SPELT_HASH(key) is. Words with a byte above 0x7F among these are left out: who sees one looks anyway.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "..", "..", "engine", "text", "read_number.c")
FACTOR, SHIFT = 0x9E3779B1, 18


def keys():
    with open(SOURCE, encoding="utf-8") as file:
        text = file.read()
    start = text.index("number_words[] = {")
    for word in re.findall(r'\{ "([^"]+)", [^}]+\}', text[start:text.index("};", start)]):
        data = word.encode()[:4]
        if all(byte < 0x80 for byte in data):
            yield int.from_bytes(data.ljust(4, b"\0"), "little")


def header():
    bits = [0] * (1 << (32 - SHIFT - 6))
    for key in keys():
        at = key * FACTOR % (1 << 32) >> SHIFT
        bits[at >> 6] |= 1 << (at & 63)
    lines = ["/* spelt.h - how words of numbers begin. Made by spelt.py: do not edit. */",
             "#define SPELT_HASH(key) ((uint32_t)(key) * 0x%Xu >> %d)" % (FACTOR, SHIFT),
             "static const uint64_t spelt[%d] = {" % len(bits)]
    lines += ["  " + ", ".join("0x%X" % x for x in bits[i:i + 8]) + "," for i in range(0, len(bits), 8)]
    return "\n".join(lines + ["};", ""])


def folds():
    """The code points that fold to a letter."""
    found = {}
    for cp in range(0x80, 0x110000):
        if not 0xD800 <= cp < 0xE000:
            found.setdefault(chr(cp).casefold(), [cp]).append(cp)
    return found


def first_keys(words):
    """The first two letters of words that do not begin in ASCII; one where words are a letter each (from U+3000 on)."""
    folded = folds()
    for word in words:
        firsts = [cp for cp in folded.get(word[0], []) if cp >= 0x80]
        for first in firsts:
            if first >= 0x3000:
                yield first
            elif len(word) > 1:
                for second in [ord(word[1]), ord(word[1].upper()[0]), *folded.get(word[1], [])]:
                    yield first << 11 ^ second


def first_header():
    with open(SOURCE, encoding="utf-8") as file:
        text = file.read()
    start = text.index("number_words[] = {")
    bits = [0] * 128
    for key in first_keys(re.findall(r'\{ "([^"]+)", [^}]+\}', text[start:text.index("};", start)])):
        at = key * FACTOR % (1 << 32) >> 19
        bits[at >> 6] |= 1 << (at & 63)
    return "\n".join(["/* spelt_first.h - with which letters that are not ASCII words of numbers begin: two, from U+3000 on one.",
                      " * Made by spelt.py: do not edit. */",
                      "#define SPELT_FIRST_KEY(first, second) ((uint32_t)(first) >= 0x3000 ? (uint32_t)(first) : "
                      "(uint32_t)(first) << 11 ^ (uint32_t)(second))",
                      "#define SPELT_FIRST_HASH(key) ((uint32_t)(key) * 0x%Xu >> 19)" % FACTOR,
                      "static const uint64_t spelt_first[%d] = {" % len(bits),
                      *("  " + ", ".join("0x%X" % x for x in bits[i:i + 4]) + "," for i in range(0, len(bits), 4)), "};", ""])


def main():
    for name, text in (("spelt.h", header()), ("spelt_first.h", first_header())):
        path = os.path.join(HERE, name)
        if sys.argv[1:] == ["--check"]:
            with open(path, encoding="utf-8") as file:
                if file.read() != text:
                    sys.exit("%s differs from what spelt.py makes of read_number.c" % name)
        elif sys.argv[1:]:
            sys.exit(__doc__)
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


if __name__ == "__main__":
    main()
