/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _VCIRC_FAILOVER_H
#define _VCIRC_FAILOVER_H

struct vcirc;
struct vcirc_bind;

void vcirc_failover_init(struct vcirc *vc);
void vcirc_failover_stop(struct vcirc *vc);
void vcirc_failover_judge(struct vcirc *vc);
void vcirc_failover_judge_locked(struct vcirc *vc);
void vcirc_failover_suspect(struct vcirc *vc, struct vcirc_bind *bind);
void vcirc_failover_announce(struct vcirc *vc);
void vcirc_failover_rearm(struct vcirc *vc);

#endif /* _VCIRC_FAILOVER_H */
