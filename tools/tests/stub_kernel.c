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
				.via = { 4, { 192, 0, 2, 2 } },
				.neighbour = VCIRC_NEIGHBOUR_REACHABLE, .has_neighbour_mac = true,
				.neighbour_mac = { 0x02, 0x00, 0x5e, 0x00, 0x53, 0x01 },
				.admin_up = true, .weight = 1, .state = VCIRC_PATH_STATE_UP,
				.usable = true, .buckets = 256,
				.since_ns = 3720 * VC_NSEC_PER_SEC, .times_up = 1,
				.drops = { [VCIRC_A_DROPS_TX_NOT_ROUTABLE] = 7 },
				.bfd = &(struct vc_bfd){
					.encap = VCIRC_BFD_ENCAP_SINGLE_HOP,
					.local = { 4, { 192, 0, 2, 1 } },
					.peer = { 4, { 192, 0, 2, 2 } },
					.min_tx_us = 50000, .min_rx_us = 3300, .mult = 3,
					.echo_us = 10000, .auth = VCIRC_BFD_AUTH_KEYED_SHA1,
					.has_key_id = true, .has_key2_id = true, .key2_id = 255,
					.state = VCIRC_BFD_STATE_UP,
					.remote_state = VCIRC_BFD_STATE_UP,
					.diag = VCIRC_BFD_DIAG_NEIGHBOR_SIGNALED_SESSION_DOWN,
					.discr = 0xe11, .remote_discr = 91,
					.remote_min_tx_us = 1000000, .remote_min_rx_us = 50000,
					.remote_min_echo_rx_us = 50000, .remote_mult = 5,
					.remote_demand = true, .polling = true,
					.detect_time_us = 5000000,
					.since_ns = 192 * VC_NSEC_PER_SEC, .times_up = 3,
					.flaps = 2, .has_last_down = true,
					.last_down = {
						.ago_ns = 193 * VC_NSEC_PER_SEC,
						.end = VCIRC_BFD_END_REMOTE,
						.diag = VCIRC_BFD_DIAG_FORWARDING_PLANE_RESET,
						.detected_ns = 987654,
					},
					.tx_packets = 18446744073709551615ULL,
					.rx_packets = 1200,
					.timers_late = 4, .timers_forgiven = 1,
					.has_echo = true,
					.echo = {
						.interval_us = 50000, .tx_packets = 200,
						.rx_packets = 198, .lost = 1,
						.rtt_last_ns = 213456, .rtt_min_ns = 180000,
						.rtt_avg_ns = 1200000, .rtt_max_ns = 2000000000,
						.jitter_ns = 999,
					},
				},
			}, {
				.role = VCIRC_ROLE_SECONDARY, .binding = VCIRC_BINDING_ROUTED,
				.port_ifindex = 6, .port_name = "eth2.100",
				.via = { 16, { 0x20, 0x01, 0x0d, 0xb8, [15] = 6 } },
				.neighbour = VCIRC_NEIGHBOUR_FAILED, .admin_up = true,
				.weight = 1, .state = VCIRC_PATH_STATE_DOWN,
				.reason = VCIRC_REASON_NEIGHBOUR,
				.since_ns = 4 * VC_NSEC_PER_SEC,
				.bfd = &(struct vc_bfd){
					.encap = VCIRC_BFD_ENCAP_SINGLE_HOP,
					.local = { 16, { 0x20, 0x01, 0x0d, 0xb8, [15] = 5 } },
					.peer = { 16, { 0x20, 0x01, 0x0d, 0xb8, [15] = 6 } },
					.min_tx_us = 300000, .min_rx_us = 300000, .mult = 3,
					.state = VCIRC_BFD_STATE_DOWN,
					.remote_state = VCIRC_BFD_STATE_DOWN,
					.diag = VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED,
					.discr = 3602, .remote_min_tx_us = 77,
					.tx_interval_us = 1000000,
					.since_ns = 4 * VC_NSEC_PER_SEC, .times_up = 1,
					.flaps = 1, .has_last_down = true,
					.last_down = {
						.ago_ns = 4 * VC_NSEC_PER_SEC,
						.diag = VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED,
						.detected_ns = 905312345,
					},
					.tx_packets = 99, .rx_packets = 54,
					.drops = { [VCIRC_A_BFD_DROPS_TTL] = 12,
						   [VCIRC_A_BFD_DROPS_NO_MEMORY] = 1 },
					.echo_us = 50000, .has_echo = true,
				},
			},
		},
	}, {
		.name = "vc1", .ifindex = 21, .state = VCIRC_STATE_DEGRADED,
		.since_ns = 3 * VC_NSEC_PER_SEC, .hash = VCIRC_HASH_L4, .rebalance_ms = 10000,
		.path = {
			{
				.role = VCIRC_ROLE_PRIMARY, .binding = VCIRC_BINDING_ETHERNET,
				.port_ifindex = 9, .port_name = "eth4", .admin_up = true,
				.weight = 1, .state = VCIRC_PATH_STATE_UP, .usable = true,
				.buckets = 256, .since_ns = 3 * VC_NSEC_PER_SEC, .times_up = 1,
			}, {
				.role = VCIRC_ROLE_SECONDARY, .binding = VCIRC_BINDING_ETHERNET,
				.port_ifindex = 8, .port_name = "eth3", .admin_up = true,
				.weight = 1, .state = VCIRC_PATH_STATE_WAITING,
				.reason = VCIRC_REASON_BFD_WAITING, .since_ns = 3 * VC_NSEC_PER_SEC,
				.bfd = &(struct vc_bfd){
					.encap = VCIRC_BFD_ENCAP_MICRO,
					.min_tx_us = 300000, .min_rx_us = 300000, .mult = 3,
					.passive = true, .auth = VCIRC_BFD_AUTH_SIMPLE,
					.has_key_id = true, .key_id = 7,
					.state = VCIRC_BFD_STATE_DOWN,
					.remote_state = VCIRC_BFD_STATE_DOWN, .discr = 1,
					.since_ns = 3 * VC_NSEC_PER_SEC,
					.drops = { [VCIRC_A_BFD_DROPS_AUTH_DIGEST] = 3 },
				},
			},
		},
	}, {
		.name = "vc2", .ifindex = 22, .state = VCIRC_STATE_DEGRADED,
		.hash = VCIRC_HASH_L4, .rebalance_ms = 10000,
		.path = {
			{
				.role = VCIRC_ROLE_PRIMARY, .binding = VCIRC_BINDING_ETHERNET,
				.port_ifindex = 8, .port_name = "eth3", .s_vlan = 2,
				.admin_up = true, .weight = 1, .state = VCIRC_PATH_STATE_UP,
				.usable = true, .buckets = 256,
				.bfd = &(struct vc_bfd){
					.encap = VCIRC_BFD_ENCAP_MICRO,
					.local = { 4, { 192, 0, 2, 9 } },
					.min_tx_us = 1000000, .min_rx_us = 1000000, .mult = 2,
					.state = VCIRC_BFD_STATE_ADMIN_DOWN,
					.remote_state = VCIRC_BFD_STATE_INIT,
					.diag = VCIRC_BFD_DIAG_ADMINISTRATIVELY_DOWN,
					.discr = 2, .remote_discr = 4294967295U,
					.remote_min_tx_us = 10000, .remote_min_rx_us = 10000,
					.remote_mult = 3, .rx_packets = 8,
				},
			}, {
				.role = VCIRC_ROLE_SECONDARY, .reason = VCIRC_REASON_UNBOUND,
				.admin_up = true, .weight = 1,
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
	for (key = 0; key < KEY_COUNT && err->key == KEY_NONE; key++)
		if (!strcmp(word, vc_keys[key].word))
			err->key = key;
	snprintf(err->text, sizeof(err->text), "%s", kernel->play + used);
	return err->status = VC_REFUSED;
}

static void record_secret(const char *word, const struct vc_secret *secret)
{
	unsigned int i;

	printf(" %s=", word);
	for (i = 0; i < secret->len; i++)
		printf("%02x", secret->byte[i]);
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
			printf(" %s=%s/%u", vc_keys[key].word, req->text[key], req->ip[key].len);
			break;
		case KIND_FILE:
			record_secret(vc_keys[key].word, &req->secret[key == KEY_KEY2_FILE]);
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

/* A copy whose sessions can be freed as those of an answer are. */
static void add_to(struct vc_list *list, const struct vc_circuit *circuit)
{
	struct vc_circuit *copy;
	unsigned int i;

	list->circuit = reallocarray(list->circuit, list->count + 1, sizeof(*copy));
	if (!list->circuit)
		abort();
	copy = &list->circuit[list->count++];
	*copy = *circuit;
	for (i = 0; i < VC_PATHS; i++) {
		if (!circuit->path[i].bfd)
			continue;
		copy->path[i].bfd = malloc(sizeof(*copy->path[i].bfd));
		if (!copy->path[i].bfd)
			abort();
		*copy->path[i].bfd = *circuit->path[i].bfd;
	}
}

int kernel_get(struct vc_kernel *kernel, const char *name, struct vc_list *list,
	       struct vc_error *err)
{
	size_t i;

	if (play(kernel, err))
		return err->status;
	for (i = 0; i < VC_ARRAY_SIZE(circuits); i++) {
		if (!strcmp(name, circuits[i].name)) {
			add_to(list, &circuits[i]);
			return VC_DONE;
		}
	}
	err->key = KEY_NAME;
	snprintf(err->text, sizeof(err->text), "no such circuit");
	return err->status = VC_REFUSED;
}

int kernel_dump(struct vc_kernel *kernel, struct vc_list *list, struct vc_error *err)
{
	size_t i;

	if (play(kernel, err) || !strcmp(kernel->play, "empty"))
		return err->status;
	for (i = 0; i < VC_ARRAY_SIZE(circuits); i++)
		add_to(list, &circuits[i]);
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
		{ VCIRC_CAUSE_BOUND, VCIRC_ROLE_SECONDARY, VCIRC_REASON_NONE, 0, 4 },
		{ VCIRC_CAUSE_CHANGED, VCIRC_ROLE_PRIMARY, VCIRC_REASON_NONE, 0, 3 },
	};
	/* all of er0 */
	static const struct vc_event sessions[] = {
		{
			.kind = VCIRC_CAUSE_BFD, .has_role = true, .role = VCIRC_ROLE_PRIMARY,
			.has_bfd_state = true, .bfd_state = VCIRC_BFD_STATE_UP,
		}, {
			.kind = VCIRC_CAUSE_BFD, .has_role = true,
			.role = VCIRC_ROLE_SECONDARY, .reason = VCIRC_REASON_BFD,
			.has_bfd_state = true, .bfd_state = VCIRC_BFD_STATE_DOWN,
			.has_bfd_diag = true,
			.bfd_diag = VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED,
			.has_bfd_detected = true, .bfd_detected_ns = 905312345,
		}, {
			.kind = VCIRC_CAUSE_PATH_DOWN, .has_role = true,
			.role = VCIRC_ROLE_SECONDARY, .reason = VCIRC_REASON_BFD,
			.has_bfd_diag = true,
			.bfd_diag = VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED,
			.has_bfd_detected = true, .bfd_detected_ns = 905312345,
		}, {
			.kind = VCIRC_CAUSE_BFD, .has_role = true,
			.role = VCIRC_ROLE_SECONDARY, .has_bfd_state = true,
			.has_bfd_diag = true,
		}, {
			.kind = VCIRC_CAUSE_PATH_DOWN, .has_role = true,
			.role = VCIRC_ROLE_SECONDARY, .reason = VCIRC_REASON_BFD,
		},
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
	for (i = 0; !rc && i < VC_ARRAY_SIZE(sessions); i++) {
		uint64_t time_ns = event.time_ns;

		event = sessions[i];
		event.time_ns = time_ns + VC_NSEC_PER_MSEC;
		event.circuit = circuits[3];
		rc = fn(&event, arg);
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
