/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Transmit: what skbs and XDP frames have in common.
 */

#ifndef _VCIRC_XMIT_H
#define _VCIRC_XMIT_H

#include "circuit.h"

netdev_tx_t vcirc_xmit(struct sk_buff *skb, struct net_device *dev);
int vcirc_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames,
		   u32 flags);

struct vcirc_bind *vcirc_xmit_other(struct vcirc_bind *failed);

/**
 * vcirc_xmit_note() - a bucket is in use
 * @vc: the circuit, whose buckets are on their way home
 * @bucket: the bucket
 *
 * Context: transmit path
 */
static inline void vcirc_xmit_note(struct vcirc *vc, unsigned int bucket)
{
	unsigned long *word =
		&this_cpu_ptr(vc->pcpu)->active[BIT_WORD(bucket)];

	/* Emptied by the return work meanwhile, it seems active once more. */
	WRITE_ONCE(*word, READ_ONCE(*word) | BIT_MASK(bucket));
}

/**
 * vcirc_xmit_way() - what the next frame of a bucket takes if it can
 * @vc: the circuit
 * @bucket: the bucket
 *
 * Context: transmit path
 * Return: a binding, or what stands for none
 */
static inline struct vcirc_bind *vcirc_xmit_way(const struct vcirc *vc,
						unsigned int bucket)
{
	return rcu_dereference_bh(vc->way[vcirc_map_path(&vc->map, bucket)]);
}

#endif /* _VCIRC_XMIT_H */
