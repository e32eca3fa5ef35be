// SPDX-License-Identifier: GPL-2.0
/*
 * The Echo function, RFC 5880 section 6.4 and RFC 5881 section 4: packets to
 * oneself by way of the router, which forwards them like any other.
 */

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/minmax.h>
#include <linux/netdevice.h>
#include <linux/pkt_sched.h>
#include <net/ip.h>

#include "bfd_session.h"
#include "circuit.h"
#include "failover.h"

/* As many can be on their way. */
#define VCIRC_BFD_ECHO_WINDOW	64
#define VCIRC_BFD_JITTER_SHIFT	4

/**
 * struct vcirc_bfd_echo_wire - an Echo packet; nobody else reads it
 * @discr: discriminator of the session
 * @cookie: the session's
 * @number: of the packet
 * @zero: 0
 * @time: when it was sent, CLOCK_MONOTONIC ns of the sender
 */
struct vcirc_bfd_echo_wire {
	__be32 discr;
	__be32 cookie;
	__be32 number;
	__be32 zero;
	__be64 time;
};

/* Nobody wants them, the peer, which is there, says that it returns none, or it is
 * another than the one that did.
 */
static bool vcirc_bfd_echo_is_over(const struct vcirc_bfd_session *s)
{
	const struct vcirc_bfd *bfd = &s->bfd;

	return !bfd->cfg.echo || bfd->state == VCIRC_BFD_STATE_ADMIN_DOWN ||
	       (bfd->state == VCIRC_BFD_STATE_UP && !bfd->remote_min_echo_rx) ||
	       (bfd->remote_discr && bfd->remote_discr != s->echo.peer);
}

/**
 * vcirc_bfd_echo_begin() - begin to send Echo packets, or cease to
 * @s: the session, whose state or settings changed
 * @now: CLOCK_MONOTONIC ns
 *
 * RFC 5880 section 6.8.9. A path that was down for want of them may not be any
 * more: it is judged by the caller.
 *
 * Context: circuit's lock
 */
void vcirc_bfd_echo_begin(struct vcirc_bfd_session *s, u64 now)
{
	u64 patience = (u64)vcirc_bfd_echo_interval(&s->bfd) * s->bfd.cfg.mult;
	struct vcirc_bfd_echo *echo = &s->echo;

	if (vcirc_bfd_echo_is_over(s)) {
		echo->peer = 0;
		echo->failed = false;
	}
	if (echo->patience == patience)
		return;
	echo->patience = patience;
	if (patience) {
		/* Counted anew: those that are out had another time to return. */
		echo->at = now;
		echo->by = now;
		echo->returned = now;
		return;
	}
	echo->at = KTIME_MAX;
	echo->by = KTIME_MAX;
	echo->out = 0;
}

static unsigned int vcirc_bfd_echo_window(const struct vcirc_bfd_session *s)
{
	return min_t(unsigned int, s->bfd.cfg.mult, VCIRC_BFD_ECHO_WINDOW - 1);
}

/**
 * vcirc_bfd_echo_deadline() - when the lack of Echo packets is a failure
 * @s: the session
 *
 * RFC 5880 section 6.8.5. Not before one has returned: there are routers that
 * return none. Nor twice: a session that goes up and down does not help.
 *
 * Context: circuit's lock
 * Return: CLOCK_MONOTONIC ns, %KTIME_MAX for never
 */
u64 vcirc_bfd_echo_deadline(const struct vcirc_bfd_session *s)
{
	if (!s->echo.patience || !s->echo.peer || s->echo.failed)
		return KTIME_MAX;
	return s->echo.returned + s->echo.patience * NSEC_PER_USEC;
}

/**
 * vcirc_bfd_echo_packet() - make an Echo packet, if it is time for one
 * @s: the session
 * @now: CLOCK_MONOTONIC ns
 *
 * Context: circuit's lock
 * Return: a frame, or NULL
 */
struct sk_buff *vcirc_bfd_echo_packet(struct vcirc_bfd_session *s, u64 now)
{
	struct vcirc_bfd_flow flow = s->flow;
	struct vcirc_bfd_echo *echo = &s->echo;
	struct vcirc_bfd_echo_wire wire;
	struct sk_buff *skb;
	u32 interval;

	interval = vcirc_bfd_echo_interval(&s->bfd);
	if (!interval || now < echo->at)
		return NULL;
	echo->at = vcirc_bfd_clock_spread(interval, now, &echo->by);

	wire = (struct vcirc_bfd_echo_wire){
		.discr = cpu_to_be32(s->bfd.discr),
		.cookie = cpu_to_be32(echo->cookie),
		.number = cpu_to_be32(echo->number + 1),
		.time = cpu_to_be64(now),
	};
	flow.peer = flow.local;
	flow.source = VCIRC_BFD_PORT_ECHO;
	skb = vcirc_bfd_session_frame(s, &flow, VCIRC_BFD_PORT_ECHO, &wire,
				      sizeof(wire));
	if (!skb)
		return NULL;
	echo->number++;
	echo->tx_packets++;
	echo->out = echo->out << 1 | 1;
	if (echo->out & BIT_ULL(vcirc_bfd_echo_window(s)))
		echo->lost++;
	echo->out &= BIT_ULL(vcirc_bfd_echo_window(s)) - 1;
	return skb;
}

static void vcirc_bfd_echo_measure(struct vcirc_bfd_echo *echo, u64 rtt)
{
	u64 change = rtt > echo->rtt_last ? rtt - echo->rtt_last :
					    echo->rtt_last - rtt;

	/* RFC 3550 section 6.4.1. */
	if (echo->rx_packets)
		echo->jitter += change -
				(echo->jitter >> VCIRC_BFD_JITTER_SHIFT);
	if (!echo->rx_packets || rtt < echo->rtt_min)
		echo->rtt_min = rtt;
	echo->rtt_max = max(echo->rtt_max, rtt);
	echo->rtt_last = rtt;
	echo->rtt_sum += rtt;
	echo->rx_packets++;
}

/**
 * vcirc_bfd_echo_jitter() - how much round-trip times differ
 * @echo: Echo packets of a session
 *
 * Context: circuit's lock
 * Return: ns
 */
u64 vcirc_bfd_echo_jitter(const struct vcirc_bfd_echo *echo)
{
	return echo->jitter >> VCIRC_BFD_JITTER_SHIFT;
}

/**
 * vcirc_bfd_echo_is_own() - did a session send an Echo packet
 * @s: the session whose address it has
 * @skb: the frame, its data at the network header
 * @headers: its headers
 *
 * Context: receive path
 * Return: false when it is somebody else's, such as a BFD daemon's
 */
bool vcirc_bfd_echo_is_own(const struct vcirc_bfd_session *s,
			   const struct sk_buff *skb,
			   const struct vcirc_bfd_headers *headers)
{
	const struct vcirc_bfd_echo_wire *wire;
	struct vcirc_bfd_echo_wire buf;

	wire = skb_header_pointer(skb, headers->payload, sizeof(buf), &buf);
	return wire && be32_to_cpu(wire->discr) == s->bfd.discr &&
	       be32_to_cpu(wire->cookie) == s->echo.cookie;
}

/**
 * vcirc_bfd_echo_receive() - an Echo packet returned
 * @s: the session that sent it
 * @skb: the frame, its data at the network header
 * @headers: its headers
 *
 * Context: receive path
 */
void vcirc_bfd_echo_receive(struct vcirc_bfd_session *s,
			    const struct sk_buff *skb,
			    const struct vcirc_bfd_headers *headers)
{
	struct vcirc_bfd_echo *echo = &s->echo;
	struct vcirc_bfd_echo_wire wire;
	struct vcirc *vc = s->bind->vc;
	u64 now, sent;
	u32 age;

	if (skb_copy_bits(skb, headers->payload, &wire, sizeof(wire)))
		return;
	spin_lock_bh(&vc->lock);
	now = ktime_get_ns();
	sent = be64_to_cpu(wire.time);
	age = echo->number - be32_to_cpu(wire.number);
	if (s->dying || be32_to_cpu(wire.cookie) != echo->cookie ||
	    age >= VCIRC_BFD_ECHO_WINDOW || !(echo->out & BIT_ULL(age)) ||
	    sent > now)
		goto out;
	echo->out &= ~BIT_ULL(age);
	echo->returned = now;
	vcirc_bfd_echo_measure(echo, now - sent);
	echo->peer = s->bfd.remote_discr;
	if (echo->failed) {
		echo->failed = false;
		vcirc_failover_judge_locked(vc);
	}
out:
	spin_unlock_bh(&vc->lock);
}

/**
 * vcirc_bfd_echo_reflect() - return an Echo packet of the peer's
 * @skb: the frame, its data at the network header; consumed
 *
 * The host would forward it, if it does, by the circuit or not at all.
 *
 * Context: receive path
 */
void vcirc_bfd_echo_reflect(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct ethhdr *eth;
	u8 peer[ETH_ALEN];

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return;
	ether_addr_copy(peer, eth_hdr(skb)->h_source);
	if (skb_cow(skb, LL_RESERVED_SPACE(dev)) ||
	    !pskb_may_pull(skb, skb->protocol == htons(ETH_P_IP) ?
			   sizeof(struct iphdr) : sizeof(struct ipv6hdr))) {
		kfree_skb(skb);
		return;
	}
	skb_reset_network_header(skb);
	if (skb->protocol == htons(ETH_P_IP))
		ip_decrease_ttl(ip_hdr(skb));
	else
		ipv6_hdr(skb)->hop_limit--;

	__vlan_hwaccel_clear_tag(skb);
	skb_forward_csum(skb);
	/* When it came is not when it is to leave. */
	skb_clear_tstamp(skb);
	eth = skb_push(skb, sizeof(*eth));
	skb_reset_mac_header(skb);
	ether_addr_copy(eth->h_dest, peer);
	ether_addr_copy(eth->h_source, dev->dev_addr);
	eth->h_proto = skb->protocol;
	skb->priority = TC_PRIO_CONTROL;
	dev_queue_xmit(skb);
}
