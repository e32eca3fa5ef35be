/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Flow hash: which bucket a frame falls into. Pure logic on bytes that begin at
 * the Ethernet header.
 */

#ifndef _VCIRC_HASH_H
#define _VCIRC_HASH_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <net/ip.h>
#include <uapi/linux/vcirc.h>

/* Odd, and with no structure: the fractions of the golden ratio and of the
 * square roots of 2 and 3.
 */
#define VCIRC_HASH_K0	0x9e3779b97f4a7c15ULL
#define VCIRC_HASH_K1	0x6a09e667f3bcc909ULL
#define VCIRC_HASH_K2	0xbb67ae8584caa73bULL

/**
 * struct vcirc_hash_key - how a circuit hashes
 * @seed: mixed into every hash, as vcirc_hash_seed() made it
 * @policy: enum vcirc_hash
 * @symmetric: both directions of a flow give the same hash
 * @returning: buckets are on their way home, so note which are used. Here
 *	because it fits, and so keeps what is read per packet in one line.
 * @how: the three in one read
 *
 * Written under the circuit's lock, read by the transmit path without.
 */
struct vcirc_hash_key {
	u32 seed;
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

u32 vcirc_hash_seed(u32 seed);
u32 vcirc_hash_flow(const struct vcirc_hash_frame *frame,
		    const struct vcirc_hash_key *key);
u32 vcirc_hash_unlikely(const struct sk_buff *skb,
			const struct vcirc_hash_key *key);

/**
 * vcirc_hash_mix() - hash what was read of a flow
 * @src: where it is from
 * @dst: where it is for
 * @rest: protocol above its ports, 0 for none
 *
 * Two multiplications, each followed by a fold of the high half, reach every
 * bit from every bit well enough for 256 buckets.
 *
 * Return: 32 bits
 */
static inline u32 vcirc_hash_mix(u64 src, u64 dst, u64 rest)
{
	u64 x = src * VCIRC_HASH_K0 + dst;

	x ^= x >> 32;
	x += rest * VCIRC_HASH_K2;
	x *= VCIRC_HASH_K1;
	return x >> 32;
}

/**
 * struct vcirc_hash_likely - most frames, from their first byte on
 * @eth: no tag in the frame
 * @ip: no options
 * @ports: of TCP and UDP
 */
struct vcirc_hash_likely {
	struct ethhdr eth;
	struct iphdr ip;
	__be32 ports;
} __packed;

/**
 * vcirc_hash_likely() - vcirc_hash_flow() by the 5-tuple, of most frames
 * @data: first byte of the frame
 * @len: how many are there
 * @hash: set to the hash
 *
 * Context: transmit path
 * Return: false when it takes more than a look at the first bytes
 */
static inline bool vcirc_hash_likely(const void *data, unsigned int len,
				     u32 *hash)
{
	const struct vcirc_hash_likely *h = data;

	if (len < sizeof(*h) ||
	    h->eth.h_proto != htons(ETH_P_IP) || *(const u8 *)&h->ip != 0x45 ||
	    (h->ip.protocol != IPPROTO_UDP && h->ip.protocol != IPPROTO_TCP) ||
	    ip_is_fragment(&h->ip) || !h->ports)
		return false;
	*hash = vcirc_hash_mix(le32_to_cpu((__force __le32)h->ip.saddr),
			       le32_to_cpu((__force __le32)h->ip.daddr),
			       (u64)h->ip.protocol << 32 |
			       rol32(le32_to_cpu((__force __le32)h->ports), 16));
	return true;
}

/* The highest bits of the product depend on all bits of the hash, and the seed
 * keeps it apart from what receive queues and ECMP make of the same hash.
 */
static inline unsigned int vcirc_hash_to_bucket(u32 hash, u32 seed)
{
	return ((hash ^ seed) * VCIRC_HASH_K0) >> 56;
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
	return vcirc_hash_to_bucket(vcirc_hash_flow(frame, key),
				    READ_ONCE(key->seed));
}

/**
 * vcirc_hash_bucket_usual() - the bucket of a frame, by the 5-tuple
 * @skb: the frame
 * @key: how to hash, found to be VCIRC_HASH_USUAL
 *
 * Context: transmit path
 * Return: what vcirc_hash_bucket() does
 */
static inline unsigned int
vcirc_hash_bucket_usual(const struct sk_buff *skb,
			const struct vcirc_hash_key *key)
{
	u32 hash;

	if (skb->l4_hash)
		hash = skb->hash;
	else if (unlikely(!vcirc_hash_likely(skb->data, skb_headlen(skb),
					     &hash)))
		hash = vcirc_hash_unlikely(skb, key);
	return vcirc_hash_to_bucket(hash, READ_ONCE(key->seed));
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
		return vcirc_hash_to_bucket(skb->hash, READ_ONCE(key->seed));
	return vcirc_hash_bytes(&frame, key);
}

#endif /* _VCIRC_HASH_H */
