/* SPDX-License-Identifier: GPL-2.0 */
/* Do not edit directly, auto-generated from: */
/*	uapi/vcirc.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_VCIRC_GEN_H
#define _LINUX_VCIRC_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/vcirc.h>

/* Common nested types */
extern const struct nla_policy vcirc_bfd_nl_policy[VCIRC_A_BFD_ECHO_STATS + 1];
extern const struct nla_policy vcirc_bfd_down_nl_policy[VCIRC_A_BFD_DOWN_DETECTED + 1];
extern const struct nla_policy vcirc_bfd_drops_nl_policy[VCIRC_A_BFD_DROPS_NO_MEMORY + 1];
extern const struct nla_policy vcirc_bfd_echo_nl_policy[VCIRC_A_BFD_ECHO_JITTER + 1];
extern const struct nla_policy vcirc_config_nl_policy[VCIRC_A_CONFIG_PEER + 1];
extern const struct nla_policy vcirc_drops_nl_policy[VCIRC_A_DROPS_RX_UNKNOWN_TAG + 1];
extern const struct nla_policy vcirc_path_nl_policy[VCIRC_A_PATH_NO_BFD + 1];
extern const struct nla_policy vcirc_stats_nl_policy[VCIRC_A_STATS_RX_BYTES + 1];

extern const struct nla_policy vcirc_circuit_get_nl_policy[VCIRC_A_CIRCUIT_NAME + 1];

extern const struct nla_policy vcirc_circuit_set_nl_policy[VCIRC_A_CIRCUIT_FORCE + 1];

extern const struct nla_policy vcirc_path_bind_nl_policy[VCIRC_A_CIRCUIT_PATH + 1];

extern const struct nla_policy vcirc_path_unbind_nl_policy[VCIRC_A_CIRCUIT_FORCE + 1];

/* Ops table for vcirc */
extern const struct genl_ops vcirc_nl_ops[4];

int vcirc_nl_circuit_get_doit(struct sk_buff *skb, struct genl_info *info);
int vcirc_nl_circuit_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int vcirc_nl_circuit_set_doit(struct sk_buff *skb, struct genl_info *info);
int vcirc_nl_path_bind_doit(struct sk_buff *skb, struct genl_info *info);
int vcirc_nl_path_unbind_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	VCIRC_NLGRP_EVENTS,
};

#endif /* _LINUX_VCIRC_GEN_H */
