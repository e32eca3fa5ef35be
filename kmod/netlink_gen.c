// SPDX-License-Identifier: GPL-2.0
/* Do not edit directly, auto-generated from: */
/*	uapi/vcirc.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <uapi/linux/vcirc.h>

/* Integer value ranges */
static struct netlink_range_validation vcirc_a_config_rebalance_time_range = {
	.max	= VCIRC_REBALANCE_TIME_MAX,
};

static struct netlink_range_validation vcirc_a_bfd_min_tx_range = {
	.min	= VCIRC_BFD_INTERVAL_MIN,
	.max	= VCIRC_BFD_INTERVAL_MAX,
};

static struct netlink_range_validation vcirc_a_bfd_min_rx_range = {
	.min	= VCIRC_BFD_INTERVAL_MIN,
	.max	= VCIRC_BFD_INTERVAL_MAX,
};

static struct netlink_range_validation vcirc_a_bfd_echo_range = {
	.max	= VCIRC_BFD_INTERVAL_MAX,
};

/* Common nested types */
const struct nla_policy vcirc_bfd_nl_policy[VCIRC_A_BFD_ECHO_STATS + 1] = {
	[VCIRC_A_BFD_LOCAL] = { .type = NLA_BINARY, },
	[VCIRC_A_BFD_PEER] = { .type = NLA_BINARY, },
	[VCIRC_A_BFD_MIN_TX] = NLA_POLICY_FULL_RANGE(NLA_U32,
						&vcirc_a_bfd_min_tx_range),
	[VCIRC_A_BFD_MIN_RX] = NLA_POLICY_FULL_RANGE(NLA_U32,
						&vcirc_a_bfd_min_rx_range),
	[VCIRC_A_BFD_MULT] = NLA_POLICY_MIN(NLA_U8, VCIRC_BFD_MULT_MIN),
	[VCIRC_A_BFD_PASSIVE] = NLA_POLICY_MAX(NLA_U8, 1),
	[VCIRC_A_BFD_ECHO] = NLA_POLICY_FULL_RANGE(NLA_U32,
						&vcirc_a_bfd_echo_range),
	[VCIRC_A_BFD_AUTH] = NLA_POLICY_MAX(NLA_U32, 5),
	[VCIRC_A_BFD_KEY_ID] = { .type = NLA_U8, },
	[VCIRC_A_BFD_KEY] = { .type = NLA_BINARY, },
	[VCIRC_A_BFD_KEY2_ID] = { .type = NLA_U8, },
	[VCIRC_A_BFD_KEY2] = { .type = NLA_BINARY, },
	[VCIRC_A_BFD_ENCAP] = NLA_POLICY_MAX(NLA_U32, 1),
	[VCIRC_A_BFD_STATE] = NLA_POLICY_MAX(NLA_U32, 3),
	[VCIRC_A_BFD_REMOTE_STATE] = NLA_POLICY_MAX(NLA_U32, 3),
	[VCIRC_A_BFD_DIAG] = NLA_POLICY_MAX(NLA_U32, 8),
	[VCIRC_A_BFD_REMOTE_DIAG] = NLA_POLICY_MAX(NLA_U32, 8),
	[VCIRC_A_BFD_DISCR] = { .type = NLA_U32, },
	[VCIRC_A_BFD_REMOTE_DISCR] = { .type = NLA_U32, },
	[VCIRC_A_BFD_REMOTE_MIN_TX] = { .type = NLA_U32, },
	[VCIRC_A_BFD_REMOTE_MIN_RX] = { .type = NLA_U32, },
	[VCIRC_A_BFD_REMOTE_MIN_ECHO_RX] = { .type = NLA_U32, },
	[VCIRC_A_BFD_REMOTE_MULT] = { .type = NLA_U8, },
	[VCIRC_A_BFD_REMOTE_DEMAND] = { .type = NLA_U8, },
	[VCIRC_A_BFD_POLLING] = { .type = NLA_U8, },
	[VCIRC_A_BFD_TX_INTERVAL] = { .type = NLA_U32, },
	[VCIRC_A_BFD_DETECT_TIME] = { .type = NLA_U32, },
	[VCIRC_A_BFD_SINCE] = { .type = NLA_U64, },
	[VCIRC_A_BFD_TIMES_UP] = { .type = NLA_U64, },
	[VCIRC_A_BFD_FLAPS] = { .type = NLA_U64, },
	[VCIRC_A_BFD_LAST_DOWN] = NLA_POLICY_NESTED(vcirc_bfd_down_nl_policy),
	[VCIRC_A_BFD_TX_PACKETS] = { .type = NLA_U64, },
	[VCIRC_A_BFD_RX_PACKETS] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS] = NLA_POLICY_NESTED(vcirc_bfd_drops_nl_policy),
	[VCIRC_A_BFD_TIMERS_LATE] = { .type = NLA_U64, },
	[VCIRC_A_BFD_TIMERS_FORGIVEN] = { .type = NLA_U64, },
	[VCIRC_A_BFD_ECHO_STATS] = NLA_POLICY_NESTED(vcirc_bfd_echo_nl_policy),
};

const struct nla_policy vcirc_bfd_down_nl_policy[VCIRC_A_BFD_DOWN_DETECTED + 1] = {
	[VCIRC_A_BFD_DOWN_AGO] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DOWN_END] = NLA_POLICY_MAX(NLA_U32, 1),
	[VCIRC_A_BFD_DOWN_DIAG] = NLA_POLICY_MAX(NLA_U32, 8),
	[VCIRC_A_BFD_DOWN_DETECTED] = { .type = NLA_U64, },
};

const struct nla_policy vcirc_bfd_drops_nl_policy[VCIRC_A_BFD_DROPS_NO_MEMORY + 1] = {
	[VCIRC_A_BFD_DROPS_TTL] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_FRAGMENT] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_LENGTH] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_CHECKSUM] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_VERSION] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_MULT] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_MULTIPOINT] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_MY_DISCR] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_YOUR_DISCR] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_ADDRESS] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_AUTH_TYPE] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_AUTH_KEY] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_AUTH_DIGEST] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_AUTH_SEQUENCE] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_ADMIN_DOWN] = { .type = NLA_U64, },
	[VCIRC_A_BFD_DROPS_NO_MEMORY] = { .type = NLA_U64, },
};

const struct nla_policy vcirc_bfd_echo_nl_policy[VCIRC_A_BFD_ECHO_JITTER + 1] = {
	[VCIRC_A_BFD_ECHO_INTERVAL] = { .type = NLA_U32, },
	[VCIRC_A_BFD_ECHO_TX_PACKETS] = { .type = NLA_U64, },
	[VCIRC_A_BFD_ECHO_RX_PACKETS] = { .type = NLA_U64, },
	[VCIRC_A_BFD_ECHO_LOST] = { .type = NLA_U64, },
	[VCIRC_A_BFD_ECHO_RTT_LAST] = { .type = NLA_U64, },
	[VCIRC_A_BFD_ECHO_RTT_MIN] = { .type = NLA_U64, },
	[VCIRC_A_BFD_ECHO_RTT_AVG] = { .type = NLA_U64, },
	[VCIRC_A_BFD_ECHO_RTT_MAX] = { .type = NLA_U64, },
	[VCIRC_A_BFD_ECHO_JITTER] = { .type = NLA_U64, },
};

const struct nla_policy vcirc_config_nl_policy[VCIRC_A_CONFIG_PEER + 1] = {
	[VCIRC_A_CONFIG_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
	[VCIRC_A_CONFIG_REVERT] = NLA_POLICY_MAX(NLA_U8, 1),
	[VCIRC_A_CONFIG_HASH] = NLA_POLICY_MAX(NLA_U32, 2),
	[VCIRC_A_CONFIG_SYMMETRIC] = NLA_POLICY_MAX(NLA_U8, 1),
	[VCIRC_A_CONFIG_SEED] = { .type = NLA_U32, },
	[VCIRC_A_CONFIG_REBALANCE_TIME] = NLA_POLICY_FULL_RANGE(NLA_U32,
						&vcirc_a_config_rebalance_time_range),
	[VCIRC_A_CONFIG_PEER] = { .len = 16, },
};

const struct nla_policy vcirc_drops_nl_policy[VCIRC_A_DROPS_RX_UNKNOWN_TAG + 1] = {
	[VCIRC_A_DROPS_TX_NO_USABLE_PATH] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_TX_HEADROOM] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_TX_PORT_REFUSED] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_TX_PEER_REFUSED] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_TX_NOT_ROUTABLE] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_RX_CIRCUIT_DOWN] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_RX_PATH_DOWN] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_RX_NOT_FOR_US] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_RX_NO_MEMORY] = { .type = NLA_U64, },
	[VCIRC_A_DROPS_RX_UNKNOWN_TAG] = { .type = NLA_U64, },
};

const struct nla_policy vcirc_path_nl_policy[VCIRC_A_PATH_NO_BFD + 1] = {
	[VCIRC_A_PATH_ROLE] = NLA_POLICY_MAX(NLA_U32, 1),
	[VCIRC_A_PATH_BINDING] = NLA_POLICY_MAX(NLA_U32, 3),
	[VCIRC_A_PATH_PORT_IFINDEX] = { .type = NLA_U32, },
	[VCIRC_A_PATH_PORT_NAME] = { .type = NLA_NUL_STRING, .len = 127, },
	[VCIRC_A_PATH_PORT_NETNSID] = { .type = NLA_S32, },
	[VCIRC_A_PATH_S_VLAN] = NLA_POLICY_RANGE(NLA_U16, 1, VCIRC_VID_MAX),
	[VCIRC_A_PATH_S_PROTO] = NLA_POLICY_MAX(NLA_U32, 1),
	[VCIRC_A_PATH_ADMIN_UP] = NLA_POLICY_MAX(NLA_U8, 1),
	[VCIRC_A_PATH_WEIGHT] = { .type = NLA_U8, },
	[VCIRC_A_PATH_STATE] = NLA_POLICY_MAX(NLA_U32, 3),
	[VCIRC_A_PATH_REASON] = NLA_POLICY_MAX(NLA_U32, 11),
	[VCIRC_A_PATH_USABLE] = { .type = NLA_U8, },
	[VCIRC_A_PATH_BUCKETS] = { .type = NLA_U32, },
	[VCIRC_A_PATH_SINCE] = { .type = NLA_U64, },
	[VCIRC_A_PATH_TIMES_UP] = { .type = NLA_U64, },
	[VCIRC_A_PATH_TIMES_DOWN] = { .type = NLA_U64, },
	[VCIRC_A_PATH_FLAPS] = { .type = NLA_U64, },
	[VCIRC_A_PATH_STATS] = NLA_POLICY_NESTED(vcirc_stats_nl_policy),
	[VCIRC_A_PATH_DROPS] = NLA_POLICY_NESTED(vcirc_drops_nl_policy),
	[VCIRC_A_PATH_VIA] = { .type = NLA_BINARY, },
	[VCIRC_A_PATH_NEIGHBOUR] = NLA_POLICY_MAX(NLA_U32, 8),
	[VCIRC_A_PATH_NEIGHBOUR_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VCIRC_A_PATH_BFD] = NLA_POLICY_NESTED(vcirc_bfd_nl_policy),
	[VCIRC_A_PATH_NO_BFD] = { .type = NLA_FLAG, },
};

const struct nla_policy vcirc_stats_nl_policy[VCIRC_A_STATS_RX_BYTES + 1] = {
	[VCIRC_A_STATS_TX_PACKETS] = { .type = NLA_U64, },
	[VCIRC_A_STATS_TX_BYTES] = { .type = NLA_U64, },
	[VCIRC_A_STATS_RX_PACKETS] = { .type = NLA_U64, },
	[VCIRC_A_STATS_RX_BYTES] = { .type = NLA_U64, },
};

/* VCIRC_CMD_CIRCUIT_GET - do */
const struct nla_policy vcirc_circuit_get_nl_policy[VCIRC_A_CIRCUIT_NAME + 1] = {
	[VCIRC_A_CIRCUIT_IFINDEX] = { .type = NLA_U32, },
	[VCIRC_A_CIRCUIT_NAME] = { .type = NLA_NUL_STRING, .len = 127, },
};

/* VCIRC_CMD_CIRCUIT_SET - do */
const struct nla_policy vcirc_circuit_set_nl_policy[VCIRC_A_CIRCUIT_FORCE + 1] = {
	[VCIRC_A_CIRCUIT_IFINDEX] = { .type = NLA_U32, },
	[VCIRC_A_CIRCUIT_NAME] = { .type = NLA_NUL_STRING, .len = 127, },
	[VCIRC_A_CIRCUIT_CONFIG] = NLA_POLICY_NESTED(vcirc_config_nl_policy),
	[VCIRC_A_CIRCUIT_PATH] = NLA_POLICY_NESTED(vcirc_path_nl_policy),
	[VCIRC_A_CIRCUIT_FORCE] = { .type = NLA_FLAG, },
};

/* VCIRC_CMD_PATH_BIND - do */
const struct nla_policy vcirc_path_bind_nl_policy[VCIRC_A_CIRCUIT_PATH + 1] = {
	[VCIRC_A_CIRCUIT_IFINDEX] = { .type = NLA_U32, },
	[VCIRC_A_CIRCUIT_NAME] = { .type = NLA_NUL_STRING, .len = 127, },
	[VCIRC_A_CIRCUIT_PATH] = NLA_POLICY_NESTED(vcirc_path_nl_policy),
};

/* VCIRC_CMD_PATH_UNBIND - do */
const struct nla_policy vcirc_path_unbind_nl_policy[VCIRC_A_CIRCUIT_FORCE + 1] = {
	[VCIRC_A_CIRCUIT_IFINDEX] = { .type = NLA_U32, },
	[VCIRC_A_CIRCUIT_NAME] = { .type = NLA_NUL_STRING, .len = 127, },
	[VCIRC_A_CIRCUIT_PATH] = NLA_POLICY_NESTED(vcirc_path_nl_policy),
	[VCIRC_A_CIRCUIT_FORCE] = { .type = NLA_FLAG, },
};

/* Ops table for vcirc */
const struct genl_ops vcirc_nl_ops[4] = {
	{
		.cmd		= VCIRC_CMD_CIRCUIT_GET,
		.doit		= vcirc_nl_circuit_get_doit,
		.dumpit		= vcirc_nl_circuit_get_dumpit,
		.policy		= vcirc_circuit_get_nl_policy,
		.maxattr	= VCIRC_A_CIRCUIT_NAME,
	},
	{
		.cmd		= VCIRC_CMD_CIRCUIT_SET,
		.doit		= vcirc_nl_circuit_set_doit,
		.policy		= vcirc_circuit_set_nl_policy,
		.maxattr	= VCIRC_A_CIRCUIT_FORCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VCIRC_CMD_PATH_BIND,
		.doit		= vcirc_nl_path_bind_doit,
		.policy		= vcirc_path_bind_nl_policy,
		.maxattr	= VCIRC_A_CIRCUIT_PATH,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= VCIRC_CMD_PATH_UNBIND,
		.doit		= vcirc_nl_path_unbind_doit,
		.policy		= vcirc_path_unbind_nl_policy,
		.maxattr	= VCIRC_A_CIRCUIT_FORCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};
