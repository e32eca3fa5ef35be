// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <linux/if_ether.h>
#include <linux/inet.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/module.h>
#include <linux/skbuff.h>

#include "../inet.h"

static struct vcirc_inet_addr addr_of(struct kunit *test, const char *text)
{
	struct vcirc_inet_addr addr;
	u8 bytes[16];
	int len = 4;

	if (!in4_pton(text, -1, bytes, -1, NULL)) {
		len = 16;
		KUNIT_ASSERT_EQ(test, 1, in6_pton(text, -1, bytes, -1, NULL));
	}
	KUNIT_ASSERT_TRUE(test, vcirc_inet_from(&addr, bytes, len));
	return addr;
}

/* --- Addresses -------------------------------------------------------- */

static const struct host_case {
	const char *addr;
	bool host;
} host_cases[] = {
	{ "192.0.2.2", true },
	{ "1.0.0.0", true },
	{ "126.255.255.255", true },
	{ "128.0.0.1", true },
	{ "223.255.255.255", true },
	{ "169.254.1.1", true },
	{ "0.0.0.0", false },
	{ "0.1.2.3", true },
	{ "127.0.0.1", false },
	{ "127.255.255.255", false },
	{ "224.0.0.1", false },
	{ "239.255.255.255", false },
	{ "255.255.255.255", false },
	{ "2001:db8::1", true },
	{ "fe80::1", true },
	{ "fd00::1", true },
	{ "::", false },
	{ "::1", false },
	{ "ff02::1", false },
	{ "ff0e::1234", false },
};

static void host_desc(const struct host_case *c, char *desc)
{
	strscpy(desc, c->addr, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(host_cases, host_cases, host_desc);

static void is_host(struct kunit *test)
{
	const struct host_case *c = test->param_value;
	struct vcirc_inet_addr addr = addr_of(test, c->addr);

	KUNIT_EXPECT_EQ(test, c->host, vcirc_inet_is_host(&addr));
}

static void no_family_is_no_host(struct kunit *test)
{
	const struct vcirc_inet_addr none = {};

	KUNIT_EXPECT_FALSE(test, vcirc_inet_is_host(&none));
}

static void length_tells_family(struct kunit *test)
{
	static const u8 bytes[17] = { 1 };
	struct vcirc_inet_addr addr;
	int len;

	for (len = 0; len <= (int)sizeof(bytes); len++) {
		bool valid = len == 4 || len == 16;

		KUNIT_EXPECT_EQ(test, valid,
				vcirc_inet_from(&addr, bytes, len));
		if (valid) {
			KUNIT_EXPECT_EQ(test, addr.family,
					len == 4 ? AF_INET : AF_INET6);
			KUNIT_EXPECT_EQ(test, len, vcirc_inet_len(&addr));
		}
	}
}

static void equal_in_family_and_bytes(struct kunit *test)
{
	struct vcirc_inet_addr v4 = addr_of(test, "192.0.2.2");
	struct vcirc_inet_addr v6 = addr_of(test, "c000:202::");
	struct vcirc_inet_addr other;

	KUNIT_EXPECT_TRUE(test, vcirc_inet_equal(&v4, &v4));
	KUNIT_EXPECT_TRUE(test, vcirc_inet_equal(&v6, &v6));
	/* The first four bytes are the same. */
	KUNIT_EXPECT_FALSE(test, vcirc_inet_equal(&v4, &v6));
	other = addr_of(test, "192.0.2.3");
	KUNIT_EXPECT_FALSE(test, vcirc_inet_equal(&v4, &other));
	other = addr_of(test, "c000:202::1");
	KUNIT_EXPECT_FALSE(test, vcirc_inet_equal(&v6, &other));
}

/* --- Packets ---------------------------------------------------------- */

#define OFF	ETH_HLEN

static struct sk_buff *packet(struct kunit *test, const void *ip, int len)
{
	struct sk_buff *skb = alloc_skb(OFF + len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memset(skb_put(skb, OFF), 0xff, OFF);
	skb_put_data(skb, ip, len);
	return skb;
}

static bool dest_of(struct kunit *test, __be16 proto, const void *ip, int len,
		    struct vcirc_inet_addr *dest)
{
	struct sk_buff *skb = packet(test, ip, len);
	bool found = vcirc_inet_dest(skb, OFF, proto, dest);

	kfree_skb(skb);
	return found;
}

static void destination(struct kunit *test)
{
	struct vcirc_inet_addr v4 = addr_of(test, "198.51.100.7");
	struct vcirc_inet_addr v6 = addr_of(test, "2001:db8::7");
	struct iphdr ip = { .version = 4, .ihl = 5, .daddr = v4.ip };
	struct ipv6hdr ip6 = { .version = 6, .daddr = v6.ip6 };
	const __be16 type = htons(ETH_P_IP), type6 = htons(ETH_P_IPV6);
	struct vcirc_inet_addr dest;
	int len;

	KUNIT_EXPECT_TRUE(test, dest_of(test, type, &ip, sizeof(ip), &dest));
	KUNIT_EXPECT_TRUE(test, vcirc_inet_equal(&v4, &dest));
	KUNIT_EXPECT_TRUE(test, dest_of(test, type6, &ip6, sizeof(ip6), &dest));
	KUNIT_EXPECT_TRUE(test, vcirc_inet_equal(&v6, &dest));

	/* Of another version than the frame says, or cut short. */
	KUNIT_EXPECT_FALSE(test, dest_of(test, type, &ip6, sizeof(ip6), &dest));
	KUNIT_EXPECT_FALSE(test, dest_of(test, type6, &ip, sizeof(ip), &dest));
	for (len = 0; len < (int)sizeof(ip); len++)
		KUNIT_EXPECT_FALSE(test, dest_of(test, type, &ip, len, &dest));
	for (len = 0; len < (int)sizeof(ip6); len++)
		KUNIT_EXPECT_FALSE(test,
				   dest_of(test, type6, &ip6, len, &dest));
	KUNIT_EXPECT_FALSE(test, dest_of(test, htons(ETH_P_ARP), &ip6,
					 sizeof(ip6), &dest));
}

/* The header may be anywhere but in the first bytes. */
static void destination_in_a_page(struct kunit *test)
{
	struct vcirc_inet_addr v4 = addr_of(test, "198.51.100.7");
	struct iphdr ip = { .version = 4, .ihl = 5, .daddr = v4.ip };
	struct sk_buff *skb = alloc_skb(OFF, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct vcirc_inet_addr dest;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, page);
	memset(skb_put(skb, OFF), 0xff, OFF);
	memcpy(page_address(page) + 100, &ip, sizeof(ip));
	skb_add_rx_frag(skb, 0, page, 100, sizeof(ip), PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, vcirc_inet_dest(skb, OFF, htons(ETH_P_IP),
						&dest));
	KUNIT_EXPECT_TRUE(test, vcirc_inet_equal(&v4, &dest));
	kfree_skb(skb);
}

static struct kunit_case inet_test_cases[] = {
	KUNIT_CASE_PARAM(is_host, host_cases_gen_params),
	KUNIT_CASE(no_family_is_no_host),
	KUNIT_CASE(length_tells_family),
	KUNIT_CASE(equal_in_family_and_bytes),
	KUNIT_CASE(destination),
	KUNIT_CASE(destination_in_a_page),
	{}
};

static struct kunit_suite inet_suite = {
	.name = "vcirc_inet",
	.test_cases = inet_test_cases,
};

kunit_test_suite(inet_suite);

MODULE_DESCRIPTION("Tests of IP addresses and of where packets are going");
MODULE_LICENSE("GPL");
