// SPDX-License-Identifier: GPL-2.0
/* bind, path, unbind */
#include "parse.h"

typedef int (*path_fn)(struct vc_kernel *kernel, const struct vc_request *req,
		       struct vc_error *err);

static int path_command(struct vc_ctx *ctx, const struct vc_request *req, path_fn fn)
{
	struct vc_error err = { .key = KEY_NONE };
	int rc = vc_need_kernel(ctx);

	if (rc)
		return rc;
	fn(ctx->kernel, req, &err);
	return vc_finish(ctx, req, &err);
}

/**
 * cmd_bind - bind a path to a port
 * @ctx: where
 * @req: which to what
 *
 * Return: exit status.
 */
int cmd_bind(struct vc_ctx *ctx, const struct vc_request *req)
{
	return path_command(ctx, req, kernel_bind);
}

/**
 * cmd_path - change settings of a path
 * @ctx: where
 * @req: what
 *
 * Return: exit status.
 */
int cmd_path(struct vc_ctx *ctx, const struct vc_request *req)
{
	return path_command(ctx, req, kernel_path);
}

/**
 * cmd_unbind - take a path off its port
 * @ctx: where
 * @req: which
 *
 * Return: exit status.
 */
int cmd_unbind(struct vc_ctx *ctx, const struct vc_request *req)
{
	return path_command(ctx, req, kernel_unbind);
}
