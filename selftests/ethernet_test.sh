#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Circuits over Ethernet ports: a port of their own, or a service tag on a
# shared one, 802.1ad or 802.1Q; traffic, and every binding that is refused.
. "$(dirname "$0")/lib.sh"
begin
need iperf3 iperf3
new_ns A B

# ---- Untagged -----------------------------------------------------------------

cable "$A" p0 "$B" p0
cable "$A" p1 "$B" p1
ip -n "$A" link set p1 down
for ns in "$A" "$B"; do
	vc "$ns" add vc0
	vc "$ns" bind vc0 primary dev p0
	vc "$ns" bind vc0 secondary dev p1 weight 2
	ip -n "$ns" link set vc0 up
done
look "$A" vc0
same 'an untagged path names its port and no tag' 'ethernet p0 null null null' \
	"${C[paths.0.binding]} ${C[paths.0.dev]} ${C[paths.0.s_vlan]} ${C[paths.0.s_proto]} ${C[paths.0.dev_netnsid]}"
same 'with the index of the port' "$(in_ns "$A" cat /sys/class/net/p1/ifindex)" "${C[paths.1.dev_ifindex]}"
same 'and the weight it was bound with' '1 2' "${C[paths.0.weight]} ${C[paths.1.weight]}"
becomes 'an untagged port is brought up' "$A" vc0 state up
matches 'ip shows the port as part of the circuit' 'master vc0' "$(ip -n "$A" -o link show p0)"
wait_state "$B" vc0 state up
ip -n "$A" addr add 192.0.2.1/24 dev vc0
ip -n "$B" addr add 192.0.2.2/24 dev vc0
ip -n "$A" addr add 2001:db8::1/64 dev vc0 nodad
ip -n "$B" addr add 2001:db8::2/64 dev vc0 nodad
check 'ping over IPv4' ping_ok "$A" 192.0.2.2
check 'ping over IPv6' ping_ok "$A" 2001:db8::2
check 'eight TCP flows' tcp "$A" "$B" 192.0.2.2 8
check 'eight TCP flows over IPv6, the other way' tcp "$B" "$A" 2001:db8::1 8
for n in 1 2; do
	ns=$A
	[ "$n" = 1 ] || ns=$B
	ip -n "$ns" link add link vc0 name vc0.7 type vlan id 7
	ip -n "$ns" link add link vc0.7 name vc0.7.8 type vlan id 8
	ip -n "$ns" link set vc0.7 up
	ip -n "$ns" addr add "198.51.100.$n/24" dev vc0.7
	ip -n "$ns" link set vc0.7.8 up
	ip -n "$ns" addr add "203.0.113.$n/24" dev vc0.7.8
done
check "a customer's VLAN goes through" ping_ok "$A" 198.51.100.2
check 'and a VLAN inside it' ping_ok "$A" 203.0.113.2

dummies "$A" free
ip -n "$A" link set free down
vc "$A" add other
vc "$A" bind other primary dev free
refused 'a second circuit on the same whole port' "$A" 'dev "free".*already' vc "$A" bind other secondary dev free
refused 'a service tag on a port that is used untagged' "$A" 'already|untagged' \
	vc "$A" bind other secondary dev free s-vlan 5
refused 'a path that is bound already' "$A" 'bound' vc "$A" bind other primary dev p0
refused 'a VLAN device on a port that is used untagged' "$A" '.' \
	ip -n "$A" link add link free name free.9 type vlan id 9
ip -n "$A" link set other up
wait_state "$A" other state degraded
refused 'to unbind the last usable path of a circuit that is up' "$A" 'last' vc "$A" unbind other primary
refused 'to take it down' "$A" 'last' vc "$A" path other primary admin down
check 'unless forced' vc "$A" unbind other primary force
same 'the port is itself again' 1 "$(ip -n "$A" -o link show free | grep -c ': free: <BROADCAST,NOARP> .*state DOWN')"
ip -n "$A" link set free up
vc "$A" bind other primary dev free
vc "$A" unbind other primary force
matches 'and as it was before, up' 'free: <.*,UP' "$(ip -n "$A" -o link show free)"

# ---- What cannot be a port --------------------------------------------------------

refused 'a circuit as its own port' "$A" 'own port|itself' vc "$A" bind other primary dev other
refused 'the loopback' "$A" 'Ethernet' vc "$A" bind other primary dev lo
ip -n "$A" link add tun9 type ipip local 127.0.0.1 remote 127.0.0.2 2> /dev/null ||
	ip -n "$A" tuntap add tun9 mode tun
refused 'a device that is no Ethernet' "$A" 'Ethernet' vc "$A" bind other primary dev tun9
ip -n "$A" link add br0 type bridge
dummies "$A" member
ip -n "$A" link set dev member master br0
refused 'a member of a bridge' "$A" 'dev "member": ' vc "$A" bind other primary dev member
vc "$A" add ring
vc "$A" bind ring primary dev other s-vlan 1
refused 'a port in a bridge' "$A" 'busy' ip -n "$A" link set other master br0
refused 'a macvlan on a port' "$A" 'busy' ip -n "$A" link add link other name m9 type macvlan
refused 'a ring of circuits' "$A" 'dev "ring": ' vc "$A" bind other primary dev ring s-vlan 1
vc "$A" unbind ring primary
ip -n "$A" link add link free name free.10 type vlan id 10
refused 'a port with VLAN devices, untagged' "$A" 'VLAN' vc "$A" bind other primary dev free
refused 'a tag that a VLAN device has' "$A" 'VLAN|tag' vc "$A" bind other primary dev free s-vlan 10 proto 802.1Q
check 'the same number under the other protocol is another tag' \
	vc "$A" bind other primary dev free s-vlan 10 proto 802.1ad
refused 'a VLAN device with a tag that is bound' "$A" 'circuit|tag' \
	ip -n "$A" link add link free name free.ad type vlan id 10 protocol 802.1ad
check 'one with another tag is fine' ip -n "$A" link add link free name free.11 type vlan id 11
vc "$A" add third
refused 'the same tag twice' "$A" 'already' vc "$A" bind third primary dev free s-vlan 10
refused 'a port that is shared, untagged' "$A" 'tags|untagged|VLAN' vc "$A" bind third primary dev free
check 'another tag on the same port' vc "$A" bind third primary dev free s-vlan 12
check 'and one more, for the other path of the same circuit' vc "$A" bind third secondary dev free s-vlan 13
vc "$A" unbind third secondary
refused 'the tag of its own other path' "$A" 'already' vc "$A" bind third secondary dev free s-vlan 12
vc "$A" del third
vc "$A" del other

# ---- Tagged -------------------------------------------------------------------------

for proto in 802.1ad 802.1Q; do
	new_ns CA CB
	ip -n "$A" link add q0 type veth peer name q0 netns "$B"
	ip -n "$A" link set q0 up
	ip -n "$B" link set q0 up
	for ns in "$A" "$B"; do
		vc "$ns" add t0
		vc "$ns" bind t0 primary dev q0 s-vlan 100 proto "$proto"
		vc "$ns" bind t0 secondary dev q0 s-vlan 4094 proto "$proto"
		vc "$ns" add t1
		vc "$ns" bind t1 primary dev q0 s-vlan 1 proto "$proto"
	done
	look "$A" t0
	same "$proto: both paths of a circuit on one port under two tags" \
		"q0 100 $proto q0 4094 $proto" \
		"${C[paths.0.dev]} ${C[paths.0.s_vlan]} ${C[paths.0.s_proto]} ${C[paths.1.dev]} ${C[paths.1.s_vlan]} ${C[paths.1.s_proto]}"
	matches "$proto: a shared port stays as it is" 'q0@.*state UP' "$(ip -n "$A" -o link show q0 | grep -v master)"
	ip -n "$A" addr add 10.9.9.1/24 dev t0
	ip -n "$B" addr add 10.9.9.2/24 dev t0
	ip -n "$A" addr add 10.9.8.1/24 dev t1
	ip -n "$B" addr add 10.9.8.2/24 dev t1
	ip -n "$A" addr add 10.9.7.1/24 dev q0
	ip -n "$B" addr add 10.9.7.2/24 dev q0
	for dev in t0 t1; do
		ip -n "$A" link set "$dev" up
		ip -n "$B" link set "$dev" up
	done
	wait_state "$A" t0 state up
	wait_state "$B" t0 state up
	check "$proto: ping" ping_ok "$A" 10.9.9.2
	check "$proto: TCP" tcp "$A" "$B" 10.9.9.2 4
	check "$proto: ping on a second circuit on that port" ping_ok "$A" 10.9.8.2
	check "$proto: ping on the port itself" ping_ok "$A" 10.9.7.2
	flow -n 300 -d ff:ff:ff:ff:ff:ff "t0@$A" "q0@$B" "t0@$B"
	same "$proto: every frame arrives, under the tags of the circuit" '300 300 300' \
		"${F[tap0.frames]} ${F[tap1.frames]} ${F[tap1.flows]}"
	tpid=88a8
	[ "$proto" = 802.1ad ] || tpid=8100
	matches "$proto: on the wire they carry 100 or 4094" "^($tpid.100,$tpid.4094|$tpid.4094,$tpid.100)\$" "${F[tap0.tags]}"
	same "$proto: the circuit delivers them without" '' "${F[tap1.tags]}"
	flow -n 50 -t 77/88a8 -t 78 -d ff:ff:ff:ff:ff:ff "t0@$A" "t0@$B"
	same "$proto: two tags of the customer arrive as they were" '50 88a8.77' "${F[tap0.frames]} ${F[tap0.tags]}"
	ip -n "$A" link del q0
	becomes "$proto: the port gone, the path says so" "$A" t0 paths.0.reason port-gone
	for ns in "$A" "$B"; do
		vc "$ns" del t0
		vc "$ns" del t1
	done
	del_ns "$CA" "$CB"
done

# ---- ip link set master ---------------------------------------------------------------

vc "$A" add m0
dummies "$A" d0 d1 d2
check 'ip link set master binds the first free path' ip -n "$A" link set d0 master m0
check 'and the next' ip -n "$A" link set d1 master m0
look "$A" m0
same 'untagged' 'd0 null d1 null' "${C[paths.0.dev]} ${C[paths.0.s_vlan]} ${C[paths.1.dev]} ${C[paths.1.s_vlan]}"
refused 'a third' "$A" '.' ip -n "$A" link set d2 master m0
check 'ip link set nomaster unbinds' ip -n "$A" link set d0 nomaster
same 'that path' unbound "$(field "$A" m0 paths.0.reason)"
ip -n "$A" link set m0 up
wait_state "$A" m0 state degraded
refused 'the last usable path' "$A" 'busy' ip -n "$A" link set d1 nomaster

# ---- MTU ----------------------------------------------------------------------------------

ip -n "$A" link set free.10 down
ip -n "$A" link del free.10
ip -n "$A" link del free.11
ip -n "$A" link set free mtu 2000
vc "$A" add mt
vc "$A" bind mt primary dev free
check 'a circuit can have the MTU of its port' ip -n "$A" link set mt mtu 2000
refused 'a larger one' "$A" 'mtu|MTU' ip -n "$A" link set mt mtu 2001
refused 'a larger one by vcirc' "$A" 'mtu|MTU' vc "$A" set mt mtu 2001
ip -n "$A" link set free mtu 1600
matches 'it shrinks when its port does' 'mtu 1600' "$(ip -n "$A" -o link show mt)"
matches 'and says what the limit is' 'maxmtu 1600' "$(ip -n "$A" -d -o link show mt)"
ip -n "$A" link set free mtu 9000
check 'it may grow again with it' ip -n "$A" link set mt mtu 9000

finish
