// SPDX-License-Identifier: GPL-2.0
#include <kunit/skbuff.h>
#include <kunit/test.h>
#include <linux/bottom_half.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/gso.h>

#include "../counters.h"

/* A frame of many segments, as the stack hands it to a circuit. */
struct gso_frame {
	const char *name;
	u16 type;
	u8 proto;
	/* Tags in the frame, and words of options in the TCP header. */
	u8 tags;
	u8 option_words;
	/* A tag beside the frame. */
	bool hwaccel;
	unsigned int payload;
	unsigned int gso_size;
};

static const struct gso_frame gso_frames[] = {
	{ "TCP over IPv4", ETH_P_IP, IPPROTO_TCP,
	  .payload = 4 * 1448, .gso_size = 1448 },
	{ "TCP over IPv4, last one shorter", ETH_P_IP, IPPROTO_TCP,
	  .payload = 4 * 1448 + 1, .gso_size = 1448 },
	{ "TCP over IPv4 with options", ETH_P_IP, IPPROTO_TCP,
	  .option_words = 3, .payload = 3 * 1436 + 700, .gso_size = 1436 },
	{ "TCP over IPv4 with all options", ETH_P_IP, IPPROTO_TCP,
	  .option_words = 10, .payload = 9 * 536, .gso_size = 536 },
	{ "TCP over IPv6", ETH_P_IPV6, IPPROTO_TCP,
	  .option_words = 3, .payload = 5 * 1428 - 1, .gso_size = 1428 },
	{ "UDP over IPv4", ETH_P_IP, IPPROTO_UDP,
	  .payload = 7 * 1200 + 5, .gso_size = 1200 },
	{ "UDP over IPv6", ETH_P_IPV6, IPPROTO_UDP,
	  .payload = 7 * 1200, .gso_size = 1200 },
	{ "TCP over IPv4, tag beside", ETH_P_IP, IPPROTO_TCP, .hwaccel = true,
	  .payload = 3 * 1448, .gso_size = 1448 },
	{ "UDP over IPv6, tag beside", ETH_P_IPV6, IPPROTO_UDP,
	  .hwaccel = true, .payload = 3 * 1200 + 9, .gso_size = 1200 },
	{ "TCP over IPv4, tag inside", ETH_P_IP, IPPROTO_TCP, .tags = 1,
	  .payload = 3 * 1448, .gso_size = 1448 },
	{ "TCP over IPv6, tags inside and beside", ETH_P_IPV6, IPPROTO_TCP,
	  .tags = 1, .hwaccel = true, .payload = 3 * 1400, .gso_size = 1400 },
};

KUNIT_ARRAY_PARAM_DESC(gso_frames, gso_frames, name);

static unsigned int gso_frame_headers(const struct gso_frame *f)
{
	return ETH_HLEN + f->tags * VLAN_HLEN +
	       (f->type == ETH_P_IP ? sizeof(struct iphdr) :
				      sizeof(struct ipv6hdr)) +
	       (f->proto == IPPROTO_TCP ?
		sizeof(struct tcphdr) + f->option_words * 4 :
		sizeof(struct udphdr));
}

static void gso_put_ethernet(struct sk_buff *skb, const struct gso_frame *f)
{
	unsigned int tag;

	skb_put_zero(skb, 2 * ETH_ALEN);
	for (tag = 0; tag < f->tags; tag++) {
		*(__be16 *)skb_put(skb, 2) = htons(ETH_P_8021Q);
		*(__be16 *)skb_put(skb, 2) = htons(100);
	}
	*(__be16 *)skb_put(skb, 2) = htons(f->type);
	skb->protocol = f->tags ? htons(ETH_P_8021Q) : htons(f->type);
}

static void gso_put_ip(struct sk_buff *skb, const struct gso_frame *f)
{
	struct ipv6hdr *ip6h;
	struct iphdr *iph;

	skb_set_network_header(skb, skb->len);
	if (f->type == ETH_P_IP) {
		iph = skb_put_zero(skb, sizeof(*iph));
		iph->version = 4;
		iph->ihl = 5;
		iph->ttl = 64;
		iph->protocol = f->proto;
	} else {
		ip6h = skb_put_zero(skb, sizeof(*ip6h));
		ip6h->version = 6;
		ip6h->hop_limit = 64;
		ip6h->nexthdr = f->proto;
	}
}

static void gso_put_transport(struct sk_buff *skb, const struct gso_frame *f)
{
	struct skb_shared_info *info = skb_shinfo(skb);
	struct tcphdr *th;
	struct udphdr *uh;

	skb_set_transport_header(skb, skb->len);
	skb->csum_start = skb_headroom(skb) + skb->len;
	if (f->proto == IPPROTO_TCP) {
		th = skb_put_zero(skb, sizeof(*th) + f->option_words * 4);
		th->doff = 5 + f->option_words;
		th->ack = 1;
		skb->csum_offset = offsetof(struct tcphdr, check);
		info->gso_type = f->type == ETH_P_IP ? SKB_GSO_TCPV4 :
						       SKB_GSO_TCPV6;
	} else {
		uh = skb_put_zero(skb, sizeof(*uh));
		uh->len = htons(sizeof(*uh) + f->payload);
		skb->csum_offset = offsetof(struct udphdr, check);
		info->gso_type = SKB_GSO_UDP_L4;
	}
	skb->ip_summed = CHECKSUM_PARTIAL;
	info->gso_size = f->gso_size;
}

static struct sk_buff *gso_skb(struct kunit *test, const struct gso_frame *f)
{
	struct sk_buff *skb;

	skb = kunit_zalloc_skb(test, gso_frame_headers(f) + f->payload,
			       GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reset_mac_header(skb);
	gso_put_ethernet(skb, f);
	gso_put_ip(skb, f);
	gso_put_transport(skb, f);
	skb_put_zero(skb, f->payload);
	if (f->hwaccel)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021AD), 200);
	return skb;
}

/* What becomes of it on the wire, by the kernel's own segmentation. */
static struct vcirc_size gso_segmented(struct kunit *test, struct sk_buff *skb)
{
	struct vcirc_size size = {};
	struct sk_buff *segs, *seg;

	segs = skb_gso_segment(skb, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(segs));
	skb_list_walk_safe(segs, seg, segs) {
		size.packets++;
		size.bytes += seg->len;
		if (skb_vlan_tag_present(seg))
			size.bytes += VLAN_HLEN;
		kfree_skb(seg);
	}
	return size;
}

static void gso_expect(struct kunit *test, struct vcirc_size want,
		       struct vcirc_size got)
{
	KUNIT_EXPECT_EQ(test, want.packets, got.packets);
	KUNIT_EXPECT_EQ(test, want.bytes, got.bytes);
}

static struct vcirc_size gso_frame_size(const struct gso_frame *f)
{
	struct vcirc_size size = {
		.packets = DIV_ROUND_UP(f->payload, f->gso_size),
	};
	unsigned int headers = gso_frame_headers(f);

	if (f->hwaccel)
		headers += VLAN_HLEN;
	size.bytes = size.packets * headers + f->payload;
	return size;
}

static void size_of_a_sent_gso_frame_is_that_of_its_segments(struct kunit *test)
{
	const struct gso_frame *f = test->param_value;
	struct vcirc_size want = gso_frame_size(f);
	struct sk_buff *skb = gso_skb(test, f);

	/* The sender says how many, or does not. */
	skb_shinfo(skb)->gso_segs = want.packets;
	gso_expect(test, want, vcirc_size_of(skb, 0));
	skb_shinfo(skb)->gso_segs = 0;
	gso_expect(test, want, vcirc_size_of(skb, 0));

	gso_expect(test, want, gso_segmented(test, skb));
}

static void size_of_a_received_gso_frame_is_the_same(struct kunit *test)
{
	const struct gso_frame *f = test->param_value;
	struct vcirc_size want = gso_frame_size(f);
	struct sk_buff *skb = gso_skb(test, f);

	/* Where the port has taken its Ethernet header off. */
	skb_pull(skb, ETH_HLEN);
	skb_shinfo(skb)->gso_segs = want.packets;
	gso_expect(test, want, vcirc_size_of(skb, ETH_HLEN));
	skb_shinfo(skb)->gso_segs = 0;
	gso_expect(test, want, vcirc_size_of(skb, ETH_HLEN));
}

/* GRO may join frames that are not all of one size: their number is known, and
 * cannot be told from the length.
 */
static void size_believes_the_number_of_segments(struct kunit *test)
{
	static const struct gso_frame f = {
		.type = ETH_P_IP, .proto = IPPROTO_TCP,
		.payload = 2000, .gso_size = 1000,
	};
	struct sk_buff *skb = gso_skb(test, &f);

	skb_shinfo(skb)->gso_segs = 5;
	gso_expect(test, (struct vcirc_size){ 5, 5 * 54 + 2000 },
		   vcirc_size_of(skb, 0));
}

static void size_finds_the_tcp_header_outside_the_linear_part(struct kunit *test)
{
	static const struct gso_frame f = {
		.type = ETH_P_IP, .proto = IPPROTO_TCP, .option_words = 3,
		.payload = 3000, .gso_size = 1000,
	};
	struct vcirc_size want = gso_frame_size(&f);
	struct sk_buff *skb = gso_skb(test, &f);
	unsigned int linear = skb_transport_offset(skb) + 8;
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	memcpy(page_address(page), skb->data + linear, skb->len - linear);
	/* What is read from here instead has no options. */
	((struct tcphdr *)skb_transport_header(skb))->doff = 5;
	__skb_trim(skb, linear);
	skb_add_rx_frag(skb, 0, page, 0, gso_frame_headers(&f) + f.payload -
			linear, PAGE_SIZE);

	gso_expect(test, want, vcirc_size_of(skb, 0));
}

/* Ethernet, IPv4, UDP, VXLAN, Ethernet, IPv4 and TCP repeat with each. */
static void size_of_a_tunnelled_frame_repeats_all_headers(struct kunit *test)
{
	struct sk_buff *skb = kunit_zalloc_skb(test, 4096, GFP_KERNEL);
	const unsigned int outer = 14 + 20, inner = outer + 8 + 8 + 14 + 20;
	struct tcphdr *th;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, inner + 20 + 2500);
	skb_set_transport_header(skb, outer);
	skb_set_inner_transport_header(skb, inner);
	th = (struct tcphdr *)skb_inner_transport_header(skb);
	th->doff = 5;
	skb->encapsulation = 1;
	skb_shinfo(skb)->gso_type = SKB_GSO_UDP_TUNNEL | SKB_GSO_TCPV4;
	skb_shinfo(skb)->gso_size = 1000;

	gso_expect(test, (struct vcirc_size){ 3, 3 * 104 + 2500 },
		   vcirc_size_of(skb, 0));
	skb_pull(skb, ETH_HLEN);
	gso_expect(test, (struct vcirc_size){ 3, 3 * 104 + 2500 },
		   vcirc_size_of(skb, ETH_HLEN));
}

/* Nonsense from an untrusted sender must give some number, and no fault. */
static void size_of_a_bad_gso_frame_is_a_frame_at_least(struct kunit *test)
{
	static const struct gso_frame f = {
		.type = ETH_P_IP, .proto = IPPROTO_TCP,
		.payload = 3000, .gso_size = 1000,
	};
	struct sk_buff *skb = gso_skb(test, &f);

	/* All of the payload is gone, then the header, then everything. */
	__skb_trim(skb, 54);
	gso_expect(test, (struct vcirc_size){ 1, 54 }, vcirc_size_of(skb, 0));
	__skb_trim(skb, 40);
	gso_expect(test, (struct vcirc_size){ 1, 40 }, vcirc_size_of(skb, 0));
	__skb_trim(skb, 0);
	gso_expect(test, (struct vcirc_size){ 1, 0 }, vcirc_size_of(skb, 0));
}

/* Never do segments repeat more than there is. */
static void size_of_a_gso_frame_with_headers_beyond_it_is_bounded(struct kunit *test)
{
	static const struct gso_frame tcp = {
		.type = ETH_P_IP, .proto = IPPROTO_TCP,
		.payload = 3000, .gso_size = 1000,
	}, udp = {
		.type = ETH_P_IP, .proto = IPPROTO_UDP,
		.payload = 3000, .gso_size = 1000,
	};
	struct sk_buff *skb = gso_skb(test, &tcp);

	skb_shinfo(skb)->gso_segs = 3;
	((struct tcphdr *)skb_transport_header(skb))->doff = 15;
	__skb_trim(skb, 54);
	gso_expect(test, (struct vcirc_size){ 3, 3 * 54 },
		   vcirc_size_of(skb, 0));

	skb = gso_skb(test, &udp);
	skb_shinfo(skb)->gso_segs = 3;
	__skb_trim(skb, 40);
	gso_expect(test, (struct vcirc_size){ 3, 3 * 40 },
		   vcirc_size_of(skb, 0));
}

/* As it is after a tunnel's headers were taken off, or never was. */
static void size_ignores_a_transport_header_outside_the_frame(struct kunit *test)
{
	static const struct gso_frame f = {
		.type = ETH_P_IP, .proto = IPPROTO_UDP,
		.payload = 3000, .gso_size = 1000,
	};
	struct sk_buff *skb = gso_skb(test, &f);

	skb_pull(skb, 42);
	gso_expect(test, (struct vcirc_size){ 3, 3000 + 3 * ETH_HLEN },
		   vcirc_size_of(skb, ETH_HLEN));
	skb_set_transport_header(skb, 3000);
	gso_expect(test, (struct vcirc_size){ 3, 3000 + 3 * ETH_HLEN },
		   vcirc_size_of(skb, ETH_HLEN));
	skb_set_transport_header(skb, 3001);
	gso_expect(test, (struct vcirc_size){ 3, 3000 + 3 * ETH_HLEN },
		   vcirc_size_of(skb, ETH_HLEN));
}

static void size_without_a_transport_header_repeats_ethernet(struct kunit *test)
{
	struct sk_buff *skb = kunit_zalloc_skb(test, 4096, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_FALSE(test, skb_transport_header_was_set(skb));
	skb_put_zero(skb, 3000);
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4 | SKB_GSO_DODGY;
	skb_shinfo(skb)->gso_size = 1000;

	gso_expect(test, (struct vcirc_size){ 3, 3000 }, vcirc_size_of(skb, 0));
	gso_expect(test, (struct vcirc_size){ 3, 3000 + 3 * ETH_HLEN },
		   vcirc_size_of(skb, ETH_HLEN));

	/* Where an offset that was not set would point into the frame. */
	skb = kunit_zalloc_skb(test, 70000, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, 70000);
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV6;
	skb_shinfo(skb)->gso_size = 1000;
	gso_expect(test, (struct vcirc_size){ 70, 70000 },
		   vcirc_size_of(skb, 0));
}

static void size_of_one_frame_is_its_length_and_tag(struct kunit *test)
{
	struct sk_buff *skb = kunit_zalloc_skb(test, 1514, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, 1514);
	gso_expect(test, (struct vcirc_size){ 1, 1514 }, vcirc_size_of(skb, 0));
	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 1);
	gso_expect(test, (struct vcirc_size){ 1, 1518 }, vcirc_size_of(skb, 0));

	skb_pull(skb, ETH_HLEN);
	gso_expect(test, (struct vcirc_size){ 1, 1518 },
		   vcirc_size_of(skb, ETH_HLEN));
	__vlan_hwaccel_clear_tag(skb);
	gso_expect(test, (struct vcirc_size){ 1, 1514 },
		   vcirc_size_of(skb, ETH_HLEN));
}

/* Sums --------------------------------------------------------------------- */

static void counters_free(void *pcpu)
{
	free_percpu((struct vcirc_pcpu __percpu __force *)pcpu);
}

static struct vcirc_pcpu __percpu *counters_alloc(struct kunit *test)
{
	struct vcirc_pcpu __percpu *pcpu = vcirc_counters_alloc();

	KUNIT_ASSERT_NOT_NULL(test, (void __force *)pcpu);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, counters_free,
						  (void __force *)pcpu));
	return pcpu;
}

struct counters_sums {
	struct vcirc_path_totals path[VCIRC_PATHS];
	u64 no_usable_path;
};

static struct counters_sums counters_sum(struct vcirc_pcpu __percpu *pcpu)
{
	struct counters_sums sums;

	/* Nothing of what was there before may stay. */
	memset(&sums, 0xa5, sizeof(sums));
	vcirc_counters_read(pcpu, sums.path, &sums.no_usable_path);
	return sums;
}

static void counters_expect(struct kunit *test, const struct counters_sums *want,
			    struct vcirc_pcpu __percpu *pcpu)
{
	struct counters_sums got = counters_sum(pcpu);
	unsigned int role, why;

	for (role = 0; role < VCIRC_PATHS; role++) {
		const struct vcirc_path_totals *w = &want->path[role];
		const struct vcirc_path_totals *g = &got.path[role];

		KUNIT_EXPECT_EQ_MSG(test, w->tx_packets, g->tx_packets,
				    "path %u", role);
		KUNIT_EXPECT_EQ_MSG(test, w->tx_bytes, g->tx_bytes,
				    "path %u", role);
		KUNIT_EXPECT_EQ_MSG(test, w->rx_packets, g->rx_packets,
				    "path %u", role);
		KUNIT_EXPECT_EQ_MSG(test, w->rx_bytes, g->rx_bytes,
				    "path %u", role);
		for (why = 0; why < __VCIRC_DROP_MAX; why++)
			KUNIT_EXPECT_EQ_MSG(test, w->drops[why], g->drops[why],
					    "path %u, drop %u", role, why);
	}
	KUNIT_EXPECT_EQ(test, want->no_usable_path, got.no_usable_path);
}

static void counters_begin_at_0(struct kunit *test)
{
	struct counters_sums want = {};

	counters_expect(test, &want, counters_alloc(test));
}

static void counters_keep_paths_and_directions_apart(struct kunit *test)
{
	struct vcirc_pcpu __percpu *pcpu = counters_alloc(test);
	struct counters_sums want = {
		.path = {
			{ .tx_packets = 4, .tx_bytes = 4100,
			  .rx_packets = 7, .rx_bytes = 5000 },
			{ .tx_packets = 1, .tx_bytes = 60,
			  .rx_packets = 2, .rx_bytes = 130 },
		},
	};

	local_bh_disable();
	vcirc_count_tx(&pcpu->path[0], (struct vcirc_size){ 1, 100 });
	vcirc_count_tx(&pcpu->path[0], (struct vcirc_size){ 3, 4000 });
	vcirc_count_rx(&pcpu->path[0], (struct vcirc_size){ 7, 5000 });
	vcirc_count_tx(&pcpu->path[1], (struct vcirc_size){ 1, 60 });
	vcirc_count_rx(&pcpu->path[1], (struct vcirc_size){ 1, 64 });
	vcirc_count_rx(&pcpu->path[1], (struct vcirc_size){ 1, 66 });
	local_bh_enable();

	counters_expect(test, &want, pcpu);
}

static void counters_keep_each_reason_apart(struct kunit *test)
{
	struct vcirc_pcpu __percpu *pcpu = counters_alloc(test);
	struct counters_sums want = {};
	unsigned int role, why, times;

	local_bh_disable();
	for (role = 0; role < VCIRC_PATHS; role++) {
		for (why = VCIRC_DROP_TX_HEADROOM; why < __VCIRC_DROP_MAX;
		     why++) {
			want.path[role].drops[why] = why + 100 * role;
			for (times = 0; times < why + 100 * role; times++)
				vcirc_count_drop(&pcpu->path[role], why);
		}
	}
	for (times = 0; times < 3; times++)
		vcirc_count_no_path(pcpu);
	local_bh_enable();
	want.no_usable_path = 3;

	counters_expect(test, &want, pcpu);
}

static void counters_do_not_wrap_at_32_bits(struct kunit *test)
{
	const struct vcirc_size big = { S32_MAX / 16, S32_MAX };
	struct vcirc_pcpu __percpu *pcpu = counters_alloc(test);
	struct counters_sums want = {};
	unsigned int times;

	local_bh_disable();
	for (times = 0; times < 40; times++) {
		vcirc_count_tx(&pcpu->path[1], big);
		vcirc_count_rx(&pcpu->path[1], big);
	}
	local_bh_enable();
	want.path[1].tx_packets = 40ULL * (S32_MAX / 16);
	want.path[1].tx_bytes = 40ULL * S32_MAX;
	want.path[1].rx_packets = 40ULL * (S32_MAX / 16);
	want.path[1].rx_bytes = 40ULL * S32_MAX;

	counters_expect(test, &want, pcpu);
}

static void counters_sum_up_all_cpus(struct kunit *test)
{
	struct vcirc_pcpu __percpu *pcpu = counters_alloc(test);
	struct counters_sums want = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		struct vcirc_pcpu *c = per_cpu_ptr(pcpu, cpu);

		u64_stats_add(&c->path[0].tx_packets, cpu + 1);
		u64_stats_add(&c->path[1].rx_bytes, 1000 * (cpu + 1));
		u64_stats_add(&c->path[1].drops[VCIRC_DROP_TX_HEADROOM], 2);
		u64_stats_add(&c->no_usable_path, 5);
		want.path[0].tx_packets += cpu + 1;
		want.path[1].rx_bytes += 1000 * (cpu + 1);
		want.path[1].drops[VCIRC_DROP_TX_HEADROOM] += 2;
		want.no_usable_path += 5;
	}

	counters_expect(test, &want, pcpu);
}

static struct kunit_case counters_cases[] = {
	KUNIT_CASE_PARAM(size_of_a_sent_gso_frame_is_that_of_its_segments,
			 gso_frames_gen_params),
	KUNIT_CASE_PARAM(size_of_a_received_gso_frame_is_the_same,
			 gso_frames_gen_params),
	KUNIT_CASE(size_believes_the_number_of_segments),
	KUNIT_CASE(size_finds_the_tcp_header_outside_the_linear_part),
	KUNIT_CASE(size_of_a_tunnelled_frame_repeats_all_headers),
	KUNIT_CASE(size_of_a_bad_gso_frame_is_a_frame_at_least),
	KUNIT_CASE(size_of_a_gso_frame_with_headers_beyond_it_is_bounded),
	KUNIT_CASE(size_ignores_a_transport_header_outside_the_frame),
	KUNIT_CASE(size_without_a_transport_header_repeats_ethernet),
	KUNIT_CASE(size_of_one_frame_is_its_length_and_tag),
	KUNIT_CASE(counters_begin_at_0),
	KUNIT_CASE(counters_keep_paths_and_directions_apart),
	KUNIT_CASE(counters_keep_each_reason_apart),
	KUNIT_CASE(counters_do_not_wrap_at_32_bits),
	KUNIT_CASE(counters_sum_up_all_cpus),
	{}
};

static struct kunit_suite counters_suite = {
	.name = "vcirc_counters",
	.test_cases = counters_cases,
};

kunit_test_suite(counters_suite);

MODULE_DESCRIPTION("Tests of the vcirc counters");
MODULE_LICENSE("GPL");
