#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The story of make demo: a circuit carries TCP over two provider lines, loses
# one, carries on, and takes it back; then the other fails without a word, and
# BFD finds out. Runs in the test machine, see vm/run.

set -eu

# Every 200 ms, without forking: when, and the bytes that came in by each line.
if [ "${1-}" = sample ]; then
	exec 9<> <(:)
	while read -rt 0.2 -u 9 || :; do
		read -r primary < /sys/class/net/line1/statistics/rx_bytes
		read -r secondary < /sys/class/net/line2/statistics/rx_bytes
		echo "$EPOCHREALTIME $primary $secondary"
	done
fi

flows=32
rate=50 # Mbit/s of each line
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

say()
{
	printf '\n== %s\n' "$*"
}

# Shows a command, then runs it.
try()
{
	echo "\$ $*"
	"$@"
}

vcirc()
{
	"$VCIRC" "$@"
}

mark()
{
	echo "$EPOCHREALTIME mark $1" >> "$dir/samples"
}

# Draws the samples: a column is 200 ms, a full block is both lines' rate.
draw()
{
	sort -n "$dir/samples" | awk -v full="$((2 * rate))" '
	function block(mbit, level) {
		level = int(8 * mbit / full + 0.5)
		return substr("_12345678", (level > 8 ? 8 : level) + 1, 1)
	}
	$2 == "mark" {
		legend = sprintf("%-" n "s", legend) $3
		next
	}
	time {
		usec = ($1 - time) * 1e6
		sum = sum block(($2 + $3 - one - two) * 8 / usec)
		first = first block(($2 - one) * 8 / usec)
		second = second block(($3 - two) * 8 / usec)
		n++
	}
	{ time = $1; one = $2; two = $3 }
	END {
		print "both      |" sum
		print "primary   |" first
		print "secondary |" second
		print "           " legend
	}' | sed '1,3 { s/1/▁/g; s/2/▂/g; s/3/▃/g; s/4/▄/g; s/5/▅/g; s/6/▆/g
		s/7/▇/g; s/8/█/g; }'
}

# packets_lost: what left by the left end's paths and reached no right one.
packets_lost()
{
	local sent received
	sent=$(vcirc -n left -j show vc0 | jq '[.[0].paths[].tx_packets] | add')
	received=$(vcirc -n right -j show vc0 | jq '[.[0].paths[].rx_packets] | add')
	echo $((sent - received))
}

# cut LINE: packets vanish in both directions, and nobody is told.
cut()
{
	local router
	for router in left right; do
		tc -n "$router" qdisc add dev "$1" clsact
		tc -n "$router" filter add dev "$1" ingress prio 1 protocol ip matchall action drop
		tc -n "$router" filter add dev "$1" ingress prio 2 matchall action drop
	done
}

# vanished LINE: IPv4 packets in the cut so far. BFD's are IPv6.
vanished()
{
	local router
	for router in left right; do
		tc -n "$router" -s -j filter show dev "$1" ingress prio 1
	done | jq -s '[.[][].options.actions[]?.stats.packets] | add'
}

heal()
{
	tc -n left qdisc del dev "$1" clsact
	tc -n right qdisc del dev "$1" clsact
}

# ---------------------------------------------------------------------------

insmod "$VCIRC_KO"

say "Two routers, left and right, and two providers' lines of $rate Mbit/s between them"
for router in left right; do
	ip netns add "$router"
	ip -n "$router" link set lo up
done
for line in line1 line2; do
	ip -n left link add "$line" type veth peer name "$line" netns right
	for router in left right; do
		tc -n "$router" qdisc add dev "$line" root \
			netem rate "${rate}mbit" delay 2ms limit 5000
	done
done
ip -n left -br link

say 'A circuit at each end: one device over both lines'
address=1
for router in left right; do
	try vcirc -n "$router" add vc0 rebalance-time 2s
	try vcirc -n "$router" bind vc0 primary dev line1 bfd min-tx 100ms min-rx 100ms
	try vcirc -n "$router" bind vc0 secondary dev line2 bfd min-tx 100ms min-rx 100ms
	try ip -n "$router" addr add "192.0.2.$address/30" dev vc0
	try ip -n "$router" link set vc0 up
	address=2
done
"$VCIRC" -n left -ts monitor vc0 > "$dir/events" &
monitor=$!
try ip netns exec left ping -c 3 -i 0.2 192.0.2.2

say "iperf3 with $flows TCP flows from left to right, all the way to the end"
ip netns exec right iperf3 -s -1 -D
sleep 0.5
ip netns exec left iperf3 -c 192.0.2.2 -P "$flows" -w 16K -t 24 -J > "$dir/iperf" &
iperf=$!
sleep 2
ip netns exec right "$0" sample >> "$dir/samples" &
sampler=$!
sleep 2
try vcirc -n left -s show vc0

say "The first provider's line dies: primary loses carrier (A)"
ip -n right link set line1 down
mark A
sleep 2
try vcirc -n left show vc0

say 'The line is back (B): idle buckets move home, busy ones wait for their time'
ip -n right link set line1 up
mark B
sleep 1
try vcirc -n left show vc0

say 'The rebalance time is over (C): busy flows have moved home too'
sleep 2.5
mark C
try vcirc -n left show vc0
sleep 1

say 'Now the other line fails without a word: it has carrier, and packets vanish (D)'
cut line2
mark D
sleep 2
try vcirc -n left show vc0
carrier=$(ip netns exec left cat /sys/class/net/line2/carrier)
cost=$(vanished line2)

say 'The line is healed (E)'
heal line2
mark E
sleep 3
kill "$sampler"
wait "$iperf"
sleep 0.5

say "Throughput, a column each 200 ms; a full block is $((2 * rate)) Mbit/s"
draw
echo
jq -r '"\(.end.streams | length) flows began and ended well, " +
	"\(.end.sum_received.bytes / 1e6 | round) MB arrived, " +
	"\(.end.sum_sent.retransmits) segments sent again"' "$dir/iperf"
echo "$(packets_lost) packets left by a path of the left end and never arrived"
vcirc -n left -j show vc0 | jq -r --arg carrier "$carrier" --arg cost "$cost" \
	'.[0].paths[1].bfd.last_down | "The silent cut, with carrier \($carrier): found after " +
	"\(.detected_us / 1000 | round) ms without a packet of the peer, at the cost of \($cost) packets"'

say 'What vcirc monitor saw on the left'
kill "$monitor"
cat "$dir/events"
