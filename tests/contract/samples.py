"""samples.py - values for the shapes of a service model: minimal, maximal, random.

  Samples(random.Random(7)).value(shape, "maximal")     shape is a botocore.model.Shape; blobs are bytes, times are datetimes

minimal: required members only, the shortest strings; maximal: every member, one item of each list; random: some members, Unicode, and
strings that match their pattern. A union has one member; the seed decides which. A shape within itself is minimal there, so values end.
"""
import datetime
import re
try:
    from re import _parser as sre
except ImportError:
    import sre_parse as sre

TEXTS = ["plain", "naïve café", "日本語のテキスト", "line\nbreak \"quoted\" back\\slash", "emoji 🙂 mixed", "tab\there / slash ? query & more = +%20",
         "\u2028 separators \u2029", "right-to-left עברית", "{\"json\": [1, 2]}", "nul-free \x7f delete"]
ALPHABET = "abcXYZ019"


class Samples:
    def __init__(self, rng):
        self.rng = rng

    def value(self, shape, mode, within=()):
        if shape.name in within:
            mode = "minimal"
        kind = shape.type_name
        if kind == "structure" and getattr(shape, "is_document_type", False):
            return self.document(mode)
        make = getattr(self, "of_" + kind, None)
        return make(shape, mode, within + (shape.name,)) if make else self.scalar(shape, kind, mode)

    # ---- what holds others ----

    def of_structure(self, shape, mode, within):
        members, required = shape.members, set(shape.required_members)
        if getattr(shape, "is_tagged_union", False):
            names = [n for n in members if not self.recurs(members[n], within)] or list(members)
            names = [names[0] if mode == "minimal" and within.count(shape.name) > 1 else self.rng.choice(names)]
        elif mode == "minimal":
            names = [n for n in members if n in required]
        elif mode == "maximal":
            names = list(members)
        else:
            names = [n for n in members if n in required or self.rng.random() < 0.5]
        return {n: self.value(members[n], mode, within) for n in names}

    def recurs(self, shape, within):
        """Does the shape hold, by required members, one that it stands in?"""
        if shape.name in within:
            return True
        if shape.type_name == "list":
            return self.recurs(shape.member, within + (shape.name,))
        if shape.type_name == "structure":
            return any(self.recurs(shape.members[m], within + (shape.name,)) for m in shape.required_members)
        return False

    def of_list(self, shape, mode, within):
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max", 3)
        recurs = shape.member.name in within
        count = least if mode == "minimal" or recurs else max(least, 1) if mode == "maximal" else self.rng.randint(least, max(least, min(most, 3)))
        return [self.value(shape.member, mode, within) for _ in range(count)]

    def of_map(self, shape, mode, within):
        least = shape.metadata.get("min", 0)
        count = least if mode == "minimal" else max(least, 2)
        return {self.scalar(shape.key, "string", mode) + str(i): self.value(shape.value, mode, within) for i in range(count)}

    def document(self, mode):
        if mode == "minimal":
            return {}
        return {"text": self.rng.choice(TEXTS), "list": [1, 2.5, True, None, {"deep": []}], "number": -17}

    # ---- scalars ----

    def scalar(self, shape, kind, mode):
        if kind == "string":
            return self.string(shape, mode)
        if kind == "blob":
            least = shape.metadata.get("min", 0)
            return bytes(self.rng.randrange(256) for _ in range(max(least, 0 if mode == "minimal" else self.rng.randint(1, 9))))
        if kind == "boolean":
            return self.rng.random() < 0.5
        if kind == "timestamp":
            return datetime.datetime(2026, 3, 1, 12, self.rng.randrange(60), 7, tzinfo=datetime.timezone.utc)
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max", 1000)
        if mode != "random":
            return least if mode == "minimal" else most
        if kind in ("integer", "long"):
            return self.rng.randint(int(least), int(most))
        return round(self.rng.uniform(least, most), 3)

    def string(self, shape, mode):
        least, most = shape.metadata.get("min", 0), shape.metadata.get("max", 60)
        if getattr(shape, "enum", None):
            return self.rng.choice(shape.enum)
        if "pattern" in shape.metadata:
            return self.matching(shape.metadata["pattern"], max(least, 1), most)
        text = "" if mode == "minimal" and least == 0 else self.rng.choice(TEXTS) if mode == "random" else "text"
        return (text + "x" * max(0, least - len(text)))[:most]

    def matching(self, pattern, least, most):
        """A string that the pattern matches whole, of a length within the bounds."""
        try:
            parsed = sre.parse(pattern)
        except re.error:  # \\p{L} and its like, which Python does not know
            return "text".ljust(least, "x")
        for more in range(60):
            text = self.sample(parsed, more)
            if least <= len(text) <= most and re.fullmatch(pattern.strip("^$"), text):
                return text
        raise ValueError(f"no sample of {pattern!r} with {least}..{most} characters")

    def sample(self, parsed, more):
        return "".join(self.sample_one(op, value, more) for op, value in parsed)

    def sample_one(self, op, value, more):
        name = str(op)
        if name == "LITERAL":
            return chr(value)
        if name in ("ANY", "NOT_LITERAL"):
            return self.rng.choice(ALPHABET)
        if name == "IN":
            return self.one_of(value)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, high, inner = value
            count = min(int(high), int(low) + self.rng.randint(0, 3) + (more if more > 5 else 0))
            return "".join(self.sample(inner, 0) for _ in range(count))
        if name == "SUBPATTERN":
            return self.sample(value[3], more)
        if name == "BRANCH":
            return self.sample(self.rng.choice(value[1]), more)
        if name == "AT":
            return ""
        raise ValueError(name)

    def one_of(self, items):
        chosen = [i for i in items if str(i[0]) != "NEGATE"]
        negated = len(chosen) < len(items)
        allowed = [c for c in ALPHABET + "-_.: /" if any(self.holds(i, c) for i in chosen) != negated]
        if allowed:
            return self.rng.choice(allowed)
        op, value = self.rng.choice(chosen)
        return chr(value if str(op) == "LITERAL" else value[0])

    @staticmethod
    def holds(item, char):
        op, value = str(item[0]), item[1]
        if op == "LITERAL":
            return ord(char) == value
        if op == "RANGE":
            return value[0] <= ord(char) <= value[1]
        return {"CATEGORY_SPACE": char == " ", "CATEGORY_NOT_SPACE": char != " ", "CATEGORY_DIGIT": char.isdigit()}.get(str(value), True)
