#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A circuit is made, changed, shown and removed, by vcirc and by ip; whatever
# is wrong is refused with a line and changes nothing.
. "$(dirname "$0")/lib.sh"
begin
new_ns A

operstate()
{
	in_ns "$A" cat "/sys/class/net/$1/operstate"
}

operstate_is()
{
	[ "$(operstate "$1")" = "$2" ]
}

# raw newlink|setlink CONFIG: rtnetlink, by the second client.
raw()
{
	"$CLIENT" -n "$A" raw "$1" "ifname=str:raw linkinfo{ kind=str:vcirc data{ $2 } }" |
		grep -x 'errno=0'
}

aliases=$(modinfo -F alias "${VCIRC_KO:-vcirc}" | sort | paste -s -d ' ')
same 'the module is loaded when its kind or its family is asked for' \
	'net-pf-16-proto-16-family-vcirc rtnl-link-vcirc' "$aliases"

# ---- Made by vcirc ---------------------------------------------------------

check 'vcirc add makes a circuit' vc "$A" add vc0
look "$A" vc0
same 'it starts with the documented defaults' \
	'active-active true l4 false 10000 down none unbound 1 none unbound 1' \
	"${C[mode]} ${C[revert]} ${C[hash]} ${C[symmetric]} ${C[rebalance_time_ms]} ${C[state]} ${C[paths.0.binding]} ${C[paths.0.reason]} ${C[paths.0.weight]} ${C[paths.1.binding]} ${C[paths.1.reason]} ${C[paths.1.weight]}"
same 'it has never switched and dropped nothing' 'null 0 0' \
	"${C[last_switch]} ${C[switches]} ${C[drops.tx_no_usable_path]}"
seed=${C[seed]}
vc "$A" add vc1
[ "$(field "$A" vc1 seed)" != "$seed" ]
same 'two circuits have two seeds' 0 $?

link=$(ip -n "$A" -d -o link show vc0)
matches 'ip shows the kind vcirc' ' vcirc ' "$link"
matches 'it has no queueing discipline' 'qdisc noqueue|qdisc noop' "$link"
matches 'it has one transmit queue' 'numtxqueues 1 ' "$link"
matches 'it has a MAC address of its own' 'link/ether [0-9a-f][26ae]:' "$link"
matches 'its MTU is that of Ethernet' 'mtu 1500 ' "$link"
same 'before it is up its operational state is down, not unknown' down "$(operstate vc0)"
ip -n "$A" link set vc0 up
sleep 0.3
same 'up and with nothing bound it has no carrier' down "$(operstate vc0)"
matches 'and ip says NO-CARRIER' NO-CARRIER "$(ip -n "$A" -o link show vc0)"
matches 'up it still has no queueing discipline' 'qdisc noqueue' "$(ip -n "$A" -o link show vc0)"

dummies "$A" p0 p1
vc "$A" bind vc0 primary dev p0
becomes 'one path makes it degraded' "$A" vc0 state degraded
check 'with carrier the operational state is up' wait_for 10 operstate_is vc0 up
vc "$A" bind vc0 secondary dev p1
becomes 'two paths make it up' "$A" vc0 state up
vc "$A" unbind vc0 primary
vc "$A" unbind vc0 secondary force
becomes 'without paths it is down again' "$A" vc0 state down
check 'and so is the operational state' wait_for 10 operstate_is vc0 down
check 'vcirc del removes it' vc "$A" del vc0
look "$A" vc0
same 'and it is gone' 1 $?
vc "$A" del vc1

# ---- Every option ------------------------------------------------------------

check 'every option can be given at creation' \
	vc "$A" add vc2 mode active-standby revert off hash l3 symmetric on seed 0xdeadbeef \
	rebalance-time 2.5s mtu 1400 address 02:00:00:00:aa:01
look "$A" vc2
same 'and is in force' 'active-standby false l3 true 3735928559 2500' \
	"${C[mode]} ${C[revert]} ${C[hash]} ${C[symmetric]} ${C[seed]} ${C[rebalance_time_ms]}"
matches 'with MTU and address' 'mtu 1400 .*link/ether 02:00:00:00:aa:01' "$(ip -n "$A" -o link show vc2)"

for change in 'mode active-active:mode:active-active' 'revert on:revert:true' 'hash l2:hash:l2' \
	'hash l4:hash:l4' 'symmetric off:symmetric:false' 'seed 7:seed:7' \
	'rebalance-time 0s:rebalance_time_ms:0' 'rebalance-time 1h:rebalance_time_ms:3600000'; do
	IFS=: read -r words key value <<< "$change"
	# shellcheck disable=SC2086 # words
	vc "$A" set vc2 $words
	same "set $words" "$value" "$(field "$A" vc2 "$key")"
done
vc "$A" set vc2 mtu 1300 address 02:00:00:00:aa:02 hash l3
matches 'set changes MTU and address with a setting' 'mtu 1300 .*02:00:00:00:aa:02' "$(ip -n "$A" -o link show vc2)"
same 'in one command' l3 "$(field "$A" vc2 hash)"

# ---- The same by ip ------------------------------------------------------------

check 'ip link add type vcirc makes a circuit' ip -n "$A" link add ipc type vcirc
look "$A" ipc
same 'that vcirc knows' 'ipc l4' "${C[name]-} ${C[hash]-}"
check 'ip link del removes it' ip -n "$A" link del ipc
look "$A" ipc
same 'and vcirc knows that too' 1 $?
check 'attributes can come by rtnetlink' \
	raw newlink 'mode=u32:1 hash=u32:1 seed=u32:9 rebalance-time=u32:77 revert=u8:0 symmetric=u8:1'
look "$A" raw
same 'and are in force' 'active-standby l3 9 77 false true' \
	"${C[mode]-} ${C[hash]-} ${C[seed]-} ${C[rebalance_time_ms]-} ${C[revert]-} ${C[symmetric]-}"
check 'rtnetlink takes a change' raw setlink hash=u32:0
same 'which is in force' 'l2' "$(field "$A" raw hash)"
same 'and leaves the others' '77' "$(field "$A" raw rebalance_time_ms)"
check 'a circuit can be renamed' ip -n "$A" link set raw name raw2
same 'and is known by its new name' raw2 "$(field "$A" raw2 name)"

# ---- Refusals ------------------------------------------------------------------

refused 'a name that is taken' "$A" 'File exists|exist' vc "$A" add vc2
refused 'a circuit that is not there' "$A" 'no such|No such|not found|not there|no circuit' vc "$A" set nope hash l2
refused 'to set what is no circuit' "$A" 'not a virtual circuit' vc "$A" set p0 hash l2
refused 'to remove what is no circuit' "$A" 'not a virtual circuit' vc "$A" del p0
refused 'a multicast MAC address' "$A" '.' ip -n "$A" link set vc2 address 01:00:00:00:00:01
refused 'an MTU below what IPv4 needs' "$A" 'mtu|MTU' ip -n "$A" link set vc2 mtu 60
refused 'an MTU above what Ethernet devices have' "$A" 'mtu|MTU' ip -n "$A" link set vc2 mtu 65536
refused 'to bind to nothing' "$A" 'dev "nope": ' vc "$A" bind vc2 primary dev nope
refused 'to unbind what is not bound' "$A" 'bound' vc "$A" unbind vc2 primary
refused 'a setting of a path of a circuit that is not there' "$A" '.' vc "$A" path nope primary weight 3
vc "$A" path vc2 primary weight 0
refused 'both weights 0' "$A" 'weight' vc "$A" path vc2 secondary weight 0
refused 'nor by binding' "$A" 'weight' vc "$A" bind vc2 secondary dev p0 weight 0

finish
