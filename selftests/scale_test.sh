#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Five hundred circuits on one pair of ports (fewer on a slow machine): created,
# listed, switched over and removed.
. "$(dirname "$0")/lib.sh"
begin
COUNT=${1:-$((SLOW > 1 ? 125 : 500))}
new_ns A B
dummies "$A" p0 p1

# took WHAT: so long since the last call of this.
took()
{
	local now
	now=$(now_ms)
	note "$1: $((now - since)) ms"
	since=$now
}

# all FIELD VALUE [COUNT]: that many circuits have it.
all()
{
	[ "$("$CLIENT" -n "$A" dump | grep -cx "$1=$2")" = "${3:-$COUNT}" ]
}

for n in $(seq "$COUNT"); do
	echo "add c$n rebalance-time 0s"
	echo "bind c$n primary dev p0 s-vlan $n"
	echo "bind c$n secondary dev p1 s-vlan $n"
	echo "link set dev c$n up" >&3
done > "$SCRATCH/batch" 3> "$SCRATCH/up"
in_ns "$A" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
since=$(now_ms)
check "$COUNT circuits are created and bound" vc "$A" -b "$SCRATCH/batch"
took 'created'
check 'and set up' ip -n "$A" -b "$SCRATCH/up"
took 'set up'
same 'all are listed' "$COUNT" "$("$CLIENT" -n "$A" dump | grep -c '^name=c[0-9]')"
same 'vcirc -br lists each in a line' "$COUNT" "$(vc "$A" -br show | wc -l)"
took 'listed twice'
check 'all are up' wait_for 30 all state up
flow -n 200 "c$COUNT@$A" "p0@$A" "p1@$A"
same 'the last one carries on both paths under its tag' "200 88a8.$COUNT 88a8.$COUNT" \
	"$((${F[tap0.frames]} + ${F[tap1.frames]})) ${F[tap0.tags]} ${F[tap1.tags]}"

since=$(now_ms)
flow -n 200 -c 2 -e "200:p0@$A:carrier-off" "c1@$A" "p0@$A" "p1@$A"
same 'a port fails: the next packet goes the other way' '0 0' "${F[tap0.after]} ${F[none]}"
check 'all circuits have switched' wait_for 30 all state degraded
took 'switched over, as seen by listing'
check 'each once, for the carrier' all paths.0.reason no-carrier
ip -n "$A" link set p0 carrier on
check 'the port returns, all are up' wait_for 30 all state up
took 'returned'
churn()
{
	while :; do
		vc "$A" add churn
		vc "$A" del churn
	done
}
churn > /dev/null 2>&1 &
churn=$!
interrupted=0 short=0
# Ten times; on one processor it may be long before a list is interrupted.
for ((n = 0; n < 10 || (n < 300 && interrupted == 0); n++)); do
	[ "$("$CLIENT" -n "$A" dump 2> "$SCRATCH/err" | grep -c '^name=c[0-9]')" = "$COUNT" ] || short=$((short + 1))
	! grep -q interrupted "$SCRATCH/err" || interrupted=$((interrupted + 1))
	[ "$(vc "$A" -br show 2> /dev/null | grep -c '^c[0-9]')" = "$COUNT" ] || short=$((short + 1))
done
kill "$churn"
wait "$churn" 2> /dev/null
vc "$A" del churn 2> /dev/null
same 'while others come and go, every list has all that stay' 0 "$short"
within 'and says when something came or went meanwhile' 1 "$interrupted" 10
since=$(now_ms)
half=$((COUNT / 2))
for n in $(seq "$half"); do
	echo "del c$n"
done > "$SCRATCH/batch"
check "$half are removed one by one" vc "$A" -b "$SCRATCH/batch"
took 'removed'
same 'the others are there' $((COUNT - half)) "$("$CLIENT" -n "$A" dump | grep -c '^name=c[0-9]')"
check 'a port is removed' ip -n "$A" link del p0
check 'all have lost that path' all paths.0.reason port-gone $((COUNT - half))
took 'port removed'
flow -n 100 "c$COUNT@$A" "p1@$A"
same 'and carry on the other' 100 "${F[tap0.frames]}"
since=$(now_ms)
# The far end of a cable tells when a namespace that is gone by name is gone indeed.
cable "$A" end "$B" end
del_ns "$A"
check 'the namespace goes, and the rest with it' wait_for 60 not ip -n "$B" link show end
took 'namespace removed'

finish
