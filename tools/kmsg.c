// SPDX-License-Identifier: GPL-2.0
/*
 * What the netlink messages of vcirc look like: requests into messages,
 * messages into circuits, refusals into words. No socket here.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include "kmsg.h"
#include "names.h"

struct field {
	enum vc_key key;
	uint16_t attr;
	uint8_t size;		/* of a number, 0 for all else */
};

static const struct field config_fields[] = {
	{ KEY_MODE, VCIRC_A_CONFIG_MODE, 4 },
	{ KEY_REVERT, VCIRC_A_CONFIG_REVERT, 1 },
	{ KEY_HASH, VCIRC_A_CONFIG_HASH, 4 },
	{ KEY_SYMMETRIC, VCIRC_A_CONFIG_SYMMETRIC, 1 },
	{ KEY_SEED, VCIRC_A_CONFIG_SEED, 4 },
	{ KEY_REBALANCE_TIME, VCIRC_A_CONFIG_REBALANCE_TIME, 4 },
};

static const struct field path_fields[] = {
	{ KEY_ROLE, VCIRC_A_PATH_ROLE, 4 },
	{ KEY_DEV, VCIRC_A_PATH_PORT_NAME, 0 },
	{ KEY_VIA, VCIRC_A_PATH_VIA, 0 },
	{ KEY_S_VLAN, VCIRC_A_PATH_S_VLAN, 2 },
	{ KEY_PROTO, VCIRC_A_PATH_S_PROTO, 4 },
	{ KEY_ADMIN, VCIRC_A_PATH_ADMIN_UP, 1 },
	{ KEY_WEIGHT, VCIRC_A_PATH_WEIGHT, 1 },
};

static const struct field bfd_fields[] = {
	{ KEY_LOCAL, VCIRC_A_BFD_LOCAL, 0 },
	{ KEY_BFD_PEER, VCIRC_A_BFD_PEER, 0 },
	{ KEY_MIN_TX, VCIRC_A_BFD_MIN_TX, 4 },
	{ KEY_MIN_RX, VCIRC_A_BFD_MIN_RX, 4 },
	{ KEY_MULT, VCIRC_A_BFD_MULT, 1 },
	{ KEY_PASSIVE, VCIRC_A_BFD_PASSIVE, 1 },
	{ KEY_ECHO, VCIRC_A_BFD_ECHO, 4 },
	{ KEY_AUTH, VCIRC_A_BFD_AUTH, 4 },
	{ KEY_KEY_ID, VCIRC_A_BFD_KEY_ID, 1 },
	{ KEY_KEY2_ID, VCIRC_A_BFD_KEY2_ID, 1 },
};

static void put_fields(struct nl_msg *msg, const struct vc_request *req,
		       const struct field *field, unsigned int count)
{
	for (; count--; field++) {
		if (!vc_given(req, field->key))
			continue;
		if (req->ip[field->key].len)
			nl_put(msg, field->key, field->attr, req->ip[field->key].byte,
			       req->ip[field->key].len);
		else if (field->size)
			nl_put_uint(msg, field->key, field->attr, req->value[field->key],
				    field->size);
		else
			nl_put_str(msg, field->key, field->attr, req->text[field->key]);
	}
}

static void put_secret(struct nl_msg *msg, enum vc_key key, uint16_t attr,
		       const struct vc_secret *secret)
{
	if (secret->len)
		nl_put(msg, key, attr, secret->byte, secret->len);
}

static void put_bfd(struct nl_msg *msg, const struct vc_request *req)
{
	struct nlattr *nest;

	if (vc_given(req, KEY_NO_BFD))
		nl_put(msg, KEY_NO_BFD, VCIRC_A_PATH_NO_BFD, NULL, 0);
	if (!vc_given(req, KEY_BFD))
		return;
	nest = nl_nest(msg, KEY_BFD, VCIRC_A_PATH_BFD);
	put_fields(msg, req, bfd_fields, VC_ARRAY_SIZE(bfd_fields));
	put_secret(msg, KEY_KEY_FILE, VCIRC_A_BFD_KEY, &req->secret[0]);
	put_secret(msg, KEY_KEY2_FILE, VCIRC_A_BFD_KEY2, &req->secret[1]);
	nl_nest_end(msg, nest);
}

static void put_mtu(struct nl_msg *msg, const struct vc_request *req)
{
	if (vc_given(req, KEY_MTU))
		nl_put_uint(msg, KEY_MTU, IFLA_MTU, req->value[KEY_MTU], 4);
}

/* The other end as rtnetlink's own pair device describes it. */
static void put_peer(struct nl_msg *msg, const struct vc_request *req, int netns_fd)
{
	struct nlattr *peer = nl_nest(msg, KEY_PEER, VCIRC_A_CONFIG_PEER);

	nl_put_extra(msg, sizeof(struct ifinfomsg));
	nl_put_str(msg, KEY_PEER, IFLA_IFNAME, req->text[KEY_PEER]);
	if (netns_fd >= 0)
		nl_put_uint(msg, KEY_NETNS, IFLA_NET_NS_FD, netns_fd, 4);
	put_mtu(msg, req);
	nl_nest_end(msg, peer);
}

/**
 * kmsg_add - RTM_NEWLINK that makes a circuit
 * @msg: message
 * @req: what was asked for
 * @netns_fd: network namespace of the peer, or -1
 */
void kmsg_add(struct nl_msg *msg, const struct vc_request *req, int netns_fd)
{
	struct nlattr *info, *data;

	nl_msg_link(msg, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
	nl_put_str(msg, KEY_NAME, IFLA_IFNAME, req->text[KEY_NAME]);
	put_mtu(msg, req);
	if (vc_given(req, KEY_ADDRESS))
		nl_put(msg, KEY_ADDRESS, IFLA_ADDRESS, req->address, sizeof(req->address));
	info = nl_nest(msg, NL_TAG_NONE, IFLA_LINKINFO);
	nl_put_str(msg, NL_TAG_NONE, IFLA_INFO_KIND, VCIRC_FAMILY_NAME);
	data = nl_nest(msg, NL_TAG_NONE, IFLA_INFO_DATA);
	put_fields(msg, req, config_fields, VC_ARRAY_SIZE(config_fields));
	if (vc_given(req, KEY_PEER))
		put_peer(msg, req, netns_fd);
	nl_nest_end(msg, data);
	nl_nest_end(msg, info);
}

/**
 * kmsg_link - RTM_SETLINK or RTM_DELLINK of a circuit
 * @msg: message
 * @req: what was asked for
 * @key: KEY_MTU or KEY_ADDRESS to set it, KEY_NONE to remove the circuit
 * @ifindex: of the circuit
 */
void kmsg_link(struct nl_msg *msg, const struct vc_request *req, enum vc_key key,
	       int ifindex)
{
	nl_msg_link(msg, key == KEY_NONE ? RTM_DELLINK : RTM_SETLINK, 0, ifindex);
	if (key == KEY_MTU)
		put_mtu(msg, req);
	else if (key == KEY_ADDRESS)
		nl_put(msg, KEY_ADDRESS, IFLA_ADDRESS, req->address, sizeof(req->address));
}

/**
 * kmsg_command - a command of the vcirc family that changes something
 * @msg: message
 * @family: the family
 * @cmd: VCIRC_CMD_*
 * @req: what was asked for
 */
void kmsg_command(struct nl_msg *msg, const struct nl_family *family, uint8_t cmd,
		  const struct vc_request *req)
{
	struct nlattr *nest;

	nl_msg_genl(msg, family->id, cmd, VCIRC_FAMILY_VERSION);
	nl_put_str(msg, KEY_NAME, VCIRC_A_CIRCUIT_NAME, req->text[KEY_NAME]);
	if (req->given & VC_KEYS_PROFILE) {
		nest = nl_nest(msg, KEY_NAME, VCIRC_A_CIRCUIT_CONFIG);
		put_fields(msg, req, config_fields, VC_ARRAY_SIZE(config_fields));
		nl_nest_end(msg, nest);
	}
	if (vc_given(req, KEY_ROLE)) {
		nest = nl_nest(msg, KEY_ROLE, VCIRC_A_CIRCUIT_PATH);
		put_fields(msg, req, path_fields, VC_ARRAY_SIZE(path_fields));
		put_bfd(msg, req);
		nl_nest_end(msg, nest);
	}
	if (vc_given(req, KEY_FORCE))
		nl_put(msg, KEY_FORCE, VCIRC_A_CIRCUIT_FORCE, NULL, 0);
}

/**
 * kmsg_get - ask for one circuit or all
 * @msg: message
 * @family: the family
 * @name: of the circuit, NULL for all
 */
void kmsg_get(struct nl_msg *msg, const struct nl_family *family, const char *name)
{
	nl_msg_genl(msg, family->id, VCIRC_CMD_CIRCUIT_GET, VCIRC_FAMILY_VERSION);
	if (name)
		nl_put_str(msg, KEY_NAME, VCIRC_A_CIRCUIT_NAME, name);
}

static void get_drops(const struct nlattr *nest, uint64_t *drops, uint16_t max)
{
	const struct nlattr *attr;

	if (!nest)
		return;
	nl_for_each_nested(attr, nest)
		if (nl_type(attr) <= max)
			drops[nl_type(attr)] = nl_get_uint(attr);
}

static void get_config(const struct nlattr *nest, struct vc_circuit *circuit)
{
	const struct nlattr *tb[VCIRC_A_CONFIG_MAX + 1];

	nl_nested(nest, tb, VCIRC_A_CONFIG_MAX);
	circuit->mode = nl_get_uint(tb[VCIRC_A_CONFIG_MODE]);
	circuit->revert = nl_get_uint(tb[VCIRC_A_CONFIG_REVERT]);
	circuit->hash = nl_get_uint(tb[VCIRC_A_CONFIG_HASH]);
	circuit->symmetric = nl_get_uint(tb[VCIRC_A_CONFIG_SYMMETRIC]);
	circuit->seed = nl_get_uint(tb[VCIRC_A_CONFIG_SEED]);
	circuit->rebalance_ms = nl_get_uint(tb[VCIRC_A_CONFIG_REBALANCE_TIME]);
}

static void get_stats(const struct nlattr *nest, struct vc_path *path)
{
	const struct nlattr *tb[VCIRC_A_STATS_MAX + 1];

	nl_nested(nest, tb, VCIRC_A_STATS_MAX);
	path->tx_packets = nl_get_uint(tb[VCIRC_A_STATS_TX_PACKETS]);
	path->tx_bytes = nl_get_uint(tb[VCIRC_A_STATS_TX_BYTES]);
	path->rx_packets = nl_get_uint(tb[VCIRC_A_STATS_RX_PACKETS]);
	path->rx_bytes = nl_get_uint(tb[VCIRC_A_STATS_RX_BYTES]);
}

static void get_addr(const struct nlattr *attr, struct vc_addr *addr)
{
	addr->len = nl_get_bytes(attr, addr->byte, sizeof(addr->byte));
}

static void get_bfd_down(const struct nlattr *nest, struct vc_bfd *bfd)
{
	const struct nlattr *tb[VCIRC_A_BFD_DOWN_MAX + 1];

	nl_nested(nest, tb, VCIRC_A_BFD_DOWN_MAX);
	bfd->has_last_down = nest;
	bfd->last_down.ago_ns = nl_get_uint(tb[VCIRC_A_BFD_DOWN_AGO]);
	bfd->last_down.end = nl_get_uint(tb[VCIRC_A_BFD_DOWN_END]);
	bfd->last_down.diag = nl_get_uint(tb[VCIRC_A_BFD_DOWN_DIAG]);
	bfd->last_down.detected_ns = nl_get_uint(tb[VCIRC_A_BFD_DOWN_DETECTED]);
}

static void get_bfd_echo(const struct nlattr *nest, struct vc_bfd *bfd)
{
	const struct nlattr *tb[VCIRC_A_BFD_ECHO_MAX + 1];

	nl_nested(nest, tb, VCIRC_A_BFD_ECHO_MAX);
	bfd->has_echo = nest;
	bfd->echo.interval_us = nl_get_uint(tb[VCIRC_A_BFD_ECHO_INTERVAL]);
	bfd->echo.tx_packets = nl_get_uint(tb[VCIRC_A_BFD_ECHO_TX_PACKETS]);
	bfd->echo.rx_packets = nl_get_uint(tb[VCIRC_A_BFD_ECHO_RX_PACKETS]);
	bfd->echo.lost = nl_get_uint(tb[VCIRC_A_BFD_ECHO_LOST]);
	bfd->echo.rtt_last_ns = nl_get_uint(tb[VCIRC_A_BFD_ECHO_RTT_LAST]);
	bfd->echo.rtt_min_ns = nl_get_uint(tb[VCIRC_A_BFD_ECHO_RTT_MIN]);
	bfd->echo.rtt_avg_ns = nl_get_uint(tb[VCIRC_A_BFD_ECHO_RTT_AVG]);
	bfd->echo.rtt_max_ns = nl_get_uint(tb[VCIRC_A_BFD_ECHO_RTT_MAX]);
	bfd->echo.jitter_ns = nl_get_uint(tb[VCIRC_A_BFD_ECHO_JITTER]);
}

static void get_bfd(const struct nlattr *nest, struct vc_bfd *bfd)
{
	const struct nlattr *tb[VCIRC_A_BFD_MAX + 1];

	nl_nested(nest, tb, VCIRC_A_BFD_MAX);
	bfd->encap = nl_get_uint(tb[VCIRC_A_BFD_ENCAP]);
	get_addr(tb[VCIRC_A_BFD_LOCAL], &bfd->local);
	get_addr(tb[VCIRC_A_BFD_PEER], &bfd->peer);
	bfd->min_tx_us = nl_get_uint(tb[VCIRC_A_BFD_MIN_TX]);
	bfd->min_rx_us = nl_get_uint(tb[VCIRC_A_BFD_MIN_RX]);
	bfd->mult = nl_get_uint(tb[VCIRC_A_BFD_MULT]);
	bfd->passive = nl_get_uint(tb[VCIRC_A_BFD_PASSIVE]);
	bfd->echo_us = nl_get_uint(tb[VCIRC_A_BFD_ECHO]);
	bfd->auth = nl_get_uint(tb[VCIRC_A_BFD_AUTH]);
	bfd->has_key_id = tb[VCIRC_A_BFD_KEY_ID];
	bfd->key_id = nl_get_uint(tb[VCIRC_A_BFD_KEY_ID]);
	bfd->has_key2_id = tb[VCIRC_A_BFD_KEY2_ID];
	bfd->key2_id = nl_get_uint(tb[VCIRC_A_BFD_KEY2_ID]);
	bfd->state = nl_get_uint(tb[VCIRC_A_BFD_STATE]);
	bfd->remote_state = nl_get_uint(tb[VCIRC_A_BFD_REMOTE_STATE]);
	bfd->diag = nl_get_uint(tb[VCIRC_A_BFD_DIAG]);
	bfd->remote_diag = nl_get_uint(tb[VCIRC_A_BFD_REMOTE_DIAG]);
	bfd->discr = nl_get_uint(tb[VCIRC_A_BFD_DISCR]);
	bfd->remote_discr = nl_get_uint(tb[VCIRC_A_BFD_REMOTE_DISCR]);
	bfd->remote_min_tx_us = nl_get_uint(tb[VCIRC_A_BFD_REMOTE_MIN_TX]);
	bfd->remote_min_rx_us = nl_get_uint(tb[VCIRC_A_BFD_REMOTE_MIN_RX]);
	bfd->remote_min_echo_rx_us = nl_get_uint(tb[VCIRC_A_BFD_REMOTE_MIN_ECHO_RX]);
	bfd->remote_mult = nl_get_uint(tb[VCIRC_A_BFD_REMOTE_MULT]);
	bfd->remote_demand = nl_get_uint(tb[VCIRC_A_BFD_REMOTE_DEMAND]);
	bfd->polling = nl_get_uint(tb[VCIRC_A_BFD_POLLING]);
	bfd->tx_interval_us = nl_get_uint(tb[VCIRC_A_BFD_TX_INTERVAL]);
	bfd->detect_time_us = nl_get_uint(tb[VCIRC_A_BFD_DETECT_TIME]);
	bfd->since_ns = nl_get_uint(tb[VCIRC_A_BFD_SINCE]);
	bfd->times_up = nl_get_uint(tb[VCIRC_A_BFD_TIMES_UP]);
	bfd->flaps = nl_get_uint(tb[VCIRC_A_BFD_FLAPS]);
	get_bfd_down(tb[VCIRC_A_BFD_LAST_DOWN], bfd);
	bfd->tx_packets = nl_get_uint(tb[VCIRC_A_BFD_TX_PACKETS]);
	bfd->rx_packets = nl_get_uint(tb[VCIRC_A_BFD_RX_PACKETS]);
	get_drops(tb[VCIRC_A_BFD_DROPS], bfd->drops, VCIRC_A_BFD_DROPS_MAX);
	bfd->timers_late = nl_get_uint(tb[VCIRC_A_BFD_TIMERS_LATE]);
	bfd->timers_forgiven = nl_get_uint(tb[VCIRC_A_BFD_TIMERS_FORGIVEN]);
	get_bfd_echo(tb[VCIRC_A_BFD_ECHO_STATS], bfd);
}

static int get_path(const struct nlattr *nest, struct vc_circuit *circuit)
{
	const struct nlattr *tb[VCIRC_A_PATH_MAX + 1];
	struct vc_path *path;
	uint32_t role;

	nl_nested(nest, tb, VCIRC_A_PATH_MAX);
	role = nl_get_uint(tb[VCIRC_A_PATH_ROLE]);
	if (role >= VC_PATHS)
		return 0;
	path = &circuit->path[role];
	path->binding = nl_get_uint(tb[VCIRC_A_PATH_BINDING]);
	path->port_ifindex = nl_get_uint(tb[VCIRC_A_PATH_PORT_IFINDEX]);
	nl_get_str(tb[VCIRC_A_PATH_PORT_NAME], path->port_name, sizeof(path->port_name));
	path->has_netnsid = tb[VCIRC_A_PATH_PORT_NETNSID];
	path->port_netnsid = nl_get_uint(tb[VCIRC_A_PATH_PORT_NETNSID]);
	path->s_vlan = nl_get_uint(tb[VCIRC_A_PATH_S_VLAN]);
	path->s_proto = nl_get_uint(tb[VCIRC_A_PATH_S_PROTO]);
	get_addr(tb[VCIRC_A_PATH_VIA], &path->via);
	path->neighbour = nl_get_uint(tb[VCIRC_A_PATH_NEIGHBOUR]);
	path->has_neighbour_mac = nl_get_bytes(tb[VCIRC_A_PATH_NEIGHBOUR_MAC],
					       path->neighbour_mac,
					       sizeof(path->neighbour_mac));
	path->admin_up = nl_get_uint(tb[VCIRC_A_PATH_ADMIN_UP]);
	path->weight = nl_get_uint(tb[VCIRC_A_PATH_WEIGHT]);
	path->state = nl_get_uint(tb[VCIRC_A_PATH_STATE]);
	path->reason = nl_get_uint(tb[VCIRC_A_PATH_REASON]);
	path->usable = nl_get_uint(tb[VCIRC_A_PATH_USABLE]);
	path->buckets = nl_get_uint(tb[VCIRC_A_PATH_BUCKETS]);
	path->since_ns = nl_get_uint(tb[VCIRC_A_PATH_SINCE]);
	path->times_up = nl_get_uint(tb[VCIRC_A_PATH_TIMES_UP]);
	path->times_down = nl_get_uint(tb[VCIRC_A_PATH_TIMES_DOWN]);
	path->flaps = nl_get_uint(tb[VCIRC_A_PATH_FLAPS]);
	get_stats(tb[VCIRC_A_PATH_STATS], path);
	get_drops(tb[VCIRC_A_PATH_DROPS], path->drops, VCIRC_A_DROPS_MAX);
	if (!tb[VCIRC_A_PATH_BFD])
		return 0;
	if (!path->bfd)
		path->bfd = calloc(1, sizeof(*path->bfd));
	if (!path->bfd)
		return -ENOMEM;
	get_bfd(tb[VCIRC_A_PATH_BFD], path->bfd);
	return 0;
}

static void get_switch(const struct nlattr *nest, struct vc_circuit *circuit)
{
	const struct nlattr *tb[VCIRC_A_SWITCH_MAX + 1];

	nl_nested(nest, tb, VCIRC_A_SWITCH_MAX);
	circuit->has_switch = nest;
	circuit->last_switch.from = nl_get_uint(tb[VCIRC_A_SWITCH_FROM]);
	circuit->last_switch.to = nl_get_uint(tb[VCIRC_A_SWITCH_TO]);
	circuit->last_switch.reason = nl_get_uint(tb[VCIRC_A_SWITCH_REASON]);
	circuit->last_switch.ago_ns = nl_get_uint(tb[VCIRC_A_SWITCH_AGO]);
}

/**
 * kmsg_circuit - read a circuit
 * @nlh: a message of the vcirc family
 * @circuit: filled; to be cleared unless this fails
 *
 * Return: 0, -EBADMSG when it is no circuit, or -ENOMEM.
 */
int kmsg_circuit(const struct nlmsghdr *nlh, struct vc_circuit *circuit)
{
	const struct nlattr *tb[VCIRC_A_CIRCUIT_MAX + 1], *attr;
	size_t head = MNL_ALIGN(sizeof(struct genlmsghdr));
	void *data;
	size_t len;

	memset(circuit, 0, sizeof(*circuit));
	circuit->path[1].role = VCIRC_ROLE_SECONDARY;
	if (mnl_nlmsg_get_payload_len(nlh) < head)
		return -EBADMSG;
	data = mnl_nlmsg_get_payload_offset(nlh, head);
	len = mnl_nlmsg_get_payload_len(nlh) - head;
	nl_attrs(data, len, tb, VCIRC_A_CIRCUIT_MAX);
	if (!tb[VCIRC_A_CIRCUIT_NAME] || !tb[VCIRC_A_CIRCUIT_IFINDEX])
		return -EBADMSG;
	nl_get_str(tb[VCIRC_A_CIRCUIT_NAME], circuit->name, sizeof(circuit->name));
	circuit->ifindex = nl_get_uint(tb[VCIRC_A_CIRCUIT_IFINDEX]);
	circuit->state = nl_get_uint(tb[VCIRC_A_CIRCUIT_STATE]);
	circuit->since_ns = nl_get_uint(tb[VCIRC_A_CIRCUIT_SINCE]);
	circuit->switches = nl_get_uint(tb[VCIRC_A_CIRCUIT_SWITCHES]);
	circuit->moving = nl_get_uint(tb[VCIRC_A_CIRCUIT_MOVING]);
	get_config(tb[VCIRC_A_CIRCUIT_CONFIG], circuit);
	get_switch(tb[VCIRC_A_CIRCUIT_LAST_SWITCH], circuit);
	get_drops(tb[VCIRC_A_CIRCUIT_DROPS], circuit->drops, VCIRC_A_DROPS_MAX);
	nl_for_each(attr, data, len)
		if (nl_type(attr) == VCIRC_A_CIRCUIT_PATH && get_path(attr, circuit))
			goto no_memory;
	return 0;
no_memory:
	vc_circuit_clear(circuit);
	return -ENOMEM;
}

/**
 * kmsg_event - read a notification
 * @nlh: a message of the vcirc family
 * @event: filled; its circuit is to be cleared unless this fails
 *
 * Return: 0, -EBADMSG when it is none, or -ENOMEM.
 */
int kmsg_event(const struct nlmsghdr *nlh, struct vc_event *event)
{
	const struct nlattr *tb[VCIRC_A_CIRCUIT_MAX + 1], *ev[VCIRC_A_EVENT_MAX + 1];
	size_t head = MNL_ALIGN(sizeof(struct genlmsghdr));
	int rc;

	memset(event, 0, sizeof(*event));
	rc = kmsg_circuit(nlh, &event->circuit);
	if (rc)
		return rc;
	nl_attrs(mnl_nlmsg_get_payload_offset(nlh, head),
		 mnl_nlmsg_get_payload_len(nlh) - head, tb, VCIRC_A_CIRCUIT_MAX);
	nl_nested(tb[VCIRC_A_CIRCUIT_EVENT], ev, VCIRC_A_EVENT_MAX);
	if (!ev[VCIRC_A_EVENT_CAUSE]) {
		vc_circuit_clear(&event->circuit);
		return -EBADMSG;
	}
	event->kind = nl_get_uint(ev[VCIRC_A_EVENT_CAUSE]);
	event->has_role = ev[VCIRC_A_EVENT_ROLE];
	event->role = nl_get_uint(ev[VCIRC_A_EVENT_ROLE]);
	if (event->role >= VC_PATHS)
		event->has_role = false;
	event->reason = nl_get_uint(ev[VCIRC_A_EVENT_REASON]);
	event->time_ns = nl_get_uint(ev[VCIRC_A_EVENT_TIME]);
	event->lost = nl_get_uint(ev[VCIRC_A_EVENT_LOST]);
	event->has_bfd_state = ev[VCIRC_A_EVENT_BFD_STATE];
	event->bfd_state = nl_get_uint(ev[VCIRC_A_EVENT_BFD_STATE]);
	event->has_bfd_diag = ev[VCIRC_A_EVENT_BFD_DIAG];
	event->bfd_diag = nl_get_uint(ev[VCIRC_A_EVENT_BFD_DIAG]);
	event->has_bfd_detected = ev[VCIRC_A_EVENT_BFD_DETECTED];
	event->bfd_detected_ns = nl_get_uint(ev[VCIRC_A_EVENT_BFD_DETECTED]);
	return 0;
}

/* What the policy would have taken, the way it is typed. */
static void range_text(const struct nl_error *nl, char *text, size_t len)
{
	char least[VC_USEC_TEXT], most[VC_USEC_TEXT];

	if (nl->tag != NL_TAG_NONE && VC_BIT(nl->tag) & VC_KEYS_USEC)
		snprintf(text, len, "must be %s..%s", vc_usec(nl->min, least),
			 vc_usec(nl->max, most));
	else
		snprintf(text, len, "must be %llu..%llu", (unsigned long long)nl->min,
			 (unsigned long long)nl->max);
}

/**
 * kmsg_error - turn a refusal into words and the argument it is about
 * @nl: the kernel's answer
 * @req: the request, or NULL
 * @err: filled
 */
void kmsg_error(const struct nl_error *nl, const struct vc_request *req,
		struct vc_error *err)
{
	int errnum = nl->errnum;

	err->status = errnum ? VC_REFUSED : VC_DONE;
	err->key = nl->tag;
	if (!errnum) {
		if (nl->text[0])
			snprintf(err->warning, sizeof(err->warning), "%s", nl->text);
		return;
	}
	/* say which circuit at least */
	if (nl->tag == NL_TAG_NONE && errnum != EPERM)
		err->key = KEY_NAME;
	if (nl->has_range)
		range_text(nl, err->text, sizeof(err->text));
	else if (nl->missing)
		snprintf(err->text, sizeof(err->text),
			 "the kernel module wants more than this tool knows of (are they of one version?)");
	else if (nl->text[0])
		snprintf(err->text, sizeof(err->text), "%s", nl->text);
	else if (errnum == EPERM)
		snprintf(err->text, sizeof(err->text),
			 "not permitted, changing a circuit needs CAP_NET_ADMIN (be root)");
	else if (errnum == EEXIST && req && !vc_given(req, KEY_PEER))
		snprintf(err->text, sizeof(err->text), "a device of that name exists");
	else
		snprintf(err->text, sizeof(err->text), "%s", strerror(errnum));
	if (errnum == EBUSY && req && vc_given(req, KEY_ROLE) &&
	    !vc_given(req, KEY_DEV) && !vc_given(req, KEY_FORCE) &&
	    !(VC_BIT(err->key) & (VC_BIT(KEY_BFD) | VC_KEYS_SESSION)) &&
	    !strstr(err->text, "force"))
		strncat(err->text, " (add \"force\" to do it all the same)",
			sizeof(err->text) - strlen(err->text) - 1);
}
