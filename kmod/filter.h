/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Filter: which addresses the ports let in for a circuit.
 */

#ifndef _VCIRC_FILTER_H
#define _VCIRC_FILTER_H

struct net_device;
struct vcirc;
struct vcirc_bind;

int vcirc_filter_open(struct net_device *dev);
int vcirc_filter_stop(struct net_device *dev);
void vcirc_filter_change_flags(struct net_device *dev, int change);
void vcirc_filter_set_rx_mode(struct net_device *dev);
int vcirc_filter_set_address(struct net_device *dev, void *p);
int vcirc_filter_join(struct vcirc *vc, struct net_device *port);
void vcirc_filter_leave(struct vcirc *vc, struct net_device *port);
int vcirc_filter_copy(struct vcirc *vc, struct net_device *port);
void vcirc_filter_uncopy(struct vcirc *vc, struct net_device *port);

/**
 * vcirc_filter_wants() - does a binding bring the circuit's addresses to a port
 * @bind: the binding, or NULL
 *
 * Who sends to a wire or by way of a router sends to no address of the
 * circuit's.
 *
 * Return: true when it does
 */
static inline bool vcirc_filter_wants(const struct vcirc_bind *bind)
{
	return vcirc_bind_is(bind, VCIRC_BINDING_ETHERNET);
}

#endif /* _VCIRC_FILTER_H */
