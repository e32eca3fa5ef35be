// SPDX-License-Identifier: GPL-2.0
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "counters.h"

/* Bytes of headers, from skb->data on, that each segment repeats. */
static unsigned int vcirc_gso_headers(const struct sk_buff *skb)
{
	const struct tcphdr *th;
	struct tcphdr buf;
	int len;

	if (!skb_transport_header_was_set(skb))
		return 0;
	len = skb->encapsulation ? skb_inner_transport_offset(skb) :
				   skb_transport_offset(skb);
	/* Left where a tunnel's header was, it may be anywhere. */
	if (len < 0 || len >= skb->len)
		return 0;
	if (skb_shinfo(skb)->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)) {
		th = skb_header_pointer(skb, len, sizeof(buf), &buf);
		if (th)
			len += __tcp_hdrlen(th);
	} else if (skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4) {
		len += sizeof(struct udphdr);
	}
	return min_t(unsigned int, len, skb->len);
}

/**
 * vcirc_size_gso() - size on the wire of a frame that will be, or was, many
 * @skb: a GSO frame
 * @l2: bytes of its Ethernet header that skb->len leaves out
 *
 * Return: frames and bytes
 */
struct vcirc_size vcirc_size_gso(const struct sk_buff *skb, unsigned int l2)
{
	unsigned int headers = vcirc_gso_headers(skb);
	unsigned int segs = skb_shinfo(skb)->gso_segs;

	/* Not every sender of GSO frames fills in how many they are. */
	if (!segs)
		segs = DIV_ROUND_UP(skb->len - headers,
				    skb_shinfo(skb)->gso_size) ?: 1;
	return (struct vcirc_size){
		segs, skb->len + l2 + (segs - 1) * (headers + l2),
	};
}

/**
 * vcirc_counters_alloc() - counters of a circuit, at 0
 *
 * Context: may sleep
 * Return: the counters, to be given to free_percpu(), or NULL without memory
 */
struct vcirc_pcpu __percpu *vcirc_counters_alloc(void)
{
	struct vcirc_pcpu __percpu *pcpu;
	unsigned int role;
	int cpu;

	pcpu = alloc_percpu_gfp(struct vcirc_pcpu, GFP_KERNEL_ACCOUNT);
	if (!pcpu)
		return NULL;
	for_each_possible_cpu(cpu) {
		struct vcirc_pcpu *c = per_cpu_ptr(pcpu, cpu);

		u64_stats_init(&c->syncp);
		for (role = 0; role < VCIRC_PATHS; role++)
			u64_stats_init(&c->path[role].syncp);
	}
	return pcpu;
}

static void vcirc_counters_snap(struct vcirc_path_totals *snap,
				const struct vcirc_path_counters *c)
{
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&c->syncp);
		snap->tx_packets = u64_stats_read(&c->tx_packets);
		snap->tx_bytes = u64_stats_read(&c->tx_bytes);
		snap->rx_packets = u64_stats_read(&c->rx_packets);
		snap->rx_bytes = u64_stats_read(&c->rx_bytes) +
				 snap->rx_packets * ETH_HLEN;
		for (i = 0; i < __VCIRC_DROP_MAX; i++)
			snap->drops[i] = u64_stats_read(&c->drops[i]);
	} while (u64_stats_fetch_retry(&c->syncp, start));
}

static void vcirc_counters_add(struct vcirc_path_totals *sum,
			       const struct vcirc_path_totals *snap)
{
	unsigned int i;

	sum->tx_packets += snap->tx_packets;
	sum->tx_bytes += snap->tx_bytes;
	sum->rx_packets += snap->rx_packets;
	sum->rx_bytes += snap->rx_bytes;
	for (i = 0; i < __VCIRC_DROP_MAX; i++)
		sum->drops[i] += snap->drops[i];
}

/**
 * vcirc_counters_read() - sum the counters of all CPUs
 * @pcpu: counters of the circuit
 * @totals: set to the sums of each path
 * @no_usable_path: set to the frames no path could take
 *
 * Context: any
 */
void vcirc_counters_read(struct vcirc_pcpu __percpu *pcpu,
			 struct vcirc_path_totals totals[VCIRC_PATHS],
			 u64 *no_usable_path)
{
	struct vcirc_path_totals snap;
	unsigned int start, role;
	u64 dropped;
	int cpu;

	memset(totals, 0, sizeof(*totals) * VCIRC_PATHS);
	*no_usable_path = 0;
	for_each_possible_cpu(cpu) {
		const struct vcirc_pcpu *c = per_cpu_ptr(pcpu, cpu);

		for (role = 0; role < VCIRC_PATHS; role++) {
			vcirc_counters_snap(&snap, &c->path[role]);
			vcirc_counters_add(&totals[role], &snap);
		}
		do {
			start = u64_stats_fetch_begin(&c->syncp);
			dropped = u64_stats_read(&c->no_usable_path);
		} while (u64_stats_fetch_retry(&c->syncp, start));
		*no_usable_path += dropped;
	}
}

/**
 * vcirc_count_sum() - what all CPUs counted
 * @count: of each CPU
 *
 * Return: the sum
 */
u64 vcirc_count_sum(const struct vcirc_count __percpu *count)
{
	unsigned int start;
	u64 sum = 0, n;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct vcirc_count *c = per_cpu_ptr(count, cpu);

		do {
			start = u64_stats_fetch_begin(&c->syncp);
			n = u64_stats_read(&c->n);
		} while (u64_stats_fetch_retry(&c->syncp, start));
		sum += n;
	}
	return sum;
}
