#!/usr/bin/env bash
# consumer.sh BUILD SOURCE - an installed Newel can be used: by pkg-config (shared and static) and by find_package, and what is built runs.
set -euo pipefail
build=$1 source=$2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/newel-consumer.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix

# Instrumented libraries want an instrumented program; what is installed is a plain build.
if grep -qE '^NEWEL_SANITIZE:STRING=.+|^NEWEL_FUZZ:BOOL=ON' "$build/CMakeCache.txt"; then echo "skipped: consumer (sanitized build)"; exit 0; fi

cmake --install "$build" --prefix "$prefix" >"$scratch/install.log"
libdir=$(dirname "$(find "$prefix" -name libnewel.so | head -n 1)")
export PKG_CONFIG_PATH=$libdir/pkgconfig LD_LIBRARY_PATH=$libdir

cat >"$scratch/policy.yaml" <<'YAML'
newel: 1
name: consumer
pii:
  EMAIL: ANONYMIZE
YAML
check() {
  local said
  said=$("$1" "$scratch/policy.yaml" 'Mail me at ana@example.com')
  [ "$said" = 'Mail me at {EMAIL}' ] || { echo "$1 said: $said"; exit 1; }
}

warnings="-std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror"
for example in filter proxy chat_stream; do
  cc $warnings "$source/docs/examples/$example.c" -o "$scratch/$example" $(pkg-config --cflags --libs newel)
done
check "$scratch/filter"

cc $warnings "$source/docs/examples/filter.c" -o "$scratch/filter_static" $(pkg-config --cflags newel) "$libdir/libnewel.a" \
  $(pkg-config --static --libs newel | sed 's/-lnewel//')
check "$scratch/filter_static"

cmake -S "$source/docs/examples" -B "$scratch/cmake" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release >"$scratch/cmake.log" 2>&1 ||
  { cat "$scratch/cmake.log"; exit 1; }
cmake --build "$scratch/cmake" >"$scratch/cmake.log" 2>&1 || { cat "$scratch/cmake.log"; exit 1; }
check "$scratch/cmake/filter"

# Bedrock, where it is built: the same ways; without a region the program says so.
says_region() {
  local said
  said=$(env -i HOME=/ LD_LIBRARY_PATH="$LD_LIBRARY_PATH" "$1" a1b2c3 1 text 2>&1) && { echo "$1 did not fail"; exit 1; }
  [[ $said == "no AWS region is set"* ]] || { echo "$1 said: $said"; exit 1; }
}
if [ -e "$libdir/libnewel-cloud.so" ]; then
  cc $warnings "$source/docs/examples/judge.c" -o "$scratch/judge" $(pkg-config --cflags --libs newel-cloud)
  says_region "$scratch/judge"
  cc $warnings "$source/docs/examples/judge.c" -o "$scratch/judge_static" $(pkg-config --cflags newel-cloud) "$libdir/libnewel-cloud.a" \
    "$libdir/libnewel.a" $(pkg-config --libs libcurl zlib libpcre2-8 yaml-0.1 libcrypto) -lm
  says_region "$scratch/judge_static"
  says_region "$scratch/cmake/judge"
fi

# Nothing that is installed names a folder of the machine that built it.
if grep -rIl -- "$source" "$prefix" | grep .; then echo "an installed file names the source folder"; exit 1; fi
[ ! -e "$prefix/bin/newel" ] || "$prefix/bin/newel" version >/dev/null || "$prefix/bin/newel" --version >/dev/null
