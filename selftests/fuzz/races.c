// SPDX-License-Identifier: GPL-2.0
/*
 * races: everything that can be done to circuits and their ports, from many
 * processes at once, under traffic.
 *
 * Three namespaces are given. In the first two, joined by veth ports, live
 * circuits; to the third, circuits and ports are moved and back. Each process
 * draws its operations from a seed of its own; which of them succeed is up to
 * all the others. It ends after SECONDS, but not before each kind of operation
 * has succeeded. Prints KIND=SUCCESSES/ATTEMPTS/LAST-ERROR
 * a line.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/ethtool.h>
#include <linux/genetlink.h>
#include <linux/if_ether.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/vcirc.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define WORKERS		6
#define CIRCUITS	4
#define PORTS		4
#define TAGS		3
#define ENOUGH		1	/* successes of each kind */
#define EXTENSION	3	/* of the time, until then */
#define PATIENCE	120	/* seconds until what has not ended is stuck */

enum { A, B, C, N_NS };

static struct count {
	unsigned long done, tried;
	int err;		/* the last one */
} *counts;			/* by kind, of all processes */

static const char *module_file;
static uint64_t seed = 1;
static unsigned int seconds = 10;
static double end;

/* Of this process: */
static int ns_fd[N_NS], route[N_NS], generic[N_NS], control[N_NS];
static uint64_t chance;

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static uint32_t pick(uint32_t n)
{
	uint64_t x = chance += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (x >> 32) * n >> 32;
}

/* ---- Netlink ---- */

static struct {
	struct nlmsghdr nlh;
	char body[1024];
} msg;

static void *begin(int type, int flags, const void *header, size_t len)
{
	memset(&msg, 0, sizeof(msg));
	msg.nlh.nlmsg_type = type;
	msg.nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	msg.nlh.nlmsg_len = NLMSG_LENGTH(len);
	return memcpy(NLMSG_DATA(&msg.nlh), header, len);
}

static struct nlattr *add(int type, const void *data, size_t len)
{
	struct nlattr *a = (void *)((char *)&msg + NLMSG_ALIGN(msg.nlh.nlmsg_len));

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy((char *)a + NLA_HDRLEN, data, len);
	msg.nlh.nlmsg_len = NLMSG_ALIGN(msg.nlh.nlmsg_len) + NLA_ALIGN(a->nla_len);
	return a;
}

static void add_string(int type, const char *s)
{
	add(type, s, strlen(s) + 1);
}

static void add_u32(int type, uint32_t v)
{
	add(type, &v, sizeof(v));
}

static void add_u16(int type, uint16_t v)
{
	add(type, &v, sizeof(v));
}

static void add_u8(int type, uint8_t v)
{
	add(type, &v, sizeof(v));
}

static struct nlattr *nest(int type)
{
	return add(type | NLA_F_NESTED, NULL, 0);
}

static void nest_end(struct nlattr *a)
{
	a->nla_len = (char *)&msg + msg.nlh.nlmsg_len - (char *)a;
}

/* Sends the request; returns its error. All of a dump is read, to the last part. */
static int talk(int fd)
{
	static char buf[65536];
	static uint32_t number;
	struct nlmsghdr *nlh;
	ssize_t len;

	msg.nlh.nlmsg_seq = ++number;
	if ((msg.nlh.nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		msg.nlh.nlmsg_flags |= NLM_F_ACK;
	if (send(fd, &msg, msg.nlh.nlmsg_len, 0) < 0)
		return -errno;
	for (;;) {
		len = recv(fd, buf, sizeof(buf), 0);
		if (len < 0 && errno == ENOBUFS)
			continue;
		if (len < 0)
			return -errno;
		for (nlh = (void *)buf; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			if (nlh->nlmsg_seq != number)
				continue;
			if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
				return *(int *)NLMSG_DATA(nlh);
		}
	}
}

/* The family's number is another each time the module is loaded; 0 if it is not. */
static int family(int ns, uint32_t *group)
{
	struct genlmsghdr g = { CTRL_CMD_GETFAMILY, 1, 0 };
	char buf[8192];
	struct nlmsghdr *nlh = (void *)buf;
	struct nlattr *a, *g1, *g2;
	int id = 0, rest;
	ssize_t len;

	begin(GENL_ID_CTRL, 0, &g, sizeof(g));
	add_string(CTRL_ATTR_FAMILY_NAME, VCIRC_FAMILY_NAME);
	if (send(control[ns], &msg, msg.nlh.nlmsg_len, 0) < 0)
		return 0;
	len = recv(control[ns], buf, sizeof(buf), 0);
	if (len < 0 || nlh->nlmsg_type != GENL_ID_CTRL)
		return 0;
#define FOR_EACH(pos, first, left)						\
	for (pos = (void *)(first), rest = (left); rest >= NLA_HDRLEN;		\
	     rest -= NLA_ALIGN(pos->nla_len), pos = (void *)((char *)pos + NLA_ALIGN(pos->nla_len)))
	FOR_EACH(a, (char *)NLMSG_DATA(nlh) + GENL_HDRLEN, len - NLMSG_HDRLEN - GENL_HDRLEN) {
		switch (a->nla_type & NLA_TYPE_MASK) {
		case CTRL_ATTR_FAMILY_ID:
			id = *(uint16_t *)(a + 1);
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			/* There is one. */
			g1 = a + 1;
			FOR_EACH(g2, g1 + 1, g1->nla_len - NLA_HDRLEN)
				if (group && g2->nla_type == CTRL_ATTR_MCAST_GRP_ID)
					*group = *(uint32_t *)(g2 + 1);
			return id;
		}
	}
	return id;
}

/* A request about a circuit. */
static int circuit(int ns, int cmd, int flags, unsigned int number)
{
	struct genlmsghdr g = { cmd, VCIRC_FAMILY_VERSION, 0 };
	int id = family(ns, NULL);
	char name[8];

	begin(id, flags, &g, sizeof(g));
	if (!flags) {
		snprintf(name, sizeof(name), "c%u", number);
		add_string(VCIRC_A_CIRCUIT_NAME, name);
	}
	return id ? 0 : -ENOENT;
}

static void link_begin(int type, int flags, unsigned int up, unsigned int change, const char *name)
{
	struct ifinfomsg ifi = { .ifi_flags = up ? change : 0, .ifi_change = change };

	begin(type, flags, &ifi, sizeof(ifi));
	if (name)
		add_string(IFLA_IFNAME, name);
}

static int link_flag(int ns, const char *name, unsigned int flag, bool on)
{
	link_begin(RTM_SETLINK, 0, on, flag, name);
	return talk(route[ns]);
}

static const char *circuit_name(void)
{
	static char name[8];

	snprintf(name, sizeof(name), "c%u", pick(CIRCUITS));
	return name;
}

/* Half of them veths that the circuits of both ends share, the rest leads nowhere. */
static const char *port_name(void)
{
	static char name[8];
	unsigned int n = pick(PORTS + 3);

	if (n < PORTS)
		snprintf(name, sizeof(name), "p%u", n);
	else
		snprintf(name, sizeof(name), n == PORTS ? "b0" : "d%u", n - PORTS - 1);
	return name;
}

/* 0 if there is none. */
static int index_of(int ns, const char *name)
{
	struct ifreq ifr = {};

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	return ioctl(route[ns], SIOCGIFINDEX, &ifr) ? 0 : ifr.ifr_ifindex;
}

static int side(void)
{
	return pick(2) ? B : A;
}

/* What was done last, for the operation that undoes it. */
static struct {
	char name[16];
	int ns;
} last;

static const char *remember(const char *name, int ns)
{
	snprintf(last.name, sizeof(last.name), "%s", name);
	last.ns = ns;
	return last.name;
}

/* ---- Circuits ---- */

static void peer_begin(int ns, const char *name, unsigned int up)
{
	struct ifinfomsg ifi = { .ifi_flags = up, .ifi_change = up };

	/* A header stands before the attributes. */
	memcpy((char *)&msg + msg.nlh.nlmsg_len, &ifi, sizeof(ifi));
	msg.nlh.nlmsg_len += sizeof(ifi);
	add_string(IFLA_IFNAME, name);
	add_u32(IFLA_NET_NS_FD, ns_fd[ns]);
}

static int do_add(void)
{
	struct nlattr *info, *data;

	link_begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 1, IFF_UP, circuit_name());
	info = nest(IFLA_LINKINFO);
	add_string(IFLA_INFO_KIND, "vcirc");
	data = nest(IFLA_INFO_DATA);
	add_u32(VCIRC_A_CONFIG_REBALANCE_TIME, pick(2) ? 0 : 200);
	nest_end(data);
	nest_end(info);
	return talk(route[side()]);
}

static int do_add_pair(void)
{
	struct nlattr *info, *data, *peer;
	const char *name = circuit_name();

	link_begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 1, IFF_UP, name);
	info = nest(IFLA_LINKINFO);
	add_string(IFLA_INFO_KIND, "vcirc");
	data = nest(IFLA_INFO_DATA);
	peer = nest(VCIRC_A_CONFIG_PEER);
	peer_begin(B, name, IFF_UP);
	nest_end(peer);
	nest_end(data);
	nest_end(info);
	return talk(route[A]);
}

static int do_del(void)
{
	link_begin(RTM_DELLINK, 0, 0, 0, circuit_name());
	return talk(route[pick(N_NS)]);
}

/* The near ends of all ports have one address, the far ends another. */
static uint32_t port_address(int ns)
{
	return htonl(0xc6120001 + (ns == B));
}

static int give_address(int ns, const char *port)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_INET, .ifa_prefixlen = 16 };

	ifa.ifa_index = index_of(ns, port);
	begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &ifa, sizeof(ifa));
	add_u32(IFA_LOCAL, port_address(ns));
	add_u32(IFA_ADDRESS, port_address(ns));
	return ifa.ifa_index ? talk(route[ns]) : -ENODEV;
}

static int do_port_address(void)
{
	return give_address(side(), port_name());
}

/* What is known of the far end, rightly or not. */
static int do_port_neighbour(void)
{
	static const uint16_t states[] = {
		NUD_NONE, NUD_INCOMPLETE, NUD_FAILED, NUD_STALE, NUD_REACHABLE, NUD_PERMANENT,
	};
	struct ndmsg nd = { .ndm_family = AF_INET };
	int ns = side();

	nd.ndm_state = states[pick(ARRAY_SIZE(states))];
	nd.ndm_ifindex = index_of(ns, port_name());
	begin(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &nd, sizeof(nd));
	add_u32(NDA_DST, port_address(A + B - ns));
	add(NDA_LLADDR, "\2\0\0\0\0\7", ETH_ALEN);
	return nd.ndm_ifindex ? talk(route[ns]) : -ENODEV;
}

enum how { WHOLE, TAGGED, ROUTED };

/* Some are authenticated, so that not all find their peer; fast, to be busy. */
static void add_session(void)
{
	struct nlattr *session = nest(VCIRC_A_PATH_BFD);

	add_u32(VCIRC_A_BFD_MIN_TX, 10000);
	add_u32(VCIRC_A_BFD_MIN_RX, 10000 + pick(2) * 10000);
	add_u8(VCIRC_A_BFD_MULT, 2 + pick(2));
	if (!pick(4)) {
		add_u32(VCIRC_A_BFD_AUTH, VCIRC_BFD_AUTH_METICULOUS_KEYED_SHA1);
		add_u8(VCIRC_A_BFD_KEY_ID, 1);
		add(VCIRC_A_BFD_KEY, "key", 3);
	}
	nest_end(session);
}

static int bind_to(enum how how)
{
	const char *port = port_name();
	unsigned int ns = side();
	struct nlattr *path;
	int err;

	/* A port has seldom one of its own accord. */
	if (how == ROUTED)
		give_address(ns, port);
	err = circuit(ns, VCIRC_CMD_PATH_BIND, 0, pick(CIRCUITS));
	path = nest(VCIRC_A_CIRCUIT_PATH);
	add_u32(VCIRC_A_PATH_ROLE, pick(2));
	add_string(VCIRC_A_PATH_PORT_NAME, port);
	switch (how) {
	case WHOLE:
		break;
	case TAGGED:
		add_u16(VCIRC_A_PATH_S_VLAN, 100 + pick(TAGS));
		add_u32(VCIRC_A_PATH_S_PROTO, pick(2));
		break;
	case ROUTED:
		add_u32(VCIRC_A_PATH_VIA, port_address(A + B - ns));
		break;
	}
	if (pick(2))
		add_session();
	nest_end(path);
	return err ?: talk(generic[ns]);
}

static int do_bind_tagged(void)
{
	return bind_to(TAGGED);
}

static int do_bind_whole(void)
{
	return bind_to(WHOLE);
}

static int do_bind_routed(void)
{
	return bind_to(ROUTED);
}

static int do_unbind(void)
{
	unsigned int ns = side();
	struct nlattr *path;
	int err = circuit(ns, VCIRC_CMD_PATH_UNBIND, 0, pick(CIRCUITS));

	path = nest(VCIRC_A_CIRCUIT_PATH);
	add_u32(VCIRC_A_PATH_ROLE, pick(2));
	nest_end(path);
	if (pick(4))
		add(VCIRC_A_CIRCUIT_FORCE, NULL, 0);
	return err ?: talk(generic[ns]);
}

static int do_path(void)
{
	unsigned int ns = side();
	struct nlattr *path;
	int err = circuit(ns, VCIRC_CMD_CIRCUIT_SET, 0, pick(CIRCUITS));

	path = nest(VCIRC_A_CIRCUIT_PATH);
	add_u32(VCIRC_A_PATH_ROLE, pick(2));
	if (pick(2))
		add_u8(VCIRC_A_PATH_ADMIN_UP, pick(3) > 0);
	else
		add_u8(VCIRC_A_PATH_WEIGHT, 1 + pick(255));
	nest_end(path);
	add(VCIRC_A_CIRCUIT_FORCE, NULL, 0);
	return err ?: talk(generic[ns]);
}

static int do_set(void)
{
	unsigned int ns = side();
	struct nlattr *config;
	int err = circuit(ns, VCIRC_CMD_CIRCUIT_SET, 0, pick(CIRCUITS));

	config = nest(VCIRC_A_CIRCUIT_CONFIG);
	add_u32(VCIRC_A_CONFIG_MODE, pick(2));
	add_u8(VCIRC_A_CONFIG_REVERT, pick(2));
	add_u32(VCIRC_A_CONFIG_HASH, pick(3));
	add_u32(VCIRC_A_CONFIG_REBALANCE_TIME, pick(4) * 100);
	nest_end(config);
	return err ?: talk(generic[ns]);
}

/* Begins a session, or changes it. */
static int do_session(void)
{
	unsigned int ns = side();
	struct nlattr *path;
	int err = circuit(ns, VCIRC_CMD_CIRCUIT_SET, 0, pick(CIRCUITS));

	path = nest(VCIRC_A_CIRCUIT_PATH);
	add_u32(VCIRC_A_PATH_ROLE, pick(2));
	add_session();
	nest_end(path);
	return err ?: talk(generic[ns]);
}

static int do_session_end(void)
{
	unsigned int ns = side();
	struct nlattr *path;
	int err = circuit(ns, VCIRC_CMD_CIRCUIT_SET, 0, pick(CIRCUITS));

	path = nest(VCIRC_A_CIRCUIT_PATH);
	add_u32(VCIRC_A_PATH_ROLE, pick(2));
	add(VCIRC_A_PATH_NO_BFD, NULL, 0);
	nest_end(path);
	return err ?: talk(generic[ns]);
}

static int do_get(void)
{
	unsigned int ns = side();
	int err = circuit(ns, VCIRC_CMD_CIRCUIT_GET, 0, pick(CIRCUITS));

	return err ?: talk(generic[ns]);
}

static int do_dump(void)
{
	unsigned int ns = pick(N_NS);
	int err = circuit(ns, VCIRC_CMD_CIRCUIT_GET, NLM_F_DUMP, 0);

	return err ?: talk(generic[ns]);
}

static int do_dump_links(void)
{
	link_begin(RTM_GETLINK, NLM_F_DUMP, 0, 0, NULL);
	return talk(route[pick(N_NS)]);
}

static int link_down(const char *name)
{
	remember(name, side());
	return link_flag(last.ns, name, IFF_UP, false);
}

static int do_circuit_down(void)
{
	return link_down(circuit_name());
}

static int do_up(void)
{
	return link_flag(last.ns, last.name, IFF_UP, true);
}

static int do_flags(void)
{
	return link_flag(side(), circuit_name(), pick(2) ? IFF_PROMISC : IFF_ALLMULTI, pick(2));
}

static int do_address(void)
{
	uint8_t mac[ETH_ALEN] = { 2, 0, 0, 0, pick(256), pick(256) };

	link_begin(RTM_SETLINK, 0, 0, 0, circuit_name());
	add(IFLA_ADDRESS, mac, sizeof(mac));
	return talk(route[side()]);
}

/* Something on top that adds addresses to the circuit's lists, and tags to its ports. */
static int do_upper(void)
{
	struct nlattr *info, *data;
	struct ifreq ifr = {};
	int ns = side();
	char name[16];

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", circuit_name());
	if (ioctl(route[ns], SIOCGIFINDEX, &ifr))
		return -errno;
	snprintf(name, sizeof(name), "%.8s.7", ifr.ifr_name);
	remember(name, ns);
	link_begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 1, IFF_UP, name);
	add_u32(IFLA_LINK, ifr.ifr_ifindex);
	info = nest(IFLA_LINKINFO);
	add_string(IFLA_INFO_KIND, "vlan");
	data = nest(IFLA_INFO_DATA);
	add_u16(IFLA_VLAN_ID, 7);
	nest_end(data);
	nest_end(info);
	return talk(route[ns]);
}

static int do_upper_del(void)
{
	link_begin(RTM_DELLINK, 0, 0, 0, last.name);
	return talk(route[last.ns]);
}

static int move(const char *name, int from, int to)
{
	link_begin(RTM_SETLINK, 0, 0, 0, name);
	add_u32(IFLA_NET_NS_FD, ns_fd[to]);
	return talk(route[from]);
}

static int do_move(void)
{
	remember(circuit_name(), side());
	return move(last.name, last.ns, C);
}

static int do_move_back(void)
{
	return move(last.name, C, last.ns);
}

/* ---- Ports ---- */

static int do_port_del(void)
{
	char name[8];

	snprintf(name, sizeof(name), "p%u", pick(PORTS));
	remember(name, A);
	link_begin(RTM_DELLINK, 0, 0, 0, name);
	return talk(route[pick(N_NS)]);
}

static int do_port_add(void)
{
	struct nlattr *info, *data, *peer;

	link_begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 1, IFF_UP, last.name);
	info = nest(IFLA_LINKINFO);
	add_string(IFLA_INFO_KIND, "veth");
	data = nest(IFLA_INFO_DATA);
	peer = nest(VETH_INFO_PEER);
	/* Neither end of a veth goes up without the other. */
	peer_begin(B, last.name, 0);
	nest_end(peer);
	nest_end(data);
	nest_end(info);
	return talk(route[A]) ?: link_flag(B, last.name, IFF_UP, true);
}

static int do_port_down(void)
{
	return link_down(port_name());
}

static int do_port_move(void)
{
	remember(port_name(), side());
	return move(last.name, last.ns, C);
}

static int do_carrier(void)
{
	link_begin(RTM_SETLINK, 0, 0, 0, port_name());
	add_u8(IFLA_CARRIER, pick(3) > 0);
	return talk(route[side()]);
}

static int do_mtu(void)
{
	static const unsigned int mtus[] = { 1280, 1400, 1500, 9000 };

	link_begin(RTM_SETLINK, 0, 0, 0, port_name());
	add_u32(IFLA_MTU, mtus[pick(ARRAY_SIZE(mtus))]);
	return talk(route[side()]);
}

static int do_feature(void)
{
	static const uint32_t set[] = { ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_STSO, ETHTOOL_STXCSUM };
	struct ethtool_value v = { set[pick(ARRAY_SIZE(set))], pick(2) };
	struct ifreq ifr = { .ifr_data = (void *)&v };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", pick(3) ? port_name() : circuit_name());
	return ioctl(route[side()], SIOCETHTOOL, &ifr) ? -errno : 0;
}

static int set_master(int ns, const char *name, const char *master)
{
	struct ifreq ifr = {};

	if (master) {
		snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", master);
		if (ioctl(route[ns], SIOCGIFINDEX, &ifr))
			return -errno;
	}
	link_begin(RTM_SETLINK, 0, 0, 0, name);
	add_u32(IFLA_MASTER, ifr.ifr_ifindex);
	return talk(route[ns]);
}

/* A bond is of the type of its first member: a tunnel makes it something else than Ethernet. */
static int do_type(void)
{
	last.ns = side();
	set_master(last.ns, "e0", NULL);
	return set_master(last.ns, "g0", "b0");
}

static int do_type_back(void)
{
	set_master(last.ns, "g0", NULL);
	return set_master(last.ns, "e0", "b0");
}

/* ---- The module ---- */

static int do_unload(void)
{
	return syscall(SYS_delete_module, VCIRC_FAMILY_NAME, O_NONBLOCK) ? -errno : 0;
}

static int do_load(void)
{
	int fd = open(module_file, O_RDONLY | O_CLOEXEC), err;

	err = syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;
	close(fd);
	return err;
}

/* What a process of its own does, or only counts; the rest is drawn. */
enum { UNLOAD, LOAD, DUMP, DUMP_LINKS, EVENT, FRAME, TYPE_REFUSED, DRAWN };

static const struct kind {
	const char *name;
	int (*op)(void);
	unsigned int often;
	bool undone;			/* by the next one, soon after */
} kinds[] = {
	[UNLOAD] = { "unload", do_unload },
	[LOAD] = { "load", do_load },
	[DUMP] = { "dump", do_dump },
	[DUMP_LINKS] = { "dump-links", do_dump_links },
	[EVENT] = { "event" },
	[FRAME] = { "frame" },
	[TYPE_REFUSED] = { "port-type-refused" },
	[DRAWN] = { "add", do_add, 14 },
	{ "add-pair", do_add_pair, 12 },
	{ "delete", do_del, 8 },
	{ "bind-tagged", do_bind_tagged, 24 },
	{ "bind-whole", do_bind_whole, 16 },
	{ "bind-routed", do_bind_routed, 24 },
	{ "session", do_session, 8 },
	{ "session-end", do_session_end, 4 },
	{ "unbind", do_unbind, 16 },
	{ "path", do_path, 8 },
	{ "set", do_set, 8 },
	{ "get", do_get, 8 },
	{ "circuit-flags", do_flags, 4 },
	{ "circuit-address", do_address, 4 },
	{ "circuit-down", do_circuit_down, 4, true },
	{ "circuit-up", do_up },
	{ "upper-add", do_upper, 4, true },
	{ "upper-delete", do_upper_del },
	{ "circuit-move", do_move, 4, true },
	{ "circuit-move-back", do_move_back },
	{ "port-delete", do_port_del, 3, true },
	{ "port-add", do_port_add },
	{ "port-down", do_port_down, 6, true },
	{ "port-up", do_up },
	{ "port-move", do_port_move, 3, true },
	{ "port-move-back", do_move_back },
	{ "port-type", do_type, 4, true },
	{ "port-type-back", do_type_back },
	{ "port-carrier", do_carrier, 6 },
	{ "port-address", do_port_address, 8 },
	{ "port-neighbour", do_port_neighbour, 6 },
	{ "port-mtu", do_mtu, 6 },
	{ "port-feature", do_feature, 6 },
};

static void more(unsigned long *n)
{
	__atomic_fetch_add(n, 1, __ATOMIC_RELAXED);
}

/* Not before each kind had its share, however slow the machine is: within reason. */
static bool over(void)
{
	double t = now();
	unsigned int k;

	if (t < end || t >= end + EXTENSION * seconds)
		return t >= end;
	for (k = 0; k < ARRAY_SIZE(kinds); k++)
		if (__atomic_load_n(&counts[k].done, __ATOMIC_RELAXED) < ENOUGH)
			return false;
	return true;
}

static int do_kind(unsigned int k)
{
	int err = kinds[k].op();

	more(&counts[k].tried);
	if (!err)
		more(&counts[k].done);
	else
		counts[k].err = -err;
	if (err == -EBUSY && kinds[k].op == do_type)
		more(&counts[TYPE_REFUSED].done);
	if (!kinds[k].undone)
		return err;
	usleep(pick(20000));
	return do_kind(k + 1);
}

/* ---- Processes ---- */

static void worker(void)
{
	unsigned int sum = 0, n, k;

	for (k = DRAWN; k < ARRAY_SIZE(kinds); k++)
		sum += kinds[k].often;
	while (!over()) {
		n = pick(sum);
		for (k = DRAWN; n >= kinds[k].often; k++)
			n -= kinds[k].often;
		do_kind(k);
	}
}

static void dumper(void)
{
	for (; !over(); usleep(pick(20000)))
		do_kind(pick(2) ? DUMP : DUMP_LINKS);
}

/* The module is there most of the time. */
static void loader(void)
{
	double begun, pause = 6;
	int err;

	while (!over()) {
		for (begun = now(); now() < begun + pause && !over();)
			usleep(100000);
		begun = now();
		/* It is away if it could not be loaded the last time. */
		while ((err = do_kind(UNLOAD)) && err != -ENOENT)
			usleep(10000);
		do_kind(LOAD);
		pause = 6 + pick(4) + 4 * (now() - begun);
	}
}

static void listener(void)
{
	struct timeval pause = { 0, 200000 };
	uint32_t group = 0;
	char buf[8192];

	setsockopt(generic[A], SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof(pause));
	while (!over()) {
		if (recv(generic[A], buf, sizeof(buf), 0) > 0) {
			more(&counts[EVENT].done);
			continue;
		}
		/* Quiet: was the module away, and with it the group? */
		if (family(A, &group))
			setsockopt(generic[A], SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group));
	}
}

/* Frames of many flows into every circuit and, under tags, into every port. */
static void traffic(void)
{
	uint8_t frame[200] = { [13] = 0 };
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_halen = ETH_ALEN };
	int fd, ns = side(), n;
	struct ifreq ifr;
	bool port;

	if (setns(ns_fd[ns], CLONE_NEWNET))
		error(2, errno, "setns");
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
	if (fd < 0)
		error(2, errno, "packet socket");
	for (; !over(); usleep(2000)) {
		memset(&ifr, 0, sizeof(ifr));
		port = pick(2);
		snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", port ? port_name() : circuit_name());
		if (ioctl(fd, SIOCGIFINDEX, &ifr))
			continue;
		to.sll_ifindex = ifr.ifr_ifindex;
		for (n = 0; n < 16; n++) {
			uint8_t *p = frame + 2 * ETH_ALEN;

			memset(frame, pick(4) ? 0xff : 2, ETH_ALEN);
			frame[7] = 2;
			if (port && pick(4)) {
				memcpy(p, pick(2) ? "\x88\xa8" : "\x81", 2);
				p[2] = 0;
				p[3] = 100 + pick(TAGS + 1);
				p += 4;
			}
			/* IPv4, UDP: enough to be hashed. */
			memcpy(p, "\x08\0\x45\0\0\x64\0\0\0\0\x40\x11\0\0\x0a\0\0\1\x0a\0\0\2", 22);
			p[22] = pick(256);
			p[23] = pick(256);
			if (sendto(fd, frame, 120, 0, (void *)&to, sizeof(to)) > 0)
				more(&counts[FRAME].done);
		}
	}
}

static int netlink(int protocol)
{
	/* What never answers is stuck, and found to be by the parent. */
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };

	if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)))
		error(2, errno, "netlink socket");
	return fd;
}

static pid_t start(void (*process)(void), unsigned int number)
{
	pid_t pid = fork();
	unsigned int i;

	if (pid < 0)
		error(2, errno, "fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	chance = seed << 8 | number;
	for (i = 0; i < N_NS; i++) {
		if (setns(ns_fd[i], CLONE_NEWNET))
			error(2, errno, "setns");
		route[i] = netlink(NETLINK_ROUTE);
		generic[i] = netlink(NETLINK_GENERIC);
		control[i] = netlink(NETLINK_GENERIC);
	}
	process();
	_exit(0);
}

static void show_stack(pid_t pid)
{
	char path[64], line[256];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stack", pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		fprintf(stderr, "%d: %s", pid, line);
	if (f)
		fclose(f);
}

/* Returns how many of the processes are stuck. */
static unsigned int reap(pid_t *pids, unsigned int n)
{
	double patience = end + EXTENSION * seconds + PATIENCE;
	unsigned int i, left = n;

	while (left && now() < patience) {
		usleep(50000);
		for (i = 0; i < n; i++) {
			if (pids[i] && waitpid(pids[i], NULL, WNOHANG) == pids[i]) {
				pids[i] = 0;
				left--;
			}
		}
	}
	for (i = 0; i < n; i++)
		if (pids[i])
			show_stack(pids[i]);
	return left;
}

int main(int argc, char **argv)
{
	static void (*const others[])(void) = {
		dumper, dumper, loader, listener, listener, traffic, traffic, traffic,
	};
	pid_t pids[WORKERS + ARRAY_SIZE(others)];
	unsigned int i, n = 0, stuck;
	char path[128];
	int c;

	while ((c = getopt(argc, argv, "s:t:k:")) != -1) {
		switch (c) {
		case 's': seed = strtoull(optarg, NULL, 0); break;
		case 't': seconds = strtoul(optarg, NULL, 0); break;
		case 'k': module_file = optarg; break;
		default: optind = argc;
		}
	}
	if (argc - optind != N_NS || !module_file) {
		fputs("usage: races [-s SEED] [-t SECONDS] -k MODULE-FILE NETNS NETNS NETNS\n", stderr);
		return 2;
	}
	for (i = 0; i < N_NS; i++) {
		snprintf(path, sizeof(path), "/run/netns/%s", argv[optind + i]);
		ns_fd[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (ns_fd[i] < 0)
			error(2, errno, "namespace %s", argv[optind + i]);
	}
	counts = mmap(NULL, ARRAY_SIZE(kinds) * sizeof(*counts), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts == MAP_FAILED)
		error(2, errno, "mmap");

	end = now() + seconds;
	for (; n < WORKERS; n++)
		pids[n] = start(worker, n);
	for (i = 0; i < ARRAY_SIZE(others); i++, n++)
		pids[n] = start(others[i], n);
	stuck = reap(pids, n);
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		printf("%s=%lu/%lu/%s\n", kinds[i].name, counts[i].done, counts[i].tried,
		       counts[i].err ? strerror(counts[i].err) : "");
	printf("stuck=%u\n", stuck);
	return stuck ? 1 : 0;
}
