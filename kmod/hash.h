/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Flow hash: which bucket a frame falls into. Pure logic on bytes that begin at
 * the Ethernet header.
 */

#ifndef _VCIRC_HASH_H
#define _VCIRC_HASH_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/math64.h>
#include <linux/skbuff.h>
#include <net/ip.h>
#include <uapi/linux/vcirc.h>

/* Odd, and with no structure: the fractions of the golden ratio and of the
 * square roots of 2 and 3.
 */
#define VCIRC_HASH_K0	0x9e3779b97f4a7c15ULL
#define VCIRC_HASH_K1	0x6a09e667f3bcc909ULL
#define VCIRC_HASH_K2	0xbb67ae8584caa73bULL

/* The protocol of an IP packet, in the place it has beside its ports. */
#define VCIRC_HASH_PROTO_SHIFT	24

/**
 * struct vcirc_hash_key - how a circuit hashes
 * @seed: mixed into every hash, as vcirc_hash_seed() made it
 * @policy: enum vcirc_hash
 * @symmetric: both directions of a flow give the same hash
 * @returning: buckets are on their way home, so note which are used. Here
 *	because it fits, and so keeps what is read per packet in one line.
 * @how: the three in one read
 *
 * Written under the circuit's lock, read by the transmit path without: any mix of
 * old and new will do, and a read that need not be one of its own is one
 * instruction less.
 */
struct vcirc_hash_key {
	u64 seed;
	union {
		struct {
			u8 policy;
			bool symmetric;
			bool returning;
		};
		u32 how;
	};
};

/* What a circuit does unless told otherwise, and most of the time. */
#define VCIRC_HASH_USUAL	((__force u32)cpu_to_le32(VCIRC_HASH_L4))

/**
 * struct vcirc_hash_frame - bytes of a frame
 * @data: the first of them
 * @len: how many are there
 * @skb: where the rest is, or NULL
 */
struct vcirc_hash_frame {
	const void *data;
	unsigned int len;
	const struct sk_buff *skb;
};

/**
 * vcirc_hash_skb() - the bytes of an skb
 * @skb: its data begins at the Ethernet header
 *
 * Return: for vcirc_hash_flow() and its kin
 */
static inline struct vcirc_hash_frame vcirc_hash_skb(const struct sk_buff *skb)
{
	return (struct vcirc_hash_frame){ skb->data, skb_headlen(skb), skb };
}

/**
 * struct vcirc_hash_tuple - what of a frame makes its flow
 * @addrs: both addresses
 * @rest: protocol and ports, 0 where they do not matter
 */
struct vcirc_hash_tuple {
	u64 addrs;
	u32 rest;
};

u64 vcirc_hash_seed(u32 seed);
u64 vcirc_hash_flow(const struct vcirc_hash_frame *frame,
		    const struct vcirc_hash_key *key);

/**
 * vcirc_hash_fold() - two numbers in one
 * @a: any number, mixed with one of the above
 * @b: likewise
 *
 * The product, its high half folded onto the low: what a bit of one does is
 * the other number, turned.
 *
 * Return: 64 bits
 */
static inline u64 vcirc_hash_fold(u64 a, u64 b)
{
#ifdef CONFIG_X86_64
	u64 hi;

	/* For a number of 128 bits gcc would align the stack. */
	asm("mulq %2" : "+a" (a), "=d" (hi) : "rm" (b) : "cc");
	return hi ^ a;
#else
	return a * b ^ mul_u64_u64_shr(a, b, 64);
#endif
}

/**
 * vcirc_hash_mix() - hash what was read of a flow
 * @tuple: what was
 * @seed: of the circuit
 *
 * Return: 64 bits, the highest of which depend evenly on all there is
 */
static inline u64 vcirc_hash_mix(struct vcirc_hash_tuple tuple, u64 seed)
{
	return vcirc_hash_fold(tuple.addrs ^ VCIRC_HASH_K0,
			       tuple.rest ^ seed) * VCIRC_HASH_K1;
}

/**
 * vcirc_hash_addrs() - the addresses of IPv6 in one number
 * @src_net: first half of one, as a number
 * @src_host: second half, as it is
 * @dst_net: likewise of the other
 * @dst_host: likewise
 *
 * What differs between neighbours is at the low end of the first half and at the
 * high end of the second, where it cannot make up for the other. Products of small
 * numbers would be alike, hence the constant.
 *
 * Return: for &struct vcirc_hash_tuple
 */
static inline u64 vcirc_hash_addrs(u64 src_net, u64 src_host,
				   u64 dst_net, u64 dst_host)
{
	return vcirc_hash_fold((src_host + src_net * VCIRC_HASH_K1) ^
			       VCIRC_HASH_K0,
			       dst_host + dst_net * VCIRC_HASH_K2);
}

/**
 * vcirc_hash_has_ports() - are ports of a protocol part of a flow
 * @proto: IPPROTO_*
 *
 * Return: true when they are
 */
static inline bool vcirc_hash_has_ports(u8 proto)
{
	return proto == IPPROTO_UDP || proto == IPPROTO_TCP;
}

/**
 * struct vcirc_hash_ipv4 - most frames of IPv4, as they are read
 * @macs: both MAC addresses
 * @type: ETH_P_IP: no tag in the frame
 * @version_ihl: 0x45: no options
 * @tos: DSCP, total length and ID, which make no flow
 * @frag_proto: fragment flags and offset, TTL, protocol: VCIRC_HASH_FRAG_PROTO
 * @check: of the header
 * @addrs: both addresses
 * @ports: of TCP and UDP
 */
struct vcirc_hash_ipv4 {
	u8 macs[2 * ETH_ALEN];
	__be16 type;
	u8 version_ihl;
	u8 tos[5];
	__le32 frag_proto;
	__be16 check;
	__le64 addrs;
	__le32 ports;
} __packed;

/* Of frag_proto: the protocol, and what only fragments have. */
#define VCIRC_HASH_FRAG_PROTO						\
	(0xffU << VCIRC_HASH_PROTO_SHIFT | 0xff00 | (IP_MF | IP_OFFSET) >> 8)

/**
 * struct vcirc_hash_ipv6 - most frames of IPv6, as they are read
 * @macs: both MAC addresses
 * @type_version: ETH_P_IPV6, version, and what does not matter
 * @flow: flow label and payload length, which make no flow
 * @proto: TCP or UDP: no extension headers
 * @hop_limit: not looked at
 * @src_net: first half of the source
 * @src_host: second half
 * @dst_net: first half of the destination
 * @dst_host: second half
 * @ports: of TCP and UDP
 */
struct vcirc_hash_ipv6 {
	u8 macs[2 * ETH_ALEN];
	__be32 type_version;
	u8 flow[4];
	u8 proto;
	u8 hop_limit;
	__be64 src_net;
	__le64 src_host;
	__be64 dst_net;
	__le64 dst_host;
	__le32 ports;
} __packed;

/**
 * vcirc_hash_likely_ipv6() - what makes the flow of most frames of IPv6
 * @data: first byte of the frame
 * @len: how many are there
 * @tuple: filled in as vcirc_hash_flow() does by the 5-tuple
 *
 * Context: transmit path
 * Return: false when it is no such frame
 */
static inline bool vcirc_hash_likely_ipv6(const void *data, unsigned int len,
					  struct vcirc_hash_tuple *tuple)
{
	const struct vcirc_hash_ipv6 *h = data;

	if (len < sizeof(*h) ||
	    (h->type_version & htonl(0xfffff000)) !=
	    htonl((u32)ETH_P_IPV6 << 16 | 6 << 12) ||
	    !vcirc_hash_has_ports(h->proto))
		return false;
	tuple->addrs = vcirc_hash_addrs(be64_to_cpu(h->src_net),
					le64_to_cpu(h->src_host),
					be64_to_cpu(h->dst_net),
					le64_to_cpu(h->dst_host));
	tuple->rest = le32_to_cpu(h->ports) +
		      ((u32)h->proto << VCIRC_HASH_PROTO_SHIFT);
	return true;
}

/**
 * vcirc_hash_likely_ipv4() - what makes the flow of most frames of IPv4
 * @data: first byte of the frame
 * @len: how many are there
 * @tuple: filled in as vcirc_hash_flow() does by the 5-tuple
 *
 * Context: transmit path
 * Return: false when it is no such frame
 */
static inline bool vcirc_hash_likely_ipv4(const void *data, unsigned int len,
					  struct vcirc_hash_tuple *tuple)
{
	const struct vcirc_hash_ipv4 *h = data;
	u32 proto;

	if (len < sizeof(*h) || h->type != htons(ETH_P_IP) ||
	    h->version_ihl != 0x45)
		return false;
	proto = le32_to_cpu(h->frag_proto) & VCIRC_HASH_FRAG_PROTO;
	if (proto != IPPROTO_UDP << VCIRC_HASH_PROTO_SHIFT &&
	    proto != IPPROTO_TCP << VCIRC_HASH_PROTO_SHIFT)
		return false;
	tuple->addrs = le64_to_cpu(h->addrs);
	tuple->rest = le32_to_cpu(h->ports) + proto;
	return true;
}

/**
 * vcirc_hash_to_bucket() - the bucket of a hash
 * @hash: of vcirc_hash_mix() or vcirc_hash_flow()
 *
 * Return: 0 to VCIRC_BUCKETS - 1
 */
static inline unsigned int vcirc_hash_to_bucket(u64 hash)
{
	return hash >> 56;
}

/**
 * vcirc_hash_tuple_bucket() - the bucket of a flow
 * @tuple: what makes it
 * @key: how to hash
 *
 * Context: transmit path
 * Return: 0 to VCIRC_BUCKETS - 1
 */
static inline unsigned int
vcirc_hash_tuple_bucket(struct vcirc_hash_tuple tuple,
			const struct vcirc_hash_key *key)
{
	/* Any mix of an old and a new one will do. */
	return vcirc_hash_to_bucket(vcirc_hash_mix(tuple, data_race(key->seed)));
}

/**
 * vcirc_hash_bytes() - the bucket of a frame, by its headers alone
 * @frame: the frame
 * @key: how to hash
 *
 * Context: transmit path
 * Return: 0 to VCIRC_BUCKETS - 1
 */
static inline unsigned int
vcirc_hash_bytes(const struct vcirc_hash_frame *frame,
		 const struct vcirc_hash_key *key)
{
	return vcirc_hash_to_bucket(vcirc_hash_flow(frame, key));
}

/**
 * vcirc_hash_given() - the flow of a frame that the stack or the hardware hashed
 * @skb: the frame, with an l4_hash
 *
 * Return: for vcirc_hash_mix(), which makes it the circuit's own
 */
static inline struct vcirc_hash_tuple
vcirc_hash_given(const struct sk_buff *skb)
{
	return (struct vcirc_hash_tuple){ .rest = skb->hash };
}

/**
 * vcirc_hash_is_usual() - does a circuit hash as most do
 * @key: how it does
 *
 * Context: transmit path
 * Return: true when it is by the 5-tuple, each direction by itself, and nobody
 * wants to know which buckets are used
 */
static inline bool vcirc_hash_is_usual(const struct vcirc_hash_key *key)
{
	/* Whoever sees a change late hashes as before. */
	return data_race(key->how) == VCIRC_HASH_USUAL;
}

/**
 * vcirc_hash_bucket_likely() - the bucket of most frames, by the 5-tuple
 * @skb: the frame
 * @key: how to hash, found to be usual
 * @bucket: set to what vcirc_hash_bucket() returns
 *
 * Context: transmit path
 * Return: false when that takes more than a look at the first bytes
 */
static __always_inline bool
vcirc_hash_bucket_likely(const struct sk_buff *skb,
			 const struct vcirc_hash_key *key, unsigned int *bucket)
{
	struct vcirc_hash_tuple tuple;

	/* Who has a hash has less to do, and can afford the jump. */
	if (likely(!skb->l4_hash)) {
		if (!vcirc_hash_likely_ipv4(skb->data, skb_headlen(skb),
					    &tuple))
			return false;
	} else {
		tuple = vcirc_hash_given(skb);
	}
	*bucket = vcirc_hash_tuple_bucket(tuple, key);
	return true;
}

/**
 * vcirc_hash_bucket_ipv6() - the bucket of most frames of IPv6, by the 5-tuple
 * @skb: the frame, without a hash
 * @key: how to hash, found to be usual
 * @bucket: set to what vcirc_hash_bucket() returns
 *
 * Context: transmit path
 * Return: false when that takes more than a look at the first bytes
 */
static __always_inline bool
vcirc_hash_bucket_ipv6(const struct sk_buff *skb,
		       const struct vcirc_hash_key *key, unsigned int *bucket)
{
	struct vcirc_hash_tuple tuple;

	if (!vcirc_hash_likely_ipv6(skb->data, skb_headlen(skb), &tuple))
		return false;
	*bucket = vcirc_hash_tuple_bucket(tuple, key);
	return true;
}

/**
 * vcirc_hash_bucket() - the bucket of a frame
 * @skb: the frame
 * @key: how to hash
 *
 * A hash that the stack or the hardware made of the 5-tuple is taken where it
 * will do: it saves reading the headers. It knows nothing of direction, and
 * one that is not of the 5-tuple would send fragments another way.
 *
 * Context: transmit path
 * Return: 0 to VCIRC_BUCKETS - 1
 */
static inline unsigned int vcirc_hash_bucket(const struct sk_buff *skb,
					     const struct vcirc_hash_key *key)
{
	struct vcirc_hash_frame frame = vcirc_hash_skb(skb);

	if (READ_ONCE(key->policy) == VCIRC_HASH_L4 &&
	    !READ_ONCE(key->symmetric) && skb->l4_hash)
		return vcirc_hash_tuple_bucket(vcirc_hash_given(skb), key);
	return vcirc_hash_bytes(&frame, key);
}

#endif /* _VCIRC_HASH_H */
