# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What the selftests share. A test sources this file, says begin, checks
# things and says finish. It runs as root, on any host:
#
#   VCIRC_KO   the module to insert if none is loaded (else modprobe vcirc)
#   VCIRC      the tool (else ../tools/vcirc, else the one in PATH)
#   VCIRC_SLOW how many times slower than usual the machine is (1)
#
# All it makes lives in network namespaces of its own, which go when it ends;
# other settings are put back then.

set -u
SELFTESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CLIENT=$SELFTESTS/build/vcirc-client
FLOWGEN=$SELFTESTS/build/flowgen
PREFIX=vct$$
KSFT_SKIP=4
SLOW=${VCIRC_SLOW:-1}
export LC_ALL=C

tests=0 failures=0 skips=0 module_loaded_here='' restore=''
SCRATCH=$(mktemp -d) || exit 1
declare -A C F		# the circuit of the last look, the counts of the last flow

# ---- TAP -----------------------------------------------------------------

note()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

ok()
{
	tests=$((tests + 1))
	printf 'ok %d - %s\n' "$tests" "$*"
}

fail()
{
	tests=$((tests + 1))
	failures=$((failures + 1))
	printf 'not ok %d - %s\n' "$tests" "$*"
	note "at line ${BASH_LINENO[*]:0:${#BASH_LINENO[@]}-1} of $0"
}

skip()
{
	tests=$((tests + 1))
	skips=$((skips + 1))
	printf 'ok %d # SKIP %s\n' "$tests" "$*"
}

skip_all()
{
	printf '1..0 # SKIP %s\n' "$*"
	exit "$KSFT_SKIP"
}

# check TEXT COMMAND...: the command succeeds. What it printed is shown if not.
check()
{
	local text=$1 out status
	shift
	out=$("$@" 2>&1)
	status=$?
	if [ $status = 0 ]; then
		ok "$text"
	else
		fail "$text"
		note "$* gave $status: ${out:-nothing}"
		return 1
	fi
}

# same TEXT EXPECTED ACTUAL
same()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		fail "$1"
		note "expected: $2"
		note "actual:   $3"
		return 1
	fi
}

# within TEXT LOW VALUE HIGH
within()
{
	if [[ $3 =~ ^-?[0-9]+$ ]] && [ "$3" -ge "$2" ] && [ "$3" -le "$4" ]; then
		ok "$1 ($3)"
	else
		fail "$1"
		note "expected $2..$4, got $3"
		return 1
	fi
}

# matches TEXT EXTENDED-REGEX STRING
matches()
{
	if [[ $3 =~ $2 ]]; then
		ok "$1"
	else
		fail "$1"
		note "expected to match: $2"
		note "actual: $3"
		return 1
	fi
}

finish()
{
	local tainted
	tainted=$(cat /proc/sys/kernel/tainted)
	if [ $(((tainted & ~tainted_before) & 0x280)) != 0 ]; then
		fail 'the kernel has not complained'
		dmesg | tail -n 40 | sed 's/^/# /'
	fi
	printf '1..%d\n' "$tests"
	printf '# %d passed, %d failed, %d skipped, %d s\n' \
		$((tests - failures - skips)) "$failures" "$skips" "$SECONDS"
	[ "$failures" = 0 ]
	exit
}

# ---- Setting up ------------------------------------------------------------

# need TOOL PACKAGE: the whole test is pointless without it.
need()
{
	command -v "$1" > /dev/null || skip_all "$1 is missing, it is in the Debian package $2"
}

# have TOOL PACKAGE TEXT: one check is.
have()
{
	command -v "$1" > /dev/null && return
	skip "$3: $1 is missing, it is in the Debian package $2"
	return 1
}

load_module()
{
	[ -d /sys/module/vcirc ] && return
	if [ -n "${VCIRC_KO:-}" ]; then
		insmod "$VCIRC_KO"
	else
		modprobe vcirc
	fi
}

begin()
{
	local helper
	printf 'TAP version 13\n'
	[ "$(id -u)" = 0 ] || skip_all 'needs root'
	need ip iproute2
	if [ ! -d /sys/module/vcirc ]; then
		load_module 2> "$SCRATCH/load" ||
			skip_all "module vcirc cannot be loaded: $(cat "$SCRATCH/load") (VCIRC_KO names the file)"
		module_loaded_here=1
	fi
	if [ -z "${VCIRC:-}" ]; then
		VCIRC=$SELFTESTS/../tools/vcirc
		[ -x "$VCIRC" ] || VCIRC=$(command -v vcirc) || skip_all 'the tool vcirc is not built (make)'
	fi
	for helper in "$CLIENT" "$FLOWGEN"; do
		[ -x "$helper" ] ||
			skip_all "${helper##*/} is not built: make -C selftests, with libnl-genl-3-dev"
	done
	tainted_before=$(cat /proc/sys/kernel/tainted)
	SECONDS=0
}

# at_exit COMMAND...: puts back what does not go with a namespace.
at_exit()
{
	local quoted
	printf -v quoted '%q ' "$@"
	restore="$quoted; $restore"
}

# in_netns FILE...: the processes in these network namespaces.
in_netns()
{
	stat -L -c '%d:%i %n' "$@" /proc/[0-9]*/ns/net 2> /dev/null | awk '
		$2 !~ "^/proc/" { wanted[$1]; next }
		$1 in wanted { split($2, path, "/"); print path[3] }'
}

cleanup()
{
	local ns pid spaces=() status=$?
	trap - EXIT
	eval "$restore"
	for pid in $(jobs -p); do
		kill "$pid" 2> /dev/null
	done
	for ns in /run/netns/"$PREFIX"-*; do
		[ ! -e "$ns" ] || spaces+=("$ns")
	done
	if [ ${#spaces[@]} -gt 0 ]; then
		# One look at all processes, which is slow on some machines.
		for pid in $(in_netns "${spaces[@]}"); do
			kill -9 "$pid" 2> /dev/null
		done
		for ns in "${spaces[@]}"; do
			ip netns del "${ns##*/}" 2> /dev/null
		done
	fi
	wait 2> /dev/null
	rm -rf "$SCRATCH"
	if [ -n "$module_loaded_here" ] && [ -d /sys/module/vcirc ]; then
		# A namespace goes away in the background, and the circuits in it with it.
		wait_for 20 rmmod vcirc 2> /dev/null
	fi
	exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# ---- Waiting ---------------------------------------------------------------

exec {silence}<> <(:)

# wait_for SECONDS COMMAND...: until it succeeds. Emulated machines are slow, so be generous.
wait_for()
{
	local until=$((${EPOCHREALTIME/[.,]/} + $1 * SLOW * 1000000))
	shift
	until "$@" > /dev/null 2>&1; do
		[ "${EPOCHREALTIME/[.,]/}" -lt "$until" ] || return 1
		# A sleep without a process, which would keep a slow machine busy.
		read -rt 0.05 -u "$silence" || :
	done
}

now_ms()
{
	printf '%s\n' $((${EPOCHREALTIME/[.,]/} / 1000))
}

# ---- Namespaces and topologies ----------------------------------------------

# new_ns A B...: makes namespaces and sets the variables A, B... to their names.
new_ns()
{
	local var
	for var; do
		printf -v "$var" '%s' "$PREFIX-$var"
		ip netns add "${!var}" || exit 1
		ip -n "${!var}" link set lo up
		# Router solicitations and the like would be counted as traffic.
		ip netns exec "${!var}" sysctl -qw net.ipv6.conf.default.accept_ra=0 \
			net.ipv6.conf.default.router_solicitations=0 net.ipv6.conf.default.accept_dad=0
	done
}

del_ns()
{
	local ns
	for ns; do
		ip netns del "$ns"
	done
}

# dummies NS NAME...: ports that lead nowhere; their carrier can be switched. They speak no IPv6.
dummies()
{
	local ns=$1 dev
	shift
	for dev; do
		ip -n "$ns" link add "$dev" type dummy || exit 1
		ip netns exec "$ns" sysctl -qw "net.ipv6.conf.$dev.disable_ipv6=1"
		ip -n "$ns" link set "$dev" up
	done
}

# tun_into NS DEV TUN: what is written to a new TUN device is sent on DEV, in the very pieces.
tun_into()
{
	modprobe -q tun
	ip -n "$1" tuntap add dev "$3" mode tun pi vnet_hdr &&
		ip netns exec "$1" sysctl -qw "net/ipv6/conf/$3/disable_ipv6=1" &&
		ip -n "$1" link set "$3" up &&
		tc -n "$1" qdisc add dev "$3" clsact &&
		tc -n "$1" filter add dev "$3" ingress matchall action mirred egress redirect dev "$2"
}

# cable NS1 DEV1 NS2 DEV2: a link between two ports.
cable()
{
	ip -n "$1" link add "$2" type veth peer name "$4" netns "$3" || exit 1
	ip -n "$1" link set "$2" up
	ip -n "$3" link set "$4" up
}

# A circuit vc0 in NS over dummies p0 and p1; the rest is settings.
circuit_on_dummies()
{
	local ns=$1
	shift
	dummies "$ns" p0 p1
	vc "$ns" add vc0 "$@" || exit 1
	vc "$ns" bind vc0 primary dev p0 || exit 1
	vc "$ns" bind vc0 secondary dev p1 || exit 1
	ip -n "$ns" link set vc0 up
}

# Two routers A and B, two cables, a circuit at each end; the rest is settings of both.
two_routers()
{
	local a=$1 b=$2 ns n=0 side
	shift 2
	cable "$a" p0 "$b" p0
	cable "$a" p1 "$b" p1
	for ns in "$a" "$b"; do
		n=$((n + 1))
		vc "$ns" add vc0 "$@" || exit 1
		for side in primary:p0 secondary:p1; do
			vc "$ns" bind vc0 "${side%:*}" dev "${side#*:}" || exit 1
		done
		ip -n "$ns" addr add "192.0.2.$n/24" dev vc0
		ip -n "$ns" addr add "2001:db8::$n/64" dev vc0 nodad
		ip -n "$ns" link set vc0 up
	done
	wait_state "$a" vc0 state up && wait_state "$b" vc0 state up
}

# ---- Circuits ----------------------------------------------------------------

# vc NS ARG...: the tool in a namespace. What is to be killed later must be a
# program, not a function like this one: kill would end the shell around it.
vc()
{
	local ns=$1
	shift
	"$VCIRC" -n "$ns" "$@"
}

in_ns()
{
	local ns=$1
	shift
	ip netns exec "$ns" "$@"
}

# look NS NAME: reads a circuit into C[key], keys as in the tool's JSON: state, paths.0.reason...
look()
{
	local key value
	C=()
	while IFS='=' read -r key value; do
		[ -z "$key" ] || C[$key]=$value
	done < <("$CLIENT" -n "$1" get "$2" 2> "$SCRATCH/look")
	[ "${#C[@]}" -gt 0 ]
}

# names NS: the circuits there, in a line.
names()
{
	"$CLIENT" -n "$1" dump | sed -n 's/^name=//p' | paste -s -d ' '
}

gone()
{
	! look "$1" "$2"
}

not()
{
	! "$@"
}

no_carrier()
{
	ip -n "$1" -o link show dev "$2" | grep -q NO-CARRIER
}

# field NS NAME KEY
field()
{
	look "$1" "$2" && printf '%s\n' "${C[$3]-}"
}

state_is()
{
	look "$1" "$2" && [ "${C[$3]-}" = "$4" ]
}

# wait_state NS NAME KEY VALUE
wait_state()
{
	wait_for 20 state_is "$@" && return
	note "$2: $3 is ${C[$3]-nothing}, not $4"
	return 1
}

# becomes TEXT NS NAME KEY VALUE: the circuit gets there.
becomes()
{
	if wait_for 20 state_is "${@:2}"; then
		ok "$1"
	else
		fail "$1"
		note "$3: $4 is ${C[$4]-nothing}, not $5"
		return 1
	fi
}

# All settings and states in a namespace, without what counts or ages, and
# without the operational state of links, which follows in its own time, and with
# it what a circuit stands on.
settings()
{
	"$CLIENT" -n "$1" settings
	ip -n "$1" -d -o link show | sed -E 's/ qlen [0-9]*//; s/promiscuity [0-9]*//; s/NO-CARRIER,//; s/,LOWER_UP//; s/ state [A-Z]+//; s/^([0-9]+: [^:@]+)@[^:]+:/\1:/'
}

# refused TEXT NS REGEX COMMAND...: fails, says why in one line that matches, and
# changes nothing, which is not looked at where looking takes longest.
refused()
{
	local text=$1 ns=$2 regex=$3 before out status
	shift 3
	[ "$SLOW" -gt 1 ] || before=$(settings "$ns")
	out=$("$@" 2>&1)
	status=$?
	if [ "$status" = 0 ]; then
		fail "refused: $text"
		note "$* succeeded"
	elif ! [[ $out =~ $regex ]]; then
		fail "refused: $text"
		note "$* said: $out"
		note "which does not match: $regex"
	elif [ "$1" = vc ] && { [ "$status" != 2 ] || [ "$(wc -l <<< "$out")" != 1 ]; }; then
		fail "refused: $text"
		note "exit status $status, expected 2 and one line: $out"
	elif [ "$SLOW" = 1 ] && [ "$before" != "$(settings "$ns")" ]; then
		fail "refused: $text"
		note "but something changed: $(diff <(printf '%s\n' "$before") <(settings "$ns"))"
	else
		out=${out#Error: }
		ok "refused: $text (${out%%$'\n'*})"
	fi
}

# ---- Traffic --------------------------------------------------------------------

# flow ARG...: sends numbered frames (flowgen), counts into F[key].
flow()
{
	local key value
	F=()
	while IFS='=' read -r key value; do
		F[$key]=$value
	done < <("$FLOWGEN" "$@" 2> "$SCRATCH/flow" || echo "failed=$?")
	[ -z "${F[failed]-}" ] || note "flowgen $*: $(cat "$SCRATCH/flow")"
}

# meter NS DEV: count what the stack hands to a device, whether it takes it or not.
meter()
{
	tc -n "$1" qdisc add dev "$2" clsact &&
		tc -n "$1" filter add dev "$2" egress matchall action ok
}

metered()
{
	tc -n "$1" -s filter show dev "$2" egress | awk '$1 == "Sent" { print $4; exit }'
}

# silence NS DEV: it keeps its link, and nothing goes in or out any more, both from
# one moment on.
silence()
{
	tc -n "$1" qdisc add dev "$2" clsact &&
		tc -n "$1" -b - <<- END
			filter add dev $2 ingress matchall action drop
			filter add dev $2 egress matchall action drop
		END
}

revive()
{
	tc -n "$1" qdisc del dev "$2" clsact
}

# dev_count NS DEV tx_packets and the like: the device's own counters.
dev_count()
{
	ip netns exec "$1" cat "/sys/class/net/$2/statistics/$3"
}

# pings_begin NS ADDRESS SECONDS: a ping each so many seconds, until pings_end.
pings_begin()
{
	pinged=("$1" "$2")
	ip netns exec "$1" ping -n -i "$3" "$2" > "$SCRATCH/pings" 2>&1 &
	pinger=$!
}

# Sets answered, and lost: how many had no answer though a later one had. What ping says at its
# end calls those lost as well that are late.
pings_end()
{
	local alive=''
	# What is answered after that was sent after it.
	ping_ok "${pinged[@]}" 1 && pings_count 0 && wait_for 10 pings_count $((answered + 1)) && alive=1
	kill -INT "$pinger"
	wait "$pinger"
	pings_count 0
	[ "$alive" ] || lost='all in the end'
}

# pings_count LEAST: sets answered and lost; whether so many were answered.
pings_count()
{
	# shellcheck disable=SC2034 # read by tests
	read -r answered lost < <(awk -F 'icmp_seq=' '/ bytes from / && !seen[$2 + 0]++ { n++; if ($2 + 0 > last) last = $2 + 0 }
		END { print n + 0, last - n }' "$SCRATCH/pings")
	[ "$answered" -ge "$1" ]
}

# ping_ok NS ADDRESS [COUNT]: that many answers. Ping gives up at the first error,
# such as a neighbour that did not answer in time.
ping_ok()
{
	wait_for 10 ip netns exec "$1" ping -q -n -i 0.1 -c "${3:-3}" -w $((10 * SLOW)) "$2"
}

# tcp NS1 NS2 ADDRESS [FLOWS]: that many TCP flows from one to the other carry data.
tcp()
{
	local port=$((5201 + RANDOM % 1000)) server
	ip netns exec "$2" iperf3 -s -1 -p "$port" > /dev/null 2>&1 &
	server=$!
	wait_for 10 eval "ip netns exec '$2' ss -Hltn 'sport = :$port' | grep -q ."
	ip netns exec "$1" timeout $((30 * SLOW)) iperf3 -c "$3" -p "$port" -P "${4:-1}" -n "${5:-2M}" 2>&1
	set -- $?
	kill "$server" 2> /dev/null
	wait "$server" 2> /dev/null
	return "$1"
}
