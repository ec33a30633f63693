#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds the release and runs the main job: the task file given as an argument, else the
# demonstration, which needs neither key nor network. Where there is a display, in the window.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
vc_install_missing
cd "$vc_root"
cmake --preset release
cmake --build --preset release
program=build/release/app/cli/vibecoder
# With a display the window opens (and takes task files); VIBECODER_NO_WINDOW=1 stays in the terminal.
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -z "${VIBECODER_NO_WINDOW:-}" ]; then
    exec build/release/app/desktop/vibecoder-desktop "$@"
fi
if [ $# -gt 0 ]; then
    exec "$program" run "$@"
fi
if [ -n "${ANTHROPIC_API_KEY:-}${ANTHROPIC_AUTH_TOKEN:-}" ]; then
    echo "A key is set. Give a task file to work on it: packaging/run.sh task.yaml"
fi
exec "$program" demo
