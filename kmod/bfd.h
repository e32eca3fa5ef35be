/* SPDX-License-Identifier: GPL-2.0 */
/*
 * BFD: the state machine and the timers of RFC 5880, asynchronous mode. Pure
 * logic: what happens and when is told, what is to be done about it is told
 * back.
 */

#ifndef _VCIRC_BFD_H
#define _VCIRC_BFD_H

#include <linux/bits.h>
#include <linux/types.h>
#include <uapi/linux/vcirc.h>

/* The rate of a session that is not up, RFC 5880 section 6.8.3. */
#define VCIRC_BFD_SLOW_US	1000000

/* What is to be done after something happened. */
#define VCIRC_BFD_CHANGED	BIT(0)	/* the state is another */
#define VCIRC_BFD_SEND		BIT(1)	/* a packet is to go out at once */

/**
 * enum vcirc_bfd_drop - why a received packet was dropped
 *
 * VCIRC_A_BFD_DROPS_* explains each.
 * @VCIRC_BFD_TAKEN: it was not
 */
enum vcirc_bfd_drop {
	VCIRC_BFD_TAKEN = 0,
	VCIRC_BFD_DROP_TTL = VCIRC_A_BFD_DROPS_TTL,
	VCIRC_BFD_DROP_FRAGMENT = VCIRC_A_BFD_DROPS_FRAGMENT,
	VCIRC_BFD_DROP_LENGTH = VCIRC_A_BFD_DROPS_LENGTH,
	VCIRC_BFD_DROP_CHECKSUM = VCIRC_A_BFD_DROPS_CHECKSUM,
	VCIRC_BFD_DROP_VERSION = VCIRC_A_BFD_DROPS_VERSION,
	VCIRC_BFD_DROP_MULT = VCIRC_A_BFD_DROPS_MULT,
	VCIRC_BFD_DROP_MULTIPOINT = VCIRC_A_BFD_DROPS_MULTIPOINT,
	VCIRC_BFD_DROP_MY_DISCR = VCIRC_A_BFD_DROPS_MY_DISCR,
	VCIRC_BFD_DROP_YOUR_DISCR = VCIRC_A_BFD_DROPS_YOUR_DISCR,
	VCIRC_BFD_DROP_ADDRESS = VCIRC_A_BFD_DROPS_ADDRESS,
	VCIRC_BFD_DROP_AUTH_TYPE = VCIRC_A_BFD_DROPS_AUTH_TYPE,
	VCIRC_BFD_DROP_AUTH_KEY = VCIRC_A_BFD_DROPS_AUTH_KEY,
	VCIRC_BFD_DROP_AUTH_DIGEST = VCIRC_A_BFD_DROPS_AUTH_DIGEST,
	VCIRC_BFD_DROP_AUTH_SEQUENCE = VCIRC_A_BFD_DROPS_AUTH_SEQUENCE,
	VCIRC_BFD_DROP_ADMIN_DOWN = VCIRC_A_BFD_DROPS_ADMIN_DOWN,
	VCIRC_BFD_DROP_NO_MEMORY = VCIRC_A_BFD_DROPS_NO_MEMORY,
	__VCIRC_BFD_DROP_MAX,
};

/**
 * struct vcirc_bfd_packet - mandatory section of a control packet
 * @my_discr: the sender's discriminator
 * @your_discr: the receiver's as the sender knows it, or 0
 * @min_tx: the interval the sender would like to send at, microseconds
 * @min_rx: the interval it can receive at, microseconds; 0 to receive nothing
 * @min_echo_rx: likewise of Echo packets
 * @state: the sender's
 * @diag: why it last changed
 * @mult: detection multiplier
 * @len: bytes, authentication section included
 * @poll: the sender waits for confirmation
 * @final: this is the confirmation
 * @auth: an authentication section follows
 * @demand: the sender wants no packets while the session is up
 * @multipoint: reserved
 */
struct vcirc_bfd_packet {
	u32 my_discr;
	u32 your_discr;
	u32 min_tx;
	u32 min_rx;
	u32 min_echo_rx;
	enum vcirc_bfd_state state;
	u8 diag;
	u8 mult;
	u8 len;
	bool poll;
	bool final;
	bool auth;
	bool demand;
	bool multipoint;
};

/**
 * struct vcirc_bfd_config - what the operator asks of a session
 * @min_tx: interval to send at while the session is up, microseconds
 * @min_rx: interval to receive at, microseconds
 * @echo: interval of Echo packets, microseconds, 0 for none
 * @mult: detection multiplier
 * @passive: send nothing before the peer was heard
 */
struct vcirc_bfd_config {
	u32 min_tx;
	u32 min_rx;
	u32 echo;
	u8 mult;
	bool passive;
};

/**
 * struct vcirc_bfd_down - the last time a session left the state up
 * @time: CLOCK_BOOTTIME ns, 0 for never
 * @detected: ns since the peer was heard
 * @end: who took it down
 * @diag: why, by that end
 */
struct vcirc_bfd_down {
	u64 time;
	u64 detected;
	enum vcirc_bfd_end end;
	u8 diag;
};

/**
 * struct vcirc_bfd - a session, RFC 5880 section 6.8.1
 * @cfg: what is wanted
 * @state: bfd.SessionState
 * @remote_state: bfd.RemoteSessionState
 * @diag: bfd.LocalDiag
 * @remote_diag: the peer's
 * @discr: bfd.LocalDiscr
 * @remote_discr: bfd.RemoteDiscr, 0 while the peer is not known
 * @min_tx: interval in force, which may be other than what is told the peer
 *	until it has confirmed that; microseconds
 * @min_rx: likewise
 * @told_tx: bfd.DesiredMinTxInterval as it was last told, microseconds
 * @told_rx: bfd.RequiredMinRxInterval, likewise
 * @remote_min_tx: the peer's, microseconds
 * @remote_min_rx: bfd.RemoteMinRxInterval, microseconds
 * @remote_min_echo_rx: the peer's, microseconds
 * @remote_mult: the peer's
 * @remote_demand: bfd.RemoteDemandMode
 * @polling: a poll sequence is under way
 * @poll_again: another has to follow that one, which may be over: timers
 *	changed meanwhile
 * @final: the peer waits for a packet with the final bit
 * @been_up: it was up since it was last enabled
 * @since: when @state changed, CLOCK_BOOTTIME ns
 * @times_up: how often it came up
 * @flaps: how often it went down without a command on either end
 * @last_down: the last time it left the state up
 *
 * All under the circuit's lock.
 */
struct vcirc_bfd {
	struct vcirc_bfd_config cfg;
	enum vcirc_bfd_state state;
	enum vcirc_bfd_state remote_state;
	u8 diag;
	u8 remote_diag;
	u32 discr;
	u32 remote_discr;
	u32 min_tx;
	u32 min_rx;
	u32 told_tx;
	u32 told_rx;
	u32 remote_min_tx;
	u32 remote_min_rx;
	u32 remote_min_echo_rx;
	u8 remote_mult;
	bool remote_demand;
	bool polling;
	bool poll_again;
	bool final;
	bool been_up;
	u64 since;
	u64 times_up;
	u64 flaps;
	struct vcirc_bfd_down last_down;
};

/**
 * struct vcirc_bfd_now - when something happens to a session
 * @boot: CLOCK_BOOTTIME ns
 * @silent: ns since the peer was heard
 */
struct vcirc_bfd_now {
	u64 boot;
	u64 silent;
};

void vcirc_bfd_init(struct vcirc_bfd *bfd, const struct vcirc_bfd_config *cfg,
		    u32 discr, u64 boot);
unsigned int vcirc_bfd_configure(struct vcirc_bfd *bfd,
				 const struct vcirc_bfd_config *cfg);
unsigned int vcirc_bfd_enable(struct vcirc_bfd *bfd, bool on,
			      struct vcirc_bfd_now now);
enum vcirc_bfd_drop vcirc_bfd_check(const struct vcirc_bfd *bfd,
				    const struct vcirc_bfd_packet *packet);
unsigned int vcirc_bfd_receive(struct vcirc_bfd *bfd,
			       const struct vcirc_bfd_packet *packet,
			       struct vcirc_bfd_now now);
unsigned int vcirc_bfd_expire(struct vcirc_bfd *bfd, struct vcirc_bfd_now now);
unsigned int vcirc_bfd_fail(struct vcirc_bfd *bfd, u8 diag,
			    struct vcirc_bfd_now now);
void vcirc_bfd_tell(struct vcirc_bfd *bfd, struct vcirc_bfd_packet *packet);
u32 vcirc_bfd_tx_interval(const struct vcirc_bfd *bfd);
u64 vcirc_bfd_detect_time(const struct vcirc_bfd *bfd);
u32 vcirc_bfd_echo_interval(const struct vcirc_bfd *bfd);

/**
 * vcirc_bfd_is_mute() - must a session not send at all
 * @bfd: the session
 *
 * The passive role, RFC 5880 section 6.1.
 *
 * Return: true until the peer was heard
 */
static inline bool vcirc_bfd_is_mute(const struct vcirc_bfd *bfd)
{
	return bfd->cfg.passive && !bfd->remote_discr;
}

#endif /* _VCIRC_BFD_H */
