// SPDX-License-Identifier: GPL-2.0
/*
 * flowgen: numbered frames of many flows into one device, and where they came out.
 *
 * Frames of N flows are sent round robin into DEV while packet sockets watch
 * the TAP devices.  Every frame ends in a trailer with the number of its flow,
 * so that what was seen where is exact, whatever happened to its headers on the
 * way.  Optionally the carrier or the running state of a device changes right
 * before one given frame, which makes "the very next packet" a thing to count.
 *
 * Prints key=value lines; the taps are numbered as given.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_TAPS	16
#define MAX_ACTIONS	8
#define MAX_TAGS	3
#define MAX_FLOWS	65536
#define LOOK_MS		2
#define TRAILER_MAGIC	0x76636670

struct trailer {
	uint32_t magic;
	uint32_t run;
	uint32_t flow;
	uint32_t frame;
};

struct tag_seen {
	unsigned int tpid;
	unsigned int vid;
	unsigned long frames;
};

struct tap {
	char name[IFNAMSIZ];
	int fd;
	unsigned long frames;
	unsigned long after;		/* frames sent after the first action */
	unsigned long flows;
	unsigned long bytes;
	uint32_t *seen;			/* frames of each flow */
	struct tag_seen *tags;
	unsigned int n_tags;
};

struct action {
	unsigned long at;
	char dev[IFNAMSIZ];
	int fd;				/* rtnetlink socket in the device's namespace */
	int ifindex;
	enum { CARRIER_OFF, CARRIER_ON, DOWN, UP } what;
};

enum shape { UDP4, TCP4, ICMP4, ESP4, FRAG4, OPT4, UDP6, TCP6, ICMP6, FRAG6,
	     HOP6, MAC, NOISE, N_SHAPES };

static const char *const shape_names[N_SHAPES] = {
	"udp4", "tcp4", "icmp4", "esp4", "frag4", "opt4", "udp6", "tcp6",
	"icmp6", "frag6", "hop6", "mac", "noise",
};

static struct {
	enum shape shape;
	unsigned int flows, rounds, payload, linger_ms, patience_ms;
	unsigned long gap_us;
	bool vary_ports, vary_hosts, vary_macs, reverse, quiet_errors;
	unsigned int first;
	struct { int vid; unsigned int tpid; } tags[MAX_TAGS];	/* vid -1: number of the flow */
	unsigned int n_tags;
	uint8_t dst[ETH_ALEN], src[ETH_ALEN];
	const char *map_file;
} opt = {
	.flows = 1000, .rounds = 1, .payload = 32, .linger_ms = 300,
	.vary_ports = true,
	.dst = { 2, 0, 0, 0, 0, 1 }, .src = { 2, 0, 0, 0, 0, 2 },
};

static struct tap taps[MAX_TAPS];
static unsigned int n_taps;
static struct action actions[MAX_ACTIONS];
static unsigned int n_actions;

static uint32_t run_id;
static int8_t *where;			/* tap that saw the flow last, -1: none yet */
static unsigned int *moves;
static unsigned long first_action = ~0UL;
static double action_time, first_move_ms = -1, last_move_ms = -1;
static double stalled;		/* longest time between two frames sent */

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* Enter the namespace in "DEV@NS" and leave DEV in @name; an empty @NS is the one we started in. */
static void enter(const char *arg, char *name)
{
	static int home = -1;
	const char *at = strchr(arg, '@');
	size_t len = at ? (size_t)(at - arg) : strlen(arg);
	char path[128];
	int fd = -1;

	if (home < 0)
		home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (len >= IFNAMSIZ || !len)
		error(2, 0, "%s: not a device name", arg);
	memcpy(name, arg, len);
	name[len] = 0;
	if (at) {
		snprintf(path, sizeof(path), "/run/netns/%s", at + 1);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			error(2, errno, "namespace %s", at + 1);
	}
	if (setns(at ? fd : home, CLONE_NEWNET))
		error(2, errno, "%s: cannot enter its namespace", arg);
	if (fd >= 0)
		close(fd);
}

static int packet_socket(const char *arg, char *name, bool receive)
{
	struct sockaddr_ll sll = { .sll_family = AF_PACKET };
	int fd, one = 1, size = 64 << 20;

	enter(arg, name);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		error(2, errno, "packet socket");
	if (receive) {
		setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
		setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one));
		sll.sll_protocol = htons(ETH_P_ALL);
	}
	sll.sll_ifindex = if_nametoindex(name);
	if (!sll.sll_ifindex)
		error(2, errno, "device %s", arg);
	if (bind(fd, (void *)&sll, sizeof(sll)))
		error(2, errno, "bind to %s", arg);
	return fd;
}

static void add_action(char *arg)
{
	static const char *const names[] = { "carrier-off", "carrier-on", "down", "up" };
	struct action *a = &actions[n_actions];
	char *dev = strchr(arg, ':'), *what = dev ? strchr(dev + 1, ':') : NULL;
	unsigned int i;

	if (!what || n_actions == MAX_ACTIONS)
		error(2, 0, "-e FRAME:DEV[@NS]:carrier-off|carrier-on|down|up");
	*dev++ = 0;
	*what++ = 0;
	a->at = strtoul(arg, NULL, 0);
	for (i = 0; i < 4 && strcmp(what, names[i]); i++)
		;
	if (i == 4)
		error(2, 0, "%s: not a thing to do to a device", what);
	a->what = i;
	enter(dev, a->dev);
	a->ifindex = if_nametoindex(a->dev);
	a->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (!a->ifindex || a->fd < 0)
		error(2, errno, "%s", dev);
	n_actions++;
}

static void act(const struct action *a)
{
	struct {
		struct nlmsghdr nlh;
		struct ifinfomsg ifi;
		struct rtattr rta;
		uint8_t carrier[4];
	} req = {
		.nlh = { .nlmsg_type = RTM_NEWLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.ifi = { .ifi_family = AF_UNSPEC, .ifi_index = a->ifindex },
		.rta = { .rta_type = IFLA_CARRIER, .rta_len = RTA_LENGTH(1) },
	};
	char buf[4096];
	struct nlmsghdr *nlh = (void *)buf;
	struct nlmsgerr *err = NLMSG_DATA(nlh);

	req.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(req.ifi));
	if (a->what == CARRIER_OFF || a->what == CARRIER_ON) {
		req.nlh.nlmsg_len += RTA_SPACE(1);
		req.carrier[0] = a->what == CARRIER_ON;
	} else {
		req.ifi.ifi_change = IFF_UP;
		req.ifi.ifi_flags = a->what == UP ? IFF_UP : 0;
	}
	if (send(a->fd, &req, req.nlh.nlmsg_len, 0) < 0 || recv(a->fd, buf, sizeof(buf), 0) < 0)
		error(2, errno, "%s", a->dev);
	if (nlh->nlmsg_type != NLMSG_ERROR || err->error)
		error(2, -err->error, "%s: the kernel refused to change it", a->dev);
}

static uint16_t ip_sum(const void *data, size_t len)
{
	const uint16_t *p = data;
	uint32_t sum = 0;

	for (; len > 1; len -= 2)
		sum += *p++;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static uint8_t *put16(uint8_t *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
	return p + 2;
}

static uint8_t *put_ports(uint8_t *p, unsigned int flow)
{
	/* A prime step, so that neither port follows the other bit by bit. */
	unsigned int s = 1024 + (opt.vary_ports ? flow * 13 % 60000 : 0);
	unsigned int d = 5001 + (opt.vary_ports ? flow / 7 : 0);

	p = put16(p, opt.reverse ? d : s);
	return put16(p, opt.reverse ? s : d);
}

static uint8_t *put_ip4(uint8_t *p, unsigned int flow, unsigned int proto, unsigned int len,
			unsigned int frag, unsigned int options)
{
	uint32_t a = htonl(0x0a000001 + (opt.vary_hosts ? flow * 11 : 0));
	uint32_t b = htonl(0x0a800001 + (opt.vary_hosts ? flow / 3 : 0));
	uint8_t *h = p;

	memset(p, 0, 20 + options);
	p[0] = 0x40 | (5 + options / 4);
	put16(p + 2, 20 + options + len);
	put16(p + 4, flow);
	put16(p + 6, frag);
	p[8] = 64;
	p[9] = proto;
	memcpy(p + 12, opt.reverse ? &b : &a, 4);
	memcpy(p + 16, opt.reverse ? &a : &b, 4);
	if (options)
		memset(p + 20, 1, options);	/* no-operation */
	memcpy(h + 10, (uint16_t[]){ ip_sum(h, 20 + options) }, 2);
	return p + 20 + options;
}

static uint8_t *put_ip6(uint8_t *p, unsigned int flow, unsigned int next, unsigned int len)
{
	uint8_t a[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 };
	uint8_t b[16] = { 0x20, 0x01, 0x0d, 0xb8, 0xff, [15] = 2 };

	if (opt.vary_hosts) {
		put16(a + 12, flow * 11);
		put16(b + 10, flow / 3);
	}
	memset(p, 0, 8);
	p[0] = 0x60;
	put16(p + 4, len);
	p[6] = next;
	p[7] = 64;
	memcpy(p + 8, opt.reverse ? b : a, 16);
	memcpy(p + 24, opt.reverse ? a : b, 16);
	return p + 40;
}

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static const unsigned int noise_types[] = {
	ETH_P_IP, ETH_P_IPV6, ETH_P_8021Q, ETH_P_8021AD, ETH_P_ARP, 0x88b5,
};

static size_t build(uint8_t *frame, unsigned int flow, unsigned int round, uint32_t number)
{
	struct trailer t = { htonl(TRAILER_MAGIC), run_id, htonl(flow), htonl(number) };
	unsigned int body = opt.payload + sizeof(t), i, len;
	uint8_t dst[ETH_ALEN], src[ETH_ALEN], *p = frame;

	memcpy(dst, opt.dst, ETH_ALEN);
	memcpy(src, opt.src, ETH_ALEN);
	if (opt.vary_macs) {
		put16(src + 4, flow * 7 + 1);
		if (!(dst[0] & 1))
			put16(dst + 3, flow / 5 + 1);
	}
	memcpy(p, opt.reverse ? src : dst, ETH_ALEN);
	memcpy(p + ETH_ALEN, opt.reverse ? dst : src, ETH_ALEN);
	p += 2 * ETH_ALEN;
	/* Priority and drop eligible bits differ too: no demultiplexer may look at them. */
	for (i = 0; i < opt.n_tags; i++) {
		p = put16(p, opt.tags[i].tpid);
		p = put16(p, (opt.tags[i].vid < 0 ? flow & 0xfff : (unsigned int)opt.tags[i].vid) |
			     (round & 0xf) << 12);
	}

	switch (opt.shape) {
	case UDP4:
	case OPT4:
		p = put16(p, ETH_P_IP);
		p = put_ip4(p, flow, IPPROTO_UDP, 8 + body, 0, opt.shape == OPT4 ? 12 : 0);
		p = put_ports(p, flow);
		p = put16(put16(p, 8 + body), 0);
		break;
	case TCP4:
		p = put16(p, ETH_P_IP);
		p = put_ip4(p, flow, IPPROTO_TCP, 20 + body, 0, 0);
		goto tcp;
	case TCP6:
		p = put16(p, ETH_P_IPV6);
		p = put_ip6(p, flow, IPPROTO_TCP, 20 + body);
tcp:
		p = put_ports(p, flow);
		memset(p, 0, 16);
		memcpy(p, &t.frame, 4);
		p[8] = 0x50;
		p[9] = 0x10;
		p += 16;
		break;
	case ICMP4:
	case ESP4:
		/* What would be ports holds the frame number: looking there would scatter the flow. */
		p = put16(p, ETH_P_IP);
		p = put_ip4(p, flow, opt.shape == ICMP4 ? IPPROTO_ICMP : IPPROTO_ESP, 8 + body, 0, 0);
		memset(p, 0, 8);
		memcpy(p, &t.frame, 4);
		p += 8;
		break;
	case FRAG4:
		/* Even rounds: the first fragment, with ports; odd rounds: a later one, with none. */
		p = put16(p, ETH_P_IP);
		p = put_ip4(p, flow, IPPROTO_UDP, 8 + body, round & 1 ? 185 : 0x2000, 0);
		if (round & 1) {
			memset(p, 0xa5 ^ round, 8);
			p += 8;
		} else {
			p = put16(put16(put_ports(p, flow), 8 + body), 0);
		}
		break;
	case UDP6:
		p = put16(p, ETH_P_IPV6);
		p = put_ip6(p, flow, IPPROTO_UDP, 8 + body);
		p = put16(put16(put_ports(p, flow), 8 + body), 0);
		break;
	case ICMP6:
		p = put16(p, ETH_P_IPV6);
		p = put_ip6(p, flow, IPPROTO_ICMPV6, 8 + body);
		memset(p, 0, 8);
		memcpy(p, &t.frame, 4);
		p += 8;
		break;
	case FRAG6:
	case HOP6:
		p = put16(p, ETH_P_IPV6);
		p = put_ip6(p, flow, opt.shape == FRAG6 ? IPPROTO_FRAGMENT : IPPROTO_HOPOPTS, 16 + body);
		memset(p, 0, 8);
		p[0] = IPPROTO_UDP;
		if (opt.shape == FRAG6) {
			put16(p + 2, round & 1 ? 1480 : 1);
			put16(p + 6, flow);
		} else {
			p[2] = 1;	/* PadN */
			p[3] = 4;
		}
		p += 8;
		if (opt.shape == FRAG6 && round & 1) {
			memset(p, 0xa5 ^ round, 8);
			p += 8;
		} else {
			p = put16(put16(put_ports(p, flow), 8 + body), 0);
		}
		break;
	case MAC:
		/* An ethertype for local experiments; what follows changes with every frame. */
		p = put16(p, 0x88b5);
		memcpy(p, &t.frame, 4);
		p += 4;
		break;
	case NOISE:
	default:
		p = put16(p, noise_types[random() % ARRAY_SIZE(noise_types)]);
		len = random() % 64;
		for (i = 0; i < len; i++)
			p[i] = random();
		if (len && random() & 1)
			p[0] = random() & 1 ? 0x45 : 0x60;
		p += len;
		/* What looks like a tag takes four octets with it, not of the trailer. */
		body = sizeof(t) + 4 + random() % 8;
		break;
	}
	memset(p, 0x55, body - sizeof(t));
	p += body - sizeof(t);
	memcpy(p, &t, sizeof(t));
	return p + sizeof(t) - frame;
}

static void count_tag(struct tap *tap, unsigned int tpid, unsigned int vid)
{
	unsigned int i;

	for (i = 0; i < tap->n_tags; i++)
		if (tap->tags[i].tpid == tpid && tap->tags[i].vid == vid)
			break;
	if (i == tap->n_tags) {
		tap->tags = realloc(tap->tags, ++tap->n_tags * sizeof(*tap->tags));
		if (!tap->tags)
			error(2, ENOMEM, "tags");
		tap->tags[i] = (struct tag_seen){ tpid, vid, 0 };
	}
	tap->tags[i].frames++;
}

/* Take what one tap has; returns whether it had anything of ours. */
static bool drain_one(struct tap *tap)
{
	union {
		struct cmsghdr cmsg;
		char buf[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	uint8_t frame[2048];
	struct iovec iov = { frame, sizeof(frame) };
	bool any = false;

	for (;;) {
		struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
				      .msg_controllen = sizeof(control) };
		ssize_t len = recvmsg(tap->fd, &msg, MSG_DONTWAIT);
		unsigned int tpid = 0, vid = 0;
		unsigned long flow, number;
		struct cmsghdr *c;
		struct trailer t;

		if (len < 0) {
			if (errno == EAGAIN)
				return any;
			if (errno == ENETDOWN)	/* said once, frames still come when it is up again */
				continue;
			error(2, errno, "%s", tap->name);
		}
		if (len < (ssize_t)(ETH_HLEN + sizeof(t)))
			continue;
		memcpy(&t, frame + len - sizeof(t), sizeof(t));
		flow = ntohl(t.flow) - opt.first;
		number = ntohl(t.frame);
		if (ntohl(t.magic) != TRAILER_MAGIC || t.run != run_id || flow >= opt.flows)
			continue;
		any = true;
		tpid = frame[12] << 8 | frame[13];
		vid = (frame[14] << 8 | frame[15]) & 0xfff;
		if (tpid != ETH_P_8021Q && tpid != ETH_P_8021AD)
			tpid = 0;
		for (c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c)) {
			struct tpacket_auxdata *aux = (void *)CMSG_DATA(c);

			if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
				continue;
			if (aux->tp_status & TP_STATUS_VLAN_VALID) {
				vid = aux->tp_vlan_tci & 0xfff;
				tpid = aux->tp_status & TP_STATUS_VLAN_TPID_VALID ?
				       aux->tp_vlan_tpid : ETH_P_8021Q;
			}
		}
		if (tpid)
			count_tag(tap, tpid, vid);
		tap->frames++;
		tap->bytes += len;
		tap->after += number >= first_action;
		if (!tap->seen[flow]++)
			tap->flows++;
		if (where[flow] >= 0 && where[flow] != tap - taps) {
			last_move_ms = (now() - action_time) * 1000;
			if (!moves[flow]++ && first_move_ms < 0)
				first_move_ms = last_move_ms;
		}
		where[flow] = tap - taps;
	}
}

static bool drain(void)
{
	bool any = false;
	unsigned int i;

	for (i = 0; i < n_taps; i++)
		any |= drain_one(&taps[i]);
	return any;
}

/* How often the taps may have nothing. */
static unsigned int quiet(unsigned long sent)
{
	unsigned int i;

	for (i = 0; i < n_taps; i++)
		sent -= taps[i].frames < sent ? taps[i].frames : sent;
	return (sent && opt.patience_ms > opt.linger_ms ? opt.patience_ms : opt.linger_ms) / LOOK_MS;
}

static void print_ranges(const struct tap *tap)
{
	unsigned int i, j, n = 0;

	/* Which flows, as ranges; of more than a line's worth only the beginning. */
	for (i = 0; i < opt.flows && n < 40; i = j) {
		for (j = i + 1; tap->seen[i] && j < opt.flows && tap->seen[j]; j++)
			;
		if (!tap->seen[i])
			continue;
		printf("%s%u", n++ ? "," : "", i + opt.first);
		if (j - i > 1)
			printf("-%u", j - 1 + opt.first);
	}
}

static void report(unsigned long sent, unsigned long refused, double seconds)
{
	unsigned long one = 0, many = 0, none = 0, moved = 0, twice = 0;
	unsigned int f, i, n;
	FILE *map = NULL;

	if (opt.map_file) {
		map = fopen(opt.map_file, "we");
		if (!map)
			error(2, errno, "%s", opt.map_file);
	}
	for (f = 0; f < opt.flows; f++) {
		unsigned int frames = 0;

		for (i = n = 0; i < n_taps; i++) {
			n += !!taps[i].seen[f];
			frames += taps[i].seen[f];
		}
		none += n == 0;
		one += n == 1;
		many += n > 1;
		moved += !!moves[f];
		twice += frames > opt.rounds;
		if (map)
			fputc(where[f] < 0 ? '.' : '0' + where[f], map);
	}
	if (map && (fputc('\n', map) == EOF || fclose(map)))
		error(2, errno, "%s", opt.map_file);
	printf("sent=%lu\nrefused=%lu\none=%lu\nseveral=%lu\nnone=%lu\nmoved=%lu\nduplicated=%lu\n"
	       "first_move_ms=%.0f\nlast_move_ms=%.0f\nstalled_ms=%.0f\nseconds=%.2f\n",
	       sent, refused, one, many, none, moved, twice, first_move_ms, last_move_ms,
	       stalled * 1000, seconds);
	for (i = 0; i < n_taps; i++) {
		const struct tap *t = &taps[i];

		printf("tap%u.frames=%lu\ntap%u.bytes=%lu\ntap%u.after=%lu\ntap%u.flows=%lu\ntap%u.list=",
		       i, t->frames, i, t->bytes, i, t->after, i, t->flows, i);
		print_ranges(t);
		printf("\ntap%u.tags=", i);
		for (n = 0; n < t->n_tags && n < 20; n++)
			printf("%s%04x.%u", n ? "," : "", t->tags[n].tpid, t->tags[n].vid);
		printf("\n");
	}
}

static void parse_mac(uint8_t *mac, const char *s)
{
	if (sscanf(s, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx",
		   mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) != 6)
		error(2, 0, "%s: not a MAC address", s);
}

static void parse_tag(const char *s)
{
	char *slash = strchr(s, '/');

	if (opt.n_tags == MAX_TAGS)
		error(2, 0, "too many tags");
	opt.tags[opt.n_tags].vid = strncmp(s, "flow", 4) ? atoi(s) : -1;
	opt.tags[opt.n_tags++].tpid = slash ? strtoul(slash + 1, NULL, 16) : ETH_P_8021Q;
}

static void parse_vary(char *s)
{
	char *p;

	opt.vary_ports = opt.vary_hosts = opt.vary_macs = false;
	for (p = strtok(s, ","); p; p = strtok(NULL, ",")) {
		if (!strcmp(p, "ports"))
			opt.vary_ports = true;
		else if (!strcmp(p, "hosts"))
			opt.vary_hosts = true;
		else if (!strcmp(p, "macs"))
			opt.vary_macs = true;
		else if (strcmp(p, "none"))
			error(2, 0, "-v ports,hosts,macs|none");
	}
}

static void usage(void)
{
	fputs("usage: flowgen [options] DEV[@NS] [TAP[@NS]...]\n"
	      "  -f SHAPE    udp4 tcp4 icmp4 esp4 frag4 opt4 udp6 tcp6 icmp6 frag6 hop6 mac noise\n"
	      "  -n FLOWS    (1000)       -c ROUNDS  frames of each flow (1)\n"
	      "  -o FIRST    number of the first flow (0)\n"
	      "  -v WHAT     what differs between flows: ports,hosts,macs or none (ports)\n"
	      "  -r          the way back: addresses and ports swapped\n"
	      "  -t VID[/TPID]  add a tag, outermost first; VID flow: the number of the flow\n"
	      "  -d MAC -s MAC  destination and source\n"
	      "  -l BYTES    payload (32)   -g USEC   gap between frames (0)\n"
	      "  -e FRAME:DEV[@NS]:carrier-off|carrier-on|down|up   do this right before that frame\n"
	      "  -w MS       how long the taps may stay quiet before it ends (300)\n"
	      "  -W MS       and how long while frames are missing (as long)\n"
	      "  -m FILE     write one character a flow: the tap that saw it last\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	unsigned long number = 0, sent = 0, refused = 0, total;
	double begin, last, next, t;
	char txname[IFNAMSIZ];
	uint8_t frame[2048];
	unsigned int i, n, a = 0;
	int c, tx;

	while ((c = getopt(argc, argv, "f:n:c:o:v:rt:d:s:l:g:e:w:W:m:")) != -1) {
		switch (c) {
		case 'f':
			for (i = 0; i < N_SHAPES && strcmp(optarg, shape_names[i]); i++)
				;
			if (i == N_SHAPES)
				usage();
			opt.shape = i;
			break;
		case 'n': opt.flows = strtoul(optarg, NULL, 0); break;
		case 'c': opt.rounds = strtoul(optarg, NULL, 0); break;
		case 'o': opt.first = strtoul(optarg, NULL, 0); break;
		case 'v': parse_vary(optarg); break;
		case 'r': opt.reverse = true; break;
		case 't': parse_tag(optarg); break;
		case 'd': parse_mac(opt.dst, optarg); break;
		case 's': parse_mac(opt.src, optarg); break;
		case 'l': opt.payload = strtoul(optarg, NULL, 0); break;
		case 'g': opt.gap_us = strtoul(optarg, NULL, 0); break;
		case 'e': add_action(optarg); break;
		case 'w': opt.linger_ms = strtoul(optarg, NULL, 0); break;
		case 'W': opt.patience_ms = strtoul(optarg, NULL, 0); break;
		case 'm': opt.map_file = optarg; break;
		default: usage();
		}
	}
	if (optind == argc || argc - optind - 1 > MAX_TAPS || !opt.flows ||
	    opt.flows > MAX_FLOWS || opt.payload > 1400)
		usage();

	run_id = getpid() ^ time(NULL) << 16;
	srandom(run_id);
	where = malloc(opt.flows);
	moves = calloc(opt.flows, sizeof(*moves));
	if (!where || !moves)
		error(2, ENOMEM, "flows");
	memset(where, -1, opt.flows);
	tx = packet_socket(argv[optind], txname, false);
	for (i = optind + 1; i < (unsigned int)argc; i++, n_taps++) {
		taps[n_taps].fd = packet_socket(argv[i], taps[n_taps].name, true);
		taps[n_taps].seen = calloc(opt.flows, sizeof(uint32_t));
		if (!taps[n_taps].seen)
			error(2, ENOMEM, "flows");
	}
	if (n_actions)
		first_action = actions[0].at;

	total = (unsigned long)opt.flows * opt.rounds;
	begin = next = last = action_time = now();
	for (number = 0; number < total; number++) {
		size_t len = build(frame, opt.first + number % opt.flows, number / opt.flows, number);

		while (a < n_actions && actions[a].at == number) {
			drain();
			if (!a)
				action_time = now();
			act(&actions[a++]);
		}
		t = now();
		if (t - last > stalled)
			stalled = t - last;
		last = t;
		if (send(tx, frame, len, 0) < 0)
			refused++;
		else
			sent++;
		if (opt.gap_us) {
			next += opt.gap_us / 1e6;
			/* With nobody to listen to, sleep it out; else listen often. */
			while (now() < next)
				if (!drain())
					usleep(n_taps ? 100 : opt.gap_us);
		}
		if (!(number & 15))
			drain();
	}
	/* Looks are counted, not time: a machine that stood still had none. */
	for (n = 0; n < quiet(sent); n++) {
		usleep(LOOK_MS * 1000);
		if (drain())
			n = 0;
	}
	report(sent, refused, now() - begin);
	return 0;
}
