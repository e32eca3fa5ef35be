/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What where.c needs of QEMU's interface for TCG plugins, version 1, whose own
 * header Debian 12 does not package, and the mark that mark.c sets.
 */
#ifndef WHERE_H
#define WHERE_H

#include <linux/types.h>
#include <stddef.h>

/* nopl WHERE_MARK(%rax), which is these bytes and the number, does nothing. */
#define WHERE_MARK		0x63726976
#define WHERE_MARK_OPCODE	"\x0f\x1f\x80"

struct qemu_plugin_tb;
struct qemu_plugin_insn;

enum qemu_plugin_op {
	QEMU_PLUGIN_INLINE_ADD_U64,
};

enum qemu_plugin_cb_flags {
	QEMU_PLUGIN_CB_NO_REGS,
};

typedef void (*tb_trans_cb)(__u64 id, struct qemu_plugin_tb *tb);
typedef void (*exec_cb)(unsigned int cpu, void *data);

/* Ours, called by QEMU */
int qemu_plugin_install(__u64 id, const void *info, int argc, char **argv);

/* QEMU's */
void qemu_plugin_register_vcpu_tb_trans_cb(__u64 id, tb_trans_cb cb);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
						 size_t n);
__u64 qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						enum qemu_plugin_op op,
						void *count, __u64 add);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, exec_cb cb,
					    enum qemu_plugin_cb_flags flags,
					    void *data);

#endif
