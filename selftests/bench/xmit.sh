#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What it costs to send a packet through a circuit, and through what else
# there is: 64-byte UDP of 1000 flows by pktgen, over devices that throw
# everything away. Prints all of it and what each adds to a bare device.
#
# usage: selftests/vm/run --icount selftests/bench/xmit.sh [PACKETS]
#
# There the clock counts instructions, so that what is printed is instructions
# per packet, nearly the same every time. On a real machine it is ns.
. "$(dirname "$0")/../lib.sh"
begin > /dev/null
COUNT=${1:-100000}
modprobe pktgen || skip_all 'no pktgen here'
new_ns A
dummies "$A" d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 d10 d11 d12 d13 d14 d15

pg()
{
	in_ns "$A" bash -c "echo '$2' > '/proc/net/pktgen/$1'"
}

# cost DEV: per packet, in ns
cost()
{
	local dev=$1
	pg kpktgend_0 rem_device_all
	pg kpktgend_0 "add_device $dev"
	for setting in "count $COUNT" 'clone_skb 0' 'pkt_size 60' 'delay 0' 'xmit_mode queue_xmit' \
		'dst 10.0.0.2' 'src_min 10.0.0.1' 'src_max 10.0.0.1' 'dst_mac 02:00:00:00:00:01' \
		'udp_src_min 1000' 'udp_src_max 1999' 'udp_dst_min 9' 'udp_dst_max 9'; do
		pg "$dev" "$setting"
	done
	pg pgctrl start
	in_ns "$A" cat "/proc/net/pktgen/$dev" | awk '/^Result: OK:/ { sub(/\(.*/, "", $3); us = $3 } /pkts-sofar:/ { n = $2 } END { printf "%.0f\n", us * 1000 / n }'
}

bond()
{
	local name=$1
	shift
	ip -n "$A" link add "$name" type bond "${@:3}"
	for port in "$1" "$2"; do
		ip -n "$A" link set "$port" down
		ip -n "$A" link set dev "$port" master "$name"
	done
	ip -n "$A" link set "$name" up
}

ip -n "$A" link add link d1 name vlan type vlan id 100
ip -n "$A" link set vlan up
ip -n "$A" link add link d1 name macvlan type macvlan
ip -n "$A" link set macvlan up
bond bond d2 d3 mode balance-xor xmit_hash_policy layer3+4 miimon 100
bond bond2 d10 d11 mode balance-xor xmit_hash_policy layer2 miimon 100
ip -n "$A" link add link bond name bondtag type vlan id 100 protocol 802.1ad
ip -n "$A" link set bondtag up
vc "$A" add plain
vc "$A" bind plain primary dev d4
vc "$A" bind plain secondary dev d5
vc "$A" add tagged
vc "$A" bind tagged primary dev d6 s-vlan 100
vc "$A" bind tagged secondary dev d7 s-vlan 100
vc "$A" add l3 hash l3
vc "$A" bind l3 primary dev d8
vc "$A" bind l3 secondary dev d9
vc "$A" add l2 hash l2
vc "$A" bind l2 primary dev d12
vc "$A" bind l2 secondary dev d13
vc "$A" add routed
for n in 14 15; do
	ip -n "$A" addr add "198.18.$n.1/24" dev "d$n"
	ip -n "$A" neigh replace "198.18.$n.2" lladdr 02:00:00:00:00:02 dev "d$n" nud permanent
done
vc "$A" bind routed primary dev d14 via 198.18.14.2
vc "$A" bind routed secondary dev d15 via 198.18.15.2
vc "$A" add wire peer end
for dev in plain tagged l3 l2 routed wire end; do
	ip -n "$A" link set dev "$dev" up
	in_ns "$A" sysctl -qw "net.ipv6.conf.$dev.disable_ipv6=1"
done
sleep 1

bare=$(cost d0)
printf '%-42s %6s %6s\n' "$(uname -r)" all adds
printf '%-42s %6d\n' 'bare dummy' "$bare"
while read -r dev what; do
	all=$(cost "$dev")
	printf '%-42s %6d %+6d\n' "$what" "$all" $((all - bare))
done << 'END'
macvlan macvlan
vlan 802.1Q VLAN
bond2 bonding balance-xor layer2
bond bonding balance-xor layer3+4
bondtag bonding layer3+4, service tag on top
l2 vcirc, untagged ports, hash l2
l3 vcirc, untagged ports, hash l3
plain vcirc, untagged ports, hash l4
tagged vcirc, service tag, hash l4
routed vcirc, two routers, hash l4
wire vcirc, wire (and received at its end)
END
