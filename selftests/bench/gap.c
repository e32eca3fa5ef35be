// SPDX-License-Identifier: GPL-2.0
/*
 * gap: a UDP flow of 1000 packets a second, and where it paused.
 *
 * Sends from one network namespace to an address in another until it is told to
 * end, and prints each pause between two arrivals of more than 3 ms, in
 * microseconds, when it is over.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PERIOD_NS	1000000L
#define PAUSE_US	3000

static int tx;

static int socket_in(const char *ns)
{
	char path[128];
	int fd, s;

	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	fd = open(path, O_RDONLY);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(2, "%s", ns);
	close(fd);
	s = socket(AF_INET, SOCK_DGRAM, 0);
	if (s < 0)
		err(2, "socket");
	return s;
}

static void *sender(void *arg)
{
	struct timespec next;

	(void)arg;
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (;;) {
		next.tv_nsec += PERIOD_NS;
		if (next.tv_nsec >= 1000000000L) {
			next.tv_nsec -= 1000000000L;
			next.tv_sec++;
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		/* Where there is no way, there is none for now. */
		if (send(tx, "x", 1, 0) < 0)
			continue;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_port = htons(7000) };
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_port = htons(7001) };
	struct sched_param rt = { .sched_priority = 5 };
	struct timespec ts;
	long last = 0, now;
	pthread_t thread;
	char byte;
	int rx;

	if (argc != 5)
		errx(2, "usage: gap FROM-NETNS FROM-ADDRESS TO-NETNS TO-ADDRESS");
	inet_pton(AF_INET, argv[2], &from.sin_addr);
	inet_pton(AF_INET, argv[4], &addr.sin_addr);
	setvbuf(stdout, NULL, _IOLBF, 0);
	tx = socket_in(argv[1]);
	if (bind(tx, (struct sockaddr *)&from, sizeof(from)))
		err(2, "bind %s", argv[2]);
	if (connect(tx, (struct sockaddr *)&addr, sizeof(addr)))
		err(2, "connect %s", argv[4]);
	rx = socket_in(argv[3]);
	if (bind(rx, (struct sockaddr *)&addr, sizeof(addr)))
		err(2, "bind %s", argv[4]);
	/* Or the flow would pause whenever somebody else has something to do. */
	sched_setscheduler(0, SCHED_FIFO, &rt);
	if (pthread_create(&thread, NULL, sender, NULL))
		errx(2, "no thread");
	while (recv(rx, &byte, 1, 0) == 1) {
		clock_gettime(CLOCK_MONOTONIC, &ts);
		now = ts.tv_sec * 1000000L + ts.tv_nsec / 1000;
		if (last && now - last > PAUSE_US)
			printf("%ld\n", now - last);
		last = now;
	}
	return 0;
}
