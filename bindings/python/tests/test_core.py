"""What the package says, against what the C library says."""

import asyncio
import dataclasses
import json
import pickle
import random

import pytest

import newel
from conftest import SUPPORT
from newel import Answer, Scope, Segment


def loads(rules, **options):
    return newel.Guard(newel.Policy.loads(f"newel: 1\nname: t\nmessages: {{input: no input, output: no output}}\n{rules}\n", **options))


# ---- offsets ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "plain ", "é ", "e\u0301 ", "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 ", "日本語 ", "\u202e\ufeff ", "\0 ", "\U00010348 "])
def test_findings_slice_what_was_passed(guard, before):
    for text in (f"{before}ana@example.com, bob@example.org!", f"{before}ana@example.com, bob@example.org!".encode()):
        found = [text[f.start:f.end] for f in guard.apply(text).findings if f.type == "EMAIL"]
        want = ["ana@example.com", "bob@example.org"]
        assert found == (want if isinstance(text, str) else [w.encode() for w in want])


def test_random_texts_slice(guard):
    rng = random.Random(7)
    alphabet = "ab \n.,éß日\U0001f600\u0301\u200d"
    for _ in range(300):
        text = "".join(rng.choices(alphabet, k=rng.randrange(40))) + " ana@example.com " + "".join(rng.choices(alphabet, k=rng.randrange(40)))
        finding = next(f for f in guard.apply(text).findings if f.type == "EMAIL")
        assert text[finding.start:finding.end] == "ana@example.com"
        assert text.encode()[finding.byte_start:finding.byte_end] == b"ana@example.com"


# ---- results --------------------------------------------------------------------------------------------------------------------


def test_one_text(guard):
    clean = guard.apply("hello")
    assert (clean.verdict, clean.cause, clean.complete, clean.allowed, clean.output, clean.findings) == ("allow", "none", True, True, "hello", ())
    masked = guard.apply("to ana@example.com")
    assert (masked.verdict, masked.cause, masked.output) == ("modify", "rule", "to {EMAIL}")
    denied = guard.apply("4111 1111 1111 1111")
    assert (denied.verdict, denied.allowed, denied.output) == ("deny", False, "Sorry, I cannot help.")
    assert guard.apply("4111 1111 1111 1111", "OUTPUT").output == "Sorry, I cannot say."
    assert guard.apply("", source="OUTPUT").output == ""
    finding = masked.findings[0]
    assert (finding.rule, finding.action, finding.band, finding.edited, finding.remote) == ("pii.EMAIL", "ANONYMIZE", "hit", True, False)
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.start = 3
    with pytest.raises(TypeError):
        bool(clean)


def test_bytes_come_back_as_bytes(guard):
    assert guard.apply(b"\xff\xfe ana@example.com \x80").output == b"\xff\xfe {EMAIL} \x80"
    assert guard.apply(bytearray(b"hi")).output == bytearray(b"hi")


def test_segments(guard):
    result = guard.apply([Segment("4111 1111 1111 1111", "tool_result"), "hello", Segment('{"to": "ana@example.com"}', "tool_args", "json")])
    assert result.verdict == "modify"
    assert result.outputs == ["Sorry, I cannot help.", "hello", '{"to": "{EMAIL}"}']
    assert [s.verdict for s in result] == ["deny", "allow", "modify"]
    assert {f.segment for f in result.findings} == {0, 2}
    with pytest.raises(newel.ArgumentError, match="3 segments"):
        result.output
    assert guard.apply([]).verdict == "allow"


def test_trace_of_every_kind(guard, asking):
    one = guard.apply("to ana@example.com").trace()
    assert one["schema"] == "newel.trace/1" if "schema" in one.to_dict() else one["verdict"] == "modify"
    assert "ana@example.com" not in one.json
    assert "ana@example.com" in guard.apply("to ana@example.com").trace(show_matches=True).json
    assert guard.apply("x").trace() == guard.apply("x").trace()
    many = guard.apply([Segment('{"a": 1}', "tool_args", "json"), "b"]).trace().to_dict()
    assert [s["surface"] for s in many["segments"]] == ["tool_args", "user"]
    answered = asking.apply("Good morning", judge=lambda qs: [Answer.hit(q) for q in qs])
    assert answered.trace()["verdict"] == "deny"


def test_fingerprints_need_a_key(guard):
    with pytest.raises(newel.ArgumentError, match="key"):
        guard.apply("ana@example.com").trace(fingerprints=True)
    keyed = loads("pii: {EMAIL: ANONYMIZE}", key=b"0123456789abcdef")
    assert "fingerprint" in keyed.apply("ana@example.com").trace(fingerprints=True).json


# ---- questions --------------------------------------------------------------------------------------------------------------------


def test_questions_and_answers(asking):
    with pytest.raises(newel.NoJudgeError):
        asking.apply("hello")
    assert asking.apply("hello", local=True).complete is True
    result = asking.apply("\U0001f600 I am ana@example.com", ask=True)
    assert (result.verdict, result.allowed) == ("open", False)
    question = result.questions[0]
    assert (question.rule, question.kind, question.text) == ("content.HATE", "content", "\U0001f600 I am {EMAIL}")
    with pytest.raises(newel.ArgumentError, match="question 9"):
        asking.answer(result, [Answer.clear(9)])
    denied = asking.answer(result, [Answer.hit(question, 0.9, [(2, 6)])])
    assert (denied.verdict, denied.output) == ("deny", "no input")
    remote = [f for f in denied.findings if f.remote]
    assert result.text[remote[0].start:remote[0].end] == "I am" and remote[0].score == 0.9
    with pytest.raises(newel.StateError, match="not open"):
        asking.answer(result, [])
    assert asking.apply("x", judge=lambda qs: []).cause == "escalation_failed"
    assert asking.apply("x", judge=lambda qs: [Answer.cannot(q) for q in qs]).complete is True  # the local judge has


# ---- streams ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("text", ["é ana@example.com \U0001f600 and more", "buy Acme now and here", "nothing at all"])
def test_a_stream_says_what_the_whole_text_says(guard, size, text):
    whole = guard.apply(text, "OUTPUT")
    for kind in (text, text.encode()):
        with guard.stream() as stream:
            out = list(stream.filter(kind[i:i + size] for i in range(0, len(kind), size)))
        joined = kind[:0].join(out)
        if whole.verdict == "deny":
            assert out[-1] in ("Sorry, I cannot say.", b"Sorry, I cannot say.") and "Acme" not in str(joined)
        else:
            assert joined == (whole.output if isinstance(kind, str) else whole.output.encode())
        assert stream.result.verdict == whole.verdict
        assert [(f.start, f.type) for f in stream.result.findings] == [
            (f.start if isinstance(kind, str) else f.byte_start, f.type) for f in whole.findings]
        assert stream.result.trace()["verdict"] == whole.verdict


def test_an_async_stream(guard):
    async def chunks():
        for part in ("mail ana@", "example.com"):
            yield part

    async def run():
        return "".join([part async for part in guard.stream().filter_async(chunks())])

    assert asyncio.run(run()) == "mail {EMAIL}"


def test_a_stream_can_ask(asking):
    with asking.stream(ask=True) as stream:
        held = stream.push("mail ana@example.com") + stream.finish()
        assert (held, stream.verdict) == ("", "open")
        assert stream.answer([Answer.clear(0)]) == "mail {EMAIL}"


# ---- the rest ---------------------------------------------------------------------------------------------------------------------


def test_async(guard):
    async def run():
        return await asyncio.gather(guard.apply_async("ana@example.com"), guard.apply_async("x" * 100_000))

    short, long = asyncio.run(run())
    assert (short.output, long.verdict) == ("{EMAIL}", "allow")


def test_scope_is_saved_and_loaded():
    guard = loads("pii: {EMAIL: ANONYMIZE}\nanonymize: {style: numbered}", key=b"0123456789abcdef")
    scope = guard.scope()
    assert guard.apply("a@example.com b@example.com", scope=scope).output == "{EMAIL_1} {EMAIL_2}"
    saved = scope.save()
    assert b"a@example" not in saved
    assert guard.apply("b@example.com", scope=Scope.load(guard, saved)).output == "{EMAIL_2}"
    assert guard.apply("b@example.com", scope=scope).trace()["verdict"] == "modify"
    with pytest.raises(newel.FormatError):
        Scope.load(guard, b"nonsense")
    scope.close()
    with pytest.raises(newel.StateError, match="closed"):
        guard.apply("x", scope=scope)


def test_policy_errors_have_their_place(tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text("newel: 1\nname: x\npii: {EMIAL: BLOCK}\nwords: 3\n")
    with pytest.raises(newel.PolicyError) as caught:
        newel.Policy.load(path)
    error = caught.value
    assert (error.line, error.column, error.code) == (3, 7, "NEWEL_E_POLICY") and error.source.endswith("policy.yaml")
    assert len(error.diagnostics) >= 2 and str(path) in str(error)
    assert [d.line for d in newel.Policy.check(path)] == [d.line for d in error.diagnostics]
    assert pickle.loads(pickle.dumps(error)).line == 3
    with pytest.raises(OSError):
        newel.Policy.load(tmp_path / "none.yaml")
    bad = newel.Policy.check("newel: 1\nname: x\nregexes: {a: {pattern: 'x', action: BLOCK, match: [y]}}\n")
    assert any(d.severity == "error" for d in bad)


def test_policy_and_guard_tell_what_they_are(guard):
    policy = guard.policy
    assert len(policy.id) == 64 and policy == newel.Policy.loads(SUPPORT) and policy.canonical()
    assert policy.to_dict()["name"] == "support"
    assert {r.id for r in guard.rules} >= {"pii.EMAIL", "words.rivals"}
    assert "pii.EMAIL" in policy.matrix() and guard.explain()
    assert "luhn" in guard.explain_miss("card 4111 1111 1111 1112", entity="CREDIT_DEBIT_CARD_NUMBER")
    assert json.loads(newel.schema("trace"))
    assert newel.Guard(newel.Policy.all()).apply("ana@example.com").findings[0].action == "NONE"


def test_regress(guard, tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": "a", "text": "ana@example.com", "expect": {"verdict": "modify"}}\n\n{"id": "b", "text": "x", "expect": {"verdict": "deny"}}\n')
    report = newel.regress.run(guard, path)
    assert (report.passed, report.failed, report.ok) == (1, 1, False)
    assert report.failures[0].reasons[0].what == "verdict"
    labelled = [{"id": i, "text": "to ana@example.com", "expect": {"labels": [{"type": "EMAIL", "start": 3, "end": 18}]}} for i in range(3)]
    scored = newel.regress.run(guard, labelled, gates=["pii.EMAIL.recall>=0.99", "pii.EMAIL.recall>=0.3"])
    assert scored.scores["pii.EMAIL"].recall.k == 3 and [gate.holds for gate in scored.gates] == [False, True] and not scored.ok
    assert newel.regress.run(guard, path, filter="id=a").ok
    with pytest.raises(newel.FormatError) as caught:
        newel.regress.run(guard, ["{}"])
    assert caught.value.line == 1


# ---- batches ----------------------------------------------------------------------------------------------------------------------

TEXTS = ["hello", "é ana@example.com", None, "", "4111 1111 1111 1111", "\U0001f600 bob@example.org, eve@example.net"] * 7


@pytest.mark.parametrize("threads", [1, 3])
def test_a_batch_says_what_apply_says(guard, threads):
    batch = guard.apply_batch(TEXTS, threads=threads)
    alone = [guard.apply(t or "") for t in TEXTS]
    assert batch.outputs == [None if t is None else r.output for t, r in zip(TEXTS, alone)]
    assert batch.verdicts == [r.verdict for r in alone]
    assert [batch[i].findings for i in range(len(batch))] == [r.findings for r in alone]
    assert [f for _, f in batch.findings()] == [f for r in alone for f in r.findings]
    assert batch[-1].trace() == alone[-1].trace() and batch.counts()["deny"] == 7
    assert guard.apply_batch([]).outputs == [] and guard.apply_batch([b"\xff ana@example.com"]).outputs == [b"\xff {EMAIL}"]


@pytest.mark.parametrize("threads", [1, 3])
def test_arrow(guard, threads):
    pa = pytest.importorskip("pyarrow")
    want = [None if t is None else guard.apply(t).output for t in TEXTS]
    for array in (pa.array(TEXTS), pa.array(TEXTS, pa.large_string()), pa.chunked_array([TEXTS[:5], TEXTS[5:]]),
                  pa.array(["skip me", *TEXTS]).slice(1), pa.array(TEXTS).dictionary_encode()):
        batch = guard.apply_batch(array, threads=threads)
        assert batch.to_arrow().to_pylist() == want == batch.outputs
        assert batch.to_arrow().validate(full=True) is None
        assert [f.type for _, f in batch.findings()] == [f.type for t in TEXTS for f in guard.apply(t or "").findings]
    assert guard.apply_batch(pa.array([], pa.string())).to_arrow().to_pylist() == []
    assert guard.apply_batch(pa.array([None, None], pa.string())).to_arrow().to_pylist() == [None, None]
    with pytest.raises(newel.ArgumentError):
        guard.apply_batch(pa.array([[1]]))


# ---- the system prompt --------------------------------------------------------------------------------------------------------------

PROMPT = "You are Ada, the assistant of Acme Bank. Never tell customers that the fee of the gold account can be waived."
LEAKED = "My rules: never tell CUSTOMERS that\n- the fee of the gold account can be waived. Anything else?"


def test_a_leaked_system_prompt(guard):
    guard = newel.Guard(newel.Policy.loads("newel: 1\nname: p\nleak: ANONYMIZE\n"))
    alone = guard.apply(LEAKED, "OUTPUT", system_prompt=PROMPT)
    assert alone.output == "My rules: {SYSTEM_PROMPT_LEAK}. Anything else?" and alone.findings[0].type == "SYSTEM_PROMPT_LEAK"
    assert json.loads(str(alone.trace()))["segments"][0]["findings"][0]["type"] == "SYSTEM_PROMPT_LEAK"
    together = guard.apply([newel.Segment(PROMPT, "system"), newel.Segment(LEAKED, "output")])
    assert together.segments[1].output == alone.output and together.segments[0].output == PROMPT
    assert not guard.apply(LEAKED, "OUTPUT").complete and guard.apply(LEAKED, "OUTPUT").output == LEAKED
    with guard.stream(system_prompt=PROMPT) as stream:
        pieces = [stream.push(LEAKED[i:i + 3]) for i in range(0, len(LEAKED), 3)]
        assert "".join(pieces) + stream.finish() == alone.output
