// SPDX-License-Identifier: GPL-2.0
/*
 * The clock of BFD sessions: one soft high resolution timer for each, spread
 * over the processors, set to the next thing there is to do. A packet that is
 * received does not touch it: it finds out what was heard meanwhile. What a
 * session sends while it lives is sent from here.
 */

#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/sched/isolation.h>

#include "bfd_session.h"
#include "circuit.h"
#include "failover.h"

/* What a timer may be late by before that says something. */
#define VCIRC_BFD_LATE_MIN	NSEC_PER_MSEC

/* When to repeat what might be lost and must not. */
#define VCIRC_BFD_AGAIN		(5 * NSEC_PER_MSEC)

/* How often a timer tries to get back to its processor. */
#define VCIRC_BFD_RETURN	NSEC_PER_SEC

/* RFC 5880 section 6.8.7: a quarter off, at random. Part of that is left to the
 * timer, which may then be served together with others.
 */
#define VCIRC_BFD_SOON		75
#define VCIRC_BFD_RANDOM	15
#define VCIRC_BFD_SLACK		10

/**
 * vcirc_bfd_clock_spread() - when to send the next of regular packets
 * @interval_us: how often they are sent, not 0
 * @now: when one was, ns
 * @by: set to the latest moment
 *
 * RFC 5880 section 6.8.7.
 *
 * Return: the earliest moment, ns
 */
u64 vcirc_bfd_clock_spread(u32 interval_us, u64 now, u64 *by)
{
	u64 percent = (u64)interval_us * (NSEC_PER_USEC / 100);
	u64 at;

	at = now + percent * VCIRC_BFD_SOON +
	     mul_u64_u32_shr(percent * VCIRC_BFD_RANDOM, get_random_u32(), 32);
	*by = at + percent * VCIRC_BFD_SLACK;
	return at;
}

/* One after the other, but for those that are to be left alone. */
static int vcirc_bfd_clock_cpu(void)
{
	const struct cpumask *mask = housekeeping_cpumask(HK_TYPE_TIMER);
	static int last = -1;

	ASSERT_RTNL();

	last = cpumask_next_and(last, mask, cpu_online_mask);
	if (last >= nr_cpu_ids)
		last = cpumask_first_and(mask, cpu_online_mask);
	if (last >= nr_cpu_ids)
		last = raw_smp_processor_id();
	return last;
}

static u64 vcirc_bfd_interval_ns(const struct vcirc_bfd *bfd)
{
	return (u64)max(bfd->min_rx, bfd->remote_min_tx) * NSEC_PER_USEC;
}

/* When silence is a failure, KTIME_MAX for never. */
static u64 vcirc_bfd_clock_deadline(const struct vcirc_bfd_session *s)
{
	u64 detect = vcirc_bfd_detect_time(&s->bfd) * NSEC_PER_USEC;

	if (!detect)
		return KTIME_MAX;
	return max(vcirc_bfd_heard(s) + detect, s->clock.grace);
}

/* The timer came late: so may have what the peer sent, which this machine has
 * not got round to yet. It is given another interval from now on, but not for
 * ever.
 */
static bool vcirc_bfd_clock_forgive(struct vcirc_bfd_session *s, bool late,
				    u64 now)
{
	struct vcirc_bfd_clock *clock = &s->clock;
	u64 heard = vcirc_bfd_heard(s);

	if (clock->forgiven_at != heard)
		clock->forgiven_in_row = 0;
	if (!late || clock->forgiven_in_row >= s->bfd.remote_mult)
		return false;
	clock->forgiven_at = heard;
	clock->forgiven_in_row++;
	clock->forgiven++;
	clock->grace = now + vcirc_bfd_interval_ns(&s->bfd);
	return true;
}

static bool vcirc_bfd_clock_late(struct vcirc_bfd_session *s, u64 now)
{
	struct vcirc_bfd_clock *clock = &s->clock;
	u64 allowed = max_t(u64, vcirc_bfd_interval_ns(&s->bfd) / 4,
			    VCIRC_BFD_LATE_MIN);

	if (!clock->due || now <= clock->due + allowed)
		return false;
	clock->late++;
	return true;
}

/* Is the peer still there? */
static void vcirc_bfd_clock_watch(struct vcirc_bfd_session *s, u64 now)
{
	bool late = vcirc_bfd_clock_late(s, now);
	unsigned int todo = 0;

	if (now >= vcirc_bfd_clock_deadline(s)) {
		if (!vcirc_bfd_clock_forgive(s, late, now))
			todo = vcirc_bfd_expire(&s->bfd,
						vcirc_bfd_session_now(s, now));
	} else if (vcirc_bfd_echo_deadline(s) <= now) {
		if (late) {
			s->echo.returned = now;
		} else {
			s->echo.failed = true;
			todo = vcirc_bfd_fail(&s->bfd,
					      VCIRC_BFD_DIAG_ECHO_FUNCTION_FAILED,
					      vcirc_bfd_session_now(s, now));
		}
	}
	if (!(todo & VCIRC_BFD_CHANGED))
		return;
	vcirc_bfd_session_act(s, todo);
	vcirc_failover_judge_locked(s->bind->vc);
}

/* The control packet, if it is time for one. */
static struct sk_buff *vcirc_bfd_clock_packet(struct vcirc_bfd_session *s,
					      u64 now)
{
	u32 interval = vcirc_bfd_tx_interval(&s->bfd);
	struct vcirc_bfd_clock *clock = &s->clock;
	bool first = clock->tx_at == KTIME_MAX;

	if (!interval) {
		clock->tx_at = KTIME_MAX;
		clock->tx_by = KTIME_MAX;
	} else if (clock->send || first || now >= clock->tx_at) {
		clock->tx_at = vcirc_bfd_clock_spread(interval, now,
						      &clock->tx_by);
		clock->send = true;
	}
	if (!clock->send)
		return NULL;
	clock->send = false;
	if (clock->again) {
		clock->again--;
		clock->tx_at = now + VCIRC_BFD_AGAIN;
		clock->tx_by = clock->tx_at;
	}
	return vcirc_bfd_session_packet(s);
}

static void vcirc_bfd_clock_set(struct vcirc_bfd_session *s)
{
	u64 deadline = min(vcirc_bfd_clock_deadline(s),
			   vcirc_bfd_echo_deadline(s));
	struct vcirc_bfd_clock *clock = &s->clock;
	u64 soft, hard;

	soft = min3(clock->tx_at, s->echo.at, deadline);
	hard = min3(clock->tx_by, s->echo.by, deadline);
	clock->due = hard;
	if (soft < KTIME_MAX)
		hrtimer_start_range_ns(&clock->timer, ns_to_ktime(soft),
				       hard - soft,
				       HRTIMER_MODE_ABS_PINNED_SOFT);
}

static void vcirc_bfd_clock_kicked(void *data)
{
	struct vcirc_bfd_clock *clock = data;

	hrtimer_start(&clock->timer, 0, HRTIMER_MODE_ABS_PINNED_SOFT);
	clear_bit_unlock(0, &clock->kicked);
}

/**
 * vcirc_bfd_clock_kick() - have a session looked at now
 * @s: the session
 *
 * On its own processor: timers would gather where packets are received.
 *
 * Context: circuit's lock
 */
void vcirc_bfd_clock_kick(struct vcirc_bfd_session *s)
{
	struct vcirc_bfd_clock *clock = &s->clock;

	lockdep_assert_held(&s->bind->vc->lock);

	if (s->dying || test_and_set_bit_lock(0, &clock->kicked))
		return;
	if (clock->cpu == smp_processor_id() ||
	    smp_call_function_single_async(clock->cpu, &clock->csd))
		vcirc_bfd_clock_kicked(clock);
}

/* The timer of a processor that went offline is served by another. That does not
 * let go of it before it is done, so this is the last it does.
 */
static void vcirc_bfd_clock_return(struct vcirc_bfd_session *s)
{
	struct vcirc_bfd_clock *clock = &s->clock;
	u64 now = ktime_get_ns();

	spin_lock_bh(&s->bind->vc->lock);
	if (now >= clock->return_at && cpu_online(clock->home)) {
		clock->return_at = now + VCIRC_BFD_RETURN;
		clock->cpu = clock->home;
		vcirc_bfd_clock_kick(s);
	}
	spin_unlock_bh(&s->bind->vc->lock);
}

static enum hrtimer_restart vcirc_bfd_clock_tick(struct hrtimer *timer)
{
	struct vcirc_bfd_session *s = container_of(timer,
						   struct vcirc_bfd_session,
						   clock.timer);
	const struct vcirc_bind *bind = s->bind;
	struct sk_buff *control = NULL, *echo = NULL;
	u64 now;

	rcu_read_lock();
	spin_lock_bh(&bind->vc->lock);
	if (!s->dying) {
		now = ktime_get_ns();
		s->clock.cpu = smp_processor_id();
		vcirc_bfd_clock_watch(s, now);
		control = vcirc_bfd_clock_packet(s, now);
		echo = vcirc_bfd_echo_packet(s, now);
		vcirc_bfd_clock_set(s);
	}
	spin_unlock_bh(&bind->vc->lock);
	vcirc_bfd_session_send(bind, control);
	vcirc_bfd_session_send(bind, echo);
	if (unlikely(smp_processor_id() != s->clock.home))
		vcirc_bfd_clock_return(s);
	rcu_read_unlock();
	return HRTIMER_NORESTART;
}

/**
 * vcirc_bfd_clock_init() - give a session its clock, which stands
 * @s: the session
 *
 * Context: RTNL
 */
void vcirc_bfd_clock_init(struct vcirc_bfd_session *s)
{
	struct vcirc_bfd_clock *clock = &s->clock;

	hrtimer_init(&clock->timer, CLOCK_MONOTONIC,
		     HRTIMER_MODE_ABS_PINNED_SOFT);
	clock->timer.function = vcirc_bfd_clock_tick;
	INIT_CSD(&clock->csd, vcirc_bfd_clock_kicked, clock);
	clock->home = vcirc_bfd_clock_cpu();
	clock->cpu = clock->home;
	clock->tx_at = KTIME_MAX;
	clock->tx_by = KTIME_MAX;
	s->echo.at = KTIME_MAX;
	s->echo.by = KTIME_MAX;
}

/**
 * vcirc_bfd_clock_stop() - stop the clock of a session for good
 * @s: a session that is dying
 *
 * Context: process
 */
void vcirc_bfd_clock_stop(struct vcirc_bfd_session *s)
{
	/* A kick that is on its way would start the timer once more. */
	smp_cond_load_acquire(&s->clock.kicked, !(VAL & BIT(0)));
	hrtimer_cancel(&s->clock.timer);
}
