"""Seams: each against the real package, where it is installed."""

import asyncio
import json
import logging

import pytest

import newel

pytest_plugins = ["pytester"]


# ---- OpenAI -------------------------------------------------------------------------------------------------------------------------


def completion(content, tool_calls=None, finish="stop"):
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [
        {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **({"tool_calls": tool_calls} if tool_calls else {})}}]}


def call(arguments, **more):
    return {"id": "t", "type": "function", "function": {"name": "send", "arguments": arguments}, **more}


def openai_client(answer, sent, is_async=False):
    """A real client; the network is answered by a function."""
    openai = pytest.importorskip("openai")
    import httpx

    def handle(request):
        sent.append(json.loads(request.content))
        if isinstance(answer, list):
            lines = "".join("data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [
                {"index": 0, "delta": delta, "finish_reason": finish}]}) + "\n\n" for delta, finish in answer)
            return httpx.Response(200, text=lines + "data: [DONE]\n\n", headers={"content-type": "text/event-stream"})
        if isinstance(answer, int):
            return httpx.Response(answer, json={"error": {"message": "slow down"}})
        return httpx.Response(200, json=answer)

    kind = openai.AsyncOpenAI if is_async else openai.OpenAI
    http = (httpx.AsyncClient if is_async else httpx.Client)(transport=httpx.MockTransport(handle))
    return kind(api_key="k", http_client=http, max_retries=0)


MESSAGES = [{"role": "system", "content": "You help eve@example.com"}, {"role": "user", "content": [{"type": "text", "text": "I am ana@example.com"}]},
            {"role": "assistant", "content": None, "tool_calls": [call('{"to": "bob@example.org"}')]},
            {"role": "tool", "tool_call_id": "t", "content": "card 4111 1111 1111 1111"}]


def test_openai(guard):
    pytest.importorskip("openai")
    import newel.openai

    sent, before = [], json.dumps(MESSAGES)
    client = newel.openai.guard(openai_client(completion("mail bob@example.org", [call('{"to": "ana@example.com"}')], "tool_calls"), sent), guard)
    made = client.chat.completions.create(model="m", messages=MESSAGES)
    assert made.choices[0].message.content == "mail {EMAIL}"
    assert json.loads(made.choices[0].message.tool_calls[0].function.arguments) == {"to": "{EMAIL}"}
    assert [m.get("content") for m in sent[0]["messages"]] == [
        "You help {EMAIL}", [{"type": "text", "text": "I am {EMAIL}"}], None, "Sorry, I cannot help."]
    assert sent[0]["messages"][2]["tool_calls"][0]["function"]["arguments"] == '{"to": "{EMAIL}"}'
    assert json.dumps(MESSAGES) == before


def test_openai_denies(guard):
    openai = pytest.importorskip("openai")
    import newel.openai

    sent = []
    client = newel.openai.guard(openai_client(completion("buy at Acme", [call("{}")]), sent), guard)
    denied = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "4111 1111 1111 1111"}])
    assert sent == [] and (denied.choices[0].finish_reason, denied.choices[0].message.content) == ("content_filter", "Sorry, I cannot help.")
    chunks = list(client.chat.completions.create(model="m", messages=[{"role": "user", "content": "4111 1111 1111 1111"}], stream=True))
    assert (chunks[0].choices[0].delta.content, chunks[-1].choices[0].finish_reason) == ("Sorry, I cannot help.", "content_filter")
    out = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}]).choices[0]
    assert (out.finish_reason, out.message.content, out.message.tool_calls) == ("content_filter", "Sorry, I cannot say.", None)
    with pytest.raises(newel.StateError, match="past the guard"):
        client.responses
    with pytest.raises(openai.RateLimitError):
        newel.openai.guard(openai_client(429, []), guard).chat.completions.create(model="m", messages=[])


CHUNKS = [({"role": "assistant", "content": ""}, None), ({"content": "mail ana@exam"}, None), ({"content": "ple.com or not"}, None),
          ({"tool_calls": [{"index": 0, "id": "t", "type": "function", "function": {"name": "send", "arguments": ""}}]}, None),
          ({"tool_calls": [{"index": 0, "function": {"arguments": '{"to": "bob@ex'}}]}, None),
          ({"tool_calls": [{"index": 0, "function": {"arguments": 'ample.org"}'}}]}, None), ({}, "tool_calls")]


def joined(chunks):
    deltas = [c.choices[0].delta for c in chunks]
    calls = [t.function.arguments or "" for d in deltas for t in d.tool_calls or ()]
    return "".join(d.content or "" for d in deltas), "".join(calls), chunks[-1].choices[0].finish_reason


def test_openai_streams(guard):
    pytest.importorskip("openai")
    import newel.openai

    client = newel.openai.guard(openai_client(CHUNKS, []), guard)
    with client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}], stream=True) as stream:
        assert joined(list(stream)) == ("mail {EMAIL} or not", '{"to": "{EMAIL}"}', "tool_calls")
    denied = newel.openai.guard(openai_client([({"content": "go to Ac"}, None), ({"content": "me and more and more and more. "}, None), ({"content": "x"}, "stop")], []), guard)
    text, _, finish = joined(list(denied.chat.completions.create(model="m", messages=[], stream=True)))
    assert "Ac" not in text and text.endswith("Sorry, I cannot say.") and finish == "content_filter"


def test_openai_async(guard):
    pytest.importorskip("openai")
    import newel.openai

    async def run():
        whole = newel.openai.guard(openai_client(completion("ana@example.com"), [], True), guard)
        made = await whole.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
        client = newel.openai.guard(openai_client(CHUNKS, [], True), guard)
        stream = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}], stream=True)
        return made.choices[0].message.content, [chunk async for chunk in stream]

    content, chunks = asyncio.run(run())
    assert content == "{EMAIL}" and joined(chunks)[0] == "mail {EMAIL} or not"


# ---- LangChain ----------------------------------------------------------------------------------------------------------------------


def test_langchain(guard):
    pytest.importorskip("langchain_core")
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate

    from newel.langchain import Guarded

    seen = []
    model = GenericFakeChatModel(messages=iter([AIMessage("write to bob@example.org please"), AIMessage("write to bob@example.org please")]))
    prompt = ChatPromptTemplate.from_messages([("system", "for eve@example.com"), ("human", "{text}")])
    chain = prompt | Guarded(guard) | (lambda value: (seen.append(value.to_string()), value)[1]) | model | StrOutputParser() | Guarded(guard, "OUTPUT")
    assert chain.invoke({"text": "I am ana@example.com"}) == "write to {EMAIL} please"
    assert seen == ["System: for {EMAIL}\nHuman: I am {EMAIL}"]
    assert "".join(chain.stream({"text": "hi"})) == "write to {EMAIL} please"
    with pytest.raises(newel.DeniedError, match="cannot help"):
        chain.invoke({"text": "4111 1111 1111 1111"})
    assert Guarded(guard, "OUTPUT", on_deny="message").invoke("Acme") == "Sorry, I cannot say."
    called = AIMessage("", tool_calls=[{"name": "send", "args": {"to": "ana@example.com"}, "id": "t"}])
    assert Guarded(guard, "OUTPUT").invoke(called).tool_calls[0]["args"] == {"to": "{EMAIL}"} and called.tool_calls[0]["args"]["to"] == "ana@example.com"
    made = Guarded(guard).invoke([SystemMessage("x"), HumanMessage("y"), ToolMessage("card 4111 1111 1111 1111", tool_call_id="t")])
    assert made[2].content == "Sorry, I cannot help."
    assert asyncio.run(Guarded(guard).ainvoke("ana@example.com")) == "{EMAIL}"
    with pytest.raises(newel.ArgumentError):
        Guarded(guard).invoke(3)


# ---- Strands ------------------------------------------------------------------------------------------------------------------------


def test_strands(guard):
    pytest.importorskip("strands")
    from strands import Agent, tool
    from strands.models import Model

    from newel.strands import Guarded

    seen, tools = [], []

    class Fake(Model):
        def __init__(self, *answers):
            self.answers = list(answers)

        def update_config(self, **_):
            pass

        def get_config(self):
            return {}

        def structured_output(self, *_, **__):
            raise NotImplementedError

        async def stream(self, messages, *_, **__):
            seen.append(json.loads(json.dumps(messages)))
            answer = self.answers.pop(0)
            yield {"messageStart": {"role": "assistant"}}
            if isinstance(answer, dict):
                yield {"contentBlockStart": {"start": {"toolUse": {"toolUseId": "t", "name": "send"}}}}
                yield {"contentBlockDelta": {"delta": {"toolUse": {"input": json.dumps(answer)}}}}
            else:
                yield {"contentBlockStart": {"start": {}}}
                yield {"contentBlockDelta": {"delta": {"text": answer}}}
            yield {"contentBlockStop": {}}
            yield {"messageStop": {"stopReason": "tool_use" if isinstance(answer, dict) else "end_turn"}}

    @tool
    def send(to: str) -> str:
        """Sends."""
        tools.append(to)
        return f"sent to {to}, from eve@example.com"

    agent = Agent(model=Fake({"to": "bob@example.org"}, "done, ask ana@example.com"), tools=[send], hooks=[Guarded(guard)], callback_handler=None)
    agent("I am ana@example.com")
    assert seen[0][0]["content"][0]["text"] == "I am {EMAIL}" and tools == ["{EMAIL}"]
    assert "eve@example.com" not in json.dumps(seen) and agent.messages[-1]["content"][0]["text"] == "done, ask {EMAIL}"
    cancelled = Agent(model=Fake({"to": "Acme"}, "ok"), tools=[send], hooks=[Guarded(guard)], callback_handler=None)
    cancelled("go")
    assert tools == ["{EMAIL}"] and "Sorry, I cannot say." in json.dumps(seen[-1])
    with pytest.raises(newel.DeniedError, match="cannot help"):
        Agent(model=Fake("x"), hooks=[Guarded(guard)], callback_handler=None)("card 4111 1111 1111 1111")


# ---- LiteLLM ------------------------------------------------------------------------------------------------------------------------


def test_litellm(guard, monkeypatch):
    monkeypatch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    pytest.importorskip("litellm")
    pytest.importorskip("openai")
    import litellm

    from newel.litellm import Guardrail

    rail = Guardrail(policy=guard, guardrail_name="newel")

    async def run():
        data = {"model": "m", "messages": [{"role": "user", "content": "I am ana@example.com"}]}
        edited = await rail.async_pre_call_hook(None, None, data, "completion")
        assert edited["messages"][0]["content"] == "I am {EMAIL}"
        with pytest.raises(newel.DeniedError) as caught:
            await rail.async_pre_call_hook(None, None, {"messages": [{"role": "user", "content": "4111 1111 1111 1111"}]}, "completion")
        assert caught.value.status_code == 400 and caught.value.detail == {"error": "Sorry, I cannot help."}
        answer = await litellm.acompletion(model="gpt-4o", messages=edited["messages"], mock_response="mail bob@example.org")
        assert (await rail.async_post_call_success_hook({}, None, answer)).choices[0].message.content == "mail {EMAIL}"
        stream = await litellm.acompletion(model="gpt-4o", messages=edited["messages"], mock_response="mail bob@example.org and on", stream=True)
        return [chunk async for chunk in rail.async_post_call_streaming_iterator_hook(None, stream, {})]

    assert "".join(c.choices[0].delta.content or "" for c in asyncio.run(run())) == "mail {EMAIL} and on"


# ---- logging, pandas, polars ----------------------------------------------------------------------------------------------------------


def test_logging(guard):
    from newel.logging import MaskFilter

    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler, log = Keep(), logging.getLogger("newel.test")
    handler.addFilter(MaskFilter(guard))
    log.addHandler(handler)
    log.propagate = False
    log.warning("from %s to %(x)s" if False else "from %s", "ana@example.com")
    log.warning("card 4111 1111 1111 1111")
    log.warning("lone \ud800 ana@example.com")
    try:
        raise ValueError("bad ana@example.com")
    except ValueError:
        log.exception("failed for bob@example.org")
    log.warning("%d", "no number")
    assert lines[:2] == ["from {EMAIL}", "Sorry, I cannot say."]
    assert "@" not in "".join(lines) and "ValueError: bad {EMAIL}" in lines[3] and lines[4] == "[newel: not logged: TypeError]"


def test_pandas(guard):
    pd = pytest.importorskip("pandas")
    import newel.pandas

    series = pd.Series(["hi", "ana@example.com", None, "Acme"], index=[3, 4, 5, 6], name="text")
    clean = newel.pandas.clean(guard, series)
    assert list(clean.dropna()) == ["hi", "{EMAIL}", "Sorry, I cannot help."] and list(clean.index) == [3, 4, 5, 6] and clean.name == "text"
    assert list(newel.pandas.verdicts(guard, series)) == ["allow", "modify", "allow", "deny"]
    found = newel.pandas.findings(guard, series)
    assert list(found["index"]) == [4, 6] and list(found["start"]) == [0, 0]


def test_polars(guard):
    pl = pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    import newel.polars

    frame = pl.DataFrame({"text": ["hi", "ana@example.com", None, "é Acme"]})
    want = ["hi", "{EMAIL}", None, "Sorry, I cannot help."]
    assert newel.polars.clean(guard, frame["text"]).to_list() == want
    assert frame.lazy().with_columns(newel.polars.expr(guard, "text").alias("clean")).collect()["clean"].to_list() == want
    assert newel.polars.verdicts(guard, frame["text"]).to_list() == ["allow", "modify", "allow", "deny"]


# ---- pytest ---------------------------------------------------------------------------------------------------------------------------


def test_pytest_plugin(pytester):
    pytester.makefile(".yaml", policy="newel: 1\nname: p\nmessages: {input: no, output: no}\npii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\n")
    pytester.makefile(".jsonl", cases='{"id": "mail", "text": "a@example.com", "expect": {"output": "{EMAIL}"}}\n{"id": "wrong", "text": "x", "expect": {"verdict": "deny"}}\n')
    pytester.makeini("[pytest]\nnewel_policy = policy.yaml\n")
    pytester.makepyfile("""
        import pytest
        from newel.testing import assert_allowed, assert_blocked, assert_modified

        def test_asserts(newel_guard):
            assert_allowed(newel_guard, "hi")
            assert_modified(newel_guard, "a@example.com", "{EMAIL}")
            with pytest.raises(AssertionError, match="expected deny, got modify .cause rule; pii.EMAIL at 0..13 ANONYMIZE"):
                assert_blocked(newel_guard, "a@example.com")

        @pytest.mark.newel_cases("cases.jsonl")
        def test_corpus(newel_case):
            newel_case()
    """)
    import importlib.metadata

    installed = any(e.value == "newel.pytest_plugin" for e in importlib.metadata.entry_points(group="pytest11"))
    result = pytester.runpytest_subprocess("-v", *([] if installed else ["-p", "newel.pytest_plugin"]))
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*test_corpus?mail? PASSED*", "*wrong: verdict: expected deny, got allow*"])
