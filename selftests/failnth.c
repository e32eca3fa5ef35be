// SPDX-License-Identifier: GPL-2.0
/*
 * failnth.so: preloaded into a program that speaks netlink (vcirc, ip, bridge),
 * it has the kernel carry out each request with the 1st allocation failing,
 * then the 2nd, the 3rd, until none is left to fail. The program only sees the
 * answer to the last.
 *
 *   VCIRC_FAILNTH=FILE	what is known of each request, so that programs may take
 *			turns; FILE.report is text
 *   VCIRC_FAILNTH_SERIES=N	the same request in another series is another one
 *   VCIRC_FAILNTH_FIRST=1	only the first change of the series is meant
 *   VCIRC_FAILNTH_LOOSE=1	what was done need not be the same each time
 *   VCIRC_FAILNTH_ALL=1	not the Nth alone fails, but all from there on;
 *			failslab's probability is 100 and its task-filter is on
 *
 * A request that changes something and is refused must leave all as it was. One
 * that is carried out although an allocation failed, of a notification, say,
 * goes to the program as done; it goes on with the next allocation when the
 * program asks the same again, having undone it meanwhile. When all requests
 * of the series are through and the first one comes again, the program exits.
 * Whenever a request is made, and whenever it is done, all must be as it was
 * the other times.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/vcirc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define BIT(n)		(1ULL << (n))
#define PAYLOAD(nlh, head) \
	((const char *)NLMSG_DATA(nlh) + NLMSG_ALIGN(head))
#define LEFT(nlh, head)	((int)NLMSG_PAYLOAD(nlh, NLMSG_ALIGN(head)))

/* What the kernel answered, besides its errors. */
#define NO_ANSWER	1

struct request {
	uint64_t key;
	uint64_t origin;	/* what there is before it is done */
	uint64_t outcome;	/* and after; of one that reads, bytes */
	unsigned int series;	/* 0: it only reads */
	unsigned int nth;	/* what failed last */
	bool through;
};

static struct state {
	unsigned int requests;
	unsigned int failures;	/* injected */
	unsigned int refused;
	unsigned int done;	/* all the same */
	unsigned int unanswered;
	struct request request[1024];
} *state;

static const char *state_path;
static unsigned int series;
static bool all, first_only, loose;
static int nth_fd = -1, all_fd = -1;
static int route = -1, genl = -1, family;

static void __attribute__((noreturn, format(printf, 1, 2))) die(const char *format, ...)
{
	va_list args;

	fputs("failnth: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(9);
}

static uint64_t hash(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len--)
		h = (h ^ *p++) * 0x100000001b3ULL;
	return h;
}

/* ---- The kernel's side -------------------------------------------------- */

static void put(int fd, unsigned int n)
{
	char text[16];
	int len = sprintf(text, "%u", n);

	if (pwrite(fd, text, len, 0) != len)
		die("cannot arm: %m");
}

static void arm(unsigned int n)
{
	if (all)
		put(all_fd, 1);
	put(nth_fd, n);
}

/* Did the allocation fail, or was there none? */
static bool disarm(void)
{
	char text[16] = "";
	bool failed;

	failed = pread(nth_fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);
	put(nth_fd, 0);
	if (all)
		put(all_fd, 0);
	return failed;
}

static ssize_t send_real(int fd, const struct msghdr *msg, int flags)
{
	return syscall(SYS_sendmsg, fd, msg, flags);
}

static void drain(int fd)
{
	static char buf[65536];

	while (recv(fd, buf, sizeof(buf), MSG_DONTWAIT) >= 0 || errno == ENOBUFS)
		;
}

static int error_of(const struct nlmsghdr *nlh)
{
	int code;

	if (nlh->nlmsg_len < NLMSG_LENGTH(sizeof(code)))
		return 0;
	memcpy(&code, NLMSG_DATA(nlh), sizeof(code));
	return code;
}

/* ---- What there is in this network namespace ------------------------------ */

/* Which attributes to compare, and which are other devices' indices. */
struct form {
	uint64_t skip;
	uint64_t index;
	int nest;
	const struct form *nested;
};

/* What counts, what ages, what follows in its own time, and the numbers of
 * devices, namespaces and sessions, which are others when they are given anew.
 */
static const struct form bfd_form = {
	.skip = BIT(VCIRC_A_BFD_DISCR) | BIT(VCIRC_A_BFD_SINCE) |
		BIT(VCIRC_A_BFD_TIMES_UP) | BIT(VCIRC_A_BFD_FLAPS) |
		BIT(VCIRC_A_BFD_LAST_DOWN) | BIT(VCIRC_A_BFD_TX_PACKETS) |
		BIT(VCIRC_A_BFD_RX_PACKETS) | BIT(VCIRC_A_BFD_DROPS) |
		BIT(VCIRC_A_BFD_TIMERS_LATE) | BIT(VCIRC_A_BFD_TIMERS_FORGIVEN) |
		BIT(VCIRC_A_BFD_ECHO_STATS),
};

static const struct form path_form = {
	.skip = BIT(VCIRC_A_PATH_PORT_IFINDEX) | BIT(VCIRC_A_PATH_PORT_NETNSID) |
		BIT(VCIRC_A_PATH_BUCKETS) | BIT(VCIRC_A_PATH_SINCE) |
		BIT(VCIRC_A_PATH_TIMES_UP) | BIT(VCIRC_A_PATH_TIMES_DOWN) |
		BIT(VCIRC_A_PATH_FLAPS) | BIT(VCIRC_A_PATH_STATS) |
		BIT(VCIRC_A_PATH_DROPS),
	.nest = VCIRC_A_PATH_BFD,
	.nested = &bfd_form,
};

static const struct form circuit_form = {
	.skip = BIT(VCIRC_A_CIRCUIT_IFINDEX) | BIT(VCIRC_A_CIRCUIT_SINCE) |
		BIT(VCIRC_A_CIRCUIT_SWITCHES) | BIT(VCIRC_A_CIRCUIT_LAST_SWITCH) |
		BIT(VCIRC_A_CIRCUIT_MOVING) | BIT(VCIRC_A_CIRCUIT_DROPS),
	.nest = VCIRC_A_CIRCUIT_PATH,
	.nested = &path_form,
};

/* The core goes without a queue or IPv6 when it finds no memory for them. */
static const struct form link_form = {
	.skip = BIT(IFLA_STATS) | BIT(IFLA_STATS64) | BIT(IFLA_LINK) |
		BIT(IFLA_OPERSTATE) | BIT(IFLA_CARRIER) | BIT(IFLA_CARRIER_CHANGES) |
		BIT(IFLA_CARRIER_UP_COUNT) | BIT(IFLA_CARRIER_DOWN_COUNT) |
		BIT(IFLA_LINK_NETNSID) | BIT(IFLA_QDISC) | BIT(IFLA_AF_SPEC),
	.index = BIT(IFLA_MASTER),
};

static const struct form address_form = { .index = BIT(NDA_MASTER) };

struct dump {
	char data[1 << 18];
	int len;
};

static struct dump links, circuits, addresses;
static char *last_look;		/* if nothing changed since */

/* One request, all of its answer. */
static void read_all(int fd, int type, const void *head, size_t len, struct dump *dump)
{
	struct {
		struct nlmsghdr nlh;
		char head[32];
	} req = {
		.nlh.nlmsg_len = NLMSG_LENGTH(len),
		.nlh.nlmsg_type = type,
		.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
	};
	struct iovec iov = { &req, req.nlh.nlmsg_len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	memcpy(req.head, head, len);
	dump->len = 0;
	if (send_real(fd, &msg, 0) < 0)
		die("cannot look: %m");
	for (;;) {
		struct nlmsghdr *nlh = (void *)(dump->data + dump->len);
		int room = sizeof(dump->data) - dump->len;
		ssize_t got = recv(fd, nlh, room, 0);

		if (got <= 0 || got == room)
			die("cannot look: %m");
		for (room = got; NLMSG_OK(nlh, room); nlh = NLMSG_NEXT(nlh, room)) {
			if (nlh->nlmsg_type == NLMSG_ERROR)
				die("cannot look: %s", strerror(-error_of(nlh)));
			if (nlh->nlmsg_type == NLMSG_DONE)
				return;
			dump->len = (char *)nlh + NLMSG_ALIGN(nlh->nlmsg_len) - dump->data;
		}
	}
}

static const void *find_attr(const struct nlmsghdr *nlh, size_t head, int type)
{
	const struct rtattr *rta = (void *)PAYLOAD(nlh, head);
	int len = LEFT(nlh, head);

	for (; RTA_OK(rta, len); rta = RTA_NEXT(rta, len))
		if ((rta->rta_type & NLA_TYPE_MASK) == type)
			return RTA_DATA(rta);
	return NULL;
}

static const char *name_of(int index)
{
	const struct nlmsghdr *nlh = (void *)links.data;
	int len = links.len;

	for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len))
		if (((struct ifinfomsg *)NLMSG_DATA(nlh))->ifi_index == index)
			return find_attr(nlh, sizeof(struct ifinfomsg), IFLA_IFNAME);
	return "?";
}

/* Emulated machines are slow, and there is much to print. */
static void print_hex(FILE *out, const unsigned char *p, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (; len--; p++) {
		putc_unlocked(digits[*p >> 4], out);
		putc_unlocked(digits[*p & 15], out);
	}
}

static void print_attrs(FILE *out, const void *data, int len, const struct form *form)
{
	const struct rtattr *rta = data;

	for (; RTA_OK(rta, len); rta = RTA_NEXT(rta, len)) {
		int type = rta->rta_type & NLA_TYPE_MASK;
		const unsigned char *value = RTA_DATA(rta);

		if (type < 64 && form->skip & BIT(type))
			continue;
		fprintf(out, " %d:", type);
		if (type < 64 && form->index & BIT(type))
			fputs(name_of(*(int *)value), out);
		else if (form == &link_form && type == IFLA_ADDRESS && value[0] & 2)
			fputs("random", out);
		else if (form->nested && type == form->nest)
			print_attrs(out, value, RTA_PAYLOAD(rta), form->nested);
		else
			print_hex(out, value, RTA_PAYLOAD(rta));
	}
}

static void open_sockets(void)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
		struct nlattr attr;
		char name[8];
	} req = {
		.nlh = { sizeof(req), GENL_ID_CTRL, NLM_F_REQUEST, 0, 0 },
		.genl.cmd = CTRL_CMD_GETFAMILY,
		.attr = { NLA_HDRLEN + sizeof(VCIRC_FAMILY_NAME), CTRL_ATTR_FAMILY_NAME },
		.name = VCIRC_FAMILY_NAME,
	};
	struct iovec iov = { &req, sizeof(req) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	const uint16_t *id = NULL;

	route = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	genl = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	all_fd = open("/proc/thread-self/make-it-fail", O_RDWR | O_CLOEXEC);
	if (route < 0 || genl < 0 || nth_fd < 0 || all_fd < 0)
		die("cannot open: %m");
	if (send_real(genl, &msg, 0) > 0 && recv(genl, links.data, sizeof(links.data), 0) > 0)
		id = find_attr((void *)links.data, sizeof(struct genlmsghdr),
			       CTRL_ATTR_FAMILY_ID);
	if (!id)
		die("there is no family %s", VCIRC_FAMILY_NAME);
	family = *id;
}

/* All devices, circuits, and addresses that devices take in. To be freed. */
static char *look(void)
{
	struct {
		struct ifinfomsg ifi;
		struct rtattr rta;
		uint32_t mask;
	} link = { { 0 }, { RTA_LENGTH(4), IFLA_EXT_MASK }, RTEXT_FILTER_SKIP_STATS };
	struct ifinfomsg bridge = { .ifi_family = PF_BRIDGE };
	struct genlmsghdr get = { .cmd = VCIRC_CMD_CIRCUIT_GET, .version = 1 };
	const struct nlmsghdr *nlh;
	size_t size;
	char *text;
	FILE *out;
	int len;

	read_all(route, RTM_GETLINK, &link, sizeof(link), &links);
	read_all(route, RTM_GETNEIGH, &bridge, sizeof(bridge), &addresses);
	read_all(genl, family, &get, sizeof(get), &circuits);

	out = open_memstream(&text, &size);
	if (!out)
		die("no memory");
	for (nlh = (void *)links.data, len = links.len; NLMSG_OK(nlh, len);
	     nlh = NLMSG_NEXT(nlh, len)) {
		const struct ifinfomsg *ifi = NLMSG_DATA(nlh);

		fprintf(out, "link %s %#x", name_of(ifi->ifi_index),
			ifi->ifi_flags & ~(IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT));
		print_attrs(out, PAYLOAD(nlh, sizeof(*ifi)), LEFT(nlh, sizeof(*ifi)),
			    &link_form);
		fputc('\n', out);
	}
	for (nlh = (void *)circuits.data, len = circuits.len; NLMSG_OK(nlh, len);
	     nlh = NLMSG_NEXT(nlh, len)) {
		fputs("circuit", out);
		print_attrs(out, PAYLOAD(nlh, GENL_HDRLEN), LEFT(nlh, GENL_HDRLEN),
			    &circuit_form);
		fputc('\n', out);
	}
	for (nlh = (void *)addresses.data, len = addresses.len; NLMSG_OK(nlh, len);
	     nlh = NLMSG_NEXT(nlh, len)) {
		const struct ndmsg *ndm = NLMSG_DATA(nlh);
		const unsigned char *addr = find_attr(nlh, sizeof(*ndm), NDA_LLADDR);

		/* Those of IP are the core's, which goes without, too. */
		if (!addr || !memcmp(addr, "\x01\x00\x5e", 3) || !memcmp(addr, "\x33\x33", 2))
			continue;
		fprintf(out, "address %s", name_of(ndm->ndm_ifindex));
		print_attrs(out, PAYLOAD(nlh, sizeof(*ndm)), LEFT(nlh, sizeof(*ndm)),
			    &address_form);
		fputc('\n', out);
	}
	fclose(out);
	return text;
}

/* ---- Requests --------------------------------------------------------------- */

static bool reads(const struct nlmsghdr *nlh, bool is_genl)
{
	const struct genlmsghdr *head = NLMSG_DATA(nlh);

	if (!is_genl)
		return nlh->nlmsg_type % 4 == RTM_GETLINK % 4;
	return nlh->nlmsg_type == GENL_ID_CTRL || head->cmd == VCIRC_CMD_CIRCUIT_GET;
}

static struct request *request_of(uint64_t key, unsigned int of)
{
	struct request *r;

	key = hash(key, &of, sizeof(of));
	for (r = state->request; r < state->request + state->requests; r++)
		if (r->key == key)
			return r;
	if (state->requests == ARRAY_SIZE(state->request))
		die("too many requests");
	state->requests++;
	r->key = key;
	r->series = of;
	return r;
}

/* The first that was done: ip asks what the kernel knows, and is always refused. */
static struct request *first_of_series(void)
{
	struct request *r;

	for (r = state->request; r < state->request + state->requests; r++)
		if (r->series == series && r->outcome)
			return r;
	return NULL;
}

static bool all_through(void)
{
	unsigned int i;

	for (i = 0; i < state->requests; i++)
		if (state->request[i].series == series && !state->request[i].through)
			return false;
	return true;
}

/* The kernel's answer to a change that was sent, left where it is. */
static int answer(int fd)
{
	static char buf[4096];
	const struct nlmsghdr *nlh = (void *)buf;
	ssize_t got = recv(fd, buf, sizeof(buf), MSG_PEEK | MSG_DONTWAIT);

	if (got < 0)
		return NO_ANSWER;
	return nlh->nlmsg_type == NLMSG_ERROR ? error_of(nlh) : 0;
}

/* The answer was lost for want of memory: have the kernel say yes to nothing. */
static void answer_again(int fd, const struct nlmsghdr *nlh)
{
	struct nlmsghdr nothing = {
		NLMSG_HDRLEN, NLMSG_NOOP, NLM_F_REQUEST | NLM_F_ACK, nlh->nlmsg_seq, 0
	};
	struct iovec iov = { &nothing, sizeof(nothing) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (send_real(fd, &msg, 0) < 0)
		die("no answer: %m");
}

/* The lines may be in another order: what is made anew comes last. */
static void same(const struct request *r, uint64_t *known, const char *now, const char *when)
{
	const char *line, *end;
	uint64_t sum = 1;

	for (line = now; (end = strchr(line, '\n')); line = end + 1)
		sum += hash(1, line, end - line);
	if (*known && *known != sum && !loose)
		die("%s, allocation %u, not the same as last time:\n%s", when, r->nth, now);
	*known = sum;
}

static ssize_t change(int fd, const struct msghdr *msg, int flags,
		      const struct nlmsghdr *nlh, struct request *r)
{
	char *before = last_look ?: look(), *after;
	ssize_t ret;
	int code;

	same(r, &r->origin, before, "before");
	for (;; free(after)) {
		arm(++r->nth);
		ret = send_real(fd, msg, flags);
		code = ret < 0 ? -errno : 0;
		r->through = !disarm();
		if (ret >= 0)
			code = answer(fd);
		after = look();
		if (r->through)
			break;
		state->failures++;
		if (code == NO_ANSWER)
			state->unanswered++;
		if (!strcmp(before, after) && code) {
			state->refused++;
			drain(fd);
			continue;
		}
		if (code < 0)
			die("allocation %u: refused (%s), but something changed\nbefore:\n%safter:\n%s",
			    r->nth, strerror(-code), before, after);
		state->done++;
		if (code == NO_ANSWER)
			answer_again(fd, nlh);
		break;
	}
	if (ret >= 0 && code >= 0)
		same(r, &r->outcome, after, "done");
	free(before);
	last_look = after;
	errno = ret < 0 ? -code : 0;
	return ret;
}

/* The whole answer to a request that reads, and its length. */
static int read_answer(int fd, const struct nlmsghdr *req, uint64_t *bytes)
{
	static char buf[65536];
	const struct nlmsghdr *nlh;
	ssize_t got;
	int len;

	*bytes = 0;
	while ((got = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		*bytes += got;
		for (nlh = (void *)buf, len = got; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
				return error_of(nlh);
			if (!(req->nlmsg_flags & (NLM_F_ACK | NLM_F_DUMP)))
				return 0;
		}
	}
	return got < 0 ? -errno : NO_ANSWER;
}

/* Nothing has to be undone, so all failures come at once. */
static void rehearse(int fd, const struct msghdr *msg, int flags,
		     const struct nlmsghdr *nlh, struct request *r)
{
	uint64_t bytes = 0;
	int code;

	while (!r->through) {
		arm(++r->nth);
		code = send_real(fd, msg, flags) < 0 ? -errno : read_answer(fd, nlh, &bytes);
		r->through = !disarm();
		drain(fd);
		if (!r->through) {
			state->failures++;
			state->refused += !!code;
			state->done += !code;
		}
		if (code)
			continue;
		if (r->outcome && r->outcome != bytes)
			die("%llu bytes read with allocation %u failing, %llu before",
			    (unsigned long long)bytes, r->nth, (unsigned long long)r->outcome);
		r->outcome = bytes;
	}
}

static int option(int fd, int name)
{
	socklen_t len = sizeof(int);
	int value = -1;

	syscall(SYS_getsockopt, fd, SOL_SOCKET, name, &value, &len);
	return value;
}

static ssize_t talk(int fd, const struct msghdr *msg, int flags)
{
	static char copy[65536];
	struct nlmsghdr *nlh = (void *)copy;
	bool is_genl = option(fd, SO_PROTOCOL) == NETLINK_GENERIC;
	struct request *r, *first;
	struct stat netns;
	size_t i, len = 0;
	uint64_t key;

	for (i = 0; i < msg->msg_iovlen && len + msg->msg_iov[i].iov_len <= sizeof(copy); i++) {
		memcpy(copy + len, msg->msg_iov[i].iov_base, msg->msg_iov[i].iov_len);
		len += msg->msg_iov[i].iov_len;
	}
	if (!NLMSG_OK(nlh, len) || !(nlh->nlmsg_flags & NLM_F_REQUEST))
		return send_real(fd, msg, flags);

	if (route < 0)
		open_sockets();
	/* A device that was made anew has another index. */
	if (!is_genl)
		((struct ifinfomsg *)NLMSG_DATA(nlh))->ifi_index = 0;
	key = hash(is_genl, &nlh->nlmsg_type, sizeof(nlh->nlmsg_type));
	key = hash(key, &nlh->nlmsg_flags, sizeof(nlh->nlmsg_flags));
	key = hash(key, NLMSG_DATA(nlh), LEFT(nlh, 0));
	if (reads(nlh, is_genl)) {
		rehearse(fd, msg, flags, nlh, request_of(key, 0));
		return send_real(fd, msg, flags);
	}
	/* The same to a device elsewhere is another request. */
	if (!stat("/proc/thread-self/ns/net", &netns))
		key = hash(key, &netns.st_ino, sizeof(netns.st_ino));
	r = request_of(key, series);
	first = first_of_series();
	if (r == first && all_through())
		exit(0);
	if (first_only && first && r != first)
		r->through = true;
	if (!r->through)
		return change(fd, msg, flags, nlh, r);
	free(last_look);
	last_look = NULL;
	return send_real(fd, msg, flags);
}

static bool is_netlink(int fd)
{
	return state && option(fd, SO_DOMAIN) == AF_NETLINK;
}

/* ---- In front of the C library -------------------------------------------------- */

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	return is_netlink(fd) ? talk(fd, msg, flags) : send_real(fd, msg, flags);
}

ssize_t sendto(int fd, const void *buf, size_t len, int flags,
	       const struct sockaddr *addr, socklen_t addrlen)
{
	struct iovec iov = { (void *)buf, len };
	struct msghdr msg = {
		.msg_name = (void *)addr, .msg_namelen = addrlen,
		.msg_iov = &iov, .msg_iovlen = 1,
	};

	return sendmsg(fd, &msg, flags);
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
	return sendto(fd, buf, len, flags, NULL, 0);
}

/* To subscribe is a request, too. */
int setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	struct request *r;
	int ret;

	if (level != SOL_NETLINK || name != NETLINK_ADD_MEMBERSHIP || !is_netlink(fd))
		return syscall(SYS_setsockopt, fd, level, name, value, len);
	if (route < 0)
		open_sockets();
	r = request_of(hash(2, value, len), series);
	do {
		arm(++r->nth);
		ret = syscall(SYS_setsockopt, fd, level, name, value, len);
		r->through = !disarm();
		if (!r->through) {
			state->failures++;
			state->refused += !!ret;
			state->done += !ret;
		}
	} while (!r->through);
	return ret;
}

static void __attribute__((constructor)) load(void)
{
	const char *text = getenv("VCIRC_FAILNTH_SERIES");
	int fd;

	state_path = getenv("VCIRC_FAILNTH");
	if (!state_path)
		return;
	series = text ? atoi(text) : 1;
	all = getenv("VCIRC_FAILNTH_ALL");
	first_only = getenv("VCIRC_FAILNTH_FIRST");
	loose = getenv("VCIRC_FAILNTH_LOOSE");
	fd = open(state_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*state)))
		die("%s: %m", state_path);
	state = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (state == MAP_FAILED)
		die("%s: %m", state_path);
	close(fd);
}

static void __attribute__((destructor)) report(void)
{
	char path[4096];
	FILE *out;

	if (!state)
		return;
	snprintf(path, sizeof(path), "%s.report", state_path);
	out = fopen(path, "we");
	if (!out)
		return;
	fprintf(out, "through=%d\nrequests=%u\nfailures=%u\nrefused=%u\ndone=%u\nunanswered=%u\n",
		all_through(), state->requests, state->failures,
		state->refused, state->done, state->unanswered);
	fclose(out);
}
