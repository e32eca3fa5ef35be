# SPDX-License-Identifier: GPL-2.0
# What KUnit prints, as plain TAP, one line a case.
#
# Cases stand one level inside their suite; parameters stand deeper and are
# told of only if they fail, like all else that is said.
/^1\.\.[0-9]+/		{ suites = substr($0, 4); next }
/^(not )?ok /		{ done++; next }
/^KTAP version/		{ begun = 1 }
!begun || !/^ /		{ next }
/^    # Subtest: /	{ suite = $3; next }
/^    1\.\.[0-9]+/	{ planned += substr($0, 8); next }
/^    (not )?ok /	{
	sub(/^    /, "")
	result = /^not/ ? "not ok" : "ok"
	failed += /^not/
	sub(/^(not )?ok [0-9]+ (- )?/, "")
	print result, ++ran, "-", suite ": " $0
	next
}
{ sub(/^ +(# )?/, "") }
!/^(KTAP version|Subtest:|module:|1\.\.|ok )/ { print "# " $0 }
END {
	print "1.." ran + 0
	if (!suites || done != suites || ran != planned) {
		print "Bail out! KUnit did not run to its end"
		exit 1
	}
	exit failed > 0
}
