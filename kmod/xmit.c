// SPDX-License-Identifier: GPL-2.0
#include <linux/indirect_call_wrapper.h>
#include <linux/netdevice.h>

#include "bind.h"
#include "circuit.h"
#include "failover.h"

/* The path of the bucket would not take the packet: is there another? */
static noinline struct vcirc_bind *vcirc_xmit_other(struct vcirc *vc,
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

static void vcirc_xmit_note(struct vcirc *vc, unsigned int bucket)
{
	unsigned long *word =
		&this_cpu_ptr(vc->pcpu)->active[BIT_WORD(bucket)];

	/* Emptied by the return work meanwhile, it seems active once more. */
	WRITE_ONCE(*word, READ_ONCE(*word) | BIT_MASK(bucket));
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
	unsigned int bucket = vcirc_hash_bucket(skb, &vc->hash);
	unsigned int role = vcirc_map_path(&vc->map, bucket);
	struct vcirc_bind *bind = rcu_dereference_bh(vc->bind[role]);
	struct vcirc_size size;
	enum vcirc_drop why;

	if (unlikely(!bind || !vcirc_bind_ready(bind))) {
		bind = vcirc_xmit_other(vc, role, bind);
		if (!bind) {
			vcirc_count_no_path(vc->pcpu);
			kfree_skb(skb);
			return NETDEV_TX_OK;
		}
	}
	if (unlikely(READ_ONCE(vc->hash.returning)))
		vcirc_xmit_note(vc, bucket);

	role = bind->role;
	size = vcirc_size_of(skb, 0);
	why = INDIRECT_CALL_3(bind->ops->xmit, vcirc_ethernet_xmit,
			      vcirc_routed_xmit, vcirc_wire_xmit, skb, bind,
			      size);
	if (likely(!why))
		vcirc_count_tx(vc->pcpu, role, size);
	else
		vcirc_count_drop(vc->pcpu, role, why);
	return NETDEV_TX_OK;
}
