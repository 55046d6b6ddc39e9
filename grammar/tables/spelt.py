#!/usr/bin/env python3
"""How the words of numbers begin (engine/text/read_spelt.c), as sets of bits, and the words: makes spelt.h, spelt_first.h, spelt_words.h,
spelt_pairs.h.

  spelt.py            writes them            spelt.py --check    compares

The key of a word is its first four bytes as a little-endian number, small letters, bytes behind the word 0. A key is in the set when
bit SPELT_HASH(key) is. Words with a byte above 0x7F among these are in it as they are without their marks: so a word that folds to one
is told, and who sees such a byte looks anyway.

spelt_low[i][half] are sets by the low half of the first, second and third byte of a word, to be looked up for many words at once: what
is in all three may be a number, but for "o" alone. The bits share the words so that as few others as possible are in; SPELT_DOT and more
are "dot", "pun…", "pon…", "poi…". spelt_signs are keys of words like "plus".

spelt_pairs has a bit for each two letters of ASCII that a word begins with.

A plain word is one of up to eight letters of ASCII: its key is its letters as a little-endian number, its place in spelt_plain is in the
slot SPELT_PLAIN_HASH(key), 255 where there is none.
"""
import itertools
import os
import re
import unicodedata

import keep
from keep import HERE

SOURCE = os.path.join(HERE, "..", "..", "engine", "text", "read_spelt.c")
FACTOR, SHIFT = 0x9E3779B1, 18


def entries():
    """(word, value), the value as it is written."""
    with open(SOURCE, encoding="utf-8") as file:
        text = file.read()
    start = text.index("number_words[] = {")
    return re.findall(r'\{ "([^"]+)", ([^}]+?) \}', text[start:text.index("};", start)])


def words():
    return [word for word, _ in entries()]


def key_of(word):
    return int.from_bytes(word.encode()[:4].ljust(4, b"\0"), "little")


def unmarked(word):
    return "".join(char for char in unicodedata.normalize("NFD", word.replace("ø", "o")) if not unicodedata.combining(char))


def keys():
    return [key_of(word) for word in map(unmarked, words()) if max(word.encode()[:4]) < 0x80]


def sign_keys():
    """Of the words of signs that end a row of numbers (read_number.c, keeps_streak), where no other word begins so."""
    signs = [word for word, value in entries() if value.startswith("SIGN") and word not in ("colon", "dash", "dot")]
    return sorted({key_of(word) for word in signs} & set(keys()) - {key_of(word) for word in words() if word not in signs})


# "dot"; "pun…", "pon…", "poi…".
DOTS = (("d", "o", "t"), ("p", "uo", "ni"))

# How many letters have a low half.
LETTERS = [sum(1 for letter in range(0x61, 0x7B) if letter & 15 == half) for half in range(16)]


def both(p, q):
    return tuple(a | b for a, b in zip(p, q))


def others(p):
    """How much else is in a product of three sets of halves; behind a word of two letters stands no letter."""
    first, second, third = (sum(LETTERS[half] for half in part) for part in p)
    return first * second * (third + 0.3 * len(p[2]))


def starts():
    """(first, second, {third}) of the words of two letters and more."""
    found = {}
    for word in words():
        data = word.encode()
        if len(data) > 1 and all(byte < 0x80 for byte in data[:3]):
            third = {data[2] & 15} if len(data) > 2 else set(range(16))
            found.setdefault((data[0] & 15, data[1] & 15), set()).update(third)
    return [(frozenset([a]), frozenset([b]), frozenset(third)) for (a, b), third in sorted(found.items())]


def shared(pieces, most):
    """`most` products that hold all pieces: the cheapest two are joined while there are more, then pieces change over."""
    groups = list(pieces)
    while len(groups) > most:
        cost, i, j = min((others(both(p, q)) - others(p) - others(q), i, j)
                         for (i, p), (j, q) in itertools.combinations(enumerate(groups), 2))
        groups = [p for k, p in enumerate(groups) if k not in (i, j)] + [both(groups[i], groups[j])]
    place = [next(g for g, group in enumerate(groups) if both(piece, group) == group) for piece in pieces]

    def made(of):
        out = [None] * most
        for piece, g in zip(pieces, of):
            out[g] = piece if out[g] is None else both(out[g], piece)
        return [p for p in out if p]

    def total(of):
        return sum(others(p) for p in made(of))

    better = True
    while better:
        better = False
        for i, g in itertools.product(range(len(pieces)), range(most)):
            other = place[:i] + [g] + place[i + 1:]
            if total(other) < total(place) - 1e-9:
                place, better = other, True
    return made(place)


def low_tables():
    dots = [tuple(frozenset(ord(letter) & 15 for letter in part) for part in dot) for dot in DOTS]
    numbers = [piece for piece in starts() if not any(both(piece, dot) == dot for dot in dots)]
    tables = [[0] * 16 for _ in range(3)]
    for bit, group in enumerate(shared(numbers, 8 - len(dots)) + dots):
        for table, part in zip(tables, group):
            for half in part:
                table[half] |= 1 << bit
    return tables


def header():
    bits = [0] * (1 << (32 - SHIFT - 6))
    for key in keys():
        at = key * FACTOR % (1 << 32) >> SHIFT
        bits[at >> 6] |= 1 << (at & 63)
    lines = ["/* spelt.h - how words of numbers begin. Made by spelt.py: do not edit. */",
             "#define SPELT_HASH(key) ((uint32_t)(key) * 0x%Xu >> %d)" % (FACTOR, SHIFT),
             "static const uint64_t spelt[%d] = {" % len(bits)]
    lines += ["  " + ", ".join("0x%X" % x for x in bits[i:i + 8]) + "," for i in range(0, len(bits), 8)]
    lines += ["};", "#define SPELT_DOT 0x%X" % (1 << (8 - len(DOTS))), "static const uint8_t spelt_low[3][16] = {"]
    lines += ["  { " + ", ".join("0x%02X" % x for x in table) + " }," for table in low_tables()]
    lines += ["};", "static const uint32_t spelt_signs[] = { " + ", ".join("0x%X" % key for key in sign_keys()) + " };"]
    return "\n".join(lines + [""])


def folds():
    """The code points that fold to a letter."""
    found = {}
    for cp in range(0x80, 0x110000):
        if not 0xD800 <= cp < 0xE000:
            found.setdefault(chr(cp).casefold(), [cp]).append(cp)
    return found


def first_keys(words):
    """The first three letters of words that do not begin in ASCII, 0 where there is none and in Thai; one where words are a letter each (from U+3000
    on)."""
    folded = folds()

    def is_third(first, word):
        return len(word) > 2 and not 0xE00 <= first < 0xF00  # Thai has no blanks: a word may go on with another one

    def forms(letter):
        return {ord(letter), ord(letter.upper()[0]), *folded.get(letter, [])}

    for word in words:
        for first in [cp for cp in folded.get(word[0], []) if cp >= 0x80]:
            if first >= 0x3000:
                yield first
            elif len(word) > 1:
                for second, third in itertools.product(forms(word[1]), forms(word[2]) if is_third(first, word) else {0}):
                    yield (first << 11 ^ second) * 31 + third


def first_header():
    bits = [0] * 256
    for key in first_keys(words()):
        at = key * FACTOR % (1 << 32) >> 18
        bits[at >> 6] |= 1 << (at & 63)
    return "\n".join(["/* spelt_first.h - with which letters that are not ASCII words of numbers begin: three, from U+3000 on one.",
                      " * Made by spelt.py: do not edit. */",
                      "#define SPELT_FIRST_KEY(first, second, third) ((uint32_t)(first) >= 0x3000 ? (uint32_t)(first) : "
                      "((uint32_t)(first) << 11 ^ (uint32_t)(second)) * 31 + (uint32_t)(third))",
                      "#define SPELT_FIRST_HASH(key) ((uint32_t)(key) * 0x%Xu >> 18)" % FACTOR,
                      "static const uint64_t spelt_first[%d] = {" % len(bits),
                      *("  " + ", ".join("0x%X" % x for x in bits[i:i + 4]) + "," for i in range(0, len(bits), 4)), "};", ""])


def plain_words():
    return [(int.from_bytes(word.encode(), "little"), value) for word, value in entries() if word.isascii() and len(word) <= 8]


def plain_slots(keys, bits):
    """A factor that gives each key a slot of its own, and the slots."""
    factor = 0x9E3779B97F4A7C15
    while True:
        slots = {(key * factor % (1 << 64)) >> (64 - bits): i for i, key in enumerate(keys)}
        if len(slots) == len(keys):
            return factor, slots
        factor = (factor * 6364136223846793005 + 1442695040888963407) % (1 << 64) | 1


def plain_header():
    bits = 10
    words = plain_words()
    factor, slots = plain_slots([key for key, _ in words], bits)
    rows = ["0x%X, %s" % word for word in words]
    return "\n".join(["/* spelt_words.h - the words of numbers that have up to eight letters of ASCII. Made by spelt.py: do not edit. */",
                      "#define SPELT_PLAIN_HASH(key) ((uint32_t)((uint64_t)(key) * 0x%XULL >> %d))" % (factor, 64 - bits),
                      "static const struct { uint64_t key; int value; } spelt_plain[%d] = {" % len(rows),
                      *("  " + " ".join("{ %s }," % row for row in rows[i:i + 4]) for i in range(0, len(rows), 4)), "};",
                      "static const uint8_t spelt_slot[%d] = {" % (1 << bits),
                      *("  " + " ".join("%d," % slots.get(slot, 255) for slot in range(i, i + 32)) for i in range(0, 1 << bits, 32)),
                      "};", ""])


def pairs_header():
    pairs = [0] * 26
    for word in words():
        if word[:2].isascii() and len(word) > 1:
            pairs[ord(word[0]) - 0x61] |= 1 << (ord(word[1]) - 0x61)
    return "\n".join(["/* spelt_pairs.h - the first two letters of words of numbers: by the first, a bit for the second. Made by spelt.py: do not edit. */",
                      "static const uint32_t spelt_pairs[26] = {",
                      *("  " + " ".join("0x%X," % x for x in pairs[i:i + 9]) for i in range(0, 26, 9)), "};", ""])


def main():
    files = [("spelt.h", header()), ("spelt_first.h", first_header()), ("spelt_words.h", plain_header()), ("spelt_pairs.h", pairs_header())]
    keep.run(files, "read_spelt.c", __doc__)


if __name__ == "__main__":
    main()
