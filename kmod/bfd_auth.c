// SPDX-License-Identifier: GPL-2.0
/*
 * The digests are plain ones over the packet with the key where the digest
 * will be, as RFC 5880 has them: not HMAC.
 */

#include <crypto/algapi.h>
#include <crypto/hash.h>
#include <linux/err.h>
#include <linux/string.h>

#include "bfd_auth.h"
#include "bfd_packet.h"

/* Offsets in an authentication section. */
#define VCIRC_BFD_AUTH_TYPE		0
#define VCIRC_BFD_AUTH_LEN		1
#define VCIRC_BFD_AUTH_KEY_ID		2
#define VCIRC_BFD_AUTH_PASSWORD		3
#define VCIRC_BFD_AUTH_SEQUENCE		4
#define VCIRC_BFD_AUTH_DIGEST		8

#define VCIRC_BFD_MD5_LEN		16
#define VCIRC_BFD_SHA1_LEN		20
#define VCIRC_BFD_PASSWORD_MAX		16

/* Made when first needed, under RTNL, and kept: the key is part of the data. */
static struct crypto_shash *vcirc_bfd_md5, *vcirc_bfd_sha1;

static bool vcirc_bfd_auth_is_sha1(enum vcirc_bfd_auth type)
{
	return type == VCIRC_BFD_AUTH_KEYED_SHA1 ||
	       type == VCIRC_BFD_AUTH_METICULOUS_KEYED_SHA1;
}

static bool vcirc_bfd_auth_is_meticulous(enum vcirc_bfd_auth type)
{
	return type == VCIRC_BFD_AUTH_METICULOUS_KEYED_MD5 ||
	       type == VCIRC_BFD_AUTH_METICULOUS_KEYED_SHA1;
}

static unsigned int vcirc_bfd_digest_len(enum vcirc_bfd_auth type)
{
	return vcirc_bfd_auth_is_sha1(type) ? VCIRC_BFD_SHA1_LEN :
					      VCIRC_BFD_MD5_LEN;
}

/**
 * vcirc_bfd_auth_key_max() - how long a key may be
 * @type: type of authentication
 *
 * RFC 5880 sections 4.2 to 4.4.
 *
 * Return: bytes
 */
unsigned int vcirc_bfd_auth_key_max(enum vcirc_bfd_auth type)
{
	return type == VCIRC_BFD_AUTH_SIMPLE ? VCIRC_BFD_PASSWORD_MAX :
					       vcirc_bfd_digest_len(type);
}

static int vcirc_bfd_digest_prepare(struct crypto_shash **tfm, const char *name)
{
	struct crypto_shash *made;

	if (*tfm)
		return 0;
	made = crypto_alloc_shash(name, 0, 0);
	if (IS_ERR(made))
		return PTR_ERR(made);
	*tfm = made;
	return 0;
}

/**
 * vcirc_bfd_auth_prepare() - have at hand what a type of authentication needs
 * @type: type of authentication
 *
 * Context: process, RTNL
 * Return: 0, or a negative error when this kernel has not got it
 */
int vcirc_bfd_auth_prepare(enum vcirc_bfd_auth type)
{
	if (type <= VCIRC_BFD_AUTH_SIMPLE)
		return 0;
	if (vcirc_bfd_auth_is_sha1(type))
		return vcirc_bfd_digest_prepare(&vcirc_bfd_sha1, "sha1");
	return vcirc_bfd_digest_prepare(&vcirc_bfd_md5, "md5");
}

/**
 * vcirc_bfd_auth_exit() - let go what vcirc_bfd_auth_prepare() took
 */
void vcirc_bfd_auth_exit(void)
{
	crypto_free_shash(vcirc_bfd_md5);
	crypto_free_shash(vcirc_bfd_sha1);
	vcirc_bfd_md5 = NULL;
	vcirc_bfd_sha1 = NULL;
}

/**
 * vcirc_bfd_auth_len() - bytes of the authentication section
 * @keys: how packets are authenticated
 *
 * Return: bytes, 0 without authentication
 */
unsigned int vcirc_bfd_auth_len(const struct vcirc_bfd_keys *keys)
{
	switch (keys->type) {
	case VCIRC_BFD_AUTH_NONE:
		return 0;
	case VCIRC_BFD_AUTH_SIMPLE:
		return VCIRC_BFD_AUTH_PASSWORD + keys->key[0].len;
	default:
		return VCIRC_BFD_AUTH_DIGEST +
		       vcirc_bfd_digest_len(keys->type);
	}
}

/**
 * vcirc_bfd_auth_next() - let the sequence go on for another packet
 * @keys: how packets are authenticated
 * @seq: the session's
 * @news: the packet says something else than the one before
 *
 * RFC 5880 sections 6.7.3 and 6.7.4.
 */
void vcirc_bfd_auth_next(const struct vcirc_bfd_keys *keys,
			 struct vcirc_bfd_sequence *seq, bool news)
{
	if (news || vcirc_bfd_auth_is_meticulous(keys->type))
		seq->tx++;
}

/* Digest of a packet with a key in the place of the digest. */
static int vcirc_bfd_digest(enum vcirc_bfd_auth type,
			    const struct vcirc_bfd_key *key, const u8 *data,
			    u8 *digest)
{
	bool sha1 = vcirc_bfd_auth_is_sha1(type);
	unsigned int len = vcirc_bfd_digest_len(type);
	unsigned int off = VCIRC_BFD_LEN + VCIRC_BFD_AUTH_DIGEST;
	u8 packet[VCIRC_BFD_LEN_MAX];
	int err;

	memcpy(packet, data, off);
	memcpy(packet + off, key->bytes, len);
	err = crypto_shash_tfm_digest(sha1 ? vcirc_bfd_sha1 : vcirc_bfd_md5,
				      packet, off + len, digest);
	memzero_explicit(packet, sizeof(packet));
	return err;
}

/**
 * vcirc_bfd_auth_sign() - write the authentication section
 * @keys: how packets are authenticated
 * @seq: the session's
 * @data: the packet, VCIRC_BFD_LEN_MAX bytes, its mandatory section written
 *
 * RFC 5880 sections 4.2 to 4.4.
 *
 * Return: 0, or the error of the digest
 */
int vcirc_bfd_auth_sign(const struct vcirc_bfd_keys *keys,
			const struct vcirc_bfd_sequence *seq, u8 *data)
{
	const struct vcirc_bfd_key *key = &keys->key[0];
	u8 digest[VCIRC_BFD_SHA1_LEN];
	u8 *auth = data + VCIRC_BFD_LEN;
	__be32 number;
	int err;

	if (keys->type == VCIRC_BFD_AUTH_NONE)
		return 0;
	auth[VCIRC_BFD_AUTH_TYPE] = keys->type;
	auth[VCIRC_BFD_AUTH_LEN] = vcirc_bfd_auth_len(keys);
	auth[VCIRC_BFD_AUTH_KEY_ID] = key->id;
	if (keys->type == VCIRC_BFD_AUTH_SIMPLE) {
		memcpy(auth + VCIRC_BFD_AUTH_PASSWORD, key->bytes, key->len);
		return 0;
	}
	auth[VCIRC_BFD_AUTH_KEY_ID + 1] = 0;
	number = cpu_to_be32(seq->tx);
	memcpy(auth + VCIRC_BFD_AUTH_SEQUENCE, &number, sizeof(number));
	err = vcirc_bfd_digest(keys->type, key, data, digest);
	if (!err)
		memcpy(auth + VCIRC_BFD_AUTH_DIGEST, digest,
		       vcirc_bfd_digest_len(keys->type));
	return err;
}

/* Sections 6.7.3 and 6.7.4: new, and not too far ahead. */
static bool vcirc_bfd_sequence_fits(const struct vcirc_bfd_keys *keys,
				    const struct vcirc_bfd_sequence *seq,
				    u8 mult, u32 number)
{
	u32 min = vcirc_bfd_auth_is_meticulous(keys->type);
	u32 ahead = number - seq->rx;

	return !seq->rx_known || (ahead >= min && ahead <= 3U * mult);
}

static const struct vcirc_bfd_key *
vcirc_bfd_key_find(const struct vcirc_bfd_keys *keys, u8 id)
{
	unsigned int i;

	for (i = 0; i < VCIRC_BFD_KEYS; i++)
		if (keys->key[i].len && keys->key[i].id == id)
			return &keys->key[i];
	return NULL;
}

/**
 * vcirc_bfd_auth_check() - is a packet from who knows a key
 * @keys: how packets are authenticated
 * @seq: the session's; goes on when the packet is taken
 * @packet: its mandatory section
 * @data: the packet, as many bytes as @packet says, VCIRC_BFD_LEN_MAX at most
 *	if there are more
 *
 * RFC 5880 sections 6.7.2 to 6.7.4. The sequence is not learnt from a packet
 * whose digest is wrong.
 *
 * Return: VCIRC_BFD_TAKEN, or what is wrong
 */
enum vcirc_bfd_drop
vcirc_bfd_auth_check(const struct vcirc_bfd_keys *keys,
		     struct vcirc_bfd_sequence *seq,
		     const struct vcirc_bfd_packet *packet, const u8 *data)
{
	const u8 *auth = data + VCIRC_BFD_LEN;
	const struct vcirc_bfd_key *key;
	u8 digest[VCIRC_BFD_SHA1_LEN];
	unsigned int len;
	__be32 number;

	if (!packet->auth)
		return keys->type == VCIRC_BFD_AUTH_NONE ?
		       VCIRC_BFD_TAKEN : VCIRC_BFD_DROP_AUTH_TYPE;
	if (keys->type == VCIRC_BFD_AUTH_NONE ||
	    auth[VCIRC_BFD_AUTH_TYPE] != keys->type)
		return VCIRC_BFD_DROP_AUTH_TYPE;
	/* Nothing may stand behind it. */
	len = auth[VCIRC_BFD_AUTH_LEN];
	if (len <= VCIRC_BFD_AUTH_PASSWORD || packet->len > VCIRC_BFD_LEN_MAX ||
	    packet->len != VCIRC_BFD_LEN + len)
		return VCIRC_BFD_DROP_LENGTH;
	if (keys->type != VCIRC_BFD_AUTH_SIMPLE &&
	    len != vcirc_bfd_auth_len(keys))
		return VCIRC_BFD_DROP_LENGTH;

	key = vcirc_bfd_key_find(keys, auth[VCIRC_BFD_AUTH_KEY_ID]);
	if (!key)
		return VCIRC_BFD_DROP_AUTH_KEY;
	if (keys->type == VCIRC_BFD_AUTH_SIMPLE) {
		if (len != VCIRC_BFD_AUTH_PASSWORD + key->len ||
		    crypto_memneq(auth + VCIRC_BFD_AUTH_PASSWORD, key->bytes,
				  key->len))
			return VCIRC_BFD_DROP_AUTH_DIGEST;
		return VCIRC_BFD_TAKEN;
	}

	memcpy(&number, auth + VCIRC_BFD_AUTH_SEQUENCE, sizeof(number));
	if (!vcirc_bfd_sequence_fits(keys, seq, packet->mult,
				     be32_to_cpu(number)))
		return VCIRC_BFD_DROP_AUTH_SEQUENCE;
	if (vcirc_bfd_digest(keys->type, key, data, digest) ||
	    crypto_memneq(auth + VCIRC_BFD_AUTH_DIGEST, digest,
			  vcirc_bfd_digest_len(keys->type)))
		return VCIRC_BFD_DROP_AUTH_DIGEST;
	seq->rx = be32_to_cpu(number);
	seq->rx_known = true;
	return VCIRC_BFD_TAKEN;
}
