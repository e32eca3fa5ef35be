#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel's own test of network devices, tools/testing/selftests/net/netdevice.sh,
# on a circuit. It is run from the kernel's source, VCIRC_KSRC or
# where the Debian package linux-source-6.12 was unpacked.
. "$(dirname "$0")/lib.sh"
begin
need ethtool ethtool

test=''
for tree in "${VCIRC_KSRC:-}" "${XDG_CACHE_HOME:-$HOME/.cache}/vcirc/linux-source-6.12" /usr/src/linux-source-6.12; do
	test=$tree/tools/testing/selftests/net/netdevice.sh
	[ -z "$tree" ] || [ ! -r "$test" ] || break
	test=''
done
[ -n "$test" ] || skip_all 'no kernel source (VCIRC_KSRC), it is in the Debian package linux-source-6.12'

# It takes the devices named eth0, eth1..., sets each up, changes its address
# and every feature that is not fixed, and sets it down.
try()
{
	local word text bad=0 good=0
	while read -r word text; do
		case $word in
		PASS:)	good=$((good + 1)) ;;
		FAIL:)	bad=$((bad + 1)); note "$word $text" ;;
		XFAIL:|SKIP:) note "$word $text" ;;
		esac
	done < <(in_ns "$2" sh "$test" 2>&1)
	same "$1: failures" 0 "$bad"
	within "$1: successes" 20 "$good" 1000
}

new_ns A B
vc "$A" add eth7
try 'a circuit with nothing bound' "$A"

# A link is listed as eth7@PORT, and the test takes what follows the @ for the
# device to set up: a port, up already, is let be, and features are changed.
vc "$B" add eth7
dummies "$B" eth1 eth2
vc "$B" bind eth7 primary dev eth1
vc "$B" bind eth7 secondary dev eth2
try 'a circuit over two ports, and its ports' "$B"

finish
