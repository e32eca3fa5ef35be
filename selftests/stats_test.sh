#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What is counted is exact: by path and direction, segments of large packets
# one by one, the same at both ends, and nothing that is not the circuit's.
. "$(dirname "$0")/lib.sh"
begin
need iperf3 iperf3

# counts NS: tx and rx packets and bytes of both paths
counts()
{
	look "$1" vc0
	printf '%s ' "${C[paths.0.tx_packets]}" "${C[paths.0.tx_bytes]}" "${C[paths.1.tx_packets]}" "${C[paths.1.tx_bytes]}" \
		"${C[paths.0.rx_packets]}" "${C[paths.0.rx_bytes]}" "${C[paths.1.rx_packets]}" "${C[paths.1.rx_bytes]}"
}

# from_here NS1 NS2: before both ends were there, frames met nobody, and the ports had their own.
from_here()
{
	wait_for 5 quiet "$1" "$2"
	base1=("${at1[@]}") base2=("${at2[@]}")
}

# agree TEXT NS1 NS2: what one sent since then the other received, path by path.
agree()
{
	local a b i
	wait_for 5 quiet "$2" "$3"
	a=("${at1[@]}") b=("${at2[@]}")
	for i in 0 1 2 3 4 5 6 7; do
		a[i]=$((a[i] - base1[i]))
		b[i]=$((b[i] - base2[i]))
	done
	same "$1" "${a[*]:0:4} ${b[*]:0:4}" "${b[*]:4:4} ${a[*]:4:4}"
}

# quiet NS1 NS2: sets at1 and at2 to the counts of one moment: a frame between
# the looks at two ends would be in the counts of one.
quiet()
{
	read -ra at1 <<< "$(counts "$1")"
	read -ra at2 <<< "$(counts "$2")"
	sleep 0.3
	[ "${at1[*]} ${at2[*]} " = "$(counts "$1")$(counts "$2")" ]
}

# sums NS DEV: the device's own statistics are the sums of the circuit's paths.
sums()
{
	local c
	wait_for 5 quiet "$1" "$1"
	read -ra c <<< "$(counts "$1")"
	same "$2" "$((c[0] + c[2])) $((c[1] + c[3])) $((c[4] + c[6])) $((c[5] + c[7]))" \
		"$(dev_count "$1" vc0 tx_packets) $(dev_count "$1" vc0 tx_bytes) $(dev_count "$1" vc0 rx_packets) $(dev_count "$1" vc0 rx_bytes)"
}

# ---- Exact -------------------------------------------------------------------

new_ns D
circuit_on_dummies "$D"
in_ns "$D" sysctl -qw net.ipv6.conf.vc0.disable_ipv6=1
wait_state "$D" vc0 state up
read -ra before <<< "$(counts "$D")"
flow -n 300 -c 5 -l 100 "vc0@$D" "p0@$D" "p1@$D"
read -ra after <<< "$(counts "$D")"
same '1500 frames are counted on the path and in the bytes they had' \
	"${F[tap0.frames]} ${F[tap0.bytes]} ${F[tap1.frames]} ${F[tap1.bytes]}" \
	"$((after[0] - before[0])) $((after[1] - before[1])) $((after[2] - before[2])) $((after[3] - before[3]))"
same 'and are all there are' 1500 "$((F[sent] + after[4] + after[6]))"
sums "$D" "the device's own statistics say the same"
if have ethtool ethtool 'ethtool -S says the same'; then
	same 'ethtool -S says the same of each path' "${after[*]}" "$(in_ns "$D" ethtool -S vc0 | awk '
		{ v[$1] = $2 }
		END {
			n = split("primary_tx secondary_tx primary_rx secondary_rx", w, " ")
			for (i = 1; i <= n; i++)
				printf "%s%s %s", (i > 1 ? " " : ""), v[w[i] "_packets:"], v[w[i] "_bytes:"]
		}')"
fi
flow -n 200 "p0@$D" "p0@$D"
read -ra now <<< "$(counts "$D")"
same "what others send on a port is not the circuit's" "${after[*]}" "${now[*]}"
vc "$D" unbind vc0 primary
vc "$D" bind vc0 primary dev p0
read -ra now <<< "$(counts "$D")"
same 'counters outlast a binding' "${after[*]}" "${now[*]}"

# ---- Both ends, large packets --------------------------------------------------

new_ns A B
two_routers "$A" "$B"
mtu=1500
from_here "$A" "$B"
check 'TCP with segmentation offload' tcp "$A" "$B" 192.0.2.2 8 8M
agree 'untagged: both ends count the same packets and bytes, each segment one by one' "$A" "$B"
read -ra c <<< "$(counts "$A")"
within 'no packet is larger than the MTU allows' 1000 "$(((c[1] + c[3]) / (c[0] + c[2])))" $((mtu + 14))
sums "$A" 'the device agrees at the sender'
sums "$B" 'and at the receiver'
for ns in "$A" "$B"; do
	vc "$ns" unbind vc0 primary
	vc "$ns" unbind vc0 secondary force
	vc "$ns" bind vc0 primary dev p0 s-vlan 10
	vc "$ns" bind vc0 secondary dev p1 s-vlan 20 proto 802.1Q
done
wait_state "$A" vc0 state up
wait_state "$B" vc0 state up
from_here "$A" "$B"
check 'TCP under service tags' tcp "$B" "$A" 192.0.2.1 8 8M
agree 'tagged: both ends count the same' "$A" "$B"
check 'traffic on the port itself' eval "
	ip -n '$A' addr add 198.51.100.1/24 dev p0; ip -n '$B' addr add 198.51.100.2/24 dev p0
	ping_ok '$A' 198.51.100.2"
agree "is not the circuit's" "$A" "$B"
vc "$A" del vc0
vc "$B" del vc0
vc "$A" add vc0 peer vc0 netns "$B"
ip -n "$A" addr add 192.0.2.1/24 dev vc0
ip -n "$B" addr add 192.0.2.2/24 dev vc0
ip -n "$A" link set vc0 up
ip -n "$B" link set vc0 up
wait_state "$A" vc0 state up
from_here "$A" "$B"
check 'TCP over a pair' tcp "$A" "$B" 192.0.2.2 8 8M
agree 'wire: both ends count the same' "$A" "$B"

finish
