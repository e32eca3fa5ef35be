#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two programs that share no code, vcirc and a client on libnl, say the same
# of every field of every circuit, and change circuits the same way.
. "$(dirname "$0")/lib.sh"
begin
need jq jq
new_ns A B
for ns in "$A" "$B"; do
	in_ns "$ns" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
done
dummies "$A" p0 p1 p2 p3 p4

# One circuit of each sort.
vc "$A" add bare
vc "$A" add line peer far netns "$B" hash l2 symmetric on seed 12
vc "$A" add whole mode active-standby revert off rebalance-time 0s
vc "$A" bind whole primary dev p0
vc "$A" bind whole secondary dev p1 weight 255
vc "$A" add tags hash l3 seed 0xffffffff rebalance-time 1h
vc "$A" bind tags primary dev p2 s-vlan 1
vc "$A" bind tags secondary dev p2 s-vlan 4094 proto 802.1Q weight 0
vc "$A" add lost
vc "$A" bind lost primary dev p3
vc "$A" add moved
vc "$A" bind moved primary dev p4
vc "$A" path moved primary weight 77
for name in line whole tags lost; do
	ip -n "$A" link set dev "$name" up
	flow -n 300 "$name@$A"
done
ip -n "$B" link set dev far up
flow -n 100 -d ff:ff:ff:ff:ff:ff "far@$B"
dummies "$A" p6
in_ns "$A" sysctl -qw net.ipv6.conf.p6.disable_ipv6=0
ip -n "$A" addr add 198.18.0.1/24 dev p6
ip -n "$A" addr add 2001:db8::1/64 dev p6 nodad
# Nothing changes between two looks.
ip -n "$A" neigh replace 198.18.0.2 lladdr 02:00:00:00:0b:02 dev p6 nud permanent
ip -n "$A" neigh replace fe80::2 lladdr 02:00:00:00:0b:03 dev p6 nud permanent
vc "$A" add routed
vc "$A" bind routed primary dev p6 via 198.18.0.2
vc "$A" bind routed secondary dev p6 via fe80::2
ip -n "$A" link del p3
ip -n "$A" link set p0 carrier off
wait_state "$A" whole paths.0.reason no-carrier
ip -n "$A" link set dev moved netns "$B"
sleep 1

# By keys as the client prints them.
tool()
{
	vc "$1" -j show | jq -r '.[] | (paths(type != "object" and type != "array") as $p |
		"\($p | map(tostring) | join("."))=\(getpath($p))"), ""'
}

# timeless FILE: the fields that are times ago without their values
timeless()
{
	sed -E 's/^((.*\.)?(since|ago)_ms)=.*/\1/' "$1"
}

for ns in "$A" "$B"; do
	tool "$ns" > "$SCRATCH/tool"
	"$CLIENT" -n "$ns" dump > "$SCRATCH/client"
	n=$(grep -c ^name= "$SCRATCH/tool")
	timeless "$SCRATCH/tool" | awk 'BEGIN { RS = ""; FS = "\n" } { for (i = 1; i <= NF; i++) print NR, $i }' | sort > "$SCRATCH/1"
	timeless "$SCRATCH/client" | awk 'BEGIN { RS = ""; FS = "\n" } { for (i = 1; i <= NF; i++) print NR, $i }' | sort > "$SCRATCH/2"
	if difference=$(diff "$SCRATCH/1" "$SCRATCH/2"); then
		ok "$n circuits, $(wc -l < "$SCRATCH/1") fields: both clients say the same"
	else
		fail "$n circuits: both clients say the same"
		note "$difference"
	fi
	# Ages: one looked a moment after the other.
	worst=$(paste -d ' ' <(grep -E '(since|ago)_ms=' "$SCRATCH/tool" | sort -s -t= -k1,1) \
			<(grep -E '(since|ago)_ms=' "$SCRATCH/client" | sort -s -t= -k1,1) |
		awk -F'[ =]' '$1 != $3 || $4 < $2 { bad = 1 } { d = $4 - $2; if (d > worst) worst = d } END { print bad ? -1 : worst + 0 }')
	within "and the same ages, but for the moment between them (ms)" 0 "$worst" 5000
done

for name in $(names "$A"); do
	same "get of one ($name) and dump of all say the same" \
		"$("$CLIENT" -n "$A" dump "$name" | grep -v _ms=)" "$("$CLIENT" -n "$A" get "$name" | grep -v _ms=)"
done
same 'a dump filtered by a name nobody has is empty' '' "$("$CLIENT" -n "$A" dump nobody)"

# ---- Changes by one, seen by the other ---------------------------------------

json()
{
	vc "$A" -j show "$1" | jq -r ".[0]$2"
}
check 'the client sets' "$CLIENT" -n "$A" set bare mode active-standby revert off hash l2 symmetric on seed 99 rebalance-time-ms 1234
same 'vcirc shows' 'active-standby false l2 true 99 1234' \
	"$(json bare ' | "\(.mode) \(.revert) \(.hash) \(.symmetric) \(.seed) \(.rebalance_time_ms)"')"
dummies "$A" p5
check 'the client binds' "$CLIENT" -n "$A" bind bare path primary dev p5 s-vlan 9 s-proto 802.1Q weight 3
same 'vcirc shows' 'ethernet p5 9 802.1Q 3' \
	"$(json bare '.paths[0] | "\(.binding) \(.dev) \(.s_vlan) \(.s_proto) \(.weight)"')"
vc "$A" unbind routed primary force
check 'the client binds to a router' "$CLIENT" -n "$A" bind routed path primary dev p6 via 198.18.0.3
same 'vcirc shows' 'routed p6 198.18.0.3' "$(json routed '.paths[0] | "\(.binding) \(.dev) \(.via)"')"
check 'the client changes a path' "$CLIENT" -n "$A" set bare path primary admin down weight 4 force
same 'vcirc shows' 'down 4 admin-down' "$(json bare '.paths[0] | "\(.admin) \(.weight) \(.reason)"')"
check 'the client unbinds' "$CLIENT" -n "$A" unbind bare path primary
same 'vcirc shows' none "$(json bare '.paths[0].binding')"

# ---- Events --------------------------------------------------------------------

"$CLIENT" -n "$A" listen > "$SCRATCH/listen" &
"$VCIRC" -n "$A" -j monitor > "$SCRATCH/monitor" &
both_hear()
{
	vc "$A" set bare seed "$RANDOM"
	[ -s "$SCRATCH/monitor" ] && grep -q '^event=' "$SCRATCH/listen"
}
wait_for 20 both_hear
sleep 0.5
vc "$A" set bare seed 4242
ip -n "$A" link set p1 carrier off
wait_state "$A" whole state down
ip -n "$A" link set p1 carrier on
wait_state "$A" whole state degraded
vc "$A" add last
vc "$A" del last
wait_for 10 grep -q '"event":"deleted"' "$SCRATCH/monitor"
sleep 0.5
# From the change of the seed on: either may have joined first. Times are too long for the numbers of jq.
sed -E 's/("time_ns": ?)([0-9]+)/\1"\2"/' "$SCRATCH/monitor" | jq -r '"\(.event) \(.role) \(.reason) \(.time_ns) \(.lost) \(.circuit.name) \(.circuit.seed) \(.circuit.state) \(.circuit.paths[1].reason)"' \
	| awk '$7 == 4242 { on = 1 } on' > "$SCRATCH/1"
awk 'BEGIN { RS = ""; FS = "\n" }
	/^event=/ {
		delete f
		for (i = 1; i <= NF; i++) { n = index($i, "="); f[substr($i, 1, n - 1)] = substr($i, n + 1) }
		print f["event"], f["event.role"], f["event.reason"], f["event.time_ns"], f["event.lost"], f["name"], f["seed"], f["state"], f["paths.1.reason"]
	}' "$SCRATCH/listen" | awk '$7 == 4242 { on = 1 } on' > "$SCRATCH/2"
same "both hear the same events ($(wc -l < "$SCRATCH/1")), to the nanosecond" "$(cat "$SCRATCH/1")" "$(cat "$SCRATCH/2")"
within 'and there were some' 5 "$(wc -l < "$SCRATCH/1")" 20

finish
