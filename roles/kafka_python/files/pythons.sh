#!/bin/sh
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Describe each Python 3 in PATH, or the ones named: its path, its version, what kind of release it is, and what it lacks to make a virtual
# environment; one a line, with tabs between. One that does not run (a shim of pyenv) has its path only.
# One in PATH that is itself in a virtual environment is left out, since that environment may go.
# usage: pythons.sh [FOLDER|PROGRAM...]
describe='
import sys
path, named = sys.argv[1:]
if named or sys.prefix == sys.base_prefix:
    missing = []
    for name in ("venv", "ensurepip", "ssl"):
        try:
            __import__(name)
        except ImportError:
            missing.append(name)
    print("%s\t%d.%d.%d\t%s\t%s" % ((path if named else sys.executable,) + sys.version_info[:4] + (",".join(missing),)))
'
if [ $# = 0 ]; then
  IFS=:
  # shellcheck disable=SC2086  # a list of folders
  set -- $PATH /usr/local/bin /usr/bin
  unset IFS
fi
for place in "$@"; do
  for python in "$place" "$place"/python3 "$place"/python3.[0-9] "$place"/python3.[0-9][0-9]; do
    { [ -f "$python" ] && [ -x "$python" ]; } || continue
    named=
    [ "$python" != "$place" ] || named=yes
    "$python" -I -c "$describe" "$python" "$named" 2>/dev/null || echo "$python"
  done
done
