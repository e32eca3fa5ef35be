#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What happens to sessions with daemons that others wrote: timers change while
# they are up, either end is taken down or dies, and a daemon of the operator's
# has sessions of its own on the very ports.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bfd.sh"
begin
need nft nftables
need jq jq
need chrt util-linux

bfd_site
bfd_peers
# Slow enough for daemons on an emulated machine: what is lost was not just starved.
for n in "${plain[@]}"; do
	MS[$n]=100 MULT[$n]=20
	circuit "$n" min-tx 300ms min-rx 300ms mult 20
done
listen
for ns in "${!DAEMON[@]}"; do
	daemon_start "$ns" || fail "${DAEMON[$ns]} starts"
done
check 'all sessions come up' wait_for 30 all_are "$both_up and .detect_time_us == 6000000" "${plain[@]}"

# ---- Timers ------------------------------------------------------------------------------

# Either end starts a poll sequence, at the end of which both know.
detects()
{
	[ "$(daemon_detects "$1")" = "$2" ]
}
before=$(lost "${plain[@]}")
for n in "${plain[@]}"; do
	vc "$HERE" path "vc$n" primary bfd min-tx 500ms min-rx 400ms
done
wait_for 10 all_are "$both_up and .detect_time_us == 8000000" "${plain[@]}"
for n in "${plain[@]}"; do
	look "$HERE" "vc$n"
	check "$(title "$n"): timers of ours change, the peer follows" wait_for 10 detects "$n" 10000
	same 'and we' '8000000 500000 up' "${C[paths.0.bfd.detect_time_us]} ${C[paths.0.bfd.tx_interval_us]} ${C[paths.0.bfd.state]}"
done
for n in "${plain[@]}"; do
	MS[$n]=600
done
for ns in "${!DAEMON[@]}"; do
	daemon_again "$ns" || fail "${DAEMON[$ns]} reads its configuration"
done
for n in "${plain[@]}"; do
	becomes "$(title "$n"): timers of the peer change, we follow" "$HERE" "vc$n" paths.0.bfd.detect_time_us 12000000
	same 'also in what we send' '600000 up' "${C[paths.0.bfd.tx_interval_us]} ${C[paths.0.bfd.state]}"
	MS[$n]=100
done
for ns in "${!DAEMON[@]}"; do
	daemon_again "$ns"
done
timers 300 "${plain[@]}"
check 'and back' wait_for 10 all_are "$both_up and .detect_time_us == 6000000" "${plain[@]}"
same 'all of that without losing a session' "$before" "$(lost "${plain[@]}")" ||
	note "$(grep 'bfd down' "$SCRATCH/events")"

# ---- Either end is taken down, or dies ----------------------------------------------------------

check 'all sessions are up again' wait_for 10 all_are "$both_up" "${plain[@]}"
ends=()
for n in 1 4 6; do
	[[ " ${plain[*]} " != *" $n "* ]] || ends+=("$n")
done
# refuses LINK: it dropped a packet because of the command.
refuses()
{
	[ "$(field "$HERE" "vc$1" paths.0.bfd.drops.admin_down)" -gt 0 ]
}
# Six seconds to notice by itself: who knows at once was told.
before=$(lost "${ends[@]}")
for n in "${ends[@]}"; do
	vc "$HERE" path "vc$n" primary admin down force
	check "$(title "$n"): we go down by a command, the peer is told" wait_for 3 daemon_is "$n" down
	look "$HERE" "vc$n"
	same 'session and path say why' 'admin-down admin-down' "${C[paths.0.bfd.state]} ${C[paths.0.reason]}"
	check 'what it sends meanwhile is dropped and counted' wait_for 5 refuses "$n"
	vc "$HERE" path "vc$n" primary admin up
done
for n in "${ends[@]}"; do
	becomes "$(title "$n"): and up again" "$HERE" "vc$n" paths.0.bfd.state up
done

# The other daemons just stop, whichever way one asks them to.
if [ -n "$F" ]; then
	peer="peer $(remote 4 "$F") local-address $(address 4 "$F") interface p4"
	frr_says "$F" 'configure terminal' bfd "$peer" shutdown
	becomes "$(title 4): it goes down by a command, we are told" "$HERE" vc4 paths.0.reason peer-admin-down
	same 'and what' 'down admin-down' "${C[paths.0.bfd.state]} ${C[paths.0.bfd.remote_state]}"
	check 'so is who listens' wait_for 5 grep -q 'vc4: path primary down (peer-admin-down' "$SCRATCH/events"
	frr_says "$F" 'configure terminal' bfd "$peer" 'no shutdown'
	becomes "$(title 4): and up again" "$HERE" vc4 paths.0.bfd.state up
fi
same 'no command is a failure' "$before" "$(lost "${ends[@]}")"

for n in "${ends[@]}"; do
	wait_for 10 all_are "$both_up" "$n"
	discr=$(field "$HERE" "vc$n" paths.0.bfd.remote_discr)
	daemon_kill "${THERE[$n]}"
	becomes "${version[${DAEMON[${THERE[$n]}]}]} dies: its path is not usable" "$HERE" "vc$n" paths.0.reason bfd
	daemon_start "${THERE[$n]}"
	becomes 'another takes its place: the session comes up' "$HERE" "vc$n" paths.0.bfd.state up
	check 'it is known by another discriminator' [ "$discr" != "${C[paths.0.bfd.remote_discr]}" ]
done
check 'all sessions are up again' wait_for 10 all_are "$both_up" "${plain[@]}"

# ---- A daemon on this host ----------------------------------------------------------------------

if [ -n "$B" ] && [ -n "$F" ]; then
	# With a peer of its own, and with others on the ports of circuits.
	more_links "$B" 8
	beside 1 2
	LINKS[$HERE]=8 DAEMON[$HERE]=frr
	before=$(lost "${plain[@]}")
	daemon_again "$B"
	check 'FRR starts on the host of the circuits' daemon_start "$HERE"
	# its_own: the daemon's sessions that are up.
	its_own()
	{
		frr_says "$HERE" 'show bfd peers json' | jq '[.[] | select(.status == "up")] | length'
	}
	has()
	{
		[ "$(its_own)" = "$1" ]
	}
	check 'its own session comes up, and those on the ports of two circuits' wait_for 20 has 3
	check 'circuits keep theirs' all_are "$both_up" "${plain[@]}"
	sever both 1 2
	check 'these ports are cut: the daemon knows' wait_for 10 has 1
	check 'and the circuits' wait_for 10 none_are '.state == "up"' 1 2
	heal 1 2
	check 'they are healed: it knows' wait_for 10 has 3
	check 'and the circuits' wait_for 10 all_are "$both_up" 1 2
	same 'nothing else was lost' $((before + 2)) "$(lost "${plain[@]}")"
	look "$HERE" vc1
	same 'and nothing of the daemon taken for the circuit'"'"'s' '0 0 0' \
		"${C[paths.0.bfd.drops.address]} ${C[paths.0.bfd.drops.your_discr]} ${C[paths.0.bfd.drops.my_discr]}"
	kill "$(cat "$SCRATCH/$HERE/bfdd.pid")"
	sleep 1
	check 'it goes, circuits keep their sessions' all_are "$both_up" "${plain[@]}"
fi
finish
