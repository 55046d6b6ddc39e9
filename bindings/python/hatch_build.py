"""Builds the C library and the command line into the wheel: the users of a wheel need no compiler.

    python -m build bindings/python                     an sdist and a wheel in bindings/python/dist
    NEWEL_WHEEL_LIBRARY=build/release ...               bundles what is already built there instead of building

The C sources are two folders up, or below `engine-source` in an sdist. PCRE2, libyaml and libcrypto are linked as archives where the
system has them; otherwise the library needs theirs, and `auditwheel repair` brings them along. libcurl is never part of it.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TOOLS = ("cmake", "ninja", "re2c", "pkg-config")


def source_of(root: Path) -> Path:
    for folder in (root / "engine-source", root.parent.parent):
        if (folder / "CMakeLists.txt").exists() and (folder / "engine").is_dir():
            return folder
    raise RuntimeError("the C sources of Newel are neither in engine-source nor two folders up")


def run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.stderr.write(done.stdout)
        raise RuntimeError(f"{command[0]} failed ({done.returncode})")


def build(source: Path, folder: Path) -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise RuntimeError(f"to build Newel from source, install {', '.join(missing)} and the headers of PCRE2, libyaml and OpenSSL "
                           "(Debian: cmake ninja-build re2c pkg-config libpcre2-dev libyaml-dev libssl-dev); a wheel needs none of them")
    common = ["-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DNEWEL_CLOUD=OFF", "-DNEWEL_TESTS=OFF",
              "-DCMAKE_C_FLAGS=-ffunction-sections -fdata-sections", "-DCMAKE_SHARED_LINKER_FLAGS=-Wl,--gc-sections -s",
              "-DCMAKE_EXE_LINKER_FLAGS=-Wl,--gc-sections -s"]
    try:
        run("cmake", "-S", source, "-B", folder, *common, "-DNEWEL_STATIC_DEPS=ON")
        run("cmake", "--build", folder)
    except RuntimeError:
        sys.stderr.write("no archives of PCRE2, libyaml or libcrypto to link; the shared ones are taken\n")
        shutil.rmtree(folder, ignore_errors=True)
        run("cmake", "-S", source, "-B", folder, *common)
        run("cmake", "--build", folder)


class Hook(BuildHookInterface):
    def initialize(self, version, build_data):
        if self.target_name != "wheel" or version == "editable":
            return
        ready = os.environ.get("NEWEL_WHEEL_LIBRARY")
        folder = Path(ready) if ready else Path(self.root) / "build" / "wheel"
        if not ready:
            build(source_of(Path(self.root)), folder)
        library = "libnewel.dylib" if sys.platform == "darwin" else "libnewel.so"
        build_data["force_include"][str((folder / library).resolve())] = f"newel/{library}"
        build_data["force_include"][str((folder / "newel").resolve())] = "newel/bin/newel"
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"
