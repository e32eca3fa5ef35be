// SPDX-License-Identifier: GPL-2.0
#include <linux/ktime.h>

#include "bfd_session.h"
#include "circuit.h"
#include "event.h"
#include "netlink.h"

/* What the session of a path knows of an event that is about it. */
static void vcirc_event_bfd(const struct vcirc *vc, struct vcirc_event *ev)
{
	const struct vcirc_bfd_session *s = NULL;
	const struct vcirc_bind *bind;

	if (ev->cause != VCIRC_CAUSE_BFD && ev->reason != VCIRC_REASON_BFD &&
	    ev->reason != VCIRC_REASON_PEER_ADMIN_DOWN)
		return;
	bind = vcirc_dereference(vc, vc->bind[ev->role]);
	if (bind)
		s = vcirc_dereference(vc, bind->bfd);
	if (s)
		vcirc_bfd_session_event(s, ev);
}

/**
 * vcirc_event_push() - note an event, to be told soon
 * @vc: the circuit
 * @cause: what happened
 * @role: the path, or VCIRC_ROLE_NONE
 * @reason: why
 *
 * Does not allocate. Without room the event is counted as lost.
 *
 * Context: circuit's lock
 */
void vcirc_event_push(struct vcirc *vc, enum vcirc_cause cause, int role,
		      enum vcirc_reason reason)
{
	struct vcirc_event_ring *ring = &vc->events;
	struct vcirc_event *ev;

	lockdep_assert_held(&vc->lock);

	if (ring->count == VCIRC_EVENTS_MAX) {
		ring->lost++;
		return;
	}
	ev = &ring->event[(ring->head + ring->count++) % VCIRC_EVENTS_MAX];
	*ev = (struct vcirc_event){
		.time = ktime_get_real_ns(),
		.cause = cause,
		.role = role,
		.reason = reason,
		.lost = ring->lost,
	};
	vcirc_event_bfd(vc, ev);
	ring->lost = 0;
	if (!vc->dying)
		queue_work(vcirc_wq, &vc->event_work);
}

/**
 * vcirc_event_note() - note an event that needs no reason
 * @vc: the circuit
 * @cause: what happened
 * @role: the path, or VCIRC_ROLE_NONE
 *
 * Context: without the circuit's lock
 */
void vcirc_event_note(struct vcirc *vc, enum vcirc_cause cause, int role)
{
	spin_lock_bh(&vc->lock);
	vcirc_event_push(vc, cause, role, VCIRC_REASON_NONE);
	spin_unlock_bh(&vc->lock);
}

static bool vcirc_event_pop(struct vcirc *vc, struct vcirc_event *ev)
{
	struct vcirc_event_ring *ring = &vc->events;
	bool any;

	spin_lock_bh(&vc->lock);
	any = ring->count;
	if (any) {
		*ev = ring->event[ring->head];
		ring->head = (ring->head + 1) % VCIRC_EVENTS_MAX;
		ring->count--;
	}
	spin_unlock_bh(&vc->lock);
	return any;
}

/**
 * vcirc_event_tell() - tell the listeners all that waits
 * @vc: the circuit
 *
 * Context: the event work: one at a time, so that events stay in order
 */
void vcirc_event_tell(struct vcirc *vc)
{
	struct vcirc_event ev;

	while (vcirc_event_pop(vc, &ev))
		vcirc_netlink_notify(vc, &ev);
}
