"""An OpenAI client (or AsyncOpenAI, or any client of that shape) with a guard in front and behind.

    client = newel.openai.guard(openai.OpenAI(), newel.Policy.load("policy.yaml"))
    client.chat.completions.create(model=…, messages=[…], stream=True)

Messages are judged before they leave: system and developer, the last user message, the history, tool results and the arguments of earlier
tool calls. Answers are judged choice by choice: content, refusal, tool arguments; streams as they come, one newel stream for each choice
and tool call. A denial looks like the service's own: `finish_reason: content_filter`, with the policy's message as the content.

Other calls that reach a model (responses, completions, …) are refused, since they would go past the guard: use `client.unguarded`.
"""

from __future__ import annotations

import inspect
import time
from typing import Any, AsyncIterator, Callable, Dict, Iterable, Iterator, List, Tuple

from openai.types.chat import ChatCompletion, ChatCompletionChunk

from ._words import Verdict
from .errors import StateError
from .guard import Guard
from .policy import Policy
from .result import Result, Segment
from .stream import Stream

__all__ = ["GuardedOpenAI", "guard"]

_REFUSED = {"responses", "completions", "beta", "realtime", "batches", "audio", "images", "videos", "conversations", "evals", "fine_tuning"}
_FILTERED = "content_filter"

OnResult = Callable[[str, Result], None]


def guard(client: Any, policy: Policy | Guard, *, judge: Any = None, on_result: OnResult | None = None) -> Any:
    """Wraps a client. A policy with `escalation` needs a `judge`, say newel.bedrock.Judge(boto3.client("bedrock-runtime"), policy)."""
    return GuardedOpenAI(client, policy if isinstance(policy, Guard) else Guard(policy), judge, on_result)


class GuardedOpenAI:
    """Made by `guard`."""

    def __init__(self, client: Any, made: Guard, judge: Any, on_result: OnResult | None) -> None:
        self.unguarded, self.guard = client, made
        self.chat = _Chat(client.chat, _Work(made, judge, on_result))

    def with_options(self, **options: Any) -> GuardedOpenAI:
        work = self.chat.completions._work
        return GuardedOpenAI(self.unguarded.with_options(**options), self.guard, work.judge, work.on_result)

    def __getattr__(self, name: str) -> Any:
        if name in _REFUSED:
            raise StateError(f"'{name}' would go past the guard", advice="use chat.completions.create, or client.unguarded")
        return getattr(self.unguarded, name)


class _Chat:
    def __init__(self, chat: Any, work: _Work) -> None:
        self.completions = _Completions(chat.completions, work)


class _Completions:
    def __init__(self, raw: Any, work: _Work) -> None:
        self._raw, self._work = raw, work

    def __getattr__(self, name: str) -> Any:
        if name in ("parse", "stream", "with_raw_response", "with_streaming_response"):
            raise StateError(f"'chat.completions.{name}' would go past the guard", advice="use create, or client.unguarded")
        return getattr(self._raw, name)

    def create(self, **request: Any) -> Any:
        """chat.completions.create, judged before and after. Of an async client: a coroutine."""
        if inspect.iscoroutinefunction(inspect.unwrap(self._raw.create)):
            return self._create_async(request)
        edited, denied = self._work.request(request)
        if denied is not None:
            return _Chunks(iter(_denial_chunks(request, denied))) if request.get("stream") else _denial(request, denied)
        prompt = _prompt(edited["messages"])
        made = self._raw.create(**edited)
        if not request.get("stream"):
            return self._work.response(made, prompt)
        return _Chunks(_filter_each(_Filter(self._work, prompt), made), made)

    async def _create_async(self, request: Dict[str, Any]) -> Any:
        edited, denied = self._work.request(request)
        if denied is not None:
            return _AsyncChunks(_each_async(_denial_chunks(request, denied))) if request.get("stream") else _denial(request, denied)
        prompt = _prompt(edited["messages"])
        made = await self._raw.create(**edited)
        if not request.get("stream"):
            return self._work.response(made, prompt)
        return _AsyncChunks(_filter_each_async(_Filter(self._work, prompt), made), made)


class _Work:
    """Judging requests and responses."""

    def __init__(self, made: Guard, judge: Any, on_result: OnResult | None) -> None:
        self.guard, self.judge, self.on_result = made, judge, on_result

    def apply(self, segments: List[Segment], source: str, prompt: str = "") -> Result:
        result = self.guard.apply(segments, judge=self.judge, system_prompt=prompt)
        if self.on_result is not None:
            self.on_result(source, result)
        return result

    def request(self, request: Dict[str, Any]) -> Tuple[Dict[str, Any], str | None]:
        """The edited request, or the message of its denial. The caller's messages are not changed."""
        messages = [_plain(message) for message in request.get("messages", ())]
        segments: List[Segment] = []
        places: List[Tuple[Any, Any]] = []
        last = max((i for i, m in enumerate(messages) if m.get("role") == "user"), default=-1)
        for index, message in enumerate(messages):
            _collect(message, _surface(message.get("role"), index == last), "history", segments, places)
        result = self.apply(segments, "INPUT")
        if result.verdict is Verdict.DENY:
            denied = [s for s in result.segments if s.verdict is Verdict.DENY]
            alone = [s for s in denied if s.surface.value != "tool_result"]
            return request, str((alone or denied)[0].output)
        for (holder, key), segment in zip(places, result.segments):
            holder[key] = segment.output
        return {**request, "messages": messages}, None

    def response(self, response: Any, prompt: str) -> Any:
        edited = response.model_copy(deep=True)
        for choice in edited.choices:
            segments: List[Segment] = []
            places: List[Tuple[Any, Any]] = []
            message = choice.message
            for name, surface in (("content", "output"), ("refusal", "output"), ("reasoning_content", "reasoning")):
                text = getattr(message, name, None)
                if isinstance(text, str) and text:
                    segments.append(Segment(text, surface))
                    places.append((message, name))
            for call in message.tool_calls or ():
                holder, name = (call.function, "arguments") if getattr(call, "function", None) else (call.custom, "input")
                segments.append(Segment(getattr(holder, name), "tool_args", "json" if name == "arguments" else "text"))
                places.append((holder, name))
            result = self.apply(segments, "OUTPUT", prompt)
            if result.verdict is Verdict.DENY:
                message.content = next(str(s.output) for s in result.segments if s.verdict is Verdict.DENY)
                message.tool_calls = message.refusal = None
                if getattr(message, "reasoning_content", None):
                    message.reasoning_content = None
                choice.finish_reason = _FILTERED
                continue
            for (holder, name), segment in zip(places, result.segments):
                setattr(holder, name, segment.output)
        return edited


# ---- requests -----------------------------------------------------------------------------------------------------------------------


def _prompt(messages: Iterable[Any]) -> str:
    """What no answer may show (rule `leak`)."""
    texts: List[str] = []
    for content in (m.get("content") for m in messages if m.get("role") in ("system", "developer")):
        parts = content if isinstance(content, list) else [{"text": content}]
        texts += [part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)]
    return "\n\n".join(texts)


def _plain(message: Any) -> Dict[str, Any]:
    made = message.model_dump(exclude_none=True) if hasattr(message, "model_dump") else message
    copied: Dict[str, Any] = _copy(made)
    return copied


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, (list, tuple)) else value


def _surface(role: Any, is_last: bool) -> str:
    if role in ("system", "developer"):
        return "system"
    if role in ("tool", "function"):
        return "tool_result"
    return "user" if is_last else "history"


def _collect(message: Dict[str, Any], surface: str, calls: str, segments: List[Segment], places: List[Tuple[Any, Any]]) -> None:
    def add(holder: Any, key: str, where: str, form: str = "text") -> None:
        segments.append(Segment(holder[key], where, form))
        places.append((holder, key))

    content = message.get("content")
    if isinstance(content, str):
        add(message, "content", surface)
    elif isinstance(content, list):
        for part in content:
            for key in ("text", "refusal"):
                if isinstance(part, dict) and isinstance(part.get(key), str):
                    add(part, key, surface)
    for call in message.get("tool_calls") or ():
        if isinstance(call.get("function", {}).get("arguments"), str):
            add(call["function"], "arguments", calls, "json")


# ---- denials ------------------------------------------------------------------------------------------------------------------------


def _denial(request: Dict[str, Any], message: str) -> Any:
    return ChatCompletion.model_validate({
        "id": "newel-denied", "object": "chat.completion", "created": int(time.time()), "model": str(request.get("model", "")),
        "choices": [{"index": 0, "finish_reason": _FILTERED, "logprobs": None,
                     "message": {"role": "assistant", "content": message, "refusal": None}}],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}})


def _denial_chunks(request: Dict[str, Any], message: str) -> List[Any]:
    base = {"id": "newel-denied", "object": "chat.completion.chunk", "created": int(time.time()), "model": str(request.get("model", ""))}
    return [ChatCompletionChunk.model_validate({**base, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
            for delta, finish in (({"role": "assistant", "content": message}, None), ({}, _FILTERED))]


class _Chunks:
    """What openai.Stream is to its user. Closing it closes `raw`, the stream behind it, if there is one."""

    def __init__(self, chunks: Iterator[Any], raw: Any = None) -> None:
        self._chunks, self._raw = chunks, raw

    def __iter__(self) -> Iterator[Any]:
        return self._chunks

    def __next__(self) -> Any:
        return next(self._chunks)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._chunks = iter(())
        if self._raw is not None:
            self._raw.close()


class _AsyncChunks:
    """The same for openai.AsyncStream."""

    def __init__(self, chunks: AsyncIterator[Any], raw: Any = None) -> None:
        self._chunks, self._raw = chunks, raw

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._chunks

    async def __anext__(self) -> Any:
        return await self._chunks.__anext__()

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        self._chunks = _each_async(())
        if self._raw is not None:
            await self._raw.close()


async def _each_async(chunks: Iterable[Any]) -> AsyncIterator[Any]:
    for chunk in chunks:
        yield chunk


# ---- streams ------------------------------------------------------------------------------------------------------------------------


class _Filter:
    """The chunks of a response: in as they come, out as far as they are released. Texts of a choice are keyed by what they are."""

    def __init__(self, work: _Work, prompt: str) -> None:
        self._work, self._prompt = work, prompt
        self._streams: Dict[Tuple[int, str, int], Stream] = {}
        self._denied: Dict[int, bool] = {}

    @property
    def over(self) -> bool:
        """Every choice so far is denied: nothing more is wanted from the service."""
        return bool(self._denied) and all(self._denied.values())

    def push(self, chunk: Any) -> List[Any]:
        """The chunks to give for one that came."""
        if not chunk.choices:
            return [] if self.over else [chunk]
        chunk = chunk.model_copy(deep=True)
        chunk.choices = [choice for choice in chunk.choices if not self._denied.setdefault(choice.index, False)]
        for choice in chunk.choices:
            message = self._choice(choice)
            if message is not None:
                self._denied[choice.index] = True
                choice.delta.content, choice.delta.tool_calls, choice.delta.refusal = message, None, None
                choice.finish_reason = _FILTERED
        return [chunk] if chunk.choices else []

    def _choice(self, choice: Any) -> str | None:
        """Replaces the texts of a choice by what is released of them; the message when it is denied."""
        delta, index = choice.delta, choice.index
        for name, surface in (("content", "output"), ("refusal", "output"), ("reasoning_content", "reasoning")):
            if isinstance(text := getattr(delta, name, None), str):
                released, message = self._text((index, name, 0), text, surface, "text")
                if message is not None:
                    return message
                setattr(delta, name, released)
        for call in delta.tool_calls or ():
            if call.function is not None and call.function.arguments is not None:
                released, message = self._text((index, "tool", call.index), call.function.arguments, "tool_args", "json")
                if message is not None:
                    return message
                call.function.arguments = released
        return self._finish(choice) if choice.finish_reason is not None else None

    def _text(self, key: Tuple[int, str, int], text: str, surface: str, form: str) -> Tuple[str, str | None]:
        stream = self._streams.get(key)
        if stream is None:
            stream = self._streams[key] = self._work.guard.stream(surface=surface, format=form, ask=self._work.judge is not None,
                                                                   system_prompt=self._prompt)
        released = stream.push(text)
        return (released, None) if not stream.denied else self._end(stream)

    def _end(self, stream: Stream) -> Tuple[str, str | None]:
        rest = stream.finish()
        if stream.result.questions:
            rest += stream.answer(self._work.judge(stream.result.questions))
        if self._work.on_result is not None:
            self._work.on_result("OUTPUT", stream.result)
        return rest, str(stream.result.segments[0].output) if stream.result.verdict is Verdict.DENY else None

    def _finish(self, choice: Any) -> str | None:
        """Before the last chunk of a choice goes out: what its streams hold back comes with it."""
        from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall, ChoiceDeltaToolCallFunction

        delta = choice.delta
        for key in [key for key in self._streams if key[0] == choice.index]:
            rest, message = self._end(self._streams.pop(key))
            if message is not None:
                return message
            if rest and key[1] != "tool":
                setattr(delta, key[1], (getattr(delta, key[1], None) or "") + rest)
            elif rest:
                call = ChoiceDeltaToolCall(index=key[2], function=ChoiceDeltaToolCallFunction(arguments=rest))
                delta.tool_calls = [*(delta.tool_calls or ()), call]
        return None


def _filter_each(filtered: _Filter, raw: Any) -> Iterator[Any]:
    """When every choice is denied the connection is closed."""
    for chunk in raw:
        yield from filtered.push(chunk)
        if filtered.over:
            raw.close()
            return


async def _filter_each_async(filtered: _Filter, raw: Any) -> AsyncIterator[Any]:
    async for chunk in raw:
        for made in filtered.push(chunk):
            yield made
        if filtered.over:
            await raw.close()
            return
