/* SPDX-License-Identifier: GPL-2.0 */
/*
 * BFD control packets as they are on the wire. Pure logic.
 */

#ifndef _VCIRC_BFD_PACKET_H
#define _VCIRC_BFD_PACKET_H

#include <linux/types.h>

#include "bfd.h"

#define VCIRC_BFD_VERSION	1
/* Bytes of the mandatory section, and of it with the longest authentication. */
#define VCIRC_BFD_LEN		24
#define VCIRC_BFD_LEN_MAX	52

/**
 * struct vcirc_bfd_wire - mandatory section, RFC 5880 section 4.1
 * @vers_diag: version and diagnostic
 * @flags: state and bits
 * @mult: detection multiplier
 * @len: bytes, authentication section included
 * @my_discr: the sender's discriminator
 * @your_discr: the receiver's
 * @min_tx: Desired Min TX Interval, microseconds
 * @min_rx: Required Min RX Interval, microseconds
 * @min_echo_rx: Required Min Echo RX Interval, microseconds
 */
struct vcirc_bfd_wire {
	u8 vers_diag;
	u8 flags;
	u8 mult;
	u8 len;
	__be32 my_discr;
	__be32 your_discr;
	__be32 min_tx;
	__be32 min_rx;
	__be32 min_echo_rx;
};

enum vcirc_bfd_drop vcirc_bfd_packet_decode(const void *data, unsigned int len,
					    struct vcirc_bfd_packet *packet);
void vcirc_bfd_packet_encode(const struct vcirc_bfd_packet *packet, void *data);

#endif /* _VCIRC_BFD_PACKET_H */
