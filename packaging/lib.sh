# SPDX-License-Identifier: MIT
# Shared by run.sh and test.sh: installs what is missing, says what tests skipped. Sourced, not run.

vc_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

vc_packages() {
    cat "$@" | sed -e 's/#.*//' -e '/^[[:space:]]*$/d'
}

# vc_install_missing [FURTHER_LIST...]
vc_install_missing() {
    local missing=() package
    for package in $(vc_packages "$vc_root/packaging/packages.txt" "$@"); do
        [ "$package" = npm ] && command -v npm >/dev/null && continue
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "installing: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "These Debian packages are missing and neither root nor sudo is there: ${missing[*]}" >&2
            return 1
        }
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# vc_tell_skipped LOG: what the tests of a ctest log left out and why, then one line of counts.
vc_tell_skipped() {
    awk '
        function skip(reason) { sub(/^[ \t]+/, "", reason); if (!(reason in count)) order[++reasons] = reason; ++count[reason]; ++skipped }
        /^[0-9]+\/[0-9]+ Testing: / { test = $3 }
        /^Totals: / { passed += $2; failed += $4 }
        /^SKIP +: / { line = $0; sub(/^SKIP +: +/, "", line); sub(/^[^)]*\)/, "", line); skip(test ": " line) }
        /^skipped: / { line = $0; sub(/^skipped: /, "", line); skip(test ": " line) }
        /^Test Passed\.$/ { ++programs }
        /^Test Failed\.$/ { ++broken }
        END {
            if (skipped) print "Skipped, and why:"
            for (i = 1; i <= reasons; ++i) printf "  %4d  %s\n", count[order[i]], order[i]
            if (!skipped) print "Nothing was skipped."
            printf "%d test functions passed, %d failed in programs of Qt Test\n", passed, failed
            printf "%d passed, %d failed, %d skipped\n", programs, broken, skipped
        }' "$1"
}
