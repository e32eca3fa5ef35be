#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What it costs to carry 64 kB of TCP, which the socket has hashed, from one end of
# two veth pairs to the other, both ends of all counted, on top of one veth pair.
#
# usage: selftests/bench/run tcp
. "$(dirname "$0")/lib.sh"
need iperf3 iperf3
MB=${1:-128}
new_ns A B
cables "$A" "$B" p{0..6}
n=0
for ns in "$A" "$B"; do
	n=$((n + 1))
	bond "$ns" xor p1 p2 mode balance-xor xmit_hash_policy layer3+4 miimon 100
	ip -n "$ns" link add link xor name xortag type vlan id 100
	quiet "$ns" xortag
	ip -n "$ns" link set xortag up
	circuit "$ns" vc p3 p4
	circuit "$ns" tag p5 p6 s-vlan 100
	ip -n "$ns" addr add "10.0.0.$n/24" dev p0
	ip -n "$ns" addr add "10.0.1.$n/24" dev xor
	ip -n "$ns" addr add "10.0.2.$n/24" dev xortag
	ip -n "$ns" addr add "10.0.3.$n/24" dev vc
	ip -n "$ns" addr add "10.0.4.$n/24" dev tag
done
sleep 1
in_ns "$B" iperf3 -s -D > /dev/null
wait_for 10 eval "ip netns exec $B ss -Hltn 'sport = :5201' | grep -q ."

# each N: instructions per 64 kB
each()
{
	local used
	used=$(used_us)
	in_ns "$A" iperf3 -c "10.0.$1.2" -n "${MB}M" > /dev/null || exit 1
	echo $((($(used_us) - used) * 1000 / (MB * 16)))
}

# How acknowledgements meet segments differs from turn to turn.
idler
declare -A got
each 0 > /dev/null
for _ in {1..7}; do
	for n in {0..4}; do
		got[$n]+="$(each "$n") "
	done
done
kill "$idler"
median()
{
	tr ' ' '\n' <<< "${got[$1]}" | grep . | sort -n | sed -n 4p
}

veth=$(median 0)
question tcp 'instructions added' 'TCP, each 64 kB, from end to end, on top of one veth pair'
peer 'bonding balance-xor layer3+4' "$(($(median 1) - veth))"
ours vcirc "$(($(median 3) - veth))"
answer
question tcp-tagged 'instructions added' 'TCP under a tag, each 64 kB, from end to end, on top of one veth pair'
peer 'bonding and a VLAN device' "$(($(median 2) - veth))"
ours 'vcirc, s-vlan' "$(($(median 4) - veth))"
answer
