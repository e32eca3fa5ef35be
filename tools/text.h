/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the printers for people share. Text is put together piece by piece in a
 * buffer: of some thousand circuits there are some hundred thousand pieces, too
 * many to have stdio look for formats in each.
 */
#ifndef VCIRC_TEXT_H
#define VCIRC_TEXT_H

#include <string.h>

#include "names.h"
#include "vcirc.h"

#define GREEN	"\033[32m"
#define YELLOW	"\033[33m"
#define RED	"\033[31m"
#define PLAIN	"\033[0m"

#define TEXT_ROOM	65536
#define TEXT_CELL	VC_TEXT_LEN

/**
 * struct text - text that is put together
 * @file: where it goes when @buf is full, and at the end; NULL to cut it
 * @buf: what did not go there yet
 * @room: size of @buf
 * @used: bytes in @buf
 */
struct text {
	FILE *file;
	char *buf;
	size_t room;
	size_t used;
};

/**
 * struct cell - text whose width counts before it is printed
 * @text: that text
 * @buf: for it
 */
struct cell {
	struct text text;
	char buf[TEXT_CELL];
};

/* text.c */
void text_flush(struct text *out);
void text_spill(struct text *out, const char *bytes, size_t len);
void text_pad(struct text *out, int width);
void text_uint(struct text *out, uint64_t value);
int text_digits(uint64_t a, uint64_t b);
void text_right(struct text *out, uint64_t value, int width);
void text_printf(struct text *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static inline void text_bytes(struct text *out, const char *bytes, size_t len)
{
	if (len > out->room - out->used) {
		text_spill(out, bytes, len);
		return;
	}
	memcpy(out->buf + out->used, bytes, len);
	out->used += len;
}

/* Inline: the length of most strings is known then, and they are short. */
static inline void text_put(struct text *out, const char *string)
{
	text_bytes(out, string, strlen(string));
}

static inline void text_left(struct text *out, const char *string, int width)
{
	size_t len = strlen(string);

	text_bytes(out, string, len);
	text_pad(out, width - (int)len);
}

/* "  mode active-active" */
static inline void text_pair(struct text *out, const char *first, const char *second)
{
	text_put(out, first);
	text_put(out, second);
}

/* "  weight 1" */
static inline void text_num(struct text *out, const char *label, uint64_t value)
{
	text_put(out, label);
	text_uint(out, value);
}

static inline struct text *cell_begin(struct cell *cell)
{
	cell->text = (struct text){ .buf = cell->buf, .room = sizeof(cell->buf) };
	return &cell->text;
}

/* out_text.c */
void text_paint(struct text *out, const struct vc_options *opt, const char *color,
		const char *word, int width);
void text_age(struct text *out, uint64_t ns);
void text_span(struct text *out, uint64_t ns);
void text_widen(int *width, size_t len);
void text_drops(struct text *out, const struct vc_options *opt, const struct vc_words *words,
		const uint64_t *drops, uint64_t kinds, const char *indent, const char *end);

/* out_bfd.c */
const char *text_bfd_color(uint32_t state);
bool text_bfd_detected(uint32_t diag);
void text_bfd(struct text *out, const struct vc_options *opt, const struct vc_bfd *bfd,
	      const char *end);
void text_bfd_settings(struct text *out, const struct vc_bfd *bfd);

#endif /* VCIRC_TEXT_H */
