# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Where the test kernels live; sourced, not run. vm/fetch fills the cache:
#
#   6.1/ 6.12/         image, modules and headers, unpacked as under /
#   6.1/version        the kernel's full version; written last, so the folder is whole
#   linux-source-6.12/ for checkpatch, the YNL generator, UML and net selftests
#   uml/               the UML build that make kunit extends
#   debug/ kcsan/      kernels that complain, built by debug/kernel

# shellcheck disable=SC2034 # used by those who source this
KERNELS=(6.1 6.12)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/vcirc
# shellcheck disable=SC2034
KSRC=$CACHE/linux-source-6.12

die()
{
	echo "${0##*/}: $*" >&2
	exit 125
}

# kernel_version 6.1 -> 6.1.0-56-cloud-amd64
kernel_version()
{
	[ -r "$CACHE/$1/version" ] ||
		die "kernel $1 is not in $CACHE: run make fetch, or make $1-kernel"
	cat "$CACHE/$1/version"
}

# kernel_headers 6.1 -> the folder for make -C
kernel_headers()
{
	local version
	version=$(kernel_version "$1") || exit
	case $1 in
	debug | kcsan)	echo "$CACHE/$1/build" ;;
	*)		echo "$CACHE/$1/usr/src/linux-headers-$version" ;;
	esac
}

# A kernel log without the data races of others, which the kernel has. A race is
# ours if our code, or what it called directly, is one side of it. What else is
# said meanwhile stays.
own_races()
{
	awk '
		/==========/ && !report	{ held = $0 "\n"; report = 1; others = 0; next }
		# What somebody else had to say comes between now and then.
		report == 1 && !/BUG|WARNING|INFO|==/ && others++ < 3 { print; next }
		report == 1 && !/BUG: KCSAN: /	{ printf "%s", held; report = 0 }
		report == 1		{ report = 2; ours = /vcirc/; frame = 9 }
		report == 2 {
			if (/WARNING:|BUG: [^K]|BUG: KA|INFO:|Oops/)
				print
			held = held $0 "\n"
			frame = / of [0-9]+ bytes by / ? 0 : frame + 1
			if (frame <= 2 && /\[vcirc/)
				ours = 1
			if (!/==========/)
				next
			if (ours)
				printf "%s", held
			report = 0
			next
		}
		{ print }
		END { if (report) printf "%s", held }
	' "$@"
}

# kernel_splats FILE|- [GREP-OPTION...]: what a kernel log must not say.
kernel_splats()
{
	local words='WARNING:|BUG:|Oops|general protection|KASAN|UBSAN|KCSAN:|
		|INFO: possible|suspicious RCU usage|possible recursive locking|
		|inconsistent lock state|non-static key|DEBUG_LOCKS_WARN|refcount_t:|
		|kmemleak:.*suspected|ODEBUG:|ref_tracker: .*users|
		|reference already released|blocked for more than|
		|soft lockup|LOCKUP|detected stall|stall on CPU|
		|waiting for .* to become free|Kernel panic|Call Trace:'

	own_races "$1" | grep -E "${@:2}" -e "${words//|$'\n\t\t'/}"
}

# copy_changed FILE... FOLDER: only what differs, so that make builds no more.
copy_changed()
{
	local folder=${!#} file
	mkdir -p "$folder"
	for file in "${@:1:$#-1}"; do
		cmp -s "$file" "$folder/${file##*/}" || cp "$file" "$folder/"
	done
}
