// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool: what a circuit says of its link, and counters of its paths.
 */

#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

#include "circuit.h"
#include "port.h"

/* As a veth says of itself. */
#define VCIRC_WIRE_SPEED	SPEED_10000

static void vcirc_get_drvinfo(struct net_device *dev,
			      struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
}

static bool vcirc_path_usable(struct vcirc *vc, unsigned int role)
{
	bool usable;

	spin_lock_bh(&vc->lock);
	usable = vcirc_path_record_usable(&vc->path[role].rec);
	spin_unlock_bh(&vc->lock);
	return usable;
}

/* The speed of all usable paths together. */
static int vcirc_get_link_ksettings(struct net_device *dev,
				    struct ethtool_link_ksettings *cmd)
{
	struct vcirc *vc = netdev_priv(dev);
	struct ethtool_link_ksettings ks;
	const struct vcirc_port *seen = NULL;
	const struct vcirc_bind *bind;
	unsigned int role;
	u32 speed = 0;

	for (role = 0; role < VCIRC_PATHS; role++) {
		bind = rtnl_dereference(vc->bind[role]);
		if (!bind || !vcirc_path_usable(vc, role))
			continue;
		if (!bind->port) {
			speed += VCIRC_WIRE_SPEED;
			continue;
		}
		/* Two tags on one port share its speed. */
		if (bind->port != seen &&
		    !__ethtool_get_link_ksettings(bind->dev, &ks) &&
		    ks.base.speed != (u32)SPEED_UNKNOWN)
			speed += ks.base.speed;
		seen = bind->port;
	}
	cmd->base.speed = speed ?: SPEED_UNKNOWN;
	cmd->base.duplex = speed ? DUPLEX_FULL : DUPLEX_UNKNOWN;
	cmd->base.port = PORT_OTHER;
	cmd->base.autoneg = AUTONEG_DISABLE;
	return 0;
}

static const char * const vcirc_role_names[VCIRC_PATHS] = {
	[VCIRC_ROLE_PRIMARY]	= "primary",
	[VCIRC_ROLE_SECONDARY]	= "secondary",
};

static const char * const vcirc_traffic_names[] = {
	"tx_packets", "tx_bytes", "rx_packets", "rx_bytes",
};

static const char * const vcirc_drop_names[__VCIRC_DROP_MAX] = {
	[VCIRC_DROP_TX_NO_USABLE_PATH]	= "tx_no_usable_path",
	[VCIRC_DROP_TX_HEADROOM]	= "tx_headroom",
	[VCIRC_DROP_TX_PORT_REFUSED]	= "tx_port_refused",
	[VCIRC_DROP_TX_PEER_REFUSED]	= "tx_peer_refused",
	[VCIRC_DROP_TX_NOT_ROUTABLE]	= "tx_not_routable",
	[VCIRC_DROP_RX_CIRCUIT_DOWN]	= "rx_circuit_down",
	[VCIRC_DROP_RX_PATH_DOWN]	= "rx_path_down",
	[VCIRC_DROP_RX_NOT_FOR_US]	= "rx_not_for_us",
	[VCIRC_DROP_RX_NO_MEMORY]	= "rx_no_memory",
};

/* The circuit's own drop first, then what each path has. */
#define VCIRC_PATH_DROPS	(VCIRC_DROP_TX_NO_USABLE_PATH + 1)
#define VCIRC_STATS						\
	(1 + VCIRC_PATHS * (ARRAY_SIZE(vcirc_traffic_names) +	\
			    __VCIRC_DROP_MAX - VCIRC_PATH_DROPS))

static int vcirc_get_sset_count(struct net_device *dev, int sset)
{
	return sset == ETH_SS_STATS ? VCIRC_STATS : -EOPNOTSUPP;
}

static void vcirc_get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	unsigned int role, i;

	if (sset != ETH_SS_STATS)
		return;
	ethtool_sprintf(&data, "%s",
			vcirc_drop_names[VCIRC_DROP_TX_NO_USABLE_PATH]);
	for (role = 0; role < VCIRC_PATHS; role++) {
		for (i = 0; i < ARRAY_SIZE(vcirc_traffic_names); i++)
			ethtool_sprintf(&data, "%s_%s", vcirc_role_names[role],
					vcirc_traffic_names[i]);
		for (i = VCIRC_PATH_DROPS; i < __VCIRC_DROP_MAX; i++)
			ethtool_sprintf(&data, "%s_%s", vcirc_role_names[role],
					vcirc_drop_names[i]);
	}
}

static void vcirc_get_ethtool_stats(struct net_device *dev,
				    struct ethtool_stats *stats, u64 *data)
{
	struct vcirc_path_totals totals[VCIRC_PATHS];
	struct vcirc *vc = netdev_priv(dev);
	unsigned int role, i;

	vcirc_counters_read(vc->pcpu, totals, data++);
	for (role = 0; role < VCIRC_PATHS; role++) {
		*data++ = totals[role].tx_packets;
		*data++ = totals[role].tx_bytes;
		*data++ = totals[role].rx_packets;
		*data++ = totals[role].rx_bytes;
		for (i = VCIRC_PATH_DROPS; i < __VCIRC_DROP_MAX; i++)
			*data++ = totals[role].drops[i];
	}
}

const struct ethtool_ops vcirc_ethtool_ops = {
	.get_drvinfo		= vcirc_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= vcirc_get_link_ksettings,
	.get_sset_count		= vcirc_get_sset_count,
	.get_strings		= vcirc_get_strings,
	.get_ethtool_stats	= vcirc_get_ethtool_stats,
	.get_ts_info		= ethtool_op_get_ts_info,
};
