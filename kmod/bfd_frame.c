// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/pkt_sched.h>
#include <linux/udp.h>
#include <net/addrconf.h>
#include <net/dsfield.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>

#include "bfd_frame.h"

/* Class selector 6, network control. */
#define VCIRC_BFD_TOS	0xc0

/* RFC 7130 section 2.3. */
const u8 vcirc_bfd_micro_addr[ETH_ALEN] = {
	0x01, 0x00, 0x5e, 0x90, 0x00, 0x01
};

/* --- Received --------------------------------------------------------- */

/* Offset of the UDP header, 0 when there is none, or not at the beginning. */
static unsigned int vcirc_bfd_udp4(const struct sk_buff *skb,
				   struct vcirc_bfd_headers *headers)
{
	const struct iphdr *ip;
	struct iphdr buf;

	ip = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (!ip || ip->version != 4 || ip->ihl < 5 ||
	    ip->protocol != IPPROTO_UDP || ip->frag_off & htons(IP_OFFSET))
		return 0;
	if (headers) {
		headers->source.family = AF_INET;
		headers->source.ip = ip->saddr;
		headers->dest.family = AF_INET;
		headers->dest.ip = ip->daddr;
		headers->ttl = ip->ttl;
		headers->fragment = ip->frag_off & htons(IP_MF);
		headers->end = ntohs(ip->tot_len);
	}
	return ip->ihl * 4;
}

static unsigned int vcirc_bfd_udp6(const struct sk_buff *skb,
				   struct vcirc_bfd_headers *headers)
{
	unsigned int off = sizeof(struct ipv6hdr);
	const struct ipv6hdr *ip6;
	const struct frag_hdr *frag;
	struct frag_hdr fragbuf;
	struct ipv6hdr buf;
	bool fragment;

	ip6 = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (!ip6 || ip6->version != 6)
		return 0;
	fragment = ip6->nexthdr == NEXTHDR_FRAGMENT;
	if (fragment) {
		frag = skb_header_pointer(skb, off, sizeof(fragbuf), &fragbuf);
		if (!frag || frag->nexthdr != IPPROTO_UDP ||
		    frag->frag_off & htons(IP6_OFFSET))
			return 0;
		off += sizeof(*frag);
	} else if (ip6->nexthdr != IPPROTO_UDP) {
		return 0;
	}
	if (headers) {
		headers->source.family = AF_INET6;
		headers->source.ip6 = ip6->saddr;
		headers->dest.family = AF_INET6;
		headers->dest.ip6 = ip6->daddr;
		headers->ttl = ip6->hop_limit;
		headers->fragment = fragment;
		headers->end = sizeof(*ip6) + ntohs(ip6->payload_len);
	}
	return off;
}

static unsigned int vcirc_bfd_udp(const struct sk_buff *skb,
				  struct vcirc_bfd_headers *headers)
{
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return vcirc_bfd_udp4(skb, headers);
	case htons(ETH_P_IPV6):
		return vcirc_bfd_udp6(skb, headers);
	default:
		return 0;
	}
}

/**
 * vcirc_bfd_frame_port() - which of the ports of BFD a frame is for
 * @skb: a received frame, its data at the network header
 *
 * Asked of every frame where there is a session.
 *
 * Return: the UDP port, 0 when it is for none of them
 */
u16 vcirc_bfd_frame_port(const struct sk_buff *skb)
{
	unsigned int off = vcirc_bfd_udp(skb, NULL);
	const struct udphdr *udp;
	struct udphdr buf;
	u16 port;

	if (!off)
		return 0;
	udp = skb_header_pointer(skb, off, sizeof(buf), &buf);
	if (!udp)
		return 0;
	port = ntohs(udp->dest);
	switch (port) {
	case VCIRC_BFD_PORT_SINGLE_HOP:
	case VCIRC_BFD_PORT_ECHO:
	case VCIRC_BFD_PORT_MICRO:
		return port;
	default:
		return 0;
	}
}

/**
 * vcirc_bfd_frame_read() - take the headers of a frame apart
 * @skb: a frame that vcirc_bfd_frame_port() found to be BFD
 * @headers: written
 *
 * Return: true unless the frame changed meanwhile
 */
bool vcirc_bfd_frame_read(const struct sk_buff *skb,
			  struct vcirc_bfd_headers *headers)
{
	const struct udphdr *udp;
	struct udphdr buf;

	memset(headers, 0, sizeof(*headers));
	headers->transport = vcirc_bfd_udp(skb, headers);
	if (!headers->transport)
		return false;
	udp = skb_header_pointer(skb, headers->transport, sizeof(buf), &buf);
	if (!udp)
		return false;
	headers->port = ntohs(udp->dest);
	headers->payload = headers->transport + sizeof(*udp);
	return true;
}

static bool vcirc_bfd_ip_sum_good(const struct sk_buff *skb,
				  const struct vcirc_bfd_headers *headers)
{
	return headers->source.family != AF_INET ||
	       !csum_fold(skb_checksum(skb, 0, headers->transport, 0));
}

static bool vcirc_bfd_udp_sum_good(const struct sk_buff *skb,
				   const struct vcirc_bfd_headers *headers,
				   const struct udphdr *udp)
{
	unsigned int len = ntohs(udp->len);
	__wsum sum;

	if (!udp->check)
		return headers->source.family == AF_INET;
	if (skb_csum_unnecessary(skb))
		return true;
	sum = skb_checksum(skb, headers->transport, len, 0);
	if (headers->source.family == AF_INET)
		return !csum_tcpudp_magic(headers->source.ip, headers->dest.ip,
					  len, IPPROTO_UDP, sum);
	return !csum_ipv6_magic(&headers->source.ip6, &headers->dest.ip6, len,
				IPPROTO_UDP, sum);
}

/**
 * vcirc_bfd_frame_check() - are the headers of a frame in order
 * @skb: the frame
 * @headers: its headers
 * @len: set to the bytes of the payload of UDP
 *
 * What the host's own IP and UDP would have checked, and RFC 5881 section 5: a
 * packet with all of its TTL has crossed no router.
 *
 * Return: VCIRC_BFD_TAKEN, or what is wrong
 */
enum vcirc_bfd_drop
vcirc_bfd_frame_check(struct sk_buff *skb,
		      const struct vcirc_bfd_headers *headers,
		      unsigned int *len)
{
	const struct udphdr *udp;
	struct udphdr buf;
	unsigned int bytes;

	if (headers->ttl != VCIRC_BFD_TTL)
		return VCIRC_BFD_DROP_TTL;
	if (headers->fragment)
		return VCIRC_BFD_DROP_FRAGMENT;
	udp = skb_header_pointer(skb, headers->transport, sizeof(buf), &buf);
	if (!udp)
		return VCIRC_BFD_DROP_LENGTH;
	bytes = ntohs(udp->len);
	if (headers->end > skb->len || bytes < sizeof(*udp) ||
	    headers->transport + bytes > headers->end)
		return VCIRC_BFD_DROP_LENGTH;
	if (!vcirc_bfd_ip_sum_good(skb, headers) ||
	    !vcirc_bfd_udp_sum_good(skb, headers, udp))
		return VCIRC_BFD_DROP_CHECKSUM;
	*len = bytes - sizeof(*udp);
	return VCIRC_BFD_TAKEN;
}

static bool vcirc_bfd_is_link_local(const struct vcirc_inet_addr *addr)
{
	return addr->family == AF_INET6 &&
	       ipv6_addr_type(&addr->ip6) & IPV6_ADDR_LINKLOCAL &&
	       !ipv6_addr_is_multicast(&addr->ip6);
}

/**
 * vcirc_bfd_frame_from() - does a frame seem to be from the peer of a session
 * @headers: headers of the frame
 * @flow: addresses of the session
 *
 * Return: true when it has the peer's address
 */
bool vcirc_bfd_frame_from(const struct vcirc_bfd_headers *headers,
			  const struct vcirc_bfd_flow *flow)
{
	return flow->peer.family ?
	       vcirc_inet_equal(&headers->source, &flow->peer) :
	       vcirc_bfd_is_link_local(&headers->source);
}

/**
 * vcirc_bfd_frame_to() - is a frame for the address of a session
 * @headers: headers of the frame
 * @flow: addresses of the session
 *
 * Return: true when it is
 */
bool vcirc_bfd_frame_to(const struct vcirc_bfd_headers *headers,
			const struct vcirc_bfd_flow *flow)
{
	if (flow->local.family)
		return vcirc_inet_equal(&headers->dest, &flow->local);
	return headers->dest.family == AF_INET6 &&
	       ipv6_addr_is_ll_all_nodes(&headers->dest.ip6);
}

/* --- Sent ------------------------------------------------------------- */

static void vcirc_bfd_push_udp(struct sk_buff *skb,
			       const struct vcirc_bfd_flow *flow, u16 port)
{
	struct udphdr *udp;

	udp = skb_push(skb, sizeof(*udp));
	skb_reset_transport_header(skb);
	*udp = (struct udphdr){
		.source = htons(flow->source),
		.dest = htons(port),
		.len = htons(skb->len),
	};
}

static void vcirc_bfd_push_ip(struct sk_buff *skb, __be32 local, __be32 peer)
{
	struct udphdr *udp = udp_hdr(skb);
	unsigned int len = skb->len;
	struct iphdr *ip;

	udp->check = csum_tcpudp_magic(local, peer, len, IPPROTO_UDP,
				       csum_partial(udp, len, 0)) ?:
		     CSUM_MANGLED_0;
	ip = skb_push(skb, sizeof(*ip));
	skb_reset_network_header(skb);
	*ip = (struct iphdr){
		.version = 4,
		.ihl = sizeof(*ip) / 4,
		.tos = VCIRC_BFD_TOS,
		.tot_len = htons(skb->len),
		.frag_off = htons(IP_DF),
		.ttl = VCIRC_BFD_TTL,
		.protocol = IPPROTO_UDP,
		.saddr = local,
		.daddr = peer,
	};
	ip_send_check(ip);
	skb->protocol = htons(ETH_P_IP);
}

static void vcirc_bfd_push_ip6(struct sk_buff *skb,
			       const struct in6_addr *local,
			       const struct in6_addr *peer)
{
	struct udphdr *udp = udp_hdr(skb);
	unsigned int len = skb->len;
	struct ipv6hdr *ip6;

	udp->check = csum_ipv6_magic(local, peer, len, IPPROTO_UDP,
				     csum_partial(udp, len, 0)) ?:
		     CSUM_MANGLED_0;
	ip6 = skb_push(skb, sizeof(*ip6));
	skb_reset_network_header(skb);
	*ip6 = (struct ipv6hdr){
		.version = 6,
		.payload_len = htons(len),
		.nexthdr = IPPROTO_UDP,
		.hop_limit = VCIRC_BFD_TTL,
		.saddr = *local,
		.daddr = *peer,
	};
	ipv6_change_dsfield(ip6, INET_ECN_MASK, VCIRC_BFD_TOS);
	skb->protocol = htons(ETH_P_IPV6);
}

/* Addresses for a session that was given none. */
static void vcirc_bfd_push_link_local(struct sk_buff *skb, const u8 *mac)
{
	struct in6_addr local = {};

	local.s6_addr32[0] = htonl(0xfe800000);
	addrconf_addr_eui48(&local.s6_addr[8], mac);
	vcirc_bfd_push_ip6(skb, &local, &in6addr_linklocal_allnodes);
}

/**
 * vcirc_bfd_frame_make() - make a frame of a BFD packet
 * @dev: the netdev it will leave by
 * @flow: addresses of the session
 * @port: UDP port it is for
 * @source: MAC address it is from
 * @dest: MAC address it is for
 * @payload: the packet
 * @len: its bytes
 *
 * RFC 5881 sections 4 and 5: one source port for a session, all of the TTL.
 *
 * Context: atomic
 * Return: the frame, or NULL without memory
 */
struct sk_buff *vcirc_bfd_frame_make(struct net_device *dev,
				     const struct vcirc_bfd_flow *flow,
				     u16 port, const u8 *source, const u8 *dest,
				     const void *payload, unsigned int len)
{
	unsigned int head = LL_RESERVED_SPACE(dev) + sizeof(struct ipv6hdr) +
			    sizeof(struct udphdr);
	struct sk_buff *skb;
	struct ethhdr *eth;

	skb = alloc_skb(head + len + dev->needed_tailroom,
			GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		return NULL;
	skb_reserve(skb, head);
	skb_put_data(skb, payload, len);
	vcirc_bfd_push_udp(skb, flow, port);
	if (!flow->local.family)
		vcirc_bfd_push_link_local(skb, source);
	else if (flow->local.family == AF_INET)
		vcirc_bfd_push_ip(skb, flow->local.ip, flow->peer.ip);
	else
		vcirc_bfd_push_ip6(skb, &flow->local.ip6, &flow->peer.ip6);

	eth = skb_push(skb, sizeof(*eth));
	skb_reset_mac_header(skb);
	ether_addr_copy(eth->h_dest, dest);
	ether_addr_copy(eth->h_source, source);
	eth->h_proto = skb->protocol;
	skb->mac_len = ETH_HLEN;
	skb->dev = dev;
	skb->priority = TC_PRIO_CONTROL;
	return skb;
}
