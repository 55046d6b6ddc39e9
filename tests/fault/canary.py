"""canary.py BUILD SOURCE - keys and texts that are judged: nowhere in messages, nor in memory that is given back. Prints "N passed, N failed".

Texts and tokens that hold a canary go out, and come back in answers, errors and streams, by each source of credentials that a test can
play. fault_call counts what is left unwiped. The secret key must not be found in the memory of the process at all when the client is
freed (a core file holds no more); the token and the API key are given to libcurl, whose memory is not ours.
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import cases  # noqa: E402
import transport  # noqa: E402

TEXT = "mail c4n4ry-4711@example.com, please"
KEY = {"id": "AKIDc4n4ry-0001", "secret": "s3cr3t-abcdefghijklmnop", "token": "c4n4ry-token-" + "t" * 300}
ECHO = {"json": {"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": TEXT}] * 400, "assessments": []}}
STREAM = {"events": cases.STREAM[:2] + [["contentBlockDelta", {"delta": {"text": TEXT * 200}, "contentBlockIndex": 0}]] * 20 + cases.STREAM[2:]}
ANSWERS = {
    "good": [ECHO], "error": [cases.error(400, "ValidationException", "Value '%s' at 'content' is bad; %s" % (TEXT, TEXT))],
    "expired": [cases.error(403, "ExpiredTokenException", "token " + KEY["token"]), ECHO],
    "html": [{"status": 503, "text": "<html>%s</html>" % TEXT}], "cut": [dict(ECHO, cut=9000)], "reset": [dict(ECHO, reset="body")],
    "stream": [STREAM], "stream-cut": [dict(STREAM, cut=9000)],
    "stream-error": [{"events": cases.STREAM[:2] + [{"exception": "validationException", "payload": {"message": TEXT}}]}],
}
KEYS_JSON = json.dumps({"Version": 1, "AccessKeyId": KEY["id"], "SecretAccessKey": KEY["secret"], "SessionToken": KEY["token"],
                        "Token": KEY["token"], "Expiration": "2099-01-01T00:00:00Z"})
STS = ("<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s"
       "</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
       % (KEY["id"], KEY["secret"], KEY["token"]))


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def sources(folder, ports):
    """name, environment; keys come from files, programs and servers, so that the environment holds none (but for 'bearer')."""
    static = "[default]\naws_access_key_id = %(id)s\naws_secret_access_key = %(secret)s\naws_session_token = %(token)s\n" % KEY
    keys = write(folder, "keys.json", KEYS_JSON)
    yield "profile", {"AWS_SHARED_CREDENTIALS_FILE": write(folder, "static", static)}
    yield "process", {"AWS_CONFIG_FILE": write(folder, "process", "[default]\ncredential_process = cat %s\n" % keys)}
    yield "role", {"AWS_SHARED_CREDENTIALS_FILE": write(folder, "base", static.replace("[default]", "[base]")),
                   "AWS_CONFIG_FILE": write(folder, "role", "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n")}
    yield "web_identity", {"AWS_WEB_IDENTITY_TOKEN_FILE": write(folder, "jwt", "c4n4ry-jwt"), "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/r"}
    yield "container", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost:%d/container" % ports["http"],
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": write(folder, "agent", "c4n4ry-agent")}
    yield "imds", {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://localhost:%d" % ports["http"]}
    yield "bearer", {"AWS_BEARER_TOKEN_BEDROCK": "c4n4ry-bearer-key"}


def operation_of(name):
    return "ConverseStream" if name.startswith("stream") else "ApplyGuardrail"


def parameters(name):
    if name.startswith("stream"):
        return {"modelId": name, "messages": [{"role": "user", "content": [{"text": TEXT * 50}]}]}
    return {"guardrailIdentifier": name, "guardrailVersion": "1", "source": "INPUT", "content": [{"text": {"text": TEXT * 50}}]}


def check(source, env, program):
    """What is wrong, a line each."""
    lines = "".join("8000\t%s\t%s\n" % (operation_of(name), json.dumps(parameters(name))) for name in ANSWERS)
    done = subprocess.run([program], input=lines, env=env, capture_output=True, text=True, timeout=120, check=False)
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(outcomes) != len(ANSWERS) + 1:
        return ["%s: ended with %d: %s" % (source, done.returncode, done.stderr)]
    wrong = ["%s %s: not as it should be: %s" % (source, name, outcome) for name, outcome in zip(ANSWERS, outcomes)
             if (outcome["code"] == "NEWEL_OK") != (name in ("good", "stream", "expired"))]
    if "c4n4ry" in done.stdout + done.stderr or "s3cr3t" in done.stdout + done.stderr:
        wrong.append("%s: a canary in what is said: %s" % (source, done.stdout + done.stderr))
    if outcomes[-1]["unwiped"]:
        wrong.append("%s: %d blocks are given back unwiped" % (source, outcomes[-1]["unwiped"]))
    if outcomes[-1]["left"]:
        wrong.append("%s: the secret key stands in memory, %d times" % (source, outcomes[-1]["left"]))
    return wrong


def main():
    script = {transport.key(operation_of(name), name): answers for name, answers in ANSWERS.items()}
    script.update({"AssumeRole": [{"text": STS}], "AssumeRoleWithWebIdentity": [{"text": STS}], "GET /container": [{"text": KEYS_JSON}],
                   "PUT /latest/api/token": [{"text": "c4n4ry-imds"}], "GET /latest/meta-data/iam/security-credentials/": [{"text": "role"}],
                   "GET /latest/meta-data/iam/security-credentials/role": [{"text": KEYS_JSON}]})
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(sys.argv[1], "tests", "fault_call")
        process, ports = transport.start(folder, {key: [dict(a, repeat=True) if len(list_) == 1 else a for a in list_] for key, list_ in script.items()})
        try:
            for source, more in sources(folder, ports):
                env = {k: v for k, v in transport.environment(ports, folder, {}).items() if k not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
                wrong = check(source, dict(env, FAULT_CANARY="1", AWS_MAX_ATTEMPTS="1", **more), program)
                passed += not wrong
                failed += bool(wrong)
                print("".join(line + "\n" for line in wrong), end="")
        finally:
            process.stdin.close()
            process.wait(10)
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
