#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What it costs a router to forward a packet over two paths: through a circuit,
# and through what else there is, on top of one plain next hop.
#
# usage: selftests/bench/run forward
. "$(dirname "$0")/lib.sh"
COUNT=${1:-$([ -z "$QUICK" ] && echo 50000 || echo 20000)}
new_ns A
devs=(in d{0..15})
dummies "$A" "${devs[@]}"
in_ns "$A" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.fib_multipath_hash_policy=1 \
	net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.in.rp_filter=0
# Later kernels can be told not to hand over a packet that must be copied first.
one=('xmit_mode netif_receive' "dst_mac $(mac "$A" in)" 'dst 203.0.113.1'
	'src_min 198.51.100.1' 'src_max 198.51.100.1')
[ "$KERNEL" = 6.1 ] || one=('flag !SHARED' "${one[@]}")
ip -n "$A" addr add 198.51.100.2/24 dev in

# hop DEV NETWORK: its router there
hop()
{
	ip -n "$A" addr add "198.18.$2.1/24" dev "$1" 2> /dev/null
	ip -n "$A" neigh replace "198.18.$2.2" lladdr 02:00:00:00:00:02 dev "$1" nud permanent
}

# by ROUTE...: what a packet costs that way
by()
{
	ip -n "$A" route replace 203.0.113.0/24 "$@" || exit 1
	pktgen "$A" in "$COUNT" "${one[@]}"
}

for n in {0..7}; do
	hop "d$n" "$n"
done
ip -n "$A" nexthop add id 1 via 198.18.1.2 dev d1
ip -n "$A" nexthop add id 2 via 198.18.2.2 dev d2
ip -n "$A" nexthop add id 10 group 1/2 type resilient buckets 256
ip -n "$A" nexthop add id 11 group 1/2
bond "$A" bond d8 d9 mode balance-xor xmit_hash_policy layer3+4 miimon 100
hop bond 20
circuit "$A" l4 d10 d11
hop l4 21
circuit "$A" tag d12 d13 s-vlan 100
hop tag 22
vc "$A" add routed
vc "$A" bind routed primary dev d4 via 198.18.4.2 2> /dev/null
vc "$A" bind routed secondary dev d5 via 198.18.5.2 2> /dev/null
quiet "$A" routed
ip -n "$A" link set routed up
sleep 1
plain=$(by via 198.18.0.2 dev d0)

adds()
{
	local cost
	cost=$(by "$@") || return
	echo $((cost - plain))
}

question forward 'instructions added' 'Forward over two routers, 64-byte UDP, 1000 flows, on top of one next hop'
peer 'ECMP, resilient next hops' "$(adds nhid 10)"
peer 'ECMP, next hop group' "$(adds nhid 11)"
ours 'vcirc, routed' "$(adds dev routed)"
answer

question forward-link 'instructions added' 'Forward over two ports to one router, on top of one next hop'
peer 'bonding balance-xor layer3+4' "$(adds via 198.18.20.2 dev bond)"
ours 'vcirc, hash l4' "$(adds via 198.18.21.2 dev l4)"
ours 'vcirc, s-vlan' "$(adds via 198.18.22.2 dev tag)"
answer
