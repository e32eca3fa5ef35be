#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How fast TCP is over two veth pairs, and whether segments of 64 kB reach a port
# whole.
#
# usage: selftests/bench/run stream
. "$(dirname "$0")/lib.sh"
need iperf3 iperf3
SECONDS_EACH=${1:-4}
new_ns A B
cables "$A" "$B" p{0..6}
n=0
for ns in "$A" "$B"; do
	n=$((n + 1))
	ip -n "$ns" addr add "10.0.0.$n/24" dev p0
	bond "$ns" bond p1 p2 mode balance-xor xmit_hash_policy layer3+4 miimon 100
	ip -n "$ns" addr add "10.0.1.$n/24" dev bond
	circuit "$ns" vc p3 p4
	ip -n "$ns" addr add "10.0.2.$n/24" dev vc
	circuit "$ns" tag p5 p6 s-vlan 100
	ip -n "$ns" addr add "10.0.3.$n/24" dev tag
done
sleep 1
in_ns "$B" iperf3 -s -D > /dev/null
wait_for 10 eval "ip netns exec $B ss -Hltn 'sport = :5201' | grep -q ."

# mbits ADDRESS STREAMS: the median of five turns
declare -A got
mbits()
{
	in_ns "$A" iperf3 -J -c "$1" -P "$2" -t "$SECONDS_EACH" |
		jq '.end.sum_received.bits_per_second / 1e6 | floor'
}

# In turns, so that a busy moment of the machine is shared.
for streams in 1 16; do
	for _ in 1 2 3 4 5; do
		for n in 0 1 2 3; do
			got[$streams.$n]+="$(mbits "10.0.$n.2" $streams) "
		done
	done
	median()
	{
		tr ' ' '\n' <<< "${got[$streams.$1]}" | grep . | sort -n | sed -n 3p
	}
	question "stream-$streams" '+Mbit/s' "TCP, $streams stream(s) over two veth pairs, 2 CPUs, median of 5"
	also 'veth alone' "$(median 0)"
	peer 'bonding balance-xor layer3+4' "$(median 1)"
	ours vcirc "$(median 2)"
	ours 'vcirc, s-vlan' "$(median 3)"
	answer
done

# whole NS ADDRESS DEV...: bytes of the largest kind of frame handed to the ports
whole()
{
	local address=$1 dev packets=0 bytes=0
	shift
	for dev; do
		packets=$((packets - $(dev_count "$A" "$dev" tx_packets)))
		bytes=$((bytes - $(dev_count "$A" "$dev" tx_bytes)))
	done
	mbits "$address" 1 > /dev/null
	for dev; do
		packets=$((packets + $(dev_count "$A" "$dev" tx_packets)))
		bytes=$((bytes + $(dev_count "$A" "$dev" tx_bytes)))
	done
	echo $((bytes / packets))
}

question segments '+bytes' 'TCP, what is handed to a port at once, on average'
also 'veth alone' "$(whole 10.0.0.2 p0)"
peer bonding "$(whole 10.0.1.2 p1 p2)"
ours vcirc "$(whole 10.0.2.2 p3 p4)"
ours 'vcirc, s-vlan' "$(whole 10.0.3.2 p5 p6)"
answer
