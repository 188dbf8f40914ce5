/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "story.h"

#include "discovery/dns.h"
#include "discovery/inquiry.h"
#include "names.h"
#include "network.h"

#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>

/* Answers wait this many times longer for each other, except where a story is about just that. */
#define BUSY_MACHINE 15

static GHashTable *vouched; /* names with DNSSEC */

static void
tell_address (Story *story, char **words)
{
  story->address = g_strdup (words[1]);
}

static void
tell_dns (Story *story, char **words)
{
  if (g_str_has_prefix (words[2], "delay="))
    names_set_delay (words[1], (guint)atoi (words[2] + strlen ("delay=")));
  else if (g_str_equal (words[2], "servfail"))
    names_set_broken (words[1]);
  else if (g_str_equal (words[2], "silent"))
    names_set_silent (words[1]);
  else {
    g_autofree char *value = g_strjoinv (" ", words + 3);
    names_add_record (words[1], words[2], value);
  }
}

static void
tell_dnssec (Story *story, char **words)
{
  g_hash_table_add (vouched, g_strdup (words[1]));
}

static void
tell_listen (Story *story, char **words)
{
  static const char *const kinds[N_CERTIFICATES] = {
    [CERTIFICATE_GOOD] = "tls",
    [CERTIFICATE_EXPIRED] = "expired",
    [CERTIFICATE_SELF_SIGNED] = "self-signed",
  };
  g_auto (GStrv) place = g_strsplit (words[1], ":", 2);
  guint16 port = (guint16)atoi (place[1]);

  if (g_str_equal (words[2], "silent")) {
    network_add_silence (place[0], port);
    return;
  }
  if (g_str_equal (words[2], "plain")) {
    web_listen (story->web, place[0], port, CERTIFICATE_GOOD, NULL);
    return;
  }
  CertificateKind kind = 0;
  while (kind < N_CERTIFICATES && !g_str_equal (words[2], kinds[kind]))
    kind++;
  g_assert_cmpint (kind, <, N_CERTIFICATES);
  web_listen (story->web, place[0], port, kind, words[3]);
}

char *
story_read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "discovery", folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
tell_page (Story *story, char **words)
{
  static const struct {
    const char *word;
    WebKind kind;
  } kinds[] = {
    { "redirect", WEB_REDIRECT }, { "endless", WEB_ENDLESS }, { "bomb", WEB_BOMB },
    { "drip", WEB_DRIP },         { "hang", WEB_HANG },       { "short", WEB_SHORT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (words[2], kinds[i].word)) {
      web_add_page (story->web, words[1], kinds[i].kind, 302, NULL, words[3], 0);
      return;
    }
  }
  g_autofree char *text
      = g_str_equal (words[4], "-") ? g_strdup ("") : story_read_file ("web", words[4]);
  guint delay = words[5] != NULL ? (guint)atoi (words[5] + strlen ("delay=")) : 0;
  web_add_page (story->web, words[1], WEB_DOCUMENT, (guint)atoi (words[2]), words[3], text, delay);
}

static void
tell_network (Story *story, char **words)
{
  if (g_str_equal (words[1], "none"))
    network_set_state (FALSE, G_NETWORK_CONNECTIVITY_LOCAL);
  else
    network_set_state (TRUE, G_NETWORK_CONNECTIVITY_PORTAL);
}

static void
tell_option (Story *story, char **words)
{
  if (g_str_equal (words[1], "offline"))
    story->options.offline = TRUE;
  else if (g_str_equal (words[1], "ispdb"))
    story->options.ispdb_url = g_strdup (words[2] != NULL ? words[2] : "");
  else if (g_str_equal (words[1], "deadline"))
    story->options.deadline_ms = (guint)atoi (words[2]);
  else if (g_str_equal (words[1], "survey"))
    story->surveys = TRUE;
  else if (g_str_equal (words[1], "knock"))
    story->knocks = TRUE;
  else if (g_str_equal (words[1], "true-pace"))
    lp_patience_set_factor (1);
  else
    g_error ("unknown option %s", words[1]);
}

/* Whether DNSSEC vouches is told by a header alone, with or without the AD bit (RFC 4035 §3.2.3). */
static int
query (const char *name, int type, gboolean trusted_only, guchar *answer, int size)
{
  HEADER header = { .qr = 1, .ad = g_hash_table_contains (vouched, name) };

  if (!trusted_only)
    return type == ns_t_txt ? names_query_texts (name, answer, size) : -1;
  memcpy (answer, &header, sizeof header);
  return sizeof header;
}

static const struct {
  const char *word;
  guint n_words; /* at least */
  void (*tell) (Story *story, char **words);
} lines[] = {
  { "about", 2 },
  { "address", 2, tell_address },
  { "dns", 3, tell_dns },
  { "dnssec", 2, tell_dnssec },
  { "listen", 3, tell_listen },
  { "page", 3, tell_page },
  { "network", 2, tell_network },
  { "option", 2, tell_option },
};

static gboolean
tell_line (Story *story, char **words)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    if (!g_str_equal (lines[i].word, words[0]) || g_strv_length (words) < lines[i].n_words)
      continue;
    if (lines[i].tell != NULL)
      lines[i].tell (story, words);
    return TRUE;
  }
  return FALSE;
}

static char **
split_words (const char *line)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit_set (line, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  }
  return g_strv_builder_end (builder);
}

void
story_install (void)
{
  vouched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  names_install ();
  lp_dns_set_query (query);
}

void
story_tell (Story *story, const char *name)
{
  g_autofree char *text = story_read_file ("stories", name);
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);

  lp_patience_set_factor (BUSY_MACHINE);
  names_clear ();
  network_clear ();
  network_set_state (TRUE, G_NETWORK_CONNECTIVITY_FULL);
  g_hash_table_remove_all (vouched);
  for (guint i = 0; rows[i] != NULL; i++) {
    g_auto (GStrv) words = split_words (rows[i]);
    if (words[0] == NULL || words[0][0] == '#' || tell_line (story, words))
      continue;
    g_ptr_array_add (story->checks, g_steal_pointer (&words));
  }
}
