// SPDX-License-Identifier: GPL-2.0
/* Text that is put together in a buffer, see text.h. */
#include <stdarg.h>

#include "text.h"

/**
 * text_flush - have text go where it goes
 * @out: text
 *
 * An error stays with the file.
 */
void text_flush(struct text *out)
{
	fwrite(out->buf, 1, out->used, out->file);
	out->used = 0;
}

/**
 * text_spill - make room, then put bytes
 * @out: text
 * @bytes: what there was no room for
 * @len: how many
 *
 * A cell has no file to make room, and is cut; a buffer holds any piece.
 */
void text_spill(struct text *out, const char *bytes, size_t len)
{
	if (out->file)
		text_flush(out);
	if (len > out->room - out->used)
		len = out->room - out->used;
	memcpy(out->buf + out->used, bytes, len);
	out->used += len;
}

/**
 * text_pad - put blanks
 * @out: text
 * @width: how many, none if it is negative
 */
void text_pad(struct text *out, int width)
{
	for (; width > 0; width--)
		text_bytes(out, " ", 1);
}

/**
 * text_uint - put a number
 * @out: text
 * @value: number
 */
void text_uint(struct text *out, uint64_t value)
{
	char digits[20], *end = digits + sizeof(digits);
	char *first = vc_decimal(value, end);

	text_bytes(out, first, end - first);
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

/**
 * text_right - put a number on the right of a column
 * @out: text
 * @value: number
 * @width: of the column
 */
void text_right(struct text *out, uint64_t value, int width)
{
	text_pad(out, width - text_digits(value, 0));
	text_uint(out, value);
}

/**
 * text_printf - put what is said too rarely to be put piece by piece
 * @out: text
 * @fmt: as of printf(), and less than TEXT_CELL bytes in the end
 */
void text_printf(struct text *out, const char *fmt, ...)
{
	char buf[TEXT_CELL];
	va_list args;

	va_start(args, fmt);
	vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	text_put(out, buf);
}
