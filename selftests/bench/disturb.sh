#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Of 10,000 flows, how many change their path when one fails that had half of
# them, though theirs did not, and how many when it is back while they go on.
#
# usage: selftests/bench/run disturb
. "$(dirname "$0")/lib.sh"
FLOWS=10000
new_ns S A
devs=(d{0..5})
dummies "$A" "${devs[@]}"
bond "$A" bond d0 d1 mode balance-xor xmit_hash_policy layer3+4 miimon 100
circuit "$A" vc d2 d3 -- rebalance-time 60s

# A router with two next hops.
cable "$S" s0 "$A" in
quiet "$S" s0
quiet "$A" in
in_ns "$A" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.fib_multipath_hash_policy=1 \
	net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.in.rp_filter=0
ip -n "$A" link set in address 02:00:00:00:00:01
for n in 4 5; do
	ip -n "$A" addr add 198.18.$n.1/24 dev d$n
	ip -n "$A" neigh replace 198.18.$n.2 lladdr 02:00:00:00:00:02 dev d$n nud permanent
done
for n in 4 5; do
	ip -n "$A" nexthop add id $n via 198.18.$n.2 dev d$n
done
ip -n "$A" nexthop add id 10 group 4/5 type resilient buckets 256 idle_timer 120
sleep 1

moved()
{
	cmp -l "$1" "$2" | wc -l
}

# maps NAME FROM PORT OTHER: where the flows are before a failure, in it and after;
# sets moved_by and moved_back
maps()
{
	local name=$1 from=$2 port=$3 other=$4 had
	local file=$SCRATCH/$name
	send()
	{
		flow -f tcp4 -n $FLOWS -g 20 "$@" "$from" "$port@$A" "$other@$A"
	}
	send -m "$file.home"
	had=${F[tap0.flows]}
	ip -n "$A" link set "$port" carrier off
	sleep 2
	send -m "$file.failed"
	ip -n "$A" link set "$port" carrier on
	# Busy all the while.
	send -c 4
	send -m "$file.back"
	moved_by=$(($(moved "$file.home" "$file.failed") - had))
	moved_back=$(moved "$file.failed" "$file.back")
}

declare -A by back
for what in 'bond bond@'"$A"' d0 d1' 'vc vc@'"$A"' d2 d3'; do
	# shellcheck disable=SC2086 # words
	maps $what
	by[${what%% *}]=$moved_by back[${what%% *}]=$moved_back
done
ip -n "$A" route replace 10.0.0.0/8 nhid 10
maps resilient "s0@$S" d4 d5
by[resilient]=$moved_by back[resilient]=$moved_back

question disturb-failure 'flows' 'Moved by a failure though their own path did not fail, of 10,000'
peer 'bonding balance-xor layer3+4' "${by[bond]}"
peer 'ECMP, resilient next hops' "${by[resilient]}"
ours vcirc "${by[vc]}"
answer

question disturb-return 'flows' 'Moved by the return of a path while they are busy, of 10,000'
peer 'bonding balance-xor layer3+4' "${back[bond]}"
peer 'ECMP, resilient next hops' "${back[resilient]}"
ours vcirc "${back[vc]}"
answer
