/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vcirc - what the rooms of the tool share: the model of a circuit, the request
 * a command line makes, the seam to the kernel and the printers.
 *
 * Nothing here knows netlink: kernel.c, kmsg.c and nl.c do, and only they.
 */
#ifndef VCIRC_TOOL_H
#define VCIRC_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/vcirc.h>

#define VC_NAME_LEN	128	/* a name or an alternative name and its NUL */
#define VC_DEV_LEN	16	/* a name as the kernel tells it, and its NUL */
#define VC_TEXT_LEN	320
#define VC_PATHS	2
#define VC_ADDR_LEN	16
#define VC_DROPS	(VCIRC_A_DROPS_MAX + 1)
#define VC_BFD_DROPS	(VCIRC_A_BFD_DROPS_MAX + 1)
#define VC_BIT(n)	(UINT64_C(1) << (n))
#define VC_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define VC_NSEC_PER_USEC UINT64_C(1000)
#define VC_NSEC_PER_MSEC UINT64_C(1000000)
#define VC_NSEC_PER_SEC	UINT64_C(1000000000)

/**
 * enum vc_status - exit status of the tool
 * @VC_DONE: done
 * @VC_USAGE: a usage or file error; nothing was sent
 * @VC_REFUSED: the kernel refused
 * @VC_NO_MODULE: the kernel has no vcirc
 */
enum vc_status {
	VC_DONE,
	VC_USAGE,
	VC_REFUSED,
	VC_NO_MODULE,
};

/*
 * The model
 */

/**
 * struct vc_addr - an IP address
 * @len: its bytes: 4, 16, or 0 when there is none
 * @byte: in network order
 */
struct vc_addr {
	unsigned int len;
	uint8_t byte[VC_ADDR_LEN];
};

/**
 * struct vc_bfd_down - the last time a BFD session left the state up
 * @ago_ns: its age
 * @end: enum vcirc_bfd_end, who took it down first
 * @diag: enum vcirc_bfd_diag of that end
 * @detected_ns: from the last packet of the peer until then
 */
struct vc_bfd_down {
	uint64_t ago_ns;
	uint32_t end;
	uint32_t diag;
	uint64_t detected_ns;
};

/**
 * struct vc_bfd_echo - Echo packets, sent by us and returned by the router
 * @interval_us: between them now, 0 while none are sent
 * @tx_packets: how many were sent
 * @rx_packets: how many of them returned
 * @lost: how many did not within the detection time
 * @rtt_last_ns: how long the last took
 * @rtt_min_ns: how long the fastest took
 * @rtt_avg_ns: how long they take on average
 * @rtt_max_ns: how long the slowest took
 * @jitter_ns: how much that varies, smoothed
 */
struct vc_bfd_echo {
	uint32_t interval_us;
	uint64_t tx_packets;
	uint64_t rx_packets;
	uint64_t lost;
	uint64_t rtt_last_ns;
	uint64_t rtt_min_ns;
	uint64_t rtt_avg_ns;
	uint64_t rtt_max_ns;
	uint64_t jitter_ns;
};

/**
 * struct vc_bfd - the BFD session of a path
 * @encap: enum vcirc_bfd_encap
 * @local: own address, may be none
 * @peer: address of the peer, may be none
 * @min_tx_us: least interval to send at while the session is up
 * @min_rx_us: least interval to receive at
 * @mult: packets of ours the peer has to miss in a row
 * @passive: nothing is sent before the peer was heard
 * @echo_us: interval of Echo packets that was asked for, 0 for none
 * @auth: enum vcirc_bfd_auth
 * @has_key_id: whether there is a key
 * @key_id: of the key that is sent, and accepted
 * @has_key2_id: whether there is a second key
 * @key2_id: of this, which is accepted
 * @state: enum vcirc_bfd_state
 * @remote_state: the same, of the peer
 * @diag: enum vcirc_bfd_diag, why it last went down on this end
 * @remote_diag: the same, of the peer
 * @discr: own discriminator
 * @remote_discr: the peer's, 0 while it is not known; what is remote is of no
 *	meaning then, but for @remote_state and @remote_diag
 * @remote_min_tx_us: as @min_tx_us
 * @remote_min_rx_us: as @min_rx_us
 * @remote_min_echo_rx_us: least interval the peer returns Echo packets at, 0
 *	when it returns none
 * @remote_mult: packets of the peer's this end has to miss in a row
 * @remote_demand: the peer wants no packets while the session is up
 * @polling: a change of timers waits for the peer to confirm it
 * @tx_interval_us: between packets sent, 0 while none are
 * @detect_time_us: without a packet of the peer until the session goes down, 0
 *	while the peer is not known
 * @since_ns: age of @state
 * @times_up: how often it came up
 * @flaps: how often it went down without a command on either end
 * @has_last_down: whether @last_down is there
 * @last_down: the last time it went down
 * @tx_packets: packets sent
 * @rx_packets: valid packets received
 * @drops: by VCIRC_A_BFD_DROPS_*
 * @timers_late: how often this machine was late to look at its clock
 * @timers_forgiven: how often it gave the peer more time therefore
 * @has_echo: whether @echo is there
 * @echo: of Echo packets
 */
struct vc_bfd {
	uint32_t encap;
	struct vc_addr local;
	struct vc_addr peer;
	uint32_t min_tx_us;
	uint32_t min_rx_us;
	uint32_t mult;
	bool passive;
	uint32_t echo_us;
	uint32_t auth;
	bool has_key_id;
	uint32_t key_id;
	bool has_key2_id;
	uint32_t key2_id;
	uint32_t state;
	uint32_t remote_state;
	uint32_t diag;
	uint32_t remote_diag;
	uint32_t discr;
	uint32_t remote_discr;
	uint32_t remote_min_tx_us;
	uint32_t remote_min_rx_us;
	uint32_t remote_min_echo_rx_us;
	uint32_t remote_mult;
	bool remote_demand;
	bool polling;
	uint32_t tx_interval_us;
	uint32_t detect_time_us;
	uint64_t since_ns;
	uint64_t times_up;
	uint64_t flaps;
	bool has_last_down;
	struct vc_bfd_down last_down;
	uint64_t tx_packets;
	uint64_t rx_packets;
	uint64_t drops[VC_BFD_DROPS];
	uint64_t timers_late;
	uint64_t timers_forgiven;
	bool has_echo;
	struct vc_bfd_echo echo;
};

/**
 * struct vc_path - one leg of a circuit
 * @role: enum vcirc_role
 * @binding: enum vcirc_binding
 * @port_ifindex: the port, or the other end of the wire; 0 when unbound
 * @port_name: its name; empty when unbound
 * @has_netnsid: whether it is in another network namespace
 * @port_netnsid: that namespace
 * @s_vlan: service tag, 0 when untagged
 * @s_proto: enum vcirc_s_proto, of a tagged path
 * @via: next hop, none when not routed
 * @neighbour: enum vcirc_neighbour, of a routed path
 * @has_neighbour_mac: whether the next hop was ever resolved
 * @neighbour_mac: to this
 * @admin_up: not taken down by a command
 * @weight: share of the flows
 * @state: enum vcirc_path_state
 * @reason: enum vcirc_reason
 * @usable: frames can be sent on it
 * @buckets: buckets that are sent on it now
 * @since_ns: age of @state and @reason
 * @times_up: how often it became usable
 * @times_down: how often it stopped being usable
 * @flaps: how often it did so without a command
 * @tx_packets: frames sent
 * @tx_bytes: bytes sent
 * @rx_packets: frames received
 * @rx_bytes: bytes received
 * @drops: by VCIRC_A_DROPS_*
 * @bfd: its BFD session, NULL when it has none: it is larger than the rest
 */
struct vc_path {
	uint32_t role;
	uint32_t binding;
	uint32_t port_ifindex;
	char port_name[VC_DEV_LEN];
	bool has_netnsid;
	int32_t port_netnsid;
	uint16_t s_vlan;
	uint32_t s_proto;
	struct vc_addr via;
	uint32_t neighbour;
	bool has_neighbour_mac;
	uint8_t neighbour_mac[6];
	bool admin_up;
	uint32_t weight;
	uint32_t state;
	uint32_t reason;
	bool usable;
	uint32_t buckets;
	uint64_t since_ns;
	uint64_t times_up;
	uint64_t times_down;
	uint64_t flaps;
	uint64_t tx_packets;
	uint64_t tx_bytes;
	uint64_t rx_packets;
	uint64_t rx_bytes;
	uint64_t drops[VC_DROPS];
	struct vc_bfd *bfd;
};

/**
 * struct vc_switch - the last time traffic moved from one path to the other
 * @from: enum vcirc_role
 * @to: enum vcirc_role
 * @reason: enum vcirc_reason, none when traffic went back where it belongs
 * @ago_ns: its age
 */
struct vc_switch {
	uint32_t from;
	uint32_t to;
	uint32_t reason;
	uint64_t ago_ns;
};

/**
 * struct vc_circuit - a circuit as the kernel describes it
 * @name: name of the network device
 * @ifindex: its index
 * @state: enum vcirc_state
 * @since_ns: age of @state
 * @mode: enum vcirc_mode
 * @revert: whether traffic returns to a primary path that is usable again
 * @hash: enum vcirc_hash
 * @symmetric: whether both directions of a flow share a bucket
 * @seed: mixed into every flow hash
 * @rebalance_ms: patience with flows that never pause
 * @switches: how often traffic moved from one path to the other
 * @has_switch: whether @last_switch is there
 * @last_switch: the last of @switches
 * @moving: buckets that wait to return to the path they belong to
 * @drops: drops no path answers for, by VCIRC_A_DROPS_*
 * @path: primary and secondary
 */
struct vc_circuit {
	char name[VC_DEV_LEN];
	uint32_t ifindex;
	uint32_t state;
	uint64_t since_ns;
	uint32_t mode;
	bool revert;
	uint32_t hash;
	bool symmetric;
	uint32_t seed;
	uint32_t rebalance_ms;
	uint64_t switches;
	bool has_switch;
	struct vc_switch last_switch;
	uint32_t moving;
	uint64_t drops[VC_DROPS];
	struct vc_path path[VC_PATHS];
};

/* The kinds of drops a circuit counts; its paths count all others. */
#define VC_CIRCUIT_DROPS	VC_BIT(VCIRC_A_DROPS_TX_NO_USABLE_PATH)

/* Whether it would be noticed if frames did not arrive at the other end. */
static inline bool vc_monitored(const struct vc_path *path)
{
	if (path->binding == VCIRC_BINDING_WIRE)
		return true;
	/* Used all the same while its session has not been up yet. */
	return path->bfd && !(path->usable && path->bfd->state != VCIRC_BFD_STATE_UP);
}

/* Whether a bound path of a circuit is not monitored, and none has BFD. */
static inline bool vc_unmonitored(const struct vc_circuit *circuit)
{
	const struct vc_path *path = circuit->path;
	unsigned int i, count = 0;

	for (i = 0; i < VC_PATHS; i++) {
		if (path[i].bfd)
			return false;
		count += path[i].binding != VCIRC_BINDING_NONE && !vc_monitored(&path[i]);
	}
	return count;
}

/* Free what a circuit points to. */
static inline void vc_circuit_clear(struct vc_circuit *circuit)
{
	unsigned int i;

	for (i = 0; i < VC_PATHS; i++)
		free(circuit->path[i].bfd);
}

/**
 * struct vc_list - circuits
 * @circuit: array
 * @count: how many
 * @room: how many fit
 */
struct vc_list {
	struct vc_circuit *circuit;
	size_t count;
	size_t room;
};

static inline void vc_list_clear(struct vc_list *list)
{
	while (list->count)
		vc_circuit_clear(&list->circuit[--list->count]);
}

static inline void vc_list_free(struct vc_list *list)
{
	vc_list_clear(list);
	free(list->circuit);
}

/* What a listener may hear besides enum vcirc_cause. */
#define VC_EVENT_RESYNC		0x100U	/* events were lost, the circuits follow */
#define VC_EVENT_CURRENT	0x101U	/* one of the circuits that follow */

/**
 * struct vc_event - what happened to a circuit
 * @kind: enum vcirc_cause or VC_EVENT_*
 * @has_role: whether it is about one path
 * @role: enum vcirc_role of that path
 * @reason: enum vcirc_reason
 * @time_ns: nanoseconds since the epoch
 * @lost: events of this circuit before this one that were not sent
 * @has_bfd_state: whether it is about the state of the path's BFD session
 * @bfd_state: enum vcirc_bfd_state
 * @has_bfd_diag: whether that session went down
 * @bfd_diag: enum vcirc_bfd_diag
 * @has_bfd_detected: the same, and the peer was heard before
 * @bfd_detected_ns: from the last packet of the peer until then
 * @circuit: the circuit as it was then; not set for VC_EVENT_RESYNC
 */
struct vc_event {
	uint32_t kind;
	bool has_role;
	uint32_t role;
	uint32_t reason;
	uint64_t time_ns;
	uint32_t lost;
	bool has_bfd_state;
	uint32_t bfd_state;
	bool has_bfd_diag;
	uint32_t bfd_diag;
	bool has_bfd_detected;
	uint64_t bfd_detected_ns;
	struct vc_circuit circuit;
};

/*
 * The request
 */

/**
 * enum vc_key - every argument a command can take
 */
enum vc_key {
	KEY_NONE = -1,
	/* by position */
	KEY_NAME,
	KEY_ROLE,
	/* by keyword */
	KEY_PEER,
	KEY_NETNS,
	KEY_MODE,
	KEY_REVERT,
	KEY_HASH,
	KEY_SYMMETRIC,
	KEY_SEED,
	KEY_REBALANCE_TIME,
	KEY_MTU,
	KEY_ADDRESS,
	KEY_DEV,
	KEY_VIA,
	KEY_S_VLAN,
	KEY_PROTO,
	KEY_WEIGHT,
	KEY_ADMIN,
	KEY_FORCE,
	KEY_NO_BFD,
	KEY_BFD,
	KEY_LOCAL,
	KEY_BFD_PEER,
	KEY_MIN_TX,
	KEY_MIN_RX,
	KEY_MULT,
	KEY_PASSIVE,
	KEY_ECHO,
	KEY_AUTH,
	KEY_KEY_ID,
	KEY_KEY_FILE,
	KEY_KEY2_ID,
	KEY_KEY2_FILE,
	KEY_SESSIONS,
	KEY_COUNT,
};

/* The settings of a circuit, the same for add and set. */
#define VC_KEYS_PROFILE	(VC_BIT(KEY_MODE) | VC_BIT(KEY_REVERT) | VC_BIT(KEY_HASH) | \
			 VC_BIT(KEY_SYMMETRIC) | VC_BIT(KEY_SEED) | \
			 VC_BIT(KEY_REBALANCE_TIME))
#define VC_KEYS_LINK	(VC_BIT(KEY_MTU) | VC_BIT(KEY_ADDRESS))

/* What is said of a BFD session, and of that as a time in microseconds. */
#define VC_KEYS_SESSION	(VC_BIT(KEY_LOCAL) | VC_BIT(KEY_BFD_PEER) | VC_BIT(KEY_MIN_TX) | \
			 VC_BIT(KEY_MIN_RX) | VC_BIT(KEY_MULT) | VC_BIT(KEY_PASSIVE) | \
			 VC_BIT(KEY_ECHO) | VC_BIT(KEY_AUTH) | VC_KEYS_AUTH)
#define VC_KEYS_AUTH	(VC_BIT(KEY_KEY_ID) | VC_BIT(KEY_KEY_FILE) | \
			 VC_BIT(KEY_KEY2_ID) | VC_BIT(KEY_KEY2_FILE))
#define VC_KEYS_USEC	(VC_BIT(KEY_MIN_TX) | VC_BIT(KEY_MIN_RX) | VC_BIT(KEY_ECHO))

/**
 * struct vc_secret - a key of BFD authentication
 * @len: its bytes, 0 when there is none
 * @byte: any
 */
struct vc_secret {
	unsigned int len;
	uint8_t byte[VCIRC_BFD_KEY_MAX];
};

/**
 * struct vc_request - what a command line asks for, checked
 * @given: VC_BIT() of the keys that are there
 * @text: the words as the user wrote them
 * @value: what they mean, where that is a number or a choice
 * @ip: where that is an IP address
 * @address: KEY_ADDRESS
 * @secret: what is in KEY_KEY_FILE and KEY_KEY2_FILE
 */
struct vc_request {
	uint64_t given;
	const char *text[KEY_COUNT];
	uint32_t value[KEY_COUNT];
	struct vc_addr ip[KEY_COUNT];
	uint8_t address[6];
	struct vc_secret secret[2];
};

static inline bool vc_given(const struct vc_request *req, enum vc_key key)
{
	return req->given & VC_BIT(key);
}

/**
 * struct vc_error - why the kernel did not do it
 * @status: exit status
 * @key: the argument it is about, or KEY_NONE
 * @text: why, without the argument
 * @warning: what the kernel had to say about something it did
 */
struct vc_error {
	enum vc_status status;
	enum vc_key key;
	char text[VC_TEXT_LEN];
	char warning[VC_TEXT_LEN];
};

/*
 * The tool
 */

/**
 * enum vc_color - when to colour
 * @VC_COLOR_NEVER: never, the default
 * @VC_COLOR_AUTO: when stdout is a terminal and NO_COLOR is not set
 * @VC_COLOR_ALWAYS: always
 */
enum vc_color {
	VC_COLOR_NEVER,
	VC_COLOR_AUTO,
	VC_COLOR_ALWAYS,
};

/**
 * struct vc_options - the options of the command line
 * @json: JSON instead of text
 * @pretty: indent JSON
 * @stats: add counters
 * @details: add what is rarely of interest
 * @brief: a line a circuit, the least
 * @oneline: a line a circuit, everything
 * @timestamp: begin an event with its time
 * @sessions: all of the BFD sessions
 * @color: resolved, whether to colour
 */
struct vc_options {
	bool json;
	bool pretty;
	bool stats;
	bool details;
	bool brief;
	bool oneline;
	bool timestamp;
	bool sessions;
	bool color;
};

struct vc_kernel;

/**
 * struct vc_ctx - one run of the tool
 * @opt: options
 * @kernel: opened by the first command that needs it, then kept
 * @file: batch file, or NULL
 * @line: its line
 * @reads_stdin: it is standard input
 */
struct vc_ctx {
	struct vc_options opt;
	struct vc_kernel *kernel;
	const char *file;
	unsigned int line;
	bool reads_stdin;
};

/**
 * struct vc_verb - a command
 * @word: its name
 * @positions: how many arguments it takes by position: NAME, then ROLE
 * @optional: whether NAME may be left out
 * @keys: the keywords it takes
 * @required: those it cannot do without
 * @any: those of which it needs one
 * @run: does it
 * @synopsis: the line for help
 * @about: what it does
 */
struct vc_verb {
	const char *word;
	unsigned int positions;
	bool optional;
	uint64_t keys;
	uint64_t required;
	uint64_t any;
	int (*run)(struct vc_ctx *ctx, const struct vc_request *req);
	const char *synopsis;
	const char *about;
};

/* vcirc.c */
int vc_run(struct vc_ctx *ctx, int argc, char **argv);

/* batch.c */
int vc_batch(struct vc_ctx *ctx, const char *file);

/* report.c */
int vc_fail(const struct vc_ctx *ctx, enum vc_status status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void vc_warn(const struct vc_ctx *ctx, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int vc_fail_error(const struct vc_ctx *ctx, const struct vc_request *req,
		  const struct vc_error *err);
int vc_finish(const struct vc_ctx *ctx, const struct vc_request *req,
	      const struct vc_error *err);
int vc_need_kernel(struct vc_ctx *ctx);

/* netns.c */
int netns_open(const char *name, char *why, size_t len);
int netns_enter(const char *name, char *why, size_t len);

/* secret.c */
int secret_read(const struct vc_ctx *ctx, struct vc_request *req);
void secret_wipe(struct vc_request *req);

/* commands */
int cmd_add(struct vc_ctx *ctx, const struct vc_request *req);
int cmd_set(struct vc_ctx *ctx, const struct vc_request *req);
int cmd_del(struct vc_ctx *ctx, const struct vc_request *req);
int cmd_bind(struct vc_ctx *ctx, const struct vc_request *req);
int cmd_path(struct vc_ctx *ctx, const struct vc_request *req);
int cmd_unbind(struct vc_ctx *ctx, const struct vc_request *req);
int cmd_show(struct vc_ctx *ctx, const struct vc_request *req);
int cmd_monitor(struct vc_ctx *ctx, const struct vc_request *req);

/*
 * The seam: what the tool wants of the kernel. kernel.c does it over netlink;
 * the tests put something else in its place. All return an exit status and
 * fill *err when it is not VC_DONE; err->warning may be filled either way.
 */
struct vc_kernel *kernel_open(struct vc_error *err);
void kernel_close(struct vc_kernel *kernel);
int kernel_add(struct vc_kernel *kernel, const struct vc_request *req, int netns_fd,
	       struct vc_error *err);
int kernel_set(struct vc_kernel *kernel, const struct vc_request *req,
	       struct vc_error *err);
int kernel_del(struct vc_kernel *kernel, const struct vc_request *req,
	       struct vc_error *err);
int kernel_bind(struct vc_kernel *kernel, const struct vc_request *req,
		struct vc_error *err);
int kernel_path(struct vc_kernel *kernel, const struct vc_request *req,
		struct vc_error *err);
int kernel_unbind(struct vc_kernel *kernel, const struct vc_request *req,
		  struct vc_error *err);
int kernel_get(struct vc_kernel *kernel, const char *name, struct vc_list *list,
	       struct vc_error *err);
int kernel_dump(struct vc_kernel *kernel, struct vc_list *list, struct vc_error *err);

typedef int (*vc_event_fn)(const struct vc_event *event, void *arg);

int kernel_listen(struct vc_kernel *kernel, int stop_fd, vc_event_fn fn, void *arg,
		  struct vc_error *err);

/*
 * The printers see only the model.
 */
void text_circuits(FILE *out, const struct vc_options *opt, const struct vc_list *list);
void text_event(FILE *out, const struct vc_options *opt, const struct vc_event *event);
int json_circuits(FILE *out, const struct vc_options *opt, const struct vc_list *list);
int json_event(FILE *out, const struct vc_event *event);

#endif /* VCIRC_TOOL_H */
