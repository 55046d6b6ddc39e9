#!/usr/bin/env python3
"""Writes bedrock.h, the operations of Amazon Bedrock around guardrails as tables, from AWS's service models.

  bedrock.py MODELS            writes bedrock.h beside this file
  bedrock.py --check [MODELS]  exits 1 when the committed bedrock.h differs; without the models it says so and exits 0
                               (tests/golden/tables.sh calls it so, with BEDROCK_MODELS=<folder> or ../shared/aws/models)

MODELS is a folder as botocore has it (botocore/data of `pip download botocore`, Apache-2.0): SERVICE/DATE/service-2.json. Of it only the
operations named below are taken, with the shapes that their inputs reach. A file delta-*.json in it adds members that another SDK of
AWS has and botocore does not have yet. The OpenAI-compatible operations have no model: they stand here (OPENAI), with what Newel checks.

What a row says:

  operation   "Retrieve", service, POST, "/knowledgebases/{knowledgeBaseId}/retrieve", its input, header members of its answer, its form
  member      "nextToken", its shape, where it travels (body, path, query, header), its name there, is it required
  shape       STRING of 1..50 characters out of "azAZ09--__"; LIST of shape 7, 1..30 items; STRUCT of members 12..20; …

Equal shapes are one row, but for structures. A pattern is kept where it is one class of ASCII characters, repeated: those are cheap to
check and easy to explain; the service judges the others.
"""
import glob
import hashlib
import json
import os
import re
import sys

import keep

SERVICES = {"bedrock-runtime": "BEDROCK_RUNTIME", "bedrock": "BEDROCK", "bedrock-agent-runtime": "BEDROCK_AGENT_RUNTIME"}
NAMED = {"bedrock-runtime": "ApplyGuardrail InvokeGuardrailChecks Converse ConverseStream InvokeModel InvokeModelWithResponseStream "
                            "CountTokens",
         "bedrock-agent-runtime": "Retrieve RetrieveAndGenerate RetrieveAndGenerateStream InvokeAgent",
         "bedrock": "ListFoundationModels GetFoundationModel GetFoundationModelAvailability ListInferenceProfiles GetInferenceProfile "
                    "TagResource UntagResource ListTagsForResource PutResourcePolicy GetResourcePolicy DeleteResourcePolicy"}
CONTROL = re.compile("Guardrail|AutomatedReasoning")  # the control plane: these too

# The models lag behind the service here. Topic definitions: 1,000 characters in the STANDARD tier (user guide, guardrails-tiers); regexes:
# 30 a guardrail (service quotas page).
LOOSER = {"GuardrailTopicDefinition": 1000, "GuardrailRegexesConfig": 30}
# The event after which a stream is whole; a stream that ends without it was cut.
LAST = {"ConverseStream": "messageStop"}

KINDS = {"structure": "STRUCT", "list": "LIST", "map": "MAP", "string": "STRING", "blob": "BLOB", "integer": "INTEGER", "long": "INTEGER",
         "float": "NUMBER", "double": "NUMBER", "boolean": "BOOLEAN", "timestamp": "TIME"}
PLACES = {None: "BODY", "uri": "PATH", "querystring": "QUERY", "header": "HEADER"}

GUARDED = {"guardrailIdentifier": "X-Amzn-Bedrock-GuardrailIdentifier", "guardrailVersion": "X-Amzn-Bedrock-GuardrailVersion",
           "trace": "X-Amzn-Bedrock-Trace"}
# name: service, path, required members, guardrail headers taken, streams, last events
OPENAI = {
    "ChatCompletions": ("BEDROCK_RUNTIME", "/openai/v1/chat/completions", ("model", "messages"), True, False, ""),
    "ChatCompletionsStream": ("BEDROCK_RUNTIME", "/openai/v1/chat/completions", ("model", "messages"), True, True, "[DONE]"),
    "Responses": ("BEDROCK_RUNTIME", "/openai/v1/responses", ("model", "input"), False, False, ""),
    "ResponsesStream": ("BEDROCK_RUNTIME", "/openai/v1/responses", ("model", "input"), False, True, "response.completed"),
    "MantleChatCompletions": ("BEDROCK_MANTLE", "/v1/chat/completions", ("model", "messages"), False, False, ""),
    "MantleChatCompletionsStream": ("BEDROCK_MANTLE", "/v1/chat/completions", ("model", "messages"), False, True, "[DONE]"),
    "MantleResponses": ("BEDROCK_MANTLE", "/v1/responses", ("model", "input"), False, False, ""),
    "MantleResponsesStream": ("BEDROCK_MANTLE", "/v1/responses", ("model", "input"), False, True, "response.completed"),
    "MantleModels": ("BEDROCK_MANTLE", "/v1/models", (), False, False, ""),
}


# ---- the models ----

def load(folder):
    """{service: model}, {service: digest of its file}, with the delta applied."""
    models, digests = {}, {}
    for service in SERVICES:
        path = sorted(glob.glob(os.path.join(folder, service, "*", "service-2.json")))[-1]
        text = open(path, "rb").read()
        models[service], digests[service] = json.loads(text), hashlib.sha256(text).hexdigest()
    for path in sorted(glob.glob(os.path.join(folder, "delta-*.json"))):
        apply_delta(models, json.load(open(path, encoding="utf-8")))
        digests[os.path.basename(path)] = hashlib.sha256(open(path, "rb").read()).hexdigest()
    return models, digests


def apply_delta(models, delta):
    for service, model in models.items():
        news = delta.get(service)
        if not isinstance(news, dict):
            continue
        shapes = model["shapes"]
        for name, values in news["new_enums"].items():
            shapes[name] = {"type": "string", "enum": values}
        for name, shape in news["new_shapes"].items():
            shapes[name] = {"type": "structure", "members": {m: {"shape": s["shape"]} for m, s in shape["members"].items()},
                            "required": [m for m, s in shape["members"].items() if s.get("required")]}
        for place, member in news["new_members"].items():
            owner, name = place.split(".")
            shapes[owner]["members"][name] = {"shape": member["shape"]}


def wanted(service, name):
    return name in NAMED[service].split() or (service == "bedrock" and CONTROL.search(name) is not None)


# ---- patterns ----

ESCAPES = {"s": " \t\n\r\f\v", "d": "0123456789", "-": "-", ".": ".", "/": "/", "_": "_", "\\": "\\"}


def class_of(pattern):
    """("azAZ09", least, most) of '[a-zA-Z0-9]{1,9}' and its like; None for everything else."""
    found = re.fullmatch(r"\^?\[((?:\\.|[^\]\\^])(?:\\.|[^\]\\])*)\](\+|\*|\{\d+(?:,\d*)?\})?\$?", pattern)
    if not found or re.search(r"\\[SDWwpP]", found[1]) or not found[1].isascii():
        return None
    chars, at, text = set(), 0, found[1]
    atoms = re.findall(r"\\.|.", text, re.S)
    while at < len(atoms):
        atom = atoms[at]
        plain = ESCAPES[atom[1]] if atom[0] == "\\" else atom
        if at + 2 < len(atoms) and atoms[at + 1] == "-" and len(plain) == 1 and atoms[at + 2][0] != "\\" and atoms[at + 2] > plain:
            chars.update(map(chr, range(ord(plain), ord(atoms[at + 2]) + 1)))
            at += 3
        else:
            chars.update(plain)
            at += 1
    return pairs_of(chars), *counts_of(found[2])


def pairs_of(chars):
    """Every run of characters as its first and its last."""
    codes, pairs = sorted(map(ord, chars)), []
    for code in codes:
        if pairs and pairs[-1][1] == code - 1:
            pairs[-1][1] = code
        else:
            pairs.append([code, code])
    return "".join(chr(a) + chr(b) for a, b in pairs)


def counts_of(times):
    if times is None:
        return 1, 1
    if times in "+*":
        return (1 if times == "+" else 0), None
    least, _, most = times[1:-1].partition(",")
    return int(least), (int(most) if most else (None if "," in times else int(least)))


# ---- tables ----

class Tables:
    def __init__(self):
        self.shapes, self.members, self.words, self.operations, self.classes = [], [], [], [], [""]
        self.known, self.structs = {}, {}

    def row(self, kind, first=0, count=0, least=-1, most=-1, chars=""):
        if chars not in self.classes:
            self.classes.append(chars)
        row = (kind, first, count, least, most, self.classes.index(chars))
        if row not in self.known:
            self.known[row] = len(self.shapes)
            self.shapes.append(row)
        return self.known[row]

    def enum(self, values):
        at = next((i for i in range(len(self.words)) if self.words[i:i + len(values)] == values), None)
        if at is None:
            at = len(self.words)
            self.words += values
        return at

    def struct(self, key, kind, rows):
        """Members come in one run; rows is called once the shape has its number, since it may refer to itself."""
        number = self.structs[key] = len(self.shapes)
        self.shapes.append(None)
        made = rows()
        self.shapes[number] = (kind, len(self.members), len(made), -1, -1, 0)
        self.members += made
        return number

    def shape(self, service, shapes, name):
        if (service, name) in self.structs:
            return self.structs[service, name]
        shape = shapes[name]
        kind = KINDS[shape["type"]]
        bounds = {"least": shape.get("min", -1), "most": LOOSER.get(name, shape.get("max", -1))}
        bounds = {key: value if -1 <= value <= 2 ** 31 - 1 and value == int(value) else -1 for key, value in bounds.items()}
        if kind == "STRUCT" and shape.get("document"):
            return self.row("DOCUMENT")
        if kind == "STRUCT":
            return self.struct((service, name), "UNION" if shape.get("union") else "STRUCT",
                               lambda: [self.member(service, shapes, shape, m) for m in shape["members"]])
        if kind == "LIST":
            return self.row(kind, self.shape(service, shapes, shape["member"]["shape"]), 0, **bounds)
        if kind == "MAP":
            return self.row(kind, self.shape(service, shapes, shape["value"]["shape"]),
                            self.shape(service, shapes, shape["key"]["shape"]), **bounds)
        if kind == "STRING" and "enum" in shape:
            return self.row("STRING", self.enum(shape["enum"]), len(shape["enum"]))
        if kind == "STRING" and "pattern" in shape and class_of(shape["pattern"]):
            chars, least, most = class_of(shape["pattern"])
            bounds["least"] = max(bounds["least"], least or -1)
            bounds["most"] = min(filter(lambda n: n >= 0, (bounds["most"], -1 if most is None else most)), default=-1)
            return self.row("STRING", chars=chars, **bounds)
        return self.row(kind, **bounds)

    def member(self, service, shapes, shape, name):
        member = shape["members"][name]
        place = "PAYLOAD" if shape.get("payload") == name else PLACES[member.get("location")]
        flags = (1 if name in shape.get("required", []) else 0) + (2 if member.get("idempotencyToken") else 0)
        wire = member.get("locationName", "")
        return (name, self.shape(service, shapes, member["shape"]), place, flags, "" if wire == name else wire)

    def headers(self, shapes, name):
        """The members of an answer that travel in headers, and the name of its payload."""
        shape = shapes[name]
        rows = [(member, self.row(KINDS[shapes[m["shape"]]["type"]]), "HEADER", 0, m["locationName"])
                for member, m in shape["members"].items() if m.get("location") == "header"]
        at = len(self.members)
        self.members += rows
        payload = shape.get("payload", "")
        streams = bool(payload) and bool(shapes[shape["members"][payload]["shape"]].get("eventstream"))
        return at, len(rows), payload, streams

    def operation(self, service, model, name):
        op, shapes = model["operations"][name], model["shapes"]
        given = self.shape(service, shapes, op["input"]["shape"])
        at, count, payload, streams = self.headers(shapes, op["output"]["shape"]) if "output" in op else (0, 0, "", False)
        blob = bool(payload) and not streams and shapes[shapes[op["output"]["shape"]]["members"][payload]["shape"]]["type"] == "blob"
        answer = "EVENTS" if streams else "BLOB" if blob else "JSON"
        self.operations.append((name, SERVICES[service], op["http"]["method"], op["http"]["requestUri"], given, at, count, answer,
                                "" if streams or not payload else payload, LAST.get(name, "")))

    def openai(self, name):
        service, path, required, guarded, streams, last = OPENAI[name]
        any_row = self.row("DOCUMENT")

        def rows():
            made = [(m, self.row("STRING", least=1) if m == "model" else any_row, "BODY", 1, "") for m in required]
            if guarded:
                text, trace = self.row("STRING", least=1), self.row("STRING", self.enum(["ENABLED", "DISABLED", "ENABLED_FULL"]), 3)
                made += [(m, trace if m == "trace" else text, "HEADER", 0, wire) for m, wire in GUARDED.items()]
            return made

        given = self.struct(("openai", name), "OPEN" if required else "STRUCT", rows)
        self.operations.append((name, service, "POST" if required else "GET", path, given, 0, 0, "LINES" if streams else "JSON", "", last))


# ---- writing ----

def quoted(text):
    return '"' + "".join("\\" + c if c in '"\\' else c if " " <= c <= "~" else f"\\{ord(c):03o}" for c in text) + '"'


def packed(rows, width=128):
    lines, line = [], " "
    for row in rows:
        if len(line) + 1 + len(row) + 1 > width and line.strip():
            lines.append(line)
            line = " "
        line += " " + row + ","
    return "\n".join(lines + [line])


def table(type_name, name, rows):
    return f"static const {type_name} {name}[] = {{\n{packed(rows)}\n}};\n"


def write(models, digests):
    tables = Tables()
    for service, model in models.items():
        for name in sorted(model["operations"]):
            if wanted(service, name):
                tables.operation(service, model, name)
    for name in OPENAI:
        tables.openai(name)
    operations = [f"{{ {quoted(n)}, NW_SERVICE_{s}, {quoted(m)},\n    {quoted(p)},\n"
                  f"    {given}, {at}, {count}, NW_ANSWER_{a}, {quoted(payload)}, {quoted(last)} }}"
                  for n, s, m, p, given, at, count, a, payload, last in sorted(tables.operations)]
    members = [f"{{ {quoted(n)}, {shape}, NW_PLACE_{place}, {flags}, {quoted(wire)} }}" for n, shape, place, flags, wire in tables.members]
    shapes = [f"{{ NW_KIND_{k}, {first}, {count}, {least}, {most}, {chars} }}" for k, first, count, least, most, chars in tables.shapes]
    sources = "\n".join(f" * {name:<37} sha256 {digest}" for name, digest in sorted(digests.items()))
    return f"""/* bedrock.h - operations of Amazon Bedrock. Made by bedrock.py from AWS's service models: do not edit.
 *
{sources}
 * holds {len(operations)} operations, {len(shapes)} shapes, {len(members)} members
 */
static const nw_operation bedrock_operations[] = {{
{chr(10).join("  " + o + "," for o in operations)}
}};

{table("nw_shape", "bedrock_shapes", shapes)}
{table("nw_member", "bedrock_members", members)}
{table("char *const", "bedrock_words", map(quoted, tables.words))}
/* Classes of characters: the first and the last of every run. */
{table("char *const", "bedrock_classes", map(quoted, tables.classes))}"""


def main():
    check = "--check" in sys.argv
    folders = [a for a in sys.argv[1:] if a != "--check"]
    if not folders:
        print("SKIPPED: bedrock.py (no service models; give the folder, or set BEDROCK_MODELS)", file=sys.stderr)
        return 0 if check else 1
    keep.settle("bedrock.h", write(*load(folders[0])), check, folders[0])
    return 0


sys.exit(main())
