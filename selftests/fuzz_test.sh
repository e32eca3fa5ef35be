#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Requests made up from the spec, good ones and bad ones, by several senders at
# once: the kernel does not complain, what it says is as the spec has it, each
# request is carried out at times and refused at times, and whoever has no
# right where a circuit was made changes nothing there.
#
#   VCIRC_SECONDS    how long they send (60)
#   VCIRC_SEED       what they send; random unless given
#   VCIRC_MESSAGES   how many messages each sends, however long that takes
#
# The kernel's log says every second how far each sender was, and
# fuzz/netlink.py --print what it sent.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/leaks.sh"
begin
leaks_begin
need /usr/bin/python3 python3
need unshare util-linux
need setpriv util-linux

seconds=${VCIRC_SECONDS:-60}
quiet=$((seconds / 6))
seed=${VCIRC_SEED:-$RANDOM$RANDOM}
note "VCIRC_SEED=$seed VCIRC_SECONDS=$seconds${VCIRC_MESSAGES:+ VCIRC_MESSAGES=$VCIRC_MESSAGES}"

# ---- Topology: names and indexes are those of fuzz/netlink.py ------------------

# ports COMMAND...: made by that ip
ports()
{
	local n
	for n in 0 1 2 3 4; do
		printf 'link add %s index %d type dummy\nlink set %s up\naddr add 198.18.0.1/24 dev %s\n' \
			"p$n" "12$n" "p$n" "p$n"
	done | "$@" -batch -
}

# A process that is root in a user and a network namespace of its own only: $!
new_tenant()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups unshare --user --net sleep infinity &
	wait_for 10 tenant_is_there "$!" || skip_all 'user namespaces are not available'
	echo 0 65534 1 > "/proc/$!/uid_map"
	echo 0 65534 1 > "/proc/$!/gid_map"
	ports as_tenant "$!" ip
}

tenant_is_there()
{
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/$$/ns/net)" ]
}

as_tenant()
{
	nsenter -t "$1" --user --net -S 0 -G 0 "${@:2}"
}

new_tenant
tenant=$!
new_tenant
guest=$!
new_ns F
ports ip -n "$F"
printf 'link add %s index %d type vcirc\n' c0 100 c1 101 c2 102 | ip -n "$F" -batch -
vc "$F" -b - << EOF
bind c0 primary dev p0
bind c0 secondary dev p1
bind c1 primary dev p2 s-vlan 100
bind c1 secondary dev p2 s-vlan 2 proto 802.1Q
bind c2 primary dev p3
bind c2 secondary dev p4 s-vlan 3
add c3 peer far
EOF
printf 'link set %s up\n' c0 c1 c2 c3 far | ip -n "$F" -batch -
for name in c0 c1 c2 c3 far; do
	becomes "there is circuit $name" "$F" "$name" state up
done

# netlink ARG...: process numbers are its own, so that they are always the same.
netlink()
{
	in_ns "${!#}" unshare --pid --fork --kill-child /usr/bin/python3 "$SELFTESTS/fuzz/netlink.py" \
		--seed "$seed" ${VCIRC_MESSAGES:+--messages "$VCIRC_MESSAGES"} "${@:1:$#-1}" > "$SCRATCH/out" 2>&1
}

# fuzz TEXT NETNS ARG...: they send, they end, and what they got was as the spec has it.
fuzz()
{
	if netlink "${@:3}" "$2"; then
		ok "$1"
	else
		fail "$1"
	fi
	sed '/^refusal/d; s/^/# /' "$SCRATCH/out"
	note "$(grep -c '^refusal' "$SCRATCH/out") refusals in different words"
}

# counted WORKER: "REQUEST open|guarded DONE REFUSED" of the last run, a line each.
counted()
{
	awk -v kind="$1" '$1 == "count" && $2 == kind { print $3, $4, $5, $6 }' "$SCRATCH/out"
}

# ---- Without rights nothing changes ----------------------------------------------

# A circuit may ask of its port what addresses to let in.
theirs()
{
	settings "$1" | sed -E 's/ allmulti [0-9]+//'
}

# What root has; and of the circuit that the guest has what is not the guest's to decide.
privileged()
{
	theirs "$F"
	ip -d -o link show
	as_tenant "$guest" "$CLIENT" settings | awk -v RS= '/\nifindex=102\n/' |
		grep -E '^(mode|revert|hash|symmetric|seed|rebalance_time_ms|paths\..\.(binding|dev.*|s_.*|admin|weight))='
}

# unprivileged TEXT TENANT OPTION...: they try while nobody else does anything.
unprivileged()
{
	local text=$1 pid=$2 before label guard carried refused digest got='' none=''
	local workers=(--netns "/run/netns/$F" --netns /proc/1/ns/net --netns "/proc/$2/ns/net" "${@:3}"
		"tenant:$2" "nobody:/run/netns/$F" "tenant:$2")
	before=$(privileged)
	fuzz "$text" "$F" --seconds "$quiet" --least 400 "${workers[@]}"
	same 'they changed nothing that is not theirs' '' \
		"$(diff <(printf '%s\n' "$before") <(privileged))"
	while read -r label guard carried refused; do
		[ "$label" != hostile ] || continue
		[ "$guard" = open ] || [ "$carried" = 0 ] || got+=" $label"
		[ "$guard" = guarded ] || [ "$carried" != 0 ] || none+=" $label"
	done < <(counted nobody)
	same 'a user without rights was granted nothing that wants some' '' "$got"
	same 'and all that wants none' '' "$none"
	digest=$(sed -n 's/^worker nobody:.* digest //p' "$SCRATCH/out")
	netlink --print 1 "${workers[@]}" "$F"
	same 'it sent what the seed says' "$digest" "$(sed -n 's/^digest //p' "$SCRATCH/out")"
}

unprivileged 'a tenant and a user without rights send what they like' "$tenant"
ip -n "$F" link set c2 netns "$guest"
as_tenant "$guest" ip link set c2 up
wait_for 20 eval "as_tenant $guest '$CLIENT' get c2 | grep -qx state=up"
# It may remove what it was given.
unprivileged 'so does a tenant that has a circuit whose ports are not its own' "$guest" --no-del
fixed=$(theirs "$F")

# ---- All at once -------------------------------------------------------------------

new_ns A B
ports ip -n "$A"
ports ip -n "$B"
fuzz 'root, a tenant, a user, listeners and dumpers at once' "$A" --seconds $((seconds - 2 * quiet)) \
	--least 600 --netns "/run/netns/$A" --netns "/run/netns/$B" --netns "/proc/$tenant/ns/net" \
	"send:/run/netns/$A" "send:/run/netns/$A" "send:/run/netns/$B" "tenant:$tenant" "nobody:/run/netns/$A" \
	"listen:/run/netns/$A" "listen:/run/netns/$B" "dump:/run/netns/$A" "dump:/run/netns/$B"
while read -r label guard carried refused; do
	[ "$label" = hostile ] || within "$label was carried out at times" 1 "$carried" 1000000000
	within "$label was refused at times" 1 "$refused" 1000000000
done < <(counted send)
within 'events were as the spec has them' 1 "$(counted listen | awk '{ print $3 }')" 1000000000
within 'and so was what was dumped' 1 "$(counted dump | awk '{ print $3 }')" 1000000000
same 'circuits that nobody could reach are as they were' "$fixed" "$(theirs "$F")"

# ---- Nothing is left ------------------------------------------------------------------

kill "$tenant" "$guest"
wait "$tenant" "$guest" 2> /dev/null
del_ns "$A" "$B" "$F"
unused()
{
	[ "$(cat /sys/module/vcirc/refcnt)" = 0 ]
}
check 'nobody uses the module any more' wait_for 20 unused
no_leaks 'after all of it'
finish
