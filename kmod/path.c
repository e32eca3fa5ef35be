// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/slab.h>

#include "bfd_session.h"
#include "circuit.h"
#include "failover.h"
#include "filter.h"
#include "path.h"
#include "port.h"

/**
 * vcirc_bind_alloc() - make a binding, not yet seen by anybody
 * @vc: the circuit
 * @role: the path
 * @dev: the port or the circuit at the other end; a reference is taken
 * @ops: kind of binding, whose structure begins with the binding
 *
 * Context: RTNL
 * Return: the binding, or NULL without memory
 */
struct vcirc_bind *vcirc_bind_alloc(struct vcirc *vc, enum vcirc_role role,
				    struct net_device *dev,
				    const struct vcirc_bind_ops *ops)
{
	struct vcirc_bind *bind = kzalloc(ops->size, GFP_KERNEL_ACCOUNT);

	if (!bind)
		return NULL;
	bind->dev = dev;
	bind->plain = VCIRC_PLAIN_NEVER;
	bind->counters = &vc->pcpu->path[role];
	bind->ops = ops;
	bind->vc = vc;
	bind->path = &vc->path[role];
	bind->role = role;
	bind->foreign = !net_eq(dev_net(vc->dev), dev_net(dev));
	bind->own.heed = VCIRC_HEED_SHUT;
	bind->own.counters = bind->counters;
	bind->own.circuit = vc->dev;
	bind->entry = &bind->own;
	INIT_LIST_HEAD(&bind->node);
	netdev_hold(dev, &bind->tracker, GFP_KERNEL);
	return bind;
}

static void vcirc_bind_free_rcu(struct rcu_head *rcu)
{
	vcirc_bind_free(container_of(rcu, struct vcirc_bind, rcu));
}

/**
 * vcirc_bind_free() - free a binding nobody can see
 * @bind: the binding
 */
void vcirc_bind_free(struct vcirc_bind *bind)
{
	netdev_put(bind->dev, &bind->tracker);
	kfree(bind);
}

/**
 * vcirc_bind_heed() - keep frames off the short way into a circuit, or let them
 * @bind: the binding
 * @why: VCIRC_HEED_*
 * @on: whether they are to be kept off
 *
 * Context: RTNL and circuit's lock
 */
void vcirc_bind_heed(struct vcirc_bind *bind, u32 why, bool on)
{
	lockdep_assert_held(&bind->vc->lock);

	WRITE_ONCE(bind->entry->heed, on ? bind->entry->heed | why :
					   bind->entry->heed & ~why);
}

/**
 * vcirc_bind_heed_bfd() - see whether a frame to the circuit may be one of BFD's
 * @bind: the binding
 *
 * The peer sends those to the port, by its address or all ports', so none is
 * unless the circuit has the address of the port.
 *
 * Context: RTNL and circuit's lock
 */
void vcirc_bind_heed_bfd(struct vcirc_bind *bind)
{
	vcirc_bind_heed(bind, VCIRC_HEED_BFD,
			rcu_access_pointer(bind->bfd) &&
			ether_addr_equal(bind->dev->dev_addr,
					 bind->vc->dev->dev_addr));
}

/**
 * vcirc_bind_refresh() - see which short ways lead through a binding
 * @bind: the binding, all else of it written
 *
 * Before it is published, when the circuit has moved, it or the port has another
 * address, and when the circuit or the path was taken up or down.
 *
 * Context: RTNL and circuit's lock
 */
void vcirc_bind_refresh(struct vcirc_bind *bind)
{
	const struct net_device *dev = bind->vc->dev;
	bool foreign = !net_eq(dev_net(dev), dev_net(bind->dev));

	ASSERT_RTNL();

	WRITE_ONCE(bind->foreign, foreign);
	vcirc_bind_judged(bind, vcirc_bind_up(bind));
	WRITE_ONCE(bind->entry->mac, vcirc_mac(dev->dev_addr));
	vcirc_bind_heed_bfd(bind);
	vcirc_bind_heed(bind, VCIRC_HEED_SHUT,
			foreign || !(dev->flags & IFF_UP) ||
			!bind->path->admin_up);
}

/**
 * vcirc_bind_judged() - let the transmit path see whether a path is usable
 * @bind: its binding
 * @up: it is
 *
 * Context: circuit's lock
 */
void vcirc_bind_judged(struct vcirc_bind *bind, bool up)
{
	unsigned long plain = VCIRC_PLAIN_NEVER;

	lockdep_assert_held(&bind->vc->lock);

	if (up && !bind->foreign &&
	    vcirc_bind_is(bind, VCIRC_BINDING_ETHERNET))
		plain = VCIRC_PLAIN_READY;
	if (bind->plain != plain)
		WRITE_ONCE(bind->plain, plain);
	if (vcirc_bind_up(bind) != up)
		WRITE_ONCE(bind->watch, up ? bind->ops->up_mask : 0);
}

/**
 * vcirc_bind_alone() - does a circuit use a port for one path only
 * @bind: a binding to a port
 *
 * Two paths may be on one port under two tags. What the port does for the
 * circuit as a whole is then done once.
 *
 * Context: RTNL
 * Return: true when the circuit's other path is not on the port
 */
bool vcirc_bind_alone(const struct vcirc_bind *bind)
{
	return vcirc_path_port(bind->vc, !bind->role) != bind->port;
}

/**
 * vcirc_path_publish() - let traffic use a binding that is ready in all else
 * @bind: the binding, of a path that has none
 * @weight: share of the flows the path gets
 *
 * An address that comes to the circuit meanwhile finds the path bound, or is
 * brought to its port here: the lists change under the address lock.
 *
 * Context: RTNL
 * Return: 0, or a negative error if the port did not take in the addresses
 */
int vcirc_path_publish(struct vcirc_bind *bind, u8 weight)
{
	struct vcirc *vc = bind->vc;
	int err = 0;

	ASSERT_RTNL();

	netif_addr_lock_bh(vc->dev);
	if (vcirc_filter_wants(bind) && vcirc_bind_alone(bind))
		err = vcirc_filter_copy(vc, bind->dev);
	if (err)
		goto out;
	spin_lock_bh(&vc->lock);
	vc->path[bind->role].port_gone = false;
	vc->path[bind->role].weight = weight;
	vcirc_bind_refresh(bind);
	rcu_assign_pointer(vc->bind[bind->role], bind);
	rcu_assign_pointer(vc->way[bind->role], bind);
	vcirc_event_push(vc, VCIRC_CAUSE_BOUND, bind->role, VCIRC_REASON_NONE);
	vcirc_failover_judge_locked(vc);
	spin_unlock_bh(&vc->lock);
out:
	netif_addr_unlock_bh(vc->dev);
	return err;
}

/**
 * vcirc_path_unbind() - take a path off what it is bound to
 * @vc: the circuit
 * @role: the path; nothing happens when it is not bound
 * @gone: not a command: the port is going
 *
 * Its traffic moves before anything else happens.
 *
 * Context: RTNL
 */
void vcirc_path_unbind(struct vcirc *vc, enum vcirc_role role, bool gone)
{
	struct vcirc_bind *bind = rtnl_dereference(vc->bind[role]);

	if (!bind)
		return;

	netif_addr_lock_bh(vc->dev);
	spin_lock_bh(&vc->lock);
	vc->path[role].port_gone = gone;
	vc->path[role].weight = VCIRC_WEIGHT_DEFAULT;
	RCU_INIT_POINTER(vc->way[role], &vc->unbound[role]);
	RCU_INIT_POINTER(vc->bind[role], NULL);
	vcirc_bind_heed(bind, VCIRC_HEED_SHUT, true);
	vcirc_event_push(vc, VCIRC_CAUSE_UNBOUND, role,
			 gone ? VCIRC_REASON_PORT_GONE : VCIRC_REASON_UNBOUND);
	vcirc_failover_judge_locked(vc);
	spin_unlock_bh(&vc->lock);
	if (vcirc_filter_wants(bind) && vcirc_bind_alone(bind))
		vcirc_filter_uncopy(vc, bind->dev);
	netif_addr_unlock_bh(vc->dev);

	vcirc_bfd_session_end(bind);
	if (bind->ops->release)
		bind->ops->release(bind);
	/* No sooner, or frames would enter that were kept off. */
	spin_lock_bh(&vc->lock);
	WRITE_ONCE(vc->path[role].admin_up, true);
	spin_unlock_bh(&vc->lock);
	/* Holds its device until no packet can be on the way to it. */
	call_rcu(&bind->rcu, vcirc_bind_free_rcu);
}

/**
 * vcirc_path_port() - the port of a path
 * @vc: the circuit
 * @role: the path
 *
 * Context: RTNL or circuit's lock
 * Return: the port, or NULL where there is none
 */
struct vcirc_port *vcirc_path_port(const struct vcirc *vc,
				   enum vcirc_role role)
{
	const struct vcirc_bind *bind = vcirc_dereference(vc, vc->bind[role]);

	return bind ? bind->port : NULL;
}

/**
 * vcirc_path_is_last() - is a path the only one that carries traffic
 * @vc: the circuit
 * @role: the path
 *
 * A circuit that is administratively down carries none.
 *
 * Context: RTNL and circuit's lock
 * Return: true when taking it away cuts the circuit off
 */
bool vcirc_path_is_last(const struct vcirc *vc, enum vcirc_role role)
{
	lockdep_assert_held(&vc->lock);

	return netif_running(vc->dev) &&
	       vcirc_path_record_usable(&vc->path[role].rec) &&
	       !vcirc_path_record_usable(&vc->path[!role].rec);
}

/**
 * vcirc_path_reason() - judge a path by the facts of this moment
 * @vc: the circuit
 * @role: the path
 *
 * Context: circuit's lock
 * Return: VCIRC_REASON_NONE when it is usable
 */
enum vcirc_reason vcirc_path_reason(struct vcirc *vc, enum vcirc_role role)
{
	const struct vcirc_bind *bind = vcirc_dereference(vc, vc->bind[role]);
	const struct vcirc_path *path = &vc->path[role];
	struct vcirc_path_facts facts = {
		.port_gone = path->port_gone,
		.admin_up = path->admin_up,
	};

	lockdep_assert_held(&vc->lock);

	if (bind) {
		facts.binding = bind->ops->kind;
		bind->ops->facts(bind, &facts);
		vcirc_bfd_session_facts(bind, &facts);
	}
	return vcirc_path_judge(&facts);
}
