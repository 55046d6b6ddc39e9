"""A bedrock-runtime client with a guard in front and behind: same methods, same parameters, same exceptions.

    client = newel.boto3.guard(boto3.client("bedrock-runtime"), newel.Policy.load("policy.yaml"))
    client.converse(modelId=…, messages=[…])

`converse` and `converse_stream` are judged locally on the way in (system, history, user, tool results, retrieved text) and on the way out
(text, reasoning, tool arguments). A denied request never leaves: the answer is what Bedrock gives when its own guardrail intervenes,
`stopReason: guardrail_intervened` with the policy's message. Bedrock's ApplyGuardrail is asked only about what a policy with `escalation`
leaves open. Reasoning that was edited is left out: its signature would no longer fit.

Other calls that reach a model (invoke_model, …) are refused, since they would go past the guard: use `client.unguarded` for them.
"""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Iterator, List, Tuple

from ._words import Verdict
from .bedrock import Judge
from .errors import StateError
from .guard import Guard
from .policy import Policy
from .result import Result, Segment
from .stream import Stream

__all__ = ["GuardedClient", "guard"]

_REFUSED = {"invoke_model", "invoke_model_with_response_stream", "invoke_model_with_bidirectional_stream", "start_async_invoke"}
_NO_USAGE = {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}
_INTERVENED = "guardrail_intervened"

OnResult = Callable[[str, Result], None]
#: A place of a request: the container, its key, and how the edited text goes back in.
_Place = Tuple[Any, Any, Callable[[Any], Any]]


def guard(client: Any, policy: Policy | Guard, *, judge: Any = None, on_result: OnResult | None = None) -> Any:
    """Wraps a client. `on_result` gets ("INPUT" or "OUTPUT", result) of every judgement: for logs, metrics and traces."""
    made = policy if isinstance(policy, Guard) else Guard(policy)
    if judge is None and made.policy.escalates:
        judge = Judge(client, made.policy)
    return GuardedClient(client, made, judge, on_result)


class GuardedClient:
    """Made by `guard`."""

    def __init__(self, client: Any, guard: Guard, judge: Any, on_result: OnResult | None) -> None:
        self.unguarded, self.guard, self._judge, self._on_result = client, guard, judge, on_result

    def __getattr__(self, name: str) -> Any:
        if name in _REFUSED:
            raise StateError(f"'{name}' would go past the guard", advice="use converse or converse_stream, or client.unguarded")
        return getattr(self.unguarded, name)

    def converse(self, **request: Any) -> Any:
        """Converse, judged before and after."""
        edited, denied = self._request(request)
        if denied is not None:
            return {"ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}, **_denial(denied)}
        return self._response(self.unguarded.converse(**edited), _prompt(edited))

    def converse_stream(self, **request: Any) -> Any:
        """ConverseStream, judged before, and while it comes: what is released could not be covered by a later edit."""
        edited, denied = self._request(request)
        if denied is not None:
            return {"ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0},
                    "stream": _Closed(_denial_events(denied))}
        response = dict(self.unguarded.converse_stream(**edited))
        response["stream"] = GuardedStream(self, response["stream"], _prompt(edited))
        return response

    # ---- the way in ---------------------------------------------------------------------------------------------------------

    def _apply(self, segments: List[Segment], source: str, prompt: str = "") -> Result:
        result = self.guard.apply(segments, judge=self._judge, system_prompt=prompt)
        if self._on_result is not None:
            self._on_result(source, result)
        return result

    def _request(self, request: Dict[str, Any]) -> Tuple[Dict[str, Any], str | None]:
        """The edited request, or the message of its denial."""
        edited: Dict[str, Any] = _copy(request)
        segments: List[Segment] = []
        places: List[_Place] = []
        _collect_request(edited, segments, places)
        result = self._apply(segments, "INPUT")
        if result.verdict is Verdict.DENY:
            return edited, _message(result)
        _put(places, result)
        return edited, None

    # ---- the way out --------------------------------------------------------------------------------------------------------

    def _response(self, response: Any, prompt: str) -> Any:
        message = response.get("output", {}).get("message")
        if not message:
            return response
        edited = dict(response, output=_copy(response["output"]))
        content = edited["output"]["message"].get("content", [])
        segments: List[Segment] = []
        places: List[_Place] = []
        for block in content:
            _collect_answer(block, segments, places)
        result = self._apply(segments, "OUTPUT", prompt)
        if result.verdict is Verdict.DENY:
            edited["output"]["message"]["content"] = [{"text": _message(result)}]
            edited["stopReason"] = _INTERVENED
            return edited
        _put(places, result)
        edited["output"]["message"]["content"] = [block for block in content if block]
        return edited


# ---- requests and answers as segments ---------------------------------------------------------------------------------------------


def _copy(value: Any) -> Any:
    """Dicts and lists anew, everything else (bytes of images, …) as it is: the caller's request is not changed."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, (list, tuple)) else value


def _same(text: Any) -> Any:
    return text


def _add(segments: List[Segment], places: List[_Place], holder: Any, key: Any, surface: str, is_json: bool = False,
         qualifiers: Tuple[str, ...] = ()) -> None:
    value = holder[key]
    text = json.dumps(value, ensure_ascii=False) if is_json else value
    segments.append(Segment(text, surface, "json" if is_json else "text", qualifiers))
    places.append((holder, key, json.loads if is_json else _same))


def _put(places: List[_Place], result: Result) -> None:
    for (holder, key, load), segment in zip(places, result.segments):
        if segment.verdict is Verdict.ALLOW:
            continue
        if key == "reasoningContent":
            holder.clear()
        elif segment.verdict is Verdict.DENY and load is not _same:
            holder.clear()
            holder["text"] = segment.output
        else:
            holder[key] = load(segment.output)


def _prompt(request: Dict[str, Any]) -> str:
    """What no answer may show (rule `leak`)."""
    return "\n\n".join(block["text"] for block in request.get("system", ()) if "text" in block)


def _collect_request(request: Dict[str, Any], segments: List[Segment], places: List[_Place]) -> None:
    for block in request.get("system", ()):
        _collect_block(block, "system", segments, places)
    messages = request.get("messages", ())
    last = max((i for i, m in enumerate(messages) if m.get("role") == "user"), default=-1)
    for index, message in enumerate(messages):
        for block in message.get("content", ()):
            _collect_block(block, "user" if index == last else "history", segments, places)


def _collect_block(block: Dict[str, Any], surface: str, segments: List[Segment], places: List[_Place]) -> None:
    if "text" in block:
        _add(segments, places, block, "text", surface)
    if "guardContent" in block and "text" in block["guardContent"]:
        inner = block["guardContent"]["text"]
        _add(segments, places, inner, "text", surface, qualifiers=tuple(inner.get("qualifiers", ())))
    if "toolUse" in block:
        _add(segments, places, block["toolUse"], "input", "history", is_json=True)
    for part in block.get("toolResult", {}).get("content", ()):
        if "text" in part:
            _add(segments, places, part, "text", "tool_result")
        elif "json" in part:
            _add(segments, places, part, "json", "tool_result", is_json=True)
    document = block.get("document", {}).get("source", {})
    if "text" in document:
        _add(segments, places, document, "text", "retrieved")
    for part in document.get("content", ()):
        if "text" in part:
            _add(segments, places, part, "text", "retrieved")


def _collect_answer(block: Dict[str, Any], segments: List[Segment], places: List[_Place]) -> None:
    if "text" in block:
        _add(segments, places, block, "text", "output")
    if "toolUse" in block:
        _add(segments, places, block["toolUse"], "input", "tool_args", is_json=True)
    reasoning = block.get("reasoningContent", {}).get("reasoningText", {}).get("text")
    if reasoning is not None:
        segments.append(Segment(reasoning, "reasoning"))
        places.append((block, "reasoningContent", _same))


def _message(result: Result) -> str:
    """The message of the segment that denied the request."""
    denied = [segment for segment in result.segments if segment.verdict is Verdict.DENY]
    alone = [s for s in denied if s.surface.value not in ("tool_result", "retrieved")]
    return str((alone or denied)[0].output)


def _denial(message: str) -> Dict[str, Any]:
    return {"output": {"message": {"role": "assistant", "content": [{"text": message}]}}, "stopReason": _INTERVENED,
            "usage": dict(_NO_USAGE), "metrics": {"latencyMs": 0}}


def _denial_events(message: str) -> Iterator[Dict[str, Any]]:
    yield {"messageStart": {"role": "assistant"}}
    yield {"contentBlockDelta": {"delta": {"text": message}, "contentBlockIndex": 0}}
    yield {"contentBlockStop": {"contentBlockIndex": 0}}
    yield {"messageStop": {"stopReason": _INTERVENED}}
    yield {"metadata": {"usage": dict(_NO_USAGE), "metrics": {"latencyMs": 0}}}


class _Closed:
    """An event stream that is there already."""

    def __init__(self, events: Iterator[Dict[str, Any]]) -> None:
        self._events = events

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        return self._events

    def close(self) -> None:
        self._events = iter(())


class GuardedStream:
    """An event stream whose blocks go through a newel stream each. After a denial the connection is closed: nothing more is paid for."""

    def __init__(self, owner: GuardedClient, events: Any, prompt: str = "") -> None:
        self._owner, self._events, self._prompt = owner, events, prompt
        self._blocks: Dict[int, Tuple[Stream, str]] = {}
        self._signatures: Dict[int, Dict[str, Any]] = {}  # of reasoning: held until it is known that the text is as it was signed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._events, name)

    def close(self) -> None:
        self._events.close()

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        for event in self._events:
            if "contentBlockDelta" in event:
                made, denied = self._delta(event["contentBlockDelta"])
            elif "contentBlockStop" in event:
                made, denied = self._stop(event["contentBlockStop"].get("contentBlockIndex", 0))
                made = [*made, event] if denied is None else made
            else:
                made, denied = [event], None
            yield from made
            if denied is not None:
                yield from self._deny(*denied)
                return

    def _deny(self, index: int, message: str) -> Iterator[Dict[str, Any]]:
        self._events.close()
        yield {"contentBlockDelta": {"delta": {"text": message}, "contentBlockIndex": index}}
        yield {"contentBlockStop": {"contentBlockIndex": index}}
        yield {"messageStop": {"stopReason": _INTERVENED}}

    def _delta(self, body: Dict[str, Any]) -> Tuple[List[Dict[str, Any]], Tuple[int, str] | None]:
        index, delta = body.get("contentBlockIndex", 0), body["delta"]
        kind, text = _of_delta(delta)
        if kind is None:
            if "signature" in delta.get("reasoningContent", {}) and index in self._blocks:
                self._signatures[index] = {"contentBlockDelta": body}
                return [], None
            return [{"contentBlockDelta": body}], None
        if index not in self._blocks:
            surface, form = {"text": ("output", "text"), "toolUse": ("tool_args", "json"), "reasoning": ("reasoning", "text")}[kind]
            self._blocks[index] = (self._owner.guard.stream(surface=surface, format=form, ask=self._owner._judge is not None,
                                                               system_prompt=self._prompt), kind)
        stream, kind = self._blocks[index]
        released = stream.push(text)
        if stream.denied:
            return self._stop(index)
        return ([_delta_event(index, kind, released)] if released else []), None

    def _stop(self, index: int) -> Tuple[List[Dict[str, Any]], Tuple[int, str] | None]:
        """Ends a block: what was held back, or the message of its denial."""
        block = self._blocks.pop(index, None)
        if block is None:
            return [], None
        stream, kind = block
        rest = stream.finish()
        if stream.result.questions:
            rest += stream.answer(self._owner._judge(stream.result.questions))
        if self._owner._on_result is not None:
            self._owner._on_result("OUTPUT", stream.result)
        if stream.result.verdict is Verdict.DENY:
            return [], (index, str(stream.result.segments[0].output))
        made = [_delta_event(index, kind, rest)] if rest else []
        signature = self._signatures.pop(index, None)
        return ([*made, signature] if signature and stream.result.verdict is Verdict.ALLOW else made), None


def _of_delta(delta: Dict[str, Any]) -> Tuple[str | None, str]:
    if "text" in delta:
        return "text", delta["text"]
    if "toolUse" in delta:
        return "toolUse", delta["toolUse"].get("input", "")
    if "text" in delta.get("reasoningContent", {}):
        return "reasoning", delta["reasoningContent"]["text"]
    return None, ""


def _delta_event(index: int, kind: str, text: str) -> Dict[str, Any]:
    delta: Dict[str, Any] = {"text": text}
    if kind == "toolUse":
        delta = {"toolUse": {"input": text}}
    elif kind == "reasoning":
        delta = {"reasoningContent": {"text": text}}
    return {"contentBlockDelta": {"delta": delta, "contentBlockIndex": index}}
