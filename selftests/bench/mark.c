// SPDX-License-Identifier: GPL-2.0
/*
 * mark: echo of one word, with a mark before it is written and one after, that
 * where.c sees.
 */
#include <err.h>
#include <stdio.h>

#include "where.h"

static void mark(void)
{
	asm volatile("nopl %c0(%%rax)" : : "i" (WHERE_MARK) : "memory");
}

int main(int argc, char **argv)
{
	int written;

	if (argc != 2)
		errx(2, "usage: mark WORD");
	mark();
	written = dprintf(1, "%s\n", argv[1]);
	mark();
	if (written < 0)
		err(1, "%s", argv[1]);
	return 0;
}
