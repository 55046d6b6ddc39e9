#!/usr/bin/env bash
# suite.sh BUILD SOURCE - the Python package, installed into an environment of its own with the library of this build: its tests, its
# doctests, its types. Integrations are tested against the real packages, as far as they can be installed.
. "$2/tests/python/lib.bash"
environment suite "hatchling>=1.18" "pytest>=8" "mypy>=1.10"
try pyarrow pandas polars boto3 openai langchain-core strands-agents litellm nbclient ipykernel

NEWEL_WHEEL_LIBRARY=$build "$venv/bin/pip" install -q --no-build-isolation --no-deps --force-reinstall "$source/bindings/python" \
  >"$build/python/install.log" 2>&1 || { cat "$build/python/install.log"; exit 1; }
installed=$("$python" -c 'import newel, os; print(os.path.dirname(newel.__file__))')
case $installed in "$venv"/*) ;; *) echo "not the installed package: $installed"; exit 1 ;; esac

cd "$source/bindings/python"
"$python" -m pytest -p no:cacheprovider -q tests
cd "$build/python"
"$python" -m pytest -p no:cacheprovider -q --doctest-modules --import-mode=importlib "$installed" \
  --ignore="$installed/langchain.py" --ignore="$installed/strands.py" --ignore="$installed/litellm.py"
cd "$source/bindings/python"
"$python" -m mypy --strict --cache-dir="$build/python/mypy" src/newel
