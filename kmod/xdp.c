// SPDX-License-Identifier: GPL-2.0
/*
 * XDP: frames that a program redirected into a circuit.
 */

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <net/xdp.h>

#include "compat.h"
#include "xmit.h"

/* As many as a device map hands over at once. */
#define VCIRC_XDP_BULK	16

/**
 * struct vcirc_xdp_bulk - frames for a port
 * @bind: the path they take
 * @n: how many
 * @frames: the frames
 */
struct vcirc_xdp_bulk {
	const struct vcirc_bind *bind;
	unsigned int n;
	struct xdp_frame *frames[VCIRC_XDP_BULK];
};

/**
 * struct vcirc_xdp - a call of vcirc_xdp_xmit()
 * @dev: the circuit
 * @flags: XDP_XMIT_*
 * @refused: frames that nobody took, the caller's array from its beginning; those
 *	that are written over were looked at before
 * @n_refused: how many
 * @bulk: for the port of each path
 */
struct vcirc_xdp {
	struct net_device *dev;
	u32 flags;
	struct xdp_frame **refused;
	unsigned int n_refused;
	struct vcirc_xdp_bulk bulk[VCIRC_PATHS];
};

static unsigned int vcirc_xdp_bucket(struct vcirc *vc,
				     const struct xdp_frame *frame)
{
	const struct vcirc_hash_frame bytes = { frame->data, frame->len };
	unsigned int bucket = vcirc_hash_bytes(&bytes, &vc->hash);

	if (READ_ONCE(vc->hash.returning))
		vcirc_xmit_note(vc, bucket);
	return bucket;
}

/* Sends a frame the way of all packets. */
static void vcirc_xdp_skb(struct vcirc_xdp *xdp, const struct vcirc_bind *bind,
			  struct xdp_frame *frame)
{
	struct sk_buff *skb = NULL;

	if (likely(frame->len >= ETH_HLEN))
		skb = xdp_build_skb_from_frame(frame, xdp->dev);
	if (unlikely(!skb)) {
		vcirc_count_drop(bind->counters, VCIRC_DROP_TX_HEADROOM);
		xdp->refused[xdp->n_refused++] = frame;
		return;
	}
	skb_push(skb, ETH_HLEN);
	skb_set_network_header(skb, ETH_HLEN);
	vcirc_xmit(skb, xdp->dev);
}

/* Hands a port what was gathered for it. */
static void vcirc_xdp_flush(struct vcirc_xdp *xdp, struct vcirc_xdp_bulk *bulk)
{
	const struct vcirc_bind *bind = bulk->bind;
	struct net_device *port = bind->dev;
	unsigned int len[VCIRC_XDP_BULK];
	struct vcirc_size size = {};
	int sent, i;

	/* Gone once they are sent. */
	for (i = 0; i < bulk->n; i++)
		len[i] = bulk->frames[i]->len;
	sent = port->netdev_ops->ndo_xdp_xmit(port, bulk->n, bulk->frames,
					      xdp->flags);
	if (unlikely(sent < 0)) {
		/* Not ready for them now, as a veth whose peer looks at no
		 * frames: it may be for packets.
		 */
		for (i = 0; i < bulk->n; i++)
			vcirc_xdp_skb(xdp, bind, bulk->frames[i]);
	} else {
		for (i = 0; i < sent; i++)
			size.bytes += len[i];
		size.packets = sent;
		vcirc_count_tx(bind->counters, size);
		for (; i < bulk->n; i++) {
			vcirc_count_drop(bind->counters,
					 VCIRC_DROP_TX_PORT_REFUSED);
			xdp->refused[xdp->n_refused++] = bulk->frames[i];
		}
	}
	bulk->n = 0;
}

/* A port takes frames as they are; all else is for packets. */
static bool vcirc_xdp_native(const struct vcirc_bind *bind,
			     struct xdp_frame *frame)
{
	return READ_ONCE(bind->plain) == VCIRC_PLAIN_READY &&
	       !bind->tag.proto &&
	       vcirc_compat_takes_xdp(bind->dev) &&
	       !xdp_frame_has_frags(frame);
}

static void vcirc_xdp_one(struct vcirc_xdp *xdp, struct xdp_frame *frame)
{
	struct vcirc *vc = netdev_priv(xdp->dev);
	struct vcirc_xdp_bulk *bulk;
	struct vcirc_bind *bind;

	bind = vcirc_xmit_way(vc, vcirc_xdp_bucket(vc, frame));
	if (unlikely(!vcirc_bind_ready(bind))) {
		bind = vcirc_xmit_other(bind);
		if (!bind) {
			vcirc_count_no_path(vc->pcpu);
			xdp->refused[xdp->n_refused++] = frame;
			return;
		}
	}
	if (!vcirc_xdp_native(bind, frame)) {
		vcirc_xdp_skb(xdp, bind, frame);
		return;
	}
	bulk = &xdp->bulk[bind->role];
	/* Or the path was bound anew meanwhile. */
	if (bulk->n == VCIRC_XDP_BULK || (bulk->n && bulk->bind != bind))
		vcirc_xdp_flush(xdp, bulk);
	bulk->bind = bind;
	bulk->frames[bulk->n++] = frame;
}

/**
 * vcirc_xdp_xmit() - send frames of XDP: ndo_xdp_xmit of a circuit
 * @dev: the circuit
 * @n: how many
 * @frames: the frames; those sent are consumed, the others are put at the end
 * @flags: XDP_XMIT_*
 *
 * Each is hashed by its headers, and all for one path are handed to its port at
 * once. What no port takes as it is, for a service tag, a router or a wire, becomes
 * a packet.
 *
 * Context: bottom halves off, RCU
 * Return: how many were sent, or -EINVAL
 */
int vcirc_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames,
		   u32 flags)
{
	struct vcirc_xdp xdp = { .dev = dev, .flags = flags, .refused = frames };
	unsigned int role;
	int i, sent;

	if (unlikely(flags & ~XDP_XMIT_FLAGS_MASK))
		return -EINVAL;
	for (i = 0; i < n; i++)
		vcirc_xdp_one(&xdp, frames[i]);
	for (role = 0; role < VCIRC_PATHS; role++)
		if (xdp.bulk[role].n)
			vcirc_xdp_flush(&xdp, &xdp.bulk[role]);

	sent = n - xdp.n_refused;
	memmove(frames + sent, frames, xdp.n_refused * sizeof(*frames));
	return sent;
}
