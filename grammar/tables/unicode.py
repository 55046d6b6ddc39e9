#!/usr/bin/env python3
"""Writes unicode.h, the Unicode tables of engine/text/fold.c, from the Unicode Character Database.

  unicode.py            writes unicode.h beside this file
  unicode.py --check    exits 1 when the committed unicode.h differs
  UCD=<folder>          where the database lies (default: Debian's unicode-data)

Word classes (nw_word_class in engine/text/fold.h), from WordBreakProperty.txt (UAX #29) and the general category:
  MARK    Extend, Format, ZWJ
  JOIN    general category Pc (without U+202F, which UAX #29 joins but French writes as a space)
  SINGLE  letters of Han, Hiragana, and of Hangul, where particles are glued to the word; and every letter that UAX #29 leaves out
          of the classes of PART: exactly the scripts written without spaces (Thai, Lao, Khmer, Myanmar, ...)
  PART    ALetter, Hebrew_Letter, Katakana, and decimal digits (Nd)
  NONE    the rest: white space, punctuation with the apostrophes, symbols, controls, unassigned
"""
import hashlib
import os

import keep

UCD = os.environ.get("UCD", "/usr/share/unicode")
SOURCES = ["UnicodeData.txt", "CaseFolding.txt", "Scripts.txt", "DerivedCoreProperties.txt", "auxiliary/WordBreakProperty.txt"]
CODE_POINTS = 0x110000
BLOCK = 128
NONE, PART, SINGLE, MARK, JOIN = range(5)


def rows(name):
    """Yields (first, last, fields) of a semicolon file."""
    with open(os.path.join(UCD, name), encoding="utf-8") as file:
        for line in file:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if fields[0]:
                first, _, last = fields[0].partition("..")
                yield int(first, 16), int(last or first, 16), fields[1:]


def members(name, wanted):
    """The code points whose second field is in `wanted`."""
    return {cp for first, last, fields in rows(name) if fields[0] in wanted for cp in range(first, last + 1)}


def categories():
    """General category by code point; a <..., First> row opens a range that the next row closes."""
    table, opened = ["Cn"] * CODE_POINTS, None
    for cp, _, fields in rows("UnicodeData.txt"):
        start = opened if opened is not None else cp
        for i in range(start, cp + 1):
            table[i] = fields[1]
        opened = cp if fields[0].endswith(", First>") else None
    return table


def word_classes():
    category = categories()
    wb = "auxiliary/WordBreakProperty.txt"
    marks = members(wb, {"Extend", "Format", "ZWJ"})
    parts = members(wb, {"ALetter", "Hebrew_Letter", "Katakana"})
    letters = members("DerivedCoreProperties.txt", {"Alphabetic"})
    singles = members("Scripts.txt", {"Han", "Hiragana", "Hangul"})

    def classify(cp):
        if cp in marks:
            return MARK
        if category[cp] == "Pc":
            return JOIN
        if cp in singles and cp in letters:
            return SINGLE
        if cp in parts or category[cp] == "Nd":
            return PART
        return SINGLE if cp in letters or category[cp][0] == "L" else NONE

    return [classify(cp) for cp in range(CODE_POINTS)]


def fold_rules():
    """Rule number by code point, and the rules: (first code point - cp, second, third)."""
    table, rules = [0] * CODE_POINTS, [(0, 0, 0)]
    for cp, _, (status, mapping, *_) in rows("CaseFolding.txt"):
        if status not in "CF":
            continue
        to = [int(x, 16) for x in mapping.split()]
        rule = (to[0] - cp, *to[1:], *[0] * (3 - len(to)))
        if rule not in rules:
            rules.append(rule)
        table[cp] = rules.index(rule)
    assert len(rules) <= 256 and all(max(rule[1:]) < 0x10000 for rule in rules)
    return table, rules


def two_stage(table, most=256):
    """Index by block, and the distinct blocks one after the other; at most `most` of them."""
    seen, index, blocks = {}, [], []
    for start in range(0, len(table), BLOCK):
        block = tuple(table[start:start + BLOCK])
        if block not in seen:
            seen[block] = len(seen)
            blocks += block
        index.append(seen[block])
    assert len(seen) <= most
    return index, blocks


def array(kind, name, items):
    lines, line = [], " "
    for item in items:
        if len(line) + len(str(item)) + 2 > 128:
            lines.append(line)
            line = " "
        line += " %s," % item
    return "static const %s %s[%d] = {\n%s\n};\n" % (kind, name, len(items), "\n".join(lines + [line]))


def version():
    with open(os.path.join(UCD, "CaseFolding.txt"), encoding="utf-8") as file:
        return file.readline().split("-")[1].rsplit(".txt")[0]


def digest(name):
    with open(os.path.join(UCD, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def header():
    word_index, word_blocks = two_stage(word_classes())
    fold_table, rules = fold_rules()
    fold_index, fold_blocks = two_stage(fold_table)
    return "\n".join([
        "/* unicode.h - word classes and case folding of Unicode %s. Made by unicode.py: do not edit." % version(),
        " *",
        " * Class of cp: unicode_word_block[unicode_word_index[cp / %d] * %d + cp %% %d]; rule of cp likewise." % (3 * (BLOCK,)),
        " * Sources (SHA-256), (c) Unicode, Inc., https://www.unicode.org/license.txt:",
        *[" *   %s  %s" % (digest(name), name) for name in SOURCES],
        " */",
        '#define UNICODE_VERSION "%s"' % version(),
        "enum { UNICODE_BLOCK = %d };" % BLOCK,
        "/* A folding: the first code point as a difference, then up to two more (0: none). */",
        "typedef struct unicode_fold { int32_t first; uint16_t second, third; } unicode_fold;",
        "",
        array("uint8_t", "unicode_word_index", word_index),
        array("uint8_t", "unicode_word_block", word_blocks),
        array("uint8_t", "unicode_fold_index", fold_index),
        array("uint8_t", "unicode_fold_block", fold_blocks),
        array("unicode_fold", "unicode_fold_rule", ["{ %d, %d, %d }" % rule for rule in rules]),
    ])


def main():
    keep.run([("unicode.h", header())], "Unicode %s in %s" % (version(), UCD), __doc__)


if __name__ == "__main__":
    main()
