/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _VCIRC_NETLINK_H
#define _VCIRC_NETLINK_H

#include <net/genetlink.h>

struct vcirc;
struct vcirc_event;

#define VCIRC_MSG_HOME	\
	"no right to change this circuit in the network namespace of its ports"

extern struct genl_family vcirc_nl_family;

void vcirc_netlink_notify(struct vcirc *vc, const struct vcirc_event *ev);

#endif /* _VCIRC_NETLINK_H */
