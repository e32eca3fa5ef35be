/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is asked of a frame that wants to enter a circuit. Most get in sooner: port.c.
 */

#ifndef _VCIRC_RECEIVE_H
#define _VCIRC_RECEIVE_H

#include "circuit.h"

/**
 * vcirc_rx_not_for() - does nobody on the circuit listen to a frame's address
 * @dev: the circuit
 * @skb: the frame, its pkt_type told from the circuit's address
 *
 * Where something above brought addresses of its own, it is left to that to
 * tell.
 *
 * Context: receive path, RCU
 * Return: true when nobody does
 */
static inline bool vcirc_rx_not_for(const struct net_device *dev,
				    const struct sk_buff *skb)
{
	return skb->pkt_type == PACKET_OTHERHOST &&
	       !(READ_ONCE(dev->flags) & IFF_PROMISC) &&
	       netdev_uc_empty(dev);
}

/**
 * vcirc_rx_admit() - may a frame enter the circuit
 * @vc: the circuit
 * @role: the path it came by
 * @skb: the frame, its pkt_type told from the circuit's address
 *
 * Context: receive path, RCU
 * Return: VCIRC_SENT, or why not
 */
static inline enum vcirc_drop vcirc_rx_admit(const struct vcirc *vc,
					     enum vcirc_role role,
					     const struct sk_buff *skb)
{
	if (unlikely(!READ_ONCE(vc->path[role].admin_up)))
		return VCIRC_DROP_RX_PATH_DOWN;
	if (unlikely(!(READ_ONCE(vc->dev->flags) & IFF_UP)))
		return VCIRC_DROP_RX_CIRCUIT_DOWN;
	if (unlikely(vcirc_rx_not_for(vc->dev, skb)))
		return VCIRC_DROP_RX_NOT_FOR_US;
	return VCIRC_SENT;
}

#endif /* _VCIRC_RECEIVE_H */
