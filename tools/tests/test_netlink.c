// SPDX-License-Identifier: GPL-2.0
/*
 * The seam on a socket that is played: what kernel.c sends, byte by byte, and
 * what it makes of answers.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include "kmsg.h"
#include "play.h"

static unsigned int tests, failures;

__attribute__((format(printf, 2, 3)))
static void ok(bool good, const char *fmt, ...)
{
	va_list args;

	printf("%sok %u - ", good ? "" : "not ", ++tests);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	failures += !good;
}

/* A request the way parse.c makes it. */
static struct vc_request request(void)
{
	struct vc_request req = { .given = VC_BIT(KEY_NAME) };

	req.text[KEY_NAME] = "vc0";
	return req;
}

static void give(struct vc_request *req, enum vc_key key, const char *text, uint32_t value)
{
	req->given |= VC_BIT(key);
	req->text[key] = text;
	req->value[key] = value;
}

static const struct nlattr **sent_attrs(size_t head, uint16_t max)
{
	static const struct nlattr *tb[64];

	nl_attrs(mnl_nlmsg_get_payload_offset(sent, MNL_ALIGN(head)),
		 mnl_nlmsg_get_payload_len(sent) - MNL_ALIGN(head), tb, max);
	return tb;
}

static bool is_str(const struct nlattr *attr, const char *text)
{
	return attr && mnl_attr_get_payload_len(attr) == strlen(text) + 1 &&
	       !memcmp(mnl_attr_get_payload(attr), text, strlen(text) + 1);
}

static bool is_uint(const struct nlattr *attr, uint64_t value, unsigned int size)
{
	return attr && mnl_attr_get_payload_len(attr) == size && nl_get_uint(attr) == value;
}

static unsigned int count_attrs(const struct nlattr *nest)
{
	const struct nlattr *attr;
	unsigned int count = 0;

	mnl_attr_for_each_nested(attr, nest)
		count++;
	return count;
}

static void test_add(struct vc_kernel *kernel)
{
	const struct nlattr **tb, *info[IFLA_INFO_MAX + 1], *conf[VCIRC_A_CONFIG_MAX + 1];
	const struct nlattr *peer, *in_peer[IFLA_MAX + 1];
	struct vc_error err = { 0 };
	struct vc_request req = request();

	give(&req, KEY_PEER, "vc1", 0);
	give(&req, KEY_NETNS, "red", 0);
	give(&req, KEY_MTU, "1400", 1400);
	give(&req, KEY_MODE, "active-standby", VCIRC_MODE_ACTIVE_STANDBY);
	give(&req, KEY_REVERT, "off", 0);
	give(&req, KEY_HASH, "l3", VCIRC_HASH_L3);
	give(&req, KEY_SYMMETRIC, "on", 1);
	give(&req, KEY_SEED, "0xdeadbeef", 0xdeadbeef);
	give(&req, KEY_REBALANCE_TIME, "1s", 1000);
	give(&req, KEY_ADDRESS, "02:00:00:00:00:01", 0);
	memcpy(req.address, "\x02\0\0\0\0\x01", 6);
	answer = answer_ack;
	ok(!kernel_add(kernel, &req, 5, &err), "add: an acknowledgment is success");
	ok(sent->nlmsg_type == RTM_NEWLINK && sent->nlmsg_flags ==
	   (NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL),
	   "add: is an RTM_NEWLINK that must create");
	tb = sent_attrs(sizeof(struct ifinfomsg), IFLA_MAX > 63 ? 63 : IFLA_MAX);
	ok(is_str(tb[IFLA_IFNAME], "vc0") && is_uint(tb[IFLA_MTU], 1400, 4),
	   "add: name and MTU");
	ok(tb[IFLA_ADDRESS] && mnl_attr_get_payload_len(tb[IFLA_ADDRESS]) == 6 &&
	   !memcmp(mnl_attr_get_payload(tb[IFLA_ADDRESS]), req.address, 6), "add: address");
	nl_nested(tb[IFLA_LINKINFO], info, IFLA_INFO_MAX);
	ok(is_str(info[IFLA_INFO_KIND], "vcirc"), "add: the kind is vcirc");
	nl_nested(info[IFLA_INFO_DATA], conf, VCIRC_A_CONFIG_MAX);
	ok(is_uint(conf[VCIRC_A_CONFIG_MODE], 1, 4) &&
	   is_uint(conf[VCIRC_A_CONFIG_REVERT], 0, 1) &&
	   is_uint(conf[VCIRC_A_CONFIG_HASH], 1, 4) &&
	   is_uint(conf[VCIRC_A_CONFIG_SYMMETRIC], 1, 1) &&
	   is_uint(conf[VCIRC_A_CONFIG_SEED], 0xdeadbeef, 4) &&
	   is_uint(conf[VCIRC_A_CONFIG_REBALANCE_TIME], 1000, 4),
	   "add: every setting has its attribute, of the size the specification says");
	peer = conf[VCIRC_A_CONFIG_PEER];
	ok(peer && peer->nla_type & NLA_F_NESTED, "add: the peer is a nest");
	nl_attrs((char *)mnl_attr_get_payload(peer) + sizeof(struct ifinfomsg),
		 mnl_attr_get_payload_len(peer) - sizeof(struct ifinfomsg), in_peer, IFLA_MAX);
	ok(is_str(in_peer[IFLA_IFNAME], "vc1") && is_uint(in_peer[IFLA_NET_NS_FD], 5, 4) &&
	   is_uint(in_peer[IFLA_MTU], 1400, 4) && !in_peer[IFLA_ADDRESS],
	   "add: the peer has its name, network namespace, the same MTU, no address");

	req = request();
	kernel_add(kernel, &req, -1, &err);
	tb = sent_attrs(sizeof(struct ifinfomsg), 63);
	nl_nested(tb[IFLA_LINKINFO], info, IFLA_INFO_MAX);
	ok(!tb[IFLA_MTU] && !tb[IFLA_ADDRESS] && !count_attrs(info[IFLA_INFO_DATA]),
	   "add: what was not given is not sent");
}

static void test_commands(struct vc_kernel *kernel)
{
	const struct nlattr **tb, *path[VCIRC_A_PATH_MAX + 1];
	struct genlmsghdr *genl;
	struct vc_error err = { 0 };
	struct vc_request req = request();

	answer = answer_ack;
	give(&req, KEY_ROLE, "secondary", VCIRC_ROLE_SECONDARY);
	give(&req, KEY_DEV, "eth1", 0);
	give(&req, KEY_S_VLAN, "4094", 4094);
	give(&req, KEY_PROTO, "802.1Q", VCIRC_S_PROTO_DOT1Q);
	give(&req, KEY_WEIGHT, "255", 255);
	ok(!kernel_bind(kernel, &req, &err), "bind: an acknowledgment is success");
	genl = mnl_nlmsg_get_payload(sent);
	ok(sent->nlmsg_type == FAMILY && genl->cmd == VCIRC_CMD_PATH_BIND &&
	   genl->version == VCIRC_FAMILY_VERSION, "bind: is the command of our family");
	tb = sent_attrs(sizeof(*genl), VCIRC_A_CIRCUIT_MAX);
	ok(is_str(tb[VCIRC_A_CIRCUIT_NAME], "vc0") && !tb[VCIRC_A_CIRCUIT_CONFIG] &&
	   !tb[VCIRC_A_CIRCUIT_FORCE], "bind: names the circuit and sends no more than that");
	nl_nested(tb[VCIRC_A_CIRCUIT_PATH], path, VCIRC_A_PATH_MAX);
	ok(is_uint(path[VCIRC_A_PATH_ROLE], 1, 4) && is_str(path[VCIRC_A_PATH_PORT_NAME], "eth1") &&
	   is_uint(path[VCIRC_A_PATH_S_VLAN], 4094, 2) &&
	   is_uint(path[VCIRC_A_PATH_S_PROTO], 1, 4) &&
	   is_uint(path[VCIRC_A_PATH_WEIGHT], 255, 1) &&
	   count_attrs(tb[VCIRC_A_CIRCUIT_PATH]) == 5, "bind: the path, five attributes");

	req = request();
	give(&req, KEY_ROLE, "primary", VCIRC_ROLE_PRIMARY);
	give(&req, KEY_DEV, "eth1", 0);
	give(&req, KEY_VIA, "192.0.2.2", 0);
	req.ip[KEY_VIA] = (struct vc_addr){ 4, { 192, 0, 2, 2 } };
	kernel_bind(kernel, &req, &err);
	tb = sent_attrs(sizeof(*genl), VCIRC_A_CIRCUIT_MAX);
	nl_nested(tb[VCIRC_A_CIRCUIT_PATH], path, VCIRC_A_PATH_MAX);
	ok(path[VCIRC_A_PATH_VIA] && mnl_attr_get_payload_len(path[VCIRC_A_PATH_VIA]) == 4 &&
	   !memcmp(mnl_attr_get_payload(path[VCIRC_A_PATH_VIA]), req.ip[KEY_VIA].byte, 4) &&
	   count_attrs(tb[VCIRC_A_CIRCUIT_PATH]) == 3, "bind: the next hop, in its own length");

	req = request();
	give(&req, KEY_ROLE, "primary", VCIRC_ROLE_PRIMARY);
	give(&req, KEY_ADMIN, "down", 0);
	give(&req, KEY_FORCE, "force", 0);
	kernel_path(kernel, &req, &err);
	genl = mnl_nlmsg_get_payload(sent);
	tb = sent_attrs(sizeof(*genl), VCIRC_A_CIRCUIT_MAX);
	nl_nested(tb[VCIRC_A_CIRCUIT_PATH], path, VCIRC_A_PATH_MAX);
	ok(genl->cmd == VCIRC_CMD_CIRCUIT_SET && tb[VCIRC_A_CIRCUIT_FORCE] &&
	   !mnl_attr_get_payload_len(tb[VCIRC_A_CIRCUIT_FORCE]) &&
	   is_uint(path[VCIRC_A_PATH_ADMIN_UP], 0, 1), "path: admin down with force");

	req.given &= ~VC_BIT(KEY_ADMIN);
	kernel_unbind(kernel, &req, &err);
	genl = mnl_nlmsg_get_payload(sent);
	tb = sent_attrs(sizeof(*genl), VCIRC_A_CIRCUIT_MAX);
	ok(genl->cmd == VCIRC_CMD_PATH_UNBIND && tb[VCIRC_A_CIRCUIT_FORCE] &&
	   count_attrs(tb[VCIRC_A_CIRCUIT_PATH]) == 1, "unbind: the role and force");
}

static bool is_bytes(const struct nlattr *attr, const char *bytes, size_t len)
{
	return attr && mnl_attr_get_payload_len(attr) == len &&
	       !memcmp(mnl_attr_get_payload(attr), bytes, len);
}

static void test_sessions(struct vc_kernel *kernel)
{
	const struct nlattr **tb, *path[VCIRC_A_PATH_MAX + 1], *bfd[VCIRC_A_BFD_MAX + 1];
	struct vc_error err = { 0 };
	struct vc_request req = request();

	answer = answer_ack;
	give(&req, KEY_ROLE, "primary", VCIRC_ROLE_PRIMARY);
	give(&req, KEY_BFD, "bfd", 0);
	kernel_path(kernel, &req, &err);
	tb = sent_attrs(sizeof(struct genlmsghdr), VCIRC_A_CIRCUIT_MAX);
	nl_nested(tb[VCIRC_A_CIRCUIT_PATH], path, VCIRC_A_PATH_MAX);
	ok(path[VCIRC_A_PATH_BFD] && path[VCIRC_A_PATH_BFD]->nla_type & NLA_F_NESTED &&
	   !count_attrs(path[VCIRC_A_PATH_BFD]) && !path[VCIRC_A_PATH_NO_BFD],
	   "bfd: alone is an empty nest");

	give(&req, KEY_LOCAL, "192.0.2.1", 0);
	req.ip[KEY_LOCAL] = (struct vc_addr){ 4, { 192, 0, 2, 1 } };
	give(&req, KEY_BFD_PEER, "fe80::2", 0);
	req.ip[KEY_BFD_PEER] = (struct vc_addr){ 16, { 0xfe, 0x80, [15] = 2 } };
	give(&req, KEY_MIN_TX, "50ms", 50000);
	give(&req, KEY_MIN_RX, "60s", 60000000);
	give(&req, KEY_MULT, "255", 255);
	give(&req, KEY_PASSIVE, "on", 1);
	give(&req, KEY_ECHO, "off", 0);
	give(&req, KEY_AUTH, "keyed-sha1", VCIRC_BFD_AUTH_KEYED_SHA1);
	give(&req, KEY_KEY_ID, "0", 0);
	give(&req, KEY_KEY_FILE, "key", 0);
	req.secret[0] = (struct vc_secret){ 3, { 'a', 0, 'b' } };
	give(&req, KEY_KEY2_ID, "255", 255);
	give(&req, KEY_KEY2_FILE, "key2", 0);
	req.secret[1] = (struct vc_secret){ 20, "0123456789abcdefghij" };
	kernel_bind(kernel, &req, &err);
	tb = sent_attrs(sizeof(struct genlmsghdr), VCIRC_A_CIRCUIT_MAX);
	nl_nested(tb[VCIRC_A_CIRCUIT_PATH], path, VCIRC_A_PATH_MAX);
	nl_nested(path[VCIRC_A_PATH_BFD], bfd, VCIRC_A_BFD_MAX);
	ok(is_bytes(bfd[VCIRC_A_BFD_LOCAL], "\300\0\2\1", 4) &&
	   is_bytes(bfd[VCIRC_A_BFD_PEER], (char *)req.ip[KEY_BFD_PEER].byte, 16) &&
	   is_uint(bfd[VCIRC_A_BFD_MIN_TX], 50000, 4) &&
	   is_uint(bfd[VCIRC_A_BFD_MIN_RX], 60000000, 4) &&
	   is_uint(bfd[VCIRC_A_BFD_MULT], 255, 1) && is_uint(bfd[VCIRC_A_BFD_PASSIVE], 1, 1) &&
	   is_uint(bfd[VCIRC_A_BFD_ECHO], 0, 4) && is_uint(bfd[VCIRC_A_BFD_AUTH], 4, 4),
	   "bfd: every setting has its attribute, of the size the specification says");
	ok(is_uint(bfd[VCIRC_A_BFD_KEY_ID], 0, 1) && is_bytes(bfd[VCIRC_A_BFD_KEY], "a\0b", 3) &&
	   is_uint(bfd[VCIRC_A_BFD_KEY2_ID], 255, 1) &&
	   is_bytes(bfd[VCIRC_A_BFD_KEY2], "0123456789abcdefghij", 20) &&
	   count_attrs(path[VCIRC_A_PATH_BFD]) == 12, "bfd: the keys, all their bytes");

	req = request();
	give(&req, KEY_ROLE, "primary", VCIRC_ROLE_PRIMARY);
	give(&req, KEY_NO_BFD, "no-bfd", 0);
	kernel_path(kernel, &req, &err);
	tb = sent_attrs(sizeof(struct genlmsghdr), VCIRC_A_CIRCUIT_MAX);
	nl_nested(tb[VCIRC_A_CIRCUIT_PATH], path, VCIRC_A_PATH_MAX);
	ok(path[VCIRC_A_PATH_NO_BFD] && !path[VCIRC_A_PATH_BFD] &&
	   !mnl_attr_get_payload_len(path[VCIRC_A_PATH_NO_BFD]), "bfd: no more is a flag");
}

/* Refusals: which attribute, and which words. */
static uint32_t bad_offset;
static int refuse_errno;
static const char *refuse_text;
static uint64_t refuse_min, refuse_max;	/* and no range unless there is a most */

static void answer_refusal(void)
{
	struct nlmsghdr *nlh = put_error(refuse_errno, refuse_text || bad_offset ?
					 NLM_F_ACK_TLVS : 0);
	struct nlattr *policy;

	if (refuse_text)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, refuse_text);
	if (bad_offset)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, bad_offset);
	if (refuse_max) {
		policy = mnl_attr_nest_start(nlh, NLMSGERR_ATTR_POLICY);
		mnl_attr_put_u32(nlh, NL_POLICY_TYPE_ATTR_TYPE, NL_ATTR_TYPE_U16);
		mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, refuse_min);
		mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, refuse_max);
		mnl_attr_nest_end(nlh, policy);
	}
	end_answer(nlh);
}

/* Where an attribute of the path stands in a message like the one sent last. */
static uint32_t offset_in_path(uint16_t type)
{
	const struct nlattr **tb, *path[VCIRC_A_PATH_MAX + 1];

	tb = sent_attrs(sizeof(struct genlmsghdr), VCIRC_A_CIRCUIT_MAX);
	nl_nested(tb[VCIRC_A_CIRCUIT_PATH], path, VCIRC_A_PATH_MAX);
	return (const char *)path[type] - (const char *)sent;
}

static void test_refusals(struct vc_kernel *kernel)
{
	struct vc_error err = { 0 };
	struct vc_request req = request();

	give(&req, KEY_ROLE, "primary", VCIRC_ROLE_PRIMARY);
	give(&req, KEY_DEV, "eth9", 0);
	give(&req, KEY_S_VLAN, "5000", 5000);
	answer = answer_ack;
	kernel_bind(kernel, &req, &err);

	answer = answer_refusal;
	refuse_errno = ENODEV;
	refuse_text = "no such device";
	bad_offset = offset_in_path(VCIRC_A_PATH_PORT_NAME);
	ok(kernel_bind(kernel, &req, &err) == VC_REFUSED && err.key == KEY_DEV &&
	   !strcmp(err.text, "no such device"),
	   "refused: the offset of a nested attribute leads to its keyword");
	refuse_errno = ERANGE;
	refuse_text = "integer out of range";
	refuse_min = 1;
	refuse_max = 4094;
	bad_offset = offset_in_path(VCIRC_A_PATH_S_VLAN);
	ok(kernel_bind(kernel, &req, &err) == VC_REFUSED && err.key == KEY_S_VLAN &&
	   !strcmp(err.text, "must be 1..4094"), "refused: the policy's range is told");
	refuse_max = 0;
	bad_offset = 3;
	refuse_text = "something";
	ok(kernel_bind(kernel, &req, &err) == VC_REFUSED && err.key == KEY_NAME,
	   "refused: an offset that leads nowhere leaves the circuit's name");
	bad_offset = 0;
	refuse_text = NULL;
	refuse_errno = ENOSPC;
	ok(kernel_bind(kernel, &req, &err) == VC_REFUSED && err.key == KEY_NAME &&
	   !strcmp(err.text, "No space left on device"),
	   "refused: without words of the kernel's the errno speaks");
	refuse_errno = EPERM;
	ok(kernel_bind(kernel, &req, &err) == VC_REFUSED && err.key == KEY_NONE &&
	   strstr(err.text, "CAP_NET_ADMIN"), "refused: who is not root is told so");
	refuse_errno = EBUSY;
	refuse_text = "it is the last usable path";
	ok(kernel_unbind(kernel, &req, &err) == VC_REFUSED && !strstr(err.text, "force"),
	   "refused: force is not offered where it would not help");
	req.given &= ~VC_BIT(KEY_DEV);
	ok(kernel_unbind(kernel, &req, &err) == VC_REFUSED && strstr(err.text, "add \"force\""),
	   "refused: taking away the last usable path tells of force");
	give(&req, KEY_FORCE, "force", 0);
	ok(kernel_unbind(kernel, &req, &err) == VC_REFUSED && !strstr(err.text, "add"),
	   "refused: force is not offered to who gave it");

	memset(&err, 0, sizeof(err));
	refuse_errno = 0;
	refuse_text = "the port carries an address";
	ok(kernel_bind(kernel, &req, &err) == VC_DONE &&
	   !strcmp(err.warning, "the port carries an address"), "words on success are a warning");

	req = request();
	refuse_errno = EEXIST;
	refuse_text = NULL;
	ok(kernel_add(kernel, &req, -1, &err) == VC_REFUSED && err.key == KEY_NAME &&
	   strstr(err.text, "exists"), "add: a name that is taken");
	give(&req, KEY_PEER, "vc1", 0);
	ok(kernel_add(kernel, &req, -1, &err) == VC_REFUSED && err.key == KEY_PEER,
	   "add: a peer's name that is taken");
	refuse_text = "taken";
	ok(kernel_add(kernel, &req, -1, &err) == VC_REFUSED && err.key == KEY_PEER &&
	   !strcmp(err.text, "taken"), "add: the kernel's own words about it are kept");
	refuse_errno = EOPNOTSUPP;
	refuse_text = "not today";
	ok(kernel_add(kernel, &req, -1, &err) == VC_REFUSED && !strcmp(err.text, "not today"),
	   "add: EOPNOTSUPP of a kernel that has vcirc is a refusal");
}

/* Where an attribute of the session stands in a message like the one sent last. */
static uint32_t offset_in_bfd(uint16_t type)
{
	const struct nlattr **tb, *path[VCIRC_A_PATH_MAX + 1], *bfd[VCIRC_A_BFD_MAX + 1];

	tb = sent_attrs(sizeof(struct genlmsghdr), VCIRC_A_CIRCUIT_MAX);
	nl_nested(tb[VCIRC_A_CIRCUIT_PATH], path, VCIRC_A_PATH_MAX);
	nl_nested(path[VCIRC_A_PATH_BFD], bfd, VCIRC_A_BFD_MAX);
	return (const char *)bfd[type] - (const char *)sent;
}

static void test_refused_sessions(struct vc_kernel *kernel)
{
	struct vc_error err = { 0 };
	struct vc_request req = request();

	give(&req, KEY_ROLE, "primary", VCIRC_ROLE_PRIMARY);
	give(&req, KEY_BFD, "bfd", 0);
	give(&req, KEY_MIN_TX, "1ms", 1000);
	give(&req, KEY_MULT, "1", 1);
	give(&req, KEY_ECHO, "61s", 61000000);
	give(&req, KEY_AUTH, "simple", VCIRC_BFD_AUTH_SIMPLE);
	give(&req, KEY_KEY_ID, "1", 1);
	give(&req, KEY_KEY_FILE, "key", 0);
	req.secret[0] = (struct vc_secret){ 1, { 'x' } };
	answer = answer_ack;
	kernel_path(kernel, &req, &err);

	answer = answer_refusal;
	refuse_errno = ERANGE;
	refuse_text = "integer out of range";
	refuse_min = VCIRC_BFD_INTERVAL_MIN;
	refuse_max = VCIRC_BFD_INTERVAL_MAX;
	bad_offset = offset_in_bfd(VCIRC_A_BFD_MIN_TX);
	ok(kernel_path(kernel, &req, &err) == VC_REFUSED && err.key == KEY_MIN_TX &&
	   !strcmp(err.text, "must be 3300us..60s"),
	   "refused: the range of a time is told the way times are typed");
	refuse_min = 0;
	bad_offset = offset_in_bfd(VCIRC_A_BFD_ECHO);
	ok(kernel_path(kernel, &req, &err) == VC_REFUSED && err.key == KEY_ECHO &&
	   !strcmp(err.text, "must be 0s..60s"), "refused: the same where there is no least");
	refuse_min = 2;
	refuse_max = 255;
	bad_offset = offset_in_bfd(VCIRC_A_BFD_MULT);
	ok(kernel_path(kernel, &req, &err) == VC_REFUSED && err.key == KEY_MULT &&
	   !strcmp(err.text, "must be 2..255"), "refused: that of a number as a number");
	refuse_max = 0;
	refuse_errno = EINVAL;
	refuse_text = "too long";
	bad_offset = offset_in_bfd(VCIRC_A_BFD_KEY);
	ok(kernel_path(kernel, &req, &err) == VC_REFUSED && err.key == KEY_KEY_FILE &&
	   !strcmp(err.text, "too long"), "refused: a key leads to its file");
	refuse_errno = EBUSY;
	refuse_text = "another session has it";
	bad_offset = offset_in_path(VCIRC_A_PATH_BFD);
	ok(kernel_path(kernel, &req, &err) == VC_REFUSED && err.key == KEY_BFD &&
	   !strstr(err.text, "force"), "refused: force does not help a session");
	bad_offset = 0;
}

static void test_error_bytes(void)
{
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr err;
		char rest[64];
	} m = { .nlh = { .nlmsg_type = NLMSG_ERROR, .nlmsg_flags = NLM_F_ACK_TLVS } };
	/* 7 bytes of the request stand before it, and one to align */
	struct nlattr *attr = (void *)(m.rest + 8);
	struct nl_error err;

	m.err.error = -EINVAL;
	m.nlh.nlmsg_len = sizeof(m.nlh) + sizeof(m.err) + 8 + 16;
	m.err.msg.nlmsg_len = sizeof(m.err.msg) + 7;
	attr->nla_type = NLMSGERR_ATTR_MSG;
	attr->nla_len = 16;
	memcpy(attr + 1, "no NUL here!", 12);
	nl_error_decode(&m.nlh, NULL, &err);
	ok(err.errnum == EINVAL && !strcmp(err.text, "no NUL here!"),
	   "answer: the request may stand before the words, the words may lack a NUL");
	attr->nla_len = 17;
	nl_error_decode(&m.nlh, NULL, &err);
	ok(err.errnum == EINVAL && !err.text[0], "answer: an attribute longer than the message");
	m.err.msg.nlmsg_len = 0xffffff00;
	nl_error_decode(&m.nlh, NULL, &err);
	ok(err.errnum == EINVAL && !err.text[0], "answer: a request longer than the message");
	m.err.msg.nlmsg_len = 3;
	nl_error_decode(&m.nlh, NULL, &err);
	ok(err.errnum == EINVAL && !err.text[0], "answer: a request shorter than its header");
	m.nlh.nlmsg_len = sizeof(m.nlh) + 2;
	nl_error_decode(&m.nlh, NULL, &err);
	ok(err.errnum == EBADMSG, "answer: too short for an error");
}

static void answer_circuit(void)
{
	end_answer(put_circuit("vc0", VCIRC_CMD_CIRCUIT_GET, 0));
	answer_ack();
}

static void test_circuit(struct vc_kernel *kernel)
{
	struct vc_error err = { 0 };
	struct vc_list list = { 0 };
	struct vc_circuit c;
	struct vc_path *p = &c.path[1];

	answer = answer_circuit;
	ok(!kernel_get(kernel, "vc0", &list, &err) && list.count == 1 && sent->nlmsg_flags ==
	   (NLM_F_REQUEST | NLM_F_ACK), "get: one circuit");
	c = list.circuit[0];
	ok(!strcmp(c.name, "vc0") && c.ifindex == 17 && c.mode == VCIRC_MODE_ACTIVE_STANDBY &&
	   c.revert && c.hash == VCIRC_HASH_L4 && c.symmetric && c.seed == 0xfeedbeef &&
	   c.rebalance_ms == 2500 && c.state == VCIRC_STATE_UP && c.since_ns == 77 &&
	   c.switches == 4 && c.moving == 9 && c.drops[VCIRC_A_DROPS_TX_NO_USABLE_PATH] == 41,
	   "get: every attribute of the circuit arrives");
	ok(c.has_switch && c.last_switch.from == 1 && c.last_switch.to == 0 &&
	   c.last_switch.reason == VCIRC_REASON_PEER_DOWN && c.last_switch.ago_ns == 88,
	   "get: the last switch arrives");
	ok(p->role == 1 && p->binding == VCIRC_BINDING_ETHERNET && p->port_ifindex == 41 &&
	   !strcmp(p->port_name, "eth2") && p->has_netnsid && p->port_netnsid == -1 &&
	   p->s_vlan == 7 && p->s_proto == VCIRC_S_PROTO_DOT1Q && p->admin_up &&
	   p->weight == 201 && p->state == VCIRC_PATH_STATE_UP && p->usable &&
	   p->buckets == 128 && p->since_ns == 5000000001ULL && p->times_up == 11 &&
	   p->times_down == 12 && p->flaps == 13 && p->tx_packets == 21 && p->tx_bytes == 22 &&
	   p->rx_packets == 23 && p->rx_bytes == UINT64_MAX &&
	   p->drops[VCIRC_A_DROPS_RX_NO_MEMORY] == 31 && p->via.len == 16 &&
	   p->via.byte[15] == 6 && p->neighbour == VCIRC_NEIGHBOUR_STALE && p->has_neighbour_mac &&
	   p->neighbour_mac[5] == 9,
	   "get: every attribute of a path arrives, unknown ones are passed over");
	ok(c.path[0].port_netnsid == 3 && !c.path[0].s_vlan && !c.path[0].via.len &&
	   !c.path[0].has_neighbour_mac && !strcmp(c.path[0].port_name, "eth1"),
	   "get: the paths are told apart by their role");
	vc_list_clear(&list);
	answer = answer_ack;
	ok(kernel_get(kernel, "vc0", &list, &err) == VC_REFUSED && !list.count,
	   "get: an answer without a circuit is an error");
	vc_list_free(&list);
}

static bool is_addr(const struct vc_addr *addr, unsigned int len, uint8_t first, uint8_t last)
{
	return addr->len == len && addr->byte[0] == first && addr->byte[len - 1] == last;
}

static void test_bfd(struct vc_kernel *kernel)
{
	struct vc_error err = { 0 };
	struct vc_list list = { 0 };
	struct vc_bfd *b;

	answer = answer_circuit;
	kernel_get(kernel, "vc0", &list, &err);
	b = list.circuit[0].path[1].bfd;
	ok(!list.circuit[0].path[0].bfd && b, "bfd: of the path that has it, and of no other");
	ok(is_addr(&b->local, 4, 192, 1) && is_addr(&b->peer, 16, 0xfe, 2) &&
	   b->min_tx_us == 50000 && b->min_rx_us == 60000 && b->mult == 255 && b->passive &&
	   b->echo_us == 70000 && b->auth == VCIRC_BFD_AUTH_KEYED_MD5 && b->has_key_id &&
	   !b->key_id && b->has_key2_id && b->key2_id == 254, "bfd: every setting arrives");
	ok(b->encap == VCIRC_BFD_ENCAP_MICRO && b->state == VCIRC_BFD_STATE_UP &&
	   b->remote_state == VCIRC_BFD_STATE_INIT && b->diag == VCIRC_BFD_DIAG_PATH_DOWN &&
	   b->remote_diag == VCIRC_BFD_DIAG_FORWARDING_PLANE_RESET && b->discr == 1001 &&
	   b->remote_discr == 1002 && b->remote_min_tx_us == 1003 &&
	   b->remote_min_rx_us == 1004 && b->remote_min_echo_rx_us == 1005 &&
	   b->remote_mult == 106 && b->remote_demand && b->polling &&
	   b->tx_interval_us == 1007 && b->detect_time_us == 1008 && b->since_ns == 1009,
	   "bfd: the state of either end arrives");
	ok(b->times_up == 1010 && b->flaps == 1011 && b->has_last_down &&
	   b->last_down.ago_ns == 1012 && b->last_down.end == VCIRC_BFD_END_REMOTE &&
	   b->last_down.diag == VCIRC_BFD_DIAG_ECHO_FUNCTION_FAILED &&
	   b->last_down.detected_ns == 1013, "bfd: its history arrives");
	ok(b->tx_packets == 1014 && b->rx_packets == 1015 &&
	   b->drops[VCIRC_A_BFD_DROPS_TTL] == 1016 && !b->drops[VCIRC_A_BFD_DROPS_FRAGMENT] &&
	   b->drops[VCIRC_A_BFD_DROPS_NO_MEMORY] == UINT64_MAX && b->timers_late == 1017 &&
	   b->timers_forgiven == 1018, "bfd: its counters arrive, unknown ones are passed over");
	ok(b->has_echo && b->echo.interval_us == 1019 && b->echo.tx_packets == 1020 &&
	   b->echo.rx_packets == 1021 && b->echo.lost == 1022 && b->echo.rtt_last_ns == 1023 &&
	   b->echo.rtt_min_ns == 1024 && b->echo.rtt_avg_ns == 1025 &&
	   b->echo.rtt_max_ns == 1026 && b->echo.jitter_ns == 1027,
	   "bfd: what Echo packets tell arrives");
	vc_list_free(&list);
}

/* Every prefix of a circuit must be read without a fault. */
static void test_cut(void)
{
	struct vc_circuit circuit;
	struct nlmsghdr *nlh, *copy;
	uint32_t len, full;
	bool good = true;

	answer_len = 0;
	nlh = put_circuit("vc0", VCIRC_CMD_CIRCUIT_GET, 0);
	full = nlh->nlmsg_len;
	for (len = sizeof(*nlh); len < full; len++) {
		/* its own allocation, so that a sanitizer sees a step too far */
		copy = malloc(len);
		if (!copy)
			abort();
		memcpy(copy, nlh, len);
		copy->nlmsg_len = len;
		if (!kmsg_circuit(copy, &circuit)) {
			good &= !strcmp(circuit.name, "vc0");
			vc_circuit_clear(&circuit);
		}
		free(copy);
	}
	ok(good, "a circuit cut anywhere is read as far as it goes, or refused");
}

static unsigned int interruptions;

static void answer_dump(void)
{
	uint16_t flags = NLM_F_MULTI;
	unsigned int i;
	struct nlmsghdr *nlh;
	char name[16];

	if (interruptions) {
		interruptions--;
		flags |= NLM_F_DUMP_INTR;
	}
	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "vc%u", i);
		end_answer(put_circuit(name, VCIRC_CMD_CIRCUIT_GET, flags));
	}
	nlh = put_answer(NLMSG_DONE, flags);
	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = 0;
	end_answer(nlh);
}

static void test_dump(struct vc_kernel *kernel)
{
	struct vc_error err = { 0 };
	struct vc_list list = { 0 };

	answer = answer_dump;
	sends = 0;
	ok(!kernel_dump(kernel, &list, &err) && list.count == 20 && sends == 1 &&
	   !strcmp(list.circuit[19].name, "vc19"), "dump: all circuits, in order");
	ok(sent->nlmsg_flags == (NLM_F_REQUEST | NLM_F_DUMP), "dump: asks for a dump");
	interruptions = 2;
	sends = 0;
	ok(!kernel_dump(kernel, &list, &err) && list.count == 20 && sends == 3 && !err.warning[0],
	   "dump: one that was interrupted is made again, and none is counted twice");
	interruptions = 100;
	sends = 0;
	ok(!kernel_dump(kernel, &list, &err) && list.count == 20 && sends == 5 && err.warning[0],
	   "dump: after five interruptions the last counts, with a warning");
	interruptions = 0;
	vc_list_free(&list);
}

/* set: mtu, then address, then the settings; each may be the one refused. */
static unsigned int refuse_at;
static unsigned int changes;
static uint16_t change_types[8];

static void answer_set(void)
{
	struct genlmsghdr *genl = mnl_nlmsg_get_payload(sent);

	if (sent->nlmsg_type == FAMILY && genl->cmd == VCIRC_CMD_CIRCUIT_GET) {
		answer_circuit();
		return;
	}
	change_types[changes++ % 8] = sent->nlmsg_type;
	if (changes == refuse_at)
		answer_refusal();
	else
		answer_ack();
}

static void test_set(struct vc_kernel *kernel)
{
	struct vc_error err = { 0 };
	struct vc_request req = request();
	struct ifinfomsg *ifi;

	answer = answer_set;
	give(&req, KEY_HASH, "l2", VCIRC_HASH_L2);
	give(&req, KEY_ADDRESS, "02:00:00:00:00:01", 0);
	give(&req, KEY_MTU, "9000", 9000);
	ok(!kernel_set(kernel, &req, &err) && changes == 3 && change_types[0] == RTM_SETLINK &&
	   change_types[1] == RTM_SETLINK && change_types[2] == FAMILY,
	   "set: what every link has goes first, the settings follow in one request");
	refuse_errno = EINVAL;
	refuse_text = "mtu greater than device maximum";
	changes = 0;
	refuse_at = 1;
	ok(kernel_set(kernel, &req, &err) == VC_REFUSED && changes == 1 && err.key == KEY_MTU &&
	   !strcmp(err.text, refuse_text), "set: a refused MTU leaves all as it was");
	changes = 0;
	refuse_at = 3;
	refuse_text = "no";
	ok(kernel_set(kernel, &req, &err) == VC_REFUSED && err.key == KEY_NAME &&
	   !strcmp(err.text, "no (mtu and address are changed already)"),
	   "set: a refusal after a part was done says so");
	req.given &= ~VC_BIT(KEY_ADDRESS) & ~VC_BIT(KEY_HASH);
	changes = 0;
	refuse_at = 0;
	kernel_set(kernel, &req, &err);
	ifi = mnl_nlmsg_get_payload(sent);
	ok(changes == 1 && ifi->ifi_index == 17, "set: the link is the circuit's, by index");
	changes = 0;
	ok(!kernel_del(kernel, &req, &err) && change_types[0] == RTM_DELLINK,
	   "del: removes the link the circuit is");
	answer = answer_refusal;
	refuse_errno = ENODEV;
	refuse_text = "not a circuit";
	sends = 0;
	ok(kernel_del(kernel, &req, &err) == VC_REFUSED && sends == 1 && err.key == KEY_NAME,
	   "del: what is no circuit is left alone");
	sends = 0;
	ok(kernel_set(kernel, &req, &err) == VC_REFUSED && sends == 1,
	   "set: the MTU of what is no circuit is left alone");
}

static void test_event(void)
{
	struct vc_event event;
	struct nlmsghdr *nlh;
	struct nlattr *nest;

	answer_len = 0;
	nlh = put_circuit("vc0", VCIRC_CMD_CIRCUIT_NTF, 0);
	ok(kmsg_event(nlh, &event) == -EBADMSG, "event: a circuit without a cause is none");
	nest = mnl_attr_nest_start(nlh, VCIRC_A_CIRCUIT_EVENT);
	mnl_attr_put_u32(nlh, VCIRC_A_EVENT_CAUSE, VCIRC_CAUSE_PATH_DOWN);
	mnl_attr_put_u32(nlh, VCIRC_A_EVENT_ROLE, VCIRC_ROLE_SECONDARY);
	mnl_attr_put_u32(nlh, VCIRC_A_EVENT_REASON, VCIRC_REASON_NO_CARRIER);
	mnl_attr_put_u64(nlh, VCIRC_A_EVENT_TIME, 1795582749946825123ULL);
	mnl_attr_put_u32(nlh, VCIRC_A_EVENT_LOST, 6);
	mnl_attr_nest_end(nlh, nest);
	ok(!kmsg_event(nlh, &event) && event.kind == VCIRC_CAUSE_PATH_DOWN && event.has_role &&
	   event.role == 1 && event.reason == VCIRC_REASON_NO_CARRIER && event.lost == 6 &&
	   event.time_ns == 1795582749946825123ULL && event.circuit.path[1].s_vlan == 7 &&
	   !event.has_bfd_state && !event.has_bfd_diag && !event.has_bfd_detected,
	   "event: cause, path, reason, time, loss and the circuit arrive");
	vc_circuit_clear(&event.circuit);

	answer_len = 0;
	nlh = put_circuit("vc0", VCIRC_CMD_CIRCUIT_NTF, 0);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_CIRCUIT_EVENT);
	mnl_attr_put_u32(nlh, VCIRC_A_EVENT_CAUSE, VCIRC_CAUSE_BFD);
	mnl_attr_put_u32(nlh, VCIRC_A_EVENT_BFD_STATE, VCIRC_BFD_STATE_ADMIN_DOWN);
	mnl_attr_put_u32(nlh, VCIRC_A_EVENT_BFD_DIAG, VCIRC_BFD_DIAG_PATH_DOWN);
	mnl_attr_put_u64(nlh, VCIRC_A_EVENT_BFD_DETECTED, 905312345);
	mnl_attr_nest_end(nlh, nest);
	ok(!kmsg_event(nlh, &event) && event.kind == VCIRC_CAUSE_BFD && event.has_bfd_state &&
	   event.bfd_state == VCIRC_BFD_STATE_ADMIN_DOWN && event.has_bfd_diag &&
	   event.bfd_diag == VCIRC_BFD_DIAG_PATH_DOWN && event.has_bfd_detected &&
	   event.bfd_detected_ns == 905312345, "event: what a BFD session did arrives");
	vc_circuit_clear(&event.circuit);
}

static int note_event(const struct vc_event *event, void *arg)
{
	char *notes = arg;

	if (event->kind == VC_EVENT_RESYNC)
		strcat(notes, "resync ");
	else if (event->kind == VC_EVENT_CURRENT)
		strcat(notes, "=");
	if (event->kind != VC_EVENT_RESYNC)
		strcat(strcat(notes, event->circuit.name), " ");
	return strcmp(event->circuit.name, "stop") ? 0 : VC_USAGE;
}

static void answer_two(void)
{
	struct nlmsghdr *nlh;

	end_answer(put_circuit("x", VCIRC_CMD_CIRCUIT_GET, NLM_F_MULTI));
	end_answer(put_circuit("y", VCIRC_CMD_CIRCUIT_GET, NLM_F_MULTI));
	nlh = put_answer(NLMSG_DONE, NLM_F_MULTI);
	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = 0;
	end_answer(nlh);
}

static int listen_to(struct vc_kernel *kernel, const char *const *script, char *notes,
		     struct vc_error *err)
{
	int rc;

	memset(err, 0, sizeof(*err));
	notes[0] = '\0';
	answer = answer_two;
	heard_script = script;
	rc = kernel_listen(kernel, -1, note_event, notes, err);
	heard_script = NULL;
	return rc;
}

static void test_listen(struct vc_kernel *kernel)
{
	struct vc_error err;
	char notes[256];

	ok(!listen_to(kernel, (const char *const []){ "a", "other gone", "b", NULL }, notes,
		      &err) && !strcmp(notes, "a b "),
	   "listen: events arrive in order until it is told to stop");
	ok(joined_groups == (GROUP << 8 | GENL_ID_CTRL),
	   "listen: joins the group of the family, and that where families say good-bye");
	ok(!listen_to(kernel, (const char *const []){ "a", "ENOBUFS", "b", "ENOBUFS", "c", NULL },
		      notes, &err) && !strcmp(notes, "a b c resync =x =y "),
	   "listen: after a loss come the events that waited, then how all circuits are");
	ok(listen_to(kernel, (const char *const []){ "a", "gone", "b", NULL }, notes, &err) ==
	   VC_NO_MODULE && !strcmp(notes, "a ") && strstr(err.text, "removed"),
	   "listen: ends when the module is removed");
	ok(listen_to(kernel, (const char *const []){ "a", "stop", "b", NULL }, notes, &err) ==
	   VC_USAGE && !strcmp(notes, "a stop ") && !err.text[0],
	   "listen: ends when the listener will not go on");
}

static void test_no_module(void)
{
	struct vc_error err = { 0 };
	struct vc_kernel *kernel = kernel_open(&err);
	struct vc_request req = request();
	struct vc_list list = { 0 };

	have_family = false;
	answer = answer_refusal;
	refuse_errno = EOPNOTSUPP;
	refuse_text = "Unknown device type";
	ok(kernel_add(kernel, &req, -1, &err) == VC_NO_MODULE && strstr(err.text, "modprobe"),
	   "no module: add says so");
	ok(kernel_dump(kernel, &list, &err) == VC_NO_MODULE, "no module: show says so");
	ok(kernel_listen(kernel, -1, NULL, NULL, &err) == VC_NO_MODULE,
	   "no module: monitor says so");
	kernel_close(kernel);
}

int main(void)
{
	struct vc_error err = { 0 };
	struct vc_kernel *kernel = kernel_open(&err);

	if (!kernel) {
		printf("Bail out! %s\n", err.text);
		return 1;
	}
	test_add(kernel);
	test_commands(kernel);
	test_sessions(kernel);
	test_refusals(kernel);
	test_refused_sessions(kernel);
	test_error_bytes();
	test_circuit(kernel);
	test_bfd(kernel);
	test_cut();
	test_dump(kernel);
	test_set(kernel);
	test_event();
	test_listen(kernel);
	kernel_close(kernel);
	test_no_module();
	printf("1..%u\n", tests);
	return failures ? 1 : 0;
}
