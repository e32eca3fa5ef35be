#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Service tags isolate: whatever arrives on a shared port reaches the circuit
# of its tag and no other, and no circuit's frame leaves under another's tag.
. "$(dirname "$0")/lib.sh"
begin
new_ns A B
cable "$A" p0 "$B" q0
BROADCAST=ff:ff:ff:ff:ff:ff

# Circuit, tag, protocol; the same number under both protocols among them.
circuits=('t1 1 802.1ad' 't100 100 802.1ad' 't101 101 802.1ad' 't4094 4094 802.1ad'
	'q100 100 802.1Q' 'q4093 4093 802.1Q')
taps=()
for c in "${circuits[@]}"; do
	read -r name vid proto <<< "$c"
	vc "$A" add "$name"
	check "circuit $name under $proto tag $vid" vc "$A" bind "$name" primary dev p0 s-vlan "$vid" proto "$proto"
	ip -n "$A" link set "$name" up
	taps+=("$name@$A")
	wait_state "$A" "$name" state degraded
done

unknown()
{
	field "$A" t1 paths.0.drops.rx_unknown_tag
}

# ---- In -----------------------------------------------------------------------

for tpid in 88a8 8100; do
	before=$(unknown)
	# Frame N carries tag N; priorities and drop eligibility differ by round.
	flow -o 1 -n 4094 -c 2 -t "flow/$tpid" -d $BROADCAST "q0@$B" "${taps[@]}"
	known=0
	for i in "${!circuits[@]}"; do
		read -r name vid proto <<< "${circuits[$i]}"
		want='' frames=0
		if { [ "$proto" = 802.1ad ] && [ "$tpid" = 88a8 ]; } || { [ "$proto" = 802.1Q ] && [ "$tpid" = 8100 ]; }; then
			want=$vid frames=2
			known=$((known + 1))
		fi
		same "a flood of all 4094 tags of TPID 0x$tpid: $name sees ${want:-none}" "$want $frames" \
			"${F[tap$i.list]} ${F[tap$i.frames]}"
	done
	same "the other $((4094 - known)) are counted as unknown" "$(((4094 - known) * 2))" "$(($(unknown) - before))"
done

flow -n 100 -d $BROADCAST "q0@$B" "${taps[@]}"
same 'frames without a tag reach no circuit' 100 "${F[none]}"
for vid in 0 4095; do
	for tpid in 88a8 8100; do
		flow -n 20 -t "$vid/$tpid" -d $BROADCAST "q0@$B" "${taps[@]}"
		same "nor do those with tag $vid of TPID 0x$tpid" 20 "${F[none]}"
	done
done
flow -n 20 -t 5/88a8 -t 100/88a8 -d $BROADCAST "q0@$B" "${taps[@]}"
same 'a known tag inside an unknown one is not looked for' 20 "${F[none]}"
flow -n 20 -t 100/9100 -d $BROADCAST "q0@$B" "${taps[@]}"
same 'nor one of another TPID' 20 "${F[none]}"
flow -n 20 -t 100/88a8 -t 101/88a8 -d $BROADCAST "q0@$B" "${taps[@]}"
same "the tag inside is the customer's: t100 gets it, as it is" "20 88a8.101 20" \
	"${F[tap1.frames]} ${F[tap1.tags]} ${F[one]}"
flow -n 20 -t 0/88a8 -t 100/88a8 -d $BROADCAST "q0@$B" "${taps[@]}"
same 'a tag behind a priority tag reaches nobody else' 0 "${F[several]}"

# ---- Out ----------------------------------------------------------------------

for c in "${circuits[@]}"; do
	read -r name vid proto <<< "$c"
	tag=88a8.$vid
	[ "$proto" = 802.1ad ] || tag=8100.$vid
	flow -n 100 "$name@$A" "q0@$B"
	same "what $name sends leaves under its tag" "100 $tag" "${F[tap0.frames]} ${F[tap0.tags]}"
	# Customer frames that carry all tags there are: inside, nothing else changes.
	flow -o 1 -n 4094 -t flow/88a8 "$name@$A" "q0@$B"
	same "even if the customer's frames carry every other circuit's tag" "4094 $tag" \
		"${F[tap0.frames]} ${F[tap0.tags]}"
done

# ---- Unicast ----------------------------------------------------------------------

mac=$(in_ns "$A" cat /sys/class/net/t100/address)
flow -n 50 -t 100/88a8 -d "$mac" "q0@$B" "${taps[@]}"
same "frames to t100's address under its tag reach t100" '50 50' "${F[tap1.frames]} ${F[one]}"
flow -n 50 -t 101/88a8 -d "$mac" "q0@$B" "${taps[@]}"
same 'the same address under another tag is not for that circuit' 0 "${F[tap1.frames]}"
within 'which counts it as not for it' 50 "$(field "$A" t101 paths.0.drops.rx_not_for_us)" 50
same 'the port does not see it as its own either' 0 "$(in_ns "$A" cat /sys/class/net/t1/statistics/rx_packets | awk -v n="$(field "$A" t1 paths.0.rx_packets)" '{ print $1 - n }')"

# ---- Unbound, the tag is nobody's ---------------------------------------------------

vc "$A" unbind t100 primary force
before=$(unknown)
flow -n 50 -t 100/88a8 -d $BROADCAST "q0@$B" "${taps[@]}"
same 'after unbind frames under that tag reach nobody' '50 50' "${F[none]} $(($(unknown) - before))"
vc "$A" bind t101 secondary dev p0 s-vlan 100
flow -n 50 -t 100/88a8 -d $BROADCAST "q0@$B" "${taps[@]}"
same 'bound to another circuit they reach that one' '50 50' "${F[tap2.frames]} ${F[one]}"
ip -n "$A" link set t101 down
flow -n 50 -t 101/88a8 -d $BROADCAST "q0@$B" "${taps[@]}"
same 'a circuit that is down gets nothing, and nobody instead of it' 50 "${F[none]}"
within 'and counts it' 50 "$(field "$A" t101 paths.0.drops.rx_circuit_down)" 50

finish
