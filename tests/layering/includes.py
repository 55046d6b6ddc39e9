"""includes.py ROOT - the layering and the house rules of the sources below ROOT, read from layers.txt beside this file.

Every finding is one line, FILE:LINE: what is wrong. Exit 1 when there is one. Nothing is compiled: comments and strings are
blanked, then #include lines and calls are looked at.
"""
import fnmatch
import os
import re
import sys

MAX_LINES = 900
MAX_COLUMNS = 140
C_STANDARD = set("""assert.h ctype.h errno.h float.h inttypes.h iso646.h limits.h math.h setjmp.h stdalign.h stdarg.h stdatomic.h stdbool.h
stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h""".split())  # no locale.h, no signal.h, no time.h, no threads.h
BLANKED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def read_rules(path):
    rules = {kind: {} for kind in ("layer", "scanner", "table", "third", "system", "ban")}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            words = line.split("#")[0].split()
            if words:
                rules[words[0]][words[1]] = words[2:]
    return rules


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def blank(text):
    """The text with comments, strings and characters turned to spaces; lines stay where they are."""
    return BLANKED.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def without_comments(text):
    return BLANKED.sub(lambda m: m.group() if m.group()[0] in "\"'" else re.sub(r"[^\n]", " ", m.group()), text)


def sources(root):
    for top, kinds in (("engine", (".c", ".h")), ("grammar", (".re", ".h"))):
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders.sort()
            for name in sorted(files):
                if name.endswith(kinds):
                    yield os.path.relpath(os.path.join(folder, name), root)


class Checker:
    def __init__(self, root, rules):
        self.root, self.rules, self.found = root, rules, []

    def report(self, path, line, message):
        self.found.append(f"{path}:{line}: {message}")

    def place_of(self, path):
        """(layer, place below engine/) of a source; scanners belong to the layer that uses them."""
        top, rest = path.split(os.sep, 1)
        if top == "engine":
            return rest.split(os.sep)[0], rest
        if rest.endswith(".re"):
            layer = self.rules["scanner"].get(rest, self.rules["scanner"]["*"])[0]
            return layer, layer + "/" + rest
        return None, rest

    def include(self, path, line, layer, place, quote, header):
        first = header.split("/")[0]
        if quote == '"':
            if layer == "include":
                if first != "newel":
                    self.report(path, line, f'a public header includes "{header}"')
            elif first == "newel" or first == layer:
                pass
            elif first in self.rules["layer"]:
                if first not in self.rules["layer"][layer]:
                    self.report(path, line, f'{layer} may not know {first}: "{header}"')
            else:
                for pattern, owners in self.rules["table"].items():
                    if fnmatch.fnmatch(header, pattern):
                        if layer not in owners:
                            self.report(path, line, f'{layer} may not include the table "{header}"')
                        return
                self.report(path, line, f'"{header}" is in no layer; write it from engine/ or grammar/')
            return
        if header in C_STANDARD:
            return
        for kind in ("third", "system"):
            for name, places in self.rules[kind].items():
                if header == name or (name.endswith("/") and header.startswith(name)):
                    if not any(place.startswith(allowed) for allowed in places):
                        self.report(path, line, f"<{header}> belongs to {' '.join(places)}")
                    return
        self.report(path, line, f"<{header}> is not in layers.txt")

    def check(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            text = file.read()
        layer, place = self.place_of(path)
        lines = text.split("\n")
        if len(lines) - 1 > MAX_LINES and not path.startswith("grammar" + os.sep + "tables"):
            self.report(path, MAX_LINES + 1, f"{len(lines) - 1} lines; {MAX_LINES} are the most")
        for number, content in enumerate(lines, 1):
            if len(content) > MAX_COLUMNS and not path.startswith("grammar" + os.sep + "tables"):
                self.report(path, number, f"{len(content)} columns; {MAX_COLUMNS} are the most")
            if "\t" in content:
                self.report(path, number, "a tab")
        if layer is None:
            return
        if layer != "include" and layer not in self.rules["layer"]:
            self.report(path, 1, f"the folder engine/{layer} is not in layers.txt")
            return
        for match in INCLUDE.finditer(without_comments(text)):
            self.include(path, line_of(text, match.start()), layer, place, match.group(1), match.group(2))
        code = blank(text)
        for name, places in self.rules["ban"].items():
            if any(place.startswith(allowed) for allowed in places):
                continue
            for match in re.finditer(r"(?<![\w.>])" + name + r"\s*\(", code):
                self.report(path, line_of(code, match.start()), f"{name}() is not used here")


def main():
    root = sys.argv[1]
    checker = Checker(root, read_rules(os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers.txt")))
    count = 0
    for path in sources(root):
        checker.check(path)
        count += 1
    print("\n".join(checker.found + [f"{count} files, {len(checker.found)} findings"]))
    return 1 if checker.found or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
