// SPDX-License-Identifier: GPL-2.0
/*
 * where: a TCG plugin of QEMU that counts how often each instruction of the
 * guest's kernel is executed between two marks (mark.c).
 *
 * usage: qemu-system-x86_64 -plugin where.so,out=FILE
 *
 * FILE gets a line for each address of the first pair of marks, then of the
 * second, and so on: address, times, number of the pair. One processor only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "where.h"

/* The kernel, its modules and what BPF becomes are in the last 2 GB. */
#define KERNEL		0xffffffff80000000ULL
#define PAGE_SIZE	4096
#define PAGES		(-KERNEL / PAGE_SIZE)

int qemu_plugin_version = 1;

static __u64 *pages[PAGES];
static FILE *out;
static unsigned int pair;
static int within;

/* An instruction is translated more than once, and counted in one place. */
static __u64 *counter(__u64 address)
{
	__u64 **page = &pages[(address - KERNEL) / PAGE_SIZE];

	if (!*page) {
		*page = calloc(PAGE_SIZE, sizeof(**page));
		if (!*page)
			abort();
	}
	return *page + address % PAGE_SIZE;
}

static void write_counts(__u64 address, const __u64 *page)
{
	unsigned int n;

	for (n = 0; n < PAGE_SIZE; n++)
		if (page[n])
			fprintf(out, "%llx %llu %u\n", address + n, page[n], pair);
}

static void mark(unsigned int cpu, void *data)
{
	unsigned int n;

	(void)cpu;
	(void)data;
	within = !within;
	pair += within;
	for (n = 0; n < PAGES; n++) {
		if (!pages[n])
			continue;
		if (!within)
			write_counts(KERNEL + (__u64)n * PAGE_SIZE, pages[n]);
		memset(pages[n], 0, PAGE_SIZE * sizeof(*pages[n]));
	}
	fflush(out);
}

static int is_mark(const struct qemu_plugin_insn *insn)
{
	static const __u32 number = WHERE_MARK;
	const size_t opcode = sizeof(WHERE_MARK_OPCODE) - 1;
	const char *bytes = qemu_plugin_insn_data(insn);

	return qemu_plugin_insn_size(insn) == opcode + sizeof(number) &&
	       !memcmp(bytes, WHERE_MARK_OPCODE, opcode) &&
	       !memcmp(bytes + opcode, &number, sizeof(number));
}

static void translated(__u64 id, struct qemu_plugin_tb *tb)
{
	size_t n;

	(void)id;
	for (n = 0; n < qemu_plugin_tb_n_insns(tb); n++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, n);
		__u64 address = qemu_plugin_insn_vaddr(insn);

		if (address >= KERNEL)
			qemu_plugin_register_vcpu_insn_exec_inline(insn,
								   QEMU_PLUGIN_INLINE_ADD_U64,
								   counter(address), 1);
		else if (is_mark(insn))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, mark,
							       QEMU_PLUGIN_CB_NO_REGS,
							       NULL);
	}
}

int qemu_plugin_install(__u64 id, const void *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fputs("where.so: out=FILE is missing\n", stderr);
		return 1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror(argv[0] + 4);
		return 1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
