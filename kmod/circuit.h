/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A circuit: the netdev over two paths.
 *
 * Locking, outermost first:
 *
 * RTNL		what is bound to what, settings, addresses, lists of circuits
 *		and ports. Control path only; no work item that traffic waits
 *		for takes it.
 * address lock	the netdev's own: which addresses are brought to which ports.
 * vcirc.lock	one per circuit, bottom halves off: state of the paths, the
 *		map, waiting events, and arming of work items, which is
 *		refused once vcirc.dying is set. Never two at a time. The
 *		locks of neighbour entries and vcirc_port.routers go inside.
 * RCU		transmit and receive hold nothing else, unless a frame finds
 *		that something changed. Bindings and ports are published last,
 *		unpublished first, and freed after a grace period.
 *
 * What is written under RTNL and the circuit's lock may be read under either.
 */

#ifndef _VCIRC_CIRCUIT_H
#define _VCIRC_CIRCUIT_H

#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/netns/generic.h>

#include "config.h"
#include "counters.h"
#include "event.h"
#include "hash.h"
#include "map.h"
#include "path.h"

/**
 * struct vcirc_switch - the last time traffic left a path as a whole
 * @time: when, CLOCK_BOOTTIME ns, 0 for never
 * @from: the path it left
 * @to: the path it went to
 * @reason: why, none when it returned to where it belongs
 *
 * All under the circuit's lock.
 */
struct vcirc_switch {
	u64 time;
	enum vcirc_role from;
	enum vcirc_role to;
	enum vcirc_reason reason;
};

/**
 * struct vcirc - private data of a circuit's netdev
 * @way: what frames take on each path: @bind, or @unbound. Written and read as
 *	that.
 * @hash: how flows are hashed. Written under @lock, read without.
 * @map: where each bucket is sent. Under @lock, see &struct vcirc_map.
 * @bind: what each path is bound to, or NULL. Written under RTNL and @lock, read
 *	under either or RCU.
 * @unbound: stand where a path is not bound, and never take a frame
 * @pcpu: counters
 * @dev: the netdev
 * @lock: see above
 * @dying: no work item may be armed any more. Under @lock.
 * @cfg: settings. RTNL and @lock.
 * @path: the two paths
 * @state: of the circuit. Written under @lock.
 * @since: when @state changed, CLOCK_BOOTTIME ns. Under @lock.
 * @switches: how often traffic left a path as a whole. Under @lock.
 * @last_switch: the last time. Under @lock.
 * @return_start: when buckets began to wait for their way home,
 *	CLOCK_BOOTTIME ns. Under @lock.
 * @events: events that wait to be told. Under @lock.
 * @announce: the announce work is queued and holds the netdev. Under @lock.
 * @announce_tracker: of that reference. Under @lock.
 * @state_work: judges the paths after the transmit path saw one fail
 * @event_work: tells listeners
 * @announce_work: tells neighbours where the circuit's addresses are now
 * @return_work: sends buckets home
 * @home: network namespace where ports are looked up. Set before the netdev
 *	is registered; its exit removes the circuit, unless that is an end of a
 *	pair, and then RTNL.
 * @arp_was_off: before the circuit was routed. RTNL.
 * @homed: in the list of @home. RTNL.
 * @listed: in the list of the netdev's network namespace. RTNL, read under
 *	RCU.
 * @enlisted: @listed is in use. RTNL.
 * @peer: the other end of a pair of wires. RTNL.
 */
struct vcirc {
	/* Read for every packet, written on a change only. */
	struct vcirc_bind __rcu *way[VCIRC_PATHS];
	struct vcirc_hash_key hash;
	struct vcirc_map map;

	struct vcirc_bind __rcu *bind[VCIRC_PATHS];
	struct vcirc_bind unbound[VCIRC_PATHS];
	struct vcirc_pcpu __percpu *pcpu;
	struct net_device *dev;
	spinlock_t lock; /* see above */
	bool dying;
	struct vcirc_config cfg;
	struct vcirc_path path[VCIRC_PATHS];
	enum vcirc_state state;
	u64 since;
	u64 switches;
	struct vcirc_switch last_switch;
	u64 return_start;
	struct vcirc_event_ring events;
	bool announce;
	netdevice_tracker announce_tracker;
	struct work_struct state_work;
	struct work_struct event_work;
	struct work_struct announce_work;
	struct delayed_work return_work;
	struct net *home;
	bool arp_was_off;
	struct list_head homed;
	struct list_head listed;
	bool enlisted;
	struct vcirc *peer;
};

/**
 * struct vcirc_net - circuits and a network namespace
 * @circuits: those that are in it, by ifindex. Written under RTNL, read under
 *	RCU.
 * @homed: those whose ports are in it. RTNL.
 * @generation: changes whenever @circuits does. Written under RTNL.
 */
struct vcirc_net {
	struct list_head circuits;
	struct list_head homed;
	unsigned int generation;
};

extern struct workqueue_struct *vcirc_wq;
extern struct workqueue_struct *vcirc_announce_wq;
extern const struct net_device_ops vcirc_netdev_ops;
extern const struct ethtool_ops vcirc_ethtool_ops;

struct vcirc_net *vcirc_net(const struct net *net);

void vcirc_circuit_setup(struct net_device *dev);
void vcirc_circuit_configure(struct vcirc *vc, const struct vcirc_config *cfg);
int vcirc_circuit_event(struct vcirc *vc, unsigned long event,
			struct netdev_notifier_info *info);
void vcirc_circuit_limits(struct vcirc *vc);
void vcirc_circuit_routed(struct vcirc *vc, bool routed);
void vcirc_circuit_bound(const struct vcirc_bind *bind,
			 struct netlink_ext_ack *extack);
void vcirc_circuit_unbind(struct vcirc *vc, enum vcirc_role role, bool gone);
void vcirc_circuit_enlist(struct vcirc *vc);
void vcirc_circuit_delist(struct vcirc *vc);
struct net_device *vcirc_circuit_lower(const struct vcirc *vc);

/**
 * vcirc_is_circuit() - is a netdev one of ours
 * @dev: any netdev
 *
 * Return: true when netdev_priv() is a &struct vcirc
 */
static inline bool vcirc_is_circuit(const struct net_device *dev)
{
	return dev->netdev_ops == &vcirc_netdev_ops;
}

/* A pointer that is written under RTNL and the circuit's lock. */
#define vcirc_dereference(vc, p)					\
	rcu_dereference_protected(p, lockdep_rtnl_is_held() ||		\
				     lockdep_is_held(&(vc)->lock))

#endif /* _VCIRC_CIRCUIT_H */
