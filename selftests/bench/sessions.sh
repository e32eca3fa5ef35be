#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What BFD on all paths of thousands of circuits takes of a processor: both ends of
# all sessions are on this machine.
#
# usage: selftests/bench/run sessions
. "$(dirname "$0")/lib.sh"
COUNT=${VCIRC_COUNT:-4000}
SECONDS_OF=10
new_ns A B
cables "$A" "$B" p0 p1
# A veth hands over by a queue for all devices, that holds 1000 packets.
sysctl -qw net.core.netdev_max_backlog=100000
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
# By then they have agreed on their timers.
sleep 20

# of FIELD: of the sessions of both ends
of()
{
	for ns in "$A" "$B"; do
		"$CLIENT" -n "$ns" dump
	done | awk -F = -v "field=bfd.$1" 'index($1, field) { n += $2 } END { print n + 0 }'
}

# count: packets both ends have sent
count()
{
	local ns port n=0
	for ns in "$A" "$B"; do
		for port in p0 p1; do
			n=$((n + $(dev_count "$ns" $port tx_packets)))
		done
	done
	echo $n
}

idle()
{
	awk '/^cpu / { print ($5 + $6) * 10 }' /proc/stat
}

flaps=$(of flaps)
packets=$(count) began=$(now_ms) was=$(idle)
sleep $SECONDS_OF
took=$(($(now_ms) - began)) busy=$(($(now_ms) - began - $(idle) + was)) packets=$(($(count) - packets))
question sessions '% of a processor' "BFD at 300 ms x3 on $((2 * COUNT)) paths, one end"
ours vcirc "$(awk -v "busy=$busy" -v "took=$took" 'BEGIN { print 100 * busy / took / 2 }')"
answer
question sessions-packet 'instructions' 'BFD, a packet sent and received'
ours vcirc $((busy * 1000000 / packets))
answer
question sessions-lost 'sessions' "BFD at 300 ms x3 on $((2 * COUNT)) paths, sessions lost in $SECONDS_OF s"
ours vcirc $(($(of flaps) - flaps))
answer
