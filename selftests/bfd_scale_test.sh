#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two thousand BFD sessions on one pair of ports, and as many at the far end of the
# cables, in the same machine: they come up, and stay up.
. "$(dirname "$0")/lib.sh"
begin

circuits=1000
[ "$SLOW" = 1 ] || circuits=100
sessions=$((circuits * 2))

# circuits NS: under a tag each, on both ports.
make_circuits()
{
	local i
	for ((i = 1; i <= circuits; i++)); do
		printf '%s\n' "add er$i" \
			"bind er$i primary dev p0 s-vlan $i bfd" "bind er$i secondary dev p1 s-vlan $i bfd"
	done > "$SCRATCH/circuits"
	for ((i = 1; i <= circuits; i++)); do
		printf 'link set er%d up\n' "$i"
	done > "$SCRATCH/up"
	vc "$1" -b "$SCRATCH/circuits" && ip -n "$1" -b "$SCRATCH/up"
}

# sum NS KEY: of all sessions there.
sum()
{
	"$CLIENT" -n "$1" dump | awk -F= -v key="$2" '
		$1 ~ "^paths\\.[01]\\.bfd\\." key "$" { sum += $2 }
		END { print sum + 0 }'
}

# up NS: how many sessions are.
up()
{
	"$CLIENT" -n "$1" dump | grep -c '^paths\.[01]\.bfd\.state=up$'
}

all_up()
{
	[ "$(up "$A")" = "$sessions" ] && [ "$(up "$B")" = "$sessions" ]
}

# busy: the share of all processors' time that was not idle since the last call, in
# thousandths. Ticks see little of what timers do; that nothing is done is measured.
busy()
{
	local now idle iowait
	now=$((${EPOCHREALTIME/[.,]/} * $(getconf _NPROCESSORS_ONLN) / 100))
	read -r _ _ _ _ idle iowait _ < /proc/stat
	idle=$(((idle + iowait) * 10000 / $(getconf CLK_TCK)))
	share=$((1000 - (idle - was_idle) * 1000 / (now - was_now + 1)))
	was_idle=$idle was_now=$now
}
was_idle=0 was_now=0

new_ns A B
for port in p0 p1; do
	ip -n "$A" link add "$port" type veth peer name "$port" netns "$B"
	for ns in "$A" "$B"; do
		in_ns "$ns" sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
	done
	ip -n "$A" link set "$port" up
	ip -n "$B" link set "$port" up
done
for ns in "$A" "$B"; do
	in_ns "$ns" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	began=$(now_ms)
	check "$sessions sessions are made" make_circuits "$ns"
	note "in $(($(now_ms) - began)) ms"
done
check "all $sessions are up, at both ends" wait_for 60 all_up
flaps="$(sum "$A" flaps) $(sum "$B" flaps)"
heard=$(sum "$A" rx_packets)
busy
began=$(now_ms)
sleep 20
busy
lasted=$(($(now_ms) - began))
heard=$(($(sum "$A" rx_packets) - heard))
check 'twenty seconds later all are' all_up
same 'and none went down meanwhile' "$flaps" "$(sum "$A" flaps) $(sum "$B" flaps)"
note "packets a second at one end: $((heard * 1000 / lasted)), processors busy: $((share / 10)).$((share % 10)) % for both ends"
note "late timers: $(sum "$A" timers_late) $(sum "$B" timers_late), forgiven: $(sum "$A" timers_forgiven) $(sum "$B" timers_forgiven)"
within 'each was heard as often as was agreed, jitter taken off' $((sessions * lasted / 300)) "$heard" $((sessions * lasted / 200))

# A port with a thousand sessions goes: all of them, and their circuits carry on.
silence "$B" p0
degraded()
{
	[ "$("$CLIENT" -n "$A" dump | grep -c '^state=degraded$')" = "$circuits" ]
}
began=$(now_ms)
check 'a port falls silent: all circuits are over on the other' wait_for 20 degraded
note "seen after $(($(now_ms) - began)) ms"

finish
