#!/usr/bin/env python3
"""Writes asked.h, who has to be asked about a code point that is not ASCII (engine/text/glance_chars.c).

  asked.py            writes asked.h beside this file
  asked.py --check    exits 1 when the committed asked.h differs

The kinds are what a walk over words sees (reading.py). The bits are enum nw_asked of engine/text/rewrite.h: one a trick, from the tables
of the rewrites that know it (read_order.c, read_signal.c, read_spelt.c, read_address.c). BARE is no letter, digit or mark (engine/text/fold.h; skin tones are none, see read_join.c). Letters of most languages have
no bit: they are passed by at one look.
"""
import os
import re

import keep
import reading
import spelt
import unicode as tables
from keep import HERE
from unicode import array, two_stage, word_classes

TEXT = os.path.join(HERE, "..", "..", "engine", "text")
END = 0x20000

def part(name, begin, end):
    with open(os.path.join(TEXT, name), encoding="utf-8") as file:
        text = file.read()
    start = text.index(begin)
    return text[start:text.index(end, start)]


def bit(name):
    return int(re.search(r"NW_ASKED_%s = (\d+)" % name, part("rewrite.h", "enum nw_asked {", "}")).group(1))


def hexes(text, pattern):
    return [int(digits, 16) for digits in re.findall(pattern, text)]


def firsts(words):
    """The letters above ASCII that they begin with, in any case."""
    folded = spelt.folds()
    return {cp for word in words for cp in folded.get(word[0], []) if cp >= 0x80}


def bits():
    found = [0] * END
    BARE, ORDER, TURNED, BEAT, CELL, NAME, SPELT = map(bit, "BARE ORDER TURNED BEAT CELL NAME SPELT".split())
    opens = part("read_order.c", "enum { LRE", "}")
    for cp in hexes(opens, r"= 0x([0-9A-F]+)"):
        found[cp] |= ORDER
    for cp in hexes(part("read_order.c", "turned table[]", "};"), r"\{ 0x([0-9A-F]+), "):
        found[cp] |= TURNED
    for cp in hexes(part("read_signal.c", "static int beat_of", "default"), r"case 0x([0-9A-F]+)"):
        found[cp] |= BEAT
    first, last = hexes(part("read_signal.c", "BRAILLE_FIRST", ", NUMBER"), r"= 0x([0-9A-F]+)")
    for cp in range(first, last + 1):
        found[cp] |= CELL
    for cp in firsts(re.findall(r'\{ "([^"]+)", ', part("read_address.c", "sign_names[] = {", "};"))):
        found[cp] |= NAME
    for cp in firsts(spelt.words()):
        found[cp] |= SPELT
    for cp, word in enumerate(word_classes()[:END]):
        if cp >= 0x80 and (word == 0 or 0x1F3FB <= cp <= 0x1F3FF):
            found[cp] |= BARE
    return found


# Signs that folding makes of others: with letters alone they make nothing that detectors look for.
QUIET_SIGNS = set("'\",!?;() ") | {"''", "..."}
# What shows nothing and stands in words and between emoji as languages are written: soft hyphen, ZWNJ, ZWJ, LRM, RLM, VS16.
QUIET_DROPS = {0xAD, 0x200C, 0x200D, 0x200E, 0x200F, 0xFE0F}


def loud(found, kinds):
    """Those whose place somebody has to look at, whatever stands around it (engine/text/quiet.c): they may read as digits or as signs
    that addresses, keys and escapes are made of."""
    table, entries, pool, _ = reading.build()
    beat, trick = bit("BEAT"), bit("ORDER") | bit("CELL")
    proofs = set(hexes(part("read_order.c", "turned table[]", "};"), r"\{ 0x([0-9A-F]+), '.', 1"))  # turned text has some
    for cp in range(0x80, END):
        fields = entries[table[cp]].strip("{ }").split(", ")
        text = pool[int(fields[2]):int(fields[2]) + int(fields[1])].decode()
        is_quiet = kinds[cp] != reading.KINDS.index("ASKED") or cp in QUIET_DROPS or (
            fields[0] == "READING_SIGN" and (text in QUIET_SIGNS or (text == "-" and found[cp] & beat)))
        if not is_quiet or found[cp] & trick or cp in proofs or kinds[cp] == reading.KINDS.index("MARK"):
            found[cp] |= bit("LOUD")


def header():
    kinds = reading.build()[3]
    assert len(kinds) == END
    found, page = bits(), range(0x400, 0x480)
    loud(found, kinds)
    cyrillic = kinds[0x430] - (kinds[0x430] - reading.KINDS.index("LOOK")) % 2
    assert all(kinds[cp] in (reading.KINDS.index("FOREIGN"), cyrillic, cyrillic + 1) for cp in page)
    assert all(found[cp] in (0, bit("SPELT"), bit("NAME"), bit("SPELT") | bit("NAME")) for cp in page)
    tables.BLOCK = 64
    index, blocks = two_stage([asked | kind << 8 for asked, kind in zip(found, kinds)], 65535)
    return "\n".join([
        "/* asked.h - who has to be asked about a code point (enum nw_asked). Made by asked.py: do not edit.",
        " *",
        " * Of 0x80 <= cp < ASKED_END: asked_block[asked_index[cp / 64] * 64 + cp % 64], from bit 8 on enum reading_kind (reading.h). */",
        "enum { ASKED_%s };" % ", ASKED_".join("%s = %d" % (name, reading.KINDS.index(name)) for name in reading.KINDS),
        "enum { ASKED_CYRILLIC = %d };  /* its look-alikes; U+0400 to 047F are letters of it, and at most begin names and numbers */" % cyrillic,
        "enum { ASKED_END = 0x%X };" % END,
        "",
        array("uint16_t", "asked_index", index),
        array("uint16_t", "asked_block", blocks),
    ])


def main():
    keep.run([("asked.h", header())], "its sources", __doc__)


if __name__ == "__main__":
    main()
