// SPDX-License-Identifier: GPL-2.0
/*
 * The keys of BFD authentication. They stand in files, as everybody can see the
 * words of a command line, and are wiped once they were sent.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parse.h"

#define MAX_SHORT	16	/* of all but SHA1 */

static const enum vc_key files[] = { KEY_KEY_FILE, KEY_KEY2_FILE };

static bool is_stdin(const struct vc_request *req, enum vc_key key)
{
	return vc_given(req, key) && !strcmp(req->text[key], "-");
}

static size_t longest(const struct vc_request *req)
{
	switch (req->value[KEY_AUTH]) {
	case VCIRC_BFD_AUTH_KEYED_SHA1:
	case VCIRC_BFD_AUTH_METICULOUS_KEYED_SHA1:
		return VCIRC_BFD_KEY_MAX;
	}
	return MAX_SHORT;
}

/* Without stdio, whose buffers nobody wipes. */
static ssize_t read_all(int fd, char *buf, size_t room)
{
	size_t used = 0;
	ssize_t got;

	do {
		got = read(fd, buf + used, room - used);
		if (got > 0)
			used += got;
	} while (used < room && (got > 0 || (got < 0 && errno == EINTR)));
	return got < 0 ? got : (ssize_t)used;
}

static int read_key(const struct vc_ctx *ctx, const struct vc_request *req, enum vc_key key,
		    int fd, struct vc_secret *secret)
{
	const char *word = vc_keys[key].word, *file = req->text[key];
	/* the end of a line, and a byte too many */
	char buf[VCIRC_BFD_KEY_MAX + 3];
	ssize_t len;
	int rc;

	len = read_all(fd, buf, sizeof(buf));
	rc = len < 0 ? vc_fail(ctx, VC_USAGE, "%s \"%s\": %s", word, file, strerror(errno)) :
		       VC_DONE;
	if (len > 0 && buf[len - 1] == '\n') {
		len--;
		if (len && buf[len - 1] == '\r')
			len--;
	}
	if (!len)
		rc = vc_fail(ctx, VC_USAGE, "%s \"%s\": has no key in it", word, file);
	if (!rc && (size_t)len > longest(req))
		rc = vc_fail(ctx, VC_USAGE, "%s \"%s\": too long, a key of %s has at most %zu bytes",
			     word, file, req->text[KEY_AUTH], longest(req));
	if (!rc) {
		memcpy(secret->byte, buf, len);
		secret->len = len;
	}
	explicit_bzero(buf, sizeof(buf));
	return rc;
}

static int read_file(const struct vc_ctx *ctx, const struct vc_request *req, enum vc_key key,
		     struct vc_secret *secret)
{
	const char *word = vc_keys[key].word, *file = req->text[key];
	struct stat st;
	int fd, rc;

	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return vc_fail(ctx, VC_USAGE, "%s \"%s\": %s", word, file, strerror(errno));
	rc = read_key(ctx, req, key, fd, secret);
	if (!rc && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_mode & 0066)
		vc_warn(ctx, "%s \"%s\": others than its owner can %s it", word, file,
			st.st_mode & 0044 ? "read" : "write");
	close(fd);
	return rc;
}

/**
 * secret_read - read the keys a request is to be sent with
 * @ctx: for error lines
 * @req: what was asked for; its secrets are filled
 *
 * Return: VC_DONE, or VC_USAGE after an error line.
 */
int secret_read(const struct vc_ctx *ctx, struct vc_request *req)
{
	unsigned int i;
	int rc = VC_DONE;

	if (ctx->reads_stdin && (is_stdin(req, KEY_KEY_FILE) || is_stdin(req, KEY_KEY2_FILE)))
		return vc_fail(ctx, VC_USAGE, "%s \"-\": standard input is the batch",
			       is_stdin(req, KEY_KEY_FILE) ? "key-file" : "key2-file");
	if (is_stdin(req, KEY_KEY_FILE) && is_stdin(req, KEY_KEY2_FILE))
		return vc_fail(ctx, VC_USAGE, "key2-file \"-\": standard input is the first key");
	for (i = 0; !rc && i < VC_ARRAY_SIZE(files); i++) {
		if (!vc_given(req, files[i]))
			continue;
		if (is_stdin(req, files[i]))
			rc = read_key(ctx, req, files[i], STDIN_FILENO, &req->secret[i]);
		else
			rc = read_file(ctx, req, files[i], &req->secret[i]);
	}
	return rc;
}

/**
 * secret_wipe - forget the keys of a request
 * @req: request
 */
void secret_wipe(struct vc_request *req)
{
	explicit_bzero(req->secret, sizeof(req->secret));
}
