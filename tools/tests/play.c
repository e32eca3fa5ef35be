// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's end of a netlink socket, played: the linker puts the functions
 * at the end of this file in the place of libmnl's and libc's (--wrap).
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <linux/genetlink.h>

#include "play.h"

/* What was sent last, and how it is answered. */
struct nlmsghdr *sent;
unsigned int sends;
static uint64_t sent_buf[NL_MSG_SIZE / 8];
static uint64_t answer_buf[NL_RECV_SIZE / 8];
size_t answer_len;
void (*answer)(void);
bool have_family = true;

/* What a listener finds: a word for each datagram, see play_datagram(). */
const char *const *heard_script;
uint32_t joined_groups;

struct nlmsghdr *put_answer(uint16_t type, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header((char *)answer_buf + answer_len);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = sent->nlmsg_seq;
	return nlh;
}

void end_answer(const struct nlmsghdr *nlh)
{
	answer_len += MNL_ALIGN(nlh->nlmsg_len);
}

struct nlmsghdr *put_error(int error, uint16_t flags)
{
	struct nlmsghdr *nlh = put_answer(NLMSG_ERROR, NLM_F_CAPPED | flags);
	struct nlmsgerr *head = mnl_nlmsg_put_extra_header(nlh, sizeof(*head));

	head->error = -error;
	head->msg = *sent;
	return nlh;
}

void answer_ack(void)
{
	end_answer(put_error(0, 0));
}

static void answer_family(void)
{
	struct nlmsghdr *nlh;
	struct genlmsghdr *genl;
	struct nlattr *groups, *group;

	if (!have_family) {
		end_answer(put_error(ENOENT, 0));
		return;
	}
	nlh = put_answer(GENL_ID_CTRL, 0);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = CTRL_CMD_NEWFAMILY;
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, FAMILY);
	mnl_attr_put_u32(nlh, CTRL_ATTR_VERSION, 1);
	groups = mnl_attr_nest_start(nlh, CTRL_ATTR_MCAST_GROUPS);
	group = mnl_attr_nest_start(nlh, 1);
	mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME, VCIRC_MCGRP_EVENTS);
	mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, GROUP);
	mnl_attr_nest_end(nlh, group);
	mnl_attr_nest_end(nlh, groups);
	end_answer(nlh);
	answer_ack();
}

/* Circuits as the kernel sends them. */
static void put_bfd(struct nlmsghdr *nlh)
{
	static const uint8_t local[] = { 192, 0, 2, 1 };
	static const uint8_t peer[VC_ADDR_LEN] = { 0xfe, 0x80, [15] = 2 };
	struct nlattr *bfd = mnl_attr_nest_start(nlh, VCIRC_A_PATH_BFD), *nest;

	mnl_attr_put(nlh, VCIRC_A_BFD_LOCAL, sizeof(local), local);
	mnl_attr_put(nlh, VCIRC_A_BFD_PEER, sizeof(peer), peer);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_MIN_TX, 50000);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_MIN_RX, 60000);
	mnl_attr_put_u8(nlh, VCIRC_A_BFD_MULT, 255);
	mnl_attr_put_u8(nlh, VCIRC_A_BFD_PASSIVE, 1);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_ECHO, 70000);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_AUTH, VCIRC_BFD_AUTH_KEYED_MD5);
	mnl_attr_put_u8(nlh, VCIRC_A_BFD_KEY_ID, 0);
	mnl_attr_put_u8(nlh, VCIRC_A_BFD_KEY2_ID, 254);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_ENCAP, VCIRC_BFD_ENCAP_MICRO);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_STATE, VCIRC_BFD_STATE_UP);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_REMOTE_STATE, VCIRC_BFD_STATE_INIT);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_DIAG, VCIRC_BFD_DIAG_PATH_DOWN);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_REMOTE_DIAG, VCIRC_BFD_DIAG_FORWARDING_PLANE_RESET);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_DISCR, 1001);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_REMOTE_DISCR, 1002);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_REMOTE_MIN_TX, 1003);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_REMOTE_MIN_RX, 1004);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_REMOTE_MIN_ECHO_RX, 1005);
	mnl_attr_put_u8(nlh, VCIRC_A_BFD_REMOTE_MULT, 106);
	mnl_attr_put_u8(nlh, VCIRC_A_BFD_REMOTE_DEMAND, 1);
	mnl_attr_put_u8(nlh, VCIRC_A_BFD_POLLING, 1);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_TX_INTERVAL, 1007);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_DETECT_TIME, 1008);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_SINCE, 1009);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_TIMES_UP, 1010);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_FLAPS, 1011);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_BFD_LAST_DOWN);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_DOWN_AGO, 1012);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_DOWN_END, VCIRC_BFD_END_REMOTE);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_DOWN_DIAG, VCIRC_BFD_DIAG_ECHO_FUNCTION_FAILED);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_DOWN_DETECTED, 1013);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_TX_PACKETS, 1014);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_RX_PACKETS, 1015);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_BFD_DROPS);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_DROPS_TTL, 1016);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_DROPS_NO_MEMORY, UINT64_MAX);
	/* of a newer kernel */
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_DROPS_MAX + 1, 99);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_TIMERS_LATE, 1017);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_TIMERS_FORGIVEN, 1018);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_BFD_ECHO_STATS);
	mnl_attr_put_u32(nlh, VCIRC_A_BFD_ECHO_INTERVAL, 1019);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_ECHO_TX_PACKETS, 1020);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_ECHO_RX_PACKETS, 1021);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_ECHO_LOST, 1022);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_ECHO_RTT_LAST, 1023);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_ECHO_RTT_MIN, 1024);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_ECHO_RTT_AVG, 1025);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_ECHO_RTT_MAX, 1026);
	mnl_attr_put_u64(nlh, VCIRC_A_BFD_ECHO_JITTER, 1027);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_nest_end(nlh, bfd);
}

static void put_path(struct nlmsghdr *nlh, uint32_t role)
{
	static const uint8_t via[VC_ADDR_LEN] = { 0x20, 0x01, [15] = 6 };
	static const uint8_t mac[] = { 2, 0, 0, 0, 0, 9 };
	struct nlattr *path = mnl_attr_nest_start(nlh, VCIRC_A_CIRCUIT_PATH), *nest;

	mnl_attr_put_u32(nlh, VCIRC_A_PATH_ROLE, role);
	mnl_attr_put_u32(nlh, VCIRC_A_PATH_BINDING, VCIRC_BINDING_ETHERNET);
	mnl_attr_put_u32(nlh, VCIRC_A_PATH_PORT_IFINDEX, 40 + role);
	mnl_attr_put_strz(nlh, VCIRC_A_PATH_PORT_NAME, role ? "eth2" : "eth1");
	mnl_attr_put_u32(nlh, VCIRC_A_PATH_PORT_NETNSID, role ? -1 : 3);
	if (role) {
		mnl_attr_put_u16(nlh, VCIRC_A_PATH_S_VLAN, 7);
		mnl_attr_put(nlh, VCIRC_A_PATH_VIA, sizeof(via), via);
		mnl_attr_put_u32(nlh, VCIRC_A_PATH_NEIGHBOUR, VCIRC_NEIGHBOUR_STALE);
		mnl_attr_put(nlh, VCIRC_A_PATH_NEIGHBOUR_MAC, sizeof(mac), mac);
		put_bfd(nlh);
	}
	mnl_attr_put_u32(nlh, VCIRC_A_PATH_S_PROTO, VCIRC_S_PROTO_DOT1Q);
	mnl_attr_put_u8(nlh, VCIRC_A_PATH_ADMIN_UP, 1);
	mnl_attr_put_u8(nlh, VCIRC_A_PATH_WEIGHT, 200 + role);
	mnl_attr_put_u32(nlh, VCIRC_A_PATH_STATE, VCIRC_PATH_STATE_UP);
	mnl_attr_put_u32(nlh, VCIRC_A_PATH_REASON, VCIRC_REASON_NONE);
	mnl_attr_put_u8(nlh, VCIRC_A_PATH_USABLE, 1);
	mnl_attr_put_u32(nlh, VCIRC_A_PATH_BUCKETS, 128);
	mnl_attr_put_u64(nlh, VCIRC_A_PATH_SINCE, 5000000000ULL + role);
	mnl_attr_put_u64(nlh, VCIRC_A_PATH_TIMES_UP, 11);
	mnl_attr_put_u64(nlh, VCIRC_A_PATH_TIMES_DOWN, 12);
	mnl_attr_put_u64(nlh, VCIRC_A_PATH_FLAPS, 13);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_PATH_STATS);
	mnl_attr_put_u64(nlh, VCIRC_A_STATS_TX_PACKETS, 21);
	mnl_attr_put_u64(nlh, VCIRC_A_STATS_TX_BYTES, 22);
	mnl_attr_put_u64(nlh, VCIRC_A_STATS_RX_PACKETS, 23);
	mnl_attr_put_u64(nlh, VCIRC_A_STATS_RX_BYTES, UINT64_MAX);
	mnl_attr_nest_end(nlh, nest);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_PATH_DROPS);
	mnl_attr_put_u64(nlh, VCIRC_A_DROPS_RX_NO_MEMORY, 31);
	/* of a newer kernel */
	mnl_attr_put_u64(nlh, VCIRC_A_DROPS_MAX + 1, 99);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_nest_end(nlh, path);
}

struct nlmsghdr *put_circuit(const char *name, uint8_t cmd, uint16_t flags)
{
	struct nlmsghdr *nlh = put_answer(FAMILY, flags);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	struct nlattr *nest;

	genl->cmd = cmd;
	mnl_attr_put_u32(nlh, VCIRC_A_CIRCUIT_IFINDEX, 17);
	mnl_attr_put_strz(nlh, VCIRC_A_CIRCUIT_NAME, name);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_CIRCUIT_CONFIG);
	mnl_attr_put_u32(nlh, VCIRC_A_CONFIG_MODE, VCIRC_MODE_ACTIVE_STANDBY);
	mnl_attr_put_u8(nlh, VCIRC_A_CONFIG_REVERT, 1);
	mnl_attr_put_u32(nlh, VCIRC_A_CONFIG_HASH, VCIRC_HASH_L4);
	mnl_attr_put_u8(nlh, VCIRC_A_CONFIG_SYMMETRIC, 1);
	mnl_attr_put_u32(nlh, VCIRC_A_CONFIG_SEED, 0xfeedbeef);
	mnl_attr_put_u32(nlh, VCIRC_A_CONFIG_REBALANCE_TIME, 2500);
	mnl_attr_nest_end(nlh, nest);
	put_path(nlh, VCIRC_ROLE_PRIMARY);
	put_path(nlh, VCIRC_ROLE_SECONDARY);
	mnl_attr_put_u32(nlh, VCIRC_A_CIRCUIT_STATE, VCIRC_STATE_UP);
	mnl_attr_put_u64(nlh, VCIRC_A_CIRCUIT_SINCE, 77);
	mnl_attr_put_u64(nlh, VCIRC_A_CIRCUIT_SWITCHES, 4);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_CIRCUIT_LAST_SWITCH);
	mnl_attr_put_u32(nlh, VCIRC_A_SWITCH_FROM, VCIRC_ROLE_SECONDARY);
	mnl_attr_put_u32(nlh, VCIRC_A_SWITCH_TO, VCIRC_ROLE_PRIMARY);
	mnl_attr_put_u32(nlh, VCIRC_A_SWITCH_REASON, VCIRC_REASON_PEER_DOWN);
	mnl_attr_put_u64(nlh, VCIRC_A_SWITCH_AGO, 88);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_put_u32(nlh, VCIRC_A_CIRCUIT_MOVING, 9);
	nest = mnl_attr_nest_start(nlh, VCIRC_A_CIRCUIT_DROPS);
	mnl_attr_put_u64(nlh, VCIRC_A_DROPS_TX_NO_USABLE_PATH, 41);
	mnl_attr_nest_end(nlh, nest);
	return nlh;
}

static void put_event(const char *name)
{
	struct nlmsghdr *nlh = put_circuit(name, VCIRC_CMD_CIRCUIT_NTF, 0);
	struct nlattr *nest = mnl_attr_nest_start(nlh, VCIRC_A_CIRCUIT_EVENT);

	mnl_attr_put_u32(nlh, VCIRC_A_EVENT_CAUSE, VCIRC_CAUSE_CHANGED);
	mnl_attr_nest_end(nlh, nest);
	end_answer(nlh);
}

static void put_farewell(uint16_t family)
{
	struct nlmsghdr *nlh = put_answer(GENL_ID_CTRL, 0);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));

	genl->cmd = CTRL_CMD_DELFAMILY;
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, family);
	end_answer(nlh);
}

static ssize_t play_datagram(const char *word, void *buf)
{
	size_t len;

	if (!strcmp(word, "ENOBUFS")) {
		errno = ENOBUFS;
		return -1;
	}
	if (!strcmp(word, "gone"))
		put_farewell(FAMILY);
	else if (!strcmp(word, "other gone"))
		put_farewell(FAMILY + 1);
	else
		put_event(word);
	len = answer_len;
	memcpy(buf, answer_buf, len);
	answer_len = 0;
	return len;
}

ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *req, size_t size)
{
	(void)nl;
	memcpy(sent_buf, req, size);
	sent = (void *)sent_buf;
	answer_len = 0;
	/* on the other bus the same number is RTM_NEWLINK */
	if (sent->nlmsg_type == GENL_ID_CTRL && !(sent->nlmsg_flags & NLM_F_CREATE)) {
		answer_family();
	} else {
		sends++;
		answer();
	}
	return size;
}

ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf, size_t size)
{
	size_t len = answer_len;

	(void)nl;
	(void)size;
	if (!len && heard_script && *heard_script)
		return play_datagram(*heard_script++, buf);
	if (!len) {
		/* an answer that never ends would hang for ever */
		printf("Bail out! waits for more than was answered\n");
		exit(1);
	}
	memcpy(buf, answer_buf, len);
	answer_len = 0;
	return len;
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	bool more = heard_script && *heard_script;

	fds[0].revents = more ? POLLIN : 0;
	if (count > 1)
		fds[1].revents = more ? 0 : POLLIN;
	return more || timeout < 0;
}

int __wrap_mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *buf, socklen_t len)
{
	(void)nl;
	(void)len;
	if (type == NETLINK_ADD_MEMBERSHIP)
		joined_groups = joined_groups << 8 | *(uint32_t *)buf;
	return 0;
}
