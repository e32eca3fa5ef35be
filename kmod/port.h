/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A port: a lower netdev in use by one or more paths. It owns the receive
 * handler and finds the path a frame belongs to.
 */

#ifndef _VCIRC_PORT_H
#define _VCIRC_PORT_H

#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <uapi/linux/vcirc.h>

#include "path.h"

struct vcirc;
struct vcirc_bind;
struct vcirc_path_facts;

#define VCIRC_S_PROTOS	(VCIRC_S_PROTO_DOT1Q + 1)

/**
 * struct vcirc_tag_table - service tags of one TPID on a port
 * @bind: binding under each tag. Written under RTNL, read under RCU.
 */
struct vcirc_tag_table {
	struct vcirc_bind __rcu *bind[VLAN_N_VID];
};

/**
 * struct vcirc_port - a lower netdev in use
 * @dev: the netdev; held
 * @entry: how frames enter the circuit of @untagged; of none where circuits share
 *	the port
 * @untagged: the binding that owns the whole port. Written under RTNL, read
 *	under RCU.
 * @tags: service tags by TPID, made when first needed. Written under RTNL,
 *	read under RCU.
 * @unknown_tag: frames under a tag nobody is bound to
 * @tracker: of the reference on @dev
 * @binds: bindings on the port. RTNL.
 * @routed: those to a router. Written under RTNL, read under RCU.
 * @sessions: BFD sessions between an address of the port's and another.
 *	Written under RTNL, read under RCU.
 * @routers: guards who of @routed has which router; innermost
 * @exclusive: owned by one untagged binding. Not written after it was published.
 * @was_up: @dev was up before it was owned. RTNL.
 */
struct vcirc_port {
	struct net_device *dev;
	struct vcirc_entry entry;
	struct vcirc_bind __rcu *untagged;
	struct vcirc_tag_table __rcu *tags[VCIRC_S_PROTOS];
	struct vcirc_count __percpu *unknown_tag;
	netdevice_tracker tracker;
	struct list_head binds;
	struct list_head routed;
	struct list_head sessions;
	spinlock_t routers; /* see above */
	bool exclusive;
	bool was_up;
};

struct vcirc_port *vcirc_port_of(const struct net_device *dev);
struct vcirc_port *vcirc_port_of_rcu(const struct net_device *dev);
struct vcirc_port *vcirc_port_make(struct net_device *dev,
				   const struct vcirc_entry *alone,
				   struct netlink_ext_ack *extack);
void vcirc_port_drop_unused(struct vcirc_port *port);
int vcirc_port_own(struct vcirc_port *port, struct netlink_ext_ack *extack);
void vcirc_port_disown(struct vcirc_port *port);
int vcirc_port_validate(const struct vcirc *vc, enum vcirc_role role,
			const struct net_device *dev, enum vcirc_binding kind,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack);
int vcirc_port_link(const struct vcirc_bind *bind,
		    struct netlink_ext_ack *extack);
void vcirc_port_unlink(const struct vcirc_bind *bind);
void vcirc_port_facts(const struct vcirc_bind *bind,
		      struct vcirc_path_facts *facts);
int vcirc_port_tag_prepare(struct vcirc_port *port, __be16 proto);
struct vcirc_bind *vcirc_port_tagged(const struct vcirc_port *port,
				     __be16 proto, u16 vid);
void vcirc_port_add(struct vcirc_port *port, struct vcirc_bind *bind);
void vcirc_port_del(struct vcirc_port *port, struct vcirc_bind *bind);
int vcirc_port_event(struct vcirc_port *port, unsigned long event,
		     struct netdev_notifier_info *info);

#endif /* _VCIRC_PORT_H */
