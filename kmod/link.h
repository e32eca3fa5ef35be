/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _VCIRC_LINK_H
#define _VCIRC_LINK_H

#include <net/rtnetlink.h>

extern struct rtnl_link_ops vcirc_link_ops;

#endif /* _VCIRC_LINK_H */
