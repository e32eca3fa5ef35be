/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events: what happened to a circuit, kept in a ring until a work item tells
 * the listeners. Nothing that switches traffic waits for a listener.
 */

#ifndef _VCIRC_EVENT_H
#define _VCIRC_EVENT_H

#include <linux/types.h>
#include <uapi/linux/vcirc.h>

struct vcirc;

#define VCIRC_EVENTS_MAX	32
/* An event about the circuit and not about one of its paths. */
#define VCIRC_ROLE_NONE		(-1)

/**
 * struct vcirc_event - one thing that happened
 * @time: when, CLOCK_REALTIME ns
 * @cause: what
 * @role: the path, or VCIRC_ROLE_NONE
 * @reason: why
 * @bfd: it is about a BFD session, too
 * @bfd_state: state of that
 * @bfd_diag: why it went down, if it did, or what is wrong though it is up
 * @bfd_detected: ns since its peer was heard, if it went down
 * @lost: events before this one that could not be told
 */
struct vcirc_event {
	u64 time;
	enum vcirc_cause cause;
	int role;
	enum vcirc_reason reason;
	bool bfd;
	enum vcirc_bfd_state bfd_state;
	u8 bfd_diag;
	u64 bfd_detected;
	u32 lost;
};

/**
 * struct vcirc_event_ring - events that wait to be told
 * @event: the events
 * @head: index of the oldest
 * @count: how many wait
 * @lost: how many could not be told, here or in a message, since one that was
 *
 * All under the circuit's lock.
 */
struct vcirc_event_ring {
	struct vcirc_event event[VCIRC_EVENTS_MAX];
	unsigned int head;
	unsigned int count;
	u32 lost;
};

void vcirc_event_push(struct vcirc *vc, enum vcirc_cause cause, int role,
		      enum vcirc_reason reason);
void vcirc_event_note(struct vcirc *vc, enum vcirc_cause cause, int role);
void vcirc_event_tell(struct vcirc *vc);

#endif /* _VCIRC_EVENT_H */
