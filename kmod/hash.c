// SPDX-License-Identifier: GPL-2.0
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/minmax.h>
#include <net/ip.h>

#include "hash.h"

/**
 * vcirc_hash_seed() - what a seed that somebody chose does to a hash
 * @seed: any number
 *
 * Seeds that people choose are alike. Each bit of theirs has to reach every
 * bit here, or circuits in a row would send flows the same way.
 *
 * Return: for &struct vcirc_hash_key
 */
u64 vcirc_hash_seed(u32 seed)
{
	return vcirc_hash_fold(seed ^ VCIRC_HASH_K0, VCIRC_HASH_K1) *
	       VCIRC_HASH_K2;
}

/**
 * struct vcirc_hash_end - one side of a flow
 * @net: first half of an address of IPv6, else 0
 * @host: the rest of the address
 * @port: what the flow is at there
 *
 * As numbers that are the same on every machine, and for nothing on most.
 */
struct vcirc_hash_end {
	u64 net;
	u64 host;
	u16 port;
};

static u64 vcirc_hash_be32(__be32 x)
{
	return le32_to_cpu((__force __le32)x);
}

static bool vcirc_hash_after(const struct vcirc_hash_end *a,
			     const struct vcirc_hash_end *b)
{
	if (a->net != b->net)
		return a->net > b->net;
	if (a->host != b->host)
		return a->host > b->host;
	return a->port > b->port;
}

/* Both directions of a flow begin at the same end where they are to be alike. */
static void vcirc_hash_order(const struct vcirc_hash_end **src,
			     const struct vcirc_hash_end **dst,
			     const struct vcirc_hash_key *key)
{
	if (READ_ONCE(key->symmetric) && vcirc_hash_after(*src, *dst))
		swap(*src, *dst);
}

static u32 vcirc_hash_rest(const struct vcirc_hash_end *src,
			   const struct vcirc_hash_end *dst, u8 proto)
{
	return ((u32)dst->port << 16 | src->port) +
	       ((u32)proto << VCIRC_HASH_PROTO_SHIFT);
}

static __always_inline const void *
vcirc_hash_look(const struct vcirc_hash_frame *frame, int off, int len,
		void *buf)
{
	return __skb_header_pointer(frame->skb, off, len, frame->data,
				    frame->len, buf);
}

/* Return: the protocol above the ports, or 0 when there are none to be read. */
static u8 vcirc_hash_ports(const struct vcirc_hash_frame *frame, int off,
			   u8 proto, struct vcirc_hash_end ends[2])
{
	const __le16 *ports;
	__le16 buf[2];

	if (!vcirc_hash_has_ports(proto))
		return 0;
	ports = vcirc_hash_look(frame, off, sizeof(buf), buf);
	if (!ports)
		return 0;
	ends[0].port = le16_to_cpu(ports[0]);
	ends[1].port = le16_to_cpu(ports[1]);
	return proto;
}

static bool vcirc_hash_flow_ipv4(const struct vcirc_hash_frame *frame, int off,
				 const struct vcirc_hash_key *key, u64 *hash)
{
	struct vcirc_hash_end ends[2] = {};
	const struct vcirc_hash_end *src = &ends[0], *dst = &ends[1];
	struct vcirc_hash_tuple tuple;
	const struct iphdr *iph;
	struct iphdr buf;
	u8 proto = 0;

	iph = vcirc_hash_look(frame, off, sizeof(buf), &buf);
	if (unlikely(!iph || iph->version != 4 || iph->ihl < 5))
		return false;

	ends[0].host = vcirc_hash_be32(iph->saddr);
	ends[1].host = vcirc_hash_be32(iph->daddr);
	if (READ_ONCE(key->policy) == VCIRC_HASH_L4 && !ip_is_fragment(iph))
		proto = vcirc_hash_ports(frame, off + iph->ihl * 4,
					 iph->protocol, ends);
	vcirc_hash_order(&src, &dst, key);
	tuple.addrs = dst->host << 32 | src->host;
	tuple.rest = vcirc_hash_rest(src, dst, proto);
	*hash = vcirc_hash_mix(tuple, READ_ONCE(key->seed));
	return true;
}

static struct vcirc_hash_end vcirc_hash_end_ipv6(const struct in6_addr *addr)
{
	const __be32 *a = addr->s6_addr32;

	return (struct vcirc_hash_end){
		.net = (u64)ntohl(a[0]) << 32 | ntohl(a[1]),
		.host = vcirc_hash_be32(a[3]) << 32 | vcirc_hash_be32(a[2]),
	};
}

static bool vcirc_hash_flow_ipv6(const struct vcirc_hash_frame *frame, int off,
				 const struct vcirc_hash_key *key, u64 *hash)
{
	struct vcirc_hash_end ends[2];
	const struct vcirc_hash_end *src = &ends[0], *dst = &ends[1];
	struct vcirc_hash_tuple tuple;
	const struct ipv6hdr *ip6h;
	struct ipv6hdr buf;
	u8 proto = 0;

	ip6h = vcirc_hash_look(frame, off, sizeof(buf), &buf);
	if (unlikely(!ip6h || ip6h->version != 6))
		return false;

	ends[0] = vcirc_hash_end_ipv6(&ip6h->saddr);
	ends[1] = vcirc_hash_end_ipv6(&ip6h->daddr);
	if (READ_ONCE(key->policy) == VCIRC_HASH_L4)
		proto = vcirc_hash_ports(frame, off + sizeof(buf),
					 ip6h->nexthdr, ends);
	vcirc_hash_order(&src, &dst, key);
	tuple.addrs = vcirc_hash_addrs(src->net, src->host,
				       dst->net, dst->host);
	tuple.rest = vcirc_hash_rest(src, dst, proto);
	*hash = vcirc_hash_mix(tuple, READ_ONCE(key->seed));
	return true;
}

static struct vcirc_hash_end vcirc_hash_end_mac(const u8 *addr)
{
	__le64 mac = 0;

	memcpy(&mac, addr, ETH_ALEN);
	return (struct vcirc_hash_end){ .host = le64_to_cpu(mac) };
}

static u64 vcirc_hash_ethernet(const struct ethhdr *eth,
			       const struct vcirc_hash_key *key)
{
	struct vcirc_hash_end ends[2] = {
		vcirc_hash_end_mac(eth->h_source),
		vcirc_hash_end_mac(eth->h_dest),
	};
	const struct vcirc_hash_end *src = &ends[0], *dst = &ends[1];
	struct vcirc_hash_tuple tuple = {};

	vcirc_hash_order(&src, &dst, key);
	tuple.addrs = vcirc_hash_fold(src->host ^ VCIRC_HASH_K1,
				      dst->host ^ VCIRC_HASH_K2);
	return vcirc_hash_mix(tuple, READ_ONCE(key->seed));
}

/**
 * vcirc_hash_flow() - hash a frame by its headers
 * @frame: the frame
 * @key: how to hash
 *
 * IPv4 and IPv6 are found under up to two VLAN tags in the frame. All else,
 * and headers that are cut short, is hashed by MAC addresses.
 *
 * Context: transmit path
 * Return: 64 bits, the highest of which are the bucket
 */
u64 vcirc_hash_flow(const struct vcirc_hash_frame *frame,
		    const struct vcirc_hash_key *key)
{
	u8 policy = READ_ONCE(key->policy);
	const struct ethhdr *eth;
	int off = ETH_HLEN;
	struct ethhdr buf;
	unsigned int tags;
	__be16 proto;
	u64 hash;

	eth = vcirc_hash_look(frame, 0, sizeof(buf), &buf);
	if (unlikely(!eth))
		return 0;
	if (policy == VCIRC_HASH_L2)
		return vcirc_hash_ethernet(eth, key);

	/* Not skb->protocol: a packet socket may say anything there. */
	proto = eth->h_proto;
	for (tags = 0; tags < 2 && eth_type_vlan(proto); tags++) {
		const struct vlan_hdr *vh;
		struct vlan_hdr vbuf;

		vh = vcirc_hash_look(frame, off, sizeof(vbuf), &vbuf);
		if (unlikely(!vh))
			break;
		proto = vh->h_vlan_encapsulated_proto;
		off += VLAN_HLEN;
	}

	if (proto == htons(ETH_P_IP)) {
		if (vcirc_hash_flow_ipv4(frame, off, key, &hash))
			return hash;
	} else if (proto == htons(ETH_P_IPV6)) {
		if (vcirc_hash_flow_ipv6(frame, off, key, &hash))
			return hash;
	}
	return vcirc_hash_ethernet(eth, key);
}
