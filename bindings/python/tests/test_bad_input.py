"""Whatever is passed, in whatever state: an exception that says what was wrong, never a crash."""

import gc
import os
import subprocess
import sys
import textwrap
import threading

import pytest

import newel


def python(code, **env):
    """Runs a program of its own; gives (exit code, stdout, stderr)."""
    full = {**os.environ, **env}
    full = {k: v for k, v in full.items() if v is not None}
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env=full, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


POLICY = 'newel.Guard(newel.Policy.loads("newel: 1\\nname: x\\npii: {EMAIL: ANONYMIZE}\\n"))'


@pytest.mark.parametrize("value", [None, 3, 3.5, object(), {"a": 1}, {1, 2}])
def test_what_is_no_text(guard, value):
    for call in (guard.apply, lambda v: guard.apply([v]), lambda v: guard.stream().push(v), guard.explain_miss, newel.Policy.loads):
        with pytest.raises(newel.ArgumentError, match="is of type"):
            call(value)


def test_lone_surrogates(guard):
    for call in (guard.apply, lambda v: guard.apply([v]), guard.stream().push, newel.Policy.loads, lambda v: guard.apply_batch(["a", v])):
        with pytest.raises(newel.ArgumentError, match=r"lone surrogate \(U\+D800\) at 2"):
            call("ab\ud800c")
    assert guard.apply("ab\ud800 ana@example.com".encode("utf-8", "surrogatepass")).output.endswith(b"{EMAIL}")


def test_bytes_that_are_no_utf8(guard):
    rng = __import__("random").Random(3)
    for _ in range(200):
        data = bytes(rng.randrange(256) for _ in range(rng.randrange(200)))
        result = guard.apply(data + b" ana@example.com")
        assert result.verdict in ("modify", "deny")
        assert guard.apply_batch([data]).verdicts == [guard.apply(data).verdict]


def test_words_that_nobody_knows(guard):
    for options in ({"source": "input"}, {"source": None}, {"surface": "prompt"}, {"format": "xml"}, {"source": ["INPUT"]}):
        with pytest.raises(newel.ArgumentError, match="unknown"):
            guard.apply("x", **options)
    with pytest.raises(newel.ArgumentError, match="unknown qualifier"):
        guard.apply([newel.Segment("x", qualifiers=("guarded",))])
    with pytest.raises(newel.ArgumentError, match="expected newel.Policy"):
        newel.Guard("policy.yaml")
    with pytest.raises(newel.ArgumentError):
        newel.Policy()
    with pytest.raises(newel.ArgumentError, match="key"):
        newel.Policy.loads("newel: 1", key=b"short")
    with pytest.raises(newel.ArgumentError, match="expected bytes"):
        newel.Policy.loads("newel: 1", key="0123456789abcdef")
    with pytest.raises(newel.ArgumentError, match="list of str"):
        guard.apply_batch("one text")
    with pytest.raises(newel.ArgumentError, match="threads"):
        guard.apply_batch(["x"], threads=0)


def test_a_huge_text(guard):
    text = "a quiet text of nothing. " * (8 << 20)  # 200 MB
    assert len(text) == 25 * (8 << 20)
    result = guard.apply(text)
    assert result.verdict in ("allow", "deny") and (result.complete or result.cause in ("incomplete", "none"))


def test_use_after_close(guard):
    stream = guard.stream()
    stream.push("x")
    stream.close()
    stream.close()
    for call in (lambda: stream.push("y"), stream.finish, lambda: stream.verdict):
        with pytest.raises(newel.StateError, match="the stream is closed"):
            call()
    open_stream = guard.stream()
    guard.close()
    guard.close()
    for call in (lambda: guard.apply("x"), lambda: guard.apply(["x"]), guard.stream, guard.scope, lambda: guard.id, lambda: guard.apply_batch(["x"]),
                 lambda: newel.regress.run(guard, [])):
        with pytest.raises(newel.StateError, match="the guard is closed"):
            call()
    assert open_stream.push("mail ana@example.com ") is not None  # it holds its own reference
    assert "closed" in repr(guard)


def test_stream_states(guard):
    stream = guard.stream()
    with pytest.raises(newel.StateError, match="no result before"):
        stream.result
    stream.push("x")
    with pytest.raises(newel.StateError, match="str and bytes"):
        stream.push(b"y")
    stream.finish()
    with pytest.raises(newel.StateError):
        stream.push("y")
    with pytest.raises(newel.StateError):
        stream.finish()
    with pytest.raises(newel.StateError, match="no open questions"):
        stream.answer([])


def test_two_threads_on_one_stream(guard):
    stream, errors, gave, text = guard.stream(), [], [], "mail ana@example.com and so on " * 20000
    start = threading.Barrier(2)

    def push():
        start.wait()
        for _ in range(5):
            try:
                gave.append(stream.push(text))
            except newel.StateError as error:
                errors.append(str(error))

    threads = [threading.Thread(target=push) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert all("another thread" in e for e in errors) and len(errors) + len(gave) == 10
    assert "ana@example.com" not in "".join(gave)


def test_sixteen_threads_on_one_guard(guard):
    texts = [f"{i} mail user{i}@example.com and {'card 4111 1111 1111 1111' if i % 5 == 0 else 'x' * i}" for i in range(50)]
    want = [(r.verdict, r.output, r.findings) for r in map(guard.apply, texts)]
    wrong = []

    def work():
        for _ in range(20):
            for text, expected in zip(texts, want):
                r = guard.apply(text)
                if (r.verdict, r.output, r.findings) != expected:
                    wrong.append(text)

    threads = [threading.Thread(target=work) for _ in range(16)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert wrong == [] and len(guard._pool) <= 16


def test_close_while_others_scan(guard):
    stop, errors = threading.Event(), []

    def work():
        while not stop.is_set():
            try:
                guard.apply("mail ana@example.com " * 500)
            except newel.StateError:
                return
            except Exception as error:  # noqa: BLE001
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    [t.start() for t in threads]
    guard.close()
    stop.set()
    [t.join() for t in threads]
    assert errors == []


def test_handles_are_freed_in_cycles():
    code, out, err = python(f"""
        import gc, newel
        for _ in range(200):
            guard = {POLICY}
            box = [guard, guard.stream(), guard.scope(), guard.apply("ana@example.com")]
            box.append(box)
            del guard, box
        gc.collect()
        print("done")
    """)
    assert (code, out) == (0, "done\n"), err
    gc.collect()


def test_fork_after_load():
    code, out, err = python(f"""
        import os, sys, warnings, newel
        warnings.simplefilter("ignore")
        guard = {POLICY}
        stream = guard.stream(); first = stream.push("mail ana@exam")
        child = os.fork()
        text = first + stream.push("ple.com.") + stream.finish()
        ok = guard.apply("a@example.com").output == "{{EMAIL}}" and text == "mail {{EMAIL}}."
        if child == 0:
            os._exit(0 if ok else 1)
        print(ok, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """)
    assert (code, out) == (0, "True 0\n"), err


def test_interpreter_exit_with_open_streams():
    code, out, err = python(f"""
        import threading, newel
        guard = {POLICY}
        stream = guard.stream(); stream.push("mail ana@exam")
        open_result = newel.Guard(newel.Policy.loads('newel: 1\\nname: a\\nmessages: {{input: "no"}}\\ncontent: {{HATE: {{input: HIGH}}}}\\n'
                                                     'escalation: {{guardrail: g, version: "1", on_error: block}}\\n')).apply("x", ask=True)
        def work():
            while True:
                guard.apply("mail ana@example.com " * 100)
        threading.Thread(target=work, daemon=True).start()
        print("done")
    """)
    assert (code, out, err) == (0, "done\n", "")


def test_the_library_is_missing(tmp_path):
    missing = str(tmp_path / "libnewel.so")
    code, _, err = python("import newel", NEWEL_LIBRARY=missing)
    assert code == 1 and "newel.errors.LibraryError: the C library cannot be opened (NEWEL_LIBRARY names it)" in err and missing in err
    code, out, _ = python("""
        try:
            import newel
        except ImportError as error:
            print(type(error).__name__, "|", error.advice)
    """, NEWEL_LIBRARY=missing)
    assert code == 0 and out.startswith("LibraryError | see that the file is there")


def fake(tmp_path, name, version):
    """A library that only knows its version; needs a C compiler."""
    compiler = next((c for c in ("cc", "gcc", "clang") if __import__("shutil").which(c)), None)
    if compiler is None:
        pytest.skip("no C compiler")
    source = tmp_path / f"{name}.c"
    source.write_text(f'const char *{"newel_version" if version else "other"}(void) {{ return "{version}"; }}\n')
    library = tmp_path / f"{name}.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    return str(library)


@pytest.mark.parametrize("version, says", [("0.0.9", "too old for this package, which needs 0.1.0"), ("1.0.0", "too new"),
                                           ("0.1.0", "too old a build of it"), ("junk", "cannot be read"), ("", "is no Newel library")])
def test_the_library_does_not_fit(tmp_path, version, says):
    code, _, err = python("import newel", NEWEL_LIBRARY=fake(tmp_path, "lib", version))
    assert code == 1 and "LibraryError" in err and says in err


def test_messages_hold_no_text(guard):
    secret = "ana@example.com"
    for call in (lambda: guard.apply(secret, source=secret[:0] + "IN"), lambda: guard.apply(secret + "\udc80")):
        with pytest.raises(newel.ArgumentError) as caught:
            call()
        assert secret not in str(caught.value)
    assert secret not in repr(guard.apply(secret)) and secret not in repr(guard.apply([secret]))
