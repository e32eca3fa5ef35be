#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Instructions per packet: what a circuit, a bond and others add to the bare
# device below them. Prints figures, judges nothing.
#
# usage: selftests/vm/run --icount selftests/bench/xmit.sh
#
# On a clock that counts instructions, one a nanosecond, pktgen's packets per
# second are instructions per packet, the same in every run. 64-byte UDP from
# 1000 ports, ended by dummy devices.

set -eu
. "$(dirname "$0")/../lib.sh"

COUNT=20000

pktgen()
{
	echo "$2" > "/proc/net/pktgen/$1"
}

# cost DEVICE: instructions per packet
cost()
{
	pktgen kpktgend_0 rem_device_all
	pktgen kpktgend_0 "add_device $1"
	for word in "count $COUNT" "pkt_size 60" "xmit_mode queue_xmit" \
		    "dst 198.18.0.2" "dst_mac 02:00:00:00:00:02" \
		    "src_min 198.18.1.1" "src_max 198.18.1.1" \
		    "udp_src_min 1000" "udp_src_max 2000" "flag UDPSRC_RND"; do
		pktgen "$1" "$word"
	done
	echo start > /proc/net/pktgen/pgctrl
	awk 'match($0, /[0-9]+pps/) { print int(1e9 / substr($0, RSTART, RLENGTH - 3)) }' \
		"/proc/net/pktgen/$1"
}

ports()
{
	ip link add p1 type dummy
	ip link add p2 type dummy
	ip link set p1 up
	ip link set p2 up
}

no_ports()
{
	ip link del p1
	ip link del p2
}

# row TEXT COST
row()
{
	printf '%-44s %5d %5d\n' "$1" "$2" "$(($2 - bare))"
}

need_pktgen()
{
	modprobe pktgen && modprobe dummy && modprobe bonding && modprobe 8021q
}

need_pktgen || { echo 'needs pktgen, dummy, bonding and 8021q'; exit "$KSFT_SKIP"; }
[ -d /sys/module/vcirc ] || insmod "$VCIRC_KO"

printf '%-44s %5s %5s\n' "$(uname -r)" 'all' 'adds'
ports
bare=$(cost p1)
row 'bare dummy' "$bare"

ip link add link p1 name p1.100 type vlan id 100
ip link set p1.100 up
row 'VLAN device' "$(cost p1.100)"
no_ports

for policy in layer2 layer3+4; do
	ports
	ip link set p1 down
	ip link set p2 down
	ip link add bond9 type bond mode balance-xor xmit_hash_policy "$policy"
	ip link set p1 master bond9
	ip link set p2 master bond9
	ip link set bond9 up
	sleep 1
	row "bond balance-xor $policy" "$(cost bond9)"
	if [ "$policy" = layer3+4 ]; then
		ip link add link bond9 name bond9.100 type vlan id 100
		ip link set bond9.100 up
		row "VLAN device on bond balance-xor $policy" "$(cost bond9.100)"
	fi
	ip link del bond9
	no_ports
done

circuit()
{
	ports
	"$VCIRC" add vc9 hash "$1"
	"$VCIRC" bind vc9 primary dev p1 ${2:+s-vlan "$2"}
	"$VCIRC" bind vc9 secondary dev p2 ${2:+s-vlan "$2"}
	ip link set vc9 up
	sleep 1
	row "circuit hash $1${2:+, service tag}" "$(cost vc9)"
	"$VCIRC" del vc9
	no_ports
}

circuit l2
circuit l4
circuit l4 100
