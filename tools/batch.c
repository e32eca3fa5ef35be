// SPDX-License-Identifier: GPL-2.0
/*
 * Batch files: one command a line, in the words of the command line. Stops at
 * the first failure; the lines before it stay done.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

#define WORDS_MAX	64

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/*
 * Cut a line into words, in place. Quotes of either kind keep white space and
 * '#' in a word; a '#' that begins a word begins a comment.
 * Returns the number of words, or -1 with *why set.
 */
static int split(char *line, char **argv, const char **why)
{
	char *in = line, *out;
	int argc = 0;

	for (;;) {
		char quote = '\0';

		while (is_blank(*in))
			in++;
		if (!*in || *in == '#')
			return argc;
		if (argc == WORDS_MAX) {
			*why = "too many words";
			return -1;
		}
		argv[argc++] = in;
		for (out = in; *in && (quote || !is_blank(*in)); in++) {
			if (*in == quote)
				quote = '\0';
			else if (!quote && (*in == '"' || *in == '\''))
				quote = *in;
			else
				*out++ = *in;
		}
		if (quote) {
			*why = "quote is not closed";
			return -1;
		}
		/* out may have caught up with in: look before it is cut */
		if (*in)
			in++;
		*out = '\0';
	}
}

static int run_line(struct vc_ctx *ctx, char *line, size_t len)
{
	char *argv[WORDS_MAX];
	const char *why = NULL;
	int argc, rc;

	if (strlen(line) != len)
		return vc_fail(ctx, VC_USAGE, "the line has a NUL byte");
	argc = split(line, argv, &why);
	if (argc < 0)
		return vc_fail(ctx, VC_USAGE, "%s", why);
	if (!argc)
		return VC_DONE;
	rc = vc_run(ctx, argc, argv);
	/* what a line printed is out before the next line changes something */
	fflush(stdout);
	return rc;
}

/**
 * vc_batch - run the commands of a file
 * @ctx: where
 * @file: its name, "-" for standard input
 *
 * Return: exit status, of the command that failed if one did.
 */
int vc_batch(struct vc_ctx *ctx, const char *file)
{
	bool is_stdin = !strcmp(file, "-");
	FILE *in = is_stdin ? stdin : fopen(file, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int rc = VC_DONE;

	if (!in)
		return vc_fail(ctx, VC_USAGE, "%s: %s", file, strerror(errno));
	ctx->file = is_stdin ? "stdin" : file;
	ctx->line = 0;
	ctx->reads_stdin = is_stdin;
	errno = 0;
	while (!rc && (len = getline(&line, &room, in)) >= 0) {
		ctx->line++;
		rc = run_line(ctx, line, len);
		errno = 0;
	}
	if (!rc && !feof(in))
		rc = vc_fail(ctx, VC_USAGE, "cannot read: %s", strerror(errno));
	ctx->file = NULL;
	free(line);
	if (!is_stdin)
		fclose(in);
	return rc;
}
