// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../map.h"

#define NOBODY		0
#define PRIMARY		BIT(VCIRC_ROLE_PRIMARY)
#define SECONDARY	BIT(VCIRC_ROLE_SECONDARY)
#define BOTH		(PRIMARY | SECONDARY)

static struct vcirc_map_moved map_follow(struct vcirc_map *map,
					 struct vcirc_map_want want)
{
	struct vcirc_map_moved moved;

	/* What an update does not write must not pass for an answer. */
	memset(&moved, 0xff, sizeof(moved));
	vcirc_map_update(map, &want, &moved);
	return moved;
}

/* A circuit that just came to be, both paths usable. */
static void map_start(struct vcirc_map *map, u8 primary, u8 secondary)
{
	*map = (struct vcirc_map){};
	map_follow(map, (struct vcirc_map_want){
		.weight = { primary, secondary }, .usable = BOTH,
	});
}

static struct vcirc_map_want map_want(u8 usable)
{
	return (struct vcirc_map_want){ .weight = { 1, 1 }, .usable = usable };
}

static struct vcirc_map_want map_standby(u8 usable, bool revert)
{
	return (struct vcirc_map_want){
		.mode = VCIRC_MODE_ACTIVE_STANDBY,
		.weight = { 1, 1 },
		.usable = usable,
		.revert = revert,
	};
}

static unsigned int map_differ(const struct vcirc_map *a,
			       const struct vcirc_map *b)
{
	unsigned int bucket, differ = 0;

	for (bucket = 0; bucket < VCIRC_BUCKETS; bucket++)
		differ += vcirc_map_path(a, bucket) !=
			  vcirc_map_path(b, bucket);
	return differ;
}

static unsigned int map_on(const struct vcirc_map *map, enum vcirc_role role)
{
	unsigned int bucket, on = 0;

	for (bucket = 0; bucket < VCIRC_BUCKETS; bucket++)
		on += vcirc_map_path(map, bucket) == role;
	return on;
}

/* Shares ------------------------------------------------------------------- */

static void map_share_of_well_known_weights(struct kunit *test)
{
	static const struct {
		u8 primary, secondary;
		unsigned int share;
	} known[] = {
		{ 0, 0, 0 },	   { 1, 0, 0 },	      { 255, 0, 0 },
		{ 0, 1, 256 },	   { 0, 255, 256 },   { 1, 1, 128 },
		{ 255, 255, 128 }, { 2, 1, 85 },      { 1, 2, 171 },
		{ 3, 1, 64 },	   { 1, 3, 192 },     { 4, 1, 51 },
		{ 1, 4, 205 },	   { 9, 1, 26 },      { 80, 20, 51 },
		{ 255, 1, 1 },	   { 1, 255, 255 },   { 254, 1, 1 },
		{ 1, 254, 255 },   { 255, 254, 128 }, { 253, 2, 2 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		KUNIT_EXPECT_EQ_MSG(test, known[i].share,
				    vcirc_map_share(known[i].primary,
						    known[i].secondary),
				    "weights %u:%u", known[i].primary,
				    known[i].secondary);
}

static void map_share_is_the_nearest_and_never_none(struct kunit *test)
{
	unsigned int a, b;

	for (a = 1; a <= VCIRC_WEIGHT_MAX; a++) {
		for (b = 1; b <= VCIRC_WEIGHT_MAX; b++) {
			int share = vcirc_map_share(a, b);
			int error = share * (a + b) - VCIRC_BUCKETS * b;

			KUNIT_ASSERT_GE_MSG(test, share, 1, "%u:%u", a, b);
			KUNIT_ASSERT_LE_MSG(test, share, VCIRC_BUCKETS - 1,
					    "%u:%u", a, b);
			KUNIT_ASSERT_LE_MSG(test, 2 * abs(error), (int)(a + b),
					    "%u:%u", a, b);
		}
	}
}

static void map_share_does_not_favour_a_role(struct kunit *test)
{
	unsigned int a, b;

	for (a = 0; a <= VCIRC_WEIGHT_MAX; a++)
		for (b = !a; b <= VCIRC_WEIGHT_MAX; b++)
			KUNIT_ASSERT_EQ_MSG(test, VCIRC_BUCKETS,
					    vcirc_map_share(a, b) +
					    vcirc_map_share(b, a),
					    "%u:%u", a, b);
}

static void map_counts_what_weights_share(struct kunit *test)
{
	struct vcirc_map map;
	unsigned int a, b;

	for (a = 0; a <= VCIRC_WEIGHT_MAX; a += 5) {
		for (b = !a; b <= VCIRC_WEIGHT_MAX; b += 3) {
			unsigned int share = vcirc_map_share(a, b);

			map_start(&map, a, b);
			KUNIT_ASSERT_EQ_MSG(test, share,
					    vcirc_map_count(&map, 1),
					    "%u:%u", a, b);
			KUNIT_ASSERT_EQ(test, VCIRC_BUCKETS - share,
					vcirc_map_count(&map, 0));
			KUNIT_ASSERT_EQ(test, share, map_on(&map, 1));
			KUNIT_ASSERT_EQ(test, 0, vcirc_map_owed(&map));
		}
	}
}

/* The smallest share is one bucket, and the order in which buckets join a
 * growing share must not change between versions: a change would move flows.
 */
static void map_home_grows_in_the_known_order(struct kunit *test)
{
	static const u8 order[] = { 0, 128, 64, 192, 32, 160, 96, 224, 16 };
	struct vcirc_map map;
	unsigned int n, i;

	for (n = 1; n <= ARRAY_SIZE(order); n++) {
		map_start(&map, VCIRC_BUCKETS - n, n);
		KUNIT_ASSERT_EQ(test, n, vcirc_map_count(&map, 1));
		for (i = 0; i < n; i++)
			KUNIT_EXPECT_EQ_MSG(test, VCIRC_ROLE_SECONDARY,
					    vcirc_map_path(&map, order[i]),
					    "bucket %u of share %u",
					    order[i], n);
	}
	map_start(&map, 1, 255);
	KUNIT_EXPECT_EQ(test, VCIRC_ROLE_PRIMARY, vcirc_map_path(&map, 255));
}

/* Hashes that fill only a part of the buckets must be shared out as well. */
static void map_home_is_even_in_every_sixteen_buckets(struct kunit *test)
{
	unsigned int n, block, i;
	struct vcirc_map map;

	for (n = 1; n < VCIRC_BUCKETS; n++) {
		map_start(&map, VCIRC_BUCKETS - n, n);
		for (block = 0; block < VCIRC_BUCKETS; block += 16) {
			unsigned int got = 0;

			for (i = 0; i < 16; i++)
				got += vcirc_map_path(&map, block + i);
			KUNIT_ASSERT_GE_MSG(test, got, n / 16,
					    "share %u, block %u", n, block);
			KUNIT_ASSERT_LE_MSG(test, got, DIV_ROUND_UP(n, 16),
					    "share %u, block %u", n, block);
		}
	}
}

static void map_weight_change_moves_only_the_difference(struct kunit *test)
{
	struct vcirc_map_want want = map_want(BOTH);
	struct vcirc_map before, after;
	struct vcirc_map_moved moved;
	int n, m;

	want.at_once = true;
	for (n = 1; n < VCIRC_BUCKETS; n += 2) {
		map_start(&before, VCIRC_BUCKETS - n, n);
		for (m = 1; m < VCIRC_BUCKETS; m += 3) {
			after = before;
			want.weight[0] = VCIRC_BUCKETS - m;
			want.weight[1] = m;
			moved = map_follow(&after, want);
			KUNIT_ASSERT_EQ_MSG(test, m, vcirc_map_count(&after, 1),
					    "%d to %d", n, m);
			KUNIT_ASSERT_EQ_MSG(test, abs(n - m),
					    map_differ(&before, &after),
					    "%d to %d", n, m);
			KUNIT_ASSERT_FALSE(test, moved.switched);
		}
	}
}

static void map_weight_change_waits_unless_at_once(struct kunit *test)
{
	struct vcirc_map_want want = map_want(BOTH);
	struct vcirc_map before, map;

	map_start(&map, 1, 1);
	before = map;
	want.weight[0] = 3;
	KUNIT_EXPECT_FALSE(test, map_follow(&map, want).switched);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&before, &map));
	KUNIT_EXPECT_EQ(test, 64, vcirc_map_owed(&map));

	/* Taken back before anything moved, nothing has to. */
	want.weight[0] = 1;
	map_follow(&map, want);
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));

	want.weight[0] = 3;
	want.at_once = true;
	map_follow(&map, want);
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
	KUNIT_EXPECT_EQ(test, 64, vcirc_map_count(&map, 1));
}

static void map_weight_0_is_only_used_without_the_other(struct kunit *test)
{
	struct vcirc_map_want want = map_want(BOTH);
	struct vcirc_map map;

	want.weight[1] = 0;
	map_start(&map, 1, 0);
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_count(&map, 1));

	want.usable = SECONDARY;
	map_follow(&map, want);
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 1));

	want.usable = BOTH;
	map_follow(&map, want);
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_owed(&map));
	vcirc_map_return_some(&map, VCIRC_BUCKETS);
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_count(&map, 1));
}

/* Failure ------------------------------------------------------------------ */

static void map_failure_moves_only_the_failed_paths_buckets(struct kunit *test)
{
	static const u8 weights[][2] = {
		{ 1, 1 }, { 3, 1 }, { 1, 3 }, { 255, 1 }, { 1, 255 }, { 7, 9 },
	};
	struct vcirc_map before, map;
	struct vcirc_map_moved moved;
	unsigned int i, bucket, lone;

	for (i = 0; i < ARRAY_SIZE(weights); i++) {
		for (lone = 0; lone < VCIRC_PATHS; lone++) {
			struct vcirc_map_want want = map_want(BIT(lone));

			want.weight[0] = weights[i][0];
			want.weight[1] = weights[i][1];
			map_start(&map, weights[i][0], weights[i][1]);
			before = map;
			moved = map_follow(&map, want);

			for (bucket = 0; bucket < VCIRC_BUCKETS; bucket++)
				KUNIT_ASSERT_EQ(test, lone,
						vcirc_map_path(&map, bucket));
			KUNIT_EXPECT_EQ(test, map_on(&before, !lone),
					map_differ(&before, &map));
			KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
			KUNIT_EXPECT_TRUE(test, moved.switched);
			KUNIT_EXPECT_EQ(test, !lone, moved.from);
			KUNIT_EXPECT_EQ(test, lone, moved.to);
		}
	}
}

static void map_failure_midway_of_a_return_spares_the_survivor(struct kunit *test)
{
	struct vcirc_map before, map;

	map_start(&map, 1, 1);
	map_follow(&map, map_want(SECONDARY));
	map_follow(&map, map_want(BOTH));
	vcirc_map_return_some(&map, 3 * VCIRC_MAP_STEP);
	before = map;

	map_follow(&map, map_want(SECONDARY));
	KUNIT_EXPECT_EQ(test, 3 * VCIRC_MAP_STEP, map_differ(&before, &map));
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 1));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
}

static void map_outage_leaves_everything_where_it_was(struct kunit *test)
{
	struct vcirc_map before, map;

	map_start(&map, 3, 2);
	before = map;
	KUNIT_EXPECT_FALSE(test, map_follow(&map, map_want(NOBODY)).switched);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&before, &map));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));

	/* Nothing is due to a path that is not there either. */
	map_start(&map, 1, 1);
	map_follow(&map, map_want(PRIMARY));
	map_follow(&map, map_want(BOTH));
	KUNIT_EXPECT_EQ(test, 128, vcirc_map_owed(&map));
	before = map;
	map_follow(&map, map_want(NOBODY));
	KUNIT_EXPECT_EQ(test, 0, map_differ(&before, &map));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
}

static void map_outage_ends_at_once_with_both_paths(struct kunit *test)
{
	struct vcirc_map_moved moved;
	struct vcirc_map map, fresh;

	map_start(&fresh, 1, 1);
	map = fresh;
	map_follow(&map, map_want(PRIMARY));
	map_follow(&map, map_want(NOBODY));
	moved = map_follow(&map, map_want(BOTH));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
	KUNIT_EXPECT_EQ(test, 0, map_differ(&map, &fresh));
	/* The path that carried everything still carries half. */
	KUNIT_EXPECT_FALSE(test, moved.switched);
}

/* Return ------------------------------------------------------------------- */

static void map_return_owes_and_moves_nothing_by_itself(struct kunit *test)
{
	struct vcirc_map before, map;
	unsigned int lone;

	for (lone = 0; lone < VCIRC_PATHS; lone++) {
		struct vcirc_map_want want = map_want(BIT(lone));
		unsigned int times;

		want.weight[0] = 3;
		map_start(&map, 3, 1);
		map_follow(&map, want);
		before = map;

		want.usable = BOTH;
		for (times = 0; times < 3; times++) {
			KUNIT_EXPECT_FALSE(test,
					   map_follow(&map, want).switched);
			KUNIT_EXPECT_EQ(test, 0, map_differ(&before, &map));
			KUNIT_EXPECT_EQ(test, lone ? 192 : 64,
					vcirc_map_owed(&map));
		}
	}
}

static void map_return_is_at_once_when_told(struct kunit *test)
{
	struct vcirc_map_want want = map_want(BOTH);
	struct vcirc_map map, fresh;

	map_start(&fresh, 1, 1);
	map = fresh;
	map_follow(&map, map_want(SECONDARY));
	want.at_once = true;
	KUNIT_EXPECT_FALSE(test, map_follow(&map, want).switched);
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
	KUNIT_EXPECT_EQ(test, 0, map_differ(&map, &fresh));
}

static void map_idle_buckets_return_and_active_ones_stay(struct kunit *test)
{
	DECLARE_BITMAP(active, VCIRC_BUCKETS);
	struct vcirc_map map, fresh, before;
	unsigned int bucket;

	map_start(&fresh, 1, 1);
	map = fresh;
	map_follow(&map, map_want(PRIMARY));
	map_follow(&map, map_want(BOTH));
	before = map;

	bitmap_fill(active, VCIRC_BUCKETS);
	vcirc_map_return_idle(&map, active);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&before, &map));

	/* Two of three buckets are in use. */
	for (bucket = 0; bucket < VCIRC_BUCKETS; bucket += 3)
		__clear_bit(bucket, active);
	vcirc_map_return_idle(&map, active);
	for (bucket = 0; bucket < VCIRC_BUCKETS; bucket++) {
		const struct vcirc_map *like = bucket % 3 ? &before : &fresh;

		KUNIT_EXPECT_EQ_MSG(test, vcirc_map_path(like, bucket),
				    vcirc_map_path(&map, bucket),
				    "bucket %u", bucket);
	}

	/* A bucket that is home already does not swing back. */
	before = map;
	vcirc_map_return_idle(&map, active);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&before, &map));

	bitmap_zero(active, VCIRC_BUCKETS);
	vcirc_map_return_idle(&map, active);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&fresh, &map));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
}

static void map_steps_move_as_many_as_asked_for(struct kunit *test)
{
	struct vcirc_map map, fresh, before;
	unsigned int owed, steps = 0;

	map_start(&fresh, 100, 156);
	map = fresh;
	map_follow(&map, map_want(PRIMARY));
	map_follow(&map, (struct vcirc_map_want){
		.weight = { 100, 156 }, .usable = BOTH,
	});
	owed = vcirc_map_owed(&map);
	KUNIT_ASSERT_EQ(test, 156, owed);

	vcirc_map_return_some(&map, 0);
	KUNIT_EXPECT_EQ(test, owed, vcirc_map_owed(&map));
	for (; owed && steps < VCIRC_BUCKETS; steps++) {
		unsigned int want = min(owed, 16U);

		before = map;
		vcirc_map_return_some(&map, VCIRC_MAP_STEP);
		KUNIT_EXPECT_EQ(test, want, map_differ(&before, &map));
		owed -= want;
		KUNIT_EXPECT_EQ(test, owed, vcirc_map_owed(&map));
	}
	KUNIT_EXPECT_EQ(test, 10, steps);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&fresh, &map));

	vcirc_map_return_some(&map, VCIRC_MAP_STEP);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&fresh, &map));
}

static void map_steps_move_both_ways(struct kunit *test)
{
	struct vcirc_map_want want = map_want(BOTH);
	struct vcirc_map map, fresh;

	map_start(&fresh, 1, 1);
	map_start(&map, 1, 0);
	/* 0 to 199 moved to secondary before it was taken back by half. */
	want.weight[0] = 0;
	map_follow(&map, want);
	vcirc_map_return_some(&map, 200);
	want.weight[0] = 1;
	map_follow(&map, want);
	KUNIT_EXPECT_EQ(test, 100 + 28, vcirc_map_owed(&map));
	vcirc_map_return_some(&map, VCIRC_BUCKETS);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&fresh, &map));
}

/* Active-standby ----------------------------------------------------------- */

static void map_standby_begins_on_primary(struct kunit *test)
{
	unsigned int revert;
	struct vcirc_map map;

	for (revert = 0; revert < 2; revert++) {
		map = (struct vcirc_map){};
		map_follow(&map, map_standby(BOTH, revert));
		KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 0));
		KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
	}
}

static void map_standby_ignores_weights(struct kunit *test)
{
	struct vcirc_map_want want = map_standby(BOTH, true);
	struct vcirc_map map = {};

	want.weight[0] = 0;
	map_follow(&map, want);
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 0));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
}

static void map_standby_with_revert_owes_primary_everything(struct kunit *test)
{
	struct vcirc_map map = {};

	map_follow(&map, map_standby(BOTH, true));
	map_follow(&map, map_standby(SECONDARY, true));
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 1));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));

	map_follow(&map, map_standby(BOTH, true));
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 1));
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_owed(&map));
	vcirc_map_return_some(&map, VCIRC_BUCKETS);
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 0));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
}

static void map_standby_without_revert_stays_until_it_fails(struct kunit *test)
{
	struct vcirc_map map = {};

	map_follow(&map, map_standby(BOTH, false));
	map_follow(&map, map_standby(SECONDARY, false));
	KUNIT_EXPECT_FALSE(test,
			   map_follow(&map, map_standby(BOTH, false)).switched);
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 1));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));

	/* Not even an outage of both calls it back. */
	map_follow(&map, map_standby(NOBODY, false));
	KUNIT_EXPECT_FALSE(test,
			   map_follow(&map, map_standby(BOTH, false)).switched);
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 1));

	map_follow(&map, map_standby(PRIMARY, false));
	map_follow(&map, map_standby(BOTH, false));
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(&map, 0));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
}

/* The switch of a mode change goes where the traffic went, and not where the
 * first bucket already was.
 */
static void map_standby_return_tells_which_way(struct kunit *test)
{
	static const struct {
		u8 weight[VCIRC_PATHS];
		bool revert;
		bool switched;
		enum vcirc_role to;
	} changes[] = {
		{ { 1, 3 }, false, true, VCIRC_ROLE_SECONDARY },
		{ { 1, 3 }, true, true, VCIRC_ROLE_PRIMARY },
		{ { 3, 1 }, false, true, VCIRC_ROLE_PRIMARY },
		{ { 0, 1 }, false, false, },
		{ { 0, 1 }, true, true, VCIRC_ROLE_PRIMARY },
		{ { 1, 0 }, true, false, },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		struct vcirc_map_moved moved = {};
		struct vcirc_map map;

		map_start(&map, changes[i].weight[0], changes[i].weight[1]);
		map_follow(&map, map_standby(BOTH, changes[i].revert));
		vcirc_map_return_all(&map, &moved);
		KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
		KUNIT_EXPECT_EQ_MSG(test, changes[i].switched, moved.switched,
				    "change %u", i);
		if (!moved.switched)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, changes[i].to, moved.to,
				    "change %u", i);
		KUNIT_EXPECT_EQ_MSG(test, !changes[i].to, moved.from,
				    "change %u", i);
		KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS,
				vcirc_map_count(&map, moved.to));
	}
}

static void map_return_of_all_to_both_paths_is_no_switch(struct kunit *test)
{
	struct vcirc_map_moved moved = {};
	struct vcirc_map map, fresh;

	map_start(&fresh, 1, 1);
	map = fresh;
	map_follow(&map, map_want(PRIMARY));
	map_follow(&map, map_want(BOTH));
	vcirc_map_return_all(&map, &moved);
	KUNIT_EXPECT_FALSE(test, moved.switched);
	KUNIT_EXPECT_EQ(test, 0, map_differ(&map, &fresh));
}

/* Only what makes more buckets due may begin the wait for them anew. */
static void map_rehomes_when_buckets_belong_elsewhere(struct kunit *test)
{
	struct vcirc_map_want want = map_want(BOTH);
	struct vcirc_map map = {};

	KUNIT_EXPECT_TRUE(test, map_follow(&map, want).rehomed);
	KUNIT_EXPECT_FALSE(test, map_follow(&map, want).rehomed);
	KUNIT_EXPECT_FALSE(test, map_follow(&map, map_want(PRIMARY)).rehomed);
	KUNIT_EXPECT_TRUE(test, map_follow(&map, want).rehomed);
	vcirc_map_return_some(&map, VCIRC_MAP_STEP);
	KUNIT_EXPECT_FALSE(test, map_follow(&map, want).rehomed);
	want.weight[0] = 2;
	KUNIT_EXPECT_TRUE(test, map_follow(&map, want).rehomed);
	want.weight[0] = 4;
	want.weight[1] = 2;
	KUNIT_EXPECT_FALSE(test, map_follow(&map, want).rehomed);
	KUNIT_EXPECT_FALSE(test, map_follow(&map, map_want(NOBODY)).rehomed);
	KUNIT_EXPECT_TRUE(test, map_follow(&map, map_standby(BOTH, true)).rehomed);
}

static void map_standby_forgets_a_return_when_revert_is_set_off(struct kunit *test)
{
	struct vcirc_map map = {};

	map_follow(&map, map_standby(SECONDARY, true));
	map_follow(&map, map_standby(BOTH, true));
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_owed(&map));
	map_follow(&map, map_standby(BOTH, false));
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
	map_follow(&map, map_standby(BOTH, true));
	KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS, vcirc_map_owed(&map));
}

static void map_standby_without_revert_takes_where_most_is(struct kunit *test)
{
	static const struct {
		u8 weight[VCIRC_PATHS];
		enum vcirc_role path;
		unsigned int owed;
	} shares[] = {
		{ { 3, 1 }, VCIRC_ROLE_PRIMARY, 64 },
		{ { 1, 1 }, VCIRC_ROLE_PRIMARY, 128 },
		{ { 127, 129 }, VCIRC_ROLE_SECONDARY, 127 },
		{ { 1, 3 }, VCIRC_ROLE_SECONDARY, 64 },
		{ { 0, 1 }, VCIRC_ROLE_SECONDARY, 0 },
	};
	struct vcirc_map map;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shares); i++) {
		map_start(&map, shares[i].weight[0], shares[i].weight[1]);
		map_follow(&map, map_standby(BOTH, false));
		KUNIT_EXPECT_EQ(test, shares[i].owed, vcirc_map_owed(&map));
		vcirc_map_return_some(&map, VCIRC_BUCKETS);
		KUNIT_EXPECT_EQ(test, VCIRC_BUCKETS,
				vcirc_map_count(&map, shares[i].path));
	}
}

/* Switches ----------------------------------------------------------------- */

/* What a circuit lives through, one word each: A is active-active, S is
 * active-standby with and N without revert; then the usable paths; a bang does
 * not wait; > and < report a switch to secondary and to primary.
 */
struct map_story {
	const char *name;
	const char *words[8];
};

static const struct map_story map_stories[] = {
	{ "failure", { "Aps", "As>", "As", "Aps", "Ap<" } },
	{ "failure of the other", { "Aps", "Ap<", "Ap", "Aps", "As>" } },
	{ "one after the other", { "Ap", "As>", "Ap<", "As>" } },
	{ "return in peace", { "Aps", "As>", "Aps", "As", "Aps!", "As>" } },
	{ "return to the lone path", { "Aps", "Ap<", "A", "Ap", "A", "Ap" } },
	{ "outage, then the other", { "Aps", "Ap<", "A", "As>", "A", "Ap<" } },
	{ "outage from both to one", { "Aps", "A", "As>" } },
	{ "outage from both to both", { "Aps", "A", "Aps", "A", "Aps" } },
	{ "standby fails", { "Sps", "Sp", "Sps", "Sp" } },
	{ "active fails and waits", { "Sps", "Ss>", "Sps", "Sps", "Ss" } },
	{ "active fails and reverts", { "Sps", "Ss>", "Sps!<", "Sps!" } },
	{ "active fails and stays", { "Nps", "Ns>", "Nps!", "Np<", "Nps!" } },
	{ "revert turned on", { "Ns", "Nps", "Sps", "Sps!<" } },
	{ "standby after an outage", { "Sps", "Ss>", "S", "Sps<" } },
	{ "stays after an outage", { "Nps", "Ns>", "N", "Nps", "Np<" } },
	{ "mode changes", { "Aps", "Sps!<", "Aps!", "Nps!<", "Aps!" } },
	{ "mode changes and waits", { "Aps", "Sps", "Aps", "Nps", "Aps!" } },
	{ "nothing before the first", { "A", "A!", "As", "A", "Ap<" } },
};

KUNIT_ARRAY_PARAM_DESC(map_stories, map_stories, name);

static void map_switch_is_told_when_all_traffic_left_a_path(struct kunit *test)
{
	const struct map_story *story = test->param_value;
	struct vcirc_map map = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(story->words) && story->words[i]; i++) {
		const char *word = story->words[i];
		struct vcirc_map_want want = {
			.mode = *word == 'A' ? VCIRC_MODE_ACTIVE_ACTIVE :
					       VCIRC_MODE_ACTIVE_STANDBY,
			.weight = { 1, 1 },
			.usable = (strchr(word, 'p') ? PRIMARY : 0) |
				  (strchr(word, 's') ? SECONDARY : 0),
			.revert = *word != 'N',
			.at_once = strchr(word, '!'),
		};
		struct vcirc_map_moved moved = map_follow(&map, want);
		bool there = strchr(word, '>'), back = strchr(word, '<');

		KUNIT_ASSERT_EQ_MSG(test, there || back, moved.switched,
				    "word %u, %s", i, word);
		if (!moved.switched)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, there, moved.to == VCIRC_ROLE_SECONDARY,
				    "word %u, %s", i, word);
		KUNIT_EXPECT_EQ_MSG(test, back, moved.from == VCIRC_ROLE_SECONDARY,
				    "word %u, %s", i, word);
		KUNIT_EXPECT_EQ_MSG(test, VCIRC_BUCKETS,
				    vcirc_map_count(&map, moved.to),
				    "word %u, %s", i, word);
	}
}

static void map_switch_is_not_told_before_anything_was_sent(struct kunit *test)
{
	unsigned int bits;

	/* Usable paths, mode, revert, at once, weight of primary, no path at
	 * first: whatever the beginning is.
	 */
	for (bits = 0; bits < BIT(7); bits++) {
		struct vcirc_map_want want = {
			.usable = bits & BOTH,
			.mode = bits & BIT(2) ? VCIRC_MODE_ACTIVE_STANDBY :
						VCIRC_MODE_ACTIVE_ACTIVE,
			.revert = bits & BIT(3),
			.at_once = bits & BIT(4),
			.weight = { !!(bits & BIT(5)), 1 },
		};
		struct vcirc_map map = {};

		if (bits & BIT(6))
			map_follow(&map, map_want(NOBODY));
		KUNIT_ASSERT_FALSE_MSG(test, map_follow(&map, want).switched,
				       "bits %#x", bits);
		KUNIT_ASSERT_EQ_MSG(test, 0, vcirc_map_owed(&map),
				    "bits %#x", bits);
	}
}

/* Whatever happens --------------------------------------------------------- */

static bool map_switch_expected(const struct vcirc_map *before,
				const struct vcirc_map *after,
				const struct vcirc_map_want *want)
{
	if (!before->carried || !want->usable)
		return false;
	if (map_on(after, 0) % VCIRC_BUCKETS)
		return false;
	return map_differ(before, after) > 0;
}

static void map_random_update(struct kunit *test, struct vcirc_map *map,
			      struct vcirc_map_want *want, u32 dice)
{
	const struct vcirc_map before = *map;
	struct vcirc_map_moved moved;
	unsigned int lone;

	/* Mostly one thing changes, paths most often. */
	if (dice & 3)
		want->usable ^= BIT((dice >> 2) & 1);
	else if (dice & 4)
		want->weight[(dice >> 3) & 1] = dice >> 8;
	else
		want->mode = (dice >> 8) & 1;
	want->revert = dice & BIT(16);
	want->at_once = !(dice & (BIT(17) | BIT(18)));
	if (!want->weight[0] && !want->weight[1])
		want->weight[0] = 1;

	moved = map_follow(map, *want);
	KUNIT_ASSERT_EQ(test, want->usable, map->usable);
	if (want->usable == BOTH)
		KUNIT_ASSERT_EQ(test, moved.rehomed,
				!bitmap_equal(before.home, map->home,
					      VCIRC_BUCKETS));
	else
		KUNIT_ASSERT_FALSE(test, moved.rehomed);
	KUNIT_ASSERT_EQ(test, map_switch_expected(&before, map, want),
			moved.switched);
	if (moved.switched) {
		KUNIT_ASSERT_EQ(test, moved.from, !moved.to);
		KUNIT_ASSERT_EQ(test, VCIRC_BUCKETS,
				vcirc_map_count(map, moved.to));
	}

	if (want->usable == BOTH) {
		if (before.usable && !want->at_once)
			KUNIT_ASSERT_EQ(test, 0, map_differ(&before, map));
		else
			KUNIT_ASSERT_EQ(test, 0, vcirc_map_owed(map));
		return;
	}
	KUNIT_ASSERT_EQ(test, 0, vcirc_map_owed(map));
	if (!want->usable) {
		KUNIT_ASSERT_EQ(test, 0, map_differ(&before, map));
		return;
	}
	lone = want->usable == SECONDARY;
	KUNIT_ASSERT_EQ(test, VCIRC_BUCKETS, vcirc_map_count(map, lone));
	KUNIT_ASSERT_EQ(test, map_on(&before, !lone), map_differ(&before, map));
}

static void map_random_return(struct kunit *test, struct vcirc_map *map,
			      struct rnd_state *rnd)
{
	unsigned int owed = vcirc_map_owed(map), bucket;
	DECLARE_BITMAP(active, VCIRC_BUCKETS);
	const struct vcirc_map before = *map;

	if (prandom_u32_state(rnd) & 1) {
		vcirc_map_return_some(map, VCIRC_MAP_STEP);
		KUNIT_ASSERT_EQ(test, owed - min(owed, 16U),
				vcirc_map_owed(map));
		KUNIT_ASSERT_EQ(test, min(owed, 16U),
				map_differ(&before, map));
		return;
	}
	prandom_bytes_state(rnd, active, sizeof(active));
	vcirc_map_return_idle(map, active);
	for (bucket = 0; bucket < VCIRC_BUCKETS; bucket++) {
		if (test_bit(bucket, active))
			KUNIT_ASSERT_EQ(test, vcirc_map_path(&before, bucket),
					vcirc_map_path(map, bucket));
		else
			KUNIT_ASSERT_EQ(test, test_bit(bucket, map->home),
					vcirc_map_path(map, bucket));
	}
}

static void map_random_stories_keep_every_promise(struct kunit *test)
{
	struct vcirc_map_want want = map_want(NOBODY);
	struct vcirc_map map = {};
	struct rnd_state rnd;
	unsigned int i, owed;

	prandom_seed_state(&rnd, 20240607);
	for (i = 0; i < 20000; i++) {
		if (prandom_u32_state(&rnd) % 4)
			map_random_return(test, &map, &rnd);
		else
			map_random_update(test, &map, &want,
					  prandom_u32_state(&rnd));
		KUNIT_ASSERT_EQ(test, VCIRC_BUCKETS,
				vcirc_map_count(&map, 0) +
				vcirc_map_count(&map, 1));
		KUNIT_ASSERT_EQ(test, map_on(&map, 1),
				vcirc_map_count(&map, 1));
	}

	/* And it comes to rest where a new circuit would begin. */
	want = map_want(BOTH);
	map_follow(&map, want);
	owed = vcirc_map_owed(&map);
	for (i = 0; i < DIV_ROUND_UP(owed, VCIRC_MAP_STEP); i++)
		vcirc_map_return_some(&map, VCIRC_MAP_STEP);
	KUNIT_EXPECT_EQ(test, 0, vcirc_map_owed(&map));
	KUNIT_EXPECT_EQ(test, 128, vcirc_map_count(&map, 0));
}

static struct kunit_case map_cases[] = {
	KUNIT_CASE(map_share_of_well_known_weights),
	KUNIT_CASE(map_share_is_the_nearest_and_never_none),
	KUNIT_CASE(map_share_does_not_favour_a_role),
	KUNIT_CASE(map_counts_what_weights_share),
	KUNIT_CASE(map_home_grows_in_the_known_order),
	KUNIT_CASE(map_home_is_even_in_every_sixteen_buckets),
	KUNIT_CASE(map_weight_change_moves_only_the_difference),
	KUNIT_CASE(map_weight_change_waits_unless_at_once),
	KUNIT_CASE(map_weight_0_is_only_used_without_the_other),
	KUNIT_CASE(map_failure_moves_only_the_failed_paths_buckets),
	KUNIT_CASE(map_failure_midway_of_a_return_spares_the_survivor),
	KUNIT_CASE(map_outage_leaves_everything_where_it_was),
	KUNIT_CASE(map_outage_ends_at_once_with_both_paths),
	KUNIT_CASE(map_return_owes_and_moves_nothing_by_itself),
	KUNIT_CASE(map_return_is_at_once_when_told),
	KUNIT_CASE(map_idle_buckets_return_and_active_ones_stay),
	KUNIT_CASE(map_steps_move_as_many_as_asked_for),
	KUNIT_CASE(map_steps_move_both_ways),
	KUNIT_CASE(map_standby_begins_on_primary),
	KUNIT_CASE(map_standby_ignores_weights),
	KUNIT_CASE(map_standby_with_revert_owes_primary_everything),
	KUNIT_CASE(map_standby_without_revert_stays_until_it_fails),
	KUNIT_CASE(map_standby_return_tells_which_way),
	KUNIT_CASE(map_return_of_all_to_both_paths_is_no_switch),
	KUNIT_CASE(map_rehomes_when_buckets_belong_elsewhere),
	KUNIT_CASE(map_standby_forgets_a_return_when_revert_is_set_off),
	KUNIT_CASE(map_standby_without_revert_takes_where_most_is),
	KUNIT_CASE_PARAM(map_switch_is_told_when_all_traffic_left_a_path,
			 map_stories_gen_params),
	KUNIT_CASE(map_switch_is_not_told_before_anything_was_sent),
	KUNIT_CASE(map_random_stories_keep_every_promise),
	{}
};

static struct kunit_suite map_suite = {
	.name = "vcirc_map",
	.test_cases = map_cases,
};

kunit_test_suite(map_suite);

MODULE_DESCRIPTION("Tests of the vcirc map");
MODULE_LICENSE("GPL");
