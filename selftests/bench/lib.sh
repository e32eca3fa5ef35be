# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What the benchmarks share: questions and their tables, what is measured, and
# pktgen. A benchmark sources this file and asks; run it by selftests/bench/run.
# An answer is a table on the output and a line of JSON for VCIRC_SAVE.

. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
begin > /dev/null
KERNEL=$(cut -d. -f1,2 <<< "$(uname -r)")
# shellcheck disable=SC2034 # read by benchmarks
QUICK=${VCIRC_QUICK:-}
[ -z "${VCIRC_SAVE:-}" ] || exec {saved}> "$VCIRC_SAVE"
rows=()

# question ID UNIT TITLE: what follows answers it. Less is better, unless the
# unit begins with +.
question()
{
	id=$1 unit=${2#+} title=$3 more=''
	[ "$2" = "$unit" ] || more=1
	rows=()
}

# row WHO NAME VALUE: a line of the table. A value is a number.
row()
{
	[[ $3 =~ ^-?[0-9.]+$ ]] || {
		echo "$title: nothing was measured of $2" >&2
		exit 1
	}
	rows+=("$1	$2	$3")
}

# ours|peer|also NAME VALUE: "also" is there to compare, and in no ratio.
ours()
{
	row vcirc "$@"
}

peer()
{
	row peer "$@"
}

also()
{
	row also "$@"
}

# answer: prints the table, with the ratio of ours to the best peer
answer()
{
	printf '%s\n' "${rows[@]}" | awk -F '\t' -v title="$title" -v unit="$unit" \
		-v kernel="$KERNEL" -v more="$more" '
		{
			who[NR] = $1; name[NR] = $2; value[NR] = $3
			if ($1 == "peer" && (best == "" ||
			    (more ? $3 > best + 0 : $3 < best + 0)))
				best = $3
		}
		END {
			printf "%s: %s, %s is better (%s)\n", title, unit,
			       more ? "more" : "less", kernel
			for (i = 1; i <= NR; i++) {
				printf "  %-50s %10s", name[i], value[i]
				if (who[i] == "vcirc" && best + 0 > 0)
					printf "  %5.2f of the best peer", value[i] / best
				print ""
			}
		}'
	[ -z "${saved:-}" ] ||
		printf '%s\n' "${rows[@]}" | jq -cRn --arg id "$id" --arg unit "$unit" --arg title "$title" \
			--arg kernel "$KERNEL" --argjson more "${more:-0}" '
			{ $id, $title, $unit, $kernel, better: (if $more == 1 then "more" else "less" end),
			  rows: [inputs | split("\t") | { who: .[0], name: .[1], value: (.[2] | tonumber) }] }' >&"$saved"
}

# ---- What is measured ----------------------------------------------------------

# quiet NS DEV...: no packets of their own
quiet()
{
	local ns=$1 dev
	shift
	for dev; do
		in_ns "$ns" sysctl -qw "net.ipv6.conf.$dev.disable_ipv6=1"
	done
}

# cables NS1 NS2 PORT...: of the same name at both ends
cables()
{
	local one=$1 other=$2 port
	shift 2
	for port; do
		cable "$one" "$port" "$other" "$port"
	done
	quiet "$one" "$@"
	quiet "$other" "$@"
}

# enslave NS MASTER PORT...
enslave()
{
	local ns=$1 master=$2 port
	for port in "${@:3}"; do
		ip -n "$ns" link set "$port" down
		ip -n "$ns" link set dev "$port" master "$master"
	done
	quiet "$ns" "$master"
	ip -n "$ns" link set "$master" up
}

# bond NS NAME PORT1 PORT2 OPTION...
bond()
{
	ip -n "$1" link add "$2" type bond "${@:5}"
	enslave "${@:1:4}"
}

# team NS NAME PORT1 PORT2: sets team to what it is called, or to nothing where there
# is none
team=''
team()
{
	if ! command -v teamd > /dev/null || ! modprobe team 2> /dev/null; then
		echo 'no team here: teamd is in the Debian package libteam-utils' >&2
		return
	fi
	in_ns "$1" teamd -d -t "$2" -p "$SCRATCH/teamd.pid" -c '{
		"runner": { "name": "loadbalance", "tx_hash": ["l4"] },
		"link_watch": { "name": "ethtool" }
	}' > /dev/null 2>&1
	enslave "$@"
	# shellcheck disable=SC2034 # read by benchmarks
	team=$2
}

# circuit NS NAME PORT1 PORT2 [OF-BIND... [-- OF-ADD...]]
circuit()
{
	local ns=$1 name=$2 ports=("$3" "$4") role n=0 binds=() out
	shift 4
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		binds+=("$1")
		shift
	done
	[ $# = 0 ] || shift
	vc "$ns" add "$name" "$@" || exit 1
	for role in primary secondary; do
		# What it warns of is no news here.
		out=$(vc "$ns" bind "$name" $role dev "${ports[n]}" "${binds[@]}" 2>&1) || {
			printf '%s\n' "$out" >&2
			exit 1
		}
		n=1
	done
	quiet "$ns" "$name"
	ip -n "$ns" link set "$name" up
}

# ---- The processor -------------------------------------------------------------

# idler: has the processor whenever nobody else wants it. While that idles the clock
# that counts instructions may jump ahead; what the idler did not have, somebody
# used.
idler()
{
	chrt -i 0 sh -c 'while :; do :; done' &
	idler=$!
}

# used_us: time the processor was busy so far
used_us()
{
	local ran
	read -r ran _ < "/proc/$idler/schedstat"
	echo $((${EPOCHREALTIME/[.,]/} - ran / 1000))
}

# ---- pktgen ----------------------------------------------------------------------

modprobe pktgen || skip_all 'no pktgen here'

# pktgen NS DEV COUNT SETTING...: what a packet costs there, in ns, or in
# instructions where the clock counts these: 64-byte UDP of 1000 flows, unless
# the settings say otherwise. PKTGEN_ECHO is what starts it in place of echo.
pktgen()
{
	local ns=$1 dev=$2 count=$3
	shift 3
	# shellcheck disable=SC2016 # its own
	in_ns "$ns" bash -c '
		dev=$1 count=$2
		cd /proc/net/pktgen || exit
		shift 2
		echo rem_device_all > kpktgend_0
		echo "add_device $dev" > kpktgend_0
		for setting in "count $count" "clone_skb 0" "pkt_size 60" "delay 0" \
			"dst 10.0.0.2" "src_min 10.0.0.1" "src_max 10.0.0.1" \
			"udp_src_min 1000" "udp_src_max 1999" "udp_dst_min 9" "udp_dst_max 9" "$@"; do
			echo "$setting" > "$dev" || { echo "pktgen refuses $setting" >&2; exit 1; }
		done
		"${PKTGEN_ECHO:-echo}" start > pgctrl
		cat "$dev"' - "$dev" "$count" "$@" |
		awk '/^Result: OK:/ { sub(/\(.*/, "", $3); us = $3 }
		     /pkts-sofar:/ { n = $2 }
		     END { if (!n) exit 1; printf "%.0f\n", us * 1000 / n }' || {
		echo "pktgen sent nothing on $dev" >&2
		exit 1
	}
}

# ---- Receipt ---------------------------------------------------------------------

# listener NS: a UDP socket for what pktgen sends, that nobody reads, and a device
# to send it from
listener()
{
	dummies "$1" src
	in_ns "$1" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
	ip -n "$1" addr add 10.0.0.2/32 dev lo
	in_ns "$1" /usr/bin/python3 -c '
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.0.0.2", 9))
time.sleep(100000)' &
	wait_for 10 eval "ip netns exec $1 ss -Hlun 'sport = :9' | grep -q ."
	tc -n "$1" qdisc add dev src clsact
}

# gets NS COUNT PORT DEV ACTION...: what a packet costs that comes by a port for a
# device. It comes by way of traffic control, as pktgen's own are shared: each device
# would copy them in another place.
gets()
{
	local ns=$1 count=$2 port=$3 dev=$4
	in_ns "$ns" sysctl -qw "net.ipv4.conf.$port.rp_filter=0" "net.ipv4.conf.$dev.rp_filter=0"
	ip -n "$ns" route replace 10.0.0.1/32 dev "$dev"
	tc -n "$ns" filter add dev src egress matchall "${@:5}" action mirred ingress redirect dev "$port"
	pktgen "$ns" src "$count" 'xmit_mode queue_xmit' "dst_mac $(mac "$ns" "$dev")" &&
		tc -n "$ns" filter del dev src egress
}

# mac NS DEV
mac()
{
	in_ns "$1" cat "/sys/class/net/$2/address"
}
