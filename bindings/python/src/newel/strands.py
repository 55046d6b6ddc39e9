"""A hook for Strands agents: the conversation, tool arguments and tool results are judged before the model or the tool sees them.

    agent = Agent(model, tools=[…], hooks=[newel.strands.Guarded(guard)])

Before each model call the user's messages are judged and edited in place, so masked data does not come back with the history; a
denied one raises newel.DeniedError. A denied tool call is cancelled with the policy's message; a denied tool result is replaced by it.
What the model says is judged when it is added to the conversation: a denied answer is replaced by the policy's message.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List

from strands.hooks import AfterToolCallEvent, BeforeModelCallEvent, BeforeToolCallEvent, HookProvider, HookRegistry, MessageAddedEvent

from ._words import Verdict
from .errors import DeniedError
from .guard import Guard
from .result import Segment

__all__ = ["Guarded"]


class Guarded(HookProvider):
    """Stateless: one may serve many agents."""

    def __init__(self, guard: Guard, *, judge: Any = None) -> None:
        self.guard, self.judge = guard, judge

    def register_hooks(self, registry: HookRegistry, **_: Any) -> None:
        registry.add_callback(BeforeModelCallEvent, self._before_model)
        registry.add_callback(MessageAddedEvent, self._added)
        registry.add_callback(BeforeToolCallEvent, self._before_tool)
        registry.add_callback(AfterToolCallEvent, self._after_tool)

    def _texts(self, blocks: List[Dict[str, Any]], surface: str) -> Any:
        """Judges the texts of a message, edits them in place; gives the result, or None when there are none."""
        holders = [block for block in blocks if isinstance(block.get("text"), str)]
        if not holders:
            return None
        result = self.guard.apply([Segment(block["text"], surface) for block in holders], judge=self.judge)
        for block, segment in zip(holders, result.segments):
            block["text"] = segment.output
        return result

    def _before_model(self, event: Any) -> None:
        messages = event.agent.messages
        last = max((i for i, m in enumerate(messages) if m["role"] == "user"), default=-1)
        for index, message in enumerate(messages):
            if message["role"] != "user":
                continue
            result = self._texts(message["content"], "user" if index == last else "history")
            if result is not None and result.verdict is Verdict.DENY:
                error = DeniedError(next(str(s.output) for s in result.segments if s.verdict is Verdict.DENY), code="DENIED")
                error.result = result
                raise error

    def _added(self, event: Any) -> None:
        if event.message["role"] == "assistant":
            self._texts(event.message["content"], "output")

    def _before_tool(self, event: Any) -> None:
        use = event.tool_use
        result = self.guard.apply([Segment(json.dumps(use["input"], ensure_ascii=False), "tool_args", "json")], judge=self.judge)
        if result.verdict is Verdict.DENY:
            event.cancel_tool = str(result.output)
        elif result.verdict is Verdict.MODIFY:
            event.tool_use = {**use, "input": json.loads(result.output)}

    def _after_tool(self, event: Any) -> None:
        for block in event.result.get("content", ()):
            if isinstance(block.get("text"), str):
                self._texts([block], "tool_result")
            elif "json" in block:
                text = json.dumps(block["json"], ensure_ascii=False)
                result = self.guard.apply([Segment(text, "tool_result", "json")], judge=self.judge)
                if result.segments[0].verdict is Verdict.DENY:
                    del block["json"]
                    block["text"] = str(result.output)
                elif result.verdict is Verdict.MODIFY:
                    block["json"] = json.loads(result.output)
