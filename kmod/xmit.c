// SPDX-License-Identifier: GPL-2.0
#include <linux/if_vlan.h>
#include <linux/indirect_call_wrapper.h>
#include <linux/netdevice.h>

#include "bind.h"
#include "failover.h"
#include "xmit.h"

/**
 * vcirc_xmit_other() - the path of a bucket would not take a frame: is there another
 * @vc: the circuit
 * @role: the path
 * @failed: its binding, or NULL
 *
 * Context: transmit path
 * Return: the binding of the other path, or NULL when that would not either
 */
noinline struct vcirc_bind *vcirc_xmit_other(struct vcirc *vc,
					     unsigned int role,
					     struct vcirc_bind *failed)
{
	struct vcirc_bind *bind = rcu_dereference_bh(vc->bind[!role]);

	if (failed)
		vcirc_failover_suspect(vc, failed);
	if (bind && !vcirc_bind_ready(bind)) {
		vcirc_failover_suspect(vc, bind);
		return NULL;
	}
	return bind;
}

static noinline unsigned int vcirc_xmit_bucket(struct vcirc *vc,
					       const struct sk_buff *skb)
{
	unsigned int bucket = vcirc_hash_bucket(skb, &vc->hash);

	if (READ_ONCE(vc->hash.returning))
		vcirc_xmit_note(vc, bucket);
	return bucket;
}

/* Sends what takes more than handing it on. */
static noinline void vcirc_xmit_any(struct sk_buff *skb,
				    const struct vcirc_bind *bind)
{
	struct vcirc_size size = vcirc_size_of(skb, 0);
	enum vcirc_drop why;

	why = INDIRECT_CALL_3(bind->ops->xmit, vcirc_ethernet_xmit,
			      vcirc_routed_xmit, vcirc_wire_xmit, skb, bind,
			      size);
	if (likely(!why))
		vcirc_count_tx(bind->counters, size);
	else
		vcirc_count_drop(bind->counters, why);
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
	struct vcirc_bind *bind;
	unsigned int bucket;
	unsigned int len;

	if (likely(READ_ONCE(vc->hash.how) == VCIRC_HASH_USUAL))
		bucket = vcirc_hash_bucket_usual(skb, &vc->hash);
	else
		bucket = vcirc_xmit_bucket(vc, skb);
	bind = vcirc_xmit_path(vc, bucket);
	if (unlikely(!bind)) {
		vcirc_count_no_path(vc->pcpu);
		kfree_skb(skb);
		return NETDEV_TX_OK;
	}

	if (!READ_ONCE(bind->plain) || skb_vlan_tag_present(skb) ||
	    skb_is_gso(skb)) {
		vcirc_xmit_any(skb, bind);
		return NETDEV_TX_OK;
	}
	len = skb->len;
	if (bind->tag_proto)
		__vlan_hwaccel_put_tag(skb, bind->tag_proto, bind->vid);
	skb->dev = bind->dev;
	if (likely(!vcirc_port_xmit(skb)))
		vcirc_count_tx(bind->counters, (struct vcirc_size){ 1, len });
	else
		vcirc_count_drop(bind->counters, VCIRC_DROP_TX_PORT_REFUSED);
	return NETDEV_TX_OK;
}
