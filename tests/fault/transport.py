"""transport.py BUILD SOURCE - the cases of cases.py through newel_client_call, over real sockets; then an answer and a stream that end at
every byte. Prints "N passed, N failed"."""
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import cases  # noqa: E402
import server  # noqa: E402

DEADLINE_MS, SLACK_MS = 8000, 1500
TEXT = "my canary is yellow-4711"


def parameters(operation, name):
    if operation == "ConverseStream":
        return {"modelId": name, "messages": [{"role": "user", "content": [{"text": TEXT}]}]}
    return {"guardrailIdentifier": name, "guardrailVersion": "1", "source": "INPUT", "content": [{"text": {"text": TEXT}}]}


def key(operation, name):
    return "POST /model/%s/converse-stream" % name if operation == "ConverseStream" else "POST /guardrail/%s/version/1/apply" % name


def environment(ports, folder, more):
    env = {"PATH": os.environ["PATH"], "HOME": folder, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDFAULT",
           "AWS_SECRET_ACCESS_KEY": "fault-secret", "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "2",
           "AWS_CA_BUNDLE": os.path.join(folder, "tls", "ca.pem"),
           "AWS_ENDPOINT_URL": more.get("url") or "https://localhost:%d" % ports[more.get("port", "https")]}
    env.update({k: v.format(**ports) for k, v in more.get("env", {}).items()})
    env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    return env


def call(program, env, lines):
    """Outcomes of lines (deadline, operation, parameters), through one client."""
    text = "".join("%d\t%s\t%s\n" % (d, o, json.dumps(p)) for d, o, p in lines)
    done = subprocess.run([program], input=text, env=env, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0 or done.stderr:
        return [{"code": "exit %d" % done.returncode, "message": done.stderr[:2000]}] * len(lines)
    return [json.loads(line) for line in done.stdout.splitlines()]


def wrong_with(outcome, want, deadline_ms):
    """What is not as wanted; "" when all is."""
    for member, value in want.items():
        if member == "says":
            if value not in outcome["message"] + " " + outcome["advice"]:
                return "does not say '%s'" % value
        elif member == "hides":
            if value in outcome["message"] + outcome["advice"]:
                return "says '%s'" % value
        elif member == "least_ms":
            if outcome["ms"] < value:
                return "came before %d ms" % value
        elif isinstance(value, str) and value.startswith("!"):
            if outcome[member] == value[1:]:
                return "%s is %s" % (member, value[1:])
        elif outcome.get(member) != value:
            return "%s is %s, expected %s" % (member, outcome.get(member), value)
    if outcome["ms"] > deadline_ms + SLACK_MS:
        return "took %d ms, the deadline was %d" % (outcome["ms"], deadline_ms)
    if outcome["code"] != "NEWEL_OK" and not outcome["message"]:
        return "an error without a message"
    return "" if outcome["code"] != "NEWEL_OK" or outcome["status"] == 200 else "good without an answer"


class Run:
    def __init__(self, build, folder):
        self.program, self.folder, self.passed, self.failed = os.path.join(build, "tests", "fault_call"), folder, 0, 0

    def check(self, name, outcome, want, deadline_ms):
        wrong = wrong_with(outcome, want, deadline_ms) if "ms" in outcome else outcome["code"]
        self.passed += not wrong
        self.failed += bool(wrong)
        if wrong:
            print("%s: %s: %s" % (name, wrong, json.dumps(outcome)))

    def one(self, ports, row):
        name, _, want, more = row
        operation, deadline_ms = more.get("operation", "ApplyGuardrail"), more.get("deadline_ms", DEADLINE_MS)
        outcome = call(self.program, environment(ports, self.folder, more), [(deadline_ms, operation, parameters(operation, name))])[0]
        return name, outcome, want, deadline_ms

    def rows(self, ports, rows):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for result in pool.map(lambda row: self.one(ports, row), rows):
                self.check(*result)

    def every_cut(self, ports, operation, names):
        """One answer that ends at each of its bytes, one try each: never good, never more events than came whole."""
        env = environment(ports, self.folder, {"env": {"AWS_MAX_ATTEMPTS": "1"}})
        for name, outcome in zip(names, call(self.program, env, [(DEADLINE_MS, operation, parameters(operation, n)) for n in names])):
            self.check(name, outcome, {"code": "NEWEL_E_NETWORK"}, DEADLINE_MS)


def cut_answers(answer, prefix):
    length = len(server.body_of(answer)[1])
    return {"%s-%d" % (prefix, n): dict(answer, cut=n) for n in range(length)}


def start(folder, script):
    path, ports = os.path.join(folder, "script.json"), os.path.join(folder, "ports")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(script, file)
    process = subprocess.Popen([sys.executable, os.path.join(HERE, "server.py"), path, "--ports", ports, "--log", os.path.join(folder, "log"),
                                "--tls", os.path.join(folder, "tls")], stdin=subprocess.PIPE)
    until = time.monotonic() + 30
    while not os.path.exists(ports):
        if process.poll() is not None or time.monotonic() > until:
            sys.exit("the fault server did not start")
        time.sleep(0.02)
    with open(ports, encoding="ascii") as file:
        return process, {name: int(port) for name, port in (line.split("=") for line in file)}


def main():
    rows = list(cases.rows())
    cut_body, cut_stream = cut_answers(cases.GOOD, "cut-body"), cut_answers({"events": cases.STREAM}, "cut-stream")
    script = {key(more.get("operation", "ApplyGuardrail"), name): answers for name, answers, _, more in rows}
    script.update({key("ApplyGuardrail", name): [answer] for name, answer in cut_body.items()})
    script.update({key("ConverseStream", name): [answer] for name, answer in cut_stream.items()})
    with tempfile.TemporaryDirectory() as folder:
        run = Run(sys.argv[1], folder)
        process, ports = start(folder, script)
        try:
            run.rows(ports, rows)
            run.every_cut(ports, "ApplyGuardrail", list(cut_body))
            run.every_cut(ports, "ConverseStream", list(cut_stream))
        finally:
            process.stdin.close()
            process.wait(10)
    print("%d cases, %d cuts" % (len(rows), len(cut_body) + len(cut_stream)))
    print("%d passed, %d failed" % (run.passed, run.failed))
    return run.failed > 0


if __name__ == "__main__":
    sys.exit(main())
