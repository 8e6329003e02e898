#!/bin/sh
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# A typical client: it reads its brokers from its configuration file when it starts, and runs in the background.
# usage: client.sh start|stop|status FOLDER producer|consumer PYTHON CLIENTS.PY
set -eu
action=$1 folder=$2 kind=$3 python=$4 clients=$5
pid_file=$folder/$kind.pid
if [ "$kind" = producer ]; then
  step='"do": "produce", "topic": "role_client.orders", "count": 1, "seconds": 300'
else
  step='"do": "consume", "topic": "role_client.orders", "group": "role_client.billing", "seconds": 300'
fi
case $action in
  start)
    servers=$(sed -n 's/^bootstrap.servers=//p' "$folder/$kind.properties")
    echo "$servers" >> "$folder/$kind.starts"
    nohup "$python" "$clients" "$servers" "[{$step, \"pid_file\": \"$pid_file\"}]" \
      > "$folder/$kind.log" 2>&1 < /dev/null &
    echo $! > "$pid_file"
    ;;
  stop)
    "$python" "$clients" none "[{\"do\": \"stop\", \"pid_file\": \"$pid_file\"}]"
    ;;
  status)
    [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2> /dev/null
    ;;
esac
