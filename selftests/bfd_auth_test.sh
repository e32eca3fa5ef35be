#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Authentication of BFD, with BIRD at the other end, each of the five types: who
# does not know the key has no session and is counted, keys are rolled over
# without losing one, and nobody is shown a key.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bfd.sh"
begin
need nft nftables
need jq jq
need bird bird2
need chrt util-linux

TYPES=(simple keyed-md5 meticulous-keyed-md5 keyed-sha1 meticulous-keyed-sha1)
# A link each, the even ones with IPv6.
links=(1 2 3 4 5)

# Slow enough for a daemon on an emulated machine: 6 s to notice.
bfd_site
far_end B bird "${links[@]}"
for n in "${links[@]}"; do
	AUTH[$n]=${TYPES[n - 1]} MS[$n]=100 MULT[$n]=20
	[ $((n % 2)) = 1 ] || FAMILY[$n]=6
	circuit "$n" min-tx 300ms min-rx 300ms mult 20
done
listen
daemon_start "$B"
check 'sessions of all types come up' wait_for 30 all_are "$both_up" "${links[@]}"

# dropped LINK: how many packets, for each of these reasons.
REASONS=(type key digest sequence)
dropped()
{
	look "$HERE" "vc$1"
	echo "${C[paths.0.bfd.drops.auth_type]-} ${C[paths.0.bfd.drops.auth_key]-}" \
		"${C[paths.0.bfd.drops.auth_digest]-} ${C[paths.0.bfd.drops.auth_sequence]-}"
}

# only LINK REASON: more than before for that reason, and no more for others.
declare -A before
only()
{
	local i was now
	read -ra was <<< "${before[$1]}"
	read -ra now <<< "$(dropped "$1")"
	for i in "${!REASONS[@]}"; do
		if [ "${REASONS[i]}" = "$2" ]; then
			[ "${now[i]}" -gt "${was[i]}" ] || return
		else
			[ "${now[i]}" = "${was[i]}" ] || return
		fi
	done
}

# remember: what was dropped until now.
remember()
{
	local n
	for n in "${links[@]}"; do
		before[$n]=$(dropped "$n")
	done
}

# ---- BIRD has another key -----------------------------------------------------------------

# stranger TEXT REASON: BIRD was given something else, and is let go.
stranger()
{
	local n
	remember
	daemon_again "$B"
	for n in "${links[@]}"; do
		becomes "$(title "$n"), $1: the session goes down" "$HERE" "vc$n" paths.0.bfd.state down
	done
	remember
	sleep 3
	for n in "${links[@]}"; do
		check "$(title "$n"), $1: it stays down, what was dropped is counted by the reason" only "$n" "$2"
		same 'the path does not come back' 'down bfd' \
			"$(field "$HERE" "vc$n" paths.0.bfd.state) $(field "$HERE" "vc$n" paths.0.reason)"
	done
}

# friend: BIRD is given back what we have.
friend()
{
	local n
	for n in "${links[@]}"; do
		AUTH[$n]=${TYPES[n - 1]} KEY[$n]=1:vcirc-secret
	done
	daemon_again "$B"
	check 'it knows the key again: all come up' wait_for 30 all_are "$both_up" "${links[@]}"
}

for n in "${links[@]}"; do
	KEY[$n]=1:vcirc-secreT
done
stranger 'wrong key' digest
friend
for n in "${links[@]}"; do
	KEY[$n]=9:vcirc-secret
done
stranger 'unknown key id' key
friend
for n in "${links[@]}"; do
	AUTH[$n]=none
done
stranger 'no authentication' type
friend
# Each has the type of the next.
for n in "${links[@]}"; do
	AUTH[$n]=${TYPES[n % 5]}
done
stranger 'another type' type
friend

# ---- Another key, without losing the session -----------------------------------------------

# keys LINK ID:SECRET [ID:SECRET]: what we send and take, and what we take, too.
keys()
{
	local second=()
	[ $# = 2 ] || second=(key2-id "${3%%:*}" key2-file "$(key_file "$3")")
	vc "$HERE" path "vc$1" primary bfd auth "${TYPES[$1 - 1]}" \
		key-id "${2%%:*}" key-file "$(key_file "$2")" "${second[@]}"
}
lost=$(lost "${links[@]}")
old=1:vcirc-secret new=2:another-secret
for n in "${links[@]}"; do
	discr[n]="$(field "$HERE" "vc$n" paths.0.bfd.discr) $(field "$HERE" "vc$n" paths.0.bfd.remote_discr)"
	check "$(title "$n"): we take another key, too" keys "$n" $old $new
	KEY[$n]=$new KEYS[$n]=$old
done
daemon_again "$B"
remember
sleep 1
for n in "${links[@]}"; do
	check "$(title "$n"): BIRD has both, we go over to the new one" keys "$n" $new
	KEYS[$n]=''
done
sleep 1
for n in "${links[@]}"; do
	same "$(title "$n"): so has BIRD, nothing was dropped" "${before[$n]}" "$(dropped "$n")"
done
daemon_again "$B"
# Longer than it takes to lose a session.
sleep 8
for n in "${links[@]}"; do
	same "$(title "$n"): BIRD forgets the old one, nothing is dropped" "${before[$n]}" "$(dropped "$n")"
	same 'it is the same session' "${discr[n]} up" \
		"$(field "$HERE" "vc$n" paths.0.bfd.discr) $(field "$HERE" "vc$n" paths.0.bfd.remote_discr) $(field "$HERE" "vc$n" paths.0.bfd.state)"
done
same 'none was lost' "$lost" "$(lost "${links[@]}")"
for n in "${links[@]}"; do
	vc "$HERE" path "vc$n" primary bfd auth "${TYPES[n - 1]}" key-id 1 key-file "$(key_file $old)"
done
check 'what we send with the old one now is not taken' wait_for 20 none_are '.state == "up"' "${links[@]}"
for n in "${links[@]}"; do
	keys "$n" $new
done
check 'all come up' wait_for 30 all_are "$both_up" "${links[@]}"

# ---- BIRD begins anew ------------------------------------------------------------------------

daemon_kill "$B"
check 'BIRD dies' wait_for 20 none_are '.state == "up"' "${links[@]}"
daemon_start "$B"
check 'another begins with numbers of its own: all come up' wait_for 40 all_are "$both_up" "${links[@]}"

# ---- Nobody is shown a key ---------------------------------------------------------------------

{
	vc "$HERE" show
	vc "$HERE" -d -s show
	vc "$HERE" -j -p show
	for n in "${links[@]}"; do
		vc "$HERE" show "vc$n" bfd
		"$CLIENT" -n "$HERE" get "vc$n"
	done
	cat "$SCRATCH/events"
	dmesg
} > "$SCRATCH/all" 2>&1
check 'which keys there are is shown' grep -q 'key-id 2' "$SCRATCH/all"
check 'but no key: not by show, JSON, events, netlink or the kernel log' not grep -qi -e 'vcirc-secret' -e 'another-secret' "$SCRATCH/all"
finish
