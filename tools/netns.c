// SPDX-License-Identifier: GPL-2.0
/* Network namespaces by the names ip(8) gives them. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "vcirc.h"

#define NETNS_DIR "/run/netns"

/**
 * netns_open - open a network namespace
 * @name: its name
 * @why: filled with the reason when that fails
 * @len: size of @why
 *
 * Return: file descriptor or -1.
 */
int netns_open(const char *name, char *why, size_t len)
{
	char path[512];
	int fd;

	if (!*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, "..")) {
		snprintf(why, len,
			 "expected the name of a network namespace, as ip netns lists it");
		return -1;
	}
	if ((size_t)snprintf(path, sizeof(path), NETNS_DIR "/%s", name) >= sizeof(path)) {
		snprintf(why, len, "name too long");
		return -1;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		snprintf(why, len, "%s", errno == ENOENT ?
			 "no such network namespace (see \"ip netns list\")" : strerror(errno));
	return fd;
}

/**
 * netns_enter - go on in a network namespace
 * @name: its name
 * @why: filled with the reason when that fails
 * @len: size of @why
 *
 * Return: 0 or -1.
 */
int netns_enter(const char *name, char *why, size_t len)
{
	int fd = netns_open(name, why, len);
	int rc;

	if (fd < 0)
		return -1;
	rc = setns(fd, CLONE_NEWNET);
	if (rc)
		snprintf(why, len, "cannot enter it: %s", strerror(errno));
	close(fd);
	return rc;
}
