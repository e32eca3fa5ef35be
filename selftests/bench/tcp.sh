#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What it costs to carry 64 kB of TCP, which the socket has hashed, from one end of
# two veth pairs to the other, both ends of all counted, on top of one veth pair.
#
# usage: selftests/bench/run tcp
. "$(dirname "$0")/lib.sh"
need iperf3 iperf3
MB=${1:-256}
new_ns A B
for n in 0 1 2 3 4 5 6 7 8; do
	cable "$A" "p$n" "$B" "p$n"
	quiet "$A" "p$n"
	quiet "$B" "p$n"
done
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
	in_ns "$A" iperf3 -J -c "10.0.$1.2" -n "${MB}M" |
		jq --argjson mb "$MB" '.end.sum_sent.seconds * 1e9 / ($mb * 16) | floor'
}

each 0 > /dev/null
veth=$(each 0)
question tcp 'instructions added' 'TCP, each 64 kB, from end to end, on top of one veth pair'
peer 'bonding balance-xor layer3+4' "$(($(each 1) - veth))"
ours vcirc "$(($(each 3) - veth))"
answer
question tcp-tagged 'instructions added' 'TCP under a tag, each 64 kB, from end to end, on top of one veth pair'
peer 'bonding and a VLAN device' "$(($(each 2) - veth))"
ours 'vcirc, s-vlan' "$(($(each 4) - veth))"
answer
