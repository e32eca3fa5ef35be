/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The map: which path each of the 256 flow buckets is sent on.
 *
 * Pure logic. A failed path's buckets go to the survivor at once and nothing
 * else moves. What a returning path, or a new weight, is owed is moved later:
 * buckets that saw no packet for a while first, the rest a few at a time.
 */

#ifndef _VCIRC_MAP_H
#define _VCIRC_MAP_H

#include <linux/bitops.h>
#include <linux/types.h>
#include <uapi/linux/vcirc.h>

#define VCIRC_PATHS		2
#define VCIRC_MAP_LONGS		BITS_TO_LONGS(VCIRC_BUCKETS)
/* Moved per step once the wait for idle buckets is over. */
#define VCIRC_MAP_STEP		16

/**
 * struct vcirc_map - buckets of one circuit
 * @cur: where each bucket is sent now, one bit each, set for secondary.
 *	Written under the circuit's lock, read by the transmit path without.
 * @home: where each bucket belongs while both paths are usable. Circuit's lock.
 * @usable: bit mask of the paths that were usable at the last update.
 *	Circuit's lock.
 * @carried: whether any path was ever usable. Circuit's lock.
 */
struct vcirc_map {
	unsigned long cur[VCIRC_MAP_LONGS];
	unsigned long home[VCIRC_MAP_LONGS];
	u8 usable;
	bool carried;
};

/**
 * struct vcirc_map_want - what the map has to follow
 * @mode: how traffic is spread
 * @weight: share of each path, not both 0
 * @usable: bit mask of the paths that are usable, BIT(role)
 * @revert: active-standby returns to primary
 * @at_once: do not wait for idle buckets
 */
struct vcirc_map_want {
	enum vcirc_mode mode;
	u8 weight[VCIRC_PATHS];
	u8 usable;
	bool revert;
	bool at_once;
};

/**
 * struct vcirc_map_moved - what an update did to traffic
 * @rehomed: some buckets belong elsewhere than before
 * @switched: traffic left one path for the other as a whole
 * @from: the path it left
 * @to: the path it went to
 */
struct vcirc_map_moved {
	bool rehomed;
	bool switched;
	enum vcirc_role from;
	enum vcirc_role to;
};

/**
 * vcirc_map_path() - the path a bucket is sent on
 * @map: the map
 * @bucket: 0 to VCIRC_BUCKETS - 1
 *
 * Context: any, without locks: any mix of old and new words is a valid map.
 * Return: the role of the path
 */
static inline unsigned long vcirc_map_path(const struct vcirc_map *map,
					   unsigned int bucket)
{
	unsigned long word = READ_ONCE(map->cur[BIT_WORD(bucket)]);

	return (word >> (bucket % BITS_PER_LONG)) & 1;
}

unsigned int vcirc_map_share(u8 primary, u8 secondary);
unsigned int vcirc_map_count(const struct vcirc_map *map, enum vcirc_role role);
unsigned int vcirc_map_owed(const struct vcirc_map *map);
void vcirc_map_update(struct vcirc_map *map, const struct vcirc_map_want *want,
		      struct vcirc_map_moved *moved);
void vcirc_map_return_all(struct vcirc_map *map, struct vcirc_map_moved *moved);
void vcirc_map_return_idle(struct vcirc_map *map, const unsigned long *active);
void vcirc_map_return_some(struct vcirc_map *map, unsigned int buckets);

#endif /* _VCIRC_MAP_H */
