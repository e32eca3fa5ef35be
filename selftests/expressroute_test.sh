#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The lab of labs/expressroute.sh: a circuit over two routers of a provider, with
# real BGP on the ports' own addresses. Routes reach the table through the
# circuit, traffic uses both routers, and one that goes takes only its flows.
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034 # read by the lab
LAB=$PREFIX-
. "$(dirname "$0")/labs/expressroute.sh"
begin
need /usr/lib/frr/bgpd frr
need vtysh frr
need iperf3 iperf3
need jq jq

lab_start "$SCRATCH" || fail 'the lab starts'
E=${LAB}edge H=${LAB}host

# established WHO: all its sessions are.
established()
{
	local summary
	summary=$(vty "$1" 'show bgp summary json') &&
		jq -e '[.[].peers[] | .state] | length == 4 and all(. == "Established")' <<< "$summary"
}
# via_circuit DEST: edge reaches it by er0, and by nothing else.
via_circuit()
{
	local family=-4 routes
	[[ $1 != *:* ]] || family=-6
	routes=$(ip -n "$E" "$family" route show exact "$1")
	[[ $routes = *'dev er0'* && $routes != *'dev eth'* ]]
}
becomes 'both provider routers are found' "$E" er0 state up
check 'edge has its four BGP sessions, on the addresses of the ports' wait_for 60 established edge
check 'what BGP learns of the cloud is routed by the circuit' wait_for 30 via_circuit 10.20.0.0/16
check 'and IPv6' wait_for 30 via_circuit 2001:db8:20::/48
note "$(ip -n "$E" route show exact 10.20.0.0/16; ip -n "$E" -6 route show exact 2001:db8:20::/48)"
# watched: FRR's own BFD sessions with both, on the ports.
watched()
{
	vty edge 'show bfd peers json' | jq -e 'length == 2 and all(.[]; .status == "up")'
}
check 'BFD sessions of a daemon come up on the ports' wait_for 60 watched
# beacon N: what shows the session with that router is there, by its port.
beacon()
{
	ip -n "$E" route show exact "203.0.113.$1" | grep -q "dev eth$1.100"
}
check 'the beacon of the one router by its port' wait_for 30 beacon 1
check 'that of the other by its own' wait_for 30 beacon 2
check 'the cloud has its sessions too' wait_for 60 established cloud
check 'the host reaches it' ping_ok "$H" 10.20.0.1
check 'over IPv6' ping_ok "$H" 2001:db8:20::1
# The primary path follows the BGP session with its router.
VCIRC=$VCIRC "$SELFTESTS/labs/follow" "$E" er0 primary 203.0.113.1 &

# ---- Both routers carry ----------------------------------------------------------------

# sent PATH: packets of it.
sent()
{
	field "$E" er0 "paths.$1.tx_packets"
}
# spread: shares of 200 flows, as the routers see them.
spread()
{
	flow -n 200 -v hosts,ports "er0@$E" "eth0.100@${LAB}pe1" "eth0.100@${LAB}pe2"
}
spread
within 'half of 200 flows by each router' 70 "${F[tap0.flows]}" 130
same 'and none is lost' 200 $((${F[tap0.flows]} + ${F[tap1.flows]}))
vc "$E" path er0 secondary weight 3
wait_state "$E" er0 moving 0
spread
within 'a quarter by the one of the lesser weight' 25 "${F[tap0.flows]}" 75
vc "$E" path er0 secondary weight 1
wait_state "$E" er0 moving 0

# ---- A session is withdrawn, a router dies -----------------------------------------------

# traffic FAMILY ADDRESS: pings and TCP from now on.
traffic()
{
	ip netns exec "$H" ping -n -q -i 0.05 "$2" > "$SCRATCH/ping$1" &
	pids+=($!)
	ip netns exec "$H" iperf3 -c "$2" -p "520$1" -t 600 -P 4 -b 2M > "$SCRATCH/iperf$1" 2>&1 &
	pids+=($!)
}
pids=()
for family in 4 6; do
	ip netns exec "${LAB}cloud" iperf3 -s -p "520$family" > /dev/null 2>&1 &
	servers+=($!)
done
wait_for 10 eval "[ \"\$(ip netns exec '${LAB}cloud' ss -Hltn | grep -c :520)\" -ge 2 ]"
traffic 4 10.20.0.1
traffic 6 2001:db8:20::1
sleep 3

first=$(field "$E" er0 switches)
vty pe1 'configure terminal' 'router bgp' 'neighbor 192.0.2.1 shutdown' 'neighbor 2001:db8:a1::1 shutdown' > /dev/null
becomes 'one session is withdrawn: its path is out of service' "$E" er0 paths.0.reason admin-down
spread
same 'all goes to the other router' '0 200' "${F[tap0.flows]} ${F[tap1.flows]}"
check 'the routes stay' via_circuit 10.20.0.0/16
vty pe1 'configure terminal' 'router bgp' 'no neighbor 192.0.2.1 shutdown' 'no neighbor 2001:db8:a1::1 shutdown' > /dev/null
becomes 'it is back, and the path with it' "$E" er0 state up
check 'and both sessions' wait_for 60 established edge
wait_state "$E" er0 moving 0
spread
within 'its flows are back' 70 "${F[tap0.flows]}" 130

lab_kill pe2
becomes 'the other router dies without a word: its path is not usable' "$E" er0 paths.1.reason neighbour
check 'show says which, and why' eval "vc '$E' show er0 | tee '$SCRATCH/show' | grep -Eq 'secondary +routed eth2.100 via 192.0.2.6 +down +neighbour (failed|incomplete)'"
note "$(cat "$SCRATCH/show")"
spread
same 'all goes to the one that lives' '200 0' "${F[tap0.flows]} ${F[tap1.flows]}"
check 'the host reaches the cloud' ping_ok "$H" 10.20.0.1
check 'over IPv6' ping_ok "$H" 2001:db8:20::1
lab_revive pe2
becomes 'it is back, and the path with it' "$E" er0 state up
check 'and both sessions' wait_for 60 established edge
within 'each time traffic has switched' $((first + 2)) "$(field "$E" er0 switches)" $((first + 8))

check 'the BFD sessions, too' wait_for 60 watched

# ---- What it cost --------------------------------------------------------------------------

sleep 3
for pid in "${pids[@]}"; do
	kill -0 "$pid" 2> /dev/null || fail 'traffic ended before it was to'
done
kill -INT "${pids[@]}"
wait "${pids[@]}" 2> /dev/null
for family in 4 6; do
	note "IPv$family: $(grep 'packets transmitted' "$SCRATCH/ping$family"); TCP $(grep 'SUM.*sender' "$SCRATCH/iperf$family" | tail -n 1)"
	within "IPv$family: most pings were answered, through all of it (%)" 60 \
		"$(awk '/ packets transmitted, / { printf "%d", 100 * $4 / $1 }' "$SCRATCH/ping$family")" 100
	# shellcheck disable=SC2016 # awk's own
	check "IPv$family: and TCP carries on at the end" awk '
		/SUM.*sec.*bits/ && !/sender|receiver/ { last[n++ % 3] = $6 }
		END { exit n < 3 || last[0] + last[1] + last[2] == 0 }' "$SCRATCH/iperf$family"
done
note "$(vc "$E" -s show er0)"
kill "${servers[@]}"
wait "${servers[@]}" 2> /dev/null

for who in "${LAB_ROUTERS[@]}"; do
	xargs -n 1 kill < <(cat "$LAB_DIR/$who"/*.pid)
done
finish
