/* SPDX-License-Identifier: GPL-2.0 */
/* Requests into messages, messages into circuits. */
#ifndef VCIRC_KMSG_H
#define VCIRC_KMSG_H

#include "nl.h"
#include "vcirc.h"

void kmsg_add(struct nl_msg *msg, const struct vc_request *req, int netns_fd);
void kmsg_link(struct nl_msg *msg, const struct vc_request *req, enum vc_key key,
	       int ifindex);
void kmsg_command(struct nl_msg *msg, const struct nl_family *family, uint8_t cmd,
		  const struct vc_request *req);
void kmsg_get(struct nl_msg *msg, const struct nl_family *family, const char *name);
int kmsg_circuit(const struct nlmsghdr *nlh, struct vc_circuit *circuit);
int kmsg_event(const struct nlmsghdr *nlh, struct vc_event *event);
void kmsg_error(const struct nl_error *nl, const struct vc_request *req,
		struct vc_error *err);

#endif /* VCIRC_KMSG_H */
