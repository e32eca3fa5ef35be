/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _VCIRC_NETLINK_H
#define _VCIRC_NETLINK_H

#include <net/genetlink.h>

struct vcirc;
struct vcirc_event;

#define VCIRC_MSG_HOME	\
	"no right to change this circuit in the network namespace of its ports"

/**
 * struct vcirc_reply - the frame of a message about a circuit
 * @skb: the message
 * @cb: the dump it is part of, or NULL
 * @portid: who it is for
 * @seq: what it answers
 * @flags: NLM_F_*
 * @cmd: VCIRC_CMD_*
 */
struct vcirc_reply {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	u32 portid;
	u32 seq;
	int flags;
	u8 cmd;
};

extern struct genl_family vcirc_nl_family;

/* netlink_put.c */
int vcirc_netlink_fill(const struct vcirc_reply *reply, struct vcirc *vc,
		       const struct vcirc_event *ev);
void vcirc_netlink_notify(struct vcirc *vc, const struct vcirc_event *ev);

#endif /* _VCIRC_NETLINK_H */
