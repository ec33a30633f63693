#!/bin/sh
# SPDX-License-Identifier: MIT
# asuser.sh FOLDER PROGRAM [ARGUMENT...]
# Runs a program as an ordinary user without any capability, when the tests run as root. FOLDER, the checkout, may lie
# below a folder that root alone may enter (/root): then it is shown at the same path among mounts of this process alone.
# Exit 77: not root, or the checkout cannot be shown.
set -eu
[ "$(id -u)" -eq 0 ] || { echo "skipped: these tests run as an ordinary user already" >&2; exit 77; }
folder=$1
shift
become="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all"
closed=
at=$folder
while [ "$at" != / ]; do
    case $(stat -c %A "$at") in
        *[xt]) ;;
        *) closed=$at ;;
    esac
    at=$(dirname "$at")
done
[ -n "$closed" ] || exec $become "$@"
if [ "$closed" = "$folder" ] || ! unshare --mount true 2>/dev/null; then
    echo "skipped: an ordinary user cannot enter $closed" >&2
    exit 77
fi
exec unshare --mount sh -euc '
    closed=$1 folder=$2 become=$3
    shift 3
    here=$PWD
    exec 3<"$folder"
    mount -t tmpfs -o mode=755 tmpfs "$closed"
    mkdir -p "$folder"
    mount --no-canonicalize --rbind /proc/self/fd/3 "$folder"
    exec 3<&-
    cd "$here"
    exec $become "$@"' sh "$closed" "$folder" "$become" "$@"
