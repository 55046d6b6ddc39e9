#!/usr/bin/env python3
"""Writes twins.h: honest words that could be taken for another word in disguise, so that a list that holds the one does not find the
other.

  twins.py WORDS... --common WORDS...
                          writes twins.txt, from word lists with one word a line
  twins.py                writes twins.h from twins.txt
  twins.py --check        exits 1 when the committed twins.h differs

The words of twins.txt were chosen from SCOWL 2020.12.07 (Kevin Atkinson), as Debian's wamerican-large has them: of five letters and
more, those with the same first, last and inner letters as another; of four and more, those that are another one backwards or in rot13.
Common words (SCOWL sizes 10 and 20, English and American) of four to eight letters are there whatever they look like: lists hold
names and codes, too, and "says" is "fnlf" in rot13.
"""
import codecs
import hashlib
import os
import sys
from collections import defaultdict

import keep
from keep import HERE

TEXT = os.path.join(HERE, "twins.txt")


def managed():
    """The words of the list PROFANITY: their twins count, too."""
    with open(os.path.join(HERE, "profanity.txt"), encoding="utf-8") as file:
        return {line.strip().lower() for line in file if not line.startswith("#") and " " not in line.strip() and line.strip()}


def twins(honest):
    words = honest | managed()
    by_letters = defaultdict(set)
    for word in words:
        if len(word) >= 5:
            by_letters[word[0], word[-1], "".join(sorted(word[1:-1]))].add(word)
    found = {word for group in by_letters.values() if len(group) > 1 for word in group}
    for word in words:
        if len(word) >= 4 and any(w != word and w in words for w in (word[::-1], codecs.encode(word, "rot13"))):
            found.add(word)
    return found & honest - managed()


def read(paths):
    words = set()
    for path in paths:
        with open(path, encoding="latin-1") as file:
            words |= {w for w in (line.strip().lower() for line in file) if w.isascii() and w.isalpha()}
    return words


def choose(paths):
    split = paths.index("--common") if "--common" in paths else len(paths)
    common = {word for word in read(paths[split + 1:]) if 4 <= len(word) <= 8} - managed()
    with open(TEXT, "w", encoding="utf-8") as file:
        file.write("".join(word + "\n" for word in sorted(twins(read(paths[:split])) | common)))


def header():
    with open(TEXT, "rb") as file:
        data = file.read()
    lines = ["/* twins.h - honest words that may look like another one in disguise. Made by twins.py from twins.txt: do not edit. */",
             "/* SHA-256 of twins.txt: %s */" % hashlib.sha256(data).hexdigest(), "static const char twin_words[][16] = {"]
    line = " "
    for word in data.decode().split():
        assert len(word) < 16
        if len(line) + len(word) + 4 > 120:
            lines.append(line)
            line = " "
        line += ' "%s",' % word
    return "\n".join(lines + [line, "};", ""])


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        choose(sys.argv[1:])
    keep.settle("twins.h", header(), check, "twins.txt")


if __name__ == "__main__":
    main()
