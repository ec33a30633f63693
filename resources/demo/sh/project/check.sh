#!/bin/sh
# SPDX-License-Identifier: MIT
# The checks of the demo project: how greet.sh must behave.
failed=0
expect() {
    if [ "$2" = "$3" ]; then
        echo "ok: $1"
    else
        echo "FAILED: $1: expected '$2', got '$3'"
        failed=1
    fi
}
expect "greets by name" "Hello, Ada!" "$(sh greet.sh Ada)"
expect "greets the world without a name" "Hello, world!" "$(sh greet.sh)"
expect "keeps two words together" "Hello, Grace Hopper!" "$(sh greet.sh Grace Hopper)"
exit $failed
