#!/usr/bin/env bash
# Run a class of Kafka. The variables of Kafka's own script of this name have the same effect:
# JAVA_HOME CLASSPATH LOG_DIR KAFKA_HEAP_OPTS KAFKA_OPTS KAFKA_LOG4J_OPTS KAFKA_JMX_OPTS JMX_PORT
# KAFKA_JVM_PERFORMANCE_OPTS KAFKA_GC_LOG_OPTS
# usage: kafka-run-class.sh [-daemon] [-name NAME] [-loggc] CLASS [ARGUMENT...]
set -u
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

daemon='' name='' loggc=''
while [ $# -gt 0 ]; do
  case $1 in
    -daemon) daemon=1; shift ;;
    -loggc) loggc=1; shift ;;
    -name) name=$2; shift 2 ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || { echo "usage: $0 [-daemon] [-name NAME] [-loggc] CLASS [ARGUMENT...]" >&2; exit 1; }

logs=${LOG_DIR:-$home/logs}
if [ -n "${KAFKA_LOG4J_OPTS:-}" ]; then
  mkdir -p "$logs" || exit 1
  if [[ -e $home/config/log4j2.yaml && $KAFKA_LOG4J_OPTS == *log4j.configuration=* ]]; then
    KAFKA_LOG4J_OPTS="$KAFKA_LOG4J_OPTS -Dlog4j1.compatibility=true"  # a file for log4j 1, as before Kafka 4 (KIP-653)
  fi
elif [ -e "$home/config/tools-log4j2.yaml" ]; then  # console only, needs no folder
  KAFKA_LOG4J_OPTS="-Dlog4j2.configurationFile=$home/config/tools-log4j2.yaml"
else
  KAFKA_LOG4J_OPTS="-Dlog4j.configuration=file:$home/config/tools-log4j.properties"
fi
KAFKA_LOG4J_OPTS="-Dkafka.logs.dir=$logs $KAFKA_LOG4J_OPTS"

jmx=-Dcom.sun.management.jmxremote
KAFKA_JMX_OPTS=${KAFKA_JMX_OPTS:-"$jmx=true $jmx.authenticate=false $jmx.ssl=false"}
[ -z "${JMX_PORT:-}" ] || KAFKA_JMX_OPTS="$KAFKA_JMX_OPTS -Dcom.sun.management.jmxremote.port=$JMX_PORT"
if [ -n "$loggc" ] && [ -z "${KAFKA_GC_LOG_OPTS:-}" ]; then
  mkdir -p "$logs" || exit 1
  KAFKA_GC_LOG_OPTS="-Xlog:gc*:file=$logs/${name:-kafka}-gc.log:time,tags:filecount=10,filesize=100M"
fi
collector="-XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 -XX:+ExplicitGCInvokesConcurrent"
KAFKA_JVM_PERFORMANCE_OPTS=${KAFKA_JVM_PERFORMANCE_OPTS:-"-server $collector -Djava.awt.headless=true"}

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
# Each of these is a list of options, to be split at spaces.
# shellcheck disable=SC2206
command=("$java" ${KAFKA_HEAP_OPTS:--Xmx256M} $KAFKA_JVM_PERFORMANCE_OPTS ${KAFKA_GC_LOG_OPTS:-} $KAFKA_JMX_OPTS
  $KAFKA_LOG4J_OPTS ${KAFKA_OPTS:-} -cp "${CLASSPATH:+$CLASSPATH:}$home/libs/*" "$@")

[ -n "$daemon" ] || exec "${command[@]}"
mkdir -p "$logs" || exit 1
nohup "${command[@]}" >"$logs/${name:-kafka}.out" 2>&1 </dev/null &
