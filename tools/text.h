/* SPDX-License-Identifier: GPL-2.0 */
/* What the printers for people share. */
#ifndef VCIRC_TEXT_H
#define VCIRC_TEXT_H

#include "names.h"
#include "vcirc.h"

#define GREEN	"\033[32m"
#define YELLOW	"\033[33m"
#define RED	"\033[31m"
#define PLAIN	"\033[0m"

#define TEXT_AGE	32

/* out_text.c */
void text_paint(FILE *out, const struct vc_options *opt, const char *color,
		const char *text, int width);
const char *text_age(uint64_t ns, char *buf);
const char *text_span(uint64_t ns, char *buf);
void text_widen(int *width, const char *text);
int text_digits(uint64_t a, uint64_t b);
void text_drops(FILE *out, const struct vc_options *opt, const struct vc_words *words,
		const uint64_t *drops, uint64_t kinds, const char *indent, const char *end);

/* out_bfd.c */
const char *text_bfd_color(uint32_t state);
bool text_bfd_detected(uint32_t diag);
void text_bfd(FILE *out, const struct vc_options *opt, const struct vc_bfd *bfd,
	      const char *end);
void text_bfd_settings(FILE *out, const struct vc_bfd *bfd);

#endif /* VCIRC_TEXT_H */
