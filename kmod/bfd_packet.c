// SPDX-License-Identifier: GPL-2.0
#include <linux/bitfield.h>
#include <linux/build_bug.h>
#include <linux/string.h>

#include "bfd_packet.h"

#define VCIRC_BFD_WIRE_VERSION		GENMASK(7, 5)
#define VCIRC_BFD_WIRE_DIAG		GENMASK(4, 0)
#define VCIRC_BFD_WIRE_STATE		GENMASK(7, 6)
#define VCIRC_BFD_WIRE_POLL		BIT(5)
#define VCIRC_BFD_WIRE_FINAL		BIT(4)
#define VCIRC_BFD_WIRE_AUTH		BIT(2)
#define VCIRC_BFD_WIRE_DEMAND		BIT(1)
#define VCIRC_BFD_WIRE_MULTIPOINT	BIT(0)

/* The shortest authentication section has a type, a length and nothing. */
#define VCIRC_BFD_AUTH_HEADER		2

/**
 * vcirc_bfd_packet_decode() - read a control packet
 * @data: payload of UDP
 * @len: its bytes
 * @packet: written when the packet is valid in itself
 *
 * RFC 5880 section 6.8.6, in its order, as far as the packet alone tells.
 *
 * Return: VCIRC_BFD_TAKEN, or what is wrong
 */
enum vcirc_bfd_drop vcirc_bfd_packet_decode(const void *data, unsigned int len,
					    struct vcirc_bfd_packet *packet)
{
	struct vcirc_bfd_wire wire;
	unsigned int min;

	static_assert(sizeof(wire) == VCIRC_BFD_LEN);

	if (len < sizeof(wire))
		return VCIRC_BFD_DROP_LENGTH;
	memcpy(&wire, data, sizeof(wire));
	if (FIELD_GET(VCIRC_BFD_WIRE_VERSION, wire.vers_diag) !=
	    VCIRC_BFD_VERSION)
		return VCIRC_BFD_DROP_VERSION;
	min = sizeof(wire);
	if (wire.flags & VCIRC_BFD_WIRE_AUTH)
		min += VCIRC_BFD_AUTH_HEADER;
	if (wire.len < min || wire.len > len)
		return VCIRC_BFD_DROP_LENGTH;
	if (!wire.mult)
		return VCIRC_BFD_DROP_MULT;
	if (wire.flags & VCIRC_BFD_WIRE_MULTIPOINT)
		return VCIRC_BFD_DROP_MULTIPOINT;
	if (!wire.my_discr)
		return VCIRC_BFD_DROP_MY_DISCR;

	*packet = (struct vcirc_bfd_packet){
		.my_discr = be32_to_cpu(wire.my_discr),
		.your_discr = be32_to_cpu(wire.your_discr),
		.min_tx = be32_to_cpu(wire.min_tx),
		.min_rx = be32_to_cpu(wire.min_rx),
		.min_echo_rx = be32_to_cpu(wire.min_echo_rx),
		.state = FIELD_GET(VCIRC_BFD_WIRE_STATE, wire.flags),
		.diag = FIELD_GET(VCIRC_BFD_WIRE_DIAG, wire.vers_diag),
		.mult = wire.mult,
		.len = wire.len,
		.poll = wire.flags & VCIRC_BFD_WIRE_POLL,
		.final = wire.flags & VCIRC_BFD_WIRE_FINAL,
		.auth = wire.flags & VCIRC_BFD_WIRE_AUTH,
		.demand = wire.flags & VCIRC_BFD_WIRE_DEMAND,
	};
	return VCIRC_BFD_TAKEN;
}

/**
 * vcirc_bfd_packet_encode() - write a control packet
 * @packet: what it says
 * @data: VCIRC_BFD_LEN bytes to write
 */
void vcirc_bfd_packet_encode(const struct vcirc_bfd_packet *packet, void *data)
{
	struct vcirc_bfd_wire wire = {
		.vers_diag = FIELD_PREP(VCIRC_BFD_WIRE_VERSION,
					VCIRC_BFD_VERSION) |
			     FIELD_PREP(VCIRC_BFD_WIRE_DIAG, packet->diag),
		.flags = FIELD_PREP(VCIRC_BFD_WIRE_STATE, packet->state),
		.mult = packet->mult,
		.len = packet->len,
		.my_discr = cpu_to_be32(packet->my_discr),
		.your_discr = cpu_to_be32(packet->your_discr),
		.min_tx = cpu_to_be32(packet->min_tx),
		.min_rx = cpu_to_be32(packet->min_rx),
		.min_echo_rx = cpu_to_be32(packet->min_echo_rx),
	};

	if (packet->poll)
		wire.flags |= VCIRC_BFD_WIRE_POLL;
	if (packet->final)
		wire.flags |= VCIRC_BFD_WIRE_FINAL;
	if (packet->auth)
		wire.flags |= VCIRC_BFD_WIRE_AUTH;
	if (packet->demand)
		wire.flags |= VCIRC_BFD_WIRE_DEMAND;
	memcpy(data, &wire, sizeof(wire));
}
