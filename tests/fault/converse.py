"""converse.py BUILD SOURCE - each bad day of cases.py for the stream of a guarded conversation, under each `on_error`; then its stream cut at
every byte, and with a bit of every event turned. Prints "N passed, N failed".

    the stream     block            local                    allow
    is whole       modify           modify                   modify                  complete, with the address masked
    has no trace   deny             modify, not complete     modify, not complete    the question of HATE has failed
    breaks         an error, a deny, in every mode: what was not released by then never is
"""
import concurrent.futures
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import cascade  # noqa: E402
import cases  # noqa: E402
import transport  # noqa: E402

DEADLINE_MS, SLACK_MS, SAID = 5000, 1500, "write to ana@example.com today"
METRICS = {"usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 5}}
SEEN = {"invocationMetrics": {"guardrailProcessingLatency": 1, "usage": {"contentPolicyUnits": 1}}}
TRACE = {"guardrail": {"inputAssessment": {"gr1fault0001": SEEN}, "outputAssessments": {"gr1fault0001": [SEEN]}}}


def delta(text):
    return ["contentBlockDelta", {"delta": {"text": text}, "contentBlockIndex": 0}]


def stream(trace):
    return [["messageStart", {"role": "assistant"}], delta(SAID[:14]), delta(SAID[14:]), ["contentBlockStop", {"contentBlockIndex": 0}],
            ["messageStop", {"stopReason": "end_turn"}], ["metadata", dict(METRICS, **({"trace": trace} if trace else {}))]]


GOOD = {"events": stream(TRACE)}


def adapted(said):
    """An answer of cases.py as one of a guarded stream."""
    if said.get("json") is cases.GOOD["json"]:
        return dict({k: v for k, v in said.items() if k != "json"}, **GOOD)
    if "events" not in said:
        return said
    return dict(said, events=[delta(SAID) if e == cases.STREAM[1] else e for e in said["events"]])


def traces():
    for name, trace in (("none", None), ("null", {"guardrail": None}), ("empty", {"guardrail": {}}), ("text", {"guardrail": "x"}),
                        ("no_output", {"guardrail": {"inputAssessment": {"g": SEEN}}}), ("no_input", {"guardrail": {"outputAssessments": {"g": [SEEN]}}}),
                        ("no_sign", {"guardrail": {"inputAssessment": {"g": {}}, "outputAssessments": {"g": [{}]}}}),
                        ("filters_null", {"guardrail": {"inputAssessment": {"g": SEEN},
                                                        "outputAssessments": {"g": [dict(SEEN, contentPolicy={"filters": None})]}}})):
        yield "trace_" + name, [{"events": stream(trace)}], {}, "no trace"


def plan():
    yield "good", [GOOD], {}, "whole"
    yield from traces()
    for name, said, want, more in cases.rows():
        if name.startswith("huge") or any("raw" in one for one in said):
            continue
        more = {k: v for k, v in more.items() if k != "operation"}
        whole = want.get("code") == cases.OK and name != "reset_body_then_good"  # an answer that has begun is not asked for again
        yield name, [adapted(one) for one in said], more, "no trace" if whole and name.startswith("stream_") else "whole" if whole else "breaks"


def wrong_with(outcome, judge, mode, deadline_ms):
    if "shown" not in outcome or outcome["ms"] > deadline_ms + SLACK_MS:
        return "no outcome in time"
    if "ana@" in outcome["shown"]:
        return "shows what is masked"
    good = outcome["code"] == "NEWEL_OK"
    got = (outcome["verdict"], outcome["complete"])
    if judge == "whole":
        return "" if good and got == ("modify", 1) and outcome["shown"] == SAID.replace("ana@example.com", "{EMAIL}") else "not whole"
    if judge == "no trace" and mode == "block":
        return "" if good and got[0] == "deny" else "not denied"
    if judge == "no trace":
        return "" if good and got[0] != "deny" and got[1] == 0 else "clean without a trace"
    return "" if not good and outcome["message"] and got[0] == "deny" else "good by accident"


def key(name):
    return "POST /model/%s/converse-stream" % name


def broken():
    """The good stream, cut at each byte, and with a bit of each of its events turned."""
    length, events = len(transport.server.body_of(GOOD)[1]), GOOD["events"]
    for n in range(length):
        yield "cut-%d" % n, dict(GOOD, cut=n)
    for i in range(1, len(events)):
        for at in (2, 9, 15, -8, -2):
            yield "flip-%d-%d" % (i, at % 100), {"events": events[:i] + [{"flip": at}] + events[i:]}


def main():
    rows, breaks = list(plan()), dict(broken())
    program, passed, failed = os.path.join(sys.argv[1], "tests", "fault_converse"), 0, 0
    script = {key("%s-%s" % (row[0], mode)): row[1] for row in rows for mode in cascade.MODES}
    script.update({key(name): [said] for name, said in breaks.items()})

    def note(name, outcome, judge, mode, deadline_ms):
        nonlocal passed, failed
        wrong = wrong_with(outcome, judge, mode, deadline_ms)
        passed, failed = passed + (not wrong), failed + bool(wrong)
        if wrong:
            print("%s, %s: %s: %s" % (name, mode, wrong, json.dumps(outcome)))

    def ask(env, lines):
        cascade.TEXT = "please tell me where to write"
        return cascade.judge_all(program, env, lines)

    with tempfile.TemporaryDirectory() as folder:
        process, ports = transport.start(folder, script)

        def one(row):
            name, _, more, judge = row
            deadline_ms, env = more.get("deadline_ms", DEADLINE_MS), transport.environment(ports, folder, more)
            return name, judge, deadline_ms, [ask(env, [(mode, "%s-%s" % (name, mode), deadline_ms)])[0] for mode in cascade.MODES]

        try:
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                for name, judge, deadline_ms, outcomes in pool.map(one, rows):
                    for mode, outcome in zip(cascade.MODES, outcomes):
                        note(name, outcome, judge, mode, deadline_ms)
            env = transport.environment(ports, folder, {"env": {"AWS_MAX_ATTEMPTS": "1"}})
            for name, outcome in zip(breaks, ask(env, [("allow", name, DEADLINE_MS) for name in breaks])):
                note(name, outcome, "breaks", "allow", DEADLINE_MS)
        finally:
            process.stdin.close()
            process.wait(10)
    print("%d cases x %d modes, %d broken streams" % (len(rows), len(cascade.MODES), len(breaks)))
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
