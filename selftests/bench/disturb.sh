#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Of 10,000 flows, how many change their path when one fails that had half of
# them, and how many when it is back while they go on.
#
# usage: selftests/bench/run disturb
. "$(dirname "$0")/lib.sh"
FLOWS=10000
new_ns A
devs=(d{0..7})
dummies "$A" "${devs[@]}"
bond "$A" bond d0 d1 mode balance-xor xmit_hash_policy layer3+4 miimon 100
circuit "$A" vc d2 d3 -- rebalance-time 60s
sleep 1

# moved MAP1 MAP2: flows that are elsewhere; of those that stayed up the rest
moved()
{
	cmp -l "$1" "$2" | wc -l
}

# maps NAME DEV PORT OTHER: where the flows are before a failure, in it and after
maps()
{
	local name=$1 dev=$2 port=$3 other=$4
	flow -f tcp4 -n $FLOWS -m "$SCRATCH/$name.home" "$dev@$A" "$port@$A" "$other@$A"
	had=${F[tap0.flows]}
	ip -n "$A" link set "$port" carrier off
	sleep 2
	flow -f tcp4 -n $FLOWS -m "$SCRATCH/$name.failed" "$dev@$A" "$port@$A" "$other@$A"
	ip -n "$A" link set "$port" carrier on
	# Busy all the while.
	flow -f tcp4 -n $FLOWS -c 6 "$dev@$A" "$port@$A" "$other@$A"
	flow -f tcp4 -n $FLOWS -m "$SCRATCH/$name.back" "$dev@$A" "$port@$A" "$other@$A"
}

question disturb-failure 'flows' 'Moved by a failure that need not, of 10,000'
maps bond bond d0 d1
peer 'bonding balance-xor layer3+4' $(($(moved "$SCRATCH/bond.home" "$SCRATCH/bond.failed") - had))
maps vc vc d2 d3
ours vcirc $(($(moved "$SCRATCH/vc.home" "$SCRATCH/vc.failed") - had))
answer

question disturb-return 'flows' 'Moved by the return of a path while they are busy, of 10,000'
peer 'bonding balance-xor layer3+4' "$(moved "$SCRATCH/bond.failed" "$SCRATCH/bond.back")"
ours vcirc "$(moved "$SCRATCH/vc.failed" "$SCRATCH/vc.back")"
answer
