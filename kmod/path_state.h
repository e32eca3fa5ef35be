/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the facts about a path make of it, and the record of how that changed.
 * Pure logic.
 */

#ifndef _VCIRC_PATH_STATE_H
#define _VCIRC_PATH_STATE_H

#include <linux/types.h>
#include <uapi/linux/vcirc.h>

/**
 * enum vcirc_path_bfd - what BFD says of a path
 * @VCIRC_PATH_BFD_UP: nothing against it
 * @VCIRC_PATH_BFD_WAITING: its session has not been up yet
 * @VCIRC_PATH_BFD_ADMIN_DOWN: the other end took it down by a command
 * @VCIRC_PATH_BFD_DOWN: its session is down, or its Echo packets do not return
 */
enum vcirc_path_bfd {
	VCIRC_PATH_BFD_UP,
	VCIRC_PATH_BFD_WAITING,
	VCIRC_PATH_BFD_ADMIN_DOWN,
	VCIRC_PATH_BFD_DOWN,
};

/**
 * struct vcirc_path_facts - all that decides whether a path is usable
 * @binding: how it is bound
 * @port_gone: it lost its port without a command
 * @admin_up: no command took it down
 * @running: the port, or the circuit at the other end, is administratively up
 * @carrier: the port has carrier
 * @neighbour: routed: the MAC address of the router is known
 * @neighbour_taken: routed: it is, and is that of another circuit's
 * @peer_admin_up: wire: the other end did not take its path down
 * @bfd: of its session, if it has one
 */
struct vcirc_path_facts {
	enum vcirc_binding binding;
	bool port_gone;
	bool admin_up;
	bool running;
	bool carrier;
	bool neighbour;
	bool neighbour_taken;
	bool peer_admin_up;
	enum vcirc_path_bfd bfd;
};

/**
 * struct vcirc_path_record - state of a path and how it got there
 * @state: unbound, down, waiting or up
 * @reason: why it is not up
 * @since: when either changed, CLOCK_BOOTTIME ns
 * @times_up: how often it became usable
 * @times_down: how often it stopped being usable
 * @flaps: how often it did so without a command on either end
 *
 * All under the circuit's lock.
 */
struct vcirc_path_record {
	enum vcirc_path_state state;
	enum vcirc_reason reason;
	u64 since;
	u64 times_up;
	u64 times_down;
	u64 flaps;
};

enum vcirc_reason vcirc_path_judge(const struct vcirc_path_facts *facts);
bool vcirc_path_record_update(struct vcirc_path_record *rec,
			      enum vcirc_reason reason, u64 now);

/**
 * vcirc_path_record_usable() - may traffic be sent on the path
 * @rec: its record
 *
 * Return: true when it may
 */
static inline bool vcirc_path_record_usable(const struct vcirc_path_record *rec)
{
	return rec->state == VCIRC_PATH_STATE_UP;
}

#endif /* _VCIRC_PATH_STATE_H */
