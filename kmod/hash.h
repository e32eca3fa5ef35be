/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Flow hash: which bucket a frame falls into. Pure logic on an skb whose data
 * begins at the Ethernet header.
 */

#ifndef _VCIRC_HASH_H
#define _VCIRC_HASH_H

#include <linux/skbuff.h>
#include <uapi/linux/vcirc.h>

/* Odd, and with no structure: the fraction of the golden ratio. */
#define VCIRC_HASH_K0	0x9e3779b97f4a7c15ULL

/**
 * struct vcirc_hash_key - how a circuit hashes
 * @seed: mixed into every hash, as vcirc_hash_seed() made it
 * @policy: enum vcirc_hash
 * @symmetric: both directions of a flow give the same hash
 * @returning: buckets are on their way home, so note which are used. Here
 *	because it fits, and so keeps what is read per packet in one line.
 *
 * Written under the circuit's lock, read by the transmit path without.
 */
struct vcirc_hash_key {
	u32 seed;
	u8 policy;
	bool symmetric;
	bool returning;
};

u32 vcirc_hash_seed(u32 seed);
u32 vcirc_hash_flow(const struct sk_buff *skb,
		    const struct vcirc_hash_key *key);

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
	u32 hash;

	if (READ_ONCE(key->policy) == VCIRC_HASH_L4 &&
	    !READ_ONCE(key->symmetric) && skb->l4_hash)
		hash = skb->hash;
	else
		hash = vcirc_hash_flow(skb, key);

	/* The highest bits of the product depend on all bits of the hash, and
	 * the seed keeps it apart from what receive queues and ECMP make of
	 * the same hash.
	 */
	return ((hash ^ READ_ONCE(key->seed)) * VCIRC_HASH_K0) >> 56;
}

#endif /* _VCIRC_HASH_H */
