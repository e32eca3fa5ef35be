#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What it costs to send a packet through a circuit, and through what else there
# is, over devices that throw everything away: what each adds to a bare one.
#
# usage: selftests/bench/run xmit
#
# On the clock that counts instructions the same every time, within a few.
. "$(dirname "$0")/lib.sh"
COUNT=${1:-$([ -z "$QUICK" ] && echo 100000 || echo 20000)}
new_ns A
devs=(d{0..19})
dummies "$A" "${devs[@]}"

# costs DEV SETTING...
costs()
{
	pktgen "$A" "$1" "$COUNT" "xmit_mode $mode" 'dst_mac 02:00:00:00:00:01' "${@:2}"
}

# adds DEV SETTING...
adds()
{
	local cost
	cost=$(costs "$@") || return
	echo $((cost - bare))
}

bond "$A" xor d2 d3 mode balance-xor xmit_hash_policy layer3+4 miimon 100
bond "$A" ab d4 d5 mode active-backup miimon 100
ip -n "$A" link add link d1 name macvlan type macvlan
ip -n "$A" link add link d6 name vlan type vlan id 100
ip -n "$A" link add link xor name xortag type vlan id 100 protocol 802.1ad
ip -n "$A" link add veth type veth peer name htev
quiet "$A" macvlan vlan xortag veth htev
for dev in macvlan vlan xortag veth htev; do
	ip -n "$A" link set "$dev" up
done
circuit "$A" l4 d8 d9
circuit "$A" l3 d10 d11 -- hash l3
circuit "$A" l2 d12 d13 -- hash l2
circuit "$A" tag d14 d15 s-vlan 100
vc "$A" add wire peer end
for dev in wire end; do
	quiet "$A" $dev
	ip -n "$A" link set $dev up
done
team "$A" team d16 d17
circuit "$A" bfd d18 d19
# Nobody answers: in use all the same, as that was so before.
for role in primary secondary; do
	vc "$A" path bfd $role bfd
done
sleep 1
# It has made its device, and would want time of the processor.
[ -z "$team" ] || kill -STOP "$(cat "$SCRATCH/teamd.pid")"

ip6=('dst6 2001:db8::2' 'src6 2001:db8::1' 'pkt_size 80')

# ask SUFFIX HOW
ask()
{
	bare=$(costs d0)
	question "transmit$1" 'instructions added' "Transmit, 64-byte UDP, 1000 flows$2"
	also 'macvlan, the least a stacked device does' "$(adds macvlan)"
	also 'VLAN device' "$(adds vlan)"
	peer 'bonding active-backup' "$(adds ab)"
	peer 'bonding balance-xor layer3+4' "$(adds xor)"
	[ -z "$team" ] || peer 'team loadbalance l4' "$(adds team)"
	ours 'vcirc, hash l4' "$(adds l4)"
	ours 'vcirc, hash l4, with BFD' "$(adds bfd)"
	ours 'vcirc, hash l3' "$(adds l3)"
	ours 'vcirc, hash l2' "$(adds l2)"
	answer

	question "transmit-tagged$1" 'instructions added' "Transmit under a service tag$2"
	peer 'bonding layer3+4 and an 802.1ad VLAN device' "$(adds xortag)"
	ours 'vcirc, s-vlan' "$(adds tag)"
	answer

	bare=$(costs d0 "${ip6[@]}")
	question "transmit-ipv6$1" 'instructions added' "Transmit, IPv6 UDP, 1000 flows$2"
	also 'macvlan, the least a stacked device does' "$(adds macvlan "${ip6[@]}")"
	peer 'bonding active-backup' "$(adds ab "${ip6[@]}")"
	peer 'bonding balance-xor layer3+4' "$(adds xor "${ip6[@]}")"
	[ -z "$team" ] || peer 'team loadbalance l4' "$(adds team "${ip6[@]}")"
	ours 'vcirc, hash l4' "$(adds l4 "${ip6[@]}")"
	answer
}

# As pktgen does by itself, and as the stack does, which looks at each packet once
# more on behalf of the device above.
mode=start_xmit
ask '' ''
mode=queue_xmit
ask -queue ', from dev_queue_xmit() on'

# Both are received at their other end, where nobody listens.
bare=$(costs d0)
question wire 'instructions added' 'A pair of wires, and its receipt at the other end'
peer 'veth' "$(adds veth)"
ours 'vcirc wire' "$(adds wire)"
answer
