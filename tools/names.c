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
	[VCIRC_PATH_STATE_WAITING] = "waiting",
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
	[VCIRC_REASON_BFD] = "bfd",
	[VCIRC_REASON_BFD_WAITING] = "bfd-waiting",
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

static const char *const bfd_state_list[] = {
	[VCIRC_BFD_STATE_ADMIN_DOWN] = "admin-down",
	[VCIRC_BFD_STATE_DOWN] = "down",
	[VCIRC_BFD_STATE_INIT] = "init",
	[VCIRC_BFD_STATE_UP] = "up",
};

const struct vc_words words_bfd_state = WORDS(bfd_state_list);

static const char *const bfd_diag_list[] = {
	[VCIRC_BFD_DIAG_NONE] = "none",
	[VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED] = "control-detection-time-expired",
	[VCIRC_BFD_DIAG_ECHO_FUNCTION_FAILED] = "echo-function-failed",
	[VCIRC_BFD_DIAG_NEIGHBOR_SIGNALED_SESSION_DOWN] = "neighbor-signaled-session-down",
	[VCIRC_BFD_DIAG_FORWARDING_PLANE_RESET] = "forwarding-plane-reset",
	[VCIRC_BFD_DIAG_PATH_DOWN] = "path-down",
	[VCIRC_BFD_DIAG_CONCATENATED_PATH_DOWN] = "concatenated-path-down",
	[VCIRC_BFD_DIAG_ADMINISTRATIVELY_DOWN] = "administratively-down",
	[VCIRC_BFD_DIAG_REVERSE_CONCATENATED_PATH_DOWN] = "reverse-concatenated-path-down",
};

const struct vc_words words_bfd_diag = WORDS(bfd_diag_list);

static const char *const bfd_auth_list[] = {
	[VCIRC_BFD_AUTH_NONE] = "none",
	[VCIRC_BFD_AUTH_SIMPLE] = "simple",
	[VCIRC_BFD_AUTH_KEYED_MD5] = "keyed-md5",
	[VCIRC_BFD_AUTH_METICULOUS_KEYED_MD5] = "meticulous-keyed-md5",
	[VCIRC_BFD_AUTH_KEYED_SHA1] = "keyed-sha1",
	[VCIRC_BFD_AUTH_METICULOUS_KEYED_SHA1] = "meticulous-keyed-sha1",
};

const struct vc_words words_bfd_auth = WORDS(bfd_auth_list);

static const char *const bfd_encap_list[] = {
	[VCIRC_BFD_ENCAP_SINGLE_HOP] = "single-hop",
	[VCIRC_BFD_ENCAP_MICRO] = "micro",
};

const struct vc_words words_bfd_encap = WORDS(bfd_encap_list);

static const char *const bfd_end_list[] = {
	[VCIRC_BFD_END_LOCAL] = "local",
	[VCIRC_BFD_END_REMOTE] = "remote",
};

const struct vc_words words_bfd_end = WORDS(bfd_end_list);

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
	[VCIRC_CAUSE_BFD] = "bfd",
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

static const char *const bfd_drops_list[] = {
	[VCIRC_A_BFD_DROPS_TTL] = "ttl",
	[VCIRC_A_BFD_DROPS_FRAGMENT] = "fragment",
	[VCIRC_A_BFD_DROPS_LENGTH] = "length",
	[VCIRC_A_BFD_DROPS_CHECKSUM] = "checksum",
	[VCIRC_A_BFD_DROPS_VERSION] = "version",
	[VCIRC_A_BFD_DROPS_MULT] = "mult",
	[VCIRC_A_BFD_DROPS_MULTIPOINT] = "multipoint",
	[VCIRC_A_BFD_DROPS_MY_DISCR] = "my-discr",
	[VCIRC_A_BFD_DROPS_YOUR_DISCR] = "your-discr",
	[VCIRC_A_BFD_DROPS_ADDRESS] = "address",
	[VCIRC_A_BFD_DROPS_AUTH_TYPE] = "auth-type",
	[VCIRC_A_BFD_DROPS_AUTH_KEY] = "auth-key",
	[VCIRC_A_BFD_DROPS_AUTH_DIGEST] = "auth-digest",
	[VCIRC_A_BFD_DROPS_AUTH_SEQUENCE] = "auth-sequence",
	[VCIRC_A_BFD_DROPS_ADMIN_DOWN] = "admin-down",
	[VCIRC_A_BFD_DROPS_NO_MEMORY] = "no-memory",
};

const struct vc_words words_bfd_drops = WORDS(bfd_drops_list);

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
 * vc_decimal - a number in decimal
 * @value: number
 * @end: where its digits end; there is room for all 20 of them before it
 *
 * A circuit has some twenty numbers, of which snprintf() would make half of what
 * it costs to show it.
 *
 * Return: its first digit.
 */
char *vc_decimal(uint64_t value, char *end)
{
	do {
		*--end = '0' + value % 10;
		value /= 10;
	} while (value);
	return end;
}

/**
 * vc_addr - an IP address in words
 * @addr: address
 * @buf: VC_ADDR_TEXT bytes
 *
 * Return: the text, somewhere in @buf.
 */
const char *vc_addr(const struct vc_addr *addr, char *buf)
{
	char *p = buf + VC_ADDR_TEXT - 1;
	int i;

	if (addr->len != 4)
		return inet_ntop(AF_INET6, addr->byte, buf, VC_ADDR_TEXT);
	/* inet_ntop() would be half of what it costs to show a session */
	*p = '\0';
	for (i = 3; i >= 0; i--) {
		p = vc_decimal(addr->byte[i], p);
		if (i)
			*--p = '.';
	}
	return p;
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

/**
 * vc_usec - a time the way it is typed
 * @us: microseconds
 * @buf: VC_USEC_TEXT bytes
 *
 * Return: the text, somewhere in @buf.
 */
const char *vc_usec(uint64_t us, char *buf)
{
	char *p = buf + VC_USEC_TEXT;

	*--p = '\0';
	*--p = 's';
	if (us % 1000) {
		*--p = 'u';
	} else if (us % 1000000) {
		*--p = 'm';
		us /= 1000;
	} else {
		us /= 1000000;
	}
	return vc_decimal(us, p);
}
