// SPDX-License-Identifier: GPL-2.0
/*
 * The words for the numbers of the kernel interface, the same for input, text
 * and JSON. A word is never changed once it was released: scripts compare it.
 */
#include <arpa/inet.h>

#include "names.h"
#include "vcirc.h"

#define WORDS(list) { .word = list, .count = VC_ARRAY_SIZE(list) }

static const char *const role_list[] = {
	[VCIRC_ROLE_PRIMARY] = "primary",
	[VCIRC_ROLE_SECONDARY] = "secondary",
};

const struct vc_words words_role = WORDS(role_list);

static const char *const state_list[] = {
	[VCIRC_STATE_DOWN] = "down",
	[VCIRC_STATE_DEGRADED] = "degraded",
	[VCIRC_STATE_UP] = "up",
};

const struct vc_words words_state = WORDS(state_list);

static const char *const mode_list[] = {
	[VCIRC_MODE_ACTIVE_ACTIVE] = "active-active",
	[VCIRC_MODE_ACTIVE_STANDBY] = "active-standby",
};

const struct vc_words words_mode = WORDS(mode_list);

static const char *const hash_list[] = {
	[VCIRC_HASH_L2] = "l2",
	[VCIRC_HASH_L3] = "l3",
	[VCIRC_HASH_L4] = "l4",
};

const struct vc_words words_hash = WORDS(hash_list);

static const char *const binding_list[] = {
	[VCIRC_BINDING_NONE] = "none",
	[VCIRC_BINDING_WIRE] = "wire",
	[VCIRC_BINDING_ETHERNET] = "ethernet",
	[VCIRC_BINDING_ROUTED] = "routed",
};

const struct vc_words words_binding = WORDS(binding_list);

static const char *const s_proto_list[] = {
	[VCIRC_S_PROTO_DOT1AD] = "802.1ad",
	[VCIRC_S_PROTO_DOT1Q] = "802.1Q",
};

const struct vc_words words_s_proto = WORDS(s_proto_list);

static const char *const path_state_list[] = {
	[VCIRC_PATH_STATE_UNBOUND] = "unbound",
	[VCIRC_PATH_STATE_DOWN] = "down",
	[VCIRC_PATH_STATE_UP] = "up",
};

const struct vc_words words_path_state = WORDS(path_state_list);

static const char *const reason_list[] = {
	[VCIRC_REASON_NONE] = "none",
	[VCIRC_REASON_UNBOUND] = "unbound",
	[VCIRC_REASON_PORT_GONE] = "port-gone",
	[VCIRC_REASON_ADMIN_DOWN] = "admin-down",
	[VCIRC_REASON_PORT_DOWN] = "port-down",
	[VCIRC_REASON_NO_CARRIER] = "no-carrier",
	[VCIRC_REASON_PEER_DOWN] = "peer-down",
	[VCIRC_REASON_PEER_ADMIN_DOWN] = "peer-admin-down",
	[VCIRC_REASON_NEIGHBOUR] = "neighbour",
	[VCIRC_REASON_NEIGHBOUR_TAKEN] = "neighbour-taken",
};

const struct vc_words words_reason = WORDS(reason_list);

static const char *const neighbour_list[] = {
	[VCIRC_NEIGHBOUR_NONE] = "none",
	[VCIRC_NEIGHBOUR_INCOMPLETE] = "incomplete",
	[VCIRC_NEIGHBOUR_REACHABLE] = "reachable",
	[VCIRC_NEIGHBOUR_STALE] = "stale",
	[VCIRC_NEIGHBOUR_DELAY] = "delay",
	[VCIRC_NEIGHBOUR_PROBE] = "probe",
	[VCIRC_NEIGHBOUR_FAILED] = "failed",
	[VCIRC_NEIGHBOUR_NOARP] = "noarp",
	[VCIRC_NEIGHBOUR_PERMANENT] = "permanent",
};

const struct vc_words words_neighbour = WORDS(neighbour_list);

static const char *const cause_list[] = {
	[VCIRC_CAUSE_CREATED] = "created",
	[VCIRC_CAUSE_DELETED] = "deleted",
	[VCIRC_CAUSE_CHANGED] = "changed",
	[VCIRC_CAUSE_BOUND] = "bound",
	[VCIRC_CAUSE_UNBOUND] = "unbound",
	[VCIRC_CAUSE_PATH_UP] = "path-up",
	[VCIRC_CAUSE_PATH_DOWN] = "path-down",
	[VCIRC_CAUSE_SWITCH] = "switch",
	[VCIRC_CAUSE_REBALANCED] = "rebalanced",
};

const struct vc_words words_cause = WORDS(cause_list);

static const char *const drops_list[] = {
	[VCIRC_A_DROPS_TX_NO_USABLE_PATH] = "tx-no-usable-path",
	[VCIRC_A_DROPS_TX_HEADROOM] = "tx-headroom",
	[VCIRC_A_DROPS_TX_PORT_REFUSED] = "tx-port-refused",
	[VCIRC_A_DROPS_TX_PEER_REFUSED] = "tx-peer-refused",
	[VCIRC_A_DROPS_TX_NOT_ROUTABLE] = "tx-not-routable",
	[VCIRC_A_DROPS_RX_CIRCUIT_DOWN] = "rx-circuit-down",
	[VCIRC_A_DROPS_RX_PATH_DOWN] = "rx-path-down",
	[VCIRC_A_DROPS_RX_NOT_FOR_US] = "rx-not-for-us",
	[VCIRC_A_DROPS_RX_NO_MEMORY] = "rx-no-memory",
	[VCIRC_A_DROPS_RX_UNKNOWN_TAG] = "rx-unknown-tag",
};

const struct vc_words words_drops = WORDS(drops_list);

static const char *const on_off_list[] = {
	"off", "on",
};

const struct vc_words words_on_off = WORDS(on_off_list);

static const char *const up_down_list[] = {
	"down", "up",
};

const struct vc_words words_up_down = WORDS(up_down_list);

/**
 * vc_word - the word for a number
 * @words: its enum
 * @value: the number, perhaps of a kernel that is newer than this tool
 *
 * Return: never NULL.
 */
const char *vc_word(const struct vc_words *words, uint32_t value)
{
	if (value >= words->count || !words->word[value])
		return "unknown";
	return words->word[value];
}

/**
 * vc_via - a next hop in words
 * @path: routed
 * @buf: VC_VIA_TEXT bytes
 *
 * Return: @buf.
 */
const char *vc_via(const struct vc_path *path, char *buf)
{
	if (!inet_ntop(path->via_len == 4 ? AF_INET : AF_INET6, path->via, buf, VC_VIA_TEXT))
		buf[0] = '\0';
	return buf;
}

/**
 * vc_mac - a MAC address in words
 * @mac: its six bytes
 * @buf: VC_MAC_TEXT bytes
 *
 * Return: @buf.
 */
const char *vc_mac(const uint8_t *mac, char *buf)
{
	snprintf(buf, VC_MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
	return buf;
}
