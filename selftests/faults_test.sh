#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Without memory: every request is refused at its 1st, 2nd, 3rd... allocation
# and leaves all as it was, or is carried out as well as ever. Packets are
# dropped and counted. Nothing leaks. Needs a kernel that injects faults.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/leaks.sh"
DEBUGFS=/sys/kernel/debug
FAILNTH=$SELFTESTS/build/failnth.so
[ -e "$FAILNTH" ] || skip_all 'failnth.so is not built: make -C selftests'
for file in cache-filter require-start; do
	[ -w "$DEBUGFS/failslab/$file" ] ||
		skip_all 'the kernel injects no faults: CONFIG_FAILSLAB, CONFIG_FAULT_INJECTION_DEBUG_FS, CONFIG_FAULT_INJECTION_STACKTRACE_FILTER'
done
[ -w $DEBUGFS/kmemleak ] || skip_all 'the kernel finds no leaks: CONFIG_DEBUG_KMEMLEAK'
begin

# ---- What may fail --------------------------------------------------------------

failslab()
{
	local setting
	for setting; do
		echo "${setting#*=}" > "$DEBUGFS/failslab/${setting%%=*}"
	done
}

# Everything but what watches: its objects come along with those of others.
failslab verbose=0 probability=0 times=-1 stacktrace-depth=32 ignore-gfp-wait=N cache-filter=Y
for cache in /sys/kernel/slab/*/failslab; do
	case $cache in
	*/kmemleak_*/* | */debug_objects_cache/*)	;;
	*)						echo 1 > "$cache" ;;
	esac
done

# Pages would count, too: SLUB asks for many at once, and then for fewer.
if [ -e "$DEBUGFS/fail_page_alloc" ]; then
	echo 0 > "$DEBUGFS/fail_page_alloc/require-end"
fi

# reaches NAME: to where a function does, as settings.
reaches()
{
	awk -v name="$1" '
		{ address[NR] = $1 }
		$3 == name { start = $1 }
		END {
			for (i in address)
				if (address[i] > start && (!end || address[i] < end))
					end = address[i]
			print "require-start=0x" start ",require-end=0x" end
		}' /proc/kallsyms
}
ANY=probability=0,task-filter=N,require-start=0,require-end=0xffffffffffffffff

# only SETTING,... COMMAND...: with these settings, of which a range comes before a probability.
only()
{
	local ret settings
	IFS=, read -ra settings <<< "$1"
	failslab "${settings[@]}"
	"${@:2}"
	ret=$?
	IFS=, read -ra settings <<< "$ANY"
	failslab "${settings[@]}"
	return "$ret"
}

# ---- The module comes ----------------------------------------------------------------

# With the 1st allocation of its init failing, then the 2nd... Sets n, refused and done.
loads()
{
	local status
	refused=0 done=0
	for ((n = 1; n < 1000; n++)); do
		failslab times=1000
		# Each process has a fail-nth of its own, and keeps it.
		(echo "$n" > "/proc/$BASHPID/fail-nth" && exec insmod "$VCIRC_KO") > "$SCRATCH/load" 2>&1
		status=$?
		[ "$status" != 0 ] || rmmod vcirc || return
		if [ "$(cat "$DEBUGFS/failslab/times")" = 1000 ]; then
			return "$status"
		elif [ "$status" = 0 ]; then
			done=$((done + 1))
		else
			refused=$((refused + 1))
		fi
	done
	return 1
}

if [ -n "${VCIRC_KO:-}" ] && rmmod vcirc; then
	module_loaded_here=1
	only "$(reaches do_one_initcall),times=1000" loads
	status=$?
	failslab times=-1
	if [ "$status" = 0 ] && [ "$refused" -ge 6 ]; then
		ok "the module is inserted: $((refused + done)) failures, $refused refused, $done done all the same"
	else
		fail 'the module is inserted'
		note "status $status after $n, $refused refused, $done done: $(cat "$SCRATCH/load")"
	fi
	load_module
else
	skip 'the module is inserted: VCIRC_KO names none, or it is in use'
fi

# Where its functions are, those of IPv4 that hear of a netdev, and the one that tells of events.
OWN=$(awk '
	$NF == "[vcirc]" && tolower($2) == "t" {
		if (!start || $1 < start) start = $1
		if ($1 > end) end = $1
	}
	END { print "require-start=0x" start ",require-end=0x" end }' /proc/kallsyms)
IP=$(reaches inetdev_event)
EVENT=$(reaches vcirc_netlink_notify)
matches 'the kernel tells where these functions are' \
	'^(require-start=0x[0-9a-f]{16},require-end=0x[0-9a-f]{16} ?){3}$' "$OWN $IP $EVENT"

# scarce TIMES COMMAND...: meanwhile the next TIMES allocations of vcirc fail.
scarce()
{
	only "$OWN,times=$1,probability=100" "${@:2}"
}

# ---- Series -----------------------------------------------------------------------

declare -A R=()		# what failnth.so reported
SERIES=0
CYCLES=300		# how often at most the steps are repeated

# Until an event came.
hear()
{
	local monitor ret
	LD_PRELOAD=$FAILNTH "$VCIRC" -n "$A" monitor > "$SCRATCH/monitor" &
	monitor=$!
	wait_for 20 eval "vc '$A' set vc0 hash l3; vc '$A' set vc0 hash l4; grep -q vc0 '$SCRATCH/monitor'"
	ret=$?
	kill "$monitor"
	wait "$monitor"
	return "$ret"
}

# with TOOL ARG...: behind failnth.so.
with()
{
	local tool
	case $1 in
	hear)	hear; return ;;
	vc)	tool=("$VCIRC" -n "$A") ;;
	ip@T)	tool=(ip -n "$T") ;;
	*)	tool=("$1" -n "$A") ;;
	esac
	LD_PRELOAD=$FAILNTH "${tool[@]}" "${@:2}" > "$SCRATCH/out"
}

# steps STEP...: in one process if one tool takes all of them, else in one each.
steps()
{
	local step one=${1%% *} i
	for step; do
		[ "${step%% *}" = "$one" ] || one=''
	done
	if [ -n "$one" ]; then
		for ((i = 0; i < CYCLES; i++)); do
			printf '%s\n' "${@#* }"
		done > "$SCRATCH/batch"
		with "$one" -batch "$SCRATCH/batch"
		return
	fi
	for ((i = 0; i < CYCLES; i++)); do
		for step; do
			# shellcheck disable=SC2086 # words
			with $step || return
		done
		! grep -qx through=1 "$VCIRC_FAILNTH.report" || return 0
	done
}

# faults TEXT STEP...: TOOL ARG..., each fails at every allocation; the last step
# leads back to where the first began.
faults()
{
	local text=$1 before status out key value start=${EPOCHREALTIME/[.,]/}
	local failures=${R[failures]:-0} refused=${R[refused]:-0} done=${R[done]:-0}
	SERIES=$((SERIES + 1))
	export VCIRC_FAILNTH=$SCRATCH/failnth VCIRC_FAILNTH_SERIES=$SERIES
	rm -f "$VCIRC_FAILNTH.report"
	R[through]=''
	out=$(steps "${@:2}" 2>&1)
	status=$?
	while IFS='=' read -r key value; do
		R[$key]=$value
	done < "$VCIRC_FAILNTH.report"
	failures=$((R[failures] - failures))
	refused=$((R[refused] - refused))
	done=$((R[done] - done))
	if [ "$status" != 0 ] || [ "${R[through]}" != 1 ]; then
		fail "$text"
		note "status $status: ${out:-${*:2} did not come to an end}"
	elif [ "$failures" = 0 ]; then
		fail "$text: nothing was there to fail"
	else
		ok "$text: $failures failures, $refused refused, $done done all the same ($(((${EPOCHREALTIME/[.,]/} - start) / 1000)) ms)"
	fi
}

ALL_SETTINGS='mode active-standby revert off hash l3 symmetric on seed 7 rebalance-time 1s'
PLAIN_SETTINGS='mode active-active revert on hash l4 symmetric off seed 1 rebalance-time 10s'
# But for what counts, and numbers that are given anew.
everything()
{
	{ settings "$A"; settings "$T"; } | sed -E '/^(ifindex|switches|last_switch)/d
		/\.(times_up|times_down|flaps|dev_ifindex|dev_netnsid)=/d
		s/^[0-9]+: //; s/@if[0-9]+//; s/ link-netns(id)? [^ ]+//; s/ qdisc [a-z_]+//'
}

# none_left TEXT STEP...: like faults, but once there is no memory for what vcirc's
# functions ask there is none any more, not for undoing what was begun either.
none_left()
{
	VCIRC_FAILNTH_ALL=1 only "$OWN,times=-1,task-filter=Y,probability=100" \
		faults "no memory from there on: $1" "${@:2}"
}

new_ns A T
ip -n "$A" link add p0 address 00:00:00:00:10:00 type dummy
ip -n "$A" link add p1 address 00:00:00:00:11:00 type dummy
in_ns "$A" sysctl -qw net.ipv6.conf.p0.disable_ipv6=1 net.ipv6.conf.p1.disable_ipv6=1
ip -n "$A" link set p0 up
ip -n "$A" link set p1 up
leaks_begin

# ---- Packets and events ----------------------------------------------------------------

# counted KEY...: how much each grew since it was counted the last time.
declare -A SEEN=()
counted()
{
	local key
	look "$A" vc0
	GREW=''
	for key; do
		GREW+=" $((${C[$key]} - ${SEEN[$key]:-0}))"
		SEEN[$key]=${C[$key]}
	done
}

TX='paths.0.tx_packets paths.0.drops.tx_headroom'
RX='paths.0.rx_packets paths.0.drops.rx_no_memory'
vc "$A" add vc0 seed 1 address 00:00:00:00:01:00
vc "$A" bind vc0 primary dev p0 s-vlan 8
ip -n "$A" link set vc0 up
ip -n "$A" link add v5 link vc0 type vlan id 5
in_ns "$A" sysctl -qw net.ipv6.conf.vc0.disable_ipv6=1 net.ipv6.conf.v5.disable_ipv6=1
ip -n "$A" link set v5 up
wait_state "$A" vc0 state degraded
# shellcheck disable=SC2086 # words
counted $TX
# Who listens at the circuit has a copy, so the headers must be copied before a tag is put in.
scarce 7 flow -n 20 "v5@$A" "vc0@$A" "p0@$A"
# shellcheck disable=SC2086 # words
counted $TX
same 'of 20 frames the 7 without room for a second tag are dropped and counted, by the reason' \
	'20 13 7' "${F[tap0.frames]}$GREW"
same 'the others went out' 13 "${F[tap1.frames]}"

ip -n "$A" link del v5
vc "$A" unbind vc0 primary force
vc "$A" bind vc0 primary dev p0
wait_state "$A" vc0 state degraded
generate()
{
	# shellcheck disable=SC2016 # expanded inside
	in_ns "$A" sh -c '
		cd /proc/net/pktgen || exit
		echo add_device p0 > kpktgend_0
		for setting in "xmit_mode netif_receive" "count 20" "pkt_size 100" "dst_mac $1"; do
			echo "$setting" > p0
		done
		echo start > pgctrl
		echo rem_device_all > kpktgend_0' sh 00:00:00:00:01:00
}
if modprobe -q pktgen; then
	# Its frames stay its own, so whoever takes one in needs a copy.
	# shellcheck disable=SC2086 # words
	counted $RX
	scarce 7 generate
	# shellcheck disable=SC2086 # words
	counted $RX
	same 'of 20 frames that come in the 7 without a copy are dropped and counted, by the reason' ' 13 7' "$GREW"
	rmmod pktgen
else
	skip 'frames that come in and are shared: no module pktgen'
fi

"$CLIENT" -n "$A" listen > "$SCRATCH/events" &
listener=$!
wait_for 10 grep -q listening "$SCRATCH/events"
tell()
{
	vc "$A" set vc0 hash l2
	wait_for 10 grep -qx 0 "$DEBUGFS/failslab/times"
}
only "$EVENT,times=1,probability=100" tell
vc "$A" set vc0 hash l4
check 'an event without memory is lost, and the next one says so' \
	wait_for 10 grep -qx event.lost=1 "$SCRATCH/events" || note "$(grep ^event "$SCRATCH/events")"
kill "$listener"
vc "$A" del vc0

# ---- Settings ------------------------------------------------------------------------------

vc "$A" add vc0 seed 1 address 00:00:00:00:01:00
vc "$A" bind vc0 primary dev p0 s-vlan 8
vc "$A" bind vc0 secondary dev p1 s-vlan 8
ip -n "$A" link set vc0 up
wait_state "$A" vc0 state up
bound=$(everything)
CYCLES=1 faults 'to look at circuits' 'vc show' 'vc show vc0'
CYCLES=1 faults 'to look at links' 'ip link show' 'ip link show dev vc0'
CYCLES=1 faults 'to listen to events' 'hear something' 'vc show'
faults 'each setting' 'vc set vc0 mode active-standby' 'vc set vc0 revert off' 'vc set vc0 hash l3' \
	'vc set vc0 symmetric on' 'vc set vc0 seed 7' 'vc set vc0 rebalance-time 1s' \
	"vc set vc0 $PLAIN_SETTINGS"
faults 'MTU, address, all at once' "vc set vc0 $ALL_SETTINGS mtu 1400 address 00:00:00:00:01:01" \
	"vc set vc0 $PLAIN_SETTINGS mtu 1500 address 00:00:00:00:01:00"
faults 'the paths' 'vc path vc0 primary weight 5' 'vc path vc0 primary admin down' \
	'vc path vc0 secondary admin down force' 'vc path vc0 primary admin up weight 1' \
	'vc path vc0 secondary admin up'
faults 'up and down' 'ip link set vc0 down' 'ip link set vc0 up'
none_left 'up and down' 'ip link set vc0 down' 'ip link set vc0 up'
faults 'what every link has' 'ip link set vc0 mtu 1300' 'ip link set vc0 address 00:00:00:00:01:02' \
	'ip link set vc0 promisc on' 'ip link set vc0 allmulticast on' 'ip link set vc0 alias line' \
	'ip link set vc0 alias ""' 'ip link set vc0 allmulticast off' 'ip link set vc0 promisc off' \
	'ip link set vc0 address 00:00:00:00:01:00' 'ip link set vc0 mtu 1500'
faults 'its name' 'ip link set vc0 name vc9' 'ip link set vc9 name vc0'
# The kernel asks a device to take in addresses, and does not ask whether it did.
VCIRC_FAILNTH_LOOSE=1 faults 'addresses it is to listen to' 'bridge fdb add 00:00:00:00:01:09 dev vc0 self' \
	'bridge fdb add 01:00:00:00:01:09 dev vc0 self' 'bridge fdb del 00:00:00:00:01:09 dev vc0 self' \
	'bridge fdb del 01:00:00:00:01:09 dev vc0 self'
scarce 1 bridge -n "$A" fdb add 00:00:00:00:01:09 dev vc0 self
same 'an address that a port had no memory for' '' "$(bridge -n "$A" fdb show dev p0 | grep 00:00:00:00:01:09)"
bridge -n "$A" fdb add 00:00:00:00:01:0a dev vc0 self
matches 'it takes in with the next change' '^00:00:00:00:01:09' "$(bridge -n "$A" fdb show dev p0 | grep 00:00:00:00:01:09)"
bridge -n "$A" fdb del 00:00:00:00:01:09 dev vc0 self
bridge -n "$A" fdb del 00:00:00:00:01:0a dev vc0 self
VCIRC_FAILNTH_LOOSE=1 only "$OWN" faults 'a VLAN device on it' 'ip link add v5 address 00:00:00:00:01:05 link vc0 type vlan id 5' \
	'ip link set v5 up' 'ip link del v5'
# Who comes after IP on the notifier chain would not hear of the netdev then.
only "$IP" faults 'to another namespace and back, IP has no memory for it' \
	"ip link set vc0 netns $T" "ip@T link set vc0 netns $A" 'ip link set vc0 up'
same 'all is as it was' "$bound" "$(everything)"

# ---- Ports ------------------------------------------------------------------------------------

vc "$A" unbind vc0 primary
vc "$A" unbind vc0 secondary force
unbound=$(everything)
faults 'a whole port' 'vc bind vc0 primary dev p0' 'vc unbind vc0 primary force'
faults 'a whole port by ip' 'ip link set vc0 down' 'ip link set p0 master vc0' 'ip link set p0 nomaster' \
	'ip link set vc0 up'
faults 'two service tags on one port' 'vc bind vc0 primary dev p0 s-vlan 5' \
	'vc bind vc0 secondary dev p0 s-vlan 5 proto 802.1Q weight 3' 'vc unbind vc0 primary' \
	'vc unbind vc0 secondary force'
ip -n "$A" addr add 198.18.0.1/24 dev p0
ip -n "$A" addr add 198.18.1.1/24 dev p1
faults 'a port and its session' 'vc bind vc0 primary dev p0 bfd' 'vc unbind vc0 primary force'
unbound=$(everything)
faults 'two routers' 'vc bind vc0 primary dev p0 via 198.18.0.2' 'vc bind vc0 secondary dev p1 via 198.18.1.2 weight 3' \
	'vc unbind vc0 primary' 'vc unbind vc0 secondary force'
none_left 'routers' 'vc bind vc0 primary dev p0 via 198.18.0.2' 'vc bind vc0 secondary dev p1 via 198.18.1.2' \
	'vc unbind vc0 primary' 'vc unbind vc0 secondary force'
faults 'a router and its session' 'vc bind vc0 primary dev p0 via 198.18.0.2 bfd echo 100ms' 'vc unbind vc0 primary force'
none_left 'ports' 'vc bind vc0 primary dev p0' 'vc bind vc0 secondary dev p1 s-vlan 6' \
	'vc unbind vc0 primary' 'vc unbind vc0 secondary force'
same 'all is as it was' "$unbound" "$(everything)"
vc "$A" bind vc0 primary dev p0
vc "$A" bind vc0 secondary dev p1
VCIRC_FAILNTH_FIRST=1 faults 'a port is removed under a circuit' 'ip link del p1' \
	'ip link add p1 address 00:00:00:00:11:00 type dummy' 'ip link set p1 master vc0'
VCIRC_FAILNTH_FIRST=1 only "$IP" faults 'a port moves to another namespace, and IP has no memory for it' "ip link set p1 netns $T" \
	"ip@T link set p1 netns $A" 'ip link set p1 master vc0'
ip -n "$A" link set vc0 down
VCIRC_FAILNTH_FIRST=1 faults 'a circuit is removed with its ports' 'vc del vc0' \
	'vc add vc0 seed 1 address 00:00:00:00:01:00' 'vc bind vc0 primary dev p0' 'vc bind vc0 secondary dev p1'
ip -n "$A" link set vc0 up

# A circuit is a port, too, and one that needs memory to come up.
vc "$A" add vc2 seed 2 address 00:00:00:00:02:00
# Unbinding cannot be refused: a port without memory to come up again stays down.
VCIRC_FAILNTH_LOOSE=1 faults 'a circuit on a circuit' 'ip link set vc2 up' 'ip link set vc0 master vc2' \
	'ip link set vc2 down' 'ip link set vc0 nomaster' 'ip link set vc0 up'
vc "$A" del vc2
vc "$A" del vc0

# ---- Circuits come and go ------------------------------------------------------------

empty=$(everything)
faults 'a circuit is made with all settings, and removed' \
	"vc add vc0 $ALL_SETTINGS mtu 1400 address 00:00:00:00:01:00" 'vc del vc0'
only "$OWN" faults 'a pair in two namespaces' "vc add ce0 peer pe0 netns $T seed 5" 'vc del ce0'
same 'all is as it was' "$empty" "$(everything)"

# ---- What is left ---------------------------------------------------------------------------

del_ns "$A" "$T"
no_leaks 'after all of it'
check 'the module goes' wait_for 20 rmmod vcirc
same 'who watches did so to the end' '' \
	"$(dmesg | grep -E 'ODEBUG: .*(disabl|Out of memory)|kmemleak: .*disabled')"
finish
