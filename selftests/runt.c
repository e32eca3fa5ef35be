// SPDX-License-Identifier: GPL-2.0
/*
 * runt: what a TUN device receives, of any length and with as little of it in the
 * head of the packet as one likes. Where tc redirects that to an Ethernet device, it
 * is a frame shorter than its header, or one whose header is in pieces, neither of
 * which packet sockets send.
 *
 * usage: runt TUN COUNT LENGTH [HEAD]
 *
 * In the namespace it runs in. The device has virtio headers and packet information.
 * HEAD bytes are in the head, the rest in pages, if there are 4096 or more. Each byte
 * is 0xff, so that it is for everybody.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct {
		struct tun_pi pi;
		struct virtio_net_hdr vnet;
		unsigned char frame[65536];
	} __attribute__((packed)) packet = { .pi.proto = htons(ETH_P_IP) };
	struct ifreq ifr = { .ifr_flags = IFF_TUN | IFF_VNET_HDR };
	unsigned int n, count, len;
	int fd;

	if (argc < 4 || argc > 5)
		errx(2, "usage: runt TUN COUNT LENGTH [HEAD]");
	count = atoi(argv[2]);
	len = atoi(argv[3]);
	if (len > sizeof(packet.frame))
		errx(2, "at most %zu bytes", sizeof(packet.frame));
	if (argc == 5)
		packet.vnet.hdr_len = atoi(argv[4]);
	memset(packet.frame, 0xff, len);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", argv[1]);
	fd = open("/dev/net/tun", O_RDWR);
	if (fd < 0)
		err(4, "/dev/net/tun");
	if (ioctl(fd, TUNSETIFF, &ifr))
		err(2, "%s", argv[1]);
	len += offsetof(typeof(packet), frame);
	for (n = 0; n < count; n++)
		if (write(fd, &packet, len) != len)
			err(2, "packet %u", n);
	return 0;
}
