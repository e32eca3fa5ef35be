// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>
#include <linux/bitrev.h>
#include <linux/math.h>

#include "map.h"

static void vcirc_map_fill(unsigned long *words, enum vcirc_role role)
{
	unsigned int i;

	for (i = 0; i < VCIRC_MAP_LONGS; i++)
		WRITE_ONCE(words[i], role == VCIRC_ROLE_SECONDARY ? ~0UL : 0);
}

/**
 * vcirc_map_share() - buckets that belong to the secondary path
 * @primary: weight of the primary path
 * @secondary: weight of the secondary path, not 0 when @primary is
 *
 * With weights of 8 bits, a path with any weight gets a bucket at least.
 *
 * Return: 0 to VCIRC_BUCKETS
 */
unsigned int vcirc_map_share(u8 primary, u8 secondary)
{
	const unsigned int sum = primary + secondary;

	if (!secondary)
		return 0;
	if (!primary)
		return VCIRC_BUCKETS;
	return DIV_ROUND_CLOSEST(VCIRC_BUCKETS * secondary, sum);
}

/* Each share's buckets include those of any smaller share, so that a change of
 * weight moves no bucket that it need not move.
 */
static void vcirc_map_home(unsigned long *home, unsigned int share)
{
	unsigned int b;

	bitmap_zero(home, VCIRC_BUCKETS);
	for (b = 0; b < VCIRC_BUCKETS; b++)
		if (bitrev8(b) < share)
			__set_bit(b, home);
}

/**
 * vcirc_map_count() - buckets that are sent on a path
 * @map: the map
 * @role: the path
 *
 * Context: circuit's lock, or a figure that may be torn
 * Return: 0 to VCIRC_BUCKETS
 */
unsigned int vcirc_map_count(const struct vcirc_map *map, enum vcirc_role role)
{
	unsigned int secondary = bitmap_weight(map->cur, VCIRC_BUCKETS);

	return role == VCIRC_ROLE_SECONDARY ? secondary :
					      VCIRC_BUCKETS - secondary;
}

/**
 * vcirc_map_owed() - buckets that have not returned home yet
 * @map: the map
 *
 * Context: circuit's lock
 * Return: 0 when every bucket is where it belongs, or none can be
 */
unsigned int vcirc_map_owed(const struct vcirc_map *map)
{
	DECLARE_BITMAP(differ, VCIRC_BUCKETS);

	bitmap_xor(differ, map->cur, map->home, VCIRC_BUCKETS);
	return bitmap_weight(differ, VCIRC_BUCKETS);
}

static void vcirc_map_go_home(struct vcirc_map *map)
{
	unsigned int i;

	for (i = 0; i < VCIRC_MAP_LONGS; i++)
		WRITE_ONCE(map->cur[i], map->home[i]);
}

/**
 * vcirc_map_return_all() - send all buckets home at once
 * @map: the map
 * @moved: told if that took all traffic to one path
 *
 * Context: circuit's lock
 */
void vcirc_map_return_all(struct vcirc_map *map, struct vcirc_map_moved *moved)
{
	unsigned int secondary = bitmap_weight(map->home, VCIRC_BUCKETS);

	if (map->carried && vcirc_map_owed(map) &&
	    secondary % VCIRC_BUCKETS == 0) {
		moved->switched = true;
		moved->to = secondary ? VCIRC_ROLE_SECONDARY :
					VCIRC_ROLE_PRIMARY;
		moved->from = !moved->to;
	}
	vcirc_map_go_home(map);
}

/**
 * vcirc_map_update() - follow a change of paths, weights or mode
 * @map: the map
 * @want: what to follow
 * @moved: set to what happened to traffic
 *
 * With one usable path everything is sent there. With two, what differs from
 * home is left to vcirc_map_return_idle() and vcirc_map_return_some(), unless
 * @want->at_once, or no path was usable before: nobody's flows are disturbed.
 * With none the map is left as it is.
 *
 * Context: circuit's lock
 */
void vcirc_map_update(struct vcirc_map *map, const struct vcirc_map_want *want,
		      struct vcirc_map_moved *moved)
{
	DECLARE_BITMAP(was, VCIRC_BUCKETS);
	bool outage = !map->usable;
	unsigned int before;
	enum vcirc_role lone;

	*moved = (struct vcirc_map_moved){};
	bitmap_copy(was, map->home, VCIRC_BUCKETS);
	map->usable = want->usable;
	if (!want->usable) {
		bitmap_copy(map->home, map->cur, VCIRC_BUCKETS);
		return;
	}

	if (hweight8(want->usable) == 1) {
		lone = want->usable & BIT(VCIRC_ROLE_SECONDARY) ?
		       VCIRC_ROLE_SECONDARY : VCIRC_ROLE_PRIMARY;
		before = vcirc_map_count(map, lone);
		vcirc_map_fill(map->home, lone);
		vcirc_map_go_home(map);
		if (before < VCIRC_BUCKETS && map->carried) {
			moved->switched = true;
			moved->from = !lone;
			moved->to = lone;
		}
		map->carried = true;
		return;
	}

	if (want->mode == VCIRC_MODE_ACTIVE_ACTIVE) {
		vcirc_map_home(map->home, vcirc_map_share(want->weight[0],
							  want->weight[1]));
	} else if (want->revert) {
		vcirc_map_fill(map->home, VCIRC_ROLE_PRIMARY);
	} else {
		/* Stay where most of the traffic is. */
		before = vcirc_map_count(map, VCIRC_ROLE_SECONDARY);
		lone = before > VCIRC_BUCKETS / 2 ? VCIRC_ROLE_SECONDARY :
						    VCIRC_ROLE_PRIMARY;
		vcirc_map_fill(map->home, lone);
	}
	moved->rehomed = !bitmap_equal(was, map->home, VCIRC_BUCKETS);
	if (want->at_once || outage)
		vcirc_map_return_all(map, moved);
	map->carried = true;
}

static void vcirc_map_return(struct vcirc_map *map, unsigned int b)
{
	unsigned long *word = &map->cur[BIT_WORD(b)];

	WRITE_ONCE(*word, *word ^ BIT_MASK(b));
}

/**
 * vcirc_map_return_idle() - send buckets home that nobody used
 * @map: the map
 * @active: bitmap of the buckets that were used during the last period
 *
 * Context: circuit's lock
 */
void vcirc_map_return_idle(struct vcirc_map *map, const unsigned long *active)
{
	unsigned int i;

	for (i = 0; i < VCIRC_MAP_LONGS; i++) {
		unsigned long go = (map->cur[i] ^ map->home[i]) & ~active[i];

		WRITE_ONCE(map->cur[i], map->cur[i] ^ go);
	}
}

/**
 * vcirc_map_return_some() - send a few buckets home, used or not
 * @map: the map
 * @buckets: how many at most
 *
 * Context: circuit's lock
 */
void vcirc_map_return_some(struct vcirc_map *map, unsigned int buckets)
{
	unsigned int b;

	for (b = 0; b < VCIRC_BUCKETS && buckets; b++) {
		if (test_bit(b, map->cur) == test_bit(b, map->home))
			continue;
		vcirc_map_return(map, b);
		buckets--;
	}
}
