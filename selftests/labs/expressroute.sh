# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A customer's site with a circuit to a cloud, as ExpressRoute and Direct Connect
# have it, in network namespaces and with real daemons:
#
#     host --- edge ==eth1.100== pe1 --- cloud
#                   ==eth2.100== pe2 ---
#
# edge is the customer's router: circuit er0 over pe1 and pe2, a BGP session with
# each on the ports' own addresses, IPv4 and IPv6. pe1 and pe2 are the provider's
# and know nothing of each other. cloud is a router with servers behind it. All
# but host run FRR's zebra, bgpd, staticd and bfdd.
#
# A script sources this file and calls lab_start DIR; VCIRC is the tool, and
# LAB what the namespaces' names begin with.

LAB=${LAB:-er-}
LAB_ROUTERS=(edge pe1 pe2 cloud)
FRR=/usr/lib/frr

# on WHO COMMAND...: in that router's namespace.
on()
{
	ip netns exec "$LAB$1" "${@:2}"
}

# vty WHO COMMAND...: what a person would type into its FRR.
vty()
{
	local who=$1 command args=()
	shift
	for command; do
		args+=(-c "$command")
	done
	on "$who" vtysh --vty_socket "$LAB_DIR/$who" "${args[@]}"
}

lab_links()
{
	local who n port
	for who in host "${LAB_ROUTERS[@]}"; do
		ip netns add "$LAB$who" || return
		ip -n "$LAB$who" link set lo up
		on "$who" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0
		[ "$who" = host ] ||
			on "$who" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
				net.ipv4.fib_multipath_hash_policy=1 net.ipv6.fib_multipath_hash_policy=1
	done
	ip -n "${LAB}host" link add eth0 type veth peer name eth0 netns "${LAB}edge"
	for n in 1 2; do
		ip -n "${LAB}edge" link add "eth$n" type veth peer name eth0 netns "${LAB}pe$n"
		ip -n "${LAB}pe$n" link add eth1 type veth peer name "eth$n" netns "${LAB}cloud"
		ip -n "${LAB}edge" link add link "eth$n" name "eth$n.100" type vlan id 100
		ip -n "${LAB}pe$n" link add link eth0 name eth0.100 type vlan id 100
	done

	ip -n "${LAB}host" -b - <<- END
		addr add 10.10.0.2/24 dev eth0
		addr add 2001:db8:10::2/64 dev eth0
		link set eth0 up
		route add default via 10.10.0.1
		route add default via 2001:db8:10::1
	END
	ip -n "${LAB}edge" -b - <<- END
		addr add 10.10.0.1/24 dev eth0
		addr add 2001:db8:10::1/64 dev eth0
		addr add 192.0.2.1/30 dev eth1.100
		addr add 2001:db8:a1::1/64 dev eth1.100
		addr add 192.0.2.5/30 dev eth2.100
		addr add 2001:db8:a2::1/64 dev eth2.100
	END
	for n in 1 2; do
		ip -n "${LAB}pe$n" -b - <<- END
			addr add 192.0.2.$((4 * n - 2))/30 dev eth0.100
			addr add 2001:db8:a$n::2/64 dev eth0.100
			addr add 10.255.$n.1/30 dev eth1
			addr add 2001:db8:c$n::1/64 dev eth1
		END
		ip -n "${LAB}cloud" -b - <<- END
			addr add 10.255.$n.2/30 dev eth$n
			addr add 2001:db8:c$n::2/64 dev eth$n
		END
	done
	ip -n "${LAB}cloud" -b - <<- END
		addr add 10.20.0.1/32 dev lo
		addr add 2001:db8:20::1/128 dev lo
	END
	for who in "${LAB_ROUTERS[@]}"; do
		for port in $(ip -n "$LAB$who" -o link show | awk -F': ' '$2 ~ /^eth/ { sub("@.*", "", $2); print $2 }'); do
			ip -n "$LAB$who" link set "$port" up
		done
	done
	# A router that is gone is noticed in seconds, where half a minute is usual.
	for n in 1 2; do
		for who in ipv4 ipv6; do
			on edge sysctl -qw "net.$who.neigh.eth$n/100.base_reachable_time_ms=2000" \
				"net.$who.neigh.eth$n/100.delay_first_probe_time=1" \
				"net.$who.neigh.eth$n/100.retrans_time_ms=300"
		done
	done
}

# The circuit: one interface over both routers, and a next hop on it that stands
# for "whichever of them".
lab_circuit()
{
	"$VCIRC" -n "${LAB}edge" -b - <<- END
		add er0 rebalance-time 2s
		bind er0 primary dev eth1.100 via 192.0.2.2
		bind er0 secondary dev eth2.100 via 192.0.2.6
	END
	ip -n "${LAB}edge" link set er0 up
}

# session NEIGHBOUR AS MAP: lines of a BGP configuration, both families alike.
session()
{
	printf ' neighbor %s %s\n' "$1" "remote-as $2" "$1" 'timers 1 3' "$1" 'timers connect 1' \
		"$1" 'advertisement-interval 0'
}

# Routes from both routers get the next hop that leads into the circuit, all but
# the beacon of each, which shows whether that router's session is up.
config_edge()
{
	cat <<- END
		ip route 198.18.0.1/32 er0
		ipv6 route 2001:db8:ffff::1/128 er0
		ip prefix-list BEACONS permit 203.0.113.0/24 ge 32
		ipv6 prefix-list BEACONS permit 2001:db8:bea::/48 ge 128
		route-map CIRCUIT permit 10
		 match ip address prefix-list BEACONS
		route-map CIRCUIT permit 20
		 match ipv6 address prefix-list BEACONS
		route-map CIRCUIT permit 30
		 set ip next-hop 198.18.0.1
		 set ipv6 next-hop global 2001:db8:ffff::1
		 set ipv6 next-hop prefer-global
		router bgp 64496
		 bgp router-id 10.10.0.1
		 no bgp ebgp-requires-policy
		 no bgp network import-check
		$(for n in 1 2; do
			for peer in "192.0.2.$((4 * n - 2))" "2001:db8:a$n::2"; do
				session "$peer" 64500
				printf ' neighbor %s disable-connected-check\n' "$peer"
			done
		done)
		 address-family ipv4 unicast
		  network 10.10.0.0/16
		  neighbor 192.0.2.2 route-map CIRCUIT in
		  neighbor 192.0.2.6 route-map CIRCUIT in
		  no neighbor 2001:db8:a1::2 activate
		  no neighbor 2001:db8:a2::2 activate
		 address-family ipv6 unicast
		  network 2001:db8:10::/48
		  neighbor 2001:db8:a1::2 activate
		  neighbor 2001:db8:a2::2 activate
		  neighbor 2001:db8:a1::2 route-map CIRCUIT in
		  neighbor 2001:db8:a2::2 route-map CIRCUIT in
	END
}

# config_pe N
config_pe()
{
	local n=$1
	cat <<- END
		ip route 203.0.113.$n/32 blackhole
		ipv6 route 2001:db8:bea::$n/128 blackhole
		router bgp 64500
		 bgp router-id 203.0.113.$n
		 no bgp ebgp-requires-policy
		$(session "192.0.2.$((4 * n - 3))" 64496
		session "2001:db8:a$n::1" 64496
		session "10.255.$n.2" 64510
		session "2001:db8:c$n::2" 64510)
		 address-family ipv4 unicast
		  network 203.0.113.$n/32
		  no neighbor 2001:db8:a$n::1 activate
		  no neighbor 2001:db8:c$n::2 activate
		 address-family ipv6 unicast
		  network 2001:db8:bea::$n/128
		  neighbor 2001:db8:a$n::1 activate
		  neighbor 2001:db8:c$n::2 activate
	END
}

config_cloud()
{
	cat <<- END
		router bgp 64510
		 bgp router-id 10.20.0.1
		 no bgp ebgp-requires-policy
		 no bgp network import-check
		 bgp bestpath as-path multipath-relax
		$(for n in 1 2; do
			session "10.255.$n.1" 64500
			session "2001:db8:c$n::1" 64500
		done)
		 address-family ipv4 unicast
		  network 10.20.0.0/16
		  no neighbor 2001:db8:c1::1 activate
		  no neighbor 2001:db8:c2::1 activate
		 address-family ipv6 unicast
		  network 2001:db8:20::/48
		  neighbor 2001:db8:c1::1 activate
		  neighbor 2001:db8:c2::1 activate
	END
}

# config_bfd WHO: sessions on the ports, which BGP does not depend on.
config_bfd()
{
	local peer peers=()
	case $1 in
	edge)	peers=('192.0.2.2 interface eth1.100' '192.0.2.6 interface eth2.100') ;;
	pe1)	peers=('192.0.2.1 interface eth0.100') ;;
	pe2)	peers=('192.0.2.5 interface eth0.100') ;;
	esac
	printf 'hostname %s\nbfd\n' "$1"
	for peer in "${peers[@]}"; do
		printf ' %s\n' "peer $peer" ' detect-multiplier 5' ' receive-interval 500' \
			' transmit-interval 500' ' no shutdown' exit
	done
}

# lab_daemons WHO: starts its FRR.
lab_daemons()
{
	local who=$1 dir=$LAB_DIR/$1 daemon daemons=(zebra staticd bgpd bfdd) more
	config_bfd "$who" > "$dir/bfdd.conf"
	install -d -o frr -g frr -m 0755 "$dir" || return
	for daemon in "${daemons[@]}"; do
		[ -e "$dir/$daemon.conf" ] || echo "hostname $who" > "$dir/$daemon.conf"
	done
	chown frr:frr "$dir"/*
	for daemon in "${daemons[@]}"; do
		more=()
		[ "$daemon" != bfdd ] || more=(--bfdctl "$dir/bfdd.sock")
		on "$who" "$FRR/$daemon" -d -f "$dir/$daemon.conf" -i "$dir/$daemon.pid" \
			-z "$dir/zserv.api" --vty_socket "$dir" -A 127.0.0.1 -P 0 "${more[@]}" \
			--log "file:$dir/$daemon.log" > "$dir/$daemon.out" 2>&1 || return
	done
}

lab_configure()
{
	local who
	for who in "${LAB_ROUTERS[@]}"; do
		mkdir -p "$LAB_DIR/$who"
		{
			echo "hostname $who"
			case $who in
			pe*)	config_pe "${who#pe}" ;;
			*)	"config_$who" ;;
			esac
		} > "$LAB_DIR/$who.conf"
		grep -E '^(hostname|ip route|ipv6 route)' "$LAB_DIR/$who.conf" > "$LAB_DIR/$who/staticd.conf"
		grep -vE '^(ip route|ipv6 route)' "$LAB_DIR/$who.conf" > "$LAB_DIR/$who/bgpd.conf"
	done
}

# lab_kill WHO: the machine is gone without a word; its links stay.
lab_kill()
{
	local port
	for port in eth0 eth1; do
		tc -n "$LAB$1" qdisc add dev "$port" clsact
		tc -n "$LAB$1" filter add dev "$port" ingress matchall action drop
		tc -n "$LAB$1" filter add dev "$port" egress matchall action drop
	done
}

lab_revive()
{
	tc -n "$LAB$1" qdisc del dev eth0 clsact
	tc -n "$LAB$1" qdisc del dev eth1 clsact
}

# lab_start DIR: everything, but for what BGP takes its time for.
lab_start()
{
	LAB_DIR=$1
	chmod 0755 "$LAB_DIR"
	lab_links && lab_circuit && lab_configure || return
	for who in "${LAB_ROUTERS[@]}"; do
		lab_daemons "$who" || return
	done
}
