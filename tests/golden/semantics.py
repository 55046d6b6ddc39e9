"""semantics.py NEWEL SEMANTICS.md - runs every row of the tables of docs/semantics.md through `newel test`.

A row becomes a policy file and one case; the command judges the case whole and as a stream. Prints each row that fails and, at the
end, "N passed, N failed".
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HEAD = "newel: 1\nname: row\nmessages: {input: denied in, output: denied out}\n"
VERDICTS = {"allow", "modify", "deny"}


def rows(path):
    columns = None
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")] if line.startswith("|") else None
            if cells is None:
                columns = None
            elif cells[0] == "id":
                columns = cells
            elif columns and re.fullmatch(r"S-\d+", cells[0]):
                if len(cells) != len(columns):
                    sys.exit(f"{path}:{number}: {len(cells)} cells; the header has {len(columns)}")
                yield number, dict(zip(columns, cells))


def code(cell):
    """The texts between backquotes of a cell."""
    return re.findall(r"`([^`]*)`", cell)


def case_of(row):
    surface, _, form = row["surface"].partition(" ")
    # What does not show is written as \UXXXXXXXX in the page.
    text = re.sub(r"\\U([0-9A-F]{8})", lambda match: chr(int(match[1], 16)), code(row["text"])[0])
    output = text if row["output"] == "same" else code(row["output"])[0]
    expect = {"verdict": row["verdict"], "output": output, "complete": row["complete"] == "true"}
    if "source" in row or "system" in row:
        return related(row, text, surface, expect)
    return {"id": row["id"], "text": text, "surface": surface, "format": form or "text", "chunks": 3, "expect": expect}


def related(row, text, surface, expect):
    """One request: system prompt, source and query, as far as the row has them, then the text."""
    context = [("system", "system", []), ("source", "retrieved", ["grounding_source"]), ("query", "user", ["query"])]
    segments = [{"text": code(row[column])[0], "surface": where, **({"qualifiers": qualifiers} if qualifiers else {})}
                for column, where, qualifiers in context if code(row.get(column, ""))]
    segments.append({"text": text, "surface": surface, "expect": {"output": expect.pop("output")}})
    return {"id": row["id"], "segments": segments, "expect": expect}


def run(newel, row, folder):
    policy = os.path.join(folder, row["id"] + ".yaml")
    cases = os.path.join(folder, row["id"] + ".jsonl")
    with open(policy, "w", encoding="utf-8") as file:
        file.write(HEAD + "\n".join(code(row["policy"])) + "\n")
    with open(cases, "w", encoding="utf-8") as file:
        file.write(json.dumps(case_of(row), ensure_ascii=False) + "\n")
    done = subprocess.run([newel, "test", "-p", policy, "--local", cases], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


def main():
    newel, path = sys.argv[1:]
    passed = failed = 0
    seen = set()
    with tempfile.TemporaryDirectory(prefix="newel-semantics.") as folder:
        for number, row in rows(path):
            wrong = row["id"] in seen or row["verdict"] not in VERDICTS or row["complete"] not in ("true", "false")
            seen.add(row["id"])
            status, said = (1, "the row is malformed, or its id is taken") if wrong else run(newel, row, folder)
            if status == 0:
                passed += 1
            else:
                failed += 1
                print(f"{os.path.basename(path)}:{number}: {row['id']} (exit {status})\n{said}")
    if passed + failed < 40:
        print(f"only {passed + failed} rows were found")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
