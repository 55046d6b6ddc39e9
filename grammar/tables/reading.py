#!/usr/bin/env python3
"""Writes reading.h, what a code point reads as when a text is read for its meaning (engine/text/read_fold.c).

  reading.py            writes reading.h beside this file
  reading.py --check    exits 1 when the committed reading.h differs
  UCD=<folder>          where the Unicode database lies (default: Debian's unicode-data)

Sources: UnicodeData.txt (compatibility forms, names, decimal values), Scripts.txt, DerivedCoreProperties.txt
(Default_Ignorable_Code_Point), confusables.txt (UTS #39 skeletons, see confusables.py), and the small lists of this file.

Classes (enum reading_class):
  SAME       reads as itself: no entry
  LETTER     a letter or digit in another dress: full width, mathematical, enclosed, small capital, ligature; always read
  SOFT       a Latin letter with marks, as half of the world's spelling has them; read in words that have many
  LOOK       a letter of another script that looks like an ASCII one; read in words that mix scripts
  STYLE      one that looks like it from afar: the same, but never in words that consist of such letters
  SIGN       punctuation or a space in another dress; read next to what reads as a letter or digit
  DIGIT      a decimal digit of any script, an enclosed number
  MARK       a combining mark that Latin letters take; DROP: shows nothing; SELECTOR, TAG, REGIONAL: see read_fold.c
"""
import os
import re

import keep
import unicode as tables
from keep import HERE
from unicode import CODE_POINTS, array, digest, members, rows, two_stage, version, word_classes

SAME, LETTER, SOFT, LOOK, STYLE, SIGN, DIGIT, MARK, DROP, SELECTOR, TAG, REGIONAL = range(12)
NAMES = "SAME LETTER SOFT LOOK STYLE SIGN DIGIT MARK DROP SELECTOR TAG REGIONAL".split()
MARK_BLOCKS = [(0x300, 0x36F), (0x483, 0x489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)]
# Format characters that show something: signs that stand over or under a number.
SHOWN_FORMAT = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
EAST_ASIAN = {"Han", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Yi"}
# Letters that people take for Latin ones, and UTS #39 does not.
ALSO_LOOK = dict(zip("кмтнвпяшцьэєїѓќКТМНВїκτηωεχσβμί", "kmthbnrwubeeirkKTMHBiktnwexobui"))
ALSO_LOOK.update(zip("ⲁⲃⲉⲓⲕⲙⲛⲧⲩⲭⲂⲈⲒⲔⲘⲚⲦⲨⲬᗩᑕᑎᑫᔕᗯᘔᗝ", "abeikmntuxBEIKMNTYXacnqswzo"))  # Coptic, Canadian syllabics
ALSO_LOOK.update(zip("ᚱᛒᚹᚺᚾᛖᛗᛏᛋᏗᎴᏋᎶᏁᎧᏖᏬᏊᏞᎰᎫᏐᏰ", "rbphnmmtsadegnotubljjsb"))  # runes, Cherokee
ALSO_LOOK.update(zip("𐌀𐌁𐌂𐌃𐌄𐌅𐌉𐌊𐌋𐌌𐌍𐌏𐌐𐌒𐌓𐌔𐌕𐌖𐌗𐌙𐋅𐋄𐌵", "abcdefiklmnopqrstuxyhxu"))  # Old Italic, Gothic
# What programs that dress words up put for letters: read in words that mix scripts only, as languages are written with them.
STYLED = dict(zip("ลςђเภ๏รยฬคนวקשאץנლცყჯɧʉɛŋɵլբչՇֆԱ", "achinosuwanjpvxyjlbyxhuenolpztsu"))
STYLED.update(zip("δφλπγΛΣΠΦΔΘΞΨҽҡӄҳщиПӨЯЦЩЖлдзжчфг¢∂℘√∱ℓ", "dplnyAENODOEYekkxwnNORUWXndexhorcdpvfl"))
STYLED.update(zip("₳₵₣₲₭₥₦₱₴₮₩", "acfgkmnpstw"))  # signs of currencies
# What languages write every day, whatever it looks like or is made of: Hebrew yod, Thai and Lao AM, Lao HO NO and HO MO.
NATIVE = {0x5D9, 0x5F1, 0x5F2, 0xE33, 0xEB3, 0xEDC, 0xEDD}
DASHES = {0x2212, 0x2043, 0xFE58, 0x2796}
LETTER_NAMES = [
    (re.compile(r"LATIN LETTER SMALL CAPITAL ([A-Z])$"), LETTER),
    (re.compile(r"MODIFIER LETTER (?:SMALL|CAPITAL) ([A-Z])$"), LETTER),
    (re.compile(r".*(?:CIRCLED|SQUARED|PARENTHESIZED|SYMBOL FOR|INVERSE).* LATIN (?:CAPITAL|SMALL) LETTER ([A-Z])$"), LETTER),
    (re.compile(r"LATIN (?:CAPITAL|SMALL) LETTER (?:DOTLESS |SCRIPT |BLACKLETTER |INSULAR )?([A-Z])(?: WITH .*)?$"), SOFT),
]


def database():
    """name, category, decomposition tag, decomposition, decimal digit, numeric value by code point."""
    table, opened = {}, None
    for cp, _, f in rows("UnicodeData.txt"):
        tag, _, rest = f[4].rpartition("> ") if f[4].startswith("<") else ("", "", f[4])
        row = (f[0], f[1], tag.lstrip("<"), [int(x, 16) for x in rest.split()], f[5], f[7])
        for i in range(opened if opened is not None else cp, cp + 1):
            table[i] = row
        opened = cp if f[0].endswith(", First>") else None
    return table


def scripts():
    table = {}
    for first, last, fields in rows("Scripts.txt"):
        for cp in range(first, last + 1):
            table[cp] = fields[0]
    return table


def is_mark(cp):
    return any(first <= cp <= last for first, last in MARK_BLOCKS)


def decompose(data, cp):
    """Full compatibility decomposition, and whether any step was one of compatibility."""
    row = data.get(cp)
    if row is None or not row[3]:
        return [cp], False
    out, compat = [], bool(row[2])
    for part in row[3]:
        more, also = decompose(data, part)
        out, compat = out + more, compat or also
    return out, compat


def confusables():
    with open(os.path.join(HERE, "confusables.txt"), encoding="utf-8") as file:
        found = dict((int(line.split(" ", 1)[0], 16), line.rstrip("\n").split(" ", 1)[1]) for line in file if line[0] != "#")
    for char, text in ALSO_LOOK.items():
        found.setdefault(ord(char), text)
    found[0x491] = "r"  # Ukrainian ghe with upturn: no sign belongs to it
    return found


def number_of(name, value):
    """The value of an enclosed number: CIRCLED DIGIT ONE, PARENTHESIZED NUMBER TWELVE, DIGIT ONE FULL STOP."""
    enclosed = any(word in name for word in ("CIRCLED", "PARENTHESIZED", "FULL STOP", "COMMA"))
    return value if enclosed and value.isdigit() and "IDEOGRAPH" not in name and "LETTER" not in name else None


def by_name(name):
    for pattern, klass in LETTER_NAMES:
        match = pattern.match(name)
        if match:
            return klass, match.group(1) if "CAPITAL" in name else match.group(1).lower()
    return None


def by_form(data, cp):
    """What the decomposition says."""
    parts, compat = decompose(data, cp)
    text = "".join(chr(part) for part in parts if not is_mark(part))
    text = re.sub(r"^\((\w+)\)$|^(\w)\.(\w)\.$", lambda m: m.group(1) or m.group(2) + m.group(3), text).replace("\u2044", "/")
    if parts == [cp] or not text or text == chr(cp):
        return None
    if not text.isascii():
        return (LETTER, text) if compat and len(text) <= 4 and " " not in text else None
    if not any(char.isalnum() for char in text):
        return SIGN, text
    return (LETTER if compat or len(parts) == 1 else SOFT), text


def by_look(cp, script, category, look):
    text = look.get(cp)
    if text is None or script.get(cp) in EAST_ASIAN:
        return None
    text = {"rn": "m", "vv": "w"}.get(text.lower(), text)
    if text == "l" and category == "Lu" and cp != 0x4C0:
        text = "I"
    if not text.isalnum():
        return SIGN, text
    if script.get(cp) != "Latin":
        return LOOK, text
    return (SOFT if cp < 0x250 else LETTER), text


def as_digit(text):
    return {"O": "0", "o": "0", "l": "1", "I": "1", "i": "1"}.get(text, text if text.isdigit() and len(text) == 1 else "")


def entry_of(cp, data, script, ignorable, look):
    """(class, text, digit that it looks like, script number or 0)"""
    if 0xFE00 <= cp <= 0xFE0F or 0xE0100 <= cp <= 0xE01EF:
        return SELECTOR, "", "", ""
    if cp == 0xE0001 or 0xE0020 <= cp <= 0xE007F:
        return TAG, "", "", ""
    if 0x1F1E6 <= cp <= 0x1F1FF:
        return REGIONAL, chr(cp - 0x1F1E6 + 65), "", ""
    if cp in NATIVE:
        return SAME, "", "", ""
    name, category, _, _, decimal, numeric = data.get(cp, ("", "Cn", "", [], "", ""))
    if cp in ignorable or (category == "Cf" and cp not in SHOWN_FORMAT) or (0x80 <= cp < 0xA0 and cp != 0x85):
        return DROP, "", "", ""
    if is_mark(cp) and category in ("Mn", "Me"):
        return MARK, "", "", ""
    digit = as_digit(look.get(cp, ""))
    if decimal:
        return DIGIT, decimal, digit, ""
    number = number_of(name, numeric)
    if number is not None:
        return DIGIT, number, "", ""
    if category == "Pd" or cp in DASHES:
        return SIGN, "-", "", ""
    form = by_form(data, cp)
    found = by_name(name) or (form if form and form[1].isascii() else by_look(cp, script, category, look) or form)
    if found is None and chr(cp) in STYLED:
        found = STYLE, STYLED[chr(cp)]
    if found is None:
        return SAME, "", "", ""
    return found[0], found[1], digit, script.get(cp, "") if found[0] in (LOOK, STYLE) else ""


KINDS = "GAP BLANK ASKED FOREIGN JOIN LATIN NUMBER MARK SOFT SOFT_DIGIT LOOK".split()
KINDS_END = 0x20000


def kind_of_ascii(cp):
    if chr(cp).isalnum():
        return "NUMBER" if chr(cp).isdigit() else "LATIN"
    if cp == 0x7F or (cp < 0x20 and chr(cp) not in "\t\n\r"):
        return "ASKED"
    return "BLANK" if cp == 0x20 else "JOIN" if chr(cp) in "@.-_" else "GAP"


def kind_of(cp, klass, digit, script, word):
    """What a walk over words sees (enum reading_kind); LOOK by script, each with and without a digit that it looks like."""
    if cp < 0x80:
        return KINDS.index(kind_of_ascii(cp))
    if klass in (LOOK, STYLE):
        return KINDS.index("LOOK") + 2 * (script - 1) + (digit != "")
    if klass == SAME:
        return KINDS.index("FOREIGN" if word in (tables.PART, tables.MARK) else "GAP")
    return KINDS.index({SOFT: "SOFT_DIGIT" if digit else "SOFT", MARK: "MARK"}.get(klass, "ASKED"))


def build():
    data, script, look = database(), scripts(), confusables()
    ignorable = members("DerivedCoreProperties.txt", {"Default_Ignorable_Code_Point"})
    entries, pool, seen, table, names = ["{ READING_SAME, 0, 0, 0, 0 }"], "", {}, [0] * CODE_POINTS, [""]
    words = word_classes()
    kinds = [kind_of(cp, SAME, "", 0, words[cp]) for cp in range(KINDS_END)]
    for cp in range(0x80, CODE_POINTS):
        klass, text, digit, of = entry_of(cp, data, script, ignorable, look)
        if klass == SAME:
            continue
        if of not in names:
            names.append(of)
        key = (klass, text, digit, names.index(of))
        if key not in seen:
            encoded = text.encode().decode("latin-1")
            if encoded not in pool:
                pool += encoded
            seen[key] = len(entries)
            entries.append("{ READING_%s, %d, %d, %s, %d }" % (NAMES[klass], len(encoded), pool.index(encoded),
                                                               "'%s'" % digit if digit else "0", key[3]))
        table[cp] = seen[key]
        if cp < KINDS_END:
            kinds[cp] = kind_of(cp, klass, digit, key[3], words[cp])
    assert max(kinds) < 256 and len(names) <= 60
    assert len(names) < 256 and len(pool) < 65536
    return table, entries, pool.encode("latin-1"), kinds


def header():
    table, entries, pool, kinds = build()
    tables.BLOCK, block = 64, 64
    index, blocks = two_stage(table, 65535)
    kind_index, kind_blocks = two_stage(kinds, 65535)
    size = 2 * len(index) + 2 * len(blocks) + 6 * len(entries) + len(pool) + 2 * len(kind_index) + len(kind_blocks)
    sources = ["UnicodeData.txt", "Scripts.txt", "DerivedCoreProperties.txt"]
    return "\n".join([
        "/* reading.h - what a code point reads as, Unicode %s. Made by reading.py: do not edit. %d KB." % (version(), size // 1024),
        " *",
        " * Entry of cp: reading_entry[reading_block[reading_index[cp / %d] * %d + cp %% %d]]." % (3 * (block,)),
        " * Sources (SHA-256), (c) Unicode, Inc., https://www.unicode.org/license.txt:",
        *[" *   %s  %s" % (digest(name), name) for name in sources],
        " *   %s  confusables.txt" % digest(os.path.join(HERE, "confusables.txt")),
        " */",
        "enum { READING_BLOCK = %d };" % block,
        "typedef enum reading_class {\n  %s,\n  %s\n} reading_class;" % tuple(
            ", ".join("READING_" + name for name in part) for part in (NAMES[:6], NAMES[6:])),
        "/* `len` bytes of reading_text from `text`; the digit it looks like, 0 none; for LOOK a number of its script. */",
        "typedef struct reading_entry_t { uint8_t klass, len; uint16_t text; char digit; uint8_t script; } reading_entry_t;",
        "",
        array("uint16_t", "reading_index", index),
        array("uint16_t", "reading_block", blocks),
        array("reading_entry_t", "reading_entry", entries),
        array("unsigned char", "reading_text", list(pool)),
        "/* What a walk over words sees: what parts them, what has to be asked about, what they are made of. Behind LOOK, two a script: without",
        " * and with a digit that it looks like. Of cp < 0x%X: reading_kind_block[reading_kind_index[cp / %d] * %d + cp %% %d]. */" % (
            KINDS_END, block, block, block),
        "typedef enum reading_kind {\n  %s\n} reading_kind;" % ", ".join("READING_KIND_" + name for name in KINDS),
        "enum { READING_KINDS_END = 0x%X };" % KINDS_END,
        array("uint16_t", "reading_kind_index", kind_index),
        array("uint8_t", "reading_kind_block", kind_blocks),
    ])


def main():
    keep.run([("reading.h", header())], "Unicode %s" % version(), __doc__)


if __name__ == "__main__":
    main()
