/* SPDX-License-Identifier: GPL-2.0 */
/*
 * IP addresses, and where an IP packet is going. Pure logic.
 */

#ifndef _VCIRC_INET_H
#define _VCIRC_INET_H

#include <linux/in6.h>
#include <linux/skbuff.h>
#include <linux/socket.h>
#include <linux/types.h>

/**
 * struct vcirc_inet_addr - an address of either family
 * @family: AF_INET, AF_INET6, or AF_UNSPEC for none
 * @ip: of AF_INET
 * @ip6: of AF_INET6
 */
struct vcirc_inet_addr {
	sa_family_t family;
	union {
		__be32 ip;
		struct in6_addr ip6;
	};
};

bool vcirc_inet_from(struct vcirc_inet_addr *addr, const void *bytes, int len);
bool vcirc_inet_equal(const struct vcirc_inet_addr *a,
		      const struct vcirc_inet_addr *b);
bool vcirc_inet_is_host(const struct vcirc_inet_addr *addr);
bool vcirc_inet_dest(const struct sk_buff *skb, int off, __be16 proto,
		     struct vcirc_inet_addr *dest);

/**
 * vcirc_inet_len() - bytes of an address
 * @addr: the address
 *
 * Return: 4 or 16
 */
static inline int vcirc_inet_len(const struct vcirc_inet_addr *addr)
{
	return addr->family == AF_INET ? sizeof(addr->ip) : sizeof(addr->ip6);
}

#endif /* _VCIRC_INET_H */
