/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kinds of binding.
 */

#ifndef _VCIRC_BIND_H
#define _VCIRC_BIND_H

#include "inet.h"
#include "path.h"

struct netlink_ext_ack;
struct nlattr;

#define VCIRC_MSG_IP_ONLY						\
	"a routed circuit carries IP only, no other device than a VRF can be on it"

/**
 * vcirc_port_xmit() - hand a frame to its port
 * @skb: the frame, consumed
 *
 * Context: transmit path
 * Return: VCIRC_SENT, or VCIRC_DROP_TX_PORT_REFUSED
 */
static inline enum vcirc_drop vcirc_port_xmit(struct sk_buff *skb)
{
	int ret = dev_queue_xmit(skb);

	if (likely(ret == NET_XMIT_SUCCESS || ret == NET_XMIT_CN))
		return VCIRC_SENT;
	return VCIRC_DROP_TX_PORT_REFUSED;
}

/**
 * struct vcirc_ethernet_request - a path wants a port
 * @dev: the netdev
 * @tag_proto: TPID of the service tag, 0 for the whole port
 * @vid: service tag
 * @weight: share of the flows
 * @bfd: the session it is to have, or NULL; the caller's until the path is bound
 * @dev_attr: to blame for what is wrong with @dev, or NULL
 * @tag_attr: to blame for what is wrong with @vid, or NULL
 */
struct vcirc_ethernet_request {
	struct net_device *dev;
	__be16 tag_proto;
	u16 vid;
	u8 weight;
	struct vcirc_bfd_session *bfd;
	const struct nlattr *dev_attr;
	const struct nlattr *tag_attr;
};

int vcirc_ethernet_bind(struct vcirc *vc, enum vcirc_role role,
			const struct vcirc_ethernet_request *req,
			struct netlink_ext_ack *extack);
enum vcirc_drop vcirc_ethernet_xmit(struct sk_buff *skb,
				    const struct vcirc_bind *bind,
				    struct vcirc_size size);

/**
 * struct vcirc_routed_request - a path wants a router
 * @dev: the netdev it is on
 * @via: its address there
 * @weight: share of the flows
 * @bfd: the session it is to have, or NULL; the caller's until the path is bound
 * @dev_attr: to blame for what is wrong with @dev
 * @via_attr: to blame for what is wrong with @via
 */
struct vcirc_routed_request {
	struct net_device *dev;
	struct vcirc_inet_addr via;
	u8 weight;
	struct vcirc_bfd_session *bfd;
	const struct nlattr *dev_attr;
	const struct nlattr *via_attr;
};

/**
 * struct vcirc_routed_status - what is known of a router
 * @via: its address
 * @state: what the neighbour table says
 * @mac: its MAC address as it was last resolved; zeroes before, and while
 *	another circuit has it
 */
struct vcirc_routed_status {
	const struct vcirc_inet_addr *via;
	enum vcirc_neighbour state;
	u8 mac[ETH_ALEN];
};

int vcirc_routed_init(void);
void vcirc_routed_exit(void);
int vcirc_routed_bind(struct vcirc *vc, enum vcirc_role role,
		      const struct vcirc_routed_request *req,
		      struct netlink_ext_ack *extack);
void vcirc_routed_wake(struct vcirc_port *port);
const struct vcirc_inet_addr *vcirc_routed_via(const struct vcirc_bind *bind);
void vcirc_routed_status(const struct vcirc_bind *bind,
			 struct vcirc_routed_status *status);
struct vcirc_bind *vcirc_routed_demux(const struct vcirc_port *port,
				      const struct sk_buff *skb);
enum vcirc_drop vcirc_routed_xmit(struct sk_buff *skb,
				  const struct vcirc_bind *bind,
				  struct vcirc_size size);

int vcirc_wire_join(struct vcirc *a, struct vcirc *b);
enum vcirc_drop vcirc_wire_xmit(struct sk_buff *skb,
				const struct vcirc_bind *bind,
				struct vcirc_size size);

#endif /* _VCIRC_BIND_H */
