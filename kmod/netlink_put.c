// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: what is told of circuits, and of what happens to them.
 */

#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "bfd_session.h"
#include "bind.h"
#include "circuit.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "port.h"

static int vcirc_put_stats(struct sk_buff *skb,
			   const struct vcirc_path_totals *t)
{
	struct nlattr *nest = nla_nest_start(skb, VCIRC_A_PATH_STATS);

	if (!nest ||
	    nla_put_u64_64bit(skb, VCIRC_A_STATS_TX_PACKETS, t->tx_packets,
			      VCIRC_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, VCIRC_A_STATS_TX_BYTES, t->tx_bytes,
			      VCIRC_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, VCIRC_A_STATS_RX_PACKETS, t->rx_packets,
			      VCIRC_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, VCIRC_A_STATS_RX_BYTES, t->rx_bytes,
			      VCIRC_A_STATS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vcirc_put_drops(struct sk_buff *skb,
			   const struct vcirc_path_totals *t, u64 unknown_tag)
{
	struct nlattr *nest = nla_nest_start(skb, VCIRC_A_PATH_DROPS);
	unsigned int why;

	if (!nest)
		return -EMSGSIZE;
	/* The circuit answers for what no path could take. */
	for (why = VCIRC_DROP_TX_NO_USABLE_PATH + 1; why < __VCIRC_DROP_MAX;
	     why++)
		if (nla_put_u64_64bit(skb, why, t->drops[why],
				      VCIRC_A_DROPS_PAD))
			return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, VCIRC_A_DROPS_RX_UNKNOWN_TAG, unknown_tag,
			      VCIRC_A_DROPS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* A netdev may be renamed meanwhile: its name is read once. */
static int vcirc_put_name(struct sk_buff *skb, int attr,
			  const struct net_device *dev)
{
	char name[IFNAMSIZ];

	strscpy(name, dev->name, sizeof(name));
	return nla_put_string(skb, attr, name);
}

static int vcirc_put_bind(struct sk_buff *skb, const struct vcirc *vc,
			  const struct vcirc_bind *bind)
{
	struct net *net = dev_net(vc->dev), *far = dev_net(bind->dev);

	if (nla_put_u32(skb, VCIRC_A_PATH_PORT_IFINDEX, bind->dev->ifindex) ||
	    vcirc_put_name(skb, VCIRC_A_PATH_PORT_NAME, bind->dev))
		return -EMSGSIZE;
	if (!net_eq(net, far) &&
	    nla_put_s32(skb, VCIRC_A_PATH_PORT_NETNSID,
			peernet2id_alloc(net, far, GFP_ATOMIC)))
		return -EMSGSIZE;
	if (!bind->tag.proto)
		return 0;
	if (nla_put_u16(skb, VCIRC_A_PATH_S_VLAN, bind->tag.vid) ||
	    nla_put_u32(skb, VCIRC_A_PATH_S_PROTO,
			bind->tag.proto == htons(ETH_P_8021AD) ?
			VCIRC_S_PROTO_DOT1AD : VCIRC_S_PROTO_DOT1Q))
		return -EMSGSIZE;
	return 0;
}

static int vcirc_put_router(struct sk_buff *skb, const struct vcirc_bind *bind)
{
	struct vcirc_routed_status router;

	vcirc_routed_status(bind, &router);
	if (nla_put(skb, VCIRC_A_PATH_VIA, vcirc_inet_len(router.via),
		    &router.via->ip6) ||
	    nla_put_u32(skb, VCIRC_A_PATH_NEIGHBOUR, router.state))
		return -EMSGSIZE;
	if (!is_zero_ether_addr(router.mac) &&
	    nla_put(skb, VCIRC_A_PATH_NEIGHBOUR_MAC, ETH_ALEN, router.mac))
		return -EMSGSIZE;
	return 0;
}

static int vcirc_put_path(struct sk_buff *skb, const struct vcirc *vc,
			  unsigned int role, const struct vcirc_path_totals *t,
			  u64 now)
{
	const struct vcirc_bind *bind = vcirc_dereference(vc, vc->bind[role]);
	const struct vcirc_path *path = &vc->path[role];
	const struct vcirc_path_record *rec = &path->rec;
	const struct vcirc_bfd_session *bfd = NULL;
	struct nlattr *nest;
	u64 unknown_tag = 0;

	if (bind)
		bfd = vcirc_dereference(vc, bind->bfd);

	nest = nla_nest_start(skb, VCIRC_A_CIRCUIT_PATH);
	if (!nest ||
	    nla_put_u32(skb, VCIRC_A_PATH_ROLE, role) ||
	    nla_put_u32(skb, VCIRC_A_PATH_BINDING,
			bind ? bind->ops->kind : VCIRC_BINDING_NONE))
		return -EMSGSIZE;
	if (bind && vcirc_put_bind(skb, vc, bind))
		return -EMSGSIZE;
	if (vcirc_bind_is(bind, VCIRC_BINDING_ROUTED) &&
	    vcirc_put_router(skb, bind))
		return -EMSGSIZE;
	if (bind && bind->port)
		unknown_tag = vcirc_count_sum(bind->port->unknown_tag);
	if (nla_put_u8(skb, VCIRC_A_PATH_ADMIN_UP, path->admin_up) ||
	    nla_put_u8(skb, VCIRC_A_PATH_WEIGHT, path->weight) ||
	    nla_put_u32(skb, VCIRC_A_PATH_STATE, rec->state) ||
	    nla_put_u32(skb, VCIRC_A_PATH_REASON, rec->reason) ||
	    nla_put_u8(skb, VCIRC_A_PATH_USABLE,
		       vcirc_path_record_usable(rec)) ||
	    nla_put_u32(skb, VCIRC_A_PATH_BUCKETS,
			vc->map.usable ? vcirc_map_count(&vc->map, role) : 0) ||
	    nla_put_u64_64bit(skb, VCIRC_A_PATH_SINCE, now - rec->since,
			      VCIRC_A_PATH_PAD) ||
	    nla_put_u64_64bit(skb, VCIRC_A_PATH_TIMES_UP, rec->times_up,
			      VCIRC_A_PATH_PAD) ||
	    nla_put_u64_64bit(skb, VCIRC_A_PATH_TIMES_DOWN, rec->times_down,
			      VCIRC_A_PATH_PAD) ||
	    nla_put_u64_64bit(skb, VCIRC_A_PATH_FLAPS, rec->flaps,
			      VCIRC_A_PATH_PAD) ||
	    vcirc_put_stats(skb, t) ||
	    vcirc_put_drops(skb, t, unknown_tag) ||
	    (bfd && vcirc_bfd_put(skb, bfd)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vcirc_put_switch(struct sk_buff *skb, const struct vcirc_switch *sw,
			    u64 now)
{
	struct nlattr *nest;

	if (!sw->time)
		return 0;
	nest = nla_nest_start(skb, VCIRC_A_CIRCUIT_LAST_SWITCH);
	if (!nest ||
	    nla_put_u32(skb, VCIRC_A_SWITCH_FROM, sw->from) ||
	    nla_put_u32(skb, VCIRC_A_SWITCH_TO, sw->to) ||
	    nla_put_u32(skb, VCIRC_A_SWITCH_REASON, sw->reason) ||
	    nla_put_u64_64bit(skb, VCIRC_A_SWITCH_AGO, now - sw->time,
			      VCIRC_A_SWITCH_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vcirc_put_event(struct sk_buff *skb, const struct vcirc_event *ev)
{
	struct nlattr *nest = nla_nest_start(skb, VCIRC_A_CIRCUIT_EVENT);
	bool down;

	if (!nest || nla_put_u32(skb, VCIRC_A_EVENT_CAUSE, ev->cause) ||
	    nla_put_u32(skb, VCIRC_A_EVENT_REASON, ev->reason) ||
	    nla_put_u64_64bit(skb, VCIRC_A_EVENT_TIME, ev->time,
			      VCIRC_A_EVENT_PAD))
		return -EMSGSIZE;
	if (ev->role != VCIRC_ROLE_NONE &&
	    nla_put_u32(skb, VCIRC_A_EVENT_ROLE, ev->role))
		return -EMSGSIZE;
	if (ev->lost && nla_put_u32(skb, VCIRC_A_EVENT_LOST, ev->lost))
		return -EMSGSIZE;
	if (ev->bfd && nla_put_u32(skb, VCIRC_A_EVENT_BFD_STATE, ev->bfd_state))
		return -EMSGSIZE;
	down = ev->bfd && ev->bfd_state != VCIRC_BFD_STATE_UP;
	if ((down || ev->bfd_diag) &&
	    nla_put_u32(skb, VCIRC_A_EVENT_BFD_DIAG, ev->bfd_diag))
		return -EMSGSIZE;
	if (down && nla_put_u64_64bit(skb, VCIRC_A_EVENT_BFD_DETECTED,
				      ev->bfd_detected, VCIRC_A_EVENT_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vcirc_put_circuit(struct sk_buff *skb, const struct vcirc *vc,
			     const struct vcirc_path_totals *totals,
			     u64 no_usable_path)
{
	u64 now = ktime_get_boottime_ns();
	struct nlattr *nest;
	unsigned int role;

	if (nla_put_u32(skb, VCIRC_A_CIRCUIT_IFINDEX, vc->dev->ifindex) ||
	    vcirc_put_name(skb, VCIRC_A_CIRCUIT_NAME, vc->dev))
		return -EMSGSIZE;
	nest = nla_nest_start(skb, VCIRC_A_CIRCUIT_CONFIG);
	if (!nest || vcirc_config_put(skb, &vc->cfg))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);

	for (role = 0; role < VCIRC_PATHS; role++)
		if (vcirc_put_path(skb, vc, role, &totals[role], now))
			return -EMSGSIZE;

	if (nla_put_u32(skb, VCIRC_A_CIRCUIT_STATE, vc->state) ||
	    nla_put_u64_64bit(skb, VCIRC_A_CIRCUIT_SINCE, now - vc->since,
			      VCIRC_A_CIRCUIT_PAD) ||
	    nla_put_u64_64bit(skb, VCIRC_A_CIRCUIT_SWITCHES, vc->switches,
			      VCIRC_A_CIRCUIT_PAD) ||
	    vcirc_put_switch(skb, &vc->last_switch, now) ||
	    nla_put_u32(skb, VCIRC_A_CIRCUIT_MOVING,
			vcirc_map_owed(&vc->map)))
		return -EMSGSIZE;

	nest = nla_nest_start(skb, VCIRC_A_CIRCUIT_DROPS);
	if (!nest ||
	    nla_put_u64_64bit(skb, VCIRC_A_DROPS_TX_NO_USABLE_PATH,
			      no_usable_path, VCIRC_A_DROPS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * vcirc_netlink_fill() - write one message about a circuit
 * @reply: the message
 * @vc: the circuit
 * @ev: what happened to it, or NULL
 *
 * The circuit's lock makes it one moment's truth; RTNL is not needed, so that an
 * operator can look while somebody else holds it.
 *
 * Context: process, RCU or RTNL
 * Return: 0 or -EMSGSIZE
 */
int vcirc_netlink_fill(const struct vcirc_reply *reply, struct vcirc *vc,
		       const struct vcirc_event *ev)
{
	struct vcirc_path_totals totals[VCIRC_PATHS];
	u64 no_usable_path;
	void *hdr;
	int err;

	hdr = genlmsg_put(reply->skb, reply->portid, reply->seq,
			  &vcirc_nl_family, reply->flags, reply->cmd);
	if (!hdr)
		return -EMSGSIZE;
	if (reply->cb)
		genl_dump_check_consistent(reply->cb, hdr);

	vcirc_counters_read(vc->pcpu, totals, &no_usable_path);
	spin_lock_bh(&vc->lock);
	err = vcirc_put_circuit(reply->skb, vc, totals, no_usable_path);
	spin_unlock_bh(&vc->lock);
	if (!err && ev)
		err = vcirc_put_event(reply->skb, ev);
	if (err) {
		genlmsg_cancel(reply->skb, hdr);
		return err;
	}
	genlmsg_end(reply->skb, hdr);
	return 0;
}

/**
 * vcirc_netlink_notify() - tell the listeners of an event
 * @vc: the circuit
 * @ev: what happened
 *
 * Context: process
 */
void vcirc_netlink_notify(struct vcirc *vc, const struct vcirc_event *ev)
{
	struct vcirc_reply reply = { .cmd = VCIRC_CMD_CIRCUIT_NTF };
	struct net *net;

	/* The circuit may be moving, and the namespace it leaves be going. */
	rcu_read_lock();
	net = maybe_get_net(dev_net(vc->dev));
	rcu_read_unlock();
	if (!net)
		return;
	if (!genl_has_listeners(&vcirc_nl_family, net, VCIRC_NLGRP_EVENTS))
		goto out;
	reply.skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!reply.skb)
		goto lost;
	if (vcirc_netlink_fill(&reply, vc, ev)) {
		nlmsg_free(reply.skb);
		goto lost;
	}
	genlmsg_multicast_netns(&vcirc_nl_family, net, reply.skb, 0,
				VCIRC_NLGRP_EVENTS, GFP_KERNEL);
	goto out;

lost:
	spin_lock_bh(&vc->lock);
	vc->events.lost += ev->lost + 1;
	spin_unlock_bh(&vc->lock);
out:
	put_net(net);
}
