"""server.py SCRIPT.json --ports FILE [--log FILE.jsonl] [--tls DIR] - Bedrock as a script says, faults and all; for tests only.

Real sockets on 127.0.0.1, free ports; FILE gets a line NAME=PORT each once all of them listen:

    http, refused (nobody listens), reset (at once), silent (accepts, and nothing more)
    with --tls: https, expired, wrong_host, untrusted (certificates that are no good), tls11 (TLS 1.1 at most), plain (no TLS, though asked
    for), reset_hello (after the first bytes of the handshake), proxy (CONNECT)

--tls makes a CA in DIR, where there is none yet: DIR/ca.pem is what a client is told to trust (AWS_CA_BUNDLE). The server ends with its stdin.

The script maps what is asked to a list of answers:

    {
      "ApplyGuardrail": [{"status": 503, "headers": {"retry-after": "1"}, "json": {"message": "…"}}, {"json": {"action": "NONE"}}],
      "ConverseStream": [{"events": [["messageStart", {"role": "assistant"}], …]}],
      "GET /latest/api/token": [{"text": "token"}],          a method and a path, '*' at the end of it for any rest
      "*": [{"status": 404, "error": "ResourceNotFoundException"}]
    }

A request takes the first answer left whose "when" (a piece of the body, '' fits all) it holds; each is used once, but the last of a list
again and again, and so is one with "repeat": true. Nothing that fits: 404 UnknownOperationException. An answer has

    status, headers       200 and {"content-type": "application/json"} where not said; content-length is added
    json | text | base64  the body; "error": NAME is x-amzn-errortype with a body of its own; gzip: true packs it
    events                [[name, payload], …] as an event stream; {"exception": NAME, "payload": {…}} or {"error": CODE, "message": "…"}
                          may stand for an event; {"flip": N} in its place flips a bit of byte N of the event before
    delay_ms              before anything is sent
    drip_ms, piece        the wire in pieces of so many bytes (1), each after so many milliseconds
    chunked               true: Transfer-Encoding: chunked in pieces of `piece`; "broken": a chunk size that is none
    raw                   text sent in place of all of it, then the connection ends; with hang: "after" it stays
    cut                   only so many bytes of the body (what is promised stays), then the connection ends
    reset                 "request", "status", "headers", "body": TCP reset at that point
    hang                  true: nothing more is sent, the connection stays
    date_s                the Date header so many seconds off; "no-date": none

A line of the log is {"n", "connection", "port", "tls", "operation", "method", "path", "query", "headers", "body"}.
"""
import argparse
import base64
import email.utils
import gzip
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import zlib

# Name, method, path with * for a label. Of Bedrock's service models.
OPERATIONS = [tuple(line.split()) for line in """
ApplyGuardrail POST /guardrail/*/version/*/apply
InvokeGuardrailChecks POST /guardrail-checks/invoke
Converse POST /model/*/converse
ConverseStream POST /model/*/converse-stream
InvokeModel POST /model/*/invoke
InvokeModelWithResponseStream POST /model/*/invoke-with-response-stream
CountTokens POST /model/*/count-tokens
CreateGuardrail POST /guardrails
UpdateGuardrail PUT /guardrails/*
CreateGuardrailVersion POST /guardrails/*
GetGuardrail GET /guardrails/*
ListGuardrails GET /guardrails
DeleteGuardrail DELETE /guardrails/*
TagResource POST /tagResource
UntagResource POST /untagResource
ListTagsForResource POST /listTagsForResource
ListFoundationModels GET /foundation-models
GetFoundationModel GET /foundation-models/*
GetFoundationModelAvailability GET /foundation-model-availability/*
ListInferenceProfiles GET /inference-profiles
GetInferenceProfile GET /inference-profiles/*
Retrieve POST /knowledgebases/*/retrieve
RetrieveAndGenerate POST /retrieveAndGenerate
RetrieveAndGenerateStream POST /retrieveAndGenerateStream
InvokeAgent POST /agents/*/agentAliases/*/sessions/*/text
ChatCompletions POST /openai/v1/chat/completions
MantleChatCompletions POST /v1/chat/completions
MantleResponses POST /v1/responses
MantleModels GET /v1/models
""".strip().splitlines()]
PATTERNS = [(name, method, re.compile("^" + re.escape(path).replace(r"\*", "[^/]+") + "$")) for name, method, path in OPERATIONS]
MOST = 64 << 20


def operation_of(method, path, body):
    if path == "/" and b"Action=" in body:  # STS
        return re.search(rb"Action=(\w+)", body).group(1).decode()
    for name, want, pattern in PATTERNS:
        if method == want and pattern.match(path):
            return name
    return ""


# ---- event streams (Smithy "Amazon Event Stream": prelude, CRC, headers, payload, CRC) ----

def event_message(headers, payload):
    packed = b"".join(struct.pack("!B", len(k)) + k.encode() + b"\x07" + struct.pack("!H", len(v)) + v.encode() for k, v in headers)
    prelude = struct.pack("!II", 16 + len(packed) + len(payload), len(packed))
    prelude += struct.pack("!I", zlib.crc32(prelude))
    message = prelude + packed + payload
    return message + struct.pack("!I", zlib.crc32(message))


def event_stream(events):
    out = []
    for event in events:
        if isinstance(event, dict) and "flip" in event:
            message = bytearray(out[-1])
            message[event["flip"] % len(message)] ^= 1
            out[-1] = bytes(message)
        elif isinstance(event, dict) and "exception" in event:
            out.append(event_message([(":message-type", "exception"), (":exception-type", event["exception"]),
                                      (":content-type", "application/json")], json.dumps(event.get("payload", {})).encode()))
        elif isinstance(event, dict) and "error" in event:
            out.append(event_message([(":message-type", "error"), (":error-code", event["error"]),
                                      (":error-message", event.get("message", ""))], b""))
        else:
            name, payload = event
            out.append(event_message([(":message-type", "event"), (":event-type", name), (":content-type", "application/json")],
                                     json.dumps(payload, ensure_ascii=False).encode()))
    return b"".join(out)


# ---- answers ----

class Script:
    """Which answer a request gets; shared by all connections."""

    def __init__(self, answers):
        self.answers, self.lock = {key: list(list_) for key, list_ in answers.items()}, threading.Lock()

    def keys(self, operation, method, path):
        whole = method + " " + path
        yield operation
        yield whole
        for key in self.answers:
            if key.endswith("*") and key != "*" and whole.startswith(key[:-1]):
                yield key
        yield "*"

    def take(self, operation, method, path, body):
        with self.lock:
            for key in self.keys(operation, method, path):
                for i, answer in enumerate(self.answers.get(key, [])):
                    if answer.get("when", "").encode() in body:
                        if len(self.answers[key]) > 1 and not answer.get("repeat"):
                            del self.answers[key][i]
                        return answer
        return {"status": 404, "error": "UnknownOperationException"}


def body_of(answer):
    """(content type, body)"""
    if "events" in answer:
        return "application/vnd.amazon.eventstream", event_stream(answer["events"])
    if "base64" in answer:
        return "application/octet-stream", base64.b64decode(answer["base64"])
    if "text" in answer:
        return "text/plain", answer["text"].encode()
    if "error" in answer and "json" not in answer:
        return "application/json", json.dumps({"message": answer.get("message", "said by the script")}).encode()
    return "application/json", json.dumps(answer.get("json", {}), ensure_ascii=False).encode()


def head_of(answer, number, content_type, body):
    headers = {"content-type": content_type, "x-amzn-requestid": "request-%d" % number}
    if "error" in answer:
        headers["x-amzn-errortype"] = answer["error"] + ":http://internal.amazon.com/"
    if "date_s" not in answer or answer["date_s"] != "no-date":
        headers["date"] = email.utils.formatdate(time.time() + answer.get("date_s", 0), usegmt=True)
    if answer.get("chunked"):
        headers["transfer-encoding"] = "chunked"
    else:
        headers["content-length"] = str(len(body))
    if answer.get("gzip"):
        headers["content-encoding"] = "gzip"
    for name, value in answer.get("headers", {}).items():
        if value is None:
            headers.pop(name.lower(), None)
        else:
            headers[name.lower()] = value
    lines = ["%s: %s" % item for item in headers.items()]
    return ("HTTP/1.1 %d Said\r\n" % answer.get("status", 200)), "\r\n".join(lines) + "\r\n\r\n"


def chunks_of(answer, body):
    size = answer.get("piece", 64)
    if answer["chunked"] == "broken":
        return b"zz\r\n" + body
    return b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + size]), body[i:i + size]) for i in range(0, len(body), size)) + b"0\r\n\r\n"


# ---- connections ----

class Gone(Exception):
    pass


class Connection:
    def __init__(self, server, sock, name, number):
        self.server, self.sock, self.name, self.number, self.buffer = server, sock, name, number, b""

    def reset(self):
        """A TCP reset: what is unread or unsent is lost."""
        raw = self.sock
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(raw.detach())
        raise Gone

    def more(self):
        data = self.sock.recv(65536)
        if not data:
            raise Gone
        self.buffer += data

    def read_request(self):
        while b"\r\n\r\n" not in self.buffer:
            self.more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        length = int(dict((k.lower(), v) for k, v in headers).get("content-length", "0"))
        while len(self.buffer) < min(length, MOST):
            self.more()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return method, target, headers, body

    def send(self, data, answer):
        drip = answer.get("drip_ms")
        if drip is None:
            self.sock.sendall(data)
            return
        size = answer.get("piece", 1)
        for i in range(0, len(data), size):
            time.sleep(drip / 1000)
            self.sock.sendall(data[i:i + size])

    def answer(self, answer, number):
        content_type, body = body_of(answer)
        if answer.get("gzip"):
            body = gzip.compress(body)
        status, head = head_of(answer, number, content_type, body)
        wire = chunks_of(answer, body) if answer.get("chunked") else body
        reset = answer.get("reset")
        time.sleep(answer.get("delay_ms", 0) / 1000)
        if reset == "request":
            self.reset()
        if "raw" in answer:
            self.send(answer["raw"].encode("latin-1"), answer)
            if answer.get("hang") == "after":
                self.wait_for_end()
            raise Gone
        if answer.get("hang") is True:
            self.wait_for_end()
        self.send(status.encode(), answer)
        if reset == "status":
            self.reset()
        self.send(head.encode()[:len(head) // 2] if reset == "headers" else head.encode(), answer)
        if reset == "headers":
            self.reset()
        if reset == "body":
            self.send(wire[:max(1, len(wire) // 2)], answer)
            self.reset()
        if "cut" in answer:
            self.send(wire[:answer["cut"]], answer)
            if answer.get("hang") == "after":
                self.wait_for_end()
            raise Gone
        self.send(wire, answer)
        if answer.get("hang") == "after":
            self.wait_for_end()
        if answer.get("headers", {}).get("connection") == "close":
            raise Gone

    def wait_for_end(self):
        while True:
            self.more()

    def serve(self):
        while True:
            method, target, headers, body = self.read_request()
            path, _, query = target.partition("?")
            operation = operation_of(method, path, body)
            number = self.server.log(self, operation, method, path, query, headers, body)
            self.answer(self.server.script.take(operation, method, path, body), number)


class Server:
    def __init__(self, script, log):
        self.script, self.file, self.lock, self.count, self.connections, self.ports = Script(script), log, threading.Lock(), 0, 0, {}

    def log(self, connection, operation, method, path, query, headers, body):
        try:
            shown = json.loads(body) if body else None
        except ValueError:
            shown = body.decode("latin-1")
        version = getattr(connection.sock, "version", lambda: None)()
        with self.lock:
            self.count += 1
            if self.file:
                json.dump({"n": self.count, "connection": connection.number, "port": connection.name, "tls": version, "operation": operation,
                           "method": method, "path": path, "query": query, "headers": headers, "body": shown}, self.file,
                          ensure_ascii=False)
                self.file.write("\n")
                self.file.flush()
            return self.count

    def listen(self, name, handle):
        """A listener of its own thread; `handle(socket, number)` runs in one thread a connection."""
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        self.ports[name] = listener.getsockname()[1]

        def one(sock, number):
            try:
                handle(sock, number)
            except (Gone, OSError, ValueError):
                pass
            finally:
                sock.close()

        def loop():
            while True:
                sock, _ = listener.accept()
                with self.lock:
                    self.connections += 1
                    number = self.connections
                threading.Thread(target=one, args=(sock, number), daemon=True).start()

        threading.Thread(target=loop, daemon=True).start()

    def serve_plain(self, name):
        self.listen(name, lambda sock, number: self.talk(sock, name, number))

    def serve_tls(self, name, context):
        def handle(sock, number):
            with context.wrap_socket(sock, server_side=True) as secure:
                self.talk(secure, name, number)

        self.listen(name, handle)

    def talk(self, sock, name, number):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(self, sock, name, number)
        connection.serve()

    def serve_no_tls(self):
        """Answers HTTP to who begins with a TLS handshake."""
        def handle(sock, number):
            sock.recv(65536)
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

        self.listen("plain", handle)

    def serve_resets(self):
        self.listen("reset", lambda sock, number: Connection(self, sock, "reset", number).reset())
        self.listen("silent", lambda sock, number: Connection(self, sock, "silent", number).wait_for_end())

        def after_hello(sock, number):
            sock.recv(16)
            Connection(self, sock, "reset_hello", number).reset()

        self.listen("reset_hello", after_hello)

    def refuse(self):
        """A port that nobody listens on; it stays bound, so that nobody else takes it."""
        self.held = socket.socket()
        self.held.bind(("127.0.0.1", 0))
        self.ports["refused"] = self.held.getsockname()[1]

    def serve_proxy(self):
        """CONNECT and nothing else. The log has a line with the operation CONNECT."""
        def pump(source, target):
            try:
                while True:
                    data = source.recv(65536)
                    if not data:
                        break
                    target.sendall(data)
            except OSError:
                pass
            for side in (source, target):
                try:
                    side.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def handle(sock, number):
            connection = Connection(self, sock, "proxy", number)
            method, target, headers, body = connection.read_request()
            self.log(connection, method, method, target, "", headers, body)
            if method != "CONNECT":
                sock.sendall(b"HTTP/1.1 405 No\r\ncontent-length: 0\r\n\r\n")
                return
            host, _, port = target.rpartition(":")
            with socket.create_connection((host, int(port))) as far:
                sock.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                threading.Thread(target=pump, args=(far, sock), daemon=True).start()
                pump(sock, far)

        self.listen("proxy", handle)


# ---- certificates ----

def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificates(folder):
    """ca.pem, and for each name NAME.pem with its key: good, expired, wrong_host by the CA, untrusted by itself."""
    if os.path.exists(os.path.join(folder, "done")):
        return
    os.makedirs(folder, exist_ok=True)
    openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ca.key")
    openssl(folder, "req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=fault server CA", "-days", "2", "-out", "ca.pem")
    for name, host, days in (("good", "localhost", "2"), ("expired", "localhost", "-1"), ("wrong_host", "elsewhere.example", "2"),
                             ("untrusted", "localhost", "2")):
        with open(os.path.join(folder, name + ".ext"), "w", encoding="ascii") as file:
            file.write("subjectAltName=DNS:%s%s\n" % (host, ",IP:127.0.0.1" if host == "localhost" else ""))
        openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key")
        openssl(folder, "req", "-new", "-key", name + ".key", "-subj", "/CN=" + host, "-out", name + ".csr")
        by = ["-signkey", name + ".key"] if name == "untrusted" else ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
        openssl(folder, "x509", "-req", "-in", name + ".csr", *by, "-days", days, "-extfile", name + ".ext", "-out", name + ".pem")
    with open(os.path.join(folder, "done"), "w", encoding="ascii"):
        pass


def context_of(folder, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key"))
    return context


def serve_all_tls(server, folder):
    make_certificates(folder)
    for name in ("https", "expired", "wrong_host", "untrusted"):
        server.serve_tls(name, context_of(folder, "good" if name == "https" else name))
    old = context_of(folder, "good")
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    server.serve_tls("tls11", old)
    server.serve_no_tls()
    server.serve_proxy()


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("script")
    words.add_argument("--ports", required=True)
    words.add_argument("--log")
    words.add_argument("--tls")
    args = words.parse_args()
    with open(args.script, encoding="utf-8") as file:
        script = json.load(file)
    server = Server(script, open(args.log, "a", encoding="utf-8") if args.log else None)
    server.serve_plain("http")
    server.serve_resets()
    server.refuse()
    if args.tls:
        import warnings
        warnings.simplefilter("ignore", DeprecationWarning)
        serve_all_tls(server, args.tls)
    with open(args.ports + ".new", "w", encoding="ascii") as file:
        file.writelines("%s=%d\n" % item for item in sorted(server.ports.items()))
    os.replace(args.ports + ".new", args.ports)
    sys.stdin.read()


if __name__ == "__main__":
    main()
