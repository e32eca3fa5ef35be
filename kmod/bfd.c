// SPDX-License-Identifier: GPL-2.0
#include <linux/minmax.h>
#include <linux/string.h>

#include "bfd.h"

/* bfd.DesiredMinTxInterval, section 6.8.3. */
static u32 vcirc_bfd_desired(const struct vcirc_bfd *bfd)
{
	if (bfd->state == VCIRC_BFD_STATE_UP)
		return bfd->cfg.min_tx;
	return max_t(u32, bfd->cfg.min_tx, VCIRC_BFD_SLOW_US);
}

/* Demand mode of the peer: section 6.8.6. */
static bool vcirc_bfd_is_demanded(const struct vcirc_bfd *bfd)
{
	return bfd->remote_demand && bfd->state == VCIRC_BFD_STATE_UP &&
	       bfd->remote_state == VCIRC_BFD_STATE_UP;
}

static unsigned int vcirc_bfd_poll(struct vcirc_bfd *bfd)
{
	if (bfd->polling || bfd->poll_again)
		bfd->poll_again = true;
	else
		bfd->polling = true;
	return VCIRC_BFD_SEND;
}

/* Section 6.8.3: the peer has to confirm all changes, and in a session that is
 * up what makes us send less often, or expect more often, is not in force
 * before.
 */
static unsigned int vcirc_bfd_retime(struct vcirc_bfd *bfd)
{
	u32 tx = vcirc_bfd_desired(bfd), rx = bfd->cfg.min_rx;
	bool up = bfd->state == VCIRC_BFD_STATE_UP;
	bool news = tx != bfd->told_tx || rx != bfd->told_rx;

	bfd->told_tx = tx;
	bfd->told_rx = rx;
	if (!up || tx < bfd->min_tx)
		bfd->min_tx = tx;
	if (!up || rx > bfd->min_rx)
		bfd->min_rx = rx;
	if (bfd->state == VCIRC_BFD_STATE_ADMIN_DOWN) {
		bfd->polling = false;
		bfd->poll_again = false;
		return 0;
	}
	/* Who is not known would not answer. */
	if (!news || !bfd->remote_discr)
		return 0;
	return vcirc_bfd_poll(bfd);
}

/* Section 6.8.3: who confirmed something may have meant what was told before
 * the latest change. A packet that confirms nothing has to come before that is
 * polled for.
 */
static void vcirc_bfd_confirm(struct vcirc_bfd *bfd, bool final)
{
	if (bfd->polling && final) {
		bfd->polling = false;
		if (bfd->poll_again)
			return;
		bfd->min_tx = bfd->told_tx;
		bfd->min_rx = bfd->told_rx;
	} else if (!bfd->polling && bfd->poll_again && !final) {
		bfd->poll_again = false;
		bfd->polling = true;
	}
}

static unsigned int vcirc_bfd_enter(struct vcirc_bfd *bfd,
				    enum vcirc_bfd_state state, u8 diag,
				    struct vcirc_bfd_now now)
{
	bool was_up = bfd->state == VCIRC_BFD_STATE_UP;
	bool told = bfd->remote_state == VCIRC_BFD_STATE_ADMIN_DOWN;

	bfd->state = state;
	bfd->diag = diag;
	bfd->since = now.boot;
	if (state == VCIRC_BFD_STATE_UP) {
		bfd->been_up = true;
		bfd->times_up++;
	} else if (was_up) {
		bool remote = diag ==
			VCIRC_BFD_DIAG_NEIGHBOR_SIGNALED_SESSION_DOWN;

		bfd->last_down = (struct vcirc_bfd_down){
			.time = now.boot,
			.detected = now.silent,
			.end = remote ? VCIRC_BFD_END_REMOTE :
					VCIRC_BFD_END_LOCAL,
			.diag = remote ? bfd->remote_diag : diag,
		};
		if (state != VCIRC_BFD_STATE_ADMIN_DOWN && !(remote && told))
			bfd->flaps++;
	}
	vcirc_bfd_retime(bfd);
	return VCIRC_BFD_CHANGED | VCIRC_BFD_SEND;
}

/* What section 6.8.1 has of a peer that was not heard yet. */
static void vcirc_bfd_forget(struct vcirc_bfd *bfd)
{
	bfd->remote_discr = 0;
	/* Who said that it was a command and fell silent has not failed. */
	if (bfd->remote_state != VCIRC_BFD_STATE_ADMIN_DOWN)
		bfd->remote_state = VCIRC_BFD_STATE_DOWN;
	bfd->remote_min_tx = 0;
	bfd->remote_min_rx = 1;
	bfd->remote_min_echo_rx = 0;
	bfd->remote_mult = 0;
	bfd->remote_demand = false;
	bfd->polling = false;
	bfd->poll_again = false;
	bfd->final = false;
}

/**
 * vcirc_bfd_init() - begin a session that is administratively down
 * @bfd: the session, written
 * @cfg: what is wanted
 * @discr: its discriminator, not 0
 * @boot: CLOCK_BOOTTIME ns
 */
void vcirc_bfd_init(struct vcirc_bfd *bfd, const struct vcirc_bfd_config *cfg,
		    u32 discr, u64 boot)
{
	*bfd = (struct vcirc_bfd){
		.cfg = *cfg,
		.discr = discr,
		.state = VCIRC_BFD_STATE_ADMIN_DOWN,
		.diag = VCIRC_BFD_DIAG_ADMINISTRATIVELY_DOWN,
		.remote_state = VCIRC_BFD_STATE_DOWN,
		.since = boot,
	};
	vcirc_bfd_forget(bfd);
	vcirc_bfd_retime(bfd);
}

/**
 * vcirc_bfd_configure() - change what is wanted of a session
 * @bfd: the session
 * @cfg: what is wanted
 *
 * RFC 5880 section 6.8.3.
 *
 * Return: what is to be done, VCIRC_BFD_*
 */
unsigned int vcirc_bfd_configure(struct vcirc_bfd *bfd,
				 const struct vcirc_bfd_config *cfg)
{
	bool news = cfg->mult != bfd->cfg.mult || cfg->echo != bfd->cfg.echo;
	unsigned int todo;

	bfd->cfg = *cfg;
	todo = vcirc_bfd_retime(bfd);
	if (!news || todo)
		return todo;
	/* No packet after this one would say so again: section 6.6. */
	if (vcirc_bfd_is_demanded(bfd))
		return vcirc_bfd_poll(bfd);
	return VCIRC_BFD_SEND;
}

/**
 * vcirc_bfd_enable() - let a session run, or take it down by a command
 * @bfd: the session
 * @on: which of both
 * @now: when
 *
 * RFC 5880 section 6.8.16. One that was down by a command begins anew.
 *
 * Return: what is to be done, VCIRC_BFD_*
 */
unsigned int vcirc_bfd_enable(struct vcirc_bfd *bfd, bool on,
			      struct vcirc_bfd_now now)
{
	bool is_on = bfd->state != VCIRC_BFD_STATE_ADMIN_DOWN;

	if (on == is_on)
		return 0;
	if (on)
		return vcirc_bfd_enter(bfd, VCIRC_BFD_STATE_DOWN,
				       VCIRC_BFD_DIAG_NONE, now);
	bfd->been_up = false;
	return vcirc_bfd_enter(bfd, VCIRC_BFD_STATE_ADMIN_DOWN,
			       VCIRC_BFD_DIAG_ADMINISTRATIVELY_DOWN, now);
}

/**
 * vcirc_bfd_check() - may a session take a packet
 * @bfd: the session
 * @packet: a packet whose own fields are valid
 *
 * RFC 5880 section 6.8.6, but for authentication. A peer that lost the session
 * says so without knowing whom it says it to. A path that leads back here, as
 * when a provider tests it, is no way to a peer.
 *
 * Return: VCIRC_BFD_TAKEN, or why not
 */
enum vcirc_bfd_drop vcirc_bfd_check(const struct vcirc_bfd *bfd,
				    const struct vcirc_bfd_packet *packet)
{
	if (packet->my_discr == bfd->discr)
		return VCIRC_BFD_DROP_MY_DISCR;
	if (packet->your_discr) {
		if (packet->your_discr != bfd->discr)
			return VCIRC_BFD_DROP_YOUR_DISCR;
	} else if (packet->state != VCIRC_BFD_STATE_DOWN &&
		   packet->state != VCIRC_BFD_STATE_ADMIN_DOWN) {
		return VCIRC_BFD_DROP_YOUR_DISCR;
	}
	return VCIRC_BFD_TAKEN;
}

/* The state machine of section 6.2, as section 6.8.6 words it. */
static unsigned int vcirc_bfd_follow(struct vcirc_bfd *bfd,
				     struct vcirc_bfd_now now)
{
	const u8 told = VCIRC_BFD_DIAG_NEIGHBOR_SIGNALED_SESSION_DOWN;
	enum vcirc_bfd_state remote = bfd->remote_state;

	switch (bfd->state) {
	case VCIRC_BFD_STATE_DOWN:
		if (remote == VCIRC_BFD_STATE_DOWN)
			return vcirc_bfd_enter(bfd, VCIRC_BFD_STATE_INIT,
					       VCIRC_BFD_DIAG_NONE, now);
		if (remote == VCIRC_BFD_STATE_INIT)
			return vcirc_bfd_enter(bfd, VCIRC_BFD_STATE_UP,
					       VCIRC_BFD_DIAG_NONE, now);
		return 0;
	case VCIRC_BFD_STATE_INIT:
		if (remote == VCIRC_BFD_STATE_ADMIN_DOWN)
			return vcirc_bfd_enter(bfd, VCIRC_BFD_STATE_DOWN, told,
					       now);
		if (remote != VCIRC_BFD_STATE_DOWN)
			return vcirc_bfd_enter(bfd, VCIRC_BFD_STATE_UP,
					       VCIRC_BFD_DIAG_NONE, now);
		return 0;
	case VCIRC_BFD_STATE_UP:
		if (remote == VCIRC_BFD_STATE_ADMIN_DOWN ||
		    remote == VCIRC_BFD_STATE_DOWN)
			return vcirc_bfd_enter(bfd, VCIRC_BFD_STATE_DOWN, told,
					       now);
		return 0;
	default:
		return 0;
	}
}

/**
 * vcirc_bfd_receive() - take a packet of the peer
 * @bfd: the session
 * @packet: one that vcirc_bfd_check() and the authentication let through
 * @now: when
 *
 * RFC 5880 section 6.8.6.
 *
 * Return: what is to be done, VCIRC_BFD_*
 */
unsigned int vcirc_bfd_receive(struct vcirc_bfd *bfd,
			       const struct vcirc_bfd_packet *packet,
			       struct vcirc_bfd_now now)
{
	u32 was = vcirc_bfd_tx_interval(bfd), now_is;
	unsigned int todo = 0;

	bfd->remote_discr = packet->my_discr;
	bfd->remote_state = packet->state;
	bfd->remote_diag = packet->diag;
	bfd->remote_demand = packet->demand;
	bfd->remote_min_tx = packet->min_tx;
	bfd->remote_min_rx = packet->min_rx;
	bfd->remote_min_echo_rx = packet->min_echo_rx;
	bfd->remote_mult = packet->mult;
	/* What is sent has to heed that all the same. */
	if (bfd->state == VCIRC_BFD_STATE_ADMIN_DOWN)
		return 0;
	vcirc_bfd_confirm(bfd, packet->final);
	todo |= vcirc_bfd_follow(bfd, now);
	if (packet->poll) {
		bfd->final = true;
		todo |= VCIRC_BFD_SEND;
	}
	/* The next packet by the old interval may be late by the new one. */
	now_is = vcirc_bfd_tx_interval(bfd);
	if (now_is && (!was || now_is < was))
		todo |= VCIRC_BFD_SEND;
	return todo;
}

/**
 * vcirc_bfd_fail() - a session that runs is found to have failed
 * @bfd: the session
 * @diag: how it was found
 * @now: when
 *
 * Return: what is to be done, VCIRC_BFD_*
 */
unsigned int vcirc_bfd_fail(struct vcirc_bfd *bfd, u8 diag,
			    struct vcirc_bfd_now now)
{
	if (bfd->state != VCIRC_BFD_STATE_INIT &&
	    bfd->state != VCIRC_BFD_STATE_UP)
		return 0;
	return vcirc_bfd_enter(bfd, VCIRC_BFD_STATE_DOWN, diag, now);
}

/**
 * vcirc_bfd_expire() - nothing was heard for a detection time
 * @bfd: the session
 * @now: when
 *
 * RFC 5880 sections 6.8.4 and 6.8.1: the peer is not known any more.
 *
 * Return: what is to be done, VCIRC_BFD_*
 */
unsigned int vcirc_bfd_expire(struct vcirc_bfd *bfd, struct vcirc_bfd_now now)
{
	vcirc_bfd_forget(bfd);
	return vcirc_bfd_fail(bfd,
			      VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED,
			      now);
}

/**
 * vcirc_bfd_tell() - what the next packet says
 * @bfd: the session
 * @packet: written, but for its length and authentication
 *
 * RFC 5880 section 6.8.7. Poll and final never stand in one packet.
 */
void vcirc_bfd_tell(struct vcirc_bfd *bfd, struct vcirc_bfd_packet *packet)
{
	*packet = (struct vcirc_bfd_packet){
		.my_discr = bfd->discr,
		.your_discr = bfd->remote_discr,
		.min_tx = bfd->told_tx,
		.min_rx = bfd->told_rx,
		.min_echo_rx = bfd->cfg.echo,
		.state = bfd->state,
		.diag = bfd->diag,
		.mult = bfd->cfg.mult,
		.poll = bfd->polling && !bfd->final,
		.final = bfd->final,
	};
	bfd->final = false;
}

/**
 * vcirc_bfd_tx_interval() - how often packets are sent
 * @bfd: the session
 *
 * RFC 5880 section 6.8.7, before jitter.
 *
 * Return: microseconds, 0 for not at all
 */
u32 vcirc_bfd_tx_interval(const struct vcirc_bfd *bfd)
{
	if (!bfd->remote_min_rx || vcirc_bfd_is_mute(bfd))
		return 0;
	if (vcirc_bfd_is_demanded(bfd) && !bfd->polling)
		return 0;
	return max(bfd->min_tx, bfd->remote_min_rx);
}

/**
 * vcirc_bfd_detect_time() - how long the peer may be silent
 * @bfd: the session
 *
 * RFC 5880 section 6.8.4.
 *
 * Return: microseconds, 0 while no peer is known
 */
u64 vcirc_bfd_detect_time(const struct vcirc_bfd *bfd)
{
	if (!bfd->remote_discr)
		return 0;
	return (u64)max(bfd->min_rx, bfd->remote_min_tx) * bfd->remote_mult;
}

/**
 * vcirc_bfd_echo_interval() - how often Echo packets are sent
 * @bfd: the session
 *
 * RFC 5880 section 6.8.9.
 *
 * Return: microseconds, 0 for not at all
 */
u32 vcirc_bfd_echo_interval(const struct vcirc_bfd *bfd)
{
	if (!bfd->cfg.echo || !bfd->remote_min_echo_rx ||
	    bfd->state != VCIRC_BFD_STATE_UP)
		return 0;
	return max(bfd->cfg.echo, bfd->remote_min_echo_rx);
}
