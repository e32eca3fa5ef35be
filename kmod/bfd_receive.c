// SPDX-License-Identifier: GPL-2.0
/*
 * How BFD packets reach their session.
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "bfd_session.h"
#include "circuit.h"
#include "compat.h"
#include "failover.h"
#include "port.h"

/* The peer says what it said the last time, in a session that is up. */
static bool vcirc_bfd_is_steady(const struct vcirc_bfd_session *s,
				const __be32 *words)
{
	unsigned int i;
	__be32 first;

	/* Pairs with vcirc_bfd_settle(). */
	first = smp_load_acquire(&s->steady[0]);
	if (!first || first != words[0])
		return false;
	for (i = 1; i < ARRAY_SIZE(s->steady); i++)
		if (READ_ONCE(s->steady[i]) != words[i])
			return false;
	return true;
}

/* From now on a packet like this one needs no more than a time stamp. What is
 * authenticated is looked at each time.
 */
static void vcirc_bfd_settle(struct vcirc_bfd_session *s,
			     const struct vcirc_bfd_packet *packet,
			     const __be32 *words)
{
	unsigned int i;

	/* Whatever it said before. */
	WRITE_ONCE(s->steady[0], 0);
	/* Or the state machine waits for just such a packet. */
	if (s->bfd.poll_again || s->bfd.state != VCIRC_BFD_STATE_UP ||
	    packet->state != VCIRC_BFD_STATE_UP || !packet->your_discr ||
	    packet->poll || packet->final || packet->auth)
		return;
	/* Who finds the old first word does not find new ones behind it... */
	smp_wmb();
	for (i = 1; i < ARRAY_SIZE(s->steady); i++)
		WRITE_ONCE(s->steady[i], words[i]);
	/* ...and who finds the new one finds them. */
	smp_store_release(&s->steady[0], words[0]);
}

/* RFC 5880 section 6.8.6. Circuit's lock. */
static enum vcirc_bfd_drop vcirc_bfd_take(struct vcirc_bfd_session *s,
					  const void *data, unsigned int len)
{
	u64 now = ktime_get_ns(), detect = vcirc_bfd_detect_time(&s->bfd);
	enum vcirc_bfd_state remote_state = s->bfd.remote_state;
	u32 echo = vcirc_bfd_echo_interval(&s->bfd);
	bool echo_failed = s->echo.failed;
	struct vcirc_bfd_packet packet;
	enum vcirc_bfd_drop why;
	unsigned int todo;

	why = vcirc_bfd_packet_decode(data, len, &packet);
	if (!why)
		why = vcirc_bfd_check(&s->bfd, &packet);
	if (why)
		return why;
	if (now > s->seq_until)
		s->seq.rx_known = false;
	why = vcirc_bfd_auth_check(&s->keys, &s->seq, &packet, data);
	if (why)
		return why;

	todo = vcirc_bfd_receive(&s->bfd, &packet,
				 vcirc_bfd_session_now(s, now));
	atomic64_set(&s->heard, now);
	s->seq_until = now + 2 * NSEC_PER_USEC * vcirc_bfd_detect_time(&s->bfd);
	if (s->bfd.state == VCIRC_BFD_STATE_ADMIN_DOWN)
		return VCIRC_BFD_DROP_ADMIN_DOWN;
	vcirc_count_one(s->rx_packets);
	vcirc_bfd_session_act(s, todo);
	vcirc_bfd_echo_begin(s, now);
	if (vcirc_bfd_detect_time(&s->bfd) != detect ||
	    vcirc_bfd_echo_interval(&s->bfd) != echo)
		vcirc_bfd_clock_kick(s);
	vcirc_bfd_settle(s, &packet, data);
	if (todo & VCIRC_BFD_CHANGED || s->bfd.remote_state != remote_state ||
	    s->echo.failed != echo_failed)
		vcirc_failover_judge_locked(s->bind->vc);
	return VCIRC_BFD_TAKEN;
}

/* A packet for a session, consumed. */
static void vcirc_bfd_input(struct vcirc_bfd_session *s, struct sk_buff *skb,
			    const struct vcirc_bfd_headers *headers)
{
	__be32 words[VCIRC_BFD_LEN_MAX / sizeof(__be32)] = {};
	struct vcirc *vc = s->bind->vc;
	enum vcirc_bfd_drop why;
	unsigned int len = 0;

	if (headers->port == VCIRC_BFD_PORT_ECHO) {
		vcirc_bfd_echo_receive(s, skb, headers);
		consume_skb(skb);
		return;
	}
	why = vcirc_bfd_frame_check(skb, headers, &len);
	if (!why && !vcirc_bfd_frame_between(headers, &s->flow))
		why = VCIRC_BFD_DROP_ADDRESS;
	if (!why && skb_copy_bits(skb, headers->payload, words,
				  min_t(unsigned int, len, sizeof(words))))
		why = VCIRC_BFD_DROP_LENGTH;
	if (!why && len >= VCIRC_BFD_LEN && vcirc_bfd_is_steady(s, words)) {
		atomic64_set(&s->heard, ktime_get_ns());
		vcirc_count_one(s->rx_packets);
		consume_skb(skb);
		return;
	}

	spin_lock_bh(&vc->lock);
	if (!s->dying) {
		if (!why)
			why = vcirc_bfd_take(s, words, len);
		if (why)
			s->drops[why]++;
	}
	spin_unlock_bh(&vc->lock);
	if (why)
		kfree_skb(skb);
	else
		consume_skb(skb);
}

/* The other way round than the stack, which has taken several for one. */
static void vcirc_bfd_input_each(struct vcirc_bfd_session *s,
				 struct sk_buff *skb)
{
	struct vcirc_bfd_headers headers;
	struct sk_buff *segs, *next;

	skb = skb_share_check(skb, GFP_ATOMIC);
	segs = skb ? skb_gso_segment(skb, 0) : NULL;
	if (IS_ERR_OR_NULL(segs)) {
		spin_lock_bh(&s->bind->vc->lock);
		s->drops[VCIRC_BFD_DROP_NO_MEMORY]++;
		spin_unlock_bh(&s->bind->vc->lock);
		kfree_skb(skb);
		return;
	}
	consume_skb(skb);
	skb_list_walk_safe(segs, skb, next) {
		skb_mark_not_on_list(skb);
		if (vcirc_bfd_frame_read(skb, &headers))
			vcirc_bfd_input(s, skb, &headers);
		else
			kfree_skb(skb);
	}
}

static void vcirc_bfd_deliver(struct vcirc_bfd_session *s, struct sk_buff *skb,
			      const struct vcirc_bfd_headers *headers)
{
	if (unlikely(skb_is_gso(skb)))
		vcirc_bfd_input_each(s, skb);
	else
		vcirc_bfd_input(s, skb, headers);
}

/* A circuit may carry others, and BFD of its customers': what is for the session
 * has its addresses, or was sent to it by somebody who has not.
 */
static bool vcirc_bfd_micro(const struct vcirc_bfd_session *s,
			    const struct sk_buff *skb,
			    const struct vcirc_bfd_headers *headers)
{
	bool from = vcirc_bfd_frame_from(headers, &s->flow);
	bool to = vcirc_bfd_frame_to(headers, &s->flow);

	if (!s->flow.peer.family || (from && to))
		return from && to;
	return (from || to) && ether_addr_equal(eth_hdr(skb)->h_dest,
						vcirc_bfd_micro_addr);
}

/**
 * vcirc_bfd_receive_path() - a frame came by a path that may have a session
 * @bind: the binding of the path
 * @skb: the frame, its data at the network header
 *
 * RFC 7130 section 2.3.
 *
 * Context: receive path, RCU
 * Return: true when it was a BFD packet for the session, and is consumed
 */
bool vcirc_bfd_receive_path(const struct vcirc_bind *bind, struct sk_buff *skb)
{
	struct vcirc_bfd_session *s = rcu_dereference(bind->bfd);
	struct vcirc_bfd_headers headers;

	if (!s || s->flow.encap != VCIRC_BFD_ENCAP_MICRO ||
	    vcirc_bfd_frame_port(skb) != VCIRC_BFD_PORT_MICRO ||
	    skb->pkt_type == PACKET_OTHERHOST)
		return false;
	/* A tag of a customer's; but RFC 7130 section 2.3 has priority tags. */
	if (!bind->tag.proto && skb_vlan_tag_present(skb) &&
	    skb_vlan_tag_get_id(skb))
		return false;
	if (!vcirc_bfd_frame_read(skb, &headers) ||
	    !vcirc_bfd_micro(s, skb, &headers))
		return false;
	vcirc_bfd_deliver(s, skb, &headers);
	return true;
}

/* Its peer sends to its address, or pretends to: everybody else's packets are
 * the host's.
 */
static struct vcirc_bfd_session *
vcirc_bfd_single_hop(const struct vcirc_port *port, const struct sk_buff *skb,
		     const struct vcirc_bfd_headers *headers)
{
	struct vcirc_bfd_session *s, *near = NULL;
	const __be32 *your;
	__be32 buf;

	your = skb_header_pointer(skb, headers->payload +
				  offsetof(struct vcirc_bfd_wire, your_discr),
				  sizeof(buf), &buf);
	list_for_each_entry_rcu(s, &port->sessions, listed) {
		bool from = vcirc_bfd_frame_from(headers, &s->flow);
		bool to = vcirc_bfd_frame_to(headers, &s->flow);

		if (from && to)
			return s;
		if ((from || to) && your && be32_to_cpu(*your) == s->bfd.discr)
			near = s;
	}
	return near;
}

/* Echo packets have the address of their sender twice. */
static bool vcirc_bfd_echo(const struct vcirc_port *port, struct sk_buff *skb,
			   const struct vcirc_bfd_headers *headers)
{
	struct vcirc_bfd_session *s;

	if (!vcirc_inet_equal(&headers->source, &headers->dest))
		return false;
	list_for_each_entry_rcu(s, &port->sessions, listed) {
		if (!READ_ONCE(s->bfd.cfg.echo))
			continue;
		if (vcirc_inet_equal(&headers->dest, &s->flow.local) &&
		    vcirc_bfd_echo_is_own(s, skb, headers)) {
			vcirc_bfd_deliver(s, skb, headers);
			return true;
		}
		if (vcirc_inet_equal(&headers->dest, &s->flow.peer) &&
		    headers->ttl == VCIRC_BFD_TTL) {
			vcirc_bfd_echo_reflect(skb);
			return true;
		}
	}
	return false;
}

/**
 * vcirc_bfd_receive_port() - a frame came to a port that has sessions of its own
 * @port: the port
 * @skb: the frame, its data at the network header
 *
 * RFC 5881. What no session knows is left to the host, and its BFD daemon.
 *
 * Context: receive path, RCU
 * Return: true when it was for a session, and is consumed
 */
bool vcirc_bfd_receive_port(struct vcirc_port *port, struct sk_buff *skb)
{
	struct vcirc_bfd_headers headers;
	struct vcirc_bfd_session *s;

	if (skb->pkt_type != PACKET_HOST ||
	    (skb_vlan_tag_present(skb) && skb_vlan_tag_get_id(skb)))
		return false;
	switch (vcirc_bfd_frame_port(skb)) {
	case VCIRC_BFD_PORT_SINGLE_HOP:
		if (!vcirc_bfd_frame_read(skb, &headers))
			return false;
		s = vcirc_bfd_single_hop(port, skb, &headers);
		if (!s)
			return false;
		vcirc_bfd_deliver(s, skb, &headers);
		return true;
	case VCIRC_BFD_PORT_ECHO:
		return vcirc_bfd_frame_read(skb, &headers) &&
		       vcirc_bfd_echo(port, skb, &headers);
	default:
		return false;
	}
}
