#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vcirc monitor tells what happens, when and why, as text and as JSON lines;
# every cause there is.
. "$(dirname "$0")/lib.sh"
begin
need jq jq
need setpriv util-linux
new_ns A
dummies "$A" p0 p1

"$VCIRC" -n "$A" -ts monitor > "$SCRATCH/text" 2> "$SCRATCH/text.err" &
"$VCIRC" -n "$A" -j monitor > "$SCRATCH/json" &
"$VCIRC" -n "$A" -j monitor vc0 > "$SCRATCH/vc0" &
vc "$A" add probe
heard()
{
	vc "$A" set probe seed "$RANDOM"
	[ -s "$SCRATCH/text" ] && [ -s "$SCRATCH/json" ]
}
check 'it prints what it hears at once' wait_for 20 heard
sleep 0.5

# stories: event, role and reason of each JSON line about vc0. (jq takes its time to start.)
stories()
{
	awk 'function value(key) {
			if (!match($0, "\"" key "\": ?\"?[a-z-]+"))
				return "?"
			key = substr($0, RSTART, RLENGTH)
			sub(/.*[:" ]/, "", key)
			return key
		}
		{ sub(/"circuit":.*/, ""); print value("event"), value("role"), value("reason") }' "$SCRATCH/vc0"
}

line=0
# story EVENT ROLE REASON: they have it, after the mark.
story()
{
	stories | tail -n "+$((line + 1))" | grep -qx "$*"
}

tells()
{
	local text=$1
	shift
	if wait_for 15 story "$@"; then
		ok "$text: $*"
	else
		fail "$text: $*"
		note "$(stories | tail -n "+$((line + 1))")"
	fi
}

# From here on only what is new.
mark()
{
	line=$(wc -l < "$SCRATCH/vc0")
}

vc "$A" add vc0 rebalance-time 300ms
tells 'a circuit is made' created null none
ip -n "$A" link set vc0 up
vc "$A" bind vc0 primary dev p0
tells 'a path is bound' bound primary none
tells 'and becomes usable' path-up primary none
vc "$A" bind vc0 secondary dev p1
tells 'so does the other' path-up secondary none
wait_state "$A" vc0 moving 0
mark
vc "$A" set vc0 hash l3
tells 'a setting changes' changed null none
mark
vc "$A" path vc0 secondary weight 5
tells 'a weight changes' changed secondary none
wait_state "$A" vc0 moving 0
mark
ip -n "$A" link set p0 carrier off
tells 'a port loses carrier' path-down primary no-carrier
tells 'traffic leaves it' switch primary no-carrier
order=$(stories | tail -n "+$((line + 1))" | paste -s -d ' ')
matches 'in that order' 'path-down.*switch' "$order"
mark
ip -n "$A" link set p0 carrier on
tells 'it returns' path-up primary none
tells 'what was due to move has moved' rebalanced null none
mark
vc "$A" path vc0 primary admin down
tells 'a command' path-down primary admin-down
tells 'moves traffic' switch primary admin-down
vc "$A" path vc0 primary admin up
tells 'and back' path-up primary none
wait_state "$A" vc0 moving 0
mark
ip -n "$A" link set p1 down
tells 'a port is set down' path-down secondary port-down
ip -n "$A" link set p1 up
tells 'and up' path-up secondary none
mark
vc "$A" unbind vc0 secondary
tells 'a path is unbound' unbound secondary unbound
vc "$A" bind vc0 secondary dev p1
tells 'bound again' bound secondary none
mark
ip -n "$A" link del p1
tells 'its port is removed' unbound secondary port-gone
mark
vc "$A" del vc0
tells 'the circuit is removed' deleted null none
vc "$A" add vc0 peer far
mark
ip -n "$A" link set dev vc0 up
ip -n "$A" link set dev far up
tells 'up' path-up primary none
mark
vc "$A" path far primary admin down
tells 'down by a command there' path-down primary peer-admin-down

jq -es 'length > 10 and all(.[]; has("time") and has("time_ns") and has("event") and has("role") and
	has("reason") and has("lost") and (.circuit | has("name") and has("paths") and (.paths | length == 2)))' \
	< "$SCRATCH/json" > /dev/null
same 'every line is a JSON object with all its keys and the whole circuit' 0 $?
jq -es 'map(.time_ns) as $t | $t == ($t | sort)' < "$SCRATCH/vc0" > /dev/null
same 'times of a circuit only go forward' 0 $?
now=$(date +%s)
last=$(jq -s 'last.time_ns / 1000000000 | floor' < "$SCRATCH/json")
within 'and are those of the clock on the wall (s ago)' 0 "$((now - last))" 30
same 'a monitor of one circuit tells of no other' vc0 "$(jq -r .circuit.name < "$SCRATCH/vc0" | sort -u)"
same 'one of all tells of all' 'far probe vc0' "$(jq -r .circuit.name < "$SCRATCH/json" | sort -u | paste -s -d ' ')"
same 'nothing was lost' 0 "$(jq -s 'map(.lost) | add' < "$SCRATCH/json")"
while read -r words; do
	matches "the text has: $words" "vc0: .*$words" "$(cat "$SCRATCH/text")"
done << 'EOF'
created
path primary bound
path primary up
changed.*hash l3
path secondary changed.*weight 5
path primary down.*no-carrier
switch.*primary.*secondary.*no-carrier
rebalanced
path primary down.*admin-down
path secondary unbound
unbound.*port-gone
deleted
EOF
same 'each line of text begins with the time' 0 "$(grep -vcE '^\[20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+\] ' "$SCRATCH/text")"
same 'as many lines of text as of JSON' "$(wc -l < "$SCRATCH/vc0")" "$(grep -c ' vc0: ' "$SCRATCH/text")"

# A listener that does not read: it must be told that it missed something, and nobody
# else may suffer. It has no right to a larger buffer than the system's.
vc "$A" del probe
setpriv --bounding-set -net_admin "$VCIRC" -n "$A" -j monitor > "$SCRATCH/slow" &
slow=$!
listening()
{
	vc "$A" set vc0 seed "$RANDOM"
	[ -s "$SCRATCH/slow" ]
}
wait_for 20 listening
kill -STOP "$slow"
for n in $(seq 3000); do
	echo "set vc0 seed $n"
done > "$SCRATCH/batch"
check '3000 changes with a listener that sleeps' vc "$A" -b "$SCRATCH/batch"
kill -CONT "$slow"
# By its socket, or by the circuit, which does not wait either.
check 'which is told that it missed some' wait_for 20 grep -qE '"event": ?"resync"|"lost": ?[1-9]' "$SCRATCH/slow"
check 'and catches up' wait_for 20 grep -qE '"seed": ?3000[,}]' "$SCRATCH/slow"

finish
