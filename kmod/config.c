// SPDX-License-Identifier: GPL-2.0
#include <linux/random.h>
#include <net/netlink.h>

#include "config.h"

/**
 * vcirc_config_init() - settings of a circuit nobody said anything about
 * @cfg: filled in
 */
void vcirc_config_init(struct vcirc_config *cfg)
{
	*cfg = (struct vcirc_config){
		.mode = VCIRC_MODE_ACTIVE_ACTIVE,
		.hash = VCIRC_HASH_L4,
		.seed = get_random_u32(),
		.rebalance_ms = VCIRC_REBALANCE_TIME_DEFAULT,
		.revert = true,
	};
}

/**
 * vcirc_config_parse() - take the settings a request brings
 * @cfg: changed where @attrs has something
 * @attrs: attribute set config, already checked against its policy
 * @extack: says what is wrong
 *
 * Return: 0, or a negative error with @cfg in no defined state
 */
int vcirc_config_parse(struct vcirc_config *cfg, struct nlattr *attrs[],
		       struct netlink_ext_ack *extack)
{
	if (attrs[VCIRC_A_CONFIG_PEER]) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[VCIRC_A_CONFIG_PEER],
				    "a peer can be given at creation only");
		return -EINVAL;
	}
	if (attrs[VCIRC_A_CONFIG_MODE])
		cfg->mode = nla_get_u32(attrs[VCIRC_A_CONFIG_MODE]);
	if (attrs[VCIRC_A_CONFIG_REVERT])
		cfg->revert = nla_get_u8(attrs[VCIRC_A_CONFIG_REVERT]);
	if (attrs[VCIRC_A_CONFIG_HASH])
		cfg->hash = nla_get_u32(attrs[VCIRC_A_CONFIG_HASH]);
	if (attrs[VCIRC_A_CONFIG_SYMMETRIC])
		cfg->symmetric = nla_get_u8(attrs[VCIRC_A_CONFIG_SYMMETRIC]);
	if (attrs[VCIRC_A_CONFIG_SEED])
		cfg->seed = nla_get_u32(attrs[VCIRC_A_CONFIG_SEED]);
	if (attrs[VCIRC_A_CONFIG_REBALANCE_TIME])
		cfg->rebalance_ms =
			nla_get_u32(attrs[VCIRC_A_CONFIG_REBALANCE_TIME]);
	return 0;
}

/**
 * vcirc_config_equal() - do two sets of settings say the same
 * @a: one
 * @b: the other
 *
 * Return: true when they do
 */
bool vcirc_config_equal(const struct vcirc_config *a,
			const struct vcirc_config *b)
{
	return a->mode == b->mode && a->hash == b->hash &&
	       a->seed == b->seed && a->rebalance_ms == b->rebalance_ms &&
	       a->revert == b->revert && a->symmetric == b->symmetric;
}

/**
 * vcirc_config_size() - room that vcirc_config_put() needs
 *
 * Return: bytes
 */
size_t vcirc_config_size(void)
{
	return nla_total_size(sizeof(u32)) +	/* mode */
	       nla_total_size(sizeof(u8)) +	/* revert */
	       nla_total_size(sizeof(u32)) +	/* hash */
	       nla_total_size(sizeof(u8)) +	/* symmetric */
	       nla_total_size(sizeof(u32)) +	/* seed */
	       nla_total_size(sizeof(u32));	/* rebalance-time */
}

/**
 * vcirc_config_put() - write settings into a message
 * @skb: the message
 * @cfg: the settings
 *
 * Return: 0, or -EMSGSIZE
 */
int vcirc_config_put(struct sk_buff *skb, const struct vcirc_config *cfg)
{
	if (nla_put_u32(skb, VCIRC_A_CONFIG_MODE, cfg->mode) ||
	    nla_put_u8(skb, VCIRC_A_CONFIG_REVERT, cfg->revert) ||
	    nla_put_u32(skb, VCIRC_A_CONFIG_HASH, cfg->hash) ||
	    nla_put_u8(skb, VCIRC_A_CONFIG_SYMMETRIC, cfg->symmetric) ||
	    nla_put_u32(skb, VCIRC_A_CONFIG_SEED, cfg->seed) ||
	    nla_put_u32(skb, VCIRC_A_CONFIG_REBALANCE_TIME, cfg->rebalance_ms))
		return -EMSGSIZE;
	return 0;
}
