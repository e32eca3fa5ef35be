// SPDX-License-Identifier: GPL-2.0
/*
 * runt: sends frames of any length, shorter than an Ethernet header too, which
 * packet sockets refuse: AF_XDP takes them in its copy mode.
 *
 * usage: runt DEVICE COUNT LENGTH
 *
 * In the namespace it runs in. Each byte is 0xff, so that it is for everybody.
 */
#include <err.h>
#include <errno.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define CHUNK	4096
#define RING	64

static void set(int s, int name, const void *value, socklen_t len)
{
	if (setsockopt(s, SOL_XDP, name, value, len))
		err(2, "XDP option %d", name);
}

static void *map(int s, size_t len, off_t what)
{
	void *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, s, what);

	if (at == MAP_FAILED)
		err(2, "mmap");
	return at;
}

static int open_socket(void)
{
	const int entries = RING;
	struct xdp_umem_reg umem = { .len = CHUNK, .chunk_size = CHUNK };
	int s = socket(AF_XDP, SOCK_RAW, 0);
	void *chunk;

	if (s < 0)
		err(4, "AF_XDP");
	chunk = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (chunk == MAP_FAILED)
		err(2, "mmap");
	memset(chunk, 0xff, CHUNK);
	umem.addr = (unsigned long)chunk;
	set(s, XDP_UMEM_REG, &umem, sizeof(umem));
	set(s, XDP_UMEM_FILL_RING, &entries, sizeof(entries));
	set(s, XDP_UMEM_COMPLETION_RING, &entries, sizeof(entries));
	set(s, XDP_TX_RING, &entries, sizeof(entries));
	return s;
}

/* On 6.1 nothing can be mapped any more after that. */
static void bind_to(int s, const char *dev)
{
	struct sockaddr_xdp at = {
		.sxdp_family = AF_XDP,
		.sxdp_flags = XDP_COPY,
		.sxdp_ifindex = if_nametoindex(dev),
	};

	if (bind(s, (struct sockaddr *)&at, sizeof(at)))
		err(2, "%s", dev);
}

int main(int argc, char **argv)
{
	struct xdp_mmap_offsets off;
	socklen_t len = sizeof(off);
	struct xdp_desc *descs;
	unsigned int n, count;
	char *ring;
	int s;

	if (argc != 4)
		errx(2, "usage: runt DEVICE COUNT LENGTH");
	count = atoi(argv[2]);
	if (count > RING)
		errx(2, "at most %d", RING);
	s = open_socket();
	if (getsockopt(s, SOL_XDP, XDP_MMAP_OFFSETS, &off, &len))
		err(2, "XDP_MMAP_OFFSETS");
	ring = map(s, off.tx.desc + RING * sizeof(*descs), XDP_PGOFF_TX_RING);
	descs = (struct xdp_desc *)(ring + off.tx.desc);
	bind_to(s, argv[1]);
	for (n = 0; n < count; n++)
		descs[n] = (struct xdp_desc){ .len = atoi(argv[3]) };
	__atomic_store_n((__u32 *)(ring + off.tx.producer), count, __ATOMIC_RELEASE);
	/* It sends some at a time, and may want to be asked again. */
	while (__atomic_load_n((__u32 *)(ring + off.tx.consumer), __ATOMIC_ACQUIRE) < count)
		if (sendto(s, NULL, 0, MSG_DONTWAIT, NULL, 0) && errno != EAGAIN && errno != EBUSY)
			err(2, "sendto");
	return 0;
}
