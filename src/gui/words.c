/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages say about servers, times and steps. */
#include "gui/words.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

char *
lp_words_isolate (const char *text)
{
  return g_strconcat ("\u2068", text ? text : "", "\u2069", NULL);
}

char *
lp_words_isolate_names (const char *sentence, const LpServer *server)
{
  const char *names[] = { server->user, server->host };
  g_autoptr (GString) text = g_string_new (sentence);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *isolated = lp_words_isolate (names[i]);
    if (names[i] && *names[i])
      g_string_replace (text, names[i], isolated, 0);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* g_get_real_name() answers "Unknown" where there is none. */
char *
lp_words_dup_real_name (void)
{
  const char *name = g_get_real_name ();
  gboolean is_known = !g_str_equal (name, "Unknown") && g_strcmp0 (name, g_get_user_name ()) != 0;
  return g_strdup (is_known ? name : "");
}

char *
lp_words_duration (guint ms)
{
  /* Translators: a time in milliseconds. */
  return ms < 1000 ? g_strdup_printf (_ ("%u ms"), ms) : lp_words_seconds (ms);
}

char *
lp_words_seconds (guint ms)
{
  if (ms < 10000) {
    /* Translators: a time in seconds, with one decimal. */
    return g_strdup_printf (_ ("%.1f s"), ms / 1000.0);
  }
  /* Translators: a time in whole seconds. */
  return g_strdup_printf (_ ("%u s"), ms / 1000);
}

char *
lp_words_date (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time);
  if (!date)
    return g_strdup ("?");
  /* Translators: a day with its year, in the form of g_date_time_format(): "3 March 2026". */
  return g_date_time_format (date, _ ("%-e %B %Y"));
}

const char *
lp_words_security (LpSecurity security)
{
  static const char *const words[] = { N_ ("TLS"), N_ ("STARTTLS"), N_ ("not encrypted") };
  return _ (words[security]);
}

char *
lp_words_server (const LpServer *server)
{
  g_autofree char *host = lp_words_isolate (server->host);
  /* Translators: a server: host name, number of the port, kind of encryption. */
  return g_strdup_printf (_ ("%s, port %u, %s"), host, server->port,
                          lp_words_security (server->security));
}

/* Other sources stay without a row: their settings were published somewhere. */
static const struct {
  const char *source;
  const char *words;
} source_words[] = {
  { "file", N_ ("From the file you opened") },
  { "given", N_ ("Entered by you") },
  { "guess", N_ ("Usual names, tried one by one") },
  { "local", N_ ("From this computer’s own list") },
  { "providers", N_ ("From the built-in list") },
};

char *
lp_words_source (const char *source, const char *domain)
{
  g_autofree char *isolated = lp_words_isolate (domain);
  for (gsize i = 0; i < G_N_ELEMENTS (source_words); i++) {
    if (g_strcmp0 (source, source_words[i].source) == 0)
      return g_strdup (_ (source_words[i].words));
  }
  return g_strdup_printf (_ ("Published by %s"), isolated);
}

LpStepId
lp_words_step_of (LpStageId stage)
{
  static const LpStepId steps[LP_N_STAGES] = {
    [LP_STAGE_LOOK_UP] = LP_STEP_FIND,
    [LP_STAGE_CONNECT] = LP_STEP_REACH,
    [LP_STAGE_TLS] = LP_STEP_ENCRYPT,
    [LP_STAGE_STARTTLS] = LP_STEP_ENCRYPT,
    [LP_STAGE_CERTIFICATE] = LP_STEP_IDENTITY,
    [LP_STAGE_GREETING] = LP_STEP_GREETING,
    [LP_STAGE_CAPABILITIES] = LP_STEP_GREETING,
    [LP_STAGE_SIGN_IN] = LP_STEP_SIGN_IN,
    [LP_STAGE_MAILBOX] = LP_STEP_LAST,
    [LP_STAGE_SENDER] = LP_STEP_LAST,
    [LP_STAGE_GOODBYE] = LP_N_STEPS,
  };
  return stage < LP_N_STAGES ? steps[stage] : LP_N_STEPS;
}

typedef struct {
  const char *running;
  const char *done;
  const char *later; /* not yet, or not tried */
} StepWords;

static const StepWords step_words[LP_N_STEPS] = {
  [LP_STEP_FIND] = { N_ ("Looking up the server…"), N_ ("Server found"), N_ ("Server name") },
  [LP_STEP_REACH] = { N_ ("Reaching the server…"), N_ ("Server reached"), N_ ("Server") },
  [LP_STEP_ENCRYPT]
  = { N_ ("Encrypting the connection…"), N_ ("Connection encrypted"), N_ ("Encryption") },
  [LP_STEP_IDENTITY]
  = { N_ ("Checking its identity…"), N_ ("Identity confirmed"), N_ ("Identity") },
  [LP_STEP_GREETING]
  = { N_ ("Waiting for the mail service…"), N_ ("Mail service answered"), N_ ("Mail service") },
  [LP_STEP_SIGN_IN] = { N_ ("Signing in…"), N_ ("Signed in"), N_ ("Sign-in") },
};

static const StepWords last_words[LP_N_SIDES] = {
  [LP_SIDE_INCOMING] = { N_ ("Opening the inbox…"), N_ ("Inbox opened"), N_ ("Inbox") },
  [LP_SIDE_OUTGOING]
  = { N_ ("Asking for permission to send…"), N_ ("Permission to send"), N_ ("Permission to send") },
};

const char *
lp_words_step_title (LpStepId step, LpSide side, LpStepState state)
{
  const StepWords *words = step == LP_STEP_LAST ? &last_words[side] : &step_words[step];
  if (state == LP_STEP_RUNNING)
    return _ (words->running);
  return _ (state == LP_STEP_LATER || state == LP_STEP_NOT_TRIED ? words->later : words->done);
}

static char *
describe_find (const LpServer *server, const char *detail)
{
  g_autofree char *host = lp_words_isolate (server->host);
  g_autofree char *address = lp_words_isolate (detail);
  /* Translators: the first is a host's name, the second its numeric address. */
  return detail ? g_strdup_printf (_ ("%s is %s"), host, address) : g_steal_pointer (&host);
}

static char *
describe_encryption (const LpServer *server, const char *detail, const LpOutcome *outcome)
{
  const char *version = outcome && outcome->tls_version ? outcome->tls_version : detail;
  if (server->security == LP_SECURITY_STARTTLS && version)
    return g_strdup_printf (_ ("STARTTLS, %s"), version);
  return g_strdup (version);
}

static char *
describe_identity (const LpOutcome *outcome, const char *detail)
{
  if (!outcome || !outcome->certificate)
    return g_strdup (detail);
  g_autofree char *date = lp_words_date (outcome->certificate->not_after);
  g_autofree char *issuer = lp_words_isolate (outcome->certificate->issuer_words);
  /* Translators: the first is a day, the second who issued the certificate. */
  return g_strdup_printf (_ ("Certificate valid until %s, issued by %s"), date, issuer);
}

static char *
describe_greeting (LpSide side, const char *detail, const LpOutcome *outcome)
{
  if (side == LP_SIDE_OUTGOING && outcome && outcome->requirement == LP_REQUIREMENT_PROVED)
    return g_strdup (_ ("Asks for a sign-in before it accepts mail"));
  return g_strdup (detail);
}

static char *
describe_sign_in (LpSide side, const LpServer *server, const LpOutcome *outcome)
{
  if (side == LP_SIDE_OUTGOING && outcome && outcome->verdict == LP_VERDICT_OK
      && outcome->requirement == LP_REQUIREMENT_PROVED && server->sign_in != LP_SIGN_IN_OAUTH2)
    return g_strdup (_ ("The server requires it, and accepted your password"));
  if (!server->user)
    return NULL;
  g_autofree char *user = lp_words_isolate (server->user);
  if (server->sign_in == LP_SIGN_IN_OAUTH2)
    /* Translators: signed in with the browser as this user. */
    return g_strdup_printf (_ ("With the browser, as %s"), user);
  /* Translators: signed in as this user. */
  return g_strdup_printf (_ ("As %s"), user);
}

static char *
describe_last (LpSide side, const LpServer *server, const char *detail, const LpOutcome *outcome)
{
  if (side == LP_SIDE_OUTGOING)
    return g_strdup (outcome ? _ ("Confirmed without sending a message")
                             : _ ("No message is sent by this check"));
  if (!outcome || outcome->messages < 0)
    return g_strdup (outcome ? detail : _ ("No message is changed by this check"));
  gulong messages = (gulong)outcome->messages;
  return g_strdup_printf (server->protocol == LP_PROTOCOL_POP3
                              ? ngettext ("%'lu message waiting", "%'lu messages waiting", messages)
                              : ngettext ("%'lu message", "%'lu messages", messages),
                          messages);
}

char *
lp_words_step_detail (LpStepId step, LpSide side, const LpServer *server, const char *detail,
                      const LpOutcome *outcome)
{
  switch (step) {
  case LP_STEP_FIND:
    return describe_find (server, detail);
  case LP_STEP_REACH:
    return g_strdup_printf (_ ("Port %u answered"), server->port);
  case LP_STEP_ENCRYPT:
    return describe_encryption (server, detail, outcome);
  case LP_STEP_IDENTITY:
    return describe_identity (outcome, detail);
  case LP_STEP_GREETING:
    return describe_greeting (side, detail, outcome);
  case LP_STEP_SIGN_IN:
    return describe_sign_in (side, server, outcome);
  case LP_STEP_LAST:
    return describe_last (side, server, detail, outcome);
  default:
    return NULL;
  }
}
