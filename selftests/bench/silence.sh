#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A path falls silent and keeps its link: how long a flow of 1000 packets a second
# stands still that was on it, with BFD in the kernel and with that of daemons
# that keep ECMP routes. All of it is on this one machine.
#
# usage: selftests/bench/run silence, or silence.sh MS... for other intervals
. "$(dirname "$0")/lib.sh"
need bird bird2
FRR=/usr/lib/frr
need $FRR/bgpd frr
CUTS=${VCIRC_COUNT:-50}
QUICK_AS=(chrt -f 10)
chmod 0755 "$SCRATCH"

# An emulator stumbles over code that the kernel changes while another processor
# runs it, and traffic control begins with that, unless it is in use already.
new_ns KEEP
ip -n "$KEEP" link add p0 type dummy
silence "$KEEP" p0

# site NAME: namespaces NAMEa and NAMEb and two cables; 192.0.2.1 is at the one,
# 192.0.2.2 at the other.
site()
{
	local name=$1 side
	new_ns "${name}a" "${name}b"
	here=$PREFIX-${name}a there=$PREFIX-${name}b
	cables "$here" "$there" p1 p2
	for side in "$here" "$there"; do
		in_ns "$side" sysctl -qw net.ipv4.fib_multipath_hash_policy=1 \
			net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
	done
}

addresses()
{
	local n
	for n in 1 2; do
		ip -n "$here" addr add 198.18.$n.1/24 dev p$n
		ip -n "$there" addr add 198.18.$n.2/24 dev p$n
	done
	ip -n "$here" addr add 192.0.2.1/32 dev lo
	ip -n "$there" addr add 192.0.2.2/32 dev lo
}

vcirc_start()
{
	local ns n=1
	for ns in "$here" "$there"; do
		circuit "$ns" vc0 p1 p2 bfd min-tx "$1ms" min-rx "$1ms" mult 3 -- rebalance-time 0s
		ip -n "$ns" addr add 192.0.2.$n/24 dev vc0
		n=2
	done
}

vcirc_ready()
{
	state_is "$here" vc0 state up && state_is "$there" vc0 state up
}

bird_start()
{
	local ns mine=1 far=2 n
	addresses
	for ns in "$here" "$there"; do
		mkdir -p "$SCRATCH/$ns"
		cat > "$SCRATCH/$ns/conf" <<- END
			router id 192.0.2.$mine;
			protocol device { }
			protocol kernel { ipv4 { export all; }; merge paths on; }
			protocol bfd { interface "p*" { min rx interval $1 ms; min tx interval $1 ms; multiplier 3; }; }
			protocol static {
				ipv4;
				route 192.0.2.$far/32 via 198.18.1.$far bfd via 198.18.2.$far bfd { krt_prefsrc = 192.0.2.$mine; };
			}
		END
		ip netns exec "$ns" "${QUICK_AS[@]}" bird -c "$SCRATCH/$ns/conf" -s "$SCRATCH/$ns/ctl" -P "$SCRATCH/$ns/pid" || exit 1
		mine=2 far=1
	done
}

frr_start()
{
	local ns mine=1 far=2 daemon n dir
	addresses
	for ns in "$here" "$there"; do
		dir=$SCRATCH/$ns
		install -d -o frr -g frr -m 0755 "$dir"
		printf 'hostname r%s\n' $mine > "$dir/zebra.conf"
		{
			echo bfd
			echo ' profile fast'
			printf '  %s\n' 'detect-multiplier 3' "receive-interval $1" "transmit-interval $1"
		} > "$dir/bfdd.conf"
		{
			printf '%s\n' "router bgp 6500$mine" ' no bgp ebgp-requires-policy' ' no bgp network import-check' \
				' timers bgp 1 3' ' bgp bestpath as-path multipath-relax'
			for n in 1 2; do
				printf ' neighbor 198.18.%s.%s %s\n' $n $far "remote-as 6500$far" $n $far 'timers connect 1' \
					$n $far 'advertisement-interval 0' $n $far bfd $n $far 'bfd profile fast'
			done
			printf '%s\n' ' address-family ipv4 unicast' "  network 192.0.2.$mine/32" '  maximum-paths 2'
		} > "$dir/bgpd.conf"
		chown frr:frr "$dir"/*
		for daemon in zebra bfdd bgpd; do
			n=()
			[ $daemon != bfdd ] || n=(--bfdctl "$dir/bfdd.sock")
			ip netns exec "$ns" "${QUICK_AS[@]}" $FRR/$daemon -d -f "$dir/$daemon.conf" -i "$dir/$daemon.pid" \
				-z "$dir/zserv.api" --vty_socket "$dir" -A 127.0.0.1 -P 0 "${n[@]}" > "$dir/$daemon.out" 2>&1 || {
				cat "$dir/$daemon.out" >&2
				exit 1
			}
		done
		mine=2 far=1
	done
}

# Both next hops are in use at both ends.
ecmp_ready()
{
	[ "$(ip -n "$here" route show 192.0.2.2 | grep -c 'via 198\.')" = 2 ] &&
		[ "$(ip -n "$there" route show 192.0.2.1 | grep -c 'via 198\.')" = 2 ]
}
bird_ready()
{
	ecmp_ready
}
frr_ready()
{
	ecmp_ready
}

# busier: which port the flow is on
busier()
{
	local a b
	a=$(dev_count "$here" p1 tx_packets) b=$(dev_count "$here" p2 tx_packets)
	sleep 0.5
	a=$(($(dev_count "$here" p1 tx_packets) - a)) b=$(($(dev_count "$here" p2 tx_packets) - b))
	[ $a -gt $b ] && echo p1 || echo p2
}

# begin_site NAME SYSTEM MS, with a flow from end to end.
begin_site()
{
	site "$1"
	"$2_start" "$3"
	wait_for 60 "$2_ready" || {
		echo "$2 does not come up with $3 ms" >&2
		ip -n "$here" route >&2
		exit 1
	}
	sleep 1
	"$SELFTESTS/build/gap" "$here" 192.0.2.1 "$there" 192.0.2.2 >> "$SCRATCH/gaps" &
	flow=$!
	sleep 1
}

end_site()
{
	kill "$flow"
	wait "$flow" 2> /dev/null
	# Its daemons go with it.
	ip netns pids "$here" | xargs -r kill -9
	ip netns pids "$there" | xargs -r kill -9
}

# outages SYSTEM MS: of CUTS cuts the flow's longest pause each, in us, sorted, in
# the file of that name
outages()
{
	local system=$1 ms=$2 n again=0 port gap flow
	begin_site "$system$ms" "$system" "$ms"
	: > "$SCRATCH/$system$ms"
	for ((n = 0; n < CUTS;)); do
		port=$(busier)
		: > "$SCRATCH/gaps"
		silence "$here" "$port"
		sleep 0.8
		# A flow that had just moved to the other port saw nothing of it.
		gap=$(sort -n "$SCRATCH/gaps" | tail -n 1)
		if [ "${gap:-0}" -gt $((ms * 1250)) ]; then
			echo "$gap" >> "$SCRATCH/$system$ms"
			n=$((n + 1))
		fi
		revive "$here" "$port"
		# FRR does not come back at times. How long that takes is not what is asked.
		wait_for 30 "${system}_ready" || {
			again=$((again + 1))
			echo "$system did not come back within 30 s after $n cuts with $ms ms, and is started anew" >&2
			[ $again -le 5 ] || exit 1
			end_site
			begin_site "$system${ms}x$again" "$system" "$ms"
		}
		sleep 0.3
	done
	end_site
	sort -n -o "$SCRATCH/$system$ms" "$SCRATCH/$system$ms"
}

# at SYSTEM MS PERCENT: in ms
at()
{
	awk -v "p=$3" '{ v[NR] = $1 } END { i = int(NR * p / 100 + 0.999); printf "%.1f\n", v[i < 1 ? 1 : i] / 1000 }' "$SCRATCH/$1$2"
}

[ $# -gt 0 ] || set -- 10 50
for ms; do
	for system in vcirc bird frr; do
		outages $system "$ms"
	done
	for p in 50 99; do
		question "silence-$ms-p$p" ms "Silent loss, BFD at $ms ms x3: outage of a 1 kHz UDP flow, p$p of all cuts"
		peer "$(bird --version 2>&1 | sed 's/version //') and ECMP" "$(at bird "$ms" $p)"
		peer "$($FRR/bfdd --version | sed -n 's/bfdd version/FRR/p') and ECMP by BGP" "$(at frr "$ms" $p)"
		ours vcirc "$(at vcirc "$ms" $p)"
		answer
	done
done
