// SPDX-License-Identifier: GPL-2.0
/*
 * What a circuit makes of the state of its paths: where traffic goes, when it
 * returns, and who is told.
 */

#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/rtnetlink.h>

#include "bfd_session.h"
#include "circuit.h"
#include "failover.h"

#define VCIRC_RETURN_STEP_MS	100
#define VCIRC_IDLE_MIN_MS	50
#define VCIRC_IDLE_MAX_MS	1000

/**
 * vcirc_failover_announce() - tell neighbours anew where the addresses of a
 * circuit are
 * @vc: the circuit
 *
 * Soon, and once for all calls until then.
 *
 * Context: circuit's lock
 */
void vcirc_failover_announce(struct vcirc *vc)
{
	lockdep_assert_held(&vc->lock);

	/* Routers know the host by the addresses of its ports. */
	if (vc->dying || vc->announce || READ_ONCE(vc->dev->flags) & IFF_POINTOPOINT)
		return;
	vc->announce = true;
	netdev_hold(vc->dev, &vc->announce_tracker, GFP_ATOMIC);
	queue_work(vcirc_announce_wq, &vc->announce_work);
}

static void vcirc_announce_work(struct work_struct *work)
{
	struct vcirc *vc = container_of(work, struct vcirc, announce_work);
	struct net_device *dev = vc->dev;
	netdevice_tracker tracker;

	rtnl_lock();
	spin_lock_bh(&vc->lock);
	vc->announce = false;
	tracker = vc->announce_tracker;
	spin_unlock_bh(&vc->lock);

	if (dev->reg_state == NETREG_REGISTERED && netif_running(dev)) {
		call_netdevice_notifiers(NETDEV_NOTIFY_PEERS, dev);
		call_netdevice_notifiers(NETDEV_RESEND_IGMP, dev);
	}
	netdev_put(dev, &tracker);
	rtnl_unlock();
}

static void vcirc_failover_switched(struct vcirc *vc,
				    const struct vcirc_map_moved *moved,
				    u64 now)
{
	enum vcirc_reason reason = vc->path[moved->from].rec.reason;

	lockdep_assert_held(&vc->lock);

	if (!moved->switched || !netif_running(vc->dev))
		return;
	vc->switches++;
	vc->last_switch = (struct vcirc_switch){
		.time = now,
		.from = moved->from,
		.to = moved->to,
		.reason = reason,
	};
	vcirc_event_push(vc, VCIRC_CAUSE_SWITCH, moved->from, reason);
	vcirc_failover_announce(vc);
}

/* Collects and empties the notes of all CPUs. */
static void vcirc_return_active(struct vcirc *vc, unsigned long *active)
{
	unsigned int i;
	int cpu;

	bitmap_zero(active, VCIRC_BUCKETS);
	for_each_possible_cpu(cpu) {
		struct vcirc_pcpu *c = per_cpu_ptr(vc->pcpu, cpu);

		for (i = 0; i < VCIRC_MAP_LONGS; i++)
			active[i] |= xchg(&c->active[i], 0);
	}
}

/* Milliseconds until the return work has something to do again. */
static unsigned int vcirc_return_delay(const struct vcirc *vc, u64 now)
{
	u64 waited = div_u64(now - vc->return_start, NSEC_PER_MSEC);
	unsigned int left;

	if (waited >= vc->cfg.rebalance_ms)
		return VCIRC_RETURN_STEP_MS;
	left = vc->cfg.rebalance_ms - waited;
	if (vc->cfg.mode == VCIRC_MODE_ACTIVE_STANDBY)
		return left;
	return min(left, clamp(vc->cfg.rebalance_ms / 10, VCIRC_IDLE_MIN_MS,
			       VCIRC_IDLE_MAX_MS));
}

static void vcirc_return_arm(struct vcirc *vc, u64 now)
{
	unsigned int ms = vcirc_return_delay(vc, now);

	lockdep_assert_held(&vc->lock);

	if (!vc->dying)
		mod_delayed_work(vcirc_wq, &vc->return_work,
				 msecs_to_jiffies(ms));
}

static void vcirc_return_work(struct work_struct *work)
{
	struct vcirc *vc = container_of(to_delayed_work(work), struct vcirc,
					return_work);
	DECLARE_BITMAP(active, VCIRC_BUCKETS);
	struct vcirc_map_moved moved = {};
	u64 now, waited;

	spin_lock_bh(&vc->lock);
	if (vc->dying || !vc->hash.returning)
		goto out;

	now = ktime_get_boottime_ns();
	waited = div_u64(now - vc->return_start, NSEC_PER_MSEC);
	if (vc->cfg.mode == VCIRC_MODE_ACTIVE_STANDBY) {
		if (waited >= vc->cfg.rebalance_ms) {
			vcirc_map_return_all(&vc->map, &moved);
			vcirc_failover_switched(vc, &moved, now);
		}
	} else if (waited >= vc->cfg.rebalance_ms) {
		vcirc_map_return_some(&vc->map, VCIRC_MAP_STEP);
	} else {
		vcirc_return_active(vc, active);
		vcirc_map_return_idle(&vc->map, active);
	}

	if (vcirc_map_owed(&vc->map)) {
		vcirc_return_arm(vc, now);
	} else {
		WRITE_ONCE(vc->hash.returning, false);
		vcirc_event_push(vc, VCIRC_CAUSE_REBALANCED, VCIRC_ROLE_NONE,
				 VCIRC_REASON_NONE);
	}
out:
	spin_unlock_bh(&vc->lock);
}

/* Lets the map, the circuit's state and its carrier follow the paths. */
static void vcirc_failover_follow(struct vcirc *vc, u64 now)
{
	struct vcirc_map_want want = {
		.mode = vc->cfg.mode,
		.revert = vc->cfg.revert,
		.at_once = !vc->cfg.rebalance_ms || !netif_running(vc->dev),
	};
	DECLARE_BITMAP(stale, VCIRC_BUCKETS);
	struct vcirc_map_moved moved;
	enum vcirc_state state;
	unsigned int role;

	for (role = 0; role < VCIRC_PATHS; role++) {
		want.weight[role] = vc->path[role].weight;
		if (vcirc_path_record_usable(&vc->path[role].rec))
			want.usable |= BIT(role);
	}
	vcirc_map_update(&vc->map, &want, &moved);
	vcirc_failover_switched(vc, &moved, now);

	if (!vcirc_map_owed(&vc->map)) {
		WRITE_ONCE(vc->hash.returning, false);
	} else if (!vc->hash.returning || moved.rehomed) {
		WRITE_ONCE(vc->hash.returning, true);
		vcirc_return_active(vc, stale);
		vc->return_start = now;
		vcirc_return_arm(vc, now);
	}

	/* As many as there are usable paths. */
	state = hweight8(want.usable);
	if (state == vc->state)
		return;
	vc->since = now;
	/* In this order, so that the core finds the circuit stacked and its
	 * loss urgent: see vcirc_circuit_lower().
	 */
	if (state == VCIRC_STATE_DOWN)
		netif_carrier_off(vc->dev);
	WRITE_ONCE(vc->state, state);
	if (state != VCIRC_STATE_DOWN)
		netif_carrier_on(vc->dev);
}

/**
 * vcirc_failover_take() - write the verdict on a path where traffic sees it
 * @vc: the circuit
 * @role: the path
 * @reason: the verdict
 * @now: CLOCK_BOOTTIME ns
 *
 * Context: circuit's lock
 */
static void vcirc_failover_take(struct vcirc *vc, enum vcirc_role role,
				enum vcirc_reason reason, u64 now)
{
	struct vcirc_bind *bind = vcirc_dereference(vc, vc->bind[role]);
	struct vcirc_path_record *rec = &vc->path[role].rec;
	bool was = vcirc_path_record_usable(rec);
	bool changed = vcirc_path_record_update(rec, reason, now);
	bool usable = vcirc_path_record_usable(rec);

	if (bind)
		vcirc_bind_judged(bind, usable);
	if (usable && !was)
		vcirc_event_push(vc, VCIRC_CAUSE_PATH_UP, role, reason);
	else if (was != usable ||
		 (changed && (rec->state == VCIRC_PATH_STATE_DOWN ||
			      rec->state == VCIRC_PATH_STATE_WAITING)))
		vcirc_event_push(vc, VCIRC_CAUSE_PATH_DOWN, role, reason);
}

/**
 * vcirc_failover_judge_locked() - let a circuit follow the facts of this moment
 * @vc: the circuit
 *
 * Takes no other lock, allocates nothing and sleeps nowhere: it may be called
 * from wherever a path is found to have failed.
 *
 * Context: circuit's lock
 */
void vcirc_failover_judge_locked(struct vcirc *vc)
{
	u64 now = ktime_get_boottime_ns();
	enum vcirc_reason reason;
	struct vcirc_bind *bind;
	bool outage = false;
	unsigned int role;

	lockdep_assert_held(&vc->lock);

	if (vc->dying)
		return;
	vcirc_bfd_session_follow(vc);

	/* A path that the transmit path saw fail, and that works again by now,
	 * was down all the same: its flows have left.
	 */
	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = vcirc_dereference(vc, vc->bind[role]);
		if (!bind || vcirc_bind_up(bind) ||
		    !vcirc_path_record_usable(&vc->path[role].rec))
			continue;
		reason = vcirc_path_reason(vc, role);
		vcirc_failover_take(vc, role, reason ?: bind->ops->lost, now);
		outage = true;
	}
	if (outage)
		vcirc_failover_follow(vc, now);

	for (role = 0; role < VCIRC_PATHS; role++)
		vcirc_failover_take(vc, role, vcirc_path_reason(vc, role), now);
	vcirc_failover_follow(vc, now);
}

/**
 * vcirc_failover_judge() - let a circuit follow the facts of this moment
 * @vc: the circuit
 *
 * Context: any but hard interrupts
 */
void vcirc_failover_judge(struct vcirc *vc)
{
	spin_lock_bh(&vc->lock);
	vcirc_failover_judge_locked(vc);
	spin_unlock_bh(&vc->lock);
}

static void vcirc_state_work(struct work_struct *work)
{
	vcirc_failover_judge(container_of(work, struct vcirc, state_work));
}

static void vcirc_event_work(struct work_struct *work)
{
	vcirc_event_tell(container_of(work, struct vcirc, event_work));
}

/**
 * vcirc_failover_suspect() - a binding did not look ready to take a packet
 * @vc: the circuit
 * @bind: the binding
 *
 * The first packet to see it keeps all that follow off the path until it has
 * been judged: flows that went elsewhere must not be called back by a carrier
 * that comes and goes.
 *
 * Context: transmit path
 */
void vcirc_failover_suspect(struct vcirc *vc, struct vcirc_bind *bind)
{
	if (!vcirc_bind_up(bind))
		return;
	spin_lock_bh(&vc->lock);
	/* Unless it was judged while this waited for the lock. */
	if (!vcirc_bind_ready(bind)) {
		vcirc_bind_judged(bind, false);
		if (!vc->dying)
			queue_work(vcirc_wq, &vc->state_work);
	}
	spin_unlock_bh(&vc->lock);
}

/**
 * vcirc_failover_rearm() - the time flows are given to pause has changed
 * @vc: the circuit
 *
 * Context: circuit's lock
 */
void vcirc_failover_rearm(struct vcirc *vc)
{
	if (vc->hash.returning)
		vcirc_return_arm(vc, ktime_get_boottime_ns());
}

/**
 * vcirc_failover_init() - prepare a circuit that is not registered yet
 * @vc: the circuit
 */
void vcirc_failover_init(struct vcirc *vc)
{
	INIT_WORK(&vc->state_work, vcirc_state_work);
	INIT_WORK(&vc->event_work, vcirc_event_work);
	INIT_WORK(&vc->announce_work, vcirc_announce_work);
	INIT_DELAYED_WORK(&vc->return_work, vcirc_return_work);
}

/**
 * vcirc_failover_stop() - judge no more, and wait for work items to end
 * @vc: the circuit
 *
 * The announce work is not waited for, as it takes RTNL: it holds the netdev.
 *
 * Context: RTNL
 */
void vcirc_failover_stop(struct vcirc *vc)
{
	spin_lock_bh(&vc->lock);
	vc->dying = true;
	spin_unlock_bh(&vc->lock);
	cancel_work_sync(&vc->state_work);
	cancel_work_sync(&vc->event_work);
	cancel_delayed_work_sync(&vc->return_work);
}
