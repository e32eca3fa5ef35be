/* SPDX-License-Identifier: GPL-2.0 */
/* The netlink transport: messages out, answers and their extended errors in. */
#ifndef VCIRC_NL_H
#define VCIRC_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <libmnl/libmnl.h>

#define NL_MSG_SIZE	4096
#define NL_RECV_SIZE	65536
#define NL_MARKS	40
#define NL_TAG_NONE	(-1)
#define NL_TEXT_LEN	256

/**
 * struct nl_msg - a request being built
 * @nlh: its beginning
 * @buf: its bytes
 * @mark: where which attribute begins, to know it again when the kernel calls
 *	it bad
 * @marks: how many
 */
struct nl_msg {
	struct nlmsghdr *nlh;
	uint64_t buf[NL_MSG_SIZE / sizeof(uint64_t)];
	struct {
		uint32_t offset;
		int tag;
	} mark[NL_MARKS];
	unsigned int marks;
};

/**
 * struct nl_error - why the kernel did not do it
 * @errnum: errno, 0 when it did
 * @tag: of the attribute it is about, or NL_TAG_NONE
 * @has_range: whether @min and @max are there
 * @min: the least the policy takes
 * @max: the most the policy takes
 * @missing: whether an attribute was missing
 * @text: the kernel's words, or empty; a warning when @errnum is 0
 */
struct nl_error {
	int errnum;
	int tag;
	bool has_range;
	uint64_t min;
	uint64_t max;
	bool missing;
	char text[NL_TEXT_LEN];
};

/**
 * struct nl_sock - a socket
 * @mnl: libmnl's
 * @seq: of the last request
 * @buf: for answers
 */
struct nl_sock {
	struct mnl_socket *mnl;
	uint32_t seq;
	uint64_t buf[NL_RECV_SIZE / sizeof(uint64_t)];
};

/**
 * struct nl_family - what the kernel knows of a generic netlink family
 * @id: message type
 * @version: of the family
 * @group: of its multicast group, 0 when it has none of that name
 */
struct nl_family {
	uint16_t id;
	uint32_t version;
	uint32_t group;
};

typedef int (*nl_msg_fn)(const struct nlmsghdr *nlh, void *arg);

void nl_msg_genl(struct nl_msg *msg, uint16_t family, uint8_t cmd, uint8_t version);
void nl_msg_link(struct nl_msg *msg, uint16_t type, uint16_t flags, int ifindex);
void nl_put(struct nl_msg *msg, int tag, uint16_t type, const void *data, size_t len);
void nl_put_uint(struct nl_msg *msg, int tag, uint16_t type, uint32_t value, size_t size);
void nl_put_str(struct nl_msg *msg, int tag, uint16_t type, const char *text);
struct nlattr *nl_nest(struct nl_msg *msg, int tag, uint16_t type);
void nl_nest_end(struct nl_msg *msg, struct nlattr *nest);
void *nl_put_extra(struct nl_msg *msg, size_t len);

/*
 * An attribute of an answer. A dump is made of hundreds of thousands of them:
 * libmnl's functions of this kind would be most of what it costs to read it.
 */
static inline uint16_t nl_type(const struct nlattr *attr)
{
	return attr->nla_type & NLA_TYPE_MASK;
}

static inline const void *nl_data(const struct nlattr *attr)
{
	return (const char *)attr + NLA_HDRLEN;
}

static inline size_t nl_len(const struct nlattr *attr)
{
	return attr->nla_len - NLA_HDRLEN;
}

static inline bool nl_ok(const struct nlattr *attr, const void *end)
{
	ptrdiff_t left = (const char *)end - (const char *)attr;

	return left >= NLA_HDRLEN && attr->nla_len >= NLA_HDRLEN && attr->nla_len <= left;
}

static inline const struct nlattr *nl_next(const struct nlattr *attr)
{
	return (const void *)((const char *)attr + NLA_ALIGN(attr->nla_len));
}

#define nl_for_each(attr, data, len)						\
	for (const void *nl_end = (const char *)((attr) = (data)) + (len);	\
	     nl_ok(attr, nl_end); (attr) = nl_next(attr))

#define nl_for_each_nested(attr, nest) nl_for_each(attr, nl_data(nest), nl_len(nest))

void nl_attrs(const void *data, size_t len, const struct nlattr **attrs, uint16_t max);
void nl_nested(const struct nlattr *nest, const struct nlattr **attrs, uint16_t max);
uint64_t nl_get_uint(const struct nlattr *attr);
unsigned int nl_get_bytes(const struct nlattr *attr, void *bytes, size_t len);
void nl_get_str(const struct nlattr *attr, char *text, size_t len);

struct nl_sock *nl_open(int bus);
void nl_close(struct nl_sock *sock);
int nl_talk(struct nl_sock *sock, struct nl_msg *msg, nl_msg_fn fn, void *arg,
	    struct nl_error *err);
int nl_dump(struct nl_sock *sock, struct nl_msg *msg, nl_msg_fn fn, void *arg,
	    struct nl_error *err);
int nl_family(struct nl_sock *sock, const char *name, const char *group,
	      struct nl_family *family, struct nl_error *err);
int nl_subscribe(struct nl_sock *sock, uint32_t group, int bufsize);
int nl_events(struct nl_sock *sock, nl_msg_fn fn, void *arg);
void nl_error_decode(const struct nlmsghdr *nlh, const struct nl_msg *msg,
		     struct nl_error *err);

#endif /* VCIRC_NL_H */
