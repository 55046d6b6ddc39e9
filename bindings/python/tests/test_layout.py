"""The structures of _ffi.py are those of the headers: a C program says where every member lies."""

import ctypes
import shutil
import subprocess
from pathlib import Path

import pytest

from newel import _ffi

INCLUDE = next((f for f in (Path(__file__).resolve().parents[n] / name / "include" for n, name in ((3, "engine"), (1, "engine-source/engine")))
                if f.is_dir()), None)
NAMES = {"CError": "error", "Slice": "slice", "Allocator": "allocator", "EngineOptions": "engine_options", "Diagnostic": "diagnostic",
         "ParseOptions": "parse_options", "RuleInfo": "rule_info", "Segment": "segment", "ApplyOptions": "apply_options", "MissOptions": "miss_options",
         "Question": "question", "AnswerSpan": "answer_span", "Answer": "answer", "SegmentResult": "segment_result", "CFinding": "finding",
         "RuleResult": "rule_result", "AlsoScore": "also_score",
         "BatchOptions": "batch_options", "BatchOut": "batch", "TraceOptions": "trace_options", "StreamOptions": "stream_options",
         "RegressOptions": "regress_options", "CaseResult": "case_result", "CaseReason": "case_reason", "CaseCounts": "case_counts",
         "Share": "share", "CScore": "score", "CGate": "gate", "TextSlice": "slice"}


def test_structures(tmp_path):
    compiler = next((c for c in ("cc", "gcc", "clang") if shutil.which(c)), None)
    if compiler is None or INCLUDE is None:
        pytest.skip("no C compiler, or no headers")
    ours = {name for name, kind in vars(_ffi).items() if isinstance(kind, type) and issubclass(kind, ctypes.Structure) and kind.__module__ == _ffi.__name__}
    assert ours == set(NAMES)
    lines, want = [], []
    for name, c_name in NAMES.items():
        kind = getattr(_ffi, name)
        lines.append(f'printf("%zu\\n", sizeof(newel_{c_name}));')
        want.append((name, ctypes.sizeof(kind)))
        for member, *_ in kind._fields_:
            lines.append(f'printf("%zu\\n", offsetof(newel_{c_name}, {member}));')
            want.append((f"{name}.{member}", getattr(kind, member).offset))
    source = tmp_path / "layout.c"
    source.write_text('#include <stddef.h>\n#include <stdio.h>\n#include "newel/newel.h"\nint main(void) {\n' + "\n".join(lines) + "\nreturn 0; }\n")
    subprocess.run([compiler, "-I", INCLUDE, "-o", tmp_path / "layout", source], check=True)
    said = subprocess.run([tmp_path / "layout"], capture_output=True, text=True, check=True).stdout.split()
    assert [(name, int(number)) for (name, _), number in zip(want, said)] == want
