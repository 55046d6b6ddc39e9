"""A LangChain runnable that judges what flows through it: text, messages, prompt values.

    chain = newel.langchain.Guarded(guard, "INPUT") | prompt_and_model | newel.langchain.Guarded(guard, "OUTPUT")

Edited texts go on edited. A denied one raises newel.DeniedError, or with `on_deny="message"` goes on as the policy's message (in front of a
model that is rarely what you want). Streams are filtered as they come.
"""

from __future__ import annotations

from typing import Any, AsyncIterator, Iterator, List, Tuple

from langchain_core.messages import BaseMessage
from langchain_core.prompt_values import ChatPromptValue, PromptValue, StringPromptValue
from langchain_core.runnables import Runnable, RunnableConfig

from ._words import Verdict
from .errors import ArgumentError, DeniedError
from .guard import Guard
from .result import Result, Segment

__all__ = ["Guarded"]

_SURFACES = {"system": "system", "tool": "tool_result", "function": "tool_result"}


class Guarded(Runnable[Any, Any]):
    """`source` says which way the texts go; the surface of a message follows its type."""

    def __init__(self, guard: Guard, source: str = "INPUT", *, judge: Any = None, on_deny: str = "raise") -> None:
        if source not in ("INPUT", "OUTPUT") or on_deny not in ("raise", "message"):
            raise ArgumentError("source is 'INPUT' or 'OUTPUT', on_deny 'raise' or 'message'")
        self.guard, self.source, self.judge, self.on_deny = guard, str(source), judge, on_deny

    def invoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        return self._call_with_config(self._judge, input, config)

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        import asyncio

        return await asyncio.to_thread(self.invoke, input, config)

    # ---- whole values -------------------------------------------------------------------------------------------------------

    def _judge(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._checked(self.guard.apply(value, self.source, judge=self.judge)).output
        if isinstance(value, StringPromptValue):
            return StringPromptValue(text=self._judge(value.text))
        if isinstance(value, ChatPromptValue):
            return ChatPromptValue(messages=self._messages(list(value.messages)))
        if isinstance(value, PromptValue):
            return ChatPromptValue(messages=self._messages(value.to_messages()))
        if isinstance(value, BaseMessage):
            return self._messages([value])[0]
        if isinstance(value, (list, tuple)) and all(isinstance(m, BaseMessage) for m in value):
            return self._messages(list(value))
        raise ArgumentError(f"input is of type '{type(value).__name__}', expected str, a message, messages or a prompt value")

    def _checked(self, result: Result) -> Result:
        if result.verdict is Verdict.DENY and self.on_deny == "raise":
            denied = next(s for s in result.segments if s.verdict is Verdict.DENY)
            error = DeniedError(str(denied.output), code="DENIED")
            error.result = result
            raise error
        return result

    def _messages(self, messages: List[Any]) -> List[Any]:
        copies = [message.model_copy(deep=True) for message in messages]
        segments: List[Segment] = []
        places: List[Tuple[Any, Any]] = []
        last = max((i for i, m in enumerate(copies) if m.type == "human"), default=-1)
        for index, message in enumerate(copies):
            self._collect(message, self._surface(message.type, index == last), segments, places)
        result = self._checked(self.guard.apply(segments, judge=self.judge))
        for (holder, key), segment in zip(places, result.segments):
            if segment.verdict is Verdict.ALLOW:
                continue
            if key == "args":
                holder[key] = _loads(segment.output)
            elif isinstance(holder, dict):
                holder[key] = segment.output
            else:
                setattr(holder, key, segment.output)
        return copies

    def _surface(self, kind: str, is_last: bool) -> str:
        if self.source == "OUTPUT":
            return "output"
        return _SURFACES.get(kind, "user" if is_last else "history")

    def _collect(self, message: Any, surface: str, segments: List[Segment], places: List[Tuple[Any, Any]]) -> None:
        if isinstance(message.content, str):
            segments.append(Segment(message.content, surface))
            places.append((message, "content"))
        else:
            for part in message.content:
                for key in ("text", "reasoning"):
                    if isinstance(part, dict) and isinstance(part.get(key), str):
                        segments.append(Segment(part[key], "reasoning" if key == "reasoning" and self.source == "OUTPUT" else surface))
                        places.append((part, key))
        for call in getattr(message, "tool_calls", None) or ():
            segments.append(Segment(_dumps(call["args"]), "tool_args" if self.source == "OUTPUT" else "history", "json"))
            places.append((call, "args"))

    # ---- streams --------------------------------------------------------------------------------------------------------------

    def transform(self, input: Iterator[Any], config: RunnableConfig | None = None, **_: Any) -> Iterator[Any]:
        """Texts are filtered chunk by chunk; messages are put together first (tool calls need the whole)."""
        def run(chunks: Iterator[Any]) -> Iterator[Any]:
            first = next(chunks, None)
            if isinstance(first, str):
                stream = self._stream()
                yield from self._push(stream, first)
                for chunk in chunks:
                    yield from self._push(stream, chunk)
                yield from self._finish(stream)
            elif first is not None:
                for chunk in chunks:
                    first = first + chunk
                yield self._judge(first)

        yield from self._transform_stream_with_config(input, run, config)

    async def atransform(self, input: AsyncIterator[Any], config: RunnableConfig | None = None, **_: Any) -> AsyncIterator[Any]:
        whole: Any = None
        stream = None
        async for chunk in input:
            if isinstance(chunk, str):
                stream = stream or self._stream()
                for part in self._push(stream, chunk):
                    yield part
            else:
                whole = chunk if whole is None else whole + chunk
        if stream is not None:
            for part in self._finish(stream):
                yield part
        if whole is not None:
            yield self._judge(whole)

    def _stream(self) -> Any:
        return self.guard.stream(self.source, ask=self.judge is not None)

    def _push(self, stream: Any, chunk: str) -> Iterator[str]:
        if part := stream.push(chunk):
            yield part

    def _finish(self, stream: Any) -> Iterator[str]:
        rest = stream.finish()
        if stream.result.questions:
            rest += stream.answer(self.judge(stream.result.questions))
        self._checked(stream.result)
        if stream.result.verdict is Verdict.DENY:
            rest = stream.result.output
        if rest:
            yield rest


def _dumps(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _loads(text: str) -> Any:
    """Arguments must stay an object: a denied one becomes its message."""
    import json

    try:
        return json.loads(text)
    except ValueError:
        return {"denied": text}
