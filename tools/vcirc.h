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

#include <linux/vcirc.h>

#define VC_NAME_LEN	128	/* a name or an alternative name and its NUL */
#define VC_TEXT_LEN	320
#define VC_PATHS	2
#define VC_VIA_LEN	16
#define VC_DROPS	(VCIRC_A_DROPS_MAX + 1)
#define VC_BIT(n)	(1U << (n))
#define VC_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
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
 * struct vc_path - one leg of a circuit
 * @role: enum vcirc_role
 * @binding: enum vcirc_binding
 * @port_ifindex: the port, or the other end of the wire; 0 when unbound
 * @port_name: its name; empty when unbound
 * @has_netnsid: whether it is in another network namespace
 * @port_netnsid: that namespace
 * @s_vlan: service tag, 0 when untagged
 * @s_proto: enum vcirc_s_proto, of a tagged path
 * @via_len: bytes of the next hop, 0 when not routed
 * @via: next hop, IPv4 or IPv6
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
 */
struct vc_path {
	uint32_t role;
	uint32_t binding;
	uint32_t port_ifindex;
	char port_name[VC_NAME_LEN];
	bool has_netnsid;
	int32_t port_netnsid;
	uint16_t s_vlan;
	uint32_t s_proto;
	unsigned int via_len;
	uint8_t via[VC_VIA_LEN];
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
	char name[VC_NAME_LEN];
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

/* Whether a kind of drop is counted by the circuit, not by a path. */
static inline bool vc_drop_of_circuit(unsigned int drop)
{
	return drop == VCIRC_A_DROPS_TX_NO_USABLE_PATH;
}

/**
 * struct vc_list - circuits, as a dump gave them
 * @circuit: array
 * @count: how many
 * @room: how many fit
 */
struct vc_list {
	struct vc_circuit *circuit;
	size_t count;
	size_t room;
};

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
 * @circuit: the circuit as it was then; not set for VC_EVENT_RESYNC
 */
struct vc_event {
	uint32_t kind;
	bool has_role;
	uint32_t role;
	uint32_t reason;
	uint64_t time_ns;
	uint32_t lost;
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
	KEY_COUNT,
};

/* The settings of a circuit, the same for add and set. */
#define VC_KEYS_PROFILE	(VC_BIT(KEY_MODE) | VC_BIT(KEY_REVERT) | VC_BIT(KEY_HASH) | \
			 VC_BIT(KEY_SYMMETRIC) | VC_BIT(KEY_SEED) | \
			 VC_BIT(KEY_REBALANCE_TIME))
#define VC_KEYS_LINK	(VC_BIT(KEY_MTU) | VC_BIT(KEY_ADDRESS))

/**
 * struct vc_request - what a command line asks for, checked
 * @given: VC_BIT() of the keys that are there
 * @text: the words as the user wrote them
 * @value: what they mean, where that is a number or a choice
 * @address: KEY_ADDRESS
 * @via: KEY_VIA
 * @via_len: its bytes
 */
struct vc_request {
	uint32_t given;
	const char *text[KEY_COUNT];
	uint32_t value[KEY_COUNT];
	uint8_t address[6];
	uint8_t via[VC_VIA_LEN];
	unsigned int via_len;
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
	bool color;
};

struct vc_kernel;

/**
 * struct vc_ctx - one run of the tool
 * @opt: options
 * @kernel: opened by the first command that needs it, then kept
 * @file: batch file, or NULL
 * @line: its line
 */
struct vc_ctx {
	struct vc_options opt;
	struct vc_kernel *kernel;
	const char *file;
	unsigned int line;
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
	uint32_t keys;
	uint32_t required;
	uint32_t any;
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
int kernel_get(struct vc_kernel *kernel, const char *name, struct vc_circuit *circuit,
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
