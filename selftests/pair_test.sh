#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A pair: one command makes both ends of a line, each in its own namespace,
# joined by two wires; what happens to one end is seen at the other.
. "$(dirname "$0")/lib.sh"
begin
need iperf3 iperf3
new_ns CE PE

check 'one command makes both ends, the peer in another namespace' \
	vc "$CE" add ce0 peer pe0 netns "$PE" hash l3 seed 11 mtu 1400
look "$CE" ce0
ce="${C[hash]} ${C[seed]} ${C[mode]} ${C[symmetric]}"
same 'both paths of an end are wires to the other end' 'wire pe0 wire pe0' \
	"${C[paths.0.binding]} ${C[paths.0.dev]} ${C[paths.1.binding]} ${C[paths.1.dev]}"
netnsid=${C[paths.0.dev_netnsid]}
same 'it says in which namespace that is' "$netnsid" \
	"$(ip -n "$CE" netns list-id | awk -v n="$PE)" '$NF == n { print $2 }')"
look "$PE" pe0
same 'the other end looks back' 'ce0 ce0' "${C[paths.0.dev]} ${C[paths.1.dev]}"
same 'both ends have the same settings and seed' "$ce" \
	"${C[hash]} ${C[seed]} ${C[mode]} ${C[symmetric]}"
matches 'and the MTU' 'mtu 1400' "$(ip -n "$PE" -o link show pe0)"

ip -n "$CE" addr add 192.0.2.1/24 dev ce0
ip -n "$CE" addr add 2001:db8::1/64 dev ce0 nodad
ip -n "$PE" addr add 192.0.2.2/24 dev pe0
ip -n "$PE" addr add 2001:db8::2/64 dev pe0 nodad
ip -n "$CE" link set ce0 up
becomes 'one end up alone has no peer' "$CE" ce0 paths.0.reason peer-down
same 'and no carrier' down "$(field "$CE" ce0 state)"
ip -n "$PE" link set pe0 up
becomes 'both ends up, both wires are usable' "$CE" ce0 state up
becomes 'at the other end, too' "$PE" pe0 state up

check 'ping over IPv4' ping_ok "$CE" 192.0.2.2
check 'ping over IPv6' ping_ok "$PE" 2001:db8::1
check 'TCP over IPv4' tcp "$CE" "$PE" 192.0.2.2
check 'TCP over IPv6, many flows' tcp "$CE" "$PE" 2001:db8::2 8
vc "$CE" set ce0 hash l4
flow -n 200 -d ff:ff:ff:ff:ff:ff "ce0@$CE" "pe0@$PE"
same 'every frame that goes in comes out, once' '200 200 0' "${F[tap0.frames]} ${F[tap0.flows]} ${F[duplicated]}"
look "$CE" ce0
[ "${C[paths.0.tx_packets]}" -gt 50 ] && [ "${C[paths.1.tx_packets]}" -gt 50 ]
same 'both wires carry' 0 $?
# A neighbour is asked now and then whether it is still there, between two looks, too.
counts_agree()
{
	look "$CE" ce0
	sent="${C[paths.0.tx_packets]} ${C[paths.0.tx_bytes]} ${C[paths.1.tx_packets]} ${C[paths.1.tx_bytes]}"
	look "$PE" pe0
	received="${C[paths.0.rx_packets]} ${C[paths.0.rx_bytes]} ${C[paths.1.rx_packets]} ${C[paths.1.rx_bytes]}"
	[ "$sent" = "$received" ]
}
wait_for 10 counts_agree
same 'what one end counts as sent the other counts as received, by path' "$sent" "$received"

# dropped: why ce0 refused frames, how often
dropped()
{
	look "$CE" ce0
	echo "$((${C[paths.0.drops.tx_peer_refused]} + ${C[paths.1.drops.tx_peer_refused]}))"
}
# What tc redirects may have no Ethernet header, or not in one piece.
tun_into "$CE" ce0 tun0
before=$(dropped)
check 'frames that are no Ethernet header are sent' in_ns "$CE" "$SELFTESTS/build/runt" tun0 20 6
same 'and refused, each counted' 20 $(($(dropped) - before))
wait_for 10 counts_agree
same 'none of it in what the other end counts' "$sent" "$received"

ip -n "$CE" link set ce0 mtu 6000
ip -n "$PE" link set pe0 mtu 6000
look "$CE" ce0
before=$((${C[paths.0.tx_packets]} + ${C[paths.1.tx_packets]})) refused=$(dropped)
check 'frames whose header is in pieces are sent' in_ns "$CE" "$SELFTESTS/build/runt" tun0 20 5000 1
wait_for 10 counts_agree
same 'and received, each counted at both ends' "$sent" "$received"
look "$CE" ce0
[ "$(dropped)" = "$refused" ] && [ $((${C[paths.0.tx_packets]} + ${C[paths.1.tx_packets]})) -ge $((before + 20)) ]
same 'none refused' 0 $?
ip -n "$CE" link del tun0
ip -n "$CE" link set ce0 mtu 1400
ip -n "$PE" link set pe0 mtu 1400

check 'a wire can be taken down at one end' vc "$PE" path pe0 primary admin down
becomes 'the end says who did it' "$PE" pe0 paths.0.reason admin-down
becomes 'and the far end that it was the other' "$CE" ce0 paths.0.reason peer-admin-down
same 'which is degraded' degraded "$(field "$CE" ce0 state)"
check 'traffic goes on' ping_ok "$CE" 192.0.2.2
look "$CE" ce0
before=${C[paths.0.tx_packets]}
ping_ok "$CE" 192.0.2.2
same 'none of it on the wire that is down' "$before" "$(field "$CE" ce0 paths.0.tx_packets)"
vc "$PE" path pe0 primary admin up
becomes 'back in service both ends agree' "$CE" ce0 state up

refused 'to unbind a wire' "$CE" 'wire' vc "$CE" unbind ce0 primary
refused 'to unbind a wire by force' "$CE" 'wire' vc "$CE" unbind ce0 primary force
dummies "$CE" p0
refused 'to bind an end of a pair to a port' "$CE" 'bound' vc "$CE" bind ce0 primary dev p0
refused 'a pair of which one name is taken' "$CE" 'taken' vc "$CE" add ce1 peer p0
refused 'a pair of which the other name is taken there' "$CE" 'taken' vc "$CE" add ce1 peer pe0 netns "$PE"

ip -n "$PE" link set pe0 down
becomes 'one end set down is seen at the other' "$CE" ce0 paths.1.reason peer-down
check 'its carrier is off' wait_for 10 no_carrier "$CE" ce0
ip -n "$PE" link set pe0 up
wait_state "$CE" ce0 state up
flaps=$(field "$CE" ce0 paths.0.flaps)
ip netns exec "$CE" timeout $((20 * SLOW)) ping -q -n -f 192.0.2.2 > /dev/null 2>&1 &
flood=$!
for _ in 1 2 3; do
	ip -n "$PE" link set pe0 down
	wait_state "$CE" ce0 state down
	ip -n "$PE" link set pe0 up
	wait_state "$CE" ce0 state up
done
check 'a flood of pings outlasts one end going down and up' kill "$flood"
wait "$flood" 2> /dev/null
same 'under traffic each time counts as one flap' "$((flaps + 3))" "$(field "$CE" ce0 paths.0.flaps)"

check 'deleting one end' vc "$PE" del pe0
look "$CE" ce0
same 'deletes both' 1 $?

check 'a pair in one namespace' vc "$CE" add near peer far
same 'both ends are there' 'far near' "$(names "$CE")"
ip -n "$CE" link del dev near
same 'ip link del takes both, too' '' "$(names "$CE")"

vc "$CE" add ce2 peer pe2 netns "$PE"
ip -n "$CE" link set ce2 up
ip -n "$PE" link set pe2 up
wait_state "$CE" ce2 state up
del_ns "$PE"
check "the peer's namespace goes, and both ends with it" \
	wait_for 20 gone "$CE" ce2
new_ns PE
vc "$CE" add ce3 peer pe3 netns "$PE"
del_ns "$CE"
check 'the same the other way round' wait_for 20 gone "$PE" pe3

new_ns CE
vc "$CE" add x1 peer y1 netns "$PE"
ip -n "$CE" link set x1 up
ip -n "$PE" link set y1 up
vc "$CE" add x2 peer y2 netns "$PE"
ip -n "$PE" link add br0 type bridge
ip -n "$PE" link set dev y1 master br0
ip -n "$PE" link set dev y2 master br0
ip -n "$PE" link set br0 up
ip -n "$PE" link set y2 up
ip -n "$CE" link set x2 up
new_ns DE
ip -n "$CE" link set x2 netns "$DE"
ip -n "$CE" addr add 198.51.100.1/24 dev x1
ip -n "$DE" link set x2 up
ip -n "$DE" addr add 198.51.100.2/24 dev x2
check 'two pairs in a row, bridged, one end moved to a third namespace' \
	ping_ok "$CE" 198.51.100.2

# A circuit goes with the namespace of its ports, to which a pair has no tie.
new_ns FE
vc "$FE" add x3 peer y3 netns "$PE"
vc "$FE" add lone
ip -n "$FE" link set x3 netns "$CE"
ip -n "$FE" link set lone netns "$CE"
del_ns "$FE"
check 'a circuit goes with the namespace it was made in' wait_for 20 gone "$CE" lone
ip -n "$CE" addr add 203.0.113.1/24 dev x3
ip -n "$PE" addr add 203.0.113.2/24 dev y3
ip -n "$CE" link set x3 up
ip -n "$PE" link set y3 up
check 'a pair does not' wait_for 10 ping_ok "$CE" 203.0.113.2
refused 'nor are its ends bound to anything else' "$CE" 'bound' vc "$CE" bind x3 primary dev x1
check 'it is deleted like any other' vc "$CE" del x3
same 'with both ends' '' "$(names "$PE" | grep -w y3)"

finish
