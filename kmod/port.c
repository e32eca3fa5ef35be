// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "bfd_frame.h"
#include "bfd_session.h"
#include "bind.h"
#include "circuit.h"
#include "compat.h"
#include "failover.h"
#include "port.h"
#include "receive.h"

static enum vcirc_s_proto vcirc_port_tpid(__be16 proto)
{
	return proto == htons(ETH_P_8021AD) ? VCIRC_S_PROTO_DOT1AD :
					      VCIRC_S_PROTO_DOT1Q;
}

/* The binding a frame belongs to, or NULL when it is the port's own. */
static struct vcirc_bind *vcirc_port_demux(struct vcirc_port *port,
					   const struct sk_buff *skb)
{
	struct vcirc_tag_table *table;
	struct vcirc_bind *bind;
	u16 vid;

	bind = rcu_dereference(port->untagged);
	if (bind) {
		/* LLDP, LACP and the like are between the port and what it
		 * is plugged into.
		 */
		if (is_link_local_ether_addr(eth_hdr(skb)->h_dest) &&
		    !skb_vlan_tag_present(skb))
			return NULL;
		return bind;
	}

	vid = skb_vlan_tag_present(skb) ? skb_vlan_tag_get_id(skb) : 0;
	if (!vid)
		return list_empty(&port->routed) ?
		       NULL : vcirc_routed_demux(port, skb);
	table = rcu_dereference(port->tags[vcirc_port_tpid(skb->vlan_proto)]);
	bind = table ? rcu_dereference(table->bind[vid]) : NULL;
	if (!bind)
		vcirc_count_one(port->unknown_tag);
	return bind;
}

static noinline rx_handler_result_t vcirc_port_rx_any(struct sk_buff **pskb,
						      struct vcirc_port *port)
{
	struct sk_buff *skb = *pskb;
	const struct vcirc_bind *bind;
	struct vcirc_size size;
	enum vcirc_drop why;
	struct vcirc *vc;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;

	if (!list_empty(&port->sessions) && vcirc_bfd_receive_port(port, skb))
		return RX_HANDLER_CONSUMED;
	bind = vcirc_port_demux(port, skb);
	if (!bind)
		return RX_HANDLER_PASS;
	if (rcu_access_pointer(bind->bfd) && vcirc_bfd_receive_path(bind, skb))
		return RX_HANDLER_CONSUMED;
	vc = bind->vc;

	skb = skb_share_check(skb, GFP_ATOMIC);
	*pskb = skb;
	if (unlikely(!skb)) {
		vcirc_count_drop(bind->counters, VCIRC_DROP_RX_NO_MEMORY);
		return RX_HANDLER_CONSUMED;
	}

	if (bind->tag.proto || vcirc_bind_is(bind, VCIRC_BINDING_ROUTED))
		__vlan_hwaccel_clear_tag(skb);
	if (unlikely(READ_ONCE(bind->foreign)))
		skb_scrub_packet(skb, true);
	/* The port told by its own address, which is not the circuit's but for
	 * a router.
	 */
	skb->pkt_type = PACKET_HOST;
	if (!vcirc_bind_is(bind, VCIRC_BINDING_ROUTED))
		eth_skb_pkt_type(skb, vc->dev);

	why = vcirc_rx_admit(vc, bind->role, skb);
	if (unlikely(why)) {
		vcirc_count_drop(bind->counters, why);
		kfree_skb(skb);
		*pskb = NULL;
		return RX_HANDLER_CONSUMED;
	}

	size = vcirc_size_of(skb, ETH_HLEN);
	vcirc_count_rx(bind->counters, size);
	skb->dev = vc->dev;
	return RX_HANDLER_ANOTHER;
}

/* Is a frame none that came by a link? One test, as of all types of packets these
 * alone have this bit; the compiler, asked for the field, makes it four.
 */
static bool vcirc_port_rx_local(const struct sk_buff *skb)
{
	const u8 *byte = (const u8 *)skb + PKT_TYPE_OFFSET;

	BUILD_BUG_ON(!(PACKET_LOOPBACK & PACKET_OUTGOING) ||
		     PACKET_OTHERHOST >= PACKET_OUTGOING);
	return *byte & (PKT_TYPE_MAX / 7 * PACKET_OUTGOING);
}

/* Is it but a frame to the circuit's own address, which nothing needs doing to? */
static __always_inline bool vcirc_port_rx_usual(const struct vcirc_entry *entry,
						const struct sk_buff *skb)
{
	const u64 mac = READ_ONCE(entry->mac);

	return ether_addr_equal_64bits(eth_hdr(skb)->h_dest, (const u8 *)&mac) &&
	       !skb_shared(skb) && !vcirc_port_rx_local(skb);
}

static __always_inline rx_handler_result_t
vcirc_port_rx_enter(const struct vcirc_entry *entry, struct sk_buff *skb,
		    struct vcirc_size size)
{
	vcirc_count_rx(entry->counters, size);
	skb->pkt_type = PACKET_HOST;
	skb->dev = entry->circuit;
	return RX_HANDLER_ANOTHER;
}

/* Out of line, so that all others need to save no register. */
static noinline rx_handler_result_t
vcirc_port_rx_gso(const struct vcirc_entry *entry, struct sk_buff *skb,
		  unsigned int l2)
{
	return vcirc_port_rx_enter(entry, skb, vcirc_size_gso(skb, l2));
}

/* One frame, or as GRO has made them one. */
static __always_inline rx_handler_result_t
vcirc_port_rx_sized(const struct vcirc_entry *entry, struct sk_buff *skb,
		    unsigned int l2)
{
	if (unlikely(skb_is_gso(skb)))
		return vcirc_port_rx_gso(entry, skb, l2);
	return vcirc_port_rx_enter(entry, skb,
				   (struct vcirc_size){ 1, skb->len + l2 });
}

static __always_inline bool vcirc_port_rx_heeds(const struct vcirc_entry *entry,
						const struct sk_buff *skb)
{
	u32 heed = READ_ONCE(entry->heed);

	return heed && (heed & VCIRC_HEED_SHUT || vcirc_bfd_frame_maybe(skb));
}

/* By a port that circuits share. */
static noinline rx_handler_result_t vcirc_port_rx_shared(struct sk_buff **pskb,
							 struct vcirc_port *port)
{
	const struct vcirc_tag_table *table;
	const struct vcirc_entry *entry;
	const struct vcirc_bind *bind;
	struct sk_buff *skb = *pskb;

	if (unlikely(!skb_vlan_tag_present(skb)))
		return vcirc_port_rx_any(pskb, port);
	table = rcu_dereference(port->tags[vcirc_port_tpid(skb->vlan_proto)]);
	if (unlikely(!table))
		return vcirc_port_rx_any(pskb, port);
	bind = rcu_dereference(table->bind[skb_vlan_tag_get_id(skb)]);
	if (unlikely(!bind))
		return vcirc_port_rx_any(pskb, port);
	entry = &bind->own;
	if (vcirc_port_rx_heeds(entry, skb) || !vcirc_port_rx_usual(entry, skb))
		return vcirc_port_rx_any(pskb, port);

	__vlan_hwaccel_clear_tag(skb);
	return vcirc_port_rx_sized(entry, skb, ETH_HLEN);
}

/* By a port of one circuit: with a customer's tag, or where something is heeded. */
static noinline rx_handler_result_t vcirc_port_rx_heed(struct sk_buff **pskb,
						       struct vcirc_port *port)
{
	const struct vcirc_entry *entry = &port->entry;
	struct sk_buff *skb = *pskb;

	if (vcirc_port_rx_heeds(entry, skb) || !vcirc_port_rx_usual(entry, skb))
		return vcirc_port_rx_any(pskb, port);
	if (skb_vlan_tag_present(skb))
		return vcirc_port_rx_sized(entry, skb, VLAN_ETH_HLEN);
	return vcirc_port_rx_sized(entry, skb, ETH_HLEN);
}

static rx_handler_result_t vcirc_port_rx(struct sk_buff **pskb)
{
	const struct vcirc_entry *entry;
	struct sk_buff *skb = *pskb;
	struct vcirc_port *port;

	port = rcu_dereference(skb->dev->rx_handler_data);
	entry = &port->entry;
	if (vcirc_compat_tag_bits(skb) | READ_ONCE(entry->heed)) {
		if (!entry->circuit)
			return vcirc_port_rx_shared(pskb, port);
		return vcirc_port_rx_heed(pskb, port);
	}
	if (unlikely(!vcirc_port_rx_usual(entry, skb)))
		return vcirc_port_rx_any(pskb, port);
	return vcirc_port_rx_sized(entry, skb, ETH_HLEN);
}

/**
 * vcirc_port_of() - the port of a netdev
 * @dev: any netdev
 *
 * Context: RTNL
 * Return: the port, or NULL when it is none
 */
struct vcirc_port *vcirc_port_of(const struct net_device *dev)
{
	if (rtnl_dereference(dev->rx_handler) != vcirc_port_rx)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

/**
 * vcirc_port_of_rcu() - the port of a netdev
 * @dev: any netdev
 *
 * Context: RCU
 * Return: the port, or NULL when it is none
 */
struct vcirc_port *vcirc_port_of_rcu(const struct net_device *dev)
{
	struct vcirc_port *port;

	/* In the order the core writes them. */
	if (rcu_access_pointer(dev->rx_handler) != vcirc_port_rx)
		return NULL;
	port = rcu_dereference(dev->rx_handler_data);
	return port;
}

static void vcirc_port_free(struct vcirc_port *port)
{
	unsigned int i;

	for (i = 0; i < VCIRC_S_PROTOS; i++)
		kvfree(rcu_dereference_protected(port->tags[i], true));
	free_percpu(port->unknown_tag);
	netdev_put(port->dev, &port->tracker);
	kfree(port);
}

/**
 * vcirc_port_make() - make a netdev a port, or find that it is one
 * @dev: the netdev
 * @alone: how frames enter the circuit of the one untagged binding it is for, or
 *	NULL for others
 * @extack: says what is wrong
 *
 * Context: RTNL
 * Return: the port, or an error pointer
 */
struct vcirc_port *vcirc_port_make(struct net_device *dev,
				   const struct vcirc_entry *alone,
				   struct netlink_ext_ack *extack)
{
	struct vcirc_port *port = vcirc_port_of(dev);
	int err = -ENOMEM;

	ASSERT_RTNL();

	if (port) {
		if (port->exclusive) {
			NL_SET_ERR_MSG(extack,
				       "the device is the port of an untagged circuit already");
			return ERR_PTR(-EBUSY);
		}
		if (alone) {
			NL_SET_ERR_MSG(extack,
				       "circuits share the device already, an untagged one needs it alone");
			return ERR_PTR(-EBUSY);
		}
		return port;
	}

	port = kzalloc(sizeof(*port), GFP_KERNEL_ACCOUNT);
	if (!port)
		return ERR_PTR(-ENOMEM);
	port->unknown_tag = __netdev_alloc_pcpu_stats(struct vcirc_count,
						      GFP_KERNEL_ACCOUNT);
	if (!port->unknown_tag)
		goto err_free;
	port->dev = dev;
	port->exclusive = alone;
	if (alone)
		port->entry = *alone;
	else
		port->entry.heed = VCIRC_HEED_SHUT;
	INIT_LIST_HEAD(&port->binds);
	INIT_LIST_HEAD(&port->routed);
	INIT_LIST_HEAD(&port->sessions);
	spin_lock_init(&port->routers);

	err = netdev_rx_handler_register(dev, vcirc_port_rx, port);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "the device belongs to a bridge, bond or other device already");
		goto err_count;
	}
	netdev_hold(dev, &port->tracker, GFP_KERNEL);
	dev_disable_lro(dev);
	return port;

err_count:
	free_percpu(port->unknown_tag);
err_free:
	kfree(port);
	return ERR_PTR(err);
}

/**
 * vcirc_port_drop_unused() - let a netdev go when no path is on it any more
 * @port: the port, not to be used afterwards
 *
 * Context: RTNL
 */
void vcirc_port_drop_unused(struct vcirc_port *port)
{
	ASSERT_RTNL();

	if (!list_empty(&port->binds))
		return;
	netdev_rx_handler_unregister(port->dev);
	/* The receive path may still be looking at the port. */
	synchronize_net();
	vcirc_port_free(port);
}

/* Lets IPv6 use a netdev that is down, and brings it up again if it was up. */
static void vcirc_port_release(struct net_device *dev, bool reopen)
{
	vcirc_compat_set_addrconf(dev, true);
	if (reopen && dev_open(dev, NULL))
		netdev_warn(dev, "did not come up again after its circuit let it go\n");
}

/**
 * vcirc_port_own() - take a whole netdev over, and bring it up
 * @port: an exclusive port
 * @extack: says what is wrong
 *
 * IPv6 looks whether it may configure a netdev when that goes up, so one that
 * is up has to go down first.
 *
 * Context: RTNL
 * Return: 0, or the error of the netdev that would not go up, and is given back
 */
int vcirc_port_own(struct vcirc_port *port, struct netlink_ext_ack *extack)
{
	struct net_device *dev = port->dev;
	int err;

	port->was_up = dev->flags & IFF_UP;
	dev_close(dev);
	vcirc_compat_set_addrconf(dev, false);
	err = dev_open(dev, extack);
	if (err) {
		NL_SET_ERR_MSG(extack, "the device does not come up");
		vcirc_port_release(dev, port->was_up);
	}
	return err;
}

/**
 * vcirc_port_disown() - give a netdev back as it was before vcirc_port_own()
 * @port: an exclusive port
 *
 * Context: RTNL
 */
void vcirc_port_disown(struct vcirc_port *port)
{
	struct net_device *dev = port->dev;
	bool reopen = port->was_up && dev->flags & IFF_UP;

	if (dev->reg_state != NETREG_REGISTERED)
		return;
	dev_close(dev);
	vcirc_port_release(dev, reopen);
}

/**
 * vcirc_port_validate() - may a path of a circuit be bound to a netdev
 * @vc: the circuit
 * @role: the path
 * @dev: the netdev
 * @kind: how it is to be bound
 * @attr: to blame for what is wrong, or NULL
 * @extack: says what is wrong
 *
 * What is asked of a port in every binding.
 *
 * Context: RTNL
 * Return: 0 or a negative error
 */
int vcirc_port_validate(const struct vcirc *vc, enum vcirc_role role,
			const struct net_device *dev, enum vcirc_binding kind,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	const struct vcirc_bind *other = rtnl_dereference(vc->bind[!role]);

	if (dev == vc->dev) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "a circuit cannot be its own port");
		return -EINVAL;
	}
	if (dev->type != ARPHRD_ETHER) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "not an Ethernet device");
		return -EINVAL;
	}
	if (dev->reg_state != NETREG_REGISTERED) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the device is going away");
		return -ENODEV;
	}
	if (other && !vcirc_bind_is(other, kind)) {
		NL_SET_ERR_MSG(extack,
			       "both paths of a circuit are routed (via), or neither is");
		return -EINVAL;
	}
	return 0;
}

/**
 * vcirc_port_link() - tell the core that a circuit stands on a port
 * @bind: the binding of one of its paths, not yet published
 * @extack: says what is wrong
 *
 * Once, though both paths may be on the port.
 *
 * Context: RTNL
 * Return: 0, or the core's refusal
 */
int vcirc_port_link(const struct vcirc_bind *bind,
		    struct netlink_ext_ack *extack)
{
	struct net_device *dev = bind->dev, *upper = bind->vc->dev;
	int err;

	if (!vcirc_bind_alone(bind))
		return 0;
	if (bind->port->exclusive)
		err = netdev_master_upper_dev_link(dev, upper, NULL, NULL,
						   extack);
	else
		err = netdev_upper_dev_link(dev, upper, extack);
	if (err)
		NL_SET_ERR_MSG(extack,
			       "the device cannot be stacked under this circuit");
	return err;
}

/**
 * vcirc_port_unlink() - undo vcirc_port_link()
 * @bind: the binding, not published any more
 *
 * Context: RTNL
 */
void vcirc_port_unlink(const struct vcirc_bind *bind)
{
	if (vcirc_bind_alone(bind))
		netdev_upper_dev_unlink(bind->dev, bind->vc->dev);
}

/**
 * vcirc_port_facts() - what a port says of whether its paths are usable
 * @bind: a binding to the port
 * @facts: filled in
 *
 * Context: circuit's lock
 */
void vcirc_port_facts(const struct vcirc_bind *bind,
		      struct vcirc_path_facts *facts)
{
	facts->running = netif_running(bind->dev) &&
			 (READ_ONCE(bind->dev->flags) & IFF_UP);
	facts->carrier = netif_carrier_ok(bind->dev);
}

/**
 * vcirc_port_tag_prepare() - make room for a service tag
 * @port: a shared port
 * @proto: TPID
 *
 * Context: RTNL
 * Return: 0 or -ENOMEM
 */
int vcirc_port_tag_prepare(struct vcirc_port *port, __be16 proto)
{
	enum vcirc_s_proto i = vcirc_port_tpid(proto);
	struct vcirc_tag_table *table;

	if (rtnl_dereference(port->tags[i]))
		return 0;
	table = kvzalloc(sizeof(*table), GFP_KERNEL_ACCOUNT);
	if (!table)
		return -ENOMEM;
	rcu_assign_pointer(port->tags[i], table);
	return 0;
}

/**
 * vcirc_port_tagged() - who is bound under a service tag
 * @port: the port
 * @proto: TPID
 * @vid: service tag
 *
 * Context: RTNL
 * Return: the binding, or NULL
 */
struct vcirc_bind *vcirc_port_tagged(const struct vcirc_port *port,
				     __be16 proto, u16 vid)
{
	struct vcirc_tag_table *table;

	table = rtnl_dereference(port->tags[vcirc_port_tpid(proto)]);
	return table ? rtnl_dereference(table->bind[vid]) : NULL;
}

static void vcirc_port_set(struct vcirc_port *port,
			   const struct vcirc_bind *key,
			   struct vcirc_bind *bind)
{
	struct vcirc_tag_table *table;

	/* Found by its router. */
	if (vcirc_bind_is(key, VCIRC_BINDING_ROUTED))
		return;
	if (!key->tag.proto) {
		rcu_assign_pointer(port->untagged, bind);
		return;
	}
	table = rtnl_dereference(port->tags[vcirc_port_tpid(key->tag.proto)]);
	rcu_assign_pointer(table->bind[key->tag.vid], bind);
}

/**
 * vcirc_port_add() - let frames reach a binding
 * @port: the port, prepared for its tag
 * @bind: the binding
 *
 * Context: RTNL
 */
void vcirc_port_add(struct vcirc_port *port, struct vcirc_bind *bind)
{
	ASSERT_RTNL();

	list_add_tail(&bind->node, &port->binds);
	vcirc_port_set(port, bind, bind);
}

/**
 * vcirc_port_del() - keep frames from a binding
 * @port: the port
 * @bind: the binding, to be freed after a grace period only
 *
 * Context: RTNL
 */
void vcirc_port_del(struct vcirc_port *port, struct vcirc_bind *bind)
{
	ASSERT_RTNL();

	vcirc_port_set(port, bind, NULL);
	list_del_init(&bind->node);
}

static void vcirc_port_lost(struct vcirc_port *port)
{
	struct vcirc_bind *bind, *next;
	bool last;

	/* A netdev that is on its way elsewhere must not be opened. */
	port->was_up = false;
	/* The last unbinding frees the port. */
	do {
		bind = list_first_entry(&port->binds, struct vcirc_bind, node);
		next = list_next_entry(bind, node);
		last = list_entry_is_head(next, &port->binds, node);

		vcirc_circuit_unbind(bind->vc, bind->role, true);
	} while (!last);
}

/* A VLAN device is served before receive handlers: one under a tag of ours,
 * or any on a port of our own, would take frames out of a circuit.
 */
static int vcirc_port_veto(struct vcirc_port *port,
			   struct netdev_notifier_info *info)
{
	struct netdev_notifier_changeupper_info *change =
		container_of(info, struct netdev_notifier_changeupper_info,
			     info);
	struct net_device *upper = change->upper_dev;

	if (!change->linking || !is_vlan_dev(upper))
		return NOTIFY_DONE;
	if (!port->exclusive &&
	    !vcirc_port_tagged(port, vlan_dev_vlan_proto(upper),
			       vlan_dev_vlan_id(upper)))
		return NOTIFY_DONE;
	NL_SET_ERR_MSG(netdev_notifier_info_to_extack(info),
		       "a circuit is bound to this device and tag");
	return notifier_from_errno(-EBUSY);
}

/**
 * vcirc_port_event() - something happened to a port's netdev
 * @port: the port
 * @event: NETDEV_*
 * @info: details
 *
 * Context: RTNL
 * Return: NOTIFY_*
 */
int vcirc_port_event(struct vcirc_port *port, unsigned long event,
		     struct netdev_notifier_info *info)
{
	struct vcirc_bind *bind;

	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		list_for_each_entry(bind, &port->binds, node)
			vcirc_failover_judge(bind->vc);
		vcirc_routed_wake(port);
		break;
	case NETDEV_CHANGEADDR:
		list_for_each_entry(bind, &port->binds, node) {
			spin_lock_bh(&bind->vc->lock);
			vcirc_bind_refresh(bind);
			spin_unlock_bh(&bind->vc->lock);
		}
		break;
	case NETDEV_CHANGEMTU:
	case NETDEV_FEAT_CHANGE:
		list_for_each_entry(bind, &port->binds, node)
			vcirc_circuit_limits(bind->vc);
		break;
	case NETDEV_NOTIFY_PEERS:
	case NETDEV_RESEND_IGMP:
	case NETDEV_BONDING_FAILOVER:
		/* The port is a bond, say, that switched. */
		list_for_each_entry(bind, &port->binds, node) {
			spin_lock_bh(&bind->vc->lock);
			vcirc_failover_announce(bind->vc);
			spin_unlock_bh(&bind->vc->lock);
		}
		break;
	case NETDEV_PRECHANGEUPPER:
		return vcirc_port_veto(port, info);
	case NETDEV_PRE_TYPE_CHANGE:
		/* Whoever holds headers by the old type would misread them. */
		return NOTIFY_BAD;
	case NETDEV_UNREGISTER:
		/* Also on a move to another network namespace, which empties
		 * the address lists that the circuits wrote to.
		 */
		vcirc_port_lost(port);
		break;
	}
	return NOTIFY_DONE;
}
