// SPDX-License-Identifier: GPL-2.0
/*
 * vcirc-client: a second, independent speaker of the generic netlink family
 * "vcirc", on libnl.
 *
 * It shares nothing with the tool but the uapi header, so that where the two
 * agree the kernel means what both read.  Objects are printed as flat
 * "key=value" lines with the keys of the tool's JSON.  "raw" builds any
 * request, however wrong, and says what the kernel answered and which of the
 * attributes it pointed at.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/vcirc.h>
#include <net/if.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define NS_PER_MS	1000000ULL

static const char *const role_names[] = { "primary", "secondary" };
static const char *const state_names[] = { "down", "degraded", "up" };
static const char *const mode_names[] = { "active-active", "active-standby" };
static const char *const hash_names[] = { "l2", "l3", "l4" };
static const char *const binding_names[] = { "none", "wire", "ethernet", "routed" };
static const char *const s_proto_names[] = { "802.1ad", "802.1Q" };
static const char *const path_state_names[] = { "unbound", "down", "up", "waiting" };
static const char *const reason_names[] = {
	"none", "unbound", "port-gone", "admin-down", "port-down", "no-carrier",
	"peer-down", "peer-admin-down", "neighbour", "neighbour-taken",
	"bfd", "bfd-waiting",
};
static const char *const neighbour_names[] = {
	"none", "incomplete", "reachable", "stale", "delay", "probe", "failed", "noarp", "permanent",
};
static const char *const cause_names[] = {
	"created", "deleted", "changed", "bound", "unbound", "path-up", "path-down",
	"switch", "rebalanced", "bfd",
};
static const char *const bfd_state_names[] = { "admin-down", "down", "init", "up" };
static const char *const bfd_diag_names[] = {
	"none", "control-detection-time-expired", "echo-function-failed",
	"neighbor-signaled-session-down", "forwarding-plane-reset", "path-down",
	"concatenated-path-down", "administratively-down", "reverse-concatenated-path-down",
};
static const char *const bfd_auth_names[] = {
	"none", "simple", "keyed-md5", "meticulous-keyed-md5", "keyed-sha1", "meticulous-keyed-sha1",
};
static const char *const bfd_encap_names[] = { "single-hop", "micro" };
static const char *const bfd_end_names[] = { "local", "remote" };

/* Names of attributes, for raw requests: where they may stand and what is in them. */
enum space { TOP, CONFIG, PATH, STATS, DROPS, SWITCH, EVENT, BFD, LINK, INFO, NOWHERE };

static const struct attr_name {
	const char *name;
	enum space in;
	int type;
	enum space inside;
} attr_names[] = {
	{ "pad", TOP, VCIRC_A_CIRCUIT_PAD, NOWHERE },
	{ "ifindex", TOP, VCIRC_A_CIRCUIT_IFINDEX, NOWHERE },
	{ "name", TOP, VCIRC_A_CIRCUIT_NAME, NOWHERE },
	{ "config", TOP, VCIRC_A_CIRCUIT_CONFIG, CONFIG },
	{ "path", TOP, VCIRC_A_CIRCUIT_PATH, PATH },
	{ "force", TOP, VCIRC_A_CIRCUIT_FORCE, NOWHERE },
	{ "state", TOP, VCIRC_A_CIRCUIT_STATE, NOWHERE },
	{ "since", TOP, VCIRC_A_CIRCUIT_SINCE, NOWHERE },
	{ "switches", TOP, VCIRC_A_CIRCUIT_SWITCHES, NOWHERE },
	{ "last-switch", TOP, VCIRC_A_CIRCUIT_LAST_SWITCH, SWITCH },
	{ "moving", TOP, VCIRC_A_CIRCUIT_MOVING, NOWHERE },
	{ "drops", TOP, VCIRC_A_CIRCUIT_DROPS, DROPS },
	{ "event", TOP, VCIRC_A_CIRCUIT_EVENT, EVENT },
	{ "mode", CONFIG, VCIRC_A_CONFIG_MODE, NOWHERE },
	{ "revert", CONFIG, VCIRC_A_CONFIG_REVERT, NOWHERE },
	{ "hash", CONFIG, VCIRC_A_CONFIG_HASH, NOWHERE },
	{ "symmetric", CONFIG, VCIRC_A_CONFIG_SYMMETRIC, NOWHERE },
	{ "seed", CONFIG, VCIRC_A_CONFIG_SEED, NOWHERE },
	{ "rebalance-time", CONFIG, VCIRC_A_CONFIG_REBALANCE_TIME, NOWHERE },
	{ "peer", CONFIG, VCIRC_A_CONFIG_PEER, LINK },
	{ "pad", PATH, VCIRC_A_PATH_PAD, NOWHERE },
	{ "role", PATH, VCIRC_A_PATH_ROLE, NOWHERE },
	{ "binding", PATH, VCIRC_A_PATH_BINDING, NOWHERE },
	{ "port-ifindex", PATH, VCIRC_A_PATH_PORT_IFINDEX, NOWHERE },
	{ "port-name", PATH, VCIRC_A_PATH_PORT_NAME, NOWHERE },
	{ "port-netnsid", PATH, VCIRC_A_PATH_PORT_NETNSID, NOWHERE },
	{ "s-vlan", PATH, VCIRC_A_PATH_S_VLAN, NOWHERE },
	{ "s-proto", PATH, VCIRC_A_PATH_S_PROTO, NOWHERE },
	{ "admin-up", PATH, VCIRC_A_PATH_ADMIN_UP, NOWHERE },
	{ "weight", PATH, VCIRC_A_PATH_WEIGHT, NOWHERE },
	{ "state", PATH, VCIRC_A_PATH_STATE, NOWHERE },
	{ "reason", PATH, VCIRC_A_PATH_REASON, NOWHERE },
	{ "usable", PATH, VCIRC_A_PATH_USABLE, NOWHERE },
	{ "buckets", PATH, VCIRC_A_PATH_BUCKETS, NOWHERE },
	{ "since", PATH, VCIRC_A_PATH_SINCE, NOWHERE },
	{ "times-up", PATH, VCIRC_A_PATH_TIMES_UP, NOWHERE },
	{ "times-down", PATH, VCIRC_A_PATH_TIMES_DOWN, NOWHERE },
	{ "flaps", PATH, VCIRC_A_PATH_FLAPS, NOWHERE },
	{ "stats", PATH, VCIRC_A_PATH_STATS, STATS },
	{ "drops", PATH, VCIRC_A_PATH_DROPS, DROPS },
	{ "via", PATH, VCIRC_A_PATH_VIA, NOWHERE },
	{ "neighbour", PATH, VCIRC_A_PATH_NEIGHBOUR, NOWHERE },
	{ "neighbour-mac", PATH, VCIRC_A_PATH_NEIGHBOUR_MAC, NOWHERE },
	{ "bfd", PATH, VCIRC_A_PATH_BFD, BFD },
	{ "no-bfd", PATH, VCIRC_A_PATH_NO_BFD, NOWHERE },
	{ "pad", BFD, VCIRC_A_BFD_PAD, NOWHERE },
	{ "local", BFD, VCIRC_A_BFD_LOCAL, NOWHERE },
	{ "peer", BFD, VCIRC_A_BFD_PEER, NOWHERE },
	{ "min-tx", BFD, VCIRC_A_BFD_MIN_TX, NOWHERE },
	{ "min-rx", BFD, VCIRC_A_BFD_MIN_RX, NOWHERE },
	{ "mult", BFD, VCIRC_A_BFD_MULT, NOWHERE },
	{ "passive", BFD, VCIRC_A_BFD_PASSIVE, NOWHERE },
	{ "echo", BFD, VCIRC_A_BFD_ECHO, NOWHERE },
	{ "auth", BFD, VCIRC_A_BFD_AUTH, NOWHERE },
	{ "key-id", BFD, VCIRC_A_BFD_KEY_ID, NOWHERE },
	{ "key", BFD, VCIRC_A_BFD_KEY, NOWHERE },
	{ "key2-id", BFD, VCIRC_A_BFD_KEY2_ID, NOWHERE },
	{ "key2", BFD, VCIRC_A_BFD_KEY2, NOWHERE },
	{ "encap", BFD, VCIRC_A_BFD_ENCAP, NOWHERE },
	{ "state", BFD, VCIRC_A_BFD_STATE, NOWHERE },
	{ "remote-state", BFD, VCIRC_A_BFD_REMOTE_STATE, NOWHERE },
	{ "diag", BFD, VCIRC_A_BFD_DIAG, NOWHERE },
	{ "remote-diag", BFD, VCIRC_A_BFD_REMOTE_DIAG, NOWHERE },
	{ "discr", BFD, VCIRC_A_BFD_DISCR, NOWHERE },
	{ "remote-discr", BFD, VCIRC_A_BFD_REMOTE_DISCR, NOWHERE },
	{ "polling", BFD, VCIRC_A_BFD_POLLING, NOWHERE },
	{ "since", BFD, VCIRC_A_BFD_SINCE, NOWHERE },
	{ "times-up", BFD, VCIRC_A_BFD_TIMES_UP, NOWHERE },
	{ "flaps", BFD, VCIRC_A_BFD_FLAPS, NOWHERE },
	{ "last-down", BFD, VCIRC_A_BFD_LAST_DOWN, NOWHERE },
	{ "tx-packets", BFD, VCIRC_A_BFD_TX_PACKETS, NOWHERE },
	{ "drops", BFD, VCIRC_A_BFD_DROPS, NOWHERE },
	{ "echo-stats", BFD, VCIRC_A_BFD_ECHO_STATS, NOWHERE },
	{ "ifname", LINK, IFLA_IFNAME, NOWHERE },
	{ "address", LINK, IFLA_ADDRESS, NOWHERE },
	{ "mtu", LINK, IFLA_MTU, NOWHERE },
	{ "linkinfo", LINK, IFLA_LINKINFO, INFO },
	{ "kind", INFO, IFLA_INFO_KIND, NOWHERE },
	{ "data", INFO, IFLA_INFO_DATA, CONFIG },
};

static struct nl_sock *sock;
static FILE *out;
static bool only_settings;	/* leave out what ages and counts */
static int family;

static const char *enum_name(const char *const *names, size_t n, unsigned long v)
{
	static char number[24];

	if (v < n)
		return names[v];
	snprintf(number, sizeof(number), "%lu", v);
	return number;
}
#define NAME_OF(table, v)	enum_name(table##_names, ARRAY_SIZE(table##_names), v)

static int enum_value(const char *const *names, size_t n, const char *what, const char *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(names[i], s))
			return i;
	error(1, 0, "%s is not a %s", s, what);
	return -1;
}
#define VALUE_OF(table, s)	enum_value(table##_names, ARRAY_SIZE(table##_names), #table, s)

/* ---- printing ---------------------------------------------------------- */

static bool ages_or_counts(const char *prefix, const char *key)
{
	static const char *const ends[] = { "_ms", "_packets", "_bytes", "buckets", "moving", "neighbour" };
	size_t i, len = strlen(key);

	if (strstr(prefix, "drops."))
		return true;
	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (len >= strlen(ends[i]) && !strcmp(key + len - strlen(ends[i]), ends[i]))
			return strcmp(key, "rebalance_time_ms");
	return false;
}

static void line(const char *prefix, const char *key, const char *value)
{
	if (!only_settings || !ages_or_counts(prefix, key))
		fprintf(out, "%s%s=%s\n", prefix, key, value);
}

static void line_u64(const char *prefix, const char *key, unsigned long long v)
{
	char value[24];

	snprintf(value, sizeof(value), "%llu", v);
	line(prefix, key, value);
}

/* A number that must be there: a reply without it is a bug of the kernel. */
static unsigned long long number(struct nlattr **tb, int type, const char *key)
{
	if (!tb[type])
		error(3, 0, "reply without %s", key);
	switch (nla_len(tb[type])) {
	case 1: return nla_get_u8(tb[type]);
	case 2: return nla_get_u16(tb[type]);
	case 4: return nla_get_u32(tb[type]);
	case 8: return nla_get_u64(tb[type]);
	}
	error(3, 0, "%s of %d bytes", key, nla_len(tb[type]));
	return 0;
}

static void parse_nest(struct nlattr **tb, int max, struct nlattr *nest, const char *key)
{
	if (!nest)
		error(3, 0, "reply without %s", key);
	if (nla_parse_nested(tb, max, nest, NULL))
		error(3, 0, "%s cannot be parsed", key);
}

static void line_addr(const char *prefix, const char *key, struct nlattr *attr)
{
	char text[INET6_ADDRSTRLEN];

	if (attr && nla_len(attr) != 4 && nla_len(attr) != 16)
		error(3, 0, "%s of %d bytes", key, nla_len(attr));
	line(prefix, key, !attr ? "null" : inet_ntop(nla_len(attr) == 4 ? AF_INET : AF_INET6,
						     nla_data(attr), text, sizeof(text)));
}

static void print_router(struct nlattr **tb, const char *p)
{
	struct nlattr *via = tb[VCIRC_A_PATH_VIA], *mac = tb[VCIRC_A_PATH_NEIGHBOUR_MAC];
	const uint8_t *b = mac ? nla_data(mac) : NULL;
	char text[INET6_ADDRSTRLEN];

	if (mac && nla_len(mac) != 6)
		error(3, 0, "neighbour-mac of %d bytes", nla_len(mac));
	line_addr(p, "via", via);
	line(p, "neighbour", !via ? "null" :
	     NAME_OF(neighbour, number(tb, VCIRC_A_PATH_NEIGHBOUR, "neighbour")));
	if (mac)
		snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3],
			 b[4], b[5]);
	line(p, "neighbour_mac", mac ? text : "null");
}

/* A number that is null when it says nothing. */
static void line_if(const char *prefix, const char *key, bool there, unsigned long long v)
{
	if (there)
		line_u64(prefix, key, v);
	else
		line(prefix, key, "null");
}

static void print_bfd_settings(struct nlattr **tb, const char *p)
{
	unsigned long long echo = number(tb, VCIRC_A_BFD_ECHO, "echo");

	line(p, "encap", NAME_OF(bfd_encap, number(tb, VCIRC_A_BFD_ENCAP, "encap")));
	line_addr(p, "local", tb[VCIRC_A_BFD_LOCAL]);
	line_addr(p, "peer", tb[VCIRC_A_BFD_PEER]);
	line_u64(p, "min_tx_us", number(tb, VCIRC_A_BFD_MIN_TX, "min-tx"));
	line_u64(p, "min_rx_us", number(tb, VCIRC_A_BFD_MIN_RX, "min-rx"));
	line_u64(p, "mult", number(tb, VCIRC_A_BFD_MULT, "mult"));
	line(p, "passive", number(tb, VCIRC_A_BFD_PASSIVE, "passive") ? "true" : "false");
	line_if(p, "echo_us", echo, echo);
	line(p, "auth", NAME_OF(bfd_auth, number(tb, VCIRC_A_BFD_AUTH, "auth")));
	if (tb[VCIRC_A_BFD_KEY] || tb[VCIRC_A_BFD_KEY2])
		error(3, 0, "write-only key in a reply");
	line_if(p, "key_id", tb[VCIRC_A_BFD_KEY_ID],
		tb[VCIRC_A_BFD_KEY_ID] ? nla_get_u8(tb[VCIRC_A_BFD_KEY_ID]) : 0);
	line_if(p, "key2_id", tb[VCIRC_A_BFD_KEY2_ID],
		tb[VCIRC_A_BFD_KEY2_ID] ? nla_get_u8(tb[VCIRC_A_BFD_KEY2_ID]) : 0);
}

static void print_bfd_state(struct nlattr **tb, const char *p)
{
	unsigned long long remote = number(tb, VCIRC_A_BFD_REMOTE_DISCR, "remote-discr");
	unsigned long long interval = number(tb, VCIRC_A_BFD_TX_INTERVAL, "tx-interval");
	unsigned long long detect = number(tb, VCIRC_A_BFD_DETECT_TIME, "detect-time");

	line(p, "state", NAME_OF(bfd_state, number(tb, VCIRC_A_BFD_STATE, "state")));
	line_u64(p, "since_ms", number(tb, VCIRC_A_BFD_SINCE, "since") / NS_PER_MS);
	line(p, "diag", NAME_OF(bfd_diag, number(tb, VCIRC_A_BFD_DIAG, "diag")));
	line_u64(p, "discr", number(tb, VCIRC_A_BFD_DISCR, "discr"));
	line(p, "remote_state", NAME_OF(bfd_state, number(tb, VCIRC_A_BFD_REMOTE_STATE, "remote-state")));
	line(p, "remote_diag", NAME_OF(bfd_diag, number(tb, VCIRC_A_BFD_REMOTE_DIAG, "remote-diag")));
	line_if(p, "remote_discr", remote, remote);
	line_if(p, "remote_min_tx_us", remote, number(tb, VCIRC_A_BFD_REMOTE_MIN_TX, "remote-min-tx"));
	line_if(p, "remote_min_rx_us", remote, number(tb, VCIRC_A_BFD_REMOTE_MIN_RX, "remote-min-rx"));
	line_if(p, "remote_min_echo_rx_us", remote,
		number(tb, VCIRC_A_BFD_REMOTE_MIN_ECHO_RX, "remote-min-echo-rx"));
	line_if(p, "remote_mult", remote, number(tb, VCIRC_A_BFD_REMOTE_MULT, "remote-mult"));
	line(p, "remote_demand", !remote ? "null" :
	     number(tb, VCIRC_A_BFD_REMOTE_DEMAND, "remote-demand") ? "true" : "false");
	line(p, "polling", number(tb, VCIRC_A_BFD_POLLING, "polling") ? "true" : "false");
	line_if(p, "tx_interval_us", interval, interval);
	line_if(p, "detect_time_us", detect, detect);
	line_u64(p, "times_up", number(tb, VCIRC_A_BFD_TIMES_UP, "times-up"));
	line_u64(p, "flaps", number(tb, VCIRC_A_BFD_FLAPS, "flaps"));
	line_u64(p, "tx_packets", number(tb, VCIRC_A_BFD_TX_PACKETS, "tx-packets"));
	line_u64(p, "rx_packets", number(tb, VCIRC_A_BFD_RX_PACKETS, "rx-packets"));
	line_u64(p, "timers_late", number(tb, VCIRC_A_BFD_TIMERS_LATE, "timers-late"));
	line_u64(p, "timers_forgiven", number(tb, VCIRC_A_BFD_TIMERS_FORGIVEN, "timers-forgiven"));
}

static void print_bfd_last_down(struct nlattr *nest, const char *p)
{
	struct nlattr *tb[VCIRC_A_BFD_DOWN_MAX + 1];
	char q[48];

	if (!nest) {
		line(p, "last_down", "null");
		return;
	}
	parse_nest(tb, VCIRC_A_BFD_DOWN_MAX, nest, "last-down");
	snprintf(q, sizeof(q), "%slast_down.", p);
	line_u64(q, "ago_ms", number(tb, VCIRC_A_BFD_DOWN_AGO, "ago") / NS_PER_MS);
	line(q, "end", NAME_OF(bfd_end, number(tb, VCIRC_A_BFD_DOWN_END, "end")));
	line(q, "diag", NAME_OF(bfd_diag, number(tb, VCIRC_A_BFD_DOWN_DIAG, "diag")));
	line_u64(q, "detected_us", number(tb, VCIRC_A_BFD_DOWN_DETECTED, "detected") / 1000);
}

static void print_bfd_drops(struct nlattr *nest, const char *p)
{
	static const char *const keys[] = {
		[VCIRC_A_BFD_DROPS_TTL] = "ttl",
		[VCIRC_A_BFD_DROPS_FRAGMENT] = "fragment",
		[VCIRC_A_BFD_DROPS_LENGTH] = "length",
		[VCIRC_A_BFD_DROPS_CHECKSUM] = "checksum",
		[VCIRC_A_BFD_DROPS_VERSION] = "version",
		[VCIRC_A_BFD_DROPS_MULT] = "mult",
		[VCIRC_A_BFD_DROPS_MULTIPOINT] = "multipoint",
		[VCIRC_A_BFD_DROPS_MY_DISCR] = "my_discr",
		[VCIRC_A_BFD_DROPS_YOUR_DISCR] = "your_discr",
		[VCIRC_A_BFD_DROPS_ADDRESS] = "address",
		[VCIRC_A_BFD_DROPS_AUTH_TYPE] = "auth_type",
		[VCIRC_A_BFD_DROPS_AUTH_KEY] = "auth_key",
		[VCIRC_A_BFD_DROPS_AUTH_DIGEST] = "auth_digest",
		[VCIRC_A_BFD_DROPS_AUTH_SEQUENCE] = "auth_sequence",
		[VCIRC_A_BFD_DROPS_ADMIN_DOWN] = "admin_down",
		[VCIRC_A_BFD_DROPS_NO_MEMORY] = "no_memory",
	};
	struct nlattr *tb[VCIRC_A_BFD_DROPS_MAX + 1];
	char q[48];
	size_t i;

	parse_nest(tb, VCIRC_A_BFD_DROPS_MAX, nest, "bfd drops");
	snprintf(q, sizeof(q), "%sdrops.", p);
	for (i = VCIRC_A_BFD_DROPS_TTL; i < ARRAY_SIZE(keys); i++)
		line_u64(q, keys[i], number(tb, i, keys[i]));
}

static void print_bfd_echo(struct nlattr *nest, const char *p)
{
	static const struct { int type; const char *key; bool always; } figures[] = {
		{ VCIRC_A_BFD_ECHO_TX_PACKETS, "tx_packets", true },
		{ VCIRC_A_BFD_ECHO_RX_PACKETS, "rx_packets", true },
		{ VCIRC_A_BFD_ECHO_LOST, "lost", true },
		{ VCIRC_A_BFD_ECHO_RTT_LAST, "rtt_last_ns", false },
		{ VCIRC_A_BFD_ECHO_RTT_MIN, "rtt_min_ns", false },
		{ VCIRC_A_BFD_ECHO_RTT_AVG, "rtt_avg_ns", false },
		{ VCIRC_A_BFD_ECHO_RTT_MAX, "rtt_max_ns", false },
		{ VCIRC_A_BFD_ECHO_JITTER, "jitter_ns", false },
	};
	struct nlattr *tb[VCIRC_A_BFD_ECHO_MAX + 1];
	unsigned long long interval, returned;
	char q[48];
	size_t i;

	if (!nest) {
		line(p, "echo_stats", "null");
		return;
	}
	parse_nest(tb, VCIRC_A_BFD_ECHO_MAX, nest, "echo-stats");
	snprintf(q, sizeof(q), "%secho_stats.", p);
	interval = number(tb, VCIRC_A_BFD_ECHO_INTERVAL, "interval");
	returned = number(tb, VCIRC_A_BFD_ECHO_RX_PACKETS, "rx-packets");
	line_if(q, "interval_us", interval, interval);
	for (i = 0; i < ARRAY_SIZE(figures); i++)
		line_if(q, figures[i].key, figures[i].always || returned,
			number(tb, figures[i].type, figures[i].key));
}

/* Whether it would be noticed that a path failed: not with nothing but carrier. */
static const char *monitored(struct nlattr **tb)
{
	switch (number(tb, VCIRC_A_PATH_BINDING, "binding")) {
	case VCIRC_BINDING_NONE:
		return "null";
	case VCIRC_BINDING_WIRE:
		return "true";
	}
	return tb[VCIRC_A_PATH_BFD] ? "true" : "false";
}

static void print_bfd(struct nlattr *nest, unsigned int i)
{
	struct nlattr *tb[VCIRC_A_BFD_MAX + 1];
	char p[32];

	snprintf(p, sizeof(p), "paths.%u.", i);
	if (!nest) {
		line(p, "bfd", "null");
		return;
	}
	parse_nest(tb, VCIRC_A_BFD_MAX, nest, "bfd");
	snprintf(p, sizeof(p), "paths.%u.bfd.", i);
	print_bfd_settings(tb, p);
	if (only_settings)
		return;
	print_bfd_state(tb, p);
	print_bfd_last_down(tb[VCIRC_A_BFD_LAST_DOWN], p);
	print_bfd_drops(tb[VCIRC_A_BFD_DROPS], p);
	print_bfd_echo(tb[VCIRC_A_BFD_ECHO_STATS], p);
}

static void print_path(struct nlattr *nest, unsigned int i)
{
	static const struct { int type; const char *key; } drops[] = {
		{ VCIRC_A_DROPS_TX_HEADROOM, "tx_headroom" },
		{ VCIRC_A_DROPS_TX_PORT_REFUSED, "tx_port_refused" },
		{ VCIRC_A_DROPS_TX_PEER_REFUSED, "tx_peer_refused" },
		{ VCIRC_A_DROPS_TX_NOT_ROUTABLE, "tx_not_routable" },
		{ VCIRC_A_DROPS_RX_CIRCUIT_DOWN, "rx_circuit_down" },
		{ VCIRC_A_DROPS_RX_PATH_DOWN, "rx_path_down" },
		{ VCIRC_A_DROPS_RX_NOT_FOR_US, "rx_not_for_us" },
		{ VCIRC_A_DROPS_RX_NO_MEMORY, "rx_no_memory" },
		{ VCIRC_A_DROPS_RX_UNKNOWN_TAG, "rx_unknown_tag" },
	};
	struct nlattr *tb[VCIRC_A_PATH_MAX + 1], *st[VCIRC_A_STATS_MAX + 1], *dr[VCIRC_A_DROPS_MAX + 1];
	char p[32];
	size_t d;

	parse_nest(tb, VCIRC_A_PATH_MAX, nest, "path");
	snprintf(p, sizeof(p), "paths.%u.", i);
	line(p, "role", NAME_OF(role, number(tb, VCIRC_A_PATH_ROLE, "role")));
	line(p, "binding", NAME_OF(binding, number(tb, VCIRC_A_PATH_BINDING, "binding")));
	line(p, "dev", tb[VCIRC_A_PATH_PORT_NAME] ? nla_get_string(tb[VCIRC_A_PATH_PORT_NAME]) : "null");
	if (tb[VCIRC_A_PATH_PORT_IFINDEX])
		line_u64(p, "dev_ifindex", nla_get_u32(tb[VCIRC_A_PATH_PORT_IFINDEX]));
	else
		line(p, "dev_ifindex", "null");
	if (tb[VCIRC_A_PATH_PORT_NETNSID])
		fprintf(out, "%sdev_netnsid=%d\n", p, nla_get_s32(tb[VCIRC_A_PATH_PORT_NETNSID]));
	else
		line(p, "dev_netnsid", "null");
	if (tb[VCIRC_A_PATH_S_VLAN])
		line_u64(p, "s_vlan", nla_get_u16(tb[VCIRC_A_PATH_S_VLAN]));
	else
		line(p, "s_vlan", "null");
	line(p, "s_proto", tb[VCIRC_A_PATH_S_PROTO] ?
	     NAME_OF(s_proto, nla_get_u32(tb[VCIRC_A_PATH_S_PROTO])) : "null");
	print_router(tb, p);
	line(p, "admin", number(tb, VCIRC_A_PATH_ADMIN_UP, "admin-up") ? "up" : "down");
	line(p, "state", NAME_OF(path_state, number(tb, VCIRC_A_PATH_STATE, "state")));
	line(p, "reason", NAME_OF(reason, number(tb, VCIRC_A_PATH_REASON, "reason")));
	line(p, "usable", number(tb, VCIRC_A_PATH_USABLE, "usable") ? "true" : "false");
	line(p, "monitored", monitored(tb));
	line_u64(p, "weight", number(tb, VCIRC_A_PATH_WEIGHT, "weight"));
	line_u64(p, "buckets", number(tb, VCIRC_A_PATH_BUCKETS, "buckets"));
	line_u64(p, "since_ms", number(tb, VCIRC_A_PATH_SINCE, "since") / NS_PER_MS);
	line_u64(p, "times_up", number(tb, VCIRC_A_PATH_TIMES_UP, "times-up"));
	line_u64(p, "times_down", number(tb, VCIRC_A_PATH_TIMES_DOWN, "times-down"));
	line_u64(p, "flaps", number(tb, VCIRC_A_PATH_FLAPS, "flaps"));

	parse_nest(st, VCIRC_A_STATS_MAX, tb[VCIRC_A_PATH_STATS], "stats");
	line_u64(p, "tx_packets", number(st, VCIRC_A_STATS_TX_PACKETS, "tx-packets"));
	line_u64(p, "tx_bytes", number(st, VCIRC_A_STATS_TX_BYTES, "tx-bytes"));
	line_u64(p, "rx_packets", number(st, VCIRC_A_STATS_RX_PACKETS, "rx-packets"));
	line_u64(p, "rx_bytes", number(st, VCIRC_A_STATS_RX_BYTES, "rx-bytes"));

	parse_nest(dr, VCIRC_A_DROPS_MAX, tb[VCIRC_A_PATH_DROPS], "drops");
	snprintf(p, sizeof(p), "paths.%u.drops.", i);
	for (d = 0; d < ARRAY_SIZE(drops); d++)
		line_u64(p, drops[d].key, number(dr, drops[d].type, drops[d].key));
	if (dr[VCIRC_A_DROPS_TX_NO_USABLE_PATH])
		error(3, 0, "tx-no-usable-path among the drops of a path");
	print_bfd(tb[VCIRC_A_PATH_BFD], i);
}

/* No path of a circuit that could have BFD has it. */
static bool unmonitored(struct nlmsghdr *nlh)
{
	struct nlattr *tb[VCIRC_A_PATH_MAX + 1], *attr;
	bool any = false;
	int rem;

	nla_for_each_attr(attr, genlmsg_attrdata(nlmsg_data(nlh), 0), genlmsg_attrlen(nlmsg_data(nlh), 0), rem) {
		if (nla_type(attr) != VCIRC_A_CIRCUIT_PATH)
			continue;
		parse_nest(tb, VCIRC_A_PATH_MAX, attr, "path");
		if (tb[VCIRC_A_PATH_BFD])
			return false;
		any |= !strcmp(monitored(tb), "false");
	}
	return any;
}

static int print_circuit(struct nlmsghdr *nlh)
{
	struct nlattr *tb[VCIRC_A_CIRCUIT_MAX + 1], *cf[VCIRC_A_CONFIG_MAX + 1];
	struct nlattr *dr[VCIRC_A_DROPS_MAX + 1], *attr;
	unsigned int paths = 0;
	int rem;

	if (genlmsg_parse(nlh, 0, tb, VCIRC_A_CIRCUIT_MAX, NULL))
		error(3, 0, "message cannot be parsed");

	if (tb[VCIRC_A_CIRCUIT_EVENT]) {
		struct nlattr *ev[VCIRC_A_EVENT_MAX + 1];

		parse_nest(ev, VCIRC_A_EVENT_MAX, tb[VCIRC_A_CIRCUIT_EVENT], "event");
		line("", "event", NAME_OF(cause, number(ev, VCIRC_A_EVENT_CAUSE, "cause")));
		line("event.", "role", ev[VCIRC_A_EVENT_ROLE] ?
		     NAME_OF(role, nla_get_u32(ev[VCIRC_A_EVENT_ROLE])) : "null");
		line("event.", "reason", NAME_OF(reason, number(ev, VCIRC_A_EVENT_REASON, "reason")));
		line_u64("event.", "time_ns", number(ev, VCIRC_A_EVENT_TIME, "time"));
		line_u64("event.", "lost", ev[VCIRC_A_EVENT_LOST] ? nla_get_u32(ev[VCIRC_A_EVENT_LOST]) : 0);
		line("event.", "bfd_state", ev[VCIRC_A_EVENT_BFD_STATE] ?
		     NAME_OF(bfd_state, nla_get_u32(ev[VCIRC_A_EVENT_BFD_STATE])) : "null");
		line("event.", "bfd_diag", ev[VCIRC_A_EVENT_BFD_DIAG] ?
		     NAME_OF(bfd_diag, nla_get_u32(ev[VCIRC_A_EVENT_BFD_DIAG])) : "null");
		line_if("event.", "bfd_detected_us", ev[VCIRC_A_EVENT_BFD_DETECTED],
			ev[VCIRC_A_EVENT_BFD_DETECTED] ?
			nla_get_u64(ev[VCIRC_A_EVENT_BFD_DETECTED]) / 1000 : 0);
	}

	if (!tb[VCIRC_A_CIRCUIT_NAME])
		error(3, 0, "reply without name");
	line("", "name", nla_get_string(tb[VCIRC_A_CIRCUIT_NAME]));
	line_u64("", "ifindex", number(tb, VCIRC_A_CIRCUIT_IFINDEX, "ifindex"));
	line("", "state", NAME_OF(state, number(tb, VCIRC_A_CIRCUIT_STATE, "state")));
	line_u64("", "since_ms", number(tb, VCIRC_A_CIRCUIT_SINCE, "since") / NS_PER_MS);
	line("", "unmonitored", unmonitored(nlh) ? "true" : "false");

	parse_nest(cf, VCIRC_A_CONFIG_MAX, tb[VCIRC_A_CIRCUIT_CONFIG], "config");
	line("", "mode", NAME_OF(mode, number(cf, VCIRC_A_CONFIG_MODE, "mode")));
	line("", "revert", number(cf, VCIRC_A_CONFIG_REVERT, "revert") ? "true" : "false");
	line("", "hash", NAME_OF(hash, number(cf, VCIRC_A_CONFIG_HASH, "hash")));
	line("", "symmetric", number(cf, VCIRC_A_CONFIG_SYMMETRIC, "symmetric") ? "true" : "false");
	line_u64("", "seed", number(cf, VCIRC_A_CONFIG_SEED, "seed"));
	line_u64("", "rebalance_time_ms", number(cf, VCIRC_A_CONFIG_REBALANCE_TIME, "rebalance-time"));
	if (cf[VCIRC_A_CONFIG_PEER])
		error(3, 0, "write-only peer in a reply");
	line_u64("", "switches", number(tb, VCIRC_A_CIRCUIT_SWITCHES, "switches"));
	if (tb[VCIRC_A_CIRCUIT_LAST_SWITCH]) {
		struct nlattr *sw[VCIRC_A_SWITCH_MAX + 1];

		parse_nest(sw, VCIRC_A_SWITCH_MAX, tb[VCIRC_A_CIRCUIT_LAST_SWITCH], "last-switch");
		line("last_switch.", "from", NAME_OF(role, number(sw, VCIRC_A_SWITCH_FROM, "from")));
		line("last_switch.", "to", NAME_OF(role, number(sw, VCIRC_A_SWITCH_TO, "to")));
		line("last_switch.", "reason", NAME_OF(reason, number(sw, VCIRC_A_SWITCH_REASON, "reason")));
		line_u64("last_switch.", "ago_ms", number(sw, VCIRC_A_SWITCH_AGO, "ago") / NS_PER_MS);
	} else {
		line("", "last_switch", "null");
	}
	line_u64("", "moving", number(tb, VCIRC_A_CIRCUIT_MOVING, "moving"));
	parse_nest(dr, VCIRC_A_DROPS_MAX, tb[VCIRC_A_CIRCUIT_DROPS], "drops");
	line_u64("drops.", "tx_no_usable_path", number(dr, VCIRC_A_DROPS_TX_NO_USABLE_PATH, "tx-no-usable-path"));

	nla_for_each_attr(attr, genlmsg_attrdata(nlmsg_data(nlh), 0), genlmsg_attrlen(nlmsg_data(nlh), 0), rem)
		if (nla_type(attr) == VCIRC_A_CIRCUIT_PATH)
			print_path(attr, paths++);
	if (paths != 2)
		error(3, 0, "%u paths in a message", paths);
	fprintf(out, "\n");
	fflush(out);
	return NL_OK;
}

static int on_message(struct nl_msg *msg, void *arg)
{
	(void)arg;
	return print_circuit(nlmsg_hdr(msg));
}

/* ---- talking ----------------------------------------------------------- */

static void want_extack(void)
{
	int one = 1;

	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
}

/* What one raw request was answered. */
static struct answer {
	int error;
	bool done;
	char message[256];
	unsigned int offset;
	unsigned int miss_type, miss_nest;
	bool has_policy, interrupted;
	unsigned int messages;
} answer;

static void take_extack(struct nlattr *attr, int rem)
{
	for (; nla_ok(attr, rem); attr = nla_next(attr, &rem)) {
		switch (nla_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			nla_strlcpy(answer.message, attr, sizeof(answer.message));
			break;
		case NLMSGERR_ATTR_OFFS:
			answer.offset = nla_get_u32(attr);
			break;
		case NLMSGERR_ATTR_POLICY:
			answer.has_policy = true;
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			answer.miss_type = nla_get_u32(attr);
			break;
		case NLMSGERR_ATTR_MISS_NEST:
			answer.miss_nest = nla_get_u32(attr);
			break;
		}
	}
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *err, void *arg)
{
	struct nlmsghdr *nlh = (void *)((char *)err - NLMSG_HDRLEN);
	int skip = sizeof(*err);

	(void)from;
	(void)arg;
	answer.error = -err->error;
	answer.done = true;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS) {
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
			skip += err->msg.nlmsg_len - NLMSG_HDRLEN;
		skip = NLMSG_ALIGN(skip);
		take_extack((void *)((char *)err + skip), nlh->nlmsg_len - NLMSG_HDRLEN - skip);
	}
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	answer.done = true;
	return NL_STOP;
}

static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);

	(void)arg;
	answer.done = true;
	if (nlh->nlmsg_len >= (unsigned int)nlmsg_size(sizeof(int)))
		answer.error = -*(int *)nlmsg_data(nlh);
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		take_extack(nlmsg_attrdata(nlh, sizeof(int)), nlmsg_attrlen(nlh, sizeof(int)));
	return NL_STOP;
}

static int on_interrupted(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	answer.interrupted = true;
	return NL_OK;
}

static int on_raw_message(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	answer.messages++;
	return NL_OK;
}

static void talk(struct nl_msg *msg, nl_recvmsg_msg_cb_t valid)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int err = nl_send_auto(sock, msg);

	if (err < 0 || !cb)
		error(3, 0, "send: %s", nl_geterror(err));
	memset(&answer, 0, sizeof(answer));
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, valid, NULL);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, NULL);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, NULL);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, NULL);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, NULL);
	while (!answer.done) {
		err = nl_recvmsgs(sock, cb);
		if (err < 0 && !answer.done)
			error(3, 0, "receive: %s", nl_geterror(err));
	}
	nl_cb_put(cb);
	nlmsg_free(msg);
}

static struct nl_msg *request(int cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc_size(65536);

	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_REQUEST | flags,
				 cmd, VCIRC_FAMILY_VERSION))
		error(3, ENOMEM, "request");
	return msg;
}

/* One line about a refusal, the errno as exit code is of no use to a script: 2. */
static int finish(void)
{
	if (answer.interrupted)
		fprintf(stderr, "dump interrupted\n");
	if (!answer.error)
		return 0;
	fprintf(stderr, "refused: %s%s%s\n", strerror(answer.error),
		*answer.message ? ": " : "", answer.message);
	return 2;
}

/* All settings and states there are, to be freed. */
static char *snapshot(void)
{
	char *text = NULL;
	size_t len;

	out = open_memstream(&text, &len);
	if (!out)
		error(3, errno, "snapshot");
	only_settings = true;
	talk(request(VCIRC_CMD_CIRCUIT_GET, NLM_F_DUMP), on_message);
	only_settings = false;
	fclose(out);
	out = stdout;
	return text;
}

static int do_dump(int argc, char **argv)
{
	struct nl_msg *msg = request(VCIRC_CMD_CIRCUIT_GET, NLM_F_DUMP);

	if (argc)
		NLA_PUT_STRING(msg, VCIRC_A_CIRCUIT_NAME, argv[0]);
	talk(msg, on_message);
	return finish();
nla_put_failure:
	error(3, 0, "name too long");
	return 3;
}

static int do_get(int argc, char **argv)
{
	struct nl_msg *msg = request(VCIRC_CMD_CIRCUIT_GET, NLM_F_ACK);

	if (argc != 1)
		error(1, 0, "get NAME");
	NLA_PUT_STRING(msg, VCIRC_A_CIRCUIT_NAME, argv[0]);
	talk(msg, on_message);
	return finish();
nla_put_failure:
	error(3, 0, "name too long");
	return 3;
}

static int on_off(const char *s)
{
	if (strcmp(s, "on") && strcmp(s, "off"))
		error(1, 0, "%s is not on or off", s);
	return !strcmp(s, "on");
}

/* set NAME [KEY VALUE]... [path ROLE [admin up|down] [weight N]] [force]; bind and unbind likewise. */
static int do_change(int cmd, int argc, char **argv)
{
	struct nl_msg *msg = request(cmd, NLM_F_ACK);
	struct nlattr *config = NULL, *path = NULL;
	uint8_t via[16];
	int i;

	if (!argc)
		error(1, 0, "which circuit?");
	NLA_PUT_STRING(msg, VCIRC_A_CIRCUIT_NAME, argv[0]);
	for (i = 1; i < argc; i++) {
		const char *key = argv[i], *value = i + 1 < argc ? argv[i + 1] : "";
		bool in_config = !strcmp(key, "mode") || !strcmp(key, "revert") || !strcmp(key, "hash") ||
				 !strcmp(key, "symmetric") || !strcmp(key, "seed") ||
				 !strcmp(key, "rebalance-time-ms");

		if (in_config && !config) {
			config = nla_nest_start(msg, NLA_F_NESTED | VCIRC_A_CIRCUIT_CONFIG);
		} else if (!in_config && config) {
			nla_nest_end(msg, config);
			config = NULL;
		}
		if (!strcmp(key, "force")) {
			if (path)
				nla_nest_end(msg, path);
			path = NULL;
			NLA_PUT_FLAG(msg, VCIRC_A_CIRCUIT_FORCE);
			continue;
		}
		i++;
		if (!strcmp(key, "path")) {
			path = nla_nest_start(msg, NLA_F_NESTED | VCIRC_A_CIRCUIT_PATH);
			NLA_PUT_U32(msg, VCIRC_A_PATH_ROLE, VALUE_OF(role, value));
		} else if (!strcmp(key, "admin")) {
			NLA_PUT_U8(msg, VCIRC_A_PATH_ADMIN_UP, !strcmp(value, "up"));
		} else if (!strcmp(key, "weight")) {
			NLA_PUT_U8(msg, VCIRC_A_PATH_WEIGHT, atoi(value));
		} else if (!strcmp(key, "dev")) {
			NLA_PUT_STRING(msg, VCIRC_A_PATH_PORT_NAME, value);
		} else if (!strcmp(key, "via")) {
			if (inet_pton(AF_INET, value, via) == 1)
				NLA_PUT(msg, VCIRC_A_PATH_VIA, 4, via);
			else if (inet_pton(AF_INET6, value, via) == 1)
				NLA_PUT(msg, VCIRC_A_PATH_VIA, 16, via);
			else
				error(1, 0, "%s is not an address", value);
		} else if (!strcmp(key, "s-vlan")) {
			NLA_PUT_U16(msg, VCIRC_A_PATH_S_VLAN, atoi(value));
		} else if (!strcmp(key, "s-proto")) {
			NLA_PUT_U32(msg, VCIRC_A_PATH_S_PROTO, VALUE_OF(s_proto, value));
		} else if (!strcmp(key, "mode")) {
			NLA_PUT_U32(msg, VCIRC_A_CONFIG_MODE, VALUE_OF(mode, value));
		} else if (!strcmp(key, "revert")) {
			NLA_PUT_U8(msg, VCIRC_A_CONFIG_REVERT, on_off(value));
		} else if (!strcmp(key, "hash")) {
			NLA_PUT_U32(msg, VCIRC_A_CONFIG_HASH, VALUE_OF(hash, value));
		} else if (!strcmp(key, "symmetric")) {
			NLA_PUT_U8(msg, VCIRC_A_CONFIG_SYMMETRIC, on_off(value));
		} else if (!strcmp(key, "seed")) {
			NLA_PUT_U32(msg, VCIRC_A_CONFIG_SEED, strtoul(value, NULL, 0));
		} else if (!strcmp(key, "rebalance-time-ms")) {
			NLA_PUT_U32(msg, VCIRC_A_CONFIG_REBALANCE_TIME, strtoul(value, NULL, 0));
		} else {
			error(1, 0, "%s is not a setting", key);
		}
	}
	if (config)
		nla_nest_end(msg, config);
	if (path)
		nla_nest_end(msg, path);
	talk(msg, on_message);
	return finish();
nla_put_failure:
	error(3, 0, "request too long");
	return 3;
}

static void on_alarm(int sig)
{
	(void)sig;
	_exit(0);
}

/* listen [SECONDS]: events until then, "listening" first so that a script knows it may go on. */
static int do_listen(int argc, char **argv)
{
	int group = genl_ctrl_resolve_grp(sock, VCIRC_FAMILY_NAME, VCIRC_MCGRP_EVENTS);
	int err;

	if (group < 0 || nl_socket_add_membership(sock, group) < 0)
		error(2, 0, "cannot join the event group");
	nl_socket_set_buffer_size(sock, 4 << 20, 0);
	nl_socket_disable_seq_check(sock);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_message, NULL);
	signal(SIGALRM, on_alarm);
	if (argc)
		alarm(atoi(argv[0]));
	printf("listening\n\n");
	fflush(stdout);
	for (;;) {
		err = nl_recvmsgs_default(sock);
		if (err < 0)
			error(3, 0, "receive: %s", nl_geterror(err));
	}
	return 0;
}

/* ---- raw requests ------------------------------------------------------ */

static struct { unsigned int offset; char path[96]; } marks[64];
static unsigned int n_marks;

static const struct attr_name *find_attr(enum space in, const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attr_names); i++)
		if (attr_names[i].in == in && !strcmp(attr_names[i].name, name))
			return &attr_names[i];
	return NULL;
}

static const char *attr_name_of(enum space in, int type)
{
	static char number[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attr_names); i++)
		if (attr_names[i].in == in && attr_names[i].type == type)
			return attr_names[i].name;
	snprintf(number, sizeof(number), "%d", type);
	return number;
}

static void put(struct nl_msg *msg, int type, const void *data, int len)
{
	if (nla_put(msg, type, len, data))
		error(3, 0, "request too long");
}

static void put_value(struct nl_msg *msg, int type, const char *spec)
{
	const char *colon = strchr(spec, ':');
	const char *v = colon ? colon + 1 : "";
	size_t len = colon ? (size_t)(colon - spec) : strlen(spec);
	uint64_t n = strtoull(v, NULL, 0);
	uint8_t bytes[4096];
	int i;

#define IS(s) (len == strlen(s) && !strncmp(spec, s, len))
	if (IS("u8")) {
		put(msg, type, (uint8_t[]){ n }, 1);
	} else if (IS("u16")) {
		put(msg, type, (uint16_t[]){ n }, 2);
	} else if (IS("u32")) {
		put(msg, type, (uint32_t[]){ n }, 4);
	} else if (IS("u64")) {
		put(msg, type, &n, 8);
	} else if (IS("str")) {
		put(msg, type, v, strlen(v) + 1);
	} else if (IS("unterminated")) {
		put(msg, type, v, strlen(v));
	} else if (IS("flag")) {
		put(msg, type, NULL, 0);
	} else if (IS("zero")) {
		memset(bytes, 0, sizeof(bytes));
		put(msg, type, bytes, n > sizeof(bytes) ? sizeof(bytes) : n);
	} else if (IS("hex")) {
		for (i = 0; v[0] && v[1] && i < (int)sizeof(bytes); v += 2)
			if (sscanf(v, "%2hhx", &bytes[i++]) != 1)
				error(1, 0, "%s: not hex", spec);
		put(msg, type, bytes, i);
	} else {
		error(1, 0, "%s: not a value", spec);
	}
#undef IS
}

/* Tokens "name=KIND:VALUE", "name{" (nest), "name[" (nest without the nested flag), "}". */
static int build(struct nl_msg *msg, int argc, char **argv, int i, enum space space, const char *prefix)
{
	while (i < argc && strcmp(argv[i], "}")) {
		size_t len = strcspn(argv[i], "={[");
		char name[64], path[192];
		const struct attr_name *known;
		enum space inside;
		int type;

		if (!argv[i][len] || len >= sizeof(name))
			error(1, 0, "%s: not an attribute", argv[i]);
		memcpy(name, argv[i], len);
		name[len] = 0;
		known = find_attr(space, name);
		type = known ? known->type : atoi(name);
		if (!known && !type && strcmp(name, "0"))
			error(1, 0, "%s: no such attribute here", name);
		inside = known ? known->inside : NOWHERE;
		snprintf(path, sizeof(path), "%s%s%s", prefix, *prefix ? "/" : "", name);
		if (n_marks < ARRAY_SIZE(marks)) {
			marks[n_marks].offset = nlmsg_hdr(msg)->nlmsg_len;
			snprintf(marks[n_marks++].path, sizeof(marks[0].path), "%.95s", path);
		}
		if (argv[i][len] == '=') {
			put_value(msg, type, argv[i++] + len + 1);
		} else {
			struct nlattr *nest = (void *)((char *)nlmsg_hdr(msg) + nlmsg_hdr(msg)->nlmsg_len);
			struct ifinfomsg ifi = { 0 };

			/* By hand: libnl takes back a nest that stays empty. */
			put(msg, argv[i][len] == '{' ? type | NLA_F_NESTED : type, NULL, 0);
			if (inside == LINK && space == CONFIG &&
			    nlmsg_append(msg, &ifi, sizeof(ifi), NLMSG_ALIGNTO))
				error(3, 0, "request too long");
			i = build(msg, argc, argv, i + 1, inside, path);
			if (i == argc)
				error(1, 0, "%s is not closed", path);
			i++;
			nest->nla_len = (char *)nlmsg_hdr(msg) + nlmsg_hdr(msg)->nlmsg_len - (char *)nest;
		}
	}
	return i;
}

/*
 * raw get|dump|set|bind|unbind|CMDNUMBER|newlink|setlink [version=N] [reserved=N] [trailing=N] ATTR...
 *
 * Prints errno, the kernel's message, the attribute it points at, the one it
 * misses, and whether any circuit is not what it was.
 */
static int do_raw(int argc, char **argv)
{
	static const struct { const char *name; int cmd, flags; } cmds[] = {
		{ "get", VCIRC_CMD_CIRCUIT_GET, 0 },
		{ "dump", VCIRC_CMD_CIRCUIT_GET, NLM_F_DUMP },
		{ "set", VCIRC_CMD_CIRCUIT_SET, 0 },
		{ "bind", VCIRC_CMD_PATH_BIND, 0 },
		{ "unbind", VCIRC_CMD_PATH_UNBIND, 0 },
	};
	const char *at = "none";
	unsigned int i, n_tokens = 0, cmd = 0, flags = NLM_F_ACK;
	struct nl_msg *msg;
	char **tokens = calloc(1024, sizeof(*tokens)), *token, *before, *after;
	struct nl_sock *genl = sock;
	struct answer raw;
	bool link;

	if (!argc || !tokens)
		error(1, 0, "raw what?");
	/* One argument or many, the words count. */
	for (i = 0; (int)i < argc; i++)
		for (token = strtok(argv[i], " "); token && n_tokens < 1023; token = strtok(NULL, " "))
			tokens[n_tokens++] = token;
	argv = tokens;
	argc = n_tokens;
	before = snapshot();
	link = !strcmp(argv[0], "newlink") || !strcmp(argv[0], "setlink");
	if (link) {
		struct ifinfomsg ifi = { 0 };

		sock = nl_socket_alloc();
		if (!sock || nl_connect(sock, NETLINK_ROUTE))
			error(3, 0, "rtnetlink");
		want_extack();
		msg = nlmsg_alloc_size(65536);
		if (!msg || !nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, RTM_NEWLINK, 0, NLM_F_REQUEST | NLM_F_ACK |
				       (!strcmp(argv[0], "newlink") ? NLM_F_CREATE | NLM_F_EXCL : 0)) ||
		    nlmsg_append(msg, &ifi, sizeof(ifi), NLMSG_ALIGNTO))
			error(3, ENOMEM, "request");
	} else {
		for (i = 0; i < ARRAY_SIZE(cmds) && strcmp(cmds[i].name, argv[0]); i++)
			;
		if (i < ARRAY_SIZE(cmds)) {
			cmd = cmds[i].cmd;
			flags = cmds[i].flags ?: NLM_F_ACK;
		} else {
			cmd = atoi(argv[0]);
		}
		msg = request(cmd, flags);
	}
	i = 1;
	if ((int)i < argc && !strncmp(argv[i], "reserved=", 9))
		((struct genlmsghdr *)nlmsg_data(nlmsg_hdr(msg)))->reserved = atoi(argv[i++] + 9);
	if ((int)i < argc && !strncmp(argv[i], "version=", 8))
		((struct genlmsghdr *)nlmsg_data(nlmsg_hdr(msg)))->version = atoi(argv[i++] + 8);
	i = build(msg, argc, argv, i, link ? LINK : TOP, "");
	if ((int)i != argc)
		error(1, 0, "} too many");

	nl_socket_modify_cb(sock, NL_CB_SEQ_CHECK, NL_CB_DEFAULT, NULL, NULL);
	talk(msg, on_raw_message);
	raw = answer;
	for (i = 0; raw.offset && i < n_marks; i++)
		if (marks[i].offset == raw.offset)
			at = marks[i].path;
	if (raw.offset && !strcmp(at, "none"))
		at = "unknown-offset";
	sock = genl;
	after = snapshot();
	printf("errno=%s\n", raw.error ? strerrorname_np(raw.error) : "0");
	printf("message=%s\n", raw.message);
	printf("attr=%s\n", at);
	printf("missing=%s\n", !raw.miss_type ? "none" :
	       attr_name_of(raw.miss_nest ? PATH : TOP, raw.miss_type));
	printf("policy=%s\n", raw.has_policy ? "yes" : "no");
	printf("messages=%u\n", raw.messages);
	printf("changed=%s\n", strcmp(before, after) ? "yes" : "no");
	return 0;
}

static void enter_netns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		error(3, errno, "network namespace %s", name);
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "-n")) {
		enter_netns(argv[2]);
		argc -= 2;
		argv += 2;
	}
	if (argc < 2) {
		fputs("usage: vcirc-client [-n NETNS] VERB...\n"
		      "       vcirc-client dump [NAME] | settings | get NAME | listen [SECONDS]\n"
		      "       vcirc-client set NAME [KEY VALUE]... [path ROLE [admin up|down] [weight N]] [force]\n"
		      "       vcirc-client bind NAME path ROLE dev IF [via IP] [s-vlan VID [s-proto P]] [weight N]\n"
		      "       vcirc-client unbind NAME path ROLE [force]\n"
		      "       vcirc-client raw REQUEST ATTR...\n", stderr);
		return 1;
	}
	sock = nl_socket_alloc();
	if (!sock || genl_connect(sock))
		error(3, 0, "generic netlink");
	nl_socket_set_buffer_size(sock, 1 << 20, 0);
	want_extack();
	family = genl_ctrl_resolve(sock, VCIRC_FAMILY_NAME);
	if (family < 0)
		error(3, 0, "family %s is not there: %s", VCIRC_FAMILY_NAME, nl_geterror(family));

	out = stdout;
	argc -= 2;
	argv += 2;
	if (!strcmp(argv[-1], "settings"))
		return fputs(snapshot(), stdout) == EOF;
	if (!strcmp(argv[-1], "dump"))
		return do_dump(argc, argv);
	if (!strcmp(argv[-1], "get"))
		return do_get(argc, argv);
	if (!strcmp(argv[-1], "set"))
		return do_change(VCIRC_CMD_CIRCUIT_SET, argc, argv);
	if (!strcmp(argv[-1], "bind"))
		return do_change(VCIRC_CMD_PATH_BIND, argc, argv);
	if (!strcmp(argv[-1], "unbind"))
		return do_change(VCIRC_CMD_PATH_UNBIND, argc, argv);
	if (!strcmp(argv[-1], "listen"))
		return do_listen(argc, argv);
	if (!strcmp(argv[-1], "raw"))
		return do_raw(argc, argv);
	error(1, 0, "%s: no such verb", argv[-1]);
	return 1;
}
