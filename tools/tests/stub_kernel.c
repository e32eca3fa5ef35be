// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel that is played: instead of kernel.c behind the seam. It prints what
 * it is asked for, and plays what the environment variable STUB says:
 *	empty		there are no circuits
 *	no-module	there is no vcirc in this kernel
 *	refuse WORD WHY	refuse the argument WORD, "-" for none
 *	warn WHY	do it, with a warning
 *	lost		listeners lose events
 *	wait		listeners wait for the end
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

static const struct vc_circuit circuits[] = {
	{
		.name = "vc0", .ifindex = 7, .state = VCIRC_STATE_DEGRADED,
		.since_ns = 12400 * VC_NSEC_PER_MSEC, .mode = VCIRC_MODE_ACTIVE_ACTIVE,
		.revert = true, .hash = VCIRC_HASH_L4, .seed = 0x00c0ffee,
		.rebalance_ms = 10000, .switches = 3, .has_switch = true,
		.last_switch = {
			.from = VCIRC_ROLE_SECONDARY, .to = VCIRC_ROLE_PRIMARY,
			.reason = VCIRC_REASON_NO_CARRIER,
			.ago_ns = 12400 * VC_NSEC_PER_MSEC,
		},
		.path = {
			{
				.role = VCIRC_ROLE_PRIMARY, .binding = VCIRC_BINDING_ETHERNET,
				.port_ifindex = 3, .port_name = "eth1", .s_vlan = 100,
				.admin_up = true, .weight = 1, .state = VCIRC_PATH_STATE_UP,
				.usable = true, .buckets = 256,
				.since_ns = 192 * VC_NSEC_PER_SEC, .times_up = 1,
				.tx_packets = 123456, .tx_bytes = 98765432,
				.rx_packets = 99, .rx_bytes = 6336,
				.drops = { [VCIRC_A_DROPS_RX_UNKNOWN_TAG] = 12,
					   [VCIRC_A_DROPS_RX_NOT_FOR_US] = 3 },
			}, {
				.role = VCIRC_ROLE_SECONDARY, .binding = VCIRC_BINDING_ETHERNET,
				.port_ifindex = 4, .port_name = "eth2", .s_vlan = 4094,
				.s_proto = VCIRC_S_PROTO_DOT1Q,
				.admin_up = true, .weight = 1, .state = VCIRC_PATH_STATE_DOWN,
				.reason = VCIRC_REASON_NO_CARRIER,
				.since_ns = 12400 * VC_NSEC_PER_MSEC, .times_up = 2,
				.times_down = 2, .flaps = 2,
				.tx_packets = 18446744073709551615ULL,
				.tx_bytes = 18446744073709551614ULL,
			},
		},
	}, {
		.name = "ce0", .ifindex = 12, .state = VCIRC_STATE_UP,
		.since_ns = 90061 * VC_NSEC_PER_SEC, .mode = VCIRC_MODE_ACTIVE_STANDBY,
		.hash = VCIRC_HASH_L2, .symmetric = true, .seed = 4294967295U,
		.rebalance_ms = 120000, .moving = 57,
		.path = {
			{
				.role = VCIRC_ROLE_PRIMARY, .binding = VCIRC_BINDING_WIRE,
				.port_ifindex = 2, .port_name = "pe0", .has_netnsid = true,
				.port_netnsid = 0, .admin_up = true, .weight = 255,
				.state = VCIRC_PATH_STATE_UP, .usable = true, .buckets = 199,
				.since_ns = 3720 * VC_NSEC_PER_SEC, .times_up = 1,
			}, {
				.role = VCIRC_ROLE_SECONDARY, .binding = VCIRC_BINDING_WIRE,
				.port_ifindex = 2, .port_name = "pe0", .has_netnsid = true,
				.port_netnsid = 0, .admin_up = true,
				.state = VCIRC_PATH_STATE_UP, .usable = true, .buckets = 57,
				.since_ns = 999 * VC_NSEC_PER_MSEC, .times_up = 1,
			},
		},
	}, {
		/* a name can be \e[31m and no UTF-8 at all */
		.name = "x\033[31m\xff", .ifindex = 4294967295U, .state = VCIRC_STATE_DOWN,
		.mode = 99, .hash = VCIRC_HASH_L3, .rebalance_ms = 1500,
		.since_ns = 18446744073709551615ULL,
		.drops = { [VCIRC_A_DROPS_TX_NO_USABLE_PATH] = 5 },
		.path = {
			{
				.role = VCIRC_ROLE_PRIMARY, .state = VCIRC_PATH_STATE_UNBOUND,
				.reason = VCIRC_REASON_PORT_GONE, .weight = 1, .admin_up = true,
			}, {
				.role = VCIRC_ROLE_SECONDARY,
				.state = VCIRC_PATH_STATE_UNBOUND,
				.reason = VCIRC_REASON_UNBOUND, .weight = 1,
			},
		},
	}, {
		.name = "er0", .ifindex = 20, .state = VCIRC_STATE_DEGRADED,
		.since_ns = 4 * VC_NSEC_PER_SEC, .hash = VCIRC_HASH_L4, .rebalance_ms = 10000,
		.path = {
			{
				.role = VCIRC_ROLE_PRIMARY, .binding = VCIRC_BINDING_ROUTED,
				.port_ifindex = 5, .port_name = "eth1.100",
				.via_len = 4, .via = { 192, 0, 2, 2 },
				.neighbour = VCIRC_NEIGHBOUR_REACHABLE, .has_neighbour_mac = true,
				.neighbour_mac = { 0x02, 0x00, 0x5e, 0x00, 0x53, 0x01 },
				.admin_up = true, .weight = 1, .state = VCIRC_PATH_STATE_UP,
				.usable = true, .buckets = 256,
				.since_ns = 3720 * VC_NSEC_PER_SEC, .times_up = 1,
				.drops = { [VCIRC_A_DROPS_TX_NOT_ROUTABLE] = 7 },
			}, {
				.role = VCIRC_ROLE_SECONDARY, .binding = VCIRC_BINDING_ROUTED,
				.port_ifindex = 6, .port_name = "eth2.100",
				.via_len = 16, .via = { 0x20, 0x01, 0x0d, 0xb8, [15] = 6 },
				.neighbour = VCIRC_NEIGHBOUR_FAILED, .admin_up = true,
				.weight = 1, .state = VCIRC_PATH_STATE_DOWN,
				.reason = VCIRC_REASON_NEIGHBOUR,
				.since_ns = 4 * VC_NSEC_PER_SEC,
			},
		},
	},
};

struct vc_kernel {
	const char *play;
};

/* "refuse dev such text": only the first word is taken off, then the rest. */
static int play(struct vc_kernel *kernel, struct vc_error *err)
{
	char word[32] = "";
	int used = 0, key;

	if (!strcmp(kernel->play, "no-module")) {
		snprintf(err->text, sizeof(err->text),
			 "the vcirc kernel module is not loaded (try \"modprobe vcirc\")");
		return err->status = VC_NO_MODULE;
	}
	if (!strncmp(kernel->play, "warn ", 5))
		snprintf(err->warning, sizeof(err->warning), "%s", kernel->play + 5);
	if (sscanf(kernel->play, "refuse %31s %n", word, &used) != 1 || !used)
		return err->status = VC_DONE;
	for (key = 0; key < KEY_COUNT; key++)
		if (!strcmp(word, vc_keys[key].word))
			err->key = key;
	snprintf(err->text, sizeof(err->text), "%s", kernel->play + used);
	return err->status = VC_REFUSED;
}

static void record(const char *what, const struct vc_request *req)
{
	int key;

	printf("%s", what);
	for (key = 0; key < KEY_COUNT; key++) {
		if (!vc_given(req, key))
			continue;
		switch (vc_keys[key].kind) {
		case KIND_FLAG:
			printf(" %s", vc_keys[key].word);
			break;
		case KIND_DEVICE:
		case KIND_NETNS:
			printf(" %s=%s", vc_keys[key].word, req->text[key]);
			break;
		case KIND_IP:
			printf(" %s=%s/%u", vc_keys[key].word, req->text[key], req->via_len);
			break;
		case KIND_MAC:
			printf(" %s=%02x:%02x:%02x:%02x:%02x:%02x", vc_keys[key].word,
			       req->address[0], req->address[1], req->address[2],
			       req->address[3], req->address[4], req->address[5]);
			break;
		default:
			printf(" %s=%u", vc_keys[key].word, req->value[key]);
		}
	}
	putchar('\n');
}

struct vc_kernel *kernel_open(struct vc_error *err)
{
	struct vc_kernel *kernel = calloc(1, sizeof(*kernel));

	(void)err;
	if (kernel)
		kernel->play = getenv("STUB") ?: "";
	return kernel;
}

void kernel_close(struct vc_kernel *kernel)
{
	free(kernel);
}

int kernel_add(struct vc_kernel *kernel, const struct vc_request *req, int netns_fd,
	       struct vc_error *err)
{
	(void)netns_fd;
	record("add", req);
	return play(kernel, err);
}

int kernel_set(struct vc_kernel *kernel, const struct vc_request *req,
	       struct vc_error *err)
{
	record("set", req);
	return play(kernel, err);
}

int kernel_del(struct vc_kernel *kernel, const struct vc_request *req,
	       struct vc_error *err)
{
	record("del", req);
	return play(kernel, err);
}

int kernel_bind(struct vc_kernel *kernel, const struct vc_request *req,
		struct vc_error *err)
{
	record("bind", req);
	return play(kernel, err);
}

int kernel_path(struct vc_kernel *kernel, const struct vc_request *req,
		struct vc_error *err)
{
	record("path", req);
	return play(kernel, err);
}

int kernel_unbind(struct vc_kernel *kernel, const struct vc_request *req,
		  struct vc_error *err)
{
	record("unbind", req);
	return play(kernel, err);
}

int kernel_get(struct vc_kernel *kernel, const char *name, struct vc_circuit *circuit,
	       struct vc_error *err)
{
	size_t i;

	if (play(kernel, err))
		return err->status;
	for (i = 0; i < VC_ARRAY_SIZE(circuits); i++) {
		if (!strcmp(name, circuits[i].name)) {
			*circuit = circuits[i];
			return VC_DONE;
		}
	}
	err->key = KEY_NAME;
	snprintf(err->text, sizeof(err->text), "no such circuit");
	return err->status = VC_REFUSED;
}

int kernel_dump(struct vc_kernel *kernel, struct vc_list *list, struct vc_error *err)
{
	if (play(kernel, err) || !strcmp(kernel->play, "empty"))
		return err->status;
	list->circuit = malloc(sizeof(circuits));
	if (!list->circuit)
		abort();
	memcpy(list->circuit, circuits, sizeof(circuits));
	list->count = VC_ARRAY_SIZE(circuits);
	return VC_DONE;
}

int kernel_listen(struct vc_kernel *kernel, int stop_fd, vc_event_fn fn, void *arg,
		  struct vc_error *err)
{
	static const struct {
		uint32_t kind;
		int role;
		uint32_t reason;
		uint32_t lost;
		unsigned int circuit;
	} script[] = {
		{ VCIRC_CAUSE_CREATED, -1, VCIRC_REASON_NONE, 0, 2 },
		{ VCIRC_CAUSE_CHANGED, -1, VCIRC_REASON_NONE, 0, 1 },
		{ VCIRC_CAUSE_BOUND, VCIRC_ROLE_SECONDARY, VCIRC_REASON_NONE, 0, 0 },
		{ VCIRC_CAUSE_PATH_UP, VCIRC_ROLE_PRIMARY, VCIRC_REASON_NONE, 0, 0 },
		{ VCIRC_CAUSE_CHANGED, VCIRC_ROLE_PRIMARY, VCIRC_REASON_NONE, 0, 0 },
		{ VCIRC_CAUSE_PATH_DOWN, VCIRC_ROLE_SECONDARY, VCIRC_REASON_NO_CARRIER, 2, 0 },
		{ VCIRC_CAUSE_SWITCH, VCIRC_ROLE_SECONDARY, VCIRC_REASON_NO_CARRIER, 0, 0 },
		{ VCIRC_CAUSE_SWITCH, VCIRC_ROLE_SECONDARY, VCIRC_REASON_NONE, 0, 0 },
		{ VCIRC_CAUSE_REBALANCED, -1, VCIRC_REASON_NONE, 0, 1 },
		{ VCIRC_CAUSE_UNBOUND, VCIRC_ROLE_PRIMARY, VCIRC_REASON_PORT_GONE, 0, 2 },
		{ VCIRC_CAUSE_UNBOUND, VCIRC_ROLE_SECONDARY, VCIRC_REASON_UNBOUND, 0, 2 },
		{ VCIRC_CAUSE_DELETED, -1, VCIRC_REASON_NONE, 0, 0 },
		{ 77, -1, VCIRC_REASON_NONE, 0, 1 },
	};
	struct vc_event event = { .time_ns = 1795582749946825123ULL };
	size_t i;
	int rc = 0;

	if (play(kernel, err))
		return err->status;
	if (!strcmp(kernel->play, "wait")) {
		struct pollfd stop = { .fd = stop_fd, .events = POLLIN };

		puts("waits");
		fflush(stdout);
		/* long enough for a busy machine, and an end in any case */
		return err->status = poll(&stop, 1, 30000) > 0 ? VC_DONE : VC_REFUSED;
	}
	for (i = 0; !rc && i < VC_ARRAY_SIZE(script); i++) {
		event.kind = script[i].kind;
		event.has_role = script[i].role >= 0;
		event.role = event.has_role ? script[i].role : 0;
		event.reason = script[i].reason;
		event.lost = script[i].lost;
		event.circuit = circuits[script[i].circuit];
		rc = fn(&event, arg);
		event.time_ns += VC_NSEC_PER_MSEC;
	}
	if (!rc && !strcmp(kernel->play, "lost")) {
		memset(&event.circuit, 0, sizeof(event.circuit));
		event.kind = VC_EVENT_RESYNC;
		event.lost = 0;
		rc = fn(&event, arg);
		event.kind = VC_EVENT_CURRENT;
		for (i = 0; !rc && i < VC_ARRAY_SIZE(circuits); i++) {
			event.circuit = circuits[i];
			rc = fn(&event, arg);
		}
	}
	return err->status = rc;
}
