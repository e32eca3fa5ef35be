#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A circuit is handed to a tenant in another namespace: it goes on carrying,
# the tenant sees it, and changes it only with rights where its ports are.
. "$(dirname "$0")/lib.sh"
begin
need unshare util-linux
need nsenter util-linux
need setpriv util-linux
new_ns A B T
two_routers "$A" "$B" seed 3

# ---- Moved by root -----------------------------------------------------------

: > "$SCRATCH/events"
"$CLIENT" -n "$A" listen > "$SCRATCH/events.a" &
"$CLIENT" -n "$T" listen > "$SCRATCH/events.t" &
wait_for 10 grep -q listening "$SCRATCH/events.a"
wait_for 10 grep -q listening "$SCRATCH/events.t"
check 'a circuit moves to another namespace, its ports stay' ip -n "$A" link set vc0 netns "$T"
check 'those who listened where it was hear that it is gone' wait_for 10 grep -qx event=deleted "$SCRATCH/events.a"
check 'those where it came to, that it is there' wait_for 10 grep -qx event=created "$SCRATCH/events.t"
same 'it is no longer listed here' '' "$(names "$A")"
same 'but there' vc0 "$(names "$T")"
ip -n "$T" addr add 192.0.2.1/24 dev vc0
ip -n "$T" addr add 2001:db8::1/64 dev vc0 nodad
ip -n "$T" link set vc0 up
becomes 'it comes up there' "$T" vc0 state up
check 'traffic goes on, IPv4' ping_ok "$T" 192.0.2.2
check 'and IPv6' ping_ok "$B" 2001:db8::1
look "$T" vc0
same 'its ports are named, in a namespace with a number' 'p0 p1' "${C[paths.0.dev]} ${C[paths.1.dev]}"
id=${C[paths.0.dev_netnsid]}
same 'the one they are in' "$id" "$(ip -n "$T" netns list-id | awk -v n="$A)" '$NF == n { print $2 }')"
check 'root may change it there' vc "$T" set vc0 hash l3
check 'and its paths' vc "$T" path vc0 primary weight 7
dummies "$T" p1
dummies "$A" extra
check 'unbind works from there' vc "$T" unbind vc0 secondary
refused 'a port of the namespace it was moved to' "$T" 'dev "p9": ' vc "$T" bind vc0 secondary dev p9
check 'bind finds the port by name at home' vc "$T" bind vc0 secondary dev p1
same 'which is the one there, not the one here' "$id" "$(field "$T" vc0 paths.1.dev_netnsid)"
becomes 'and usable' "$T" vc0 state up
ip -n "$A" link set p0 down
becomes 'what happens to the ports at home is seen' "$T" vc0 paths.0.reason port-down
check 'traffic goes on' ping_ok "$T" 192.0.2.2
ip -n "$A" link set p0 up
wait_state "$T" vc0 state up
check 'it moves back' ip -n "$T" link set vc0 netns "$A"
ip -n "$A" link set vc0 up
becomes 'and works at home' "$A" vc0 state up
same 'with what was changed meanwhile' 'l3 7' "$(field "$A" vc0 hash) $(field "$A" vc0 paths.0.weight)"
refused 'a move to where its name is taken' "$A" '.' \
	eval "ip -n '$T' link add vc0 type dummy; ip -n '$A' link set vc0 netns '$T'"
ip -n "$T" link del vc0

# ---- Moved to a tenant with a user namespace of its own ------------------------

unshare --user --map-root-user --net sleep infinity &
tenant=$!
in_tenant()
{
	nsenter -t "$tenant" --user --net --preserve-credentials "$@"
}
if wait_for 10 eval "[ \"\$(readlink /proc/$tenant/ns/net)\" != \"\$(readlink /proc/$$/ns/net)\" ]" &&
   wait_for 10 in_tenant ip link; then
	check 'a circuit is handed to a tenant who is root only in its own namespace' \
		ip -n "$A" link set vc0 netns "$tenant"
	in_tenant ip addr add 192.0.2.1/24 dev vc0
	check 'the tenant can use it: address, up' in_tenant ip link set vc0 up
	tenant_look()
	{
		in_tenant "$CLIENT" get vc0 | grep -x "$1"
	}
	check 'it is up' wait_for 10 tenant_look state=up
	check 'and carries' in_tenant ping -q -n -i 0.1 -c 3 -w $((10 * SLOW)) 192.0.2.2
	check 'the tenant can look at it' in_tenant "$VCIRC" show vc0
	before=$(in_tenant "$CLIENT" settings)
	# tenant_refused TEXT COMMAND...
	tenant_refused()
	{
		local text=$1 out
		shift
		if out=$(in_tenant "$@" 2>&1); then
			fail "the tenant may not $text"
		elif [ "$before" != "$(in_tenant "$CLIENT" settings)" ]; then
			fail "the tenant may not $text, but something changed"
		else
			ok "the tenant may not $text ($(printf '%s' "$out" | paste -s -d ' '))"
		fi
	}
	tenant_refused 'change a setting' "$VCIRC" set vc0 hash l2
	tenant_refused 'change a setting by rtnetlink' \
		bash -c "'$CLIENT' raw setlink 'ifname=str:vc0 linkinfo{ kind=str:vcirc data{ hash=u32:0 } }' | tee /dev/stderr | grep -qx errno=0"
	tenant_refused 'take a path down' "$VCIRC" path vc0 primary admin down
	tenant_refused 'change a weight' "$VCIRC" path vc0 primary weight 1
	tenant_refused 'unbind a path' "$VCIRC" unbind vc0 primary
	# A frame to somebody else that a promiscuous circuit sees is not its own.
	in_tenant ip link set vc0 promisc on
	in_ns "$B" ip neigh replace 192.0.2.1 lladdr 02:00:00:00:00:99 dev vc0
	check 'a frame for another station that crosses namespaces is not answered' \
		not in_ns "$B" ping -q -n -i 0.1 -c 3 -w 2 192.0.2.1
	in_ns "$B" ip neigh flush dev vc0
	in_tenant ip link set vc0 promisc off

	vc "$A" add open
	ip -n "$A" link set open netns "$tenant"
	in_tenant ip link add own type veth peer name own2
	check 'the tenant may not give a circuit ports of its own' \
		not in_tenant ip link set dev own master open
	check 'by neither command' not in_tenant "$VCIRC" bind open primary dev own
	in_tenant ip link del own
	in_tenant ip link del open

	vc "$A" add held
	refused 'root at home: a port that is in use' "$A" 'already' vc "$A" bind held primary dev p0
	vc "$A" del held

	in_tenant "$VCIRC" add mine peer yours seed 5
	check "a tenant's own circuits are its own: made" in_tenant "$VCIRC" set mine hash l2
	in_tenant ip link set mine up
	in_tenant ip link set yours up
	check 'removed' in_tenant "$VCIRC" del mine
	kill "$tenant"
	wait "$tenant" 2> /dev/null
	# The namespace of the tenant is gone, and what was in it.
	in_tenant_gone()
	{
		! ip -n "$A" -o link show p0 | grep -q 'vc0'
	}
	check 'the tenant gone, the ports are free' wait_for 20 in_tenant_gone
	check 'and can be bound again' wait_for 20 eval "
		'$VCIRC' -n '$A' add again; '$VCIRC' -n '$A' bind again primary dev p0"
else
	skip 'user namespaces are not available'
fi

# ---- A port moves ---------------------------------------------------------------------

new_ns M N
ip -n "$M" link add m0 mtu 1400 type dummy
ip -n "$M" link set m0 up
vc "$M" add vc0
vc "$M" bind vc0 primary dev m0
ip -n "$M" link set m0 netns "$N"
becomes 'a port that moves to another namespace is lost' "$M" vc0 paths.0.reason port-gone
check 'it arrives as any device does, down' eval "ip -n '$N' -o link show m0 | grep -q 'state DOWN'"
check 'with the MTU it had' eval "ip -n '$N' -o link show m0 | grep -q 'mtu 1400'"
check 'and IPv6 is where it is' in_ns "$N" test -e /proc/sys/net/ipv6/conf/m0
check 'and not where it was' not in_ns "$M" test -e /proc/sys/net/ipv6/conf/m0

# ---- Without any rights -----------------------------------------------------------

new_ns U
dummies "$U" p0 p1
vc "$U" add vc0
vc "$U" bind vc0 primary dev p0
nobody()
{
	in_ns "$U" setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"
}
check 'an unprivileged user can list circuits' nobody "$VCIRC" show
check 'as JSON' nobody "$VCIRC" -j show vc0
same 'and dump them' name=vc0 "$(nobody "$CLIENT" dump | grep ^name=)"
nobody "$CLIENT" listen > "$SCRATCH/events.u" &
check 'and join the event group' wait_for 10 grep -q listening "$SCRATCH/events.u"
vc "$U" set vc0 hash l3
check 'and hear of changes' wait_for 10 grep -qx event=changed "$SCRATCH/events.u"
for what in 'set vc0 hash l2' 'path vc0 primary weight 9' 'path vc0 primary admin down' \
	'unbind vc0 primary' 'bind vc0 secondary dev p1' 'add vc1' 'del vc0'; do
	# shellcheck disable=SC2086 # words
	refused "an unprivileged user: $what" "$U" 'ermi|right|not permitted' nobody "$VCIRC" $what
done

# ---- Namespaces go --------------------------------------------------------------------

new_ns H G
dummies "$H" p0
vc "$H" add vc0
vc "$H" bind vc0 primary dev p0
ip -n "$H" link set vc0 netns "$G"
ip -n "$G" link set vc0 up
wait_state "$G" vc0 state degraded
del_ns "$H"
check 'the home of a circuit goes, and the circuit with it wherever it is' wait_for 20 gone "$G" vc0
new_ns H
dummies "$H" p0
vc "$H" add vc0
vc "$H" bind vc0 primary dev p0 s-vlan 5
ip -n "$H" link set vc0 netns "$G"
del_ns "$G"
vc "$H" add vc1
check 'the namespace it was handed to goes, and its tag is free' \
	wait_for 20 vc "$H" bind vc1 primary dev p0 s-vlan 5

# Both at once, of which either may be the first to go. Ports have a smaller MTU
# than the circuit was made with, and one is shared with a circuit that stays at
# home; the far ends of the cables tell when a namespace is gone indeed.
new_ns E
# both TEXT WHAT: processes that keep the namespaces of ports and circuit, ended in one go.
both()
{
	local text=$1 round n p_ns c_ns pids=() left=0
	shift
	for round in $(seq $((SLOW > 1 ? 2 : 4))); do
		unshare --net sleep infinity &
		pids[0]=$!
		unshare --net sleep infinity &
		pids[1]=$!
		for n in 0 1; do
			wait_for 10 eval "[ \"\$(readlink /proc/${pids[n]}/ns/net)\" != \"\$(readlink /proc/$$/ns/net)\" ]"
		done
		p_ns=$PREFIX-ports c_ns=$PREFIX-circuit
		ip netns attach "$p_ns" "${pids[0]}"
		ip netns attach "$c_ns" "${pids[1]}"
		ip -n "$p_ns" -b - <<- END
			link add p0 mtu 1400 type veth peer name p0 netns $E
			link add p1 type veth peer name p1 netns $E
			link set p1 up
		END
		vc "$p_ns" -b - <<- END 2> /dev/null
			add vc0
			bind vc0 primary dev p0
			bind vc0 secondary dev p1 s-vlan $round
			add stays
			bind stays primary dev p1 s-vlan 100
		END
		ip -n "$p_ns" link set vc0 netns "$c_ns"
		ip -n "$c_ns" link add c0 type veth peer name c0 netns "$E"
		ip -n "$c_ns" link add link vc0 name vc0.5 type vlan id 5
		ip -n "$c_ns" link set vc0 up
		ip -n "$c_ns" link set vc0.5 up
		case $1 in
		port)	ip -n "$p_ns" link del p0 ;;
		esac
		umount /run/netns/"$p_ns" /run/netns/"$c_ns"
		rm /run/netns/"$p_ns" /run/netns/"$c_ns"
		case $1 in
		ports | port)	kill -KILL "${pids[0]}" "${pids[1]}" ;;
		circuit)	kill -KILL "${pids[1]}" "${pids[0]}" ;;
		esac
		wait "${pids[@]}" 2> /dev/null
		wait_for 20 eval "! ip -n '$E' -o link show | grep -qE ' [pc][01][:@]'" || left=$((left + 1))
	done
	same "$text" 0 $left
}
both 'the namespaces of ports and circuit go at once, that of the ports first' ports
both 'that of the circuit first' circuit
both 'that of the ports, after a port with an MTU of its own' port

finish
