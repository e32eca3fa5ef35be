// SPDX-License-Identifier: GPL-2.0
/*
 * Ethernet binding: frames leave a port as they are, or under a service tag.
 */

#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

#include "bfd_session.h"
#include "bind.h"
#include "circuit.h"
#include "filter.h"
#include "port.h"

/**
 * vcirc_ethernet_xmit() - send a frame out of a port
 * @skb: the frame, consumed
 * @bind: the binding
 * @size: its size
 *
 * Context: transmit path
 * Return: VCIRC_SENT, or why it was dropped
 */
enum vcirc_drop vcirc_ethernet_xmit(struct sk_buff *skb,
				    const struct vcirc_bind *bind,
				    struct vcirc_size size)
{
	if (unlikely(READ_ONCE(bind->foreign)))
		skb_scrub_packet(skb, true);

	if (bind->tag.proto) {
		/* There is one slot for a tag beside the frame; a customer's
		 * goes into it.
		 */
		if (unlikely(skb_vlan_tag_present(skb))) {
			skb = __vlan_hwaccel_push_inside(skb);
			if (!skb)
				return VCIRC_DROP_TX_HEADROOM;
		}
		__vlan_hwaccel_put_tag(skb, bind->tag.proto, bind->tag.vid);
	}

	skb->dev = bind->dev;
	return vcirc_port_xmit(skb);
}

/* Priority of internetwork control. */
#define VCIRC_CONTROL_PCP	(6 << VLAN_PRIO_SHIFT)

static void vcirc_ethernet_control(struct sk_buff *skb,
				   const struct vcirc_bind *bind)
{
	if (bind->tag.proto)
		__vlan_hwaccel_put_tag(skb, bind->tag.proto,
				       bind->tag.vid | VCIRC_CONTROL_PCP);
	dev_queue_xmit(skb);
}

static int vcirc_ethernet_vlans_add(const struct vcirc_bind *bind)
{
	if (bind->tag.proto)
		return vlan_vid_add(bind->dev, bind->tag.proto, bind->tag.vid);
	return vlan_vids_add_by_dev(bind->dev, bind->vc->dev);
}

static void vcirc_ethernet_vlans_del(const struct vcirc_bind *bind)
{
	if (bind->tag.proto)
		vlan_vid_del(bind->dev, bind->tag.proto, bind->tag.vid);
	else
		vlan_vids_del_by_dev(bind->dev, bind->vc->dev);
}

static void vcirc_ethernet_release(struct vcirc_bind *bind)
{
	struct vcirc_port *port = bind->port;
	struct net_device *dev = bind->dev;
	struct vcirc *vc = bind->vc;

	vcirc_port_del(port, bind);
	if (vcirc_bind_alone(bind) && vc->dev->flags & IFF_UP)
		vcirc_filter_leave(vc, dev);
	vcirc_ethernet_vlans_del(bind);
	vcirc_port_unlink(bind);
	if (port->exclusive)
		vcirc_port_disown(port);
	vcirc_port_drop_unused(port);
}

static const struct vcirc_bind_ops vcirc_ethernet_ops = {
	.kind = VCIRC_BINDING_ETHERNET,
	.size = sizeof(struct vcirc_bind),
	.up_mask = VCIRC_PORT_UP_MASK,
	.encap = VCIRC_BFD_ENCAP_MICRO,
	.lost = VCIRC_REASON_NO_CARRIER,
	.xmit = vcirc_ethernet_xmit,
	.control = vcirc_ethernet_control,
	.facts = vcirc_port_facts,
	.release = vcirc_ethernet_release,
};

static int vcirc_ethernet_validate(const struct vcirc *vc,
				   enum vcirc_role role,
				   const struct vcirc_ethernet_request *req,
				   struct netlink_ext_ack *extack)
{
	const struct vcirc_port *port = vcirc_port_of(req->dev);
	struct net_device *dev = req->dev;
	bool taken;
	int err;

	err = vcirc_port_validate(vc, role, dev, VCIRC_BINDING_ETHERNET,
				  req->dev_attr, extack);
	if (err)
		return err;

	if (!req->tag_proto) {
		if (vlan_uses_dev(dev)) {
			NL_SET_ERR_MSG_ATTR(extack, req->dev_attr,
					    "the device has VLAN devices, an untagged circuit needs it alone");
			return -EBUSY;
		}
		return 0;
	}
	if (dev->features & NETIF_F_VLAN_CHALLENGED) {
		NL_SET_ERR_MSG_ATTR(extack, req->dev_attr,
				    "the device cannot carry VLAN tags");
		return -EOPNOTSUPP;
	}
	if (port && vcirc_port_tagged(port, req->tag_proto, req->vid)) {
		NL_SET_ERR_MSG_ATTR(extack, req->tag_attr,
				    "a circuit is bound to this device and tag already");
		return -EBUSY;
	}
	rcu_read_lock();
	taken = __vlan_find_dev_deep_rcu(dev, req->tag_proto, req->vid);
	rcu_read_unlock();
	if (taken) {
		NL_SET_ERR_MSG_ATTR(extack, req->tag_attr,
				    "a VLAN device has this tag on the device already");
		return -EBUSY;
	}
	return 0;
}

/**
 * vcirc_ethernet_bind() - bind a path to a port
 * @vc: the circuit
 * @role: the path, not bound
 * @req: what to bind it to
 * @extack: says what is wrong
 *
 * An untagged port becomes the circuit's own and is brought up. One that is
 * shared under service tags is left as it is.
 *
 * Context: RTNL
 * Return: 0, or a negative error with nothing changed
 */
int vcirc_ethernet_bind(struct vcirc *vc, enum vcirc_role role,
			const struct vcirc_ethernet_request *req,
			struct netlink_ext_ack *extack)
{
	struct vcirc_port *port;
	struct vcirc_bind *bind;
	int err;

	ASSERT_RTNL();

	err = vcirc_ethernet_validate(vc, role, req, extack);
	if (err)
		return err;

	bind = vcirc_bind_alloc(vc, role, req->dev, &vcirc_ethernet_ops);
	if (!bind)
		return -ENOMEM;
	bind->tag.proto = req->tag_proto;
	bind->tag.vid = req->vid;

	NL_SET_BAD_ATTR(extack, req->dev_attr);
	port = vcirc_port_make(req->dev, req->tag_proto ? NULL : &bind->own,
			       extack);
	if (IS_ERR(port)) {
		err = PTR_ERR(port);
		goto err_bind;
	}
	bind->port = port;
	if (port->exclusive)
		bind->entry = &port->entry;
	if (req->tag_proto) {
		err = vcirc_port_tag_prepare(port, req->tag_proto);
		if (err)
			goto err_port;
	}

	err = vcirc_port_link(bind, extack);
	if (err)
		goto err_port;
	err = vcirc_ethernet_vlans_add(bind);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "the device has no room for another VLAN filter");
		goto err_link;
	}
	if (port->exclusive) {
		err = vcirc_port_own(port, extack);
		if (err)
			goto err_vlans;
	}
	if (req->bfd) {
		err = vcirc_bfd_session_attach(bind, req->bfd);
		if (err)
			goto err_own;
	}
	if (vcirc_bind_alone(bind) && vc->dev->flags & IFF_UP) {
		err = vcirc_filter_join(vc, req->dev);
		if (err)
			goto err_address;
	}
	vcirc_port_add(port, bind);
	err = vcirc_path_publish(bind, req->weight);
	if (err)
		goto err_publish;
	vcirc_circuit_bound(bind, extack);
	return 0;

err_publish:
	vcirc_port_del(port, bind);
	if (vcirc_bind_alone(bind) && vc->dev->flags & IFF_UP)
		vcirc_filter_leave(vc, req->dev);
err_address:
	vcirc_bfd_session_detach(bind);
err_own:
	NL_SET_ERR_MSG(extack, "the device has no room for another address");
	if (port->exclusive)
		vcirc_port_disown(port);
err_vlans:
	vcirc_ethernet_vlans_del(bind);
err_link:
	vcirc_port_unlink(bind);
err_port:
	vcirc_port_drop_unused(port);
	/* Frames may have been on their way to it already. */
	synchronize_net();
err_bind:
	vcirc_bind_free(bind);
	return err;
}
