#!/bin/sh
# SPDX-License-Identifier: MIT
echo "Helo, $1"
