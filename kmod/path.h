/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A path: one of the two legs of a circuit, and what it is bound to.
 */

#ifndef _VCIRC_PATH_H
#define _VCIRC_PATH_H

#include <linux/netdevice.h>
#include <linux/rcupdate.h>

#include "compat.h"
#include "counters.h"
#include "path_state.h"

struct vcirc;
struct vcirc_bfd_session;
struct vcirc_bind;
struct vcirc_port;

/**
 * struct vcirc_path - one leg of a circuit, bound or not
 * @admin_up: no command took it down. Written under RTNL and the circuit's
 *	lock, read on receive without.
 * @port_gone: its port went away. RTNL and the circuit's lock.
 * @weight: its share of the flows. RTNL and the circuit's lock.
 * @rec: state and how it got there. Circuit's lock.
 */
struct vcirc_path {
	bool admin_up;
	bool port_gone;
	u8 weight;
	struct vcirc_path_record rec;
};

/**
 * struct vcirc_bind_ops - what differs between kinds of binding
 * @kind: for netlink
 * @size: of the structure that begins with &struct vcirc_bind
 * @up_mask: bits of the device's state that are looked at per packet
 * @encap: how BFD packets travel
 * @lost: reason to record for an outage that was over before it was judged
 * @xmit: sends a frame of a known size and consumes it; bottom halves off
 * @control: sends a frame of BFD's and consumes it; bottom halves off, RCU
 * @next_hop: tells the MAC address BFD packets are for, false while it is not
 *	known; NULL where that is anybody on the link
 * @facts: fills in what decides whether the path is usable; circuit's lock
 * @release: undoes what binding did to the device; RTNL, after the binding
 *	was unpublished. NULL where there is nothing to undo.
 *
 * A device takes frames when, of the bits in @up_mask, __LINK_STATE_START alone
 * is set. @facts has to look at all that @up_mask does, or the transmit path
 * and the judge would quarrel.
 */
struct vcirc_bind_ops {
	enum vcirc_binding kind;
	size_t size;
	unsigned long up_mask;
	enum vcirc_bfd_encap encap;
	enum vcirc_reason lost;
	enum vcirc_drop (*xmit)(struct sk_buff *skb,
				const struct vcirc_bind *bind,
				struct vcirc_size size);
	void (*control)(struct sk_buff *skb, const struct vcirc_bind *bind);
	bool (*next_hop)(const struct vcirc_bind *bind, u8 *mac);
	void (*facts)(const struct vcirc_bind *bind,
		      struct vcirc_path_facts *facts);
	void (*release)(struct vcirc_bind *bind);
};

/* What of a port's state says whether it takes frames, how it is while it does,
 * and how it never is.
 */
#define VCIRC_PORT_UP_MASK	(BIT(__LINK_STATE_START) |		\
				 BIT(__LINK_STATE_NOCARRIER))
#define VCIRC_PLAIN_READY	BIT(__LINK_STATE_START)
#define VCIRC_PLAIN_NEVER	(~VCIRC_PORT_UP_MASK)

/* Why a frame cannot enter a circuit as it is: none does now; it may be one of
 * BFD's.
 */
#define VCIRC_HEED_SHUT		BIT(0)
#define VCIRC_HEED_BFD		BIT(1)

/**
 * vcirc_mac() - a MAC address as a number
 * @addr: the address
 *
 * Return: the number, 0 of an address that is all zeroes
 */
static inline u64 vcirc_mac(const u8 *addr)
{
	u64 mac = 0;

	memcpy(&mac, addr, ETH_ALEN);
	return mac;
}

/**
 * struct vcirc_entry - how most frames enter a circuit
 * @heed: VCIRC_HEED_*. RTNL and the circuit's lock, read without.
 * @mac: address of the circuit, see vcirc_mac(). RTNL and the circuit's lock, read
 *	without: half of an old one is at worst taken for the circuit's once.
 * @counters: of the path
 * @circuit: the netdev
 *
 * Not written after it was published, but for @heed and @mac.
 */
struct vcirc_entry {
	u32 heed;
	u64 mac;
	struct vcirc_path_counters __percpu *counters;
	struct net_device *circuit;
};

/**
 * struct vcirc_bind - what a path is bound to
 * @dev: the port, or the circuit at the other end of the wire; held. Where it stands
 *	for none, that of @vc, not held.
 * @plain: VCIRC_PLAIN_READY while the path is usable and the port takes frames as
 *	they are, but for a service tag; else VCIRC_PLAIN_NEVER. Written with
 *	@watch.
 * @counters: of the path
 * @tag: service tag
 * @own: see @entry
 * @watch: bits of the device's state to look at per packet: @ops->up_mask while
 *	the path is usable as last judged, else 0. Written under the circuit's
 *	lock, and cleared by the transmit path when it sees that it is not.
 * @entry: how frames enter the circuit: @own, or that of a port that is the
 *	path's alone, where it is found sooner
 * @ops: kind of binding. NULL, as @path and @counters, where it stands for none.
 * @vc: the circuit the path is of
 * @path: the path
 * @role: which it is
 * @foreign: the port is in another network namespace than @vc. RTNL and the
 *	circuit's lock, read without. Not for wires.
 * @bfd: the session of the path, if it has one. Written under RTNL and the
 *	circuit's lock, read under either or RCU.
 * @port: NULL for a wire
 * @tracker: of the reference on @dev
 * @node: in the port's list, RTNL
 * @rcu: frees it
 *
 * Not written after it was published, but for @plain, @own, @watch, @foreign
 * and @bfd.
 * Reached by RCU from the circuit and from the port.
 */
struct vcirc_bind {
	/* All that most frames need, in one line of the cache. */
	struct net_device *dev;
	unsigned long plain;
	struct vcirc_path_counters __percpu *counters;
	struct vcirc_tag tag;
	struct vcirc_entry own;

	unsigned long watch;
	struct vcirc_entry *entry;
	const struct vcirc_bind_ops *ops;
	struct vcirc *vc;
	struct vcirc_path *path;
	u8 role;
	bool foreign;
	struct vcirc_bfd_session __rcu *bfd;
	struct vcirc_port *port;
	netdevice_tracker tracker;
	struct list_head node;
	struct rcu_head rcu;
};

/**
 * vcirc_bind_is() - is a path bound in a certain way
 * @bind: the binding, or NULL
 * @kind: the way
 *
 * Return: true when it is
 */
static inline bool vcirc_bind_is(const struct vcirc_bind *bind,
				 enum vcirc_binding kind)
{
	return bind && bind->ops->kind == kind;
}

/**
 * vcirc_bind_up() - was a path usable when last judged
 * @bind: its binding
 *
 * Context: RCU or circuit's lock
 * Return: true when it was
 */
static inline bool vcirc_bind_up(const struct vcirc_bind *bind)
{
	return READ_ONCE(bind->watch);
}

/**
 * vcirc_bind_ready() - may the next packet be sent on a binding
 * @bind: the binding
 *
 * The device's own state is looked at each time: the notification that it
 * lost its carrier may come a second late.
 *
 * Context: RCU
 * Return: true when it may
 */
static inline bool vcirc_bind_ready(const struct vcirc_bind *bind)
{
	return (READ_ONCE(bind->dev->state) & READ_ONCE(bind->watch)) ==
	       BIT(__LINK_STATE_START);
}

/**
 * vcirc_bind_ready_plain() - vcirc_bind_ready(), for a frame as it is
 * @bind: the binding
 *
 * Context: RCU
 * Return: true when the port may be handed one
 */
static inline bool vcirc_bind_ready_plain(const struct vcirc_bind *bind)
{
	return (READ_ONCE(bind->dev->state) & VCIRC_PORT_UP_MASK) ==
	       READ_ONCE(bind->plain);
}

struct vcirc_bind *vcirc_bind_alloc(struct vcirc *vc, enum vcirc_role role,
				    struct net_device *dev,
				    const struct vcirc_bind_ops *ops);
void vcirc_bind_free(struct vcirc_bind *bind);
void vcirc_bind_heed(struct vcirc_bind *bind, u32 why, bool on);
void vcirc_bind_heed_bfd(struct vcirc_bind *bind);
void vcirc_bind_refresh(struct vcirc_bind *bind);
void vcirc_bind_judged(struct vcirc_bind *bind, bool up);

bool vcirc_bind_alone(const struct vcirc_bind *bind);
int vcirc_path_publish(struct vcirc_bind *bind, u8 weight);
void vcirc_path_unbind(struct vcirc *vc, enum vcirc_role role, bool gone);
struct vcirc_port *vcirc_path_port(const struct vcirc *vc,
				   enum vcirc_role role);
bool vcirc_path_is_last(const struct vcirc *vc, enum vcirc_role role);
enum vcirc_reason vcirc_path_reason(struct vcirc *vc, enum vcirc_role role);

#endif /* _VCIRC_PATH_H */
