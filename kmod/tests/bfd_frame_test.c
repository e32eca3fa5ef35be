// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/inet.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/pkt_sched.h>
#include <linux/skbuff.h>

#include "../bfd_frame.h"

#define SINGLE_HOP	VCIRC_BFD_PORT_SINGLE_HOP
#define ECHO		VCIRC_BFD_PORT_ECHO
#define MICRO		VCIRC_BFD_PORT_MICRO

/* Offsets from the IP header. */
#define TTL		8
#define IP_SUM		10
#define HOP_LIMIT	7

#define IP_LEN		20
#define IP6_LEN		40
#define UDP_LEN		8
#define FRAG_LEN	8
#define PAYLOAD		24

static const u8 our_mac[ETH_ALEN] = { 0x02, 0x00, 0x00, 0x12, 0x34, 0x56 };
static const u8 peer_mac[ETH_ALEN] = { 0x06, 0xaa, 0xbb, 0xcc, 0xdd, 0xee };

static struct vcirc_inet_addr addr_of(struct kunit *test, const char *text)
{
	struct vcirc_inet_addr addr = {};
	u8 bytes[16];
	int len = 4;

	if (!text)
		return addr;
	if (!in4_pton(text, -1, bytes, -1, NULL)) {
		len = 16;
		KUNIT_ASSERT_EQ(test, 1, in6_pton(text, -1, bytes, -1, NULL));
	}
	KUNIT_ASSERT_TRUE(test, vcirc_inet_from(&addr, bytes, len));
	return addr;
}

static u16 get16(const u8 *at)
{
	return at[0] << 8 | at[1];
}

static void put16(u8 *at, u16 value)
{
	at[0] = value >> 8;
	at[1] = value;
}

/* RFC 1071, by the word and the book: none of the kernel's helpers. */
static u32 sum_of(const u8 *data, unsigned int len)
{
	u32 sum = 0;
	unsigned int i;

	for (i = 0; i < len; i++)
		sum += i % 2 ? data[i] : data[i] << 8;
	return sum;
}

static u16 fold(u32 sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* Of UDP and its pseudo header: 0xffff when the checksum in it is right. */
static u16 udp_sum(const u8 *ip, unsigned int transport, unsigned int len)
{
	bool v6 = ip[0] >> 4 == 6;
	u32 sum = 17 + len + sum_of(ip + transport, len);

	sum += v6 ? sum_of(ip + 8, 32) : sum_of(ip + 12, 8);
	return fold(sum);
}

/* --- Made, and read again ----------------------------------------------- */

static const struct made {
	const char *name;
	const char *local;
	const char *peer;
	u16 port;
	/* As they are on the wire. */
	const char *source;
	const char *dest;
} made[] = {
	{ "IPv4", "192.0.2.1", "192.0.2.2", SINGLE_HOP,
	  "192.0.2.1", "192.0.2.2" },
	{ "IPv4, micro", "10.255.255.255", "1.0.0.1", MICRO,
	  "10.255.255.255", "1.0.0.1" },
	{ "IPv4, Echo", "192.0.2.1", "192.0.2.1", ECHO,
	  "192.0.2.1", "192.0.2.1" },
	{ "IPv6", "2001:db8::1", "2001:db8::2", SINGLE_HOP,
	  "2001:db8::1", "2001:db8::2" },
	{ "IPv6, link-local", "fe80::1", "fe80::2", MICRO,
	  "fe80::1", "fe80::2" },
	/* RFC 4291 appendix A, of the MAC address it is sent from. */
	{ "no addresses", NULL, NULL, MICRO,
	  "fe80::ff:fe12:3456", "ff02::1" },
};

KUNIT_ARRAY_PARAM_DESC(made, made, name);

struct frame_fixture {
	struct net_device *dev;
	u8 payload[PAYLOAD];
};

static int frame_init(struct kunit *test)
{
	struct frame_fixture *fix = kunit_kzalloc(test, sizeof(*fix),
						  GFP_KERNEL);
	unsigned int i;

	if (!fix)
		return -ENOMEM;
	fix->dev = alloc_etherdev(0);
	if (!fix->dev)
		return -ENOMEM;
	fix->dev->needed_headroom = 40;
	/* More than is there anyway. */
	fix->dev->needed_tailroom = 1000;
	for (i = 0; i < sizeof(fix->payload); i++)
		fix->payload[i] = 0x20 + 5 * i;
	test->priv = fix;
	return 0;
}

static void frame_exit(struct kunit *test)
{
	struct frame_fixture *fix = test->priv;

	if (fix)
		free_netdev(fix->dev);
}

static struct sk_buff *make(struct kunit *test, const struct made *m,
			    const void *payload, unsigned int len)
{
	struct frame_fixture *fix = test->priv;
	const struct vcirc_bfd_flow flow = {
		.local = addr_of(test, m->local),
		.peer = addr_of(test, m->peer),
		.source = 49153,
	};
	struct sk_buff *skb = vcirc_bfd_frame_make(fix->dev, &flow, m->port,
						   our_mac, peer_mac, payload,
						   len);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	return skb;
}

static void frame_is_made_to_the_rfcs(struct kunit *test)
{
	struct frame_fixture *fix = test->priv;
	const struct made *m = test->param_value;
	struct sk_buff *skb = make(test, m, fix->payload, PAYLOAD);
	struct vcirc_inet_addr source = addr_of(test, m->source);
	struct vcirc_inet_addr dest = addr_of(test, m->dest);
	bool v6 = source.family == AF_INET6;
	unsigned int head = v6 ? IP6_LEN : IP_LEN;
	const u8 *ip = skb->data + ETH_HLEN, *udp = ip + head;

	KUNIT_ASSERT_EQ(test, ETH_HLEN + head + UDP_LEN + PAYLOAD, skb->len);
	KUNIT_ASSERT_FALSE(test, skb_is_nonlinear(skb));
	KUNIT_EXPECT_MEMEQ(test, peer_mac, skb->data, ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, our_mac, skb->data + ETH_ALEN, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, v6 ? 0x86dd : 0x0800, get16(skb->data + 12));

	if (v6) {
		/* Version, class selector 6, no flow label. */
		KUNIT_EXPECT_EQ(test, 0x6c00, get16(ip));
		KUNIT_EXPECT_EQ(test, 0, get16(ip + 2));
		KUNIT_EXPECT_EQ(test, UDP_LEN + PAYLOAD, get16(ip + 4));
		KUNIT_EXPECT_EQ(test, 17, ip[6]);
		KUNIT_EXPECT_EQ(test, 255, ip[HOP_LIMIT]);
		KUNIT_EXPECT_MEMEQ(test, &source.ip6, ip + 8, 16);
		KUNIT_EXPECT_MEMEQ(test, &dest.ip6, ip + 24, 16);
	} else {
		KUNIT_EXPECT_EQ(test, 0x45c0, get16(ip));
		KUNIT_EXPECT_EQ(test, IP_LEN + UDP_LEN + PAYLOAD,
				get16(ip + 2));
		/* Not to be fragmented, and no fragment. */
		KUNIT_EXPECT_EQ(test, 0x4000, get16(ip + 6));
		KUNIT_EXPECT_EQ(test, 255, ip[TTL]);
		KUNIT_EXPECT_EQ(test, 17, ip[9]);
		KUNIT_EXPECT_EQ(test, 0xffff, fold(sum_of(ip, IP_LEN)));
		KUNIT_EXPECT_MEMEQ(test, &source.ip, ip + 12, 4);
		KUNIT_EXPECT_MEMEQ(test, &dest.ip, ip + 16, 4);
	}

	KUNIT_EXPECT_EQ(test, 49153, get16(udp));
	KUNIT_EXPECT_EQ(test, m->port, get16(udp + 2));
	KUNIT_EXPECT_EQ(test, UDP_LEN + PAYLOAD, get16(udp + 4));
	KUNIT_EXPECT_NE(test, 0, get16(udp + 6));
	KUNIT_EXPECT_EQ(test, 0xffff, udp_sum(ip, head, UDP_LEN + PAYLOAD));
	KUNIT_EXPECT_MEMEQ(test, fix->payload, udp + UDP_LEN, PAYLOAD);
	kfree_skb(skb);
}

static void frame_is_fit_to_be_sent(struct kunit *test)
{
	struct frame_fixture *fix = test->priv;
	const struct made *m = test->param_value;
	struct sk_buff *skb = make(test, m, fix->payload, PAYLOAD);
	bool v6 = strchr(m->source, ':');

	KUNIT_EXPECT_PTR_EQ(test, fix->dev, skb->dev);
	KUNIT_EXPECT_EQ(test, TC_PRIO_CONTROL, skb->priority);
	KUNIT_EXPECT_EQ(test, v6 ? ETH_P_IPV6 : ETH_P_IP, ntohs(skb->protocol));
	KUNIT_EXPECT_EQ(test, 0, skb_mac_offset(skb));
	KUNIT_EXPECT_EQ(test, ETH_HLEN, skb->mac_len);
	KUNIT_EXPECT_EQ(test, ETH_HLEN, skb_network_offset(skb));
	KUNIT_EXPECT_EQ(test, ETH_HLEN + (v6 ? IP6_LEN : IP_LEN),
			skb_transport_offset(skb));
	KUNIT_EXPECT_TRUE(test, skb->ip_summed == CHECKSUM_NONE);
	KUNIT_EXPECT_GE(test, skb_headroom(skb), 40);
	KUNIT_EXPECT_GE(test, skb_tailroom(skb), 1000);
	kfree_skb(skb);
}

/* Made with python3, and the checksums by RFC 1071. */
static void frame_is_the_known_one(struct kunit *test)
{
	static const u8 payload[] = { 0xde, 0xad, 0xbe };
	static const u8 known[] = {
		0x06, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0x02, 0x00,
		0x00, 0x12, 0x34, 0x56, 0x08, 0x00, 0x45, 0xc0,
		0x00, 0x1f, 0x00, 0x00, 0x40, 0x00, 0xff, 0x11,
		0xf7, 0x09, 0xc0, 0x00, 0x02, 0x01, 0xc0, 0x00,
		0x02, 0x02, 0xc0, 0x01, 0x0e, 0xc8, 0x00, 0x0b,
		0x10, 0x5c, 0xde, 0xad, 0xbe,
	};
	struct sk_buff *skb = make(test, &made[0], payload, sizeof(payload));

	KUNIT_ASSERT_EQ(test, sizeof(known), skb->len);
	KUNIT_EXPECT_MEMEQ(test, known, skb->data, sizeof(known));
	kfree_skb(skb);
}

/* RFC 768: none is sent as 0, which would say there is none. */
static void checksum_of_zero_is_sent_as_ones(struct kunit *test)
{
	const struct made *m = test->param_value;
	struct sk_buff *skb;
	u8 payload[2] = {};
	unsigned int head;
	const u8 *udp;

	skb = make(test, m, payload, sizeof(payload));
	head = ETH_HLEN + (skb->data[12] == 0x86 ? IP6_LEN : IP_LEN);
	/* What is missing to a sum of all ones. */
	memcpy(payload, skb->data + head + 6, sizeof(payload));
	kfree_skb(skb);

	skb = make(test, m, payload, sizeof(payload));
	udp = skb->data + head;
	KUNIT_EXPECT_EQ(test, 0xffff, get16(udp + 6));
	KUNIT_EXPECT_EQ(test, 0xffff, udp_sum(skb->data + ETH_HLEN,
					      head - ETH_HLEN,
					      UDP_LEN + sizeof(payload)));
	kfree_skb(skb);
}

/* As the stack hands frames over: the data begins at the network header. */
static void receive(struct sk_buff *skb)
{
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
}

static void frame_is_read_as_it_was_made(struct kunit *test)
{
	struct frame_fixture *fix = test->priv;
	const struct made *m = test->param_value;
	struct sk_buff *skb = make(test, m, fix->payload, PAYLOAD);
	struct vcirc_inet_addr source = addr_of(test, m->source);
	struct vcirc_inet_addr dest = addr_of(test, m->dest);
	unsigned int head = source.family == AF_INET6 ? IP6_LEN : IP_LEN;
	const struct vcirc_bfd_flow there = {
		.local = addr_of(test, m->peer),
		.peer = addr_of(test, m->local),
	};
	struct vcirc_bfd_headers headers;
	unsigned int len = 0;

	receive(skb);
	memset(&headers, 0xa5, sizeof(headers));
	KUNIT_EXPECT_EQ(test, m->port, vcirc_bfd_frame_port(skb));
	KUNIT_ASSERT_TRUE(test, vcirc_bfd_frame_read(skb, &headers));
	KUNIT_EXPECT_TRUE(test, vcirc_inet_equal(&source, &headers.source));
	KUNIT_EXPECT_TRUE(test, vcirc_inet_equal(&dest, &headers.dest));
	KUNIT_EXPECT_EQ(test, m->port, headers.port);
	KUNIT_EXPECT_EQ(test, 255, headers.ttl);
	KUNIT_EXPECT_FALSE(test, headers.fragment);
	KUNIT_EXPECT_EQ(test, head, headers.transport);
	KUNIT_EXPECT_EQ(test, head + UDP_LEN, headers.payload);
	KUNIT_EXPECT_EQ(test, skb->len, headers.end);
	KUNIT_EXPECT_EQ(test, VCIRC_BFD_TAKEN,
			vcirc_bfd_frame_check(skb, &headers, &len));
	KUNIT_EXPECT_EQ(test, PAYLOAD, len);
	KUNIT_EXPECT_TRUE(test, vcirc_bfd_frame_between(&headers, &there));
	kfree_skb(skb);
}

/* --- Received ----------------------------------------------------------- */

enum sums { GOOD, BAD, ZERO };

/* How a frame differs from one that is in order. */
static const struct odd {
	const char *name;
	bool v6;
	u8 version;		/* 0 for the right one */
	u8 ttl;			/* 0 for all of it */
	u8 proto;		/* 0 for UDP */
	u16 type;		/* of Ethernet, 0 for the right one */
	u16 port;		/* 0 for the micro session's */
	u8 ihl;			/* IPv4, in words, 0 for the right one */
	u8 options;		/* IPv4, words that are there */
	u16 frag;		/* IPv4: flags and offset; IPv6: with a header */
	bool frag_header;
	s16 total;		/* IP says so many bytes more */
	s16 udp;		/* UDP says so many bytes more */
	u8 behind;		/* bytes behind the packet */
	enum sums ip_sum;
	enum sums udp_sum;
	u8 summed;		/* what the device says of the checksum */
	bool none;		/* is none of ours */
	enum vcirc_bfd_drop why;
	s8 len;			/* payload longer by so many bytes */
} odds[] = {
	{ .name = "IPv4 in order" },
	{ .name = "IPv4, single hop", .port = SINGLE_HOP },
	{ .name = "IPv4, Echo", .port = ECHO },
	{ .name = "IPv4, multihop is not ours", .port = 4784, .none = true },
	{ .name = "IPv4, another port", .port = 53, .none = true },
	{ .name = "IPv4, TCP", .proto = 6, .none = true },
	{ .name = "IPv4, another version", .version = 6, .none = true },
	{ .name = "IPv4 as IPv6", .type = ETH_P_IPV6, .none = true },
	{ .name = "IPv4 as ARP", .type = ETH_P_ARP, .none = true },
	{ .name = "IPv4, header too short", .ihl = 4, .none = true },
	{ .name = "IPv4, header of nothing", .ihl = 0xff, .none = true },
	{ .name = "IPv4, an option", .options = 1 },
	{ .name = "IPv4, all options", .options = 10 },
	{ .name = "IPv4, options that are not there", .ihl = 15,
	  .none = true },
	{ .name = "IPv4, not to be fragmented", .frag = 0x4000 },
	{ .name = "IPv4, first fragment", .frag = 0x2000,
	  .why = VCIRC_BFD_DROP_FRAGMENT },
	{ .name = "IPv4, later fragment", .frag = 0x2003, .none = true },
	{ .name = "IPv4, last fragment", .frag = 0x0001, .none = true },
	{ .name = "IPv4, TTL 254", .ttl = 254, .why = VCIRC_BFD_DROP_TTL },
	{ .name = "IPv4, TTL 1", .ttl = 1, .why = VCIRC_BFD_DROP_TTL },
	{ .name = "IPv4, longer than the frame", .total = 1,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, much longer than the frame", .total = 0x7fff,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, shorter than UDP", .total = -1,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, shorter than its header", .total = -40,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, of no length", .total = -52,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, UDP longer than IP", .udp = 1,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, UDP longer than IP, bytes behind", .udp = 1,
	  .behind = 10, .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, UDP much longer", .udp = 0x7fff,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, UDP shorter", .udp = -3, .len = -3 },
	{ .name = "IPv4, UDP without payload", .udp = -24, .len = -24 },
	{ .name = "IPv4, UDP shorter than its header", .udp = -25,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, UDP of no length", .udp = -32,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv4, padded", .behind = 6 },
	{ .name = "IPv4, padded by more than there is", .behind = 200 },
	{ .name = "IPv4, IP checksum", .ip_sum = BAD,
	  .why = VCIRC_BFD_DROP_CHECKSUM },
	{ .name = "IPv4, IP checksum 0", .ip_sum = ZERO,
	  .why = VCIRC_BFD_DROP_CHECKSUM },
	{ .name = "IPv4, IP checksum with options", .ip_sum = BAD,
	  .options = 2, .why = VCIRC_BFD_DROP_CHECKSUM },
	{ .name = "IPv4, UDP checksum", .udp_sum = BAD,
	  .why = VCIRC_BFD_DROP_CHECKSUM },
	{ .name = "IPv4, UDP without checksum", .udp_sum = ZERO },
	{ .name = "IPv4, UDP checksum the device found right",
	  .udp_sum = BAD, .summed = CHECKSUM_UNNECESSARY },
	{ .name = "IPv4, UDP checksum of a neighbour on this machine",
	  .udp_sum = BAD, .summed = CHECKSUM_PARTIAL },
	{ .name = "IPv4, IP checksum, the device looked at UDP only",
	  .ip_sum = BAD, .summed = CHECKSUM_UNNECESSARY,
	  .why = VCIRC_BFD_DROP_CHECKSUM },
	{ .name = "IPv4, TTL before all else", .ttl = 254, .udp = 1,
	  .ip_sum = BAD, .why = VCIRC_BFD_DROP_TTL },

	{ .name = "IPv6 in order", .v6 = true },
	{ .name = "IPv6, single hop", .v6 = true, .port = SINGLE_HOP },
	{ .name = "IPv6, Echo", .v6 = true, .port = ECHO },
	{ .name = "IPv6, multihop is not ours", .v6 = true, .port = 4784,
	  .none = true },
	{ .name = "IPv6, TCP", .v6 = true, .proto = 6, .none = true },
	{ .name = "IPv6, options for every hop", .v6 = true, .proto = 0xff,
	  .none = true },
	{ .name = "IPv6, another version", .v6 = true, .version = 4,
	  .none = true },
	{ .name = "IPv6 as IPv4", .v6 = true, .type = ETH_P_IP, .none = true },
	{ .name = "IPv6, first fragment", .v6 = true, .frag_header = true,
	  .frag = 0x0001, .why = VCIRC_BFD_DROP_FRAGMENT },
	{ .name = "IPv6, the only fragment", .v6 = true, .frag_header = true,
	  .why = VCIRC_BFD_DROP_FRAGMENT },
	{ .name = "IPv6, later fragment", .v6 = true, .frag_header = true,
	  .frag = 0x0009, .none = true },
	{ .name = "IPv6, last fragment", .v6 = true, .frag_header = true,
	  .frag = 0x0008, .none = true },
	{ .name = "IPv6, fragment of TCP", .v6 = true, .frag_header = true,
	  .frag = 0x0001, .proto = 6, .none = true },
	{ .name = "IPv6, hop limit 254", .v6 = true, .ttl = 254,
	  .why = VCIRC_BFD_DROP_TTL },
	{ .name = "IPv6, longer than the frame", .v6 = true, .total = 1,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv6, much longer than the frame", .v6 = true,
	  .total = 0x7fff, .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv6, shorter than UDP", .v6 = true, .total = -1,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv6, of no length", .v6 = true, .total = -32,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv6, UDP longer than IP", .v6 = true, .udp = 1,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv6, UDP longer than IP, bytes behind", .v6 = true,
	  .udp = 1, .behind = 10, .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv6, UDP shorter", .v6 = true, .udp = -3, .len = -3 },
	{ .name = "IPv6, UDP shorter than its header", .v6 = true, .udp = -25,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv6, UDP of no length", .v6 = true, .udp = -32,
	  .why = VCIRC_BFD_DROP_LENGTH },
	{ .name = "IPv6, padded", .v6 = true, .behind = 6 },
	{ .name = "IPv6, UDP checksum", .v6 = true, .udp_sum = BAD,
	  .why = VCIRC_BFD_DROP_CHECKSUM },
	/* RFC 8200 section 8.1. */
	{ .name = "IPv6, UDP without checksum", .v6 = true, .udp_sum = ZERO,
	  .why = VCIRC_BFD_DROP_CHECKSUM },
	{ .name = "IPv6, UDP without checksum, which the device found right",
	  .v6 = true, .udp_sum = ZERO, .summed = CHECKSUM_UNNECESSARY,
	  .why = VCIRC_BFD_DROP_CHECKSUM },
	{ .name = "IPv6, UDP checksum the device found right", .v6 = true,
	  .udp_sum = BAD, .summed = CHECKSUM_UNNECESSARY },
	{ .name = "IPv6, UDP checksum of a neighbour on this machine",
	  .v6 = true, .udp_sum = BAD, .summed = CHECKSUM_PARTIAL },
};

KUNIT_ARRAY_PARAM_DESC(odds, odds, name);

#define ODD_MAX	512

static void spoil(u8 *sum, u16 good, enum sums how)
{
	put16(sum, how == GOOD ? good : how == BAD ? (good ^ 0x0100) : 0);
}

static unsigned int odd_ip(const struct odd *o, u8 *ip)
{
	unsigned int head = IP_LEN + 4 * o->options;
	unsigned int ihl = o->ihl == 0xff ? 0 : o->ihl ?: head / 4;

	ip[0] = (o->version ?: 4) << 4 | ihl;
	put16(ip + 2, head + UDP_LEN + PAYLOAD + o->total);
	put16(ip + 6, o->frag);
	ip[TTL] = o->ttl ?: 255;
	ip[9] = o->proto ?: 17;
	memcpy(ip + 12, "\xc0\x00\x02\x02\xc0\x00", 6);
	/* To a header that is too short this is the port. */
	put16(ip + 18, MICRO);
	memset(ip + IP_LEN, 1, 4 * o->options);
	spoil(ip + IP_SUM, ~fold(sum_of(ip, head)), o->ip_sum);
	return head;
}

static unsigned int odd_ip6(const struct odd *o, u8 *ip)
{
	u8 proto = o->proto == 0xff ? 0 : o->proto ?: 17;
	unsigned int head = IP6_LEN;

	ip[0] = (o->version ?: 6) << 4;
	ip[6] = proto;
	ip[HOP_LIMIT] = o->ttl ?: 255;
	ip[8] = 0xfe;
	ip[9] = 0x80;
	ip[23] = 2;
	memcpy(ip + 24, ip + 8, 16);
	ip[39] = 1;
	if (o->frag_header) {
		ip[6] = 44;
		ip[IP6_LEN] = proto;
		put16(ip + IP6_LEN + 2, o->frag);
		head += FRAG_LEN;
	}
	put16(ip + 4, head - IP6_LEN + UDP_LEN + PAYLOAD + o->total);
	return head;
}

/* Everything of it is written here, by nothing that is tested. */
static unsigned int odd_bytes(const struct odd *o, u8 *ip)
{
	unsigned int head, len = UDP_LEN + PAYLOAD + o->udp;
	u8 *udp;

	memset(ip, 0, ODD_MAX);
	head = o->v6 ? odd_ip6(o, ip) : odd_ip(o, ip);
	udp = ip + head;
	memset(udp + UDP_LEN, 0x5a, PAYLOAD);
	put16(udp, 49152);
	put16(udp + 2, o->port ?: MICRO);
	put16(udp + 4, len);
	memset(udp + UDP_LEN + PAYLOAD, 0xee, o->behind);
	if (head + len <= ODD_MAX)
		spoil(udp + 6, ~udp_sum(ip, head, len), o->udp_sum);
	return head + UDP_LEN + PAYLOAD + o->behind;
}

/* The first bytes are where they always are, the rest is in a page. */
static struct sk_buff *scattered(struct kunit *test, const struct odd *o,
				 const u8 *bytes, unsigned int len,
				 unsigned int linear)
{
	struct sk_buff *skb = alloc_skb(ETH_HLEN + ODD_MAX, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, ETH_HLEN);
	skb_put_data(skb, bytes, linear);
	if (linear < len) {
		struct page *page = alloc_page(GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page) + 7, bytes + linear, len - linear);
		skb_add_rx_frag(skb, 0, page, 7, len - linear, PAGE_SIZE);
	}
	skb->protocol = htons(o->type ?: o->v6 ? ETH_P_IPV6 : ETH_P_IP);
	skb->ip_summed = o->summed;
	if (o->summed == CHECKSUM_PARTIAL) {
		skb->csum_start = skb_headroom(skb) +
				  (o->v6 ? IP6_LEN : IP_LEN);
		skb->csum_offset = 6;
	}
	return skb;
}

/* All of it, as the receive path does; true when it is one of ours. */
static bool read_all(struct sk_buff *skb, enum vcirc_bfd_drop *why,
		     unsigned int *len)
{
	struct vcirc_bfd_headers headers;

	if (!vcirc_bfd_frame_port(skb) || !vcirc_bfd_frame_read(skb, &headers))
		return false;
	*why = vcirc_bfd_frame_check(skb, &headers, len);
	return true;
}

static void odd_frame_is_judged(struct kunit *test)
{
	const struct odd *o = test->param_value;
	u8 *bytes = kunit_kzalloc(test, ODD_MAX, GFP_KERNEL);
	enum vcirc_bfd_drop why = VCIRC_BFD_TAKEN;
	unsigned int size, linear, len = 0;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	size = odd_bytes(o, bytes);
	/* Wherever the bytes are. */
	for (linear = 0; linear <= size; linear++) {
		struct sk_buff *skb = scattered(test, o, bytes, size, linear);
		u16 port = vcirc_bfd_frame_port(skb);
		bool ours = read_all(skb, &why, &len);

		kfree_skb(skb);
		KUNIT_ASSERT_EQ(test, o->none ? 0 : o->port ?: MICRO, port);
		KUNIT_ASSERT_EQ(test, !o->none, ours);
		if (o->none)
			continue;
		KUNIT_ASSERT_EQ_MSG(test, o->why, why, "%u bytes linear",
				    linear);
		if (!o->why)
			KUNIT_ASSERT_EQ(test, PAYLOAD + o->len, len);
	}
}

/* What was cut off is still in memory behind the frame, and would do. */
static void cut_frame_is_read_no_further(struct kunit *test)
{
	const struct odd *o = test->param_value;
	u8 *bytes = kunit_kzalloc(test, ODD_MAX, GFP_KERNEL);
	unsigned int size, head, cut, linear;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	size = odd_bytes(o, bytes);
	if (o->none || o->why || o->behind)
		return;
	head = (o->v6 ? IP6_LEN : IP_LEN + 4 * o->options) + UDP_LEN;
	for (cut = 0; cut < size; cut++) {
		for (linear = 0; linear < 2; linear++) {
			enum vcirc_bfd_drop why = VCIRC_BFD_TAKEN;
			unsigned int len = 77;
			struct sk_buff *skb;

			skb = scattered(test, o, bytes, size,
					linear ? size : 0);
			KUNIT_ASSERT_EQ(test, 0, pskb_trim(skb, cut));
			KUNIT_EXPECT_EQ_MSG(test, cut >= head,
					    read_all(skb, &why, &len),
					    "%u bytes", cut);
			if (cut >= head)
				KUNIT_EXPECT_EQ_MSG(test,
						    VCIRC_BFD_DROP_LENGTH, why,
						    "%u bytes", cut);
			KUNIT_EXPECT_EQ(test, 77, len);
			kfree_skb(skb);
		}
	}
}

/* Another frame than the one that was asked for: the bytes may be shared. */
static void frame_that_changed_is_not_read(struct kunit *test)
{
	u8 *bytes = kunit_kzalloc(test, ODD_MAX, GFP_KERNEL);
	struct vcirc_bfd_headers headers;
	struct sk_buff *skb;
	unsigned int size;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	size = odd_bytes(&odds[0], bytes);
	skb = scattered(test, &odds[0], bytes, size, size);
	KUNIT_EXPECT_EQ(test, MICRO, vcirc_bfd_frame_port(skb));
	skb->data[9] = 6;
	KUNIT_EXPECT_FALSE(test, vcirc_bfd_frame_read(skb, &headers));
	kfree_skb(skb);
}

/* --- Addresses ---------------------------------------------------------- */

static const struct between {
	const char *name;
	const char *source;
	const char *dest;
	const char *local;
	const char *peer;
	bool is;
} betweens[] = {
	{ "IPv4", "192.0.2.2", "192.0.2.1", "192.0.2.1", "192.0.2.2", true },
	{ "IPv4, another source", "192.0.2.3", "192.0.2.1", "192.0.2.1",
	  "192.0.2.2", false },
	{ "IPv4, another destination", "192.0.2.2", "192.0.2.3", "192.0.2.1",
	  "192.0.2.2", false },
	{ "IPv4, our own", "192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2",
	  false },
	{ "IPv4, Echo of ours", "192.0.2.1", "192.0.2.1", "192.0.2.1",
	  "192.0.2.2", false },
	{ "IPv4 for IPv6", "192.0.2.2", "192.0.2.1", "c000:201::",
	  "c000:202::", false },
	{ "IPv6", "2001:db8::2", "2001:db8::1", "2001:db8::1", "2001:db8::2",
	  true },
	{ "IPv6, another source", "2001:db8::3", "2001:db8::1", "2001:db8::1",
	  "2001:db8::2", false },
	{ "IPv6, another destination", "2001:db8::2", "2001:db8::3",
	  "2001:db8::1", "2001:db8::2", false },
	{ "IPv6, all nodes", "2001:db8::2", "ff02::1", "2001:db8::1",
	  "2001:db8::2", false },
	{ "IPv6 for IPv4", "c000:202::", "c000:201::", "192.0.2.1",
	  "192.0.2.2", false },
	{ "no addresses", "fe80::4aa:bbff:fecc:ddee", "ff02::1", NULL, NULL,
	  true },
	{ "no addresses, any of the link", "febf::1", "ff02::1", NULL, NULL,
	  true },
	{ "no addresses, from elsewhere", "2001:db8::2", "ff02::1", NULL, NULL,
	  false },
	{ "no addresses, from no link", "fec0::1", "ff02::1", NULL, NULL,
	  false },
	{ "no addresses, from none", "::", "ff02::1", NULL, NULL, false },
	{ "no addresses, from many", "ff02::1", "ff02::1", NULL, NULL, false },
	{ "no addresses, to one", "fe80::2", "fe80::1", NULL, NULL, false },
	{ "no addresses, to all routers", "fe80::2", "ff02::2", NULL, NULL,
	  false },
	{ "no addresses, to all nodes elsewhere", "fe80::2", "ff05::1", NULL,
	  NULL, false },
	{ "no addresses, IPv4", "169.254.1.1", "224.0.0.1", NULL, NULL, false },
};

KUNIT_ARRAY_PARAM_DESC(betweens, betweens, name);

static void frame_is_of_the_session(struct kunit *test)
{
	const struct between *c = test->param_value;
	const struct vcirc_bfd_headers headers = {
		.source = addr_of(test, c->source),
		.dest = addr_of(test, c->dest),
	};
	const struct vcirc_bfd_flow flow = {
		.local = addr_of(test, c->local),
		.peer = addr_of(test, c->peer),
	};

	KUNIT_EXPECT_EQ(test, c->is, vcirc_bfd_frame_between(&headers, &flow));
}

static void micro_address_is_that_of_the_rfc(struct kunit *test)
{
	static const u8 known[ETH_ALEN] = { 0x01, 0, 0x5e, 0x90, 0, 0x01 };

	KUNIT_EXPECT_MEMEQ(test, known, vcirc_bfd_micro_addr, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, 3784, SINGLE_HOP);
	KUNIT_EXPECT_EQ(test, 3785, ECHO);
	KUNIT_EXPECT_EQ(test, 6784, MICRO);
}

static struct kunit_case bfd_frame_cases[] = {
	KUNIT_CASE_PARAM(frame_is_made_to_the_rfcs, made_gen_params),
	KUNIT_CASE_PARAM(frame_is_fit_to_be_sent, made_gen_params),
	KUNIT_CASE(frame_is_the_known_one),
	KUNIT_CASE_PARAM(checksum_of_zero_is_sent_as_ones, made_gen_params),
	KUNIT_CASE_PARAM(frame_is_read_as_it_was_made, made_gen_params),
	KUNIT_CASE_PARAM(odd_frame_is_judged, odds_gen_params),
	KUNIT_CASE_PARAM(cut_frame_is_read_no_further, odds_gen_params),
	KUNIT_CASE(frame_that_changed_is_not_read),
	KUNIT_CASE_PARAM(frame_is_of_the_session, betweens_gen_params),
	KUNIT_CASE(micro_address_is_that_of_the_rfc),
	{}
};

static struct kunit_suite bfd_frame_suite = {
	.name = "vcirc_bfd_frame",
	.init = frame_init,
	.exit = frame_exit,
	.test_cases = bfd_frame_cases,
};

kunit_test_suite(bfd_frame_suite);

MODULE_DESCRIPTION("Tests of the headers of BFD packets");
MODULE_LICENSE("GPL");
