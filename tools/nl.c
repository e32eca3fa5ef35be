// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink transport on libmnl.
 *
 * Every attribute of a request is marked with a tag of its owner's. When the
 * kernel refuses, its extended acknowledgment tells the offset of the attribute
 * it did not like, and the mark turns that into the tag again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include "nl.h"

static void msg_init(struct nl_msg *msg, uint16_t type, uint16_t flags)
{
	msg->marks = 0;
	msg->nlh = mnl_nlmsg_put_header(msg->buf);
	msg->nlh->nlmsg_type = type;
	msg->nlh->nlmsg_flags = NLM_F_REQUEST | flags;
}

/**
 * nl_msg_genl - begin a generic netlink request
 * @msg: message
 * @family: message type of the family
 * @cmd: command
 * @version: version of the family
 */
void nl_msg_genl(struct nl_msg *msg, uint16_t family, uint8_t cmd, uint8_t version)
{
	struct genlmsghdr *genl;

	msg_init(msg, family, 0);
	genl = nl_put_extra(msg, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
}

/**
 * nl_msg_link - begin an rtnetlink request about a link
 * @msg: message
 * @type: RTM_*LINK
 * @flags: NLM_F_*
 * @ifindex: the link, 0 for a new one
 */
void nl_msg_link(struct nl_msg *msg, uint16_t type, uint16_t flags, int ifindex)
{
	struct ifinfomsg *ifi;

	msg_init(msg, type, flags);
	ifi = nl_put_extra(msg, sizeof(*ifi));
	ifi->ifi_index = ifindex;
}

/**
 * nl_put_extra - put a family's header
 * @msg: message
 * @len: its length
 *
 * Return: zeros to fill.
 */
void *nl_put_extra(struct nl_msg *msg, size_t len)
{
	return mnl_nlmsg_put_extra_header(msg->nlh, len);
}

static void mark(struct nl_msg *msg, int tag)
{
	/* a request is a handful of attributes of bounded size */
	if (msg->marks == NL_MARKS)
		abort();
	msg->mark[msg->marks].offset = MNL_ALIGN(msg->nlh->nlmsg_len);
	msg->mark[msg->marks++].tag = tag;
}

/**
 * nl_put - put an attribute
 * @msg: message
 * @tag: what to call it in an error
 * @type: attribute
 * @data: payload
 * @len: length of @data
 */
void nl_put(struct nl_msg *msg, int tag, uint16_t type, const void *data, size_t len)
{
	mark(msg, tag);
	if (!mnl_attr_put_check(msg->nlh, sizeof(msg->buf), type, len, data))
		abort();
}

/**
 * nl_put_uint - put an unsigned number
 * @msg: message
 * @tag: what to call it in an error
 * @type: attribute
 * @value: number
 * @size: its size in the message: 1, 2 or 4
 */
void nl_put_uint(struct nl_msg *msg, int tag, uint16_t type, uint32_t value, size_t size)
{
	uint16_t value16 = value;
	uint8_t value8 = value;

	nl_put(msg, tag, type, size == 1 ? (void *)&value8 :
	       size == 2 ? (void *)&value16 : (void *)&value, size);
}

/**
 * nl_put_str - put a string with its NUL
 * @msg: message
 * @tag: what to call it in an error
 * @type: attribute
 * @text: string
 */
void nl_put_str(struct nl_msg *msg, int tag, uint16_t type, const char *text)
{
	nl_put(msg, tag, type, text, strlen(text) + 1);
}

/**
 * nl_nest - begin a nest
 * @msg: message
 * @tag: what to call it in an error
 * @type: attribute
 *
 * Return: for nl_nest_end().
 */
struct nlattr *nl_nest(struct nl_msg *msg, int tag, uint16_t type)
{
	mark(msg, tag);
	return mnl_attr_nest_start(msg->nlh, type);
}

/**
 * nl_nest_end - end a nest
 * @msg: message
 * @nest: what nl_nest() returned
 */
void nl_nest_end(struct nl_msg *msg, struct nlattr *nest)
{
	mnl_attr_nest_end(msg->nlh, nest);
}

/**
 * nl_attrs - sort attributes by type
 * @data: the first
 * @len: bytes
 * @attrs: filled, NULL where there is none; the last of a kind wins
 * @max: last index of @attrs
 */
void nl_attrs(const void *data, size_t len, const struct nlattr **attrs, uint16_t max)
{
	const struct nlattr *attr;

	memset(attrs, 0, sizeof(*attrs) * (max + 1));
	nl_for_each(attr, data, len)
		if (nl_type(attr) <= max)
			attrs[nl_type(attr)] = attr;
}

/**
 * nl_nested - sort the attributes of a nest by type
 * @nest: nest, or NULL
 * @attrs: filled
 * @max: last index of @attrs
 */
void nl_nested(const struct nlattr *nest, const struct nlattr **attrs, uint16_t max)
{
	nl_attrs(nest ? nl_data(nest) : NULL, nest ? nl_len(nest) : 0, attrs, max);
}

/**
 * nl_get_uint - read an unsigned number of any size
 * @attr: attribute, or NULL
 *
 * Return: the number; 0 when the attribute is not there or no number.
 */
uint64_t nl_get_uint(const struct nlattr *attr)
{
	const void *data;
	uint64_t value64;

	if (!attr)
		return 0;
	data = nl_data(attr);
	switch (nl_len(attr)) {
	case 1:
		return *(const uint8_t *)data;
	case 2:
		return *(const uint16_t *)data;
	case 4:
		return *(const uint32_t *)data;
	case 8:
		/* aligned to 4 only */
		memcpy(&value64, data, sizeof(value64));
		return value64;
	}
	return 0;
}

/**
 * nl_get_str - read a string
 * @attr: attribute, or NULL
 * @text: filled, cut when it is too long
 * @len: size of @text
 */
void nl_get_str(const struct nlattr *attr, char *text, size_t len)
{
	size_t n = attr ? strnlen(nl_data(attr), nl_len(attr)) : 0;

	if (n >= len)
		n = len - 1;
	if (n)
		memcpy(text, nl_data(attr), n);
	text[n] = '\0';
}

/**
 * nl_get_bytes - read bytes
 * @attr: attribute, or NULL
 * @bytes: filled
 * @len: size of @bytes
 *
 * Return: how many there are, 0 when they are too many.
 */
unsigned int nl_get_bytes(const struct nlattr *attr, void *bytes, size_t len)
{
	size_t n = attr ? nl_len(attr) : 0;

	if (!n || n > len)
		return 0;
	memcpy(bytes, nl_data(attr), n);
	return n;
}

/* NLMSGERR_ATTR_POLICY: what the kernel would have taken. */
static void decode_policy(const struct nlattr *nest, struct nl_error *err)
{
	const struct nlattr *tb[NL_POLICY_TYPE_ATTR_MAX + 1];

	nl_nested(nest, tb, NL_POLICY_TYPE_ATTR_MAX);
	if (!tb[NL_POLICY_TYPE_ATTR_MAX_VALUE_U])
		return;
	err->has_range = true;
	err->min = nl_get_uint(tb[NL_POLICY_TYPE_ATTR_MIN_VALUE_U]);
	err->max = nl_get_uint(tb[NL_POLICY_TYPE_ATTR_MAX_VALUE_U]);
}

static int find_tag(const struct nl_msg *msg, uint64_t offset)
{
	unsigned int i;

	for (i = 0; msg && i < msg->marks; i++)
		if (msg->mark[i].offset == offset)
			return msg->mark[i].tag;
	return NL_TAG_NONE;
}

/* The attributes of an extended acknowledgment, wherever they stood. */
static void decode_extack(const void *data, size_t len, const struct nl_msg *msg,
			  struct nl_error *err)
{
	const struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];

	nl_attrs(data, len, tb, NLMSGERR_ATTR_MAX);
	nl_get_str(tb[NLMSGERR_ATTR_MSG], err->text, sizeof(err->text));
	if (tb[NLMSGERR_ATTR_OFFS])
		err->tag = find_tag(msg, nl_get_uint(tb[NLMSGERR_ATTR_OFFS]));
	else if (tb[NLMSGERR_ATTR_MISS_NEST])
		err->tag = find_tag(msg, nl_get_uint(tb[NLMSGERR_ATTR_MISS_NEST]));
	err->missing = tb[NLMSGERR_ATTR_MISS_TYPE];
	if (tb[NLMSGERR_ATTR_POLICY])
		decode_policy(tb[NLMSGERR_ATTR_POLICY], err);
}

/**
 * nl_error_decode - read an answer of type NLMSG_ERROR or NLMSG_DONE
 * @nlh: answer
 * @msg: the request
 * @err: filled
 */
void nl_error_decode(const struct nlmsghdr *nlh, const struct nl_msg *msg,
		     struct nl_error *err)
{
	const char *data = mnl_nlmsg_get_payload(nlh);
	size_t len = mnl_nlmsg_get_payload_len(nlh), skip;
	struct nlmsgerr head;
	int code;

	memset(err, 0, sizeof(*err));
	err->tag = NL_TAG_NONE;
	err->errnum = EBADMSG;
	skip = nlh->nlmsg_type == NLMSG_ERROR ? sizeof(head) : sizeof(code);
	if (len < skip) {
		/* a dump may end without a code */
		if (nlh->nlmsg_type == NLMSG_DONE)
			err->errnum = 0;
		return;
	}
	memcpy(&code, data, sizeof(code));
	err->errnum = code < 0 ? -code : 0;
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (nlh->nlmsg_type == NLMSG_ERROR && !(nlh->nlmsg_flags & NLM_F_CAPPED)) {
		memcpy(&head, data, sizeof(head));
		if (head.msg.nlmsg_len < sizeof(head.msg))
			return;
		skip += MNL_ALIGN(head.msg.nlmsg_len - sizeof(head.msg));
	}
	if (len > skip)
		decode_extack(data + skip, len - skip, msg, err);
}

/**
 * nl_open - open a socket
 * @bus: NETLINK_*
 *
 * Return: the socket, or NULL with errno set.
 */
struct nl_sock *nl_open(int bus)
{
	struct nl_sock *sock = calloc(1, sizeof(*sock));
	int on = 1, save;

	if (!sock)
		return NULL;
	sock->mnl = mnl_socket_open2(bus, SOCK_CLOEXEC);
	if (!sock->mnl)
		goto fail;
	if (mnl_socket_bind(sock->mnl, 0, MNL_SOCKET_AUTOPID))
		goto fail;
	/* old kernels know less of these; the answers are poorer then */
	mnl_socket_setsockopt(sock->mnl, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(sock->mnl, NETLINK_CAP_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(sock->mnl, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	sock->seq = time(NULL);
	return sock;
fail:
	save = errno;
	nl_close(sock);
	errno = save;
	return NULL;
}

/**
 * nl_close - close a socket
 * @sock: socket, or NULL
 */
void nl_close(struct nl_sock *sock)
{
	if (!sock)
		return;
	if (sock->mnl)
		mnl_socket_close(sock->mnl);
	free(sock);
}

static int local_error(struct nl_error *err, int errnum)
{
	memset(err, 0, sizeof(*err));
	err->tag = NL_TAG_NONE;
	err->errnum = errnum;
	return -errnum;
}

/*
 * Send and read until the answer is complete. Returns 0, 1 when it is complete
 * but the kernel says that it is not consistent, or -errno with *err filled.
 */
static int exchange(struct nl_sock *sock, struct nl_msg *msg, nl_msg_fn fn, void *arg,
		    struct nl_error *err)
{
	unsigned int portid = mnl_socket_get_portid(sock->mnl);
	int interrupted = 0, rc = 0;

	msg->nlh->nlmsg_seq = ++sock->seq;
	if (mnl_socket_sendto(sock->mnl, msg->nlh, msg->nlh->nlmsg_len) < 0)
		return local_error(err, errno);
	for (;;) {
		ssize_t got = mnl_socket_recvfrom(sock->mnl, sock->buf, sizeof(sock->buf));
		const struct nlmsghdr *nlh = (void *)sock->buf;
		int len = got;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return local_error(err, errno);
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
			if (nlh->nlmsg_seq != sock->seq ||
			    !mnl_nlmsg_portid_ok(nlh, portid))
				continue;
			if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
				interrupted = 1;
			if (nlh->nlmsg_type == NLMSG_ERROR ||
			    nlh->nlmsg_type == NLMSG_DONE) {
				nl_error_decode(nlh, msg, err);
				if (err->errnum)
					return -err->errnum;
				return rc ? local_error(err, -rc) : interrupted;
			}
			/* read on after a failure, the rest is for us too */
			if (fn && !rc)
				rc = fn(nlh, arg);
		}
	}
}

/**
 * nl_talk - one request, acknowledged
 * @sock: socket
 * @msg: request
 * @fn: called with each answer, may be NULL
 * @arg: for @fn
 * @err: filled in any case, a warning may be in it
 *
 * Return: 0 or -errno.
 */
int nl_talk(struct nl_sock *sock, struct nl_msg *msg, nl_msg_fn fn, void *arg,
	    struct nl_error *err)
{
	msg->nlh->nlmsg_flags |= NLM_F_ACK;
	return exchange(sock, msg, fn, arg, err);
}

/**
 * nl_dump - one request, many answers
 * @sock: socket
 * @msg: request
 * @fn: called with each answer
 * @arg: for @fn
 * @err: filled in any case
 *
 * Return: 0, 1 when the answers do not fit together because something came or
 * went meanwhile, or -errno.
 */
int nl_dump(struct nl_sock *sock, struct nl_msg *msg, nl_msg_fn fn, void *arg,
	    struct nl_error *err)
{
	msg->nlh->nlmsg_flags |= NLM_F_DUMP;
	return exchange(sock, msg, fn, arg, err);
}

struct family_arg {
	const char *group;
	struct nl_family *family;
};

static int family_answer(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[CTRL_ATTR_MAX + 1], *gr[CTRL_ATTR_MCAST_GRP_MAX + 1];
	size_t head = MNL_ALIGN(sizeof(struct genlmsghdr));
	struct family_arg *want = arg;
	const struct nlattr *attr;
	char name[64];

	if (mnl_nlmsg_get_payload_len(nlh) < head)
		return -EBADMSG;
	nl_attrs(mnl_nlmsg_get_payload_offset(nlh, head),
		 mnl_nlmsg_get_payload_len(nlh) - head, tb, CTRL_ATTR_MAX);
	want->family->id = nl_get_uint(tb[CTRL_ATTR_FAMILY_ID]);
	want->family->version = nl_get_uint(tb[CTRL_ATTR_VERSION]);
	if (!tb[CTRL_ATTR_MCAST_GROUPS])
		return 0;
	nl_for_each_nested(attr, tb[CTRL_ATTR_MCAST_GROUPS]) {
		nl_nested(attr, gr, CTRL_ATTR_MCAST_GRP_MAX);
		nl_get_str(gr[CTRL_ATTR_MCAST_GRP_NAME], name, sizeof(name));
		if (!strcmp(name, want->group))
			want->family->group = nl_get_uint(gr[CTRL_ATTR_MCAST_GRP_ID]);
	}
	return 0;
}

/**
 * nl_family - look up a generic netlink family; the kernel may load its module
 * @sock: socket
 * @name: of the family
 * @group: of a multicast group
 * @family: filled
 * @err: filled in any case
 *
 * Return: 0 or -errno, -ENOENT when the kernel has no such family.
 */
int nl_family(struct nl_sock *sock, const char *name, const char *group,
	      struct nl_family *family, struct nl_error *err)
{
	struct family_arg arg = { .group = group, .family = family };
	struct nl_msg msg;
	int rc;

	memset(family, 0, sizeof(*family));
	nl_msg_genl(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	nl_put_str(&msg, NL_TAG_NONE, CTRL_ATTR_FAMILY_NAME, name);
	rc = nl_talk(sock, &msg, family_answer, &arg, err);
	return rc || family->id ? rc : local_error(err, ENOENT);
}

/**
 * nl_subscribe - join a multicast group
 * @sock: socket
 * @group: number of the group
 * @bufsize: bytes that may wait
 *
 * Return: 0 or -errno.
 */
int nl_subscribe(struct nl_sock *sock, uint32_t group, int bufsize)
{
	int fd = mnl_socket_get_fd(sock->mnl);

	/* beyond the system's limit where that is allowed */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bufsize, sizeof(bufsize)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bufsize, sizeof(bufsize));
	if (mnl_socket_setsockopt(sock->mnl, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
		return -errno;
	return 0;
}

/**
 * nl_events - read one datagram of notifications
 * @sock: socket
 * @fn: called with each message
 * @arg: for @fn
 *
 * Return: 0, what @fn returned unless that is 0, or -errno: -ENOBUFS when the
 * kernel had to drop some.
 */
int nl_events(struct nl_sock *sock, nl_msg_fn fn, void *arg)
{
	ssize_t got = mnl_socket_recvfrom(sock->mnl, sock->buf, sizeof(sock->buf));
	const struct nlmsghdr *nlh = (void *)sock->buf;
	int len = got;
	int rc = 0;

	if (got < 0)
		return errno == EINTR ? 0 : -errno;
	for (; !rc && mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
		rc = fn(nlh, arg);
	return rc;
}
