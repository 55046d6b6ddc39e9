#!/usr/bin/env bash
# botocore.sh BUILD SOURCE - what Newel sends and reads, held against botocore and AWS's service models (against_botocore.py).
# botocore is taken from the package registry once; without it the test is skipped, loudly.
. "$2/tests/python/lib.bash"
environment contract
pip_quiet "botocore==1.44.5" || pip_quiet "botocore>=1.43.67" || skip "pip cannot install botocore: requests are not held against it"
models=${NEWEL_SHARED:-$source/../shared}/aws/models
[ -d "$models" ] || models=
"$python" "$source/tests/contract/against_botocore.py" "$build/tests/newel_wire" $models
