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

/* No key is put twice, and all but those of drops are constants: say so. */
static void put(struct json_object *obj, const char *key, struct json_object *value)
{
	json_object_object_add_ex(obj, key, value,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW |
				  JSON_C_OBJECT_KEY_IS_CONSTANT);
}

static void put_name(struct json_object *obj, const char *key, const char *name)
{
	const unsigned char *p = (const unsigned char *)name;
	char text[VC_DEV_LEN * 3 + 1];
	size_t used = 0;

	while (*p) {
		unsigned int len = utf8_len(p);

		memcpy(text + used, len ? (const char *)p : "\xef\xbf\xbd", len ?: 3);
		used += len ?: 3;
		p += len ?: 1;
	}
	text[used] = '\0';
	put(obj, key, json_object_new_string(text));
}

static void put_word(struct json_object *obj, const char *key,
		     const struct vc_words *words, uint32_t value)
{
	put(obj, key, json_object_new_string(vc_word(words, value)));
}

static void put_uint(struct json_object *obj, const char *key, uint64_t value)
{
	put(obj, key, json_object_new_uint64(value));
}

static void put_ms(struct json_object *obj, const char *key, uint64_t ns)
{
	put_uint(obj, key, ns / VC_NSEC_PER_MSEC);
}

static void put_bool(struct json_object *obj, const char *key, bool value)
{
	put(obj, key, json_object_new_boolean(value));
}

static void put_null(struct json_object *obj, const char *key)
{
	put(obj, key, NULL);
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
		put(obj, key, json_object_new_string(vc_addr(addr, buf)));
	else
		put_null(obj, key);
}

static void put_drops(struct json_object *obj, const struct vc_words *words,
		      const uint64_t *drops, uint64_t kinds)
{
	struct json_object *nest = json_object_new_object();
	unsigned int i, n;
	char key[32];

	for (i = 0; i < words->count; i++) {
		const char *word = words->word[i];

		if (!word || !(kinds & VC_BIT(i)))
			continue;
		for (n = 0; word[n] && n < sizeof(key) - 1; n++)
			key[n] = word[n] == '-' ? '_' : word[n];
		key[n] = '\0';
		json_object_object_add_ex(nest, key, json_object_new_uint64(drops[i]),
					  JSON_C_OBJECT_ADD_KEY_IS_NEW);
	}
	put(obj, "drops", nest);
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
	put(obj, "last_down", bfd->has_last_down ? bfd_down_object(&bfd->last_down) : NULL);
	put_uint(obj, "tx_packets", bfd->tx_packets);
	put_uint(obj, "rx_packets", bfd->rx_packets);
	put_drops(obj, &words_bfd_drops, bfd->drops, ~UINT64_C(0));
	put_uint(obj, "timers_late", bfd->timers_late);
	put_uint(obj, "timers_forgiven", bfd->timers_forgiven);
	put(obj, "echo_stats", bfd->has_echo ? bfd_echo_object(&bfd->echo) : NULL);
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
		put(obj, "dev_netnsid", json_object_new_int(path->port_netnsid));
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
	put(obj, "bfd", path->bfd ? bfd_object(path->bfd) : NULL);
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
	put(obj, "last_switch",
	    circuit->has_switch ? switch_object(&circuit->last_switch) : NULL);
	put_uint(obj, "moving", circuit->moving);
	put_drops(obj, &words_drops, circuit->drops, VC_CIRCUIT_DROPS);
	for (i = 0; i < VC_PATHS; i++)
		json_object_array_add(paths, path_object(&circuit->path[i]));
	put(obj, "paths", paths);
	return obj;
}

static const char *text_of(struct json_object *obj, bool pretty, size_t *len)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;

	if (pretty)
		flags |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	return json_object_to_json_string_length(obj, flags, len);
}

/*
 * The objects of a circuit take some twenty times the memory of the circuit:
 * they are let go before the next. For the indentation each is printed as an
 * array, but for the brackets.
 */
static int print_element(FILE *out, struct json_object *element, bool pretty)
{
	struct json_object *array = json_object_new_array();
	const char *text;
	size_t len;

	json_object_array_add(array, element);
	text = text_of(array, pretty, &len);
	if (text)
		fwrite(text + 1, 1, len - (pretty ? strlen("[\n]") : strlen("[]")), out);
	json_object_put(array);
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
	size_t i;

	fputc('[', out);
	for (i = 0; i < list->count; i++) {
		if (i)
			fputc(',', out);
		if (print_element(out, circuit_object(&list->circuit[i]), opt->pretty))
			return -1;
	}
	fputs(opt->pretty ? "\n]\n" : "]\n", out);
	return 0;
}

static void put_time(struct json_object *obj, uint64_t ns)
{
	time_t seconds = ns / VC_NSEC_PER_SEC;
	char text[64] = "", whole[32];
	struct tm tm;

	if (gmtime_r(&seconds, &tm) && strftime(whole, sizeof(whole), "%Y-%m-%dT%H:%M:%S", &tm))
		snprintf(text, sizeof(text), "%s.%09" PRIu64 "Z", whole, ns % VC_NSEC_PER_SEC);
	put(obj, "time", json_object_new_string(text));
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
	const char *text;
	size_t len;

	put_time(obj, event->time_ns);
	if (happened)
		put_word(obj, "event", &words_cause, event->kind);
	else
		put(obj, "event", json_object_new_string(kind));
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
	put(obj, "circuit",
	    event->kind == VC_EVENT_RESYNC ? NULL : circuit_object(&event->circuit));
	text = text_of(obj, false, &len);
	if (text)
		fprintf(out, "%s\n", text);
	json_object_put(obj);
	return text ? 0 : -1;
}
