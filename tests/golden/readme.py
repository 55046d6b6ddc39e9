"""readme.py BUILD SOURCE [PAGE...] - the examples of README.md (and of other pages) do what they say.

    ```yaml   a first line `# NAME` saves the block as NAME in the work folder; `newel check` must accept it
    ```sh     is run in the work folder, with the built newel in PATH; the ```text block that follows is its standard output
    ```c      stands word for word in one of docs/examples/*.c, which are compiled and run by other tests
    ```c excerpt   each of its lines stands in the sources of grammar/, engine/ or tests/support/, whatever its indentation

Blocks with another tag, or none, are not looked at, but that no link of a page leads nowhere is.
"""
import functools
import glob
import os
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(\w+(?: excerpt)?)\n(.*?)^```$", re.S | re.M)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def check_yaml(text, folder, env):
    name = re.match(r"# (\S+\.yaml)\n", text)
    path = os.path.join(folder, name.group(1) if name else "example.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    done = subprocess.run(["newel", "check", path], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return None if done.returncode == 0 else f"newel check: exit {done.returncode}\n{done.stdout}{done.stderr}"


def check_sh(text, expected, folder, env):
    done = subprocess.run(["bash", "-u", "-c", text], cwd=folder, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if expected is None:
        return None if done.returncode == 0 else f"exit {done.returncode}\n{done.stderr}"
    return None if done.stdout == expected else f"expected:\n{expected}got:\n{done.stdout}stderr:\n{done.stderr}"


def check_c(text, source):
    for path in glob.glob(os.path.join(source, "docs/examples/*.c")):
        with open(path, encoding="utf-8") as file:
            if text in file.read():
                return None
    return "stands in none of docs/examples/*.c"


@functools.lru_cache(maxsize=None)
def source_lines(source):
    """The lines of all sources, without indentation and alignment."""
    lines = set()
    for top in ("grammar", "engine", "tests/support"):
        for folder, _, names in os.walk(os.path.join(source, top)):
            for name in names:
                if name.endswith((".c", ".h", ".re", ".def")):
                    with open(os.path.join(folder, name), encoding="utf-8") as file:
                        lines.update(" ".join(line.split()) for line in file)
    return lines


def check_excerpt(text, source):
    strange = [line for line in text.splitlines() if line.strip() and " ".join(line.split()) not in source_lines(source)]
    return "no source has this line: " + strange[0] if strange else None


def check_page(page, build, source):
    with open(os.path.join(source, page), encoding="utf-8") as file:
        text = file.read()
    env = dict(os.environ, PATH=os.path.abspath(build) + os.pathsep + os.environ["PATH"], NO_COLOR="1")
    blocks = [(m.group(1), m.group(2), m.start()) for m in BLOCK.finditer(text)]
    with tempfile.TemporaryDirectory(prefix="newel-readme.") as folder:
        for index, (tag, body, offset) in enumerate(blocks):
            if tag == "yaml":
                wrong = check_yaml(body, folder, env)
            elif tag == "sh":
                after = blocks[index + 1] if index + 1 < len(blocks) else None
                wrong = check_sh(body, after[1] if after and after[0] == "text" else None, folder, env)
            elif tag == "c":
                wrong = check_c(body, source)
            elif tag == "c excerpt":
                wrong = check_excerpt(body, source)
            else:
                continue
            yield f"{page}:{text.count(chr(10), 0, offset) + 1} ({tag})", wrong
    for match in LINK.finditer(text):
        target = os.path.normpath(os.path.join(source, os.path.dirname(page), match.group(1)))
        yield f"{page}: link {match.group(1)}", None if os.path.exists(target) else "leads nowhere"


def main():
    build, source = sys.argv[1:3]
    pages = sys.argv[3:] or ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "corpus/SOURCE.md"] + sorted(
        os.path.relpath(path, source) for pattern in ("docs/*.md", "docs/decisions/*.md", "policies/*/README.md")
        for path in glob.glob(os.path.join(source, pattern)))
    passed = failed = 0
    for page in pages:
        for what, wrong in check_page(page, build, source):
            if wrong is None:
                passed += 1
            else:
                failed += 1
                print(f"{what}: {wrong}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
