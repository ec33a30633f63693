#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, and runs every everyday test with short fuzz runs. --full adds the whole suite built by
# clang with sanitizers, long fuzz runs, the tests labelled `full`, and the benches.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
full=no
case "${1:-}" in
    --full) full=yes ;;
    "") ;;
    *) echo "usage: packaging/test.sh [--full]" >&2; exit 2 ;;
esac
lists=("$vc_root/packaging/packages-test.txt")
[ $full = yes ] && lists+=("$vc_root/packaging/packages-full.txt")
vc_install_missing "${lists[@]}"
cd "$vc_root"
export QT_QPA_PLATFORM=offscreen
# A warning stops developers and CI. Whoever has a newer compiler, with warnings we do not know yet, may still test.
lenient=()
[ -n "${CI:-}" ] || lenient=(--compile-no-warning-as-error)

# What fails does not keep the rest from running; it is named at the end.
failed=()
attempt() {
    "$@" || failed+=("$*")
}

# Fuzzers: the pure rooms only, built by clang with their sanitizers.
cmake --preset clang "${lenient[@]}" -DVIBECODER_FUZZ_SECONDS="$([ $full = yes ] && echo 120 || echo 6)"
cmake --build --preset clang --target fuzzers
attempt ctest --test-dir build/clang -L fuzz --output-on-failure --no-tests=error -j2

if [ $full = yes ]; then
    # The same sanitizers as the preset `asan`, and another compiler's opinion at once.
    cmake --build --preset clang
    attempt ctest --test-dir build/clang -LE 'full|memory|fuzz' --output-on-failure --no-tests=error -j4
    cmake --preset release
    cmake --build --preset release
fi
cmake --preset dev "${lenient[@]}"
cmake --build --preset dev
if [ $full = yes ]; then
    # The tools of npm that tasks are verified with; without a network their tests are skipped and say so.
    mkdir -p build/node-tools
    cp packaging/node-tools/package.json packaging/node-tools/package-lock.json build/node-tools/
    npm --prefix build/node-tools ci --ignore-scripts --no-audit --no-fund || echo "the tools of npm are not installed"
    attempt ctest --test-dir build/dev -L 'full|memory' --output-on-failure -j2
    attempt python3 tests/bench/bench.py --program build/release/app/cli/vibecoder --model build/dev/tests/support/scriptedmodel \
        --store build/dev/tests/bench/bench_store --policy build/dev/tests/bench/bench_policy --sandbox build/dev/tests/bench/bench_sandbox
    attempt python3 tests/bench/bench_view.py --program build/release/app/cli/vibecoder --model build/dev/tests/support/scriptedmodel
    cmake --preset release -B build/bench -DBUILD_TESTING=ON
    cmake --build build/bench --target bench_parsers bench_window
    attempt build/bench/tests/bench/bench_parsers
    attempt build/bench/tests/bench/bench_window
fi
# Last, so that its summary closes the output.
attempt ctest --preset dev
vc_tell_skipped build/dev/Testing/Temporary/LastTest.log
for one in "${failed[@]}"; do
    echo "failed: $one"
done
[ ${#failed[@]} -eq 0 ]
