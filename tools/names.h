/* SPDX-License-Identifier: GPL-2.0 */
/* The words for the numbers of the kernel interface. */
#ifndef VCIRC_NAMES_H
#define VCIRC_NAMES_H

#include <stdint.h>

#define VC_ADDR_TEXT	46
#define VC_MAC_TEXT	18
#define VC_USEC_TEXT	24

struct vc_addr;

/**
 * struct vc_words - the words of one enum, in its order
 * @word: array, a NULL where the enum has a gap
 * @count: entries
 */
struct vc_words {
	const char *const *word;
	unsigned int count;
};

extern const struct vc_words words_role;
extern const struct vc_words words_state;
extern const struct vc_words words_mode;
extern const struct vc_words words_hash;
extern const struct vc_words words_binding;
extern const struct vc_words words_s_proto;
extern const struct vc_words words_path_state;
extern const struct vc_words words_reason;
extern const struct vc_words words_neighbour;
extern const struct vc_words words_cause;
extern const struct vc_words words_bfd_state;
extern const struct vc_words words_bfd_diag;
extern const struct vc_words words_bfd_auth;
extern const struct vc_words words_bfd_encap;
extern const struct vc_words words_bfd_end;
extern const struct vc_words words_drops;
extern const struct vc_words words_bfd_drops;
extern const struct vc_words words_on_off;
extern const struct vc_words words_up_down;

char *vc_decimal(uint64_t value, char *end);
const char *vc_addr(const struct vc_addr *addr, char *buf);
const char *vc_mac(const uint8_t *mac, char *buf);
const char *vc_usec(uint64_t us, char *buf);
const char *vc_word(const struct vc_words *words, uint32_t value);

#endif /* VCIRC_NAMES_H */
