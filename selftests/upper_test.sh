#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A circuit is a network device like any other: VLANs, a bridge, a VRF and
# macvlans on it carry real traffic, over both kinds of port.
. "$(dirname "$0")/lib.sh"
begin
need iperf3 iperf3
need bridge iproute2

# addresses NS DEV NET HOST
addresses()
{
	ip -n "$1" addr add "10.0.$3.$4/24" dev "$2"
	ip -n "$1" addr add "2001:db8:$3::$4/64" dev "$2" nodad
	ip -n "$1" link set "$2" up
}

kinds=(untagged tagged wire)
# On a slow machine a tag, which is one more than what is on the circuit, has to do.
[ "$SLOW" = 1 ] || kinds=(tagged wire)
for kind in "${kinds[@]}"; do
	new_ns A B
	case $kind in
	wire)
		vc "$A" add vc0 peer vc0 netns "$B"
		;;
	*)
		cable "$A" p0 "$B" p0
		cable "$A" p1 "$B" p1
		for ns in "$A" "$B"; do
			vc "$ns" add vc0
			tag=()
			[ "$kind" = untagged ] || tag=(s-vlan 100)
			vc "$ns" bind vc0 primary dev p0 "${tag[@]}"
			vc "$ns" bind vc0 secondary dev p1 "${tag[@]}"
		done
		;;
	esac
	ip -n "$A" link set vc0 up
	ip -n "$B" link set vc0 up
	wait_state "$A" vc0 state up
	wait_state "$B" vc0 state up

	for proto in 802.1Q 802.1ad; do
		n=$((10 + ${#proto}))
		for ns in "$A" "$B"; do
			ip -n "$ns" link add link vc0 name "v$n" type vlan id "$n" protocol "$proto"
			host=1
			[ "$ns" = "$A" ] || host=2
			addresses "$ns" "v$n" "$n" $host
		done
		check "$kind: a VLAN device ($proto), ping IPv4" ping_ok "$A" "10.0.$n.2"
		check "$kind: a VLAN device ($proto), ping IPv6" ping_ok "$A" "2001:db8:$n::2"
	done
	check "$kind: TCP over a VLAN device" tcp "$A" "$B" 10.0.16.2 4
	same "$kind: the VLAN device follows the circuit's carrier" up "$(in_ns "$A" cat /sys/class/net/v16/operstate)"

	for ns in "$A" "$B"; do
		host=1
		[ "$ns" = "$A" ] || host=2
		ip -n "$ns" link add vrf5 type vrf table 5
		ip -n "$ns" link set vrf5 up
		ip -n "$ns" link add link vc0 name v20 type vlan id 20
		ip -n "$ns" link set v20 master vrf5
		addresses "$ns" v20 20 $host
		ip -n "$ns" link add link vc0 name m0 type macvlan mode bridge
		addresses "$ns" m0 30 $host
	done
	check "$kind: in a VRF" in_ns "$A" ping -q -n -c 2 -i 0.1 -w $((10 * SLOW)) -I vrf5 10.0.20.2
	check "$kind: macvlan, ping IPv4" ping_ok "$A" 10.0.30.2
	check "$kind: macvlan, ping IPv6" ping_ok "$B" 2001:db8:30::1
	check "$kind: TCP between macvlans" tcp "$B" "$A" 10.0.30.1 2
	ip -n "$A" link del m0
	ip -n "$B" link del m0

	# A bridge: a host behind it, whose address is not the circuit's.
	new_ns H
	ip -n "$B" link add br0 type bridge
	ip -n "$B" link set br0 up
	check "$kind: the circuit joins a bridge" ip -n "$B" link set dev vc0 master br0
	cable "$H" eth0 "$B" h0
	ip -n "$B" link set dev h0 master br0
	addresses "$A" vc0 40 1
	addresses "$H" eth0 40 2
	check "$kind: a host behind the bridge, ping IPv4" ping_ok "$A" 10.0.40.2
	check "$kind: and IPv6" ping_ok "$H" 2001:db8:40::1
	check "$kind: and TCP" tcp "$H" "$A" 10.0.40.1 2
	check "$kind: the bridge has learned who is behind the circuit" \
		eval "bridge -n '$B' fdb show dev vc0 | grep -q '$(in_ns "$A" cat /sys/class/net/vc0/address)'"
	del_ns "$A" "$B" "$H"
done

finish
