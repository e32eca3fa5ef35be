// SPDX-License-Identifier: GPL-2.0
/*
 * The seam to the kernel: rtnetlink makes and removes circuits and sets what
 * every link has, generic netlink does the rest.
 */
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include "kmsg.h"

#define DUMP_TRIES	5
/* Some thousand circuits may lose a port they share all at once. */
#define EVENT_BUFFER	(16 * 1024 * 1024)
#define DRAIN_MAX	4096

/* The controller's own group, where families say good-bye. */
#define CTRL_GROUP	GENL_ID_CTRL

/**
 * struct vc_kernel - what is open
 * @route: rtnetlink, NULL until it is needed
 * @genl: generic netlink
 * @family: ours, its id 0 until it is needed
 */
struct vc_kernel {
	struct nl_sock *route;
	struct nl_sock *genl;
	struct nl_family family;
};

static int fail(struct vc_error *err, enum vc_status status, const char *text)
{
	err->status = status;
	err->key = KEY_NONE;
	snprintf(err->text, sizeof(err->text), "%s", text);
	return status;
}

static int no_module(struct vc_error *err)
{
	return fail(err, VC_NO_MODULE,
		    "the vcirc kernel module is not loaded (try \"modprobe vcirc\")");
}

static int refused(const struct nl_error *nl, const struct vc_request *req,
		   struct vc_error *err)
{
	kmsg_error(nl, req, err);
	return err->status;
}

/**
 * kernel_open - open the seam
 * @err: filled on failure
 *
 * Return: the seam, or NULL.
 */
struct vc_kernel *kernel_open(struct vc_error *err)
{
	struct vc_kernel *kernel = calloc(1, sizeof(*kernel));

	if (kernel)
		kernel->genl = nl_open(NETLINK_GENERIC);
	if (kernel && kernel->genl)
		kernel->route = nl_open(NETLINK_ROUTE);
	if (kernel && kernel->route)
		return kernel;
	snprintf(err->text, sizeof(err->text), "cannot open a netlink socket: %s",
		 strerror(errno));
	err->status = VC_USAGE;
	err->key = KEY_NONE;
	if (kernel)
		kernel_close(kernel);
	return NULL;
}

/**
 * kernel_close - close the seam
 * @kernel: seam
 */
void kernel_close(struct vc_kernel *kernel)
{
	nl_close(kernel->route);
	nl_close(kernel->genl);
	free(kernel);
}

static int need_family(struct vc_kernel *kernel, struct vc_error *err)
{
	struct nl_error nl;
	int rc;

	if (kernel->family.id)
		return VC_DONE;
	rc = nl_family(kernel->genl, VCIRC_FAMILY_NAME, VCIRC_MCGRP_EVENTS,
		       &kernel->family, &nl);
	if (rc == -ENOENT)
		return no_module(err);
	return rc ? refused(&nl, NULL, err) : VC_DONE;
}

/**
 * kernel_add - make a circuit, or a pair
 * @kernel: seam
 * @req: what
 * @netns_fd: network namespace of the peer, or -1
 * @err: filled
 *
 * Return: exit status.
 */
int kernel_add(struct vc_kernel *kernel, const struct vc_request *req, int netns_fd,
	       struct vc_error *err)
{
	struct nl_error nl;
	struct nl_msg msg;
	int rc;

	kmsg_add(&msg, req, netns_fd);
	rc = nl_talk(kernel->route, &msg, NULL, NULL, &nl);
	/* unknown kind; or known, and it does not support something else */
	if (rc == -EOPNOTSUPP && need_family(kernel, err) == VC_NO_MODULE)
		return err->status;
	refused(&nl, req, err);
	/* of a pair, say which name is taken if that can be told from here */
	if (rc == -EEXIST && nl.tag == NL_TAG_NONE && vc_given(req, KEY_PEER)) {
		err->key = if_nametoindex(req->text[KEY_NAME]) ? KEY_NAME : KEY_PEER;
		if (!nl.text[0])
			snprintf(err->text, sizeof(err->text),
				 "a device of that name exists");
	}
	return err->status;
}

static int add_answer(const struct nlmsghdr *nlh, void *arg)
{
	struct vc_list *list = arg;

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		void *more = reallocarray(list->circuit, room, sizeof(*list->circuit));

		if (!more)
			return -ENOMEM;
		list->circuit = more;
		list->room = room;
	}
	return kmsg_circuit(nlh, &list->circuit[list->count]) ?: (list->count++, 0);
}

/**
 * kernel_get - read one circuit
 * @kernel: seam
 * @name: its name
 * @list: filled; the caller's to free in any case
 * @err: filled
 *
 * Return: exit status.
 */
int kernel_get(struct vc_kernel *kernel, const char *name, struct vc_list *list,
	       struct vc_error *err)
{
	struct vc_request req = { .given = VC_BIT(KEY_NAME) };
	struct nl_error nl;
	struct nl_msg msg;
	int rc;

	rc = need_family(kernel, err);
	if (rc)
		return rc;
	req.text[KEY_NAME] = name;
	kmsg_get(&msg, &kernel->family, name);
	nl_talk(kernel->genl, &msg, add_answer, list, &nl);
	/* done, and nothing to show for it */
	if (!nl.errnum && !list->count)
		nl.errnum = EBADMSG;
	return refused(&nl, &req, err);
}

/* The link that a circuit is; one of another kind is never touched. */
static int find_link(struct vc_kernel *kernel, const char *name, int *ifindex,
		     struct vc_error *err)
{
	struct vc_list list = { 0 };

	if (!kernel_get(kernel, name, &list, err))
		*ifindex = list.circuit[0].ifindex;
	vc_list_free(&list);
	return err->status;
}

static int command(struct vc_kernel *kernel, uint8_t cmd, const struct vc_request *req,
		   struct vc_error *err)
{
	struct nl_error nl;
	struct nl_msg msg;
	int rc;

	rc = need_family(kernel, err);
	if (rc)
		return rc;
	kmsg_command(&msg, &kernel->family, cmd, req);
	nl_talk(kernel->genl, &msg, NULL, NULL, &nl);
	/* a key may be in it */
	explicit_bzero(&msg, sizeof(msg));
	return refused(&nl, req, err);
}

/**
 * kernel_set - change settings of a circuit
 * @kernel: seam
 * @req: what
 * @err: filled
 *
 * The settings of a circuit are one request, all or nothing; what every link
 * has goes through rtnetlink, one request each. What is most likely to be
 * refused goes first: the MTU, whose bounds only the kernel knows, then the
 * address, then the settings, of which every value was checked on the way here.
 * If a later one is refused after all, the error says what is done already.
 *
 * Return: exit status.
 */
int kernel_set(struct vc_kernel *kernel, const struct vc_request *req,
	       struct vc_error *err)
{
	static const enum vc_key link_keys[] = { KEY_MTU, KEY_ADDRESS };
	static const char *const done_words[] = { "", "mtu is", "address is",
						  "mtu and address are" };
	struct nl_error nl;
	struct nl_msg msg;
	unsigned int i, done = 0;
	int ifindex = 0;
	size_t used;

	if (req->given & VC_KEYS_LINK &&
	    find_link(kernel, req->text[KEY_NAME], &ifindex, err))
		return err->status;
	for (i = 0; i < VC_ARRAY_SIZE(link_keys); i++) {
		if (!vc_given(req, link_keys[i]))
			continue;
		kmsg_link(&msg, req, link_keys[i], ifindex);
		nl_talk(kernel->route, &msg, NULL, NULL, &nl);
		/* the request has but one attribute, that is what it is about */
		if (nl.tag == NL_TAG_NONE && nl.errnum != EPERM)
			nl.tag = link_keys[i];
		if (refused(&nl, req, err))
			goto out;
		done |= 1 << i;
	}
	if (req->given & VC_KEYS_PROFILE)
		command(kernel, VCIRC_CMD_CIRCUIT_SET, req, err);
out:
	used = strlen(err->text);
	if (err->status && done)
		snprintf(err->text + used, sizeof(err->text) - used,
			 " (%s changed already)", done_words[done]);
	return err->status;
}

/**
 * kernel_del - remove a circuit
 * @kernel: seam
 * @req: which
 * @err: filled
 *
 * Return: exit status.
 */
int kernel_del(struct vc_kernel *kernel, const struct vc_request *req,
	       struct vc_error *err)
{
	struct nl_error nl;
	struct nl_msg msg;
	int ifindex = 0;

	if (find_link(kernel, req->text[KEY_NAME], &ifindex, err))
		return err->status;
	kmsg_link(&msg, req, KEY_NONE, ifindex);
	nl_talk(kernel->route, &msg, NULL, NULL, &nl);
	return refused(&nl, req, err);
}

/**
 * kernel_bind - bind a path
 * @kernel: seam
 * @req: what
 * @err: filled
 *
 * Return: exit status.
 */
int kernel_bind(struct vc_kernel *kernel, const struct vc_request *req,
		struct vc_error *err)
{
	return command(kernel, VCIRC_CMD_PATH_BIND, req, err);
}

/**
 * kernel_path - change settings of a path
 * @kernel: seam
 * @req: what
 * @err: filled
 *
 * Return: exit status.
 */
int kernel_path(struct vc_kernel *kernel, const struct vc_request *req,
		struct vc_error *err)
{
	return command(kernel, VCIRC_CMD_CIRCUIT_SET, req, err);
}

/**
 * kernel_unbind - take a path off its port
 * @kernel: seam
 * @req: what
 * @err: filled
 *
 * Return: exit status.
 */
int kernel_unbind(struct vc_kernel *kernel, const struct vc_request *req,
		  struct vc_error *err)
{
	return command(kernel, VCIRC_CMD_PATH_UNBIND, req, err);
}

/**
 * kernel_dump - read all circuits of the network namespace
 * @kernel: seam
 * @list: filled; the caller's to free in any case
 * @err: filled
 *
 * Return: exit status.
 */
int kernel_dump(struct vc_kernel *kernel, struct vc_list *list, struct vc_error *err)
{
	unsigned int tries = 0;
	struct nl_error nl;
	struct nl_msg msg;
	int rc;

	rc = need_family(kernel, err);
	if (rc)
		return rc;
	do {
		vc_list_clear(list);
		kmsg_get(&msg, &kernel->family, NULL);
		rc = nl_dump(kernel->genl, &msg, add_answer, list, &nl);
	} while ((rc == 1 || rc == -EINTR) && ++tries < DUMP_TRIES);
	refused(&nl, NULL, err);
	if (rc == 1)
		snprintf(err->warning, sizeof(err->warning),
			 "circuits came or went while they were read, the list may not be complete");
	return err->status;
}

struct listener {
	struct vc_kernel *kernel;
	vc_event_fn fn;
	void *arg;
	struct vc_error *err;
};

static int heard(const struct nlmsghdr *nlh, void *arg)
{
	struct listener *listener = arg;
	const struct nl_family *family = &listener->kernel->family;
	const struct nlattr *tb[CTRL_ATTR_MAX + 1];
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct vc_event event;
	int rc;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl))
		return 0;
	if (nlh->nlmsg_type == GENL_ID_CTRL && genl->cmd == CTRL_CMD_DELFAMILY) {
		nl_attrs(genl + 1, mnl_nlmsg_get_payload_len(nlh) - sizeof(*genl), tb,
			 CTRL_ATTR_MAX);
		if (nl_get_uint(tb[CTRL_ATTR_FAMILY_ID]) == family->id)
			return fail(listener->err, VC_NO_MODULE,
				    "the vcirc kernel module was removed");
	}
	if (nlh->nlmsg_type != family->id || genl->cmd != VCIRC_CMD_CIRCUIT_NTF)
		return 0;
	if (kmsg_event(nlh, &event))
		return 0;
	rc = listener->fn(&event, listener->arg);
	vc_circuit_clear(&event.circuit);
	return rc;
}

/*
 * Events were lost. Tell those that still wait first, they are older; then say
 * so and tell how everything is now.
 */
static int resync(struct listener *listener, struct nl_sock *sock, struct pollfd *readable)
{
	struct vc_event event = { .kind = VC_EVENT_RESYNC };
	struct vc_list list = { 0 };
	struct timespec now;
	unsigned int i;
	size_t n;
	int rc = 0;

	for (i = 0; i < DRAIN_MAX && poll(readable, 1, 0) > 0; i++) {
		rc = nl_events(sock, heard, listener);
		if (rc && rc != -ENOBUFS)
			return rc;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	event.time_ns = now.tv_sec * VC_NSEC_PER_SEC + now.tv_nsec;
	rc = listener->fn(&event, listener->arg);
	if (!rc)
		rc = kernel_dump(listener->kernel, &list, listener->err);
	event.kind = VC_EVENT_CURRENT;
	for (n = 0; !rc && n < list.count; n++) {
		event.circuit = list.circuit[n];
		rc = listener->fn(&event, listener->arg);
	}
	vc_list_free(&list);
	return rc;
}

/**
 * kernel_listen - hear what happens to circuits
 * @kernel: seam
 * @stop_fd: listening ends when this can be read
 * @fn: called with each event; listening ends when it does not return 0
 * @arg: for @fn
 * @err: filled
 *
 * Return: exit status, or what @fn returned; err->text is empty then.
 */
int kernel_listen(struct vc_kernel *kernel, int stop_fd, vc_event_fn fn, void *arg,
		  struct vc_error *err)
{
	struct listener listener = { .kernel = kernel, .fn = fn, .arg = arg, .err = err };
	struct pollfd poll_fds[2] = {
		{ .events = POLLIN }, { .fd = stop_fd, .events = POLLIN },
	};
	struct nl_sock *sock;
	int rc;

	rc = need_family(kernel, err);
	if (rc)
		return rc;
	sock = nl_open(NETLINK_GENERIC);
	rc = sock ? nl_subscribe(sock, kernel->family.group, EVENT_BUFFER) : -errno;
	if (!rc)
		rc = nl_subscribe(sock, CTRL_GROUP, EVENT_BUFFER);
	if (rc) {
		nl_close(sock);
		snprintf(err->text, sizeof(err->text), "cannot listen: %s", strerror(-rc));
		return err->status = VC_REFUSED;
	}
	poll_fds[0].fd = mnl_socket_get_fd(sock->mnl);
	while (!rc) {
		if (poll(poll_fds, 2, -1) < 0 && errno != EINTR)
			rc = -errno;
		if (poll_fds[1].revents)
			break;
		if (!rc && poll_fds[0].revents)
			rc = nl_events(sock, heard, &listener);
		if (rc == -ENOBUFS)
			rc = resync(&listener, sock, &poll_fds[0]);
	}
	nl_close(sock);
	if (rc < 0) {
		snprintf(err->text, sizeof(err->text), "cannot listen: %s", strerror(-rc));
		rc = VC_REFUSED;
	}
	return err->status = rc;
}
