#!/usr/bin/env python3
"""Writes entities.h: the names of HTML's character references, from Python's html.entities (the list of the HTML standard).

  entities.py          writes entities.h beside this file
  entities.py --check  exits 1 when the committed entities.h differs

Only names with a semicolon that stand for one code point. The digest is that of the list as "name=codepoint" lines.
"""
import hashlib
import html.entities

import keep

ROW = 120


def rows():
    pairs = {name[:-1]: ord(text) for name, text in html.entities.html5.items()
             if name.endswith(";") and len(text) == 1 and name[:-1].isalnum()}
    return sorted((name.encode("ascii"), cp) for name, cp in pairs.items())


def wrapped(items, width):
    line = " "
    for item in items:
        if len(line) + len(item) + 2 > width:
            yield line
            line = " "
        line += " " + item + ","
    yield line


def header():
    table = rows()
    digest = hashlib.sha256("".join("%s=%x\n" % (name.decode(), cp) for name, cp in table).encode()).hexdigest()
    names = b"".join(name for name, _ in table).decode()
    out = ["/* entities.h - names of HTML character references, in order of bytes. Made by entities.py: do not edit.",
           " * The named character references of the HTML standard (html.spec.whatwg.org) as Python's html.entities has them,",
           " * %d names of one code point. SHA-256 of the list: %s */" % (len(table), digest),
           "typedef struct entity_t { uint16_t name; uint8_t len; uint32_t cp; } entity_t;",
           "enum { ENTITY_COUNT = %d, ENTITY_ROW = %d };" % (len(table), ROW),
           "/* The names, one behind the other: rows without a NUL. */",
           "static const char entity_names[%d][ENTITY_ROW] = {" % -(-len(names) // ROW)]
    out += ['  "%s",' % names[at:at + ROW] for at in range(0, len(names), ROW)]
    out.append("};")
    at, entries = 0, []
    for name, cp in table:
        entries.append("{ %d, %d, 0x%X }" % (at, len(name), cp))
        at += len(name)
    out.append("static const entity_t entity_table[ENTITY_COUNT] = {")
    out += list(wrapped(entries, 130))
    return "\n".join(out + ["};"]) + "\n"


def main():
    keep.run([("entities.h", header())], "the names of HTML", __doc__)


if __name__ == "__main__":
    main()
