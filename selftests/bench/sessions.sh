#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What BFD on all paths of thousands of circuits takes of a processor: both ends of
# all sessions are on this machine.
#
# usage: selftests/bench/run sessions
. "$(dirname "$0")/lib.sh"
COUNT=${VCIRC_COUNT:-4000}
new_ns A B
cables "$A" "$B" p0 p1
for ns in "$A" "$B"; do
	in_ns "$ns" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	for ((i = 1; i <= COUNT; i++)); do
		printf '%s\n' "add c$i" "bind c$i primary dev p0 s-vlan $i bfd" "bind c$i secondary dev p1 s-vlan $i bfd"
	done > "$SCRATCH/add"
	for ((i = 1; i <= COUNT; i++)); do
		echo "link set c$i up"
	done > "$SCRATCH/up"
	vc "$ns" -b "$SCRATCH/add" && ip -n "$ns" -b "$SCRATCH/up" || exit 1
done
up()
{
	[ "$("$CLIENT" -n "$1" dump | grep -c '^paths\.[01]\.bfd\.state=up$')" = $((2 * COUNT)) ]
}
# Else the clock would jump to the end of the wait.
idler
for ns in "$A" "$B"; do
	wait_for 120 up "$ns" || {
		echo "not all sessions came up: $("$CLIENT" -n "$ns" dump | grep '^paths\.[01]\.bfd\.state=' | sort | uniq -c)" >&2
		exit 1
	}
done
kill "$idler"
idle()
{
	awk '/^cpu / { print ($5 + $6) * 10 }' /proc/stat
}
sleep 2
began=$(now_ms) was=$(idle)
sleep 10
share=$(awk -v busy=$(($(now_ms) - began - $(idle) + was)) 'BEGIN { print busy / 100 / 2 }')
question sessions '% of a processor' "BFD at 300 ms x3 on $((2 * COUNT)) paths, one end"
ours vcirc "$share"
answer
question sessions-packet 'instructions' 'BFD, a packet sent and one received'
ours vcirc "$(awk -v "share=$share" -v "n=$COUNT" 'BEGIN { printf "%d", share / 100 * 1e9 / (2 * n / 0.2625) }')"
answer
