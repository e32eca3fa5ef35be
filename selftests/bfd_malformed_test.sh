#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# BFD packets that are wrong in every way there is, to sessions that are up, single
# hop and micro, authenticated and not: each is dropped and counted under its
# reason, and nothing else comes of it.
. "$(dirname "$0")/lib.sh"
begin
need /usr/bin/python3 python3
/usr/bin/python3 -c 'import scapy' 2> /dev/null ||
	skip_all 'scapy is missing, it is in the Debian package python3-scapy'

# The peer sends what it sends from V: only its kernel answers ARP and ND there.
new_ns A V
(umask 077; printf vcirc-secret > "$SCRATCH/key")
peers=()

# session N [VIA] [ARG...]: circuit vcN on port pN.
session()
{
	local n=$1 via=()
	[ -z "$2" ] || via=(via "$2")
	vc "$A" add "vc$n"
	check "a circuit${2:+ over $2}${3:+, bfd ${*:3}}" vc "$A" bind "vc$n" primary dev "p$n" "${via[@]}" bfd "${@:3}"
	ip -n "$A" link set "vc$n" up
	peers+=("vc$n,p$n,$(in_ns "$A" cat "/sys/class/net/p$n/address")")
}

for n in 1 2 3 4 5 6 7; do
	cable "$A" "p$n" "$V" "p$n"
	ip -n "$A" addr add "198.18.$n.1/24" dev "p$n"
	ip -n "$V" addr add "198.18.$n.2/24" dev "p$n"
	ip -n "$A" addr add "2001:db8:$n::1/64" dev "p$n" nodad
	ip -n "$V" addr add "2001:db8:$n::2/64" dev "p$n" nodad
done
session 1 198.18.1.2
session 2 2001:db8:2::2
session 3 ''
session 7 '' local 198.18.7.1 peer 198.18.7.2
session 4 198.18.4.2 auth meticulous-keyed-sha1 key-id 1 key-file "$SCRATCH/key"
session 5 2001:db8:5::2 auth keyed-md5 key-id 1 key-file "$SCRATCH/key"
session 6 198.18.6.2 auth simple key-id 1 key-file "$SCRATCH/key"

while IFS=$'\t' read -r text expected actual; do
	same "$text: $expected" "$expected" "$actual"
	last=$text
done < <(ip netns exec "$V" /usr/bin/python3 "$SELFTESTS/bfd_malformed.py" "$CLIENT" "$A" "${peers[@]}" 2> "$SCRATCH/python" ||
	printf 'the sender ends well\t0\t%s\n' "$(tail -n 1 "$SCRATCH/python")")
matches 'it came to its end' 'simple: no password' "${last-}"
finish
