#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How many circuits a second: made, bound, set up, listed, failed over and
# removed, on one pair of ports.
#
# usage: selftests/vm/run selftests/bench/scale.sh [CIRCUITS]
. "$(dirname "$0")/../lib.sh"
begin > /dev/null
COUNT=${1:-1000}
[ "$COUNT" -le 4094 ] || skip_all 'a port has 4094 tags'
new_ns A
dummies "$A" p0 p1
in_ns "$A" sysctl -qw net.ipv6.conf.default.disable_ipv6=1

# rate WHAT COMMAND...
rate()
{
	local what=$1 begin ms
	shift
	begin=$(now_ms)
	"$@" > /dev/null
	ms=$(($(now_ms) - begin))
	printf '%-32s %7d ms %8d per second\n' "$what" "$ms" $((COUNT * 1000 / (ms ? ms : 1)))
}

# lines TEXT: one for each circuit, its number for each @.
lines()
{
	for n in $(seq "$COUNT"); do
		printf '%s\n' "${1//@/$n}"
	done
}

all()
{
	[ "$("$CLIENT" -n "$A" dump | grep -cx "$1")" = "$COUNT" ]
}

lines 'add c@ rebalance-time 0s' > "$SCRATCH/add"
lines 'bind c@ primary dev p0 s-vlan @' > "$SCRATCH/bind"
lines 'bind c@ secondary dev p1 s-vlan @' >> "$SCRATCH/bind"
lines 'link set dev c@ up' > "$SCRATCH/up"
lines 'del c@' > "$SCRATCH/del"
uname -r
printf '%d circuits\n' "$COUNT"
rate 'made' vc "$A" -b "$SCRATCH/add"
rate 'both paths bound' vc "$A" -b "$SCRATCH/bind"
rate 'set up' ip -n "$A" -b "$SCRATCH/up"
rate 'listed as text' vc "$A" show
rate 'listed as JSON' vc "$A" -j show
rate 'dumped by netlink alone' "$CLIENT" -n "$A" dump
ip -n "$A" link set p0 carrier off
rate 'switched, the kernel told late' wait_for 60 all state=degraded
ip -n "$A" link set p0 carrier on
rate 'returned, the kernel told late' wait_for 60 all state=up
rate 'a port removed' ip -n "$A" link del p0
rate 'removed one by one' vc "$A" -b "$SCRATCH/del"
