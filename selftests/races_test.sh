#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# From many processes at once and under traffic: circuits are made, bound, set,
# moved between namespaces and deleted, their ports go up, down, away, change
# their MTU, features and type, all is dumped and watched, and the module is
# removed and inserted. Each kind of operation succeeds again and again, nothing
# gets stuck, and what is left when all has been removed is nothing.
#
# VCIRC_SECONDS is how long it takes (60), more on a machine too slow for each
# kind to succeed by then; VCIRC_SEED is what is drawn from. Best on four
# processors.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/leaks.sh"
RACES=$SELFTESTS/build/races
SEED=${VCIRC_SEED:-$((RANDOM << 15 | RANDOM))}
DURATION=${VCIRC_SECONDS:-60}

begin
[ -x "$RACES" ] || skip_all 'races is not built: make -C selftests'
[ -n "${VCIRC_KO:-}" ] || skip_all 'the module is removed and inserted again and again: VCIRC_KO must name it'
[ "$(ip -d link show type vcirc | wc -l)" = 0 ] ||
	skip_all 'this host has circuits, and this test removes the module'
module_loaded_here=1
note "VCIRC_SEED=$SEED, $(nproc) processors"
leaks_begin

modprobe -q -a 8021q bonding
new_ns A B ASIDE
types=1
for ns in "$A" "$B"; do
	dummies "$ns" d0 d1
	ip -n "$ns" link add e0 type dummy
	{ ip -n "$ns" link add b0 type bond mode active-backup fail_over_mac active &&
		{ ip -n "$ns" link add g0 type ipip local 127.0.0.1 remote 127.0.0.2 ||
			ip -n "$ns" tuntap add g0 mode tun; }; } 2> /dev/null || types=''
done
for n in 0 1 2 3; do
	cable "$A" "p$n" "$B" "p$n"
done

# Whoever asks for the module while it is away would start a modprobe each time.
at_exit sysctl -qw kernel.modprobe="$(cat /proc/sys/kernel/modprobe)"
echo > /proc/sys/kernel/modprobe
"$RACES" -s "$SEED" -t "$DURATION" -k "$VCIRC_KO" "$A" "$B" "$ASIDE" > "$SCRATCH/races" 2> "$SCRATCH/stacks"
none=''
while IFS='=/' read -r kind succeeded tried error; do
	note "$kind: $succeeded${tried:+ of $tried}${error:+, $error}"
	case $kind in
	stuck)		stuck=$succeeded; continue ;;
	port-type*)	[ -n "$types" ] || continue ;;
	esac
	# What a slow machine had no time for says nothing; one bind in ten succeeds.
	case $kind in
	bind-* | unbind)	least=100 ;;
	*)			least=25 ;;
	esac
	[ "${succeeded:-0}" -ge 1 ] || [ "${tried:-0}" -lt "$least" ] || none="$none $kind"
done < "$SCRATCH/races"
same 'each kind of operation that was tried again and again has succeeded' '' "$none"
same 'and no process is stuck' 0 "${stuck-}" || note "$(cat "$SCRATCH/stacks")"
[ -n "$types" ] || skip 'a port that changes its type: no bond or tunnel here'

del_ns "$A" "$B" "$ASIDE"
check 'everything is removed, and the module' wait_for 30 rmmod vcirc
no_leaks 'after all of it'
same 'no reference is held' '' "$(dmesg | grep -E 'waiting for .* to become free|ref_tracker')"

finish
