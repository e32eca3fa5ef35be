// SPDX-License-Identifier: GPL-2.0
/* add, set, del */
#include <string.h>
#include <unistd.h>

#include "parse.h"

/**
 * cmd_add - make a circuit, or a pair of them
 * @ctx: where
 * @req: what
 *
 * Return: exit status.
 */
int cmd_add(struct vc_ctx *ctx, const struct vc_request *req)
{
	struct vc_error err = { .key = KEY_NONE };
	int netns_fd = -1;
	int rc;

	if (vc_given(req, KEY_PEER) && !vc_given(req, KEY_NETNS) &&
	    !strcmp(req->text[KEY_PEER], req->text[KEY_NAME]))
		return vc_fail(ctx, VC_USAGE, "peer \"%s\": is the circuit itself",
			       req->text[KEY_PEER]);
	if (vc_given(req, KEY_NETNS)) {
		netns_fd = netns_open(req->text[KEY_NETNS], err.text, sizeof(err.text));
		if (netns_fd < 0) {
			err.status = VC_USAGE;
			err.key = KEY_NETNS;
			return vc_fail_error(ctx, req, &err);
		}
	}
	rc = vc_need_kernel(ctx);
	if (!rc) {
		kernel_add(ctx->kernel, req, netns_fd, &err);
		rc = vc_finish(ctx, req, &err);
	}
	if (netns_fd >= 0)
		close(netns_fd);
	return rc;
}

/**
 * cmd_set - change settings of a circuit
 * @ctx: where
 * @req: what
 *
 * Return: exit status.
 */
int cmd_set(struct vc_ctx *ctx, const struct vc_request *req)
{
	struct vc_error err = { .key = KEY_NONE };
	int rc = vc_need_kernel(ctx);

	if (rc)
		return rc;
	kernel_set(ctx->kernel, req, &err);
	return vc_finish(ctx, req, &err);
}

/**
 * cmd_del - remove a circuit, and the other end of its pair
 * @ctx: where
 * @req: which
 *
 * Return: exit status.
 */
int cmd_del(struct vc_ctx *ctx, const struct vc_request *req)
{
	struct vc_error err = { .key = KEY_NONE };
	int rc = vc_need_kernel(ctx);

	if (rc)
		return rc;
	kernel_del(ctx->kernel, req, &err);
	return vc_finish(ctx, req, &err);
}
