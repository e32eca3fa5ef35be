// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../bfd_packet.h"

/* Offsets of RFC 5880 section 4.1. */
#define VERS_DIAG	0
#define FLAGS		1
#define MULT		2
#define LENGTH		3
#define MY_DISCR	4

/* --- On the wire ------------------------------------------------------ */

/* Written out by hand from RFC 5880 section 4.1. */
static const struct known {
	const char *name;
	struct vcirc_bfd_packet packet;
	u8 bytes[VCIRC_BFD_LEN];
} known[] = {
	{
		.name = "first packet of a session",
		.packet = {
			.my_discr = 0x0de60837,
			.min_tx = 1000000,
			.min_rx = 300000,
			.min_echo_rx = 50000,
			.state = VCIRC_BFD_STATE_DOWN,
			.mult = 3,
			.len = 24,
		},
		.bytes = {
			0x20, 0x40, 0x03, 0x18, 0x0d, 0xe6, 0x08, 0x37,
			0x00, 0x00, 0x00, 0x00, 0x00, 0x0f, 0x42, 0x40,
			0x00, 0x04, 0x93, 0xe0, 0x00, 0x00, 0xc3, 0x50,
		},
	}, {
		.name = "up, and polling",
		.packet = {
			.my_discr = 0x01020304,
			.your_discr = 0x05060708,
			.min_tx = 0x090a0b0c,
			.min_rx = 0x0d0e0f10,
			.min_echo_rx = 0x11121314,
			.state = VCIRC_BFD_STATE_UP,
			.mult = 255,
			.len = 24,
			.poll = true,
		},
		.bytes = {
			0x20, 0xe0, 0xff, 0x18, 0x01, 0x02, 0x03, 0x04,
			0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c,
			0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14,
		},
	}, {
		.name = "init, final",
		.packet = {
			.my_discr = U32_MAX,
			.your_discr = U32_MAX,
			.min_tx = U32_MAX,
			.state = VCIRC_BFD_STATE_INIT,
			.diag = VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED,
			.mult = 1,
			.len = 24,
			.final = true,
		},
		.bytes = {
			0x21, 0x90, 0x01, 0x18, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		},
	}, {
		.name = "administratively down",
		.packet = {
			.my_discr = 1,
			.state = VCIRC_BFD_STATE_ADMIN_DOWN,
			.diag = VCIRC_BFD_DIAG_ADMINISTRATIVELY_DOWN,
			.mult = 2,
			.len = 24,
		},
		.bytes = {
			0x27, 0x00, 0x02, 0x18, 0x00, 0x00, 0x00, 0x01,
		},
	}, {
		.name = "diagnostic of the future, authenticated, demand",
		.packet = {
			.my_discr = 0x80000000,
			.min_rx = 1,
			.state = VCIRC_BFD_STATE_UP,
			.diag = 31,
			.mult = 3,
			.len = 52,
			.auth = true,
			.demand = true,
		},
		.bytes = {
			0x3f, 0xc6, 0x03, 0x34, 0x80, 0x00, 0x00, 0x00,
			0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
			0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00,
		},
	},
};

KUNIT_ARRAY_PARAM_DESC(known, known, name);

static void expect_same(struct kunit *test, const struct vcirc_bfd_packet *want,
			const struct vcirc_bfd_packet *got)
{
	KUNIT_EXPECT_EQ(test, want->my_discr, got->my_discr);
	KUNIT_EXPECT_EQ(test, want->your_discr, got->your_discr);
	KUNIT_EXPECT_EQ(test, want->min_tx, got->min_tx);
	KUNIT_EXPECT_EQ(test, want->min_rx, got->min_rx);
	KUNIT_EXPECT_EQ(test, want->min_echo_rx, got->min_echo_rx);
	KUNIT_EXPECT_EQ(test, want->state, got->state);
	KUNIT_EXPECT_EQ(test, want->diag, got->diag);
	KUNIT_EXPECT_EQ(test, want->mult, got->mult);
	KUNIT_EXPECT_EQ(test, want->len, got->len);
	KUNIT_EXPECT_EQ(test, want->poll, got->poll);
	KUNIT_EXPECT_EQ(test, want->final, got->final);
	KUNIT_EXPECT_EQ(test, want->auth, got->auth);
	KUNIT_EXPECT_EQ(test, want->demand, got->demand);
	KUNIT_EXPECT_EQ(test, want->multipoint, got->multipoint);
}

static void bytes_are_those_of_the_rfc(struct kunit *test)
{
	const struct known *k = test->param_value;
	struct vcirc_bfd_packet packet;
	u8 bytes[VCIRC_BFD_LEN];

	memset(bytes, 0xa5, sizeof(bytes));
	vcirc_bfd_packet_encode(&k->packet, bytes);
	KUNIT_EXPECT_MEMEQ(test, k->bytes, bytes, sizeof(bytes));

	memset(&packet, 0xa5, sizeof(packet));
	KUNIT_ASSERT_EQ(test, VCIRC_BFD_TAKEN,
			vcirc_bfd_packet_decode(k->bytes, k->packet.len,
						&packet));
	expect_same(test, &k->packet, &packet);
}

/* Every value of the first two bytes that may be sent. */
static void what_is_written_is_read(struct kunit *test)
{
	unsigned int state, diag, bits;
	u8 bytes[VCIRC_BFD_LEN];

	for (state = 0; state < 4; state++) {
		for (diag = 0; diag < 32; diag++) {
			for (bits = 0; bits < 16; bits++) {
				struct vcirc_bfd_packet got, want = {
					.my_discr = 1 + diag,
					.your_discr = bits,
					.state = state,
					.diag = diag,
					.mult = 1 + bits,
					.len = 26,
					.poll = bits & 1,
					.final = bits & 2,
					.auth = bits & 4,
					.demand = bits & 8,
				};

				vcirc_bfd_packet_encode(&want, bytes);
				KUNIT_ASSERT_EQ(test, VCIRC_BFD_TAKEN,
						vcirc_bfd_packet_decode(bytes,
									26,
									&got));
				expect_same(test, &want, &got);
			}
		}
	}
}

static void multipoint_is_never_sent(struct kunit *test)
{
	struct vcirc_bfd_packet packet = known[0].packet;
	u8 bytes[VCIRC_BFD_LEN];

	packet.multipoint = true;
	vcirc_bfd_packet_encode(&packet, bytes);
	KUNIT_EXPECT_MEMEQ(test, known[0].bytes, bytes, sizeof(bytes));
}

/* Control plane independent: the peer's own affair. */
static void bit_that_means_nothing_to_us_is_ignored(struct kunit *test)
{
	struct vcirc_bfd_packet packet;
	u8 bytes[VCIRC_BFD_LEN];

	memcpy(bytes, known[1].bytes, sizeof(bytes));
	bytes[FLAGS] |= 0x08;
	KUNIT_ASSERT_EQ(test, VCIRC_BFD_TAKEN,
			vcirc_bfd_packet_decode(bytes, sizeof(bytes), &packet));
	expect_same(test, &known[1].packet, &packet);
}

static void packet_may_lie_anywhere(struct kunit *test)
{
	struct vcirc_bfd_packet packet;
	u8 bytes[VCIRC_BFD_LEN + 4];
	unsigned int off;

	for (off = 0; off < 4; off++) {
		vcirc_bfd_packet_encode(&known[1].packet, bytes + off);
		KUNIT_EXPECT_MEMEQ(test, known[1].bytes, bytes + off,
				   VCIRC_BFD_LEN);
		KUNIT_EXPECT_EQ(test, VCIRC_BFD_TAKEN,
				vcirc_bfd_packet_decode(bytes + off,
							VCIRC_BFD_LEN,
							&packet));
		expect_same(test, &known[1].packet, &packet);
	}
}

/* --- Refused: section 6.8.6 --------------------------------------------- */

static const struct refusal {
	const char *name;
	u8 off;
	u8 value;
	u8 payload;
	enum vcirc_bfd_drop why;
	bool auth;
} refusals[] = {
	{ "nothing wrong", MULT, 3, 24, VCIRC_BFD_TAKEN },
	{ "more in the payload", MULT, 3, 60, VCIRC_BFD_TAKEN },
	{ "no payload", MULT, 3, 0, VCIRC_BFD_DROP_LENGTH },
	{ "payload too short", MULT, 3, 23, VCIRC_BFD_DROP_LENGTH },
	{ "version 0", VERS_DIAG, 0x00, 24, VCIRC_BFD_DROP_VERSION },
	{ "version 2", VERS_DIAG, 0x40, 24, VCIRC_BFD_DROP_VERSION },
	{ "version 3", VERS_DIAG, 0x60, 24, VCIRC_BFD_DROP_VERSION },
	{ "version 5", VERS_DIAG, 0xa0, 24, VCIRC_BFD_DROP_VERSION },
	{ "version 7 and any diagnostic", VERS_DIAG, 0xff, 24,
	  VCIRC_BFD_DROP_VERSION },
	{ "length 0", LENGTH, 0, 24, VCIRC_BFD_DROP_LENGTH },
	{ "length 23", LENGTH, 23, 24, VCIRC_BFD_DROP_LENGTH },
	{ "length more than the payload", LENGTH, 25, 24,
	  VCIRC_BFD_DROP_LENGTH },
	{ "length the payload", LENGTH, 25, 25, VCIRC_BFD_TAKEN },
	{ "longest length", LENGTH, 255, 255, VCIRC_BFD_TAKEN },
	{ "longest length, not all there", LENGTH, 255, 254,
	  VCIRC_BFD_DROP_LENGTH },
	{ "authenticated, length 24", LENGTH, 24, 60, VCIRC_BFD_DROP_LENGTH,
	  true },
	{ "authenticated, length 25", LENGTH, 25, 60, VCIRC_BFD_DROP_LENGTH,
	  true },
	{ "authenticated, length 26", LENGTH, 26, 60, VCIRC_BFD_TAKEN, true },
	{ "authenticated, not all there", LENGTH, 26, 25,
	  VCIRC_BFD_DROP_LENGTH, true },
	{ "multiplier 0", MULT, 0, 24, VCIRC_BFD_DROP_MULT },
	{ "multipoint", FLAGS, 0x41, 24, VCIRC_BFD_DROP_MULTIPOINT },
	{ "no discriminator", MY_DISCR, 0, 24, VCIRC_BFD_DROP_MY_DISCR },
};

KUNIT_ARRAY_PARAM_DESC(refusals, refusals, name);

static void what_is_wrong_is_refused(struct kunit *test)
{
	const struct refusal *c = test->param_value;
	struct vcirc_bfd_packet packet, untouched;
	struct vcirc_bfd_packet from = {
		.my_discr = 0x01000000,
		.state = VCIRC_BFD_STATE_DOWN,
		.mult = 3,
		.len = 24,
		.auth = c->auth,
	};
	/* No more than there is, for KASAN to guard. */
	u8 *bytes = kunit_kzalloc(test, c->payload, GFP_KERNEL);
	u8 all[VCIRC_BFD_LEN];

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	vcirc_bfd_packet_encode(&from, all);
	all[c->off] = c->value;
	memcpy(bytes, all, min_t(size_t, c->payload, sizeof(all)));
	memset(&packet, 0xa5, sizeof(packet));
	memset(&untouched, 0xa5, sizeof(untouched));
	KUNIT_EXPECT_EQ(test, c->why,
			vcirc_bfd_packet_decode(bytes, c->payload, &packet));
	if (c->why)
		KUNIT_EXPECT_MEMEQ(test, &untouched, &packet, sizeof(packet));
	else
		KUNIT_EXPECT_EQ(test, all[LENGTH], packet.len);
}

/* All that follows would make a packet of it. */
static void nothing_is_read_beyond_the_payload(struct kunit *test)
{
	struct vcirc_bfd_packet packet;
	unsigned int i, len;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		for (len = 0; len < known[i].packet.len; len++)
			KUNIT_EXPECT_EQ(test, VCIRC_BFD_DROP_LENGTH,
					vcirc_bfd_packet_decode(known[i].bytes,
								len, &packet));
}

/* Of several things the one is told that the RFC looks at first. */
static void what_is_wrong_is_told_in_the_order_of_the_rfc(struct kunit *test)
{
	static const struct {
		u8 off, good;
		enum vcirc_bfd_drop why;
	} order[] = {
		{ VERS_DIAG, 0x20, VCIRC_BFD_DROP_VERSION },
		{ LENGTH, 24, VCIRC_BFD_DROP_LENGTH },
		{ MULT, 3, VCIRC_BFD_DROP_MULT },
		{ FLAGS, 0xc0, VCIRC_BFD_DROP_MULTIPOINT },
		{ MY_DISCR, 1, VCIRC_BFD_DROP_MY_DISCR },
	};
	struct vcirc_bfd_packet packet;
	u8 bytes[VCIRC_BFD_LEN] = { [FLAGS] = 0xc1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		KUNIT_EXPECT_EQ(test, order[i].why,
				vcirc_bfd_packet_decode(bytes, sizeof(bytes),
							&packet));
		bytes[order[i].off] = order[i].good;
	}
	KUNIT_EXPECT_EQ(test, VCIRC_BFD_TAKEN,
			vcirc_bfd_packet_decode(bytes, sizeof(bytes), &packet));
}

static struct kunit_case bfd_packet_cases[] = {
	KUNIT_CASE_PARAM(bytes_are_those_of_the_rfc, known_gen_params),
	KUNIT_CASE(what_is_written_is_read),
	KUNIT_CASE(multipoint_is_never_sent),
	KUNIT_CASE(bit_that_means_nothing_to_us_is_ignored),
	KUNIT_CASE(packet_may_lie_anywhere),
	KUNIT_CASE_PARAM(what_is_wrong_is_refused, refusals_gen_params),
	KUNIT_CASE(nothing_is_read_beyond_the_payload),
	KUNIT_CASE(what_is_wrong_is_told_in_the_order_of_the_rfc),
	{}
};

static struct kunit_suite bfd_packet_suite = {
	.name = "vcirc_bfd_packet",
	.test_cases = bfd_packet_cases,
};

kunit_test_suite(bfd_packet_suite);

MODULE_DESCRIPTION("Tests of BFD control packets on the wire");
MODULE_LICENSE("GPL");
