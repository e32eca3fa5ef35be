#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What it costs to receive a packet through a circuit, up to a UDP socket whose
# buffer is full or to forward it, and through what else there is, on top of the
# port alone.
#
# usage: selftests/bench/run receive
. "$(dirname "$0")/lib.sh"
COUNT=${1:-$([ -z "$QUICK" ] && echo 100000 || echo 20000)}
new_ns A
dummies "$A" d{0..15} out
listener "$A"

adds()
{
	local cost
	cost=$(gets "$A" "$COUNT" "$@") || return
	echo $((cost - bare))
}

ip -n "$A" link add link d1 name macvlan type macvlan
ip -n "$A" link add link d2 name vlan type vlan id 100
bond "$A" bond d4 d5 mode balance-xor xmit_hash_policy layer3+4 miimon 100
bond "$A" bond2 d6 d7 mode balance-xor xmit_hash_policy layer3+4 miimon 100
ip -n "$A" link add link bond2 name bondtag type vlan id 100
quiet "$A" macvlan vlan bondtag
for dev in macvlan vlan bondtag; do
	ip -n "$A" link set $dev up
done
circuit "$A" plain d8 d9
circuit "$A" bfd d10 d11 bfd
circuit "$A" tag d12 d13 s-vlan 100 proto 802.1Q
team "$A" team d14 d15
sleep 1
[ -z "$team" ] || kill -STOP "$(cat "$SCRATCH/teamd.pid")"

# Taken off the frame as a network card does.
tagged=(action vlan push id 100 pipe)

# ask SUFFIX WHAT
ask()
{
	gets "$A" "$COUNT" d0 d0 > /dev/null
	bare=$(gets "$A" "$COUNT" d0 d0)
	question "receive$1" 'instructions added' "Receive $2, 64 bytes, 1000 flows"
	also macvlan "$(adds d1 macvlan)"
	peer bonding "$(adds d4 bond)"
	[ -z "$team" ] || peer 'team, which counts, too' "$(adds d14 team)"
	ours vcirc "$(adds d8 plain)"
	ours 'vcirc, with BFD' "$(adds d10 bfd)"
	answer

	question "receive-tagged$1" 'instructions added' "Receive under a tag $2"
	also 'VLAN device' "$(adds d2 vlan "${tagged[@]}")"
	peer 'bonding and a VLAN device' "$(adds d6 bondtag "${tagged[@]}")"
	ours 'vcirc, s-vlan' "$(adds d12 tag "${tagged[@]}")"
	answer
}

ask '' 'up to a UDP socket'
ip -n "$A" addr del 10.0.0.2/32 dev lo
in_ns "$A" sysctl -qw net.ipv4.ip_forward=1
ip -n "$A" addr add 198.18.0.1/24 dev out
ip -n "$A" neigh replace 198.18.0.2 lladdr 02:00:00:00:00:02 dev out nud permanent
ip -n "$A" route add 10.0.0.2/32 via 198.18.0.2 dev out
ask -forward 'and forward by a bare port'
