// SPDX-License-Identifier: GPL-2.0
/*
 * Circuits and events for people: what matters first, columns that line up,
 * and every duration as short as it can be said.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include "text.h"

#define CELL	(VC_NAME_LEN + 96)

__attribute__((format(printf, 2, 3)))
static void add(char *cell, const char *fmt, ...)
{
	size_t used = strlen(cell);
	va_list args;

	va_start(args, fmt);
	vsnprintf(cell + used, CELL - used, fmt, args);
	va_end(args);
}

/* A name may hold what would move the cursor. */
static const char *safe(const char *name, char *buf)
{
	size_t i;

	for (i = 0; name[i]; i++)
		buf[i] = iscntrl((unsigned char)name[i]) ? '?' : name[i];
	buf[i] = '\0';
	return buf;
}

/**
 * text_age - how long something lasts or is ago, two digits that matter
 * @ns: nanoseconds
 * @buf: TEXT_AGE bytes
 *
 * Return: @buf.
 */
const char *text_age(uint64_t ns, char *buf)
{
	uint64_t ms = ns / VC_NSEC_PER_MSEC, s = ms / 1000;

	if (ms < 1000)
		snprintf(buf, TEXT_AGE, "%" PRIu64 "ms", ms);
	else if (s < 60)
		snprintf(buf, TEXT_AGE, "%" PRIu64 ".%" PRIu64 "s", s, ms / 100 % 10);
	else if (s < 3600)
		snprintf(buf, TEXT_AGE, "%" PRIu64 "m%02" PRIu64 "s", s / 60, s % 60);
	else if (s < 86400)
		snprintf(buf, TEXT_AGE, "%" PRIu64 "h%02" PRIu64 "m", s / 3600, s / 60 % 60);
	else
		snprintf(buf, TEXT_AGE, "%" PRIu64 "d%02" PRIu64 "h", s / 86400, s / 3600 % 24);
	return buf;
}

/**
 * text_span - how long something took that takes less than a second
 * @ns: nanoseconds
 * @buf: TEXT_AGE bytes
 *
 * Return: @buf.
 */
const char *text_span(uint64_t ns, char *buf)
{
	if (ns < VC_NSEC_PER_MSEC)
		snprintf(buf, TEXT_AGE, "%" PRIu64 ".%" PRIu64 "us", ns / 1000, ns / 100 % 10);
	else if (ns < VC_NSEC_PER_SEC)
		snprintf(buf, TEXT_AGE, "%" PRIu64 ".%" PRIu64 "ms", ns / VC_NSEC_PER_MSEC,
			 ns / 100000 % 10);
	else
		text_age(ns, buf);
	return buf;
}

/* A setting the way it is typed. */
static const char *setting(uint32_t ms, char *buf, size_t len)
{
	if (ms % 1000)
		snprintf(buf, len, "%" PRIu32 "ms", ms);
	else if (ms % 60000 || !ms)
		snprintf(buf, len, "%" PRIu32 "s", ms / 1000);
	else
		snprintf(buf, len, "%" PRIu32 "min", ms / 60000);
	return buf;
}

/**
 * text_paint - print a word in colour, if that is wanted
 * @out: where to
 * @opt: how
 * @color: colour, or NULL
 * @text: word
 * @width: of its column
 */
void text_paint(FILE *out, const struct vc_options *opt, const char *color,
		const char *text, int width)
{
	int rest = width - (int)strlen(text);

	if (opt->color && color)
		fprintf(out, "%s%s" PLAIN, color, text);
	else
		fputs(text, out);
	if (rest > 0)
		fprintf(out, "%*s", rest, "");
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
static void binding_cell(const struct vc_path *path, char *cell)
{
	char buf[VC_NAME_LEN], via[VC_ADDR_TEXT];

	cell[0] = '\0';
	if (path->binding == VCIRC_BINDING_NONE) {
		add(cell, "-");
		return;
	}
	add(cell, "%s %s", vc_word(&words_binding, path->binding), safe(path->port_name, buf));
	if (path->via.len)
		add(cell, " via %s", vc_addr(&path->via, via));
	if (path->s_vlan)
		add(cell, " s-vlan %u", path->s_vlan);
	if (path->s_vlan && path->s_proto != VCIRC_S_PROTO_DOT1AD)
		add(cell, " proto %s", vc_word(&words_s_proto, path->s_proto));
	if (path->has_netnsid)
		add(cell, " netnsid %d", path->port_netnsid);
}

/* What the state does not say yet. */
static void reason_cell(const struct vc_path *path, char *cell)
{
	cell[0] = '\0';
	if (path->reason == VCIRC_REASON_BFD_WAITING)
		add(cell, "%s", vc_word(&words_reason, VCIRC_REASON_BFD));
	else if (path->reason != VCIRC_REASON_NONE && path->reason != VCIRC_REASON_UNBOUND)
		add(cell, "%s", vc_word(&words_reason, path->reason));
	if (path->reason == VCIRC_REASON_NEIGHBOUR)
		add(cell, " %s", vc_word(&words_neighbour, path->neighbour));
	if (!path->admin_up && path->reason != VCIRC_REASON_ADMIN_DOWN)
		add(cell, "%s%s", cell[0] ? "," : "",
		    vc_word(&words_reason, VCIRC_REASON_ADMIN_DOWN));
}

/**
 * text_drops - print what was dropped, and nothing when that is nothing
 * @out: where to
 * @opt: how
 * @words: the reasons
 * @drops: by reason
 * @kinds: VC_BIT() of those to print
 * @indent: before the line
 * @end: of the line before
 */
void text_drops(FILE *out, const struct vc_options *opt, const struct vc_words *words,
		const uint64_t *drops, uint64_t kinds, const char *indent, const char *end)
{
	bool first = true;
	unsigned int i;

	for (i = 0; i < words->count; i++) {
		if (!words->word[i] || !(kinds & VC_BIT(i)))
			continue;
		if (!drops[i] && !opt->details)
			continue;
		if (first)
			fprintf(out, "%s%sdrops", end, indent);
		fprintf(out, "%s%s %" PRIu64, first ? " " : ", ", words->word[i], drops[i]);
		first = false;
	}
}

struct row {
	char binding[CELL];
	char reason[CELL];
	char since[TEXT_AGE];
	bool unmonitored;
};

struct widths {
	int binding;
	int state;
	int reason;
	int since;
};

/**
 * text_widen - make a column as wide as what stands in it
 * @width: of the column
 * @text: in it
 */
void text_widen(int *width, const char *text)
{
	if ((int)strlen(text) > *width)
		*width = strlen(text);
}

/**
 * text_digits - the width of a column of two numbers
 * @a: number
 * @b: number
 *
 * Return: digits of the larger one.
 */
int text_digits(uint64_t a, uint64_t b)
{
	int digits = 1;

	for (a = a > b ? a : b; a >= 10; a /= 10)
		digits++;
	return digits;
}

static void print_counters(FILE *out, const struct vc_options *opt,
			   const struct vc_path *path, const char *end)
{
	int packets = text_digits(path->tx_packets, path->rx_packets);
	int bytes = text_digits(path->tx_bytes, path->rx_bytes);

	fprintf(out, "%s        tx %*" PRIu64 " packets  %*" PRIu64 " bytes", end, packets,
		path->tx_packets, bytes, path->tx_bytes);
	fprintf(out, "%s        rx %*" PRIu64 " packets  %*" PRIu64 " bytes", end, packets,
		path->rx_packets, bytes, path->rx_bytes);
	text_drops(out, opt, &words_drops, path->drops, ~VC_CIRCUIT_DROPS, "        ", end);
}

static void print_unmonitored(FILE *out, const struct vc_options *opt)
{
	fputs("  ", out);
	text_paint(out, opt, YELLOW, "unmonitored", 0);
}

static void print_path(FILE *out, const struct vc_options *opt, const struct vc_path *path,
		       const struct row *row, const struct widths *width, const char *end)
{
	char mac[VC_MAC_TEXT];

	fprintf(out, "%s    %-9s  %-*s  ", end, vc_word(&words_role, path->role),
		width->binding, row->binding);
	text_paint(out, opt, path_color(path), vc_word(&words_path_state, path->state),
		   width->state);
	if (width->reason)
		fprintf(out, "  %-*s", width->reason, row->reason);
	fprintf(out, "  %*s  weight %u  buckets %u", width->since, row->since, path->weight,
		path->buckets);
	if (row->unmonitored)
		print_unmonitored(out, opt);
	if (opt->details) {
		fprintf(out, "%s        ", end);
		if (path->port_ifindex)
			fprintf(out, "ifindex %u  ", path->port_ifindex);
		fprintf(out, "admin %s  times-up %" PRIu64 "  times-down %" PRIu64
			"  flaps %" PRIu64, vc_word(&words_up_down, path->admin_up),
			path->times_up, path->times_down, path->flaps);
	}
	if (opt->details && path->via.len) {
		fprintf(out, "%s        neighbour %s", end,
			vc_word(&words_neighbour, path->neighbour));
		if (path->has_neighbour_mac)
			fprintf(out, "  lladdr %s", vc_mac(path->neighbour_mac, mac));
	}
	if (path->has_bfd)
		text_bfd(out, opt, &path->bfd, end);
	if (opt->stats)
		print_counters(out, opt, path, end);
}

static void print_switches(FILE *out, const struct vc_circuit *circuit, const char *end)
{
	const struct vc_switch *last = &circuit->last_switch;
	char buf[32];

	fprintf(out, "%s    switches %" PRIu64, end, circuit->switches);
	if (!circuit->has_switch)
		return;
	fprintf(out, ", last %s ago: %s -> %s (%s)", text_age(last->ago_ns, buf),
		vc_word(&words_role, last->from), vc_word(&words_role, last->to),
		last->reason == VCIRC_REASON_NONE ? "returned" :
		vc_word(&words_reason, last->reason));
}

static void print_circuit(FILE *out, const struct vc_options *opt,
			  const struct vc_circuit *circuit)
{
	bool standby = circuit->mode == VCIRC_MODE_ACTIVE_STANDBY;
	const char *end = opt->oneline ? "\\" : "\n";
	struct row row[VC_PATHS];
	struct widths width = { 0 };
	char buf[VC_NAME_LEN];
	unsigned int i;

	fprintf(out, "%s: ", safe(circuit->name, buf));
	text_paint(out, opt, state_color(circuit->state), vc_word(&words_state, circuit->state),
		   0);
	fprintf(out, "  mode %s", vc_word(&words_mode, circuit->mode));
	if (standby || opt->details)
		fprintf(out, "  revert %s", vc_word(&words_on_off, circuit->revert));
	fprintf(out, "  hash %s", vc_word(&words_hash, circuit->hash));
	if (circuit->symmetric || opt->details)
		fprintf(out, "  symmetric %s", vc_word(&words_on_off, circuit->symmetric));
	fprintf(out, "  rebalance-time %s", setting(circuit->rebalance_ms, buf, sizeof(buf)));
	fprintf(out, "  for %s", text_age(circuit->since_ns, buf));
	if (vc_unmonitored(circuit))
		print_unmonitored(out, opt);
	if (opt->details)
		fprintf(out, "%s    ifindex %u  seed 0x%08x", end, circuit->ifindex,
			circuit->seed);
	for (i = 0; i < VC_PATHS; i++) {
		const struct vc_path *path = &circuit->path[i];

		binding_cell(path, row[i].binding);
		reason_cell(path, row[i].reason);
		text_age(path->since_ns, row[i].since);
		/* of none of them it is said once */
		row[i].unmonitored = path->binding != VCIRC_BINDING_NONE &&
				     !vc_monitored(path) && !vc_unmonitored(circuit);
		text_widen(&width.binding, row[i].binding);
		text_widen(&width.state, vc_word(&words_path_state, path->state));
		text_widen(&width.reason, row[i].reason);
		text_widen(&width.since, row[i].since);
	}
	for (i = 0; i < VC_PATHS; i++)
		print_path(out, opt, &circuit->path[i], &row[i], &width, end);
	if (circuit->switches || opt->details)
		print_switches(out, circuit, end);
	if (circuit->moving || opt->details)
		fprintf(out, "%s    moving %u buckets", end, circuit->moving);
	if (opt->stats)
		text_drops(out, opt, &words_drops, circuit->drops, VC_CIRCUIT_DROPS, "    ",
			   end);
	fputc('\n', out);
}

/* The state, or what says more. */
static const char *brief_state(const struct vc_path *path)
{
	if (path->reason == VCIRC_REASON_NONE || path->state == VCIRC_PATH_STATE_WAITING)
		return vc_word(&words_path_state, path->state);
	return vc_word(&words_reason, path->reason);
}

static void print_brief(FILE *out, const struct vc_options *opt,
			const struct vc_circuit *circuit, int name_width)
{
	char state[16], buf[VC_NAME_LEN];
	const char *word = vc_word(&words_state, circuit->state);
	unsigned int i;

	for (i = 0; word[i] && i < sizeof(state) - 1; i++)
		state[i] = toupper((unsigned char)word[i]);
	state[i] = '\0';
	fprintf(out, "%-*s  ", name_width, safe(circuit->name, buf));
	text_paint(out, opt, state_color(circuit->state), state, 8);
	fprintf(out, "  %-14s", vc_word(&words_mode, circuit->mode));
	for (i = 0; i < VC_PATHS; i++) {
		const struct vc_path *path = &circuit->path[i];

		fprintf(out, "%s%s", i ? "," : "  ",
			path->port_name[0] ? safe(path->port_name, buf) : "-");
		if (path->s_vlan)
			fprintf(out, ".%u", path->s_vlan);
		fputc(':', out);
		text_paint(out, opt, path_color(path), brief_state(path), 0);
	}
	fputc('\n', out);
}

/**
 * text_circuits - print circuits
 * @out: where to
 * @opt: how
 * @list: what
 */
void text_circuits(FILE *out, const struct vc_options *opt, const struct vc_list *list)
{
	int width = 0;
	size_t i;

	for (i = 0; i < list->count; i++)
		text_widen(&width, list->circuit[i].name);
	for (i = 0; i < list->count; i++) {
		if (opt->brief)
			print_brief(out, opt, &list->circuit[i], width);
		else
			print_circuit(out, opt, &list->circuit[i]);
	}
}

static void print_time(FILE *out, uint64_t ns)
{
	time_t seconds = ns / VC_NSEC_PER_SEC;
	char buf[40] = "?";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%S", &tm);
	fprintf(out, "[%s.%06" PRIu64 "] ", buf, ns % VC_NSEC_PER_SEC / 1000);
}

/* " (no-carrier)", or nothing */
static void print_reason(FILE *out, uint32_t reason)
{
	if (reason != VCIRC_REASON_NONE)
		fprintf(out, " (%s)", vc_word(&words_reason, reason));
}

/* " (bfd control-detection-time-expired, detected 905.3ms)", or nothing */
static void print_why(FILE *out, const struct vc_event *event)
{
	char cell[CELL] = "", span[TEXT_AGE];

	if (event->reason != VCIRC_REASON_NONE && event->kind != VCIRC_CAUSE_BFD)
		add(cell, "%s", vc_word(&words_reason, event->reason));
	if (event->has_bfd_diag && event->bfd_diag != VCIRC_BFD_DIAG_NONE)
		add(cell, "%s%s", cell[0] ? " " : "", vc_word(&words_bfd_diag, event->bfd_diag));
	if (event->has_bfd_detected && text_bfd_detected(event->bfd_diag))
		add(cell, "%sdetected %s", cell[0] ? ", " : "",
		    text_span(event->bfd_detected_ns, span));
	if (cell[0])
		fprintf(out, " (%s)", cell);
}

static void print_path_now(FILE *out, const struct vc_options *opt,
			   const struct vc_path *path)
{
	char cell[CELL];

	fprintf(out, ", %s ", vc_word(&words_role, path->role));
	if (path->binding != VCIRC_BINDING_NONE) {
		binding_cell(path, cell);
		fprintf(out, "%s ", cell);
	}
	text_paint(out, opt, path_color(path), vc_word(&words_path_state, path->state), 0);
	if (path->reason != VCIRC_REASON_UNBOUND)
		print_reason(out, path->reason);
}

static void print_now(FILE *out, const struct vc_options *opt,
		      const struct vc_circuit *circuit)
{
	text_paint(out, opt, state_color(circuit->state), vc_word(&words_state, circuit->state),
		   0);
	print_path_now(out, opt, &circuit->path[0]);
	print_path_now(out, opt, &circuit->path[1]);
}

static void print_settings(FILE *out, const struct vc_event *event)
{
	const struct vc_circuit *circuit = &event->circuit;
	const struct vc_path *path = &circuit->path[event->role];
	char buf[32];

	if (event->has_role) {
		fprintf(out, "path %s changed: admin %s weight %u",
			vc_word(&words_role, event->role),
			vc_word(&words_up_down, path->admin_up), path->weight);
		if (path->has_bfd)
			text_bfd_settings(out, &path->bfd);
		return;
	}
	fprintf(out, "changed: mode %s revert %s hash %s symmetric %s",
		vc_word(&words_mode, circuit->mode), vc_word(&words_on_off, circuit->revert),
		vc_word(&words_hash, circuit->hash),
		vc_word(&words_on_off, circuit->symmetric));
	fprintf(out, " seed 0x%08x rebalance-time %s", circuit->seed,
		setting(circuit->rebalance_ms, buf, sizeof(buf)));
}

static void print_event(FILE *out, const struct vc_options *opt,
			const struct vc_event *event)
{
	const struct vc_circuit *circuit = &event->circuit;
	const struct vc_path *path = &circuit->path[event->role];
	const char *role = vc_word(&words_role, event->role);
	char cell[CELL];

	switch (event->kind) {
	case VCIRC_CAUSE_CREATED:
	case VC_EVENT_CURRENT:
		fprintf(out, "%s: ", event->kind == VC_EVENT_CURRENT ? "now" : "created");
		print_now(out, opt, circuit);
		break;
	case VCIRC_CAUSE_CHANGED:
		print_settings(out, event);
		break;
	case VCIRC_CAUSE_BOUND:
		binding_cell(path, cell);
		fprintf(out, "path %s bound to %s weight %u", role, cell, path->weight);
		if (path->has_bfd)
			text_bfd_settings(out, &path->bfd);
		break;
	case VCIRC_CAUSE_UNBOUND:
		fprintf(out, "path %s unbound", role);
		if (event->reason != VCIRC_REASON_UNBOUND)
			print_reason(out, event->reason);
		break;
	case VCIRC_CAUSE_PATH_UP:
	case VCIRC_CAUSE_PATH_DOWN:
		fprintf(out, "path %s ", role);
		text_paint(out, opt, event->kind == VCIRC_CAUSE_PATH_UP ? GREEN : RED,
			   event->kind == VCIRC_CAUSE_PATH_UP ? "up" : "down", 0);
		print_why(out, event);
		fputs(", circuit ", out);
		text_paint(out, opt, state_color(circuit->state),
			   vc_word(&words_state, circuit->state), 0);
		break;
	case VCIRC_CAUSE_SWITCH:
		fprintf(out, "switch %s -> %s (%s)",
			vc_word(&words_role, circuit->last_switch.from),
			vc_word(&words_role, circuit->last_switch.to),
			event->reason == VCIRC_REASON_NONE ? "returned" :
			vc_word(&words_reason, event->reason));
		break;
	case VCIRC_CAUSE_BFD:
		fprintf(out, "path %s bfd ", role);
		text_paint(out, opt, text_bfd_color(event->bfd_state),
			   vc_word(&words_bfd_state, event->bfd_state), 0);
		print_why(out, event);
		break;
	case VCIRC_CAUSE_REBALANCED:
		fprintf(out, "rebalanced: primary %u buckets, secondary %u buckets",
			circuit->path[0].buckets, circuit->path[1].buckets);
		break;
	default:
		fprintf(out, "%s", vc_word(&words_cause, event->kind));
		print_reason(out, event->reason);
	}
}

/**
 * text_event - print an event, one line
 * @out: where to
 * @opt: how
 * @event: what; not VC_EVENT_RESYNC
 */
void text_event(FILE *out, const struct vc_options *opt, const struct vc_event *event)
{
	char buf[VC_NAME_LEN];

	if (opt->timestamp)
		print_time(out, event->time_ns);
	fprintf(out, "%s: ", safe(event->circuit.name, buf));
	print_event(out, opt, event);
	if (event->lost)
		fprintf(out, ", %" PRIu32 " events before this one were lost", event->lost);
	fputc('\n', out);
}
