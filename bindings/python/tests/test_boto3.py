"""A real bedrock-runtime client of botocore, stubbed below its own parameter and response checks."""

import json
import struct
import zlib

import pytest

boto3 = pytest.importorskip("boto3")
from botocore.awsrequest import AWSResponse  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ParamValidationError  # noqa: E402
from botocore.stub import Stubber  # noqa: E402

import newel.boto3  # noqa: E402

MODEL = "anthropic.claude-3-haiku-20240307-v1:0"
USAGE = {"usage": {"inputTokens": 3, "outputTokens": 5, "totalTokens": 8}, "metrics": {"latencyMs": 1}}


@pytest.fixture
def raw():
    return boto3.client("bedrock-runtime", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y", config=Config(retries={"max_attempts": 0}))


def user(*content):
    return [{"role": "user", "content": [c if isinstance(c, dict) else {"text": c} for c in content]}]


def answer(*content, stop="end_turn"):
    blocks = [c if isinstance(c, dict) else {"text": c} for c in content]
    return {"output": {"message": {"role": "assistant", "content": blocks}}, "stopReason": stop, **USAGE}


def test_both_ways_are_filtered(raw, guard):
    seen = []
    client = newel.boto3.guard(raw, guard, on_result=lambda source, result: seen.append((source, result.verdict.value)))
    request = {"modelId": MODEL, "system": [{"text": "You help eve@example.com"}], "messages": user("I am ana@example.com")}
    before = json.dumps(request)
    with Stubber(raw) as stub:
        stub.add_response("converse", answer("Mail bob@example.org"), {"modelId": MODEL, "system": [{"text": "You help {EMAIL}"}], "messages": user("I am {EMAIL}")})
        response = client.converse(**request)
    assert response["output"]["message"]["content"] == [{"text": "Mail {EMAIL}"}]
    assert (response["stopReason"], response["usage"]["totalTokens"]) == ("end_turn", 8)
    assert json.dumps(request) == before and seen == [("INPUT", "modify"), ("OUTPUT", "modify")]


def test_a_denied_request_never_leaves(raw, guard):
    with Stubber(raw):  # any call would fail: nothing is stubbed
        response = newel.boto3.guard(raw, guard.policy).converse(modelId=MODEL, messages=user("4111 1111 1111 1111"))
        events = list(newel.boto3.guard(raw, guard).converse_stream(modelId=MODEL, messages=user("4111 1111 1111 1111"))["stream"])
    assert response["stopReason"] == "guardrail_intervened" and response["usage"]["totalTokens"] == 0
    assert response["output"]["message"]["content"] == [{"text": "Sorry, I cannot help."}]
    assert [next(iter(e)) for e in events] == ["messageStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata"]


def test_a_denied_answer(raw, guard):
    with Stubber(raw) as stub:
        stub.add_response("converse", answer("Buy at Acme", {"toolUse": {"toolUseId": "t", "name": "n", "input": {}}}, stop="tool_use"))
        response = newel.boto3.guard(raw, guard).converse(modelId=MODEL, messages=user("hi"))
    assert response["stopReason"] == "guardrail_intervened"
    assert response["output"]["message"]["content"] == [{"text": "Sorry, I cannot say."}]


def test_a_tool_loop(raw, guard):
    use = {"toolUse": {"toolUseId": "t1", "name": "send", "input": {"to": "ana@example.com", "n": 1}}}
    clean = {"toolUse": {"toolUseId": "t1", "name": "send", "input": {"to": "{EMAIL}", "n": 1}}}
    result = {"toolResult": {"toolUseId": "t1", "content": [{"json": {"mail": "bob@example.org"}}, {"text": "card 4111 1111 1111 1111"}]}}
    sent = {"toolResult": {"toolUseId": "t1", "content": [{"json": {"mail": "{EMAIL}"}}, {"text": "Sorry, I cannot help."}]}}
    client = newel.boto3.guard(raw, guard)
    with Stubber(raw) as stub:
        stub.add_response("converse", answer(use, stop="tool_use"))
        first = client.converse(modelId=MODEL, messages=user("send it"))
        assert first["output"]["message"]["content"] == [clean] and first["stopReason"] == "tool_use"
        messages = [*user("send it"), first["output"]["message"], {"role": "user", "content": [result]}]
        stub.add_response("converse", answer("done"), {"modelId": MODEL, "messages": [*user("send it"), {"role": "assistant", "content": [clean]},
                                                                                   {"role": "user", "content": [sent]}]})
        assert client.converse(modelId=MODEL, messages=messages)["output"]["message"]["content"] == [{"text": "done"}]


def test_edited_reasoning_is_left_out(raw, guard):
    thought = {"reasoningContent": {"reasoningText": {"text": "ana@example.com asks", "signature": "s"}}}
    with Stubber(raw) as stub:
        stub.add_response("converse", answer(thought, "hello"))
        response = newel.boto3.guard(raw, guard).converse(modelId=MODEL, messages=user("hi"))
    assert response["output"]["message"]["content"] == [{"text": "hello"}]


def test_same_exceptions(raw, guard):
    client = newel.boto3.guard(raw, guard)
    with Stubber(raw) as stub:
        stub.add_client_error("converse", "ThrottlingException", "slow down", 429)
        with pytest.raises(client.exceptions.ThrottlingException):
            client.converse(modelId=MODEL, messages=user("hi"))
    with pytest.raises(ParamValidationError):
        client.converse(messages=user("hi"))
    with pytest.raises(newel.StateError, match="past the guard"):
        client.invoke_model(modelId=MODEL, body=b"{}")
    assert client.meta.service_model.service_name == "bedrock-runtime" and client.unguarded is raw


class Body:
    """The body of a response as botocore reads it."""

    def __init__(self, data):
        self.data, self.closed, self.headers = data, False, {}

    def stream(self, amt=1024, **_):
        for at in range(0, len(self.data), 50):  # in pieces that know no frames
            yield self.data[at:at + 50]

    def read(self, *_, **__):
        data, self.data = self.data, b""
        return data

    def close(self):
        self.closed = True


def frame(event):
    """An event in AWS's event stream encoding."""
    (name, body), = event.items()
    headers = b"".join(bytes([len(k)]) + k.encode() + b"\x07" + struct.pack(">H", len(v)) + v.encode()
                       for k, v in ((":event-type", name), (":message-type", "event"), (":content-type", "application/json")))
    payload = json.dumps(body).encode()
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    start = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return start + struct.pack(">I", zlib.crc32(start))


class Wire:
    """Answers in the place of the network, for each operation in turn; keeps what was sent."""

    def __init__(self, client, **answers):
        self.sent, self.answers, self.bodies = [], answers, []
        client.meta.events.register("before-send.bedrock-runtime.*", self)

    def __call__(self, request, event_name, **_):
        operation = event_name.rsplit(".", 1)[1]
        self.sent.append((operation, json.loads(request.body)))
        made = self.answers[operation].pop(0)
        body = Body(b"".join(map(frame, made)) if isinstance(made, list) else json.dumps(made).encode())
        self.bodies.append(body)
        kind = "application/vnd.amazon.eventstream" if isinstance(made, list) else "application/json"
        return AWSResponse(request.url, 200, {"content-type": kind}, body)


def streamed(raw, guard, events):
    wire = Wire(raw, ConverseStream=[events])
    out = list(newel.boto3.guard(raw, guard).converse_stream(modelId=MODEL, messages=user("hi"))["stream"])
    return out, wire.bodies[0]


def deltas(index, kind, *parts):
    for part in parts:
        yield {"contentBlockDelta": {"delta": {"toolUse": {"input": part}} if kind == "tool" else {"text": part}, "contentBlockIndex": index}}
    yield {"contentBlockStop": {"contentBlockIndex": index}}


def test_a_stream_releases_no_half_of_an_address(raw, guard):
    out, stream = streamed(raw, guard, [{"messageStart": {"role": "assistant"}}, *deltas(0, "text", "Write to ana@exam", "ple.com or ", "call"),
                                        {"contentBlockStart": {"start": {"toolUse": {"toolUseId": "t", "name": "n"}}, "contentBlockIndex": 1}},
                                        *deltas(1, "tool", '{"to": "bob@ex', 'ample.org", "n": 2}'), {"messageStop": {"stopReason": "tool_use"}},
                                        {"metadata": USAGE}])
    text = "".join(e["contentBlockDelta"]["delta"].get("text", "") for e in out if "contentBlockDelta" in e)
    tool = "".join(e["contentBlockDelta"]["delta"].get("toolUse", {}).get("input", "") for e in out if "contentBlockDelta" in e)
    assert text == "Write to {EMAIL} or call" and json.loads(tool) == {"to": "{EMAIL}", "n": 2}
    assert [next(iter(e)) for e in out if "contentBlockDelta" not in e] == [
        "messageStart", "contentBlockStop", "contentBlockStart", "contentBlockStop", "messageStop", "metadata"]
    assert not stream.closed


def test_a_stream_that_is_denied(raw, guard):
    out, stream = streamed(raw, guard, [{"messageStart": {"role": "assistant"}}, *deltas(0, "text", "You could buy it at Ac", "me now, and so on, as I said before. "),
                                        {"messageStop": {"stopReason": "end_turn"}}])
    text = "".join(e["contentBlockDelta"]["delta"]["text"] for e in out if "contentBlockDelta" in e)
    assert "Ac" not in text and text.endswith("Sorry, I cannot say.") and stream.closed
    assert out[-1] == {"messageStop": {"stopReason": "guardrail_intervened"}}


# ---- escalation -------------------------------------------------------------------------------------------------------------------


def reply(action="NONE", **content_filter):
    policy = {"contentPolicy": {"filters": [{"type": "HATE", "confidence": "HIGH", "action": "BLOCKED", **content_filter}]}} if action != "NONE" else {}
    units = {f"{name}PolicyUnits": 0 for name in ("topic", "content", "word", "sensitiveInformation", "contextualGrounding")}
    return {"action": action, "outputs": [], "assessments": [policy] if policy else [], "usage": {**units, "sensitiveInformationPolicyFreeUnits": 0}}


def asked(text, source):
    return {"guardrailIdentifier": "gr-1", "guardrailVersion": "1", "source": source, "content": [{"text": {"text": text}}], "outputScope": "FULL"}


def test_bedrock_is_asked_what_is_open(raw, asking):
    client = newel.boto3.guard(raw, asking)
    with Stubber(raw) as stub:
        stub.add_response("apply_guardrail", reply(), asked("I am {EMAIL}", "INPUT"))
        stub.add_response("converse", answer("I hate"))
        stub.add_response("apply_guardrail", reply("GUARDRAIL_INTERVENED", detected=True), asked("I hate", "OUTPUT"))
        response = client.converse(modelId=MODEL, messages=user("I am ana@example.com"))
        stub.assert_no_pending_responses()
    assert response["stopReason"] == "guardrail_intervened" and response["output"]["message"]["content"] == [{"text": "no output"}]


def test_bedrock_cannot_be_asked(raw, asking):
    with Stubber(raw) as stub:
        stub.add_client_error("apply_guardrail", "ServiceUnavailableException")
        response = newel.boto3.guard(raw, asking).converse(modelId=MODEL, messages=user("hi"))
    assert response["output"]["message"]["content"] == [{"text": "no input"}]  # on_error: block


def test_bedrock_is_not_asked_without_escalation(raw, guard):
    with Stubber(raw) as stub:
        stub.add_response("converse", answer("hello"))
        assert newel.boto3.guard(raw, guard).converse(modelId=MODEL, messages=user("hi"))["stopReason"] == "end_turn"


def test_a_stream_asks_too(raw, asking):
    wire = Wire(raw, ApplyGuardrail=[reply(), reply()], ConverseStream=[[*deltas(0, "text", "mail ana@exam", "ple.com")]])
    out = list(newel.boto3.guard(raw, asking).converse_stream(modelId=MODEL, messages=user("hi"))["stream"])
    assert [name for name, _ in wire.sent] == ["ApplyGuardrail", "ConverseStream", "ApplyGuardrail"]
    assert wire.sent[2][1] == {"source": "OUTPUT", "content": [{"text": {"text": "mail {EMAIL}"}}], "outputScope": "FULL"}
    assert [e for e in out if "contentBlockDelta" in e] == [{"contentBlockDelta": {"delta": {"text": "mail {EMAIL}"}, "contentBlockIndex": 0}}]
