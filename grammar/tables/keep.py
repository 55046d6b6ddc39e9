"""What the programs of this folder do with what they made: write the file, or, with --check, compare it with the one that is there."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def settle(name, text, check, source):
    """Writes `text` to the file `name` of this folder. `check`: writes nothing, and ends the program when the file differs; `source` says of
    what it is made."""
    path = os.path.join(HERE, name)
    if not check:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return
    with open(path, encoding="utf-8") as file:
        if file.read() != text:
            sys.exit("%s differs from what %s makes of %s" % (name, os.path.basename(sys.argv[0]), source))


def run(files, source, doc):
    """The program of a table that takes no argument but --check. `files`: pairs of a name and its text."""
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(doc)
    for name, text in files:
        settle(name, text, bool(sys.argv[1:]), source)
