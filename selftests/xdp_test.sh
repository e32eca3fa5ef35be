#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# XDP programs: they redirect frames into circuits of every kind, which share them
# out as they do packets, count them and move them when a path fails; and they look
# at what a circuit received.
. "$(dirname "$0")/lib.sh"
begin
need tc iproute2
need ethtool ethtool
need chrt util-linux
PROGRAM=$SELFTESTS/build/xdp.o
[ -e "$PROGRAM" ] || skip_all 'xdp.o is not built: make -C selftests, with clang'
FRAMES=1000

# A source S, A with the circuit, the far end B.
new_ns S A B
cable "$S" s0 "$A" in
for n in 0 1; do
	cable "$A" p$n "$B" q$n
	for port in "$A:p$n" "$B:q$n"; do
		in_ns "${port%:*}" sysctl -qw "net.ipv6.conf.${port#*:}.disable_ipv6=1"
	done
	# A veth takes frames for a peer that polls.
	in_ns "$B" ethtool -K q$n gro on
done
in_ns "$S" sysctl -qw net.ipv6.conf.s0.disable_ipv6=1
in_ns "$A" sysctl -qw net.ipv6.conf.in.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1

# into BIND...: a circuit that programs know, with settings of its paths
into()
{
	ip -n "$A" link add vc0 index 77 type vcirc || return
	vc "$A" set vc0 seed 7 rebalance-time 0s
	vc "$A" bind vc0 primary dev p0 "$@" 2> /dev/null || return
	vc "$A" bind vc0 secondary dev p1 "$@" 2> /dev/null || return
	ip -n "$A" link set vc0 up
	wait_state "$A" vc0 state up
}

# send [ARG...]: frames of as many flows, by way of the program, at a pace at which
# the rings of the veth they come by do not overflow
send()
{
	flow -f udp4 -n $FRAMES -g 100 "$@" "s0@$S" "q0@$B" "q1@$B"
}

# native: frames that ports took as they were
native()
{
	local port
	for port in p0 p1; do
		in_ns "$A" ethtool -S $port
	done | awk '/ tx_queue_[0-9]*_xdp_xmit:/ { n += $2 } END { print n + 0 }'
}

# counted [LESS]: frames that both paths of the circuit sent
counted()
{
	look "$A" vc0
	echo $((${C[paths.0.tx_packets]} + ${C[paths.1.tx_packets]} - ${1:-0}))
}

# ---- Two ports that take frames as they are -----------------------------------

check 'a circuit over two ports' into
flow -f udp4 -n $FRAMES -m "$SCRATCH/packets" "vc0@$A" "q0@$B" "q1@$B"
check 'a program is loaded on the port that receives' ip -n "$A" link set dev in xdp obj "$PROGRAM" sec xdp_into
look "$A" vc0
before=$(counted) primary=${C[paths.0.tx_packets]} bytes=${C[paths.0.tx_bytes]}
took=$(native)
send -m "$SCRATCH/frames"
same 'redirected frames all arrive, each once' "$FRAMES 0 0" "${F[one]} ${F[several]} ${F[none]}"
check 'flows take the paths they take as packets' cmp "$SCRATCH/packets" "$SCRATCH/frames"
same 'both paths' '1 1' "$((${F[tap0.frames]} > 0)) $((${F[tap1.frames]} > 0))"
same 'counted exactly' "$FRAMES" "$(counted "$before")"
look "$A" vc0
same 'by path, and in bytes' "${F[tap0.frames]} ${F[tap0.bytes]}" \
	"$((${C[paths.0.tx_packets]} - primary)) $((${C[paths.0.tx_bytes]} - bytes))"
same 'ports took them as they were' "$FRAMES" "$(($(native) - took))"

# Many at once: who receives them has to wait for who sends.
in_ns "$A" sh -c 'echo 1 > /sys/class/net/in/threaded'
pgrep '^napi/in-' | xargs -rn 1 taskset -pc 0 > /dev/null
printf '#!/bin/sh\nexec chrt -f 50 taskset -c 0 %s "$@"\n' "$FLOWGEN" > "$SCRATCH/hasty"
chmod +x "$SCRATCH/hasty"
before=$(counted)
took=$(native)
FLOWGEN=$SCRATCH/hasty flow -f udp4 -n 200 "s0@$S" "q0@$B" "q1@$B"
same 'many at once: all arrive, each once' '200 0 0' "${F[one]} ${F[several]} ${F[none]}"
same 'and are counted' 200 "$(counted "$before")"
same 'ports took them as they were' 200 "$(($(native) - took))"
in_ns "$A" sh -c 'echo 0 > /sys/class/net/in/threaded'

before=$(counted)
ip -n "$B" link set q0 down
send
same 'a path without carrier: all go the other way' "$FRAMES" "${F[tap1.frames]}"
same 'and are counted' "$FRAMES" "$(counted "$before")"
ip -n "$A" link set p1 down
before=$(field "$A" vc0 drops.tx_no_usable_path)
send
same 'no path: none arrives' 0 "$((${F[tap0.frames]} + ${F[tap1.frames]}))"
same 'and each is counted' "$FRAMES" "$(($(field "$A" vc0 drops.tx_no_usable_path) - before))"
ip -n "$A" link set p1 up
ip -n "$B" link set q0 up
wait_state "$A" vc0 state up

# ---- Ports that take packets only ----------------------------------------------

for n in 0 1; do
	in_ns "$B" ethtool -K q$n gro off
done
before=$(counted)
took=$(native)
send
same 'a far end that does not poll: they arrive as packets' "$FRAMES" "${F[one]}"
same 'counted once' "$FRAMES" "$(counted "$before")"
same 'no port took a frame as it was' "$took" "$(native)"
for n in 0 1; do
	in_ns "$B" ethtool -K q$n gro on
done

# ---- A service tag, and what a circuit received -----------------------------------

check 'a circuit that programs know is removed' vc "$A" del vc0
send
same 'frames for it then go nowhere' 0 "$((${F[tap0.frames]} + ${F[tap1.frames]}))"

check 'a circuit under a service tag' into s-vlan 100
send
same 'redirected frames arrive' "$FRAMES" "${F[one]}"
same 'under the tag' "88a8.100" "${F[tap0.tags]}"
same 'and are counted' "$FRAMES" "$(counted)"
dmesg --clear
flow -f udp4 -n $FRAMES -g 100 "s0@$S" "p0@$A" "p1@$A"
same 'who listens on a port sees them' "$FRAMES" "${F[one]}"
same 'and finds their headers' '' "$(dmesg | grep 'is buggy')"

check 'a program looks at what the circuit received' ip -n "$A" link set dev vc0 xdpgeneric obj "$PROGRAM" sec xdp_half
mac=$(in_ns "$A" cat /sys/class/net/vc0/address)
ip -n "$A" link set dev in xdp off
flow -f udp4 -n 100 -t 100/88a8 -d "$mac" -s 02:00:00:00:00:02 "q0@$B" "vc0@$A"
same 'what it passes arrives' 100 "${F[tap0.frames]}"
flow -f udp4 -n 100 -t 100/88a8 -d "$mac" -s 02:00:00:00:00:03 "q0@$B" "vc0@$A"
same 'what it drops does not' 0 "${F[tap0.frames]}"
vc "$A" del vc0

# ---- Routers ------------------------------------------------------------------------

for n in 0 1; do
	ip -n "$A" addr add 198.18.$n.1/24 dev p$n
	ip -n "$A" neigh replace 198.18.$n.2 lladdr "$(in_ns "$B" cat /sys/class/net/q$n/address)" dev p$n nud permanent
done
ip -n "$A" link add vc0 index 77 type vcirc
vc "$A" bind vc0 primary dev p0 via 198.18.0.2 2> /dev/null
vc "$A" bind vc0 secondary dev p1 via 198.18.1.2 2> /dev/null
ip -n "$A" link set vc0 up
check 'a circuit over two routers' wait_state "$A" vc0 state up
ip -n "$A" link set dev in xdp obj "$PROGRAM" sec xdp_into
send
same 'redirected frames arrive at the routers' "$FRAMES" "${F[one]}"
same 'and are counted' "$FRAMES" "$(counted)"
vc "$A" del vc0

# ---- Bonds ----------------------------------------------------------------------------

# A bond has the function for frames whether or not its members do.
for n in 0 1; do
	ip -n "$A" link add b$n type bond mode balance-xor
	ip -n "$A" link add d$n type dummy
	ip -n "$A" link set d$n master b$n
done
ip -n "$A" link add vc0 index 77 type vcirc
vc "$A" set vc0 seed 7
vc "$A" bind vc0 primary dev b0 2> /dev/null
vc "$A" bind vc0 secondary dev b1 2> /dev/null
ip -n "$A" link set vc0 up
check 'a circuit over two bonds, whose members take no frames' wait_state "$A" vc0 state up
flow -f udp4 -n $FRAMES -g 100 "s0@$S" "d0@$A" "d1@$A"
same 'redirected frames leave as packets' "$FRAMES 0 0" "${F[one]} ${F[several]} ${F[none]}"
same 'and are counted' "$FRAMES" "$(counted)"
vc "$A" del vc0
finish
