# SPDX-License-Identifier: MIT
# Shared by run.sh and test.sh: installs what is missing. Sourced, not run.

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
