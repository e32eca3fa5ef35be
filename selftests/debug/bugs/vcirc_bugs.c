// SPDX-License-Identifier: GPL-2.0
/*
 * One bug of each kind that the kernels which complain have to see. Writing
 * the name of one to the parameter "bug" runs it.
 */

#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(first);
static DEFINE_SPINLOCK(second);
static int __rcu *guarded;
static int shared;

/* Memory of which the compiler knows neither origin nor size. */
static noinline char *memory(size_t size)
{
	char *p = kzalloc(size, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(p);
	return p;
}

static void bug_use_after_free(void)
{
	char *p = memory(100);

	kfree(p);
	WRITE_ONCE(p[50], 1);
}

static void bug_out_of_bounds(void)
{
	char *p = memory(100);

	WRITE_ONCE(p[100], 1);
	kfree(p);
}

static void bug_shift_too_far(void)
{
	unsigned int by = 40;

	OPTIMIZER_HIDE_VAR(by);
	WRITE_ONCE(shared, 1 << by);
}

/* kmemleak leaves alone what is younger than five seconds. */
static void bug_leak(void)
{
	memory(100);
	msleep(6000);
}

static void never_fires(struct timer_list *timer)
{
}

static void bug_free_active_timer(void)
{
	struct timer_list *timer = (void *)memory(sizeof(*timer));

	timer_setup(timer, never_fires, 0);
	mod_timer(timer, jiffies + 1000 * HZ);
	kfree(timer);
}

static void bug_reference_not_put(void)
{
	struct net_device *dev = alloc_etherdev(0);
	netdevice_tracker tracker;

	netdev_hold(dev, &tracker, GFP_KERNEL);
	free_netdev(dev);
}

static void bug_sleep_in_atomic(void)
{
	spin_lock(&first);
	might_sleep();
	spin_unlock(&first);
}

static void bug_rcu_without_lock(void)
{
	WRITE_ONCE(shared, !rcu_dereference(guarded));
}

static void bug_lock_order(void)
{
	spin_lock(&first);
	spin_lock(&second);
	spin_unlock(&second);
	spin_unlock(&first);

	spin_lock(&second);
	spin_lock(&first);
	spin_unlock(&first);
	spin_unlock(&second);
}

static int bug_count(void *unused)
{
	while (!kthread_should_stop()) {
		shared++;
		barrier();
	}
	return 0;
}

static void bug_data_race(void)
{
	struct task_struct *one = kthread_run(bug_count, NULL, "bugs");
	struct task_struct *other = kthread_run(bug_count, NULL, "bugs");

	msleep(2000);
	kthread_stop(one);
	kthread_stop(other);
}

static const struct {
	const char *name;
	void (*run)(void);
} bugs[] = {
	{ "use-after-free", bug_use_after_free },
	{ "out-of-bounds", bug_out_of_bounds },
	{ "shift-too-far", bug_shift_too_far },
	{ "leak", bug_leak },
	{ "free-active-timer", bug_free_active_timer },
	{ "reference-not-put", bug_reference_not_put },
	{ "sleep-in-atomic", bug_sleep_in_atomic },
	{ "rcu-without-lock", bug_rcu_without_lock },
	{ "lock-order", bug_lock_order },
	{ "data-race", bug_data_race },
};

static int bugs_set(const char *value, const struct kernel_param *kp)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bugs); i++) {
		if (sysfs_streq(value, bugs[i].name)) {
			bugs[i].run();
			return 0;
		}
	}
	return -EINVAL;
}

static const struct kernel_param_ops bugs_ops = { .set = bugs_set };

module_param_cb(bug, &bugs_ops, NULL, 0200);
MODULE_PARM_DESC(bug, "which bug to run");
MODULE_DESCRIPTION("Bugs for a kernel to see");
MODULE_LICENSE("GPL");
