#!/bin/sh
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# A service that does nothing, needs two seconds to end, and keeps the output of its start command open, as it must not.
# FOLDER/log has who started and stopped it.
# usage: service.sh start|stop|status FOLDER NAME
set -eu
pid_file=$2/$3.pid
case $1 in
  start)
    echo "start $3 $(id -un)" >> "$2/log"
    sleep 600 &
    echo $! > "$pid_file"
    ;;
  stop)
    echo "stop $3 $(id -un)" >> "$2/log"
    sleep 2
    kill "$(cat "$pid_file")"
    rm "$pid_file"
    ;;
  status)
    [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2> /dev/null
    ;;
esac
