#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The KUnit suites of the pure rooms in this very kernel, a module each. They
# lie beside vcirc.ko where modules were built for the debug kernel.
. "$(dirname "$0")/lib.sh"
begin
results=/sys/kernel/debug/kunit
[ -d "$results" ] || skip_all 'this kernel has no KUnit'
modules=("${VCIRC_KO%/*}"/*_kunit.ko)
[ -e "${modules[0]}" ] || skip_all 'the suites are not built: selftests/modules debug'

for module in "${modules[@]}"; do
	name=$(basename "$module" .ko)
	suite=vcirc_${name%_kunit}
	check "$suite runs" insmod "$module"
	while IFS= read -r line; do
		case $line in
		'ok '*)		ok "${line#* - }" ;;
		'not ok '*)	fail "${line#* - }" ;;
		1..*)		;;
		*)		note "$line" ;;
		esac
	done < <(awk -f "$SELFTESTS/ktap.awk" "$results/$suite/results" ||
		echo 'not ok 0 - and all cases of it pass')
	rmmod "$name"
done
finish
