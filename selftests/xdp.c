// SPDX-License-Identifier: GPL-2.0
/*
 * XDP programs for the selftests: into the netdev with the index TARGET, and
 * nothing but every other frame.
 */
#include <linux/bpf.h>

#define SEC(name)	__attribute__((section(name), used))
#define TARGET		77

static long (*redirect)(__u32 ifindex, __u64 flags) = (void *)BPF_FUNC_redirect;

SEC("xdp_into")
int into(struct xdp_md *ctx)
{
	return redirect(TARGET, 0);
}

/* The last byte of the source MAC address is odd. */
SEC("xdp_half")
int half(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data;

	if ((void *)(data + 12) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	return data[11] & 1 ? XDP_DROP : XDP_PASS;
}

SEC("xdp_pass")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
