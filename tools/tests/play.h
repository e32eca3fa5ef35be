/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's end of a netlink socket, played. */
#ifndef VCIRC_TESTS_PLAY_H
#define VCIRC_TESTS_PLAY_H

#include <poll.h>

#include "kmsg.h"

#define FAMILY	0x27
#define GROUP	9

/* What was sent last, how often that was, and what answers it. */
extern struct nlmsghdr *sent;
extern unsigned int sends;
extern void (*answer)(void);

/* Bytes of the answer so far. */
extern size_t answer_len;

/* Whether this kernel has vcirc. */
extern bool have_family;

/* What a listener finds, a word for each datagram, and the groups it joined. */
extern const char *const *heard_script;
extern uint32_t joined_groups;

struct nlmsghdr *put_answer(uint16_t type, uint16_t flags);
struct nlmsghdr *put_error(int error, uint16_t flags);
struct nlmsghdr *put_circuit(const char *name, uint8_t cmd, uint16_t flags);
void end_answer(const struct nlmsghdr *nlh);
void answer_ack(void);

ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *req, size_t size);
ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf, size_t size);
int __wrap_mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *buf, socklen_t len);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);

#endif /* VCIRC_TESTS_PLAY_H */
