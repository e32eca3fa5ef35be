// SPDX-License-Identifier: GPL-2.0
/*
 * vcirc: virtual circuits, one netdev over a redundant pair of paths.
 */

#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "bfd_auth.h"
#include "bind.h"
#include "circuit.h"
#include "link.h"
#include "netlink.h"
#include "port.h"

/* Runs what must not wait for RTNL. */
struct workqueue_struct *vcirc_wq;
/* Runs what takes RTNL, one at a time: more would only queue up for it. */
struct workqueue_struct *vcirc_announce_wq;

static unsigned int vcirc_net_id __read_mostly;

/**
 * vcirc_net() - what a network namespace keeps for vcirc
 * @net: the namespace
 *
 * Return: it, as long as the namespace lives
 */
struct vcirc_net *vcirc_net(const struct net *net)
{
	return net_generic(net, vcirc_net_id);
}

static int vcirc_net_init(struct net *net)
{
	struct vcirc_net *vn = vcirc_net(net);

	INIT_LIST_HEAD(&vn->circuits);
	INIT_LIST_HEAD(&vn->homed);
	return 0;
}

/* Circuits in the namespace go with its netdevs. Those that were handed to
 * another one lose their ports, and the namespace they are looked up in; a pair
 * has none to lose.
 */
static void vcirc_net_leave(struct vcirc *vc, struct list_head *kill)
{
	if (vc->peer) {
		vc->home = dev_net(vc->dev);
		list_move_tail(&vc->homed, &vcirc_net(vc->home)->homed);
		return;
	}
	vcirc_link_ops.dellink(vc->dev, kill);
}

static void vcirc_net_exit_batch(struct list_head *net_list)
{
	struct vcirc *vc, *next;
	struct net *net;
	LIST_HEAD(kill);

	rtnl_lock();
	list_for_each_entry(net, net_list, exit_list)
		list_for_each_entry_safe(vc, next, &vcirc_net(net)->homed,
					 homed)
			vcirc_net_leave(vc, &kill);
	unregister_netdevice_many(&kill);
	rtnl_unlock();
}

static struct pernet_operations vcirc_net_ops = {
	.init		= vcirc_net_init,
	.exit_batch	= vcirc_net_exit_batch,
	.id		= &vcirc_net_id,
	.size		= sizeof(struct vcirc_net),
};

static int vcirc_netdev_event(struct notifier_block *nb, unsigned long event,
			      void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct vcirc_port *port;
	int ret = NOTIFY_DONE;

	if (vcirc_is_circuit(dev))
		ret = vcirc_circuit_event(netdev_priv(dev), event, ptr);
	/* A circuit may be the port of another. */
	port = vcirc_port_of(dev);
	if (port && !(ret & NOTIFY_STOP_MASK))
		ret = vcirc_port_event(port, event, ptr);
	return ret;
}

static struct notifier_block vcirc_netdev_notifier = {
	.notifier_call = vcirc_netdev_event,
	/* Before IP: when that finds no memory, those after it do not hear of
	 * a netdev that has come all the same.
	 */
	.priority = 1,
};

static int __init vcirc_mod_init(void)
{
	int err = -ENOMEM;

	vcirc_wq = alloc_workqueue("vcirc", WQ_UNBOUND | WQ_HIGHPRI, 0);
	if (!vcirc_wq)
		return -ENOMEM;
	vcirc_announce_wq = alloc_ordered_workqueue("vcirc_announce", 0);
	if (!vcirc_announce_wq)
		goto err_wq;
	err = register_pernet_subsys(&vcirc_net_ops);
	if (err)
		goto err_announce_wq;
	err = register_netdevice_notifier(&vcirc_netdev_notifier);
	if (err)
		goto err_pernet;
	err = vcirc_routed_init();
	if (err)
		goto err_notifier;
	err = genl_register_family(&vcirc_nl_family);
	if (err)
		goto err_routed;
	err = rtnl_link_register(&vcirc_link_ops);
	if (err)
		goto err_genl;
	return 0;

err_genl:
	genl_unregister_family(&vcirc_nl_family);
err_routed:
	vcirc_routed_exit();
err_notifier:
	unregister_netdevice_notifier(&vcirc_netdev_notifier);
err_pernet:
	unregister_pernet_subsys(&vcirc_net_ops);
err_announce_wq:
	destroy_workqueue(vcirc_announce_wq);
err_wq:
	destroy_workqueue(vcirc_wq);
	return err;
}

static void __exit vcirc_mod_exit(void)
{
	/* Removes all circuits, and the family is still there to say so. */
	rtnl_link_unregister(&vcirc_link_ops);
	genl_unregister_family(&vcirc_nl_family);
	vcirc_routed_exit();
	unregister_netdevice_notifier(&vcirc_netdev_notifier);
	unregister_pernet_subsys(&vcirc_net_ops);
	destroy_workqueue(vcirc_announce_wq);
	destroy_workqueue(vcirc_wq);
	/* Bindings and sessions are freed by our own callbacks. */
	rcu_barrier();
	vcirc_bfd_auth_exit();
}

module_init(vcirc_mod_init);
module_exit(vcirc_mod_exit);

MODULE_DESCRIPTION("Virtual circuits: one netdev over a redundant pair of paths");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
