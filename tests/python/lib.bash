# lib.bash - a virtual environment for the tests of the Python package. A script gets the build folder as $1 and the source folder as $2.
#
#   . "$2/tests/python/lib.bash"
#   environment NAME PACKAGE...     makes build/python/NAME and installs; without python3-venv or a registry the test is skipped (77), loudly
#   try PACKAGE...                  the same, but a package that cannot be had is only named
set -euo pipefail
build=$(cd "$1" && pwd)
source=$(cd "$2" && pwd)
unset PYTHONPATH NEWEL_LIBRARY NEWEL_PROGRAM
export LITELLM_LOCAL_MODEL_COST_MAP=True PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1

skip() {
  echo "SKIP: python: $*"
  exit 77
}

environment() {
  venv=$build/python/$1
  shift
  command -v python3 >/dev/null || skip "there is no python3"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "python3 is older than 3.10"
  if [ ! -x "$venv/bin/pip" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv" >/dev/null 2>&1 || skip "python3 -m venv fails (Debian: apt-get install python3-venv)"
  fi
  [ $# -eq 0 ] || pip_quiet "$@" || skip "pip cannot install $* (no package registry?)"
  python=$venv/bin/python
}

# What was installed once is not asked for again (a stamp in the environment): no registry is needed then.
pip_quiet() {
  local stamp
  stamp=$venv/.have-$(printf '%s' "$*" | cksum | cut -d' ' -f1)
  [ ! -e "$stamp" ] || return 0
  "$venv/bin/pip" install -q "$@" >"$build/python/pip.log" 2>&1 </dev/null && : >"$stamp"
}

try() {
  local package
  pip_quiet "$@" && return
  for package in "$@"; do
    pip_quiet "$package" || echo "SKIP: python: the tests that need $package (pip cannot install it)"
  done
}
