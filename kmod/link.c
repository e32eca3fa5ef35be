// SPDX-License-Identifier: GPL-2.0
/*
 * rtnetlink: circuits are made and removed here.
 */

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "bind.h"
#include "circuit.h"
#include "compat.h"
#include "link.h"
#include "netlink.h"
#include "netlink_gen.h"

static int vcirc_link_validate(struct nlattr *tb[], struct nlattr *data[],
			       struct netlink_ext_ack *extack)
{
	if (!tb[IFLA_ADDRESS])
		return 0;
	if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "not an Ethernet address");
		return -EINVAL;
	}
	if (!is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS]))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "not a unicast address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int vcirc_link_register(struct net_device *dev, struct net *home,
			       const struct vcirc_config *cfg,
			       struct nlattr *tb[],
			       struct netlink_ext_ack *extack)
{
	struct vcirc *vc = netdev_priv(dev);
	int err;

	vc->home = home;
	spin_lock_bh(&vc->lock);
	vcirc_circuit_configure(vc, cfg);
	spin_unlock_bh(&vc->lock);
	if (!tb[IFLA_ADDRESS])
		eth_hw_addr_random(dev);
	err = register_netdevice(dev);
	if (err == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_IFNAME],
				    "the name or index is taken");
	return err;
}

/* Makes the other end of a pair, registered and not yet joined. */
static struct net_device *vcirc_link_peer(struct net *src_net,
					  const struct vcirc_config *cfg,
					  const struct nlattr *attr,
					  struct netlink_ext_ack *extack)
{
	const struct ifinfomsg *ifm = nla_data(attr);
	struct nlattr *tb[IFLA_MAX + 1];
	char name[IFNAMSIZ] = "vcirc%d";
	const struct nlattr *pos;
	struct net_device *peer;
	struct net *net;
	int rem, err;

	/* rtnetlink's parser would let that pass. */
	nla_for_each_attr(pos, nla_data(attr) + sizeof(*ifm),
			  nla_len(attr) - sizeof(*ifm), rem)
		;
	if (rem) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "bytes left over after the peer's attributes");
		return ERR_PTR(-EINVAL);
	}
	err = rtnl_nla_parse_ifinfomsg(tb, attr, extack);
	if (err)
		return ERR_PTR(err);
	err = vcirc_link_validate(tb, NULL, extack);
	if (err)
		return ERR_PTR(err);
	if (tb[IFLA_IFNAME])
		nla_strscpy(name, tb[IFLA_IFNAME], IFNAMSIZ);

	net = rtnl_link_get_net(src_net, tb);
	if (IS_ERR(net)) {
		NL_SET_ERR_MSG(extack, "no such network namespace for the peer");
		return ERR_CAST(net);
	}
	if (!ns_capable(net->user_ns, CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG(extack,
			       "no right to make a peer in that network namespace");
		err = -EPERM;
		goto err_net;
	}

	peer = rtnl_create_link(net, name, tb[IFLA_IFNAME] ? NET_NAME_USER :
							      NET_NAME_ENUM,
				&vcirc_link_ops, tb, extack);
	if (IS_ERR(peer)) {
		err = PTR_ERR(peer);
		goto err_net;
	}
	peer->ifindex = ifm->ifi_index;
	err = vcirc_link_register(peer, src_net, cfg, tb, extack);
	if (err) {
		free_netdev(peer);
		goto err_net;
	}
	put_net(net);

	err = rtnl_configure_link(peer, ifm, 0, NULL);
	if (err) {
		unregister_netdevice(peer);
		return ERR_PTR(err);
	}
	return peer;

err_net:
	put_net(net);
	return ERR_PTR(err);
}

static int vcirc_link_new(struct net *src_net, struct net_device *dev,
			  struct nlattr *tb[], struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	struct net_device *peer = NULL;
	struct nlattr *far = NULL;
	struct vcirc_config cfg;
	int err;

	vcirc_config_init(&cfg);
	if (data) {
		/* Any other request with a peer is refused by the parser. */
		swap(far, data[VCIRC_A_CONFIG_PEER]);
		err = vcirc_config_parse(&cfg, data, extack);
		if (err)
			return err;
	}

	if (far) {
		peer = vcirc_link_peer(src_net, &cfg, far, extack);
		if (IS_ERR(peer))
			return PTR_ERR(peer);
	}
	err = vcirc_link_register(dev, src_net, &cfg, tb, extack);
	if (err)
		goto err_peer;
	if (!peer)
		return 0;
	err = vcirc_wire_join(netdev_priv(dev), netdev_priv(peer));
	if (err)
		goto err_dev;
	return 0;

err_dev:
	unregister_netdevice(dev);
err_peer:
	if (peer)
		unregister_netdevice(peer);
	return err;
}

static void vcirc_link_del(struct net_device *dev, struct list_head *head)
{
	struct vcirc *vc = netdev_priv(dev);
	struct vcirc *peer = vc->peer;

	unregister_netdevice_queue(dev, head);
	if (peer) {
		vc->peer = NULL;
		peer->peer = NULL;
		unregister_netdevice_queue(peer->dev, head);
	}
}

static int vcirc_link_change(struct net_device *dev, struct nlattr *tb[],
			     struct nlattr *data[],
			     struct netlink_ext_ack *extack)
{
	struct vcirc *vc = netdev_priv(dev);
	struct vcirc_config cfg = vc->cfg;
	int err;

	if (!data)
		return 0;
	/* The ends of a pair have no ports. */
	if (!vc->peer && !rtnl_dev_link_net_capable(dev, vc->home)) {
		NL_SET_ERR_MSG(extack, VCIRC_MSG_HOME);
		return -EPERM;
	}
	err = vcirc_config_parse(&cfg, data, extack);
	if (err || vcirc_config_equal(&cfg, &vc->cfg))
		return err;
	spin_lock_bh(&vc->lock);
	vcirc_event_push(vc, VCIRC_CAUSE_CHANGED, VCIRC_ROLE_NONE,
			 VCIRC_REASON_NONE);
	vcirc_circuit_configure(vc, &cfg);
	spin_unlock_bh(&vc->lock);
	return 0;
}

static size_t vcirc_link_size(const struct net_device *dev)
{
	return vcirc_config_size();
}

static int vcirc_link_fill(struct sk_buff *skb, const struct net_device *dev)
{
	const struct vcirc *vc = netdev_priv(dev);

	return vcirc_config_put(skb, &vc->cfg);
}

static struct net *vcirc_link_net(const struct net_device *dev)
{
	return dev_net(vcirc_circuit_lower(netdev_priv(dev)));
}

struct rtnl_link_ops vcirc_link_ops __read_mostly = {
	.kind		= VCIRC_FAMILY_NAME,
	.priv_size	= sizeof(struct vcirc),
	.setup		= vcirc_circuit_setup,
	.maxtype	= VCIRC_A_CONFIG_MAX,
	.policy		= vcirc_config_nl_policy,
	.validate	= vcirc_link_validate,
	.newlink	= vcirc_link_new,
	.changelink	= vcirc_link_change,
	.dellink	= vcirc_link_del,
	.get_size	= vcirc_link_size,
	.fill_info	= vcirc_link_fill,
	.get_link_net	= vcirc_link_net,
};

MODULE_ALIAS_RTNL_LINK(VCIRC_FAMILY_NAME);
