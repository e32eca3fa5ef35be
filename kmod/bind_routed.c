// SPDX-License-Identifier: GPL-2.0
/*
 * Routed binding: IP packets leave a port to a router on it, whose MAC address
 * the kernel's own neighbour table knows. The port keeps its addresses, and
 * all that is sent to them.
 *
 * The neighbour entry says whether the path is usable and is kept alive from
 * here. Packets are not sent through it: one that is being resolved would
 * queue them up while the other path is fine. They get the router's address
 * from the binding.
 */

#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/arp.h>
#include <net/ipv6_stubs.h>
#include <net/neighbour.h>
#include <net/netevent.h>

#include "bfd_session.h"
#include "bind.h"
#include "circuit.h"
#include "failover.h"
#include "inet.h"
#include "port.h"

/* As often as the neighbour table itself asks. */
#define VCIRC_PROBE_INTERVAL	HZ

/**
 * struct vcirc_routed - a binding to a router on a port
 * @bind: what every binding has
 * @router: MAC address of the router as it was last resolved, in the order of
 *	memory; 0 before, and once another circuit has it. Written under the lock
 *	of the port's routers, read without: in one piece where a word has 64
 *	bits. Where it has 32 a router that changes its address may cost the packet
 *	that is sent at that very moment.
 * @via: the next hop
 * @neigh: its entry in the neighbour table, a reference is held. Replaced by
 *	@work alone, under the circuit's lock; compared without.
 * @resolved: @router is what the entry says now, and nobody else's. Written
 *	under the locks of the circuit and of the port's routers.
 * @taken: another circuit has a router with that address. Circuit's lock.
 * @stuck: the entry was waiting for nothing when @work last saw it. @work.
 * @dying: @work may not be armed any more. Circuit's lock.
 * @work: asks for the router when nobody else does
 * @listed: in the port's list. Written under RTNL, read under RCU.
 */
struct vcirc_routed {
	struct vcirc_bind bind;
	u64 router;
	struct vcirc_inet_addr via;
	struct neighbour *neigh;
	bool resolved;
	bool taken;
	bool stuck;
	bool dying;
	struct delayed_work work;
	struct list_head listed;
};

static struct vcirc_routed *vcirc_routed(const struct vcirc_bind *bind)
{
	return container_of(bind, struct vcirc_routed, bind);
}

/* --- Packets ---------------------------------------------------------- */

/* A router takes packets for hosts: no other frames, no multicast. */
static bool vcirc_routed_carries(const struct sk_buff *skb)
{
	struct vcirc_inet_addr dest;
	const struct ethhdr *eth;
	struct ethhdr buf;

	if (unlikely(skb_vlan_tag_present(skb)))
		return false;
	eth = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	return eth && vcirc_inet_dest(skb, ETH_HLEN, eth->h_proto, &dest) &&
	       vcirc_inet_is_host(&dest);
}

/**
 * vcirc_routed_xmit() - send an IP packet to the router
 * @skb: the packet in a frame of the circuit's, consumed
 * @bind: the binding
 * @size: its size
 *
 * Context: transmit path
 * Return: VCIRC_SENT, or why it was dropped
 */
enum vcirc_drop vcirc_routed_xmit(struct sk_buff *skb,
				  const struct vcirc_bind *bind,
				  struct vcirc_size size)
{
	u64 router = READ_ONCE(vcirc_routed(bind)->router);
	struct ethhdr *eth;

	if (unlikely(!vcirc_routed_carries(skb))) {
		kfree_skb(skb);
		return VCIRC_DROP_TX_NOT_ROUTABLE;
	}
	/* Lost since the path was chosen. */
	if (unlikely(!router)) {
		kfree_skb(skb);
		return VCIRC_DROP_TX_PORT_REFUSED;
	}
	if (unlikely(READ_ONCE(bind->foreign)))
		skb_scrub_packet(skb, true);
	/* Who listens at the circuit has a copy that shares the header. */
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN) || skb_cow_head(skb, 0))) {
		kfree_skb(skb);
		return VCIRC_DROP_TX_HEADROOM;
	}
	eth = (struct ethhdr *)skb->data;
	memcpy(eth->h_dest, &router, ETH_ALEN);
	memcpy(eth->h_source, bind->dev->dev_addr, ETH_ALEN);

	skb->dev = bind->dev;
	return vcirc_port_xmit(skb);
}

static void vcirc_routed_control(struct sk_buff *skb,
				 const struct vcirc_bind *bind)
{
	dev_queue_xmit(skb);
}

static bool vcirc_routed_next_hop(const struct vcirc_bind *bind, u8 *mac)
{
	u64 router = READ_ONCE(vcirc_routed(bind)->router);

	memcpy(mac, &router, ETH_ALEN);
	return router;
}

/* The first and the last address of a subnet mean all of it. */
static bool vcirc_routed_all_of(const struct in_ifaddr *ifa, __be32 ip)
{
	return ifa->ifa_prefixlen < 31 && inet_ifa_match(ip, ifa) &&
	       (!(ip & ~ifa->ifa_mask) || !~(ip | ifa->ifa_mask));
}

static bool vcirc_routed_own_ip(const struct net_device *dev, __be32 ip)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev)
		if (ip == ifa->ifa_local || ip == ifa->ifa_broadcast ||
		    vcirc_routed_all_of(ifa, ip))
			return true;
	return false;
}

/* Link-local addresses are the port's, too, and those that mean any router of
 * its subnets.
 */
static bool vcirc_routed_own_ip6(const struct net_device *dev,
				 const struct in6_addr *ip6)
{
	const struct inet6_dev *in6_dev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;
	struct in6_addr anycast;

	if (ipv6_addr_type(ip6) & IPV6_ADDR_LINKLOCAL)
		return true;
	if (!in6_dev)
		return false;
	list_for_each_entry_rcu(ifa, &in6_dev->addr_list, if_list) {
		ipv6_addr_prefix(&anycast, &ifa->addr, ifa->prefix_len);
		if (ipv6_addr_equal(ip6, &ifa->addr) ||
		    ipv6_addr_equal(ip6, &anycast))
			return true;
	}
	return false;
}

/**
 * vcirc_routed_demux() - the routed binding a frame belongs to
 * @port: the port it came in by
 * @skb: the frame, without a VLAN tag or with one that is a priority only
 *
 * It does if it comes from the MAC address of the binding's router to that of
 * the port, and is an IP packet to a host that the port is not. Two paths of a
 * circuit may have one router by two addresses.
 *
 * Context: receive path, RCU
 * Return: the binding, or NULL when the frame is the port's own
 */
struct vcirc_bind *vcirc_routed_demux(const struct vcirc_port *port,
				      const struct sk_buff *skb)
{
	struct vcirc_routed *routed, *found = NULL;
	struct vcirc_inet_addr dest;
	u64 source;

	if (skb->pkt_type != PACKET_HOST)
		return NULL;
	source = vcirc_mac(eth_hdr(skb)->h_source);
	list_for_each_entry_rcu(routed, &port->routed, listed) {
		if (READ_ONCE(routed->router) != source)
			continue;
		found = routed;
		if (vcirc_bind_up(&routed->bind))
			break;
	}
	if (!found || !source)
		return NULL;
	if (!vcirc_inet_dest(skb, 0, skb->protocol, &dest) ||
	    !vcirc_inet_is_host(&dest))
		return NULL;
	if (dest.family == AF_INET ? vcirc_routed_own_ip(port->dev, dest.ip) :
				     vcirc_routed_own_ip6(port->dev, &dest.ip6))
		return NULL;
	return &found->bind;
}

/* --- The neighbour ---------------------------------------------------- */

static struct neigh_table *vcirc_routed_table(const struct vcirc_inet_addr *via)
{
	return via->family == AF_INET ? &arp_tbl : ipv6_stub->nd_tbl;
}

/* The entry of a next hop, with a reference; an error pointer without one. */
static struct neighbour *vcirc_routed_entry(const struct vcirc_inet_addr *via,
					    struct net_device *dev)
{
	struct neigh_table *table = vcirc_routed_table(via);
	struct neighbour *neigh;

	neigh = neigh_lookup(table, &via->ip6, dev);
	return neigh ?: neigh_create(table, &via->ip6, dev);
}

static void vcirc_routed_arm(struct vcirc_routed *routed, unsigned long delay)
{
	lockdep_assert_held(&routed->bind.vc->lock);

	if (routed->dying)
		return;
	/* What is to be done at once is not put off. */
	if (delay)
		queue_delayed_work(vcirc_wq, &routed->work, delay);
	else
		mod_delayed_work(vcirc_wq, &routed->work, 0);
}

/* The MAC address of the router, 0 while that is not known. A port that asks for
 * nobody has its own in all entries.
 */
static u64 vcirc_routed_ask(struct neighbour *neigh)
{
	u8 mac[MAX_ADDR_LEN] = {};

	read_lock_bh(&neigh->lock);
	if (!neigh->dead && neigh->nud_state & NUD_VALID)
		neigh_ha_snapshot(mac, neigh, neigh->dev);
	read_unlock_bh(&neigh->lock);
	if (!is_valid_ether_addr(mac) ||
	    ether_addr_equal(mac, neigh->dev->dev_addr))
		return 0;
	return vcirc_mac(mac);
}

/* What comes from a router is told by its MAC address: two circuits cannot share
 * one. The first to find it has it, for as long as it knows of it.
 */
static bool vcirc_routed_claim(struct vcirc_routed *routed, u64 router)
{
	const struct list_head *all = &routed->bind.port->routed;
	const struct vcirc *vc = routed->bind.vc;
	struct vcirc_routed *other;

	list_for_each_entry_rcu(other, all, listed)
		if (other->router == router && other->resolved &&
		    other->bind.vc != vc)
			return false;
	list_for_each_entry_rcu(other, all, listed)
		if (other->router == router && other->bind.vc != vc)
			WRITE_ONCE(other->router, 0);
	WRITE_ONCE(routed->router, router);
	return true;
}

/* Takes in what the entry says now. */
static void vcirc_routed_learn(struct vcirc_routed *routed)
{
	u64 router = vcirc_routed_ask(routed->neigh);

	lockdep_assert_held(&routed->bind.vc->lock);

	rcu_read_lock();
	spin_lock(&routed->bind.port->routers);
	routed->resolved = router && vcirc_routed_claim(routed, router);
	routed->taken = router && !routed->resolved;
	spin_unlock(&routed->bind.port->routers);
	rcu_read_unlock();
}

/* Lets the path follow its entry, and asks for the router where nobody else
 * does: at once when it is lost, and then every now and then.
 */
static void vcirc_routed_follow(struct vcirc_routed *routed)
{
	struct vcirc *vc = routed->bind.vc;
	bool was = routed->resolved;

	lockdep_assert_held(&vc->lock);

	vcirc_routed_learn(routed);
	vcirc_failover_judge_locked(vc);
	if (!routed->resolved)
		vcirc_routed_arm(routed, was ? 0 : VCIRC_PROBE_INTERVAL);
	else if (READ_ONCE(routed->neigh->nud_state) & NUD_STALE)
		vcirc_routed_arm(routed, 0);
}

/* An entry that nobody uses is kept alive, one that failed is asked for until
 * it answers, and one that was removed is made anew.
 */
static void vcirc_routed_work(struct work_struct *work)
{
	struct vcirc_routed *routed = container_of(to_delayed_work(work),
						   struct vcirc_routed, work);
	struct net_device *dev = routed->bind.dev;
	struct neighbour *old = routed->neigh;
	struct vcirc *vc = routed->bind.vc;
	struct neighbour *neigh = old;
	bool stuck;

	/* Once it can be asked for, vcirc_routed_wake() is called. */
	if (!netif_running(dev) || !netif_carrier_ok(dev))
		return;

	if (READ_ONCE(old->dead))
		neigh = vcirc_routed_entry(&routed->via, dev);
	if (IS_ERR(neigh))
		neigh = old;
	spin_lock_bh(&vc->lock);
	WRITE_ONCE(routed->neigh, neigh);
	spin_unlock_bh(&vc->lock);
	if (neigh != old)
		neigh_release(old);

	/* An entry that was set to be incomplete by hand would stay so. One that
	 * is being asked for may look like that, but not twice.
	 */
	stuck = READ_ONCE(neigh->nud_state) & NUD_INCOMPLETE &&
		!timer_pending(&neigh->timer);
	if (stuck && routed->stuck)
		neigh_update(neigh, NULL, NUD_FAILED,
			     NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0);
	routed->stuck = stuck;
	neigh_event_send(neigh, NULL);

	spin_lock_bh(&vc->lock);
	vcirc_routed_follow(routed);
	spin_unlock_bh(&vc->lock);
}

/* Called with locks of the neighbour table held: it may not be asked here. */
static int vcirc_routed_event(struct notifier_block *nb, unsigned long event,
			      void *ptr)
{
	struct vcirc_routed *routed;
	struct neighbour *neigh = ptr;
	struct vcirc_port *port;

	if (event != NETEVENT_NEIGH_UPDATE)
		return NOTIFY_DONE;
	port = vcirc_port_of_rcu(neigh->dev);
	if (!port)
		return NOTIFY_DONE;

	list_for_each_entry_rcu(routed, &port->routed, listed) {
		if (READ_ONCE(routed->neigh) != neigh)
			continue;
		spin_lock_bh(&routed->bind.vc->lock);
		vcirc_routed_follow(routed);
		spin_unlock_bh(&routed->bind.vc->lock);
	}
	return NOTIFY_DONE;
}

static struct notifier_block vcirc_routed_notifier = {
	.notifier_call = vcirc_routed_event,
};

/**
 * vcirc_routed_wake() - the link of a port changed, look for its routers
 * @port: the port
 *
 * Context: RTNL
 */
void vcirc_routed_wake(struct vcirc_port *port)
{
	struct vcirc_routed *routed;

	ASSERT_RTNL();

	list_for_each_entry(routed, &port->routed, listed) {
		spin_lock_bh(&routed->bind.vc->lock);
		vcirc_routed_arm(routed, 0);
		spin_unlock_bh(&routed->bind.vc->lock);
	}
}

/**
 * vcirc_routed_init() - listen to the neighbour table
 *
 * Return: 0 or a negative error
 */
int __init vcirc_routed_init(void)
{
	return register_netevent_notifier(&vcirc_routed_notifier);
}

/**
 * vcirc_routed_exit() - listen no more
 */
void vcirc_routed_exit(void)
{
	unregister_netevent_notifier(&vcirc_routed_notifier);
}

/**
 * vcirc_routed_via() - the next hop of a binding
 * @bind: a routed binding
 *
 * Return: its address, as long as the binding lives
 */
const struct vcirc_inet_addr *vcirc_routed_via(const struct vcirc_bind *bind)
{
	return &vcirc_routed(bind)->via;
}

/**
 * vcirc_routed_status() - what is known of the router of a binding
 * @bind: a routed binding
 * @status: filled in
 *
 * Context: circuit's lock
 */
void vcirc_routed_status(const struct vcirc_bind *bind,
			 struct vcirc_routed_status *status)
{
	static const u8 states[] = {
		[VCIRC_NEIGHBOUR_INCOMPLETE]	= NUD_INCOMPLETE,
		[VCIRC_NEIGHBOUR_REACHABLE]	= NUD_REACHABLE,
		[VCIRC_NEIGHBOUR_STALE]		= NUD_STALE,
		[VCIRC_NEIGHBOUR_DELAY]		= NUD_DELAY,
		[VCIRC_NEIGHBOUR_PROBE]		= NUD_PROBE,
		[VCIRC_NEIGHBOUR_FAILED]	= NUD_FAILED,
		[VCIRC_NEIGHBOUR_NOARP]		= NUD_NOARP,
		[VCIRC_NEIGHBOUR_PERMANENT]	= NUD_PERMANENT,
	};
	const struct vcirc_routed *routed = vcirc_routed(bind);
	const struct neighbour *neigh = routed->neigh;
	u64 router = READ_ONCE(routed->router);
	u8 state = READ_ONCE(neigh->dead) ? 0 : READ_ONCE(neigh->nud_state);
	unsigned int i;

	lockdep_assert_held(&bind->vc->lock);

	status->via = &routed->via;
	status->state = VCIRC_NEIGHBOUR_NONE;
	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (states[i] & state)
			status->state = i;
	memcpy(status->mac, &router, ETH_ALEN);
}

static void vcirc_routed_facts(const struct vcirc_bind *bind,
			       struct vcirc_path_facts *facts)
{
	vcirc_port_facts(bind, facts);
	facts->neighbour = vcirc_routed(bind)->resolved;
	facts->neighbour_taken = vcirc_routed(bind)->taken;
}

/* --- Binding ---------------------------------------------------------- */

static void vcirc_routed_release(struct vcirc_bind *bind)
{
	struct vcirc_routed *routed = vcirc_routed(bind);
	struct vcirc *vc = bind->vc;

	ASSERT_RTNL();

	spin_lock_bh(&vc->lock);
	routed->dying = true;
	spin_unlock_bh(&vc->lock);
	cancel_delayed_work_sync(&routed->work);
	list_del_rcu(&routed->listed);
	/* Its router may be another's from now on. */
	vcirc_routed_wake(bind->port);
	vcirc_port_del(bind->port, bind);
	vcirc_port_unlink(bind);
	neigh_release(routed->neigh);
	vcirc_port_drop_unused(bind->port);
}

static const struct vcirc_bind_ops vcirc_routed_ops = {
	.kind = VCIRC_BINDING_ROUTED,
	.size = sizeof(struct vcirc_routed),
	.up_mask = VCIRC_PORT_UP_MASK,
	.encap = VCIRC_BFD_ENCAP_SINGLE_HOP,
	.lost = VCIRC_REASON_NO_CARRIER,
	.xmit = vcirc_routed_xmit,
	.control = vcirc_routed_control,
	.next_hop = vcirc_routed_next_hop,
	.facts = vcirc_routed_facts,
	.release = vcirc_routed_release,
};

/* Is an address in a subnet of the port's, and not its own? */
static int vcirc_routed_check_ip(const struct net_device *dev, __be32 ip,
				 const struct nlattr *attr,
				 struct netlink_ext_ack *extack)
{
	const struct in_device *in_dev = __in_dev_get_rtnl(dev);
	const struct in_ifaddr *ifa;
	bool near = false;

	if (!in_dev || !rtnl_dereference(in_dev->ifa_list)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "the device has no IPv4 address");
		return -EADDRNOTAVAIL;
	}
	if (vcirc_routed_own_ip(dev, ip)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "an address of the device itself or of all of its subnet");
		return -EINVAL;
	}
	in_dev_for_each_ifa_rtnl(ifa, in_dev)
		near |= inet_ifa_match(ip, ifa);
	if (near)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "not in a subnet of the device");
	return -ENETUNREACH;
}

static int vcirc_routed_check_ip6(const struct net_device *dev,
				  const struct in6_addr *ip6,
				  const struct nlattr *attr,
				  struct netlink_ext_ack *extack)
{
	const struct inet6_dev *in6_dev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;
	bool near = false;

	if (!in6_dev || !ipv6_stub->nd_tbl || list_empty(&in6_dev->addr_list)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "the device has no IPv6 address");
		return -EADDRNOTAVAIL;
	}
	list_for_each_entry_rcu(ifa, &in6_dev->addr_list, if_list) {
		if (ipv6_addr_equal(ip6, &ifa->addr)) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "an address of the device itself");
			return -EINVAL;
		}
		near |= ipv6_prefix_equal(ip6, &ifa->addr, ifa->prefix_len);
		near |= !ipv6_addr_any(&ifa->peer_addr) &&
			ipv6_prefix_equal(ip6, &ifa->peer_addr,
					  ifa->prefix_len);
	}
	if (near)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "not in a subnet of the device");
	return -ENETUNREACH;
}

static int vcirc_routed_check_via(const struct vcirc_routed_request *req,
				  struct netlink_ext_ack *extack)
{
	const struct vcirc_port *port = vcirc_port_of(req->dev);
	const struct vcirc_routed *other;
	int err;

	if (!vcirc_inet_is_host(&req->via)) {
		NL_SET_ERR_MSG_ATTR(extack, req->via_attr,
				    "not the address of a host");
		return -EINVAL;
	}
	rcu_read_lock();
	err = req->via.family == AF_INET ?
	      vcirc_routed_check_ip(req->dev, req->via.ip, req->via_attr,
				    extack) :
	      vcirc_routed_check_ip6(req->dev, &req->via.ip6, req->via_attr,
				     extack);
	rcu_read_unlock();
	if (err || !port)
		return err;
	list_for_each_entry(other, &port->routed, listed) {
		if (!vcirc_inet_equal(&other->via, &req->via))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, req->via_attr,
				    "a circuit is bound to this device and next hop already");
		return -EBUSY;
	}
	return 0;
}

static int vcirc_routed_validate(const struct vcirc *vc, enum vcirc_role role,
				 const struct vcirc_routed_request *req,
				 struct netlink_ext_ack *extack)
{
	struct net_device *upper;
	struct list_head *iter;
	bool stacked = false;
	int err;

	err = vcirc_port_validate(vc, role, req->dev, VCIRC_BINDING_ROUTED,
				  req->dev_attr, extack);
	if (err)
		return err;
	rcu_read_lock();
	netdev_for_each_upper_dev_rcu(vc->dev, upper, iter)
		stacked |= !netif_is_l3_master(upper);
	rcu_read_unlock();
	if (stacked) {
		NL_SET_ERR_MSG_ATTR(extack, req->dev_attr, VCIRC_MSG_IP_ONLY);
		return -EBUSY;
	}
	return vcirc_routed_check_via(req, extack);
}

/**
 * vcirc_routed_bind() - bind a path to a router on a port
 * @vc: the circuit
 * @role: the path, not bound
 * @req: what to bind it to
 * @extack: says what is wrong
 *
 * Nothing about the port changes. The path is usable once the router has
 * answered.
 *
 * Context: RTNL
 * Return: 0, or a negative error with nothing changed
 */
int vcirc_routed_bind(struct vcirc *vc, enum vcirc_role role,
		      const struct vcirc_routed_request *req,
		      struct netlink_ext_ack *extack)
{
	struct vcirc_routed *routed;
	struct neighbour *neigh;
	struct vcirc_port *port;
	struct vcirc_bind *bind;
	int err;

	ASSERT_RTNL();

	err = vcirc_routed_validate(vc, role, req, extack);
	if (err)
		return err;

	NL_SET_BAD_ATTR(extack, req->dev_attr);
	port = vcirc_port_make(req->dev, NULL, extack);
	if (IS_ERR(port))
		return PTR_ERR(port);

	err = -ENOMEM;
	bind = vcirc_bind_alloc(vc, role, req->dev, &vcirc_routed_ops);
	if (!bind)
		goto err_port;
	bind->port = port;
	routed = vcirc_routed(bind);
	routed->via = req->via;
	INIT_DELAYED_WORK(&routed->work, vcirc_routed_work);

	neigh = vcirc_routed_entry(&req->via, req->dev);
	if (IS_ERR(neigh)) {
		NL_SET_ERR_MSG(extack, "the neighbour table has no room");
		err = PTR_ERR(neigh);
		goto err_bind;
	}
	routed->neigh = neigh;
	err = vcirc_port_link(bind, extack);
	if (err)
		goto err_neigh;
	/* It asks for no address of the port, and so cannot fail. */
	if (req->bfd)
		vcirc_bfd_session_attach(bind, req->bfd);
	vcirc_circuit_routed(vc, true);
	vcirc_port_add(port, bind);
	/* The router may be known already, and is to be before a packet comes. */
	list_add_tail_rcu(&routed->listed, &port->routed);
	spin_lock_bh(&vc->lock);
	vcirc_routed_learn(routed);
	spin_unlock_bh(&vc->lock);
	/* It has no addresses to bring to the port, and so cannot fail. */
	vcirc_path_publish(bind, req->weight);
	spin_lock_bh(&vc->lock);
	vcirc_routed_arm(routed, 0);
	spin_unlock_bh(&vc->lock);
	vcirc_circuit_bound(bind, extack);
	return 0;

err_neigh:
	neigh_release(neigh);
err_bind:
	/* Frames may have been on their way to it already. */
	synchronize_net();
	vcirc_bind_free(bind);
err_port:
	vcirc_port_drop_unused(port);
	return err;
}
