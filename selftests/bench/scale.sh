#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Thousands of circuits on one pair of ports, and of bonds over VLAN devices on
# another: made, listed, failed over and removed, and the memory they take.
#
# usage: selftests/bench/run scale
. "$(dirname "$0")/lib.sh"
COUNT=${VCIRC_COUNT:-4000}
[ "$COUNT" -le 4094 ] || skip_all 'a port has 4094 tags'
PROBE=$SELFTESTS/build/probe
declare -A took

# lines TEXT: one for each, its number for each @.
lines()
{
	seq "$COUNT" | sed "s/.*/&;$1/; :a; s/^\([0-9]*\);\(.*\)@/\1;\2\1/; ta; s/^[0-9]*;//"
}

# busy KEY COMMAND...: what a command, and all it sets off, takes of the processor, in ms
busy()
{
	local key=$1 begin
	shift
	begin=$(used_us)
	"$@" > /dev/null || exit 1
	took[$key]=$((($(used_us) - begin) / 1000))
}

# timed KEY COMMAND...: how long it takes, in ms, waiting included
timed()
{
	local key=$1 begin
	shift
	begin=$(now_ms)
	"$@" > /dev/null || exit 1
	took[$key]=$(($(now_ms) - begin))
}

# held KEY COMMAND...: how long RTNL was, at a stretch, in us. Nothing else runs
# meanwhile that would have the probe wait.
held()
{
	local key=$1 pid
	shift
	kill -STOP "$idler"
	in_ns "$ns" "$PROBE" > "$SCRATCH/probe" &
	pid=$!
	"$@" > /dev/null || exit 1
	pkill -TERM -x probe
	wait $pid
	took[$key]=$(cat "$SCRATCH/probe")
	kill -CONT "$idler"
}

# used: kB that are not to be had
used()
{
	echo 3 > /proc/sys/vm/drop_caches
	awk '/^MemTotal:/ { total = $2 } /^MemFree:/ { free = $2 } /^(Buffers|Cached):/ { free += $2 } END { print total - free }' /proc/meminfo
}

# ---- Circuits -------------------------------------------------------------------

new_ns A
ns=$A
dummies "$ns" p0 p1
in_ns "$ns" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
for role in primary:p0 secondary:p1; do
	lines "bind c@ ${role%:*} dev ${role#*:} s-vlan @"
done > "$SCRATCH/bind"
lines 'add c@ rebalance-time 0s' > "$SCRATCH/add"
lines 'link set dev c@ up' > "$SCRATCH/up"
lines 'del c@' > "$SCRATCH/del"

vc_make()
{
	vc "$ns" -b "$SCRATCH/add" && vc "$ns" -b "$SCRATCH/bind" 2> "$SCRATCH/warned" &&
		ip -n "$ns" -b "$SCRATCH/up"
}

# all KEY=VALUE: it is so in all circuits
all()
{
	[ "$("$CLIENT" -n "$ns" dump | grep -cx "$1")" = "$COUNT" ]
}

before=$(used)
idler
busy vc.make vc_make
wait_for 60 all state=up || exit 1
took[vc.memory]=$((($(used) - before) * 10 / COUNT))
busy vc.dump ip -n "$ns" -d link show type vcirc
busy vc.show vc "$ns" show
busy vc.stats vc "$ns" -s show
TIMEFORMAT=%S
took[vc.sys]=$({ time for _ in {1..5}; do vc "$ns" -s show > /dev/null; done; } 2>&1)
lose_port()
{
	ip -n "$ns" link set p0 carrier off
	sleep 5
}
# strays CIRCUIT: packets of 1000 that a port still gets after it was lost
strays()
{
	ip -n "$ns" link set p0 carrier off
	local before
	before=$(dev_count "$ns" p0 tx_packets)
	pktgen "$ns" "$1" 1000 > /dev/null
	echo $(($(dev_count "$ns" p0 tx_packets) - before))
	sleep 5
}
restore_port()
{
	ip -n "$ns" link set p0 carrier on
	sleep 5
}
took[vc.strays]=$(strays "c$COUNT")
restore_port
held vc.held lose_port
wait_for 60 all state=degraded || exit 1
restore_port
busy vc.events0 lose_port
restore_port
for n in {1..10}; do
	"$VCIRC" -n "$ns" monitor > "$SCRATCH/monitor$n" 2> /dev/null &
	monitors[n]=$!
done
sleep 5
busy vc.events10 lose_port
kill "${monitors[@]}"
restore_port
kill "$idler"
timed vc.remove vc "$ns" -b "$SCRATCH/del"

# ---- Bonds ----------------------------------------------------------------------

new_ns B
ns=$B
dummies "$ns" p0 p1
in_ns "$ns" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
{
	lines 'link add link p0 name a@ type vlan id @'
	lines 'link add link p1 name b@ type vlan id @'
	lines 'link add c@ type bond mode balance-xor miimon 100 xmit_hash_policy layer3+4'
	lines 'link set a@ master c@'
	lines 'link set b@ master c@'
	lines 'link set c@ up'
} > "$SCRATCH/bonds"
before=$(used)
idler
busy bond.make ip -n "$ns" -b "$SCRATCH/bonds"
took[bond.memory]=$((($(used) - before) * 10 / COUNT))
busy bond.dump ip -n "$ns" -d link show type bond
busy bond.stats ip -n "$ns" -s -d link show type bond
sleep 5
held bond.held lose_port
lines 'link del c@' > "$SCRATCH/del"
{
	lines 'link del a@'
	lines 'link del b@'
} >> "$SCRATCH/del"
kill "$idler"
timed bond.remove ip -n "$ns" -b "$SCRATCH/del"

table()
{
	question "scale-$1" "$2" "$COUNT circuits or bonds over VLAN devices: $3"
	peer 'bonding and VLAN devices' "$(awk -v "v=${took[bond.$1]}" -v "by=$4" 'BEGIN { print v / by }')"
	ours vcirc "$(awk -v "v=${took[vc.$1]}" -v "by=$4" 'BEGIN { print v / by }')"
	answer
}
table make ms 'made, bound and set up' 1
table remove ms 'removed one by one' 1
table memory kB 'memory of each' 10
table held ms 'longest that RTNL is held when a port loses its carrier' 1000
question scale-strays packets "$COUNT circuits lose a port: packets of the next 1000 on the last circuit that go to it"
ours vcirc "${took[vc.strays]}"
answer
question scale-dump ms "$COUNT circuits or bonds over VLAN devices: listed"
peer 'ip -d link show type bond' "${took[bond.dump]}"
ours 'vcirc show' "${took[vc.show]}"
also 'ip -d link show type vcirc' "${took[vc.dump]}"
answer
question scale-show ms "$COUNT circuits or bonds over VLAN devices: listed with their counters"
peer 'ip -s -d link show type bond' "${took[bond.stats]}"
ours 'vcirc -s show' "${took[vc.stats]}"
also 'in the kernel' "$(awk -v "s=${took[vc.sys]}" 'BEGIN { printf "%d\n", s * 1000 / 5 }')"
answer
question scale-events ms "$COUNT circuits lose a port: what the processor does, and tells"
ours 'no listener' "${took[vc.events0]}"
ours '10 listeners, vcirc monitor' "${took[vc.events10]}"
answer
