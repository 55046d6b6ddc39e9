"""cases.py - bad days of a remote judge, each a row: what the server does, and what a call must come to.

A row is (name, answers, want) and may have more: how the call is made. `answers` are those of server.py. `want` holds what of the outcome
must be as written: code, status, tries, error, events, and "says", a piece of message or advice; "!X" anything but X. Every row
must end within its deadline, whatever it wants.
"""
GOOD = {"json": {"action": "NONE", "outputs": [], "assessments": [{}], "usage": {"topicPolicyUnits": 0, "contentPolicyUnits": 1,
        "wordPolicyUnits": 0, "sensitiveInformationPolicyUnits": 0, "sensitiveInformationPolicyFreeUnits": 0,
        "contextualGroundingPolicyUnits": 0}}}
OK, REMOTE, NETWORK, LIMIT = "NEWEL_OK", "NEWEL_E_REMOTE", "NEWEL_E_NETWORK", "NEWEL_E_LIMIT"
STREAM = [["messageStart", {"role": "assistant"}], ["contentBlockDelta", {"delta": {"text": "hello"}, "contentBlockIndex": 0}],
          ["contentBlockStop", {"contentBlockIndex": 0}], ["messageStop", {"stopReason": "end_turn"}],
          ["metadata", {"usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 5}}]]


def error(status, name, message="said by the script", **more):
    return dict({"status": status, "error": name, "json": {"message": message}}, **more)


def raw(text, **more):
    return dict({"raw": text}, **more)


def network():
    """No connection, or none to trust: the port or URL is another."""
    yield "dns", [], {"code": NETWORK, "says": "has no address"}, {"url": "https://bedrock.fault.invalid"}
    for port, tries, says in (("refused", 2, "cannot be reached"), ("reset", 2, ""), ("reset_hello", 2, ""), ("tls11", 2, ""),
                              ("plain", 2, ""), ("expired", 1, "expired"), ("wrong_host", 1, "TLS"), ("untrusted", 1, "TLS")):
        yield port, [], {"code": NETWORK, "tries": tries, "status": 0, "says": says}, {"port": port}
    yield "silent", [], {"code": NETWORK, "status": 0, "says": "in time"}, {"port": "silent", "deadline_ms": 700}
    yield "no_bundle", [GOOD], {"code": NETWORK, "tries": 1}, {"env": {"AWS_CA_BUNDLE": "/nowhere/ca.pem"}}
    yield "proxy", [GOOD], {"code": OK, "tries": 1}, {"env": {"HTTPS_PROXY": "http://localhost:{proxy}"}}
    yield "no_proxy", [GOOD], {"code": OK, "tries": 1}, {"env": {"HTTPS_PROXY": "http://localhost:{refused}", "NO_PROXY": "localhost"}}
    yield "proxy_refused", [GOOD], {"code": NETWORK}, {"env": {"HTTPS_PROXY": "http://localhost:{refused}"}}
    yield "proxy_is_none", [GOOD], {"code": NETWORK}, {"env": {"HTTPS_PROXY": "http://localhost:{http}"}}


def sockets():
    """The connection stands, and then something happens to it."""
    for stage in ("request", "status", "headers", "body"):
        yield "reset_" + stage, [dict(GOOD, reset=stage)], {"code": NETWORK, "tries": 2}
        yield "reset_%s_then_good" % stage, [dict(GOOD, reset=stage), GOOD], {"code": OK, "tries": 2}
    yield "hang", [{"hang": True}], {"code": NETWORK, "tries": 1, "says": "in time"}, {"deadline_ms": 500}
    yield "hang_in_body", [dict(GOOD, cut=5, hang="after")], {"code": NETWORK, "says": "in time"}, {"deadline_ms": 500}
    yield "drip", [dict(GOOD, drip_ms=1, piece=40)], {"code": OK, "tries": 1}
    yield "drip_past_deadline", [dict(GOOD, drip_ms=20)], {"code": NETWORK, "says": "in time"}, {"deadline_ms": 600}
    yield "late", [dict(GOOD, delay_ms=900)], {"code": NETWORK, "tries": 1}, {"deadline_ms": 400}
    yield "cut_at_0", [dict(GOOD, cut=0)], {"code": NETWORK, "tries": 2}
    yield "cut_at_9", [dict(GOOD, cut=9)], {"code": NETWORK, "tries": 2}
    yield "no_length", [raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[]}")], \
        {"code": OK, "tries": 1}
    yield "closed_at_once", [raw("")], {"code": NETWORK, "tries": 2}


def http():
    """What comes is no HTTP, or odd."""
    yield "garbage", [raw("\x00\x01\x02 what is this\r\n\r\n")], {"code": NETWORK}
    yield "http_09", [raw("{\"action\":\"NONE\"}")], {"code": NETWORK}
    yield "status_is_none", [raw("HTTP/1.1 OK\r\n\r\n")], {"code": NETWORK}
    yield "status_alone", [raw("HTTP/1.1 200")], {"code": NETWORK}
    yield "long_header", [dict(GOOD, headers={"x-long": "a" * 300000})], {"code": "!" + OK}
    yield "many_headers", [dict(GOOD, headers={"x-h%d" % i: "v" * 100 for i in range(4000)})], {"code": LIMIT}
    yield "chunked", [dict(GOOD, chunked=True, piece=7)], {"code": OK}
    yield "chunked_broken", [dict(GOOD, chunked="broken")], {"code": NETWORK}
    yield "chunked_cut", [dict(GOOD, chunked=True, piece=50, cut=120)], {"code": NETWORK}
    yield "length_too_long", [dict(GOOD, headers={"content-length": "99999", "connection": "close"})], {"code": NETWORK}
    yield "length_too_short", [dict(GOOD, headers={"content-length": "20", "connection": "close"})], {"code": "!" + OK}
    yield "length_is_none", [dict(GOOD, headers={"content-length": "-5", "connection": "close"})], {"code": "!" + OK}
    yield "continue_first", [raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 47\r\n\r\n"
                                 "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[]}")], {"code": OK}
    yield "huge", [{"text": "{\"action\":\"NONE\",\"x\":\"" + "a" * (17 << 20) + "\"}"}], {"code": LIMIT, "tries": 1}
    yield "huge_without_length", [{"text": "a" * (17 << 20), "chunked": True, "piece": 1 << 16}], {"code": LIMIT, "tries": 1}
    for status in (301, 302, 307, 308):
        yield "redirect_%d" % status, [{"status": status, "headers": {"location": "/elsewhere"}, "text": ""}, GOOD], \
            {"code": REMOTE, "status": status, "tries": 1, "says": "redirects"}


def bodies():
    """200, and a body that is no answer. Nothing and a member twice are JSON enough for the transport; a verdict never stands on them."""
    yield "body_empty", [{"text": ""}], {"tries": 1, "status": 200}
    yield "body_twice", [{"text": "{\"action\":\"NONE\",\"action\":\"GUARDRAIL_INTERVENED\"}"}], {"tries": 1, "status": 200}
    for name, answer in (
            ("html", {"text": "<html><body>Welcome to the hotel</body></html>", "headers": {"content-type": "text/html"}}),
            ("null", {"json": None}), ("array", {"json": [{}]}), ("number", {"json": 7}), ("text", {"json": "NONE"}),
            ("half_json", {"text": "{\"action\":\"NO"}), ("two_values", {"text": "{\"action\":\"NONE\"}{\"action\":\"NONE\"}"}),
            ("deep", {"text": "[" * 5000 + "]" * 5000}), ("not_utf8", {"base64": "eyJhY3Rpb24iOiL//iJ9"}),
            ("gzip", dict(GOOD, gzip=True)), ("image", {"base64": "iVBORw0KGgo="})):
        yield "body_" + name, [answer], {"code": "!" + OK, "status": 200}


def statuses():
    """Errors of the services, at the door and behind it."""
    yield "429", [error(429, "ThrottlingException", "Rate exceeded")], {"code": REMOTE, "tries": 2, "error": "ThrottlingException", "says": "quota"}
    yield "429_then_good", [error(429, "ThrottlingException"), GOOD], {"code": OK, "tries": 2}
    yield "429_wait_1", [error(429, "ThrottlingException", headers={"retry-after": "1"}), GOOD], {"code": OK, "tries": 2, "least_ms": 1000}
    yield "429_wait_60", [error(429, "ThrottlingException", headers={"retry-after": "60"})], {"code": REMOTE, "tries": 1}, {"deadline_ms": 900}
    yield "429_bare", [{"status": 429, "text": ""}], {"code": REMOTE, "tries": 2}
    yield "429_model_not_ready", [error(429, "ModelNotReadyException"), GOOD], {"code": OK, "tries": 2}
    for status, name in ((500, "InternalServerException"), (503, "ServiceUnavailableException")):
        yield str(status), [error(status, name)], {"code": REMOTE, "tries": 2, "error": name}
        yield "%d_then_good" % status, [error(status, name), GOOD], {"code": OK, "tries": 2}
        yield "%d_wait" % status, [error(status, name, headers={"x-amz-retry-after": "1200"}), GOOD], {"code": OK, "tries": 2, "least_ms": 1200}
    yield "503_wait_past_deadline", [error(503, "ServiceUnavailableException", headers={"retry-after": "30"})], {"code": REMOTE, "tries": 1}, \
        {"deadline_ms": 900}
    yield "503_html", [{"status": 503, "text": "<html>Service Unavailable</html>"}], {"code": REMOTE, "tries": 2, "error": "UnknownError"}
    yield "502_html", [{"status": 502, "text": "<html>Bad Gateway</html>"}], {"code": REMOTE, "tries": 2}
    yield "504", [{"status": 504, "text": ""}], {"code": REMOTE, "tries": 2}
    yield "408", [error(408, "ModelTimeoutException")], {"code": REMOTE, "tries": 1}
    yield "424", [error(424, "ModelErrorException")], {"code": REMOTE, "tries": 1}
    yield "400", [error(400, "ValidationException", "1 validation error detected")], {"code": REMOTE, "tries": 1, "says": "validation error"}
    yield "400_quota", [error(400, "ServiceQuotaExceededException")], {"code": REMOTE, "tries": 1}
    yield "400_echo", [error(400, "ValidationException", "Value 'my canary is yellow-4711' at 'content' is bad")], \
        {"code": REMOTE, "tries": 1, "says": "at 'content'", "hides": "4711"}
    yield "403", [error(403, "AccessDeniedException", "not authorized to perform: bedrock:ApplyGuardrail")], \
        {"code": REMOTE, "tries": 1, "says": "newel iam"}
    yield "403_skew", [error(403, "InvalidSignatureException", "Signature expired", date_s=-3600), GOOD], {"code": OK, "tries": 2}
    yield "403_skew_stays", [error(403, "InvalidSignatureException", "Signature expired", date_s=-3600)], {"code": REMOTE, "tries": 2, "says": "clock"}
    yield "403_no_date", [error(403, "InvalidSignatureException", date_s="no-date")], {"code": REMOTE, "tries": 1}
    yield "403_expired_keys", [error(403, "ExpiredTokenException"), GOOD], {"code": OK, "tries": 2}
    yield "403_html", [{"status": 403, "text": "<html>Forbidden by proxy</html>"}], {"code": REMOTE, "tries": 1, "says": "proxy"}
    yield "404", [error(404, "ResourceNotFoundException")], {"code": REMOTE, "tries": 1, "says": "newel doctor"}
    yield "409", [error(409, "ConflictException")], {"code": REMOTE, "tries": 1}
    yield "413", [{"status": 413, "text": "too much"}], {"code": REMOTE, "tries": 1, "says": "smaller"}
    yield "418", [{"status": 418, "json": {"no": "message"}}], {"code": REMOTE, "tries": 1}


def streams():
    """ConverseStream: framing, exceptions in mid-answer, ends that are none."""
    more = {"operation": "ConverseStream"}

    def row(name, answer, **want):
        answers = answer if isinstance(answer, list) else [answer]
        return "stream_" + name, answers, want, more

    yield row("good", {"events": STREAM}, code=OK, events=5)
    yield row("dripped", {"events": STREAM, "drip_ms": 1, "piece": 11}, code=OK, events=5)
    yield row("chunked", {"events": STREAM, "chunked": True, "piece": 3}, code=OK, events=5)
    for name, at in (("prelude", 2), ("prelude_crc", 9), ("header", 15), ("payload", -8), ("crc", -2)):
        yield row("flip_" + name, {"events": STREAM[:2] + [{"flip": at}] + STREAM[2:]}, code=NETWORK, events=1, tries=1)
    yield row("flip_first", {"events": [STREAM[0], {"flip": 12}] + STREAM[1:]}, code=NETWORK, events=0)
    for name, status in (("throttlingException", ""), ("internalServerException", ""), ("modelStreamErrorException", ""),
                         ("serviceUnavailableException", ""), ("validationException", ""), ("newException", "")):
        yield row("exception_" + name, {"events": STREAM[:2] + [{"exception": name, "payload": {"message": "no"}}]}, code=REMOTE, events=2, tries=1)
    yield row("exception_first", {"events": [{"exception": "throttlingException"}]}, code=REMOTE, events=0)
    yield row("error_message", {"events": STREAM[:2] + [{"error": "InternalFailure", "message": "no"}]}, code=REMOTE, events=2, tries=1)
    yield row("reset", {"events": STREAM, "reset": "body"}, code=NETWORK, tries=1)
    yield row("no_end", {"events": STREAM[:2]}, code=NETWORK, events=2)
    yield row("empty", {"events": []}, code=NETWORK, events=0)
    yield row("json", {"json": {"output": {}}}, code="!" + OK, events=0)
    yield row("html", {"text": "<html>hello</html>"}, code="!" + OK, events=0)
    yield row("429_then_good", [error(429, "ThrottlingException"), {"events": STREAM}], code=OK, events=5, tries=2)
    yield row("503", error(503, "ServiceUnavailableException"), code=REMOTE, events=0, tries=2)
    yield ("stream_hang", [{"events": STREAM, "cut": 200, "hang": "after"}], {"code": NETWORK, "tries": 1},
           {"operation": "ConverseStream", "deadline_ms": 600})


def rows():
    for family in (network, sockets, http, bodies, statuses, streams):
        for name, answers, want, *more in family():
            yield name, answers, want, (more[0] if more else {})
