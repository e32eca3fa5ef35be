#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How many packets are still handed to a port after its carrier went, of 20,000
# that follow, 10,000 a second.
#
# usage: selftests/bench/run carrier
. "$(dirname "$0")/lib.sh"
new_ns A
devs=(d{0..7})
dummies "$A" "${devs[@]}"
bond "$A" bond d0 d1 mode balance-xor xmit_hash_policy layer3+4 miimon 100
circuit "$A" vc d2 d3 -- rebalance-time 0s
circuit "$A" tag d4 d5 s-vlan 100 -- rebalance-time 0s
team "$A" team d6 d7
sleep 1

# dead DEV PORT OTHER: packets of 20,000 that a port got after its carrier went, at
# worst of five times
dead()
{
	local before late worst=0 turn
	meter "$A" "$2"
	for turn in 1 2 3 4 5; do
		before=$(metered "$A" "$2")
		flow -f tcp4 -c 22 -g 100 -e "$((1900 + turn)):$2@$A:carrier-off" "$1@$A" "$2@$A" "$3@$A"
		[ -z "${F[failed]-}" ] || exit 1
		late=$(($(metered "$A" "$2") - before - ${F[tap0.frames]} + ${F[tap0.after]}))
		[ "$late" -le "$worst" ] || worst=$late
		ip -n "$A" link set "$2" carrier on
		sleep 2
	done
	echo "$worst"
}

question carrier 'packets' 'Carrier loss: handed to the dead port, of 20,000 that follow at 10,000 a second, at worst of 5'
peer 'bonding, miimon 100' "$(dead bond d0 d1)"
[ -z "$team" ] || peer 'team loadbalance, ethtool link watch' "$(dead team d6 d7)"
ours vcirc "$(dead vc d2 d3)"
ours 'vcirc, s-vlan' "$(dead tag d4 d5)"
answer
