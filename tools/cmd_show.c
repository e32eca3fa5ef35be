// SPDX-License-Identifier: GPL-2.0
/* show */
#include "parse.h"

/**
 * cmd_show - print one circuit or all
 * @ctx: where
 * @req: which
 *
 * Return: exit status.
 */
int cmd_show(struct vc_ctx *ctx, const struct vc_request *req)
{
	struct vc_error err = { .key = KEY_NONE };
	struct vc_options opt = ctx->opt;
	struct vc_list list = { 0 };
	int rc = vc_need_kernel(ctx);

	if (rc)
		return rc;
	opt.sessions = opt.stats || vc_given(req, KEY_SESSIONS);
	if (vc_given(req, KEY_NAME))
		kernel_get(ctx->kernel, req->text[KEY_NAME], &list, &err);
	else
		kernel_dump(ctx->kernel, &list, &err);
	rc = vc_finish(ctx, req, &err);
	if (!rc && opt.json)
		rc = json_circuits(stdout, &opt, &list) ?
			vc_fail(ctx, VC_USAGE, "out of memory") : VC_DONE;
	else if (!rc)
		text_circuits(stdout, &opt, &list);
	vc_list_free(&list);
	return rc;
}
