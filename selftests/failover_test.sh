#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A path fails and comes back: the very next packet goes the other way, flows
# on the other path do not notice, and on return nobody is torn away.
. "$(dirname "$0")/lib.sh"
begin
need tc iproute2
new_ns A B
circuit_on_dummies "$A" rebalance-time 0s
# Its own reports would be counted, too.
in_ns "$A" sysctl -qw net.ipv6.conf.vc0.disable_ipv6=1
wait_state "$A" vc0 state up
meter "$A" p0
meter "$A" p1

send()
{
	flow "$@" "vc0@$A" "p0@$A" "p1@$A"
}

# came_from MAP1 MAP2: the paths that flows left between two maps.
came_from()
{
	cmp -l "$1" "$2" | awk '{ from[$2 == 60 ? "primary" : "secondary"] } END { for (f in from) printf "%s", f }'
}

# ---- Carrier lost, on a device that tells late ---------------------------------

send -f tcp4 -m "$SCRATCH/home"
handed=$(metered "$A" p0)
send -f tcp4 -c 4 -e "2000:p0@$A:carrier-off" -m "$SCRATCH/failed"
same 'dummy loses carrier: of the next 2000 packets none goes there' 0 "${F[tap0.after]}"
same 'and none is lost' 4000 "$((${F[tap0.frames]} + ${F[tap1.frames]}))"
same 'nor handed to the port to be dropped' "${F[tap0.frames]}" "$(($(metered "$A" p0) - handed))"
same 'only flows of the failed path moved' primary "$(came_from "$SCRATCH/home" "$SCRATCH/failed")"
same 'all of them' 1000 "$(tr -cd 1 < "$SCRATCH/failed" | wc -c)"
becomes 'the path says why' "$A" vc0 paths.0.reason no-carrier
look "$A" vc0
same 'the circuit is degraded and has switched once' 'degraded 1' "${C[state]} ${C[switches]}"
same 'it remembers which way and why' 'primary secondary no-carrier' \
	"${C[last_switch.from]-} ${C[last_switch.to]-} ${C[last_switch.reason]-}"
same 'the path counts a flap' '1 1 0' "${C[paths.0.times_down]} ${C[paths.0.flaps]} ${C[paths.1.flaps]}"

ip -n "$A" link set p0 carrier on
wait_state "$A" vc0 state up
send -f tcp4 -m "$SCRATCH/back"
same 'rebalance-time 0: at its return every flow is where it was' 0 "$(cmp -l "$SCRATCH/home" "$SCRATCH/back" | wc -l)"

# The kernel tells of carrier changes once a second at most: the second change
# within a second is seen by the transmit path alone.
late=0 lost=0
for port in p0 p1 p0 p1 p0 p1; do
	ip -n "$A" link set "$port" carrier off
	before=$(metered "$A" "$port")
	send -n 250 -w 20
	late=$((late + $(metered "$A" "$port") - before))
	lost=$((lost + F[none]))
	ip -n "$A" link set "$port" carrier on
	wait_state "$A" vc0 state up
done
same 'six failures in a row, faster than the kernel tells of them: packets handed to a port without carrier, packets lost' \
	'0 0' "$late $lost"

send -n 400 -c 3 -e "400:p0@$A:down" -m "$SCRATCH/down"
same 'a port set down: none of the next 800 packets goes there, none is lost' '0 1200' \
	"${F[tap0.after]} $((${F[tap0.frames]} + ${F[tap1.frames]}))"
becomes 'the path says why' "$A" vc0 paths.0.reason port-down
ip -n "$A" link set p0 up
wait_state "$A" vc0 state up

# ---- Commands ------------------------------------------------------------------

send -f tcp4 -m "$SCRATCH/home"
flaps=$(field "$A" vc0 paths.1.flaps)
check 'a path is taken down by a command' vc "$A" path vc0 secondary admin down
handed=$(metered "$A" p1)
send -f tcp4 -m "$SCRATCH/failed"
same 'all traffic takes the other' '1000 0' "${F[tap0.frames]} $(($(metered "$A" p1) - handed))"
same 'only flows of that path moved' secondary "$(came_from "$SCRATCH/home" "$SCRATCH/failed")"
look "$A" vc0
same 'a command is no flap' "admin-down $flaps" "${C[paths.1.reason]} ${C[paths.1.flaps]}"
refused 'to take down the last usable path' "$A" 'last' vc "$A" path vc0 primary admin down
check 'unless forced' vc "$A" path vc0 primary admin down force
same 'then the circuit is down' down "$(field "$A" vc0 state)"
check 'and has no carrier' wait_for 10 no_carrier "$A" vc0
handed=$(($(metered "$A" p0) + $(metered "$A" p1)))
send -n 100
same 'nothing is handed to its ports' '100 0' "${F[none]} $(($(metered "$A" p0) + $(metered "$A" p1) - handed))"
vc "$A" path vc0 primary admin up
vc "$A" path vc0 secondary admin up
becomes 'both up by command' "$A" vc0 state up

# ---- Carrier lost on veth ----------------------------------------------------------

new_ns C1 C2
two_routers "$C1" "$C2" rebalance-time 0s seed 5
flow -f udp6 -c 4 -n 500 -d ff:ff:ff:ff:ff:ff -e "1000:p0@$C2:down" "vc0@$C1" "p0@$C1" "p1@$C1"
same 'a cable is pulled: none of the next 1000 packets goes there' 0 "${F[tap0.after]}"
same 'none is lost' 2000 "$((${F[tap0.frames]} + ${F[tap1.frames]}))"
becomes 'that end says no-carrier' "$C1" vc0 paths.0.reason no-carrier
becomes 'this end says port-down' "$C2" vc0 paths.0.reason port-down
check 'ping goes on' ping_ok "$C1" 192.0.2.2
ip -n "$C2" link set p0 up
wait_state "$C1" vc0 state up
wait_state "$C2" vc0 state up

if have iperf3 iperf3 'TCP lives through a failure'; then
	ip netns exec "$C2" iperf3 -s -1 > /dev/null 2>&1 &
	wait_for 10 eval "ip netns exec '$C2' ss -Hltn 'sport = :5201' | grep -q ."
	ip netns exec "$C1" iperf3 -c 192.0.2.2 -P 8 -t 3 -i 1 > "$SCRATCH/iperf" 2>&1 &
	iperf=$!
	sleep 1
	ip -n "$C2" link set p1 down
	wait "$iperf"
	same 'eight TCP flows live through the loss of a path' 0 $? || note "$(cat "$SCRATCH/iperf")"
	ip -n "$C2" link set p1 up
	wait_state "$C1" vc0 state up
	wait_state "$C2" vc0 state up
fi
for ns in "$C1" "$C2"; do
	vc "$ns" set vc0 symmetric on
done
flow -f tcp4 -n 500 -v ports,hosts -m "$SCRATCH/there" "vc0@$C1" "p0@$C1" "p1@$C1"
flow -f tcp4 -n 500 -v ports,hosts -r -m "$SCRATCH/back" "vc0@$C2" "p0@$C2" "p1@$C2"
same 'symmetric on, one seed: what one end sends on a path the other answers on it' 0 \
	"$(cmp -l "$SCRATCH/there" "$SCRATCH/back" | wc -l)"

# ---- Announcements -----------------------------------------------------------------

if have tcpdump tcpdump 'announcements after a switch'; then
	ip -n "$C1" addr add 239.9.9.9/32 dev vc0 autojoin
	ip netns exec "$C2" tcpdump -l -n -p -i p1 > "$SCRATCH/dump" 2> "$SCRATCH/dump.err" &
	dump=$!
	wait_for 20 grep -q 'listening on' "$SCRATCH/dump.err"
	sleep 1.5
	: > "$SCRATCH/dump"
	ip -n "$C2" link set p0 down
	said()
	{
		grep -qE "$1" "$SCRATCH/dump"
	}
	check 'after a switch neighbours hear a gratuitous ARP' wait_for 10 said 'ARP, (Request who-has|Reply) 192.0.2.1 .*(tell|is-at)'
	check 'an unsolicited neighbour advertisement' wait_for 10 said 'neighbor advertisement, tgt is 2001:db8::1'
	check 'multicast routers an IGMP report' wait_for 10 said '> 224.0.0.22: igmp|239.9.9.9: igmp'
	check 'and an MLD report' wait_for 10 said '> ff02::16: .*multicast listener report'
	kill "$dump"
	ip -n "$C2" link set p0 up
	wait_state "$C1" vc0 state up
fi

# ---- Return, flow by flow ---------------------------------------------------------------

# A bucket is idle after a tenth of the rebalance time: 80 flows that send every
# 100 ms are well within it, on a slow machine too.
wait=$((4000 + 1000 * SLOW))
vc "$A" set vc0 rebalance-time ${wait}ms
rounds=$(((wait + 5000) / 100))
comes_back()
{
	wait_state "$A" vc0 moving 0
	send -n 80 -m "$SCRATCH/home"
	ip -n "$A" link set p0 carrier off
	wait_state "$A" vc0 state degraded
	"$FLOWGEN" -n 80 -c "$rounds" -g 1250 -e "800:p0@$A:carrier-on" -m "$SCRATCH/back" \
		"vc0@$A" "p0@$A" "p1@$A" > "$SCRATCH/return" &
	flowgen=$!
	wait_state "$A" vc0 state up
	sleep 2
	look "$A" vc0
	wait "$flowgen"
	while IFS='=' read -r key value; do
		F[$key]=$value
	done < "$SCRATCH/return"
}
# Where the machine itself stood still no flow was busy.
for _ in 1 2 3; do
	comes_back
	[ "${F[stalled_ms]}" -gt $((wait / 20)) ] || break
	note "nothing was sent for ${F[stalled_ms]} ms: once more"
done
within 'a path returned: soon buckets nobody uses are back on it' 60 "${C[paths.0.buckets]}" 120
same 'those in use wait' 128 "$((${C[paths.0.buckets]} + C[moving]))"
within 'no busy flow moved before the time was out (ms)' $wait "${F[first_move_ms]}" $((wait + 1500 * SLOW))
within 'then they moved a few at a time (ms)' "$((F[first_move_ms] + 100))" "${F[last_move_ms]}" \
	$((wait + 4000 * SLOW))
same 'and all are where they were' 0 "$(cmp -l "$SCRATCH/home" "$SCRATCH/back" | wc -l)"
becomes 'nothing is left to move' "$A" vc0 moving 0
same 'not one packet was lost' $((80 * rounds)) "$((F[sent] - F[none]))"

# ---- Active-standby --------------------------------------------------------------------------

dummies "$B" p0 p1
wait=$((1000 + 500 * SLOW))
vc "$B" add vc0 mode active-standby revert on rebalance-time ${wait}ms
vc "$B" bind vc0 primary dev p0
vc "$B" bind vc0 secondary dev p1
ip -n "$B" link set vc0 up
wait_state "$B" vc0 state up
sendb()
{
	flow "$@" "vc0@$B" "p0@$B" "p1@$B"
}
sendb -n 200
same 'active-standby: all on the primary' '200 0' "${F[tap0.frames]} ${F[tap1.frames]}"
sendb -n 200 -c 2 -e "200:p0@$B:carrier-off"
same 'its carrier lost, the next packet and all after it on the secondary' '0 200' "${F[tap0.after]} ${F[tap1.frames]}"
becomes 'it says so' "$B" vc0 paths.0.reason no-carrier
sendb -n 50 -c $(((wait + 2500 * SLOW) / 50)) -g 1000 -e "500:p0@$B:carrier-on"
within 'revert on: traffic stays until the time is out (ms)' $wait "${F[first_move_ms]}" $((wait + 1000 * SLOW))
same 'then all of it goes back' '50' "${F[moved]}"
within 'at once (ms)' 0 "$((F[last_move_ms] - F[first_move_ms]))" $((300 * SLOW))
look "$B" vc0
same 'two switches, the last one back, for no failure' '2 secondary primary none' \
	"${C[switches]} ${C[last_switch.from]-} ${C[last_switch.to]-} ${C[last_switch.reason]-}"
vc "$B" set vc0 revert off
sendb -n 50 -c 60 -g 1000 -e "100:p0@$B:carrier-off" -e "500:p0@$B:carrier-on"
same 'revert off: traffic left the primary and stays away after its return' 0 "$((${F[tap0.frames]} - 100))"
wait_state "$B" vc0 state up
sendb -n 100 -c 2 -e "100:p1@$B:carrier-off"
same 'until the secondary fails' '100 100' "${F[tap0.after]} ${F[tap0.frames]}"
ip -n "$B" link set p1 carrier on

# ---- Both ----------------------------------------------------------------------------------------

wait_state "$B" vc0 state up
# Once the carrier is known to be off the stack drops packets itself, before the circuit could
# count them: it gets to know after a second, if it was told of one just before.
sleep 1.2
sendb -n 600 -e "200:p0@$B:carrier-off" -e "400:p1@$B:carrier-off"
same 'both paths fail in the midst of 600 packets: every one before has left' 400 "$((F[sent] - F[none]))"
[ "$(field "$B" vc0 drops.tx_no_usable_path)" -ge 1 ]
same 'what the circuit gets then it drops and counts' 0 $?
becomes 'both paths gone the circuit is down' "$B" vc0 state down
check 'and has no carrier, so that routing reacts' wait_for 10 no_carrier "$B" vc0
ip -n "$B" link set p1 carrier on
becomes 'one back, it carries again' "$B" vc0 state degraded
sendb -n 50
same 'everything' 50 "${F[tap1.frames]}"
ip -n "$B" link set p0 carrier on

finish
