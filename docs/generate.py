"""generate.py [--check] - the pages of docs/ that are made from tables of grammar/.

    limits.def       -> docs/limits.md
    diagnostics.def  -> docs/diagnostics.md
    entities.def     -> docs/entities.md
    misses.def       -> docs/misses.md
    advice.def       -> docs/errors.md

With --check nothing is written: a page that differs is named, and the exit status is 1.
"""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOKEN = re.compile(r'\s*(?:/\*.*?\*/|("(?:\\.|[^"\\])*")|([^,()"]+)|(.))', re.S)


def read(name):
    """A table without comments; what it includes stands in its place."""
    with open(os.path.join(TOP, "grammar", name), encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    return re.sub(r'^#include "([^"]+)"', lambda m: read(m.group(1)), text, flags=re.M)


def rows(name, macro):
    """The rows MACRO(a, b, ...) of a table, each a list of texts; adjacent literals are joined as in C."""
    text = read(name)
    for match in re.finditer(r"^" + macro + r"\(", text, re.M):
        position, depth, row, cell = match.end(), 0, [], ""
        while True:
            token = TOKEN.match(text, position)
            position = token.end()
            literal, plain, mark = token.groups()
            if literal is not None:
                cell += unescape(literal[1:-1])
            elif plain is not None:
                cell += plain.strip()
            elif mark == ")" and depth == 0:
                row.append(cell)
                break
            elif mark == "," and depth == 0:
                row.append(cell)
                cell = ""
            else:
                depth += (mark == "(") - (mark == ")")
                cell += mark or ""
        yield row


def unescape(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), text)


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(head, lines):
    return "".join("| " + " | ".join(line) + " |\n" for line in [head, ["---"] * len(head)] + lines)


def number(value):
    """'4u << 20' as '4,194,304'."""
    parts = [int(part.strip().rstrip("uUlL")) for part in value.split("<<")]
    return f"{parts[0] << (parts[1] if len(parts) > 1 else 0):,}"


def limits():
    lines = [[f"`{name.lower()}`", number(value), unit, cell(reason), cell(hit)] for name, value, unit, reason, hit in rows("limits.def", "LIMIT")]
    return ("# Limits\n\nMade from `grammar/limits.def` by `./dev regen`; the same table is compiled in (`newel_limit_at`). A limit that is hit while a text\n"
            "is judged is in the trace and follows the policy's `on_incomplete`.\n\n" + table(["limit", "value", "unit", "why", "when it is hit"], lines))


def diagnostics():
    lines = [[code, severity.lower(), cell(text), cell(advice)]
             for _, code, severity, text, advice, _ in sorted(rows("diagnostics.def", "DIAGNOSTIC"), key=lambda row: (row[1][1:], row[1]))]
    return ("# Diagnostics\n\nMade from `grammar/diagnostics.def` by `./dev regen`. E: the policy does not compile; W: it compiles, and something is likely not\n"
            "meant; N: belongs to the remark before it. `%s` stands for a name of your policy. Codes are never reused.\n\n"
            + table(["code", "kind", "message", "advice"], lines))


def entity_rows():
    """Rows of entities.def, and those that secrets.def makes of its own."""
    yield from rows("entities.def", "ENTITY")
    for macro, strength in (("TOKEN", "STRONG"), ("KEYED", "WEAK"), ("SPECIAL", "MEDIUM")):
        for row in rows("secrets.def", macro):
            yield [row[0], "SECRET", "0", "any", "1", "", strength, "", row[-2], row[-1]]


def entities():
    lines = []
    for name, kind, bedrock, region, local, validator, strength, lookahead, source, meaning in entity_rows():
        found = "no: needs a judge" if local != "1" else strength.lower() + (f", checked ({validator})" if validator else "")
        lines.append([f"`{name}`", kind.lower(), region, cell(meaning), found, "yes" if bedrock == "1" else "no", cell(source)])
    return ("# Entities and tokens\n\nMade from `grammar/entities.def` by `./dev regen`. *Found here*: how strong the evidence of the local detector is; strong means that a\n"
            "chance hit is rarer than one in a thousand, weak that a word beside it must help. What needs a judge is reported as `unevaluated`.\n\n"
            + table(["name", "class", "region", "meaning", "found here", "Bedrock type", "format"], lines))


MISSES_JSON = """{"schema": "newel.miss/1",
 "guard": "id of the guard; only with a policy",
 "places": [{"start": 5, "end": 24,
             "match": "the text; only with --show",
             "types": [{"type": "CREDIT_DEBIT_CARD_NUMBER", "start": 5, "end": 24, "found": false,
                        "rule": "pii.EMAIL", "action": "ANONYMIZE",
                        "score": 0.99, "validator": "luhn",
                        "missing": [{"code": "CHECK", "text": "...", "advice": "...", "check": "luhn"}],
                        "words": ["card"], "within_chars": 40,
                        "stray": {"kind": "far", "start": 0, "end": 3, "distance": 52}}],
             "more": 0}],
 "limits": ["MISSES"],
 "not_judged": ["content.HATE"]}"""


def misses():
    lines = [[f"`{name}`", steps, cell(text), cell(advice)] for name, steps, text, advice in rows("misses.def", "MISS")]
    return ("# Near misses\n\nMade from `grammar/misses.def` by `./dev regen`: the reasons that `newel explain-miss` and `newel_guard_explain_miss` give. *Steps* say how far\n"
            "from a finding a reason is; those of one type add up, and more than 40 are shown only with `--entity`. A place gives at most three types, the\n"
            "nearest first, and what a word or the value itself names goes before what a number could be. What is in braces is filled in.\n\n"
            + table(["code", "steps", "what was missing", "what to do"], lines)
            + "\n## JSON\n\n`--json` writes one object; offsets are bytes of the text as given.\n\n```json\n" + MISSES_JSON + "\n```\n\n"
            "`type` is empty where a number is refused whatever it could be. `rule` and `action` stand where a rule of the policy has the type; `score` and\n"
            "`validator` where it is found; `words` and `within_chars` with CONTEXT (sixteen words at most); `stray` where a word is there and did not count:\n"
            "`far` (too far in front), `part` (of a longer word), `behind` (the value). `more` counts types that are left out, `limits` names limits that\n"
            "were hit, `not_judged` the rules that only a judge can tell.\n")


def errors():
    lines = [[f"`{error}`" if error else "", "" if status == "0" else status, said, cell(advice)]
             for error, status, said, advice in rows("advice.def", "ADVICE")]
    return ("# Errors of AWS\n\nMade from `grammar/advice.def` by `./dev regen`: what Newel advises when a service says no. The first row that fits is taken;\n"
            "*says* is a piece of the service's message. [bedrock.md](bedrock.md) says what is tried again.\n\n"
            + table(["error", "status", "says", "what to do"], lines))


def main():
    status = 0
    for name, page in (("limits", limits()), ("diagnostics", diagnostics()), ("entities", entities()), ("misses", misses()),
                       ("errors", errors())):
        path = os.path.join(TOP, "docs", name + ".md")
        old = open(path, encoding="utf-8").read() if os.path.exists(path) else None
        if old == page:
            continue
        if "--check" in sys.argv[1:]:
            print(f"differs: docs/{name}.md (run ./dev regen)")
            status = 1
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(page)
            print(f"wrote docs/{name}.md")
    return status


if __name__ == "__main__":
    sys.exit(main())
