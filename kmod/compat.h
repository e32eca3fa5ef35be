/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between the kernels vcirc builds for. The VCIRC_HAVE_*
 * answers come from Kbuild, which asks the headers and not the version.
 */

#ifndef _VCIRC_COMPAT_H
#define _VCIRC_COMPAT_H

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>
#ifdef VCIRC_HAVE_GSO_H
#include <net/gso.h>
#endif

/**
 * vcirc_compat_set_lltx() - let the transmit path run without the queue lock
 * @dev: the circuit, not yet registered
 */
static inline void vcirc_compat_set_lltx(struct net_device *dev)
{
#ifdef VCIRC_HAVE_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/**
 * vcirc_compat_set_xdp_target() - let XDP programs redirect into a circuit
 * @dev: the circuit, not yet registered
 */
static inline void vcirc_compat_set_xdp_target(struct net_device *dev)
{
#ifdef VCIRC_HAVE_XDP_FEATURES
	dev->xdp_features = NETDEV_XDP_ACT_NDO_XMIT |
			    NETDEV_XDP_ACT_NDO_XMIT_SG;
#endif
}

/**
 * vcirc_compat_takes_xdp() - may a port be handed frames of XDP
 * @dev: the port
 *
 * A bond has the function, and calls that of its member without asking whether
 * there is one: only the features tell, and 6.1 has none.
 *
 * Context: any
 * Return: true when it may
 */
static inline bool vcirc_compat_takes_xdp(const struct net_device *dev)
{
#ifdef VCIRC_HAVE_XDP_FEATURES
	return READ_ONCE(dev->xdp_features) & NETDEV_XDP_ACT_NDO_XMIT;
#else
	return dev->netdev_ops->ndo_xdp_xmit && !netif_is_bond_master(dev);
#endif
}

/**
 * vcirc_compat_set_addrconf() - keep IPv6 off a port, or let it back
 * @dev: the port
 * @on: whether IPv6 may configure addresses on it
 *
 * Context: RTNL, with the port closed: IPv6 looks when the port opens.
 */
static inline void vcirc_compat_set_addrconf(struct net_device *dev, bool on)
{
#ifdef VCIRC_HAVE_NO_ADDRCONF
	if (on)
		dev->priv_flags &= ~IFF_NO_ADDRCONF;
	else
		dev->priv_flags |= IFF_NO_ADDRCONF;
#else
	/* A bond with this flag takes itself for its own slave, so IPv6 stays
	 * on there.
	 */
	if (netif_is_bond_master(dev))
		return;
	if (on)
		dev->flags &= ~IFF_SLAVE;
	else
		dev->flags |= IFF_SLAVE;
#endif
}

/**
 * vcirc_compat_dump_attrs() - attributes of a dump request
 * @cb: the dump
 *
 * Return: by attribute type
 */
static inline struct nlattr **vcirc_compat_dump_attrs(struct netlink_callback *cb)
{
#ifdef VCIRC_HAVE_GENL_INFO_DUMP
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

/**
 * struct vcirc_tag - a VLAN tag
 * @proto: TPID, 0 for none
 * @vid: VLAN ID
 * @all: both at once, as an skb has them
 */
struct vcirc_tag {
	union {
		struct {
			__be16 proto;
			u16 vid;
		};
		u32 all;
	};
};

/**
 * vcirc_compat_set_tag() - put a tag, or none, beside a frame that has none
 * @skb: the frame
 * @tag: the tag
 */
static inline void vcirc_compat_set_tag(struct sk_buff *skb,
					struct vcirc_tag tag)
{
#ifdef VCIRC_HAVE_VLAN_ALL
	skb->vlan_all = tag.all;
#else
	if (tag.proto)
		__vlan_hwaccel_put_tag(skb, tag.proto, tag.vid);
#endif
}

/**
 * vcirc_compat_tag_bits() - is there a tag beside a frame
 * @skb: the frame
 *
 * Return: not 0 when there is, and cheap to join with other bits
 */
static inline u32 vcirc_compat_tag_bits(const struct sk_buff *skb)
{
#ifdef VCIRC_HAVE_VLAN_ALL
	return skb->vlan_all;
#else
	return skb->vlan_present;
#endif
}

#ifndef VCIRC_HAVE_ETH_SKB_PKT_TYPE
static inline void eth_skb_pkt_type(struct sk_buff *skb,
				    const struct net_device *dev)
{
	const u8 *dest = eth_hdr(skb)->h_dest;

	if (ether_addr_equal_64bits(dest, dev->dev_addr))
		return;
	if (!is_multicast_ether_addr_64bits(dest))
		skb->pkt_type = PACKET_OTHERHOST;
	else if (ether_addr_equal_64bits(dest, dev->broadcast))
		skb->pkt_type = PACKET_BROADCAST;
	else
		skb->pkt_type = PACKET_MULTICAST;
}
#endif

#ifndef VCIRC_HAVE_PARSE_IFINFOMSG
static inline int rtnl_nla_parse_ifinfomsg(struct nlattr **tb,
					   const struct nlattr *nla,
					   struct netlink_ext_ack *extack)
{
	const int hdr = sizeof(struct ifinfomsg);

	return rtnl_nla_parse_ifla(tb, nla_data(nla) + hdr,
				   nla_len(nla) - hdr, extack);
}
#endif

#ifndef VCIRC_HAVE_LINK_NET_CAPABLE
static inline bool rtnl_dev_link_net_capable(const struct net_device *dev,
					     const struct net *link_net)
{
	return net_eq(link_net, dev_net(dev)) ||
	       ns_capable(link_net->user_ns, CAP_NET_ADMIN);
}
#endif

#endif /* _VCIRC_COMPAT_H */
