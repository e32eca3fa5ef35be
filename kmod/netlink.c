// SPDX-License-Identifier: GPL-2.0
/*
 * Generic netlink: requests.
 */

#include <linux/capability.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "bfd_session.h"
#include "bind.h"
#include "circuit.h"
#include "compat.h"
#include "failover.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "port.h"

/* The circuit a request names. RCU or RTNL. */
static struct vcirc *vcirc_netlink_find(struct net *net,
					struct nlattr *attrs[],
					struct netlink_ext_ack *extack)
{
	struct nlattr *index = attrs[VCIRC_A_CIRCUIT_IFINDEX];
	struct nlattr *name = attrs[VCIRC_A_CIRCUIT_NAME];
	struct net_device *dev = NULL;

	if (!index && !name) {
		NL_SET_ERR_MSG(extack, "no circuit given: name or ifindex");
		return ERR_PTR(-EINVAL);
	}
	rcu_read_lock();
	if (index)
		dev = dev_get_by_index_rcu(net, nla_get_u32(index));
	if (name && (!index || dev)) {
		struct net_device *named =
			dev_get_by_name_rcu(net, nla_data(name));

		if (index && named != dev) {
			rcu_read_unlock();
			NL_SET_ERR_MSG_ATTR(extack, name,
					    "name and ifindex are of different devices");
			return ERR_PTR(-EINVAL);
		}
		dev = named;
	}
	rcu_read_unlock();

	if (!dev) {
		NL_SET_ERR_MSG_ATTR(extack, name ?: index, "no such circuit");
		return ERR_PTR(-ENODEV);
	}
	if (!vcirc_is_circuit(dev)) {
		NL_SET_ERR_MSG_ATTR(extack, name ?: index,
				    "not a virtual circuit");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return netdev_priv(dev);
}

/**
 * vcirc_nl_circuit_get_doit() - VCIRC_CMD_CIRCUIT_GET of one circuit
 * @skb: the request
 * @info: its attributes; the circuit by name or ifindex
 *
 * Context: process
 * Return: 0 and a reply is sent, or a negative error
 */
int vcirc_nl_circuit_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vcirc_reply reply = {
		.portid = info->snd_portid,
		.seq = info->snd_seq,
		.cmd = VCIRC_CMD_CIRCUIT_GET,
	};
	struct vcirc *vc;
	int err;

	reply.skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!reply.skb)
		return -ENOMEM;
	rcu_read_lock();
	vc = vcirc_netlink_find(genl_info_net(info), info->attrs,
				info->extack);
	err = IS_ERR(vc) ? PTR_ERR(vc) : vcirc_netlink_fill(&reply, vc, NULL);
	rcu_read_unlock();
	if (err) {
		nlmsg_free(reply.skb);
		return err;
	}
	return genlmsg_reply(reply.skb, info);
}

static bool vcirc_netlink_match(const struct vcirc *vc, struct nlattr *attrs[])
{
	struct nlattr *index = attrs[VCIRC_A_CIRCUIT_IFINDEX];
	struct nlattr *name = attrs[VCIRC_A_CIRCUIT_NAME];

	/* Any of its names will do. */
	return (!index || nla_get_u32(index) == vc->dev->ifindex) &&
	       (!name || dev_get_by_name_rcu(dev_net(vc->dev),
					     nla_data(name)) == vc->dev);
}

/**
 * vcirc_nl_circuit_get_dumpit() - VCIRC_CMD_CIRCUIT_GET of all circuits, or those
 * of a name or ifindex
 * @skb: filled in
 * @cb: the request, and how far the dump got
 *
 * Context: process
 * Return: > 0 while there is more, 0 at the end, or a negative error
 */
int vcirc_nl_circuit_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct nlattr **attrs = vcirc_compat_dump_attrs(cb);
	struct vcirc_net *vn = vcirc_net(sock_net(skb->sk));
	struct vcirc_reply reply = {
		.skb = skb,
		.cb = cb,
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
		.cmd = VCIRC_CMD_CIRCUIT_GET,
	};
	struct vcirc *vc;
	int err = 0;

	if (attrs[VCIRC_A_CIRCUIT_IFINDEX] || attrs[VCIRC_A_CIRCUIT_NAME])
		reply.flags |= NLM_F_DUMP_FILTERED;

	rcu_read_lock();
	/* Never 0, which would mean that there is nothing to compare. */
	cb->seq = READ_ONCE(vn->generation) << 1 | 1;
	list_for_each_entry_rcu(vc, &vn->circuits, listed) {
		/* The list is in order of ifindex. */
		if (vc->dev->ifindex < cb->args[0] ||
		    !vcirc_netlink_match(vc, attrs))
			continue;
		err = vcirc_netlink_fill(&reply, vc, NULL);
		if (err)
			break;
		cb->args[0] = vc->dev->ifindex + 1;
	}
	rcu_read_unlock();
	return skb->len ?: err;
}

/* Refuses what may be read but not be set. */
static int vcirc_netlink_only(struct nlattr *attrs[], int max, u32 allowed,
			      struct netlink_ext_ack *extack)
{
	int i;

	for (i = 1; i <= max; i++) {
		if (!attrs[i] || allowed & BIT(i))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attrs[i],
				    "attribute has no place in this request");
		return -EINVAL;
	}
	return 0;
}

/* Takes the path a request is about apart, and tells its role. */
static int vcirc_netlink_path(const struct nlattr *nest, struct nlattr **tb,
			      u32 allowed, enum vcirc_role *role,
			      struct genl_info *info)
{
	struct netlink_ext_ack *extack = info->extack;
	const struct nlattr *other;
	int rem, err;

	/* A reply has two of them. */
	nlmsg_for_each_attr(other, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(other) != VCIRC_A_CIRCUIT_PATH || other == nest)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, other,
				    "a request is about one path only");
		return -EINVAL;
	}
	err = nla_parse_nested(tb, VCIRC_A_PATH_MAX, nest,
			       vcirc_path_nl_policy, extack);
	if (!err)
		err = vcirc_netlink_only(tb, VCIRC_A_PATH_MAX,
					 allowed | BIT(VCIRC_A_PATH_ROLE),
					 extack);
	if (err)
		return err;
	if (!tb[VCIRC_A_PATH_ROLE]) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "no role given: primary or secondary");
		return -EINVAL;
	}
	*role = nla_get_u32(tb[VCIRC_A_PATH_ROLE]);
	return 0;
}

/* The circuit a request wants to change, if its sender may. */
static struct vcirc *vcirc_netlink_change(struct sk_buff *skb,
					  struct genl_info *info)
{
	struct vcirc *vc;

	ASSERT_RTNL();

	vc = vcirc_netlink_find(genl_info_net(info), info->attrs,
				info->extack);
	/* The ends of a pair have no ports. */
	if (IS_ERR(vc) || vc->peer ||
	    netlink_ns_capable(skb, vc->home->user_ns, CAP_NET_ADMIN))
		return vc;
	GENL_SET_ERR_MSG(info, VCIRC_MSG_HOME);
	return ERR_PTR(-EPERM);
}

static int vcirc_netlink_last(struct vcirc *vc, enum vcirc_role role,
			      struct genl_info *info)
{
	bool last;

	if (info->attrs[VCIRC_A_CIRCUIT_FORCE])
		return 0;
	spin_lock_bh(&vc->lock);
	last = vcirc_path_is_last(vc, role);
	spin_unlock_bh(&vc->lock);
	if (!last)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[VCIRC_A_CIRCUIT_PATH],
			    "this is the circuit's last usable path, only force takes it away");
	return -EBUSY;
}

static int vcirc_netlink_weight(const struct vcirc *vc, enum vcirc_role role,
				const struct nlattr *weight,
				struct netlink_ext_ack *extack)
{
	if (!weight || nla_get_u8(weight) || vc->path[!role].weight)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, weight,
			    "the other path's weight is 0 already");
	return -EINVAL;
}

/**
 * struct vcirc_set_request - a request to change a circuit, taken apart
 * @cfg: settings as they will be
 * @role: the path that changes, if one does
 * @admin_up: as it will be
 * @weight: likewise
 * @bfd: what the session of the path will be, if @has_bfd
 * @has_bfd: the session changes, or there will be one
 * @no_bfd: the session ends
 */
struct vcirc_set_request {
	struct vcirc_config cfg;
	enum vcirc_role role;
	bool admin_up;
	u8 weight;
	struct vcirc_bfd_request bfd;
	bool has_bfd;
	bool no_bfd;
};

/* What a request wants of the session of a bound path. */
static int vcirc_set_parse_bfd(const struct vcirc *vc,
			       struct vcirc_set_request *req,
			       struct nlattr *tb[],
			       struct netlink_ext_ack *extack)
{
	const struct vcirc_bind *bind = rtnl_dereference(vc->bind[req->role]);
	const struct nlattr *no_bfd = tb[VCIRC_A_PATH_NO_BFD];
	const struct nlattr *nest = tb[VCIRC_A_PATH_BFD];
	const struct vcirc_inet_addr *via = NULL;
	const struct vcirc_bfd_session *old;
	int err;

	if (!nest && !no_bfd)
		return 0;
	if (nest && no_bfd) {
		NL_SET_ERR_MSG_ATTR(extack, no_bfd,
				    "a BFD session cannot both end and be");
		return -EINVAL;
	}
	if (!bind) {
		NL_SET_ERR_MSG_ATTR(extack, tb[VCIRC_A_PATH_ROLE],
				    "the path is not bound");
		return -ENOENT;
	}
	old = rtnl_dereference(bind->bfd);
	req->no_bfd = no_bfd;
	req->has_bfd = nest;
	if (no_bfd) {
		if (old)
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, no_bfd,
				    "the path has no BFD session");
		return -ENOENT;
	}
	err = vcirc_bfd_parse(&req->bfd, nest, old, extack);
	if (err)
		return err;
	if (old && !(vcirc_inet_equal(&req->bfd.flow.local, &old->flow.local) &&
		     vcirc_inet_equal(&req->bfd.flow.peer, &old->flow.peer))) {
		NL_SET_ERR_MSG_ATTR(extack,
				    nla_find_nested(nest, VCIRC_A_BFD_PEER) ?:
				    nla_find_nested(nest, VCIRC_A_BFD_LOCAL),
				    "a BFD session keeps its addresses, end it first (no-bfd)");
		return -EBUSY;
	}
	if (vcirc_bind_is(bind, VCIRC_BINDING_ROUTED))
		via = vcirc_routed_via(bind);
	return vcirc_bfd_validate(&req->bfd, nest, bind->ops->kind, bind->dev,
				  via, old, extack);
}

static int vcirc_set_parse(struct vcirc *vc, struct vcirc_set_request *req,
			   struct genl_info *info)
{
	struct nlattr *config = info->attrs[VCIRC_A_CIRCUIT_CONFIG];
	struct nlattr *path = info->attrs[VCIRC_A_CIRCUIT_PATH];
	struct nlattr *settings[VCIRC_A_CONFIG_MAX + 1];
	struct nlattr *tb[VCIRC_A_PATH_MAX + 1] = {};
	struct nlattr *admin, *weight;
	int err;

	req->cfg = vc->cfg;
	req->role = VCIRC_ROLE_PRIMARY;
	if (config) {
		err = nla_parse_nested(settings, VCIRC_A_CONFIG_MAX, config,
				       vcirc_config_nl_policy, info->extack);
		if (!err)
			err = vcirc_config_parse(&req->cfg, settings,
						 info->extack);
		if (err)
			return err;
	}
	if (path) {
		err = vcirc_netlink_path(path, tb, BIT(VCIRC_A_PATH_ADMIN_UP) |
					 BIT(VCIRC_A_PATH_WEIGHT) |
					 BIT(VCIRC_A_PATH_BFD) |
					 BIT(VCIRC_A_PATH_NO_BFD),
					 &req->role, info);
		if (!err)
			err = vcirc_set_parse_bfd(vc, req, tb, info->extack);
		if (err)
			return err;
	}

	admin = tb[VCIRC_A_PATH_ADMIN_UP];
	weight = tb[VCIRC_A_PATH_WEIGHT];
	req->admin_up = admin ? nla_get_u8(admin) :
				vc->path[req->role].admin_up;
	req->weight = weight ? nla_get_u8(weight) : vc->path[req->role].weight;
	if (admin && !req->admin_up) {
		err = vcirc_netlink_last(vc, req->role, info);
		if (err)
			return err;
	}
	return vcirc_netlink_weight(vc, req->role, weight, info->extack);
}

/* The part of a change that may fail. */
static int vcirc_set_bfd(struct vcirc *vc, const struct vcirc_set_request *req,
			 struct netlink_ext_ack *extack)
{
	struct vcirc_bind *bind = rtnl_dereference(vc->bind[req->role]);
	struct vcirc_bfd_session *s;
	int err = -ENOMEM;

	if (!req->has_bfd && !req->no_bfd)
		return 0;
	s = rtnl_dereference(bind->bfd);
	if (req->no_bfd) {
		vcirc_bfd_session_end(bind);
	} else if (s) {
		spin_lock_bh(&vc->lock);
		vcirc_bfd_session_change(s, &req->bfd);
		spin_unlock_bh(&vc->lock);
	} else {
		s = vcirc_bfd_session_make(&req->bfd);
		if (s) {
			s->lenient =
				vcirc_path_record_usable(&vc->path[req->role].rec);
			err = vcirc_bfd_session_attach(bind, s);
		}
		if (err) {
			NL_SET_ERR_MSG(extack, "no memory for a BFD session");
			vcirc_bfd_session_free(s);
			return err;
		}
	}
	vcirc_event_note(vc, VCIRC_CAUSE_CHANGED, req->role);
	vcirc_failover_judge(vc);
	return 0;
}

static void vcirc_set_commit(struct vcirc *vc,
			     const struct vcirc_set_request *req)
{
	struct vcirc_bind *bind = rtnl_dereference(vc->bind[req->role]);
	struct vcirc_path *path = &vc->path[req->role];
	bool config = !vcirc_config_equal(&req->cfg, &vc->cfg);
	bool leg = req->admin_up != path->admin_up ||
		   req->weight != path->weight;

	if (!config && !leg)
		return;

	/* Told before what follows from it, and not until all of it is done. */
	spin_lock_bh(&vc->lock);
	vcirc_event_push(vc, VCIRC_CAUSE_CHANGED,
			 leg ? (int)req->role : VCIRC_ROLE_NONE,
			 VCIRC_REASON_NONE);
	WRITE_ONCE(path->admin_up, req->admin_up);
	if (bind)
		vcirc_bind_refresh(bind);
	path->weight = req->weight;
	vcirc_circuit_configure(vc, &req->cfg);
	spin_unlock_bh(&vc->lock);

	if (leg && vc->peer)
		vcirc_failover_judge(vc->peer);
	if (config)
		call_netdevice_notifiers(NETDEV_CHANGEINFODATA, vc->dev);
}

/**
 * vcirc_nl_circuit_set_doit() - VCIRC_CMD_CIRCUIT_SET
 * @skb: the request, from which keys are wiped
 * @info: its attributes: the circuit, and what is to change of it or of a path
 *
 * Context: process, takes RTNL
 * Return: 0, or a negative error and nothing changed
 */
int vcirc_nl_circuit_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct vcirc_set_request req = {};
	struct vcirc *vc;
	int err;

	rtnl_lock();
	vc = vcirc_netlink_change(skb, info);
	if (IS_ERR(vc)) {
		err = PTR_ERR(vc);
		goto out;
	}
	err = vcirc_set_parse(vc, &req, info);
	if (!err)
		err = vcirc_set_bfd(vc, &req, info->extack);
	if (!err)
		vcirc_set_commit(vc, &req);
out:
	rtnl_unlock();
	memzero_explicit(&req.bfd.keys, sizeof(req.bfd.keys));
	vcirc_bfd_forget(info->attrs[VCIRC_A_CIRCUIT_PATH]);
	return err;
}

static int vcirc_bind_parse(struct nlattr *tb[],
			    struct vcirc_ethernet_request *req,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *proto = tb[VCIRC_A_PATH_S_PROTO];
	struct nlattr *weight = tb[VCIRC_A_PATH_WEIGHT];
	struct nlattr *vid = tb[VCIRC_A_PATH_S_VLAN];

	if (proto && !vid) {
		NL_SET_ERR_MSG_ATTR(extack, proto,
				    "a tag protocol needs a service tag");
		return -EINVAL;
	}
	if (vid) {
		req->vid = nla_get_u16(vid);
		req->tag_proto = htons(ETH_P_8021AD);
	}
	if (proto && nla_get_u32(proto) == VCIRC_S_PROTO_DOT1Q)
		req->tag_proto = htons(ETH_P_8021Q);
	req->weight = weight ? nla_get_u8(weight) : VCIRC_WEIGHT_DEFAULT;
	req->dev_attr = tb[VCIRC_A_PATH_PORT_NAME];
	req->tag_attr = vid;
	return 0;
}

/* The session a path is to be bound with, if it is. */
static int vcirc_bind_bfd(struct vcirc_bfd_session **s, struct nlattr *tb[],
			  enum vcirc_binding kind, const struct net_device *dev,
			  const struct vcirc_inet_addr *via,
			  struct netlink_ext_ack *extack)
{
	const struct nlattr *nest = tb[VCIRC_A_PATH_BFD];
	struct vcirc_bfd_request req;
	int err;

	*s = NULL;
	if (!nest)
		return 0;
	err = vcirc_bfd_parse(&req, nest, NULL, extack);
	if (!err)
		err = vcirc_bfd_validate(&req, nest, kind, dev, via, NULL,
					 extack);
	if (!err) {
		*s = vcirc_bfd_session_make(&req);
		err = *s ? 0 : -ENOMEM;
	}
	memzero_explicit(&req.keys, sizeof(req.keys));
	return err;
}

static int vcirc_bind_ethernet(struct vcirc *vc, enum vcirc_role role,
			       struct nlattr *tb[], struct net_device *dev,
			       struct netlink_ext_ack *extack)
{
	struct vcirc_ethernet_request req = { .dev = dev };
	int err;

	err = vcirc_bind_parse(tb, &req, extack);
	if (!err)
		err = vcirc_bind_bfd(&req.bfd, tb, VCIRC_BINDING_ETHERNET, dev,
				     NULL, extack);
	if (err)
		return err;
	err = vcirc_ethernet_bind(vc, role, &req, extack);
	if (err)
		vcirc_bfd_session_free(req.bfd);
	return err;
}

static int vcirc_bind_routed(struct vcirc *vc, enum vcirc_role role,
			     struct nlattr *tb[], struct net_device *dev,
			     struct netlink_ext_ack *extack)
{
	struct nlattr *weight = tb[VCIRC_A_PATH_WEIGHT];
	struct nlattr *via = tb[VCIRC_A_PATH_VIA];
	struct vcirc_routed_request req = {
		.dev = dev,
		.weight = weight ? nla_get_u8(weight) : VCIRC_WEIGHT_DEFAULT,
		.dev_attr = tb[VCIRC_A_PATH_PORT_NAME],
		.via_attr = via,
	};
	struct nlattr *tag = tb[VCIRC_A_PATH_S_VLAN] ?:
			     tb[VCIRC_A_PATH_S_PROTO];
	int err;

	if (tag) {
		NL_SET_ERR_MSG_ATTR(extack, tag,
				    "a routed path has no service tag, its port may be a VLAN device");
		return -EINVAL;
	}
	if (!vcirc_inet_from(&req.via, nla_data(via), nla_len(via))) {
		NL_SET_ERR_MSG_ATTR(extack, via,
				    "not an IPv4 or IPv6 address");
		return -EINVAL;
	}
	err = vcirc_bind_bfd(&req.bfd, tb, VCIRC_BINDING_ROUTED, dev, &req.via,
			     extack);
	if (err)
		return err;
	err = vcirc_routed_bind(vc, role, &req, extack);
	if (err)
		vcirc_bfd_session_free(req.bfd);
	return err;
}

/* Takes a request about one path apart and carries it out. */
static int vcirc_netlink_leg(struct sk_buff *skb, struct genl_info *info,
			     u32 allowed,
			     int (*act)(struct vcirc *vc, enum vcirc_role role,
					struct nlattr *tb[],
					struct genl_info *info))
{
	struct nlattr *nest = info->attrs[VCIRC_A_CIRCUIT_PATH];
	struct nlattr *tb[VCIRC_A_PATH_MAX + 1];
	enum vcirc_role role;
	struct vcirc *vc;
	int err;

	if (!nest) {
		GENL_SET_ERR_MSG(info, "no path given");
		return -EINVAL;
	}
	err = vcirc_netlink_path(nest, tb, allowed, &role, info);
	if (err)
		return err;

	rtnl_lock();
	vc = vcirc_netlink_change(skb, info);
	err = IS_ERR(vc) ? PTR_ERR(vc) : act(vc, role, tb, info);
	rtnl_unlock();
	return err;
}

static int vcirc_bind_act(struct vcirc *vc, enum vcirc_role role,
			  struct nlattr *tb[], struct genl_info *info)
{
	struct nlattr *port = tb[VCIRC_A_PATH_PORT_NAME];
	struct net_device *dev;
	int err;

	if (rtnl_dereference(vc->bind[role])) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[VCIRC_A_PATH_ROLE],
				    "the path is bound already");
		return -EBUSY;
	}
	if (!port) {
		NL_SET_ERR_MSG(info->extack, "no port given");
		return -EINVAL;
	}
	dev = __dev_get_by_name(vc->home, nla_data(port));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(info->extack, port,
				    "no such device in the circuit's home namespace");
		return -ENODEV;
	}
	err = vcirc_netlink_weight(vc, role, tb[VCIRC_A_PATH_WEIGHT],
				   info->extack);
	if (err)
		return err;
	if (tb[VCIRC_A_PATH_VIA])
		return vcirc_bind_routed(vc, role, tb, dev, info->extack);
	return vcirc_bind_ethernet(vc, role, tb, dev, info->extack);
}

/**
 * vcirc_nl_path_bind_doit() - VCIRC_CMD_PATH_BIND
 * @skb: the request, from which keys are wiped
 * @info: its attributes: the circuit, the path, and what to bind it to
 *
 * Context: process, takes RTNL
 * Return: 0, or a negative error and nothing changed
 */
int vcirc_nl_path_bind_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	err = vcirc_netlink_leg(skb, info, BIT(VCIRC_A_PATH_PORT_NAME) |
				BIT(VCIRC_A_PATH_S_VLAN) |
				BIT(VCIRC_A_PATH_S_PROTO) |
				BIT(VCIRC_A_PATH_VIA) |
				BIT(VCIRC_A_PATH_WEIGHT) |
				BIT(VCIRC_A_PATH_BFD), vcirc_bind_act);
	vcirc_bfd_forget(info->attrs[VCIRC_A_CIRCUIT_PATH]);
	return err;
}

static int vcirc_unbind_act(struct vcirc *vc, enum vcirc_role role,
			    struct nlattr *tb[], struct genl_info *info)
{
	int err;

	if (!rtnl_dereference(vc->bind[role])) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[VCIRC_A_PATH_ROLE],
				    "the path is not bound");
		return -ENOENT;
	}
	if (vc->peer) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[VCIRC_A_PATH_ROLE],
				    "a wire goes with its pair only");
		return -EOPNOTSUPP;
	}
	err = vcirc_netlink_last(vc, role, info);
	if (!err)
		vcirc_circuit_unbind(vc, role, false);
	return err;
}

/**
 * vcirc_nl_path_unbind_doit() - VCIRC_CMD_PATH_UNBIND
 * @skb: the request
 * @info: its attributes: the circuit and the path
 *
 * Context: process, takes RTNL
 * Return: 0, or a negative error and nothing changed
 */
int vcirc_nl_path_unbind_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vcirc_netlink_leg(skb, info, 0, vcirc_unbind_act);
}

static const struct genl_multicast_group vcirc_nl_groups[] = {
	[VCIRC_NLGRP_EVENTS] = { .name = VCIRC_MCGRP_EVENTS, },
};

struct genl_family vcirc_nl_family __ro_after_init = {
	.name		= VCIRC_FAMILY_NAME,
	.version	= VCIRC_FAMILY_VERSION,
	.netnsok	= true,
	/* Changes take RTNL, and nobody who looks has to wait for them. */
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.ops		= vcirc_nl_ops,
	.n_ops		= ARRAY_SIZE(vcirc_nl_ops),
	.mcgrps		= vcirc_nl_groups,
	.n_mcgrps	= ARRAY_SIZE(vcirc_nl_groups),
};

MODULE_ALIAS_GENL_FAMILY(VCIRC_FAMILY_NAME);
