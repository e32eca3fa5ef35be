// SPDX-License-Identifier: GPL-2.0
/*
 * Wire binding: the path ends in the path of the same role of the other
 * circuit of its pair.
 */

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "bfd_session.h"
#include "bind.h"
#include "circuit.h"
#include "failover.h"
#include "receive.h"

/**
 * vcirc_wire_xmit() - hand a frame to the circuit at the other end
 * @skb: the frame, consumed
 * @bind: the binding
 * @size: its size
 *
 * Context: transmit path
 * Return: VCIRC_SENT, or why it was dropped. What the other end drops by its
 * own rules was sent, and is counted there.
 */
enum vcirc_drop vcirc_wire_xmit(struct sk_buff *skb,
				const struct vcirc_bind *bind,
				struct vcirc_size size)
{
	struct vcirc *peer = netdev_priv(bind->dev);
	enum vcirc_drop why;

	/* What tc or AF_XDP sends may be less than a header, or have it in
	 * pieces.
	 */
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		why = skb->len < ETH_HLEN ? VCIRC_DROP_TX_PEER_REFUSED :
					    VCIRC_DROP_TX_HEADROOM;
		kfree_skb(skb);
		return why;
	}
	skb_tx_timestamp(skb);
	if (unlikely(__dev_forward_skb(bind->dev, skb) != NET_RX_SUCCESS))
		return VCIRC_DROP_TX_PEER_REFUSED;

	why = vcirc_rx_admit(peer, bind->role, skb);
	if (unlikely(why)) {
		vcirc_count_drop(&peer->pcpu->path[bind->role], why);
		kfree_skb(skb);
		return VCIRC_SENT;
	}
	/* The backlog keeps pairs in a row from using up the stack. */
	if (unlikely(netif_rx(skb) != NET_RX_SUCCESS))
		return VCIRC_DROP_TX_PEER_REFUSED;
	vcirc_count_rx(&peer->pcpu->path[bind->role], size);
	return VCIRC_SENT;
}

static void vcirc_wire_control(struct sk_buff *skb,
			       const struct vcirc_bind *bind)
{
	const struct vcirc *peer = netdev_priv(bind->dev);
	const struct vcirc_bind *far = rcu_dereference(peer->bind[bind->role]);

	skb_pull(skb, ETH_HLEN);
	/* Without a session there, nobody wants it. */
	if (!far || !vcirc_bfd_receive_path(far, skb))
		consume_skb(skb);
}

static void vcirc_wire_facts(const struct vcirc_bind *bind,
			     struct vcirc_path_facts *facts)
{
	const struct vcirc *peer = netdev_priv(bind->dev);

	/* The other end's lock is not taken: whoever changes these there
	 * judges this end afterwards.
	 */
	facts->running = netif_running(bind->dev) &&
			 (READ_ONCE(bind->dev->flags) & IFF_UP);
	facts->peer_admin_up = READ_ONCE(peer->path[bind->role].admin_up);
}

/* The other end's carrier depends on ours, so it does not count. */
static const struct vcirc_bind_ops vcirc_wire_ops = {
	.kind = VCIRC_BINDING_WIRE,
	.size = sizeof(struct vcirc_bind),
	.up_mask = BIT(__LINK_STATE_START),
	.encap = VCIRC_BFD_ENCAP_MICRO,
	.lost = VCIRC_REASON_PEER_DOWN,
	.xmit = vcirc_wire_xmit,
	.control = vcirc_wire_control,
	.facts = vcirc_wire_facts,
};

/**
 * vcirc_wire_join() - make two circuits a pair
 * @a: a new circuit
 * @b: the other
 *
 * Context: RTNL
 * Return: 0, or -ENOMEM with nothing changed
 */
int vcirc_wire_join(struct vcirc *a, struct vcirc *b)
{
	struct vcirc_bind *bind[2 * VCIRC_PATHS];
	unsigned int i;

	ASSERT_RTNL();

	for (i = 0; i < ARRAY_SIZE(bind); i++) {
		struct vcirc *vc = i / VCIRC_PATHS ? b : a;
		struct vcirc *far = i / VCIRC_PATHS ? a : b;

		bind[i] = vcirc_bind_alloc(vc, i % VCIRC_PATHS, far->dev,
					   &vcirc_wire_ops);
		if (!bind[i])
			goto err_free;
	}

	a->peer = b;
	b->peer = a;
	for (i = 0; i < ARRAY_SIZE(bind); i++)
		vcirc_path_publish(bind[i], VCIRC_WEIGHT_DEFAULT);
	vcirc_failover_judge(a);
	vcirc_failover_judge(b);
	return 0;

err_free:
	while (i--)
		vcirc_bind_free(bind[i]);
	return -ENOMEM;
}
