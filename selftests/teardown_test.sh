#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Under traffic from both ends, port, circuit, namespace and module are taken
# away in every order that differs; nothing hangs, leaks or complains.
. "$(dirname "$0")/lib.sh"
begin
if [ -z "${VCIRC_KO:-}" ] && ! modinfo vcirc > /dev/null 2>&1; then
	skip_all 'the module is removed and inserted again and again: VCIRC_KO must name it'
fi
[ "$(ip -d link show type vcirc 2> /dev/null | wc -l)" = 0 ] ||
	skip_all 'this host has circuits, and this test removes the module'
module_loaded_here=1

traffic=()
# pour DEV@NS ARG...: a thousand frames a second, on a fast machine, until stopped.
pour()
{
	"$FLOWGEN" -n 1000 -c 10000 -g $((1000 * SLOW)) -w 0 -v ports,hosts -d ff:ff:ff:ff:ff:ff "${@:2}" "$1" > /dev/null 2>&1 &
	traffic+=($!)
}

stop_traffic()
{
	kill "${traffic[@]}" 2> /dev/null
	wait "${traffic[@]}" 2> /dev/null
	traffic=()
}

# build KIND: two routers under traffic, circuits untagged, tagged, routed or a pair,
# one path of each with a BFD session.
build()
{
	local ns n=0 how up session=(bfd min-tx 10ms min-rx 10ms)
	load_module || return
	A=$PREFIX-a B=$PREFIX-b
	ip netns add "$A" || return
	ip netns add "$B" || return
	up=$'link set p0 up\nlink set p1 up\nlink set vc0 up'
	if [ "$1" = wire ]; then
		vc "$A" add vc0 peer vc0 netns "$B" || return
		vc "$A" path vc0 primary "${session[@]}" || return
		vc "$B" path vc0 primary "${session[@]}" || return
		up='link set vc0 up'
	else
		ip -n "$A" -b - <<- END || return
			link add p0 type veth peer name p0 netns $B
			link add p1 type veth peer name p1 netns $B
		END
		for ns in "$A" "$B"; do
			n=$((n + 1))
			case $1 in
			untagged)	how=('' '') ;;
			tagged)		how=('s-vlan 100' 's-vlan 100') ;;
			routed)		how=("via 198.18.0.$((3 - n))" "via 198.18.1.$((3 - n))")
					ip -n "$ns" addr add "198.18.0.$n/24" dev p0
					ip -n "$ns" addr add "198.18.1.$n/24" dev p1 ;;
			esac
			vc "$ns" -b - <<- END || return
				add vc0 rebalance-time 100ms
				bind vc0 primary dev p0 ${how[0]} ${session[*]}
				bind vc0 secondary dev p1 ${how[1]}
			END
		done
	fi
	for ns in "$A" "$B"; do
		ip -n "$ns" -b - <<< "$up" || return
		pour "vc0@$ns"
	done
	[ "$1" != tagged ] || pour "p0@$A" -t 100/88a8
}

remove()
{
	case $1 in
	port)		ip -n "$A" link del p0 ;;
	circuit)	vc "$A" del vc0 ;;
	namespace)	ip netns del "$A" ;;
	far-namespace)	ip netns del "$B" ;;
	module)		rmmod vcirc ;;
	esac
}

# order KIND THING...: removed in that order, then all that is left.
order()
{
	local kind=$1 thing bad=''
	shift
	if ! build "$kind"; then
		fail "$kind: $*: cannot be built"
		return
	fi
	for thing; do
		remove "$thing" > "$SCRATCH/out" 2>&1 || bad="$bad $thing: $(cat "$SCRATCH/out")"
	done
	stop_traffic
	ip netns del "$A" 2> /dev/null
	ip netns del "$B" 2> /dev/null
	same "$kind: under traffic, removed in the order $(printf '%s ' "$@" | sed 's/ $//; s/ /, /g')" '' "$bad"
}

# On a slow machine an order is that of one kind of binding or another.
also()
{
	[ "$SLOW" -gt 1 ] || order "$@"
}

order untagged port circuit namespace module
also untagged port circuit module namespace
order untagged port namespace far-namespace module
also untagged port module namespace
order untagged circuit port namespace
also untagged circuit module port namespace
order untagged circuit namespace module
also untagged namespace far-namespace module
order untagged far-namespace circuit module
order untagged module port namespace
also untagged module namespace
also tagged port circuit namespace module
order tagged port module namespace
order tagged circuit module port namespace
order tagged namespace far-namespace module
order tagged module namespace
order routed port circuit namespace module
also routed circuit module port namespace
order routed far-namespace circuit module
order routed module namespace
order wire circuit module
order wire module namespace
order wire namespace module
order wire namespace far-namespace module
order wire far-namespace module

# ---- The module goes and leaves ports as it found them -----------------------

build untagged
rmmod vcirc
stop_traffic
check 'after the module is gone its ports are there' ip -n "$A" link show p0
if ! modinfo vcirc > /dev/null 2>&1; then
	out=$(vc "$A" show 2>&1)
	same 'vcirc says that the module is not loaded, and exits with 3' 3 $?
	note "$out"
fi
ip -n "$A" link add br0 type bridge
check 'and free for others' ip -n "$A" link set dev p0 master br0
ip netns del "$A"
ip netns del "$B"

build tagged
"$VCIRC" -n "$A" monitor > /dev/null 2>&1 &
monitor=$!
while :; do "$CLIENT" -n "$A" dump; done > /dev/null 2>&1 &
dumps=$!
sleep 0.5
check 'the module goes under a listener and a storm of dumps' wait_for 10 rmmod vcirc
kill "$dumps" "$monitor" 2> /dev/null
wait "$dumps" "$monitor" 2> /dev/null
stop_traffic
ip netns del "$A"
ip netns del "$B"

# ---- Ports that move or change --------------------------------------------------

build untagged
check 'a port is moved to another namespace under traffic' ip -n "$A" link set p0 netns "$B" name moved
same 'its path says that it is gone' port-gone "$(field "$A" vc0 paths.0.reason)"
becomes 'the circuit is degraded' "$A" vc0 state degraded
check 'the port is usable where it went' eval "
	ip -n '$B' link add br0 type bridge && ip -n '$B' link set dev moved master br0"
stop_traffic
vc "$A" del vc0
ip netns del "$A"
ip netns del "$B"

new_ns A
vc "$A" add vc0
if ip -n "$A" link add bond0 type bond 2> /dev/null &&
   ip -n "$A" link add tun9 type ipip local 127.0.0.1 remote 127.0.0.2 2> /dev/null; then
	vc "$A" bind vc0 primary dev bond0
	refused 'a port that would no longer be Ethernet' "$A" '.' ip -n "$A" link set tun9 master bond0
	check 'the port is as it was' eval "ip -n '$A' link show bond0 | grep -q link/ether"
else
	skip 'a port that would no longer be Ethernet: no bond or tunnel here'
fi
ip netns del "$A"

# ---- Everything at once ------------------------------------------------------------

storm()
{
	local n
	for n in $(seq 1000); do
		"$@"
	done
}
churn_circuit()
{
	vc "$A" add "x$1" peer "y$1" netns "$B"
	ip -n "$A" link set dev "x$1" up
	vc "$A" del "x$1"
}
churn_bind()
{
	vc "$A" bind vc0 primary dev p0 s-vlan 100
	vc "$A" unbind vc0 primary force
}
churn_port()
{
	ip -n "$A" link add q0 type veth peer name q1 netns "$B"
	vc "$A" bind keep primary dev q0
	ip -n "$A" link set q0 carrier off
	ip -n "$B" link del q1
}
churn_move()
{
	ip -n "$A" link set roam netns "$B"
	ip -n "$B" link set roam up
	ip -n "$B" link set roam netns "$A"
}
build tagged
vc "$A" add keep
ip -n "$A" link set keep up
vc "$A" add roam
vc "$A" bind roam primary dev p1 s-vlan 7
churns=()
for churn in 'churn_circuit 1' 'churn_circuit 2' churn_bind churn_port churn_move; do
	# shellcheck disable=SC2086 # words
	storm $churn > /dev/null 2>&1 &
	churns+=($!)
done
sleep 6
look "$A" keep
same 'circuits, bindings, ports and namespaces come and go at once, the rest stays' keep "${C[name]-}"
rmmod vcirc
same 'and the module goes in the midst of it' 0 $?
kill "${churns[@]}"
wait "${churns[@]}" 2> /dev/null
stop_traffic

finish
