// SPDX-License-Identifier: GPL-2.0
/* Errors and warnings: one line each, on stderr, always of the same form. */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "parse.h"

/*
 * Texts come from the tool and from the kernel, which is not of one mind about
 * full stops; and they may quote names, which may hold anything.
 */
static void say(const struct vc_ctx *ctx, const char *what, const char *fmt, va_list args)
{
	char text[2 * VC_TEXT_LEN];
	size_t len;
	char *p;

	vsnprintf(text, sizeof(text), fmt, args);
	for (p = text; *p; p++)
		if (iscntrl((unsigned char)*p))
			*p = '?';
	len = strlen(text);
	while (len && (text[len - 1] == '.' || text[len - 1] == ' '))
		text[--len] = '\0';
	fflush(stdout);
	if (ctx->file)
		fprintf(stderr, "%s: %s:%u: %s.\n", what, ctx->file, ctx->line, text);
	else
		fprintf(stderr, "%s: %s.\n", what, text);
}

/**
 * vc_fail - say what went wrong
 * @ctx: where
 * @status: exit status
 * @fmt: one line, without the full stop
 *
 * Return: @status.
 */
int vc_fail(const struct vc_ctx *ctx, enum vc_status status, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ctx, "Error", fmt, args);
	va_end(args);
	return status;
}

/**
 * vc_warn - say what the user should know although it worked
 * @ctx: where
 * @fmt: one line, without the full stop
 */
void vc_warn(const struct vc_ctx *ctx, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ctx, "Warning", fmt, args);
	va_end(args);
}

/**
 * vc_fail_error - say what the kernel refused, and which argument it means
 * @ctx: where
 * @req: what was asked for, or NULL
 * @err: the answer
 *
 * Return: the exit status.
 */
int vc_fail_error(const struct vc_ctx *ctx, const struct vc_request *req,
		  const struct vc_error *err)
{
	if (err->key == KEY_NONE || !req || !vc_given(req, err->key))
		return vc_fail(ctx, err->status, "%s", err->text);
	if (vc_keys[err->key].kind == KIND_FLAG)
		return vc_fail(ctx, err->status, "%s: %s", vc_keys[err->key].word, err->text);
	return vc_fail(ctx, err->status, "%s \"%s\": %s", vc_keys[err->key].word,
		       req->text[err->key], err->text);
}

/**
 * vc_finish - end a command that asked the kernel for something
 * @ctx: where
 * @req: what was asked for
 * @err: the answer
 *
 * Return: the exit status.
 */
int vc_finish(const struct vc_ctx *ctx, const struct vc_request *req,
	      const struct vc_error *err)
{
	if (err->warning[0])
		vc_warn(ctx, "%s", err->warning);
	return err->status ? vc_fail_error(ctx, req, err) : VC_DONE;
}

/**
 * vc_need_kernel - open the seam unless it is open
 * @ctx: where
 *
 * Return: VC_DONE, or an exit status after an error line.
 */
int vc_need_kernel(struct vc_ctx *ctx)
{
	struct vc_error err = { .key = KEY_NONE };

	if (!ctx->kernel)
		ctx->kernel = kernel_open(&err);
	return ctx->kernel ? VC_DONE : vc_fail_error(ctx, NULL, &err);
}
