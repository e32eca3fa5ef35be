/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters: frames as the wire sees them, per CPU, path and direction, and
 * drops by reason.
 */

#ifndef _VCIRC_COUNTERS_H
#define _VCIRC_COUNTERS_H

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/skbuff.h>
#include <linux/u64_stats_sync.h>

#include "map.h"

/**
 * enum vcirc_drop - why a frame was dropped
 *
 * The index of the reason's counter; VCIRC_A_DROPS_* explains each.
 * @VCIRC_SENT: it was not
 */
enum vcirc_drop {
	VCIRC_SENT = 0,
	VCIRC_DROP_TX_NO_USABLE_PATH = VCIRC_A_DROPS_TX_NO_USABLE_PATH,
	VCIRC_DROP_TX_HEADROOM = VCIRC_A_DROPS_TX_HEADROOM,
	VCIRC_DROP_TX_PORT_REFUSED = VCIRC_A_DROPS_TX_PORT_REFUSED,
	VCIRC_DROP_TX_PEER_REFUSED = VCIRC_A_DROPS_TX_PEER_REFUSED,
	VCIRC_DROP_TX_NOT_ROUTABLE = VCIRC_A_DROPS_TX_NOT_ROUTABLE,
	VCIRC_DROP_RX_CIRCUIT_DOWN = VCIRC_A_DROPS_RX_CIRCUIT_DOWN,
	VCIRC_DROP_RX_PATH_DOWN = VCIRC_A_DROPS_RX_PATH_DOWN,
	VCIRC_DROP_RX_NOT_FOR_US = VCIRC_A_DROPS_RX_NOT_FOR_US,
	VCIRC_DROP_RX_NO_MEMORY = VCIRC_A_DROPS_RX_NO_MEMORY,
	__VCIRC_DROP_MAX,
};

/**
 * struct vcirc_size - a frame as it is on the wire
 * @packets: frames it becomes
 * @bytes: their bytes, Ethernet headers and customer tags included, service
 *	tags not: both ends of a circuit count the same
 */
struct vcirc_size {
	unsigned int packets;
	unsigned int bytes;
};

/**
 * struct vcirc_path_counters - traffic of a path on one CPU
 * @tx_packets: frames that the binding took
 * @tx_bytes: their bytes
 * @rx_packets: frames that entered the circuit
 * @rx_bytes: their bytes, without the Ethernet headers, which whoever reads adds: a
 *	frame that was received has lost its own
 * @syncp: guards these on 32 bits
 * @drops: dropped frames by &enum vcirc_drop
 *
 * Written with bottom halves off by their own CPU only.
 */
struct vcirc_path_counters {
	u64_stats_t tx_packets;
	u64_stats_t tx_bytes;
	u64_stats_t rx_packets;
	u64_stats_t rx_bytes;
	struct u64_stats_sync syncp;
	u64_stats_t drops[__VCIRC_DROP_MAX];
};

/**
 * struct vcirc_pcpu - what one CPU writes for a circuit
 * @path: counters of each path
 * @no_usable_path: frames no path could take
 * @active: buckets used since the last look, while buckets are owed to a path
 * @syncp: guards @no_usable_path on 32 bits
 *
 * Written with bottom halves off by their own CPU only; @active is also
 * emptied by any CPU that has the circuit's lock.
 */
struct vcirc_pcpu {
	struct vcirc_path_counters path[VCIRC_PATHS];
	u64_stats_t no_usable_path;
	unsigned long active[VCIRC_MAP_LONGS];
	struct u64_stats_sync syncp;
};

/**
 * struct vcirc_count - what one CPU counts, a number alone
 * @n: it
 * @syncp: guards it on 32 bits
 *
 * Written with bottom halves off by their own CPU only.
 */
struct vcirc_count {
	u64_stats_t n;
	struct u64_stats_sync syncp;
};

/**
 * struct vcirc_path_totals - counters of a path over all CPUs
 * @tx_packets: see &struct vcirc_path_counters
 * @tx_bytes: likewise
 * @rx_packets: likewise
 * @rx_bytes: likewise, with the Ethernet headers
 * @drops: likewise
 */
struct vcirc_path_totals {
	u64 tx_packets;
	u64 tx_bytes;
	u64 rx_packets;
	u64 rx_bytes;
	u64 drops[__VCIRC_DROP_MAX];
};

struct vcirc_size vcirc_size_gso(const struct sk_buff *skb, unsigned int l2);
struct vcirc_pcpu __percpu *vcirc_counters_alloc(void);
u64 vcirc_count_sum(const struct vcirc_count __percpu *count);
void vcirc_counters_read(struct vcirc_pcpu __percpu *pcpu,
			 struct vcirc_path_totals totals[VCIRC_PATHS],
			 u64 *no_usable_path);

/**
 * vcirc_size_of() - size of a frame on the wire
 * @skb: the frame
 * @l2: bytes of its Ethernet header that skb->len leaves out
 *
 * Return: frames and bytes
 */
static inline struct vcirc_size vcirc_size_of(const struct sk_buff *skb,
					      unsigned int l2)
{
	if (skb_vlan_tag_present(skb))
		l2 += VLAN_HLEN;
	if (skb_is_gso(skb))
		return vcirc_size_gso(skb, l2);
	return (struct vcirc_size){ 1, skb->len + l2 };
}

/**
 * vcirc_count_tx() - count a frame that was sent
 * @counters: of the path
 * @size: its size
 *
 * Context: bottom halves off
 */
static inline void
vcirc_count_tx(struct vcirc_path_counters __percpu *counters,
	       struct vcirc_size size)
{
	struct vcirc_path_counters *c = this_cpu_ptr(counters);

	u64_stats_update_begin(&c->syncp);
	u64_stats_add(&c->tx_packets, size.packets);
	u64_stats_add(&c->tx_bytes, size.bytes);
	u64_stats_update_end(&c->syncp);
}

/**
 * vcirc_count_rx() - count a frame that enters the circuit
 * @counters: of the path
 * @size: its size, an Ethernet header at least
 *
 * Context: bottom halves off
 */
static inline void
vcirc_count_rx(struct vcirc_path_counters __percpu *counters,
	       struct vcirc_size size)
{
	struct vcirc_path_counters *c = this_cpu_ptr(counters);

	u64_stats_update_begin(&c->syncp);
	u64_stats_add(&c->rx_packets, size.packets);
	u64_stats_add(&c->rx_bytes, size.bytes - size.packets * ETH_HLEN);
	u64_stats_update_end(&c->syncp);
}

/**
 * vcirc_count_drop() - count a frame a path dropped
 * @counters: of the path
 * @why: the reason
 *
 * Context: bottom halves off
 */
static inline void
vcirc_count_drop(struct vcirc_path_counters __percpu *counters,
		 enum vcirc_drop why)
{
	struct vcirc_path_counters *c = this_cpu_ptr(counters);

	u64_stats_update_begin(&c->syncp);
	u64_stats_inc(&c->drops[why]);
	u64_stats_update_end(&c->syncp);
}

/**
 * vcirc_count_no_path() - count a frame no path could take
 * @pcpu: counters of the circuit
 *
 * Context: bottom halves off
 */
static inline void vcirc_count_no_path(struct vcirc_pcpu __percpu *pcpu)
{
	struct vcirc_pcpu *c = this_cpu_ptr(pcpu);

	u64_stats_update_begin(&c->syncp);
	u64_stats_inc(&c->no_usable_path);
	u64_stats_update_end(&c->syncp);
}

/**
 * vcirc_count_one() - count one more
 * @count: of each CPU
 *
 * Context: bottom halves off
 */
static inline void vcirc_count_one(struct vcirc_count __percpu *count)
{
	struct vcirc_count *c = this_cpu_ptr(count);

	u64_stats_update_begin(&c->syncp);
	u64_stats_inc(&c->n);
	u64_stats_update_end(&c->syncp);
}

#endif /* _VCIRC_COUNTERS_H */
