#!/usr/bin/env python3
"""How the words of numbers begin (engine/text/read_number.c), as a set of bits: makes spelt.h.

  spelt.py            writes it              spelt.py --check    compares

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


def main():
    path, text = os.path.join(HERE, "spelt.h"), header()
    if sys.argv[1:] == ["--check"]:
        with open(path, encoding="utf-8") as file:
            if file.read() != text:
                sys.exit("spelt.h differs from what spelt.py makes of read_number.c")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
