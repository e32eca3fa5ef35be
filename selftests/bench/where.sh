#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The guest's part of where: sends COUNT packets through each device between two
# marks, and twice as many between two more, and that three times. What there is more
# of in the larger count is of packets alone, and not of what starts and ends them.
# Tells the name of each device, its own modules and what pktgen measured, then which
# function is where.
#
# usage: where.sh transmit|receive COUNT, run by selftests/bench/where
#
# Devices and packets are those of xmit.sh and receive.sh.
. "$(dirname "$0")/lib.sh"
export PKTGEN_ECHO=$SELFTESTS/build/mark
COUNT=${2:?how many packets}
new_ns A

# measured NAME MODULES COMMAND...: the command sends COUNT packets by pktgen, and
# prints what that did.
measured()
{
	local n once twice costs=()
	# The first packets are another matter.
	COUNT=1000 PKTGEN_ECHO=echo "${@:3}" > /dev/null || exit
	for n in 1 2 3; do
		once=$("${@:3}") && twice=$(COUNT=$((2 * COUNT)) "${@:3}") || exit
		costs+=($((2 * twice - once)))
	done
	printf 'device\t%s\t%s\t%d\n' "$1" "$2" "$(printf '%d\n' "${costs[@]}" | sort -n | sed -n 2p)" >&"$saved"
}

sends()
{
	pktgen "$A" "$1" "$COUNT" 'xmit_mode queue_xmit' 'dst_mac 02:00:00:00:00:01'
}

transmit()
{
	dummies "$A" d{0..9}
	ip -n "$A" link add link d1 name macvlan type macvlan
	bond "$A" ab d2 d3 mode active-backup miimon 100
	bond "$A" xor d4 d5 mode balance-xor xmit_hash_policy layer3+4 miimon 100
	ip -n "$A" link add link xor name xortag type vlan id 100 protocol 802.1ad
	quiet "$A" macvlan xortag
	for dev in macvlan xortag; do
		ip -n "$A" link set "$dev" up
	done
	circuit "$A" l4 d6 d7
	circuit "$A" tag d8 d9 s-vlan 100
	sleep 1

	measured bare dummy sends d0
	measured macvlan macvlan sends macvlan
	measured 'bond a-b' bonding sends ab
	measured 'bond l3+4' bonding sends xor
	measured circuit vcirc sends l4
	measured 'bond+vlan' 'bonding 8021q' sends xortag
	measured 's-vlan' vcirc sends tag
}

comes()
{
	gets "$A" "$COUNT" "$@"
}

receive()
{
	dummies "$A" d{0..9}
	listener "$A"
	ip -n "$A" link add link d1 name macvlan type macvlan
	bond "$A" bond d2 d3 mode balance-xor xmit_hash_policy layer3+4 miimon 100
	bond "$A" bond2 d4 d5 mode balance-xor xmit_hash_policy layer3+4 miimon 100
	ip -n "$A" link add link bond2 name bondtag type vlan id 100
	quiet "$A" macvlan bondtag
	for dev in macvlan bondtag; do
		ip -n "$A" link set "$dev" up
	done
	circuit "$A" plain d6 d7
	circuit "$A" tag d8 d9 s-vlan 100 proto 802.1Q
	sleep 1

	measured bare dummy comes d0 d0
	measured macvlan macvlan comes d1 macvlan
	measured bonding bonding comes d2 bond
	measured circuit vcirc comes d6 plain
	measured 'bond+vlan' 'bonding 8021q' comes d4 bondtag action vlan push id 100 pipe
	measured 's-vlan' vcirc comes d8 tag action vlan push id 100 pipe
}

case ${1-} in
transmit | receive)	"$1" ;;
*)			exit 2 ;;
esac
grep -i ' [tw] ' /proc/kallsyms >&"$saved"
