// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/minmax.h>
#include <linux/rtnetlink.h>

#include "bind.h"
#include "circuit.h"
#include "compat.h"
#include "failover.h"
#include "filter.h"
#include "netlink.h"
#include "port.h"
#include "xmit.h"

/* What a port lacks its own transmit path makes up for in software, once per
 * packet that is really sent there.
 */
#define VCIRC_OFFLOADS							\
	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA |		\
	 NETIF_F_HW_CSUM | NETIF_F_RXCSUM | NETIF_F_SCTP_CRC |		\
	 NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL)
#define VCIRC_VLAN_OFFLOADS						\
	(NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_STAG_TX)
/* Without these the core would not tell which VLANs ports have to let in. */
#define VCIRC_VLAN_FILTERS						\
	(NETIF_F_HW_VLAN_CTAG_FILTER | NETIF_F_HW_VLAN_STAG_FILTER)

/* --- Settings --------------------------------------------------------- */

/**
 * vcirc_circuit_configure() - put settings into force
 * @vc: the circuit
 * @cfg: valid settings
 *
 * Context: RTNL and circuit's lock
 */
void vcirc_circuit_configure(struct vcirc *vc, const struct vcirc_config *cfg)
{
	lockdep_assert_held(&vc->lock);

	vc->cfg = *cfg;
	WRITE_ONCE(vc->hash.seed, vcirc_hash_seed(cfg->seed));
	WRITE_ONCE(vc->hash.policy, cfg->hash);
	WRITE_ONCE(vc->hash.symmetric, cfg->symmetric);
	vcirc_failover_judge_locked(vc);
	vcirc_failover_rearm(vc);
}

/* --- Lists ------------------------------------------------------------ */

/**
 * vcirc_circuit_enlist() - list a circuit in the namespace it came to
 * @vc: the circuit
 *
 * Context: RTNL
 */
void vcirc_circuit_enlist(struct vcirc *vc)
{
	struct vcirc_net *vn = vcirc_net(dev_net(vc->dev));
	struct vcirc *other;

	ASSERT_RTNL();

	/* New ones have the highest index, but for those that moved in. */
	list_for_each_entry_reverse(other, &vn->circuits, listed)
		if (other->dev->ifindex < vc->dev->ifindex)
			break;
	list_add_rcu(&vc->listed, &other->listed);
	vc->enlisted = true;
	WRITE_ONCE(vn->generation, vn->generation + 1);
}

/**
 * vcirc_circuit_delist() - take a circuit off the list of its namespace
 * @vc: the circuit, listed or not
 *
 * Context: RTNL
 */
void vcirc_circuit_delist(struct vcirc *vc)
{
	struct vcirc_net *vn = vcirc_net(dev_net(vc->dev));

	ASSERT_RTNL();

	if (!vc->enlisted)
		return;
	vc->enlisted = false;
	list_del_rcu(&vc->listed);
	WRITE_ONCE(vn->generation, vn->generation + 1);
	/* A dump that stands on this entry must not follow it elsewhere. */
	if (vc->dev->reg_state == NETREG_REGISTERED)
		synchronize_net();
}

/* --- Ports ------------------------------------------------------------ */

static unsigned int vcirc_bind_overhead(const struct vcirc_bind *bind)
{
	return bind->tag.proto ? VLAN_HLEN : 0;
}

/**
 * vcirc_circuit_routed() - make a circuit one that is routed, or not any more
 * @vc: the circuit, without a binding
 * @routed: whether its paths are to routers
 *
 * On a routed circuit there is nobody to ask for an address, and one host at the
 * far end, as it were: an entry for each IPv4 destination would soon fill the
 * neighbour table.
 *
 * Context: RTNL
 */
void vcirc_circuit_routed(struct vcirc *vc, bool routed)
{
	struct net_device *dev = vc->dev;
	unsigned int flags;

	ASSERT_RTNL();

	if (routed == !!(dev->flags & IFF_POINTOPOINT) ||
	    dev->reg_state != NETREG_REGISTERED)
		return;
	if (routed)
		vc->arp_was_off = dev->flags & IFF_NOARP;
	WRITE_ONCE(dev->flags, dev->flags ^ (IFF_POINTOPOINT | IFF_BROADCAST));
	/* Not dev->flags, which has what others asked for, too. */
	flags = dev_get_flags(dev);
	if (vc->arp_was_off)
		netdev_state_change(dev);
	else
		dev_change_flags(dev, routed ? flags | IFF_NOARP :
					       flags & ~IFF_NOARP, NULL);
}

/**
 * vcirc_circuit_limits() - keep within what the ports can do
 * @vc: the circuit
 *
 * Context: RTNL
 */
void vcirc_circuit_limits(struct vcirc *vc)
{
	unsigned int release = IFF_XMIT_DST_RELEASE | IFF_XMIT_DST_RELEASE_PERM;
	unsigned int tso_size = GSO_MAX_SIZE, tso_segs = GSO_MAX_SEGS;
	unsigned int max_mtu = ETH_MAX_MTU, head = 0, tail = 0;
	const struct vcirc_bind *bind;
	struct net_device *dev = vc->dev;
	bool told;
	unsigned int role;

	ASSERT_RTNL();

	for (role = 0; role < VCIRC_PATHS; role++) {
		const struct net_device *port;
		unsigned int mtu, over;

		bind = rtnl_dereference(vc->bind[role]);
		if (!bind || !bind->port)
			continue;
		port = bind->dev;
		over = vcirc_bind_overhead(bind);
		mtu = port->mtu;
		if (over && netif_reduces_vlan_mtu(bind->dev))
			mtu -= min(mtu, over);
		max_mtu = min(max_mtu, mtu);
		head = max_t(unsigned int, head, port->needed_headroom + over +
			     max_t(int, port->hard_header_len, ETH_HLEN) -
			     ETH_HLEN);
		tail = max_t(unsigned int, tail, port->needed_tailroom);
		tso_size = min(tso_size, port->tso_max_size);
		tso_segs = min_t(unsigned int, tso_segs, port->tso_max_segs);
		release &= port->priv_flags;
	}

	dev->max_mtu = max_mtu;
	told = dev->tso_max_size != tso_size || dev->tso_max_segs != tso_segs ||
	       dev->needed_headroom != head || dev->needed_tailroom != tail;
	WRITE_ONCE(dev->needed_headroom, head);
	WRITE_ONCE(dev->needed_tailroom, tail);
	netif_set_tso_max_size(dev, tso_size);
	netif_set_tso_max_segs(dev, tso_segs);
	dev->priv_flags &= ~IFF_XMIT_DST_RELEASE;
	if (release == (IFF_XMIT_DST_RELEASE | IFF_XMIT_DST_RELEASE_PERM))
		dev->priv_flags |= IFF_XMIT_DST_RELEASE;

	if (dev->reg_state != NETREG_REGISTERED)
		return;
	if (dev->mtu > max_mtu && dev_set_mtu(dev, max_mtu))
		netdev_warn(dev, "MTU %u does not fit its ports, which carry %u\n",
			    dev->mtu, max_mtu);
	/* Devices on the circuit take their own limits from it. */
	if (told)
		netdev_features_change(dev);
}

/**
 * vcirc_circuit_bound() - a path was bound to a port
 * @bind: its binding
 * @extack: says what that changed, or what it lacks
 *
 * Context: RTNL
 */
void vcirc_circuit_bound(const struct vcirc_bind *bind,
			 struct netlink_ext_ack *extack)
{
	struct vcirc *vc = bind->vc;
	const unsigned int mtu = vc->dev->mtu;

	if (!rcu_access_pointer(bind->bfd))
		NL_SET_ERR_MSG(extack,
			       "unmonitored: without BFD only the device's own link tells that the path failed");
	vcirc_circuit_limits(vc);
	if (vc->dev->mtu < mtu)
		NL_SET_ERR_MSG(extack,
			       "the circuit's MTU was lowered to what the device carries");
}

/**
 * vcirc_circuit_unbind() - take a path off its port
 * @vc: the circuit
 * @role: the path, bound to a port
 * @gone: not a command: the port is going
 *
 * Context: RTNL
 */
void vcirc_circuit_unbind(struct vcirc *vc, enum vcirc_role role, bool gone)
{
	vcirc_path_unbind(vc, role, gone);
	if (!rtnl_dereference(vc->bind[!role]))
		vcirc_circuit_routed(vc, false);
	vcirc_circuit_limits(vc);
}

/* --- Netdev ----------------------------------------------------------- */

static int vcirc_init(struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);

	vc->pcpu = vcirc_counters_alloc();
	if (!vc->pcpu)
		return -ENOMEM;
	netdev_lockdep_set_classes(dev);
	list_add_tail(&vc->homed, &vcirc_net(vc->home)->homed);
	return 0;
}

static void vcirc_uninit(struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);
	unsigned int role;

	vcirc_failover_stop(vc);
	for (role = 0; role < VCIRC_PATHS; role++)
		vcirc_path_unbind(vc, role, false);
	list_del(&vc->homed);
}

static void vcirc_destructor(struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);

	free_percpu(vc->pcpu);
}

static int vcirc_vlan_rx_add_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	struct vcirc *vc = netdev_priv(dev);
	struct vcirc_bind *bind;
	unsigned int role;
	int err;

	/* Under a service tag a customer's tag is none of the port's. */
	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = rtnl_dereference(vc->bind[role]);
		if (!vcirc_filter_wants(bind) || bind->tag.proto)
			continue;
		err = vlan_vid_add(bind->dev, proto, vid);
		if (err)
			goto err_del;
	}
	return 0;

err_del:
	while (role--) {
		bind = rtnl_dereference(vc->bind[role]);
		if (vcirc_filter_wants(bind) && !bind->tag.proto)
			vlan_vid_del(bind->dev, proto, vid);
	}
	return err;
}

static int vcirc_vlan_rx_kill_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	struct vcirc *vc = netdev_priv(dev);
	struct vcirc_bind *bind;
	unsigned int role;

	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = rtnl_dereference(vc->bind[role]);
		if (vcirc_filter_wants(bind) && !bind->tag.proto)
			vlan_vid_del(bind->dev, proto, vid);
	}
	return 0;
}

static void vcirc_get_stats64(struct net_device *dev,
			      struct rtnl_link_stats64 *stats)
{
	struct vcirc_path_totals totals[VCIRC_PATHS];
	struct vcirc *vc = netdev_priv(dev);
	unsigned int role, why;
	u64 no_path;

	vcirc_counters_read(vc->pcpu, totals, &no_path);
	stats->tx_dropped = no_path;
	for (role = 0; role < VCIRC_PATHS; role++) {
		const struct vcirc_path_totals *t = &totals[role];

		stats->tx_packets += t->tx_packets;
		stats->tx_bytes += t->tx_bytes;
		stats->rx_packets += t->rx_packets;
		stats->rx_bytes += t->rx_bytes;
		for (why = 0; why < VCIRC_DROP_RX_CIRCUIT_DOWN; why++)
			stats->tx_dropped += t->drops[why];
		for (; why < __VCIRC_DROP_MAX; why++)
			stats->rx_dropped += t->drops[why];
	}
}

/**
 * vcirc_circuit_lower() - the netdev a circuit stands on
 * @vc: the circuit
 *
 * A circuit without a usable path stands on itself: the core would otherwise
 * call it LOWERLAYERDOWN, and its operational state is to be UP or DOWN.
 *
 * Context: RTNL or RCU
 * Return: what its first path is bound to, or its own netdev
 */
struct net_device *vcirc_circuit_lower(const struct vcirc *vc)
{
	const struct vcirc_bind *bind;
	unsigned int role;

	/* While the core has yet to act on the loss of its carrier it has to
	 * look stacked, though: what is not may wait for a second.
	 */
	if (READ_ONCE(vc->state) == VCIRC_STATE_DOWN &&
	    !test_bit(__LINK_STATE_LINKWATCH_PENDING, &vc->dev->state))
		return vc->dev;
	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = rcu_dereference_rtnl(vc->bind[role]);
		if (bind)
			return bind->dev;
	}
	return vc->dev;
}

static int vcirc_get_iflink(const struct net_device *dev)
{
	const struct vcirc *vc = netdev_priv(dev);
	int iflink;

	rcu_read_lock();
	iflink = READ_ONCE(vcirc_circuit_lower(vc)->ifindex);
	rcu_read_unlock();
	return iflink;
}

/* `ip link set PORT master CIRCUIT` binds the whole port to the first free
 * path.
 */
static int vcirc_add_slave(struct net_device *dev, struct net_device *port,
			   struct netlink_ext_ack *extack)
{
	const struct vcirc_ethernet_request req = {
		.dev = port,
		.weight = VCIRC_WEIGHT_DEFAULT,
	};
	struct vcirc *vc = netdev_priv(dev);
	unsigned int role;

	if (!net_eq(dev_net(port), vc->home)) {
		NL_SET_ERR_MSG(extack,
			       "ports of a circuit are in its home namespace");
		return -EINVAL;
	}
	if (!rtnl_dev_link_net_capable(dev, vc->home)) {
		NL_SET_ERR_MSG(extack, VCIRC_MSG_HOME);
		return -EPERM;
	}
	for (role = 0; role < VCIRC_PATHS; role++)
		if (!rtnl_dereference(vc->bind[role]))
			return vcirc_ethernet_bind(vc, role, &req, extack);
	NL_SET_ERR_MSG(extack, "both paths of the circuit are bound");
	return -EBUSY;
}

static int vcirc_del_slave(struct net_device *dev, struct net_device *port)
{
	struct vcirc *vc = netdev_priv(dev);
	const struct vcirc_bind *bind;
	unsigned int role;
	bool last;

	/* A port with a master is of one path alone. */
	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = rtnl_dereference(vc->bind[role]);
		if (bind && bind->dev == port)
			break;
	}
	if (role == VCIRC_PATHS)
		return -ENOENT;

	spin_lock_bh(&vc->lock);
	last = vcirc_path_is_last(vc, role);
	spin_unlock_bh(&vc->lock);
	if (last)
		return -EBUSY;
	vcirc_circuit_unbind(vc, role, false);
	return 0;
}

const struct net_device_ops vcirc_netdev_ops = {
	.ndo_init		= vcirc_init,
	.ndo_uninit		= vcirc_uninit,
	.ndo_open		= vcirc_filter_open,
	.ndo_stop		= vcirc_filter_stop,
	.ndo_start_xmit		= vcirc_xmit,
	.ndo_xdp_xmit		= vcirc_xdp_xmit,
	/* What a port cannot do is done there. */
	.ndo_features_check	= passthru_features_check,
	.ndo_change_rx_flags	= vcirc_filter_change_flags,
	.ndo_set_rx_mode	= vcirc_filter_set_rx_mode,
	.ndo_set_mac_address	= vcirc_filter_set_address,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_get_stats64	= vcirc_get_stats64,
	.ndo_vlan_rx_add_vid	= vcirc_vlan_rx_add_vid,
	.ndo_vlan_rx_kill_vid	= vcirc_vlan_rx_kill_vid,
	.ndo_get_iflink		= vcirc_get_iflink,
	.ndo_add_slave		= vcirc_add_slave,
	.ndo_del_slave		= vcirc_del_slave,
};

/**
 * vcirc_circuit_setup() - make a netdev a circuit with nothing bound
 * @dev: the netdev, all zeroes behind netdev_priv()
 */
void vcirc_circuit_setup(struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);
	unsigned int role;

	ether_setup(dev);
	dev->netdev_ops = &vcirc_netdev_ops;
	dev->ethtool_ops = &vcirc_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = vcirc_destructor;
	dev->max_mtu = ETH_MAX_MTU;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_UNICAST_FLT |
			   IFF_LIVE_ADDR_CHANGE | IFF_DISABLE_NETPOLL;
	vcirc_compat_set_lltx(dev);
	vcirc_compat_set_xdp_target(dev);
	dev->hw_features = VCIRC_OFFLOADS | VCIRC_VLAN_OFFLOADS;
	dev->features |= dev->hw_features | VCIRC_VLAN_FILTERS;
	dev->vlan_features = VCIRC_OFFLOADS;
	dev->hw_enc_features = VCIRC_OFFLOADS;
	dev->mpls_features = VCIRC_OFFLOADS;
	/* On once a path is usable, so that the operational state is never
	 * unknown.
	 */
	netif_carrier_off(dev);

	vc->dev = dev;
	spin_lock_init(&vc->lock);
	vcirc_failover_init(vc);
	vc->since = ktime_get_boottime_ns();
	for (role = 0; role < VCIRC_PATHS; role++) {
		vc->path[role].admin_up = true;
		vc->path[role].weight = VCIRC_WEIGHT_DEFAULT;
		vc->path[role].rec.reason = VCIRC_REASON_UNBOUND;
		vc->path[role].rec.since = vc->since;
		vc->unbound[role].dev = dev;
		vc->unbound[role].plain = VCIRC_PLAIN_NEVER;
		vc->unbound[role].vc = vc;
		vc->unbound[role].role = role;
		RCU_INIT_POINTER(vc->way[role], &vc->unbound[role]);
	}
}

/* What wants frames, or has addresses of its own, gets nothing from routers. */
static int vcirc_circuit_veto(const struct vcirc *vc,
			      struct netdev_notifier_info *info)
{
	struct netdev_notifier_changeupper_info *change =
		container_of(info, struct netdev_notifier_changeupper_info,
			     info);

	if (!change->linking || !(vc->dev->flags & IFF_POINTOPOINT) ||
	    netif_is_l3_master(change->upper_dev))
		return NOTIFY_DONE;
	NL_SET_ERR_MSG(netdev_notifier_info_to_extack(info),
		       VCIRC_MSG_IP_ONLY);
	return notifier_from_errno(-EBUSY);
}

static void vcirc_circuit_refresh(struct vcirc *vc)
{
	struct vcirc_bind *bind;
	unsigned int role;

	spin_lock_bh(&vc->lock);
	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = rtnl_dereference(vc->bind[role]);
		if (bind)
			vcirc_bind_refresh(bind);
	}
	spin_unlock_bh(&vc->lock);
}

/**
 * vcirc_circuit_event() - something happened to a circuit's netdev
 * @vc: the circuit
 * @event: NETDEV_*
 * @info: details
 *
 * Context: RTNL
 * Return: NOTIFY_*
 */
int vcirc_circuit_event(struct vcirc *vc, unsigned long event,
			struct netdev_notifier_info *info)
{
	switch (event) {
	case NETDEV_REGISTER:
		vcirc_circuit_refresh(vc);
		vcirc_circuit_enlist(vc);
		vcirc_event_note(vc, VCIRC_CAUSE_CREATED, VCIRC_ROLE_NONE);
		break;
	case NETDEV_CHANGEADDR:
		vcirc_circuit_refresh(vc);
		break;
	case NETDEV_CHANGENAME:
		vcirc_event_note(vc, VCIRC_CAUSE_CHANGED, VCIRC_ROLE_NONE);
		break;
	case NETDEV_UP:
	case NETDEV_DOWN:
		vcirc_circuit_refresh(vc);
		vcirc_failover_judge(vc);
		if (vc->peer)
			vcirc_failover_judge(vc->peer);
		break;
	case NETDEV_UNREGISTER:
		/* Comes again and again while somebody holds the netdev. */
		if (!vc->enlisted)
			break;
		vcirc_event_note(vc, VCIRC_CAUSE_DELETED, VCIRC_ROLE_NONE);
		flush_work(&vc->event_work);
		vcirc_circuit_delist(vc);
		break;
	case NETDEV_PRECHANGEUPPER:
		return vcirc_circuit_veto(vc, info);
	}
	return NOTIFY_DONE;
}
