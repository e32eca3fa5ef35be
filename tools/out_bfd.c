// SPDX-License-Identifier: GPL-2.0
/*
 * BFD sessions for people: one line that says what is wrong and since when,
 * and all that is known below it for who asks.
 */
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
static void print_addresses(struct text *out, const struct vc_bfd *bfd)
{
	char addr[VC_ADDR_TEXT];

	if (!bfd->local.len && !bfd->peer.len && bfd->encap == VCIRC_BFD_ENCAP_MICRO) {
		text_put(out, "  link-local");
		return;
	}
	text_pair(out, "  ", bfd->local.len ? vc_addr(&bfd->local, addr) : "-");
	text_pair(out, " > ", bfd->peer.len ? vc_addr(&bfd->peer, addr) : "-");
}

/* A command took it down, and another one up again. */
static bool taken_down(const struct vc_bfd_down *down)
{
	return down->diag == VCIRC_BFD_DIAG_ADMINISTRATIVELY_DOWN &&
	       down->end == VCIRC_BFD_END_LOCAL;
}

/* Why it is not up, where the state does not say. */
static void print_trouble(struct text *out, const struct vc_bfd *bfd)
{
	const struct vc_bfd_down *down = &bfd->last_down;
	bool up = bfd->state == VCIRC_BFD_STATE_UP;

	if (bfd->state == VCIRC_BFD_STATE_ADMIN_DOWN ||
	    (up && bfd->diag != VCIRC_BFD_DIAG_ECHO_FUNCTION_FAILED))
		return;
	if (!up && bfd->has_last_down && !taken_down(down))
		text_printf(out, " (%s, %s)", vc_word(&words_bfd_diag, down->diag),
			    vc_word(&words_bfd_end, down->end));
	else if (bfd->diag != VCIRC_BFD_DIAG_NONE)
		text_printf(out, " (%s)", vc_word(&words_bfd_diag, bfd->diag));
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

static void print_line(struct text *out, const struct vc_options *opt,
		       const struct vc_bfd *bfd)
{
	char buf[VC_USEC_TEXT];

	text_put(out, "        bfd ");
	text_paint(out, opt, text_bfd_color(bfd->state), vc_word(&words_bfd_state, bfd->state),
		   0);
	text_put(out, " ");
	text_age(out, bfd->since_ns);
	print_trouble(out, bfd);
	print_addresses(out, bfd);
	if (bfd->min_tx_us != bfd->min_rx_us) {
		text_pair(out, "  tx ", vc_usec(bfd->min_tx_us, buf));
		text_pair(out, " rx ", vc_usec(bfd->min_rx_us, buf));
	} else {
		text_pair(out, "  ", vc_usec(bfd->min_tx_us, buf));
	}
	text_num(out, " x", bfd->mult);
	if (bfd->detect_time_us)
		text_pair(out, "  detect ", vc_usec(bfd->detect_time_us, buf));
	if (bfd->flaps)
		text_num(out, "  flaps ", bfd->flaps);
	if (bfd->state != VCIRC_BFD_STATE_UP && bfd->state != VCIRC_BFD_STATE_ADMIN_DOWN &&
	    !bfd->rx_packets)
		text_pair(out, "  heard nothing", heard_invalid(bfd) ? " valid" : "");
}

static void print_auth(struct text *out, const struct vc_bfd *bfd)
{
	text_pair(out, "auth ", vc_word(&words_bfd_auth, bfd->auth));
	if (bfd->has_key_id)
		text_num(out, " key-id ", bfd->key_id);
	if (bfd->has_key2_id)
		text_num(out, " key2-id ", bfd->key2_id);
}

/* What either end says of itself, below each other. */
static void print_ends(struct text *out, const struct vc_options *opt, const struct vc_bfd *bfd,
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
	char buf[5][VC_USEC_TEXT];
	const char *tx[2], *rx[2];
	int width[4] = { 0 }, i;

	for (i = 0; i < 2; i++) {
		text_widen(&width[0], strlen(vc_word(&words_bfd_state, ends[i].state)));
		text_widen(&width[1], strlen(vc_word(&words_bfd_diag, ends[i].diag)));
		tx[i] = vc_usec(ends[i].min_tx_us, buf[i]);
		rx[i] = vc_usec(ends[i].min_rx_us, buf[2 + i]);
		text_widen(&width[2], strlen(tx[i]));
		text_widen(&width[3], strlen(rx[i]));
	}
	for (i = 0; i < 2; i++) {
		text_pair(out, end, INDENT);
		text_left(out, ends[i].name, 6);
		text_put(out, "  ");
		text_paint(out, opt, text_bfd_color(ends[i].state),
			   vc_word(&words_bfd_state, ends[i].state), width[0]);
		text_put(out, "  diag ");
		text_left(out, vc_word(&words_bfd_diag, ends[i].diag), width[1]);
		if (!ends[i].discr) {
			text_put(out, "  not known");
			continue;
		}
		text_printf(out, "  discr 0x%08x  min-tx ", ends[i].discr);
		text_left(out, tx[i], width[2]);
		text_put(out, "  min-rx ");
		text_left(out, rx[i], width[3]);
		text_num(out, "  mult ", ends[i].mult);
	}
	if (bfd->remote_discr && bfd->remote_min_echo_rx_us)
		text_pair(out, "  min-echo-rx ", vc_usec(bfd->remote_min_echo_rx_us, buf[4]));
	if (bfd->remote_discr && bfd->remote_demand)
		text_put(out, "  demand");
}

static void print_history(struct text *out, const struct vc_bfd *bfd, const char *end)
{
	text_put(out, end);
	text_num(out, INDENT "times-up ", bfd->times_up);
	text_num(out, "  flaps ", bfd->flaps);
	if (!bfd->has_last_down)
		return;
	text_put(out, ", last down ");
	text_age(out, bfd->last_down.ago_ns);
	text_pair(out, " ago: ", vc_word(&words_bfd_end, bfd->last_down.end));
	text_pair(out, ", ", vc_word(&words_bfd_diag, bfd->last_down.diag));
	if (bfd->last_down.end == VCIRC_BFD_END_LOCAL &&
	    text_bfd_detected(bfd->last_down.diag)) {
		text_put(out, ", detected ");
		text_span(out, bfd->last_down.detected_ns);
	}
}

static void print_packets(struct text *out, const struct vc_options *opt,
			  const struct vc_bfd *bfd, const char *end)
{
	int width = text_digits(bfd->tx_packets, bfd->rx_packets);

	text_pair(out, end, INDENT "tx ");
	text_right(out, bfd->tx_packets, width);
	text_put(out, " packets");
	text_pair(out, end, INDENT "rx ");
	text_right(out, bfd->rx_packets, width);
	text_put(out, " packets");
	text_drops(out, opt, &words_bfd_drops, bfd->drops, ~UINT64_C(0), INDENT, end);
	/* the one a healthy peer is known for */
	if (bfd->state != VCIRC_BFD_STATE_UP && bfd->drops[VCIRC_A_BFD_DROPS_TTL] &&
	    bfd->peer.len == 16)
		text_pair(out, end, INDENT "hint: the peer has to send with a hop limit of 255 (keepalived: \"hoplimit 255\")");
	if (bfd->timers_late || opt->details) {
		text_put(out, end);
		text_num(out, INDENT "timers late ", bfd->timers_late);
		text_num(out, ", forgiven ", bfd->timers_forgiven);
	}
}

static void print_rtt(struct text *out, const char *label, uint64_t ns)
{
	text_put(out, label);
	text_span(out, ns);
}

static void print_echo(struct text *out, const struct vc_bfd *bfd, const char *end)
{
	const struct vc_bfd_echo *echo = &bfd->echo;
	char buf[VC_USEC_TEXT];

	text_put(out, end);
	text_pair(out, INDENT "echo ", vc_usec(bfd->echo_us, buf));
	if (echo->interval_us)
		text_pair(out, ", sent every ", vc_usec(echo->interval_us, buf));
	else
		text_put(out, ", none sent now");
	text_num(out, "  tx ", echo->tx_packets);
	text_num(out, "  rx ", echo->rx_packets);
	text_num(out, "  lost ", echo->lost);
	if (!echo->rx_packets)
		return;
	text_put(out, end);
	print_rtt(out, INDENT "rtt last ", echo->rtt_last_ns);
	print_rtt(out, "  min ", echo->rtt_min_ns);
	print_rtt(out, "  avg ", echo->rtt_avg_ns);
	print_rtt(out, "  max ", echo->rtt_max_ns);
	print_rtt(out, "  jitter ", echo->jitter_ns);
}

static void print_all(struct text *out, const struct vc_options *opt,
		      const struct vc_bfd *bfd, const char *end)
{
	char buf[VC_USEC_TEXT];

	text_pair(out, end, INDENT);
	text_put(out, vc_word(&words_bfd_encap, bfd->encap));
	text_pair(out, "  passive ", vc_word(&words_on_off, bfd->passive));
	text_put(out, "  ");
	print_auth(out, bfd);
	print_ends(out, opt, bfd, end);
	text_pair(out, end, INDENT "tx-interval ");
	text_put(out, bfd->tx_interval_us ? vc_usec(bfd->tx_interval_us, buf) : "none");
	text_pair(out, "  detect-time ",
		  bfd->detect_time_us ? vc_usec(bfd->detect_time_us, buf) : "none");
	if (bfd->polling)
		text_put(out, "  polling");
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
void text_bfd(struct text *out, const struct vc_options *opt, const struct vc_bfd *bfd,
	      const char *end)
{
	text_put(out, end);
	print_line(out, opt, bfd);
	if (opt->sessions)
		print_all(out, opt, bfd, end);
}

/**
 * text_bfd_settings - print the settings of a session the way they are typed
 * @out: where to
 * @bfd: what
 */
void text_bfd_settings(struct text *out, const struct vc_bfd *bfd)
{
	char buf[VC_ADDR_TEXT];

	text_put(out, " bfd");
	if (bfd->local.len)
		text_pair(out, " local ", vc_addr(&bfd->local, buf));
	if (bfd->peer.len)
		text_pair(out, " peer ", vc_addr(&bfd->peer, buf));
	text_pair(out, " min-tx ", vc_usec(bfd->min_tx_us, buf));
	text_pair(out, " min-rx ", vc_usec(bfd->min_rx_us, buf));
	text_num(out, " mult ", bfd->mult);
	text_pair(out, " passive ", vc_word(&words_on_off, bfd->passive));
	text_pair(out, " echo ", bfd->echo_us ? vc_usec(bfd->echo_us, buf) : "off");
	text_put(out, " ");
	print_auth(out, bfd);
}
