# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# BFD daemons as peers, and links that can be cut without anybody being told.
# A test sources this file after lib.sh:
#
#	bfd_site
#	far_end OTHER bird 1 2		# namespace OTHER, links 1 and 2 to it
#	FAMILY[2]=6
#	daemon_start "$OTHER"
#	circuit 1			# vc1 and its session, in $HERE
#
#     $HERE p1 ------ h1 [br1 in $MIDDLE] q1 ------ p1 $OTHER
#
# Link N has 198.18.N.0/24 and 2001:db8:N::/64, host 1 here and 2 there, fe80::N:1
# and fe80::N:2. A cut is a drop in the middle from a full second on, which both
# ends' carriers survive and which no program has to be quick for. All clocks are
# that of the machine, in microseconds.

FRR=/usr/lib/frr
# Of a link: where it leads, the session's addresses (4, 6 or ll), and of the
# daemon's session interval in ms, multiplier, authentication as in vcirc(8), the
# key it sends and takes as id:secret, and more it takes.
declare -A THERE FAMILY MS MULT AUTH KEY KEYS
# Of a namespace: the daemon there, and its links.
declare -A DAEMON LINKS
# Of a daemon: its name and version.
declare -A version
# Links with a second session, of daemons at both ends.
BESIDE=''
HERE='' MIDDLE=''
# What daemons run under: they are to be as quick as the emulated machine lets them.
QUICK=(chrt -f 10)

us()
{
	printf '%s\n' "${EPOCHREALTIME/[.,]/}"
}

# until_us TIME
until_us()
{
	local left=$(($1 - ${EPOCHREALTIME/[.,]/}))
	[ "$left" -le 0 ] || sleep "$((left / 1000000)).$(printf %06d $((left % 1000000)))"
}

# ---- Links ---------------------------------------------------------------------

bfd_site()
{
	export TZ=UTC0
	# Some daemons work under another user.
	chmod 0755 "$SCRATCH"
	new_ns HERE MIDDLE
	in_ns "$MIDDLE" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	in_ns "$MIDDLE" nft add table netdev cut
}

# far_end NS-VARIABLE DAEMON LINK...: a namespace at the far end of these links.
far_end()
{
	local name=$1 daemon=$2 n
	shift 2
	new_ns "$name"
	DAEMON[${!name}]=$daemon LINKS[${!name}]=$*
	case $daemon in
	bird)		version[bird]=$(bird --version 2>&1 | sed 's/version //') ;;
	frr)		version[frr]=$("$FRR/bfdd" --version | sed -n 's/bfdd version/FRR/p') ;;
	keepalived)	version[keepalived]=$(keepalived --version 2>&1 |
				sed -n '1s/Keepalived v\([0-9.]*\).*/keepalived \1/p') ;;
	esac
	links "${!name}" "$@"
}

# more_links NS LINK...: to a far end that is there.
more_links()
{
	LINKS[$1]+=" ${*:2}"
	links "$@"
}

# bfd_peers: far ends B, F and K with the daemons that are here, their links, 1 to
# 7, in plain. Those of one that is missing are left out.
bfd_peers()
{
	# shellcheck disable=SC2034 # read by tests
	B='' F='' K='' plain=()
	if daemon_needs bird 'BIRD as a peer'; then
		far_end B bird 1 2 3
		FAMILY[2]=6 FAMILY[3]=ll
		plain+=(1 2 3)
	fi
	if daemon_needs frr 'FRR as a peer'; then
		far_end F frr 4 5
		FAMILY[5]=6
		plain+=(4 5)
	fi
	if daemon_needs keepalived 'keepalived as a peer'; then
		far_end K keepalived 6 7
		FAMILY[7]=6
		plain+=(6 7)
	fi
	[ ${#plain[@]} -gt 0 ] || skip_all 'no daemon is here; the Debian packages are bird2, frr and keepalived'
}

# family LINK, title LINK: for people.
family()
{
	case ${FAMILY[$1]} in
	4)	echo IPv4 ;;
	6)	echo IPv6 ;;
	ll)	echo IPv6 link-local ;;
	esac
}

title()
{
	echo "${version[${DAEMON[${THERE[$1]}]}]}, $(family "$1"), ${AUTH[$1]}"
}

# links NS LINK...
links()
{
	local there=$1 n ns side
	shift
	for n; do
		THERE[$n]=$there FAMILY[$n]=4 MS[$n]=10 MULT[$n]=3 AUTH[$n]=none KEY[$n]=1:vcirc-secret KEYS[$n]=''
		ip -n "$MIDDLE" -b - <<- END || exit 1
			link add h$n type veth peer name p$n netns $HERE
			link add q$n type veth peer name p$n netns $there
			link add br$n type bridge forward_delay 0 mcast_snooping 0
			link set dev h$n master br$n up
			link set dev q$n master br$n up
			link set dev br$n up
		END
		for side in "$HERE 1" "$there 2"; do
			read -r ns side <<< "$side"
			ip -n "$ns" -b - <<- END || exit 1
				link set dev p$n addrgenmode none up
				addr add 198.18.$n.$side/24 dev p$n
				addr add 2001:db8:$n::$side/64 dev p$n nodad
				addr add fe80::$n:$side/64 dev p$n nodad
			END
		done
		in_ns "$MIDDLE" nft -f - <<- END || exit 1
			table netdev cut {
				chain out$n { type filter hook ingress device h$n priority 0; }
				chain in$n { type filter hook ingress device q$n priority 0; }
			}
		END
	done
}

# address LINK NS, remote LINK NS: the session's, as seen from there.
address()
{
	local host=2
	[ "$2" != "$HERE" ] || host=1
	case ${FAMILY[$1]} in
	4)	echo "198.18.$1.$host" ;;
	6)	echo "2001:db8:$1::$host" ;;
	ll)	echo "fe80::$1:$host" ;;
	esac
}

remote()
{
	if [ "$2" = "$HERE" ]; then
		address "$1" "${THERE[$1]}"
	else
		address "$1" "$HERE"
	fi
}

# beside LINK...: hosts 101 here and 102 there are to have sessions, too.
beside()
{
	local n
	BESIDE=$*
	for n; do
		ip -n "$HERE" addr add "198.18.$n.101/24" dev "p$n"
		ip -n "$HERE" addr add "2001:db8:$n::101/64" dev "p$n" nodad
		ip -n "${THERE[$n]}" addr add "198.18.$n.102/24" dev "p$n"
		ip -n "${THERE[$n]}" addr add "2001:db8:$n::102/64" dev "p$n" nodad
	done
}

# endpoints NS: link, own address and peer's of each session of the daemon there.
endpoints()
{
	local n mine=102 theirs=101
	for n in ${LINKS[$1]}; do
		echo "$n $(address "$n" "$1") $(remote "$n" "$1")"
	done
	[ "$1" != "$HERE" ] || mine=101 theirs=102
	for n in $BESIDE; do
		[ "${THERE[$n]}" = "$1" ] || [ "$1" = "$HERE" ] || continue
		case ${FAMILY[$n]} in
		4)	echo "$n 198.18.$n.$mine 198.18.$n.$theirs" ;;
		6)	echo "$n 2001:db8:$n::$mine 2001:db8:$n::$theirs" ;;
		esac
	done
}

# sever out|in|both LINK...: nothing goes that way, out as seen from here, from the
# time CUT on, which is LEAD seconds or one more after now. Returns then.
LEAD=0.4
sever()
{
	local way=$1 n lead rules
	shift
	printf -v lead %.0f "${LEAD}e6"
	while :; do
		CUT=$((($(us) + lead + 999999) / 1000000 * 1000000))
		rules=''
		for n; do
			[ "$way" = in ] || rules+="add rule netdev cut out$n meta time >= $((CUT / 1000000)) drop; "
			[ "$way" = out ] || rules+="add rule netdev cut in$n meta time >= $((CUT / 1000000)) drop; "
		done
		in_ns "$MIDDLE" nft "$rules" || return
		[ "$(us)" -ge "$CUT" ] || break
		heal "$@"
	done
	until_us "$CUT"
}

heal()
{
	local n rules=''
	for n; do
		rules+="flush chain netdev cut out$n; flush chain netdev cut in$n; "
	done
	in_ns "$MIDDLE" nft "$rules"
}

# ---- Daemons ---------------------------------------------------------------------

# daemon_needs DAEMON TEXT: it is there, or the check is skipped.
daemon_needs()
{
	case $1 in
	bird)		have bird bird2 "$2" ;;
	frr)		have "$FRR/bfdd" frr "$2" && have vtysh frr "$2" ;;
	keepalived)	have keepalived keepalived "$2" && have perl perl-base "$2" ;;
	esac
}

# daemon_start NS: with a session on each of its links.
daemon_start()
{
	mkdir -p "$SCRATCH/$1"
	"${DAEMON[$1]}_config" "$1" > "$SCRATCH/$1/conf"
	"${DAEMON[$1]}_start" "$1" "$SCRATCH/$1"
}

# daemon_again NS: with the settings as they are now. Sessions stay.
daemon_again()
{
	"${DAEMON[$1]}_config" "$1" > "$SCRATCH/$1/conf"
	"${DAEMON[$1]}_again" "$1" "$SCRATCH/$1"
}

# daemon_kill NS: a far end's, which has no time to say goodbye.
daemon_kill()
{
	ip netns pids "$1" | xargs -r kill -9
	wait_for 10 eval "[ -z \"\$(ip netns pids '$1')\" ]"
}

# daemon_state LINK [NS]: up, init, down or admin-down, in the words of vcirc.
daemon_state()
{
	local ns=${2:-${THERE[$1]}}
	"${DAEMON[$ns]}_state" "$1" "$ns" "$SCRATCH/$ns"
}

# daemon_is LINK STATE
daemon_is()
{
	[ "$(daemon_state "$1")" = "$2" ]
}

# daemon_detects LINK: what it calls the time after which we are lost, in ms.
daemon_detects()
{
	"${DAEMON[${THERE[$1]}]}_detects" "$1" "${THERE[$1]}" "$SCRATCH/${THERE[$1]}"
}

# daemon_downs LINK [NS]: when it logged that the session left the state up.
daemon_downs()
{
	local ns=${2:-${THERE[$1]}}
	"${DAEMON[$ns]}_downs" "$1" "$ns" "$SCRATCH/$ns"
}

# stamps: dates in, microseconds out.
stamps()
{
	date -u -f - +%s%6N
}

# -- BIRD

bird_config()
{
	local n key own peer
	cat <<- END
		router id 198.18.0.2;
		log "$SCRATCH/$1/log" all;
		timeformat log iso long us;
		protocol device { scan time 10; }
		protocol bfd bfd1 {
			debug { states, events };
	END
	endpoints "$1" | while read -r n own peer; do
		printf ' interface "p%s" { min rx interval %s ms; min tx interval %s ms; idle tx interval 1 s; multiplier %s;' \
			"$n" "${MS[$n]}" "${MS[$n]}" "${MULT[$n]}"
		if [ "${AUTH[$n]}" != none ]; then
			printf ' authentication %s;' "${AUTH[$n]//-/ }"
			for key in ${KEY[$n]} ${KEYS[$n]}; do
				printf ' password "%s" { id %s; };' "${key#*:}" "${key%%:*}"
			done
		fi
		printf ' };\n neighbor %s dev "p%s" local %s;\n' "$peer" "$n" "$own"
	done
	echo '}'
}

bird_start()
{
	ip netns exec "$1" "${QUICK[@]}" bird -c "$2/conf" -s "$2/ctl" -P "$2/pid"
}

bird_again()
{
	birdc -s "$2/ctl" configure | grep -q Reconfigured
}

# bird_line LINK NS DIR: address, interface, state, since, interval and timeout.
bird_line()
{
	birdc -s "$3/ctl" show bfd sessions | grep -F "$(remote "$1" "$2") " | grep " p$1 "
}

bird_state()
{
	bird_line "$@" | awk '{ sub("AdminDown", "admin-down"); print tolower($3) }'
}

bird_detects()
{
	bird_line "$@" | awk '{ printf "%d\n", $6 * 1000 + 0.5 }'
}

bird_downs()
{
	sed -n "s/ <TRACE> bfd1: Session to $(remote "$1" "$2") changed state from Up to .*//p" "$3/log" | stamps
}

# -- FRR

frr_config()
{
	local n own peer
	printf '%s\n' "hostname $1" "log file $SCRATCH/$1/log debugging" 'log timestamp precision 6' \
		'debug bfd peer' bfd
	endpoints "$1" | while read -r n own peer; do
		printf ' %s\n' "peer $peer local-address $own interface p$n" \
			" detect-multiplier ${MULT[$n]}" " receive-interval ${MS[$n]}" \
			" transmit-interval ${MS[$n]}" ' no shutdown' exit
	done
}

frr_start()
{
	local daemon more=()
	install -d -o frr -g frr -m 0755 "$2"
	echo "hostname $1" > "$2/zebra.conf"
	cp "$2/conf" "$2/bfdd.conf"
	chown frr:frr "$2"/*
	for daemon in zebra bfdd; do
		ip netns exec "$1" "${QUICK[@]}" "$FRR/$daemon" -d -f "$2/$daemon.conf" -i "$2/$daemon.pid" \
			-z "$2/zserv.api" --vty_socket "$2" -A 127.0.0.1 -P 0 "${more[@]}" > "$2/$daemon.out" 2>&1 || return
		more=(--bfdctl "$2/bfdd.sock")
	done
}

frr_again()
{
	local lines
	mapfile -t lines < <(sed -n '/^bfd$/,$p' "$2/conf")
	frr_says "$1" 'configure terminal' "${lines[@]}" > "$2/vtysh.out"
}

# frr_says NS LINE...: typed there, and what it answers.
frr_says()
{
	local line args=()
	for line in "${@:2}"; do
		args+=(-c "$line")
	done
	vtysh --vty_socket "$SCRATCH/$1" "${args[@]}"
}

# frr_peer LINK NS DIR FILTER: of what FRR says of that peer.
frr_peer()
{
	frr_says "$2" 'show bfd peers json' |
		jq -r --arg peer "$(remote "$1" "$2")" --arg dev "p$1" ".[] | select(.peer == \$peer and .interface == \$dev) | $4"
}

frr_state()
{
	frr_peer "$@" '.status | sub("shutdown"; "admin-down")'
}

frr_detects()
{
	frr_peer "$@" '([."receive-interval", ."remote-transmit-interval"] | max) * ."remote-detect-multiplier"'
}

frr_downs()
{
	sed -n "s/ BFD: .*state-change: .*peer:$(remote "$1" "$2") .* up -> .*//p" "$3/log" | stamps
}

# -- keepalived, whose log has seconds only

keepalived_config()
{
	local n own peer
	endpoints "$1" | while read -r n own peer; do
		cat <<- END
			bfd_instance link$n {
				neighbor_ip $peer
				source_ip $own
				min_rx ${MS[$n]}
				min_tx ${MS[$n]}
				idle_tx 1000
				multiplier ${MULT[$n]}
		END
		# It says 64 there, and drops what others send with 64.
		[ "${FAMILY[$n]}" = 4 ] || echo ' hoplimit 255'
		echo '}'
	done
}

keepalived_start()
{
	# shellcheck disable=SC2016 # perl's own
	ip netns exec "$1" "${QUICK[@]}" keepalived -n -l -D -f "$2/conf" -p "$2/pid" -b "$2/bfd.pid" 2>&1 |
		"${QUICK[@]}" perl -MTime::HiRes=time -ne '$| = 1; printf "%.6f %s", time, $_' > "$2/log" &
	wait_for 10 [ -s "$2/bfd.pid" ]
}

keepalived_again()
{
	kill -HUP "$(cat "$2/pid")"
}

keepalived_state()
{
	sed -n "s/.*(link$1) Entering \([A-Za-z]*\) state.*/\L\1/p" "$3/log" | tail -n 1
}

keepalived_detects()
{
	awk -v "link=(link$1)" '
		/\(link[0-9]+\)/ { mine = $8 == link || $7 == link }
		/Detection time is/ && mine { time = $10 }
		END { print time / 1000 }' "$3/log"
}

keepalived_downs()
{
	sed -n "s/^\([0-9]*\)\.\([0-9]*\) .*(link$1) Entering Down state.*/\1\2/p" "$3/log"
}

# ---- Circuits ---------------------------------------------------------------------

# key_file ID:SECRET: its name.
key_file()
{
	[ -e "$SCRATCH/key-$1" ] || (umask 077; printf '%s' "${1#*:}" > "$SCRATCH/key-$1")
	echo "$SCRATCH/key-$1"
}

# authentication LINK: in the words of vcirc.
authentication()
{
	[ "${AUTH[$1]}" != none ] || return
	echo "auth ${AUTH[$1]} key-id ${KEY[$1]%%:*} key-file $(key_file "${KEY[$1]}")"
}

# circuit LINK [WORD...]: a circuit vcLINK here with a session, the words are its settings.
circuit()
{
	local n=$1
	shift
	vc "$HERE" add "vc$n" || return
	# shellcheck disable=SC2046 # words
	vc "$HERE" bind "vc$n" primary dev "p$n" via "$(remote "$n" "$HERE")" bfd "$@" $(authentication "$n") &&
		ip -n "$HERE" link set "vc$n" up
}

# sessions FILTER LINK...: the links of those whose session that jq filter is true of.
sessions()
{
	local filter=$1
	shift
	"$VCIRC" -n "$HERE" -j show | jq -r --arg links " $* " '.[] |
		select(.paths[0].bfd) | (.name | sub("^vc"; "")) as $n |
		select($links | contains(" \($n) ")) | .paths[0] | select(.bfd | '"$filter"') | $n'
}

# all_are FILTER LINK...
all_are()
{
	[ "$(sessions "$@" | wc -l)" = $(($# - 1)) ]
}
none_are()
{
	[ -z "$(sessions "$@")" ]
}
# shellcheck disable=SC2034 # read by tests
both_up='.state == "up" and .remote_state == "up"'

# timers MS LINK...: what we want to send, and to hear. The daemons take 10 ms.
timers()
{
	local ms=$1 n
	shift
	for n; do
		vc "$HERE" path "vc$n" primary bfd min-tx "${ms}ms" min-rx "${ms}ms"
	done
}
# lost LINK...: how often their sessions went down on their own.
lost()
{
	"$VCIRC" -n "$HERE" -j show | jq --arg links " $(printf 'vc%s ' "$@")" \
		'[.[] | select(.name as $n | $links | contains(" \($n) ")) | .paths[0].bfd.flaps] | add'
}
# listen: to all events here, from now on.
listen()
{
	"$VCIRC" -n "$HERE" -ts monitor > "$SCRATCH/events" &
	sleep 1
}

# circuit_events: time, link and up or down of each path that was won, or lost by BFD.
circuit_events()
{
	sed -nE 's/^\[([^]]*)\] vc([0-9]+): path primary (up|down \(bfd).*/\1 \2 \3/p' "$SCRATCH/events" > "$SCRATCH/paths"
	paste -d ' ' <(cut -d ' ' -f 1 "$SCRATCH/paths" | stamps) <(cut -d ' ' -f 2,3 "$SCRATCH/paths")
}
