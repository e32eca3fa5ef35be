#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mutated frames at line rate through the receive path of every binding, and
# through the transmit path: linear, in pages, headers in pieces, GSO, cloned and
# shared, tags in the frame and beside it. Nothing complains or leaks, every frame is counted,
# and sane traffic next to it loses nothing.
#
# usage: frames_test.sh [BINDING]...
#
# VCIRC_SECONDS is how long all bindings take together (60), VCIRC_SEED what
# the frames are made of. build/frames sends any of them again.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/leaks.sh"

# A new kind of binding gets a line: its name, how it is built, what a path of
# the circuit that is fuzzed is bound with, the tag that leads there, and what
# kind of BFD sessions it has, and with what.
bindings=(
	'wire                wire      -                          -         -'
	'untagged            untagged  -                          -         -'
	'802.1ad_service_tag tagged    s-vlan_100_proto_802.1ad   88a8.100  micro'
	'routed              routed    -                          -         single-hop_local_192.0.2.1_peer_192.0.2.2'
	'802.1Q_service_tag  tagged    s-vlan_100_proto_802.1Q    8100.100  micro_local_192.0.2.1_peer_192.0.2.2'
)
FRAMES=$SELFTESTS/build/frames
CORPUS=$SELFTESTS/build/frames.pcap
CORPUS_BFD=$SELFTESTS/build/frames_bfd.pcap
SEED=${VCIRC_SEED:-$((RANDOM << 15 | RANDOM))}
STORM=$((${VCIRC_SECONDS:-60} / ${#bindings[@]} / 3))
EXACT=$((${VCIRC_SECONDS:-60} * 50))
[ "$STORM" -ge 3 ] || STORM=3

begin
need iperf3 iperf3
need tcpdump tcpdump
need ethtool ethtool
{ [ -x "$FRAMES" ] && [ -s "$CORPUS" ] && [ -s "$CORPUS_BFD" ]; } ||
	skip_all 'frames or its corpus is not built: make -C selftests, with python3-scapy'
note "VCIRC_SEED=$SEED"
# Before packets are lost for want of room, which is nobody's fault.
at_exit sysctl -qw net.core.netdev_max_backlog="$(sysctl -n net.core.netdev_max_backlog)"
sysctl -qw net.core.netdev_max_backlog=1000000
leaks_begin

# ---- Topologies: A is fuzzed, from B ----------------------------------------------

# read_counts FILE: what frames printed, into Z[key].
declare -A Z
read_counts()
{
	local key value
	Z=([held]='' [stuck]='')
	while IFS='=' read -r key value; do
		[ -z "$key" ] || Z[$key]=$value
	done < "$1"
	[ -n "${Z[held]}" ] || note "$(cat "$1")"
}

# fuzz ARG...: frames, waited for.
fuzz()
{
	"$FRAMES" -s "$SEED" -l 9000 -m "$mac" ${router:+-r "$router"} "$@" > "$SCRATCH/frames" 2>&1
	read_counts "$SCRATCH/frames"
}

# quiet NS DEV...: they say nothing by themselves.
quiet()
{
	local ns=$1
	shift
	set -- "${@/%//disable_ipv6=1}"
	in_ns "$ns" sysctl -qw "${@/#/net/ipv6/conf/}"
}

# Ports p0 and p1 of A and B, joined.
cables()
{
	local ns
	ip -n "$A" -b - <<- END
		link add p0 mtu 9000 type veth peer name p0 mtu 9000 netns $B
		link add p1 mtu 9000 type veth peer name p1 mtu 9000 netns $B
	END
	for ns in "$A" "$B"; do
		quiet "$ns" p0 p1
		ip -n "$ns" -b - <<< $'link set p0 up\nlink set p1 up'
	done
	# One port has all that offloads can bring; to the other tags come in
	# the frame, and segments are joined by GRO.
	in_ns "$B" ethtool -K p1 txvlan off tx-vlan-stag-hw-insert off tso off > /dev/null 2>&1
}

# bound NS NAME [BIND-ARG...]: a circuit over both ports.
bound()
{
	vc "$1" -b - <<- END
		add $2
		bind $2 primary dev p0 ${*:3}
		bind $2 secondary dev p1 ${*:3}
	END
}

# addressed NAME NETWORK: both ends have addresses, and neighbours that nobody can change.
addressed()
{
	local ns n=0 far
	for ns in "$A" "$B"; do
		n=$((n + 1))
		far=$B
		[ "$ns" = "$A" ] || far=$A
		quiet "$ns" "$1"
		ip -n "$ns" -b - <<- END
			link set $1 mtu 9000 up
			addr add $2.$n/24 dev $1
			neigh replace $2.$((3 - n)) dev $1 nud permanent lladdr $(in_ns "$far" cat "/sys/class/net/$1/address")
		END
	done
}

# Sets: the devices at B to fuzz from, the circuit that carries sane traffic,
# and what frames must not have as their outer tag: the tag of that circuit.
build_wire()
{
	vc "$A" -b - <<- END
		add vc0 peer vc0 netns $B
		add vc1 peer vc1 netns $B
	END
	addressed vc0 198.18.0
	addressed vc1 198.51.100
	ip -n "$B" link add link vc0 name vc0.7 type vlan id 7
	quiet "$B" vc0.7
	ip -n "$B" link set vc0.7 up
	from=("vc0@$B" "vc0.7@$B") sane=vc1 avoid=()
}

build_untagged()
{
	cables
	bound "$A" vc0
	bound "$B" vc0
	addressed vc0 198.51.100
	from=("p0@$B" "p1@$B") sane=vc0 avoid=()
}

build_tagged()
{
	local proto=$4
	cables
	bound "$A" vc0 "$@"
	quiet "$A" vc0
	ip -n "$A" link set vc0 mtu 9000 up
	bound "$A" vc1 s-vlan 200 proto "$proto"
	bound "$B" vc1 s-vlan 200 proto "$proto"
	addressed vc1 198.51.100
	ip -n "$B" -b - <<- END
		link add link p0 name p0.100 type vlan proto $proto id 100
		link add link p1 name p1.100 type vlan proto $proto id 100
	END
	quiet "$B" p0.100 p1.100
	ip -n "$B" -b - <<< $'link set p0.100 up\nlink set p1.100 up'
	from=("p0@$B" "p1@$B" "p0.100@$B/$tag" "p1.100@$B+$tag")
	sane=vc1 avoid=(-x "${tag%.*}.200")
}

# A's ports have one address and B's another, so that whatever leaves B may come from the router.
build_routed()
{
	local n
	cables
	vc "$A" add vc0
	for n in 0 1; do
		ip -n "$A" link set "p$n" address 02:00:00:00:0a:01
		ip -n "$B" link set "p$n" address 02:00:00:00:0b:01
		ip -n "$A" addr add "198.18.$n.1/24" dev "p$n"
		ip -n "$B" addr add "198.18.$n.2/24" dev "p$n"
		ip -n "$A" neigh replace "198.18.$n.2" lladdr 02:00:00:00:0b:01 dev "p$n" nud permanent
		ip -n "$B" neigh replace "198.18.$n.1" lladdr 02:00:00:00:0a:01 dev "p$n" nud permanent
	done
	vc "$A" bind vc0 primary dev p0 via 198.18.0.2
	vc "$A" bind vc0 secondary dev p1 via 198.18.1.2
	quiet "$A" vc0
	ip -n "$A" -b - <<- END
		link set vc0 mtu 9000 up
		addr add 198.51.100.1/32 dev vc0
		route add 198.51.100.2 dev vc0
	END
	ip -n "$B" -b - <<- END
		addr add 198.51.100.2/32 dev lo
		route add 198.51.100.1 src 198.51.100.2 nexthop via 198.18.0.1 nexthop via 198.18.1.1
	END
	from=("p0@$B" "p1@$B") sane=vc0 avoid=() mac=02:00:00:00:0a:01 router=02:00:00:00:0b:01
}

# ---- What is counted ----------------------------------------------------------------

# Sets in_seen and out_seen: what a circuit took in or dropped, and sent or dropped.
look_seen()
{
	local key
	look "$1" "$2"
	in_seen=0 out_seen=0
	for key in "${!C[@]}"; do
		case $key in
		*.rx_unknown_tag)		;;	# is the port's
		*.bfd.tx_packets)		;;	# of its own accord
		*.rx_packets | *.drops.rx_* | *.bfd.drops.*)	in_seen=$((in_seen + C[$key])) ;;
		*.tx_packets | *drops.tx_*)	out_seen=$((out_seen + C[$key])) ;;
		esac
	done
}

counted()
{
	look_seen "$A" vc0
	[ "$in_seen" -ge "$want" ]
}

# Of the frames some are for sessions, which have no peer: the paths do without.
sessions()
{
	local n bfd
	bfd=${session#*_}
	[ "$bfd" != "$session" ] || bfd=''
	# What is for the ports' own addresses is not the circuit's: there was none of it until now.
	[ "$build" != routed ] || for n in 0 1; do
		ip -n "$A" addr add 192.0.2.1/32 dev "p$n"
	done
	check "$name: with sessions" vc "$A" -b - <<- END
		path vc0 primary bfd ${bfd//_/ }
		path vc0 secondary bfd ${bfd//_/ }
	END
}

# Of all frames few are for sessions, and of those fewer still are refused for one reason or
# another: here all begin as BFD, of whatever kind, and are enough for it in every test.
heard()
{
	fuzz -n 3000 -w raw,direct,paged,ring "${avoid[@]}" "$CORPUS_BFD" "${from[@]}"
	same "$name: of ${Z[sent]-no} frames beside sessions each is freed" 0 "${Z[held]}${Z[stuck]#0}"
	check "$name: sessions took some, and refused others" sessions_hear
}

# Sessions have taken packets, and dropped others for several reasons.
sessions_hear()
{
	local key taken=0 reasons=0
	look "$A" vc0
	for key in "${!C[@]}"; do
		case $key in
		*.bfd.rx_packets)	taken=$((taken + C[$key])) ;;
		*.bfd.drops.*)		[ "${C[$key]}" = 0 ] || reasons=$((reasons + 1)) ;;
		esac
	done
	note "$taken taken, $reasons counts of others"
	[ "$taken" -gt 0 ] && [ "$reasons" -ge 4 ]
}

# Frames that become one packet each, and nothing else: all of them are found again.
exact()
{
	local before far

	look_seen "$A" vc0
	before=$out_seen
	fuzz -n "$EXACT" -w raw,direct,paged,ring,torn "$CORPUS" "vc0@$A"
	look_seen "$A" vc0
	same "$name: of ${Z[sent]-0} frames sent on the circuit each is counted" "${Z[sent]-}" $((out_seen - before))
	same "$name: and freed" 0 "${Z[held]}${Z[stuck]#0}"

	look_seen "$B" vc0
	far=$out_seen
	look_seen "$A" vc0
	before=$in_seen
	fuzz -n "$EXACT" -w raw,direct,paged,ring ${tag:+-c "$tag"} "${avoid[@]}" \
		"$CORPUS" "${from[@]}"
	case $build in
	wire)		look_seen "$B" vc0; want=$((out_seen - far)) ;;
	untagged)	look_seen "$B" vc0; want=$((Z[sent] - Z[link_local] - Z[cut] + out_seen - far)) ;;
	routed)		want=${Z[routed]} ;;
	tagged)		want=${Z[$tag]} ;;
	esac
	want=$((want + before))
	wait_for 5 counted
	same "$name: of ${Z[sent]} frames received every one that is the circuit's is counted" $((want - before)) $((in_seen - before))
	same "$name: and freed" 0 "${Z[held]}${Z[stuck]#0}"
}

# The same packets, still in the hands of their sender, given to the port again and again.
shared()
{
	local count=2000 before
	modprobe -q pktgen
	printf '%s\n' > "$SCRATCH/pktgen" 'xmit_mode netif_receive' 'burst 8' "count $count" \
		'pkt_size 100' "dst_mac $mac" 'dst 192.0.2.1'
	in_ns "$A" bash -c "cd /proc/net/pktgen && echo add_device p0 > kpktgend_0 &&
		while read -r line; do echo \"\$line\" > p0 || exit; done < '$SCRATCH/pktgen'" || {
		skip "$name: packets that are shared: no pktgen here"
		return
	}
	look_seen "$A" vc0
	before=$in_seen
	in_ns "$A" bash -c 'cd /proc/net/pktgen && echo start > pgctrl &&
		grep -q "Result: OK" p0; echo rem_device_all > kpktgend_0'
	look_seen "$A" vc0
	same "$name: of $count packets that are shared each is counted" "$count" $((in_seen - before))
}

# ---- Everything at once ----------------------------------------------------------------

# cloned DEV DIRECTION: a clone of each packet waits elsewhere while the packet passes.
cloned()
{
	ip -n "$A" link show sink > /dev/null 2>&1 || {
		ip -n "$A" link add sink mtu 9000 type dummy
		ip -n "$A" link set sink up
		quiet "$A" sink
		tc -n "$A" qdisc add dev sink root netem delay 20ms limit 1000
	}
	tc -n "$A" qdisc add dev "$1" clsact &&
		tc -n "$A" filter add dev "$1" "$2" matchall action mirred egress mirror dev sink
}

# All ways, into both ends at once; started, not waited for.
storm()
{
	local i=0 devs
	senders=()
	for devs in "${from[*]}" "vc0@$A"; do
		i=$((i + 1))
		# shellcheck disable=SC2086 # a list
		"$FRAMES" -s $((SEED + i)) -t "$STORM" -l 9000 -m "$mac" ${router:+-r "$router"} "${avoid[@]}" "$CORPUS" $devs \
			> "$SCRATCH/storm$i" 2>&1 &
		senders+=($!)
	done
}

# calm HOW: the storm is over, nothing is left of it.
calm()
{
	local i=0 end way failed ways='raw direct paged ring gso'
	wait "${senders[@]}"
	for end in received sent; do
		i=$((i + 1))
		read_counts "$SCRATCH/storm$i"
		failed=''
		[ "$end" = received ] || ways="$ways torn"
		for way in $ways; do
			[ "${Z[$way.sent]:-0}" -gt 0 ] || failed="$failed $way"
		done
		same "$name: $1: ${Z[sent]-no} frames $end, ${Z[gso.sent]-0} to be segmented, some in every way" '' "$failed"
		same "$name: and freed" 0 "${Z[held]}${Z[stuck]#0}"
	done
}

beside()
{
	local far_out near_in
	look_seen "$B" "$sane"
	far_out=$out_seen
	look_seen "$A" "$sane"
	near_in=$in_seen
	pings_begin "$A" 198.51.100.2 0.05
	storm
	if [ "$sane" != vc0 ]; then
		# Behind a frame that is cut into thousands others wait for long.
		flow -n 200 -c 5 -g 500 -W 60000 -d "$(in_ns "$A" cat "/sys/class/net/$sane/address")" "$sane@$B" "$sane@$A"
		same "$name: another circuit on the same ports loses nothing" '1000 1000 0' \
			"${F[sent]-} ${F[tap0.frames]-} ${F[duplicated]-}"
	fi
	calm 'at line rate'
	pings_end
	same "$name: of $answered pings beside the fuzz none is lost" 0 "$lost"
	if [ "$sane" != vc0 ]; then
		look_seen "$B" "$sane"
		far_out=$((out_seen - far_out))
		look_seen "$A" "$sane"
		near_in=$((in_seen - near_in))
		same "$name: nothing but what its far end sent reached that circuit" "$far_out" "$near_in"
	fi
}

for binding in "${bindings[@]}"; do
	read -r name build bind tag session <<< "$binding"
	[ $# = 0 ] || [[ " $* " = *" $name "* ]] || continue
	name=${name//_/ } bind=${bind//_/ }
	[ "$bind" != - ] || bind=''
	[ "$tag" != - ] || tag=''
	mac='' router=''
	new_ns A B
	# shellcheck disable=SC2086 # a list
	"build_$build" $bind
	[ -n "$mac" ] || mac=$(in_ns "$A" cat /sys/class/net/vc0/address)
	wait_state "$A" vc0 state up
	wait_state "$A" "$sane" state up
	tun_into "$A" vc0 vc0.t
	case $session in
	-)		exact ;;
	micro*)		sessions; exact; heard ;;
	single-hop*)	exact; sessions; heard ;;
	esac
	[ "$build" != untagged ] || shared

	in_ns "$A" sysctl -qw net.ipv6.conf.vc0.disable_ipv6=0
	ip -n "$A" addr add 192.0.2.1/24 dev vc0
	ip -n "$A" addr add 2001:db8::1/64 dev vc0 nodad
	beside

	cloned vc0 egress
	taps=(vc0)
	if [ "$build" != wire ]; then
		cloned p0 ingress
		in_ns "$A" ethtool -K p1 gro on
		taps+=(p0 p1)
	fi
	pids=()
	for dev in "${taps[@]}"; do
		ip netns exec "$A" tcpdump -i "$dev" -w /dev/null > /dev/null 2>&1 &
		pids+=($!)
	done
	storm
	check "$name: TCP beside the fuzz goes on" tcp "$B" "$A" 198.51.100.1 2 1M
	calm 'watched, cloned and joined'
	kill "${pids[@]}"
	wait "${pids[@]}" 2> /dev/null
	check "$name: and afterwards the circuit carries traffic" ping_ok "$A" 198.51.100.2

	for ns in "$A" "$B"; do
		for dev in vc0 vc1; do
			vc "$ns" del "$dev" 2> /dev/null
		done
	done
	same "$name: circuits and ports are removed, and nothing uses the module" 0 "$(cat /sys/module/vcirc/refcnt)"
	del_ns "$A" "$B"
done

no_leaks 'after all of it'

finish
