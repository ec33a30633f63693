#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds the release and runs the main job: the task file given as an argument, else the
# demonstration, which needs neither key nor network.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
vc_install_missing
cd "$vc_root"
cmake --preset release
cmake --build --preset release
program=build/release/app/cli/vibecoder
if [ $# -gt 0 ]; then
    exec "$program" run "$@"
fi
if [ -n "${ANTHROPIC_API_KEY:-}${ANTHROPIC_AUTH_TOKEN:-}" ]; then
    echo "A key is set. Give a task file to work on it: packaging/run.sh task.yaml"
fi
exec "$program" demo
