/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* Do not edit directly, auto-generated from: */
/*	uapi/vcirc.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_VCIRC_H
#define _UAPI_LINUX_VCIRC_H

#define VCIRC_FAMILY_NAME	"vcirc"
#define VCIRC_FAMILY_VERSION	1

#define VCIRC_BUCKETS			256
#define VCIRC_WEIGHT_DEFAULT		1
#define VCIRC_WEIGHT_MAX		255
#define VCIRC_VID_MAX			4094
#define VCIRC_REBALANCE_TIME_DEFAULT	10000
#define VCIRC_REBALANCE_TIME_MAX	3600000

/**
 * enum vcirc_role - The two legs of a circuit.
 */
enum vcirc_role {
	VCIRC_ROLE_PRIMARY,
	VCIRC_ROLE_SECONDARY,
};

/**
 * enum vcirc_state - State of a circuit, by how many of its paths are usable.
 * @VCIRC_STATE_DOWN: No path is usable, the circuit has no carrier.
 * @VCIRC_STATE_DEGRADED: One path is usable.
 * @VCIRC_STATE_UP: Both paths are usable.
 */
enum vcirc_state {
	VCIRC_STATE_DOWN,
	VCIRC_STATE_DEGRADED,
	VCIRC_STATE_UP,
};

/**
 * enum vcirc_mode - How traffic is spread over the paths.
 * @VCIRC_MODE_ACTIVE_ACTIVE: Flows are hashed over both paths by weight.
 * @VCIRC_MODE_ACTIVE_STANDBY: One path carries everything, primary first.
 */
enum vcirc_mode {
	VCIRC_MODE_ACTIVE_ACTIVE,
	VCIRC_MODE_ACTIVE_STANDBY,
};

/**
 * enum vcirc_hash - What a flow is.
 * @VCIRC_HASH_L2: A pair of MAC addresses.
 * @VCIRC_HASH_L3: A pair of IP addresses.
 * @VCIRC_HASH_L4: The 5-tuple of TCP and UDP, the pair of IP addresses for
 *   fragments and all else.
 */
enum vcirc_hash {
	VCIRC_HASH_L2,
	VCIRC_HASH_L3,
	VCIRC_HASH_L4,
};

/**
 * enum vcirc_binding - How a path reaches the far end.
 * @VCIRC_BINDING_NONE: The path is not bound.
 * @VCIRC_BINDING_WIRE: The path of the same role of the other circuit of the
 *   pair.
 * @VCIRC_BINDING_ETHERNET: A port, untagged or under a service tag.
 * @VCIRC_BINDING_ROUTED: A router on a port that keeps its own addresses.
 */
enum vcirc_binding {
	VCIRC_BINDING_NONE,
	VCIRC_BINDING_WIRE,
	VCIRC_BINDING_ETHERNET,
	VCIRC_BINDING_ROUTED,
};

/**
 * enum vcirc_s_proto - Tag protocol identifier of a service tag.
 * @VCIRC_S_PROTO_DOT1AD: TPID 0x88a8.
 * @VCIRC_S_PROTO_DOT1Q: TPID 0x8100.
 */
enum vcirc_s_proto {
	VCIRC_S_PROTO_DOT1AD,
	VCIRC_S_PROTO_DOT1Q,
};

/**
 * enum vcirc_path_state
 * @VCIRC_PATH_STATE_UNBOUND: Nothing to send on.
 * @VCIRC_PATH_STATE_DOWN: Bound and not usable, the reason says why.
 * @VCIRC_PATH_STATE_UP: Usable.
 */
enum vcirc_path_state {
	VCIRC_PATH_STATE_UNBOUND,
	VCIRC_PATH_STATE_DOWN,
	VCIRC_PATH_STATE_UP,
};

/**
 * enum vcirc_reason - Why a path is not usable, the most telling first.
 * @VCIRC_REASON_NONE: It is usable.
 * @VCIRC_REASON_UNBOUND: Not bound, or unbound by a command.
 * @VCIRC_REASON_PORT_GONE: Its port was removed or moved to another network
 *   namespace.
 * @VCIRC_REASON_ADMIN_DOWN: Taken down by a command.
 * @VCIRC_REASON_PORT_DOWN: The port is administratively down.
 * @VCIRC_REASON_NO_CARRIER: The port has no carrier.
 * @VCIRC_REASON_PEER_DOWN: The circuit at the other end of the wire is
 *   administratively down.
 * @VCIRC_REASON_PEER_ADMIN_DOWN: The other end of the wire took its path down
 *   by a command.
 * @VCIRC_REASON_NEIGHBOUR: The MAC address of the next hop is not known.
 * @VCIRC_REASON_NEIGHBOUR_TAKEN: The MAC address of the next hop is that of a
 *   path of another circuit on the port, too.
 */
enum vcirc_reason {
	VCIRC_REASON_NONE,
	VCIRC_REASON_UNBOUND,
	VCIRC_REASON_PORT_GONE,
	VCIRC_REASON_ADMIN_DOWN,
	VCIRC_REASON_PORT_DOWN,
	VCIRC_REASON_NO_CARRIER,
	VCIRC_REASON_PEER_DOWN,
	VCIRC_REASON_PEER_ADMIN_DOWN,
	VCIRC_REASON_NEIGHBOUR,
	VCIRC_REASON_NEIGHBOUR_TAKEN,
};

/**
 * enum vcirc_neighbour - What the port's neighbour table says of a next hop.
 * @VCIRC_NEIGHBOUR_NONE: Not asked for yet.
 * @VCIRC_NEIGHBOUR_INCOMPLETE: Asked for, no answer yet.
 * @VCIRC_NEIGHBOUR_REACHABLE: Known, and heard of lately.
 * @VCIRC_NEIGHBOUR_STALE: Known, and not heard of lately.
 * @VCIRC_NEIGHBOUR_DELAY: Known, to be asked soon.
 * @VCIRC_NEIGHBOUR_PROBE: Known, being asked.
 * @VCIRC_NEIGHBOUR_FAILED: It did not answer.
 * @VCIRC_NEIGHBOUR_NOARP: The port asks for nobody.
 * @VCIRC_NEIGHBOUR_PERMANENT: Set by the operator.
 */
enum vcirc_neighbour {
	VCIRC_NEIGHBOUR_NONE,
	VCIRC_NEIGHBOUR_INCOMPLETE,
	VCIRC_NEIGHBOUR_REACHABLE,
	VCIRC_NEIGHBOUR_STALE,
	VCIRC_NEIGHBOUR_DELAY,
	VCIRC_NEIGHBOUR_PROBE,
	VCIRC_NEIGHBOUR_FAILED,
	VCIRC_NEIGHBOUR_NOARP,
	VCIRC_NEIGHBOUR_PERMANENT,
};

/**
 * enum vcirc_cause - What an event reports.
 * @VCIRC_CAUSE_CREATED: The circuit came to be, or entered this network
 *   namespace.
 * @VCIRC_CAUSE_DELETED: The circuit is going, or leaving this network
 *   namespace.
 * @VCIRC_CAUSE_CHANGED: A setting of the circuit or of a path changed.
 * @VCIRC_CAUSE_BOUND: A path was bound.
 * @VCIRC_CAUSE_UNBOUND: A path was unbound.
 * @VCIRC_CAUSE_PATH_UP: A path became usable.
 * @VCIRC_CAUSE_PATH_DOWN: A path is not usable any more, or for another reason
 *   than before.
 * @VCIRC_CAUSE_SWITCH: Traffic moved from a path, the reason says why.
 * @VCIRC_CAUSE_REBALANCED: The last bucket that was due to move has moved.
 */
enum vcirc_cause {
	VCIRC_CAUSE_CREATED,
	VCIRC_CAUSE_DELETED,
	VCIRC_CAUSE_CHANGED,
	VCIRC_CAUSE_BOUND,
	VCIRC_CAUSE_UNBOUND,
	VCIRC_CAUSE_PATH_UP,
	VCIRC_CAUSE_PATH_DOWN,
	VCIRC_CAUSE_SWITCH,
	VCIRC_CAUSE_REBALANCED,
};

enum {
	VCIRC_A_CONFIG_MODE = 1,
	VCIRC_A_CONFIG_REVERT,
	VCIRC_A_CONFIG_HASH,
	VCIRC_A_CONFIG_SYMMETRIC,
	VCIRC_A_CONFIG_SEED,
	VCIRC_A_CONFIG_REBALANCE_TIME,
	VCIRC_A_CONFIG_PEER,

	__VCIRC_A_CONFIG_MAX,
	VCIRC_A_CONFIG_MAX = (__VCIRC_A_CONFIG_MAX - 1)
};

enum {
	VCIRC_A_STATS_PAD = 1,
	VCIRC_A_STATS_TX_PACKETS,
	VCIRC_A_STATS_TX_BYTES,
	VCIRC_A_STATS_RX_PACKETS,
	VCIRC_A_STATS_RX_BYTES,

	__VCIRC_A_STATS_MAX,
	VCIRC_A_STATS_MAX = (__VCIRC_A_STATS_MAX - 1)
};

enum {
	VCIRC_A_DROPS_PAD = 1,
	VCIRC_A_DROPS_TX_NO_USABLE_PATH,
	VCIRC_A_DROPS_TX_HEADROOM,
	VCIRC_A_DROPS_TX_PORT_REFUSED,
	VCIRC_A_DROPS_TX_PEER_REFUSED,
	VCIRC_A_DROPS_TX_NOT_ROUTABLE,
	VCIRC_A_DROPS_RX_CIRCUIT_DOWN,
	VCIRC_A_DROPS_RX_PATH_DOWN,
	VCIRC_A_DROPS_RX_NOT_FOR_US,
	VCIRC_A_DROPS_RX_NO_MEMORY,
	VCIRC_A_DROPS_RX_UNKNOWN_TAG,

	__VCIRC_A_DROPS_MAX,
	VCIRC_A_DROPS_MAX = (__VCIRC_A_DROPS_MAX - 1)
};

enum {
	VCIRC_A_PATH_PAD = 1,
	VCIRC_A_PATH_ROLE,
	VCIRC_A_PATH_BINDING,
	VCIRC_A_PATH_PORT_IFINDEX,
	VCIRC_A_PATH_PORT_NAME,
	VCIRC_A_PATH_PORT_NETNSID,
	VCIRC_A_PATH_S_VLAN,
	VCIRC_A_PATH_S_PROTO,
	VCIRC_A_PATH_ADMIN_UP,
	VCIRC_A_PATH_WEIGHT,
	VCIRC_A_PATH_STATE,
	VCIRC_A_PATH_REASON,
	VCIRC_A_PATH_USABLE,
	VCIRC_A_PATH_BUCKETS,
	VCIRC_A_PATH_SINCE,
	VCIRC_A_PATH_TIMES_UP,
	VCIRC_A_PATH_TIMES_DOWN,
	VCIRC_A_PATH_FLAPS,
	VCIRC_A_PATH_STATS,
	VCIRC_A_PATH_DROPS,
	VCIRC_A_PATH_VIA,
	VCIRC_A_PATH_NEIGHBOUR,
	VCIRC_A_PATH_NEIGHBOUR_MAC,

	__VCIRC_A_PATH_MAX,
	VCIRC_A_PATH_MAX = (__VCIRC_A_PATH_MAX - 1)
};

enum {
	VCIRC_A_SWITCH_PAD = 1,
	VCIRC_A_SWITCH_FROM,
	VCIRC_A_SWITCH_TO,
	VCIRC_A_SWITCH_REASON,
	VCIRC_A_SWITCH_AGO,

	__VCIRC_A_SWITCH_MAX,
	VCIRC_A_SWITCH_MAX = (__VCIRC_A_SWITCH_MAX - 1)
};

enum {
	VCIRC_A_EVENT_PAD = 1,
	VCIRC_A_EVENT_CAUSE,
	VCIRC_A_EVENT_ROLE,
	VCIRC_A_EVENT_REASON,
	VCIRC_A_EVENT_TIME,
	VCIRC_A_EVENT_LOST,

	__VCIRC_A_EVENT_MAX,
	VCIRC_A_EVENT_MAX = (__VCIRC_A_EVENT_MAX - 1)
};

enum {
	VCIRC_A_CIRCUIT_PAD = 1,
	VCIRC_A_CIRCUIT_IFINDEX,
	VCIRC_A_CIRCUIT_NAME,
	VCIRC_A_CIRCUIT_CONFIG,
	VCIRC_A_CIRCUIT_PATH,
	VCIRC_A_CIRCUIT_FORCE,
	VCIRC_A_CIRCUIT_STATE,
	VCIRC_A_CIRCUIT_SINCE,
	VCIRC_A_CIRCUIT_SWITCHES,
	VCIRC_A_CIRCUIT_LAST_SWITCH,
	VCIRC_A_CIRCUIT_MOVING,
	VCIRC_A_CIRCUIT_DROPS,
	VCIRC_A_CIRCUIT_EVENT,

	__VCIRC_A_CIRCUIT_MAX,
	VCIRC_A_CIRCUIT_MAX = (__VCIRC_A_CIRCUIT_MAX - 1)
};

enum {
	VCIRC_CMD_CIRCUIT_GET = 1,
	VCIRC_CMD_CIRCUIT_SET,
	VCIRC_CMD_PATH_BIND,
	VCIRC_CMD_PATH_UNBIND,
	VCIRC_CMD_CIRCUIT_NTF,

	__VCIRC_CMD_MAX,
	VCIRC_CMD_MAX = (__VCIRC_CMD_MAX - 1)
};

#define VCIRC_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_VCIRC_H */
