"""against_botocore.py WIRE [MODELS] - what Newel sends and reads, held against botocore.

  requests   every operation with minimal, maximal and random parameters: method, host, path, query, headers and the body as JSON are
             botocore's; the signature of what Newel sends is the one botocore makes for it at the same time
  signing    1,000 random requests with Unicode, ARNs and colons in labels and queries: the whole Authorization is botocore's
  answers    every response, minimal, maximal and random, reads as botocore's parser reads it; so do streams and their exceptions
  openai     the OpenAI-compatible operations, which have no model: host, path, body and signature
  models     parameters that break the model (unknown member, missing member, wrong type) are refused before anything is sent

WIRE is tests/contract/driver/wire.c. MODELS is a folder of service models for the samples; without it those of botocore serve.
The last line is "N passed, N failed".
"""
import base64
import collections
import datetime
import glob
import itertools
import json
import os
import random
import re
import struct
import subprocess
import sys
import zlib

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.eventstream
import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.session

from samples import TEXTS, Samples

SERVICES = ("bedrock-runtime", "bedrock", "bedrock-agent-runtime")
NOW = datetime.datetime(2026, 3, 1, 12, 36, 0, tzinfo=datetime.timezone.utc)
KEYS = botocore.credentials.Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token+EXAMPLE==")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# Of botocore alone: who calls, tries, and what the connection adds.
BOTOCORE_ONLY = {"user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "content-length", "x-amzn-trace-id", "x-amz-user-agent"}
AUTH = {"authorization", "x-amz-date", "x-amz-security-token"}
RANDOM_EACH = 6
SIGNED = 1000

counts = collections.Counter()


def check(ok, what, *details):
    counts["passed" if ok else "failed"] += 1
    if not ok and counts["failed"] <= 40:
        print("FAIL", what, *(f"\n     {d}" for d in details))
    return ok


# ---- both sides ----

class Wire:
    """The driver: one JSON line in, one out."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def call(self, operation, parameters, answer=None):
        line = {"operation": operation, "parameters": parameters, "time_s": int(NOW.timestamp())}
        if answer is not None:
            line["answer"] = {"status": answer[0], "headers": answer[1], "body": base64.b64encode(answer[2]).decode()}
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Captured(Exception):
    pass


def capture(request, **_):
    raise Captured(request)


def clients():
    """Clients of botocore at a fixed time, whose requests are taken before they are sent."""
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: NOW.replace(tzinfo=None) if remove_tzinfo else NOW
    session = botocore.session.get_session()
    made = {}
    for service in SERVICES:
        made[service] = session.create_client(service, region_name="us-east-1", aws_access_key_id=KEYS.access_key,
                                              aws_secret_access_key=KEYS.secret_key, aws_session_token=KEYS.token)
        made[service].meta.events.register("before-send", capture)
    return made


def models_of(folder):
    """{service: (ServiceModel, names of the operations)} of Newel's operations."""
    listed = re.findall(r'^  \{ "(\w+)", NW_SERVICE_(\w+)', open(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "..", "..", "grammar", "tables", "bedrock.h"), encoding="utf-8").read(), re.M)
    loader = botocore.loaders.Loader(extra_search_paths=[folder] if folder else [], include_default_search_paths=not folder)
    found = {}
    for service in SERVICES:
        model = botocore.model.ServiceModel(loader.load_service_model(service, "service-2"), service)
        known = set(model.operation_names)
        found[service] = model, sorted(n for n, s in listed if s == service.upper().replace("-", "_") and n in known)
    return found


def json_of(value):
    """Parameters as Newel takes them."""
    if isinstance(value, dict):
        return {k: json_of(v) for k, v in value.items()}
    if isinstance(value, list):
        return [json_of(v) for v in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def call_botocore(client, operation, parameters):
    try:
        client._make_api_call(operation, parameters)
    except Captured as captured:
        return captured.args[0]


# ---- requests ----

def signed_by_botocore(sent, service):
    """The headers that botocore's signer adds to what Newel sent."""
    url = f"{sent['scheme']}://{sent['host']}{sent['path']}" + (f"?{sent['query']}" if sent["query"] else "")
    headers = {n: v for n, v in sent["headers"] if n.lower() not in AUTH}
    request = botocore.awsrequest.AWSRequest(sent["method"], url, headers=headers, data=base64.b64decode(sent["body"]))
    botocore.auth.SigV4Auth(KEYS, service, "us-east-1").add_auth(request)
    return {n: request.headers[n] for n in ("Authorization", "X-Amz-Date", "X-Amz-Security-Token")}


def headers_of(pairs, drop):
    out = {}
    for name, value in pairs:
        if name.lower() not in drop:
            out[name.lower()] = value.decode() if isinstance(value, bytes) else value
    return out


def same_body(ours, theirs):
    if ours == theirs:
        return True
    try:
        return json.loads(ours) == json.loads(theirs)
    except ValueError:
        return False


def compare(what, sent, prepared, drop):
    theirs = botocore.compat.urlsplit(prepared.url)
    body = prepared.body or b""
    body = body.encode() if isinstance(body, str) else bytes(body)
    if not check("method" in sent, what, sent["message"]):
        return
    check(sent["method"] == prepared.method, f"{what}: method", sent["method"], prepared.method)
    check((sent["scheme"], sent["host"], sent["path"]) == (theirs.scheme, theirs.netloc, theirs.path), f"{what}: path", sent["path"], theirs.path)
    check(sorted(sent["query"].split("&")) == sorted(theirs.query.split("&")), f"{what}: query", sent["query"], theirs.query)
    ours, them = headers_of(sent["headers"], drop | AUTH), headers_of(prepared.headers.items(), drop | AUTH | BOTOCORE_ONLY)
    check(ours == them, f"{what}: headers", ours, them)
    check(same_body(base64.b64decode(sent["body"]), body), f"{what}: body", base64.b64decode(sent["body"])[:400], body[:400])


def fill_token(input_shape, parameters, sent):
    """A token that Newel filled in goes to botocore, too, once it is seen to be a UUID."""
    for name, member in input_shape.members.items():
        if not member.metadata.get("idempotencyToken") or name in parameters or "body" not in sent:
            continue
        if member.serialization.get("location") == "header":
            token = headers_of(sent["headers"], set()).get(member.serialization["name"].lower(), "")
        else:
            token = json.loads(base64.b64decode(sent["body"])).get(name, "")
        check(UUID.fullmatch(token), f"{name} is a UUID", token)
        parameters[name] = token


def parameters_for(model, operation, samples, mode):
    shape = model.operation_model(operation).input_shape
    parameters = samples.value(shape, mode) if shape else {}
    for name, member in shape.members.items() if shape else ():
        if member.serialization.get("location") == "header" and name in parameters:
            parameters[name] = re.sub(r"[^ -~]", "x", parameters[name]).strip() or "x"
    given = json_of(parameters)
    payload = shape.serialization.get("payload") if shape else None
    if payload and shape.members[payload].type_name == "blob" and payload in parameters:
        text = json.dumps({"prompt": samples.rng.choice(TEXTS)}, ensure_ascii=False)
        parameters[payload] = text.encode()
        given[payload] = text if samples.rng.random() < 0.5 else json.loads(text)
    return parameters, given


def test_requests(wire, made, models, samples):
    for service, (model, operations) in models.items():
        for operation in operations:
            for mode in ["minimal", "maximal"] + ["random"] * RANDOM_EACH:
                parameters, given = parameters_for(model, operation, samples, mode)
                sent = wire.call(operation, given)
                fill_token(model.operation_model(operation).input_shape, parameters, sent)
                counts["requests"] += 1
                what = f"{operation} ({mode})"
                compare(what, sent, call_botocore(made[service], operation, parameters), set())
                if "method" in sent:
                    want = signed_by_botocore(sent, "bedrock")
                    got = {n: v for n, v in sent["headers"] if n in want}
                    check(got == want, f"{what}: signature", got, want)


# ---- signing ----

LABELS = {"GetGuardrail": "guardrailIdentifier", "GetFoundationModel": "modelIdentifier", "DeleteGuardrail": "guardrailIdentifier",
          "GetInferenceProfile": "inferenceProfileIdentifier", "GetResourcePolicy": "resourceArn"}


def strange(rng):
    """A label that has to be encoded: colons, slashes, percent signs, Unicode, spaces."""
    parts = ["arn:aws:bedrock:us-east-1:123456789012:guardrail/ab", "anthropic.claude-v2:0", "%25", "a b", "é", "日本", "//", "..", "~-._", "+&=?#", "🙂"]
    return "".join(rng.choice(parts) for _ in range(rng.randint(1, 6))) + "x"


def test_signing(wire, made, rng):
    for _ in range(SIGNED):
        operation = rng.choice(["GetGuardrail", "ListGuardrails", "DeleteGuardrail", "GetInferenceProfile"])
        parameters = {LABELS[operation]: strange(rng)} if operation in LABELS else {}
        if operation == "GetInferenceProfile":
            parameters = {"inferenceProfileIdentifier": strange(rng)}
        if operation == "ListGuardrails":
            parameters = {"guardrailIdentifier": strange(rng), "nextToken": "".join(strange(rng).split()), "maxResults": rng.randint(1, 1000)}
        if operation in ("GetGuardrail", "DeleteGuardrail"):
            parameters["guardrailVersion"] = strange(rng)
        sent = wire.call(operation, json_of(parameters))
        prepared = call_botocore(made["bedrock"], operation, parameters)
        counts["signed"] += 1
        if not check("headers" in sent, f"{operation}: sent", sent.get("message"), parameters):
            continue
        ours, theirs = headers_of(sent["headers"], set()), headers_of(prepared.headers.items(), BOTOCORE_ONLY)
        check(ours.get("authorization") == theirs.get("authorization"), f"{operation}: Authorization", sent["path"], ours, prepared.url, theirs)


# ---- answers ----

def frame(headers, payload):
    """One message of vnd.amazon.eventstream; all headers are strings."""
    block = b"".join(bytes([len(n)]) + n.encode() + b"\x07" + struct.pack(">H", len(v)) + v.encode() for n, v in headers)
    prelude = struct.pack(">II", 16 + len(block) + len(payload), len(block))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + block + payload
    return message + struct.pack(">I", zlib.crc32(message))


class Body:
    """What botocore reads a stream from."""

    def __init__(self, data):
        self.data = data

    def stream(self, *_):
        yield self.data

    def close(self):
        pass


def split_headers(shape, value):
    """A value of a response shape as HTTP carries it: header pairs, and what the body holds."""
    headers, rest = [], {}
    for name, item in value.items():
        member = shape.members[name]
        if member.serialization.get("location") == "header":
            headers.append([member.serialization["name"], item])
        else:
            rest[name] = item
    return headers, rest


def as_boto(shape, value):
    """JSON that Newel gave, as the types of botocore."""
    kind = shape.type_name
    if kind == "structure" and not getattr(shape, "is_document_type", False):
        return {n: as_boto(shape.members[n], v) for n, v in value.items() if n in shape.members}
    if kind == "list":
        return [as_boto(shape.member, v) for v in value]
    if kind == "map":
        return {k: as_boto(shape.value, v) for k, v in value.items()}
    if kind == "blob":
        return base64.b64decode(value)
    if kind == "timestamp":
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return value


def clean(parsed):
    """What botocore's parser gave, without its own additions."""
    return {k: v for k, v in parsed.items() if k != "ResponseMetadata"}


def test_answer(wire, model, operation, samples, mode):
    op = model.operation_model(operation)
    shape = op.output_shape
    parameters, given = parameters_for(model, operation, samples, "minimal")
    value = {n: v for n, v in samples.value(shape, mode).items()} if shape else {}
    headers, rest = split_headers(shape, value) if shape else ([], {})
    headers = [[n, re.sub(r"[^ -~]", "x", v) or "x"] for n, v in headers]
    payload = shape.serialization.get("payload") if shape else None
    if payload:
        item = rest.get(payload, b"" if shape.members[payload].type_name == "blob" else {})
        body = item if isinstance(item, bytes) else json.dumps(json_of(item)).encode()
    else:
        body = json.dumps(dict(json_of(rest), somethingNew={"kept": [1]}) if mode != "minimal" else json_of(rest)).encode()
    got = wire.call(operation, given, (200, headers, body))
    counts["answers"] += 1
    if not check(got["code"] == "NEWEL_OK", f"{operation} answer ({mode})", got["message"]):
        return
    parser = botocore.parsers.create_parser("rest-json")
    blob = payload and shape.members[payload].type_name == "blob"
    want = clean(parser.parse({"status_code": 200, "headers": botocore.awsrequest.HeadersDict(headers), "body": b"" if blob else body}, shape))
    ours = dict(got["json"])
    if blob:
        want.pop(payload)
        raw = ours.pop("bodyBase64", None)
        check(body == (ours.pop(payload).encode() if raw is None else base64.b64decode(raw)), f"{operation}: payload")
    else:
        check(mode == "minimal" or payload or ours.get("somethingNew") == {"kept": [1]}, f"{operation}: unknown members are kept")
    check(as_boto(shape, ours) == want if shape else ours == {}, f"{operation} answer ({mode})", as_boto(shape, ours), want)


def event_frames(stream_shape, samples, mode):
    """[(name, bytes, is exception)] for every event of a stream."""
    frames = []
    for name, shape in stream_shape.members.items():
        value = json.dumps(json_of(samples.value(shape, mode))).encode()
        exception = bool(shape.metadata.get("exception"))
        if exception:
            value = json.dumps({"message": "it failed: é"}).encode()
        kind = [(":message-type", "exception"), (":exception-type", name)] if exception else [(":message-type", "event"), (":event-type", name)]
        frames.append((name, frame(kind + [(":content-type", "application/json")], value), exception))
    return frames


def test_stream(wire, model, operation, samples, mode):
    op = model.operation_model(operation)
    shape = op.output_shape
    stream_shape = shape.members[shape.serialization["payload"]]
    _, given = parameters_for(model, operation, samples, "minimal")
    frames = event_frames(stream_shape, samples, mode)
    whole = b"".join(data for _, data, exception in frames if not exception)
    got = wire.call(operation, given, (200, [["x-amzn-bedrock-knowledge-base-session-id", "s1"]], whole))
    counts["answers"] += 1
    check(got["code"] == "NEWEL_OK", f"{operation} stream ({mode})", got["message"])
    parser = botocore.parsers.EventStreamJSONParser()
    want = list(botocore.eventstream.EventStream(Body(whole), stream_shape, parser, operation))
    ours = [{name: as_boto(stream_shape.members[name], payload)} for name, payload in got["events"]]
    check(ours == want, f"{operation} stream ({mode})", ours, want)
    for name, data, exception in frames:
        if not exception:
            continue
        got = wire.call(operation, given, (200, [], frames[0][1] + data if not frames[0][2] else data))
        counts["answers"] += 1
        name = name[0].upper() + name[1:]
        check(got["code"] == "NEWEL_E_REMOTE" and got["error"] == name, f"{operation}: {name}", got["code"], got["error"])
    edges = set(itertools.accumulate(len(data) for _, data, exception in frames if not exception))
    for cut in range(1, len(whole), 97):
        if cut not in edges:
            got = wire.call(operation, given, (200, [], whole[:cut]))
            check(got["code"] == "NEWEL_E_NETWORK", f"{operation}: cut at {cut}", got["code"])


def test_errors(wire, model, operation, samples):
    _, given = parameters_for(model, operation, samples, "minimal")
    for shape in model.operation_model(operation).error_shapes:
        status = shape.metadata.get("error", {}).get("httpStatusCode", 400)
        got = wire.call(operation, given, (status, [["x-amzn-errortype", shape.name + ":http://internal.amazon.com/"]], b'{"message":"no"}'))
        counts["answers"] += 1
        check(got["code"] == "NEWEL_E_REMOTE" and got["error"] == shape.name, f"{operation}: {shape.name}", got["code"], got["error"])


def test_answers(wire, models, samples):
    for model, operations in models.values():
        for operation in operations:
            streams = model.operation_model(operation).has_event_stream_output
            for mode in ("minimal", "maximal", "random"):
                (test_stream if streams else test_answer)(wire, model, operation, samples, mode)
            test_errors(wire, model, operation, samples)


def test_vectors(wire, folder):
    """Whole streams as bytes (../shared/aws/eventstream/bedrock-composed): what they hold comes out as events, whatever they hold."""
    operations = {"converse": ("ConverseStream", {"modelId": "m"}), "invoke_agent": ("InvokeAgent", {"agentId": "A", "agentAliasId": "B", "sessionId": "s1"}),
                  "rag": ("RetrieveAndGenerateStream", {"input": {"text": "q"}})}
    for path in sorted(glob.glob(os.path.join(folder, "*.bin"))):
        name = os.path.basename(path)
        operation, parameters = next(v for k, v in operations.items() if name.startswith(k))
        messages = json.load(open(path[:-4] + ".json", encoding="utf-8"))["messages"]
        got = wire.call(operation, parameters, (200, [], open(path, "rb").read()))
        want = [[m["headers"][":event-type"], json.loads(m["payload"])] for m in messages if ":event-type" in m["headers"]]
        broken = any(":exception-type" in m["headers"] for m in messages)
        counts["answers"] += 1
        check(got["code"] == ("NEWEL_E_REMOTE" if broken else "NEWEL_OK") and got["events"] == want, name, got["code"], got["events"], want)


# ---- OpenAI-compatible ----

OPENAI = {
    "ChatCompletions": ("bedrock", "bedrock-runtime.us-east-1.amazonaws.com", "/openai/v1/chat/completions"),
    "Responses": ("bedrock", "bedrock-runtime.us-east-1.amazonaws.com", "/openai/v1/responses"),
    "MantleChatCompletions": ("bedrock-mantle", "bedrock-mantle.us-east-1.api.aws", "/v1/chat/completions"),
    "MantleResponses": ("bedrock-mantle", "bedrock-mantle.us-east-1.api.aws", "/v1/responses"),
}


def test_openai(wire, rng):
    """No model of AWS describes these: host, path, service of the signature and the body are held against what the user guide says."""
    for operation, (service, host, path) in OPENAI.items():
        for streams in (False, True):
            name = operation + ("Stream" if streams else "")
            body = {"model": "openai.gpt-oss-20b-1:0", "temperature": 0.25, "new": [None, TEXTS[2]]}
            body["input" if "Responses" in name else "messages"] = [{"role": "user", "content": rng.choice(TEXTS)}]
            headers = {"guardrailIdentifier": "a1", "guardrailVersion": "3", "trace": "ENABLED"} if name.startswith("Chat") else {}
            sent = wire.call(name, dict(body, **headers))
            counts["requests"] += 1
            if not check("method" in sent, name, sent["message"]):
                continue
            check((sent["method"], sent["host"], sent["path"], sent["query"]) == ("POST", host, path, ""), name, sent["host"], sent["path"])
            check(json.loads(base64.b64decode(sent["body"])) == (dict(body, stream=True) if streams else body), f"{name}: body", sent["body"])
            ours = headers_of(sent["headers"], AUTH)
            want = {"content-type": "application/json"}
            if headers:
                want.update({"x-amzn-bedrock-guardrailidentifier": "a1", "x-amzn-bedrock-guardrailversion": "3", "x-amzn-bedrock-trace": "ENABLED"})
            check(ours == want, f"{name}: headers", ours)
            signed = signed_by_botocore(sent, service)
            check({n: v for n, v in sent["headers"] if n in signed} == signed, f"{name}: signature")
            if not headers:
                refused = wire.call(name, dict(body, guardrailIdentifier="a1"))
                check(refused["code"] == "NEWEL_E_ARGUMENT" and "method" not in refused, f"{name} refuses a guardrail", refused["code"])


# ---- what is refused ----

def test_refused(wire, models, samples):
    """Nothing leaves the machine when parameters break the model."""
    for model, operations in models.values():
        for operation in operations:
            _, given = parameters_for(model, operation, samples, "minimal")
            shape = model.operation_model(operation).input_shape
            broken = [("unknown member", dict(given, unknownMember=1))]
            for name in shape.required_members:
                broken.append((f"without {name}", {k: v for k, v in given.items() if k != name}))
            for name, member in shape.members.items():
                if not getattr(member, "is_document_type", False):
                    broken.append((f"{name} null", dict(given, **{name: None})))
                    broken.append((f"{name} of the wrong type", dict(given, **{name: 7 if member.type_name not in ("integer", "long") else "7"})))
                if member.serialization.get("location") == "uri":
                    broken.append((f"{name} empty", dict(given, **{name: ""})))
            for what, parameters in broken:
                got = wire.call(operation, parameters)
                counts["refused"] += 1
                check(got["code"] == "NEWEL_E_ARGUMENT" and "method" not in got, f"{operation}: {what}", got["code"], got["message"])


def main():
    wire, made = Wire(sys.argv[1]), clients()
    models = models_of(sys.argv[2] if len(sys.argv) > 2 else None)
    rng = random.Random(20260301)
    samples = Samples(rng)
    test_requests(wire, made, models, samples)
    test_signing(wire, made, rng)
    test_answers(wire, models, samples)
    test_refused(wire, models, samples)
    test_openai(wire, rng)
    if len(sys.argv) > 2:
        test_vectors(wire, os.path.join(sys.argv[2], "..", "eventstream", "bedrock-composed"))
    operations = sum(len(names) for _, names in models.values())
    print(f"{operations} operations: {counts['requests']} requests as botocore {botocore.__version__} sends them, {counts['signed']} signed as it does, "
          f"{counts['answers']} answers read, {counts['refused']} bad calls refused")
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] else 0


sys.exit(main())
