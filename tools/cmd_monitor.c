// SPDX-License-Identifier: GPL-2.0
/* monitor */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "parse.h"

struct monitor {
	struct vc_ctx *ctx;
	const char *name;
};

static int print_event(const struct vc_event *event, void *arg)
{
	struct monitor *mon = arg;
	struct vc_ctx *ctx = mon->ctx;

	/*
	 * By name, not by ifindex: the circuit may be removed and made again,
	 * or not be there yet.
	 */
	if (mon->name && event->kind != VC_EVENT_RESYNC &&
	    strcmp(mon->name, event->circuit.name))
		return 0;
	if (ctx->opt.json) {
		if (json_event(stdout, event))
			return vc_fail(ctx, VC_USAGE, "out of memory");
	} else if (event->kind == VC_EVENT_RESYNC) {
		vc_warn(ctx, "events were lost, this is how the circuits are now");
	} else {
		text_event(stdout, &ctx->opt, event);
	}
	if (fflush(stdout))
		return vc_fail(ctx, VC_USAGE, "standard output: %s", strerror(errno));
	return 0;
}

/**
 * cmd_monitor - print events as they come, until SIGINT or SIGTERM
 * @ctx: where
 * @req: of which circuit
 *
 * Return: exit status.
 */
int cmd_monitor(struct vc_ctx *ctx, const struct vc_request *req)
{
	struct vc_error err = { .key = KEY_NONE };
	struct monitor mon = { .ctx = ctx };
	struct signalfd_siginfo caught;
	sigset_t stop, before;
	int stop_fd;
	int rc;

	if (vc_given(req, KEY_NAME))
		mon.name = req->text[KEY_NAME];
	rc = vc_need_kernel(ctx);
	if (rc)
		return rc;
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, &before);
	stop_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
	if (stop_fd < 0) {
		rc = vc_fail(ctx, VC_USAGE, "signalfd: %s", strerror(errno));
		goto out;
	}
	rc = kernel_listen(ctx->kernel, stop_fd, print_event, &mon, &err);
	/* when it is print_event() that gave up it has said why */
	if (!rc || err.text[0])
		rc = vc_finish(ctx, req, &err);
	/* what ended it must not end the tool once it is let through again */
	while (read(stop_fd, &caught, sizeof(caught)) > 0)
		;
	close(stop_fd);
out:
	sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}
