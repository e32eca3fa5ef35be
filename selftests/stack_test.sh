#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Circuits in stacks: over VLANs, bonds, tunnels and other circuits, as deep as
# the kernel allows and no deeper, never in a ring; every level changes and
# goes at any time, and ports keep no VLAN filter that nobody asked for.
. "$(dirname "$0")/lib.sh"
begin
need ethtool ethtool
need iperf3 iperf3

# ---- A circuit over a VLAN and a bond over two circuits ------------------------

new_ns A B
cable "$A" p0 "$B" p0
cable "$A" p1 "$B" p1
for ns in "$A" "$B"; do
	vc "$ns" -b - <<- END
		add c0
		bind c0 primary   dev p0 s-vlan 1
		bind c0 secondary dev p1 s-vlan 1
		add c1
		bind c1 primary   dev p0 s-vlan 2 proto 802.1Q
		bind c1 secondary dev p1 s-vlan 2 proto 802.1Q
		add top rebalance-time 0s
	END
	host=1
	[ "$ns" = "$A" ] || host=2
	ip -n "$ns" -b - <<- END
		link add bond0 type bond mode balance-xor miimon 50
		link set c0 master bond0
		link set c1 master bond0
		link set bond0 up
		link add link bond0 name v5 type vlan id 5
		addr add 192.0.2.$host/24 dev top
		addr add 2001:db8::$host/64 dev top nodad
	END
	# In this order: the kernel allows no plain link to what is below already.
	vc "$ns" bind top secondary dev bond0 s-vlan 7
	vc "$ns" bind top primary dev v5
	ip -n "$ns" link set top up
done
becomes 'a circuit over a VLAN and the bond below it, over two circuits' "$A" top state up
wait_state "$B" top state up
check 'ping over IPv4' ping_ok "$A" 192.0.2.2
check 'and IPv6' ping_ok "$B" 2001:db8::1
check 'TCP' tcp "$A" "$B" 192.0.2.2 2 500K

# What addresses and modes do to each level below, and back.
levels()
{
	local dev
	for dev in top v5 bond0 c0 c1 p0 p1; do
		ip -n "$A" -d -o link show "$dev" | sed -E 's/(.*mtu [0-9]+).*(promiscuity [0-9]+ +allmulti [0-9]+).*/\1 \2/'
		ip -n "$A" maddr show dev "$dev" | awk '$1 == "link"' | sort
	done
}
# Set down, the circuit loses its global IPv6 address, and the group that goes with it.
ip -n "$A" addr del 2001:db8::1/64 dev top
before=$(levels)
ip -n "$A" maddr add 33:33:00:00:12:34 dev top
ip -n "$A" -b - << 'END'
link set top promisc on
link set top allmulticast on
link set top down
link set top up
link set bond0 down
link set bond0 up
link set c0 down
link set c0 up
link set p1 down
link set p1 up
link set p0 mtu 1400
link set p0 mtu 1500
link set c0 mtu 1500
link set c1 mtu 1500
link set top allmulticast off
link set top promisc off
END
ip -n "$A" maddr del 33:33:00:00:12:34 dev top
becomes 'modes, addresses, MTU and state change at every level, and it is up' "$A" top state up
restored()
{
	[ "$before" = "$(levels)" ]
}
# What has to do with the state of a link follows when it can.
wait_for 10 restored
same 'and all of it was taken back on every level' "$before" "$(levels)"
check 'ping' ping_ok "$A" 192.0.2.2

# ---- A storm of feature changes below ------------------------------------------

storm()
{
	local n
	for n in 1 2 3 4 5; do
		in_ns "$A" ethtool -K "$1" tso off gso off sg off tx off rx off gro off
		in_ns "$A" ethtool -K "$1" tso on gso on sg on tx on rx on gro on
	done > /dev/null 2>&1
}
before=$(in_ns "$A" ethtool -k top)
pings_begin "$A" 192.0.2.2 0.1
storms=()
for dev in p0 p1 c0 bond0; do
	storm $dev &
	storms+=($!)
done
wait "${storms[@]}"
pings_end
same 'features of ports, a circuit and the bond change all at once: those of the circuit above stay' \
	"$before" "$(in_ns "$A" ethtool -k top)"
same "and of $answered pings none is lost" 0 "$lost"

# ---- Levels go ------------------------------------------------------------------

ip -n "$A" link del v5
becomes 'the VLAN is removed' "$A" top paths.0.reason port-gone
ip -n "$B" link set v5 down
becomes 'and the far end knows' "$B" top state degraded
check 'the circuit carries on over the bond' ping_ok "$A" 192.0.2.2
ip -n "$A" link del bond0
becomes 'the bond is removed' "$A" top paths.1.reason port-gone
becomes 'and the circuits below it' "$A" c0 paths.0.binding ethernet
vc "$A" bind top primary dev c0
check 'can be ports themselves' wait_for 10 state_is "$A" top state degraded
ip -n "$A" link del p0
becomes 'a port of theirs is removed' "$A" c0 state degraded
del_ns "$A" "$B"

# ---- As deep as can be -----------------------------------------------------------

new_ns S
dummies "$S" base
below=base
for n in 1 2 3 4 5 6 7; do
	vc "$S" add "s$n"
	vc "$S" bind "s$n" primary dev $below s-vlan "$n"
	ip -n "$S" link set "s$n" up
	below=s$n
done
wait_state "$S" s7 state degraded
vc "$S" add s8
refused 'an eighth circuit over seven' "$S" 'dev "s7": .*stacked' vc "$S" bind s8 primary dev s7 s-vlan 8
ip -n "$S" link set dev s7 allmulticast on
ip -n "$S" link set dev s7 promisc on
flow -n 100 "s7@$S" "base@$S"
same 'seven deep every frame comes out below' '100 88a8.1' "${F[tap0.frames]} ${F[tap0.tags]}"
refused 'a ring of seven circuits' "$S" 'dev "s7": .*stacked' vc "$S" bind s1 secondary dev s7 s-vlan 9
ip -n "$S" link add link s3 name s3.5 type vlan id 5
refused 'a circuit over a VLAN on itself' "$S" 'dev "s3.5": .*stacked' vc "$S" bind s3 secondary dev s3.5
ip -n "$S" link add link s8 name m8 type macvlan
refused 'or a macvlan' "$S" 'dev "m8": .*stacked' vc "$S" bind s8 secondary dev m8
ip -n "$S" link del m8
ip -n "$S" link add br0 type bridge
ip -n "$S" link set s8 master br0
refused 'or a bridge it is in' "$S" 'dev "br0": .*stacked' vc "$S" bind s8 secondary dev br0
ip -n "$S" link set s8 nomaster
ip -n "$S" link del s4
becomes 'one in the midst is removed' "$S" s5 paths.0.reason port-gone
check 'the next takes its place' vc "$S" bind s5 primary dev s3 s-vlan 5
wait_state "$S" s7 state degraded
flow -n 100 "s7@$S" "base@$S"
same 'and all is well' 100 "${F[tap0.frames]}"
check 'now there is room above' vc "$S" bind s8 primary dev s7 s-vlan 8
check 'the port below all of them is removed' ip -n "$S" link del base
becomes 'and nobody carries' "$S" s8 state down
del_ns "$S"

# ---- Tunnels ------------------------------------------------------------------------

new_ns A B
cable "$A" u0 "$B" u0
for ns in "$A" "$B"; do
	host=1 other=2
	[ "$ns" = "$A" ] || host=2 other=1
	ip -n "$ns" -b - <<- END
		link set u0 mtu 2000
		addr add 10.1.1.$host/24 dev u0
		link add gt0 type gretap local 10.1.1.$host remote 10.1.1.$other
		link set gt0 mtu 1500 up
	END
	vc "$ns" add vc0
	vc "$ns" bind vc0 primary dev gt0 s-vlan 9
	ip -n "$ns" -b - <<- END
		link add link vc0 name vc0.5 type vlan id 5
		addr add 192.0.2.$host/24 dev vc0.5
		link set vc0 up
		link set vc0.5 up
	END
done
wait_state "$A" vc0 state degraded
wait_state "$B" vc0 state degraded
check 'a VLAN on a tagged circuit over a tunnel, which prepends its own headers: ping' ping_ok "$A" 192.0.2.2
check 'and TCP' tcp "$A" "$B" 192.0.2.2 2 500K

# The way to the tunnel's end leads over the circuit.
ip -n "$A" addr del 10.1.1.1/24 dev u0
ip -n "$A" addr add 10.1.1.1/24 dev vc0
ip -n "$A" neigh replace 10.1.1.2 lladdr 02:00:00:00:00:02 dev vc0
in_ns "$A" ping -q -n -i 0.05 -c 20 -W 1 10.1.1.2 > /dev/null
flow -n 20 "vc0@$A"
check 'a tunnel whose packets come back to the circuit over it: packets end, and the circuit is there' \
	vc "$A" show vc0
ip -n "$A" addr del 10.1.1.1/24 dev vc0
ip -n "$A" addr add 10.1.1.1/24 dev u0
check 'the way mended, it carries again' wait_for 10 ping_ok "$A" 192.0.2.2
del_ns "$A" "$B"

# ---- VLAN filters of ports -------------------------------------------------------------

# held: adds less removals of VLAN filters since tracing began, each device, protocol and tag, without those of 0.
# What the kernel's own threads remove is of a namespace that is still going.
held()
{
	awk '$1 ~ /^kworker/ { next }
	     { sub(/^.*: vct(add|del):/, $0 ~ /vctadd:/ ? "1" : "-1"); sub(/\(.*\)/, "") }
	     /dev=/ { n = $1 + 0; $1 = ""; sum[$0] += n; any[$0]++ }
	     END { for (k in sum) if (sum[k] != 0) print k, sum[k]; print length(any) > "/dev/stderr" }' \
		"$trace/trace"
}
trace=/sys/kernel/tracing
[ -e $trace/trace ] || mount -t tracefs tracefs $trace 2> /dev/null
if [ -e $trace/kprobe_events ]; then
	at_exit eval "echo 0 > $trace/events/kprobes/enable; echo > $trace/kprobe_events"
	for what in add del; do
		# shellcheck disable=SC2016 # arguments of the function
		echo 'p:vct'$what' vlan_vid_'$what' dev=$arg1:x64 proto=$arg2:x16 vid=$arg3:u16'
	done > $trace/kprobe_events
	echo > $trace/trace
	echo 1 > $trace/events/kprobes/enable
	new_ns V
	dummies "$V" d0 d1 d2 d3
	ip -n "$V" link add br0 type bridge
	ip -n "$V" link set d3 master br0
	vc "$V" add vc0
	vc "$V" add under
	vc "$V" bind under primary dev d2 s-vlan 9
	ip -n "$V" link set vc0 up
	vc "$V" bind vc0 primary dev d0
	ip -n "$V" link add link vc0 name v5 type vlan id 5
	ip -n "$V" link add link vc0 name v6 type vlan id 6 protocol 802.1ad
	vc "$V" bind vc0 secondary dev d1
	traced=$(held 2> /dev/null | awk '$NF == 1' | wc -l)
	ip -n "$V" link set vc0 down
	ip -n "$V" link del v5
	vc "$V" unbind vc0 primary
	ip -n "$V" link add link vc0 name v7 type vlan id 7
	ip -n "$V" link set vc0 up
	vc "$V" bind vc0 primary dev d3 2> /dev/null
	vc "$V" bind vc0 primary dev d0
	ip -n "$V" link set d0 down
	ip -n "$V" link del v6
	ip -n "$V" link set d0 up
	vc "$V" unbind vc0 secondary force
	vc "$V" bind vc0 secondary dev under
	vc "$V" bind under secondary dev d1 s-vlan 5
	vc "$V" bind under secondary dev d1 s-vlan 5 2> /dev/null
	vc "$V" del under
	vc "$V" bind vc0 secondary dev d1 s-vlan 5
	ip -n "$V" link del v7
	vc "$V" del vc0
	ip -n "$V" link del br0
	echo 0 > $trace/events/kprobes/enable
	within 'VLAN devices on a circuit are let in by its ports, and service tags' 7 "$traced" 20
	same 'circuits and VLAN devices gone, so is every VLAN filter they had asked for' '' "$(held 2> "$SCRATCH/any")"
	within 'of so many' 12 "$(cat "$SCRATCH/any")" 100
else
	skip 'VLAN filters of ports: this kernel does not trace functions'
fi

finish
