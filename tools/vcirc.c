// SPDX-License-Identifier: GPL-2.0
/* vcirc - make, bind and watch virtual circuits: options and commands */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parse.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static const struct vc_verb verbs[] = {
	{
		.word = "add", .positions = 1, .run = cmd_add,
		.keys = VC_BIT(KEY_PEER) | VC_BIT(KEY_NETNS) | VC_KEYS_PROFILE | VC_KEYS_LINK,
		.synopsis = "add NAME [peer NAME [netns NETNS]] [SETTINGS]",
		.about = "make a circuit, or the two ends of a pair",
	}, {
		.word = "set", .positions = 1, .run = cmd_set,
		.keys = VC_KEYS_PROFILE | VC_KEYS_LINK,
		.any = VC_KEYS_PROFILE | VC_KEYS_LINK,
		.synopsis = "set NAME SETTINGS",
		.about = "change settings of a circuit",
	}, {
		.word = "bind", .positions = 2, .run = cmd_bind,
		.keys = VC_BIT(KEY_DEV) | VC_BIT(KEY_VIA) | VC_BIT(KEY_S_VLAN) |
			VC_BIT(KEY_PROTO) | VC_BIT(KEY_WEIGHT) | VC_BIT(KEY_BFD) |
			VC_KEYS_SESSION,
		.required = VC_BIT(KEY_DEV),
		.synopsis = "bind NAME primary|secondary dev IF "
			    "[via ADDRESS | s-vlan VID [proto 802.1ad|802.1Q]] [weight N] "
			    "[bfd [SESSION]]",
		.about = "bind a path to a port, or to a router on it",
	}, {
		.word = "path", .positions = 2, .run = cmd_path,
		.keys = VC_BIT(KEY_ADMIN) | VC_BIT(KEY_WEIGHT) | VC_BIT(KEY_FORCE) |
			VC_BIT(KEY_BFD) | VC_BIT(KEY_NO_BFD) | VC_KEYS_SESSION,
		.any = VC_BIT(KEY_ADMIN) | VC_BIT(KEY_WEIGHT) | VC_BIT(KEY_BFD) |
		       VC_BIT(KEY_NO_BFD),
		.synopsis = "path NAME primary|secondary [admin up|down] [weight N] [force] "
			    "[bfd [SESSION] | no-bfd]",
		.about = "change settings of a path",
	}, {
		.word = "unbind", .positions = 2, .run = cmd_unbind,
		.keys = VC_BIT(KEY_FORCE),
		.synopsis = "unbind NAME primary|secondary [force]",
		.about = "take a path off its port",
	}, {
		.word = "del", .positions = 1, .run = cmd_del,
		.synopsis = "del NAME",
		.about = "remove a circuit, and the other end of its pair",
	}, {
		.word = "show", .positions = 1, .optional = true, .run = cmd_show,
		.keys = VC_BIT(KEY_SESSIONS),
		.synopsis = "show [NAME [bfd]]",
		.about = "print circuits; the default",
	}, {
		.word = "monitor", .positions = 1, .optional = true, .run = cmd_monitor,
		.synopsis = "monitor [NAME]",
		.about = "print events as they come",
	},
};

enum option {
	OPT_FLAG,
	OPT_COLOR,
	OPT_NETNS,
	OPT_BATCH,
	OPT_VERSION,
	OPT_HELP,
};

/* One or two dashes before any of the words, as ip(8) takes them. */
static const struct {
	enum option option;
	size_t flag;		/* of OPT_FLAG, in struct vc_options */
	const char *word[3];
	const char *usage;
	const char *about;
} options[] = {
	{ OPT_FLAG, offsetof(struct vc_options, json), { "j", "json" },
	  "-j[son]", "JSON instead of text" },
	{ OPT_FLAG, offsetof(struct vc_options, pretty), { "p", "pretty" },
	  "-p[retty]", "indent JSON" },
	{ OPT_FLAG, offsetof(struct vc_options, stats), { "s", "stats", "statistics" },
	  "-s[tats], -statistics", "add counters, and all of BFD sessions" },
	{ OPT_FLAG, offsetof(struct vc_options, details), { "d", "details" },
	  "-d[etails]", "add what is rarely of interest" },
	{ OPT_FLAG, offsetof(struct vc_options, brief), { "br", "brief" },
	  "-br[ief]", "a line a circuit, the least" },
	{ OPT_FLAG, offsetof(struct vc_options, oneline), { "o", "oneline" },
	  "-o[neline]", "a line a circuit, everything" },
	{ OPT_FLAG, offsetof(struct vc_options, timestamp), { "ts", "timestamp" },
	  "-ts, -timestamp", "begin an event with its time" },
	{ OPT_COLOR, 0, { "c", "color" },
	  "-c[olor][=auto|always|never]", "colour the states" },
	{ OPT_NETNS, 0, { "n", "netns" },
	  "-n[etns] NETNS", "work in a network namespace" },
	{ OPT_BATCH, 0, { "b", "batch" },
	  "-b[atch] FILE|-", "run the commands of a file" },
	{ OPT_VERSION, 0, { "V", "Version", "version" },
	  "-V[ersion]", "print the version" },
	{ OPT_HELP, 0, { "h", "help", "?" },
	  "-h[elp]", "print this" },
};

static const struct vc_verb *find_verb(const char *word)
{
	unsigned int i;

	for (i = 0; i < VC_ARRAY_SIZE(verbs); i++)
		if (!strcmp(word, verbs[i].word))
			return &verbs[i];
	return NULL;
}

static void help(void)
{
	unsigned int i;

	puts("Usage: vcirc [OPTIONS] [COMMAND]\n\nCommands:");
	for (i = 0; i < VC_ARRAY_SIZE(verbs); i++)
		printf("  %s\n        %s\n", verbs[i].synopsis, verbs[i].about);
	puts("  COMMAND help\n        print the arguments of a command\n\nOptions:");
	for (i = 0; i < VC_ARRAY_SIZE(options); i++)
		printf("  %-30s %s\n", options[i].usage, options[i].about);
}

static void help_verb(const struct vc_verb *verb)
{
	unsigned int key;

	printf("Usage: vcirc %s\n       %s\n", verb->synopsis, verb->about);
	for (key = KEY_ROLE + 1; key < KEY_COUNT; key++) {
		char left[64];

		if (!(verb->keys & VC_BIT(key)))
			continue;
		snprintf(left, sizeof(left), "%s %s", vc_keys[key].word,
			 vc_keys[key].value);
		printf("  %-34s %s\n", left, vc_keys[key].about);
	}
}

/**
 * vc_run - run one command
 * @ctx: where
 * @argc: words
 * @argv: the command and its arguments
 *
 * Return: exit status.
 */
int vc_run(struct vc_ctx *ctx, int argc, char **argv)
{
	const char *list[VC_ARRAY_SIZE(verbs) + 1];
	const struct vc_verb *verb = find_verb(argv[0]);
	const char *meant;
	struct vc_request req;
	unsigned int i;
	int rc;

	if (verb && argc == 2 && !strcmp(argv[1], "help")) {
		help_verb(verb);
		return VC_DONE;
	}
	if (verb) {
		rc = vc_parse(ctx, verb, argc - 1, argv + 1, &req);
		if (!rc)
			rc = secret_read(ctx, &req);
		if (!rc)
			rc = verb->run(ctx, &req);
		secret_wipe(&req);
		return rc;
	}
	if (!strcmp(argv[0], "help") && argc <= 2) {
		verb = argc == 2 ? find_verb(argv[1]) : NULL;
		if (verb)
			help_verb(verb);
		else
			help();
		return VC_DONE;
	}
	if (argv[0][0] == '-')
		return vc_fail(ctx, VC_USAGE, "option \"%s\": options stand before the command",
			       argv[0]);
	for (i = 0; i < VC_ARRAY_SIZE(verbs); i++)
		list[i] = verbs[i].word;
	list[i++] = "help";
	meant = vc_suggest(argv[0], list, i);
	if (meant)
		return vc_fail(ctx, VC_USAGE, "command \"%s\": unknown (did you mean \"%s\"?)",
			       argv[0], meant);
	return vc_fail(ctx, VC_USAGE, "command \"%s\": unknown (see \"vcirc help\")", argv[0]);
}

/* Index of an option, or -1 after an error line. */
static int find_option(const struct vc_ctx *ctx, const char *arg)
{
	const char *list[VC_ARRAY_SIZE(options) * 2];
	const char *word = arg + 1 + (arg[1] == '-');
	size_t len = strcspn(word, "=");
	unsigned int i, j, count = 0;
	char shorter[32];
	const char *meant;

	for (i = 0; i < VC_ARRAY_SIZE(options); i++) {
		/* only -c takes its value like this */
		size_t n = options[i].option == OPT_COLOR ? len : strlen(word);

		for (j = 0; j < VC_ARRAY_SIZE(options[i].word); j++) {
			const char *w = options[i].word[j];

			if (w && strlen(w) == n && !strncmp(w, word, n))
				return i;
			if (w && j)
				list[count++] = w;
		}
	}
	snprintf(shorter, sizeof(shorter), "%s", word);
	/* one letter is near to everything */
	meant = strlen(shorter) > 2 ? vc_suggest(shorter, list, count) : NULL;
	if (meant)
		vc_fail(ctx, VC_USAGE, "option \"%s\": unknown (did you mean \"-%s\"?)",
			arg, meant);
	else
		vc_fail(ctx, VC_USAGE, "option \"%s\": unknown (see \"vcirc help\")", arg);
	return -1;
}

static int parse_color(const struct vc_ctx *ctx, const char *arg, enum vc_color *color)
{
	static const char *const list[] = {
		[VC_COLOR_NEVER] = "never",
		[VC_COLOR_AUTO] = "auto",
		[VC_COLOR_ALWAYS] = "always",
	};
	const char *value = strchr(arg, '=');
	unsigned int i;

	*color = VC_COLOR_AUTO;
	if (!value)
		return VC_DONE;
	for (i = 0; i < VC_ARRAY_SIZE(list); i++) {
		if (!strcmp(value + 1, list[i])) {
			*color = i;
			return VC_DONE;
		}
	}
	return vc_fail(ctx, VC_USAGE, "color \"%s\": expected auto, always or never", value + 1);
}

static bool want_color(enum vc_color color)
{
	const char *no_color = getenv("NO_COLOR");

	if (color == VC_COLOR_AUTO)
		return isatty(STDOUT_FILENO) && !(no_color && *no_color);
	return color == VC_COLOR_ALWAYS;
}

/**
 * struct settled - what the options settled besides struct vc_options
 * @netns: network namespace, or NULL
 * @batch: file, or NULL
 * @color: when to colour
 * @done: an option was all that was asked for
 */
struct settled {
	const char *netns;
	const char *batch;
	enum vc_color color;
	bool done;
};

/* How many words the option took, or 0 after an error line. */
static int parse_option(struct vc_ctx *ctx, int argc, char **argv, struct settled *set)
{
	int found = find_option(ctx, argv[0]);

	if (found < 0)
		return 0;
	switch (options[found].option) {
	case OPT_FLAG:
		*(bool *)((char *)&ctx->opt + options[found].flag) = true;
		return 1;
	case OPT_COLOR:
		return parse_color(ctx, argv[0], &set->color) ? 0 : 1;
	case OPT_NETNS:
	case OPT_BATCH:
		break;
	case OPT_VERSION:
		puts("vcirc " VERSION);
		set->done = true;
		return 1;
	case OPT_HELP:
		help();
		set->done = true;
		return 1;
	}
	if (argc < 2) {
		vc_fail(ctx, VC_USAGE, "%s: value is missing", argv[0]);
		return 0;
	}
	if (options[found].option == OPT_NETNS)
		set->netns = argv[1];
	else
		set->batch = argv[1];
	return 2;
}

/* Everything after the options; the kernel has been asked nothing before. */
static int run_all(struct vc_ctx *ctx, const struct settled *set, int argc, char **argv)
{
	static char show[] = "show";
	char *bare[] = { show };
	char why[VC_TEXT_LEN];

	if (set->batch && argc)
		return vc_fail(ctx, VC_USAGE, "command \"%s\": not together with -batch", argv[0]);
	if (set->netns && netns_enter(set->netns, why, sizeof(why)))
		return vc_fail(ctx, VC_USAGE, "netns \"%s\": %s", set->netns, why);
	if (set->batch)
		return vc_batch(ctx, set->batch);
	return argc ? vc_run(ctx, argc, argv) : vc_run(ctx, 1, bare);
}

int main(int argc, char **argv)
{
	struct vc_ctx ctx = { 0 };
	struct settled set = { 0 };
	int i = 1, rc = VC_DONE, took;

	while (i < argc && argv[i][0] == '-' && argv[i][1] && !set.done) {
		took = parse_option(&ctx, argc - i, argv + i, &set);
		if (!took)
			return VC_USAGE;
		i += took;
	}
	ctx.opt.color = want_color(set.color);
	if (!set.done)
		rc = run_all(&ctx, &set, argc - i, argv + i);
	if (ctx.kernel)
		kernel_close(ctx.kernel);
	if ((fflush(stdout) || ferror(stdout)) && !rc)
		rc = vc_fail(&ctx, VC_USAGE, "standard output: %s", strerror(errno));
	return rc;
}
