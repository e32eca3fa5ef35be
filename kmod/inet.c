// SPDX-License-Identifier: GPL-2.0
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ipv6.h>

#include "inet.h"

/**
 * vcirc_inet_from() - make an address of its bytes
 * @addr: the address, written
 * @bytes: in network order
 * @len: their number, which tells the family
 *
 * Return: false if no address has so many
 */
bool vcirc_inet_from(struct vcirc_inet_addr *addr, const void *bytes, int len)
{
	memset(addr, 0, sizeof(*addr));
	if (len == sizeof(addr->ip))
		addr->family = AF_INET;
	else if (len == sizeof(addr->ip6))
		addr->family = AF_INET6;
	else
		return false;
	memcpy(&addr->ip6, bytes, len);
	return true;
}

/**
 * vcirc_inet_equal() - are two addresses the same
 * @a: an address
 * @b: another
 *
 * Return: true when they are
 */
bool vcirc_inet_equal(const struct vcirc_inet_addr *a,
		      const struct vcirc_inet_addr *b)
{
	if (a->family != b->family)
		return false;
	return a->family == AF_INET ? a->ip == b->ip :
				      ipv6_addr_equal(&a->ip6, &b->ip6);
}

/**
 * vcirc_inet_is_host() - may an address be that of one host elsewhere
 * @addr: the address
 *
 * Return: false for multicast, broadcast, loopback and the unspecified address
 */
bool vcirc_inet_is_host(const struct vcirc_inet_addr *addr)
{
	int type;

	switch (addr->family) {
	case AF_INET:
		return !ipv4_is_multicast(addr->ip) &&
		       !ipv4_is_lbcast(addr->ip) &&
		       !ipv4_is_zeronet(addr->ip) &&
		       !ipv4_is_loopback(addr->ip);
	case AF_INET6:
		type = ipv6_addr_type(&addr->ip6);
		return type != IPV6_ADDR_ANY &&
		       !(type & (IPV6_ADDR_MULTICAST | IPV6_ADDR_LOOPBACK));
	}
	return false;
}

/**
 * vcirc_inet_dest() - where an IP packet is going
 * @skb: the packet
 * @off: of its IP header, from skb->data
 * @proto: its Ethernet type
 * @dest: written, if it is an IP packet
 *
 * Context: transmit and receive path
 * Return: false if it is none, or cut short
 */
bool vcirc_inet_dest(const struct sk_buff *skb, int off, __be16 proto,
		     struct vcirc_inet_addr *dest)
{
	if (proto == htons(ETH_P_IP)) {
		const struct iphdr *iph;
		struct iphdr buf;

		iph = skb_header_pointer(skb, off, sizeof(buf), &buf);
		if (!iph || iph->version != 4)
			return false;
		dest->family = AF_INET;
		dest->ip = iph->daddr;
		return true;
	}
	if (proto == htons(ETH_P_IPV6)) {
		const struct ipv6hdr *ip6h;
		struct ipv6hdr buf;

		ip6h = skb_header_pointer(skb, off, sizeof(buf), &buf);
		if (!ip6h || ip6h->version != 6)
			return false;
		dest->family = AF_INET6;
		dest->ip6 = ip6h->daddr;
		return true;
	}
	return false;
}
