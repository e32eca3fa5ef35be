#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Which path a flow takes: shares follow the weights, a flow stays where it
# is, and what a flow is follows the policy. Counted frame by frame on the ports.
. "$(dirname "$0")/lib.sh"
begin
new_ns A
circuit_on_dummies "$A" seed 1
wait_state "$A" vc0 state up

# send ARG...: 1000 flows into the circuit, the ports tapped.
send()
{
	flow "$@" "vc0@$A" "p0@$A" "p1@$A"
}

# weights W1 W2: what a router would do, without waiting for anything to move.
weights()
{
	vc "$A" path vc0 primary weight "$1"
	vc "$A" path vc0 secondary weight "$2"
}

# share TEXT W1 W2: primary's share of the flows of the last send, ±5 points.
share()
{
	local want=$((1000 * $2 / ($2 + $3))) got=$((1000 * ${F[tap0.flows]} / (${F[tap0.flows]} + ${F[tap1.flows]})))
	if [ "${F[none]}" != 0 ] || [ "${F[several]}" != 0 ] || [ $((got - want)) -gt 50 ] || [ $((want - got)) -gt 50 ]; then
		fail "$1"
		note "flows on primary ${F[tap0.flows]}, secondary ${F[tap1.flows]}, both ${F[several]}, lost ${F[none]}; want $want per mille"
	else
		ok "$1 (${F[tap0.flows]}:${F[tap1.flows]})"
	fi
}

# one_path TEXT: all of the last send took one path.
one_path()
{
	same "$1" '1000 0' "$((${F[tap0.flows]} > ${F[tap1.flows]} ? ${F[tap0.flows]} : ${F[tap1.flows]})) ${F[several]}"
}

# moved MAP1 MAP2: how many flows took another path.
moved()
{
	cmp -l "$1" "$2" | wc -l
}

# ---- Shares ------------------------------------------------------------------

vc "$A" set vc0 rebalance-time 0s
for w in '1 1' '1 2' '3 1' '9 1' '255 255' '255 85' '20 80'; do
	read -r w1 w2 <<< "$w"
	weights "$w1" "$w2"
	send -v ports
	share "weights $w1:$w2 share 1000 UDP flows so" "$w1" "$w2"
	look "$A" vc0
	n2=$(((512 * w2 / (w1 + w2) + 1) / 2))
	within "and the buckets, secondary holds $n2" "$((256 - n2))" "${C[paths.0.buckets]}" "$((256 - n2))"
done
weights 1 1
send -m "$SCRATCH/a"
weights 3 1
send -m "$SCRATCH/b"
same 'from 1:1 to 3:1 flows move from secondary to primary only' 61 "$(cmp -l "$SCRATCH/a" "$SCRATCH/b" | awk '{ print $2 }' | sort -u)"
within 'and no more than a quarter of all' 200 "$(moved "$SCRATCH/a" "$SCRATCH/b")" 300
weights 0 1
send
same 'weight 0 takes nothing while the other path is usable' '0 1000' "${F[tap0.flows]} ${F[tap1.flows]}"
ip -n "$A" link set p1 carrier off
send
same 'and everything when it is not' '1000 0' "${F[tap0.flows]} ${F[tap1.flows]}"
ip -n "$A" link set p1 carrier on
wait_state "$A" vc0 state up
weights 1 1

# ---- Stays ------------------------------------------------------------------

for shape in udp4 tcp4 udp6 tcp6 opt4; do
	send -f "$shape" -c 3
	share "$shape: 3 frames of each of 1000 flows, each flow on one path" 1 1
done
for tags in '-t 100' '-t 100/88a8' '-t 300/88a8 -t 9'; do
	for shape in tcp4 udp6; do
		# shellcheck disable=SC2086 # words
		send -f "$shape" -c 2 $tags
		share "$shape under tags ($tags)" 1 1
	done
done
send -f udp4 -m "$SCRATCH/a"
send -f opt4 -m "$SCRATCH/b"
same 'IPv4 options do not hide the ports: the same flows take the same paths' 0 "$(moved "$SCRATCH/a" "$SCRATCH/b")"
vc "$A" set vc0 seed 2
send -f udp4 -m "$SCRATCH/b"
within 'another seed spreads them another way' 350 "$(moved "$SCRATCH/a" "$SCRATCH/b")" 650
vc "$A" set vc0 seed 1
send -f udp4 -m "$SCRATCH/b"
same 'the same seed the same way' 0 "$(moved "$SCRATCH/a" "$SCRATCH/b")"

# ---- l4: fragments and the rest ---------------------------------------------

for shape in frag4 frag6; do
	send -f "$shape" -c 4 -v ports,hosts
	share "$shape: first and later fragments of a packet take one path, by address pair" 1 1
	send -f "$shape" -c 2 -v ports
	one_path "$shape: the ports in a first fragment do not matter"
done
for shape in icmp4 esp4 icmp6 hop6; do
	send -f "$shape" -c 3 -v hosts
	share "$shape goes by address pair" 1 1
	send -f "$shape" -v ports
	one_path "$shape: what lies where ports would be does not matter"
done
send -f mac -c 3 -v macs
share 'what is not IP goes by MAC addresses' 1 1
send -f mac -v ports,hosts
one_path 'and by nothing else'

# ---- l3 and l2 -----------------------------------------------------------------

vc "$A" set vc0 hash l3
for shape in tcp4 udp6; do
	send -f "$shape" -v ports,macs
	one_path "l3, $shape: one pair of hosts is one flow, whatever the ports and MAC addresses"
	send -f "$shape" -v hosts -c 2
	share "l3, $shape: 1000 pairs of hosts" 1 1
done
vc "$A" set vc0 hash l2
send -f tcp4 -v ports,hosts
one_path 'l2: one pair of MAC addresses is one flow, whatever is inside'
send -f udp6 -v macs -c 2
share 'l2: 1000 pairs of MAC addresses' 1 1

# ---- Symmetric --------------------------------------------------------------------

vc "$A" set vc0 hash l4 symmetric off
send -f tcp4 -v ports,hosts -m "$SCRATCH/a"
send -f tcp4 -v ports,hosts -r -m "$SCRATCH/b"
within 'symmetric off: about half the flows come back the other way' 350 "$(moved "$SCRATCH/a" "$SCRATCH/b")" 650
vc "$A" set vc0 symmetric on
for setup in 'l4 tcp4 ports,hosts' 'l4 udp6 ports' 'l4 frag4 hosts' 'l3 tcp6 hosts' 'l2 mac macs'; do
	read -r hash shape vary <<< "$setup"
	vc "$A" set vc0 hash "$hash"
	send -f "$shape" -v "$vary" -m "$SCRATCH/a"
	share "symmetric on, $hash, $shape: still shared by weight" 1 1
	send -f "$shape" -v "$vary" -r -m "$SCRATCH/b"
	same "and both directions of each flow take one path" 0 "$(moved "$SCRATCH/a" "$SCRATCH/b")"
done

# ---- Anything ------------------------------------------------------------------------

vc "$A" set vc0 hash l4
send -f noise -n 1000 -c 20
same '20000 frames of noise, headers cut short and false, all go somewhere once' \
	"${F[sent]} 0" "$((${F[tap0.frames]} + ${F[tap1.frames]})) ${F[duplicated]}"

finish
