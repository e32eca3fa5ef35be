#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Routed circuits: one interface over two routers that know nothing of each
# other. What goes where, what stays with the port, what a router that dies or
# changes does to its flows, and every next hop that is refused.
. "$(dirname "$0")/lib.sh"
begin
need iperf3 iperf3
need tcpdump tcpdump

# A host H, the customer's edge router E, routers R0 and R1 of two providers, and a
# server S behind both. E's port p0 leads to R0, p1 to R1.
new_ns H E R0 R1 S

for ns in "$E" "$R0" "$R1"; do
	in_ns "$ns" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
		net.ipv6.conf.default.keep_addr_on_down=1
done
cable "$H" c0 "$E" h0
cable "$S" r0 "$R0" s0
cable "$S" r1 "$R1" s0
ip -n "$H" -b - <<- END
	addr add 10.1.0.2/24 dev c0
	addr add 2001:db8:1::2/64 dev c0 nodad
	route add default via 10.1.0.1
	route add default via 2001:db8:1::1
END
ip -n "$E" -b - <<- END
	addr add 10.1.0.1/24 dev h0
	addr add 2001:db8:1::1/64 dev h0 nodad
END
ip -n "$S" -b - <<- END
	addr add 10.9.9.9/32 dev lo
	addr add 2001:db8:9::9/128 dev lo
	addr add 10.8.0.1/30 dev r0
	addr add 10.8.1.1/30 dev r1
	addr add 2001:db8:80::1/64 dev r0 nodad
	addr add 2001:db8:81::1/64 dev r1 nodad
END
in_ns "$S" sysctl -qw net.ipv4.fib_multipath_hash_policy=1 net.ipv6.fib_multipath_hash_policy=1

# router R N: the Nth one.
router()
{
	local r=$1 n=$2
	cable "$E" "p$n" "$r" p0
	ip -n "$E" -b - <<- END
		addr add 192.0.2.$((4 * n + 1))/30 dev p$n
		addr add 2001:db8:2$n::1/64 dev p$n nodad
	END
	ip -n "$r" -b - <<- END
		addr add 192.0.2.$((4 * n + 2))/30 dev p0
		addr add 2001:db8:2$n::2/64 dev p0 nodad
		addr add 10.8.$n.2/30 dev s0
		addr add 2001:db8:8$n::2/64 dev s0 nodad
		route add 10.9.0.0/16 via 10.8.$n.1
		route add 2001:db8:9::/48 via 2001:db8:8$n::1
		route add 10.1.0.0/16 via 192.0.2.$((4 * n + 1))
		route add 2001:db8:1::/48 via 2001:db8:2$n::1
		route add 2001:db8:7::/48 via 2001:db8:2$n::1
	END
	# A router that is dead is known as such within seconds, not half a minute.
	for family in ipv4 ipv6; do
		in_ns "$E" sysctl -qw "net.$family.neigh.p$n.base_reachable_time_ms=1000" \
			"net.$family.neigh.p$n.delay_first_probe_time=1" \
			"net.$family.neigh.p$n.retrans_time_ms=$((200 * SLOW))"
	done
}
router "$R0" 0
router "$R1" 1
mac0=$(in_ns "$R0" cat /sys/class/net/p0/address)

# What the server sends goes by both, as the provider's own routing would have it.
answers_by()
{
	local n v4='' v6=''
	for n; do
		v4+=" nexthop via 10.8.$n.2"
		v6+=" nexthop via 2001:db8:8$n::2"
	done
	ip -n "$S" -b - <<- END
		route replace default src 10.9.9.9$v4
		route replace default src 2001:db8:9::9$v6
	END
}
answers_by 0 1

# dies N, lives N: a router, without a word; its links stay.
dies()
{
	local ns=R$1
	silence "${!ns}" p0
	answers_by $((1 - $1))
}
lives()
{
	local ns=R$1
	revive "${!ns}" p0
	answers_by 0 1
}

# total KEY: of both paths of er0.
total()
{
	look "$E" er0
	echo $((${C[paths.0.$1]} + ${C[paths.1.$1]}))
}

# ---- Binding ----------------------------------------------------------------------

vc "$E" add er0 rebalance-time 0s
before=$(ip -n "$E" -d -o link show p0; ip -n "$E" -o addr show p0)
vc "$E" bind er0 primary dev p0 via 192.0.2.2
vc "$E" bind er0 secondary dev p1 via 192.0.2.6 weight 1
becomes 'both routers are found without any traffic' "$E" er0 state up
look "$E" er0
same 'a path names port and next hop' 'routed p0 192.0.2.2 null / routed p1 192.0.2.6 null' \
	"${C[paths.0.binding]} ${C[paths.0.dev]} ${C[paths.0.via]} ${C[paths.0.s_vlan]} / ${C[paths.1.binding]} ${C[paths.1.dev]} ${C[paths.1.via]} ${C[paths.1.s_vlan]}"
same 'and its MAC address' "$mac0" "${C[paths.0.neighbour_mac]}"
matches 'vcirc show says the same' 'primary +routed p0 via 192\.0\.2\.2 +up' "$(vc "$E" show er0)"
same 'JSON too' '"routed" "192.0.2.6" true' \
	"$(vc "$E" -j show er0 | jq -r '.[0].paths[1] | "\(.binding|tojson) \(.via|tojson) \(.neighbour != "failed")"')"
same 'the port is as it was' "$before" "$(ip -n "$E" -d -o link show p0; ip -n "$E" -o addr show p0)"
matches 'the circuit wants no neighbours of its own' 'POINTOPOINT.*NOARP|NOARP.*POINTOPOINT' "$(ip -n "$E" -o link show er0)"
ip -n "$E" link set er0 up
ip -n "$E" route add 10.9.0.0/16 dev er0 src 10.1.0.1
ip -n "$E" route add 2001:db8:9::/48 dev er0 src 2001:db8:1::1

# ---- Traffic --------------------------------------------------------------------------

check 'forwarded, IPv4' ping_ok "$H" 10.9.9.9
check 'forwarded, IPv6, by an IPv4 next hop' ping_ok "$H" 2001:db8:9::9
check 'local, IPv4' ping_ok "$E" 10.9.9.9
check 'local, IPv6' ping_ok "$E" 2001:db8:9::9
check 'eight TCP flows' tcp "$H" "$S" 10.9.9.9 8
check 'eight TCP flows over IPv6, the other way' tcp "$S" "$H" 2001:db8:1::2 8
check 'large packets in fragments' in_ns "$H" ping -q -n -c 3 -i 0.1 -s 8000 -w $((10 * SLOW)) 10.9.9.9
check 'and over IPv6' in_ns "$H" ping -q -n -c 3 -i 0.1 -s 8000 -w $((10 * SLOW)) 2001:db8:9::9
check 'three hops take three from the TTL' in_ns "$H" ping -q -n -c 1 -t 3 -w $((10 * SLOW)) 10.9.9.9
# exceeded: a packet for two hops, and what a router says of that.
exceeded()
{
	in_ns "$H" ping -n -c 1 -t 2 -w 2 10.9.9.9 | grep 'From 192\.0\.2\.[26].*exceeded'
}
check 'two end at the provider, which says so through the circuit' wait_for 10 exceeded
check 'what came back was counted' [ "$(total rx_packets)" -gt 100 ]
same 'and nothing dropped' '0 0' "$(total drops.tx_port_refused) $(total drops.rx_not_for_us)"

# Who listens on the circuit gets the packets as they were handed to it.
own=$(in_ns "$E" cat /sys/class/net/er0/address)
ip netns exec "$E" tcpdump -n -e -c 3 -i er0 'icmp[icmptype] == icmp-echo' > "$SCRATCH/tap" 2> "$SCRATCH/tap.err" &
tap=$!
wait_for 10 grep -q listening "$SCRATCH/tap.err"
in_ns "$H" ping -q -n -c 4 -i 0.1 -w $((10 * SLOW)) 10.9.9.9 > /dev/null
wait "$tap"
same 'a listener on the circuit does not see what the port makes of it' 3 "$(grep -c "$own > $own" "$SCRATCH/tap")"

# Frames of flows to 10.128.0.0/16 that differ in all that a router looks at.
spread()
{
	flow -n 400 -v hosts,ports "er0@$E" "p0@$R0" "p0@$R1"
}
spread
same 'each of 400 flows goes to one router, none is lost' '400 400' "${F[one]} $((${F[tap0.frames]} + ${F[tap1.frames]}))"
within 'by weight: one half to each' 150 "${F[tap0.flows]}" 250
vc "$E" path er0 primary weight 3
spread
within 'three quarters' 260 "${F[tap0.flows]}" 340
vc "$E" path er0 primary weight 1
for n in $(seq 20); do
	in_ns "$E" ping -q -n -c 1 -W 0.01 "10.9.1.$n" > /dev/null 2>&1
done
same 'however many hosts there are, the circuit has no entry for each' 1 \
	"$(ip -n "$E" -4 neigh show dev er0 nud all | wc -l)"

# ---- What is the port's own -------------------------------------------------------------

rx=$(total rx_packets) tx=$(total tx_packets)
check 'the router is reached by the port' ping_ok "$E" 192.0.2.2
check 'the port by the router' ping_ok "$R0" 192.0.2.1
check 'also over IPv6' ping_ok "$R0" 2001:db8:20::1
check 'and by its link-local address' ping_ok "$R0" \
	"$(ip -n "$E" -o -6 addr show dev p0 scope link | awk '{ sub("/.*", "", $4); print $4 }')%p0"
check 'a TCP session between them, as of BGP' tcp "$R0" "$E" 192.0.2.1
check 'the other way' tcp "$E" "$R0" 192.0.2.2
in_ns "$R0" ping -q -n -c 2 -i 0.1 -w 5 -b 192.0.2.3 > /dev/null 2>&1
in_ns "$R0" ping -q -n -c 2 -i 0.1 -w 5 -I p0 224.0.0.1 > /dev/null 2>&1
same 'none of that, nor broadcast and multicast, entered the circuit' "$rx" "$(total rx_packets)"
same 'nor left by it' "$tx" "$(total tx_packets)"

# from MAC ARG...: 20 frames to a host behind E, from the link of R0: how many
# entered the circuit, and how many came in by the port at all.
from()
{
	flow -n 20 -d "$port" -s "$@" "p0@$R0" "er0@$E" "p0@$E"
	echo "${F[tap0.frames]} ${F[tap1.frames]}"
}
port=$(in_ns "$E" cat /sys/class/net/p0/address)
same 'frames of the router enter' '20 20' "$(from "$mac0")"
same 'with IPv4 options, too' '20 20' "$(from "$mac0" -f opt4)"
same 'or IPv6' '20 20' "$(from "$mac0" -f udp6)"
same 'and with a priority tag' '20 20' "$(from "$mac0" -t 0/8100)"
same 'frames of another station on the link stay with the port' '0 20' "$(from 02:00:00:00:00:77)"
same 'and what is not IP' '0 20' "$(from "$mac0" -f mac)"
port=ff:ff:ff:ff:ff:ff
same 'and what the router sends to all' '0 20' "$(from "$mac0")"
port=02:00:00:00:00:78
in_ns "$E" ip link set p0 promisc on
same 'or to another on the link, also if that is heard' '0 20' "$(from "$mac0")"
in_ns "$E" ip link set p0 promisc off

# ---- What a router does not carry ----------------------------------------------------------

in_ns "$E" sysctl -qw net.ipv6.conf.er0.router_solicitations=0
not_carried()
{
	local was
	was=$(total drops.tx_not_routable)
	flow -n 10 "$@" "er0@$E" "p0@$R0" "p0@$R1"
	echo "$(($(total drops.tx_not_routable) - was)) ${F[none]}"
}
same 'what is not IP is dropped and counted, by the reason' '10 10' "$(not_carried -f mac)"
same 'and so is a VLAN' '10 10' "$(not_carried -t 5)"
ip -n "$E" route add 239.0.0.0/8 dev er0 src 10.1.0.1
was=$(total drops.tx_not_routable)
in_ns "$E" ping -q -n -c 3 -i 0.1 -W 1 -I er0 239.1.1.1 > /dev/null 2>&1
check 'and multicast' [ "$(total drops.tx_not_routable)" -ge $((was + 3)) ]
ip -n "$E" route del 239.0.0.0/8 dev er0
refused 'a VLAN device on the circuit' "$E" 'IP only' ip -n "$E" link add v5 link er0 type vlan id 5
ip -n "$E" link add br0 type bridge
refused 'the circuit in a bridge' "$E" 'IP only' ip -n "$E" link set er0 master br0
refused 'a macvlan on it' "$E" 'IP only' ip -n "$E" link add m0 link er0 type macvlan
vc "$E" add vc9
refused 'a circuit on it' "$E" 'cannot be stacked' vc "$E" bind vc9 primary dev er0

# ---- A router dies -----------------------------------------------------------------------------

"$VCIRC" -n "$E" monitor er0 > "$SCRATCH/events" &
monitor=$!
spread
first=${F[tap1.list]}
dies 0
becomes 'a router dies without a word: its path is not usable' "$E" er0 paths.0.state down
same 'the reason says why' 'neighbour degraded' "${C[paths.0.reason]} ${C[state]}"
matches 'show says which router, and what is wrong' 'routed p0 via 192\.0\.2\.2 +down +neighbour (failed|incomplete)' "$(vc "$E" show er0)"
check 'the event names it' wait_for 10 grep -q 'path primary down (neighbour), circuit degraded' "$SCRATCH/events"
spread
same 'all flows take the other router, no packet waits for the dead one' '400 0' "${F[tap1.frames]} ${F[tap0.frames]}"
check 'and traffic goes on' ping_ok "$E" 10.9.9.9
lives 0
becomes 'it returns by itself, without any traffic' "$E" er0 state up
spread
same 'and its flows to it' "$first" "${F[tap1.list]}"
kill "$monitor"
wait "$monitor" 2> /dev/null

# An entry that is removed or changed by hand.
for state in none incomplete failed; do
	ip -n "$E" neigh change 192.0.2.2 dev p0 nud $state
	wait_state "$E" er0 state up
	same "an entry set to $state is asked for again" up "${C[state]}"
done
ip -n "$E" neigh del 192.0.2.2 dev p0
becomes 'an entry that was removed is asked for again' "$E" er0 state up
ip -n "$E" link set p0 down
becomes 'a port set down: the reason is the port' "$E" er0 paths.0.reason port-down
ip -n "$E" link set p0 up
becomes 'and up: its router is found again' "$E" er0 state up
ip -n "$R0" link set p0 down
becomes 'a router without link: the reason is the carrier' "$E" er0 paths.0.reason no-carrier
ip -n "$R0" link set p0 up
ip -n "$R0" -b - <<- END
	route replace 10.1.0.0/16 via 192.0.2.1
	route replace 2001:db8:1::/48 via 2001:db8:20::1
	route replace 2001:db8:7::/48 via 2001:db8:20::1
END
becomes 'and with it' "$E" er0 state up
ip -n "$E" neigh replace 192.0.2.2 lladdr "$mac0" dev p0 nud permanent
becomes 'a permanent entry will do' "$E" er0 paths.0.neighbour permanent
dies 0
sleep $((3 + SLOW))
same 'and is believed' up "$(field "$E" er0 state)"
lives 0
ip -n "$E" neigh replace 192.0.2.2 dev p0 lladdr 02:00:00:00:00:99 nud reachable
becomes 'one with another address is used at once' "$E" er0 paths.0.neighbour_mac 02:00:00:00:00:99
ip -n "$E" neigh del 192.0.2.2 dev p0
becomes 'until the router is asked' "$E" er0 paths.0.neighbour_mac "$mac0"

# A port that asks for nobody has its own address for everybody.
ip -n "$E" link set p0 arp off
becomes 'a port without ARP knows no router' "$E" er0 paths.0.reason neighbour
ip -n "$E" link set p0 arp on
becomes 'and with it does' "$E" er0 state up

# A router that is known before it is bound: no packet is sent to nobody.
in_ns "$E" ping -q -n -c 1 -w $((5 * SLOW)) 192.0.2.2 > /dev/null
vc "$E" unbind er0 primary
ip netns exec "$E" tcpdump --immediate-mode -l -n -e -i p0 'ether dst 00:00:00:00:00:00' > "$SCRATCH/zero" 2> "$SCRATCH/tap.err" &
tap=$!
wait_for 10 grep -q listening "$SCRATCH/tap.err"
"$FLOWGEN" -n 400 -c 20 -g 100 -v hosts,ports "er0@$E" > /dev/null 2>&1 &
pour=$!
for _ in 1 2 3; do
	vc "$E" bind er0 primary dev p0 via 192.0.2.2
	sleep 0.1
	vc "$E" unbind er0 primary
done
wait "$pour"
kill "$tap"
wait "$tap" 2> /dev/null
vc "$E" bind er0 primary dev p0 via 192.0.2.2
same 'bound again and again under traffic: no packet goes to a router not known yet' '' "$(cat "$SCRATCH/zero")"
wait_state "$E" er0 state up

# Another machine takes the address over, with an address of its own.
ip -n "$R0" link set p0 address 02:00:00:00:00:42
in_ns "$R0" arping -q -U -c 3 -I p0 192.0.2.2 > /dev/null 2>&1 || in_ns "$R0" ping -q -n -c 1 -w 2 192.0.2.1 > /dev/null
becomes 'the router changes its MAC address' "$E" er0 paths.0.neighbour_mac 02:00:00:00:00:42
wait_state "$E" er0 state up
check 'and is followed, out' ping_ok "$H" 10.9.9.9 6
port=$(in_ns "$E" cat /sys/class/net/p0/address)
same 'and in' '20 20' "$(from 02:00:00:00:00:42)"
same 'not from where it was' '0 20' "$(from "$mac0")"
mac0=02:00:00:00:00:42

# ---- Sizes -------------------------------------------------------------------------------------

for link in "$H c0" "$E h0" "$E p0" "$E p1" "$R0 p0" "$R0 s0" "$R1 p0" "$R1 s0" "$S r0" "$S r1"; do
	# shellcheck disable=SC2086 # words
	set -- $link
	ip -n "$1" link set "$2" mtu 9000
done
check 'the MTU may be that of the ports' vc "$E" set er0 mtu 9000
check 'and carries as much' in_ns "$H" ping -q -n -c 3 -i 0.1 -M "do" -s 8972 -w $((10 * SLOW)) 10.9.9.9
check 'TCP with segmentation offload' tcp "$E" "$S" 10.9.9.9 4 20M
for ns in "$R0" "$R1"; do
	ip -n "$ns" link set s0 mtu 1400
done
in_ns "$H" ping -q -n -c 1 -M "do" -s 8000 -w 5 10.9.9.9 > /dev/null 2>&1
in_ns "$H" ping -q -n -c 1 -M "do" -s 8000 -w 5 2001:db8:9::9 > /dev/null 2>&1
learnt()
{
	ip -n "$H" route get "$1" | grep -qw 'mtu 1400'
}
check 'a narrow link behind a router: the host hears of it by the circuit' wait_for 10 learnt 10.9.9.9
check 'and over IPv6' wait_for 10 learnt 2001:db8:9::9
check 'TCP finds its size' tcp "$H" "$S" 10.9.9.9 4
ip -n "$E" link set p0 mtu 1500
same "the circuit's follows the smaller port" 1500 "$(in_ns "$E" cat /sys/class/net/er0/mtu)"
for ns in "$R0" "$R1"; do
	ip -n "$ns" link set s0 mtu 9000
done

# ---- Filters, VRF, another namespace ----------------------------------------------------------------

in_ns "$E" nft -f - <<- END
	table inet count {
		chain f {
			type filter hook forward priority 0
			iifname er0 icmp type echo-reply counter name in
			oifname er0 icmp type echo-request counter name out
		}
		counter in { }
		counter out { }
	}
END
in_ns "$H" ping -q -n -c 5 -i 0.1 10.9.9.9 > /dev/null
seen()
{
	in_ns "$E" nft -j list counters | jq -e '[.nftables[].counter | select(.) | .packets] == [5, 5]'
}
check 'nftables sees all of it on the one interface, whatever router it took' wait_for 5 seen ||
	note "$(in_ns "$E" nft list counters)"
in_ns "$E" nft delete table inet count

if ip -n "$E" link add vrf5 type vrf table 5 2> "$SCRATCH/vrf"; then
	ip -n "$E" link set vrf5 up
	ip -n "$E" link set er0 master vrf5
	ip -n "$E" link set h0 master vrf5
	ip -n "$E" -6 addr add 2001:db8:1::1/64 dev h0 nodad 2> /dev/null
	ip -n "$E" route add 10.9.0.0/16 dev er0 vrf vrf5
	ip -n "$E" route add 2001:db8:9::/48 dev er0 vrf vrf5
	check 'in a VRF, its ports not' ping_ok "$H" 10.9.9.9
	check 'and IPv6' ping_ok "$H" 2001:db8:9::9
	ip -n "$E" link set er0 nomaster
	ip -n "$E" link set h0 nomaster
	ip -n "$E" link del vrf5
else
	skip "in a VRF: $(cat "$SCRATCH/vrf")"
fi

new_ns T
in_ns "$T" sysctl -qw net.ipv4.ip_forward=1
ip -n "$E" link set er0 netns "$T"
ip -n "$T" link set er0 up
ip -n "$T" addr add 10.1.7.1/32 dev er0
ip -n "$T" addr add 2001:db8:7::1/128 dev er0 nodad
ip -n "$T" route add 10.9.0.0/16 dev er0
ip -n "$T" route add 2001:db8:9::/48 dev er0
for ns in "$R0" "$R1"; do
	in_ns "$ns" sysctl -qw net.ipv4.conf.all.rp_filter=0
done
check "handed to a tenant, its ports the provider's" ping_ok "$T" 10.9.9.9
check 'over IPv6 too' ping_ok "$T" 2001:db8:9::9
check 'while the provider still talks to the router' ping_ok "$E" 192.0.2.2
matches 'the tenant sees the router' 'via 192\.0\.2\.2' "$(vc "$T" show er0)"
dies 1
becomes 'and that one of them dies' "$T" er0 paths.1.reason neighbour
check 'which is no loss' ping_ok "$T" 10.9.9.9
lives 1
becomes 'and returns' "$T" er0 state up
ip -n "$T" link set er0 netns "$E"
ip -n "$E" link set er0 up

# ---- IPv6 next hops ------------------------------------------------------------------------------------

ip netns exec "$E" tcpdump -i er0 -w /dev/null > /dev/null 2> "$SCRATCH/tap.err" &
tap=$!
wait_for 10 grep -q listening "$SCRATCH/tap.err"
vc "$E" unbind er0 primary
vc "$E" unbind er0 secondary force
kill "$tap"
wait "$tap" 2> /dev/null
same 'who listened meanwhile leaves nothing behind' 'promiscuity 0' "$(ip -n "$E" -d -o link show er0 | grep -o 'promiscuity [0-9]*')"
matches 'unbound, it is a circuit as any other' 'BROADCAST,MULTICAST' "$(ip -n "$E" -o link show er0)"
same 'and the port no part of it' '' "$(ip -n "$E" -o link show p0 | grep -o 'master er0')"
vc "$E" bind er0 primary dev p0 via 2001:db8:20::2
vc "$E" bind er0 secondary dev p1 via \
	"$(ip -n "$R1" -o -6 addr show dev p0 scope link | awk '{ sub("/.*", "", $4); print $4 }')"
becomes 'IPv6 next hops, global and link-local' "$E" er0 state up
ip -n "$E" route add 10.9.0.0/16 dev er0 src 10.1.0.1
ip -n "$E" route add 2001:db8:9::/48 dev er0 src 2001:db8:1::1
ip -n "$E" addr replace 10.1.0.1/24 dev h0
ip -n "$E" addr replace 2001:db8:1::1/64 dev h0 nodad
ip -n "$E" route add 2001:db8:5000::/36 via fe80::1 dev er0
for n in $(seq 20); do
	ip -n "$E" -6 route get "2001:db8:5000::$n" > /dev/null
	in_ns "$E" ping -q -n -c 1 -w 1 -W 0.01 "2001:db8:5000::$n" > /dev/null 2>&1
done
within 'an IPv6 route with a next hop takes one neighbour entry, whatever that is' 1 \
	"$(ip -n "$E" -6 neigh show dev er0 nud all | grep -c 'fe80::1\|2001:db8:5000')" 1
check 'carry IPv4' ping_ok "$E" 10.9.9.9 6
check 'and IPv6' ping_ok "$E" 2001:db8:9::9 6
dies 0
becomes 'one of them dies' "$E" er0 paths.0.reason neighbour
lives 0
becomes 'and returns' "$E" er0 state up

# ---- What is refused --------------------------------------------------------------------------------------

vc "$E" add er1
bind_er1()
{
	refused "$1" "$E" "$2" vc "$E" bind er1 "${4:-primary}" dev "${5:-p0}" via "$3"
}
bind_er1 'a next hop that is not on the link' 'via "192.0.2.6": not in a subnet' 192.0.2.6
bind_er1 'nor in IPv6' 'via "2001:db8:21::2": not in a subnet' 2001:db8:21::2
bind_er1 "the port's own address" 'via "192.0.2.1": an address of the device itself' 192.0.2.1
bind_er1 'nor in IPv6' 'via "2001:db8:20::1": an address of the device itself' 2001:db8:20::1
bind_er1 'the broadcast address' 'via "192.0.2.3": an address of the device itself or of all' 192.0.2.3
bind_er1 'multicast' 'via "224.0.0.5": not the address of a host' 224.0.0.5
bind_er1 'multicast, IPv6' 'via "ff02::1": not the address of a host' ff02::1
bind_er1 'no address' 'via "0.0.0.0": not the address of a host' 0.0.0.0
bind_er1 'loopback' 'via "127.0.0.1": not the address of a host' 127.0.0.1
bind_er1 'a second circuit on the same port and next hop' 'via "2001:db8:20::2": a circuit is bound to this device and next hop already' 2001:db8:20::2
dummies "$E" bare
bind_er1 'a port without an address of that family' 'via "192.0.2.2": the device has no IPv4 address' 192.0.2.2 primary bare
bind_er1 'nor of the other' 'via "2001:db8::2": the device has no IPv6 address' 2001:db8::2 primary bare
bind_er1 'a port that is no Ethernet device' 'dev "lo": not an Ethernet device' 192.0.2.2 primary lo
refused 'a next hop and a service tag' "$E" 's-vlan "5": a routed path has no service tag' \
	vc "$E" bind er1 primary dev p0 s-vlan 5 via 192.0.2.2
vc "$E" bind er1 primary dev bare
bind_er1 'one path routed and one not' 'both paths of a circuit are routed' 192.0.2.2 secondary
vc "$E" unbind er1 primary
ip -n "$E" link add v5 link er1 type vlan id 5
bind_er1 'a circuit that has a VLAN device' 'IP only' 192.0.2.2
ip -n "$E" link del v5
check 'a second circuit on the same port, to another address of the same router' vc "$E" bind er1 primary dev p0 via 192.0.2.2
becomes 'cannot share it, and says why' "$E" er1 paths.0.reason neighbour-taken
same 'the first has it' up "$(field "$E" er0 state)"
check 'a third to another router there' vc "$E" bind er1 secondary dev p1 via 192.0.2.6
vc "$E" unbind er1 secondary force
refused 'the other way round' "$E" 'both paths of a circuit are routed' vc "$E" bind er1 secondary dev bare
refused 'nor by ip' "$E" 'both paths of a circuit are routed' ip -n "$E" link set bare master er1
check 'beside a service tag' vc "$E" bind vc9 primary dev p0 s-vlan 100
refused 'but not a whole port that others are on' "$E" 'untagged|already' vc "$E" bind vc9 secondary dev p0

vc "$E" unbind er0 primary
becomes 'once the first goes the second has the router' "$E" er1 paths.0.state up
vc "$E" unbind er1 primary force
vc "$E" bind er0 primary dev p0 via 2001:db8:20::2
wait_state "$E" er0 state up

# ---- It goes -------------------------------------------------------------------------------------------------

ip -n "$E" link del p1
answers_by 0
becomes 'a port is removed: the path is unbound' "$E" er0 paths.1.reason port-gone
check 'traffic goes on' ping_ok "$E" 10.9.9.9
check 'all of it is removed' vc "$E" del er0
check 'and the router is where it was' ping_ok "$E" 192.0.2.2
finish
