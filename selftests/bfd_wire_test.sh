#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What BFD sessions send, read by somebody who knows the protocol and not us:
# tshark finds nothing to complain of in any packet of any kind of session.
. "$(dirname "$0")/lib.sh"
begin
need dumpcap wireshark-common
need tshark tshark

# A session each between A and V: its name, what is behind bind's dev, with @ for
# the number of the other end, and what tshark is to see of it: Ethernet
# destination and type, tag, destination, UDP port, length of the packet, type
# and length of authentication.
new_ns A V
(umask 077; printf vcirc-secret > "$SCRATCH/key")
key="key-id 77 key-file $SCRATCH/key"
micro=01:00:5e:90:00:01
sessions=(
	'routed, IPv4|via 198.18.1.@ bfd|mac 0x0800|-|198.18.1.@|3784|24|-|-'
	'routed, IPv6|via 2001:db8:2::@ bfd|mac 0x86dd|-|2001:db8:2::@|3784|24|-|-'
	"Ethernet, no address|bfd|$micro 0x86dd|-|ff02::1|6784|24|-|-"
	"Ethernet, 802.1ad tag|s-vlan 101 bfd|$micro 0x88a8|101|ff02::1|6784|24|-|-"
	"Ethernet, 802.1Q tag, IPv4|s-vlan 102 proto 802.1Q bfd local 192.0.2.# peer 192.0.2.@|$micro 0x8100|102|192.0.2.@|6784|24|-|-"
	"simple|via 198.18.6.@ bfd auth simple $key|mac 0x0800|-|198.18.6.@|3784|39|1|15"
	"keyed-md5|via 2001:db8:7::@ bfd auth keyed-md5 $key|mac 0x86dd|-|2001:db8:7::@|3784|48|2|24"
	"meticulous-keyed-md5|via 198.18.8.@ bfd auth meticulous-keyed-md5 $key|mac 0x0800|-|198.18.8.@|3784|48|3|24"
	"keyed-sha1|via 198.18.9.@ bfd auth keyed-sha1 $key|mac 0x0800|-|198.18.9.@|3784|52|4|28"
	"meticulous-keyed-sha1|bfd auth meticulous-keyed-sha1 $key|$micro 0x86dd|-|ff02::1|6784|52|5|28"
)
ports=()
for n in "${!sessions[@]}"; do
	n=$((n + 1))
	cable "$A" "p$n" "$V" "p$n"
	ports+=(-i "p$n")
	for end in "$A 1" "$V 2"; do
		read -r ns host <<< "$end"
		ip -n "$ns" addr add "198.18.$n.$host/24" dev "p$n"
		ip -n "$ns" addr add "2001:db8:$n::$host/64" dev "p$n" nodad
	done
done

# From the first packet on: sessions that come up, too.
ip netns exec "$V" dumpcap -q -s 0 "${ports[@]}" -w "$SCRATCH/all.pcapng" > "$SCRATCH/dumpcap" 2>&1 &
dumpcap=$!
wait_for 20 [ -s "$SCRATCH/all.pcapng" ]
for n in "${!sessions[@]}"; do
	IFS='|' read -r _ words _ <<< "${sessions[n]}"
	n=$((n + 1))
	for end in "$A 1 2" "$V 2 1"; do
		read -r ns mine theirs <<< "$end"
		vc "$ns" add "vc$n"
		line=${words//@/$theirs}
		# shellcheck disable=SC2086 # words
		vc "$ns" bind "vc$n" primary dev "p$n" ${line//#/$mine}
		ip -n "$ns" link set "vc$n" up
	done
done
for n in "${!sessions[@]}"; do
	becomes "${sessions[n]%%|*}: the session comes up" "$A" "vc$((n + 1))" paths.0.bfd.state up
done
# A dozen and more of the last one.
sleep 6
kill -INT "$dumpcap"
wait "$dumpcap"

# A line a packet, of those on one port that one end has sent.
fields=(frame.interface_name eth.src eth.dst eth.type vlan.id ieee8021ad.id ip.dst ipv6.dst ip.ttl ipv6.hlim
	ip.dsfield.dscp ipv6.tclass.dscp ip.checksum.status udp.checksum.status udp.srcport udp.dstport
	bfd.version bfd.detect_time_multiplier bfd.message_length bfd.auth.type bfd.auth.len bfd.auth.key
	bfd.my_discriminator bfd.sta bfd.flags.p bfd.flags.f _ws.expert.message _ws.malformed)
columns=()
for field in "${fields[@]}"; do
	columns+=(-e "$field")
done
tshark -n -r "$SCRATCH/all.pcapng" -o udp.check_checksum:TRUE -o ip.check_checksum:TRUE \
	-Y 'bfd && !icmp && !icmpv6' -T fields -E separator='|' -E occurrence=f "${columns[@]}" \
	> "$SCRATCH/fields" 2> "$SCRATCH/tshark" || fail "tshark reads what was captured: $(cat "$SCRATCH/tshark")"

# seen PORT MAC FIELD...: each different set of their values in what that end sent.
seen()
{
	local port=$1 mac=$2 name i wanted=''
	shift 2
	for name; do
		for i in "${!fields[@]}"; do
			[ "${fields[i]}" != "$name" ] || wanted+=" $((i + 1))"
		done
	done
	awk -F '|' -v "port=$port" -v "mac=$mac" -v "wanted=${wanted# }" '
		BEGIN { n = split(wanted, column, " ") }
		$1 == port && $2 == mac {
			line = ""
			for (i = 1; i <= n; i++)
				if ($column[i] != "")
					line = line " " $column[i]
			print substr(line, 2)
		}' "$SCRATCH/fields" | sort -u
}

for n in "${!sessions[@]}"; do
	IFS='|' read -r name _ ethernet tag dest udp length type auth <<< "${sessions[n]}"
	n=$((n + 1))
	for end in "$A $V 2" "$V $A 1"; do
		read -r ns other theirs <<< "$end"
		mac=$(in_ns "$ns" cat "/sys/class/net/p$n/address")
		title="$name, ${ns#"$PREFIX-"}"
		check "$title: it has sent a dozen packets" [ "$(grep -c "^p$n|$mac|" "$SCRATCH/fields")" -ge 12 ]
		same "$title: all as tshark knows BFD, nothing to complain of" '' "$(seen "p$n" "$mac" _ws.expert.message _ws.malformed)"
		same "$title: Ethernet address and type" \
			"${ethernet/mac/$(in_ns "$other" cat "/sys/class/net/p$n/address")}" "$(seen "p$n" "$mac" eth.dst eth.type)"
		[ "$tag" = - ] || same "$title: tag" "$tag" "$(seen "p$n" "$mac" vlan.id ieee8021ad.id)"
		same "$title: addressed to" "${dest//@/$theirs}" "$(seen "p$n" "$mac" ip.dst ipv6.dst)"
		same "$title: all of the TTL, class selector 6" '255 48' "$(seen "p$n" "$mac" ip.ttl ipv6.hlim ip.dsfield.dscp ipv6.tclass.dscp)"
		# 1 is good; IPv6 has none of its own.
		matches "$title: checksums" '^(1 )?1$' "$(seen "p$n" "$mac" ip.checksum.status udp.checksum.status)"
		same "$title: UDP port, version, multiplier, length" "$udp 1 3 $length" \
			"$(seen "p$n" "$mac" udp.dstport bfd.version bfd.detect_time_multiplier bfd.message_length)"
		source=$(seen "p$n" "$mac" udp.srcport)
		within "$title: one source port, of those that are dynamic" 49152 "$source" 65535
		if [ "$type" = - ]; then
			same "$title: no authentication" '' "$(seen "p$n" "$mac" bfd.auth.type bfd.auth.len)"
		else
			same "$title: authentication" "$type $auth 77" "$(seen "p$n" "$mac" bfd.auth.type bfd.auth.len bfd.auth.key)"
		fi
		same "$title: discriminator" "$(field "$ns" "vc$n" paths.0.bfd.discr)" "$(($(seen "p$n" "$mac" bfd.my_discriminator)))"
		matches "$title: from down to up" '^(0x00 )?0x01 .*0x03 $' "$(seen "p$n" "$mac" bfd.sta | tr '\n' ' ')"
		same "$title: timers polled, and confirmed" '0 0 0 1 1 0' "$(seen "p$n" "$mac" bfd.flags.p bfd.flags.f | paste -s -d ' ')"
	done
done
finish
