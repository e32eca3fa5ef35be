// SPDX-License-Identifier: GPL-2.0
/*
 * From words to a request: one table of arguments for the command line and for
 * batch files. Keywords are exact, since a prefix that is clear today is not
 * after the next release; what was probably meant is told in the error line.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

#define MTU_MIN	68	/* what IPv4 needs */
#define MTU_MAX	65535

const struct vc_key_def vc_keys[KEY_COUNT] = {
	[KEY_NAME] = {
		.word = "circuit", .kind = KIND_DEVICE, .value = "NAME",
	},
	[KEY_ROLE] = {
		.word = "path", .kind = KIND_CHOICE, .words = &words_role,
		.value = "primary|secondary",
	},
	[KEY_PEER] = {
		.word = "peer", .kind = KIND_DEVICE, .value = "NAME",
		.about = "make a pair, this is the circuit at the other end",
	},
	[KEY_NETNS] = {
		.word = "netns", .kind = KIND_NETNS, .needs = KEY_PEER, .value = "NETNS",
		.about = "network namespace of the peer",
	},
	[KEY_MODE] = {
		.word = "mode", .kind = KIND_CHOICE, .words = &words_mode,
		.value = "active-active|active-standby",
		.about = "use both paths, or one at a time",
	},
	[KEY_REVERT] = {
		.word = "revert", .kind = KIND_CHOICE, .words = &words_on_off,
		.value = "on|off",
		.about = "active-standby: go back to a primary path that returned",
	},
	[KEY_HASH] = {
		.word = "hash", .kind = KIND_CHOICE, .words = &words_hash,
		.value = "l2|l3|l4",
		.about = "a flow is a pair of MAC addresses, of IP addresses, a 5-tuple",
	},
	[KEY_SYMMETRIC] = {
		.word = "symmetric", .kind = KIND_CHOICE, .words = &words_on_off,
		.value = "on|off",
		.about = "both directions of a flow choose the same path",
	},
	[KEY_SEED] = {
		.word = "seed", .kind = KIND_HEX, .max = UINT32_MAX, .value = "N",
		.about = "mixed into the hash; random unless given",
	},
	[KEY_REBALANCE_TIME] = {
		.word = "rebalance-time", .kind = KIND_TIME,
		.max = VCIRC_REBALANCE_TIME_MAX, .value = "TIME",
		.about = "from the return of a path until busy flows move back",
	},
	[KEY_MTU] = {
		.word = "mtu", .kind = KIND_NUMBER, .min = MTU_MIN, .max = MTU_MAX,
		.value = "N",
		.about = "maximum transmission unit; add gives it to the peer too",
	},
	[KEY_ADDRESS] = {
		.word = "address", .kind = KIND_MAC, .value = "MAC",
		.about = "MAC address; random unless given",
	},
	[KEY_DEV] = {
		.word = "dev", .kind = KIND_DEVICE, .value = "IF",
		.about = "the port",
	},
	[KEY_VIA] = {
		.word = "via", .kind = KIND_IP, .value = "ADDRESS",
		.about = "next hop: the path is a router on the port, which stays as it is",
	},
	[KEY_S_VLAN] = {
		.word = "s-vlan", .kind = KIND_NUMBER, .min = 1, .max = VCIRC_VID_MAX,
		.value = "VID",
		.about = "service tag; without one the port is the circuit's alone",
	},
	[KEY_PROTO] = {
		.word = "proto", .kind = KIND_CHOICE, .words = &words_s_proto,
		.needs = KEY_S_VLAN, .value = "802.1ad|802.1Q",
		.about = "protocol of the service tag, 802.1ad unless given",
	},
	[KEY_WEIGHT] = {
		.word = "weight", .kind = KIND_NUMBER, .max = VCIRC_WEIGHT_MAX,
		.value = "N",
		.about = "share of the flows; 0 takes none while the other path is usable",
	},
	[KEY_ADMIN] = {
		.word = "admin", .kind = KIND_CHOICE, .words = &words_up_down,
		.value = "up|down",
		.about = "put the path in or out of service",
	},
	[KEY_FORCE] = {
		.word = "force", .kind = KIND_FLAG, .value = "",
		.about = "even if it is the last usable path",
	},
	[KEY_NO_BFD] = {
		.word = "no-bfd", .kind = KIND_FLAG, .value = "",
		.about = "watch the path with BFD no more",
	},
	[KEY_BFD] = {
		.word = "bfd", .kind = KIND_FLAG, .value = "",
		.about = "watch the path with BFD; behind it, SESSION is any of these:",
	},
	[KEY_LOCAL] = {
		.word = "local", .kind = KIND_IP, .value = "ADDRESS",
		.about = "own address; routed: that of the port unless given",
	},
	[KEY_BFD_PEER] = {
		.word = "peer", .kind = KIND_IP, .value = "ADDRESS",
		.about = "address of the peer; routed: the next hop unless given",
	},
	[KEY_MIN_TX] = {
		.word = "min-tx", .kind = KIND_USEC, .min = VCIRC_BFD_INTERVAL_MIN,
		.max = VCIRC_BFD_INTERVAL_MAX, .value = "TIME",
		.about = "send no more often than this; 300ms unless given",
	},
	[KEY_MIN_RX] = {
		.word = "min-rx", .kind = KIND_USEC, .min = VCIRC_BFD_INTERVAL_MIN,
		.max = VCIRC_BFD_INTERVAL_MAX, .value = "TIME",
		.about = "have the peer send no more often than this; 300ms unless given",
	},
	[KEY_MULT] = {
		.word = "mult", .kind = KIND_NUMBER, .min = VCIRC_BFD_MULT_MIN,
		.max = UINT8_MAX, .value = "N",
		.about = "packets the peer has to miss in a row; 3 unless given",
	},
	[KEY_PASSIVE] = {
		.word = "passive", .kind = KIND_CHOICE, .words = &words_on_off,
		.value = "on|off",
		.about = "send nothing before the peer was heard",
	},
	[KEY_ECHO] = {
		.word = "echo", .kind = KIND_USEC, .max = VCIRC_BFD_INTERVAL_MAX,
		.off = true, .value = "TIME|off",
		.about = "routed: have the router return packets this often",
	},
	[KEY_AUTH] = {
		.word = "auth", .kind = KIND_CHOICE, .words = &words_bfd_auth,
		.value = "TYPE",
		.about = "none, simple, [meticulous-]keyed-md5, [meticulous-]keyed-sha1",
	},
	[KEY_KEY_ID] = {
		.word = "key-id", .kind = KIND_NUMBER, .max = UINT8_MAX,
		.needs = KEY_AUTH, .value = "N",
		.about = "of the key that is sent, and accepted",
	},
	[KEY_KEY_FILE] = {
		.word = "key-file", .kind = KIND_FILE, .needs = KEY_AUTH, .value = "FILE|-",
		.about = "where that key is",
	},
	[KEY_KEY2_ID] = {
		.word = "key2-id", .kind = KIND_NUMBER, .max = UINT8_MAX,
		.needs = KEY_AUTH, .value = "N",
		.about = "of another key that is accepted",
	},
	[KEY_KEY2_FILE] = {
		.word = "key2-file", .kind = KIND_FILE, .needs = KEY_AUTH, .value = "FILE|-",
		.about = "where that key is",
	},
	[KEY_SESSIONS] = {
		.word = "bfd", .kind = KIND_FLAG, .value = "",
		.about = "its BFD sessions, with all that is known of them",
	},
};

/*
 * Edits from a to b: insert, delete, replace, swap neighbours. Words longer
 * than any keyword are as far away as can be.
 */
static unsigned int distance(const char *a, const char *b)
{
	enum { MAX = 24 };
	unsigned int d[MAX + 1][MAX + 1];
	size_t la = strlen(a), lb = strlen(b), i, j;

	if (la > MAX || lb > MAX)
		return MAX;
	for (i = 0; i <= la; i++)
		d[i][0] = i;
	for (j = 0; j <= lb; j++)
		d[0][j] = j;
	for (i = 1; i <= la; i++) {
		for (j = 1; j <= lb; j++) {
			unsigned int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			if (d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	}
	return d[la][lb];
}

/**
 * vc_suggest - what was probably meant
 * @word: what was written
 * @list: what could have been, NULLs are passed over
 * @count: entries of @list
 *
 * Return: the only word that begins like @word, else the one nearest to it if
 * that is near enough, else NULL.
 */
const char *vc_suggest(const char *word, const char *const *list, unsigned int count)
{
	const char *prefix = NULL, *near = NULL;
	unsigned int prefixes = 0, least, i;
	size_t len = strlen(word);

	/* a short word has few letters to get wrong */
	least = len <= 5 ? 2 : 3;
	for (i = 0; i < count; i++) {
		unsigned int d;

		if (!list[i])
			continue;
		if (len && !strncmp(word, list[i], len)) {
			prefix = list[i];
			prefixes++;
		}
		d = distance(word, list[i]);
		if (d < least && d < strlen(list[i])) {
			least = d;
			near = list[i];
		}
	}
	return prefixes == 1 ? prefix : near;
}

/* " (did you mean "mode"?)" or nothing */
static const char *hint(const char *word, const char *const *list, unsigned int count,
			char *buf, size_t len)
{
	const char *meant = vc_suggest(word, list, count);

	buf[0] = '\0';
	if (meant)
		snprintf(buf, len, " (did you mean \"%s\"?)", meant);
	return buf;
}

/* "l2, l3 or l4" */
static const char *choices(const struct vc_words *words, char *buf, size_t len)
{
	size_t used = 0;
	unsigned int i;

	buf[0] = '\0';
	for (i = 0; i < words->count && used < len; i++)
		used += snprintf(buf + used, len - used, "%s%s",
				 !i ? "" : i + 1 < words->count ? ", " : " or ",
				 words->word[i]);
	return buf;
}

/* What should have stood there, for error lines. */
static const char *expected(const struct vc_key_def *def, char *buf, size_t len)
{
	switch (def->kind) {
	case KIND_CHOICE:
		return choices(def->words, buf, len);
	case KIND_NUMBER:
	case KIND_HEX:
		snprintf(buf, len, "a number, %u..%u", def->min, def->max);
		return buf;
	case KIND_TIME:
	case KIND_USEC:
		return def->off ? "a time with its unit (us, ms, s, min or h) or off" :
				  "a time with its unit (us, ms, s, min or h)";
	case KIND_DEVICE:
		return "the name of a network device";
	case KIND_NETNS:
		return "the name of a network namespace";
	case KIND_MAC:
		return "a MAC address like 02:00:5e:00:53:01";
	case KIND_IP:
		return "an IPv4 or IPv6 address";
	case KIND_FILE:
		return "the name of a file, or - for standard input";
	case KIND_FLAG:
		break;
	}
	return "nothing";
}

static const char *parse_choice(const char *text, const struct vc_key_def *def,
				uint32_t *value, char *buf, size_t len)
{
	char list[96], meant[64];
	unsigned int i;

	for (i = 0; i < def->words->count; i++) {
		if (!strcmp(text, def->words->word[i])) {
			*value = i;
			return NULL;
		}
	}
	snprintf(buf, len, "expected %s%s", choices(def->words, list, sizeof(list)),
		 hint(text, def->words->word, def->words->count, meant, sizeof(meant)));
	return buf;
}

static const char *parse_number(const char *text, const struct vc_key_def *def,
				uint32_t *value, char *buf, size_t len)
{
	bool hex = def->kind == KIND_HEX && !strncmp(text, "0x", 2);
	const char *digits = hex ? text + 2 : text;
	uint64_t number = 0;

	snprintf(buf, len, "expected a number, %u..%u", def->min, def->max);
	if (!*digits)
		return buf;
	for (; *digits; digits++) {
		unsigned char c = *digits;

		if (hex ? !isxdigit(c) : !isdigit(c))
			return buf;
		/* stay where nothing overflows, it is out of range anyhow */
		if (number > UINT32_MAX)
			continue;
		number = number * (hex ? 16 : 10) +
			 (isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
	}
	if (number < def->min || number > def->max) {
		snprintf(buf, len, "must be %u..%u", def->min, def->max);
		return buf;
	}
	*value = number;
	return NULL;
}

static const char *parse_time(const char *text, const struct vc_key_def *def,
			      uint32_t *value, char *buf, size_t len)
{
	static const struct {
		const char *word;
		uint64_t us;
	} units[] = {
		{ "us", 1 }, { "ms", 1000 }, { "s", 1000000 },
		{ "min", 60000000 }, { "h", 3600000000ULL },
	};
	uint64_t unit = def->kind == KIND_TIME ? 1000 : 1;
	uint64_t max = def->kind == KIND_TIME ? def->max * unit : UINT32_MAX;
	uint64_t whole = 0, part = 0, scale = 1, us;
	char least[VC_USEC_TEXT], most[VC_USEC_TEXT];
	const char *p = text;
	unsigned int i;
	bool exact;

	if (def->off && !strcmp(text, "off")) {
		*value = 0;
		return NULL;
	}
	if (!isdigit((unsigned char)*p))
		return def->off ? "expected a time like 50ms, or off" :
				  def->kind == KIND_TIME ? "expected a time like 10s" :
							   "expected a time like 50ms";
	for (; isdigit((unsigned char)*p); p++)
		if (whole <= max)
			whole = whole * 10 + (*p - '0');
	if (*p == '.' && isdigit((unsigned char)p[1])) {
		for (p++; isdigit((unsigned char)*p) && scale < 1000000; p++, scale *= 10)
			part = part * 10 + (*p - '0');
		if (isdigit((unsigned char)*p))
			return "too many decimals";
	}
	for (i = 0; i < VC_ARRAY_SIZE(units); i++)
		if (!strcmp(p, units[i].word))
			break;
	if (i == VC_ARRAY_SIZE(units)) {
		snprintf(buf, len, "%s unit, expected us, ms, s, min or h",
			 *p ? "unknown" : "needs a");
		return buf;
	}
	if (whole > max || whole * units[i].us > max ||
	    whole * units[i].us + part * units[i].us / scale > max) {
		snprintf(buf, len, "must be %s..%s", vc_usec(def->min * unit, least),
			 vc_usec(def->max * unit, most));
		return buf;
	}
	exact = !(part * units[i].us % scale);
	us = whole * units[i].us + part * units[i].us / scale;
	if (!exact || us % unit)
		return def->kind == KIND_TIME ? "must be whole milliseconds" :
						"must be whole microseconds";
	*value = us / unit;
	return NULL;
}

static const char *parse_device(const char *text)
{
	const char *p;

	if (!*text)
		return "is empty";
	if (strlen(text) >= IFNAMSIZ)
		return "too long, a name has at most 15 characters";
	if (!strcmp(text, ".") || !strcmp(text, ".."))
		return "not a valid name";
	for (p = text; *p; p++)
		if (*p == '/' || *p == ':' || isspace((unsigned char)*p))
			return "a name has no '/', ':' or white space";
	return NULL;
}

static const char *parse_netns(const char *text)
{
	if (!*text)
		return "is empty";
	if (strchr(text, '/') || !strcmp(text, ".") || !strcmp(text, ".."))
		return "expected the name of a network namespace, as ip netns lists it";
	return NULL;
}

static const char *parse_mac(const char *text, uint8_t *mac)
{
	static const char usage[] = "expected a MAC address like 02:00:5e:00:53:01";
	unsigned int i, any = 0;

	for (i = 0; i < 6; i++, text += 3) {
		char byte[3] = { text[0], text[0] ? text[1] : '\0', '\0' };

		if (!isxdigit((unsigned char)byte[0]) || !isxdigit((unsigned char)byte[1]))
			return usage;
		if (text[2] != (i < 5 ? ':' : '\0'))
			return usage;
		mac[i] = strtoul(byte, NULL, 16);
		any |= mac[i];
	}
	if (mac[0] & 1)
		return "is a multicast address";
	return any ? NULL : "is all zeros";
}

/* Which of them makes sense there the kernel knows. */
static const char *parse_ip(const char *text, struct vc_addr *ip)
{
	ip->len = 4;
	if (inet_pton(AF_INET, text, ip->byte) == 1)
		return NULL;
	ip->len = 16;
	if (inet_pton(AF_INET6, text, ip->byte) == 1)
		return NULL;
	return "expected an IPv4 or IPv6 address, without a prefix length";
}

static int parse_value(const struct vc_ctx *ctx, enum vc_key key, const char *text,
		       struct vc_request *req)
{
	const struct vc_key_def *def = &vc_keys[key];
	char buf[VC_TEXT_LEN];
	const char *why = NULL;

	switch (def->kind) {
	case KIND_CHOICE:
		why = parse_choice(text, def, &req->value[key], buf, sizeof(buf));
		break;
	case KIND_NUMBER:
	case KIND_HEX:
		why = parse_number(text, def, &req->value[key], buf, sizeof(buf));
		break;
	case KIND_TIME:
	case KIND_USEC:
		why = parse_time(text, def, &req->value[key], buf, sizeof(buf));
		break;
	case KIND_DEVICE:
		why = parse_device(text);
		break;
	case KIND_NETNS:
		why = parse_netns(text);
		break;
	case KIND_MAC:
		why = parse_mac(text, req->address);
		break;
	case KIND_IP:
		why = parse_ip(text, &req->ip[key]);
		break;
	case KIND_FILE:
		why = *text ? NULL : "is empty";
		break;
	case KIND_FLAG:
		break;
	}
	if (why)
		return vc_fail(ctx, VC_USAGE, "%s \"%s\": %s", def->word, text, why);
	req->given |= VC_BIT(key);
	req->text[key] = text;
	return VC_DONE;
}

/* The keyword of a verb that is word, else KEY_NONE and the words it could be. */
static enum vc_key find_key(const struct vc_verb *verb, const char *word,
			    const char **list, unsigned int *count)
{
	unsigned int key;

	*count = 0;
	for (key = KEY_ROLE + 1; key < KEY_COUNT; key++) {
		if (!(verb->keys & VC_BIT(key)))
			continue;
		if (!strcmp(word, vc_keys[key].word))
			return key;
		list[(*count)++] = vc_keys[key].word;
	}
	return KEY_NONE;
}

/* "admin or weight", of a mask of keys */
static const char *key_words(uint64_t keys, char *buf, size_t len)
{
	const char *list[KEY_COUNT];
	struct vc_words words = { .word = list };
	unsigned int key;

	for (key = 0; key < KEY_COUNT; key++)
		if (keys & VC_BIT(key))
			list[words.count++] = vc_keys[key].word;
	return choices(&words, buf, len);
}

/* Authentication is told as a whole. */
static int check_auth(const struct vc_ctx *ctx, const struct vc_request *req)
{
	static const enum vc_key pair[][2] = {
		{ KEY_KEY_ID, KEY_KEY_FILE }, { KEY_KEY2_ID, KEY_KEY2_FILE },
	};
	bool none = req->value[KEY_AUTH] == VCIRC_BFD_AUTH_NONE;
	unsigned int i, j;

	for (i = 0; i < VC_ARRAY_SIZE(pair); i++) {
		for (j = 0; j < 2; j++) {
			enum vc_key key = pair[i][j], other = pair[i][!j];

			if (none && vc_given(req, key))
				return vc_fail(ctx, VC_USAGE, "%s \"%s\": not with auth none",
					       vc_keys[key].word, req->text[key]);
			if (vc_given(req, key) && !vc_given(req, other))
				return vc_fail(ctx, VC_USAGE, "%s \"%s\": only together with %s",
					       vc_keys[key].word, req->text[key],
					       vc_keys[other].word);
		}
	}
	if (!none && !vc_given(req, KEY_KEY_ID))
		return vc_fail(ctx, VC_USAGE, "auth \"%s\": needs key-id and key-file",
			       req->text[KEY_AUTH]);
	if (vc_given(req, KEY_KEY2_ID) && req->value[KEY_KEY_ID] == req->value[KEY_KEY2_ID])
		return vc_fail(ctx, VC_USAGE, "key2-id \"%s\": is that of the first key",
			       req->text[KEY_KEY2_ID]);
	return VC_DONE;
}

/* What a verb needs and what goes with what. */
static int check_whole(const struct vc_ctx *ctx, const struct vc_verb *verb,
		       const struct vc_request *req)
{
	uint64_t missing = verb->required & ~req->given;
	char buf[VC_TEXT_LEN];
	unsigned int key;

	if (missing)
		return vc_fail(ctx, VC_USAGE, "%s: %s is missing (see \"vcirc %s help\")",
			       verb->word, key_words(missing, buf, sizeof(buf)), verb->word);
	if (verb->any && !(verb->any & req->given))
		return vc_fail(ctx, VC_USAGE, "%s: nothing to change, expected %s",
			       verb->word, key_words(verb->any, buf, sizeof(buf)));
	for (key = 0; key < KEY_COUNT; key++) {
		enum vc_key needs = vc_keys[key].needs;

		if (vc_given(req, key) && needs && !vc_given(req, needs))
			return vc_fail(ctx, VC_USAGE, "%s \"%s\": only together with %s",
				       vc_keys[key].word, req->text[key],
				       vc_keys[needs].word);
	}
	if (vc_given(req, KEY_BFD) && vc_given(req, KEY_NO_BFD))
		return vc_fail(ctx, VC_USAGE, "argument \"no-bfd\": not together with bfd");
	return vc_given(req, KEY_AUTH) ? check_auth(ctx, req) : VC_DONE;
}

/**
 * vc_parse - make a request of the words after a command
 * @ctx: for error lines
 * @verb: the command
 * @argc: how many words
 * @argv: the words; the request keeps pointers to them
 * @req: filled
 *
 * Return: VC_DONE, or VC_USAGE after an error line.
 */
int vc_parse(const struct vc_ctx *ctx, const struct vc_verb *verb, int argc, char **argv,
	     struct vc_request *req)
{
	static const enum vc_key position[] = { KEY_NAME, KEY_ROLE };
	const char *list[KEY_COUNT];
	char buf[VC_TEXT_LEN];
	unsigned int count, p;
	int i = 0, rc;

	memset(req, 0, sizeof(*req));
	for (p = 0; p < verb->positions; p++, i++) {
		const struct vc_key_def *def = &vc_keys[position[p]];

		if (i == argc && verb->optional)
			break;
		if (i == argc)
			return vc_fail(ctx, VC_USAGE, "%s: %s is missing, expected %s",
				       verb->word, def->value,
				       expected(def, buf, sizeof(buf)));
		rc = parse_value(ctx, position[p], argv[i], req);
		if (rc)
			return rc;
	}
	for (; i < argc; i++) {
		enum vc_key key = find_key(verb, argv[i], list, &count);
		const char *word = argv[i];

		if (key == KEY_NONE) {
			hint(word, list, count, buf, sizeof(buf));
			return vc_fail(ctx, VC_USAGE, "argument \"%s\": not known to %s%s",
				       word, verb->word, buf);
		}
		if (VC_BIT(key) & VC_KEYS_SESSION && !vc_given(req, KEY_BFD))
			return vc_fail(ctx, VC_USAGE, "argument \"%s\": only behind bfd", word);
		if (vc_keys[key].kind != KIND_FLAG && ++i == argc)
			return vc_fail(ctx, VC_USAGE, "%s: value is missing, expected %s",
				       word, expected(&vc_keys[key], buf, sizeof(buf)));
		if (vc_given(req, key))
			return vc_fail(ctx, VC_USAGE, "%s \"%s\": given twice",
				       word, argv[i]);
		rc = parse_value(ctx, key, argv[i], req);
		if (rc)
			return rc;
	}
	return check_whole(ctx, verb, req);
}
