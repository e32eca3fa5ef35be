/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Settings of a circuit: one parser and one printer for rtnetlink and generic
 * netlink.
 */

#ifndef _VCIRC_CONFIG_H
#define _VCIRC_CONFIG_H

#include <linux/netlink.h>
#include <linux/types.h>
#include <uapi/linux/vcirc.h>

struct sk_buff;

/**
 * struct vcirc_config - settings of a circuit
 * @mode: how traffic is spread over the paths
 * @hash: what a flow is
 * @seed: mixed into flow hashes
 * @rebalance_ms: patience with busy buckets before they return to their path
 * @revert: active-standby returns to primary
 * @symmetric: both directions of a flow hash alike
 *
 * Written under RTNL and the circuit's lock, read under either.
 */
struct vcirc_config {
	enum vcirc_mode mode;
	enum vcirc_hash hash;
	u32 seed;
	u32 rebalance_ms;
	bool revert;
	bool symmetric;
};

void vcirc_config_init(struct vcirc_config *cfg);
int vcirc_config_parse(struct vcirc_config *cfg, struct nlattr *attrs[],
		       struct netlink_ext_ack *extack);
bool vcirc_config_equal(const struct vcirc_config *a,
			const struct vcirc_config *b);
size_t vcirc_config_size(void);
int vcirc_config_put(struct sk_buff *skb, const struct vcirc_config *cfg);

#endif /* _VCIRC_CONFIG_H */
