/* SPDX-License-Identifier: GPL-2.0 */
/* From words to a request. */
#ifndef VCIRC_PARSE_H
#define VCIRC_PARSE_H

#include "names.h"
#include "vcirc.h"

/**
 * enum vc_kind - what stands behind a keyword
 * @KIND_FLAG: nothing
 * @KIND_CHOICE: one of some words
 * @KIND_NUMBER: a decimal number in a range
 * @KIND_HEX: the same, or hexadecimal with 0x
 * @KIND_TIME: a number with a unit, milliseconds in the request
 * @KIND_USEC: the same, microseconds in the request; the kernel judges the range
 * @KIND_DEVICE: name of a network device
 * @KIND_NETNS: name of a network namespace
 * @KIND_MAC: unicast Ethernet address
 * @KIND_IP: IPv4 or IPv6 address of a host
 * @KIND_FILE: name of a file, or "-"
 */
enum vc_kind {
	KIND_FLAG,
	KIND_CHOICE,
	KIND_NUMBER,
	KIND_HEX,
	KIND_TIME,
	KIND_USEC,
	KIND_DEVICE,
	KIND_NETNS,
	KIND_MAC,
	KIND_IP,
	KIND_FILE,
};

/**
 * struct vc_key_def - one argument
 * @word: the keyword; for an argument by position what error lines call it
 * @kind: what stands behind it
 * @words: of KIND_CHOICE
 * @min: of KIND_NUMBER, KIND_HEX, KIND_TIME and KIND_USEC
 * @max: the same
 * @off: of KIND_USEC, whether it can be "off", which is 0
 * @needs: keyword without which it makes no sense, or 0
 * @value: the value in a help line
 * @about: what it means in a help line
 */
struct vc_key_def {
	const char *word;
	enum vc_kind kind;
	const struct vc_words *words;
	uint32_t min;
	uint32_t max;
	bool off;
	enum vc_key needs;
	const char *value;
	const char *about;
};

extern const struct vc_key_def vc_keys[KEY_COUNT];

int vc_parse(const struct vc_ctx *ctx, const struct vc_verb *verb, int argc, char **argv,
	     struct vc_request *req);
const char *vc_suggest(const char *word, const char *const *list, unsigned int count);

#endif /* VCIRC_PARSE_H */
