// SPDX-License-Identifier: GPL-2.0
/*
 * probe: how long others hold RTNL at a stretch.
 *
 * Asks for something that takes RTNL, again and again, until it is told to end,
 * and prints how much longer than usual it had to wait at most, in microseconds.
 * Whoever has RTNL may have the only processor, too.
 */
#include <err.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_US	200

static int ended;

static void end(int sig)
{
	(void)sig;
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
}

static long now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000L + ts.tv_nsec / 1000;
}

int main(void)
{
	struct ifreq req = { .ifr_name = "lo", .ifr_qlen = 1000 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	long longest = 0, last;

	if (fd < 0)
		err(2, "socket");
	signal(SIGTERM, end);
	last = now_us();
	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		long now;

		usleep(PAUSE_US);
		if (ioctl(fd, SIOCSIFTXQLEN, &req))
			err(2, "SIOCSIFTXQLEN");
		now = now_us();
		if (now - last - PAUSE_US > longest)
			longest = now - last - PAUSE_US;
		last = now;
	}
	printf("%ld\n", longest);
	return 0;
}
