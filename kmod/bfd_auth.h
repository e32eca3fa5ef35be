/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Authentication of BFD control packets, RFC 5880 section 6.7.
 */

#ifndef _VCIRC_BFD_AUTH_H
#define _VCIRC_BFD_AUTH_H

#include <linux/types.h>

#include "bfd.h"

#define VCIRC_BFD_KEYS	2

/**
 * struct vcirc_bfd_key - a password or key
 * @id: its number
 * @len: bytes, 0 for no key
 * @bytes: the key, zeroes behind it
 */
struct vcirc_bfd_key {
	u8 id;
	u8 len;
	u8 bytes[VCIRC_BFD_KEY_MAX];
};

/**
 * struct vcirc_bfd_keys - how packets are authenticated
 * @type: bfd.AuthType, none for not at all
 * @key: the first is sent, both are accepted
 *
 * Circuit's lock.
 */
struct vcirc_bfd_keys {
	enum vcirc_bfd_auth type;
	struct vcirc_bfd_key key[VCIRC_BFD_KEYS];
};

/**
 * struct vcirc_bfd_sequence - what keeps old packets from being taken again
 * @tx: bfd.XmitAuthSeq
 * @rx: bfd.RcvAuthSeq
 * @rx_known: bfd.AuthSeqKnown
 *
 * Circuit's lock.
 */
struct vcirc_bfd_sequence {
	u32 tx;
	u32 rx;
	bool rx_known;
};

unsigned int vcirc_bfd_auth_key_max(enum vcirc_bfd_auth type);
int vcirc_bfd_auth_prepare(enum vcirc_bfd_auth type);
void vcirc_bfd_auth_exit(void);
unsigned int vcirc_bfd_auth_len(const struct vcirc_bfd_keys *keys);
void vcirc_bfd_auth_next(const struct vcirc_bfd_keys *keys,
			 struct vcirc_bfd_sequence *seq, bool news);
int vcirc_bfd_auth_sign(const struct vcirc_bfd_keys *keys,
			const struct vcirc_bfd_sequence *seq, u8 *data);
enum vcirc_bfd_drop
vcirc_bfd_auth_check(const struct vcirc_bfd_keys *keys,
		     struct vcirc_bfd_sequence *seq,
		     const struct vcirc_bfd_packet *packet, const u8 *data);

#endif /* _VCIRC_BFD_AUTH_H */
