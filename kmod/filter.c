// SPDX-License-Identifier: GPL-2.0
/*
 * Filter: which addresses the ports let in for a circuit.
 *
 * While a circuit is up each of its ports holds, once for the circuit though
 * both paths may use it: the circuit's own address, a count for promiscuous
 * and for all-multicast mode, and a reference on every address in the
 * circuit's lists. The references are plain ones: what dev_uc_sync_multiple()
 * keeps is good for ports with a single device on them, and ports are shared.
 */

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "circuit.h"
#include "filter.h"
#include "port.h"

/* The ports of a circuit, each once. RTNL or RCU. */
static unsigned int vcirc_filter_ports(const struct vcirc *vc,
				       struct net_device *ports[VCIRC_PATHS])
{
	const struct vcirc_port *last = NULL;
	const struct vcirc_bind *bind;
	unsigned int role, n = 0;

	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = rcu_dereference_rtnl(vc->bind[role]);
		if (!vcirc_filter_wants(bind))
			continue;
		if (bind->port != last)
			ports[n++] = bind->dev;
		last = bind->port;
	}
	return n;
}

/* The lists may change without RTNL, but not while the address lock of the
 * circuit is held: which also keeps bindings as they are.
 */
static int vcirc_filter_each(struct net_device *dev, const unsigned char *addr,
			     int (*add)(struct net_device *port,
					const unsigned char *addr),
			     int (*del)(struct net_device *port,
					const unsigned char *addr))
{
	struct net_device *ports[VCIRC_PATHS];
	unsigned int i, n;
	int err = 0;

	rcu_read_lock();
	n = vcirc_filter_ports(netdev_priv(dev), ports);
	for (i = 0; i < n && !err; i++)
		err = add(ports[i], addr);
	if (err)
		for (i--; i > 0; i--)
			del(ports[i - 1], addr);
	rcu_read_unlock();
	return err;
}

static int vcirc_uc_sync(struct net_device *dev, const unsigned char *addr)
{
	return vcirc_filter_each(dev, addr, dev_uc_add, dev_uc_del);
}

static int vcirc_mc_sync(struct net_device *dev, const unsigned char *addr)
{
	return vcirc_filter_each(dev, addr, dev_mc_add, dev_mc_del);
}

static int vcirc_filter_del(struct net_device *dev, const unsigned char *addr,
			    int (*del)(struct net_device *port,
				       const unsigned char *addr))
{
	struct net_device *ports[VCIRC_PATHS];
	unsigned int i, n;

	rcu_read_lock();
	n = vcirc_filter_ports(netdev_priv(dev), ports);
	for (i = 0; i < n; i++)
		del(ports[i], addr);
	rcu_read_unlock();
	return 0;
}

static int vcirc_uc_unsync(struct net_device *dev, const unsigned char *addr)
{
	return vcirc_filter_del(dev, addr, dev_uc_del);
}

static int vcirc_mc_unsync(struct net_device *dev, const unsigned char *addr)
{
	return vcirc_filter_del(dev, addr, dev_mc_del);
}

/**
 * vcirc_filter_copy() - bring the addresses that ports hold to one more port
 * @vc: the circuit
 * @port: the port, about to be bound
 *
 * Context: RTNL and the circuit's address lock
 * Return: 0, or a negative error with nothing changed
 */
int vcirc_filter_copy(struct vcirc *vc, struct net_device *port)
{
	struct netdev_hw_addr *uc, *mc, *ha;
	int err;

	netdev_for_each_synced_uc_addr(uc, vc->dev) {
		err = dev_uc_add(port, uc->addr);
		if (err)
			goto err_uc;
	}
	netdev_for_each_synced_mc_addr(mc, vc->dev) {
		err = dev_mc_add(port, mc->addr);
		if (err)
			goto err_mc;
	}
	return 0;

err_mc:
	netdev_for_each_synced_mc_addr(ha, vc->dev) {
		if (ha == mc)
			break;
		dev_mc_del(port, ha->addr);
	}
err_uc:
	netdev_for_each_synced_uc_addr(ha, vc->dev) {
		if (ha == uc)
			break;
		dev_uc_del(port, ha->addr);
	}
	return err;
}

/**
 * vcirc_filter_uncopy() - take the addresses off a port
 * @vc: the circuit
 * @port: the port, bound no more
 *
 * Context: RTNL and the circuit's address lock
 */
void vcirc_filter_uncopy(struct vcirc *vc, struct net_device *port)
{
	struct netdev_hw_addr *ha;

	netdev_for_each_synced_mc_addr(ha, vc->dev)
		dev_mc_del(port, ha->addr);
	netdev_for_each_synced_uc_addr(ha, vc->dev)
		dev_uc_del(port, ha->addr);
}

/**
 * vcirc_filter_join() - let a port take in the circuit's own address, and all
 * that its flags ask for
 * @vc: the circuit, up or on its way there
 * @port: the port
 *
 * Context: RTNL
 * Return: 0, or a negative error with nothing changed
 */
int vcirc_filter_join(struct vcirc *vc, struct net_device *port)
{
	struct net_device *dev = vc->dev;
	int err;

	err = dev_uc_add(port, dev->dev_addr);
	if (err)
		return err;
	if (dev->flags & IFF_ALLMULTI) {
		err = dev_set_allmulti(port, 1);
		if (err)
			goto err_addr;
	}
	if (dev->flags & IFF_PROMISC) {
		err = dev_set_promiscuity(port, 1);
		if (err)
			goto err_allmulti;
	}
	return 0;

err_allmulti:
	if (dev->flags & IFF_ALLMULTI)
		dev_set_allmulti(port, -1);
err_addr:
	dev_uc_del(port, dev->dev_addr);
	return err;
}

/**
 * vcirc_filter_leave() - undo vcirc_filter_join()
 * @vc: the circuit
 * @port: the port
 *
 * Context: RTNL
 */
void vcirc_filter_leave(struct vcirc *vc, struct net_device *port)
{
	struct net_device *dev = vc->dev;

	if (dev->flags & IFF_PROMISC)
		dev_set_promiscuity(port, -1);
	if (dev->flags & IFF_ALLMULTI)
		dev_set_allmulti(port, -1);
	dev_uc_del(port, dev->dev_addr);
}

/**
 * vcirc_filter_open() - ndo_open of a circuit
 * @dev: the circuit
 *
 * Context: RTNL
 * Return: 0 or a negative error
 */
int vcirc_filter_open(struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);
	struct net_device *ports[VCIRC_PATHS];
	unsigned int i, n = vcirc_filter_ports(vc, ports);
	int err;

	for (i = 0; i < n; i++) {
		err = vcirc_filter_join(vc, ports[i]);
		if (err)
			goto err_leave;
	}
	return 0;

err_leave:
	while (i--)
		vcirc_filter_leave(vc, ports[i]);
	return err;
}

/**
 * vcirc_filter_stop() - ndo_stop of a circuit
 * @dev: the circuit
 *
 * Context: RTNL
 * Return: 0
 */
int vcirc_filter_stop(struct net_device *dev)
{
	struct vcirc *vc = netdev_priv(dev);
	struct net_device *ports[VCIRC_PATHS];
	unsigned int i, n = vcirc_filter_ports(vc, ports);

	netif_addr_lock_bh(dev);
	__dev_uc_unsync(dev, vcirc_uc_unsync);
	__dev_mc_unsync(dev, vcirc_mc_unsync);
	netif_addr_unlock_bh(dev);
	for (i = 0; i < n; i++)
		vcirc_filter_leave(vc, ports[i]);
	return 0;
}

/**
 * vcirc_filter_change_flags() - ndo_change_rx_flags of a circuit
 * @dev: the circuit
 * @change: the flags that changed
 *
 * Context: RTNL
 */
void vcirc_filter_change_flags(struct net_device *dev, int change)
{
	struct vcirc *vc = netdev_priv(dev);
	struct net_device *ports[VCIRC_PATHS];
	unsigned int i, n = vcirc_filter_ports(vc, ports);

	/* Until then ports hold nothing for the circuit. */
	if (!(dev->flags & IFF_UP))
		return;
	for (i = 0; i < n; i++) {
		if (change & IFF_ALLMULTI)
			dev_set_allmulti(ports[i],
					 dev->flags & IFF_ALLMULTI ? 1 : -1);
		if (change & IFF_PROMISC)
			dev_set_promiscuity(ports[i],
					    dev->flags & IFF_PROMISC ? 1 : -1);
	}
}

/**
 * vcirc_filter_set_rx_mode() - ndo_set_rx_mode of a circuit
 * @dev: the circuit
 *
 * Context: the circuit's address lock
 */
void vcirc_filter_set_rx_mode(struct net_device *dev)
{
	__dev_uc_sync(dev, vcirc_uc_sync, vcirc_uc_unsync);
	__dev_mc_sync(dev, vcirc_mc_sync, vcirc_mc_unsync);
}

/**
 * vcirc_filter_set_address() - ndo_set_mac_address of a circuit
 * @dev: the circuit
 * @p: struct sockaddr with the new address
 *
 * Context: RTNL
 * Return: 0, or a negative error with nothing changed
 */
int vcirc_filter_set_address(struct net_device *dev, void *p)
{
	struct vcirc *vc = netdev_priv(dev);
	const struct sockaddr *addr = p;
	struct net_device *ports[VCIRC_PATHS];
	unsigned int i, n = 0;
	int err;

	err = eth_prepare_mac_addr_change(dev, p);
	if (err)
		return err;
	if (ether_addr_equal(addr->sa_data, dev->dev_addr))
		return 0;
	if (dev->flags & IFF_UP)
		n = vcirc_filter_ports(vc, ports);

	for (i = 0; i < n; i++) {
		err = dev_uc_add(ports[i], addr->sa_data);
		if (err)
			goto err_del;
	}
	for (i = 0; i < n; i++)
		dev_uc_del(ports[i], dev->dev_addr);
	eth_commit_mac_addr_change(dev, p);
	return 0;

err_del:
	while (i--)
		dev_uc_del(ports[i], addr->sa_data);
	return err;
}
