// SPDX-License-Identifier: GPL-2.0
#include "path_state.h"

/**
 * vcirc_path_judge() - why a path is not usable
 * @facts: what is known of it
 *
 * Where several reasons hold, the one that has to be mended first wins.
 *
 * Return: VCIRC_REASON_NONE when it is usable
 */
enum vcirc_reason vcirc_path_judge(const struct vcirc_path_facts *facts)
{
	bool wire = facts->binding == VCIRC_BINDING_WIRE;

	if (facts->binding == VCIRC_BINDING_NONE)
		return facts->port_gone ? VCIRC_REASON_PORT_GONE :
					  VCIRC_REASON_UNBOUND;
	if (!facts->admin_up)
		return VCIRC_REASON_ADMIN_DOWN;
	if (!facts->running)
		return wire ? VCIRC_REASON_PEER_DOWN : VCIRC_REASON_PORT_DOWN;
	if (wire && !facts->peer_admin_up)
		return VCIRC_REASON_PEER_ADMIN_DOWN;
	if (!wire && !facts->carrier)
		return VCIRC_REASON_NO_CARRIER;
	if (facts->binding == VCIRC_BINDING_ROUTED && !facts->neighbour)
		return facts->neighbour_taken ? VCIRC_REASON_NEIGHBOUR_TAKEN :
						VCIRC_REASON_NEIGHBOUR;
	switch (facts->bfd) {
	case VCIRC_PATH_BFD_WAITING:
		return VCIRC_REASON_BFD_WAITING;
	case VCIRC_PATH_BFD_ADMIN_DOWN:
		return VCIRC_REASON_PEER_ADMIN_DOWN;
	case VCIRC_PATH_BFD_DOWN:
		return VCIRC_REASON_BFD;
	default:
		return VCIRC_REASON_NONE;
	}
}

/* A session that was up waits again after a command only. */
static bool vcirc_reason_is_command(enum vcirc_reason reason)
{
	return reason == VCIRC_REASON_UNBOUND ||
	       reason == VCIRC_REASON_ADMIN_DOWN ||
	       reason == VCIRC_REASON_PEER_ADMIN_DOWN ||
	       reason == VCIRC_REASON_BFD_WAITING;
}

static enum vcirc_path_state vcirc_reason_state(enum vcirc_reason reason)
{
	switch (reason) {
	case VCIRC_REASON_NONE:
		return VCIRC_PATH_STATE_UP;
	case VCIRC_REASON_UNBOUND:
	case VCIRC_REASON_PORT_GONE:
		return VCIRC_PATH_STATE_UNBOUND;
	case VCIRC_REASON_BFD_WAITING:
		return VCIRC_PATH_STATE_WAITING;
	default:
		return VCIRC_PATH_STATE_DOWN;
	}
}

/**
 * vcirc_path_record_update() - write a verdict into the record
 * @rec: the record
 * @reason: the verdict of vcirc_path_judge()
 * @now: CLOCK_BOOTTIME ns
 *
 * Context: circuit's lock
 * Return: true when the state or the reason changed
 */
bool vcirc_path_record_update(struct vcirc_path_record *rec,
			      enum vcirc_reason reason, u64 now)
{
	enum vcirc_path_state state = vcirc_reason_state(reason);

	if (rec->state == state && rec->reason == reason)
		return false;
	if (state == VCIRC_PATH_STATE_UP) {
		rec->times_up++;
	} else if (rec->state == VCIRC_PATH_STATE_UP) {
		rec->times_down++;
		if (!vcirc_reason_is_command(reason))
			rec->flaps++;
	}
	rec->state = state;
	rec->reason = reason;
	rec->since = now;
	return true;
}
