// SPDX-License-Identifier: GPL-2.0
/*
 * Circuits and events for programs. No key ever vanishes: what does not apply
 * is null. Keys are only ever added; vcirc(8) describes them all.
 */
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>
#include <time.h>

#include "names.h"
#include "vcirc.h"

/*
 * Length of the UTF-8 sequence at p, 0 when it is none: a network device may
 * bear any bytes for a name, JSON may not.
 */
static unsigned int utf8_len(const unsigned char *p)
{
	unsigned int len, i;
	uint32_t c;

	if (p[0] < 0x80)
		return 1;
	len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	c = p[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (len == 3 && (c < 0x800 || (c >= 0xd800 && c < 0xe000)))
		return 0;
	return len == 4 && (c < 0x10000 || c > 0x10ffff) ? 0 : len;
}

static void put_name(struct json_object *obj, const char *key, const char *name)
{
	const unsigned char *p = (const unsigned char *)name;
	char text[VC_NAME_LEN * 3 + 1];
	size_t used = 0;

	while (*p) {
		unsigned int len = utf8_len(p);

		memcpy(text + used, len ? (const char *)p : "\xef\xbf\xbd", len ?: 3);
		used += len ?: 3;
		p += len ?: 1;
	}
	text[used] = '\0';
	json_object_object_add(obj, key, json_object_new_string(text));
}

static void put_word(struct json_object *obj, const char *key,
		     const struct vc_words *words, uint32_t value)
{
	json_object_object_add(obj, key, json_object_new_string(vc_word(words, value)));
}

static void put_uint(struct json_object *obj, const char *key, uint64_t value)
{
	json_object_object_add(obj, key, json_object_new_uint64(value));
}

static void put_ms(struct json_object *obj, const char *key, uint64_t ns)
{
	put_uint(obj, key, ns / VC_NSEC_PER_MSEC);
}

static void put_bool(struct json_object *obj, const char *key, bool value)
{
	json_object_object_add(obj, key, json_object_new_boolean(value));
}

static void put_null(struct json_object *obj, const char *key)
{
	json_object_object_add(obj, key, NULL);
}

/* A number, or null where there is none. */
static void put_uint_if(struct json_object *obj, const char *key, bool there, uint64_t value)
{
	if (there)
		put_uint(obj, key, value);
	else
		put_null(obj, key);
}

static void put_addr(struct json_object *obj, const char *key, const struct vc_addr *addr)
{
	char buf[VC_ADDR_TEXT];

	if (addr->len)
		json_object_object_add(obj, key, json_object_new_string(vc_addr(addr, buf)));
	else
		put_null(obj, key);
}

static void put_drops(struct json_object *obj, const struct vc_words *words,
		      const uint64_t *drops, uint64_t kinds)
{
	struct json_object *nest = json_object_new_object();
	unsigned int i;

	for (i = 0; i < words->count; i++) {
		char key[32], *p;

		if (!words->word[i] || !(kinds & VC_BIT(i)))
			continue;
		snprintf(key, sizeof(key), "%s", words->word[i]);
		for (p = key; *p; p++)
			if (*p == '-')
				*p = '_';
		put_uint(nest, key, drops[i]);
	}
	json_object_object_add(obj, "drops", nest);
}

static struct json_object *bfd_down_object(const struct vc_bfd_down *down)
{
	struct json_object *obj = json_object_new_object();

	put_ms(obj, "ago_ms", down->ago_ns);
	put_word(obj, "end", &words_bfd_end, down->end);
	put_word(obj, "diag", &words_bfd_diag, down->diag);
	put_uint(obj, "detected_us", down->detected_ns / VC_NSEC_PER_USEC);
	return obj;
}

static struct json_object *bfd_echo_object(const struct vc_bfd_echo *echo)
{
	struct json_object *obj = json_object_new_object();

	put_uint_if(obj, "interval_us", echo->interval_us, echo->interval_us);
	put_uint(obj, "tx_packets", echo->tx_packets);
	put_uint(obj, "rx_packets", echo->rx_packets);
	put_uint(obj, "lost", echo->lost);
	put_uint_if(obj, "rtt_last_ns", echo->rx_packets, echo->rtt_last_ns);
	put_uint_if(obj, "rtt_min_ns", echo->rx_packets, echo->rtt_min_ns);
	put_uint_if(obj, "rtt_avg_ns", echo->rx_packets, echo->rtt_avg_ns);
	put_uint_if(obj, "rtt_max_ns", echo->rx_packets, echo->rtt_max_ns);
	put_uint_if(obj, "jitter_ns", echo->rx_packets, echo->jitter_ns);
	return obj;
}

static struct json_object *bfd_object(const struct vc_bfd *bfd)
{
	struct json_object *obj = json_object_new_object();
	/* what the peer says of itself, as long as it says something */
	bool known = bfd->remote_discr;

	put_word(obj, "state", &words_bfd_state, bfd->state);
	put_ms(obj, "since_ms", bfd->since_ns);
	put_word(obj, "encap", &words_bfd_encap, bfd->encap);
	put_addr(obj, "local", &bfd->local);
	put_addr(obj, "peer", &bfd->peer);
	put_uint(obj, "min_tx_us", bfd->min_tx_us);
	put_uint(obj, "min_rx_us", bfd->min_rx_us);
	put_uint(obj, "mult", bfd->mult);
	put_bool(obj, "passive", bfd->passive);
	put_uint_if(obj, "echo_us", bfd->echo_us, bfd->echo_us);
	put_word(obj, "auth", &words_bfd_auth, bfd->auth);
	put_uint_if(obj, "key_id", bfd->has_key_id, bfd->key_id);
	put_uint_if(obj, "key2_id", bfd->has_key2_id, bfd->key2_id);
	put_word(obj, "diag", &words_bfd_diag, bfd->diag);
	put_uint(obj, "discr", bfd->discr);
	put_word(obj, "remote_state", &words_bfd_state, bfd->remote_state);
	put_word(obj, "remote_diag", &words_bfd_diag, bfd->remote_diag);
	put_uint_if(obj, "remote_discr", known, bfd->remote_discr);
	put_uint_if(obj, "remote_min_tx_us", known, bfd->remote_min_tx_us);
	put_uint_if(obj, "remote_min_rx_us", known, bfd->remote_min_rx_us);
	put_uint_if(obj, "remote_min_echo_rx_us", known, bfd->remote_min_echo_rx_us);
	put_uint_if(obj, "remote_mult", known, bfd->remote_mult);
	if (known)
		put_bool(obj, "remote_demand", bfd->remote_demand);
	else
		put_null(obj, "remote_demand");
	put_bool(obj, "polling", bfd->polling);
	put_uint_if(obj, "tx_interval_us", bfd->tx_interval_us, bfd->tx_interval_us);
	put_uint_if(obj, "detect_time_us", bfd->detect_time_us, bfd->detect_time_us);
	put_uint(obj, "times_up", bfd->times_up);
	put_uint(obj, "flaps", bfd->flaps);
	json_object_object_add(obj, "last_down", bfd->has_last_down ?
			       bfd_down_object(&bfd->last_down) : NULL);
	put_uint(obj, "tx_packets", bfd->tx_packets);
	put_uint(obj, "rx_packets", bfd->rx_packets);
	put_drops(obj, &words_bfd_drops, bfd->drops, ~UINT64_C(0));
	put_uint(obj, "timers_late", bfd->timers_late);
	put_uint(obj, "timers_forgiven", bfd->timers_forgiven);
	json_object_object_add(obj, "echo_stats", bfd->has_echo ?
			       bfd_echo_object(&bfd->echo) : NULL);
	return obj;
}

static struct json_object *path_object(const struct vc_path *path)
{
	struct json_object *obj = json_object_new_object();
	char buf[VC_MAC_TEXT];

	put_word(obj, "role", &words_role, path->role);
	put_word(obj, "binding", &words_binding, path->binding);
	if (path->port_name[0])
		put_name(obj, "dev", path->port_name);
	else
		put_null(obj, "dev");
	put_uint_if(obj, "dev_ifindex", path->port_ifindex, path->port_ifindex);
	if (path->has_netnsid)
		json_object_object_add(obj, "dev_netnsid",
				       json_object_new_int(path->port_netnsid));
	else
		put_null(obj, "dev_netnsid");
	if (path->s_vlan) {
		put_uint(obj, "s_vlan", path->s_vlan);
		put_word(obj, "s_proto", &words_s_proto, path->s_proto);
	} else {
		put_null(obj, "s_vlan");
		put_null(obj, "s_proto");
	}
	put_addr(obj, "via", &path->via);
	if (path->via.len)
		put_word(obj, "neighbour", &words_neighbour, path->neighbour);
	else
		put_null(obj, "neighbour");
	if (path->has_neighbour_mac)
		put_name(obj, "neighbour_mac", vc_mac(path->neighbour_mac, buf));
	else
		put_null(obj, "neighbour_mac");
	put_word(obj, "admin", &words_up_down, path->admin_up);
	put_word(obj, "state", &words_path_state, path->state);
	put_word(obj, "reason", &words_reason, path->reason);
	put_bool(obj, "usable", path->usable);
	if (path->binding != VCIRC_BINDING_NONE)
		put_bool(obj, "monitored", vc_monitored(path));
	else
		put_null(obj, "monitored");
	put_uint(obj, "weight", path->weight);
	put_uint(obj, "buckets", path->buckets);
	put_ms(obj, "since_ms", path->since_ns);
	put_uint(obj, "times_up", path->times_up);
	put_uint(obj, "times_down", path->times_down);
	put_uint(obj, "flaps", path->flaps);
	put_uint(obj, "tx_packets", path->tx_packets);
	put_uint(obj, "tx_bytes", path->tx_bytes);
	put_uint(obj, "rx_packets", path->rx_packets);
	put_uint(obj, "rx_bytes", path->rx_bytes);
	put_drops(obj, &words_drops, path->drops, ~VC_CIRCUIT_DROPS);
	json_object_object_add(obj, "bfd", path->has_bfd ? bfd_object(&path->bfd) : NULL);
	return obj;
}

static struct json_object *switch_object(const struct vc_switch *last)
{
	struct json_object *obj = json_object_new_object();

	put_word(obj, "from", &words_role, last->from);
	put_word(obj, "to", &words_role, last->to);
	put_word(obj, "reason", &words_reason, last->reason);
	put_ms(obj, "ago_ms", last->ago_ns);
	return obj;
}

static struct json_object *circuit_object(const struct vc_circuit *circuit)
{
	struct json_object *obj = json_object_new_object();
	struct json_object *paths = json_object_new_array();
	unsigned int i;

	put_name(obj, "name", circuit->name);
	put_uint(obj, "ifindex", circuit->ifindex);
	put_word(obj, "state", &words_state, circuit->state);
	put_ms(obj, "since_ms", circuit->since_ns);
	put_bool(obj, "unmonitored", vc_unmonitored(circuit));
	put_word(obj, "mode", &words_mode, circuit->mode);
	put_bool(obj, "revert", circuit->revert);
	put_word(obj, "hash", &words_hash, circuit->hash);
	put_bool(obj, "symmetric", circuit->symmetric);
	put_uint(obj, "seed", circuit->seed);
	put_uint(obj, "rebalance_time_ms", circuit->rebalance_ms);
	put_uint(obj, "switches", circuit->switches);
	json_object_object_add(obj, "last_switch", circuit->has_switch ?
			       switch_object(&circuit->last_switch) : NULL);
	put_uint(obj, "moving", circuit->moving);
	put_drops(obj, &words_drops, circuit->drops, VC_CIRCUIT_DROPS);
	for (i = 0; i < VC_PATHS; i++)
		json_object_array_add(paths, path_object(&circuit->path[i]));
	json_object_object_add(obj, "paths", paths);
	return obj;
}

/* Print and let go. */
static int print(FILE *out, struct json_object *obj, bool pretty)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text;

	if (pretty)
		flags |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	text = json_object_to_json_string_ext(obj, flags);
	if (text)
		fprintf(out, "%s\n", text);
	json_object_put(obj);
	return text ? 0 : -1;
}

/**
 * json_circuits - print circuits, one array
 * @out: where to
 * @opt: how
 * @list: what
 *
 * Return: 0 or -1 when there is no memory.
 */
int json_circuits(FILE *out, const struct vc_options *opt, const struct vc_list *list)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < list->count; i++)
		json_object_array_add(array, circuit_object(&list->circuit[i]));
	return print(out, array, opt->pretty);
}

static void put_time(struct json_object *obj, uint64_t ns)
{
	time_t seconds = ns / VC_NSEC_PER_SEC;
	char text[64] = "", whole[32];
	struct tm tm;

	if (gmtime_r(&seconds, &tm) && strftime(whole, sizeof(whole), "%Y-%m-%dT%H:%M:%S", &tm))
		snprintf(text, sizeof(text), "%s.%09" PRIu64 "Z", whole, ns % VC_NSEC_PER_SEC);
	json_object_object_add(obj, "time", json_object_new_string(text));
	put_uint(obj, "time_ns", ns);
}

/**
 * json_event - print an event, one object on one line whatever the options say
 * @out: where to
 * @event: what
 *
 * Return: 0 or -1 when there is no memory.
 */
int json_event(FILE *out, const struct vc_event *event)
{
	struct json_object *obj = json_object_new_object();
	bool happened = event->kind != VC_EVENT_RESYNC && event->kind != VC_EVENT_CURRENT;
	const char *kind = event->kind == VC_EVENT_RESYNC ? "resync" : "current";

	put_time(obj, event->time_ns);
	if (happened)
		put_word(obj, "event", &words_cause, event->kind);
	else
		json_object_object_add(obj, "event", json_object_new_string(kind));
	if (event->has_role)
		put_word(obj, "role", &words_role, event->role);
	else
		put_null(obj, "role");
	if (happened)
		put_word(obj, "reason", &words_reason, event->reason);
	else
		put_null(obj, "reason");
	put_uint(obj, "lost", event->lost);
	if (event->has_bfd_state)
		put_word(obj, "bfd_state", &words_bfd_state, event->bfd_state);
	else
		put_null(obj, "bfd_state");
	if (event->has_bfd_diag)
		put_word(obj, "bfd_diag", &words_bfd_diag, event->bfd_diag);
	else
		put_null(obj, "bfd_diag");
	put_uint_if(obj, "bfd_detected_us", event->has_bfd_detected,
		    event->bfd_detected_ns / VC_NSEC_PER_USEC);
	json_object_object_add(obj, "circuit", event->kind == VC_EVENT_RESYNC ? NULL :
			       circuit_object(&event->circuit));
	return print(out, obj, false);
}
