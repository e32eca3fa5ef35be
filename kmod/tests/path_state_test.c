// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/module.h>

#include "../path_state.h"

#define REASONS	(VCIRC_REASON_BFD_WAITING + 1)

enum {
	GONE = BIT(0),
	ADMIN = BIT(1),
	RUNNING = BIT(2),
	CARRIER = BIT(3),
	PEER = BIT(4),
	NEIGHBOUR = BIT(5),
	TAKEN = BIT(6),
	/* What BFD says stands in two bits. */
	BFD = GENMASK(8, 7),
	BFD_WAITING = FIELD_PREP_CONST(BFD, VCIRC_PATH_BFD_WAITING),
	BFD_ADMIN_DOWN = FIELD_PREP_CONST(BFD, VCIRC_PATH_BFD_ADMIN_DOWN),
	BFD_DOWN = FIELD_PREP_CONST(BFD, VCIRC_PATH_BFD_DOWN),
	ALL = BIT(9) - 1,

	/* All that has to be in order before BFD is asked. */
	WIRE = ADMIN | RUNNING | PEER,
	ETHERNET = ADMIN | RUNNING | CARRIER,
	ROUTED = ADMIN | RUNNING | CARRIER | NEIGHBOUR,
};

/* Every combination of facts matches one rule and no more: those whose bits
 * under the mask are as they are in the value.
 */
struct judge_rule {
	const char *name;
	enum vcirc_binding binding;
	u16 mask;
	u16 value;
	enum vcirc_reason reason;
};

static const struct judge_rule judge_rules[] = {
	{ "unbound, whatever else", VCIRC_BINDING_NONE,
	  GONE, 0, VCIRC_REASON_UNBOUND },
	{ "port gone, whatever else", VCIRC_BINDING_NONE,
	  GONE, GONE, VCIRC_REASON_PORT_GONE },

	{ "wire: admin down before the rest", VCIRC_BINDING_WIRE,
	  ADMIN, 0, VCIRC_REASON_ADMIN_DOWN },
	{ "wire: peer down before its path", VCIRC_BINDING_WIRE,
	  ADMIN | RUNNING, ADMIN, VCIRC_REASON_PEER_DOWN },
	{ "wire: peer's path admin down", VCIRC_BINDING_WIRE,
	  ADMIN | RUNNING | PEER, ADMIN | RUNNING,
	  VCIRC_REASON_PEER_ADMIN_DOWN },
	{ "wire: usable without carrier", VCIRC_BINDING_WIRE,
	  WIRE | BFD, WIRE, VCIRC_REASON_NONE },
	{ "wire: session not up yet", VCIRC_BINDING_WIRE,
	  WIRE | BFD, WIRE | BFD_WAITING, VCIRC_REASON_BFD_WAITING },
	{ "wire: session down by the other end", VCIRC_BINDING_WIRE,
	  WIRE | BFD, WIRE | BFD_ADMIN_DOWN, VCIRC_REASON_PEER_ADMIN_DOWN },
	{ "wire: session down", VCIRC_BINDING_WIRE,
	  WIRE | BFD, WIRE | BFD_DOWN, VCIRC_REASON_BFD },

	{ "ethernet: admin down before the rest", VCIRC_BINDING_ETHERNET,
	  ADMIN, 0, VCIRC_REASON_ADMIN_DOWN },
	{ "ethernet: port down before carrier", VCIRC_BINDING_ETHERNET,
	  ADMIN | RUNNING, ADMIN, VCIRC_REASON_PORT_DOWN },
	{ "ethernet: no carrier", VCIRC_BINDING_ETHERNET,
	  ADMIN | RUNNING | CARRIER, ADMIN | RUNNING,
	  VCIRC_REASON_NO_CARRIER },
	{ "ethernet: usable without a peer", VCIRC_BINDING_ETHERNET,
	  ETHERNET | BFD, ETHERNET, VCIRC_REASON_NONE },
	{ "ethernet: session not up yet", VCIRC_BINDING_ETHERNET,
	  ETHERNET | BFD, ETHERNET | BFD_WAITING, VCIRC_REASON_BFD_WAITING },
	{ "ethernet: session down by the other end", VCIRC_BINDING_ETHERNET,
	  ETHERNET | BFD, ETHERNET | BFD_ADMIN_DOWN,
	  VCIRC_REASON_PEER_ADMIN_DOWN },
	{ "ethernet: session down", VCIRC_BINDING_ETHERNET,
	  ETHERNET | BFD, ETHERNET | BFD_DOWN, VCIRC_REASON_BFD },

	{ "routed: admin down before the rest", VCIRC_BINDING_ROUTED,
	  ADMIN, 0, VCIRC_REASON_ADMIN_DOWN },
	{ "routed: port down before carrier", VCIRC_BINDING_ROUTED,
	  ADMIN | RUNNING, ADMIN, VCIRC_REASON_PORT_DOWN },
	{ "routed: no carrier before the neighbour", VCIRC_BINDING_ROUTED,
	  ADMIN | RUNNING | CARRIER, ADMIN | RUNNING,
	  VCIRC_REASON_NO_CARRIER },
	{ "routed: neighbour not known", VCIRC_BINDING_ROUTED,
	  ADMIN | RUNNING | CARRIER | NEIGHBOUR | TAKEN,
	  ADMIN | RUNNING | CARRIER, VCIRC_REASON_NEIGHBOUR },
	{ "routed: neighbour of another circuit", VCIRC_BINDING_ROUTED,
	  ADMIN | RUNNING | CARRIER | NEIGHBOUR | TAKEN,
	  ADMIN | RUNNING | CARRIER | TAKEN, VCIRC_REASON_NEIGHBOUR_TAKEN },
	{ "routed: usable with a neighbour", VCIRC_BINDING_ROUTED,
	  ROUTED | BFD, ROUTED, VCIRC_REASON_NONE },
	{ "routed: session not up yet", VCIRC_BINDING_ROUTED,
	  ROUTED | BFD, ROUTED | BFD_WAITING, VCIRC_REASON_BFD_WAITING },
	{ "routed: session down by the other end", VCIRC_BINDING_ROUTED,
	  ROUTED | BFD, ROUTED | BFD_ADMIN_DOWN, VCIRC_REASON_PEER_ADMIN_DOWN },
	{ "routed: session down", VCIRC_BINDING_ROUTED,
	  ROUTED | BFD, ROUTED | BFD_DOWN, VCIRC_REASON_BFD },
};

KUNIT_ARRAY_PARAM_DESC(judge_rules, judge_rules, name);

static enum vcirc_reason judge(enum vcirc_binding binding, unsigned int bits)
{
	struct vcirc_path_facts facts = {
		.binding = binding,
		.port_gone = bits & GONE,
		.admin_up = bits & ADMIN,
		.running = bits & RUNNING,
		.carrier = bits & CARRIER,
		.peer_admin_up = bits & PEER,
		.neighbour = bits & NEIGHBOUR,
		.neighbour_taken = bits & TAKEN,
		.bfd = FIELD_GET(BFD, bits),
	};

	return vcirc_path_judge(&facts);
}

static void judge_names_what_has_to_be_mended_first(struct kunit *test)
{
	const struct judge_rule *rule = test->param_value;
	unsigned int bits;

	for (bits = 0; bits <= ALL; bits++)
		if ((bits & rule->mask) == rule->value)
			KUNIT_EXPECT_EQ_MSG(test, rule->reason,
					    judge(rule->binding, bits),
					    "facts %#x", bits);
}

static void judge_rules_leave_nothing_open(struct kunit *test)
{
	unsigned int binding, bits, i;

	for (binding = 0; binding <= VCIRC_BINDING_ROUTED; binding++) {
		for (bits = 0; bits <= ALL; bits++) {
			unsigned int matches = 0;

			for (i = 0; i < ARRAY_SIZE(judge_rules); i++)
				matches += judge_rules[i].binding == binding &&
					   (bits & judge_rules[i].mask) ==
					   judge_rules[i].value;
			KUNIT_EXPECT_EQ_MSG(test, 1, matches,
					    "binding %u, facts %#x", binding,
					    bits);
		}
	}
}

/* What a reason makes of the state, and whether it takes a command, on whichever
 * end.
 */
static const struct {
	enum vcirc_path_state state;
	bool command;
} reasons[REASONS] = {
	[VCIRC_REASON_NONE] = { VCIRC_PATH_STATE_UP, false },
	[VCIRC_REASON_UNBOUND] = { VCIRC_PATH_STATE_UNBOUND, true },
	[VCIRC_REASON_PORT_GONE] = { VCIRC_PATH_STATE_UNBOUND, false },
	[VCIRC_REASON_ADMIN_DOWN] = { VCIRC_PATH_STATE_DOWN, true },
	[VCIRC_REASON_PORT_DOWN] = { VCIRC_PATH_STATE_DOWN, false },
	[VCIRC_REASON_NO_CARRIER] = { VCIRC_PATH_STATE_DOWN, false },
	[VCIRC_REASON_PEER_DOWN] = { VCIRC_PATH_STATE_DOWN, false },
	[VCIRC_REASON_PEER_ADMIN_DOWN] = { VCIRC_PATH_STATE_DOWN, true },
	[VCIRC_REASON_NEIGHBOUR] = { VCIRC_PATH_STATE_DOWN, false },
	[VCIRC_REASON_NEIGHBOUR_TAKEN] = { VCIRC_PATH_STATE_DOWN, false },
	[VCIRC_REASON_BFD] = { VCIRC_PATH_STATE_DOWN, false },
	[VCIRC_REASON_BFD_WAITING] = { VCIRC_PATH_STATE_WAITING, true },
};

static struct vcirc_path_record record_with(enum vcirc_reason reason)
{
	return (struct vcirc_path_record){
		.state = reasons[reason].state,
		.reason = reason,
		.since = 1000,
		.times_up = 10,
		.times_down = 20,
		.flaps = 30,
	};
}

static void record_follows_every_verdict(struct kunit *test)
{
	unsigned int from, to;

	for (from = 0; from < REASONS; from++) {
		for (to = 0; to < REASONS; to++) {
			struct vcirc_path_record rec = record_with(from);

			KUNIT_EXPECT_EQ_MSG(test, from != to,
					    vcirc_path_record_update(&rec, to,
								     2000),
					    "%u to %u", from, to);
			KUNIT_EXPECT_EQ_MSG(test, reasons[to].state, rec.state,
					    "%u to %u", from, to);
			KUNIT_EXPECT_EQ_MSG(test, to, rec.reason,
					    "%u to %u", from, to);
			KUNIT_EXPECT_EQ_MSG(test, to == VCIRC_REASON_NONE,
					    vcirc_path_record_usable(&rec),
					    "%u to %u", from, to);
		}
	}
}

static void record_counts_only_what_starts_or_stops_traffic(struct kunit *test)
{
	unsigned int from, to;

	for (from = 0; from < REASONS; from++) {
		for (to = 0; to < REASONS; to++) {
			struct vcirc_path_record rec = record_with(from);
			bool up = from && !to, down = !from && to;

			vcirc_path_record_update(&rec, to, 2000);
			KUNIT_EXPECT_EQ_MSG(test, 10 + up, rec.times_up,
					    "%u to %u", from, to);
			KUNIT_EXPECT_EQ_MSG(test, 20 + down, rec.times_down,
					    "%u to %u", from, to);
		}
	}
}

static void record_counts_no_flap_on_a_command(struct kunit *test)
{
	unsigned int from, to;

	for (from = 0; from < REASONS; from++) {
		for (to = 0; to < REASONS; to++) {
			struct vcirc_path_record rec = record_with(from);
			bool flap = !from && to && !reasons[to].command;

			vcirc_path_record_update(&rec, to, 2000);
			KUNIT_EXPECT_EQ_MSG(test, 30 + flap, rec.flaps,
					    "%u to %u", from, to);
		}
	}
}

static void record_dates_a_new_state_or_reason_only(struct kunit *test)
{
	unsigned int from, to;

	for (from = 0; from < REASONS; from++) {
		for (to = 0; to < REASONS; to++) {
			struct vcirc_path_record rec = record_with(from);

			vcirc_path_record_update(&rec, to, 2000);
			KUNIT_EXPECT_EQ_MSG(test, from == to ? 1000 : 2000,
					    rec.since, "%u to %u", from, to);
		}
	}
}

static void record_begins_with_nothing_counted(struct kunit *test)
{
	unsigned int first;

	for (first = 0; first < REASONS; first++) {
		struct vcirc_path_record rec = {};

		KUNIT_EXPECT_FALSE(test, vcirc_path_record_usable(&rec));
		KUNIT_EXPECT_TRUE_MSG(test,
				      vcirc_path_record_update(&rec, first, 7),
				      "reason %u", first);
		KUNIT_EXPECT_EQ(test, 7, rec.since);
		KUNIT_EXPECT_EQ(test, first == VCIRC_REASON_NONE, rec.times_up);
		KUNIT_EXPECT_EQ(test, 0, rec.times_down);
		KUNIT_EXPECT_EQ(test, 0, rec.flaps);
	}
}

static void record_of_a_life_adds_up(struct kunit *test)
{
	static const struct {
		enum vcirc_reason reason;
		u64 times_up, times_down, flaps, since;
	} life[] = {
		{ VCIRC_REASON_UNBOUND, 0, 0, 0, 1 },
		{ VCIRC_REASON_PORT_DOWN, 0, 0, 0, 2 },
		{ VCIRC_REASON_NO_CARRIER, 0, 0, 0, 3 },
		{ VCIRC_REASON_NONE, 1, 0, 0, 4 },
		{ VCIRC_REASON_NONE, 1, 0, 0, 4 },
		{ VCIRC_REASON_NO_CARRIER, 1, 1, 1, 6 },
		/* Down already: no second time. */
		{ VCIRC_REASON_ADMIN_DOWN, 1, 1, 1, 7 },
		{ VCIRC_REASON_NONE, 2, 1, 1, 8 },
		{ VCIRC_REASON_ADMIN_DOWN, 2, 2, 1, 9 },
		{ VCIRC_REASON_NONE, 3, 2, 1, 10 },
		{ VCIRC_REASON_UNBOUND, 3, 3, 1, 11 },
		{ VCIRC_REASON_NONE, 4, 3, 1, 12 },
		{ VCIRC_REASON_PORT_GONE, 4, 4, 2, 13 },
		{ VCIRC_REASON_PORT_GONE, 4, 4, 2, 13 },
		{ VCIRC_REASON_UNBOUND, 4, 4, 2, 15 },
		{ VCIRC_REASON_NONE, 5, 4, 2, 16 },
		{ VCIRC_REASON_PEER_ADMIN_DOWN, 5, 5, 2, 17 },
		/* With BFD from here on. */
		{ VCIRC_REASON_BFD_WAITING, 5, 5, 2, 18 },
		{ VCIRC_REASON_NONE, 6, 5, 2, 19 },
		{ VCIRC_REASON_BFD, 6, 6, 3, 20 },
		{ VCIRC_REASON_NONE, 7, 6, 3, 21 },
		{ VCIRC_REASON_BFD_WAITING, 7, 7, 3, 22 },
		{ VCIRC_REASON_PEER_ADMIN_DOWN, 7, 7, 3, 23 },
		{ VCIRC_REASON_BFD, 7, 7, 3, 24 },
		{ VCIRC_REASON_NONE, 8, 7, 3, 25 },
		{ VCIRC_REASON_NO_CARRIER, 8, 8, 4, 26 },
	};
	struct vcirc_path_record rec = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(life); i++) {
		vcirc_path_record_update(&rec, life[i].reason, i + 1);
		KUNIT_EXPECT_EQ_MSG(test, life[i].times_up, rec.times_up,
				    "step %u", i);
		KUNIT_EXPECT_EQ_MSG(test, life[i].times_down, rec.times_down,
				    "step %u", i);
		KUNIT_EXPECT_EQ_MSG(test, life[i].flaps, rec.flaps,
				    "step %u", i);
		KUNIT_EXPECT_EQ_MSG(test, life[i].since, rec.since,
				    "step %u", i);
	}
}

static struct kunit_case path_state_cases[] = {
	KUNIT_CASE_PARAM(judge_names_what_has_to_be_mended_first,
			 judge_rules_gen_params),
	KUNIT_CASE(judge_rules_leave_nothing_open),
	KUNIT_CASE(record_follows_every_verdict),
	KUNIT_CASE(record_counts_only_what_starts_or_stops_traffic),
	KUNIT_CASE(record_counts_no_flap_on_a_command),
	KUNIT_CASE(record_dates_a_new_state_or_reason_only),
	KUNIT_CASE(record_begins_with_nothing_counted),
	KUNIT_CASE(record_of_a_life_adds_up),
	{}
};

static struct kunit_suite path_state_suite = {
	.name = "vcirc_path_state",
	.test_cases = path_state_cases,
};

kunit_test_suite(path_state_suite);

MODULE_DESCRIPTION("Tests of the vcirc path state");
MODULE_LICENSE("GPL");
