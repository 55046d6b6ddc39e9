"""compare.py - what a call from Python costs, beside the C call and beside other packages; the tables of docs/benchmarks.md.

    NEWEL_LIBRARY=build/release/libnewel.so PYTHONPATH=bindings/python/src python bindings/python/bench/compare.py

Every figure is the least of several rounds in which all candidates take turns, so that a busy machine hits all alike. "C" is the time a
text takes inside a batch of 1,000 equal texts: the library's own work, without Python. Peers that are not installed are left out.
"""

import ctypes
import random
import time

import newel
from newel import _ffi

POLICY = """
newel: 1
name: bench
pii: {EMAIL: ANONYMIZE, PHONE: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE, IP_ADDRESS: ANONYMIZE, URL: ANONYMIZE,
      US_SOCIAL_SECURITY_NUMBER: ANONYMIZE, INTERNATIONAL_BANK_ACCOUNT_NUMBER: ANONYMIZE}
"""
WORDS = ("we talked about the weather and the garden because nobody had time to go there before the rain came over the hills and "
         "the old house stood empty while they waited for news from town").split()
ITEMS = ["ana@example.com", "+1 202 555 0143", "4111 1111 1111 1111", "192.168.17.4", "https://example.org/path", "DE89 3704 0044 0532 0130 00"]
ROUNDS = 15


def text_of(size, items, rng):
    out = ""
    while len(out) < size:
        out += " ".join(rng.choices(WORDS, k=12)) + ". "
    out = out[:size]
    for i in range(items):
        at, item = (size // (items + 1)) * (i + 1), f" {ITEMS[i % len(ITEMS)]} "
        out = out[:at] + item + out[at + len(item):]
    return out


def seconds(call, times):
    start = time.perf_counter()
    for _ in range(times):
        call()
    return time.perf_counter() - start


def least(candidates):
    """Microseconds a call of each candidate: the least of the rounds, each of some milliseconds."""
    times = {name: max(1, int(0.005 / max(seconds(call, 2) / 2, 1e-7))) for name, call in candidates.items()}
    best = dict.fromkeys(candidates, float("inf"))
    for _ in range(ROUNDS):
        for name, call in candidates.items():
            best[name] = min(best[name], seconds(call, times[name]) / times[name] * 1e6)
    return best


def c_call(guard, text, copies=1000):
    """A function that judges `copies` texts in one C call."""
    data = text.encode()
    whole, slot, out = data * copies, guard._slot(), _ffi.BatchOut()
    offsets = (ctypes.c_int64 * (copies + 1))(*range(0, len(whole) + 1, len(data)))
    options = _ffi.BatchOptions(ctypes.sizeof(_ffi.BatchOptions), 0, 0, None, 0, 6)
    words = (ctypes.c_uint64 * copies)()
    parameters = (guard._handle.pointer, slot.scratch, whole, offsets, copies, ctypes.byref(options), words, ctypes.byref(out), slot.p_err)
    return lambda slot=slot: _ffi.lib.newel_guard_apply_batch(*parameters)  # the slot owns the scratch


def calls(guard, rng):
    print("| text | C µs | `guard.apply` µs | over C µs | with `.output` | with `.findings` |\n|---|---|---|---|---|---|")
    for size in (200, 1024, 8192):
        for items in (0, 3):
            text = text_of(size, items, rng)
            got = least({"c": c_call(guard, text), "apply": lambda: guard.apply(text), "output": lambda: guard.apply(text).output,
                         "findings": lambda: guard.apply(text).findings})
            inside = got["c"] / 1000
            print(f"| {size} B, {'clean' if not items else f'{items} items'} | {inside:.2f} | {got['apply']:.2f} | {got['apply'] - inside:.2f} | "
                  f"{got['output']:.2f} | {got['findings']:.2f} |")


def batches(guard, rng):
    texts = [text_of(1000, int(i % 10 == 0), rng) for i in range(2000)]
    size = sum(map(len, texts))
    candidates = {"`apply`, text by text": lambda: [guard.apply(t) for t in texts], "`apply_batch(list)`": lambda: guard.apply_batch(texts)}
    try:
        import pyarrow as pa

        column = pa.array(texts, pa.large_string())
        candidates["`apply_batch(pyarrow)`"] = lambda: guard.apply_batch(column, findings=False)
        candidates["`apply_batch(pyarrow, threads=2)`"] = lambda: guard.apply_batch(column, findings=False, threads=2)
    except ImportError:
        pass
    print("\n| 2,000 texts of 1,000 B, one in ten with an item | MB/s |\n|---|---|")
    for name, us in least(candidates).items():
        print(f"| {name} | {size / us:.0f} |")


def peers():
    """name -> a function of a text."""
    out = {}
    try:
        import tldextract
        from presidio_analyzer import predefined_recognizers as p

        tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # its bundled list: no network while it is timed

        some = [kind() for kind in (p.EmailRecognizer, p.PhoneRecognizer, p.CreditCardRecognizer, p.IpRecognizer, p.UrlRecognizer,
                                    p.UsSsnRecognizer, p.IbanRecognizer)]
        out["presidio-analyzer, the same 7 recognizers, no model, no context"] = lambda t: [r.analyze(t, r.supported_entities, None) for r in some]
    except Exception as error:  # noqa: BLE001
        print(f"(presidio-analyzer: {type(error).__name__}: {error})")
    try:
        import scrubadub

        scrubber = scrubadub.Scrubber()
        out["scrubadub, its default detectors"] = scrubber.clean
    except Exception as error:  # noqa: BLE001
        print(f"(scrubadub: {type(error).__name__}: {error})")
    try:
        from datafog.processing.text_processing.regex_annotator import RegexAnnotator

        annotator = RegexAnnotator()
        out["datafog, RegexAnnotator"] = annotator.annotate
    except Exception as error:  # noqa: BLE001
        print(f"(datafog: {type(error).__name__}: {error})")
    try:
        from detect_secrets.core.scan import scan_line
        from detect_secrets.settings import default_settings

        def detect(text):
            with default_settings():
                return [list(scan_line(line)) for line in text.split("\n")]

        out["detect-secrets, all plugins (tokens, no personal data)"] = detect
    except Exception as error:  # noqa: BLE001
        print(f"(detect-secrets: {type(error).__name__}: {error})")
    return out


def compare(guard, rng):
    text = text_of(1000, 3, rng)
    everything = newel.Guard(newel.Policy.all())
    candidates = {"newel, 7 PII types, with findings": lambda: guard.apply(text).findings, "newel, everything there is": lambda: everything.apply(text).findings}
    for name, call in peers().items():
        candidates[name] = lambda call=call: call(text)
    best = least(candidates)
    first = next(iter(best.values()))
    print("\n| 1,000 B with 3 items | µs | x newel |\n|---|---|---|")
    for name, us in best.items():
        print(f"| {name} | {us:.0f} | {us / first:.1f} |")


def main():
    rng, guard = random.Random(1), newel.Guard(newel.Policy.loads(POLICY))
    calls(guard, rng)
    batches(guard, rng)
    compare(guard, rng)


if __name__ == "__main__":
    main()
