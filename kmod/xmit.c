// SPDX-License-Identifier: GPL-2.0
#include <linux/indirect_call_wrapper.h>
#include <linux/netdevice.h>

#include "bind.h"
#include "failover.h"
#include "xmit.h"

/**
 * vcirc_xmit_other() - a path would not take a frame: does the other
 * @failed: what the frame would have taken
 *
 * Context: transmit path
 * Return: the binding of the other path, or NULL when that would not either
 */
noinline struct vcirc_bind *vcirc_xmit_other(struct vcirc_bind *failed)
{
	struct vcirc *vc = failed->vc;
	struct vcirc_bind *bind = rcu_dereference_bh(vc->way[!failed->role]);

	vcirc_failover_suspect(vc, failed);
	if (vcirc_bind_ready(bind))
		return bind;
	vcirc_failover_suspect(vc, bind);
	return NULL;
}

/* Sends what takes more than handing it on, or another path. */
static noinline netdev_tx_t vcirc_xmit_any(struct sk_buff *skb,
					   struct vcirc_bind *bind)
{
	struct vcirc_size size;
	enum vcirc_drop why;

	if (unlikely(!vcirc_bind_ready(bind))) {
		struct vcirc *vc = bind->vc;

		bind = vcirc_xmit_other(bind);
		if (!bind) {
			vcirc_count_no_path(vc->pcpu);
			kfree_skb(skb);
			return NETDEV_TX_OK;
		}
	}
	size = vcirc_size_of(skb, 0);
	why = INDIRECT_CALL_3(bind->ops->xmit, vcirc_ethernet_xmit,
			      vcirc_routed_xmit, vcirc_wire_xmit, skb, bind,
			      size);
	if (likely(!why))
		vcirc_count_tx(bind->counters, size);
	else
		vcirc_count_drop(bind->counters, why);
	return NETDEV_TX_OK;
}

/* Sends most frames: as they are, or under a tag of their own. */
static __always_inline netdev_tx_t vcirc_xmit_bucket(struct sk_buff *skb,
						     const struct vcirc *vc,
						     unsigned int bucket)
{
	struct vcirc_bind *bind = vcirc_xmit_way(vc, bucket);
	unsigned int len;

	if (unlikely(!vcirc_bind_ready_plain(bind)) ||
	    vcirc_compat_tag_bits(skb) | skb_shinfo(skb)->gso_size)
		return vcirc_xmit_any(skb, bind);
	len = skb->len;
	skb->dev = bind->dev;
	vcirc_compat_set_tag(skb, bind->tag);
	if (likely(!vcirc_port_xmit(skb)))
		vcirc_count_tx(bind->counters, (struct vcirc_size){ 1, len });
	else
		vcirc_count_drop(bind->counters, VCIRC_DROP_TX_PORT_REFUSED);
	return NETDEV_TX_OK;
}

/* Sends a frame whose bucket takes more than a look at its first bytes. */
static noinline netdev_tx_t vcirc_xmit_unlikely(struct sk_buff *skb,
						struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);
	unsigned int bucket = vcirc_hash_bucket(skb, &vc->hash);

	if (READ_ONCE(vc->hash.returning))
		vcirc_xmit_note(vc, bucket);
	return vcirc_xmit_bucket(skb, vc, bucket);
}

/* Sends one that is not TCP or UDP over a plain IPv4 header, most likely IPv6. */
static noinline netdev_tx_t vcirc_xmit_ipv6(struct sk_buff *skb,
					    struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);
	unsigned int bucket;

	if (!vcirc_hash_bucket_ipv6(skb, &vc->hash, &bucket))
		return vcirc_xmit_unlikely(skb, dev);
	return vcirc_xmit_bucket(skb, vc, bucket);
}

/**
 * vcirc_xmit() - send a packet: ndo_start_xmit of a circuit
 * @skb: the packet, consumed
 * @dev: the circuit
 *
 * Context: bottom halves off
 * Return: NETDEV_TX_OK
 */
netdev_tx_t vcirc_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);
	unsigned int bucket;

	if (unlikely(!vcirc_hash_is_usual(&vc->hash)))
		return vcirc_xmit_unlikely(skb, dev);
	if (!vcirc_hash_bucket_likely(skb, &vc->hash, &bucket))
		return vcirc_xmit_ipv6(skb, dev);
	return vcirc_xmit_bucket(skb, vc, bucket);
}
