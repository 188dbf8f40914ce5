/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "story.h"

#define FINGERPRINT "4f9a11c02be7d3385a6e0d7c9b21f4e85d03a7714c8be2096f1ad35e70c4b829"

gboolean
story_hangs (const Story *story, const char *what)
{
  return g_strcmp0 (story->hangs, what) == 0;
}

static gboolean
has_apps (const Story *story, const char *what)
{
  return g_strcmp0 (story->apps, what) == 0;
}

static LpServer *
make_server (const Story *story, LpProtocolId protocol, const char *host, guint port,
             LpSecurity security, const char *user)
{
  LpServer *server = lp_server_new (protocol, host, port, security, user);
  server->sign_in = story->sign_in;
  server->pin = story->pinned ? g_strdup (FINGERPRINT) : NULL;
  return server;
}

LpCandidate *
story_make_candidate (const Story *story, const LpAddress *address)
{
  if (!story->source)
    return NULL;
  g_autofree char *imap = g_strconcat ("imap.", address->domain, NULL);
  g_autofree char *smtp = g_strconcat ("smtp.", address->domain, NULL);
  LpCandidate *candidate = lp_candidate_new (story->source, LP_TRUST_AUTHENTICATED, "the story");
  candidate->incoming
      = make_server (story, LP_PROTOCOL_IMAP, imap, 0, LP_SECURITY_TLS, address->text);
  candidate->outgoing
      = make_server (story, LP_PROTOCOL_SMTP, smtp, story->changed ? 587 : 465,
                     story->changed ? LP_SECURITY_STARTTLS : LP_SECURITY_TLS, address->text);
  candidate->provider_name
      = g_strdup (story->sign_in == LP_SIGN_IN_OAUTH2 ? "Outlook.com" : "Fjordpost");
  candidate->issuer = story->sign_in == LP_SIGN_IN_OAUTH2 ? g_strdup ("microsoft") : NULL;
  if (story->hint)
    lp_candidate_add_hint (candidate, story->hint, "The provider has a page for this.",
                           "https://account.example.org/app-passwords");
  return candidate;
}

/* The stages of a conversation that begins with TLS, with what each says. */
static const struct {
  LpStageId stage;
  guint ms;
  const char *detail[LP_N_SIDES];
} usual_stages[] = {
  { LP_STAGE_LOOK_UP, 12, { "192.0.2.24", "192.0.2.25" } },
  { LP_STAGE_CONNECT, 31, { NULL, NULL } },
  { LP_STAGE_TLS, 44, { "TLS 1.3", "TLS 1.3" } },
  { LP_STAGE_CERTIFICATE, 2, { NULL, NULL } },
  { LP_STAGE_GREETING, 28, { "Dovecot, IMAP4rev1", "ESMTP" } },
  { LP_STAGE_SIGN_IN, 190, { "PLAIN", "PLAIN" } },
  { LP_STAGE_MAILBOX, 41, { NULL, NULL } },
  { LP_STAGE_SENDER, 38, { NULL, NULL } },
};

static gboolean
belongs_to (LpStageId stage, LpSide side)
{
  return stage != (side == LP_SIDE_INCOMING ? LP_STAGE_SENDER : LP_STAGE_MAILBOX);
}

/* A wrong password, or one of the wrong kind, is wrong once: the next one is right. */
static LpVerdict
get_verdict (const Story *story, LpSide side, guint n_checks)
{
  gboolean is_of_password = story->incoming == LP_VERDICT_WRONG_CREDENTIALS
                            || story->incoming == LP_VERDICT_APP_PASSWORD_REQUIRED;
  if (side == LP_SIDE_INCOMING && is_of_password && n_checks > 1)
    return LP_VERDICT_OK;
  return side == LP_SIDE_INCOMING ? story->incoming : story->outgoing;
}

static void
event_free (gpointer data)
{
  StoryEvent *event = data;
  lp_server_free (event->server);
  if (event->result)
    g_free (event->result->detail);
  g_free (event->result);
  g_free (event);
}

static StoryEvent *
add_event (GPtrArray *events, const LpServer *server, LpStageId stage)
{
  StoryEvent *event = g_new0 (StoryEvent, 1);
  event->server = lp_server_copy (server);
  event->stage = stage;
  g_ptr_array_add (events, event);
  return event;
}

static void
add_events (GPtrArray *events, const Story *story, const LpServer *server, LpSide side,
            guint n_checks)
{
  LpVerdict verdict = get_verdict (story, side, n_checks);
  LpStageId at = side == LP_SIDE_INCOMING ? story->incoming_at : story->outgoing_at;
  for (gsize i = 0; i < G_N_ELEMENTS (usual_stages); i++) {
    LpStageId stage = usual_stages[i].stage;
    if (!belongs_to (stage, side))
      continue;
    gboolean fails = verdict != LP_VERDICT_OK && stage == at;
    add_event (events, server, stage);
    StoryEvent *end = add_event (events, server, stage);
    end->hangs = side == LP_SIDE_OUTGOING && story_hangs (story, lp_stage_get_name (stage));
    end->result = g_new0 (LpStageResult, 1);
    end->result->stage = stage;
    end->result->ms = fails && verdict == LP_VERDICT_TIMED_OUT ? 15000 : usual_stages[i].ms;
    end->result->verdict = fails ? verdict : LP_VERDICT_OK;
    end->result->detail = g_strdup (usual_stages[i].detail[side]);
    if (fails)
      return;
  }
}

GPtrArray *
story_make_events (const Story *story, const LpAccount *account, guint n_checks)
{
  GPtrArray *events = g_ptr_array_new_with_free_func (event_free);
  add_events (events, story, account->incoming, LP_SIDE_INCOMING, n_checks);
  if (get_verdict (story, LP_SIDE_INCOMING, n_checks) == LP_VERDICT_OK && account->outgoing)
    add_events (events, story, account->outgoing, LP_SIDE_OUTGOING, n_checks);
  return events;
}

static LpCertificate *
make_certificate (const LpServer *server, LpVerdict fault)
{
  LpCertificate *certificate = g_new0 (LpCertificate, 1);
  gboolean is_own = fault == LP_VERDICT_CERTIFICATE_SELF_SIGNED;
  const char *names[]
      = { fault == LP_VERDICT_CERTIFICATE_WRONG_HOST ? "web04.bighost.example" : server->host,
          NULL };
  certificate->subject = g_strdup_printf ("CN=%s", names[0]);
  certificate->issuer = g_strdup (is_own ? certificate->subject : "CN=R11,O=Let's Encrypt,C=US");
  certificate->issuer_words = g_strdup (is_own ? names[0] : "Let’s Encrypt");
  certificate->names = g_strdupv ((char **)names);
  certificate->not_before = 1764720000;
  certificate->not_after = 1772496000;
  certificate->sha256 = g_strdup (FINGERPRINT);
  certificate->self_signed = is_own;
  certificate->chain_length = 1;
  certificate->key_bits = 2048;
  certificate->faults = g_array_new (FALSE, FALSE, sizeof (LpVerdict));
  if (fault != LP_VERDICT_OK)
    g_array_append_val (certificate->faults, fault);
  return certificate;
}

static gboolean
is_certificate_fault (LpVerdict verdict)
{
  return verdict >= LP_VERDICT_CERTIFICATE_EXPIRED && verdict <= LP_VERDICT_CERTIFICATE_WEAK;
}

static LpOutcome *
make_outcome (const Story *story, const LpServer *server, LpSide side, guint n_checks)
{
  LpOutcome *outcome = lp_outcome_new (server);
  LpVerdict verdict = get_verdict (story, side, n_checks);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (event_free);
  add_events (events, story, server, side, n_checks);
  for (guint i = 0; i < events->len; i++) {
    const StoryEvent *event = g_ptr_array_index (events, i);
    if (!event->result)
      continue;
    lp_outcome_add_stage (outcome, event->stage, event->result->verdict, event->result->ms,
                          event->result->detail);
    outcome->elapsed_ms += event->result->ms;
  }
  outcome->verdict = verdict;
  outcome->messages = 1284;
  outcome->mailbox_full = story->full && side == LP_SIDE_OUTGOING;
  outcome->tls_version = g_strdup (verdict == LP_VERDICT_TLS_VERSION ? "TLS 1.0" : "TLS 1.3");
  outcome->server_text = verdict == LP_VERDICT_OK ? NULL : g_strdup (story->words);
  if (verdict == LP_VERDICT_ANOTHER_ACCOUNT)
    outcome->signed_in = g_strdup ("lind_family@fjordpost.example");
  if (story->also_tried && side == LP_SIDE_INCOMING)
    outcome->also_tried = g_strsplit (story->also_tried, " ", 0);
  outcome->certificate
      = make_certificate (server, is_certificate_fault (verdict) ? verdict : LP_VERDICT_OK);
  outcome->requirement = side == LP_SIDE_OUTGOING ? LP_REQUIREMENT_PROVED : LP_REQUIREMENT_UNKNOWN;
  return outcome;
}

static void
add_change (LpReport *report)
{
  LpSuggestion *change = g_new0 (LpSuggestion, 1);
  change->code = g_strdup ("port-switched");
  change->side = LP_SIDE_OUTGOING;
  change->was = lp_server_copy (report->account->outgoing);
  change->was->port = 25;
  change->now = lp_server_copy (report->account->outgoing);
  change->text
      = g_strdup ("The published settings name port 25, which is blocked on this network. Port 587 "
                  "works here and on other networks.");
  change->applied = TRUE;
  g_ptr_array_add (report->suggestions, change);
}

LpReport *
story_make_report (const Story *story, const LpAccount *account, guint n_checks)
{
  LpReport *report = lp_report_new (account);
  gboolean received = get_verdict (story, LP_SIDE_INCOMING, n_checks) == LP_VERDICT_OK;
  report->incoming = make_outcome (story, account->incoming, LP_SIDE_INCOMING, n_checks);
  if (received && account->outgoing)
    report->outgoing = make_outcome (story, account->outgoing, LP_SIDE_OUTGOING, n_checks);
  report->verdict
      = received ? get_verdict (story, LP_SIDE_OUTGOING, n_checks) : report->incoming->verdict;
  report->elapsed_ms = 840;
  report->source = g_strdup (story->source);
  report->authenticated = TRUE;
  if (story->changed)
    add_change (report);
  return report;
}

static GPtrArray *
make_found (const char *text)
{
  g_autoptr (LpAddress) address = lp_address_parse (text, NULL);
  GPtrArray *accounts = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_found_account_free);
  LpFoundAccount *found = g_new0 (LpFoundAccount, 1);
  found->account = lp_account_new (address);
  found->account->incoming
      = lp_server_new (LP_PROTOCOL_IMAP, "imap.fjordpost.example", 0, LP_SECURITY_TLS, text);
  found->account->outgoing
      = lp_server_new (LP_PROTOCOL_SMTP, "smtp.fjordpost.example", 0, LP_SECURITY_TLS, text);
  found->where = g_strdup ("the story");
  g_ptr_array_add (accounts, found);
  return accounts;
}

GPtrArray *
story_make_infos (const Story *story)
{
  guint n_clients;
  const LpClient *clients = lp_clients_get (&n_clients);
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_info_free);
  for (guint i = 0; i < n_clients; i++) {
    LpClientInfo *info = g_new0 (LpClientInfo, 1);
    info->client = &clients[i];
    info->state.installed = !has_apps (story, "none") && (!has_apps (story, "one") || i == 0);
    info->state.running = has_apps (story, "running") && i == 0;
    info->can_sign_in = story->sign_in != LP_SIGN_IN_OAUTH2 || (clients[i].can & LP_CAN_OAUTH2_OWN);
    info->has_account = i == 1;
    if (has_apps (story, "set-up") && i < 2)
      info->accounts
          = make_found (i == 0 ? "maya.lind@fjordpost.example" : "m.lind@posteo.example");
    g_ptr_array_add (infos, info);
  }
  return infos;
}

/* Where an app cannot be written: the story, the app, and how that is left. */
static const struct {
  const char *story;
  const char *client_id;
  LpLeft left;
  const char *message;
} failures[] = {
  { "partly", "thunderbird", LP_LEFT_ALONE, "its settings file is read-only" },
  { "half-way", "thunderbird", LP_LEFT_HALF_WAY, "It is changed in part. The disk is full." },
  { "half-way", "evolution", LP_LEFT_ALONE, "the disk is full" },
  { "by-hand", "thunderbird", LP_LEFT_BY_HAND, "Put this there yourself:\naccount maya" },
  { "by-hand", "evolution", LP_LEFT_ALONE, "the disk is full" },
  { "by-hand-stays", "thunderbird", LP_LEFT_BY_HAND, "Put this there yourself:\naccount maya" },
  { "by-hand-stays", "evolution", LP_LEFT_ALONE, "the disk is full" },
};

LpClientResult *
story_make_result (const Story *story, const char *client_id, const char *home)
{
  LpClientResult *result = g_new0 (LpClientResult, 1);
  result->client_id = g_strdup (client_id);
  result->done = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++) {
    if (!g_str_equal (failures[i].story, story->name)
        || !g_str_equal (failures[i].client_id, client_id))
      continue;
    result->done = FALSE;
    result->left = failures[i].left;
    result->message = g_strdup (failures[i].message);
  }
  result->files = g_ptr_array_new_with_free_func (g_free);
  if (result->done)
    g_ptr_array_add (result->files, g_strdup_printf ("%s/.config/%s/accounts", home, client_id));
  return result;
}

static LpReceipt *
make_receipt (const char *id, gint64 time, const char *address, const char *client)
{
  LpReceipt *receipt = g_new0 (LpReceipt, 1);
  receipt->id = g_strdup (id);
  receipt->time = time;
  receipt->account_id = g_strdup ("maya");
  receipt->address = g_strdup (address);
  receipt->clients = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (receipt->clients, g_strdup (client));
  return receipt;
}

GPtrArray *
story_make_receipts (const Story *story)
{
  GPtrArray *receipts = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_receipt_free);
  if (g_str_has_prefix (story->name, "record-damaged")) {
    LpReceipt *receipt = make_receipt ("20260228-1", 0, "", "msmtp");
    receipt->damage = g_strdup ("The record of a set-up is damaged.");
    g_ptr_array_add (receipts, receipt);
  }
  if (!has_apps (story, "set-up"))
    return receipts;
  g_ptr_array_add (receipts, make_receipt ("20260301-1", 1772380800, "maya.lind@fjordpost.example",
                                           "evolution"));
  g_ptr_array_add (receipts,
                   make_receipt ("20260301-2", 1772380860, "maya.lind@fjordpost.example", "geary"));
  g_ptr_array_add (receipts,
                   make_receipt ("20260110-1", 1768046400, "m.lind@posteo.example", "msmtp"));
  return receipts;
}

/* Judged by the real table of old hosts, from what an old file would say. */
static LpOldMailbox *
make_old (const LpFindingContext *context, const char *format, const char *address,
          const char *gateway, LpLegacyKind kind, const char *host, guint port)
{
  LpOldMailbox *mailbox = g_new0 (LpOldMailbox, 1);
  mailbox->old = lp_legacy_account_new (format);
  lp_legacy_account_set_address (mailbox->old, address);
  mailbox->old->gateway = g_strdup (gateway);
  mailbox->old->incoming = lp_legacy_server_new (kind, host, port, LP_SECURITY_PLAIN, address);
  mailbox->old->file = g_strdup ("/home/maya/.hotwayrc");
  mailbox->old->clear_text_secret = gateway != NULL;
  mailbox->migration = lp_migration_new (context, mailbox->old);
  mailbox->is_dead = mailbox->migration->findings->len > 0;
  return mailbox;
}

GPtrArray *
story_make_old (const Story *story)
{
  GPtrArray *mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_old_mailbox_free);
  g_autoptr (LpOldHosts) table = lp_old_hosts_load (NULL, NULL);
  LpFindingContext context = { .table = table, .today = "2026-03-01" };
  if (!has_apps (story, "old"))
    return mailboxes;
  g_ptr_array_add (mailboxes, make_old (&context, "hotway", "maya.lind@hotmail.com", "hotway",
                                        LP_LEGACY_POP3, "localhost", 1100));
  g_ptr_array_add (mailboxes,
                   make_old (&context, "oeaccount", "m.lind@msn.com", NULL, LP_LEGACY_HTTPMAIL,
                             "http://oe.msn.msnmail.hotmail.com/cgi-bin/hmdata", 0));
  g_ptr_array_add (mailboxes, make_old (&context, "thunderbird", "lind.family@fjordpost.example",
                                        NULL, LP_LEGACY_IMAP, "imap.fjordpost.example", 993));
  return mailboxes;
}
