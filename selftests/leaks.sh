# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Has the kernel lost memory? Asked of kmemleak where there is one, else of the
# caches of packets. Sourced after lib.sh.

KMEMLEAK=/sys/kernel/debug/kmemleak

# Packets there are; those that CPUs keep at hand are given back first.
packets()
{
	local cache
	for cache in /sys/kernel/slab/skbuff_*; do
		echo 1 > "$cache/shrink"
	done
	awk '/^skbuff_/ { n += $2 } END { print n }' /proc/slabinfo
}

leaks_begin()
{
	[ ! -e "$KMEMLEAK" ] || echo clear > "$KMEMLEAK"
	packets_before=$(packets)
}

# Each CPU has some in reserve, more than before.
packets_are_back()
{
	packets_over=$(($(packets) - packets_before))
	[ "$packets_over" -le $((200 * $(nproc))) ]
}

# no_leaks TEXT: everything that was made since leaks_begin has been removed.
no_leaks()
{
	if [ -e "$KMEMLEAK" ]; then
		# What is younger than five seconds is not reported.
		echo scan > "$KMEMLEAK"
		sleep 6
		echo scan > "$KMEMLEAK"
		same "$1: kmemleak finds nothing" '' "$(head -n 60 "$KMEMLEAK")"
	else
		wait_for 20 packets_are_back
		check "$1: no packets are left over ($packets_over more than before)" packets_are_back
	fi
}
