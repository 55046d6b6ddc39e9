#!/usr/bin/env python3
"""Writes profanity.h, the managed list as a C array, from profanity.txt beside it.

  profanity.py            writes profanity.h
  profanity.py --check    exits 1 when the committed profanity.h differs
"""
import hashlib
import os
import sys

import keep
from keep import HERE


def read(path):
    """The entries by language, in the order of the file. An entry that stands twice is an error: it says the list was not read."""
    languages, seen = {}, {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if line.startswith("# lang:"):
                entries = languages.setdefault(line[len("# lang:"):].strip(), [])
            elif line and not line.startswith("#"):
                if line.casefold() in seen:
                    sys.exit("profanity.txt:%d: '%s' stands in line %d already" % (number, line, seen[line.casefold()]))
                seen[line.casefold()] = number
                entries.append(line)
    return languages


def header(path):
    languages = read(path)
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    lines = [
        "/* profanity.h - the managed list PROFANITY. Made by profanity.py from profanity.txt: do not edit. */",
        '#define PROFANITY_DIGEST "%s"' % digest,
        '#define PROFANITY_LANGUAGES "%s"' % " ".join(languages),
        "static const char *const profanity_entries[%d] = {" % sum(map(len, languages.values())),
    ]
    for language, entries in languages.items():
        lines.append("  /* %s */" % language)
        line = " "
        for entry in entries:
            if len(line) + len(entry) + 4 > 120:
                lines.append(line)
                line = " "
            line += ' "%s",' % entry
        lines.append(line)
    return "\n".join(lines + ["};", ""])


def main():
    keep.run([("profanity.h", header(os.path.join(HERE, "profanity.txt")))], "profanity.txt", __doc__)


if __name__ == "__main__":
    main()
