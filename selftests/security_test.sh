#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Four attackers: a user without rights, a tenant in namespaces of its own, the
# far end of a link, and a neighbour on a shared port. What they can do, and
# what they cannot; see Security in the README.
. "$(dirname "$0")/lib.sh"
begin
need unshare util-linux
need nsenter util-linux
need setpriv util-linux
need tc iproute2
BROADCAST=ff:ff:ff:ff:ff:ff

unshare --user --map-root-user --net sleep infinity &
tenant=$!
in_tenant()
{
	nsenter -t "$tenant" --user --net --preserve-credentials "$@"
}
wait_for 10 in_tenant ip link || skip_all 'user namespaces are not available'
T=$PREFIX-T
ip netns attach "$T" "$tenant"
in_tenant ip link set lo up
in_tenant sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.router_solicitations=0

# Two cables between the provider A and B, where whoever sits there may send
# what it likes. Circuit t100 is the tenant's, n200 the neighbour's, in N.
new_ns A B N
cable "$A" p0 "$B" p0
cable "$A" p1 "$B" p1
for ns in "$A" "$B"; do
	for c in t100:100 n200:200; do
		vc "$ns" add "${c%:*}" rebalance-time 0s
		vc "$ns" bind "${c%:*}" primary dev p0 s-vlan "${c#*:}"
		vc "$ns" bind "${c%:*}" secondary dev p1 s-vlan "${c#*:}"
	done
done
ip -n "$A" link set t100 netns "$T"
ip -n "$A" link set n200 netns "$N"
in_tenant ip addr add 192.0.2.1/24 dev t100
ip -n "$B" addr add 192.0.2.2/24 dev t100
ip -n "$N" addr add 198.51.100.1/24 dev n200
ip -n "$B" addr add 198.51.100.2/24 dev n200
for c in "t100@$T" "n200@$N" "t100@$B" "n200@$B"; do
	ip -n "${c#*@}" link set "${c%@*}" up
	wait_state "${c#*@}" "${c%@*}" state up
done
taps=("t100@$T" "n200@$N")
far_taps=("t100@$B" "n200@$B")

# tenant_refused TEXT REGEX COMMAND...: and nothing changes, neither there nor at the provider.
tenant_refused()
{
	local text=$1 regex=$2 before out
	shift 2
	before=$(settings "$T"; settings "$A")
	if out=$(in_tenant "$@" 2>&1); then
		fail "the tenant cannot $text"
	elif ! [[ $out =~ $regex ]]; then
		fail "the tenant cannot $text"
		note "$out"
	elif [ "$before" != "$(settings "$T"; settings "$A")" ]; then
		fail "the tenant cannot $text, but something changed"
	else
		ok "the tenant cannot $text (${out%%$'\n'*})"
	fi
}

# ---- A user without rights ---------------------------------------------------------

new_ns U
circuit_on_dummies "$U" rebalance-time 0s
wait_state "$U" vc0 state up
deaf=()
for _ in 1 2 3 4 5 6 7 8; do
	ip netns exec "$U" setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all \
		"$CLIENT" listen > /dev/null &
	deaf+=($!)
done
"$CLIENT" -n "$U" listen > "$SCRATCH/heard" &
# Generic netlink sockets of the deaf: messages lost.
deaf_sockets()
{
	in_ns "$U" cat /proc/net/netlink | awk -v pids="${deaf[*]}" '
		BEGIN { n = split(pids, p, " "); for (i = 1; i <= n; i++) deaf[p[i]] }
		$2 == 16 && ($3 % 4194304) in deaf { print $9 }'
}
all_deaf()
{
	[ "$(deaf_sockets | wc -l)" = 8 ]
}
told_all()
{
	[ "$(told)" = "$changes" ]
}
wait_for 20 grep -q listening "$SCRATCH/heard"
wait_for 20 all_deaf
sleep 1
kill -STOP "${deaf[@]}"
# told: events heard, and those that were counted as lost.
told()
{
	awk -F= '$1 == "event" && $2 == "changed" { n++ } $1 == "event.lost" { n += $2 } END { print n + 0 }' "$SCRATCH/heard"
}
changes=0
while [ $changes -lt 600 ]; do
	for n in $(seq 60); do
		echo "set vc0 seed $((changes + n))"
	done > "$SCRATCH/batch"
	vc "$U" -b "$SCRATCH/batch"
	changes=$((changes + 60))
	# The next event tells how many found no room.
	for _ in 1 2 3; do
		wait_for 2 told_all && break
		changes=$((changes + 1))
		vc "$U" set vc0 seed $changes
	done
done
same 'eight listeners who never read: who reads hears of each of 600 changes, or that it was lost' \
	$changes "$(told)"
same 'each of them loses the rest' 8 "$(deaf_sockets | grep -vcx 0)"
flow -c 2 -e "1000:p0@$U:carrier-off" "vc0@$U" "p0@$U" "p1@$U"
same 'a path fails meanwhile: the next packet goes the other way' '0 2000' \
	"${F[tap0.after]} $((${F[tap0.frames]} + ${F[tap1.frames]}))"
kill -KILL "${deaf[@]}"
wait "${deaf[@]}" 2> /dev/null

# ---- A tenant in namespaces of its own ------------------------------------------------

check 'the tenant can use its circuit' in_tenant ping -q -n -i 0.1 -c 3 -w $((10 * SLOW)) 192.0.2.2
same 'it sees its own and no other' t100 "$(in_tenant "$CLIENT" dump | sed -n 's/^name=//p')"
look "$T" t100
id=${C[paths.0.dev_netnsid]}
same 'it learns names, tags and states of its ports' "p0 100 up p1 100 up" \
	"${C[paths.0.dev]} ${C[paths.0.s_vlan]} ${C[paths.0.state]} ${C[paths.1.dev]} ${C[paths.1.s_vlan]} ${C[paths.1.state]}"
same 'and nothing of the ports themselves' '' "$(in_tenant ip -o link show | grep -E ' p[01][:@]')"
before=${C[paths.0.drops.rx_unknown_tag]}
flow -n 50 -t 999/88a8 -d $BROADCAST "p0@$B"
same 'but how many frames they see under tags that nobody has' 50 \
	$(($(field "$T" t100 paths.0.drops.rx_unknown_tag) - before))
in_tenant "$CLIENT" listen > "$SCRATCH/tenant" &
wait_for 20 grep -q listening "$SCRATCH/tenant"
vc "$N" set n200 hash l3
vc "$T" set t100 hash l3
wait_for 20 grep -q '^event=changed' "$SCRATCH/tenant"
same 'it hears of its own circuit and no other' name=t100 "$(grep ^name= "$SCRATCH/tenant" | sort -u)"
tenant_refused 'unbind its circuit' 'right|ermi' "$VCIRC" unbind t100 primary
tenant_refused 'take a path down' 'right|ermi' "$VCIRC" path t100 primary admin down
tenant_refused 'have it hash another way' 'right|ermi' "$VCIRC" set t100 hash l2
tenant_refused 'raise its MTU above that of the ports' 'mtu|MTU' ip link set t100 mtu 1501
tenant_refused "make the far end of a pair in the provider's namespace" 'right|ermi' "$VCIRC" add x peer y netns "$A"
tenant_refused "make a circuit that takes ports from there" 'ermi' ip link add x link-netnsid "$id" type vcirc
tenant_refused "move its circuit there" 'ermi' ip link set t100 netns "$A"
in_tenant "$VCIRC" add mine
tenant_refused 'bind a circuit of its own to a port of the provider' 'no such device' \
	"$VCIRC" bind mine primary dev p0 s-vlan 101
in_tenant ip link del mine

# A pair across: each has its own end.
vc "$A" add near peer far netns "$T" seed 5
check "of a pair the tenant can set its own end" in_tenant "$VCIRC" set far hash l2
same "which leaves the provider's as it is" l4 "$(field "$A" near hash)"
tenant_refused 'unbind it' 'wire' "$VCIRC" unbind far primary force
vc "$A" del near

in_tenant ip link set t100 down
in_tenant ip link set t100 name mine
in_tenant ip link set mine mtu 1300 address 02:00:00:00:00:64 promisc on up
check 'the tenant can rename it, set it down and up, change address and MTU' \
	wait_for 10 in_tenant ping -q -n -i 0.1 -c 1 -w 2 192.0.2.2
same "no more of that is seen on the provider's ports than promiscuous mode" '1500 1500' \
	"$(in_ns "$A" cat /sys/class/net/p0/mtu) $(in_ns "$A" cat /sys/class/net/p1/mtu)"
taps[0]="mine@$T"

# With promiscuous mode on: what is on the same ports for others stays with them.
flow -n 200 -d $BROADCAST "n200@$B" "${taps[@]}"
same "promiscuous, it sees nothing of a neighbour's broadcasts" '0 200' "${F[tap0.frames]} ${F[tap1.frames]}"
flow -n 200 "p0@$B" "${taps[@]}"
same "nor the ports' own traffic" 0 "${F[tap0.frames]}"
in_tenant ip link set mine promisc off

# Out: whatever it does to tags, they stay inside its own.
in_tenant ip link add link mine name v200 type vlan id 200 protocol 802.1ad
in_tenant ip link set v200 up
flow -n 100 -v ports,hosts -d $BROADCAST "v200@$T" "p0@$B" "p1@$B" "${far_taps[@]}"
same "a VLAN of its own under a neighbour's tag: on the wire all are under its own" '100 88a8.100 88a8.100' \
	"$((${F[tap0.frames]} + ${F[tap1.frames]})) ${F[tap0.tags]} ${F[tap1.tags]}"
same 'and come out at its own far end' '100 0 88a8.200' "${F[tap2.frames]} ${F[tap3.frames]} ${F[tap2.tags]}"
in_tenant ip link del v200
modprobe -q act_vlan
if in_tenant tc qdisc add dev mine clsact &&
   in_tenant tc filter add dev mine egress matchall action vlan push id 200 protocol 802.1ad; then
	flow -n 100 -v ports,hosts -d $BROADCAST "mine@$T" "p0@$B" "p1@$B" "${far_taps[@]}"
	same "the same by tc, with the tag beside the frame" '100 88a8.100 88a8.100 100 0 88a8.200' \
		"$((${F[tap0.frames]} + ${F[tap1.frames]})) ${F[tap0.tags]} ${F[tap1.tags]} ${F[tap2.frames]} ${F[tap3.frames]} ${F[tap2.tags]}"
	in_tenant tc qdisc del dev mine clsact
else
	skip 'tags by tc: no act_vlan here'
fi

check "it can delete its circuit" in_tenant ip link del mine
check "a neighbour's carries on" ping_ok "$N" 198.51.100.2
same 'the ports are as they were' '1 1' \
	"$(for p in p0 p1; do ip -n "$A" -o link show $p | grep -c ',UP,LOWER_UP>.* state UP'; done | paste -s -d ' ')"
check 'and its tags are free' vc "$A" add t100 rebalance-time 0s
vc "$A" bind t100 primary dev p0 s-vlan 100
vc "$A" bind t100 secondary dev p1 s-vlan 100
ip -n "$A" addr add 192.0.2.1/24 dev t100
ip -n "$A" link set t100 up
wait_state "$A" t100 state up
taps[0]="t100@$A"

# What circuits cost is charged to who makes them.
cgroup=/sys/fs/cgroup/vct$$
# charged KIND: percpu memory of a cgroup in which the tenant makes a hundred of them.
charged()
{
	local was now
	mkdir "$cgroup" || return
	for n in $(seq 100); do
		echo "link add x$n type $1"
	done > "$SCRATCH/batch"
	(
		echo "$BASHPID" > $cgroup/cgroup.procs
		in_tenant ip -b "$SCRATCH/batch"
	)
	now=-1 was=-2
	until [ "$now" = "$was" ]; do
		sleep 3	# the figure is brought up to date every 2 s
		was=$now
		now=$(awk '$1 == "percpu" { print $2 }' $cgroup/memory.stat)
	done
	sed -i 's/add/del/; s/ type.*//' "$SCRATCH/batch"
	in_tenant ip -b "$SCRATCH/batch"
	rmdir $cgroup
	printf '%s\n' "$now"
}
if grep -qw memory /sys/fs/cgroup/cgroup.controllers 2> /dev/null &&
   echo +memory > /sys/fs/cgroup/cgroup.subtree_control && grep -q '^percpu ' /sys/fs/cgroup/*/memory.stat 2> /dev/null ||
   { mkdir $cgroup 2> /dev/null && grep -q '^percpu ' $cgroup/memory.stat 2> /dev/null; }; then
	rmdir $cgroup 2> /dev/null
	modprobe -q dummy
	in_tenant sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	bare=$(charged dummy)
	with=$(charged vcirc)
	# 26 counters of paths and more, on each processor.
	within 'the counters of a hundred circuits are charged to the memory of the tenant that makes them' \
		$((100 * 26 * 8 * $(nproc))) $((with - bare)) $((100 * 8192 * $(nproc)))
else
	rmdir $cgroup 2> /dev/null
	skip 'memory of circuits: no memory controller here'
fi

# ---- The far end of a link ------------------------------------------------------------------

mac=$(in_ns "$A" cat /sys/class/net/t100/address)
port_mac=$(in_ns "$A" cat /sys/class/net/p0/address)
# hostile TEXT EXPECTED ARG...: a hundred frames into the cable; how many each circuit gets.
hostile()
{
	local text=$1 expected=$2
	shift 2
	flow -n 100 "$@" "p0@$B" "${taps[@]}"
	same "$text" "$expected" "${F[tap0.frames]} ${F[tap1.frames]}"
}
hostile "a circuit's own address as source: it gets the frames, and no other does" '100 0' \
	-t 100/88a8 -s "$mac" -d "$mac"
check 'and it still knows where it is' ping_ok "$A" 192.0.2.2
hostile "the port's address under a tag is not the circuit's" '0 0' -t 100/88a8 -d "$port_mac"
hostile "the circuit's address without a tag reaches no circuit" '0 0' -d "$mac"
hostile 'three tags: the first decides' '100 0' -t 100/88a8 -t 200/88a8 -t 200/88a8 -d $BROADCAST
hostile 'an inner tag of another TPID does not' '0 0' -t 200/8100 -t 200/88a8 -d $BROADCAST
hostile 'pause frames reach no circuit' '0 0' -f mac -d 01:80:c2:00:00:01
hostile 'under a tag they are as any other' '100 0' -f mac -d 01:80:c2:00:00:01 -t 100/88a8
hostile 'noise under a tag: its circuit alone' '100 0' -f noise -t 100/88a8 -d $BROADCAST
ip -n "$A" link set t100 mtu 600
hostile 'frames larger than the MTU likewise' '100 0' -l 1300 -t 100/88a8 -d "$mac"
ip -n "$A" link set t100 mtu 1500

before=$(dev_count "$N" n200 rx_packets)
"$FLOWGEN" -n 1000 -c 100000 -w 0 -v ports,hosts -t 100/88a8 -d 33:33:00:00:12:34 "p0@$B" > /dev/null &
flood=$!
"$FLOWGEN" -n 4094 -c 100000 -o 201 -w 0 -v ports,hosts -t flow/88a8 -d $BROADCAST "p1@$B" > /dev/null &
flood="$flood $!"
sleep 0.5
check 'floods of multicast to one circuit, and of unknown tags: a ping over the other passes' \
	in_ns "$N" ping -q -n -i 0.2 -c 10 -w 60 198.51.100.2
# shellcheck disable=SC2086 # words
kill $flood
# shellcheck disable=SC2086
wait $flood 2> /dev/null
within 'which has seen little else' 10 $(($(dev_count "$N" n200 rx_packets) - before)) 100
switches=$(field "$N" n200 switches)
for _ in 1 2 3 4 5; do
	ip -n "$B" link set p0 down
	wait_state "$N" n200 paths.0.reason no-carrier
	ip -n "$B" link set p0 up
	wait_state "$N" n200 state up
	wait_state "$B" n200 state up
done
same 'it can take its link away: circuits on it switch' $((switches + 5)) "$(field "$N" n200 switches)"
check 'and carry on' ping_ok "$N" 198.51.100.2

# ---- A neighbour on a shared port --------------------------------------------------------------

ip -n "$N" link set n200 address "$mac" promisc on
flow -n 100 -t 100/88a8 -d "$mac" "p0@$B" "${taps[@]}"
same "a neighbour takes the circuit's address, promiscuous: frames go by tag" '100 0' "${F[tap0.frames]} ${F[tap1.frames]}"
flow -n 100 -d $BROADCAST "t100@$A" "p0@$A" "p1@$A" "n200@$N"
same 'it does not see what the circuit sends' '100 0' "$((${F[tap0.frames]} + ${F[tap1.frames]})) ${F[tap2.frames]}"
ip -n "$N" link set n200 promisc off
check "the host's own VLAN on the port" ip -n "$A" link add link p0 name v300 type vlan id 300 protocol 802.1ad
ip -n "$A" link set v300 promisc on up
flow -n 100 -t 100/88a8 -d $BROADCAST "p0@$B" "${taps[@]}" "v300@$A"
same 'does not see it either' '100 0 0' "${F[tap0.frames]} ${F[tap1.frames]} ${F[tap2.frames]}"
flow -n 100 -t 200/88a8 -d $BROADCAST "v300@$A" "p0@$B" "${far_taps[@]}"
same 'nor sends under its tag' '100 88a8.300 0 0' \
	"${F[tap0.frames]} ${F[tap0.tags]} ${F[tap1.frames]} ${F[tap2.frames]}"
refused 'a VLAN under the tag of a circuit' "$A" 'tag' ip -n "$A" link add link p0 name v100 type vlan id 100 protocol 802.1ad
ip -n "$A" link add br0 type bridge
refused 'a port of circuits in a bridge' "$A" 'busy' ip -n "$A" link set p0 master br0
refused 'a macvlan beside them' "$A" 'busy' ip -n "$A" link add link p0 name m0 type macvlan
in_ns "$N" sysctl -qw net.ipv6.conf.n200.disable_ipv6=1
vc "$A" path t100 secondary admin down
vc "$N" path n200 secondary admin down
tc -n "$A" qdisc add dev p0 root tbf rate 8kbit burst 2000 limit 3000
flow -n 100 -w 0 "n200@$N"
flow -n 50 "t100@$A"
[ "$(field "$A" t100 paths.0.drops.tx_port_refused)" -ge 1 ]
same 'it can fill the queue of a port: the circuit counts what the port refuses' 0 $?
tc -n "$A" qdisc del dev p0 root
vc "$A" path t100 secondary admin up
check 'which ends with it' wait_for 10 ping_ok "$A" 192.0.2.2

kill "$tenant"
finish
