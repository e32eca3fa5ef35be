#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Requests that are wrong in every way there is: each attribute missing, too
# short, too long, out of range, unknown, read-only. Every one is refused with
# words and the attribute, and changes nothing.
. "$(dirname "$0")/lib.sh"
begin
new_ns A
dummies "$A" p0 p1 p2
vc "$A" add vc0 seed 1
vc "$A" bind vc0 primary dev p0
vc "$A" bind vc0 secondary dev p1 s-vlan 5
vc "$A" add vc1 seed 1
ip -n "$A" link set vc0 up
wait_state "$A" vc0 state up
IFINDEX=$(field "$A" vc0 ifindex)
sleep 0.5

raw()
{
	local key value
	F=()
	while IFS='=' read -r key value; do
		F[$key]=$value
	done < <("$CLIENT" -n "$A" raw "$@" 2>&1)
}

# bad TEXT ATTR REQUEST: refused, the kernel points at ATTR ("-": there is none to point at).
bad()
{
	local text=$1 attr=$2
	shift 2
	raw "$@"
	if [ "${F[errno]-}" = 0 ] || [ -z "${F[errno]-}" ]; then
		fail "refused: $text"
		note "$*: errno ${F[errno]-not even sent} ${!F[*]}"
		ip -n "$A" link del new 2> /dev/null
	elif [ -z "${F[message]}" ]; then
		fail "refused: $text"
		note "$*: ${F[errno]} without a word"
	elif [ "$attr" != - ] && [ "${F[attr]}" != "$attr" ]; then
		fail "refused: $text"
		note "$*: \"${F[message]}\" at ${F[attr]}, expected $attr"
	elif [ "${F[changed]}" != no ]; then
		fail "refused: $text"
		note "$*: but something changed"
	else
		ok "refused: $text (${F[errno]} ${F[attr]}: ${F[message]})"
	fi
}

raw get name=str:vc0
same 'a good request is answered' '0 1' "${F[errno]} ${F[messages]}"
raw get "ifindex=u32:$IFINDEX name=str:vc0"
same 'by name and index' 0 "${F[errno]}"

# ---- Which circuit: the same in every request ---------------------------------

for cmd in get set bind unbind; do
	rest=''
	case $cmd in
	set)	rest='path{ role=u32:0 weight=u8:9 }' ;;
	bind)	rest='path{ role=u32:0 port-name=str:p2 }' ;;
	unbind)	rest='path{ role=u32:0 }' ;;
	esac
	bad "$cmd without a circuit" - $cmd "$rest"
	bad "$cmd, ifindex of 1 byte" ifindex $cmd "ifindex=u8:1 $rest"
	bad "$cmd, ifindex of 8 bytes" ifindex $cmd "ifindex=u64:1 $rest"
	bad "$cmd, ifindex nobody has" ifindex $cmd "ifindex=u32:4000000000 $rest"
	bad "$cmd, ifindex 0" ifindex $cmd "ifindex=u32:0 $rest"
	bad "$cmd, empty name" name $cmd "name=hex: $rest"
	bad "$cmd, name without its end" name $cmd "name=unterminated:vc0 $rest"
	bad "$cmd, name of 128 bytes" name $cmd "name=str:$(printf 'x%.0s' {1..128}) $rest"
	bad "$cmd, name nobody has" name $cmd "name=str:nope $rest"
	bad "$cmd, what is no circuit" name $cmd "name=str:p0 $rest"
	bad "$cmd, name and index of two circuits" name $cmd "ifindex=u32:$IFINDEX name=str:vc1 $rest"
	bad "$cmd, name and index of which one is nobody's" - $cmd "ifindex=u32:$IFINDEX name=str:nope $rest"
	bad "$cmd, attribute 99" 99 $cmd "name=str:vc0 99=u32:1 $rest"
	bad "$cmd, attribute 0" 0 $cmd "0=u32:1 name=str:vc0 $rest"
	bad "$cmd, an event in a request" event $cmd "name=str:vc0 $rest event{ 2=u32:0 }"
	for attr in state=u32:2 since=u64:1 switches=u64:1 moving=u32:1 'last-switch{ }' 'drops{ }'; do
		bad "$cmd, read-only ${attr%%[={]*}" "${attr%%[={]*}" $cmd "name=str:vc0 $rest $attr"
	done
	bad "$cmd, the reserved field of the header in use" - $cmd reserved=1 "name=str:vc0 $rest"
done
bad 'get with a path' path get 'name=str:vc0 path{ role=u32:0 }'
bad 'get with force' force get 'name=str:vc0 force=flag'
for cmd in 0 5 99; do
	raw $cmd name=str:vc0
	same "refused: command $cmd, which is no request" EOPNOTSUPP "${F[errno]}"
done

# ---- Dump ------------------------------------------------------------------------

raw dump
same 'dump gives both circuits' '0 2' "${F[errno]} ${F[messages]}"
raw dump name=str:vc1
same 'filtered one' '0 1' "${F[errno]} ${F[messages]}"
raw dump name=str:nope
same 'or none' '0 0' "${F[errno]} ${F[messages]}"
raw dump "ifindex=u32:$IFINDEX name=str:vc1"
same 'or none, where name and index disagree' '0 0' "${F[errno]} ${F[messages]}"
bad 'dump, ifindex of 2 bytes' ifindex dump ifindex=u16:1
bad 'dump, name without its end' name dump name=unterminated:vc0
bad 'dump, attribute 99' 99 dump 99=u32:1
bad 'dump, an attribute of set' config dump 'config{ mode=u32:0 }'

# ---- Settings ------------------------------------------------------------------------

for setting in mode:4:2 hash:4:3 revert:1:2 symmetric:1:2 seed:4: rebalance-time:4:3600001; do
	IFS=: read -r key size beyond <<< "$setting"
	bad "set $key, empty" "config/$key" set "name=str:vc0 config{ $key=hex: }"
	bad "set $key, too long" "config/$key" set "name=str:vc0 config{ $key=zero:$((size + 1)) }"
	[ "$size" = 1 ] || bad "set $key, too short" "config/$key" set "name=str:vc0 config{ $key=zero:$((size - 1)) }"
	[ -z "$beyond" ] || bad "set $key, out of range" "config/$key" set "name=str:vc0 config{ $key=u$((size * 8)):$beyond }"
	[ "$key" = seed ] || bad "set $key, as large as can be" "config/$key" set "name=str:vc0 config{ $key=hex:$(printf 'ff%.0s' $(seq "$size")) }"
done
bad 'set, a peer' config/peer set 'name=str:vc0 config{ peer=zero:16 }'
bad 'set, an unknown setting' config/99 set 'name=str:vc0 config{ 99=u32:1 }'
bad 'set, settings not marked as a nest' config set 'name=str:vc0 config[ mode=u32:1 }'
bad 'set, settings that are none' config set 'name=str:vc0 config=u32:1'
bad 'set, rubbish in the nest' config set 'name=str:vc0 config=hex:01'
bad 'set, force with something in it' force set 'name=str:vc0 force=u32:1'
bad 'set, a good setting and a bad one' config/hash set 'name=str:vc0 config{ mode=u32:1 hash=u32:9 }'
bad 'set, a good setting and a bad path' path/weight set 'name=str:vc0 config{ mode=u32:1 } path{ role=u32:0 weight=u16:1 }'
bad 'set, a good setting and a path without role' - set 'name=str:vc0 config{ mode=u32:1 } path{ weight=u8:1 }'
raw set "name=str:vc0 config{ hash=u32:2 seed=u32:1 }"
same 'set to what is there already is fine' 0 "${F[errno]}"
raw set "name=str:vc0"
same 'so is to set nothing' 0 "${F[errno]}"
raw set "name=str:vc0 config{ }"
same 'or an empty nest' 0 "${F[errno]}"

# ---- Paths -------------------------------------------------------------------------------

for cmd in set bind unbind; do
	rest=''
	[ $cmd != bind ] || rest='port-name=str:p2'
	bad "$cmd, path without role" - $cmd "name=str:vc1 path{ $rest weight=u8:1 }"
	bad "$cmd, role 2" path/role $cmd "name=str:vc1 path{ role=u32:2 $rest }"
	bad "$cmd, role of 1 byte" path/role $cmd "name=str:vc1 path{ role=u8:0 $rest }"
	bad "$cmd, path not marked as a nest" path $cmd "name=str:vc1 path[ role=u32:0 $rest }"
	bad "$cmd, path of rubbish" path $cmd 'name=str:vc1 path=hex:0102'
	bad "$cmd, unknown in the path" path/99 $cmd "name=str:vc1 path{ role=u32:0 $rest 99=u32:1 }"
	for attr in binding=u32:1 port-ifindex=u32:1 port-netnsid=u32:0 state=u32:2 reason=u32:0 usable=u8:1 buckets=u32:256 \
		since=u64:0 times-up=u64:0 times-down=u64:0 flaps=u64:0 'stats{ }' 'drops{ }'; do
		bad "$cmd, read-only ${attr%%[={]*} of a path" "path/${attr%%[={]*}" $cmd "name=str:vc1 path{ role=u32:0 $rest $attr }"
	done
	bad "$cmd, two paths in one request" path $cmd \
		"name=str:vc1 path{ role=u32:0 $rest } path{ role=u32:1 $rest }"
done
bad 'set, admin-up 2' path/admin-up set 'name=str:vc1 path{ role=u32:0 admin-up=u8:2 }'
bad 'set, admin-up of 4 bytes' path/admin-up set 'name=str:vc1 path{ role=u32:0 admin-up=u32:1 }'
bad 'set, weight empty' path/weight set 'name=str:vc1 path{ role=u32:0 weight=hex: }'
bad 'set, weight of 2 bytes' path/weight set 'name=str:vc1 path{ role=u32:0 weight=u16:5 }'
bad 'set, a port' path/port-name set 'name=str:vc1 path{ role=u32:0 port-name=str:p2 }'
bad 'set, a tag' path/s-vlan set 'name=str:vc0 path{ role=u32:1 s-vlan=u16:6 }'
bad 'set, a tag protocol' path/s-proto set 'name=str:vc0 path{ role=u32:1 s-proto=u32:1 }'

bad 'bind without a path' - bind 'name=str:vc1'
bad 'bind without a port' - bind 'name=str:vc1 path{ role=u32:0 }'
bad 'bind, force' force bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 } force=flag'
bad 'bind, settings' config bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 } config{ mode=u32:1 }'
bad 'bind, admin-up' path/admin-up bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 admin-up=u8:1 }'
bad 'bind, a port that is not there' path/port-name bind 'name=str:vc1 path{ role=u32:0 port-name=str:nope }'
bad 'bind, an empty port name' path/port-name bind 'name=str:vc1 path{ role=u32:0 port-name=hex: }'
bad 'bind, a port name without its end' path/port-name bind 'name=str:vc1 path{ role=u32:0 port-name=unterminated:p2 }'
bad 'bind, tag 0' path/s-vlan bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 s-vlan=u16:0 }'
bad 'bind, tag 4095' path/s-vlan bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 s-vlan=u16:4095 }'
bad 'bind, tag of 4 bytes' path/s-vlan bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 s-vlan=u32:6 }'
bad 'bind, tag protocol 2' path/s-proto bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 s-vlan=u16:6 s-proto=u32:2 }'
bad 'bind, tag protocol without tag' path/s-proto bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 s-proto=u32:0 }'
bad 'bind, a tag that is taken' path/s-vlan bind 'name=str:vc1 path{ role=u32:0 port-name=str:p1 s-vlan=u16:5 }'
bad 'bind, a port that is taken' path/port-name bind 'name=str:vc1 path{ role=u32:0 port-name=str:p0 }'
bad 'bind, a path that is bound' path/role bind 'name=str:vc0 path{ role=u32:0 port-name=str:p2 }'
bad 'bind, the loopback' path/port-name bind 'name=str:vc1 path{ role=u32:0 port-name=str:lo }'
for size in 0 1 3 5 15 17 28; do
	bad "bind, a next hop of $size bytes" path/via bind "name=str:vc1 path{ role=u32:0 port-name=str:p2 via=zero:$size }"
done
bad 'bind, a next hop of zeroes' path/via bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 via=zero:4 }'
bad 'bind, a next hop without address on the port' path/via bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 via=hex:c0000202 }'
bad 'bind, a next hop and a tag' path/s-vlan bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 s-vlan=u16:6 via=hex:c0000202 }'
bad 'bind, a next hop and a tag protocol' path/s-proto bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 s-proto=u32:0 via=hex:c0000202 }'
bad 'set, a next hop' path/via set 'name=str:vc0 path{ role=u32:1 via=hex:c0000202 }'
bad 'bind, the state of a neighbour' path/neighbour bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 neighbour=u32:1 }'
bad 'bind, its MAC address' path/neighbour-mac bind 'name=str:vc1 path{ role=u32:0 port-name=str:p2 neighbour-mac=zero:6 }'
bad 'unbind without a path' - unbind 'name=str:vc0'
bad 'unbind, a weight' path/weight unbind 'name=str:vc0 path{ role=u32:0 weight=u8:1 }'
bad 'unbind, a port' path/port-name unbind 'name=str:vc0 path{ role=u32:0 port-name=str:p0 }'
bad 'unbind, what is not bound' path/role unbind 'name=str:vc1 path{ role=u32:0 }'

# ---- Creation ------------------------------------------------------------------------------------

create()
{
	bad "creation, $1" "$2" newlink "ifname=str:new linkinfo{ kind=str:vcirc data{ $3 } }"
}
for setting in mode:4:2 hash:4:3 revert:1:2 symmetric:1:2 seed:4: rebalance-time:4:3600001; do
	IFS=: read -r key size beyond <<< "$setting"
	create "$key too short" - "$key=zero:$((size - 1))"
	[ -z "$beyond" ] || create "$key out of range" "linkinfo/data/$key" "$key=u$((size * 8)):$beyond"
done
create 'a peer shorter than its header' - 'peer=zero:15'
create 'a peer whose name is taken' - 'peer{ ifname=str:p0 }'
create 'a peer of the same name' - 'peer{ ifname=str:new }'
create 'a peer with a multicast address' - 'peer{ ifname=str:other address=hex:010000000001 }'
create 'a peer with an address of 5 bytes' - 'peer{ ifname=str:other address=hex:0200000000 }'
create 'a peer with bytes left over' linkinfo/data/peer 'peer=zero:23'
bad 'creation with a multicast address' - newlink 'ifname=str:new address=hex:010000000001 linkinfo{ kind=str:vcirc }'
bad 'creation with an MTU of 10' - newlink 'ifname=str:new mtu=u32:10 linkinfo{ kind=str:vcirc }'
bad 'a peer given to a circuit that is there' linkinfo/data/peer \
	setlink 'ifname=str:vc0 linkinfo{ kind=str:vcirc data{ peer=zero:16 } }'
bad 'a setting out of range by rtnetlink' linkinfo/data/hash \
	setlink 'ifname=str:vc0 linkinfo{ kind=str:vcirc data{ hash=u32:7 } }'

# ---- After all that -----------------------------------------------------------------------------------

raw get name=str:vc0
same 'the family still answers' 0 "${F[errno]}"
check 'the circuits can be removed' eval "vc $A del vc0 && vc $A del vc1"

finish
