/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What BFD packets travel in: Ethernet, IP and UDP headers made and read. Pure
 * logic.
 */

#ifndef _VCIRC_BFD_FRAME_H
#define _VCIRC_BFD_FRAME_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <linux/udp.h>

#include "bfd.h"
#include "inet.h"

/* UDP ports: RFC 5881 section 4, RFC 7130 section 2.3. */
#define VCIRC_BFD_PORT_SINGLE_HOP	3784
#define VCIRC_BFD_PORT_ECHO		3785
#define VCIRC_BFD_PORT_MICRO		6784
/* Source ports are from here to 65535. The first of the range RFC 5881 has is
 * what other daemons use, and analysers take it for something else.
 */
#define VCIRC_BFD_PORT_SOURCE		49153
#define VCIRC_BFD_TTL			255

struct net_device;

extern const u8 vcirc_bfd_micro_addr[ETH_ALEN];

/**
 * struct vcirc_bfd_flow - the addresses of a session
 * @encap: how its packets travel
 * @local: own address; without a family it is the link-local one of the MAC
 *	address it is sent from
 * @peer: the peer's; without a family it is all nodes of the link
 * @source: UDP port to send from
 */
struct vcirc_bfd_flow {
	enum vcirc_bfd_encap encap;
	struct vcirc_inet_addr local;
	struct vcirc_inet_addr peer;
	u16 source;
};

/**
 * struct vcirc_bfd_headers - headers of a received UDP packet
 * @source: IP address
 * @dest: IP address
 * @port: UDP port it is for
 * @ttl: TTL or hop limit
 * @fragment: the first of several
 * @transport: offset of the UDP header from the IP header
 * @payload: offset of what follows it
 * @end: bytes from the IP header on, as that says
 */
struct vcirc_bfd_headers {
	struct vcirc_inet_addr source;
	struct vcirc_inet_addr dest;
	u16 port;
	u8 ttl;
	bool fragment;
	unsigned int transport;
	unsigned int payload;
	unsigned int end;
};

u16 vcirc_bfd_frame_port(const struct sk_buff *skb);
bool vcirc_bfd_frame_read(const struct sk_buff *skb,
			  struct vcirc_bfd_headers *headers);
enum vcirc_bfd_drop
vcirc_bfd_frame_check(struct sk_buff *skb,
		      const struct vcirc_bfd_headers *headers,
		      unsigned int *len);
bool vcirc_bfd_frame_from(const struct vcirc_bfd_headers *headers,
			  const struct vcirc_bfd_flow *flow);
bool vcirc_bfd_frame_to(const struct vcirc_bfd_headers *headers,
			const struct vcirc_bfd_flow *flow);
struct sk_buff *vcirc_bfd_frame_make(struct net_device *dev,
				     const struct vcirc_bfd_flow *flow,
				     u16 port, const u8 *source, const u8 *dest,
				     const void *payload, unsigned int len);

/**
 * vcirc_bfd_frame_maybe() - may a frame be for one of the ports of BFD
 * @skb: a received frame, its data at the network header
 *
 * Keeps nearly all that is not BFD from vcirc_bfd_frame_port().
 *
 * Return: false when it is for none of them
 */
static inline bool vcirc_bfd_frame_maybe(const struct sk_buff *skb)
{
	const struct iphdr *ip = (const void *)skb->data;
	const struct udphdr *udp = (const void *)(ip + 1);

	if (skb->protocol != htons(ETH_P_IP) ||
	    skb_headlen(skb) < sizeof(*ip) + sizeof(*udp) ||
	    *(const u8 *)ip != 0x45)
		return true;
	return ip->protocol == IPPROTO_UDP &&
	       (udp->dest == htons(VCIRC_BFD_PORT_MICRO) ||
		udp->dest == htons(VCIRC_BFD_PORT_SINGLE_HOP) ||
		udp->dest == htons(VCIRC_BFD_PORT_ECHO));
}

/**
 * vcirc_bfd_frame_between() - is a frame from the peer of a session to it
 * @headers: headers of the frame
 * @flow: addresses of the session
 *
 * Return: true when it is
 */
static inline bool
vcirc_bfd_frame_between(const struct vcirc_bfd_headers *headers,
			const struct vcirc_bfd_flow *flow)
{
	return vcirc_bfd_frame_from(headers, flow) &&
	       vcirc_bfd_frame_to(headers, flow);
}

#endif /* _VCIRC_BFD_FRAME_H */
