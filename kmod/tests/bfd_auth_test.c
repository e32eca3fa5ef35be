// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/string.h>

#include "../bfd_auth.h"
#include "../bfd_packet.h"

#define SIMPLE		VCIRC_BFD_AUTH_SIMPLE
#define MD5		VCIRC_BFD_AUTH_KEYED_MD5
#define MET_MD5		VCIRC_BFD_AUTH_METICULOUS_KEYED_MD5
#define SHA1		VCIRC_BFD_AUTH_KEYED_SHA1
#define MET_SHA1	VCIRC_BFD_AUTH_METICULOUS_KEYED_SHA1

/* Offsets in a packet: RFC 5880 sections 4.2 to 4.4. */
#define LENGTH		3
#define TYPE		24
#define AUTH_LEN	25

/* State up, with authentication; without its length. */
static const u8 header[VCIRC_BFD_LEN] = {
	0x20, 0xc4, 0x03, 0x00, 0x01, 0x02, 0x03, 0x04,
	0x0a, 0x0b, 0x0c, 0x0d, 0x00, 0x04, 0x93, 0xe0,
	0x00, 0x03, 0x0d, 0x40, 0x00, 0x00, 0x00, 0x00,
};

static void put_header(u8 *data, unsigned int len)
{
	memset(data, 0xa5, VCIRC_BFD_LEN_MAX);
	memcpy(data, header, sizeof(header));
	data[LENGTH] = len;
}

static struct vcirc_bfd_key key_of(u8 id, const char *bytes)
{
	struct vcirc_bfd_key key = { .id = id, .len = strlen(bytes) };

	memcpy(key.bytes, bytes, key.len);
	return key;
}

/* What the mandatory section says, as far as it matters here. */
static struct vcirc_bfd_packet packet_of(unsigned int len, u8 mult)
{
	return (struct vcirc_bfd_packet){
		.auth = true, .len = len, .mult = mult,
	};
}

static unsigned int sign(struct kunit *test, const struct vcirc_bfd_keys *keys,
			 u32 number, u8 *data)
{
	const struct vcirc_bfd_sequence seq = { .tx = number };
	unsigned int len = VCIRC_BFD_LEN + vcirc_bfd_auth_len(keys);

	put_header(data, len);
	KUNIT_ASSERT_EQ(test, 0, vcirc_bfd_auth_sign(keys, &seq, data));
	return len;
}

/* --- Known answers ------------------------------------------------------ */

/* Made with python3, of which this is all there is to the digests:
 *
 *	p = struct.pack('>BBBBIIIII', 0x20, 0xc4, 3, len, 0x01020304,
 *			0x0a0b0c0d, 300000, 200000, 0)
 *	p += struct.pack('>BBBBI', type, len - 24, id, 0, seq)
 *	p += hashlib.md5(p + key.ljust(16, b'\0')).digest()
 *
 * and for SHA1 with hashlib.sha1 and 20.
 */
static const struct vector {
	const char *name;
	enum vcirc_bfd_auth type;
	u8 id;
	const char *key;
	u32 seq;
	u8 len;
	u8 section[VCIRC_BFD_LEN_MAX - VCIRC_BFD_LEN];
} vectors[] = {
	{
		.name = "simple password",
		.type = SIMPLE,
		.id = 7,
		.key = "open sesame",
		.len = 38,
		.section = {
			0x01, 0x0e, 0x07, 0x6f, 0x70, 0x65, 0x6e, 0x20,
			0x73, 0x65, 0x73, 0x61, 0x6d, 0x65,
		},
	}, {
		.name = "simple password of one byte",
		.type = SIMPLE,
		.id = 0,
		.key = "x",
		.len = 28,
		.section = {
			0x01, 0x04, 0x00, 0x78,
		},
	}, {
		.name = "simple password of sixteen bytes, not text",
		.type = SIMPLE,
		.id = 255,
		.key = "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7"
		       "\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff",
		.len = 43,
		.section = {
			0x01, 0x13, 0xff, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4,
			0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc,
			0xfd, 0xfe, 0xff,
		},
	}, {
		.name = "keyed MD5",
		.type = MD5,
		.id = 1,
		.key = "vcirc md5",
		.seq = 0x12345678,
		.len = 48,
		.section = {
			0x02, 0x18, 0x01, 0x00, 0x12, 0x34, 0x56, 0x78,
			0x07, 0x14, 0x46, 0x5b, 0x95, 0x0f, 0xf9, 0xd7,
			0x01, 0x5e, 0x17, 0x2a, 0x5a, 0x86, 0xf7, 0xa7,
		},
	}, {
		.name = "keyed MD5, longest key",
		.type = MD5,
		.id = 2,
		.key = "0123456789abcdef",
		.len = 48,
		.section = {
			0x02, 0x18, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,
			0xfb, 0x86, 0x20, 0xda, 0x54, 0xd5, 0x31, 0x1b,
			0x8c, 0x3d, 0xa4, 0xdf, 0x2d, 0x19, 0xf3, 0x8d,
		},
	}, {
		.name = "meticulous keyed MD5",
		.type = MET_MD5,
		.id = 3,
		.key = "vcirc md5",
		.seq = 0xffffffff,
		.len = 48,
		.section = {
			0x03, 0x18, 0x03, 0x00, 0xff, 0xff, 0xff, 0xff,
			0x9d, 0xc2, 0x3d, 0xdd, 0xcd, 0x72, 0x63, 0x53,
			0x8c, 0xd5, 0x58, 0xe3, 0x09, 0x2f, 0x98, 0x6b,
		},
	}, {
		.name = "keyed SHA1",
		.type = SHA1,
		.id = 4,
		.key = "vcirc sha1",
		.seq = 0x12345678,
		.len = 52,
		.section = {
			0x04, 0x1c, 0x04, 0x00, 0x12, 0x34, 0x56, 0x78,
			0x1c, 0x85, 0x3e, 0x15, 0x01, 0x46, 0x31, 0x2d,
			0x53, 0xbd, 0x99, 0xe7, 0x3f, 0x9b, 0xc7, 0x4a,
			0xc5, 0x7b, 0xf3, 0xa2,
		},
	}, {
		.name = "keyed SHA1, longest key",
		.type = SHA1,
		.id = 255,
		.key = "0123456789abcdefghij",
		.seq = 0x00000001,
		.len = 52,
		.section = {
			0x04, 0x1c, 0xff, 0x00, 0x00, 0x00, 0x00, 0x01,
			0xec, 0xd1, 0x67, 0x08, 0x84, 0x01, 0x4c, 0x8c,
			0x10, 0x68, 0x5c, 0x5d, 0x2b, 0x97, 0x8d, 0x71,
			0x79, 0xef, 0x85, 0x89,
		},
	}, {
		.name = "meticulous keyed SHA1",
		.type = MET_SHA1,
		.id = 5,
		.key = "vcirc sha1",
		.seq = 0x80000000,
		.len = 52,
		.section = {
			0x05, 0x1c, 0x05, 0x00, 0x80, 0x00, 0x00, 0x00,
			0x07, 0x9b, 0x3f, 0x72, 0x81, 0x71, 0x54, 0xd4,
			0x5c, 0xe4, 0xee, 0x9d, 0xe7, 0xc9, 0x6c, 0x2c,
			0x1b, 0x6c, 0xb4, 0x41,
		},
	}};

KUNIT_ARRAY_PARAM_DESC(vectors, vectors, name);

static struct vcirc_bfd_keys vector_keys(const struct vector *v)
{
	return (struct vcirc_bfd_keys){
		.type = v->type, .key = { key_of(v->id, v->key) },
	};
}

static void put_vector(u8 *data, const struct vector *v)
{
	put_header(data, v->len);
	memcpy(data + VCIRC_BFD_LEN, v->section, v->len - VCIRC_BFD_LEN);
}

static void answer_is_the_known_one(struct kunit *test)
{
	const struct vector *v = test->param_value;
	struct vcirc_bfd_keys keys = vector_keys(v);
	u8 want[VCIRC_BFD_LEN_MAX], data[VCIRC_BFD_LEN_MAX];

	put_vector(want, v);
	KUNIT_ASSERT_EQ(test, v->len, sign(test, &keys, v->seq, data));
	/* What is behind it was not touched. */
	KUNIT_EXPECT_MEMEQ(test, want, data, sizeof(data));
}

static void known_answer_is_taken(struct kunit *test)
{
	const struct vector *v = test->param_value;
	struct vcirc_bfd_packet packet = packet_of(v->len, 3);
	struct vcirc_bfd_keys keys = vector_keys(v);
	struct vcirc_bfd_sequence seq = { .tx = 99, .rx = 88 };
	bool digest = v->type != SIMPLE;
	u8 data[VCIRC_BFD_LEN_MAX];

	put_vector(data, v);
	KUNIT_EXPECT_EQ(test, VCIRC_BFD_TAKEN,
			vcirc_bfd_auth_check(&keys, &seq, &packet, data));
	KUNIT_EXPECT_EQ(test, digest, seq.rx_known);
	KUNIT_EXPECT_EQ(test, digest ? v->seq : 88, seq.rx);
	KUNIT_EXPECT_EQ(test, 99, seq.tx);
}

/* Nothing is learnt from such a packet, neither the first nor a later one. */
static void no_bit_may_be_another(struct kunit *test)
{
	const struct vector *v = test->param_value;
	struct vcirc_bfd_packet packet = packet_of(v->len, 255);
	struct vcirc_bfd_keys keys = vector_keys(v);
	unsigned int bit, known;

	/* A password vouches for no more than itself. */
	for (bit = v->type == SIMPLE ? 8 * TYPE : 0; bit < 8 * v->len; bit++) {
		for (known = 0; known < 2; known++) {
			const struct vcirc_bfd_sequence before = {
				.rx = v->seq - 1, .rx_known = known,
			};
			struct vcirc_bfd_sequence seq = before;
			u8 data[VCIRC_BFD_LEN_MAX];

			put_vector(data, v);
			data[bit / 8] ^= BIT(bit % 8);
			KUNIT_EXPECT_NE_MSG(test, VCIRC_BFD_TAKEN,
					    vcirc_bfd_auth_check(&keys, &seq,
								 &packet, data),
					    "bit %u", bit);
			KUNIT_EXPECT_EQ(test, before.rx, seq.rx);
			KUNIT_EXPECT_EQ(test, before.rx_known, seq.rx_known);
		}
	}
}

static void key_itself_is_not_sent(struct kunit *test)
{
	const struct vector *v = test->param_value;
	struct vcirc_bfd_keys keys = vector_keys(v);
	unsigned int off, len = strlen(v->key);
	u8 data[VCIRC_BFD_LEN_MAX];

	if (v->type == SIMPLE)
		return;
	sign(test, &keys, v->seq, data);
	for (off = 0; off + len <= v->len; off++)
		KUNIT_EXPECT_NE(test, 0, memcmp(data + off, v->key, len));
}

/* --- Keys: sections 6.7.2 to 6.7.4 -------------------------------------- */

static const struct key_case {
	const char *name;
	/* Of the sender, one key. */
	u8 id;
	const char *key;
	/* Of the receiver. */
	u8 ids[VCIRC_BFD_KEYS];
	const char *keys[VCIRC_BFD_KEYS];
	enum vcirc_bfd_drop why;
} key_cases[] = {
	{ "the one key", 1, "right", { 1 }, { "right", "" },
	  VCIRC_BFD_TAKEN },
	{ "the first of two", 1, "right", { 1, 2 }, { "right", "other" },
	  VCIRC_BFD_TAKEN },
	{ "the second of two", 2, "right", { 1, 2 }, { "other", "right" },
	  VCIRC_BFD_TAKEN },
	{ "another key", 1, "wrong", { 1 }, { "right", "" },
	  VCIRC_BFD_DROP_AUTH_DIGEST },
	{ "the key of the other number", 1, "other", { 1, 2 },
	  { "right", "other" }, VCIRC_BFD_DROP_AUTH_DIGEST },
	{ "another number", 2, "right", { 1 }, { "right", "" },
	  VCIRC_BFD_DROP_AUTH_KEY },
	{ "a number of neither", 3, "right", { 1, 2 }, { "right", "right" },
	  VCIRC_BFD_DROP_AUTH_KEY },
	{ "number 0", 0, "right", { 0 }, { "right", "" }, VCIRC_BFD_TAKEN },
	{ "number of a key there is not", 0, "right", { 1, 0 },
	  { "right", "" }, VCIRC_BFD_DROP_AUTH_KEY },
	{ "a key with more to it", 1, "right!", { 1 }, { "right", "" },
	  VCIRC_BFD_DROP_AUTH_DIGEST },
	{ "a key with less to it", 1, "righ", { 1 }, { "right", "" },
	  VCIRC_BFD_DROP_AUTH_DIGEST },
};

KUNIT_ARRAY_PARAM_DESC(key_cases, key_cases, name);

static void key_has_to_be_the_one_of_its_number(struct kunit *test)
{
	const struct key_case *c = test->param_value;
	enum vcirc_bfd_auth type;

	for (type = SIMPLE; type <= MET_SHA1; type++) {
		const struct vcirc_bfd_keys sender = {
			.type = type, .key = { key_of(c->id, c->key) },
		};
		const struct vcirc_bfd_keys receiver = {
			.type = type,
			.key = { key_of(c->ids[0], c->keys[0]),
				 key_of(c->ids[1], c->keys[1]) },
		};
		struct vcirc_bfd_sequence seq = {};
		struct vcirc_bfd_packet packet;
		u8 data[VCIRC_BFD_LEN_MAX];

		packet = packet_of(sign(test, &sender, 1, data), 3);
		KUNIT_EXPECT_EQ_MSG(test, c->why,
				    vcirc_bfd_auth_check(&receiver, &seq,
							 &packet, data),
				    "type %u", type);
		KUNIT_EXPECT_EQ(test, !c->why && type != SIMPLE, seq.rx_known);
	}
}

static void first_key_is_sent(struct kunit *test)
{
	enum vcirc_bfd_auth type;

	for (type = SIMPLE; type <= MET_SHA1; type++) {
		struct vcirc_bfd_keys both = {
			.type = type,
			.key = { key_of(1, "first"), key_of(2, "second") },
		};
		struct vcirc_bfd_keys first = {
			.type = type, .key = { key_of(1, "first") },
		};
		u8 a[VCIRC_BFD_LEN_MAX], b[VCIRC_BFD_LEN_MAX];

		KUNIT_EXPECT_EQ(test, sign(test, &first, 1, a),
				sign(test, &both, 1, b));
		KUNIT_EXPECT_MEMEQ(test, a, b, sizeof(a));
	}
}

/* Keys are changed one end after the other, with nothing lost. */
static void keys_roll_over(struct kunit *test)
{
	static const struct {
		const char *ours[VCIRC_BFD_KEYS];
		const char *theirs[VCIRC_BFD_KEYS];
	} roll[] = {
		{ { "a", "" }, { "a", "" } },
		{ { "a", "b" }, { "a", "" } },
		{ { "a", "b" }, { "a", "b" } },
		{ { "b", "a" }, { "a", "b" } },
		{ { "b", "a" }, { "b", "a" } },
		{ { "b", "" }, { "b", "a" } },
		{ { "b", "" }, { "b", "" } },
	};
	struct vcirc_bfd_sequence seq[2] = {};
	u8 data[VCIRC_BFD_LEN_MAX];
	unsigned int i, n, end;

	for (i = 0; i < ARRAY_SIZE(roll); i++) {
		struct vcirc_bfd_keys keys[2] = {
			{ .type = MET_SHA1 }, { .type = MET_SHA1 },
		};

		/* The number of a key is its letter. */
		for (n = 0; n < VCIRC_BFD_KEYS; n++) {
			keys[0].key[n] = key_of(roll[i].ours[n][0],
						roll[i].ours[n]);
			keys[1].key[n] = key_of(roll[i].theirs[n][0],
						roll[i].theirs[n]);
		}
		for (end = 0; end < 2; end++) {
			unsigned int len = sign(test, &keys[end], i, data);
			struct vcirc_bfd_packet packet = packet_of(len, 3);

			KUNIT_EXPECT_EQ_MSG(test, VCIRC_BFD_TAKEN,
					    vcirc_bfd_auth_check(&keys[!end],
								 &seq[!end],
								 &packet, data),
					    "step %u, from end %u", i, end);
		}
	}
}

/* --- Types: section 6.8.6 ----------------------------------------------- */

static void type_has_to_be_the_one_in_use(struct kunit *test)
{
	enum vcirc_bfd_auth sent, used;

	for (sent = VCIRC_BFD_AUTH_NONE; sent <= MET_SHA1; sent++) {
		for (used = VCIRC_BFD_AUTH_NONE; used <= MET_SHA1; used++) {
			struct vcirc_bfd_keys keys = {
				.type = sent, .key = { key_of(1, "key") },
			};
			struct vcirc_bfd_sequence seq = {};
			u8 data[VCIRC_BFD_LEN_MAX];
			struct vcirc_bfd_packet packet =
				packet_of(sign(test, &keys, 1, data), 3);

			packet.auth = sent != VCIRC_BFD_AUTH_NONE;
			keys.type = used;
			KUNIT_EXPECT_EQ_MSG(test, sent == used ?
					    VCIRC_BFD_TAKEN :
					    VCIRC_BFD_DROP_AUTH_TYPE,
					    vcirc_bfd_auth_check(&keys, &seq,
								 &packet, data),
					    "%u where %u is used", sent, used);
			KUNIT_EXPECT_EQ(test, sent == used && sent > SIMPLE,
					seq.rx_known);
		}
	}
}

static void unknown_types_are_refused(struct kunit *test)
{
	struct vcirc_bfd_packet packet = packet_of(VCIRC_BFD_LEN_MAX, 3);
	struct vcirc_bfd_keys keys = { .key = { key_of(0, "key") } };
	struct vcirc_bfd_sequence seq = {};
	u8 data[VCIRC_BFD_LEN_MAX];
	enum vcirc_bfd_auth used;
	unsigned int type;

	put_header(data, VCIRC_BFD_LEN_MAX);
	data[AUTH_LEN] = VCIRC_BFD_LEN_MAX - VCIRC_BFD_LEN;
	for (type = 0; type <= U8_MAX; type++) {
		if (type >= SIMPLE && type <= MET_SHA1)
			continue;
		data[TYPE] = type;
		for (used = VCIRC_BFD_AUTH_NONE; used <= MET_SHA1; used++) {
			keys.type = used;
			KUNIT_EXPECT_EQ(test, VCIRC_BFD_DROP_AUTH_TYPE,
					vcirc_bfd_auth_check(&keys, &seq,
							     &packet, data));
		}
	}
}

/* --- Lengths ------------------------------------------------------------ */

static const struct length_case {
	const char *name;
	enum vcirc_bfd_auth type;
	u8 packet;
	u8 auth;
	enum vcirc_bfd_drop why;
} length_cases[] = {
	/* The password has three bytes. */
	{ "simple", SIMPLE, 30, 6, VCIRC_BFD_TAKEN },
	{ "simple, only type and length", SIMPLE, 26, 2,
	  VCIRC_BFD_DROP_LENGTH },
	{ "simple, no password", SIMPLE, 27, 3, VCIRC_BFD_DROP_LENGTH },
	{ "simple, length 0", SIMPLE, 30, 0, VCIRC_BFD_DROP_LENGTH },
	{ "simple, shorter", SIMPLE, 29, 5, VCIRC_BFD_DROP_AUTH_DIGEST },
	{ "simple, longer", SIMPLE, 31, 7, VCIRC_BFD_DROP_AUTH_DIGEST },
	{ "simple, longest", SIMPLE, 43, 19, VCIRC_BFD_DROP_AUTH_DIGEST },
	{ "simple, more behind it", SIMPLE, 31, 6, VCIRC_BFD_DROP_LENGTH },
	{ "simple, more than there is", SIMPLE, 30, 7,
	  VCIRC_BFD_DROP_LENGTH },
	{ "simple, longest packet", SIMPLE, 255, 231, VCIRC_BFD_DROP_LENGTH },
	{ "MD5", MD5, 48, 24, VCIRC_BFD_TAKEN },
	{ "MD5, only type and length", MD5, 26, 2, VCIRC_BFD_DROP_LENGTH },
	{ "MD5, shorter", MD5, 47, 23, VCIRC_BFD_DROP_LENGTH },
	{ "MD5, longer", MD5, 49, 25, VCIRC_BFD_DROP_LENGTH },
	{ "MD5, long as SHA1", MD5, 52, 28, VCIRC_BFD_DROP_LENGTH },
	{ "MD5, more behind it", MD5, 52, 24, VCIRC_BFD_DROP_LENGTH },
	{ "MD5, more than there is", MD5, 47, 24, VCIRC_BFD_DROP_LENGTH },
	{ "MD5, meticulous, longer", MET_MD5, 49, 25, VCIRC_BFD_DROP_LENGTH },
	{ "SHA1", SHA1, 52, 28, VCIRC_BFD_TAKEN },
	{ "SHA1, only type and length", SHA1, 26, 2, VCIRC_BFD_DROP_LENGTH },
	{ "SHA1, shorter", SHA1, 51, 27, VCIRC_BFD_DROP_LENGTH },
	{ "SHA1, long as MD5", SHA1, 48, 24, VCIRC_BFD_DROP_LENGTH },
	{ "SHA1, longer", SHA1, 53, 29, VCIRC_BFD_DROP_LENGTH },
	{ "SHA1, more behind it", SHA1, 53, 28, VCIRC_BFD_DROP_LENGTH },
	{ "SHA1, longest packet", SHA1, 255, 28, VCIRC_BFD_DROP_LENGTH },
	{ "SHA1, longest section", SHA1, 255, 231, VCIRC_BFD_DROP_LENGTH },
	{ "SHA1, meticulous, shorter", MET_SHA1, 51, 27,
	  VCIRC_BFD_DROP_LENGTH },
};

KUNIT_ARRAY_PARAM_DESC(length_cases, length_cases, name);

static void length_has_to_be_that_of_the_type(struct kunit *test)
{
	const struct length_case *c = test->param_value;
	struct vcirc_bfd_packet packet = packet_of(c->packet, 3);
	struct vcirc_bfd_keys keys = {
		.type = c->type, .key = { key_of(1, "key") },
	};
	struct vcirc_bfd_sequence seq = {};
	/* No more than the caller has, for KASAN to guard. */
	unsigned int len = min_t(unsigned int, c->packet, VCIRC_BFD_LEN_MAX);
	u8 *data = kunit_kzalloc(test, len, GFP_KERNEL);
	u8 all[VCIRC_BFD_LEN_MAX];

	KUNIT_ASSERT_NOT_NULL(test, data);
	sign(test, &keys, 1, all);
	all[AUTH_LEN] = c->auth;
	memcpy(data, all, len);
	KUNIT_EXPECT_EQ(test, c->why,
			vcirc_bfd_auth_check(&keys, &seq, &packet, data));
}

static void section_is_as_long_as_the_rfc_has_it(struct kunit *test)
{
	static const struct {
		enum vcirc_bfd_auth type;
		unsigned int len, key_max;
	} lengths[] = {
		{ SIMPLE, 6, 16 }, { MD5, 24, 16 }, { MET_MD5, 24, 16 },
		{ SHA1, 28, 20 }, { MET_SHA1, 28, 20 },
	};
	struct vcirc_bfd_keys keys = { .key = { key_of(1, "key") } };
	unsigned int i;

	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_auth_len(&keys));
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		keys.type = lengths[i].type;
		KUNIT_EXPECT_EQ(test, lengths[i].len,
				vcirc_bfd_auth_len(&keys));
		KUNIT_EXPECT_EQ(test, lengths[i].key_max,
				vcirc_bfd_auth_key_max(keys.type));
	}
}

/* --- Sequence: sections 6.7.3 and 6.7.4 --------------------------------- */

static const struct window_case {
	const char *name;
	u32 rx;
	u8 mult;
	u32 number;
	bool keyed;
	bool meticulous;
} window_cases[] = {
	{ "the same", 1000, 3, 1000, true, false },
	{ "the next", 1000, 3, 1001, true, true },
	{ "the last in the window", 1000, 3, 1009, true, true },
	{ "beyond the window", 1000, 3, 1010, false, false },
	{ "the one before", 1000, 3, 999, false, false },
	{ "far behind", 1000, 3, 1000 - 0x7fffffffU, false, false },
	{ "far ahead", 1000, 3, 1000 + 0x7fffffffU, false, false },
	{ "a half round off", 1000, 3, 1000 + 0x80000000U, false, false },
	{ "zero", 1000, 3, 0, false, false },
	{ "smallest window: the last in it", 7, 1, 10, true, true },
	{ "smallest window: beyond", 7, 1, 11, false, false },
	{ "largest window: the last in it", 7, 255, 772, true, true },
	{ "largest window: beyond", 7, 255, 773, false, false },
	{ "round: the same", U32_MAX, 3, U32_MAX, true, false },
	{ "round: the next", U32_MAX, 3, 0, true, true },
	{ "round: the last in the window", U32_MAX, 3, 8, true, true },
	{ "round: beyond the window", U32_MAX, 3, 9, false, false },
	{ "round: the one before", U32_MAX, 3, U32_MAX - 1, false, false },
	{ "round: the one before zero", 0, 3, U32_MAX, false, false },
	{ "round: the window ends with the numbers", U32_MAX - 9, 3, U32_MAX,
	  true, true },
	{ "round: beyond that", U32_MAX - 9, 3, 0, false, false },
};

KUNIT_ARRAY_PARAM_DESC(window_cases, window_cases, name);

static void number_has_to_be_new_and_near(struct kunit *test)
{
	const struct window_case *c = test->param_value;
	enum vcirc_bfd_auth type;

	for (type = MD5; type <= MET_SHA1; type++) {
		bool meticulous = type == MET_MD5 || type == MET_SHA1;
		bool taken = meticulous ? c->meticulous : c->keyed;
		struct vcirc_bfd_sequence seq = {
			.rx = c->rx, .rx_known = true,
		};
		struct vcirc_bfd_keys keys = {
			.type = type, .key = { key_of(1, "key") },
		};
		struct vcirc_bfd_packet packet;
		u8 data[VCIRC_BFD_LEN_MAX];

		packet = packet_of(sign(test, &keys, c->number, data), c->mult);
		KUNIT_EXPECT_EQ_MSG(test, taken ? VCIRC_BFD_TAKEN :
				    VCIRC_BFD_DROP_AUTH_SEQUENCE,
				    vcirc_bfd_auth_check(&keys, &seq, &packet,
							 data),
				    "type %u", type);
		KUNIT_EXPECT_EQ(test, taken ? c->number : c->rx, seq.rx);

		/* While none is known, any will do. */
		seq = (struct vcirc_bfd_sequence){ .rx = c->rx };
		KUNIT_EXPECT_EQ(test, VCIRC_BFD_TAKEN,
				vcirc_bfd_auth_check(&keys, &seq, &packet,
						     data));
		KUNIT_EXPECT_EQ(test, c->number, seq.rx);
	}
}

static void password_has_no_sequence(struct kunit *test)
{
	struct vcirc_bfd_keys keys = {
		.type = SIMPLE, .key = { key_of(1, "0123456789abcdef") },
	};
	struct vcirc_bfd_sequence seq = { .rx = 5, .rx_known = true };
	u8 data[VCIRC_BFD_LEN_MAX];
	struct vcirc_bfd_packet packet =
		packet_of(sign(test, &keys, 1, data), 1);

	KUNIT_EXPECT_EQ(test, VCIRC_BFD_TAKEN,
			vcirc_bfd_auth_check(&keys, &seq, &packet, data));
	KUNIT_EXPECT_EQ(test, 5, seq.rx);
}

static void number_goes_on_with_news_and_meticulously(struct kunit *test)
{
	enum vcirc_bfd_auth type;

	for (type = MD5; type <= MET_SHA1; type++) {
		const struct vcirc_bfd_keys keys = { .type = type };
		bool meticulous = type == MET_MD5 || type == MET_SHA1;
		struct vcirc_bfd_sequence seq = {
			.tx = U32_MAX - 1, .rx = 77, .rx_known = true,
		};

		vcirc_bfd_auth_next(&keys, &seq, true);
		KUNIT_EXPECT_EQ(test, U32_MAX, seq.tx);
		vcirc_bfd_auth_next(&keys, &seq, false);
		KUNIT_EXPECT_EQ(test, meticulous ? 0 : U32_MAX, seq.tx);
		vcirc_bfd_auth_next(&keys, &seq, true);
		KUNIT_EXPECT_EQ(test, meticulous ? 1 : 0, seq.tx);
		KUNIT_EXPECT_EQ(test, 77, seq.rx);
		KUNIT_EXPECT_TRUE(test, seq.rx_known);
	}
}

/* A life with packets lost and repeated, once round the numbers. */
static void replayed_packets_are_refused(struct kunit *test)
{
	enum vcirc_bfd_auth type;
	unsigned int i;

	for (type = MD5; type <= MET_SHA1; type++) {
		bool meticulous = type == MET_MD5 || type == MET_SHA1;
		struct vcirc_bfd_keys keys = {
			.type = type, .key = { key_of(1, "key") },
		};
		struct vcirc_bfd_sequence from = { .tx = U32_MAX - 30 };
		struct vcirc_bfd_sequence to = {};
		u8 data[VCIRC_BFD_LEN_MAX] = {}, old[VCIRC_BFD_LEN_MAX];
		struct vcirc_bfd_packet packet;

		for (i = 0; i < 60; i++) {
			memcpy(old, data, sizeof(old));
			vcirc_bfd_auth_next(&keys, &from, true);
			packet = packet_of(sign(test, &keys, from.tx, data), 2);
			/* Five in a row are lost, six would not be too many. */
			if (i % 20 >= 10 && i % 20 < 15)
				continue;
			KUNIT_ASSERT_EQ_MSG(test, VCIRC_BFD_TAKEN,
					    vcirc_bfd_auth_check(&keys, &to,
								 &packet, data),
					    "type %u, packet %u", type, i);
			KUNIT_ASSERT_EQ(test, meticulous ?
					VCIRC_BFD_DROP_AUTH_SEQUENCE :
					VCIRC_BFD_TAKEN,
					vcirc_bfd_auth_check(&keys, &to,
							     &packet, data));
			if (i)
				KUNIT_ASSERT_EQ(test,
						VCIRC_BFD_DROP_AUTH_SEQUENCE,
						vcirc_bfd_auth_check(&keys, &to,
								     &packet,
								     old));
		}
	}
}

/* --- Digests ------------------------------------------------------------ */

static void digests_are_there_when_asked_for(struct kunit *test)
{
	enum vcirc_bfd_auth type;
	unsigned int round;

	for (round = 0; round < 2; round++)
		for (type = VCIRC_BFD_AUTH_NONE; type <= MET_SHA1; type++)
			KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_auth_prepare(type));
}

static int bfd_auth_begin(struct kunit_suite *suite)
{
	return vcirc_bfd_auth_prepare(MD5) ?: vcirc_bfd_auth_prepare(MET_SHA1);
}

static void bfd_auth_end(struct kunit_suite *suite)
{
	vcirc_bfd_auth_exit();
}

static struct kunit_case bfd_auth_cases[] = {
	KUNIT_CASE_PARAM(answer_is_the_known_one, vectors_gen_params),
	KUNIT_CASE_PARAM(known_answer_is_taken, vectors_gen_params),
	KUNIT_CASE_PARAM(no_bit_may_be_another, vectors_gen_params),
	KUNIT_CASE_PARAM(key_itself_is_not_sent, vectors_gen_params),
	KUNIT_CASE_PARAM(key_has_to_be_the_one_of_its_number,
			 key_cases_gen_params),
	KUNIT_CASE(first_key_is_sent),
	KUNIT_CASE(keys_roll_over),
	KUNIT_CASE(type_has_to_be_the_one_in_use),
	KUNIT_CASE(unknown_types_are_refused),
	KUNIT_CASE_PARAM(length_has_to_be_that_of_the_type,
			 length_cases_gen_params),
	KUNIT_CASE(section_is_as_long_as_the_rfc_has_it),
	KUNIT_CASE_PARAM(number_has_to_be_new_and_near,
			 window_cases_gen_params),
	KUNIT_CASE(password_has_no_sequence),
	KUNIT_CASE(number_goes_on_with_news_and_meticulously),
	KUNIT_CASE(replayed_packets_are_refused),
	KUNIT_CASE(digests_are_there_when_asked_for),
	{}
};

static struct kunit_suite bfd_auth_suite = {
	.name = "vcirc_bfd_auth",
	.suite_init = bfd_auth_begin,
	.suite_exit = bfd_auth_end,
	.test_cases = bfd_auth_cases,
};

kunit_test_suite(bfd_auth_suite);

MODULE_DESCRIPTION("Tests of the authentication of BFD packets");
MODULE_LICENSE("GPL");
