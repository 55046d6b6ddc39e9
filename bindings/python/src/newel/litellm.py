"""A custom guardrail for the LiteLLM proxy.

    # config.yaml
    guardrails:
      - guardrail_name: newel
        litellm_params: {guardrail: newel.litellm.Guardrail, mode: [pre_call, post_call], policy: policy.yaml, default_on: true}

A request that is denied ends with HTTP 400 and the policy's message, before a model is called. An answer that is denied carries the message
and `finish_reason: content_filter`; streams are filtered as they come.
"""

from __future__ import annotations

from typing import Any, AsyncIterator

from litellm.integrations.custom_guardrail import CustomGuardrail

from .errors import DeniedError
from .guard import Guard
from .openai import _Filter, _prompt, _Work
from .policy import Policy

__all__ = ["Guardrail"]


class _Denied(DeniedError):
    """What the proxy turns into an answer: it reads `status_code` and `detail`."""

    status_code = 400

    @property
    def detail(self) -> dict[str, str]:
        return {"error": self.message}


class Guardrail(CustomGuardrail):
    """`policy` is a path, a Policy or a Guard."""

    def __init__(self, policy: Any = None, judge: Any = None, **options: Any) -> None:
        if isinstance(policy, str):
            policy = Policy.load(policy)
        made = policy if isinstance(policy, Guard) else Guard(policy)
        self._work = _Work(made, judge, None)
        super().__init__(**options)

    async def async_pre_call_hook(self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: Any) -> Any:
        if "messages" not in data:
            return data
        edited, denied = self._work.request(data)
        if denied is not None:
            raise _Denied(denied, code="DENIED")
        data.update(edited)
        return data

    async def async_post_call_success_hook(self, data: dict[str, Any], user_api_key_dict: Any, response: Any) -> Any:
        if not getattr(response, "choices", None):
            return response
        return self._work.response(response, _prompt(data.get("messages", ())))

    async def async_post_call_streaming_iterator_hook(self, user_api_key_dict: Any, response: Any,
                                                      request_data: dict[str, Any]) -> AsyncIterator[Any]:
        filtered = _Filter(self._work, _prompt(request_data.get("messages", ())))
        async for chunk in response:
            for made in filtered.push(chunk):
                yield made
            if filtered.over:
                return
