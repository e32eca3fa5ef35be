#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How evenly 10,000 flows in sequence are shared by two paths, and by the paths
# of a circuit on a circuit: how far from half the share of a path is, at worst.
#
# usage: selftests/bench/run hash
. "$(dirname "$0")/lib.sh"
FLOWS=10000
new_ns A
devs=(d{0..15})
dummies "$A" "${devs[@]}"
bond "$A" bond d0 d1 mode balance-xor xmit_hash_policy layer3+4 miimon 100
circuit "$A" vc d4 d5 -- rebalance-time 0s
sleep 1

# off DEV PORT OTHER ARG...: by how many of 1000 the larger share is above a half
off()
{
	local n
	flow -n $FLOWS "${@:4}" "$1@$A" "$2@$A" "$3@$A"
	[ -z "${F[failed]-}" ] || exit 1
	n=${F[tap0.flows]}
	echo $(((n * 2 > FLOWS ? n * 2 - FLOWS : FLOWS - n * 2) * 500 / FLOWS))
}

# mean_off ARG...: of ten seeds of the circuit
mean_off()
{
	local seed sum=0
	for seed in 1 2 3 4 5 6 7 8 9 10; do
		vc "$A" set vc seed $seed
		sum=$((sum + $(off vc d4 d5 "$@")))
	done
	echo "$((sum / 10)).$((sum % 10))"
}

# Of that many tosses of a fair coin.
for kind in 'ports,udp4,ports' 'ports,tcp6,ports' 'hosts,udp4,hosts' 'hosts,tcp6,hosts'; do
	IFS=, read -r what shape vary <<< "$kind"
	question "hash-$shape-$vary" 'in 1000 above a half' "Share of a path, $FLOWS flows of $shape, $what in sequence"
	peer 'bonding layer3+4' "$(off bond d0 d1 -f "$shape" -v "$vary")"
	also 'a fair coin, on average' 4
	ours 'vcirc, mean of 10 seeds' "$(mean_off -f "$shape" -v "$vary")"
	answer
done

# The primary of one is another circuit, with a seed of its own as each has.
circuit "$A" low d6 d7
circuit "$A" high low d8
bond "$A" lowbond d9 d10 mode balance-xor xmit_hash_policy layer3+4 miimon 100
bond "$A" highbond lowbond d11 mode balance-xor xmit_hash_policy layer3+4 miimon 100
sleep 1
stacked()
{
	flow -n $FLOWS -f udp4 "$1@$A" "$2@$A" "$3@$A" "$4@$A"
	local a=${F[tap0.flows]} b=${F[tap1.flows]}
	echo $(((a > b ? a : b) * 1000 / (a + b) - 500))
}
question hash-stacked 'in 1000 above a half' 'Share of a path of the lower of two that are stacked'
peer 'bonding on bonding' "$(stacked highbond d9 d10 d11)"
ours 'vcirc on vcirc' "$(stacked high d6 d7 d8)"
answer
