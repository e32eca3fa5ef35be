// SPDX-License-Identifier: GPL-2.0
/*
 * Circuits and events for people: what matters first, columns that line up,
 * and every duration as short as it can be said.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "text.h"

/* A name may hold what would move the cursor. */
static void put_name(struct text *out, const char *name)
{
	char c;

	while ((c = *name++)) {
		if (iscntrl((unsigned char)c))
			c = '?';
		text_bytes(out, &c, 1);
	}
}

static void put_quantity(struct text *out, uint64_t value, const char *unit)
{
	text_uint(out, value);
	text_put(out, unit);
}

/* "6m56s", "7h07m" */
static void put_parts(struct text *out, uint64_t whole, const char *unit, uint64_t part,
		      const char *part_unit)
{
	put_quantity(out, whole, unit);
	if (part < 10)
		text_put(out, "0");
	put_quantity(out, part, part_unit);
}

/* "46.7s" */
static void put_tenths(struct text *out, uint64_t tenths, const char *unit)
{
	text_uint(out, tenths / 10);
	text_put(out, ".");
	put_quantity(out, tenths % 10, unit);
}

/**
 * text_age - put how long something lasts or is ago, two digits that matter
 * @out: where to
 * @ns: nanoseconds
 */
void text_age(struct text *out, uint64_t ns)
{
	uint64_t ms = ns / VC_NSEC_PER_MSEC, s = ms / 1000;

	if (ms < 1000)
		put_quantity(out, ms, "ms");
	else if (s < 60)
		put_tenths(out, ms / 100, "s");
	else if (s < 3600)
		put_parts(out, s / 60, "m", s % 60, "s");
	else if (s < 86400)
		put_parts(out, s / 3600, "h", s / 60 % 60, "m");
	else
		put_parts(out, s / 86400, "d", s / 3600 % 24, "h");
}

/**
 * text_span - put how long something took that takes less than a second
 * @out: where to
 * @ns: nanoseconds
 */
void text_span(struct text *out, uint64_t ns)
{
	if (ns < VC_NSEC_PER_MSEC)
		put_tenths(out, ns / 100, "us");
	else if (ns < VC_NSEC_PER_SEC)
		put_tenths(out, ns / 100000, "ms");
	else
		text_age(out, ns);
}

/* A setting the way it is typed. */
static void put_setting(struct text *out, uint32_t ms)
{
	if (ms % 1000)
		put_quantity(out, ms, "ms");
	else if (ms % 60000 || !ms)
		put_quantity(out, ms / 1000, "s");
	else
		put_quantity(out, ms / 60000, "min");
}

/**
 * text_paint - put a word in colour, if that is wanted
 * @out: where to
 * @opt: how
 * @color: colour, or NULL
 * @word: word
 * @width: of its column
 */
void text_paint(struct text *out, const struct vc_options *opt, const char *color,
		const char *word, int width)
{
	bool paint = opt->color && color;
	size_t len = strlen(word);

	if (paint)
		text_put(out, color);
	text_bytes(out, word, len);
	if (paint)
		text_put(out, PLAIN);
	text_pad(out, width - (int)len);
}

static const char *state_color(uint32_t state)
{
	switch (state) {
	case VCIRC_STATE_UP:
		return GREEN;
	case VCIRC_STATE_DEGRADED:
		return YELLOW;
	}
	return RED;
}

static const char *path_color(const struct vc_path *path)
{
	if (path->usable)
		return GREEN;
	return path->state == VCIRC_PATH_STATE_DOWN ? RED : YELLOW;
}

/* "ethernet eth1 s-vlan 100", "routed eth1 via 192.0.2.2" */
static void put_binding(struct text *out, const struct vc_path *path)
{
	char via[VC_ADDR_TEXT];

	if (path->binding == VCIRC_BINDING_NONE) {
		text_put(out, "-");
		return;
	}
	text_put(out, vc_word(&words_binding, path->binding));
	text_put(out, " ");
	put_name(out, path->port_name);
	if (path->via.len)
		text_pair(out, " via ", vc_addr(&path->via, via));
	if (path->s_vlan)
		text_num(out, " s-vlan ", path->s_vlan);
	if (path->s_vlan && path->s_proto != VCIRC_S_PROTO_DOT1AD)
		text_pair(out, " proto ", vc_word(&words_s_proto, path->s_proto));
	if (path->has_netnsid)
		text_printf(out, " netnsid %d", path->port_netnsid);
}

/* What the state does not say yet. */
static void put_reason(struct text *cell, const struct vc_path *path)
{
	if (path->reason == VCIRC_REASON_BFD_WAITING)
		text_put(cell, vc_word(&words_reason, VCIRC_REASON_BFD));
	else if (path->reason != VCIRC_REASON_NONE && path->reason != VCIRC_REASON_UNBOUND)
		text_put(cell, vc_word(&words_reason, path->reason));
	if (path->reason == VCIRC_REASON_NEIGHBOUR)
		text_pair(cell, " ", vc_word(&words_neighbour, path->neighbour));
	if (!path->admin_up && path->reason != VCIRC_REASON_ADMIN_DOWN)
		text_pair(cell, cell->used ? "," : "",
			  vc_word(&words_reason, VCIRC_REASON_ADMIN_DOWN));
}

/**
 * text_drops - put what was dropped, and nothing when that is nothing
 * @out: where to
 * @opt: how
 * @words: the reasons
 * @drops: by reason
 * @kinds: VC_BIT() of those to print
 * @indent: before the line
 * @end: of the line before
 */
void text_drops(struct text *out, const struct vc_options *opt, const struct vc_words *words,
		const uint64_t *drops, uint64_t kinds, const char *indent, const char *end)
{
	bool first = true;
	unsigned int i;

	for (i = 0; i < words->count; i++) {
		/* most are none, so that is asked first */
		if (!drops[i] && !opt->details)
			continue;
		if (!words->word[i] || !(kinds & VC_BIT(i)))
			continue;
		if (first) {
			text_pair(out, end, indent);
			text_put(out, "drops ");
		} else {
			text_put(out, ", ");
		}
		text_pair(out, words->word[i], " ");
		text_uint(out, drops[i]);
		first = false;
	}
}

struct row {
	struct cell binding;
	struct cell reason;
	struct cell since;
	bool unmonitored;
};

struct widths {
	int binding;
	int state;
	int reason;
	int since;
};

static void put_cell(struct text *out, const struct cell *cell, int width)
{
	text_bytes(out, cell->buf, cell->text.used);
	text_pad(out, width - (int)cell->text.used);
}

/**
 * text_widen - make a column as wide as what stands in it
 * @width: of the column
 * @len: of that
 */
void text_widen(int *width, size_t len)
{
	if ((int)len > *width)
		*width = len;
}

static void print_counter(struct text *out, const char *label, uint64_t packets,
			  int packets_width, uint64_t bytes, int bytes_width)
{
	text_put(out, label);
	text_right(out, packets, packets_width);
	text_put(out, " packets  ");
	text_right(out, bytes, bytes_width);
	text_put(out, " bytes");
}

static void print_counters(struct text *out, const struct vc_options *opt,
			   const struct vc_path *path, const char *end)
{
	int packets = text_digits(path->tx_packets, path->rx_packets);
	int bytes = text_digits(path->tx_bytes, path->rx_bytes);

	text_put(out, end);
	print_counter(out, "        tx ", path->tx_packets, packets, path->tx_bytes, bytes);
	text_put(out, end);
	print_counter(out, "        rx ", path->rx_packets, packets, path->rx_bytes, bytes);
	text_drops(out, opt, &words_drops, path->drops, ~VC_CIRCUIT_DROPS, "        ", end);
}

static void print_unmonitored(struct text *out, const struct vc_options *opt)
{
	text_put(out, "  ");
	text_paint(out, opt, YELLOW, "unmonitored", 0);
}

static void print_details(struct text *out, const struct vc_path *path, const char *end)
{
	char mac[VC_MAC_TEXT];

	text_pair(out, end, "        ");
	if (path->port_ifindex) {
		text_num(out, "ifindex ", path->port_ifindex);
		text_put(out, "  ");
	}
	text_pair(out, "admin ", vc_word(&words_up_down, path->admin_up));
	text_num(out, "  times-up ", path->times_up);
	text_num(out, "  times-down ", path->times_down);
	text_num(out, "  flaps ", path->flaps);
	if (!path->via.len)
		return;
	text_pair(out, end, "        neighbour ");
	text_put(out, vc_word(&words_neighbour, path->neighbour));
	if (path->has_neighbour_mac)
		text_pair(out, "  lladdr ", vc_mac(path->neighbour_mac, mac));
}

static void print_path(struct text *out, const struct vc_options *opt,
		       const struct vc_path *path, const struct row *row,
		       const struct widths *width, const char *end)
{
	text_pair(out, end, "    ");
	text_left(out, vc_word(&words_role, path->role), 9);
	text_put(out, "  ");
	put_cell(out, &row->binding, width->binding);
	text_put(out, "  ");
	text_paint(out, opt, path_color(path), vc_word(&words_path_state, path->state),
		   width->state);
	if (width->reason) {
		text_put(out, "  ");
		put_cell(out, &row->reason, width->reason);
	}
	text_put(out, "  ");
	text_pad(out, width->since - (int)row->since.text.used);
	put_cell(out, &row->since, 0);
	text_num(out, "  weight ", path->weight);
	text_num(out, "  buckets ", path->buckets);
	if (row->unmonitored)
		print_unmonitored(out, opt);
	if (opt->details)
		print_details(out, path, end);
	if (path->bfd)
		text_bfd(out, opt, path->bfd, end);
	if (opt->stats)
		print_counters(out, opt, path, end);
}

static void print_switches(struct text *out, const struct vc_circuit *circuit,
			   const char *end)
{
	const struct vc_switch *last = &circuit->last_switch;

	text_put(out, end);
	text_num(out, "    switches ", circuit->switches);
	if (!circuit->has_switch)
		return;
	text_put(out, ", last ");
	text_age(out, last->ago_ns);
	text_pair(out, " ago: ", vc_word(&words_role, last->from));
	text_pair(out, " -> ", vc_word(&words_role, last->to));
	text_pair(out, " (", last->reason == VCIRC_REASON_NONE ? "returned" :
		  vc_word(&words_reason, last->reason));
	text_put(out, ")");
}

static void print_head(struct text *out, const struct vc_options *opt,
		       const struct vc_circuit *circuit)
{
	bool standby = circuit->mode == VCIRC_MODE_ACTIVE_STANDBY;

	put_name(out, circuit->name);
	text_put(out, ": ");
	text_paint(out, opt, state_color(circuit->state), vc_word(&words_state, circuit->state),
		   0);
	text_pair(out, "  mode ", vc_word(&words_mode, circuit->mode));
	if (standby || opt->details)
		text_pair(out, "  revert ", vc_word(&words_on_off, circuit->revert));
	text_pair(out, "  hash ", vc_word(&words_hash, circuit->hash));
	if (circuit->symmetric || opt->details)
		text_pair(out, "  symmetric ", vc_word(&words_on_off, circuit->symmetric));
	text_put(out, "  rebalance-time ");
	put_setting(out, circuit->rebalance_ms);
	text_put(out, "  for ");
	text_age(out, circuit->since_ns);
}

static void print_paths(struct text *out, const struct vc_options *opt,
			const struct vc_circuit *circuit, bool unmonitored, const char *end)
{
	struct row row[VC_PATHS];
	struct widths width = { 0 };
	unsigned int i;

	for (i = 0; i < VC_PATHS; i++) {
		const struct vc_path *path = &circuit->path[i];

		put_binding(cell_begin(&row[i].binding), path);
		put_reason(cell_begin(&row[i].reason), path);
		text_age(cell_begin(&row[i].since), path->since_ns);
		/* of none of them it is said once */
		row[i].unmonitored = path->binding != VCIRC_BINDING_NONE &&
				     !vc_monitored(path) && !unmonitored;
		text_widen(&width.binding, row[i].binding.text.used);
		text_widen(&width.state, strlen(vc_word(&words_path_state, path->state)));
		text_widen(&width.reason, row[i].reason.text.used);
		text_widen(&width.since, row[i].since.text.used);
	}
	for (i = 0; i < VC_PATHS; i++)
		print_path(out, opt, &circuit->path[i], &row[i], &width, end);
}

static void print_circuit(struct text *out, const struct vc_options *opt,
			  const struct vc_circuit *circuit)
{
	const char *end = opt->oneline ? "\\" : "\n";
	bool unmonitored = vc_unmonitored(circuit);

	print_head(out, opt, circuit);
	if (unmonitored)
		print_unmonitored(out, opt);
	if (opt->details) {
		text_put(out, end);
		text_num(out, "    ifindex ", circuit->ifindex);
		text_printf(out, "  seed 0x%08x", circuit->seed);
	}
	print_paths(out, opt, circuit, unmonitored, end);
	if (circuit->switches || opt->details)
		print_switches(out, circuit, end);
	if (circuit->moving || opt->details) {
		text_put(out, end);
		text_num(out, "    moving ", circuit->moving);
		text_put(out, " buckets");
	}
	if (opt->stats)
		text_drops(out, opt, &words_drops, circuit->drops, VC_CIRCUIT_DROPS, "    ",
			   end);
	text_put(out, "\n");
}

/* The state, or what says more. */
static const char *brief_state(const struct vc_path *path)
{
	if (path->reason == VCIRC_REASON_NONE || path->state == VCIRC_PATH_STATE_WAITING)
		return vc_word(&words_path_state, path->state);
	return vc_word(&words_reason, path->reason);
}

static void print_brief(struct text *out, const struct vc_options *opt,
			const struct vc_circuit *circuit, int name_width)
{
	const char *word = vc_word(&words_state, circuit->state);
	char state[16];
	unsigned int i;

	for (i = 0; word[i] && i < sizeof(state) - 1; i++)
		state[i] = toupper((unsigned char)word[i]);
	state[i] = '\0';
	put_name(out, circuit->name);
	text_pad(out, name_width - (int)strlen(circuit->name));
	text_put(out, "  ");
	text_paint(out, opt, state_color(circuit->state), state, 8);
	text_put(out, "  ");
	text_left(out, vc_word(&words_mode, circuit->mode), 14);
	for (i = 0; i < VC_PATHS; i++) {
		const struct vc_path *path = &circuit->path[i];

		text_put(out, i ? "," : "  ");
		put_name(out, path->port_name[0] ? path->port_name : "-");
		if (path->s_vlan)
			text_num(out, ".", path->s_vlan);
		text_put(out, ":");
		text_paint(out, opt, path_color(path), brief_state(path), 0);
	}
	text_put(out, "\n");
}

/**
 * text_circuits - print circuits
 * @file: where to
 * @opt: how
 * @list: what
 */
void text_circuits(FILE *file, const struct vc_options *opt, const struct vc_list *list)
{
	char buf[TEXT_ROOM];
	struct text out = { .file = file, .buf = buf, .room = sizeof(buf) };
	int width = 0;
	size_t i;

	for (i = 0; opt->brief && i < list->count; i++)
		text_widen(&width, strlen(list->circuit[i].name));
	for (i = 0; i < list->count; i++) {
		if (opt->brief)
			print_brief(&out, opt, &list->circuit[i], width);
		else
			print_circuit(&out, opt, &list->circuit[i]);
	}
	text_flush(&out);
}

static void print_time(struct text *out, uint64_t ns)
{
	time_t seconds = ns / VC_NSEC_PER_SEC;
	char buf[40] = "?";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%S", &tm);
	text_printf(out, "[%s.%06" PRIu64 "] ", buf, ns % VC_NSEC_PER_SEC / 1000);
}

/* " (no-carrier)", or nothing */
static void print_reason(struct text *out, uint32_t reason)
{
	if (reason != VCIRC_REASON_NONE)
		text_printf(out, " (%s)", vc_word(&words_reason, reason));
}

/* " (bfd control-detection-time-expired, detected 905.3ms)", or nothing */
static void print_why(struct text *out, const struct vc_event *event)
{
	struct cell cell;
	struct text *why = cell_begin(&cell);

	if (event->reason != VCIRC_REASON_NONE && event->kind != VCIRC_CAUSE_BFD)
		text_put(why, vc_word(&words_reason, event->reason));
	if (event->has_bfd_diag && event->bfd_diag != VCIRC_BFD_DIAG_NONE)
		text_pair(why, why->used ? " " : "", vc_word(&words_bfd_diag, event->bfd_diag));
	if (event->has_bfd_detected && text_bfd_detected(event->bfd_diag)) {
		text_pair(why, why->used ? ", " : "", "detected ");
		text_span(why, event->bfd_detected_ns);
	}
	if (!why->used)
		return;
	text_put(out, " (");
	put_cell(out, &cell, 0);
	text_put(out, ")");
}

static void print_path_now(struct text *out, const struct vc_options *opt,
			   const struct vc_path *path)
{
	text_printf(out, ", %s ", vc_word(&words_role, path->role));
	if (path->binding != VCIRC_BINDING_NONE) {
		put_binding(out, path);
		text_put(out, " ");
	}
	text_paint(out, opt, path_color(path), vc_word(&words_path_state, path->state), 0);
	if (path->reason != VCIRC_REASON_UNBOUND)
		print_reason(out, path->reason);
}

static void print_now(struct text *out, const struct vc_options *opt,
		      const struct vc_circuit *circuit)
{
	text_paint(out, opt, state_color(circuit->state), vc_word(&words_state, circuit->state),
		   0);
	print_path_now(out, opt, &circuit->path[0]);
	print_path_now(out, opt, &circuit->path[1]);
}

static void print_settings(struct text *out, const struct vc_event *event)
{
	const struct vc_circuit *circuit = &event->circuit;
	const struct vc_path *path = &circuit->path[event->role];

	if (event->has_role) {
		text_printf(out, "path %s changed: admin %s weight %u",
			    vc_word(&words_role, event->role),
			    vc_word(&words_up_down, path->admin_up), path->weight);
		if (path->bfd)
			text_bfd_settings(out, path->bfd);
		return;
	}
	text_printf(out, "changed: mode %s revert %s hash %s symmetric %s",
		    vc_word(&words_mode, circuit->mode),
		    vc_word(&words_on_off, circuit->revert),
		    vc_word(&words_hash, circuit->hash),
		    vc_word(&words_on_off, circuit->symmetric));
	text_printf(out, " seed 0x%08x rebalance-time ", circuit->seed);
	put_setting(out, circuit->rebalance_ms);
}

static void print_event(struct text *out, const struct vc_options *opt,
			const struct vc_event *event)
{
	const struct vc_circuit *circuit = &event->circuit;
	const struct vc_path *path = &circuit->path[event->role];
	const char *role = vc_word(&words_role, event->role);

	switch (event->kind) {
	case VCIRC_CAUSE_CREATED:
	case VC_EVENT_CURRENT:
		text_put(out, event->kind == VC_EVENT_CURRENT ? "now: " : "created: ");
		print_now(out, opt, circuit);
		break;
	case VCIRC_CAUSE_CHANGED:
		print_settings(out, event);
		break;
	case VCIRC_CAUSE_BOUND:
		text_printf(out, "path %s bound to ", role);
		put_binding(out, path);
		text_num(out, " weight ", path->weight);
		if (path->bfd)
			text_bfd_settings(out, path->bfd);
		break;
	case VCIRC_CAUSE_UNBOUND:
		text_printf(out, "path %s unbound", role);
		if (event->reason != VCIRC_REASON_UNBOUND)
			print_reason(out, event->reason);
		break;
	case VCIRC_CAUSE_PATH_UP:
	case VCIRC_CAUSE_PATH_DOWN:
		text_printf(out, "path %s ", role);
		text_paint(out, opt, event->kind == VCIRC_CAUSE_PATH_UP ? GREEN : RED,
			   event->kind == VCIRC_CAUSE_PATH_UP ? "up" : "down", 0);
		print_why(out, event);
		text_put(out, ", circuit ");
		text_paint(out, opt, state_color(circuit->state),
			   vc_word(&words_state, circuit->state), 0);
		break;
	case VCIRC_CAUSE_SWITCH:
		text_printf(out, "switch %s -> %s (%s)",
			    vc_word(&words_role, circuit->last_switch.from),
			    vc_word(&words_role, circuit->last_switch.to),
			    event->reason == VCIRC_REASON_NONE ? "returned" :
			    vc_word(&words_reason, event->reason));
		break;
	case VCIRC_CAUSE_BFD:
		text_printf(out, "path %s bfd ", role);
		text_paint(out, opt, text_bfd_color(event->bfd_state),
			   vc_word(&words_bfd_state, event->bfd_state), 0);
		print_why(out, event);
		break;
	case VCIRC_CAUSE_REBALANCED:
		text_printf(out, "rebalanced: primary %u buckets, secondary %u buckets",
			    circuit->path[0].buckets, circuit->path[1].buckets);
		break;
	default:
		text_put(out, vc_word(&words_cause, event->kind));
		print_reason(out, event->reason);
	}
}

/**
 * text_event - print an event, one line
 * @file: where to
 * @opt: how
 * @event: what; not VC_EVENT_RESYNC
 */
void text_event(FILE *file, const struct vc_options *opt, const struct vc_event *event)
{
	char buf[TEXT_ROOM];
	struct text out = { .file = file, .buf = buf, .room = sizeof(buf) };

	if (opt->timestamp)
		print_time(&out, event->time_ns);
	put_name(&out, event->circuit.name);
	text_put(&out, ": ");
	print_event(&out, opt, event);
	if (event->lost)
		text_printf(&out, ", %" PRIu32 " events before this one were lost", event->lost);
	text_put(&out, "\n");
	text_flush(&out);
}
