"""`newel`: the command line that a wheel bundles; without one, that of the PATH. `python -m newel` is the same."""

from __future__ import annotations

import os
import shutil
import sys
from typing import NoReturn


def program() -> str | None:
    """The C program: $NEWEL_PROGRAM, the bundled one, or another `newel` in the PATH that is not this script."""
    named = os.environ.get("NEWEL_PROGRAM")
    bundled = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", "newel")
    if named or os.path.exists(bundled):
        return named or bundled
    own = os.path.realpath(sys.argv[0])
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which("newel", path=folder)
        if found and os.path.realpath(found) != own and not _is_script(found):
            return found
    return None


def _is_script(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(2) == b"#!"
    except OSError:
        return True


def main() -> NoReturn:
    path = program()
    if path is None:
        sys.exit("newel: this package has no program bundled, and there is none in PATH; install a wheel, or build it (./dev build)")
    try:
        os.execv(path, ["newel", *sys.argv[1:]])
    except OSError as failed:
        sys.exit(f"newel: cannot run '{path}': {failed.strerror}")


if __name__ == "__main__":
    main()
