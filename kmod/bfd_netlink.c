// SPDX-License-Identifier: GPL-2.0
/*
 * BFD sessions in netlink messages.
 */

#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/netlink.h>

#include "bfd_session.h"
#include "circuit.h"
#include "netlink_gen.h"
#include "port.h"

/* --- Requests --------------------------------------------------------- */

static int vcirc_bfd_parse_addr(struct vcirc_inet_addr *addr,
				const struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	if (!vcirc_inet_from(addr, nla_data(attr), nla_len(attr)) ||
	    !vcirc_inet_is_host(addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "not the address of a host");
		return -EINVAL;
	}
	return 0;
}

static int vcirc_bfd_parse_key(struct vcirc_bfd_key *key, unsigned int max,
			       const struct nlattr *id,
			       const struct nlattr *bytes,
			       struct netlink_ext_ack *extack)
{
	if (!id != !bytes) {
		NL_SET_ERR_MSG_ATTR(extack, id ?: bytes,
				    "a key and its number come together");
		return -EINVAL;
	}
	if (!id)
		return 0;
	if (!nla_len(bytes) || nla_len(bytes) > max) {
		NL_SET_ERR_MSG_ATTR(extack, bytes,
				    "a key is 1 to 16 bytes long, for SHA1 up to 20");
		return -EINVAL;
	}
	key->id = nla_get_u8(id);
	key->len = nla_len(bytes);
	memcpy(key->bytes, nla_data(bytes), key->len);
	return 0;
}

static int vcirc_bfd_parse_keys(struct vcirc_bfd_keys *keys,
				struct nlattr *tb[],
				struct netlink_ext_ack *extack)
{
	static const u8 parts[] = {
		VCIRC_A_BFD_KEY_ID, VCIRC_A_BFD_KEY,
		VCIRC_A_BFD_KEY2_ID, VCIRC_A_BFD_KEY2,
	};
	struct nlattr *auth = tb[VCIRC_A_BFD_AUTH];
	unsigned int i, max;
	int err;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!tb[parts[i]] || (auth && nla_get_u32(auth)))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, tb[parts[i]],
				    "a key needs a type of authentication");
		return -EINVAL;
	}
	if (!auth)
		return 0;
	*keys = (struct vcirc_bfd_keys){ .type = nla_get_u32(auth) };
	if (keys->type == VCIRC_BFD_AUTH_NONE)
		return 0;
	if (!tb[VCIRC_A_BFD_KEY]) {
		NL_SET_ERR_MSG_ATTR(extack, auth, "authentication needs a key");
		return -EINVAL;
	}
	max = vcirc_bfd_auth_key_max(keys->type);
	err = vcirc_bfd_parse_key(&keys->key[0], max, tb[VCIRC_A_BFD_KEY_ID],
				  tb[VCIRC_A_BFD_KEY], extack);
	if (!err)
		err = vcirc_bfd_parse_key(&keys->key[1], max,
					  tb[VCIRC_A_BFD_KEY2_ID],
					  tb[VCIRC_A_BFD_KEY2], extack);
	if (err)
		return err;
	if (keys->key[1].len && keys->key[0].id == keys->key[1].id) {
		NL_SET_ERR_MSG_ATTR(extack, tb[VCIRC_A_BFD_KEY2_ID],
				    "the two keys need different numbers");
		return -EINVAL;
	}
	err = vcirc_bfd_auth_prepare(keys->type);
	if (err)
		NL_SET_ERR_MSG_ATTR(extack, auth,
				    "this kernel does not have that digest");
	return err;
}

static void vcirc_bfd_parse_timers(struct vcirc_bfd_config *cfg,
				   struct nlattr *tb[])
{
	if (tb[VCIRC_A_BFD_MIN_TX])
		cfg->min_tx = nla_get_u32(tb[VCIRC_A_BFD_MIN_TX]);
	if (tb[VCIRC_A_BFD_MIN_RX])
		cfg->min_rx = nla_get_u32(tb[VCIRC_A_BFD_MIN_RX]);
	if (tb[VCIRC_A_BFD_MULT])
		cfg->mult = nla_get_u8(tb[VCIRC_A_BFD_MULT]);
	if (tb[VCIRC_A_BFD_PASSIVE])
		cfg->passive = nla_get_u8(tb[VCIRC_A_BFD_PASSIVE]);
	if (tb[VCIRC_A_BFD_ECHO])
		cfg->echo = nla_get_u32(tb[VCIRC_A_BFD_ECHO]);
}

/* The port's own address for packets to a peer, none if it has not got one. */
static void vcirc_bfd_local_ip(const struct net_device *dev, __be32 peer,
			       struct vcirc_inet_addr *local)
{
	const struct in_device *in_dev = __in_dev_get_rtnl(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return;
	in_dev_for_each_ifa_rtnl(ifa, in_dev) {
		if (!inet_ifa_match(peer, ifa))
			continue;
		local->family = AF_INET;
		local->ip = ifa->ifa_local;
		return;
	}
}

/* Not somebody's choice, or not for long. */
static bool vcirc_bfd_is_makeshift(const struct inet6_ifaddr *ifa)
{
	return ifa->ifa_proto == IFAPROT_KERNEL_LL ||
	       ifa->ifa_proto == IFAPROT_KERNEL_RA ||
	       ifa->flags & (IFA_F_TEMPORARY | IFA_F_DEPRECATED |
			     IFA_F_TENTATIVE | IFA_F_DADFAILED);
}

/* Which of several addresses a session is to have: one that was configured and
 * stays, and of those the oldest, which is the last in the list.
 */
static void vcirc_bfd_local_ip6(const struct net_device *dev,
				const struct in6_addr *peer,
				struct vcirc_inet_addr *local)
{
	const struct inet6_dev *in6_dev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;

	if (!in6_dev)
		return;
	rcu_read_lock();
	list_for_each_entry_rcu(ifa, &in6_dev->addr_list, if_list) {
		if (!ipv6_prefix_equal(peer, &ifa->addr, ifa->prefix_len))
			continue;
		if (local->family && vcirc_bfd_is_makeshift(ifa))
			continue;
		local->family = AF_INET6;
		local->ip6 = ifa->addr;
	}
	rcu_read_unlock();
}

static bool vcirc_bfd_has_ip(const struct net_device *dev, __be32 ip)
{
	const struct in_device *in_dev = __in_dev_get_rtnl(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rtnl(ifa, in_dev)
		if (ifa->ifa_local == ip)
			return true;
	return false;
}

static bool vcirc_bfd_has_ip6(const struct net_device *dev,
			      const struct in6_addr *ip6)
{
	const struct inet6_dev *in6_dev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;
	bool has = false;

	if (!in6_dev)
		return false;
	rcu_read_lock();
	list_for_each_entry_rcu(ifa, &in6_dev->addr_list, if_list)
		has |= ipv6_addr_equal(&ifa->addr, ip6);
	rcu_read_unlock();
	return has;
}

/**
 * vcirc_bfd_parse() - take a request about a session apart
 * @req: written: what the session is to be
 * @nest: attribute set bfd
 * @old: the session as it is, NULL for a new one
 * @extack: says what is wrong
 *
 * Context: process, RTNL
 * Return: 0 or a negative error
 */
int vcirc_bfd_parse(struct vcirc_bfd_request *req, const struct nlattr *nest,
		    const struct vcirc_bfd_session *old,
		    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[VCIRC_A_BFD_MAX + 1];
	int i, err;

	*req = (struct vcirc_bfd_request){
		.cfg = {
			.min_tx = VCIRC_BFD_INTERVAL_DEFAULT,
			.min_rx = VCIRC_BFD_INTERVAL_DEFAULT,
			.mult = VCIRC_BFD_MULT_DEFAULT,
		},
	};
	if (old) {
		req->cfg = old->bfd.cfg;
		req->flow = old->flow;
		req->keys = old->keys;
	}
	err = nla_parse_nested(tb, VCIRC_A_BFD_MAX, nest, vcirc_bfd_nl_policy,
			       extack);
	if (err)
		return err;
	for (i = VCIRC_A_BFD_KEY2 + 1; i <= VCIRC_A_BFD_MAX; i++) {
		if (!tb[i])
			continue;
		NL_SET_ERR_MSG_ATTR(extack, tb[i],
				    "attribute has no place in this request");
		return -EINVAL;
	}
	if (tb[VCIRC_A_BFD_ECHO] && nla_get_u32(tb[VCIRC_A_BFD_ECHO]) &&
	    nla_get_u32(tb[VCIRC_A_BFD_ECHO]) < VCIRC_BFD_INTERVAL_MIN) {
		NL_SET_ERR_MSG_ATTR(extack, tb[VCIRC_A_BFD_ECHO],
				    "below the minimum of 3300 microseconds");
		return -ERANGE;
	}
	vcirc_bfd_parse_timers(&req->cfg, tb);
	err = vcirc_bfd_parse_addr(&req->flow.local, tb[VCIRC_A_BFD_LOCAL],
				   extack);
	if (!err)
		err = vcirc_bfd_parse_addr(&req->flow.peer,
					   tb[VCIRC_A_BFD_PEER], extack);
	if (!err)
		err = vcirc_bfd_parse_keys(&req->keys, tb, extack);
	return err;
}

/**
 * vcirc_bfd_forget() - wipe the keys in a request that is done with
 * @path: attribute set path, or NULL
 */
void vcirc_bfd_forget(const struct nlattr *path)
{
	struct nlattr *nest, *attr;
	int rem, rem_attr;

	if (!path)
		return;
	nla_for_each_nested(nest, path, rem) {
		if (nla_type(nest) != VCIRC_A_PATH_BFD)
			continue;
		nla_for_each_nested(attr, nest, rem_attr)
			if (nla_type(attr) == VCIRC_A_BFD_KEY ||
			    nla_type(attr) == VCIRC_A_BFD_KEY2)
				memzero_explicit(nla_data(attr), nla_len(attr));
	}
}

/* RFC 5881: between an address of the port's and one on its link. */
static int vcirc_bfd_validate_single_hop(struct vcirc_bfd_request *req,
					 const struct net_device *dev,
					 const struct vcirc_inet_addr *via,
					 const struct vcirc_bfd_session *old,
					 const struct nlattr *local_attr,
					 const struct nlattr *peer_attr,
					 struct netlink_ext_ack *extack)
{
	struct vcirc_inet_addr *local = &req->flow.local;
	struct vcirc_inet_addr *peer = &req->flow.peer;
	const struct vcirc_port *port = vcirc_port_of(dev);
	const struct vcirc_bfd_session *s;
	bool has;

	if (!peer->family)
		*peer = *via;
	if (!local->family) {
		if (peer->family == AF_INET)
			vcirc_bfd_local_ip(dev, peer->ip, local);
		else
			vcirc_bfd_local_ip6(dev, &peer->ip6, local);
		if (!local->family) {
			NL_SET_ERR_MSG_ATTR(extack, peer_attr,
					    "not in a subnet of the device");
			return -EADDRNOTAVAIL;
		}
	}
	if (local->family != peer->family) {
		NL_SET_ERR_MSG_ATTR(extack, local_attr,
				    "of another family than the peer's address");
		return -EINVAL;
	}
	if (vcirc_inet_equal(local, peer)) {
		NL_SET_ERR_MSG_ATTR(extack, peer_attr,
				    "both ends have the same address");
		return -EINVAL;
	}
	has = local->family == AF_INET ? vcirc_bfd_has_ip(dev, local->ip) :
					 vcirc_bfd_has_ip6(dev, &local->ip6);
	/* It may have been taken away from a session that keeps it. */
	if (!has && !(old && vcirc_inet_equal(&old->flow.local, local))) {
		NL_SET_ERR_MSG_ATTR(extack, local_attr,
				    "not an address of the device");
		return -EADDRNOTAVAIL;
	}
	/* RFC 5881 section 3: packets are told by their addresses. */
	if (!port)
		return 0;
	list_for_each_entry(s, &port->sessions, listed) {
		if (s == old || !vcirc_inet_equal(&s->flow.local, local) ||
		    !vcirc_inet_equal(&s->flow.peer, peer))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, peer_attr,
				    "the device has a BFD session between these addresses already");
		return -EEXIST;
	}
	return 0;
}

/* RFC 7130, or no addresses at all. */
static int vcirc_bfd_validate_micro(const struct vcirc_bfd_request *req,
				    const struct nlattr *nest,
				    const struct nlattr *local_attr,
				    const struct nlattr *peer_attr,
				    struct netlink_ext_ack *extack)
{
	if (!req->flow.local.family != !req->flow.peer.family) {
		NL_SET_ERR_MSG_ATTR(extack, local_attr ?: peer_attr,
				    "here a session has both a local address and a peer's, or none");
		return -EINVAL;
	}
	if (req->flow.local.family != req->flow.peer.family) {
		NL_SET_ERR_MSG_ATTR(extack, local_attr,
				    "of another family than the peer's address");
		return -EINVAL;
	}
	if (req->flow.local.family &&
	    vcirc_inet_equal(&req->flow.local, &req->flow.peer)) {
		NL_SET_ERR_MSG_ATTR(extack, peer_attr,
				    "both ends have the same address");
		return -EINVAL;
	}
	if (req->cfg.echo) {
		NL_SET_ERR_MSG_ATTR(extack,
				    nla_find_nested(nest, VCIRC_A_BFD_ECHO),
				    "Echo packets need a router, the path is not routed");
		return -EINVAL;
	}
	return 0;
}

/**
 * vcirc_bfd_validate() - can a path have a session as requested
 * @req: the request; addresses that were not given are filled in
 * @nest: attribute set bfd it was taken from
 * @kind: how the path is, or is to be, bound
 * @dev: to which netdev
 * @via: next hop of a routed path
 * @old: the session as it is, NULL for a new one
 * @extack: says what is wrong
 *
 * Context: RTNL
 * Return: 0 or a negative error
 */
int vcirc_bfd_validate(struct vcirc_bfd_request *req, const struct nlattr *nest,
		       enum vcirc_binding kind, const struct net_device *dev,
		       const struct vcirc_inet_addr *via,
		       const struct vcirc_bfd_session *old,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *local = nla_find_nested(nest, VCIRC_A_BFD_LOCAL);
	struct nlattr *peer = nla_find_nested(nest, VCIRC_A_BFD_PEER);
	int err;

	if (kind != VCIRC_BINDING_ROUTED) {
		req->flow.encap = VCIRC_BFD_ENCAP_MICRO;
		return vcirc_bfd_validate_micro(req, nest, local, peer, extack);
	}
	req->flow.encap = VCIRC_BFD_ENCAP_SINGLE_HOP;
	err = vcirc_bfd_validate_single_hop(req, dev, via, old, local ?: nest,
					    peer ?: nest, extack);
	if (err)
		return err;
	if (req->cfg.echo && req->flow.local.family == AF_INET6 &&
	    ipv6_addr_type(&req->flow.local.ip6) & IPV6_ADDR_LINKLOCAL) {
		NL_SET_ERR_MSG_ATTR(extack,
				    nla_find_nested(nest, VCIRC_A_BFD_ECHO),
				    "no router returns Echo packets to a link-local address");
		return -EINVAL;
	}
	return 0;
}

/* --- Replies ---------------------------------------------------------- */

static int vcirc_bfd_put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, VCIRC_A_BFD_PAD);
}

static int vcirc_bfd_put_config(struct sk_buff *skb,
				const struct vcirc_bfd_session *s)
{
	const struct vcirc_bfd_config *cfg = &s->bfd.cfg;
	const struct vcirc_bfd_keys *keys = &s->keys;
	const struct vcirc_bfd_flow *flow = &s->flow;

	if (flow->local.family &&
	    (nla_put(skb, VCIRC_A_BFD_LOCAL, vcirc_inet_len(&flow->local),
		     &flow->local.ip6) ||
	     nla_put(skb, VCIRC_A_BFD_PEER, vcirc_inet_len(&flow->peer),
		     &flow->peer.ip6)))
		return -EMSGSIZE;
	if (nla_put_u32(skb, VCIRC_A_BFD_MIN_TX, cfg->min_tx) ||
	    nla_put_u32(skb, VCIRC_A_BFD_MIN_RX, cfg->min_rx) ||
	    nla_put_u8(skb, VCIRC_A_BFD_MULT, cfg->mult) ||
	    nla_put_u8(skb, VCIRC_A_BFD_PASSIVE, cfg->passive) ||
	    nla_put_u32(skb, VCIRC_A_BFD_ECHO, cfg->echo) ||
	    nla_put_u32(skb, VCIRC_A_BFD_AUTH, keys->type) ||
	    nla_put_u32(skb, VCIRC_A_BFD_ENCAP, flow->encap))
		return -EMSGSIZE;
	if (keys->key[0].len &&
	    nla_put_u8(skb, VCIRC_A_BFD_KEY_ID, keys->key[0].id))
		return -EMSGSIZE;
	if (keys->key[1].len &&
	    nla_put_u8(skb, VCIRC_A_BFD_KEY2_ID, keys->key[1].id))
		return -EMSGSIZE;
	return 0;
}

static int vcirc_bfd_put_state(struct sk_buff *skb,
			       const struct vcirc_bfd_session *s, u64 now)
{
	const struct vcirc_bfd *bfd = &s->bfd;

	if (nla_put_u32(skb, VCIRC_A_BFD_STATE, bfd->state) ||
	    nla_put_u32(skb, VCIRC_A_BFD_REMOTE_STATE, bfd->remote_state) ||
	    nla_put_u32(skb, VCIRC_A_BFD_DIAG, vcirc_bfd_session_diag(s)) ||
	    nla_put_u32(skb, VCIRC_A_BFD_REMOTE_DIAG, bfd->remote_diag) ||
	    nla_put_u32(skb, VCIRC_A_BFD_DISCR, bfd->discr) ||
	    nla_put_u32(skb, VCIRC_A_BFD_REMOTE_DISCR, bfd->remote_discr) ||
	    nla_put_u32(skb, VCIRC_A_BFD_REMOTE_MIN_TX, bfd->remote_min_tx) ||
	    nla_put_u32(skb, VCIRC_A_BFD_REMOTE_MIN_RX, bfd->remote_min_rx) ||
	    nla_put_u32(skb, VCIRC_A_BFD_REMOTE_MIN_ECHO_RX,
			bfd->remote_min_echo_rx) ||
	    nla_put_u8(skb, VCIRC_A_BFD_REMOTE_MULT, bfd->remote_mult) ||
	    nla_put_u8(skb, VCIRC_A_BFD_REMOTE_DEMAND, bfd->remote_demand) ||
	    nla_put_u8(skb, VCIRC_A_BFD_POLLING,
		       bfd->polling || bfd->poll_again) ||
	    nla_put_u32(skb, VCIRC_A_BFD_TX_INTERVAL,
			vcirc_bfd_tx_interval(bfd)) ||
	    nla_put_u32(skb, VCIRC_A_BFD_DETECT_TIME,
			min_t(u64, vcirc_bfd_detect_time(bfd), U32_MAX)) ||
	    vcirc_bfd_put_u64(skb, VCIRC_A_BFD_SINCE, now - bfd->since) ||
	    vcirc_bfd_put_u64(skb, VCIRC_A_BFD_TIMES_UP, bfd->times_up) ||
	    vcirc_bfd_put_u64(skb, VCIRC_A_BFD_FLAPS, bfd->flaps))
		return -EMSGSIZE;
	return 0;
}

static int vcirc_bfd_put_last_down(struct sk_buff *skb,
				   const struct vcirc_bfd_down *down, u64 now)
{
	struct nlattr *nest;

	if (!down->time)
		return 0;
	nest = nla_nest_start(skb, VCIRC_A_BFD_LAST_DOWN);
	if (!nest ||
	    nla_put_u64_64bit(skb, VCIRC_A_BFD_DOWN_AGO, now - down->time,
			      VCIRC_A_BFD_DOWN_PAD) ||
	    nla_put_u32(skb, VCIRC_A_BFD_DOWN_END, down->end) ||
	    nla_put_u32(skb, VCIRC_A_BFD_DOWN_DIAG, down->diag) ||
	    nla_put_u64_64bit(skb, VCIRC_A_BFD_DOWN_DETECTED, down->detected,
			      VCIRC_A_BFD_DOWN_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vcirc_bfd_put_drops(struct sk_buff *skb,
			       const struct vcirc_bfd_session *s)
{
	struct nlattr *nest = nla_nest_start(skb, VCIRC_A_BFD_DROPS);
	unsigned int why;

	if (!nest)
		return -EMSGSIZE;
	for (why = VCIRC_BFD_DROP_TTL; why < __VCIRC_BFD_DROP_MAX; why++)
		if (nla_put_u64_64bit(skb, why, s->drops[why],
				      VCIRC_A_BFD_DROPS_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int vcirc_bfd_put_echo(struct sk_buff *skb,
			      const struct vcirc_bfd_session *s)
{
	const struct vcirc_bfd_echo *echo = &s->echo;
	const struct {
		int attr;
		u64 value;
	} figures[] = {
		{ VCIRC_A_BFD_ECHO_TX_PACKETS, echo->tx_packets },
		{ VCIRC_A_BFD_ECHO_RX_PACKETS, echo->rx_packets },
		{ VCIRC_A_BFD_ECHO_LOST, echo->lost },
		{ VCIRC_A_BFD_ECHO_RTT_LAST, echo->rtt_last },
		{ VCIRC_A_BFD_ECHO_RTT_MIN, echo->rtt_min },
		{ VCIRC_A_BFD_ECHO_RTT_AVG, echo->rx_packets ?
		  div64_u64(echo->rtt_sum, echo->rx_packets) : 0 },
		{ VCIRC_A_BFD_ECHO_RTT_MAX, echo->rtt_max },
		{ VCIRC_A_BFD_ECHO_JITTER, vcirc_bfd_echo_jitter(echo) },
	};
	struct nlattr *nest;
	unsigned int i;

	if (!s->bfd.cfg.echo && !echo->tx_packets)
		return 0;
	nest = nla_nest_start(skb, VCIRC_A_BFD_ECHO_STATS);
	if (!nest ||
	    nla_put_u32(skb, VCIRC_A_BFD_ECHO_INTERVAL,
			vcirc_bfd_echo_interval(&s->bfd)))
		return -EMSGSIZE;
	for (i = 0; i < ARRAY_SIZE(figures); i++)
		if (nla_put_u64_64bit(skb, figures[i].attr, figures[i].value,
				      VCIRC_A_BFD_ECHO_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * vcirc_bfd_put() - write a session into a message
 * @skb: the message
 * @s: the session
 *
 * Keys are not among it.
 *
 * Context: circuit's lock
 * Return: 0, or -EMSGSIZE
 */
int vcirc_bfd_put(struct sk_buff *skb, const struct vcirc_bfd_session *s)
{
	struct nlattr *nest = nla_nest_start(skb, VCIRC_A_PATH_BFD);
	u64 now = ktime_get_boottime_ns();

	if (!nest ||
	    vcirc_bfd_put_config(skb, s) ||
	    vcirc_bfd_put_state(skb, s, now) ||
	    vcirc_bfd_put_last_down(skb, &s->bfd.last_down, now) ||
	    vcirc_bfd_put_u64(skb, VCIRC_A_BFD_TX_PACKETS, s->tx_packets) ||
	    vcirc_bfd_put_u64(skb, VCIRC_A_BFD_RX_PACKETS,
			      vcirc_count_sum(s->rx_packets)) ||
	    vcirc_bfd_put_u64(skb, VCIRC_A_BFD_TIMERS_LATE, s->clock.late) ||
	    vcirc_bfd_put_u64(skb, VCIRC_A_BFD_TIMERS_FORGIVEN,
			      s->clock.forgiven) ||
	    vcirc_bfd_put_drops(skb, s) ||
	    vcirc_bfd_put_echo(skb, s))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
