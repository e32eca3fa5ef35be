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
u32 vcirc_hash_seed(u32 seed)
{
	u64 x = (seed + 1ULL) * VCIRC_HASH_K0;

	x ^= x >> 32;
	x *= VCIRC_HASH_K1;
	return x >> 32;
}

/* One side of a flow as a number, and what it is at there. */
struct vcirc_hash_end {
	u64 addr;
	u16 port;
};

/* The same numbers on every machine, and for nothing on most. */
static u32 vcirc_hash_be32(__be32 x)
{
	return le32_to_cpu((__force __le32)x);
}

static u16 vcirc_hash_be16(__be16 x)
{
	return le16_to_cpu((__force __le16)x);
}

static u32 vcirc_hash_ends(struct vcirc_hash_end a, struct vcirc_hash_end b,
			   u8 proto, bool symmetric)
{
	if (symmetric &&
	    (a.addr > b.addr || (a.addr == b.addr && a.port > b.port)))
		swap(a, b);

	return vcirc_hash_mix(a.addr, b.addr, (u64)proto << 32 |
					      (u32)a.port << 16 | b.port);
}

static u64 vcirc_hash_ipv6_addr(const struct in6_addr *addr)
{
	u64 hi = (u64)vcirc_hash_be32(addr->s6_addr32[0]) << 32 |
		 vcirc_hash_be32(addr->s6_addr32[1]);
	u64 lo = (u64)vcirc_hash_be32(addr->s6_addr32[2]) << 32 |
		 vcirc_hash_be32(addr->s6_addr32[3]);

	hi *= VCIRC_HASH_K2;
	return (hi ^ hi >> 32) + lo;
}

static __always_inline const void *
vcirc_hash_look(const struct vcirc_hash_frame *frame, int off, int len,
		void *buf)
{
	return __skb_header_pointer(frame->skb, off, len, frame->data,
				    frame->len, buf);
}

static void vcirc_hash_ports(const struct vcirc_hash_frame *frame, int off,
			     u8 proto,
			     struct vcirc_hash_end *src,
			     struct vcirc_hash_end *dst)
{
	const __be16 *ports;
	__be16 buf[2];

	if (proto != IPPROTO_TCP && proto != IPPROTO_UDP)
		return;
	ports = vcirc_hash_look(frame, off, sizeof(buf), buf);
	if (!ports)
		return;
	src->port = vcirc_hash_be16(ports[0]);
	dst->port = vcirc_hash_be16(ports[1]);
}

static bool vcirc_hash_ipv4(const struct vcirc_hash_frame *frame, int off,
			    bool l4, bool symmetric, u32 *hash)
{
	struct vcirc_hash_end src = {}, dst = {};
	const struct iphdr *iph;
	struct iphdr buf;
	u8 proto = 0;

	iph = vcirc_hash_look(frame, off, sizeof(buf), &buf);
	if (unlikely(!iph || iph->version != 4 || iph->ihl < 5))
		return false;

	src.addr = vcirc_hash_be32(iph->saddr);
	dst.addr = vcirc_hash_be32(iph->daddr);
	if (l4 && !ip_is_fragment(iph)) {
		vcirc_hash_ports(frame, off + iph->ihl * 4, iph->protocol,
				 &src, &dst);
		if (src.port | dst.port)
			proto = iph->protocol;
	}
	*hash = vcirc_hash_ends(src, dst, proto, symmetric);
	return true;
}

static bool vcirc_hash_ipv6(const struct vcirc_hash_frame *frame, int off,
			    bool l4, bool symmetric, u32 *hash)
{
	struct vcirc_hash_end src = {}, dst = {};
	const struct ipv6hdr *ip6h;
	struct ipv6hdr buf;
	u8 proto = 0;

	ip6h = vcirc_hash_look(frame, off, sizeof(buf), &buf);
	if (unlikely(!ip6h || ip6h->version != 6))
		return false;

	src.addr = vcirc_hash_ipv6_addr(&ip6h->saddr);
	dst.addr = vcirc_hash_ipv6_addr(&ip6h->daddr);
	if (l4) {
		vcirc_hash_ports(frame, off + sizeof(buf), ip6h->nexthdr,
				 &src, &dst);
		if (src.port | dst.port)
			proto = ip6h->nexthdr;
	}
	*hash = vcirc_hash_ends(src, dst, proto, symmetric);
	return true;
}

/* Most frames of IPv6, from their first byte on: no tag in the frame, no
 * extension headers.
 */
struct vcirc_hash_likely_ipv6 {
	struct ethhdr eth;
	struct ipv6hdr ip6;
	__be32 ports;
} __packed;

static bool vcirc_hash_likely_ipv6(const void *data, unsigned int len,
				   u32 *hash)
{
	const struct vcirc_hash_likely_ipv6 *h = data;

	if (len < sizeof(*h) ||
	    h->eth.h_proto != htons(ETH_P_IPV6) ||
	    (h->ip6.nexthdr != IPPROTO_UDP && h->ip6.nexthdr != IPPROTO_TCP) ||
	    h->ip6.version != 6 || !h->ports)
		return false;
	*hash = vcirc_hash_mix(vcirc_hash_ipv6_addr(&h->ip6.saddr),
			       vcirc_hash_ipv6_addr(&h->ip6.daddr),
			       (u64)h->ip6.nexthdr << 32 |
			       rol32(vcirc_hash_be32(h->ports), 16));
	return true;
}

/* A MAC address in two reads. */
struct vcirc_hash_mac {
	__be32 hi;
	__be16 lo;
} __packed;

static u64 vcirc_hash_mac(const u8 *addr)
{
	const struct vcirc_hash_mac *mac = (const void *)addr;

	return (u64)vcirc_hash_be32(mac->hi) << 16 | vcirc_hash_be16(mac->lo);
}

static u32 vcirc_hash_ethernet(const struct ethhdr *eth, bool symmetric)
{
	struct vcirc_hash_end src = { .addr = vcirc_hash_mac(eth->h_source) };
	struct vcirc_hash_end dst = { .addr = vcirc_hash_mac(eth->h_dest) };

	return vcirc_hash_ends(src, dst, 0, symmetric);
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
 * Return: 32 bits, the seed not yet mixed in
 */
u32 vcirc_hash_flow(const struct vcirc_hash_frame *frame,
		    const struct vcirc_hash_key *key)
{
	bool symmetric = READ_ONCE(key->symmetric);
	u8 policy = READ_ONCE(key->policy);
	bool l4 = policy == VCIRC_HASH_L4;
	const struct ethhdr *eth;
	int off = ETH_HLEN;
	struct ethhdr buf;
	unsigned int tags;
	__be16 proto;
	u32 hash;

	eth = vcirc_hash_look(frame, 0, sizeof(buf), &buf);
	if (unlikely(!eth))
		return 0;
	if (policy == VCIRC_HASH_L2)
		return vcirc_hash_ethernet(eth, symmetric);

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
		if (vcirc_hash_ipv4(frame, off, l4, symmetric, &hash))
			return hash;
	} else if (proto == htons(ETH_P_IPV6)) {
		if (vcirc_hash_ipv6(frame, off, l4, symmetric, &hash))
			return hash;
	}
	return vcirc_hash_ethernet(eth, symmetric);
}

/* Apart, for what it has on the stack. */
static noinline u32 vcirc_hash_rest(const struct sk_buff *skb,
				    const struct vcirc_hash_key *key)
{
	struct vcirc_hash_frame frame = vcirc_hash_skb(skb);

	return vcirc_hash_flow(&frame, key);
}

/**
 * vcirc_hash_unlikely() - vcirc_hash_flow() where vcirc_hash_likely() would not
 * @skb: the frame
 * @key: how to hash: by the 5-tuple, not symmetric
 *
 * Context: transmit path
 * Return: 32 bits, the seed not yet mixed in
 */
u32 vcirc_hash_unlikely(const struct sk_buff *skb,
			const struct vcirc_hash_key *key)
{
	u32 hash;

	if (likely(vcirc_hash_likely_ipv6(skb->data, skb_headlen(skb), &hash)))
		return hash;
	return vcirc_hash_rest(skb, key);
}
