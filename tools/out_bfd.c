// SPDX-License-Identifier: GPL-2.0
/*
 * BFD sessions for people: one line that says what is wrong and since when,
 * and all that is known below it for who asks.
 */
#include <inttypes.h>
#include <string.h>

#include "text.h"

#define INDENT	"            "

/**
 * text_bfd_color - the colour of a session
 * @state: enum vcirc_bfd_state
 *
 * Return: the colour.
 */
const char *text_bfd_color(uint32_t state)
{
	switch (state) {
	case VCIRC_BFD_STATE_UP:
		return GREEN;
	case VCIRC_BFD_STATE_DOWN:
		return RED;
	}
	return YELLOW;
}

/* Whether something came that the peer would have to mend. */
static bool heard_invalid(const struct vc_bfd *bfd)
{
	unsigned int i;

	for (i = 0; i < VC_BFD_DROPS; i++)
		if (bfd->drops[i] && i != VCIRC_A_BFD_DROPS_ADMIN_DOWN &&
		    i != VCIRC_A_BFD_DROPS_NO_MEMORY)
			return true;
	return false;
}

/* "192.0.2.1 > 192.0.2.2"; two vcircs without addresses use link-local ones. */
static void print_addresses(FILE *out, const struct vc_bfd *bfd)
{
	char local[VC_ADDR_TEXT], peer[VC_ADDR_TEXT];

	if (!bfd->local.len && !bfd->peer.len && bfd->encap == VCIRC_BFD_ENCAP_MICRO)
		fputs("  link-local", out);
	else
		fprintf(out, "  %s > %s", bfd->local.len ? vc_addr(&bfd->local, local) : "-",
			bfd->peer.len ? vc_addr(&bfd->peer, peer) : "-");
}

/* A command took it down, and another one up again. */
static bool taken_down(const struct vc_bfd_down *down)
{
	return down->diag == VCIRC_BFD_DIAG_ADMINISTRATIVELY_DOWN &&
	       down->end == VCIRC_BFD_END_LOCAL;
}

/* Why it is not up, where the state does not say. */
static void print_trouble(FILE *out, const struct vc_bfd *bfd)
{
	const struct vc_bfd_down *down = &bfd->last_down;

	if (bfd->state == VCIRC_BFD_STATE_UP || bfd->state == VCIRC_BFD_STATE_ADMIN_DOWN)
		return;
	if (bfd->has_last_down && !taken_down(down))
		fprintf(out, " (%s, %s)", vc_word(&words_bfd_diag, down->diag),
			vc_word(&words_bfd_end, down->end));
	else if (bfd->diag != VCIRC_BFD_DIAG_NONE)
		fprintf(out, " (%s)", vc_word(&words_bfd_diag, bfd->diag));
}

/**
 * text_bfd_detected - whether a session went down because an end heard nothing
 * @diag: enum vcirc_bfd_diag
 *
 * Return: true when it did: to find that took a time.
 */
bool text_bfd_detected(uint32_t diag)
{
	return diag == VCIRC_BFD_DIAG_CONTROL_DETECTION_TIME_EXPIRED ||
	       diag == VCIRC_BFD_DIAG_ECHO_FUNCTION_FAILED;
}

static void print_line(FILE *out, const struct vc_options *opt, const struct vc_bfd *bfd)
{
	char age[TEXT_AGE], tx[VC_USEC_TEXT], rx[VC_USEC_TEXT];

	fputs("        bfd ", out);
	text_paint(out, opt, text_bfd_color(bfd->state), vc_word(&words_bfd_state, bfd->state),
		   0);
	fprintf(out, " %s", text_age(bfd->since_ns, age));
	print_trouble(out, bfd);
	print_addresses(out, bfd);
	vc_usec(bfd->min_tx_us, tx);
	vc_usec(bfd->min_rx_us, rx);
	if (bfd->min_tx_us == bfd->min_rx_us)
		fprintf(out, "  %s x%u", tx, bfd->mult);
	else
		fprintf(out, "  tx %s rx %s x%u", tx, rx, bfd->mult);
	if (bfd->detect_time_us)
		fprintf(out, "  detect %s", vc_usec(bfd->detect_time_us, tx));
	if (bfd->flaps)
		fprintf(out, "  flaps %" PRIu64, bfd->flaps);
	if (bfd->state != VCIRC_BFD_STATE_UP && bfd->state != VCIRC_BFD_STATE_ADMIN_DOWN &&
	    !bfd->rx_packets)
		fprintf(out, "  heard nothing%s", heard_invalid(bfd) ? " valid" : "");
}

static void print_auth(FILE *out, const struct vc_bfd *bfd)
{
	fprintf(out, "auth %s", vc_word(&words_bfd_auth, bfd->auth));
	if (bfd->has_key_id)
		fprintf(out, " key-id %u", bfd->key_id);
	if (bfd->has_key2_id)
		fprintf(out, " key2-id %u", bfd->key2_id);
}

/* What either end says of itself, below each other. */
static void print_ends(FILE *out, const struct vc_options *opt, const struct vc_bfd *bfd,
		       const char *end)
{
	const struct {
		const char *name;
		uint32_t state, diag, discr, min_tx_us, min_rx_us, mult;
	} ends[] = {
		{ "local", bfd->state, bfd->diag, bfd->discr, bfd->min_tx_us, bfd->min_rx_us,
		  bfd->mult },
		{ "remote", bfd->remote_state, bfd->remote_diag, bfd->remote_discr,
		  bfd->remote_min_tx_us, bfd->remote_min_rx_us, bfd->remote_mult },
	};
	char tx[2][VC_USEC_TEXT], rx[2][VC_USEC_TEXT], echo[VC_USEC_TEXT];
	int width[4] = { 0 }, i;

	for (i = 0; i < 2; i++) {
		text_widen(&width[0], vc_word(&words_bfd_state, ends[i].state));
		text_widen(&width[1], vc_word(&words_bfd_diag, ends[i].diag));
		text_widen(&width[2], vc_usec(ends[i].min_tx_us, tx[i]));
		text_widen(&width[3], vc_usec(ends[i].min_rx_us, rx[i]));
	}
	for (i = 0; i < 2; i++) {
		fprintf(out, "%s" INDENT "%-6s  ", end, ends[i].name);
		text_paint(out, opt, text_bfd_color(ends[i].state),
			   vc_word(&words_bfd_state, ends[i].state), width[0]);
		fprintf(out, "  diag %-*s", width[1], vc_word(&words_bfd_diag, ends[i].diag));
		if (ends[i].discr)
			fprintf(out, "  discr 0x%08x  min-tx %-*s  min-rx %-*s  mult %u",
				ends[i].discr, width[2], tx[i], width[3], rx[i], ends[i].mult);
		else
			fputs("  not known", out);
	}
	if (bfd->remote_discr && bfd->remote_min_echo_rx_us)
		fprintf(out, "  min-echo-rx %s", vc_usec(bfd->remote_min_echo_rx_us, echo));
	if (bfd->remote_discr && bfd->remote_demand)
		fputs("  demand", out);
}

static void print_history(FILE *out, const struct vc_bfd *bfd, const char *end)
{
	char ago[TEXT_AGE], span[TEXT_AGE];

	fprintf(out, "%s" INDENT "times-up %" PRIu64 "  flaps %" PRIu64, end, bfd->times_up,
		bfd->flaps);
	if (!bfd->has_last_down)
		return;
	fprintf(out, ", last down %s ago: %s, %s", text_age(bfd->last_down.ago_ns, ago),
		vc_word(&words_bfd_end, bfd->last_down.end),
		vc_word(&words_bfd_diag, bfd->last_down.diag));
	if (bfd->last_down.end == VCIRC_BFD_END_LOCAL && text_bfd_detected(bfd->last_down.diag))
		fprintf(out, ", detected %s", text_span(bfd->last_down.detected_ns, span));
}

static void print_packets(FILE *out, const struct vc_options *opt, const struct vc_bfd *bfd,
			  const char *end)
{
	int width = text_digits(bfd->tx_packets, bfd->rx_packets);

	fprintf(out, "%s" INDENT "tx %*" PRIu64 " packets", end, width, bfd->tx_packets);
	fprintf(out, "%s" INDENT "rx %*" PRIu64 " packets", end, width, bfd->rx_packets);
	text_drops(out, opt, &words_bfd_drops, bfd->drops, ~UINT64_C(0), INDENT, end);
	/* the one a healthy peer is known for */
	if (bfd->state != VCIRC_BFD_STATE_UP && bfd->drops[VCIRC_A_BFD_DROPS_TTL] &&
	    bfd->peer.len == 16)
		fprintf(out, "%s" INDENT "hint: the peer has to send with a hop limit of 255 (keepalived: \"hoplimit 255\")",
			end);
	if (bfd->timers_late || opt->details)
		fprintf(out, "%s" INDENT "timers late %" PRIu64 ", forgiven %" PRIu64, end,
			bfd->timers_late, bfd->timers_forgiven);
}

static void print_echo(FILE *out, const struct vc_bfd *bfd, const char *end)
{
	const struct vc_bfd_echo *echo = &bfd->echo;
	char buf[TEXT_AGE];

	fprintf(out, "%s" INDENT "echo %s", end, vc_usec(bfd->echo_us, buf));
	if (echo->interval_us)
		fprintf(out, ", sent every %s", vc_usec(echo->interval_us, buf));
	else
		fputs(", none sent now", out);
	fprintf(out, "  tx %" PRIu64 "  rx %" PRIu64 "  lost %" PRIu64, echo->tx_packets,
		echo->rx_packets, echo->lost);
	if (!echo->rx_packets)
		return;
	fprintf(out, "%s" INDENT "rtt last %s", end, text_span(echo->rtt_last_ns, buf));
	fprintf(out, "  min %s", text_span(echo->rtt_min_ns, buf));
	fprintf(out, "  avg %s", text_span(echo->rtt_avg_ns, buf));
	fprintf(out, "  max %s", text_span(echo->rtt_max_ns, buf));
	fprintf(out, "  jitter %s", text_span(echo->jitter_ns, buf));
}

static void print_all(FILE *out, const struct vc_options *opt, const struct vc_bfd *bfd,
		      const char *end)
{
	char buf[VC_USEC_TEXT];

	fprintf(out, "%s" INDENT "%s  passive %s  ", end,
		vc_word(&words_bfd_encap, bfd->encap), vc_word(&words_on_off, bfd->passive));
	print_auth(out, bfd);
	print_ends(out, opt, bfd, end);
	fprintf(out, "%s" INDENT "tx-interval %s", end,
		bfd->tx_interval_us ? vc_usec(bfd->tx_interval_us, buf) : "none");
	fprintf(out, "  detect-time %s", bfd->detect_time_us ?
		vc_usec(bfd->detect_time_us, buf) : "none");
	if (bfd->polling)
		fputs("  polling", out);
	print_history(out, bfd, end);
	print_packets(out, opt, bfd, end);
	if (bfd->has_echo)
		print_echo(out, bfd, end);
}

/**
 * text_bfd - print a session, a line or all of it
 * @out: where to
 * @opt: how
 * @bfd: what
 * @end: of the line before
 */
void text_bfd(FILE *out, const struct vc_options *opt, const struct vc_bfd *bfd,
	      const char *end)
{
	fputs(end, out);
	print_line(out, opt, bfd);
	if (opt->sessions)
		print_all(out, opt, bfd, end);
}

/**
 * text_bfd_settings - print the settings of a session the way they are typed
 * @out: where to
 * @bfd: what
 */
void text_bfd_settings(FILE *out, const struct vc_bfd *bfd)
{
	char buf[VC_ADDR_TEXT];

	fputs(" bfd", out);
	if (bfd->local.len)
		fprintf(out, " local %s", vc_addr(&bfd->local, buf));
	if (bfd->peer.len)
		fprintf(out, " peer %s", vc_addr(&bfd->peer, buf));
	fprintf(out, " min-tx %s", vc_usec(bfd->min_tx_us, buf));
	fprintf(out, " min-rx %s mult %u passive %s", vc_usec(bfd->min_rx_us, buf), bfd->mult,
		vc_word(&words_on_off, bfd->passive));
	fprintf(out, " echo %s ", bfd->echo_us ? vc_usec(bfd->echo_us, buf) : "off");
	print_auth(out, bfd);
}
