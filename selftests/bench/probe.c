// SPDX-License-Identifier: GPL-2.0
/*
 * probe: how long others hold RTNL at a stretch.
 *
 * Asks for something that takes RTNL, again and again, until it is told to end,
 * and prints how long the longest wait was, in microseconds.
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
	long longest = 0;

	if (fd < 0)
		err(2, "socket");
	signal(SIGTERM, end);
	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		long began = now_us(), took;

		if (ioctl(fd, SIOCSIFTXQLEN, &req))
			err(2, "SIOCSIFTXQLEN");
		took = now_us() - began;
		if (took > longest)
			longest = took;
		usleep(200);
	}
	printf("%ld\n", longest);
	return 0;
}
