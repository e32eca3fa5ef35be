// SPDX-License-Identifier: GPL-2.0
/*
 * frames: mutated frames into one device or several, as fast as they go.
 *
 * Frame N is made of the seed and N alone: a seed of the corpus, some changes,
 * and one of the ways that packets can be made of it. The same seed sends the
 * same frames in the same order, and -f N -n 1 any one of them.
 *
 * Prints key=value lines: what was sent, what the kernel would not take, how
 * many frames had which outer tag, and what was never freed: a packet is charged
 * to the packet socket that sent it until then.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define MAX_FRAME	65536
#define MAX_SEEDS	256
#define MAX_DEVS	8
#define MAX_TAGS	8
#define RING_SLOTS	32
#define RING_SLOT	16384
#define PATIENCE_MS	120000
#define EXTENSION	60	/* seconds, until each way was taken */
#define TORN_MIN	4096	/* below, TUN keeps it in one piece */

/* How a packet is made of a frame. */
enum way {
	RAW,		/* linear */
	DIRECT,		/* past the queues and their checks */
	PAGED,		/* headers linear, the rest in pages */
	RING,		/* in pages that are the sender's */
	GSO,		/* to be cut into segments */
	TORN,		/* headers, too, in pages */
	N_WAYS
};

static const char *const way_names[N_WAYS] = { "raw", "direct", "paged", "ring", "gso", "torn" };

struct dev {
	char name[IFNAMSIZ];
	unsigned int tag;		/* what the device adds, TPID << 12 | VID */
	bool in_frame;			/* there, and not beside it */
	int fd[N_WAYS];			/* packet sockets; TORN a TUN device, or -1 */
	uint8_t *ring;
	unsigned int slot;
};

struct frame {
	uint8_t *data;			/* of MAX_FRAME bytes, or a seed's */
	unsigned int len;
};

static struct frame seeds[MAX_SEEDS];
static unsigned int n_seeds;
static struct dev devs[MAX_DEVS];
static unsigned int n_devs;
static unsigned int ways[N_WAYS], n_ways;

static struct {
	uint64_t seed, first, frames;
	unsigned int seconds, mtu;
	uint8_t mac[ETH_ALEN];
	uint8_t router[ETH_ALEN];		/* where frames to that come from, but for some */
	unsigned int count[MAX_TAGS], n_count;	/* outer tags to count */
	unsigned int avoid[MAX_TAGS], n_avoid;	/* outer tags to keep off */
} opt = {
	.seed = 1, .frames = UINT64_MAX, .mtu = 1500, .mac = { 2, 0, 0, 0, 0, 1 },
};

static uint64_t sent[N_WAYS], refused[N_WAYS], carried[MAX_TAGS], link_local, cut, avoided, routed;
static bool stuck;

/* ---- Chance ---- */

static uint64_t chance;

static uint32_t pick(uint32_t n)
{
	uint64_t x = chance += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (x >> 32) * n >> 32;
}

static unsigned int get16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

static void put16(uint8_t *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
}

/* ---- What a frame is ---- */

static bool is_tag(unsigned int type)
{
	return type == ETH_P_8021Q || type == ETH_P_8021AD;
}

/* Where its last ethertype is; less than its length by 2 at least. */
static unsigned int type_offset(const struct frame *f)
{
	unsigned int off = 2 * ETH_ALEN;

	while (is_tag(get16(f->data + off)) && off + 6 <= f->len)
		off += 4;
	return off;
}

/* Where its transport header is, and which; 0 if there is none. */
static unsigned int transport(const struct frame *f, uint8_t *proto)
{
	unsigned int type = type_offset(f), off = type + 2, header;

	switch (get16(f->data + type)) {
	case ETH_P_IP:
		if (off + 20 > f->len)
			return 0;
		*proto = f->data[off + 9];
		header = (f->data[off] & 0xf) * 4;
		break;
	case ETH_P_IPV6:
		if (off + 40 > f->len)
			return 0;
		*proto = f->data[off + 6];
		header = 40;
		break;
	default:
		return 0;
	}
	return off + header + 20 <= f->len ? off + header : 0;
}

/* ---- Changes ---- */

static void flip_bits(struct frame *f)
{
	unsigned int n = 1 + pick(8);

	/* Most of them where headers are. */
	while (n--)
		f->data[pick(pick(4) && f->len > 80 ? 80 : f->len)] ^= 1 << pick(8);
}

static void overwrite(struct frame *f)
{
	static const uint8_t extremes[] = { 0, 1, 0x7f, 0x80, 0xfe, 0xff };
	unsigned int off = pick(f->len), n = 1 + pick(4);

	while (n-- && off < f->len)
		f->data[off++] = extremes[pick(ARRAY_SIZE(extremes))];
}

static void truncate_frame(struct frame *f)
{
	/* What is shorter than a header packet sockets do not take. */
	f->len = ETH_HLEN + pick(f->len - ETH_HLEN + 1);
}

static void extend(struct frame *f)
{
	unsigned int room = opt.mtu + ETH_HLEN > f->len ? opt.mtu + ETH_HLEN - f->len : 0;
	unsigned int n = pick(pick(2) || room < 64 ? room + 1 : 64);

	memset(f->data + f->len, pick(256), n);
	f->len += n;
}

static void lengths(struct frame *f)
{
	static const int16_t wrong[] = { -1, 1, -20, 8, 0x7fff };
	unsigned int off = type_offset(f) + 2, at[8], n = 0, i, l4, v;
	uint8_t proto;

	if (off + 8 > f->len)
		return;
	at[n++] = off - 2;			/* the length of 802.3 */
	at[n++] = off + 2;			/* IPv4, PPPoE: off + 4 */
	at[n++] = off + 4;			/* IPv6 */
	at[n++] = off;				/* IPv4's header */
	l4 = transport(f, &proto);
	if (l4) {
		at[n++] = l4 + 4;		/* UDP */
		at[n++] = l4 + 12;		/* TCP's header */
		at[n++] = l4 + 2;		/* an extension header or chunk */
		at[n++] = l4;
	}
	i = at[pick(n)];
	if (i + 2 > f->len)
		return;
	v = get16(f->data + i);
	switch (pick(4)) {
	case 0:	v = 0; break;
	case 1: v = pick(0x10000); break;
	default: v += wrong[pick(ARRAY_SIZE(wrong))]; break;
	}
	put16(f->data + i, v);
}

static const uint16_t types[] = {
	ETH_P_IP, ETH_P_IPV6, ETH_P_ARP, ETH_P_8021Q, ETH_P_8021AD, ETH_P_QINQ1, ETH_P_MPLS_UC,
	ETH_P_PPP_SES, ETH_P_PPP_DISC, ETH_P_PAUSE, ETH_P_SLOW, ETH_P_LLDP, ETH_P_TEB,
	ETH_P_LOOPBACK, 0, 4, 46, 1500, 0x5ff, 0x600, 0xffff,
};

static void swap_type(struct frame *f)
{
	put16(f->data + (pick(2) ? type_offset(f) : 2 * ETH_ALEN), types[pick(ARRAY_SIZE(types))]);
}

static void insert_tag(struct frame *f)
{
	static const uint16_t tpids[] = { ETH_P_8021Q, ETH_P_8021AD, ETH_P_QINQ1 };
	static const uint16_t vids[] = { 0, 1, 100, 4094, 4095 };
	unsigned int at = pick(2) ? type_offset(f) : 2 * ETH_ALEN;
	unsigned int vid = pick(2) ? vids[pick(ARRAY_SIZE(vids))] : pick(4096);

	memmove(f->data + at + 4, f->data + at, f->len - at);
	put16(f->data + at, tpids[pick(ARRAY_SIZE(tpids))]);
	put16(f->data + at + 2, vid | pick(16) << 12);
	f->len += 4;
}

static void remove_tag(struct frame *f)
{
	uint8_t *p = f->data + 2 * ETH_ALEN;

	if (!is_tag(get16(p)) || f->len < ETH_HLEN + 4)
		return;
	memmove(p, p + 4, f->len - 2 * ETH_ALEN - 4);
	f->len -= 4;
}

static void double_tag(struct frame *f)
{
	uint8_t *p = f->data + 2 * ETH_ALEN;
	unsigned int n = 1 + pick(4);

	if (!is_tag(get16(p)) || f->len < ETH_HLEN + 4)
		return;
	for (; n; n--, f->len += 4)
		memmove(p + 4, p, f->len - 2 * ETH_ALEN);
}

static void join_two(struct frame *f)
{
	const struct frame *other = &seeds[pick(n_seeds)];
	unsigned int head = ETH_HLEN + pick(f->len - ETH_HLEN + 1);
	unsigned int from = pick(other->len);

	memcpy(f->data + head, other->data + from, other->len - from);
	f->len = head + other->len - from;
}

static void address(struct frame *f)
{
	static const uint8_t others[][ETH_ALEN] = {
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, { 0x02, 0, 0, 0, 0xbe, 0xef },
		{ 0x01, 0x00, 0x5e, 0, 0, 1 }, { 0x33, 0x33, 0, 0, 0, 1 },
		{ 0x01, 0x80, 0xc2, 0, 0, 0x03 }, { 0x01, 0x80, 0xc2, 0, 0, 0x10 },
		{ 0x01, 0x00, 0x5e, 0x90, 0, 1 }, { 0 },
	};

	memcpy(f->data, others[pick(ARRAY_SIZE(others))], ETH_ALEN);
	if (pick(4) == 0)
		memcpy(f->data + ETH_ALEN, opt.mac, ETH_ALEN);
}

static void (*const changes[])(struct frame *f) = {
	flip_bits, flip_bits, overwrite, truncate_frame, extend, lengths, lengths, swap_type,
	insert_tag, insert_tag, remove_tag, double_tag, join_two, address,
};

static void make(struct frame *f, uint64_t number)
{
	static const uint8_t dst[ETH_ALEN] = { 2, 0, 0, 0, 0, 1 };
	const struct frame *seed;
	unsigned int n;

	chance = (opt.seed << 32) ^ number * 0xd1342543de82ef95;
	seed = &seeds[pick(n_seeds)];
	memcpy(f->data, seed->data, seed->len);
	f->len = seed->len;
	if (!memcmp(f->data, dst, ETH_ALEN)) {
		memcpy(f->data, opt.mac, ETH_ALEN);
		if (opt.router[0])
			memcpy(f->data + ETH_ALEN, opt.router, ETH_ALEN);
	}
	for (n = pick(5); n; n--)
		changes[pick(ARRAY_SIZE(changes))](f);
	/* What a device with a larger header would take is nothing for it here. */
	if (f->len > opt.mtu + ETH_HLEN)
		f->len = opt.mtu + ETH_HLEN;
}

/* ---- Ways ---- */

/* Half of the headers fit the frame, so that not all is refused at the door. */
static void make_gso(struct frame *f, struct virtio_net_hdr *vh)
{
	static const uint8_t gso[] = {
		VIRTIO_NET_HDR_GSO_TCPV4, VIRTIO_NET_HDR_GSO_TCPV6, VIRTIO_NET_HDR_GSO_UDP_L4,
		VIRTIO_NET_HDR_GSO_UDP,
	};
	static const uint16_t sizes[] = { 1, 8, 100, 536, 1400, 8000, 0xffff };
	unsigned int type = get16(f->data + type_offset(f)), l4, n;
	uint8_t proto = 0;

	l4 = transport(f, &proto);
	n = pick(30000);
	if (f->len + n < MAX_FRAME) {
		memset(f->data + f->len, n, n);
		f->len += n;
	}
	vh->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	vh->gso_size = sizes[pick(ARRAY_SIZE(sizes))];
	vh->csum_start = l4 ? l4 : pick(f->len);
	vh->csum_offset = proto == IPPROTO_UDP ? 6 : 16;
	vh->hdr_len = vh->csum_start + (proto == IPPROTO_UDP ? 8 : 20);
	if (proto == IPPROTO_UDP)
		vh->gso_type = VIRTIO_NET_HDR_GSO_UDP_L4;
	else
		vh->gso_type = type == ETH_P_IPV6 ? VIRTIO_NET_HDR_GSO_TCPV6 : VIRTIO_NET_HDR_GSO_TCPV4;
	if (pick(2))
		return;
	switch (pick(6)) {
	case 0: vh->gso_type = gso[pick(ARRAY_SIZE(gso))]; break;
	case 1: vh->gso_type |= VIRTIO_NET_HDR_GSO_ECN; break;
	case 2: vh->flags = 0; break;
	case 3: vh->hdr_len = pick(f->len + 1); break;
	case 4: vh->csum_start = pick(f->len + 1); break;
	case 5: vh->gso_size = pick(0x10000); break;
	}
}

/* Until what was sent before has been freed. */
static bool wait_for(int fd)
{
	struct pollfd p = { fd, POLLOUT, 0 };

	stuck = poll(&p, 1, PATIENCE_MS) != 1;
	return !stuck;
}

static uint32_t status_of(const struct tpacket2_hdr *slot)
{
	return __atomic_load_n(&slot->tp_status, __ATOMIC_ACQUIRE);
}

static bool send_ring(struct dev *d, const struct frame *f)
{
	struct tpacket2_hdr *slot = (void *)(d->ring + d->slot * RING_SLOT);
	unsigned int off = TPACKET_ALIGN(sizeof(*slot)), n;

	for (n = 0; status_of(slot) != TP_STATUS_AVAILABLE && n < PATIENCE_MS; n++)
		usleep(1000);
	stuck = n == PATIENCE_MS;
	if (stuck)
		return false;
	memcpy((uint8_t *)slot + off, f->data, f->len);
	slot->tp_len = f->len;
	__atomic_store_n(&slot->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
	while (send(d->fd[RING], NULL, 0, MSG_DONTWAIT) < 0 && errno == EAGAIN)
		if (!wait_for(d->fd[RING]))
			break;
	if (status_of(slot) != TP_STATUS_SEND_REQUEST && status_of(slot) != TP_STATUS_WRONG_FORMAT) {
		d->slot = (d->slot + 1) % RING_SLOTS;
		return true;
	}
	/* The kernel stays at a slot that it does not like. */
	__atomic_store_n(&slot->tp_status, TP_STATUS_AVAILABLE, __ATOMIC_RELEASE);
	return false;
}

static void make_torn(struct frame *f, struct virtio_net_hdr *vh)
{
	if (f->len < TORN_MIN) {
		memset(f->data + f->len, 0, TORN_MIN - f->len);
		f->len = TORN_MIN;
	}
	vh->hdr_len = 1 + pick(80);
}

static bool send_one(struct dev *d, enum way how, struct frame *f)
{
	struct virtio_net_hdr vh = { .gso_type = VIRTIO_NET_HDR_GSO_NONE };
	struct tun_pi pi = { .proto = htons(ETH_P_IP) };
	struct iovec iov[] = { { &pi, sizeof(pi) }, { &vh, sizeof(vh) }, { f->data, f->len } };
	unsigned int before = how == TORN ? 0 : how >= PAGED ? 1 : 2;

	switch (how) {
	case RING:
		return send_ring(d, f);
	case PAGED:
		vh.hdr_len = 1 + pick(f->len);
		if (pick(2)) {
			vh.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
			vh.csum_start = pick(f->len);
			vh.csum_offset = pick(32);
		}
		break;
	case GSO:
		make_gso(f, &vh);
		break;
	case TORN:
		make_torn(f, &vh);
		break;
	default:
		break;
	}
	iov[2].iov_len = f->len;
	while (writev(d->fd[how], iov + before, ARRAY_SIZE(iov) - before) < 0) {
		if (errno == EAGAIN && wait_for(d->fd[how]))
			continue;
		return false;
	}
	return true;
}

/* The tag a port sees first: none, or none that can be taken off the frame. */
#define NO_TAG		0
#define CUT_TAG		1
#define UNSURE		2
static unsigned int outer_tag(const struct dev *d, const struct frame *f)
{
	unsigned int type = get16(f->data + 2 * ETH_ALEN);

	if (d->tag && f->len < ETH_HLEN + 2) {
		if (d->in_frame)
			return CUT_TAG;
		/* Kernels that segment MPLS put its tag in the frame, where it is cut. */
		return type == ETH_P_MPLS_UC || type == ETH_P_MPLS_MC ? UNSURE : d->tag;
	}
	if (d->tag)
		return d->tag;
	if (!is_tag(type))
		return NO_TAG;
	if (f->len < ETH_HLEN + 4 + 2)
		return CUT_TAG;
	return type << 12 | (get16(f->data + ETH_HLEN) & 0xfff);
}

/* IP from the router to a host elsewhere. */
static bool is_routed(const struct frame *f)
{
	unsigned int type = get16(f->data + 2 * ETH_ALEN), off = ETH_HLEN;
	static const uint8_t none[15];
	const uint8_t *p;

	if (memcmp(f->data, opt.mac, ETH_ALEN) || memcmp(f->data + ETH_ALEN, opt.router, ETH_ALEN))
		return false;
	/* A tag that is only a priority. */
	if (is_tag(type) && f->len >= off + 4 && !(get16(f->data + off) & 0xfff)) {
		type = get16(f->data + off + 2);
		off += 4;
	}
	p = f->data + off;
	switch (type) {
	case ETH_P_IP:
		return f->len >= off + 20 && p[0] >> 4 == 4 && p[16] != 127 &&
		       p[16] >> 4 != 0xe && memcmp(p + 16, none, 4) &&
		       memcmp(p + 16, "\xff\xff\xff\xff", 4);
	case ETH_P_IPV6:
		return f->len >= off + 40 && p[0] >> 4 == 6 && p[24] != 0xff &&
		       !(p[24] == 0xfe && p[25] >> 6 == 2) &&
		       !(!memcmp(p + 24, none, 15) && p[39] <= 1);
	}
	return false;
}

static void one(struct frame *f, uint64_t number)
{
	static const uint8_t ll[] = { 0x01, 0x80, 0xc2, 0, 0 };
	unsigned int tag, i;
	enum way way;
	struct dev *d;

	make(f, number);
	d = &devs[pick(n_devs)];
	way = ways[pick(n_ways)];
	if (way == TORN && d->fd[TORN] < 0)
		way = PAGED;
	tag = outer_tag(d, f);
	if (tag == UNSURE) {
		avoided++;
		return;
	}
	for (i = 0; i < opt.n_avoid; i++) {
		if (opt.avoid[i] == tag) {
			avoided++;
			return;
		}
	}
	if (!send_one(d, way, f)) {
		refused[way]++;
		return;
	}
	sent[way]++;
	for (i = 0; i < opt.n_count; i++)
		carried[i] += opt.count[i] == tag;
	cut += tag == CUT_TAG;
	routed += !(tag & 0xfff) && is_routed(f);
	if (tag == NO_TAG && !memcmp(f->data, ll, sizeof(ll)) && f->data[5] < 0x10)
		link_local++;
}

/* ---- Setting up ---- */

static void read_corpus(const char *name)
{
	struct { uint32_t sec, usec, len, wire; } head;
	uint32_t file[6];
	FILE *in = fopen(name, "re");

	if (!in || fread(file, sizeof(file), 1, in) != 1 || file[0] != 0xa1b2c3d4)
		error(2, in ? 0 : errno, "%s: no corpus", name);
	for (; fread(&head, sizeof(head), 1, in) == 1; n_seeds++) {
		struct frame *s = &seeds[n_seeds];

		if (n_seeds == MAX_SEEDS || head.len < ETH_HLEN || head.len > MAX_FRAME / 4)
			error(2, 0, "%s: seed %u does not fit", name, n_seeds);
		s->len = head.len;
		s->data = malloc(s->len);
		if (!s->data || fread(s->data, s->len, 1, in) != 1)
			error(2, 0, "%s: seed %u is not whole", name, n_seeds);
	}
	if (!n_seeds)
		error(2, 0, "%s: no corpus", name);
	fclose(in);
}

static unsigned int parse_tag(const char *s)
{
	unsigned int tpid, vid;

	if (sscanf(s, "%x.%u", &tpid, &vid) != 2 || !is_tag(tpid) || vid > 4095)
		error(2, 0, "%s: a tag is 88a8.VID or 8100.VID", s);
	return tpid << 12 | vid;
}

static void option(int fd, int name, int value)
{
	if (setsockopt(fd, SOL_PACKET, name, &value, sizeof(value)))
		error(2, errno, "packet socket option %d", name);
}

static void make_ring(struct dev *d)
{
	struct tpacket_req req = { RING_SLOT, RING_SLOTS, RING_SLOT, RING_SLOTS };

	option(d->fd[RING], PACKET_VERSION, TPACKET_V2);
	if (setsockopt(d->fd[RING], SOL_PACKET, PACKET_TX_RING, &req, sizeof(req)))
		error(2, errno, "PACKET_TX_RING");
	d->ring = mmap(NULL, RING_SLOTS * RING_SLOT, PROT_READ | PROT_WRITE, MAP_SHARED,
		       d->fd[RING], 0);
	if (d->ring == MAP_FAILED)
		error(2, errno, "PACKET_TX_RING");
}

/* What is written to DEV.t is redirected to DEV, if it is there. */
static int open_tun(const char *dev)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_VNET_HDR };
	int fd;

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s.t", dev);
	if (!if_nametoindex(ifr.ifr_name))
		return -1;
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr))
		error(2, errno, "%s", ifr.ifr_name);
	return fd;
}

/* DEV[@NS][/TAG|+TAG] */
static void open_dev(struct dev *d, char *arg)
{
	char *tag = strpbrk(arg, "/+"), *at, path[128];
	struct sockaddr_ll addr = { .sll_family = AF_PACKET };
	unsigned int i;
	int ns;

	if (tag) {
		d->in_frame = *tag == '+';
		*tag = 0;
		d->tag = parse_tag(tag + 1);
	}
	at = strchr(arg, '@');
	if (at) {
		*at = 0;
		snprintf(path, sizeof(path), "/run/netns/%s", at + 1);
		ns = open(path, O_RDONLY | O_CLOEXEC);
		if (ns < 0 || setns(ns, CLONE_NEWNET))
			error(2, errno, "namespace %s", at + 1);
		close(ns);
	}
	snprintf(d->name, sizeof(d->name), "%s", arg);
	addr.sll_ifindex = if_nametoindex(d->name);
	if (!addr.sll_ifindex)
		error(2, errno, "%s", arg);
	d->fd[TORN] = open_tun(d->name);
	for (i = 0; i < TORN; i++) {
		/* Protocol 0: it receives nothing. */
		d->fd[i] = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (d->fd[i] < 0)
			error(2, errno, "packet socket");
		if (i == DIRECT)
			option(d->fd[i], PACKET_QDISC_BYPASS, 1);
		if (i == PAGED || i == GSO)
			option(d->fd[i], PACKET_VNET_HDR, 1);
		if (i == RING)
			make_ring(d);
		if (bind(d->fd[i], (struct sockaddr *)&addr, sizeof(addr)))
			error(2, errno, "%s", arg);
	}
}

/* Bytes of packets that nobody has freed, after a while. */
static unsigned long held(void)
{
	unsigned long sum;
	unsigned int i, w, n;
	int bytes;

	for (n = 0; n < PATIENCE_MS / 10; n++) {
		sum = 0;
		for (i = 0; i < n_devs; i++) {
			for (w = 0; w < TORN; w++) {
				if (ioctl(devs[i].fd[w], SIOCOUTQ, &bytes))
					error(2, errno, "SIOCOUTQ");
				sum += bytes;
			}
		}
		if (!sum)
			break;
		usleep(10000);
	}
	return sum;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void report(uint64_t frames, double seconds)
{
	uint64_t all = 0, none = 0;
	unsigned int i;

	for (i = 0; i < N_WAYS; i++) {
		all += sent[i];
		none += refused[i];
		printf("%s.sent=%lu\n%s.refused=%lu\n", way_names[i], sent[i], way_names[i], refused[i]);
	}
	for (i = 0; i < opt.n_count; i++)
		printf("%04x.%u=%lu\n", opt.count[i] >> 12, opt.count[i] & 0xfff, carried[i]);
	printf("frames=%lu\nsent=%lu\nrefused=%lu\navoided=%lu\nlink_local=%lu\ncut=%lu\nrouted=%lu\nheld=%lu\n"
	       "stuck=%d\nseconds=%.1f\n",
	       frames, all, none, avoided, link_local, cut, routed, held(), stuck, seconds);
}

static void usage(void)
{
	fputs("usage: frames [options] CORPUS DEV[@NS][/TAG|+TAG]...\n"
	      "  TAG is TPID.VID (88a8.100); the one that a device adds, + in the frame, / beside it\n"
	      "  -s SEED     (1)          -f NUMBER  the first frame (0)\n"
	      "  -n FRAMES   so many, or  -t SECONDS  up to a minute more, until each way was taken\n"
	      "  -w WAYS     of raw,direct,paged,ring,gso,torn (all); torn through a TUN device DEV.t\n"
	      "  -m MAC      the address that is fuzzed\n"
	      "  -r MAC      where frames to that come from, but for some\n"
	      "  -l BYTES    MTU (1500)\n"
	      "  -c TAG      count frames with this outer tag\n"
	      "  -x TAG      send none with this outer tag\n", stderr);
	exit(2);
}

static void parse_ways(char *s)
{
	unsigned int i;
	char *p;

	for (p = strtok(s, ","); p; p = strtok(NULL, ",")) {
		for (i = 0; i < N_WAYS && strcmp(p, way_names[i]); i++)
			;
		if (i == N_WAYS || n_ways == N_WAYS)
			usage();
		ways[n_ways++] = i;
	}
}

/* Not before something went each way that there is: within reason. */
static bool over(double t)
{
	unsigned int i, d;

	if (t < opt.seconds || t >= opt.seconds + EXTENSION)
		return t >= opt.seconds;
	for (i = 0; i < n_ways; i++)
		for (d = 0; d < n_devs; d++)
			if (!sent[ways[i]] && devs[d].fd[ways[i]] >= 0)
				return false;
	return true;
}

int main(int argc, char **argv)
{
	struct frame f = { .data = calloc(1, 2 * MAX_FRAME) };
	double begin;
	uint64_t n;
	int c;

	while ((c = getopt(argc, argv, "s:f:n:t:w:m:r:l:c:x:")) != -1) {
		switch (c) {
		case 's': opt.seed = strtoull(optarg, NULL, 0); break;
		case 'f': opt.first = strtoull(optarg, NULL, 0); break;
		case 'n': opt.frames = strtoull(optarg, NULL, 0); break;
		case 't': opt.seconds = strtoul(optarg, NULL, 0); break;
		case 'w': parse_ways(optarg); break;
		case 'l': opt.mtu = strtoul(optarg, NULL, 0); break;
		case 'm':
			if (sscanf(optarg, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", opt.mac, opt.mac + 1,
				   opt.mac + 2, opt.mac + 3, opt.mac + 4, opt.mac + 5) != 6)
				usage();
			break;
		case 'r':
			if (sscanf(optarg, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", opt.router, opt.router + 1,
				   opt.router + 2, opt.router + 3, opt.router + 4,
				   opt.router + 5) != 6)
				usage();
			break;
		case 'c':
			if (opt.n_count == MAX_TAGS)
				usage();
			opt.count[opt.n_count++] = parse_tag(optarg);
			break;
		case 'x':
			if (opt.n_avoid == MAX_TAGS)
				usage();
			opt.avoid[opt.n_avoid++] = parse_tag(optarg);
			break;
		default: usage();
		}
	}
	if (argc - optind < 2 || argc - optind - 1 > MAX_DEVS || opt.mtu < 68 || opt.mtu > 9000 ||
	    (!opt.seconds && opt.frames == UINT64_MAX))
		usage();
	if (!f.data)
		error(2, ENOMEM, "frame");
	read_corpus(argv[optind]);
	for (; n_devs < (unsigned int)(argc - optind - 1); n_devs++)
		open_dev(&devs[n_devs], argv[optind + 1 + n_devs]);
	if (!n_ways)
		for (; n_ways < N_WAYS; n_ways++)
			ways[n_ways] = n_ways;

	begin = now();
	for (n = 0; n < opt.frames && !stuck; n++) {
		if (opt.seconds && !(n & 63) && over(now() - begin))
			break;
		one(&f, opt.first + n);
	}
	report(n, now() - begin);
	return 0;
}
