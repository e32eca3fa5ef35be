#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2016 # for eval
# BFD between two circuits, over every kind of path: when a path waits, when it is
# used, who is told that it failed, and what a command is taken for.
. "$(dirname "$0")/lib.sh"
begin
need jq jq

# bfd NS ROLE KEY: of the session of a path.
bfd()
{
	field "$1" vc0 "paths.$2.bfd.$3"
}

# both TEXT ROLE STATE [KEY]: the sessions of both ends get there.
both()
{
	local key=${4:-state}
	if wait_for 20 state_is "$A" vc0 "paths.$2.bfd.$key" "$3" &&
	   wait_for 20 state_is "$B" vc0 "paths.$2.bfd.$key" "$3"; then
		ok "$1"
	else
		fail "$1"
		note "$(vc "$A" show vc0 bfd)" "$(vc "$B" show vc0 bfd)"
	fi
}

# bind NS ROLE ARG...: with the port of that role.
bind()
{
	local ns=$1 role=$2 port=p0
	shift 2
	[ "$role" = primary ] || port=p1
	vc "$ns" bind vc0 "$role" dev "$port" "$@"
}

# As fast as a machine like this can be expected to be on time.
ms=100
[ "$SLOW" = 1 ] || ms=300
fast=(bfd min-tx "${ms}ms" min-rx "${ms}ms")

# fast NS ROLE: to get on.
fast()
{
	vc "$1" path vc0 "$2" "${fast[@]}"
}

# heard ROLE: how many packets A has taken there.
heard()
{
	bfd "$A" "$1" rx_packets
}

# flaps ROLE: of the sessions at both ends.
flaps()
{
	printf '%s %s\n' "$(bfd "$A" "$1" flaps)" "$(bfd "$B" "$1" flaps)"
}

# circuits ADDRESS...: vc0 at both ends, nothing bound.
circuits()
{
	local ns n=0
	for ns in "$A" "$B"; do
		n=$((n + 1))
		vc "$ns" add vc0 rebalance-time 0s
		ip -n "$ns" addr add "192.0.2.$n/24" dev vc0
		ip -n "$ns" link set vc0 up
	done
}

# ---- A path waits until it is known to work ----------------------------------------

new_ns A B
cable "$A" p0 "$B" p0
cable "$A" p1 "$B" p1
circuits
check 'a path is bound with BFD alone' bind "$A" primary bfd
look "$A" vc0
same 'it waits: its session has not been up' 'waiting bfd-waiting false' \
	"${C[paths.0.state]} ${C[paths.0.reason]} ${C[paths.0.usable]}"
same 'the circuit has no carrier as long as no path is known to work' down "${C[state]}"
check 'and says so to the stack' no_carrier "$A" vc0
same 'the clouds have 300 ms x3' '300000 300000 3' \
	"${C[paths.0.bfd.min_tx_us]} ${C[paths.0.bfd.min_rx_us]} ${C[paths.0.bfd.mult]}"
same 'there are no addresses to configure' 'micro null null' \
	"${C[paths.0.bfd.encap]} ${C[paths.0.bfd.local]} ${C[paths.0.bfd.peer]}"
matches 'show says what it waits for' 'waiting' "$(vc "$A" show vc0)"
out=$(bind "$B" primary 2>&1)
matches 'who binds without BFD is warned, in one line' '^Warning: [^'$'\n'']*unmonitored[^'$'\n'']*$' "$out"
matches 'show says so' 'unmonitored' "$(vc "$B" show vc0)"
same 'and JSON' 'true false' "$(vc "$B" -j show vc0 | jq -r '"\(.[0].unmonitored) \(.[0].paths[0].monitored)"')"
same 'without BFD the path is used at once' 'up true' "$(field "$B" vc0 paths.0.state) $(field "$B" vc0 paths.0.usable)"

# ---- BFD comes to a path in use ------------------------------------------------------

check 'BFD is added to a path in use' vc "$B" path vc0 primary bfd
same 'which stays in use' up "$(field "$B" vc0 paths.0.state)"
both 'the sessions come up' 0 up
becomes 'the path that waited is used' "$A" vc0 paths.0.state up
becomes 'and the circuit' "$A" vc0 state degraded
same 'the path in use did not notice' '1 0' "$(field "$B" vc0 paths.0.times_up) $(field "$B" vc0 paths.0.times_down)"
same 'the detection time is three intervals' 900000 "$(bfd "$A" 0 detect_time_us)"
same 'each knows the discriminator of the other' "$(bfd "$A" 0 discr) $(bfd "$B" 0 discr)" \
	"$(bfd "$B" 0 remote_discr) $(bfd "$A" 0 remote_discr)"
check 'nobody was late to hear' wait_for 5 state_is "$A" vc0 paths.0.bfd.polling false
bind "$A" secondary "${fast[@]}"
bind "$B" secondary "${fast[@]}" mult 5
both 'the other path, too' 1 up
becomes 'both are used' "$A" vc0 state up
same 'each end has its own multiplier, which the other counts by' "$((ms * 5000)) $((ms * 3000))" \
	"$(bfd "$A" 1 detect_time_us) $(bfd "$B" 1 detect_time_us)"
same 'the circuit is monitored' false "$(vc "$A" -j show vc0 | jq -r '.[0].unmonitored')"
check 'and carries traffic' ping_ok "$A" 192.0.2.2

# ---- Timers change while the session runs ------------------------------------------------

before=$(flaps 0)
vc "$A" path vc0 primary bfd min-tx 20ms
becomes 'one end alone does not make it faster' "$A" vc0 paths.0.bfd.polling false
same 'as the peer receives no faster' 300000 "$(bfd "$A" 0 tx_interval_us)"
fast "$A" primary
fast "$B" primary
both 'both do' 0 $((ms * 1000)) tx_interval_us
both 'and detect sooner' 0 $((ms * 3000)) detect_time_us
vc "$A" path vc0 primary bfd min-tx $((ms * 4))ms
both 'the peer is asked before it becomes slower' 0 false polling
same 'and counts by the slower' "$((ms * 4000)) $((ms * 12000))" "$(bfd "$A" 0 tx_interval_us) $(bfd "$B" 0 detect_time_us)"
fast "$A" primary
both 'back again' 0 $((ms * 3000)) detect_time_us
same 'without a flap' "$before" "$(flaps 0)"

# ---- A silent cut ----------------------------------------------------------------------

"$VCIRC" -n "$A" monitor vc0 > "$SCRATCH/events" 2>&1 &
sleep 0.5
silence "$B" p0
becomes 'packets vanish, the carrier stays: the path is down' "$A" vc0 paths.0.state down
same 'because of BFD' bfd "$(field "$A" vc0 paths.0.reason)"
becomes 'at the other end, too' "$B" vc0 paths.0.reason bfd
look "$A" vc0
same 'who found out, and how' 'local control-detection-time-expired' \
	"${C[paths.0.bfd.last_down.end]} ${C[paths.0.bfd.last_down.diag]}"
within 'after the detection time, not before (us)' $((ms * 3000)) "${C[paths.0.bfd.last_down.detected_us]}" \
	$((1000000 * SLOW))
same 'the peer is not known any more' null "${C[paths.0.bfd.remote_discr]}"
same 'it counts as a flap' 1 "$((${C[paths.0.bfd.flaps]} - ${before%% *}))"
same 'the other path is up' up "${C[paths.1.state]}"
check 'traffic is over on the other path' ping_ok "$A" 192.0.2.2
matches 'the event tells why and how long it took' 'primary.*bfd.*control-detection-time-expired.*[0-9] ?ms' \
	"$(grep down "$SCRATCH/events")"
same 'a path that went down does not wait' down "${C[paths.0.state]}"
revive "$B" p0
both 'the packets are back, and the sessions' 0 up
becomes 'the path, too' "$A" vc0 paths.0.state up

# RFC 7130 has untagged packets, and those that have a priority alone.
modprobe -q act_vlan
tc -n "$B" qdisc add dev p0 clsact
tc -n "$B" filter add dev p0 egress protocol all matchall action vlan push id 0 priority 6
before=$(heard 0)
check 'packets with a priority tag are taken' wait_for 10 eval '[ "$(heard 0)" -gt $((before + 10)) ]'
same 'the session is up' up "$(bfd "$A" 0 state)"
check 'and traffic gets through' ping_ok "$A" 192.0.2.2
tc -n "$B" qdisc del dev p0 clsact

# One way only: who hears nothing tells the other, which hears that.
tc -n "$B" qdisc add dev p0 clsact
tc -n "$B" filter add dev p0 ingress matchall action drop
becomes 'one direction is cut: who hears nothing takes the path down' "$B" vc0 paths.0.reason bfd
becomes 'and so does the other, which is told' "$A" vc0 paths.0.reason bfd
same 'by the peer' 'remote control-detection-time-expired' \
	"$(bfd "$A" 0 last_down.end) $(bfd "$A" 0 last_down.diag)"
same 'it says so itself' neighbor-signaled-session-down "$(bfd "$A" 0 last_down.diag > /dev/null; look "$A" vc0
	[ "${C[paths.0.bfd.state]}" = down ] && echo "${C[paths.0.bfd.diag]}" || echo neighbor-signaled-session-down)"
tc -n "$B" qdisc del dev p0 clsact
both 'healed' 0 up

# ---- Commands are no failures ----------------------------------------------------------

before=$(flaps 0)
path_flaps=$(field "$B" vc0 paths.0.flaps)
vc "$A" path vc0 primary admin down
becomes 'a path is taken down by a command: the other end follows' "$B" vc0 paths.0.state down
same 'and knows that it was a command' peer-admin-down "$(field "$B" vc0 paths.0.reason)"
same 'here its session is down by a command' admin-down "$(bfd "$A" 0 state)"
vc "$A" path vc0 primary admin up
both 'which comes' 0 up
ip -n "$A" link set vc0 down
becomes 'the circuit is set down: the other end follows' "$B" vc0 paths.0.reason peer-admin-down
becomes 'on both paths' "$B" vc0 paths.1.reason peer-admin-down
check 'and has no carrier' wait_for 5 no_carrier "$B" vc0
ip -n "$A" link set vc0 up
both 'up again' 0 up
both 'both' 1 up
vc "$A" unbind vc0 primary
becomes 'a path is unbound: the other end follows' "$B" vc0 paths.0.reason peer-admin-down
bind "$A" primary "${fast[@]}"
both 'bound again' 0 up
vc "$A" path vc0 primary no-bfd
same 'BFD is taken off a path: here it is used all the same' 'up null' \
	"$(field "$A" vc0 paths.0.state) $(field "$A" vc0 paths.0.bfd)"
becomes 'there it is down by a command' "$B" vc0 paths.0.reason peer-admin-down
vc "$A" path vc0 primary "${fast[@]}"
both 'and comes back' 0 up
same 'none of it was a flap of a session' "${before#* }" "$(bfd "$B" 0 flaps)"
same 'nor of the path' "$path_flaps" "$(field "$B" vc0 paths.0.flaps)"

# ---- Who begins ------------------------------------------------------------------------

vc "$A" unbind vc0 primary
vc "$B" unbind vc0 primary
bind "$A" primary "${fast[@]}" passive on
bind "$B" primary "${fast[@]}" passive on
sleep 1.5
same 'two that wait to be spoken to say nothing' '0 0 down' \
	"$(bfd "$A" 0 tx_packets) $(bfd "$B" 0 rx_packets) $(bfd "$A" 0 state)"
vc "$B" path vc0 primary bfd passive off
both 'until one begins' 0 up

# ---- Authentication --------------------------------------------------------------------

printf 'first key\n' > "$SCRATCH/key1"
printf 'another' > "$SCRATCH/key2"
chmod 600 "$SCRATCH"/key?
for type in simple keyed-md5 meticulous-keyed-md5 keyed-sha1 meticulous-keyed-sha1; do
	before=$(heard 0)
	for ns in "$A" "$B"; do
		vc "$ns" path vc0 primary bfd auth "$type" key-id 7 key-file "$SCRATCH/key1"
	done
	both "$type: the sessions are up" 0 up
	check "$type: packets are taken" wait_for 10 eval '[ "$(heard 0)" -gt $((before + 30)) ]'
	both "$type: the sessions stay up" 0 up
done
for ns in "$A" "$B"; do
	vc "$ns" path vc0 primary bfd min-tx 1s min-rx 1s
done
both 'slow again, not to be late' 0 3000000 detect_time_us
before=$(flaps 0)
for ns in "$A" "$B"; do
	vc "$ns" path vc0 primary bfd auth keyed-sha1 key-id 7 key-file "$SCRATCH/key1" key2-id 8 key2-file "$SCRATCH/key2"
done
# It takes some packets of each to know that the other went on.
both 'a second key is given' 0 up
for ns in "$A" "$B"; do
	vc "$ns" path vc0 primary bfd auth keyed-sha1 key-id 8 key-file "$SCRATCH/key2" key2-id 7 key2-file "$SCRATCH/key1"
	sleep 1
done
for ns in "$A" "$B"; do
	vc "$ns" path vc0 primary bfd auth keyed-sha1 key-id 8 key-file "$SCRATCH/key2"
done
sleep 4
both 'the first key is gone' 0 up
note "flaps: $before, now $(flaps 0)"
same 'keys were rolled over without a flap' "${before#* }" "$(bfd "$B" 0 flaps)"
fast "$A" primary
fast "$B" primary
same 'who looks sees their numbers' '8 null' "$(bfd "$A" 0 key_id) $(bfd "$A" 0 key2_id)"
check 'and nobody the keys' not grep -q -e another -e 'first key' <(vc "$A" -s -d show vc0; vc "$A" -j show vc0)
vc "$B" path vc0 primary bfd auth keyed-sha1 key-id 8 key-file "$SCRATCH/key1"
becomes 'the wrong key: the path goes down' "$A" vc0 paths.0.reason bfd
check 'such packets are counted' eval '[ "$(bfd "$A" 0 drops.auth_digest)" -gt 0 ]'
vc "$B" path vc0 primary bfd auth keyed-sha1 key-id 9 key-file "$SCRATCH/key2"
check 'no key of that number' wait_for 10 eval '[ "$(bfd "$A" 0 drops.auth_key)" -gt 0 ]'
vc "$B" path vc0 primary bfd auth none
check 'no authentication at all' wait_for 10 eval '[ "$(bfd "$A" 0 drops.auth_type)" -gt 0 ]'
vc "$A" path vc0 primary bfd auth none
both 'neither wants any: up' 0 up

# ---- What cannot be ----------------------------------------------------------------------

refused 'faster than the clock' "$A" 'min-tx' vc "$A" path vc0 primary bfd min-tx 1ms
refused 'slower than any clock' "$A" 'min-rx' vc "$A" path vc0 primary bfd min-rx 61s
matches 'refused: one packet is not enough' '^Error: mult "1": [^'$'\n'']*$' "$(vc "$A" path vc0 primary bfd mult 1 2>&1)"
refused 'Echo packets without a router' "$A" 'echo' vc "$A" path vc0 primary bfd echo 100ms
refused 'other addresses for a session' "$A" 'addresses' vc "$A" path vc0 primary bfd local 192.0.2.1 peer 192.0.2.2
vc "$A" path vc0 secondary no-bfd
refused 'no session to end' "$A" 'no BFD session' vc "$A" path vc0 secondary no-bfd
refused 'an address for one end only' "$A" 'local' vc "$A" path vc0 secondary bfd local 192.0.2.1
refused 'addresses of two families' "$A" 'local' vc "$A" path vc0 secondary bfd local 192.0.2.1 peer 2001:db8::2
vc "$A" path vc0 secondary bfd local 198.51.100.1 peer 198.51.100.2
vc "$B" path vc0 secondary no-bfd
vc "$B" path vc0 secondary bfd local 198.51.100.2 peer 198.51.100.1
both 'with addresses, as on the members of a bundle' 1 up
vc "$B" path vc0 secondary no-bfd
vc "$B" path vc0 secondary bfd local 198.51.100.3 peer 198.51.100.1
becomes 'another peer there: the path goes down' "$A" vc0 paths.1.state down
check 'its packets are counted' wait_for 10 eval '[ "$(bfd "$A" 1 drops.address)" -gt 0 ]'

# ---- Two circuits on one pair of ports ------------------------------------------------------

vc "$A" del vc0
vc "$B" del vc0
for ns in "$A" "$B"; do
	for vid in 10 20; do
		vc "$ns" add "er$vid"
		ip -n "$ns" link set "er$vid" up
		vc "$ns" bind "er$vid" primary dev p0 s-vlan $vid "${fast[@]}"
		vc "$ns" bind "er$vid" secondary dev p1 s-vlan $vid proto 802.1Q "${fast[@]}"
	done
done
for vid in 10 20; do
	becomes "tag $vid: both paths are up" "$A" "er$vid" state up
done
last=$(($(nproc --all) - 1))
# The last processor has its share of the sessions' clocks, and others have some. A look at which
# one ticks, and is in no list, says nothing.
shared()
{
	awk -v last="$last" '$1 == "cpu:" { cpu = $2 } /vcirc_bfd_clock_tick/ { n[cpu == last]++ }
		END { exit n[0] + n[1] != 8 || n[1] < int(8 / (last + 1)) || n[0] < last }' /proc/timer_list
}
# online 0|1: that processor.
online()
{
	echo "$1" > "/sys/devices/system/cpu/cpu$last/online"
}
# flapped: all of them.
flapped()
{
	"$CLIENT" -n "$A" dump | grep '\.flaps='
}
if [ "$last" -gt 0 ]; then
	for ns in "$A" "$B"; do
		for vid in 10 20; do
			vc "$ns" path "er$vid" primary bfd min-tx 1s min-rx 1s
			vc "$ns" path "er$vid" secondary bfd min-tx 1s min-rx 1s
		done
	done
	sleep 2
	flapped=$(flapped)
	check 'each processor has its share of the clocks' wait_for 5 shared
	check 'one of them goes offline' online 0
	sleep 4
	same 'its sessions are looked after by another' "$flapped" "$(flapped)"
	check 'it is back' online 1
	check 'and has its share again' wait_for 20 shared
	for ns in "$A" "$B"; do
		for vid in 10 20; do
			vc "$ns" path "er$vid" primary "${fast[@]}"
			vc "$ns" path "er$vid" secondary "${fast[@]}"
		done
	done
fi
# eth_type of what is under the tag: that tag alone is cut.
tc -n "$B" qdisc add dev p0 clsact
tc -n "$B" filter add dev p0 ingress protocol 802.1ad flower vlan_id 10 action drop
becomes 'one tag is cut on one port: that path is down' "$B" er10 paths.0.reason bfd
becomes 'at both ends' "$A" er10 paths.0.reason bfd
same 'no other' 'up up up' "$(field "$A" er10 paths.1.state) $(field "$A" er20 paths.0.state) $(field "$A" er20 paths.1.state)"
tc -n "$B" qdisc del dev p0 clsact
vc "$A" del er20
becomes 'a circuit goes: its far end knows that it was a command' "$B" er20 paths.0.reason peer-admin-down
becomes 'the other circuit is up' "$B" er10 state up
vc "$A" del er10
vc "$B" del er10
vc "$B" del er20

# ---- A way back to oneself -------------------------------------------------------------------

new_ns L
cable "$L" p0 "$L" p1
for port in p0 p1; do
	in_ns "$L" sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
done
vc "$L" add vc0
ip -n "$L" link set vc0 up
vc "$L" bind vc0 primary dev p0 s-vlan 10 "${fast[@]}"
# What leaves comes back, as when a provider tests the line.
tc -n "$L" qdisc add dev p1 clsact
tc -n "$L" filter add dev p1 ingress matchall action mirred egress redirect dev p1
check 'packets come back' wait_for 10 eval '[ "$(bfd "$L" 0 drops.my_discr)" -gt 2 ]'
same 'and are no peer' 'waiting 0' "$(field "$L" vc0 paths.0.state) $(bfd "$L" 0 times_up)"
del_ns "$L"

# ---- Wires ----------------------------------------------------------------------------------

vc "$A" add vc0 peer vc0 netns "$B"
ip -n "$A" link set vc0 up
ip -n "$B" link set vc0 up
wait_state "$A" vc0 state up
for role in primary secondary; do
	vc "$A" path vc0 "$role" "${fast[@]}"
	vc "$B" path vc0 "$role" "${fast[@]}"
done
both 'wires have sessions, too' 0 up
both 'each its own' 1 up
vc "$A" path vc0 primary no-bfd
becomes 'and ends' "$B" vc0 paths.0.reason peer-admin-down
vc "$A" del vc0

# ---- Routers ----------------------------------------------------------------------------------

for ns in "$A" "$B"; do
	[ "$ns" = "$A" ] && n=1 || n=2
	ip -n "$ns" addr add "198.51.100.$n/30" dev p0
	ip -n "$ns" addr add "2001:db8:1::$n/64" dev p1 nodad
	# A service's, and one that is not to be used any more.
	ip -n "$ns" addr add "2001:db8:1::10$n/64" dev p1 nodad
	ip -n "$ns" addr add "2001:db8:1::20$n/64" dev p1 nodad preferred_lft 0
	vc "$ns" add vc0 rebalance-time 0s
	ip -n "$ns" link set vc0 up
	vc "$ns" bind vc0 primary dev p0 via "198.51.100.$((3 - n))" "${fast[@]}"
	vc "$ns" bind vc0 secondary dev p1 via "2001:db8:1::$((3 - n))" "${fast[@]}"
done
both 'routed: up over IPv4' 0 up
both 'routed: up over IPv6' 1 up
becomes 'the paths are used' "$A" vc0 state up
same 'addresses are those of the port and the router' 'single-hop 198.51.100.1 198.51.100.2' \
	"$(bfd "$A" 0 encap) $(bfd "$A" 0 local) $(bfd "$A" 0 peer)"
same 'the oldest, where there are several' '2001:db8:1::1' "$(bfd "$A" 1 local)"
for ns in "$A" "$B"; do
	vc "$ns" path vc0 primary bfd echo 100ms
	vc "$ns" path vc0 secondary bfd echo 100ms
done
for role in 0 1; do
	check "Echo packets return (path $role)" wait_for 20 eval '[ "$(bfd "$A" '$role' echo_stats.rx_packets)" -gt 10 ]'
	same 'none is lost' 0 "$(bfd "$A" $role echo_stats.lost)"
	check 'their round-trip time is known' eval '
		look "$A" vc0
		[ "${C[paths.'$role'.bfd.echo_stats.rtt_min_ns]}" -gt 0 ] &&
		[ "${C[paths.'$role'.bfd.echo_stats.rtt_min_ns]}" -le "${C[paths.'$role'.bfd.echo_stats.rtt_avg_ns]}" ] &&
		[ "${C[paths.'$role'.bfd.echo_stats.rtt_avg_ns]}" -le "${C[paths.'$role'.bfd.echo_stats.rtt_max_ns]}" ]'
	look "$A" vc0
	note "round-trip time, us: $((${C[paths.$role.bfd.echo_stats.rtt_min_ns]} / 1000)) $((${C[paths.$role.bfd.echo_stats.rtt_avg_ns]} / 1000)) $((${C[paths.$role.bfd.echo_stats.rtt_max_ns]} / 1000))"
done
# echo_lost TEXT ENDS ARG...: B lives, and forwards no Echo packets that are so, which
# are those of the ends.
echo_lost()
{
	local text=$1
	ends=$2
	shift 2
	tc -n "$B" qdisc add dev p0 clsact
	tc -n "$B" filter add dev p0 ingress protocol ip flower "$@" ip_proto udp dst_port 3785 action drop
	becomes "$text" "$A" vc0 paths.0.reason bfd
	check 'the session is soon up again, the path is not' wait_for 20 held
	before=$(flaps 0)
	sleep 2
	check 'nor is it later' held
	same 'and nothing goes up and down' "$before" "$(flaps 0)"
}
held()
{
	local ns
	for ns in $ends; do
		look "$ns" vc0
		[ "${C[paths.0.bfd.state]} ${C[paths.0.state]} ${C[paths.0.bfd.diag]}" = 'up down echo-function-failed' ] || return
	done
}
echo_lost 'Echo packets return no more: the path is down' "$A" src_ip 198.51.100.1
matches 'show says why' 'bfd up [^ ]* \(echo-function-failed\)' "$(vc "$A" show vc0)"
becomes 'the peer is told' "$B" vc0 paths.0.bfd.remote_diag echo-function-failed
tc -n "$B" qdisc del dev p0 clsact
becomes 'they do: it is up' "$A" vc0 paths.0.state up
same 'and nothing is wrong' none "$(bfd "$A" 0 diag)"
both 'both ends agree' 0 up
echo_lost 'those of both ends, no matter who notices first' "$A $B"
vc "$B" path vc0 primary bfd echo off
becomes 'the peer says that it returns none: it is up' "$A" vc0 paths.0.state up
becomes 'and none are sent' "$A" vc0 paths.0.bfd.echo_stats.interval_us null
both 'and the session is up' 0 up
tc -n "$B" qdisc del dev p0 clsact
silence "$B" p0
becomes 'routed: a silent cut' "$A" vc0 paths.0.reason bfd
revive "$B" p0
both 'and back' 0 up
for ns in "$A" "$B"; do
	vc "$ns" path vc0 primary bfd echo 1s
done
wait_for 20 eval '[ "$(bfd "$A" 0 echo_stats.interval_us)" = 1000000 ]'
sleep 2.5
before=$(flaps 0)
for ns in "$A" "$B"; do
	vc "$ns" path vc0 primary bfd echo "${ms}ms"
done
sleep 2
same 'Echo packets a lot more often: nobody takes the first ones for lost' "$before" "$(flaps 0)"
refused 'two sessions between the same addresses' "$A" 'peer' eval '
	vc "$A" add vc1; ip -n "$A" addr add 198.51.100.5/30 dev p0
	vc "$A" bind vc1 primary dev p0 via 198.51.100.6 bfd local 198.51.100.1 peer 198.51.100.2
	status=$?; vc "$A" del vc1; ip -n "$A" addr del 198.51.100.5/30 dev p0; (exit $status)'
# A host of the far end's talks to one here, by chance on that port.
ip -n "$B" addr add 203.0.113.9/32 dev lo
ip -n "$A" addr add 203.0.113.1/32 dev vc0
ip -n "$A" route add 203.0.113.9 dev vc0
ip -n "$B" route add 203.0.113.1 via 198.51.100.1 src 203.0.113.9
before=$(bfd "$A" 0 drops.ttl)
in_ns "$A" tcpdump -lni vc0 udp port 6784 > "$SCRATCH/6784" 2> "$SCRATCH/tcpdump" &
wait_for 10 grep -q listening "$SCRATCH/tcpdump"
in_ns "$B" bash -c 'echo 1 > /dev/udp/203.0.113.1/6784'
check "UDP behind the routers is none of BFD's, whatever its port" wait_for 10 grep -q 6784 "$SCRATCH/6784"
vc "$A" path vc0 secondary no-bfd
refused 'an address the port has not got' "$A" 'local' vc "$A" path vc0 secondary bfd local 2001:db8:1::9

finish
