"""cascade.py BUILD SOURCE - each bad day of cases.py, and answers that are odd, under each `on_error`: the verdict, whether it says that it is
incomplete, and the time. Then an answer that is cut at every byte. Prints "N passed, N failed".

    the judge      block                     local                    allow
    is clear       modify, complete          modify, complete         modify, complete         (an e-mail address is masked locally)
    denies         deny by the rule          deny                     deny
    fails          deny, escalation_failed   modify, not complete     modify, not complete
    refuses        deny, escalation_failed   deny                     deny                     (403: a key that may not is no outage)
    cannot         modify                    modify                   modify                   (no sign of having judged: the local
                                                                                                judge of HATE decides, and it is clear)
"""
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import cases  # noqa: E402
import transport  # noqa: E402

MODES, TEXT = ("block", "local", "allow"), "please write to ana@example.com, my canary is yellow-4711"
DEADLINE_MS, SLACK_MS = 5000, 1500


def hate(action, detected, **more):
    return dict({"type": "HATE", "confidence": "HIGH" if action == "BLOCKED" else "NONE", "filterStrength": "HIGH", "action": action}, **(
        {} if detected is None else {"detected": detected}), **more)


def answer(action, *filters, outputs=()):
    return {"json": {"action": action, "outputs": [{"text": text} for text in outputs],
                     "assessments": [{"contentPolicy": {"filters": list(filters)}}] if filters else []}}


CLEAR = answer("NONE", hate("NONE", False))


def answers():
    """What a service says that lives: name, answer, what the judge then is."""
    yield "clear", CLEAR, "clear"
    yield "denies", answer("GUARDRAIL_INTERVENED", hate("BLOCKED", True), outputs=["no"]), "denies"
    yield "denies_without_detected", answer("GUARDRAIL_INTERVENED", hate("BLOCKED", None), outputs=["no"]), "denies"
    yield "intervened_and_says_nothing", answer("GUARDRAIL_INTERVENED", outputs=["no"]), "denies"
    yield "intervened_with_empty_assessment", {"json": {"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": "no"}], "assessments": [{}]}}, "denies"
    yield "not_judged", answer("NONE"), "cannot"
    yield "nothing_at_all", {"json": {}}, "fails"
    yield "no_action", {"json": {"outputs": [], "assessments": []}}, "fails"
    yield "new_action", answer("SOMETHING_NEW", hate("NONE", False)), "not clear"
    yield "action_is_null", {"json": {"action": None, "outputs": [], "assessments": []}}, "fails"
    yield "assessments_is_text", {"json": {"action": "NONE", "outputs": [], "assessments": "none"}}, "fails"
    yield "filters_is_null", {"json": {"action": "NONE", "outputs": [], "assessments": [{"contentPolicy": {"filters": None}}]}}, "fails"
    yield "policy_is_a_list", {"json": {"action": "NONE", "outputs": [], "assessments": [{"contentPolicy": []}]}}, "fails"
    yield "filter_is_text", answer("NONE", "HATE"), "fails"
    yield "filter_without_type", answer("NONE", {"confidence": "NONE", "action": "NONE", "detected": False}), "fails"


def key(guardrail):
    return "POST /guardrail/%s/version/1/apply" % guardrail


def plan():
    """(name, answers, how the call is made, the judge)"""
    for name, said, judge in answers():
        yield name, [said], {}, judge
    for name, said, want, more in cases.rows():
        if more.get("operation", "ApplyGuardrail") != "ApplyGuardrail" or name == "huge":
            continue
        good = want.get("code") == cases.OK
        yield name, [CLEAR if a is cases.GOOD else dict(a, **CLEAR) if a.get("json") is cases.GOOD["json"] else a for a in said], more, \
            "clear" if good and "raw" not in str(said) else "cannot" if good else "refuses" if name.startswith("403") else "fails"


def wrong_with(outcome, judge, mode, deadline_ms):
    got = (outcome.get("verdict"), outcome.get("cause"), outcome.get("complete"))
    masked = "{EMAIL}" in outcome.get("output", "") and "ana@" not in outcome.get("output", "")
    if outcome["ms"] > deadline_ms + SLACK_MS:
        return "took %d ms" % outcome["ms"]
    if judge == "clear":
        return "" if got == ("modify", "rule", 1) and masked else "not clear"
    if judge == "denies":
        return "" if got[0] == "deny" and outcome["output"] == "no" else "not denied"
    if judge == "not clear":
        return "" if got[0] == "deny" or got[2] == 0 else "clear by accident"
    if judge == "refuses" or (judge == "fails" and mode == "block"):
        return "" if got[:2] == ("deny", "escalation_failed") else "not denied for its failure"
    if judge == "cannot":
        return "" if got[0] == "modify" and masked else "not what the local stage says"
    return "" if got[0] == "modify" and got[2] == 0 and masked else "not what the local stage says, incomplete"


def judge_all(program, env, lines):
    text = "".join("%s\t%s\t%d\t%s\n" % (*line, TEXT) for line in lines)
    done = subprocess.run([program], input=text, env=env, capture_output=True, text=True, timeout=300, check=False)
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    missing = {"ms": 0, "code": "ended with %d" % done.returncode, "message": done.stderr[:1000]}
    return outcomes + [missing] * (len(lines) - len(outcomes))


def main():
    rows = list(plan())
    ids = {(i, mode): "gr%08d%s" % (i, mode) for i in range(len(rows)) for mode in MODES}
    script = {key(ids[i, mode]): row[1] for i, row in enumerate(rows) for mode in MODES}
    length = len(transport.server.body_of(CLEAR)[1])
    cuts = {"cut%07d" % n: [dict(CLEAR, cut=n)] for n in range(length)}
    script.update({key(name): said for name, said in cuts.items()})
    program, passed, failed = os.path.join(sys.argv[1], "tests", "fault_judge"), 0, 0

    def note(name, outcome, judge, mode, deadline_ms):
        nonlocal passed, failed
        wrong = wrong_with(outcome, judge, mode, deadline_ms)
        passed, failed = passed + (not wrong), failed + bool(wrong)
        if wrong:
            print("%s, %s: %s: %s" % (name, mode, wrong, json.dumps(outcome)))

    with tempfile.TemporaryDirectory() as folder:
        process, ports = transport.start(folder, script)

        def one(i):
            name, _, more, judge = rows[i]
            deadline_ms = more.get("deadline_ms", DEADLINE_MS)
            env = transport.environment(ports, folder, more)  # a client each: the clock that one has learned is its own
            return i, name, judge, deadline_ms, [judge_all(program, env, [(mode, ids[i, mode], deadline_ms)])[0] for mode in MODES]

        try:
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                for i, name, judge, deadline_ms, outcomes in pool.map(one, range(len(rows))):
                    for mode, outcome in zip(MODES, outcomes):
                        note(name, outcome, judge, mode, deadline_ms)
            env = transport.environment(ports, folder, {"env": {"AWS_MAX_ATTEMPTS": "1"}})
            for name, outcome in zip(cuts, judge_all(program, env, [("block", name, DEADLINE_MS) for name in cuts])):
                note(name, outcome, "fails", "block", DEADLINE_MS)
        finally:
            process.stdin.close()
            process.wait(10)
    print("%d cases x %d modes, %d cuts" % (len(rows), len(MODES), len(cuts)))
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
