/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The BFD session of a path: what it sends and receives, and what that means
 * for the path.
 */

#ifndef _VCIRC_BFD_SESSION_H
#define _VCIRC_BFD_SESSION_H

#include <linux/atomic.h>
#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/smp.h>

#include "bfd.h"
#include "bfd_auth.h"
#include "bfd_frame.h"
#include "bfd_packet.h"
#include "counters.h"

/* How often a peer is told of an end by a command: it would take the loss of
 * that for a failure.
 */
#define VCIRC_BFD_FAREWELLS	3

struct netlink_ext_ack;
struct nlattr;
struct vcirc;
struct vcirc_bind;
struct vcirc_event;
struct vcirc_path_facts;
struct vcirc_port;

/**
 * struct vcirc_bfd_clock - when a session is looked at, CLOCK_MONOTONIC ns
 * @timer: the one timer of a session. Started on @cpu alone, under the circuit's
 *	lock or to fire at once.
 * @csd: starts @timer on @cpu
 * @kicked: bit 0: @csd is on its way
 * @home: where @timer is to run
 * @cpu: where it does: elsewhere since @home went offline
 * @return_at: when to try next to get back
 * @tx_at: when the next packet may be sent, %KTIME_MAX for never
 * @tx_by: when it has to be
 * @due: what @timer was set to at the latest, 0 before it was
 * @grace: until when silence is forgiven
 * @forgiven_in_row: how often it was, since the peer was last heard
 * @forgiven_at: when the peer was last heard when it last was
 * @late: how often @timer fired late
 * @forgiven: how often silence was forgiven therefore
 * @send: a packet is to go out at once
 * @again: how often it is to be sent again soon
 *
 * Circuit's lock, but for @kicked and @csd.
 */
struct vcirc_bfd_clock {
	struct hrtimer timer;
	call_single_data_t csd;
	unsigned long kicked;
	int home;
	int cpu;
	u64 return_at;
	u64 tx_at;
	u64 tx_by;
	u64 due;
	u64 grace;
	unsigned int forgiven_in_row;
	u64 forgiven_at;
	u64 late;
	u64 forgiven;
	bool send;
	u8 again;
};

/**
 * struct vcirc_bfd_echo - Echo packets of a session
 * @cookie: what nobody else knows who would make one up
 * @number: of the one that was sent last
 * @out: those on their way, the last one in bit 0
 * @at: when the next one may be sent, CLOCK_MONOTONIC ns, %KTIME_MAX for never
 * @by: when it has to be
 * @returned: when the last one came back, or they began to be sent,
 *	CLOCK_MONOTONIC ns
 * @patience: how long none may come back, us, 0 while none are sent
 * @peer: discriminator of the peer that has returned some, 0 for none yet
 * @failed: they ceased to come back and none has since: the path is down even
 *	if the session, which that took down, is up again
 * @tx_packets: sent
 * @rx_packets: returned
 * @lost: not returned in time
 * @rtt_last: round-trip time, ns
 * @rtt_min: likewise
 * @rtt_max: likewise
 * @rtt_sum: of all @rx_packets
 * @jitter: smoothed difference of successive ones, ns, times 16
 *
 * Circuit's lock.
 */
struct vcirc_bfd_echo {
	u32 cookie;
	u32 number;
	u64 out;
	u64 at;
	u64 by;
	u64 returned;
	u64 patience;
	u32 peer;
	bool failed;
	u64 tx_packets;
	u64 rx_packets;
	u64 lost;
	u64 rtt_last;
	u64 rtt_min;
	u64 rtt_max;
	u64 rtt_sum;
	u64 jitter;
};

/**
 * struct vcirc_bfd_session - the session of a path
 * @steady: the packet the peer sends while nothing changes; its first word is 0
 *	while something does. Written under the circuit's lock, read without.
 * @heard: when the last packet was taken, CLOCK_MONOTONIC ns. Written by the
 *	receive path without lock.
 * @rx_packets: packets taken
 * @bind: the binding of the path
 * @flow: addresses
 * @bfd: state and timers
 * @keys: authentication
 * @seq: likewise
 * @seq_until: when @seq does not tell any more what the peer sent last,
 *	CLOCK_MONOTONIC ns. Circuit's lock.
 * @sent: mandatory section of the last packet, by which authentication tells
 *	that another says something new. Circuit's lock.
 * @tx_packets: packets sent. Circuit's lock.
 * @drops: by &enum vcirc_bfd_drop. Circuit's lock.
 * @clock: when it is looked at
 * @echo: Echo packets
 * @lenient: the path was in use before the session came, and stays so until it
 *	has been up. Circuit's lock.
 * @told_up: listeners know it to be up. Circuit's lock.
 * @running: it was begun. Circuit's lock.
 * @dying: its timer may not be started any more. Circuit's lock.
 * @listed: in the list of the port, single hop only. Written under RTNL, read
 *	under RCU.
 * @rcu: frees it
 */
struct vcirc_bfd_session {
	__be32 steady[VCIRC_BFD_LEN / sizeof(__be32)];
	atomic64_t heard;
	struct vcirc_count __percpu *rx_packets;
	struct vcirc_bind *bind;
	struct vcirc_bfd_flow flow;

	struct vcirc_bfd bfd;
	struct vcirc_bfd_keys keys;
	struct vcirc_bfd_sequence seq;
	u64 seq_until;
	u8 sent[VCIRC_BFD_LEN];
	u64 tx_packets;
	u64 drops[__VCIRC_BFD_DROP_MAX];
	struct vcirc_bfd_clock clock;
	struct vcirc_bfd_echo echo;
	bool lenient;
	bool told_up;
	bool running;
	bool dying;
	struct list_head listed;
	struct rcu_head rcu;
};

/**
 * struct vcirc_bfd_request - what a session is asked to be
 * @cfg: timers
 * @flow: addresses
 * @keys: authentication
 */
struct vcirc_bfd_request {
	struct vcirc_bfd_config cfg;
	struct vcirc_bfd_flow flow;
	struct vcirc_bfd_keys keys;
};

/**
 * vcirc_bfd_heard() - when was the peer of a session last heard
 * @s: the session
 *
 * Return: CLOCK_MONOTONIC ns, 0 for never
 */
static inline u64 vcirc_bfd_heard(const struct vcirc_bfd_session *s)
{
	return atomic64_read(&s->heard);
}

/* bfd_session.c */
struct vcirc_bfd_session *
vcirc_bfd_session_make(const struct vcirc_bfd_request *req);
void vcirc_bfd_session_free(struct vcirc_bfd_session *s);
int vcirc_bfd_session_attach(struct vcirc_bind *bind,
			     struct vcirc_bfd_session *s);
void vcirc_bfd_session_detach(struct vcirc_bind *bind);
void vcirc_bfd_session_end(struct vcirc_bind *bind);
void vcirc_bfd_session_change(struct vcirc_bfd_session *s,
			      const struct vcirc_bfd_request *req);
void vcirc_bfd_session_follow(struct vcirc *vc);
void vcirc_bfd_session_act(struct vcirc_bfd_session *s, unsigned int todo);
struct vcirc_bfd_now vcirc_bfd_session_now(const struct vcirc_bfd_session *s,
					   u64 mono);
void vcirc_bfd_session_facts(const struct vcirc_bind *bind,
			     struct vcirc_path_facts *facts);
u8 vcirc_bfd_session_diag(const struct vcirc_bfd_session *s);
void vcirc_bfd_session_event(const struct vcirc_bfd_session *s,
			     struct vcirc_event *ev);
struct sk_buff *vcirc_bfd_session_packet(struct vcirc_bfd_session *s);
struct sk_buff *vcirc_bfd_session_frame(struct vcirc_bfd_session *s,
					const struct vcirc_bfd_flow *flow,
					u16 port, const void *payload,
					unsigned int len);
void vcirc_bfd_session_send(const struct vcirc_bind *bind,
			    struct sk_buff *skb);

/* bfd_receive.c */
bool vcirc_bfd_receive_path(const struct vcirc_bind *bind, struct sk_buff *skb);
bool vcirc_bfd_receive_port(struct vcirc_port *port, struct sk_buff *skb);

/* bfd_timer.c */
void vcirc_bfd_clock_init(struct vcirc_bfd_session *s);
void vcirc_bfd_clock_kick(struct vcirc_bfd_session *s);
void vcirc_bfd_clock_stop(struct vcirc_bfd_session *s);
u64 vcirc_bfd_clock_spread(u32 interval_us, u64 now, u64 *by);

/* bfd_echo.c */
void vcirc_bfd_echo_begin(struct vcirc_bfd_session *s, u64 now);
u64 vcirc_bfd_echo_deadline(const struct vcirc_bfd_session *s);
struct sk_buff *vcirc_bfd_echo_packet(struct vcirc_bfd_session *s, u64 now);
bool vcirc_bfd_echo_is_own(const struct vcirc_bfd_session *s,
			   const struct sk_buff *skb,
			   const struct vcirc_bfd_headers *headers);
void vcirc_bfd_echo_receive(struct vcirc_bfd_session *s,
			    const struct sk_buff *skb,
			    const struct vcirc_bfd_headers *headers);
void vcirc_bfd_echo_reflect(struct sk_buff *skb);
u64 vcirc_bfd_echo_jitter(const struct vcirc_bfd_echo *echo);

/* bfd_netlink.c */
int vcirc_bfd_parse(struct vcirc_bfd_request *req, const struct nlattr *nest,
		    const struct vcirc_bfd_session *old,
		    struct netlink_ext_ack *extack);
int vcirc_bfd_validate(struct vcirc_bfd_request *req, const struct nlattr *nest,
		       enum vcirc_binding kind, const struct net_device *dev,
		       const struct vcirc_inet_addr *via,
		       const struct vcirc_bfd_session *old,
		       struct netlink_ext_ack *extack);
void vcirc_bfd_forget(const struct nlattr *path);
int vcirc_bfd_put(struct sk_buff *skb, const struct vcirc_bfd_session *s);

#endif /* _VCIRC_BFD_SESSION_H */
