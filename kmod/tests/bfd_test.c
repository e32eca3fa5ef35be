// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../bfd.h"

#define ADMIN_DOWN	VCIRC_BFD_STATE_ADMIN_DOWN
#define DOWN		VCIRC_BFD_STATE_DOWN
#define INIT		VCIRC_BFD_STATE_INIT
#define UP		VCIRC_BFD_STATE_UP
#define STATES		(VCIRC_BFD_STATE_UP + 1)

#define EXPIRED		VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED
#define ECHO_FAILED	VCIRC_BFD_DIAG_ECHO_FUNCTION_FAILED
#define SIGNALED	VCIRC_BFD_DIAG_NEIGHBOR_SIGNALED_SESSION_DOWN
#define COMMAND		VCIRC_BFD_DIAG_ADMINISTRATIVELY_DOWN

#define CHANGED		VCIRC_BFD_CHANGED
#define SEND		VCIRC_BFD_SEND

#define MINE		0x11223344
#define PEERS		0x55667788

static const struct vcirc_bfd_config fast = {
	.min_tx = 300000, .min_rx = 200000, .mult = 3,
};

static const struct vcirc_bfd_now now = { .boot = 5000, .silent = 70 };

static struct vcirc_bfd_packet said(enum vcirc_bfd_state state)
{
	return (struct vcirc_bfd_packet){
		.my_discr = PEERS,
		.your_discr = MINE,
		.min_tx = 100000,
		.min_rx = 50000,
		.mult = 4,
		.state = state,
	};
}

static unsigned int hear(struct vcirc_bfd *bfd, enum vcirc_bfd_state state)
{
	struct vcirc_bfd_packet packet = said(state);

	return vcirc_bfd_receive(bfd, &packet, now);
}

static unsigned int hear_final(struct vcirc_bfd *bfd)
{
	struct vcirc_bfd_packet packet = said(UP);

	packet.final = true;
	return vcirc_bfd_receive(bfd, &packet, now);
}

static struct vcirc_bfd_packet tell(struct vcirc_bfd *bfd)
{
	struct vcirc_bfd_packet packet;

	/* What is not written must not pass for an answer. */
	memset(&packet, 0xff, sizeof(packet));
	vcirc_bfd_tell(bfd, &packet);
	return packet;
}

/* A session that got into a state the ordinary way, all confirmed. */
static struct vcirc_bfd session(const struct vcirc_bfd_config *cfg,
				enum vcirc_bfd_state state)
{
	struct vcirc_bfd bfd;

	memset(&bfd, 0xff, sizeof(bfd));
	vcirc_bfd_init(&bfd, cfg, MINE, 1000);
	if (state == ADMIN_DOWN)
		return bfd;
	vcirc_bfd_enable(&bfd, true, (struct vcirc_bfd_now){ .boot = 2000 });
	if (state == DOWN)
		return bfd;
	hear(&bfd, DOWN);
	if (state == INIT)
		return bfd;
	hear(&bfd, UP);
	hear_final(&bfd);
	return bfd;
}

/* --- States: sections 6.2, 6.8.1, 6.8.6 and 6.8.16 --------------------- */

static const struct step {
	const char *name;
	enum vcirc_bfd_state state;
	enum vcirc_bfd_state heard;
	enum vcirc_bfd_state next;
	u8 diag;
} steps[] = {
	{ "down hears admin-down: stays", DOWN, ADMIN_DOWN, DOWN, 0 },
	{ "down hears down: init", DOWN, DOWN, INIT, 0 },
	{ "down hears init: up", DOWN, INIT, UP, 0 },
	{ "down hears up: stays", DOWN, UP, DOWN, 0 },
	{ "init hears admin-down: down", INIT, ADMIN_DOWN, DOWN, SIGNALED },
	{ "init hears down: stays", INIT, DOWN, INIT, 0 },
	{ "init hears init: up", INIT, INIT, UP, 0 },
	{ "init hears up: up", INIT, UP, UP, 0 },
	{ "up hears admin-down: down", UP, ADMIN_DOWN, DOWN, SIGNALED },
	{ "up hears down: down", UP, DOWN, DOWN, SIGNALED },
	{ "up hears init: stays", UP, INIT, UP, 0 },
	{ "up hears up: stays", UP, UP, UP, 0 },
	{ "admin-down hears admin-down: stays", ADMIN_DOWN, ADMIN_DOWN,
	  ADMIN_DOWN, COMMAND },
	{ "admin-down hears down: stays", ADMIN_DOWN, DOWN, ADMIN_DOWN,
	  COMMAND },
	{ "admin-down hears init: stays", ADMIN_DOWN, INIT, ADMIN_DOWN,
	  COMMAND },
	{ "admin-down hears up: stays", ADMIN_DOWN, UP, ADMIN_DOWN, COMMAND },
};

static_assert(ARRAY_SIZE(steps) == STATES * STATES);

KUNIT_ARRAY_PARAM_DESC(steps, steps, name);

static void state_follows_what_is_heard(struct kunit *test)
{
	const struct step *step = test->param_value;
	struct vcirc_bfd bfd = session(&fast, step->state);
	bool changes = step->next != step->state;
	u64 since = bfd.since;
	unsigned int todo;

	KUNIT_ASSERT_EQ(test, step->state, bfd.state);
	todo = hear(&bfd, step->heard);
	KUNIT_EXPECT_EQ(test, step->next, bfd.state);
	KUNIT_EXPECT_EQ(test, step->diag, bfd.diag);
	KUNIT_EXPECT_EQ(test, step->heard, bfd.remote_state);
	KUNIT_EXPECT_EQ(test, changes, !!(todo & CHANGED));
	if (changes)
		KUNIT_EXPECT_TRUE(test, todo & SEND);
	KUNIT_EXPECT_EQ(test, changes ? now.boot : since, bfd.since);
}

static void begins_as_the_rfc_has_it(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, ADMIN_DOWN);

	KUNIT_EXPECT_EQ(test, ADMIN_DOWN, bfd.state);
	KUNIT_EXPECT_EQ(test, COMMAND, bfd.diag);
	KUNIT_EXPECT_EQ(test, 1000, bfd.since);
	KUNIT_EXPECT_EQ(test, DOWN, bfd.remote_state);
	KUNIT_EXPECT_EQ(test, MINE, bfd.discr);
	KUNIT_EXPECT_EQ(test, 0, bfd.remote_discr);
	KUNIT_EXPECT_EQ(test, 1, bfd.remote_min_rx);
	KUNIT_EXPECT_EQ(test, VCIRC_BFD_SLOW_US, bfd.told_tx);
	KUNIT_EXPECT_EQ(test, fast.min_rx, bfd.told_rx);
	KUNIT_EXPECT_FALSE(test, bfd.remote_demand);
	KUNIT_EXPECT_FALSE(test, bfd.polling);
	KUNIT_EXPECT_FALSE(test, bfd.been_up);
	KUNIT_EXPECT_EQ(test, 0, bfd.times_up + bfd.flaps + bfd.last_down.time);

	KUNIT_EXPECT_EQ(test, CHANGED | SEND,
			vcirc_bfd_enable(&bfd, true, now));
	KUNIT_EXPECT_EQ(test, DOWN, bfd.state);
	KUNIT_EXPECT_EQ(test, VCIRC_BFD_DIAG_NONE, bfd.diag);
	KUNIT_EXPECT_EQ(test, now.boot, bfd.since);
	KUNIT_EXPECT_FALSE(test, bfd.polling);
}

static void command_takes_every_state_down_and_begins_anew(struct kunit *test)
{
	enum vcirc_bfd_state state;

	for (state = DOWN; state < STATES; state++) {
		struct vcirc_bfd bfd = session(&fast, state);

		KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_enable(&bfd, true, now));
		KUNIT_EXPECT_EQ(test, state, bfd.state);
		KUNIT_EXPECT_EQ(test, CHANGED | SEND,
				vcirc_bfd_enable(&bfd, false, now));
		KUNIT_EXPECT_EQ(test, ADMIN_DOWN, bfd.state);
		KUNIT_EXPECT_EQ(test, COMMAND, bfd.diag);
		KUNIT_EXPECT_EQ(test, 0, bfd.flaps);
		KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_enable(&bfd, false, now));

		KUNIT_EXPECT_EQ(test, CHANGED | SEND,
				vcirc_bfd_enable(&bfd, true, now));
		KUNIT_EXPECT_EQ(test, DOWN, bfd.state);
		KUNIT_EXPECT_EQ(test, VCIRC_BFD_DIAG_NONE, bfd.diag);
		KUNIT_EXPECT_FALSE(test, bfd.been_up);
		/* What is counted is not counted anew. */
		KUNIT_EXPECT_EQ(test, state == UP, bfd.times_up);
	}
}

static void been_up_since_enabled(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, INIT);

	KUNIT_EXPECT_FALSE(test, bfd.been_up);
	hear(&bfd, UP);
	KUNIT_EXPECT_TRUE(test, bfd.been_up);
	vcirc_bfd_expire(&bfd, now);
	KUNIT_EXPECT_TRUE(test, bfd.been_up);
	vcirc_bfd_enable(&bfd, false, now);
	vcirc_bfd_enable(&bfd, true, now);
	KUNIT_EXPECT_FALSE(test, bfd.been_up);
}

static const struct admission {
	const char *name;
	enum vcirc_bfd_state state;
	enum vcirc_bfd_state heard;
	u32 your_discr;
	enum vcirc_bfd_drop why;
} admissions[] = {
	{ "for us", UP, UP, MINE, VCIRC_BFD_TAKEN },
	{ "for another session", UP, UP, MINE + 1,
	  VCIRC_BFD_DROP_YOUR_DISCR },
	{ "for another session, and down", UP, DOWN, MINE + 1,
	  VCIRC_BFD_DROP_YOUR_DISCR },
	{ "of a peer that does not know us yet", DOWN, DOWN, 0,
	  VCIRC_BFD_TAKEN },
	{ "of a peer that does not know us, by a command", DOWN, ADMIN_DOWN, 0,
	  VCIRC_BFD_TAKEN },
	{ "init for nobody", DOWN, INIT, 0, VCIRC_BFD_DROP_YOUR_DISCR },
	{ "up for nobody", DOWN, UP, 0, VCIRC_BFD_DROP_YOUR_DISCR },
	{ "of a peer that has lost us, while up", UP, DOWN, 0,
	  VCIRC_BFD_TAKEN },
	{ "of a peer that has lost us by a command, while up", UP, ADMIN_DOWN,
	  0, VCIRC_BFD_TAKEN },
	{ "up for nobody, while up", UP, UP, 0, VCIRC_BFD_DROP_YOUR_DISCR },
	{ "while administratively down", ADMIN_DOWN, UP, MINE,
	  VCIRC_BFD_TAKEN },
	{ "while administratively down, for nobody", ADMIN_DOWN, DOWN, 0,
	  VCIRC_BFD_TAKEN },
	{ "for another session, while administratively down", ADMIN_DOWN, DOWN,
	  MINE + 1, VCIRC_BFD_DROP_YOUR_DISCR },
};

KUNIT_ARRAY_PARAM_DESC(admissions, admissions, name);

static void takes_what_is_for_it(struct kunit *test)
{
	const struct admission *c = test->param_value;
	const struct vcirc_bfd bfd = session(&fast, c->state);
	struct vcirc_bfd_packet packet = said(c->heard);

	packet.your_discr = c->your_discr;
	KUNIT_EXPECT_EQ(test, c->why, vcirc_bfd_check(&bfd, &packet));
}

static void packet_teaches_all_of_the_peer(struct kunit *test)
{
	const struct vcirc_bfd_packet packet = {
		.my_discr = 7,
		.your_discr = MINE,
		.min_tx = 11,
		.min_rx = 12,
		.min_echo_rx = 13,
		.state = INIT,
		.diag = VCIRC_BFD_DIAG_FORWARDING_PLANE_RESET,
		.mult = 14,
		.demand = true,
	};
	struct vcirc_bfd bfd = session(&fast, DOWN);

	vcirc_bfd_receive(&bfd, &packet, now);
	KUNIT_EXPECT_EQ(test, 7, bfd.remote_discr);
	KUNIT_EXPECT_EQ(test, 11, bfd.remote_min_tx);
	KUNIT_EXPECT_EQ(test, 12, bfd.remote_min_rx);
	KUNIT_EXPECT_EQ(test, 13, bfd.remote_min_echo_rx);
	KUNIT_EXPECT_EQ(test, INIT, bfd.remote_state);
	KUNIT_EXPECT_EQ(test, VCIRC_BFD_DIAG_FORWARDING_PLANE_RESET,
			bfd.remote_diag);
	KUNIT_EXPECT_EQ(test, 14, bfd.remote_mult);
	KUNIT_EXPECT_TRUE(test, bfd.remote_demand);
}

/* --- Failures: sections 6.8.1, 6.8.4, 6.8.5 and 6.8.18 ------------------ */

static void silence_ends_init_and_up_and_forgets_the_peer(struct kunit *test)
{
	enum vcirc_bfd_state state;

	for (state = ADMIN_DOWN; state < STATES; state++) {
		struct vcirc_bfd bfd = session(&fast, state);
		bool ends = state == INIT || state == UP;

		bfd.remote_discr = PEERS;
		bfd.remote_min_rx = 50000;
		bfd.remote_demand = true;
		bfd.polling = true;
		bfd.final = true;
		KUNIT_EXPECT_EQ_MSG(test, ends ? CHANGED | SEND : 0,
				    vcirc_bfd_expire(&bfd, now),
				    "state %u", state);
		KUNIT_EXPECT_EQ(test, ends ? DOWN : state, bfd.state);
		if (ends)
			KUNIT_EXPECT_EQ(test, EXPIRED, bfd.diag);
		KUNIT_EXPECT_EQ_MSG(test, 0, bfd.remote_discr, "state %u",
				    state);
		KUNIT_EXPECT_EQ(test, 1, bfd.remote_min_rx);
		KUNIT_EXPECT_FALSE(test, bfd.remote_demand);
		KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_detect_time(&bfd));
		KUNIT_EXPECT_EQ(test, 0, tell(&bfd).your_discr);
		/* Nobody is left to be answered, or to answer. */
		KUNIT_EXPECT_FALSE(test, tell(&bfd).final);
		KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	}
}

static void peer_that_is_forgotten_comes_back(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);

	vcirc_bfd_expire(&bfd, now);
	/* It has not noticed yet. */
	hear(&bfd, UP);
	KUNIT_EXPECT_EQ(test, DOWN, bfd.state);
	KUNIT_EXPECT_EQ(test, PEERS, bfd.remote_discr);
	hear(&bfd, DOWN);
	hear(&bfd, INIT);
	KUNIT_EXPECT_EQ(test, UP, bfd.state);
	KUNIT_EXPECT_EQ(test, 2, bfd.times_up);
	KUNIT_EXPECT_EQ(test, 1, bfd.flaps);
}

static void failure_that_is_found_ends_init_and_up(struct kunit *test)
{
	enum vcirc_bfd_state state;

	for (state = ADMIN_DOWN; state < STATES; state++) {
		struct vcirc_bfd bfd = session(&fast, state);
		bool ends = state == INIT || state == UP;
		u32 peer = bfd.remote_discr;

		KUNIT_EXPECT_EQ_MSG(test, ends ? CHANGED | SEND : 0,
				    vcirc_bfd_fail(&bfd, ECHO_FAILED, now),
				    "state %u", state);
		KUNIT_EXPECT_EQ(test, ends ? DOWN : state, bfd.state);
		if (ends)
			KUNIT_EXPECT_EQ(test, ECHO_FAILED, bfd.diag);
		/* The peer was heard all the time. */
		KUNIT_EXPECT_EQ(test, peer, bfd.remote_discr);
	}
}

enum ending { ON_SILENCE, ON_ECHO, ON_COMMAND, ON_DOWN, ON_ADMIN_DOWN };

static const struct end_case {
	const char *name;
	enum ending ending;
	u8 remote_diag;
	enum vcirc_bfd_end end;
	u8 diag;
	u64 flaps;
} end_cases[] = {
	{ "silence", ON_SILENCE, 0, VCIRC_BFD_END_LOCAL, EXPIRED, 1 },
	{ "lack of Echo packets", ON_ECHO, 0, VCIRC_BFD_END_LOCAL,
	  ECHO_FAILED, 1 },
	{ "command: no flap", ON_COMMAND, 0, VCIRC_BFD_END_LOCAL, COMMAND, 0 },
	{ "peer heard nothing", ON_DOWN, EXPIRED, VCIRC_BFD_END_REMOTE,
	  EXPIRED, 1 },
	{ "peer begins anew", ON_DOWN, VCIRC_BFD_DIAG_NONE,
	  VCIRC_BFD_END_REMOTE, VCIRC_BFD_DIAG_NONE, 1 },
	{ "peer's path beyond is down", ON_DOWN,
	  VCIRC_BFD_DIAG_CONCATENATED_PATH_DOWN, VCIRC_BFD_END_REMOTE,
	  VCIRC_BFD_DIAG_CONCATENATED_PATH_DOWN, 1 },
	{ "command at the peer: no flap", ON_ADMIN_DOWN, COMMAND,
	  VCIRC_BFD_END_REMOTE, COMMAND, 0 },
	{ "command at the peer, told by another diagnostic: no flap",
	  ON_ADMIN_DOWN, VCIRC_BFD_DIAG_PATH_DOWN, VCIRC_BFD_END_REMOTE,
	  VCIRC_BFD_DIAG_PATH_DOWN, 0 },
};

KUNIT_ARRAY_PARAM_DESC(end_cases, end_cases, name);

static void end_session(struct vcirc_bfd *bfd, const struct end_case *c)
{
	struct vcirc_bfd_packet packet;

	packet = said(c->ending == ON_ADMIN_DOWN ? ADMIN_DOWN : DOWN);
	packet.diag = c->remote_diag;
	switch (c->ending) {
	case ON_SILENCE:
		vcirc_bfd_expire(bfd, now);
		return;
	case ON_ECHO:
		vcirc_bfd_fail(bfd, ECHO_FAILED, now);
		return;
	case ON_COMMAND:
		vcirc_bfd_enable(bfd, false, now);
		return;
	default:
		vcirc_bfd_receive(bfd, &packet, now);
	}
}

static void end_is_told_of_who_brought_it_about(struct kunit *test)
{
	const struct end_case *c = test->param_value;
	struct vcirc_bfd bfd = session(&fast, UP);

	KUNIT_ASSERT_EQ(test, 0, bfd.last_down.time);
	end_session(&bfd, c);
	KUNIT_EXPECT_NE(test, UP, bfd.state);
	KUNIT_EXPECT_EQ(test, now.boot, bfd.last_down.time);
	KUNIT_EXPECT_EQ(test, now.silent, bfd.last_down.detected);
	KUNIT_EXPECT_EQ(test, c->end, bfd.last_down.end);
	KUNIT_EXPECT_EQ(test, c->diag, bfd.last_down.diag);
	KUNIT_EXPECT_EQ(test, c->flaps, bfd.flaps);
}

/* Only what was up went down. */
static void end_of_what_was_not_up_is_none(struct kunit *test)
{
	const struct end_case *c = test->param_value;
	struct vcirc_bfd bfd = session(&fast, INIT);

	end_session(&bfd, c);
	KUNIT_EXPECT_NE(test, UP, bfd.state);
	KUNIT_EXPECT_EQ(test, 0, bfd.last_down.time);
	KUNIT_EXPECT_EQ(test, 0, bfd.flaps);
	KUNIT_EXPECT_EQ(test, 0, bfd.times_up);
}

/* --- Timers: sections 6.8.2, 6.8.3 and 6.8.7 ---------------------------- */

static const struct slow_case {
	u32 min_tx;
	u32 told;
} slow_cases[] = {
	{ 3300, 1000000 },     { 300000, 1000000 },   { 999999, 1000000 },
	{ 1000000, 1000000 },  { 1000001, 1000001 },  { 60000000, 60000000 },
	{ U32_MAX, U32_MAX },
};

static void not_more_than_a_packet_a_second_unless_up(struct kunit *test)
{
	enum vcirc_bfd_state state;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(slow_cases); i++) {
		struct vcirc_bfd_config cfg = fast;

		cfg.min_tx = slow_cases[i].min_tx;
		for (state = ADMIN_DOWN; state < STATES; state++) {
			struct vcirc_bfd bfd = session(&cfg, state);
			u32 told = state == UP ? cfg.min_tx :
						 slow_cases[i].told;

			KUNIT_EXPECT_EQ_MSG(test, told, tell(&bfd).min_tx,
					    "%u in state %u", cfg.min_tx,
					    state);
			KUNIT_EXPECT_EQ(test, max(told, bfd.remote_min_rx),
					vcirc_bfd_tx_interval(&bfd));
			KUNIT_EXPECT_EQ(test, fast.min_rx, tell(&bfd).min_rx);
		}
	}
}

static void slow_again_at_once_when_down(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);

	KUNIT_ASSERT_EQ(test, 300000, vcirc_bfd_tx_interval(&bfd));
	hear(&bfd, DOWN);
	KUNIT_EXPECT_EQ(test, 1000000, vcirc_bfd_tx_interval(&bfd));
	KUNIT_EXPECT_EQ(test, 1000000, tell(&bfd).min_tx);
	/* And fast at once when up, before the peer confirms it. */
	hear(&bfd, INIT);
	KUNIT_EXPECT_EQ(test, 300000, vcirc_bfd_tx_interval(&bfd));
}

static const struct change {
	const char *name;
	enum vcirc_bfd_state state;
	u32 min_tx;
	u32 min_rx;
	u32 tx_before;
	u32 rx_before;
	bool poll;
} changes[] = {
	/* From 300000 and 200000. Before the peer confirms it... */
	{ "up: nothing", UP, 300000, 200000, 300000, 200000, false },
	{ "up: slower waits", UP, 400000, 200000, 300000, 200000, true },
	{ "up: faster is at once", UP, 10000, 200000, 10000, 200000, true },
	{ "up: expecting less is at once", UP, 300000, 500000, 300000, 500000,
	  true },
	{ "up: expecting more waits", UP, 300000, 10000, 300000, 200000, true },
	{ "up: slower, and expecting more", UP, 400000, 10000, 300000, 200000,
	  true },
	{ "up: faster, and expecting less", UP, 10000, 500000, 10000, 500000,
	  true },
	/* Told is what was told before: 1000000. */
	{ "init: expecting more is at once", INIT, 300000, 10000, 1000000,
	  10000, true },
	{ "init: expecting less is at once", INIT, 300000, 500000, 1000000,
	  500000, true },
	{ "init: slower is at once", INIT, 2000000, 200000, 2000000, 200000,
	  true },
	{ "init: faster means nothing yet", INIT, 10000, 200000, 1000000,
	  200000, false },
	{ "down: nobody to poll", DOWN, 2000000, 10000, 2000000, 10000,
	  false },
	{ "admin-down: nobody to poll", ADMIN_DOWN, 2000000, 10000, 2000000,
	  10000, false },
};

KUNIT_ARRAY_PARAM_DESC(changes, changes, name);

static void change_is_in_force_when_it_may_be(struct kunit *test)
{
	const struct change *c = test->param_value;
	struct vcirc_bfd bfd = session(&fast, c->state);
	struct vcirc_bfd_config cfg = fast;
	struct vcirc_bfd_packet packet;
	unsigned int todo;

	KUNIT_ASSERT_FALSE(test, bfd.polling);
	cfg.min_tx = c->min_tx;
	cfg.min_rx = c->min_rx;
	todo = vcirc_bfd_configure(&bfd, &cfg);
	KUNIT_EXPECT_EQ(test, c->poll ? SEND : 0, todo);
	KUNIT_EXPECT_EQ(test, c->tx_before, bfd.min_tx);
	KUNIT_EXPECT_EQ(test, c->rx_before, bfd.min_rx);

	/* It is told at once in any case. */
	packet = tell(&bfd);
	KUNIT_EXPECT_EQ(test, c->poll, packet.poll);
	KUNIT_EXPECT_EQ(test, c->min_rx, packet.min_rx);
	KUNIT_EXPECT_EQ(test, c->state == UP ? c->min_tx :
			max_t(u32, c->min_tx, 1000000), packet.min_tx);
	if (c->state != UP)
		return;

	/* A packet is not yet a confirmation. */
	hear(&bfd, UP);
	KUNIT_EXPECT_EQ(test, c->tx_before, bfd.min_tx);
	KUNIT_EXPECT_EQ(test, c->rx_before, bfd.min_rx);
	hear_final(&bfd);
	KUNIT_EXPECT_EQ(test, c->min_tx, bfd.min_tx);
	KUNIT_EXPECT_EQ(test, c->min_rx, bfd.min_rx);
	KUNIT_EXPECT_EQ(test, UP, bfd.state);
}

static void change_that_waits_is_in_force_when_down(struct kunit *test)
{
	const struct vcirc_bfd_config cfg = {
		.min_tx = 2000000, .min_rx = 10000, .mult = 3,
	};
	struct vcirc_bfd bfd = session(&fast, UP);

	vcirc_bfd_configure(&bfd, &cfg);
	KUNIT_ASSERT_EQ(test, 300000, bfd.min_tx);
	hear(&bfd, DOWN);
	KUNIT_EXPECT_EQ(test, 2000000, bfd.min_tx);
	KUNIT_EXPECT_EQ(test, 10000, bfd.min_rx);
}

static void multiplier_and_echo_are_told_without_a_poll(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);
	struct vcirc_bfd_config cfg = fast;
	struct vcirc_bfd_packet packet;

	cfg.mult = 5;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_configure(&bfd, &cfg));
	packet = tell(&bfd);
	KUNIT_EXPECT_EQ(test, 5, packet.mult);
	KUNIT_EXPECT_FALSE(test, packet.poll);
	cfg.echo = 50000;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_configure(&bfd, &cfg));
	packet = tell(&bfd);
	KUNIT_EXPECT_EQ(test, 50000, packet.min_echo_rx);
	KUNIT_EXPECT_FALSE(test, packet.poll);
	cfg.passive = true;
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_configure(&bfd, &cfg));
}

static const struct tx_case {
	const char *name;
	u32 min_tx;
	u32 remote_min_rx;
	enum vcirc_bfd_state state;
	enum vcirc_bfd_state remote_state;
	bool demand;
	bool polling;
	bool passive;
	bool unknown;
	u32 interval;
} tx_cases[] = {
	{ .name = "ours is the slower", .min_tx = 300000,
	  .remote_min_rx = 50000, .state = UP, .remote_state = UP,
	  .interval = 300000 },
	{ .name = "the peer's is the slower", .min_tx = 50000,
	  .remote_min_rx = 300000, .state = UP, .remote_state = UP,
	  .interval = 300000 },
	{ .name = "the slowest there is", .min_tx = 50000,
	  .remote_min_rx = U32_MAX, .state = UP, .remote_state = UP,
	  .interval = U32_MAX },
	{ .name = "the peer wants none", .min_tx = 50000, .state = UP,
	  .remote_state = UP, .interval = 0 },
	{ .name = "the peer wants none, not even to be polled",
	  .min_tx = 50000, .state = UP, .remote_state = UP, .polling = true,
	  .interval = 0 },
	{ .name = "the peer is down and wants none", .min_tx = 1000000,
	  .state = DOWN, .remote_state = DOWN, .interval = 0 },
	{ .name = "demand", .min_tx = 50000, .remote_min_rx = 50000,
	  .state = UP, .remote_state = UP, .demand = true, .interval = 0 },
	{ .name = "demand, polled", .min_tx = 50000, .remote_min_rx = 50000,
	  .state = UP, .remote_state = UP, .demand = true, .polling = true,
	  .interval = 50000 },
	{ .name = "demand while the peer is not up", .min_tx = 50000,
	  .remote_min_rx = 50000, .state = UP, .remote_state = INIT,
	  .demand = true, .interval = 50000 },
	{ .name = "demand while we are not up", .min_tx = 1000000,
	  .remote_min_rx = 50000, .state = DOWN, .remote_state = UP,
	  .demand = true, .interval = 1000000 },
	{ .name = "active, the peer is unknown", .min_tx = 1000000,
	  .remote_min_rx = 1, .state = DOWN, .unknown = true,
	  .interval = 1000000 },
	{ .name = "passive, the peer is unknown", .min_tx = 1000000,
	  .remote_min_rx = 1, .state = DOWN, .passive = true, .unknown = true,
	  .interval = 0 },
	{ .name = "passive, the peer is known", .min_tx = 1000000,
	  .remote_min_rx = 1, .state = DOWN, .passive = true,
	  .interval = 1000000 },
};

KUNIT_ARRAY_PARAM_DESC(tx_cases, tx_cases, name);

static void interval_is_the_slower_ones(struct kunit *test)
{
	const struct tx_case *c = test->param_value;
	const struct vcirc_bfd bfd = {
		.cfg = { .passive = c->passive },
		.state = c->state,
		.remote_state = c->remote_state,
		.remote_discr = c->unknown ? 0 : PEERS,
		.min_tx = c->min_tx,
		.remote_min_rx = c->remote_min_rx,
		.remote_demand = c->demand,
		.polling = c->polling,
	};

	KUNIT_EXPECT_EQ(test, c->interval, vcirc_bfd_tx_interval(&bfd));
	KUNIT_EXPECT_EQ(test, c->passive && c->unknown,
			vcirc_bfd_is_mute(&bfd));
}

static const struct detect_case {
	u32 min_rx;
	u32 remote_min_tx;
	u8 mult;
	u64 detect;
} detect_cases[] = {
	{ 200000, 100000, 3, 600000 },
	{ 100000, 200000, 3, 600000 },
	{ 100000, 100000, 1, 100000 },
	{ 3300, 0, 2, 6600 },
	{ 60000000, 60000000, 255, 15300000000ULL },
	{ 3300, U32_MAX, 255, 1095216660225ULL },
	{ U32_MAX, 0, 2, 8589934590ULL },
	/* The first that is more than 32 bits hold. */
	{ 16843010, 0, 255, 4294967550ULL },
};

static void detection_time_is_by_the_peers_multiplier(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(detect_cases); i++) {
		const struct detect_case *c = &detect_cases[i];
		struct vcirc_bfd bfd = {
			/* Ours is for the peer. */
			.cfg = { .min_rx = 1, .mult = 77 },
			.remote_discr = PEERS,
			.min_rx = c->min_rx,
			.told_rx = 1,
			.remote_min_tx = c->remote_min_tx,
			.remote_mult = c->mult,
		};

		KUNIT_EXPECT_EQ_MSG(test, c->detect,
				    vcirc_bfd_detect_time(&bfd), "case %u", i);
		bfd.remote_discr = 0;
		KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_detect_time(&bfd));
	}
}

/* What the peer changes is in force with the packet that says so. */
static void peers_change_is_in_force_at_once(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);
	struct vcirc_bfd_packet packet = said(UP);

	KUNIT_EXPECT_EQ(test, 4 * 200000, vcirc_bfd_detect_time(&bfd));
	packet.min_tx = 900000;
	packet.mult = 2;
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_EQ(test, 2 * 900000, vcirc_bfd_detect_time(&bfd));

	packet.min_rx = 700000;
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_EQ(test, 700000, vcirc_bfd_tx_interval(&bfd));
	/* The next packet must not come by the old interval. */
	packet.min_rx = 400000;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_EQ(test, 400000, vcirc_bfd_tx_interval(&bfd));

	packet.min_rx = 0;
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_tx_interval(&bfd));
	packet.min_rx = 50000;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_EQ(test, 300000, vcirc_bfd_tx_interval(&bfd));
}

static const struct echo_case {
	const char *name;
	enum vcirc_bfd_state state;
	u32 echo;
	u32 remote;
	u32 interval;
} echo_cases[] = {
	{ "ours is the slower", UP, 50000, 10000, 50000 },
	{ "the peer's is the slower", UP, 50000, 90000, 90000 },
	{ "the peer returns none", UP, 50000, 0, 0 },
	{ "none asked for", UP, 0, 10000, 0 },
	{ "init", INIT, 50000, 10000, 0 },
	{ "down", DOWN, 50000, 10000, 0 },
	{ "admin-down", ADMIN_DOWN, 50000, 10000, 0 },
};

KUNIT_ARRAY_PARAM_DESC(echo_cases, echo_cases, name);

static void echo_is_sent_when_up_and_returned(struct kunit *test)
{
	const struct echo_case *c = test->param_value;
	const struct vcirc_bfd bfd = {
		.cfg = { .echo = c->echo },
		.state = c->state,
		.remote_min_echo_rx = c->remote,
	};

	KUNIT_EXPECT_EQ(test, c->interval, vcirc_bfd_echo_interval(&bfd));
}

/* --- Poll sequences: sections 6.5, 6.6 and 6.8.3 ------------------------ */

static void poll_lasts_until_the_final(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, INIT);
	unsigned int i;

	/* What is told is another from now on: 300000 instead of 1000000. */
	hear(&bfd, UP);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, tell(&bfd).poll);
		hear(&bfd, UP);
	}
	hear_final(&bfd);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	/* A final nobody asked for. */
	hear_final(&bfd);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
}

static void no_poll_when_nothing_changes(struct kunit *test)
{
	struct vcirc_bfd_config slow = fast;
	struct vcirc_bfd bfd;

	slow.min_tx = 1000000;
	bfd = session(&slow, INIT);
	hear(&bfd, UP);
	KUNIT_EXPECT_EQ(test, UP, bfd.state);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	hear(&bfd, DOWN);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
}

static void poll_when_down_for_the_slower_rate(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);
	struct vcirc_bfd_packet packet;

	hear(&bfd, DOWN);
	packet = tell(&bfd);
	KUNIT_EXPECT_EQ(test, DOWN, packet.state);
	KUNIT_EXPECT_EQ(test, 1000000, packet.min_tx);
	KUNIT_EXPECT_TRUE(test, packet.poll);
	packet = said(DOWN);
	packet.final = true;
	vcirc_bfd_receive(&bfd, &packet, now);
	KUNIT_EXPECT_EQ(test, INIT, bfd.state);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
}

/* Nor does a poll outlive what it was about. */
static void nobody_is_polled_who_would_not_answer(struct kunit *test)
{
	struct vcirc_bfd_config other = fast;
	struct vcirc_bfd bfd;

	other.min_rx = 10000;
	bfd = session(&fast, UP);
	vcirc_bfd_configure(&bfd, &other);
	vcirc_bfd_configure(&bfd, &fast);
	vcirc_bfd_expire(&bfd, now);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	hear(&bfd, DOWN);
	hear(&bfd, DOWN);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);

	bfd = session(&fast, UP);
	vcirc_bfd_configure(&bfd, &other);
	vcirc_bfd_configure(&bfd, &fast);
	vcirc_bfd_enable(&bfd, false, now);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	vcirc_bfd_enable(&bfd, true, now);
	hear(&bfd, DOWN);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
}

static void final_answers_every_poll_once(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);
	struct vcirc_bfd_packet poll = said(UP);
	enum vcirc_bfd_state state;

	poll.poll = true;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_receive(&bfd, &poll, now));
	KUNIT_EXPECT_TRUE(test, tell(&bfd).final);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).final);

	for (state = DOWN; state < STATES; state++) {
		bfd = session(&fast, state);
		poll.state = ADMIN_DOWN;
		KUNIT_EXPECT_TRUE(test, vcirc_bfd_receive(&bfd, &poll, now) &
				  SEND);
		KUNIT_EXPECT_TRUE_MSG(test, tell(&bfd).final, "state %u",
				      state);
	}
}

static void poll_and_final_do_not_meet(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, INIT);
	struct vcirc_bfd_packet packet = said(UP);

	packet.poll = true;
	vcirc_bfd_receive(&bfd, &packet, now);
	packet = tell(&bfd);
	KUNIT_EXPECT_TRUE(test, packet.final);
	KUNIT_EXPECT_FALSE(test, packet.poll);
	packet = tell(&bfd);
	KUNIT_EXPECT_FALSE(test, packet.final);
	KUNIT_EXPECT_TRUE(test, packet.poll);
}

/* Section 6.8.3, the third choice: the first sequence ends, a packet without
 * the final bit comes, and only then a second one begins.
 */
static void second_change_is_polled_for_by_itself(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);
	struct vcirc_bfd_config cfg = fast;

	cfg.min_rx = 100000;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_configure(&bfd, &cfg));
	KUNIT_EXPECT_TRUE(test, tell(&bfd).poll);
	cfg.min_rx = 50000;
	cfg.min_tx = 600000;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_configure(&bfd, &cfg));
	KUNIT_EXPECT_EQ(test, 50000, tell(&bfd).min_rx);
	KUNIT_EXPECT_TRUE(test, tell(&bfd).poll);

	/* This may be about either. */
	hear_final(&bfd);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	KUNIT_EXPECT_EQ(test, 200000, bfd.min_rx);
	KUNIT_EXPECT_EQ(test, 300000, bfd.min_tx);
	/* So may be this. */
	hear_final(&bfd);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	KUNIT_EXPECT_EQ(test, 200000, bfd.min_rx);

	/* A poll is no reason for a packet that was not due. */
	KUNIT_EXPECT_EQ(test, 0, hear(&bfd, UP));
	KUNIT_EXPECT_TRUE(test, tell(&bfd).poll);
	KUNIT_EXPECT_EQ(test, 200000, bfd.min_rx);
	hear(&bfd, UP);
	KUNIT_EXPECT_TRUE(test, tell(&bfd).poll);
	hear_final(&bfd);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	KUNIT_EXPECT_EQ(test, 50000, bfd.min_rx);
	KUNIT_EXPECT_EQ(test, 600000, bfd.min_tx);
}

static void change_between_two_polls_is_part_of_the_second(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);
	struct vcirc_bfd_config cfg = fast;
	u32 rx;

	for (rx = 150000; rx > 130000; rx -= 5000) {
		cfg.min_rx = rx;
		vcirc_bfd_configure(&bfd, &cfg);
	}
	hear_final(&bfd);
	cfg.min_rx = 90000;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_configure(&bfd, &cfg));
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	hear(&bfd, UP);
	KUNIT_EXPECT_TRUE(test, tell(&bfd).poll);
	hear_final(&bfd);
	KUNIT_EXPECT_EQ(test, 90000, bfd.min_rx);
	hear(&bfd, UP);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
}

/* What is in force does not follow a detour. */
static void change_taken_back_was_never_in_force(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, UP);
	struct vcirc_bfd_config cfg = fast;

	cfg.min_tx = 800000;
	cfg.min_rx = 20000;
	vcirc_bfd_configure(&bfd, &cfg);
	vcirc_bfd_configure(&bfd, &fast);
	hear_final(&bfd);
	KUNIT_EXPECT_EQ(test, 300000, bfd.min_tx);
	KUNIT_EXPECT_EQ(test, 200000, bfd.min_rx);
	hear(&bfd, UP);
	hear_final(&bfd);
	KUNIT_EXPECT_EQ(test, 300000, bfd.min_tx);
	KUNIT_EXPECT_EQ(test, 200000, bfd.min_rx);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
}

static struct vcirc_bfd demanded(void)
{
	struct vcirc_bfd bfd = session(&fast, UP);
	struct vcirc_bfd_packet packet = said(UP);

	packet.demand = true;
	vcirc_bfd_receive(&bfd, &packet, now);
	return bfd;
}

static void demand_silences_but_for_polls_and_finals(struct kunit *test)
{
	struct vcirc_bfd bfd = demanded();
	struct vcirc_bfd_packet packet = said(UP);
	struct vcirc_bfd_config cfg = fast;

	packet.demand = true;
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_tx_interval(&bfd));
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_receive(&bfd, &packet, now));
	/* The peer sends on. */
	KUNIT_EXPECT_EQ(test, 4 * 200000, vcirc_bfd_detect_time(&bfd));
	KUNIT_EXPECT_FALSE(test, tell(&bfd).demand);

	packet.poll = true;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_TRUE(test, tell(&bfd).final);
	packet.poll = false;

	cfg.min_rx = 250000;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_configure(&bfd, &cfg));
	KUNIT_EXPECT_EQ(test, 300000, vcirc_bfd_tx_interval(&bfd));
	packet.final = true;
	vcirc_bfd_receive(&bfd, &packet, now);
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_tx_interval(&bfd));

	/* Section 6.8.14: it is over, and the next packet long due. */
	packet.final = false;
	packet.demand = false;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_EQ(test, 300000, vcirc_bfd_tx_interval(&bfd));
}

static void demand_ends_with_the_session(struct kunit *test)
{
	struct vcirc_bfd_packet packet = said(DOWN);
	struct vcirc_bfd bfd = demanded();

	packet.demand = true;
	vcirc_bfd_receive(&bfd, &packet, now);
	KUNIT_EXPECT_EQ(test, 1000000, vcirc_bfd_tx_interval(&bfd));

	bfd = demanded();
	vcirc_bfd_expire(&bfd, now);
	KUNIT_EXPECT_EQ(test, 1000000, vcirc_bfd_tx_interval(&bfd));

	bfd = demanded();
	vcirc_bfd_fail(&bfd, ECHO_FAILED, now);
	KUNIT_EXPECT_EQ(test, 1000000, vcirc_bfd_tx_interval(&bfd));
}

/* Section 6.6: there is no next packet to say so if this one is lost. */
static void demand_has_all_changes_polled_for(struct kunit *test)
{
	struct vcirc_bfd_config cfg = fast;
	struct vcirc_bfd bfd = demanded();
	struct vcirc_bfd_packet packet = said(UP);

	cfg.mult = 7;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_configure(&bfd, &cfg));
	KUNIT_EXPECT_TRUE(test, tell(&bfd).poll);
	cfg.echo = 50000;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_configure(&bfd, &cfg));
	packet.demand = true;
	packet.final = true;
	vcirc_bfd_receive(&bfd, &packet, now);
	KUNIT_EXPECT_FALSE(test, tell(&bfd).poll);
	/* The second sequence has no periodic packet to go with. */
	packet.final = false;
	KUNIT_EXPECT_EQ(test, SEND, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_TRUE(test, tell(&bfd).poll);
}

/* --- What is sent: section 6.8.7 ---------------------------------------- */

static void tells_what_it_is(struct kunit *test)
{
	struct vcirc_bfd_config cfg = fast;
	struct vcirc_bfd_packet packet;
	struct vcirc_bfd bfd;

	cfg.echo = 40000;
	bfd = session(&cfg, UP);
	packet = tell(&bfd);
	KUNIT_EXPECT_EQ(test, MINE, packet.my_discr);
	KUNIT_EXPECT_EQ(test, PEERS, packet.your_discr);
	KUNIT_EXPECT_EQ(test, 300000, packet.min_tx);
	KUNIT_EXPECT_EQ(test, 200000, packet.min_rx);
	KUNIT_EXPECT_EQ(test, 40000, packet.min_echo_rx);
	KUNIT_EXPECT_EQ(test, UP, packet.state);
	KUNIT_EXPECT_EQ(test, VCIRC_BFD_DIAG_NONE, packet.diag);
	KUNIT_EXPECT_EQ(test, 3, packet.mult);
	KUNIT_EXPECT_FALSE(test, packet.poll);
	KUNIT_EXPECT_FALSE(test, packet.final);
	KUNIT_EXPECT_FALSE(test, packet.demand);
	KUNIT_EXPECT_FALSE(test, packet.multipoint);

	vcirc_bfd_fail(&bfd, ECHO_FAILED, now);
	packet = tell(&bfd);
	KUNIT_EXPECT_EQ(test, DOWN, packet.state);
	KUNIT_EXPECT_EQ(test, ECHO_FAILED, packet.diag);
	KUNIT_EXPECT_EQ(test, PEERS, packet.your_discr);
}

/* --- Both ends ---------------------------------------------------------- */

static struct vcirc_bfd end_with(const struct vcirc_bfd_config *cfg, u32 discr)
{
	struct vcirc_bfd bfd;

	vcirc_bfd_init(&bfd, cfg, discr, 0);
	vcirc_bfd_enable(&bfd, true, now);
	return bfd;
}

/* One packet from an end to the other, if it sends at all. */
static bool pass(struct kunit *test, struct vcirc_bfd *from,
		 struct vcirc_bfd *to, bool lost)
{
	struct vcirc_bfd_packet packet;

	if (vcirc_bfd_is_mute(from))
		return false;
	packet = tell(from);
	KUNIT_ASSERT_FALSE(test, packet.poll && packet.final);
	KUNIT_ASSERT_EQ(test, from->state, packet.state);
	KUNIT_ASSERT_TRUE(test, packet.state == UP ||
			  packet.min_tx >= 1000000);
	if (lost || vcirc_bfd_check(to, &packet))
		return false;
	vcirc_bfd_receive(to, &packet, now);
	return true;
}

static const struct pair_case {
	const char *name;
	bool passive_a;
	bool passive_b;
	bool up;
} pair_cases[] = {
	{ "both active", false, false, true },
	{ "the second passive", false, true, true },
	{ "the first passive", true, false, true },
	{ "both passive never begin", true, true, false },
};

KUNIT_ARRAY_PARAM_DESC(pair_cases, pair_cases, name);

static void two_ends_come_up(struct kunit *test)
{
	const struct pair_case *c = test->param_value;
	struct vcirc_bfd_config cfg_a = fast, cfg_b = fast;
	struct vcirc_bfd a, b;
	unsigned int i, passed = 0;

	cfg_a.passive = c->passive_a;
	cfg_b.passive = c->passive_b;
	a = end_with(&cfg_a, 1);
	b = end_with(&cfg_b, 2);
	for (i = 0; i < 6; i++) {
		passed += pass(test, &a, &b, false);
		passed += pass(test, &b, &a, false);
	}
	KUNIT_EXPECT_EQ(test, c->up ? UP : DOWN, a.state);
	KUNIT_EXPECT_EQ(test, c->up ? UP : DOWN, b.state);
	KUNIT_EXPECT_EQ(test, c->up, passed > 0);
	KUNIT_EXPECT_FALSE(test, a.polling || b.polling);

	/* A passive end that lost its peer is mute again. */
	vcirc_bfd_expire(&a, now);
	KUNIT_EXPECT_EQ(test, c->passive_a, vcirc_bfd_is_mute(&a));
}

/* Section 6.8.6: it learns, but answers not even a poll. */
static void command_does_not_keep_from_learning(struct kunit *test)
{
	struct vcirc_bfd bfd = session(&fast, ADMIN_DOWN);
	struct vcirc_bfd_packet packet = said(DOWN);

	packet.min_rx = 0;
	packet.poll = true;
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_receive(&bfd, &packet, now));
	KUNIT_EXPECT_EQ(test, packet.my_discr, bfd.remote_discr);
	KUNIT_EXPECT_EQ(test, 0, vcirc_bfd_tx_interval(&bfd));
	KUNIT_EXPECT_FALSE(test, tell(&bfd).final);
}

static void command_on_an_end_is_no_flap_on_either(struct kunit *test)
{
	struct vcirc_bfd a = end_with(&fast, 1), b = end_with(&fast, 2);
	unsigned int i;

	for (i = 0; i < 6; i++) {
		pass(test, &a, &b, false);
		pass(test, &b, &a, false);
	}
	KUNIT_ASSERT_EQ(test, UP, b.state);
	vcirc_bfd_enable(&a, false, now);
	pass(test, &a, &b, false);
	KUNIT_EXPECT_EQ(test, DOWN, b.state);
	KUNIT_EXPECT_EQ(test, ADMIN_DOWN, b.remote_state);
	KUNIT_EXPECT_EQ(test, SIGNALED, b.diag);
	/* It stays so. */
	for (i = 0; i < 3; i++) {
		pass(test, &b, &a, false);
		KUNIT_EXPECT_EQ(test, ADMIN_DOWN, a.state);
		pass(test, &a, &b, false);
		KUNIT_EXPECT_EQ(test, DOWN, b.state);
	}

	vcirc_bfd_enable(&a, true, now);
	for (i = 0; i < 6; i++) {
		pass(test, &a, &b, false);
		pass(test, &b, &a, false);
	}
	KUNIT_EXPECT_EQ(test, UP, a.state);
	KUNIT_EXPECT_EQ(test, UP, b.state);
	KUNIT_EXPECT_EQ(test, 0, a.flaps + b.flaps);
	KUNIT_EXPECT_EQ(test, 2, a.times_up);
	KUNIT_EXPECT_EQ(test, 2, b.times_up);
}

/* What both promised each other: section 6.8.3. */
static void expect_patience(struct kunit *test, const struct vcirc_bfd *from,
			    const struct vcirc_bfd *to)
{
	if (from->state == UP && to->state == UP)
		KUNIT_ASSERT_LE(test, vcirc_bfd_tx_interval(from),
				max(to->min_rx, to->remote_min_tx));
}

#define STORIES		200
#define EVENTS		300

static void random_stories_leave_no_end_in_wait(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int story, event;

	prandom_seed_state(&rnd, 5880);
	for (story = 0; story < STORIES; story++) {
		struct vcirc_bfd end[2] = {
			end_with(&fast, 1), end_with(&fast, 2),
		};
		unsigned int loss = prandom_u32_state(&rnd) % 80;

		for (event = 0; event < EVENTS; event++) {
			unsigned int i = prandom_u32_state(&rnd) % 2;
			unsigned int what = prandom_u32_state(&rnd) % 40;
			struct vcirc_bfd *from = &end[i], *to = &end[!i];
			struct vcirc_bfd_config cfg = from->cfg;

			cfg.min_tx = 50000 + prandom_u32_state(&rnd) % 3000000;
			cfg.min_rx = 50000 + prandom_u32_state(&rnd) % 3000000;
			if (what == 0)
				vcirc_bfd_expire(from, now);
			else if (what == 1)
				vcirc_bfd_enable(from, from->state ==
						 ADMIN_DOWN, now);
			else if (what < 6 && from->state == UP &&
				 to->state == UP)
				vcirc_bfd_configure(from, &cfg);
			else
				pass(test, from, to,
				     prandom_u32_state(&rnd) % 100 < loss);
			expect_patience(test, from, to);
			expect_patience(test, to, from);
		}

		/* In peace, and with every packet, all is as was asked for. */
		vcirc_bfd_enable(&end[0], true, now);
		vcirc_bfd_enable(&end[1], true, now);
		for (event = 0; event < 20; event++) {
			pass(test, &end[0], &end[1], false);
			pass(test, &end[1], &end[0], false);
		}
		for (event = 0; event < 2; event++) {
			struct vcirc_bfd *bfd = &end[event];

			KUNIT_ASSERT_EQ_MSG(test, UP, bfd->state, "story %u",
					    story);
			KUNIT_ASSERT_FALSE(test, bfd->polling);
			KUNIT_ASSERT_FALSE(test, bfd->poll_again);
			KUNIT_ASSERT_EQ(test, bfd->cfg.min_tx, bfd->min_tx);
			KUNIT_ASSERT_EQ(test, bfd->cfg.min_rx, bfd->min_rx);
			KUNIT_ASSERT_EQ(test, bfd->cfg.min_tx,
					end[!event].remote_min_tx);
			KUNIT_ASSERT_EQ(test, bfd->cfg.min_rx,
					end[!event].remote_min_rx);
		}
	}
}

static struct kunit_case bfd_cases[] = {
	KUNIT_CASE_PARAM(state_follows_what_is_heard, steps_gen_params),
	KUNIT_CASE(begins_as_the_rfc_has_it),
	KUNIT_CASE(command_takes_every_state_down_and_begins_anew),
	KUNIT_CASE(been_up_since_enabled),
	KUNIT_CASE_PARAM(takes_what_is_for_it, admissions_gen_params),
	KUNIT_CASE(packet_teaches_all_of_the_peer),
	KUNIT_CASE(silence_ends_init_and_up_and_forgets_the_peer),
	KUNIT_CASE(peer_that_is_forgotten_comes_back),
	KUNIT_CASE(failure_that_is_found_ends_init_and_up),
	KUNIT_CASE_PARAM(end_is_told_of_who_brought_it_about,
			 end_cases_gen_params),
	KUNIT_CASE_PARAM(end_of_what_was_not_up_is_none, end_cases_gen_params),
	KUNIT_CASE(not_more_than_a_packet_a_second_unless_up),
	KUNIT_CASE(slow_again_at_once_when_down),
	KUNIT_CASE_PARAM(change_is_in_force_when_it_may_be,
			 changes_gen_params),
	KUNIT_CASE(change_that_waits_is_in_force_when_down),
	KUNIT_CASE(multiplier_and_echo_are_told_without_a_poll),
	KUNIT_CASE_PARAM(interval_is_the_slower_ones, tx_cases_gen_params),
	KUNIT_CASE(detection_time_is_by_the_peers_multiplier),
	KUNIT_CASE(peers_change_is_in_force_at_once),
	KUNIT_CASE_PARAM(echo_is_sent_when_up_and_returned,
			 echo_cases_gen_params),
	KUNIT_CASE(poll_lasts_until_the_final),
	KUNIT_CASE(no_poll_when_nothing_changes),
	KUNIT_CASE(poll_when_down_for_the_slower_rate),
	KUNIT_CASE(nobody_is_polled_who_would_not_answer),
	KUNIT_CASE(final_answers_every_poll_once),
	KUNIT_CASE(poll_and_final_do_not_meet),
	KUNIT_CASE(second_change_is_polled_for_by_itself),
	KUNIT_CASE(change_between_two_polls_is_part_of_the_second),
	KUNIT_CASE(change_taken_back_was_never_in_force),
	KUNIT_CASE(demand_silences_but_for_polls_and_finals),
	KUNIT_CASE(demand_ends_with_the_session),
	KUNIT_CASE(demand_has_all_changes_polled_for),
	KUNIT_CASE(tells_what_it_is),
	KUNIT_CASE_PARAM(two_ends_come_up, pair_cases_gen_params),
	KUNIT_CASE(command_does_not_keep_from_learning),
	KUNIT_CASE(command_on_an_end_is_no_flap_on_either),
	KUNIT_CASE(random_stories_leave_no_end_in_wait),
	{}
};

static struct kunit_suite bfd_suite = {
	.name = "vcirc_bfd",
	.test_cases = bfd_cases,
};

kunit_test_suite(bfd_suite);

MODULE_DESCRIPTION("Tests of the BFD state machine and timers");
MODULE_LICENSE("GPL");
