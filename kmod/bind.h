/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kinds of binding.
 */

#ifndef _VCIRC_BIND_H
#define _VCIRC_BIND_H

#include "path.h"

struct netlink_ext_ack;
struct nlattr;

/**
 * struct vcirc_ethernet_request - a path wants a port
 * @dev: the netdev
 * @tag_proto: TPID of the service tag, 0 for the whole port
 * @vid: service tag
 * @weight: share of the flows
 * @dev_attr: to blame for what is wrong with @dev, or NULL
 * @tag_attr: to blame for what is wrong with @vid, or NULL
 */
struct vcirc_ethernet_request {
	struct net_device *dev;
	__be16 tag_proto;
	u16 vid;
	u8 weight;
	const struct nlattr *dev_attr;
	const struct nlattr *tag_attr;
};

int vcirc_ethernet_bind(struct vcirc *vc, enum vcirc_role role,
			const struct vcirc_ethernet_request *req,
			struct netlink_ext_ack *extack);
void vcirc_ethernet_unbind(struct vcirc *vc, enum vcirc_role role, bool gone);
enum vcirc_drop vcirc_ethernet_xmit(struct sk_buff *skb,
				    const struct vcirc_bind *bind,
				    struct vcirc_size size);

int vcirc_wire_join(struct vcirc *a, struct vcirc *b);
enum vcirc_drop vcirc_wire_xmit(struct sk_buff *skb,
				const struct vcirc_bind *bind,
				struct vcirc_size size);

#endif /* _VCIRC_BIND_H */
