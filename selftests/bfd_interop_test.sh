#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# BFD with daemons that others wrote, over IPv4 and IPv6, with each kind of
# authentication: sessions come up, links are cut in silence, both ways and one
# way, and it is told which end noticed when.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/bfd.sh"
begin
need nft nftables
need jq jq
need chrt util-linux

CUTS=10
TYPES=(simple keyed-md5 meticulous-keyed-md5 keyed-sha1 meticulous-keyed-sha1)

# ---- All of them come up --------------------------------------------------------------

# Links 1 to 7 have 50 ms, 31 to 37 lead to the same daemons and have 300 ms, so that
# one cut does for both.
bfd_site
bfd_peers
all=()
for n in "${plain[@]}"; do
	slow=$((n + 30))
	more_links "${THERE[$n]}" $slow
	FAMILY[$slow]=${FAMILY[$n]}
	all+=("$n" "$slow")
done
authenticated=()
if [ -n "$B" ]; then
	authenticated=(8 9 10 11 12 13 14 15 16 17)
	more_links "$B" "${authenticated[@]}"
	for i in "${!TYPES[@]}"; do
		AUTH[$((8 + i))]=${TYPES[i]}
		AUTH[$((13 + i))]=${TYPES[i]} FAMILY[$((13 + i))]=6
	done
	all+=("${authenticated[@]}")
fi

for n in "${all[@]}"; do
	ms=50
	[ "$n" -lt 30 ] || ms=300
	circuit "$n" min-tx ${ms}ms min-rx ${ms}ms mult 3
done
listen
for ns in "${!DAEMON[@]}"; do
	daemon_start "$ns" || fail "${DAEMON[$ns]} starts"
done
rows=("${plain[@]}" "${authenticated[@]}")
wait_for 30 all_are "$both_up and .detect_time_us == 150000" "${rows[@]}"
for n in "${rows[@]}"; do
	look "$HERE" "vc$n"
	same "$(title "$n"): the session comes up, and the path with it" 'up up up none' \
		"${C[paths.0.bfd.state]-} $(daemon_state "$n") ${C[paths.0.state]-} ${C[paths.0.reason]-}"
done
same 'what both ends want is what they do: 3 x 50 ms is the detection time' "${#rows[@]}" \
	"$(sessions "$both_up and .detect_time_us == 150000 and .tx_interval_us == 50000" "${rows[@]}" | wc -l)"

# ---- Silent cuts ---------------------------------------------------------------------------

# cuts COUNT WAY LINK...: a line a cut to the file rounds: its name, times it was
# made and healed.
cuts()
{
	local count=$1 name=$2 way=$2 i LEAD=2.8 healed
	shift 2
	[ "$way" != fast ] || way=both
	for ((i = 0; i < count; i++)); do
		sever "$way" "$@"
		# Twice 3 x 300 ms: FRR up to 10.8 does not believe what it is told, and a
		# machine that is late gives its peer more time: one interval once it goes on.
		until_us $((CUT + 1600000 * SLOW))
		until_us $(($(us) + 400000 * SLOW))
		[ "$way" = both ] || ended_by > "$SCRATCH/$way"
		healed=$(us)
		heal "$@"
		echo "$name $CUT $healed" >> "$SCRATCH/rounds"
	done
}

# ended_by: which end took each session down that went down by the last cut, or
# shortly before.
ended_by()
{
	"$VCIRC" -n "$HERE" -j show | jq -r --argjson ms $((($(us) - CUT) / 1000 + 700)) '.[] |
		select(.paths[0].bfd.last_down.ago_ms < $ms) |
		"\(.name | sub("^vc"; "")) \(.paths[0].bfd.last_down.end)"'
}

# count_cuts: to the file cuts, for each name, link and end: how many cuts it
# noticed and did not, and how many us after that, the median and the most. A
# session that was not up then, or for less than a second (half of one with 10 ms,
# for which daemons in an emulated machine are hardly fast enough), does not count.
count_cuts()
{
	local n
	{
		circuit_events | sed 's/^/here /'
		for n in "${all[@]}"; do
			daemon_downs "$n" | sed "s/.*/there & $n down/"
		done
		sed 's/^/cut /' "$SCRATCH/rounds"
	} | awk '
		$1 != "cut" { end = $1 " " $3; at[end, ++events[end]] = $2; is[end, events[end]] = $4; links[$3]; next }
		{
			for (link in links) {
				here = "here " link
				since = 0
				for (e = 1; e <= events[here] && at[here, e] < $3; e++)
					since = is[here, e] == "up" ? at[here, e] : 0
				if (!since || since > $3 - ($2 == "fast" ? 500000 : 1000000))
					continue
				for (i = 0; i < 2; i++) {
					end = (i ? "here " : "there ") link
					row = $2 " " end
					rows[row]
					for (e = 1; e <= events[end]; e++)
						if (is[end, e] == "down" && at[end, e] > since)
							break
					if (e > events[end] || at[end, e] > $4)
						missed[row]++
					else if (at[end, e] >= $3)
						took[row, ++seen[row]] = at[end, e] - $3
				}
			}
		}
		END {
			for (row in rows) {
				n = seen[row]
				for (i = 2; i <= n; i++)
					for (j = i; j > 1 && took[row, j - 1] > took[row, j]; j--) {
						swap = took[row, j]
						took[row, j] = took[row, j - 1]
						took[row, j - 1] = swap
					}
				m = int((n + 1) / 2)
				printf "%s %d %d %d %d\n", row, n, missed[row], \
					(took[row, m] + took[row, n + 1 - m]) / 2, took[row, n]
			}
		}' > "$SCRATCH/cuts"
}

# result NAME LINK here|there: into noticed missed median most, in ms.
result()
{
	local row
	noticed=0 missed=0 median=0 most=0
	while read -r row; do
		[[ $row = "$1 $3 $2 "* ]] || continue
		read -r _ _ _ noticed missed median most <<< "$row"
		median=$(((median + 500) / 1000)) most=$(((most + 500) / 1000))
	done < "$SCRATCH/cuts"
}

# told NAME LINK MS: cuts were noticed, not too soon, and mostly not much too late:
# a machine may be, or its host. What the peer did stands beside it.
told()
{
	local noticed missed median most text there ms=$3
	result "$1" "$2" there
	there=$noticed text="the peer $noticed after $median, at most $most ms"
	result "$1" "$2" here
	text="$(title "$2"), $1, $ms ms x 3: $noticed cuts noticed after $median, at most $most ms; $text"
	# What a daemon with 10 ms was starved of is not a packet that was cut off.
	[ "$1" != fast ] || missed=0
	if [ "$ms" -lt 300 ] && [ $((noticed + missed)) -lt 3 ]; then
		skip "$text: this machine is too slow for the peer"
	elif [ "$missed" = 0 ] && [ "$noticed" -gt 0 ] && [ "$there" -gt 0 ] &&
	     [ "$median" -ge $((ms * 3 / 2)) ] && [ "$median" -le $((ms * 3 + 500 * SLOW)) ]; then
		ok "$text"
	else
		fail "$text"
		note "not noticed: $missed"
	fi
}

cuts $CUTS both "${all[@]}"
cuts 3 in "${all[@]}"
cuts 3 out "${all[@]}"
for way in in out; do
	end=local
	[ "$way" = in ] || end=remote
	# keepalived, on links 36 and 37, just stops.
	same "$way: $end is the end that took sessions down" "$end" \
		"$(awk -v way=$way '$1 > 30 && (way == "in" || $1 < 36) { print $2 }' "$SCRATCH/$way" | sort -u)"
done
# What is left of the machine is for the daemons.
fast=()
for n in "${plain[@]}"; do
	fast+=($((n + 30)))
done
timers 1000 "${rows[@]}"
timers 10 "${fast[@]}"
cuts $CUTS fast "${fast[@]}"
timers 1000 "${fast[@]}"

count_cuts
for n in "${plain[@]}"; do
	for way in both in out; do
		told $way "$n" 50
		told $way $((n + 30)) 300
	done
	told fast $((n + 30)) 10
done
for n in "${authenticated[@]}"; do
	told both "$n" 50
done

note
note "Milliseconds from a silent cut until the session was down, median and most of $CUTS:"
note
wait_for 10 all_are "$both_up" "${rows[@]}"
note '| peer | address | authentication | state | 10 ms x 3 | peer | 50 ms x 3 | peer | 300 ms x 3 | peer |'
note '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |'
for n in "${rows[@]}"; do
	line="| ${version[${DAEMON[${THERE[$n]}]}]} | $(family "$n") | ${AUTH[$n]} | $(field "$HERE" "vc$n" paths.0.bfd.state) |"
	for cut in "fast $((n + 30))" "both $n" "both $((n + 30))"; do
		for side in here there; do
			result "${cut% *}" "${cut#* }" "$side"
			[ "$noticed" = 0 ] && line+=' |' || line+=" $median, $most |"
		done
	done
	note "$line"
done
note
check 'all sessions are up again' wait_for 10 all_are "$both_up" "${rows[@]}"
finish
