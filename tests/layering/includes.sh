#!/usr/bin/env bash
# includes.sh BUILD SOURCE - the sources keep to layers.txt; and the check itself notices what it is there for.
set -euo pipefail
build=$1 source=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

python3 "$here/includes.py" "$source"

# One breach a row: path | line of code. Each must be found.
scratch=$(mktemp -d "${TMPDIR:-/tmp}/newel-includes.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
while IFS='|' read -r path code; do
  rm -rf "$scratch/tree"
  mkdir -p "$scratch/tree/$(dirname "$path")"
  printf '%b\n' "$code" >"$scratch/tree/$path"
  if python3 "$here/includes.py" "$scratch/tree" >"$scratch/log"; then
    echo "not noticed: $path: $code"
    exit 1
  fi
done <<'ROWS'
engine/base/a.c|#include "text/utf8.h"
engine/detect/a.c|#include "policy/model.h"
engine/detect/a.c|  #  include   "guard/compile.h"
engine/policy/a.c|#include "guard/compile.h"
engine/cli/a.c|#include "guard/compile.h"
engine/text/a.c|#include "limits.def"
engine/guard/a.c|#include "helper.h"
engine/include/newel/a.h|#include "base/buf.h"
engine/policy/a.c|#include <pcre2.h>
engine/detect/word.c|#include <pcre2.h>
engine/guard/a.c|#include <openssl/evp.h>
engine/detect/a.c|#include <yaml.h>
engine/guard/a.c|#include <locale.h>
engine/guard/a.c|#include <unistd.h>
grammar/json.re|#include "detect/detect.h"
grammar/shape.re|#include "policy/model.h"
engine/net/a.c|#include "json/tree.h"
engine/aws/a.c|#include <curl/curl.h>
engine/guard/a.c|#include "net/http.h"
engine/mail/a.c|int a;
engine/base/a.c|void f(void) { strcpy(a, b); }
engine/base/a.c|int a = sprintf (b, c);
engine/detect/a.c|void *p = malloc(3);
engine/guard/a.c|char *s = getenv("HOME");
engine/base/a.c|\tint a;
ROWS
mkdir -p "$scratch/long/engine/base" "$scratch/wide/engine/base" "$scratch/good/engine/guard" "$scratch/none"
printf '%901s' '' | tr ' ' '\n' >"$scratch/long/engine/base/a.c"
printf '/* %140s */\n' '' >"$scratch/wide/engine/base/a.c"
printf '/* strcpy( */\n#include <string.h>\n#include "policy/model.h"\nconst char *s = "sprintf(";\nint n = nw_atoi(1);\n' >"$scratch/good/engine/guard/a.c"
for tree in long wide none; do
  ! python3 "$here/includes.py" "$scratch/$tree" >"$scratch/log" || { echo "not noticed: $tree"; exit 1; }
done
python3 "$here/includes.py" "$scratch/good" >"$scratch/log" || { cat "$scratch/log"; echo "a good file was refused"; exit 1; }
