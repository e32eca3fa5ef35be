#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A circuit behaves as stacked devices do: speed, features, filters and limits
# follow its ports, and its ports are left as they were found.
. "$(dirname "$0")/lib.sh"
begin
need ethtool ethtool
new_ns A B
cable "$A" p0 "$B" p0
cable "$A" p1 "$B" p1
vc "$A" add vc0

speed()
{
	in_ns "$A" ethtool vc0 2> /dev/null | awk '$1 == "Speed:" { print $2 }'
}

feature()
{
	in_ns "$A" ethtool -k "$1" | awk -v f="$2:" '$1 == f { print $2 }'
}

# promiscuity DEV, allmulti DEV: how many want it so.
promiscuity()
{
	ip -n "$A" -d -o link show "$1" | grep -oE 'promiscuity [0-9]+' | awk '{ print $2 }'
}

allmulti()
{
	ip -n "$A" -d -o link show "$1" | grep -oE 'allmulti [0-9]+' | awk '{ print $2 }'
}

# ---- Link settings --------------------------------------------------------------

# A port that cannot filter by address is promiscuous for that of the circuit alone.
free=$(promiscuity p0)
matches 'ethtool: without a path the speed is unknown' 'Unknown|^$' "$(speed)"
vc "$A" bind vc0 primary dev p0
vc "$A" bind vc0 secondary dev p1
ip -n "$A" link set vc0 up
ip -n "$B" link set p0 up
ip -n "$B" link set p1 up
wait_state "$A" vc0 state up
one=$(in_ns "$A" ethtool p0 | awk '$1 == "Speed:" { print $2 + 0 }')
same "the speed is the sum of the usable paths' ports" "$((one * 2))Mb/s" "$(speed)"
vc "$A" path vc0 primary admin down
same 'of one, when one is usable' "${one}Mb/s" "$(speed)"
vc "$A" path vc0 primary admin up
same 'ethtool -i names the driver' vcirc "$(in_ns "$A" ethtool -i vc0 | awk '$1 == "driver:" { print $2 }')"
same 'ethtool tells the link' yes "$(in_ns "$A" ethtool vc0 | awk '/Link detected/ { print $3 }')"
same 'the link shows which port it is over' "$(in_ns "$A" cat /sys/class/net/p0/ifindex)" \
	"$(in_ns "$A" cat /sys/class/net/vc0/iflink)"

# ---- Features -------------------------------------------------------------------------

for f in scatter-gather tcp-segmentation-offload tx-checksumming generic-segmentation-offload; do
	same "$f is on" on "$(feature vc0 $f)"
done
same 'large receive offload is not' off "$(feature vc0 large-receive-offload)"
for n in 1 2 3 4 5; do
	in_ns "$A" ethtool -K p0 tso off gso off sg off tx off > /dev/null 2>&1
	in_ns "$A" ethtool -K p0 tso on gso on sg on tx on > /dev/null 2>&1
done
ok "a storm of feature changes on a port, $n times, does no harm"
in_ns "$A" ethtool -K vc0 tso off > /dev/null
same 'a feature of the circuit can be switched off' off "$(feature vc0 tcp-segmentation-offload)"
in_ns "$A" ethtool -K vc0 tso on > /dev/null
same 'and on' on "$(feature vc0 tcp-segmentation-offload)"
ip -n "$A" link set p0 gso_max_size 30000 2> /dev/null
check 'it survives a smaller GSO limit on a port' look "$A" vc0

# ---- MTU ----------------------------------------------------------------------------------

mtu()
{
	ip -n "$A" -o link show "$1" | sed 's/.* mtu \([0-9]*\) .*/\1/'
}
ip -n "$A" link set p0 mtu 4000
ip -n "$A" link set p1 mtu 3000
check 'the MTU may be that of the smaller port' ip -n "$A" link set vc0 mtu 3000
refused 'not that of the larger' "$A" 'mtu|MTU' ip -n "$A" link set vc0 mtu 3001
ip -n "$A" link add link vc0 name vc0.9 type vlan id 9
ip -n "$A" link set p1 mtu 2000
same 'a port shrinks, so does the circuit' 2000 "$(mtu vc0)"
same 'and the VLAN on it' 2000 "$(mtu vc0.9)"
ip -n "$A" link del vc0.9
ip -n "$A" link set p1 mtu 4000
check 'the ports grow, the circuit may' ip -n "$A" link set vc0 mtu 4000
vc "$A" add tag0
dummies "$A" d0
vc "$A" bind tag0 primary dev d0 s-vlan 3
same "the MTU of a tagged circuit, whose port carries the tag besides, is the port's" 1500 "$(mtu tag0)"
refused 'and no more' "$A" 'mtu|MTU' ip -n "$A" link set tag0 mtu 1501
vc "$A" del tag0

# ---- Addresses and filters ---------------------------------------------------------------------

ip -n "$A" link set vc0 mtu 1500
mac=$(in_ns "$A" cat /sys/class/net/vc0/address)
GROUP=33:33:00:00:12:34
# listen DEV...: which of them let the group in.
listen()
{
	local dev
	for dev; do
		! ip -n "$A" maddr show dev "$dev" | grep -q "$GROUP" || printf '%s ' "$dev"
	done
}
ip -n "$A" maddr add $GROUP dev vc0
same 'a multicast address on the circuit is let in by both ports' 'p0 p1 ' "$(listen p0 p1)"
vc "$A" unbind vc0 secondary
same 'by one that is unbound no longer' 'p0 ' "$(listen p0 p1)"
vc "$A" bind vc0 secondary dev p1
same 'bound again, again' 'p0 p1 ' "$(listen p0 p1)"
ip -n "$A" link set vc0 down
same 'not while the circuit is down' '' "$(listen p0 p1)"
ip -n "$A" link set vc0 up
same 'but when it is up again' 'p0 p1 ' "$(listen p0 p1)"
ip -n "$A" maddr del $GROUP dev vc0
same 'and not when the address is gone' '' "$(listen p0 p1)"
vc "$A" add two
dummies "$A" both
vc "$A" bind two primary dev both s-vlan 1
vc "$A" bind two secondary dev both s-vlan 2
ip -n "$A" link set two up
ip -n "$A" maddr add $GROUP dev two
same 'two paths on one port let it in once' 'both ' "$(listen both)"
vc "$A" unbind two secondary
same 'as long as one of them is there' 'both ' "$(listen both)"
vc "$A" bind two secondary dev both s-vlan 3
vc "$A" unbind two primary
same 'whichever' 'both ' "$(listen both)"
vc "$A" del two
same 'and no longer' '' "$(listen both)"

# Ports are shared: each circuit's wishes are its own.
dummies "$A" s0 s1
filters()
{
	ip -n "$A" maddr show dev s0
	ip -n "$A" maddr show dev s1
}
free_filters=$(filters)
for tag in 11 12; do
	vc "$A" add "on$tag"
	vc "$A" bind "on$tag" primary dev s0 s-vlan $tag
	vc "$A" bind "on$tag" secondary dev s1 s-vlan $tag
	ip -n "$A" link set "on$tag" up
	ip -n "$A" maddr add $GROUP dev "on$tag"
done
same 'two circuits on the same ports want an address' 's0 s1 ' "$(listen s0 s1)"
vc "$A" del on11
same 'one of them goes, the other still gets it' 's0 s1 ' "$(listen s0 s1)"
vc "$A" unbind on12 secondary
same 'on the ports that it has' 's0 ' "$(listen s0 s1)"
vc "$A" bind on12 secondary dev s1 s-vlan 13
vc "$A" del on12
same 'and nothing is left behind when both are gone' "$free_filters" "$(filters)"
p=$(promiscuity p0)
ip -n "$A" link set vc0 promisc on
same 'promiscuous circuit, promiscuous ports' "$((p + 1)) $((p + 1))" "$(promiscuity p0) $(promiscuity p1)"
ip -n "$A" link set vc0 promisc off
same 'and back' "$p $p" "$(promiscuity p0) $(promiscuity p1)"
ip -n "$A" link set vc0 allmulticast on
same 'all multicast likewise' '1 1' "$(allmulti p0) $(allmulti p1)"
ip -n "$A" link set vc0 allmulticast off
same 'and back' '0 0' "$(allmulti p0) $(allmulti p1)"
ip -n "$A" link set vc0 promisc on
vc "$A" unbind vc0 secondary
same 'a port that is unbound is let go' "$free" "$(promiscuity p1)"
vc "$A" bind vc0 secondary dev p1
same 'one that is bound takes on what is wanted' "$((p + 1))" "$(promiscuity p1)"
ip -n "$A" link set vc0 down
same 'a circuit that is down wants nothing of its ports' "$free $free" "$(promiscuity p0) $(promiscuity p1)"
ip -n "$A" link set vc0 up
same 'until it is up' "$((p + 1))" "$(promiscuity p0)"
ip -n "$A" link set vc0 promisc off
flow -n 40 -d "$mac" "p0@$B" "vc0@$A"
same "frames to the circuit's address arrive" 40 "${F[tap0.frames]}"
flow -n 40 -d 02:00:00:00:99:99 "p0@$B" "vc0@$A"
same "those to another's do not" 0 "${F[tap0.frames]}"
within 'and are counted' 40 "$(field "$A" vc0 paths.0.drops.rx_not_for_us)" 40
ip -n "$A" link set vc0 promisc on
flow -n 40 -d 02:00:00:00:99:99 "p0@$B" "vc0@$A"
same 'promiscuous, it takes them' 40 "${F[tap0.frames]}"
ip -n "$A" link set vc0 promisc off
check 'its address can change while it is up' ip -n "$A" link set vc0 address 02:00:00:00:77:77
flow -n 40 -d 02:00:00:00:77:77 "p0@$B" "vc0@$A"
same 'and it hears the new one' 40 "${F[tap0.frames]}"
flow -n 40 -d "$mac" "p0@$B" "vc0@$A"
same 'not the old one' 0 "${F[tap0.frames]}"
flow -n 10 -d 01:80:c2:00:00:0e "p0@$B" "vc0@$A" "p0@$A"
same 'link-local multicast (LLDP, LACP) is left to the port' '0 10' "${F[tap0.frames]} ${F[tap1.frames]}"

# ---- VLAN filters ---------------------------------------------------------------------------

if in_ns "$A" ethtool -k vc0 | grep -q 'rx-vlan-filter: on'; then
	ok 'VLAN filters are offered, so that the core tells which VLANs the ports must let in'
else
	fail 'VLAN filters are offered, so that the core tells which VLANs the ports must let in'
fi
for vid in 5 6 7; do
	ip -n "$A" link add link vc0 name "f$vid" type vlan id "$vid"
done
vc "$A" unbind vc0 primary
vc "$A" bind vc0 primary dev p0
for vid in 5 6 7; do
	ip -n "$A" link del "f$vid"
done
ok 'VLAN devices come and go around a new binding'

# ---- What a port's owner sees ----------------------------------------------------------------

new_ns P
cable "$P" e0 "$B" e0
cable "$P" e1 "$B" e1
in_ns "$P" sysctl -qw net.ipv6.conf.e0.accept_dad=0
wait_for 10 eval "ip -n '$P' -6 addr show dev e0 | grep -q fe80"
vc "$P" add vc0
vc "$P" bind vc0 primary dev e0
ip -n "$P" link set vc0 up
sleep 0.3
same "no IPv6 address on a port that is the circuit's own" '' "$(ip -n "$P" -6 addr show dev e0 | grep fe80)"
check 'but on the circuit' wait_for 10 eval "ip -n '$P' -6 addr show dev vc0 | grep -q fe80"
vc "$P" bind vc0 secondary dev e1 s-vlan 9
check 'a shared port keeps its address' eval "ip -n '$P' -6 addr show dev e1 | grep -q fe80"
vc "$P" unbind vc0 primary
check 'unbound, the port has one again' wait_for 10 eval "ip -n '$P' -6 addr show dev e0 | grep -q fe80"

# ---- Refused, and proto_down -----------------------------------------------------------------------

if modprobe netconsole 2> /dev/null && { [ -d /sys/kernel/config/netconsole ] || mount -t configfs none /sys/kernel/config 2> /dev/null; } &&
   [ -d /sys/kernel/config/netconsole ]; then
	vct=vct$$
	"$VCIRC" add "$vct"
	target=/sys/kernel/config/netconsole/$vct
	mkdir "$target"
	echo "$vct" > "$target/dev_name"
	echo 192.0.2.9 > "$target/remote_ip"
	echo 192.0.2.8 > "$target/local_ip"
	ip link set "$vct" up
	echo 1 > "$target/enabled" 2> /dev/null
	same 'netpoll is refused' 0 "$(cat "$target/enabled")"
	rmdir "$target"
	"$VCIRC" del "$vct"
else
	skip 'netpoll is refused: no netconsole here'
fi
new_ns Q
dummies "$Q" d0
vc "$Q" add vc0
vc "$Q" bind vc0 primary dev d0
ip -n "$Q" link set vc0 up
wait_state "$Q" vc0 state degraded
refused 'protodown, which would be ignored' "$Q" 'not supported' ip -n "$Q" link set vc0 protodown on
dummies "$Q" d1
ip -n "$Q" link add link d1 name mv type macvlan
vc "$Q" bind vc0 secondary dev mv
becomes 'a port that has it' "$Q" vc0 state up
ip -n "$Q" link set mv protodown on
becomes 'is as one without carrier' "$Q" vc0 paths.1.reason no-carrier
ip -n "$Q" link set mv protodown off
becomes 'until it is off' "$Q" vc0 state up

finish
