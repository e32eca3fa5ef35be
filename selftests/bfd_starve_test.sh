#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Real-time tasks that never pause on every processor: what sessions in the kernel
# make of that, and what those of a daemon do beside them. Both ends of all are on
# this one machine.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bfd.sh"
begin
need nft nftables
need jq jq
need chrt util-linux
need taskset util-linux
HOG=8		# seconds

# Link 1 is FRR's, at both ends; it is started as Debian would. Over link 2 two
# routed circuits see each other, over link 3 two Ethernet circuits.
bfd_site
QUICK=()
frr=''
if daemon_needs frr 'FRR beside circuits'; then
	frr=1
	far_end F frr 1
	DAEMON[$HERE]=frr LINKS[$HERE]=1 MS[1]=50
	check 'FRR starts' daemon_start "$F"
	check 'at both ends' daemon_start "$HERE"
fi
far_end V none 2 3
fast=(bfd min-tx 50ms min-rx 50ms mult 3)
for ns in "$HERE" "$V"; do
	vc "$ns" add vc2
	vc "$ns" add vc3
	vc "$ns" bind vc2 primary dev p2 via "$(remote 2 "$ns")" "${fast[@]}"
	vc "$ns" bind vc3 primary dev p3 "${fast[@]}"
	ip -n "$ns" link set vc2 up
	ip -n "$ns" link set vc3 up
done
check 'sessions come up in the kernel' wait_for 30 all_are "$both_up and .detect_time_us == 150000" 2 3
if [ "$frr" ]; then
	frr_up()
	{
		[ "$(daemon_state 1) $(daemon_state 1 "$HERE")" = "up up" ]
	}
	check 'and in the daemon' wait_for 30 frr_up
fi

# kernel_lost: how often both ends of both sessions went down on their own.
kernel_lost()
{
	local ns
	for ns in "$HERE" "$V"; do
		"$VCIRC" -n "$ns" -j show
	done | jq -s '[.[][].paths[].bfd | select(.) | .flaps] | add'
}
# daemon_lost SINCE UNTIL: how often either end of the daemon's logged that.
daemon_lost()
{
	{
		daemon_downs 1
		daemon_downs 1 "$HERE"
	} | awk -v "since=$1" -v "until=$2" '$1 >= since && $1 <= until { n++ } END { print n + 0 }'
}
processors=$(getconf _NPROCESSORS_ONLN)
note "$processors processors; real-time tasks may have $(sysctl -n kernel.sched_rt_runtime_us) us of $(sysctl -n kernel.sched_rt_period_us)"

# What this machine loses by itself.
sleep 2
before=$(kernel_lost) began=$(us)
sleep $HOG
note "at rest, $HOG s: sessions in the kernel lost $(($(kernel_lost) - before)), the daemon's $([ -z "$frr" ] || daemon_lost "$began" "$(us)")"

# Each says how much of a processor it had.
before=$(kernel_lost) began=$(us)
for ((cpu = 0; cpu < processors; cpu++)); do
	chrt -f 50 taskset -c $cpu bash -c "
		sleep 1
		SECONDS=0
		while ((SECONDS < $HOG)); do :; done
		times" > "$SCRATCH/hog$cpu" 2>&1 &
	hogs[cpu]=$!
done
wait "${hogs[@]}"
ended=$(us)
for ((cpu = 0; cpu < processors; cpu++)); do
	# 0m7.520s 0m0.010s
	within "processor $cpu was taken (ms of $HOG s)" $((HOG * 500)) \
		"$(awk -F '[ms.]' 'NR == 1 { print ($1 * 60 + $2) * 1000 + $3 }' "$SCRATCH/hog$cpu")" $((HOG * 2000))
done
lost=$(($(kernel_lost) - before))
look "$HERE" vc2
note "the clock of the routed session was late ${C[paths.0.bfd.timers_late]} times," \
	"and gave the peer more time ${C[paths.0.bfd.timers_forgiven]} times"
[ -z "$frr" ] || note "in $HOG s sessions in the kernel were lost $lost times, the daemon's $(daemon_lost "$began" "$ended") times"
same 'sessions in the kernel are not lost' 0 "$lost"
check 'all are up' all_are "$both_up" 2 3
[ -z "$frr" ] || check 'a daemon loses its own: the machine was starved' [ "$(daemon_lost "$began" "$ended")" -gt 0 ]
finish
