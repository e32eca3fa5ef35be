// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "bfd_session.h"
#include "circuit.h"
#include "event.h"
#include "failover.h"
#include "port.h"

/* Never 0, and another for each session of this machine. */
static u32 vcirc_bfd_discr(void)
{
	static atomic_t last;
	u32 discr;

	if (!atomic_read(&last))
		atomic_cmpxchg(&last, 0, get_random_u32());
	do {
		discr = atomic_inc_return(&last);
	} while (!discr);
	return discr;
}

/**
 * vcirc_bfd_session_make() - make a session, not yet seen by anybody
 * @req: what it is to be, valid
 *
 * Context: process, RTNL
 * Return: the session, or NULL without memory
 */
struct vcirc_bfd_session *
vcirc_bfd_session_make(const struct vcirc_bfd_request *req)
{
	struct vcirc_bfd_session *s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	u32 discr = vcirc_bfd_discr();

	if (!s)
		return NULL;
	s->rx_packets = __netdev_alloc_pcpu_stats(struct vcirc_count,
						  GFP_KERNEL_ACCOUNT);
	if (!s->rx_packets) {
		kfree(s);
		return NULL;
	}
	vcirc_bfd_init(&s->bfd, &req->cfg, discr, ktime_get_boottime_ns());
	s->flow = req->flow;
	s->flow.source = VCIRC_BFD_PORT_SOURCE +
			 discr % (U16_MAX - VCIRC_BFD_PORT_SOURCE + 1);
	s->keys = req->keys;
	s->seq.tx = get_random_u32();
	s->echo.cookie = get_random_u32();
	INIT_LIST_HEAD(&s->listed);
	vcirc_bfd_clock_init(s);
	return s;
}

/**
 * vcirc_bfd_session_free() - free a session nobody can see
 * @s: the session, or NULL
 */
void vcirc_bfd_session_free(struct vcirc_bfd_session *s)
{
	if (s)
		free_percpu(s->rx_packets);
	kfree_sensitive(s);
}

static void vcirc_bfd_free_rcu(struct rcu_head *rcu)
{
	vcirc_bfd_session_free(container_of(rcu, struct vcirc_bfd_session,
					    rcu));
}

/**
 * vcirc_bfd_session_attach() - give a binding its session
 * @bind: the binding
 * @s: the session; begins when the circuit is next judged
 *
 * Context: RTNL
 * Return: 0, or a negative error with nothing changed
 */
int vcirc_bfd_session_attach(struct vcirc_bind *bind,
			     struct vcirc_bfd_session *s)
{
	int err;

	ASSERT_RTNL();

	s->bind = bind;
	if (s->flow.encap == VCIRC_BFD_ENCAP_MICRO && bind->port) {
		err = dev_mc_add(bind->dev, vcirc_bfd_micro_addr);
		if (err)
			return err;
	}
	spin_lock_bh(&bind->vc->lock);
	rcu_assign_pointer(bind->bfd, s);
	vcirc_bind_heed_bfd(bind);
	spin_unlock_bh(&bind->vc->lock);
	if (s->flow.encap == VCIRC_BFD_ENCAP_SINGLE_HOP)
		list_add_tail_rcu(&s->listed, &bind->port->sessions);
	return 0;
}

/* From here on nobody judges by it or makes it say more. */
static void vcirc_bfd_session_hide(struct vcirc_bfd_session *s)
{
	s->dying = true;
	RCU_INIT_POINTER(s->bind->bfd, NULL);
	vcirc_bind_heed_bfd(s->bind);
}

static void vcirc_bfd_session_retire(struct vcirc_bfd_session *s)
{
	const struct vcirc_bind *bind = s->bind;

	vcirc_bfd_clock_stop(s);
	if (s->flow.encap == VCIRC_BFD_ENCAP_SINGLE_HOP)
		list_del_rcu(&s->listed);
	else if (bind->port)
		dev_mc_del(bind->dev, vcirc_bfd_micro_addr);
}

/**
 * vcirc_bfd_session_detach() - take a session off its binding
 * @bind: the binding, with or without one
 *
 * The session is still somebody's, and may be freed after a grace period.
 *
 * Context: RTNL
 */
void vcirc_bfd_session_detach(struct vcirc_bind *bind)
{
	struct vcirc_bfd_session *s = rtnl_dereference(bind->bfd);

	if (!s)
		return;
	spin_lock_bh(&bind->vc->lock);
	vcirc_bfd_session_hide(s);
	spin_unlock_bh(&bind->vc->lock);
	vcirc_bfd_session_retire(s);
}

/**
 * vcirc_bfd_session_end() - end the session of a binding by a command
 * @bind: the binding, with or without one
 *
 * The peer is told, so that it takes that for no failure: RFC 5880 section
 * 6.8.16.
 *
 * Context: RTNL
 */
void vcirc_bfd_session_end(struct vcirc_bind *bind)
{
	struct vcirc_bfd_session *s = rtnl_dereference(bind->bfd);
	struct sk_buff *skb[VCIRC_BFD_FAREWELLS];
	unsigned int i;

	if (!s)
		return;
	spin_lock_bh(&bind->vc->lock);
	vcirc_bfd_session_hide(s);
	vcirc_bfd_enable(&s->bfd, false,
			 vcirc_bfd_session_now(s, ktime_get_ns()));
	for (i = 0; i < ARRAY_SIZE(skb); i++)
		skb[i] = vcirc_bfd_session_packet(s);
	spin_unlock_bh(&bind->vc->lock);

	local_bh_disable();
	rcu_read_lock();
	for (i = 0; i < ARRAY_SIZE(skb); i++)
		vcirc_bfd_session_send(bind, skb[i]);
	rcu_read_unlock();
	local_bh_enable();

	vcirc_bfd_session_retire(s);
	call_rcu(&s->rcu, vcirc_bfd_free_rcu);
}

/**
 * vcirc_bfd_session_change() - put other settings into force
 * @s: the session
 * @req: what it is to be, with the addresses it has
 *
 * The session goes on: RFC 5880 section 6.8.3.
 *
 * Context: circuit's lock
 */
void vcirc_bfd_session_change(struct vcirc_bfd_session *s,
			      const struct vcirc_bfd_request *req)
{
	lockdep_assert_held(&s->bind->vc->lock);

	WRITE_ONCE(s->steady[0], 0);
	if (s->keys.type != req->keys.type)
		s->seq.rx_known = false;
	s->keys = req->keys;
	vcirc_bfd_session_act(s, vcirc_bfd_configure(&s->bfd, &req->cfg));
	vcirc_bfd_echo_begin(s, ktime_get_ns());
	vcirc_bfd_clock_kick(s);
}

/**
 * vcirc_bfd_session_now() - this moment, as a session has it
 * @s: the session
 * @mono: CLOCK_MONOTONIC ns
 *
 * Return: it
 */
struct vcirc_bfd_now vcirc_bfd_session_now(const struct vcirc_bfd_session *s,
					   u64 mono)
{
	u64 heard = vcirc_bfd_heard(s);

	return (struct vcirc_bfd_now){
		.boot = ktime_get_boottime_ns(),
		.silent = heard && mono > heard ? mono - heard : 0,
	};
}

/**
 * vcirc_bfd_session_act() - do what the state machine asks for
 * @s: the session
 * @todo: VCIRC_BFD_*
 *
 * The path is judged by the caller.
 *
 * Context: circuit's lock
 */
void vcirc_bfd_session_act(struct vcirc_bfd_session *s, unsigned int todo)
{
	bool up = s->bfd.state == VCIRC_BFD_STATE_UP;

	lockdep_assert_held(&s->bind->vc->lock);

	if (todo & VCIRC_BFD_CHANGED) {
		WRITE_ONCE(s->steady[0], 0);
		if (up)
			s->lenient = false;
		vcirc_bfd_echo_begin(s, ktime_get_ns());
		s->clock.again = s->bfd.state == VCIRC_BFD_STATE_ADMIN_DOWN ?
				 VCIRC_BFD_FAREWELLS - 1 : 0;
		if (up != s->told_up)
			vcirc_event_push(s->bind->vc, VCIRC_CAUSE_BFD,
					 s->bind->role, VCIRC_REASON_NONE);
		s->told_up = up;
	}
	if (todo & VCIRC_BFD_SEND) {
		s->clock.send = true;
		vcirc_bfd_clock_kick(s);
	}
}

/**
 * vcirc_bfd_session_follow() - let the sessions of a circuit follow commands
 * @vc: the circuit
 *
 * They run while their path and the circuit are administratively up.
 *
 * Context: circuit's lock
 */
void vcirc_bfd_session_follow(struct vcirc *vc)
{
	struct vcirc_bfd_session *s;
	struct vcirc_bind *bind;
	unsigned int role, todo;
	bool on;

	lockdep_assert_held(&vc->lock);

	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = vcirc_dereference(vc, vc->bind[role]);
		s = bind ? vcirc_dereference(vc, bind->bfd) : NULL;
		if (!s)
			continue;
		on = vc->path[role].admin_up && netif_running(vc->dev);
		todo = vcirc_bfd_enable(&s->bfd, on,
					vcirc_bfd_session_now(s,
							      ktime_get_ns()));
		if (!s->running)
			todo |= VCIRC_BFD_SEND;
		s->running = true;
		s->lenient &= on;
		vcirc_bfd_session_act(s, todo);
	}
}

/**
 * vcirc_bfd_session_facts() - what a session says of its path
 * @bind: the binding of the path
 * @facts: filled in
 *
 * Context: circuit's lock
 */
void vcirc_bfd_session_facts(const struct vcirc_bind *bind,
			     struct vcirc_path_facts *facts)
{
	const struct vcirc_bfd_session *s = vcirc_dereference(bind->vc,
							      bind->bfd);

	if (!s || s->lenient)
		facts->bfd = VCIRC_PATH_BFD_UP;
	else if (s->bfd.state == VCIRC_BFD_STATE_UP)
		facts->bfd = s->echo.failed ? VCIRC_PATH_BFD_DOWN :
					      VCIRC_PATH_BFD_UP;
	else if (s->bfd.remote_state == VCIRC_BFD_STATE_ADMIN_DOWN)
		facts->bfd = VCIRC_PATH_BFD_ADMIN_DOWN;
	else if (!s->bfd.been_up)
		facts->bfd = VCIRC_PATH_BFD_WAITING;
	else
		facts->bfd = VCIRC_PATH_BFD_DOWN;
}

/**
 * vcirc_bfd_session_diag() - what is wrong with a session
 * @s: the session
 *
 * bfd.LocalDiag of RFC 5880 section 6.8.1; one that is up has none, unless its Echo
 * packets do not return.
 *
 * Context: circuit's lock
 * Return: VCIRC_BFD_DIAG_*
 */
u8 vcirc_bfd_session_diag(const struct vcirc_bfd_session *s)
{
	if (s->bfd.state == VCIRC_BFD_STATE_UP && s->echo.failed)
		return VCIRC_BFD_DIAG_ECHO_FUNCTION_FAILED;
	return s->bfd.diag;
}

/**
 * vcirc_bfd_session_event() - add to an event what a session knows
 * @s: the session
 * @ev: the event
 *
 * Context: circuit's lock
 */
void vcirc_bfd_session_event(const struct vcirc_bfd_session *s,
			     struct vcirc_event *ev)
{
	ev->bfd = true;
	ev->bfd_state = s->bfd.state;
	ev->bfd_diag = vcirc_bfd_session_diag(s);
	if (s->bfd.state == VCIRC_BFD_STATE_UP)
		return;
	ev->bfd_diag = s->bfd.last_down.diag;
	ev->bfd_detected = s->bfd.last_down.detected;
}

/* --- Sent ------------------------------------------------------------- */

/**
 * vcirc_bfd_session_frame() - make a frame to the far end of a path
 * @s: the session of the path
 * @flow: addresses
 * @port: UDP port it is for
 * @payload: the packet
 * @len: its bytes
 *
 * Context: circuit's lock
 * Return: the frame, or NULL without memory or without a next hop
 */
struct sk_buff *vcirc_bfd_session_frame(struct vcirc_bfd_session *s,
					const struct vcirc_bfd_flow *flow,
					u16 port, const void *payload,
					unsigned int len)
{
	const struct vcirc_bind *bind = s->bind;
	struct sk_buff *skb;
	u8 dest[ETH_ALEN];

	ether_addr_copy(dest, vcirc_bfd_micro_addr);
	if (bind->ops->next_hop && !bind->ops->next_hop(bind, dest))
		return NULL;
	/* The far end of a wire is no netdev this frame would leave by. */
	skb = vcirc_bfd_frame_make(bind->dev, flow, port,
				   bind->port ? bind->dev->dev_addr :
						bind->vc->dev->dev_addr,
				   dest, payload, len);
	if (!skb)
		s->drops[VCIRC_BFD_DROP_NO_MEMORY]++;
	return skb;
}

/**
 * vcirc_bfd_session_packet() - make the next control packet
 * @s: the session
 *
 * RFC 5880 section 6.8.7.
 *
 * Context: circuit's lock
 * Return: a frame, or NULL when none can be sent
 */
struct sk_buff *vcirc_bfd_session_packet(struct vcirc_bfd_session *s)
{
	unsigned int len = VCIRC_BFD_LEN + vcirc_bfd_auth_len(&s->keys);
	struct vcirc_bfd_packet packet;
	u8 data[VCIRC_BFD_LEN_MAX];
	struct sk_buff *skb;
	bool news;

	if (vcirc_bfd_is_mute(&s->bfd))
		return NULL;
	vcirc_bfd_tell(&s->bfd, &packet);
	packet.diag = vcirc_bfd_session_diag(s);
	packet.len = len;
	packet.auth = s->keys.type != VCIRC_BFD_AUTH_NONE;
	vcirc_bfd_packet_encode(&packet, data);

	news = memcmp(s->sent, data, sizeof(s->sent));
	memcpy(s->sent, data, sizeof(s->sent));
	vcirc_bfd_auth_next(&s->keys, &s->seq, news);
	if (vcirc_bfd_auth_sign(&s->keys, &s->seq, data))
		return NULL;
	skb = vcirc_bfd_session_frame(s, &s->flow,
				      s->flow.encap == VCIRC_BFD_ENCAP_MICRO ?
				      VCIRC_BFD_PORT_MICRO :
				      VCIRC_BFD_PORT_SINGLE_HOP, data, len);
	if (skb)
		s->tx_packets++;
	return skb;
}

/**
 * vcirc_bfd_session_send() - send a frame of a session
 * @bind: the binding of its path
 * @skb: the frame, consumed, or NULL
 *
 * Context: bottom halves off, RCU; not under the circuit's lock, which the
 * other end of a wire has one of, too
 */
void vcirc_bfd_session_send(const struct vcirc_bind *bind, struct sk_buff *skb)
{
	if (skb)
		bind->ops->control(skb, bind);
}
