#!/usr/bin/env python3
"""Writes phone.h, the numbering plans of the world as one automaton, from the metadata of libphonenumber.

  phone.py PACKAGE            writes phone.h beside this file
  phone.py --check [PACKAGE]  exits 1 when the committed phone.h differs; without the package it says so and exits 0
                              (tests/golden/tables.sh calls it so, with PHONE_PACKAGE=<package> when that is set)

PACKAGE is the npm package libphonenumber-js (MIT; its data is Google's libphonenumber, Apache-2.0), packed or unpacked:

  npm pack libphonenumber-js@1.13.16 && python3 grammar/tables/phone.py libphonenumber-js-1.13.16.tgz

Every set of numbers here is finite (at most 17 digits), so every automaton is acyclic and a state is what can still follow: a label
and ten successors. States are made bottom-up and equal ones are the same object (hash-consing), hence minimal and shared by all plans:

  the DIGITS that may follow "+4420"  ==  those that may follow "+4423"      one state

Three kinds of language begin in it:
  code      by calling code: national significant numbers; label POSSIBLE (the plan's shape), VALID (a type of number that is in use)
  trunk     by calling code: the same with the national prefix in front
  layout    by printed groups ("3 4 4"): the numbers that some country prints so, with its national prefix
"""
import hashlib
import json
import os
import re
import sys
import tarfile

import keep

DEAD, NONE, POSSIBLE, VALID = 0, 0, 1, 2
# Fields of a country in the metadata (libphonenumber-js, source/metadata.js).
CODE, PATTERN, LENGTHS, FORMATS, PREFIX, PREFIX_RULE, TYPES = 0, 2, 3, 4, 5, 6, 11
LAYOUT_LEAST_DIGITS, LAYOUT_MOST_DIGITS, LAYOUT_MOST_GROUPS = 8, 15, 6


# ---- acyclic automata ----

class Automaton:
    """States by number: (label, ten successors). State 0 is dead: no label, and only itself behind it."""

    def __init__(self):
        self.rows = [(NONE, (DEAD,) * 10)]
        self.known = {self.rows[0]: DEAD}
        self.union_memo, self.both_memo = {}, {}

    def state(self, label, successors):
        row = (label, tuple(successors))
        if row not in self.known:
            self.known[row] = len(self.rows)
            self.rows.append(row)
        return self.known[row]

    def union(self, states):
        """What one of the states accepts; the highest label counts."""
        key = frozenset(states) - {DEAD}
        if len(key) <= 1:
            return next(iter(key), DEAD)
        if key not in self.union_memo:
            rows = [self.rows[s] for s in key]
            self.union_memo[key] = self.state(max(label for label, _ in rows),
                                              [self.union(next_states) for next_states in zip(*(n for _, n in rows))])
        return self.union_memo[key]

    def both(self, a, b):
        """What both accept; the lower label counts."""
        if DEAD in (a, b):
            return DEAD
        if (a, b) not in self.both_memo:
            (label_a, next_a), (label_b, next_b) = self.rows[a], self.rows[b]
            self.both_memo[a, b] = self.state(min(label_a, label_b), [self.both(x, y) for x, y in zip(next_a, next_b)])
        return self.both_memo[a, b]

    def prefixed(self, digits, state):
        for digit in reversed(digits):
            state = self.state(NONE, [state if d == int(digit) else DEAD for d in range(10)])
        return state

    def any_of(self, lengths, label):
        """All digit strings of these lengths."""
        state = DEAD
        for length in range(max(lengths), -1, -1):
            state = self.state(label if length in lengths else NONE, [state] * 10)
        return state

    def pattern(self, text, label, open_end=0):
        """A pattern of the metadata: digits, classes, \\d, groups, |, ?, {m,n}. `open_end` more digits may follow."""
        nodes = parse_pattern("(?:%s)\\d{0,%d}" % (text, open_end) if open_end else text)
        memo = {}

        def after(nfa_states):
            if nfa_states not in memo:
                closed = closure(nfa_states)
                successors = []
                for digit in range(10):
                    step = frozenset(to for s in closed for digits, to in nodes.steps[s] if digits is not None and digit in digits)
                    successors.append(after(step) if step else DEAD)
                memo[nfa_states] = self.state(label if nodes.accept in closed else NONE, successors)
            return memo[nfa_states]

        def closure(nfa_states):
            todo, seen = list(nfa_states), set(nfa_states)
            while todo:
                for digits, to in nodes.steps[todo.pop()]:
                    if digits is None and to not in seen:
                        seen.add(to)
                        todo.append(to)
            return seen

        return after(frozenset([nodes.start]))


class Nfa:
    def __init__(self):
        self.steps, self.start, self.accept = [], 0, 0

    def node(self):
        self.steps.append([])
        return len(self.steps) - 1


def parse_pattern(text):
    """A nondeterministic automaton of a pattern, by recursive descent."""
    nfa = Nfa()
    tokens = re.findall(r"\\d|\[[^]]*\]|\(\?:|\{[0-9,]+\}|.", text)

    def alternatives(at, start):
        end = nfa.node()
        while True:
            at, last = sequence(at, start)
            nfa.steps[last].append((None, end))
            if at >= len(tokens) or tokens[at] != "|":
                return at, end
            at += 1

    def sequence(at, start):
        while at < len(tokens) and tokens[at] not in "|)":
            least, most, behind = count_of(atom_end(at))
            for copy in range(most):
                _, to = atom(at, start)
                if copy >= least:
                    nfa.steps[start].append((None, to))
                start = to
            at = behind
        return at, start

    def atom_end(at):
        if tokens[at] not in ("(", "(?:"):
            return at + 1
        depth = 0
        while True:
            depth += (tokens[at] in ("(", "(?:")) - (tokens[at] == ")")
            at += 1
            if depth == 0:
                return at

    def count_of(at):
        token = tokens[at] if at < len(tokens) else ""
        if token == "?":
            return 0, 1, at + 1
        if token.startswith("{"):
            least, _, most = token[1:-1].partition(",")
            return int(least), int(most or least), at + 1
        return 1, 1, at

    def atom(at, start):
        token = tokens[at]
        if token in ("(", "(?:"):
            at, to = alternatives(at + 1, start)
            return at + 1, to
        to = nfa.node()
        nfa.steps[start].append((digits_of(token), to))
        return at + 1, to

    nfa.start = nfa.node()
    at, nfa.accept = alternatives(0, nfa.start)
    if at != len(tokens):
        sys.exit("a pattern of the metadata has an unknown form: '%s'" % text)
    return nfa


def digits_of(token):
    if token == "\\d":
        return frozenset(range(10))
    if token.isdigit():
        return frozenset([int(token)])
    if not re.fullmatch(r"\[(?:[0-9]-[0-9]|[0-9])+\]", token):
        sys.exit("the metadata has an unknown token: '%s'" % token)
    return frozenset(d for a, b in re.findall(r"([0-9])(?:-([0-9]))?", token[1:-1]) for d in range(int(a), int(b or a) + 1))


# ---- numbering plans ----

def national_numbers(auto, country):
    """National significant numbers of one country: VALID where a type of number has them, POSSIBLE where the plan allows them."""
    lengths = country[LENGTHS]
    shape = auto.both(auto.pattern(country[PATTERN], VALID), auto.any_of(lengths, VALID))
    types = [auto.both(auto.pattern(kind[0], VALID), auto.any_of(kind[1] if len(kind) > 1 else lengths, VALID))
             for kind in (country[TYPES] if len(country) > TYPES and country[TYPES] else []) if kind and kind[0]]
    valid = auto.both(shape, auto.union(types)) if types else shape
    return auto.union([auto.both(shape, auto.any_of(lengths, POSSIBLE)), valid])


def group_sizes(pattern):
    """The sizes of the groups of a format: '(\\d{2})(\\d{3,4})' is [[2], [3, 4]]."""
    sizes = []
    for group in re.findall(r"\(([^)]*)\)", pattern):
        match = re.fullmatch(r"\\d(?:\{(\d+)(?:,(\d+))?\})?", group)
        if match is None:
            return None
        least = int(match.group(1) or 1)
        sizes.append(range(least, int(match.group(2) or least) + 1))
    return sizes


def printed_layouts(auto, country):
    """Yields (groups, state): how the country prints its numbers with the national prefix in front."""
    prefix = country[PREFIX] or ""
    for form in country[FORMATS] or []:
        rule = (form[3] if len(form) > 3 else 0) or country[PREFIX_RULE] or ""
        sizes, places = group_sizes(form[0]), re.findall(r"\$(\d)|(\d)", form[1])
        if not prefix or sizes is None or any(literal for _, literal in places) or not re.sub(r"\D", "", rule.replace("$1", "")) == prefix:
            continue
        if [int(place) for place, _ in places] != list(range(1, len(sizes) + 1)):
            continue
        glued = (rule.replace("(", "").replace(")", "")).startswith(prefix + "$1")
        numbers = country_numbers(auto, country)
        if len(form) > 2 and form[2]:
            numbers = auto.both(numbers, auto.pattern(form[2][-1], VALID, open_end=15))
        for groups in products(sizes):
            total = sum(groups)
            printed = [len(prefix) + groups[0]] + groups[1:] if glued else [len(prefix)] + groups
            if not LAYOUT_LEAST_DIGITS <= sum(printed) <= LAYOUT_MOST_DIGITS or not 2 <= len(printed) <= LAYOUT_MOST_GROUPS:
                continue
            state = auto.both(numbers, auto.any_of([total], VALID))
            yield printed, auto.prefixed(prefix, state)


def products(sizes):
    rows = [[]]
    for choices in sizes:
        rows = [row + [size] for row in rows for size in choices]
    return rows


country_memo = {}


def country_numbers(auto, country):
    key = id(country)
    if key not in country_memo:
        country_memo[key] = national_numbers(auto, country)
    return country_memo[key]


def plans(metadata):
    """Countries by calling code."""
    by_code = {}
    for country in list(metadata["countries"].values()) + list(metadata["nonGeographic"].values()):
        by_code.setdefault(int(country[CODE]), []).append(country)
    return dict(sorted(by_code.items()))


# ---- the header ----

def reachable(auto, starts):
    """States in order of label, so that a label is a comparison; the dead state is 0."""
    seen, todo = set(), list(starts)
    while todo:
        state = todo.pop()
        if state != DEAD and state not in seen:
            seen.add(state)
            todo.extend(auto.rows[state][1])
    order = [DEAD] + sorted(seen, key=lambda s: (auto.rows[s][0], auto.rows[s][1]))
    return order, {state: number for number, state in enumerate(order)}


def packed(groups):
    """Group sizes as hexadecimal digits, the last one lowest: [3, 4, 4] is 0x344."""
    value = 0
    for size in groups:
        value = value << 4 | size
    return value


def wrapped(numbers, width=126):
    lines, line = [], " "
    for number in numbers:
        if len(line) + len(number) + 2 > width:
            lines.append(line)
            line = " "
        line += " " + number + ","
    return lines + [line]


def header(metadata, version, date, digest):
    auto, codes, layouts = Automaton(), [], {}
    for code, countries in plans(metadata).items():
        own = auto.union([country_numbers(auto, country) for country in countries])
        trunk = auto.union([auto.prefixed(country[PREFIX], country_numbers(auto, country))
                            for country in countries if country[PREFIX] and code != 1] or [DEAD])
        codes.append((code, own, trunk))
        for country in countries:
            for groups, state in printed_layouts(auto, country):
                layouts.setdefault(packed(groups), []).append(state)
    rows = sorted((groups, auto.union(states)) for groups, states in layouts.items())
    rows = [(groups, state) for groups, state in rows if state != DEAD]
    order, number = reachable(auto, [s for row in codes for s in row[1:]] + [s for _, s in rows])
    labels = [auto.rows[state][0] for state in order]
    if len(order) >= 1 << 16:
        sys.exit("%d states do not fit 16 bits" % len(order))
    lines = [
        "/* phone.h - numbering plans. Made by phone.py from libphonenumber-js %s: do not edit." % version,
        " *",
        " * source   https://www.npmjs.com/package/libphonenumber-js %s (MIT), data of Google's libphonenumber (Apache-2.0)" % version,
        " * file     metadata.max.json, %s, sha256 %s" % (date, digest),
        " * holds    %d calling codes, %d layouts, %d states" % (len(codes), len(rows), len(order)),
        " */",
        '#define PHONE_SOURCE "libphonenumber-js %s"' % version,
        '#define PHONE_DIGEST "%s"' % digest,
        "enum { PHONE_CODES = %d, PHONE_LAYOUTS = %d, PHONE_STATES = %d, PHONE_POSSIBLE_FROM = %d, PHONE_VALID_FROM = %d };" % (
            len(codes), len(rows), len(order), labels.index(POSSIBLE), labels.index(VALID)),
        "/* By calling code: where its national numbers begin, without and with the national prefix (0: it has none). */",
        "static const struct { uint16_t code, own, trunk; } phone_codes[PHONE_CODES] = {",
    ]
    lines += wrapped("{ %d, %d, %d }" % (code, number[own], number[trunk]) for code, own, trunk in codes)
    lines += ["};", "/* By sizes of the printed groups (hexadecimal digits). */",
              "static const struct { uint32_t groups; uint16_t start; } phone_layouts[PHONE_LAYOUTS] = {"]
    lines += wrapped("{ 0x%x, %d }" % (groups, number[state]) for groups, state in rows)
    lines += ["};", "static const uint16_t phone_next[PHONE_STATES][10] = {"]
    lines += wrapped("{" + ",".join(str(number[s]) for s in auto.rows[state][1]) + "}" for state in order)
    return "\n".join(lines + ["};", ""])


# ---- the package ----

def read_package(path):
    """(metadata, version, date of release, digest) of a packed or unpacked package."""
    if os.path.isdir(path):
        def read(name):
            with open(os.path.join(path, name), "rb") as file:
                return file.read()
        return contents(read)
    with tarfile.open(path) as archive:
        return contents(lambda name: archive.extractfile("package/" + name).read())


def contents(read):
    data = read("metadata.max.json")
    version = json.loads(read("package.json"))["version"]
    entry = re.search(r"^%s / (\S+)" % re.escape(version), read("CHANGELOG.md").decode(), re.M)
    return json.loads(data), version, entry.group(1) if entry else "no date", hashlib.sha256(data).hexdigest()


def main():
    args = sys.argv[1:]
    check = args[:1] == ["--check"]
    args = args[check:]
    if len(args) > 1 or (not check and not args):
        sys.exit(__doc__)
    if not args or not os.path.exists(args[0]):
        if not check:
            sys.exit("'%s' is not there" % args[0])
        print("SKIPPED: phone.h is not compared: no package libphonenumber-js at hand (see phone.py)", file=sys.stderr)
        return
    keep.settle("phone.h", header(*read_package(args[0])), check, "'%s'" % args[0])


if __name__ == "__main__":
    main()
