// SPDX-License-Identifier: GPL-2.0
#include <kunit/skbuff.h>
#include <kunit/test.h>
#include <linux/bitrev.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/sort.h>
#include <net/ip.h>

#include "../hash.h"

#define PAYLOAD		24

/* A frame, and where in it the headers are. */
struct hash_frame {
	u8 bytes[128];
	unsigned int len;
	unsigned int l3;
	unsigned int l4;
};

/* What a frame is made from. An IPv6 address is made from net and address. */
struct hash_flow {
	u16 type;
	u8 proto;
	u8 option_words;
	u8 tags;
	u16 tpid;
	u16 frag;
	u32 prefix;
	u32 saddr;
	u32 daddr;
	u16 sport;
	u16 dport;
	u8 snet;
	u8 dnet;
	u8 smac;
	u8 dmac;
};

#define FLOW(_type, _proto)						\
	.type = _type, .proto = _proto, .tpid = ETH_P_8021Q,		\
	.prefix = 0x20010db8,						\
	.saddr = 0x0a000001, .daddr = 0xc0a80a09,			\
	.sport = 40001, .dport = 443, .snet = 1, .dnet = 3,		\
	.smac = 1, .dmac = 2

static const struct hash_flow tcp4 = { FLOW(ETH_P_IP, IPPROTO_TCP) };
static const struct hash_flow udp4 = { FLOW(ETH_P_IP, IPPROTO_UDP) };
static const struct hash_flow tcp6 = { FLOW(ETH_P_IPV6, IPPROTO_TCP) };
static const struct hash_flow udp6 = { FLOW(ETH_P_IPV6, IPPROTO_UDP) };
static const struct hash_flow arp = { FLOW(ETH_P_ARP, 0) };

static const struct hash_flow *const ip_flows[] = {
	&tcp4, &udp4, &tcp6, &udp6,
};

/* As good as what vcirc_hash_seed() makes. */
#define SEED		.seed = 0x243f6a8885a308d3ULL

static const struct vcirc_hash_key by_l2 = { SEED, .policy = VCIRC_HASH_L2 };
static const struct vcirc_hash_key by_l3 = { SEED, .policy = VCIRC_HASH_L3 };
static const struct vcirc_hash_key by_l4 = { SEED, .policy = VCIRC_HASH_L4 };

static void *frame_put(struct hash_frame *f, unsigned int len)
{
	void *at = f->bytes + f->len;

	f->len += len;
	return at;
}

static void frame_put_be16(struct hash_frame *f, u16 value)
{
	__be16 v = htons(value);

	memcpy(frame_put(f, sizeof(v)), &v, sizeof(v));
}

static void frame_put_mac(struct hash_frame *f, u8 mac)
{
	const u8 addr[ETH_ALEN] = { 2, ~mac, 0x22, 0x33, 0x44, mac };

	memcpy(frame_put(f, ETH_ALEN), addr, ETH_ALEN);
}

static void frame_put_ipv4(struct hash_frame *f, const struct hash_flow *flow)
{
	struct iphdr iph = {
		.version = 4,
		.ihl = 5 + flow->option_words,
		.tos = 0x10,
		.tot_len = htons(60),
		.id = htons(7),
		.frag_off = htons(flow->frag),
		.ttl = 64,
		.protocol = flow->proto,
		.check = (__force __sum16)0x1234,
		.saddr = htonl(flow->saddr),
		.daddr = htonl(flow->daddr),
	};

	memcpy(frame_put(f, sizeof(iph)), &iph, sizeof(iph));
	memset(frame_put(f, flow->option_words * 4), 0x94,
	       flow->option_words * 4);
}

static void frame_put_ipv6(struct hash_frame *f, const struct hash_flow *flow)
{
	struct ipv6hdr ip6h = {
		.version = 6,
		.flow_lbl = { 1, 2, 3 },
		.payload_len = htons(60),
		.nexthdr = flow->proto,
		.hop_limit = 64,
		.saddr = { .s6_addr32 = { htonl(flow->prefix), htonl(flow->snet),
					  htonl(!!flow->snet), htonl(flow->saddr) } },
		.daddr = { .s6_addr32 = { htonl(flow->prefix), htonl(flow->dnet),
					  htonl(!!flow->dnet), htonl(flow->daddr) } },
	};

	memcpy(frame_put(f, sizeof(ip6h)), &ip6h, sizeof(ip6h));
}

static struct hash_frame frame_of(const struct hash_flow *flow)
{
	struct hash_frame f = {};
	unsigned int i;

	frame_put_mac(&f, flow->dmac);
	frame_put_mac(&f, flow->smac);
	for (i = 0; i < flow->tags; i++) {
		frame_put_be16(&f, flow->tpid);
		frame_put_be16(&f, 100 + i);
	}
	frame_put_be16(&f, flow->type);
	f.l3 = f.len;
	if (flow->type == ETH_P_IP)
		frame_put_ipv4(&f, flow);
	else if (flow->type == ETH_P_IPV6)
		frame_put_ipv6(&f, flow);
	f.l4 = f.len;
	frame_put_be16(&f, flow->sport);
	frame_put_be16(&f, flow->dport);
	for (i = 0; i < PAYLOAD; i++)
		f.bytes[f.len++] = 0xa0 + i;
	return f;
}

/* Each test has one skb, whose bytes are replaced from frame to frame. */
static struct sk_buff *frame_skb(struct kunit *test, const struct hash_frame *f)
{
	struct sk_buff *skb = test->priv;

	__skb_trim(skb, 0);
	skb_put_data(skb, f->bytes, f->len);
	return skb;
}

static u64 skb_hash(const struct sk_buff *skb, const struct vcirc_hash_key *key)
{
	struct vcirc_hash_frame frame = vcirc_hash_skb(skb);

	return vcirc_hash_flow(&frame, key);
}

static bool is_likely(const struct hash_frame *f)
{
	struct vcirc_hash_tuple tuple;

	return vcirc_hash_likely_ipv4(f->bytes, f->len, &tuple);
}

static bool is_likely_ipv6(const struct hash_frame *f)
{
	struct vcirc_hash_tuple tuple;

	return vcirc_hash_likely_ipv6(f->bytes, f->len, &tuple);
}

/* Of any frame, the short ways say the same as the long one, or nothing, and
 * bytes without an skb are the same frame.
 */
static u64 frame_hash(struct kunit *test, const struct hash_frame *f,
		      const struct vcirc_hash_key *key)
{
	struct sk_buff *skb = frame_skb(test, f);
	struct vcirc_hash_frame bytes = { f->bytes, f->len };
	u64 hash = skb_hash(skb, key);
	struct vcirc_hash_tuple tuple;
	unsigned int bucket;

	KUNIT_EXPECT_EQ(test, hash, vcirc_hash_flow(&bytes, key));
	KUNIT_EXPECT_EQ(test, hash >> 56, vcirc_hash_bucket(skb, key));
	if (key->how != VCIRC_HASH_USUAL)
		return hash;
	if (vcirc_hash_likely_ipv4(f->bytes, f->len, &tuple) ||
	    vcirc_hash_likely_ipv6(f->bytes, f->len, &tuple))
		KUNIT_EXPECT_EQ(test, hash, vcirc_hash_mix(tuple, key->seed));
	if (vcirc_hash_bucket_likely(skb, key, &bucket) ||
	    vcirc_hash_bucket_ipv6(skb, key, &bucket))
		KUNIT_EXPECT_EQ(test, hash >> 56, bucket);
	return hash;
}

static u64 flow_hash(struct kunit *test, const struct hash_flow *flow,
		     const struct vcirc_hash_key *key)
{
	struct hash_frame f = frame_of(flow);

	return frame_hash(test, &f, key);
}

static unsigned int flow_bucket(struct kunit *test,
				const struct hash_flow *flow,
				const struct vcirc_hash_key *key)
{
	struct hash_frame f = frame_of(flow);
	unsigned int bucket = vcirc_hash_bucket(frame_skb(test, &f), key);

	KUNIT_ASSERT_LT(test, bucket, VCIRC_BUCKETS);
	return bucket;
}

static struct hash_flow flow_back(const struct hash_flow *flow)
{
	struct hash_flow back = *flow;

	swap(back.saddr, back.daddr);
	swap(back.sport, back.dport);
	swap(back.snet, back.dnet);
	swap(back.smac, back.dmac);
	return back;
}

static int hash_test_init(struct kunit *test)
{
	test->priv = kunit_zalloc_skb(test, sizeof_field(struct hash_frame,
							 bytes), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

/* What a flow is ----------------------------------------------------------- */

/* Bits of a frame that decide, in bytes from @first to @last. Besides addresses
 * and ports these are the bits that make the frame what it is: were they others,
 * it would be hashed as something else.
 */
struct hash_bits {
	u8 first;
	u8 last;
	u8 mask;
};

static const struct hash_bits macs[] = { { 0, 11, 0xff }, {} };

static const struct hash_bits v4_pair[] = {
	{ 12, 13, 0xff }, { 14, 14, 0xf5 }, { 26, 33, 0xff }, {}
};

static const struct hash_bits v4_first[] = {
	{ 12, 13, 0xff }, { 14, 14, 0xf5 }, { 20, 20, IP_MF >> 8 },
	{ 26, 33, 0xff }, {}
};

/* One bit makes UDP of it. */
static const struct hash_bits v4_icmp[] = {
	{ 12, 13, 0xff }, { 14, 14, 0xf5 },
	{ 23, 23, IPPROTO_ICMP ^ IPPROTO_UDP }, { 26, 33, 0xff }, {}
};

static const struct hash_bits v4_tuple[] = {
	{ 12, 14, 0xff }, { 20, 20, 0x3f }, { 21, 21, 0xff }, { 23, 23, 0xff },
	{ 26, 37, 0xff }, {}
};

static const struct hash_bits v4_tuple_options[] = {
	{ 12, 14, 0xff }, { 20, 20, 0x3f }, { 21, 21, 0xff }, { 23, 23, 0xff },
	{ 26, 33, 0xff }, { 42, 45, 0xff }, {}
};

static const struct hash_bits v6_pair[] = {
	{ 12, 13, 0xff }, { 14, 14, 0xf0 }, { 22, 53, 0xff }, {}
};

static const struct hash_bits v6_tuple[] = {
	{ 12, 13, 0xff }, { 14, 14, 0xf0 }, { 20, 20, 0xff }, { 22, 57, 0xff },
	{}
};

static const struct hash_read {
	const char *name;
	enum vcirc_hash policy;
	const struct hash_bits *bits;
	struct hash_flow flow;
} hash_reads[] = {
	{ "l4, TCP over IPv4", VCIRC_HASH_L4, v4_tuple,
	  { FLOW(ETH_P_IP, IPPROTO_TCP) } },
	{ "l4, UDP over IPv4", VCIRC_HASH_L4, v4_tuple,
	  { FLOW(ETH_P_IP, IPPROTO_UDP) } },
	{ "l4, UDP over IPv4, not to be fragmented", VCIRC_HASH_L4, v4_tuple,
	  { FLOW(ETH_P_IP, IPPROTO_UDP), .frag = IP_DF } },
	{ "l4, TCP over IPv4 with options", VCIRC_HASH_L4, v4_tuple_options,
	  { FLOW(ETH_P_IP, IPPROTO_TCP), .option_words = 2 } },
	{ "l4, TCP over IPv6", VCIRC_HASH_L4, v6_tuple,
	  { FLOW(ETH_P_IPV6, IPPROTO_TCP) } },
	{ "l4, UDP over IPv6", VCIRC_HASH_L4, v6_tuple,
	  { FLOW(ETH_P_IPV6, IPPROTO_UDP) } },
	{ "l4, first fragment", VCIRC_HASH_L4, v4_first,
	  { FLOW(ETH_P_IP, IPPROTO_UDP), .frag = IP_MF } },
	{ "l4, fragment in the middle", VCIRC_HASH_L4, v4_pair,
	  { FLOW(ETH_P_IP, IPPROTO_TCP), .frag = IP_MF | 185 } },
	{ "l4, last fragment", VCIRC_HASH_L4, v4_pair,
	  { FLOW(ETH_P_IP, IPPROTO_UDP), .frag = 185 } },
	{ "l4, ICMP", VCIRC_HASH_L4, v4_icmp,
	  { FLOW(ETH_P_IP, IPPROTO_ICMP) } },
	{ "l4, ESP", VCIRC_HASH_L4, v4_pair,
	  { FLOW(ETH_P_IP, IPPROTO_ESP) } },
	{ "l4, ICMPv6", VCIRC_HASH_L4, v6_pair,
	  { FLOW(ETH_P_IPV6, IPPROTO_ICMPV6) } },
	{ "l4, fragment of IPv6", VCIRC_HASH_L4, v6_pair,
	  { FLOW(ETH_P_IPV6, NEXTHDR_FRAGMENT) } },
	{ "l4, ARP", VCIRC_HASH_L4, macs, { FLOW(ETH_P_ARP, 0) } },
	{ "l3, TCP over IPv4", VCIRC_HASH_L3, v4_pair,
	  { FLOW(ETH_P_IP, IPPROTO_TCP) } },
	{ "l3, UDP over IPv6", VCIRC_HASH_L3, v6_pair,
	  { FLOW(ETH_P_IPV6, IPPROTO_UDP) } },
	{ "l3, ARP", VCIRC_HASH_L3, macs, { FLOW(ETH_P_ARP, 0) } },
	{ "l2, TCP over IPv4", VCIRC_HASH_L2, macs,
	  { FLOW(ETH_P_IP, IPPROTO_TCP) } },
	{ "l2, UDP over IPv6", VCIRC_HASH_L2, macs,
	  { FLOW(ETH_P_IPV6, IPPROTO_UDP) } },
	{ "l2, tagged TCP over IPv4", VCIRC_HASH_L2, macs,
	  { FLOW(ETH_P_IP, IPPROTO_TCP), .tags = 1 } },
};

KUNIT_ARRAY_PARAM_DESC(hash_reads, hash_reads, name);

static bool hash_bits_has(const struct hash_bits *bits, unsigned int byte,
			  unsigned int bit)
{
	for (; bits->mask; bits++)
		if (byte >= bits->first && byte <= bits->last &&
		    bits->mask & BIT(bit))
			return true;
	return false;
}

static void hash_reads_only(struct kunit *test, bool symmetric)
{
	const struct hash_read *read = test->param_value;
	struct vcirc_hash_key key = {
		SEED, .policy = read->policy, .symmetric = symmetric,
	};
	struct hash_frame f = frame_of(&read->flow);
	u64 hash = frame_hash(test, &f, &key);
	unsigned int byte, bit;

	for (byte = 0; byte < f.len; byte++) {
		for (bit = 0; bit < 8; bit++) {
			f.bytes[byte] ^= BIT(bit);
			KUNIT_EXPECT_EQ_MSG(test,
					    hash_bits_has(read->bits, byte,
							  bit),
					    frame_hash(test, &f, &key) != hash,
					    "bit %u of byte %u", bit, byte);
			f.bytes[byte] ^= BIT(bit);
		}
	}
}

static void hash_reads_what_makes_a_flow_and_no_more(struct kunit *test)
{
	hash_reads_only(test, false);
}

static void hash_reads_the_same_when_symmetric(struct kunit *test)
{
	hash_reads_only(test, true);
}

static void hash_tells_tcp_from_udp(struct kunit *test)
{
	KUNIT_EXPECT_NE(test, flow_hash(test, &tcp4, &by_l4),
			flow_hash(test, &udp4, &by_l4));
	KUNIT_EXPECT_NE(test, flow_hash(test, &tcp6, &by_l4),
			flow_hash(test, &udp6, &by_l4));
	KUNIT_EXPECT_EQ(test, flow_hash(test, &tcp4, &by_l3),
			flow_hash(test, &udp4, &by_l3));
}

/* Fragments, and errors about a flow, go with the rest between two hosts. */
static void hash_of_the_rest_is_that_of_the_address_pair(struct kunit *test)
{
	static const struct hash_flow rest[] = {
		{ FLOW(ETH_P_IP, IPPROTO_UDP), .frag = IP_MF },
		{ FLOW(ETH_P_IP, IPPROTO_UDP), .frag = IP_MF | 1 },
		{ FLOW(ETH_P_IP, IPPROTO_TCP), .frag = 185 },
		{ FLOW(ETH_P_IP, IPPROTO_ICMP) },
		{ FLOW(ETH_P_IP, IPPROTO_SCTP) },
		{ FLOW(ETH_P_IP, IPPROTO_GRE) },
	};
	static const struct hash_flow rest6[] = {
		{ FLOW(ETH_P_IPV6, NEXTHDR_FRAGMENT) },
		{ FLOW(ETH_P_IPV6, IPPROTO_ICMPV6) },
		{ FLOW(ETH_P_IPV6, NEXTHDR_HOP) },
		{ FLOW(ETH_P_IPV6, NEXTHDR_NONE) },
	};
	u64 pair = flow_hash(test, &udp4, &by_l3);
	u64 pair6 = flow_hash(test, &udp6, &by_l3);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rest); i++) {
		KUNIT_EXPECT_EQ_MSG(test, pair,
				    flow_hash(test, &rest[i], &by_l4),
				    "IPv4, %u", i);
		KUNIT_EXPECT_EQ_MSG(test, pair,
				    flow_hash(test, &rest[i], &by_l3),
				    "IPv4, %u", i);
	}
	for (i = 0; i < ARRAY_SIZE(rest6); i++) {
		KUNIT_EXPECT_EQ_MSG(test, pair6,
				    flow_hash(test, &rest6[i], &by_l4),
				    "IPv6, %u", i);
		KUNIT_EXPECT_EQ_MSG(test, pair6,
				    flow_hash(test, &rest6[i], &by_l3),
				    "IPv6, %u", i);
	}
}

static void hash_finds_ports_behind_options_of_any_length(struct kunit *test)
{
	u64 hash = flow_hash(test, &udp4, &by_l4);
	struct hash_flow flow = udp4;

	for (flow.option_words = 1; flow.option_words <= 10;
	     flow.option_words++)
		KUNIT_EXPECT_EQ_MSG(test, hash, flow_hash(test, &flow, &by_l4),
				    "%u words", flow.option_words);
}

static void hash_does_not_believe_skb_protocol(struct kunit *test)
{
	struct hash_frame f = frame_of(&tcp4);
	struct sk_buff *skb = frame_skb(test, &f);
	u64 hash = skb_hash(skb, &by_l4);

	skb->protocol = htons(ETH_P_IPV6);
	KUNIT_EXPECT_EQ(test, hash, skb_hash(skb, &by_l4));
	skb->protocol = htons(ETH_P_ARP);
	KUNIT_EXPECT_EQ(test, hash, skb_hash(skb, &by_l4));
}

static void hash_is_likely_of_ipv4_without_more(struct kunit *test)
{
	struct hash_flow flow = udp4;
	struct hash_frame f;

	f = frame_of(&tcp4);
	KUNIT_EXPECT_TRUE(test, is_likely(&f));
	f = frame_of(&udp4);
	KUNIT_EXPECT_TRUE(test, is_likely(&f));
	/* To the last byte that is read. */
	f.len = f.l4 + 4;
	KUNIT_EXPECT_TRUE(test, is_likely(&f));
	f.len--;
	KUNIT_EXPECT_FALSE(test, is_likely(&f));

	f = frame_of(&udp6);
	KUNIT_EXPECT_FALSE(test, is_likely(&f));
	flow.frag = IP_MF;
	f = frame_of(&flow);
	KUNIT_EXPECT_FALSE(test, is_likely(&f));
	flow = udp4;
	flow.option_words = 1;
	f = frame_of(&flow);
	KUNIT_EXPECT_FALSE(test, is_likely(&f));
}

static void hash_is_likely_of_ipv6_without_more(struct kunit *test)
{
	struct hash_flow flow = udp6;
	struct hash_frame f;

	f = frame_of(&tcp6);
	KUNIT_EXPECT_TRUE(test, is_likely_ipv6(&f));
	f = frame_of(&udp6);
	KUNIT_EXPECT_TRUE(test, is_likely_ipv6(&f));
	f.len = f.l4 + 4;
	KUNIT_EXPECT_TRUE(test, is_likely_ipv6(&f));
	f.len--;
	KUNIT_EXPECT_FALSE(test, is_likely_ipv6(&f));

	f = frame_of(&udp4);
	KUNIT_EXPECT_FALSE(test, is_likely_ipv6(&f));
	flow.proto = NEXTHDR_FRAGMENT;
	f = frame_of(&flow);
	KUNIT_EXPECT_FALSE(test, is_likely_ipv6(&f));
	f = frame_of(&udp6);
	f.bytes[f.l3] = 0x40;
	KUNIT_EXPECT_FALSE(test, is_likely_ipv6(&f));
	/* Class and flow label may be any. */
	f.bytes[f.l3] = 0x6f;
	KUNIT_EXPECT_TRUE(test, is_likely_ipv6(&f));
}

/* Whichever way this machine multiplies. */
static void hash_fold_joins_the_halves_of_a_product(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int i;
	u64 a, b;

	KUNIT_EXPECT_EQ(test, 0xfffffffffffffffeULL ^ 1,
			vcirc_hash_fold(~0ULL, ~0ULL));
	KUNIT_EXPECT_EQ(test, 1, vcirc_hash_fold(1ULL << 32, 1ULL << 32));
	prandom_seed_state(&rnd, 6);
	for (i = 0; i < 1000; i++) {
		prandom_bytes_state(&rnd, &a, sizeof(a));
		prandom_bytes_state(&rnd, &b, sizeof(b));
		KUNIT_ASSERT_EQ(test, a * b ^ mul_u64_u64_shr(a, b, 64),
				vcirc_hash_fold(a, b));
	}
}

/* Tags --------------------------------------------------------------------- */

static void hash_is_the_same_under_up_to_two_tags(struct kunit *test)
{
	static const u16 tpids[] = { ETH_P_8021Q, ETH_P_8021AD };
	unsigned int i, t, tags;

	for (i = 0; i < ARRAY_SIZE(ip_flows); i++) {
		struct hash_flow flow = *ip_flows[i];

		for (t = 0; t < ARRAY_SIZE(tpids); t++) {
			flow.tpid = tpids[t];
			for (tags = 1; tags <= 2; tags++) {
				flow.tags = tags;
				KUNIT_EXPECT_EQ_MSG(test,
						    flow_hash(test, ip_flows[i], &by_l4),
						    flow_hash(test, &flow, &by_l4),
						    "l4, flow %u, %u tags of %#x",
						    i, tags, flow.tpid);
				KUNIT_EXPECT_EQ_MSG(test,
						    flow_hash(test, ip_flows[i], &by_l3),
						    flow_hash(test, &flow, &by_l3),
						    "l3, flow %u, %u tags of %#x",
						    i, tags, flow.tpid);
			}
		}
	}
}

static void hash_is_the_same_under_a_tag_beside_the_frame(struct kunit *test)
{
	struct hash_flow tagged;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ip_flows); i++) {
		struct sk_buff *skb;
		struct hash_frame f;
		u64 hash;

		hash = flow_hash(test, ip_flows[i], &by_l4);
		f = frame_of(ip_flows[i]);
		skb = frame_skb(test, &f);
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 100);
		KUNIT_EXPECT_EQ(test, hash, skb_hash(skb, &by_l4));

		tagged = *ip_flows[i];
		tagged.tags = 1;
		f = frame_of(&tagged);
		skb = frame_skb(test, &f);
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021AD), 100);
		KUNIT_EXPECT_EQ(test, hash, skb_hash(skb, &by_l4));
		__vlan_hwaccel_clear_tag(skb);
	}
}

static void hash_under_three_tags_is_that_of_the_macs(struct kunit *test)
{
	struct hash_flow flow = tcp4;
	u64 macs = flow_hash(test, &flow, &by_l2);

	flow.tags = 3;
	KUNIT_EXPECT_EQ(test, macs, flow_hash(test, &flow, &by_l4));
	KUNIT_EXPECT_EQ(test, macs, flow_hash(test, &flow, &by_l3));
	flow = arp;
	KUNIT_EXPECT_EQ(test, macs, flow_hash(test, &flow, &by_l4));
	flow.tags = 2;
	KUNIT_EXPECT_EQ(test, macs, flow_hash(test, &flow, &by_l4));
}

/* Bad frames --------------------------------------------------------------- */

/* The first @cut bytes of a frame, @linear of them in the linear part. What
 * lies behind the end in memory is the rest of the frame: were it read, the
 * hash would be right where it must not be. What lies behind the linear part,
 * if more follows elsewhere, is not.
 */
static u64 hash_of_piece(struct kunit *test, const struct hash_frame *f,
			 unsigned int cut, unsigned int linear,
			 const struct vcirc_hash_key *key)
{
	struct sk_buff *skb = alloc_skb(sizeof(f->bytes), GFP_KERNEL);
	struct page *page = NULL;
	u64 hash;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memcpy(skb->data, f->bytes, f->len);
	__skb_put(skb, linear);
	if (cut > linear) {
		page = alloc_page(GFP_KERNEL);
		if (!page)
			kfree_skb(skb);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memset(skb->data + linear, 0x5a, f->len - linear);
		memcpy(page_address(page), f->bytes + linear, f->len - linear);
		skb_add_rx_frag(skb, 0, page, 0, cut - linear, PAGE_SIZE);
	}
	hash = skb_hash(skb, key);
	kfree_skb(skb);
	return hash;
}

static const struct hash_piece {
	const char *name;
	struct hash_flow flow;
} hash_pieces[] = {
	{ "TCP over IPv4", { FLOW(ETH_P_IP, IPPROTO_TCP) } },
	{ "UDP over IPv4 with options",
	  { FLOW(ETH_P_IP, IPPROTO_UDP), .option_words = 3 } },
	{ "TCP over IPv6", { FLOW(ETH_P_IPV6, IPPROTO_TCP) } },
	{ "UDP over IPv4, one tag",
	  { FLOW(ETH_P_IP, IPPROTO_UDP), .tags = 1 } },
	{ "TCP over IPv6, two tags",
	  { FLOW(ETH_P_IPV6, IPPROTO_TCP), .tags = 2 } },
};

KUNIT_ARRAY_PARAM_DESC(hash_pieces, hash_pieces, name);

/* What is left of a frame decides how it is hashed, wherever it lies. */
static void hash_of_a_piece(struct kunit *test, bool nonlinear)
{
	const struct hash_piece *piece = test->param_value;
	struct hash_frame f = frame_of(&piece->flow);
	unsigned int l3_end = f.l3 + (piece->flow.type == ETH_P_IP ?
				      sizeof(struct iphdr) :
				      sizeof(struct ipv6hdr));
	u64 macs = frame_hash(test, &f, &by_l2);
	u64 pair = frame_hash(test, &f, &by_l3);
	u64 whole = frame_hash(test, &f, &by_l4);
	unsigned int cut, linear, last;

	for (cut = 0; cut <= f.len; cut++) {
		u64 want3 = cut < ETH_HLEN ? 0 : cut < l3_end ? macs : pair;
		u64 want4 = cut < f.l4 + 4 ? want3 : whole;

		linear = nonlinear ? 0 : cut;
		last = nonlinear ? cut - !!cut : cut;
		for (; linear <= last; linear++) {
			KUNIT_ASSERT_EQ_MSG(test, want4,
					    hash_of_piece(test, &f, cut,
							  linear, &by_l4),
					    "l4, %u bytes, %u linear", cut,
					    linear);
			KUNIT_ASSERT_EQ_MSG(test, want3,
					    hash_of_piece(test, &f, cut,
							  linear, &by_l3),
					    "l3, %u bytes, %u linear", cut,
					    linear);
			KUNIT_ASSERT_EQ_MSG(test, cut < ETH_HLEN ? 0 : macs,
					    hash_of_piece(test, &f, cut,
							  linear, &by_l2),
					    "l2, %u bytes, %u linear", cut,
					    linear);
		}
	}
}

static void hash_of_a_cut_frame_reads_no_further(struct kunit *test)
{
	hash_of_a_piece(test, false);
}

static void hash_of_a_scattered_frame_is_the_same(struct kunit *test)
{
	hash_of_a_piece(test, true);
}

static void hash_of_a_bad_ip_header_is_that_of_the_macs(struct kunit *test)
{
	struct hash_frame f = frame_of(&tcp4), f6 = frame_of(&tcp6);
	u64 macs = frame_hash(test, &f, &by_l2);
	unsigned int i;

	for (i = 0; i < 256; i++) {
		f.bytes[f.l3] = i;
		if (i >> 4 != 4 || (i & 15) < 5) {
			KUNIT_EXPECT_EQ_MSG(test, macs,
					    frame_hash(test, &f, &by_l4),
					    "IPv4, %#x", i);
			KUNIT_EXPECT_EQ_MSG(test, macs,
					    frame_hash(test, &f, &by_l3),
					    "IPv4, %#x", i);
		} else {
			KUNIT_EXPECT_NE_MSG(test, macs,
					    frame_hash(test, &f, &by_l4),
					    "IPv4, %#x", i);
		}
		f6.bytes[f6.l3] = i;
		if (i >> 4 != 6)
			KUNIT_EXPECT_EQ_MSG(test, macs,
					    frame_hash(test, &f6, &by_l4),
					    "IPv6, %#x", i);
	}
}

/* A header length that points behind the frame hides the ports only. */
static void hash_of_options_beyond_the_end_is_the_address_pair(struct kunit *test)
{
	struct hash_frame f = frame_of(&tcp4);

	f.bytes[f.l3] = 0x4f;
	KUNIT_ASSERT_LT(test, f.len, f.l3 + 60 + 4);
	KUNIT_EXPECT_EQ(test, flow_hash(test, &tcp4, &by_l3),
			frame_hash(test, &f, &by_l4));
}

/* Symmetric ---------------------------------------------------------------- */

static void hash_random_flow(struct hash_flow *flow, struct rnd_state *rnd)
{
	*flow = *ip_flows[prandom_u32_state(rnd) % ARRAY_SIZE(ip_flows)];
	flow->saddr = prandom_u32_state(rnd);
	flow->daddr = prandom_u32_state(rnd);
	flow->sport = prandom_u32_state(rnd);
	flow->dport = prandom_u32_state(rnd);
	flow->snet = prandom_u32_state(rnd);
	flow->dnet = flow->snet;
	flow->smac = prandom_u32_state(rnd);
	flow->dmac = flow->smac + 1;
	/* A host may talk to itself, or from one port to the same. */
	if (!(prandom_u32_state(rnd) % 4))
		flow->daddr = flow->saddr;
	else if (!(prandom_u32_state(rnd) % 4))
		flow->dport = flow->sport;
	else if (prandom_u32_state(rnd) % 2)
		flow->dnet = prandom_u32_state(rnd);
}

static void hash_symmetric_is_the_same_both_ways(struct kunit *test)
{
	static const struct hash_flow others[] = {
		{ FLOW(ETH_P_ARP, 0) },
		{ FLOW(ETH_P_IP, IPPROTO_ICMP) },
		{ FLOW(ETH_P_IP, IPPROTO_UDP), .frag = IP_MF },
		{ FLOW(ETH_P_IPV6, IPPROTO_ICMPV6) },
	};
	struct vcirc_hash_key key = { SEED, .symmetric = true };
	struct hash_flow flow, back;
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 1);
	for (i = 0; i < 3000; i++) {
		if (i < ARRAY_SIZE(others) * 3)
			flow = others[i / 3];
		else
			hash_random_flow(&flow, &rnd);
		back = flow_back(&flow);
		key.policy = i % 3;
		KUNIT_ASSERT_EQ_MSG(test, flow_hash(test, &flow, &key),
				    flow_hash(test, &back, &key),
				    "flow %u", i);
		KUNIT_ASSERT_EQ_MSG(test, flow_bucket(test, &flow, &key),
				    flow_bucket(test, &back, &key),
				    "flow %u", i);
	}
}

static void hash_not_symmetric_is_another_each_way(struct kunit *test)
{
	struct hash_flow flow, back;
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 2);
	for (i = 0; i < 3000; i++) {
		struct vcirc_hash_key key = { SEED, .policy = i % 3 };

		hash_random_flow(&flow, &rnd);
		if (flow.saddr == flow.daddr)
			continue;
		back = flow_back(&flow);
		KUNIT_ASSERT_NE_MSG(test, flow_hash(test, &flow, &key),
				    flow_hash(test, &back, &key),
				    "flow %u", i);
	}
}

/* The other direction swaps addresses and ports together, never one alone. */
static void hash_symmetric_keeps_a_port_with_its_address(struct kunit *test)
{
	static const struct vcirc_hash_key key = {
		SEED, .policy = VCIRC_HASH_L4, .symmetric = true,
	};
	struct hash_flow flow, crossed;
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 3);
	for (i = 0; i < 1000; i++) {
		hash_random_flow(&flow, &rnd);
		if (flow.saddr == flow.daddr || flow.sport == flow.dport)
			continue;
		crossed = flow;
		swap(crossed.sport, crossed.dport);
		KUNIT_ASSERT_NE_MSG(test, flow_hash(test, &flow, &key),
				    flow_hash(test, &crossed, &key),
				    "flow %u", i);
	}
}

/* Buckets ------------------------------------------------------------------ */

static void bucket_takes_the_stacks_hash_where_it_will_do(struct kunit *test)
{
	static const struct vcirc_hash_key key = { SEED, .policy = VCIRC_HASH_L4 };
	struct hash_frame f = frame_of(&tcp4), f2 = frame_of(&udp6);
	struct sk_buff *skb = frame_skb(test, &f);
	unsigned int i, bucket, others = 0;
	u32 seen[8] = {}, hash = 0;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 4);
	/* Buckets follow it, and do not look at the frame. */
	for (i = 0; i < 8192; i++) {
		skb = frame_skb(test, i & 1 ? &f : &f2);
		if (!(i & 1))
			hash = prandom_u32_state(&rnd);
		__skb_set_hash(skb, hash, false, true);
		bucket = vcirc_hash_bucket(skb, &key);
		KUNIT_ASSERT_LT(test, bucket, VCIRC_BUCKETS);
		if (i & 1)
			KUNIT_ASSERT_EQ(test, others, bucket);
		others = bucket;
		seen[bucket / 32] |= BIT(bucket % 32);
	}
	for (i = 0; i < ARRAY_SIZE(seen); i++)
		KUNIT_EXPECT_EQ(test, ~0U, seen[i]);
	skb_clear_hash(skb);
}

static void bucket_ignores_the_stacks_hash_otherwise(struct kunit *test)
{
	static const struct {
		struct vcirc_hash_key key;
		bool l4_hash;
	} otherwise[] = {
		{ { SEED, .policy = VCIRC_HASH_L4 }, false },
		{ { SEED, .policy = VCIRC_HASH_L4, .symmetric = true }, true },
		{ { SEED, .policy = VCIRC_HASH_L3 }, true },
		{ { SEED, .policy = VCIRC_HASH_L3, .symmetric = true }, true },
		{ { SEED, .policy = VCIRC_HASH_L2 }, true },
	};
	struct hash_frame f = frame_of(&tcp4);
	struct sk_buff *skb = frame_skb(test, &f);
	unsigned int i, h, bucket;

	for (i = 0; i < ARRAY_SIZE(otherwise); i++) {
		skb_clear_hash(skb);
		bucket = vcirc_hash_bucket(skb, &otherwise[i].key);
		for (h = 0; h < 64; h++) {
			__skb_set_hash(skb, h * 0x01000193, false,
				       otherwise[i].l4_hash);
			KUNIT_EXPECT_EQ_MSG(test, bucket,
					    vcirc_hash_bucket(skb, &otherwise[i].key),
					    "key %u", i);
		}
	}
	skb_clear_hash(skb);
}

static void bucket_is_in_range_for_any_hash_and_seed(struct kunit *test)
{
	struct vcirc_hash_key key = { .policy = VCIRC_HASH_L4 };
	struct sk_buff *skb = test->priv;
	struct rnd_state rnd;
	unsigned int i;

	/* Not even an Ethernet header. */
	KUNIT_ASSERT_EQ(test, 0, skb->len);
	KUNIT_EXPECT_LT(test, vcirc_hash_bucket(skb, &key), VCIRC_BUCKETS);

	prandom_seed_state(&rnd, 4);
	for (i = 0; i < 10000; i++) {
		key.seed = i & 1 ? ~0U : prandom_u32_state(&rnd);
		__skb_set_hash(skb, i & 2 ? ~0U : prandom_u32_state(&rnd),
			       false, true);
		KUNIT_ASSERT_LT(test, vcirc_hash_bucket(skb, &key),
				VCIRC_BUCKETS);
	}
}

/* Two circuits in a row must not share out by the same bits: the second would
 * find all its traffic on one path.
 */
static void bucket_of_another_seed_is_unrelated(struct kunit *test)
{
	static const u32 seeds[][2] = {
		{ 0x12345678, 0x9abcdef0 }, { 0xdeadbeef, 0xcafef00d },
		{ 0, 1 }, { 1, 2 }, { 2, 3 }, { 1, 0x1000001 }, { 100, 200 },
		{ 0, 0x80000000 }, { 0, ~0 }, { 10, 20 },
	};
	unsigned int i, n, bucket[2], same, path;

	for (i = 0; i < ARRAY_SIZE(seeds); i++) {
		struct vcirc_hash_key a = by_l4, b = by_l4;
		struct hash_flow flow = udp4;

		a.seed = vcirc_hash_seed(seeds[i][0]);
		b.seed = vcirc_hash_seed(seeds[i][1]);
		same = 0;
		path = 0;
		for (n = 0; n < 4096; n++) {
			flow.sport = 1024 + n;
			bucket[0] = flow_bucket(test, &flow, &a);
			bucket[1] = flow_bucket(test, &flow, &b);
			same += bucket[0] == bucket[1];
			path += (bucket[0] & 1) == (bucket[1] & 1);
			KUNIT_ASSERT_EQ(test, bucket[0],
					flow_bucket(test, &flow, &a));
		}
		KUNIT_EXPECT_LT_MSG(test, same, 4096 / 32, "pair %u", i);
		KUNIT_EXPECT_GT_MSG(test, path, 4096 * 4 / 10, "pair %u", i);
		KUNIT_EXPECT_LT_MSG(test, path, 4096 * 6 / 10, "pair %u", i);
	}
}

static int hash_compare(const void *a, const void *b)
{
	const u32 *l = a, *r = b;

	return (*l > *r) - (*l < *r);
}

/* Two fields that change against each other must not make up for it. */
static void hash_of_fields_that_change_together_does_not_repeat(struct kunit *test)
{
	const unsigned int side = 64, flows = side * side;
	unsigned int i, n;
	u32 *hash;

	hash = kunit_kcalloc(test, flows, sizeof(*hash), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, hash);
	for (i = 0; i < 4; i++) {
		for (n = 0; n < flows; n++) {
			unsigned int x = n % side, y = n / side;
			struct hash_flow flow = i < 2 ? udp6 : udp4;

			if (i == 0) {
				flow.snet = x;
				flow.saddr = y;
			} else if (i == 1) {
				flow.snet = x;
				flow.dnet = y;
			} else if (i == 2) {
				flow.saddr = x;
				flow.daddr = y;
			} else {
				flow.saddr = x;
				flow.sport = y + 1;
			}
			hash[n] = flow_hash(test, &flow, &by_l4) >> 32;
		}
		sort(hash, flows, sizeof(*hash), hash_compare, NULL);
		for (n = 1; n < flows; n++)
			KUNIT_ASSERT_NE_MSG(test, hash[n - 1], hash[n],
					    "fields %u", i);
	}
}

/* Whatever bit is another, it is a toss of the coin whether the one that tells two
 * paths apart is. Six standard deviations either way are 48 of 256.
 */
static void bucket_of_any_bit_of_address_and_port_is_a_toss(struct kunit *test)
{
	const unsigned int tosses = 256, first = 22, last = 57;
	unsigned int i, bit, *other;
	struct hash_flow flow;
	struct hash_frame f;
	struct rnd_state rnd;

	other = kunit_kcalloc(test, (last + 1) * 8, sizeof(*other), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, other);
	prandom_seed_state(&rnd, 5);
	for (i = 0; i < tosses; i++) {
		unsigned int path;

		flow = udp6;
		f = frame_of(&flow);
		prandom_bytes_state(&rnd, f.bytes + first, last + 1 - first);
		path = vcirc_hash_bucket(frame_skb(test, &f), &by_l4) & 1;
		for (bit = first * 8; bit < (last + 1) * 8; bit++) {
			f.bytes[bit / 8] ^= BIT(bit % 8);
			other[bit] += path !=
				(vcirc_hash_bucket(frame_skb(test, &f),
						   &by_l4) & 1);
			f.bytes[bit / 8] ^= BIT(bit % 8);
		}
	}
	for (bit = first * 8; bit < (last + 1) * 8; bit++) {
		KUNIT_EXPECT_GT_MSG(test, other[bit], tosses / 2 - 48,
				    "bit %u of byte %u", bit % 8, bit / 8);
		KUNIT_EXPECT_LT_MSG(test, other[bit], tosses / 2 + 48,
				    "bit %u of byte %u", bit % 8, bit / 8);
	}
}

/* Flows as they come, one differing from the next by little. */
static const struct hash_sequence {
	const char *name;
	enum vcirc_hash policy;
	u16 type;
	u32 saddr, daddr;
	u16 sport, dport;
} hash_sequences[] = {
	{ "source ports, IPv4", VCIRC_HASH_L4, ETH_P_IP, .sport = 1 },
	{ "destination ports, IPv4", VCIRC_HASH_L4, ETH_P_IP, .dport = 1 },
	{ "every other source port", VCIRC_HASH_L4, ETH_P_IP, .sport = 2 },
	{ "both ports", VCIRC_HASH_L4, ETH_P_IP, .sport = 1, .dport = 1 },
	{ "source ports, IPv6", VCIRC_HASH_L4, ETH_P_IPV6, .sport = 1 },
	{ "destination ports, IPv6", VCIRC_HASH_L4, ETH_P_IPV6, .dport = 1 },
	{ "sources, IPv4", VCIRC_HASH_L3, ETH_P_IP, .saddr = 1 },
	{ "destinations, IPv4", VCIRC_HASH_L3, ETH_P_IP, .daddr = 1 },
	{ "networks, IPv4", VCIRC_HASH_L3, ETH_P_IP, .saddr = 256 },
	{ "sources, IPv6", VCIRC_HASH_L3, ETH_P_IPV6, .saddr = 1 },
	{ "destinations, IPv6", VCIRC_HASH_L3, ETH_P_IPV6, .daddr = 1 },
	{ "all at once", VCIRC_HASH_L4, ETH_P_IP, .saddr = 1, .daddr = 1,
	  .sport = 1, .dport = 1 },
};

KUNIT_ARRAY_PARAM_DESC(hash_sequences, hash_sequences, name);

static void buckets_count(struct kunit *test, const struct hash_sequence *seq,
			  const struct vcirc_hash_key *key, unsigned int flows,
			  unsigned int *count)
{
	struct hash_flow flow = {
		FLOW(seq->type, IPPROTO_UDP),
	};
	unsigned int n;

	memset(count, 0, sizeof(*count) * VCIRC_BUCKETS);
	for (n = 0; n < flows; n++) {
		count[flow_bucket(test, &flow, key)]++;
		flow.saddr += seq->saddr;
		flow.daddr += seq->daddr;
		flow.sport += seq->sport;
		flow.dport += seq->dport;
	}
}

/* Chance alone makes chi-square 255 on average, and more than 400 once in
 * many millions.
 */
static void buckets_fill_evenly_from_flows_in_sequence(struct kunit *test)
{
	static const u32 seeds[] = { 0, 1, 0x12345678, 0xdeadbeef };
	const struct hash_sequence *seq = test->param_value;
	unsigned int s, b, symmetric, *count;
	const unsigned int flows = 4096;

	count = kunit_kcalloc(test, VCIRC_BUCKETS, sizeof(*count), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, count);

	for (s = 0; s < 2 * ARRAY_SIZE(seeds); s++) {
		unsigned int half = 0, quarter = 0, squares = 0, chi;
		struct vcirc_hash_key key = {
			.seed = vcirc_hash_seed(seeds[s / 2]),
			.policy = seq->policy,
			.symmetric = s & 1,
		};

		symmetric = s & 1;
		buckets_count(test, seq, &key, flows, count);
		for (b = 0; b < VCIRC_BUCKETS; b++) {
			squares += count[b] * count[b];
			if (bitrev8(b) < VCIRC_BUCKETS / 2)
				half += count[b];
			if (bitrev8(b) < VCIRC_BUCKETS / 4)
				quarter += count[b];
		}
		chi = squares * VCIRC_BUCKETS / flows - flows;
		KUNIT_EXPECT_LT_MSG(test, chi, 400,
				    "seed %#x, symmetric %u", seeds[s / 2],
				    symmetric);

		/* Weights 1:1 and 3:1, five points either way. */
		KUNIT_EXPECT_LT_MSG(test, abs((int)half - (int)flows / 2),
				    flows / 20, "seed %#x, symmetric %u",
				    seeds[s / 2], symmetric);
		KUNIT_EXPECT_LT_MSG(test, abs((int)quarter - (int)flows / 4),
				    flows / 20, "seed %#x, symmetric %u",
				    seeds[s / 2], symmetric);
	}
}

/* Hosts that people number by hand, under prefixes that are mostly zeroes. */
static void buckets_fill_evenly_from_pairs_of_small_addresses(struct kunit *test)
{
	static const u32 prefixes[] = { 0xfe800000, 0xfd000000, 0, 0x20010db8 };
	const unsigned int side = 64, flows = side * side;
	unsigned int i, s, n, b, *count;

	count = kunit_kcalloc(test, VCIRC_BUCKETS, sizeof(*count), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, count);
	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		for (s = 0; s < 8; s++) {
			const struct vcirc_hash_key key = {
				.seed = vcirc_hash_seed(s),
				.policy = VCIRC_HASH_L3,
			};
			struct hash_flow flow = udp6;
			unsigned int squares = 0;

			flow.prefix = prefixes[i];
			flow.snet = 0;
			flow.dnet = 0;
			memset(count, 0, sizeof(*count) * VCIRC_BUCKETS);
			for (n = 0; n < flows; n++) {
				flow.saddr = 1 + n % side;
				flow.daddr = 0x65 + n / side;
				count[flow_bucket(test, &flow, &key)]++;
			}
			for (b = 0; b < VCIRC_BUCKETS; b++)
				squares += count[b] * count[b];
			KUNIT_EXPECT_LT_MSG(test, squares * VCIRC_BUCKETS /
						  flows - flows, 400,
					    "prefix %#x, seed %u",
					    prefixes[i], s);
		}
	}
}

static struct kunit_case hash_cases[] = {
	KUNIT_CASE_PARAM(hash_reads_what_makes_a_flow_and_no_more,
			 hash_reads_gen_params),
	KUNIT_CASE_PARAM(hash_reads_the_same_when_symmetric,
			 hash_reads_gen_params),
	KUNIT_CASE(hash_tells_tcp_from_udp),
	KUNIT_CASE(hash_of_the_rest_is_that_of_the_address_pair),
	KUNIT_CASE(hash_finds_ports_behind_options_of_any_length),
	KUNIT_CASE(hash_does_not_believe_skb_protocol),
	KUNIT_CASE(hash_is_likely_of_ipv4_without_more),
	KUNIT_CASE(hash_is_likely_of_ipv6_without_more),
	KUNIT_CASE(hash_fold_joins_the_halves_of_a_product),
	KUNIT_CASE(hash_is_the_same_under_up_to_two_tags),
	KUNIT_CASE(hash_is_the_same_under_a_tag_beside_the_frame),
	KUNIT_CASE(hash_under_three_tags_is_that_of_the_macs),
	KUNIT_CASE_PARAM(hash_of_a_cut_frame_reads_no_further,
			 hash_pieces_gen_params),
	KUNIT_CASE_PARAM(hash_of_a_scattered_frame_is_the_same,
			 hash_pieces_gen_params),
	KUNIT_CASE(hash_of_a_bad_ip_header_is_that_of_the_macs),
	KUNIT_CASE(hash_of_options_beyond_the_end_is_the_address_pair),
	KUNIT_CASE(hash_symmetric_is_the_same_both_ways),
	KUNIT_CASE(hash_not_symmetric_is_another_each_way),
	KUNIT_CASE(hash_symmetric_keeps_a_port_with_its_address),
	KUNIT_CASE(bucket_takes_the_stacks_hash_where_it_will_do),
	KUNIT_CASE(bucket_ignores_the_stacks_hash_otherwise),
	KUNIT_CASE(bucket_is_in_range_for_any_hash_and_seed),
	KUNIT_CASE(bucket_of_another_seed_is_unrelated),
	KUNIT_CASE(bucket_of_any_bit_of_address_and_port_is_a_toss),
	KUNIT_CASE(hash_of_fields_that_change_together_does_not_repeat),
	KUNIT_CASE(buckets_fill_evenly_from_pairs_of_small_addresses),
	KUNIT_CASE_PARAM(buckets_fill_evenly_from_flows_in_sequence,
			 hash_sequences_gen_params),
	{}
};

static struct kunit_suite hash_suite = {
	.name = "vcirc_hash",
	.init = hash_test_init,
	.test_cases = hash_cases,
};

kunit_test_suite(hash_suite);

MODULE_DESCRIPTION("Tests of the vcirc flow hash");
MODULE_LICENSE("GPL");
