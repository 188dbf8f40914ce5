/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hand-made files of every kind that a person might have, drawn by chance: after applying, every octet of theirs is
 * still there; after undo, the file is the same.
 */
#include "clients/client.h"
#include "clients/line-diff.h"
#include "support/places.h"
#include "support/receipt-fixture.h"
#include "support/tree.h"

#include <glib/gstdio.h>
#include <string.h>

#define N_FILES 60

/* Pieces of valid files; a piece stands or falls as a whole. The Latin-1 letters are no UTF-8. */
typedef struct {
  const char *client_id;
  const char *path;
  const char *const *pieces;
  const char *grows; /* what a line begins with that may get something at its end */
} Format;

static const char *const msmtp_pieces[]
    = { "# a comment\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "   \t\n",
        "defaults\n  tls   on\nlogfile\t~/.msmtp.log\n",
        "defaults\ntls_certcheck off\nauto_from on\npassword x\n",
        "account work\nhost smtp.work.test\n\tfrom  a@work.test  \nuser \"a b\"\n",
        "account w2\nhost \"smtp.w2.test\"\nfrom b@w2.test\npasswordeval \"pass show w2\"\n",
        "account a1\nhost taken.test\nfrom c@taken.test\n",
        "account a1-2\nhost taken2.test\nfrom d@taken.test\n",
        "account default\nhost d.test\nfrom e@d.test\n",
        NULL };

static const char *const mbsync_pieces[]
    = { "# a comment\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "Create Both\nExpunge Both\nSyncState *\n\n",
        "IMAPAccount work\nHost imap.work.test\nUser \"a b\"\n  PassCmd \"pass \\\"x\\\"\"\n\n",
        "IMAPStore w-far\nHost h.test\nUser u\\ v\n# in it\nPass x\n\n",
        "MaildirStore a1-local\nPath ~/Mail/mine/\n\n",
        "Channel a1\nFar :w-far:\nNear :a1-local:\n\n",
        "Group all work\n",
        NULL };

static const char *const mutt_pieces[]
    = { "# a comment ; set from=x\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "set editor=\"vim +/^$\" # set it\n",
        "color index \\\n  green default '~N'\n",
        "set sort=threads ; set sort_aux='last-date'\n",
        "source `echo /dev/null`\n",
        "set from='bob@example.test' folder=imaps://imap.work.test\n",
        "macro index x \"<shell-escape>ls\\n\"\n",
        NULL };

static const char *const aerc_pieces[]
    = { "# a comment\n",
        ";caf\xe9 \xfc\n",
        "\n",
        "[work]\nsource = imaps://a@imap.work.test\nfrom = A <a@work.test>\n",
        "[a1]\nsource=maildir://~/Mail\nfrom  =  `B # b <b@work.test>`\n",
        "[Two words]\n  outgoing =/usr/sbin/sendmail\n",
        NULL };

static const char *const mpop_pieces[]
    = { "# a comment\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "defaults\ntls on\nkeep off\n",
        "account work\nhost pop.work.test\nuser a\ndelivery maildir ~/Mail/w\n",
        "account a1\nhost taken.test\nuser c\n",
        NULL };

static const char *const git_pieces[]
    = { "# a comment\n",
        ";caf\xe9 \xfc\n",
        "\n",
        "[user]\n\tname = \"A \\\"B\\\" C\" # hers\n  email=a@work.test\n",
        "[alias]\n\tgraph = log --graph \\\n  --oneline\n",
        "[include]\n\tpath = ~/not there.gitconfig\n",
        "[includeIf \"gitdir:~/job/\"]\n\tpath = work.gitconfig\n",
        "[sendEmail \"a1\"] from = c@taken.test\n\tsmtpServer = smtp.taken.test\n\tsmtpPass = x\n",
        "[SendEmail]\n\tconfirm = auto\n\tchainReplyTo\n",
        "[credential]\n\thelper = store\n",
        NULL };

static const char *const s_nail_pieces[]
    = { "# a comment\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "set   askcc ask nosave\n",
        "wysh set from=$'b\\'s <b@work.test>' # \"\n",
        "if terminal\n\tset crt\nendif\n",
        "account work {\n set mta=smtp://a:x@smtp.work.test\n}\n",
        "account a1 {\n\tset from=c@taken.test inbox=imaps://c@imap.taken.test\n}\n",
        "source ~/not-there.mailrc\nsource \"echo set x |\"\n",
        NULL };

static const char *const emacs_pieces[]
    = { ";; a comment (setq user-mail-address \"x@y.test\")\n",
        ";caf\xe9 \xfc\n",
        "\n",
        "(setq inhibit-startup-screen t)\n",
        "(custom-set-variables\n '(column-number-mode t)\n '(tool-bar-mode nil))\n",
        "(defun quote-it () ?\\\" \"a \\\"b\\\" ; c\")\n",
        "(load \"~/not-there.el\" t)\n",
        "(setq gnus-select-method '(nnimap \"work\" (nnimap-address \"imap.work.test\")))\n",
        NULL };

static const char *const offlineimap_pieces[]
    = { "# a comment\n",
        ";caf\xe9 \xfc\n",
        "\n",
        "[general]\nui = quiet\naccounts = work , other \n",
        "[Account work]\nlocalrepository = l\nremoterepository : r\n",
        "[Repository r]\ntype = IMAP\nremotehost=imap.work.test\nremoteuser = a%%b\n",
        "[Account a1]\nlocalrepository = x\n",
        "[mbnames]\nenabled = yes\nheader = \"a\n  b \"\n",
        NULL };

static const char *const getmail_pieces[] = {
  "# a comment\n",
  "#caf\xe9 \xfc\n",
  "\n",
  ("[retriever]\ntype = SimplePOP3SSLRetriever\nserver = pop.taken.test\n  "
   "username:c\npassword=a%b\n"),
  "[destination]\ntype = MDA_external\npath=/usr/bin/procmail\narguments = (\"-d\",\n   \"c\")\n",
  "[filter-1]\ntype = Filter_external\n",
  "[options]\ndelete = true\nverbose=0\n",
  NULL
};

static const char *const fetchmail_pieces[]
    = { "# a comment\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "set daemon 300 ; set syslog\n",
        "defaults proto pop3 keep\n",
        ("poll pop.work.test with proto POP3 and options no dns\n\tuser 'a b' there with password "
         "\"x\\\"y\" is a here\n"),
        "skip imap.a1.test protocol imap:\n  user a1, pass x ssl mda \"procmail -d %T\"\n",
        NULL };

static const char *const claws_pieces[]
    = { "# a comment\n",
        ";caf\xe9 \xfc\n",
        "\n",
        "[Account: 1]\naccount_name=Work "
        "\nis_default=1\naddress=a@work.test\nprotocol=0\nreceive_server=pop.work.test\n"
        "domain=work.test\nsignature_text=--\\nA\n",
        "[Account: "
        "12]\naccount_name=caf\xe9\naddress=b@work.test\nset_domain=1\ndomain=letterplate-"
        "b\nunknown key = 1 \n",
        "[Other]\nkey=value\n",
        NULL };

static const char *const balsa_pieces[]
    = { "# a comment\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "[Globals]\nMailDir=/var/tmp/mail\n",
        "[mailbox-Inbox]\nType=LibBalsaMailboxMaildir\nName= In \\sbox\n",
        ("[identity-1]\nFullName=A \\\\ B\nAddress=a@work.test\n"
         "[folder-1]\nName=Work\nServer=imap.work.test:993\nSecurity=1\n"),
        "[no key]\nhere is none\n",
        NULL };

static const char *const kde_identities[]
    = { "# a comment\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "[$Version]\nupdate_info=identities.upd:1\n",
        "[General][$i]\nother=1\n",
        "[Identity #0]\nIdentity=Work\nEmail Address=a@work.test\nuoid=42\nName[$e]=$USER\n",
        "[Identity #7]\nIdentity=caf\xe9\nuoid=43\nSignature Type=disabled\n",
        NULL };

static const char *const kde_transports[]
    = { "# a comment\n",
        "#caf\xe9 \xfc\n",
        "\n",
        "[General]\nTransports=42,43\ndefault-transport=42\n",
        "[Transport 42]\nid=42\nname=Work \nhost=smtp.work.test\npassword=x\n",
        "[Transport 43]\nid=43\nname=\\s b\nhost=smtp.b.test\n",
        NULL };

static const Format formats[] = {
  { "msmtp", ".msmtprc", msmtp_pieces },
  { "mbsync", ".mbsyncrc", mbsync_pieces },
  { "mutt", ".muttrc", mutt_pieces },
  { "neomutt", ".neomuttrc", mutt_pieces },
  { "aerc", ".config/aerc/accounts.conf", aerc_pieces },
  { "mpop", ".mpoprc", mpop_pieces },
  { "git", ".gitconfig", git_pieces },
  { "s-nail", ".mailrc", s_nail_pieces },
  { "emacs", ".emacs.d/init.el", emacs_pieces },
  { "offlineimap", ".offlineimaprc", offlineimap_pieces, "accounts = " },
  { "getmail", ".config/getmail/a1", getmail_pieces },
  { "fetchmail", ".fetchmailrc", fetchmail_pieces },
  { "claws-mail", ".claws-mail/accountrc", claws_pieces },
  { "sylpheed", ".sylpheed-2.0/accountrc", claws_pieces },
  { "balsa", ".balsa/config", balsa_pieces },
  { "balsa", ".balsa/config-private", balsa_pieces },
  { "kmail", ".config/emailidentities", kde_identities },
  { "kmail", ".config/mailtransports", kde_transports, "Transports=" },
};

/* Each piece at most once, so that no name stands there twice; comments and blank lines as often as it comes. */
static GBytes *
draw_file (const char *const *pieces)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = g_strv_length ((char **)pieces);
  g_autofree gboolean *is_used = g_new0 (gboolean, n);
  for (gint32 i = g_test_rand_int_range (0, 12); i > 0; i--) {
    guint piece = g_test_rand_int_range (0, (gint32)n);
    if (is_used[piece] && strchr ("#;\n ", *pieces[piece]) == NULL)
      continue;
    is_used[piece] = TRUE;
    g_string_append (text, pieces[piece]);
  }
  if (g_test_rand_int_range (0, 4) == 0 && g_str_has_suffix (text->str, "\n"))
    g_string_truncate (text, text->len - 1);
  if (g_test_rand_int_range (0, 4) == 0)
    g_string_replace (text, "\n", "\r\n", 0);
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static LpAccount *
make_account (const char *client_id)
{
  gboolean is_pop3 = g_str_equal (client_id, "mpop");
  g_autoptr (LpAddress) address = lp_address_parse ("alice@example.test", NULL);
  LpAccount *account = lp_account_new (address);
  account->id = g_strdup ("a1");
  account->incoming = lp_server_parse (
      is_pop3 ? "pop3+tls://alice@pop.example.test" : "imap+tls://alice@imap.example.test", NULL);
  account->outgoing = lp_server_parse ("smtp+tls://alice@smtp.example.test", NULL);
  return account;
}

static gsize
length_without_end (const LpLine *line)
{
  gsize length = line->length;
  while (length > 0 && g_ascii_isspace (line->text[length - 1]))
    length--;
  return length;
}

/* A line that grows keeps what it had; a last line without its end may have got one. */
static void
assert_line_kept (const Format *format, const LpLine *old, const LpLine *new, gboolean is_last)
{
  if (format->grows && strncmp (old->text, format->grows, strlen (format->grows)) == 0) {
    gsize length = length_without_end (old);
    g_assert_cmpuint (new->length, >=, length);
    g_assert_cmpmem (new->text, length, old->text, length);
    return;
  }
  g_assert_true (is_last);
  g_assert_true (old->text[old->length - 1] != '\n');
  g_assert_cmpuint (new->length, >, old->length);
  g_assert_cmpmem (new->text, old->length, old->text, old->length);
  g_assert_cmpuint (new->length - old->length, <=, 2);
}

/* Only lines of ours came. */
static void
assert_foreign_octets (const Format *format, GBytes *before, GBytes *after)
{
  g_autoptr (GArray) old_lines = lp_lines_split (before);
  g_autoptr (GArray) new_lines = lp_lines_split (after);
  g_autoptr (GArray) hunks = lp_lines_diff (old_lines, new_lines);
  for (guint i = 0; i < hunks->len; i++) {
    const LpHunk *hunk = &g_array_index (hunks, LpHunk, i);
    g_assert_cmpuint (hunk->new_length, >=, hunk->old_length);
    for (guint j = 0; j < hunk->old_length; j++)
      assert_line_kept (format, &g_array_index (old_lines, LpLine, hunk->old_start + j),
                        &g_array_index (new_lines, LpLine, hunk->new_start + j),
                        hunk->old_start + j == old_lines->len - 1);
  }
}

static GBytes *
read_bytes (const char *path)
{
  char *text;
  gsize size;
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  return g_bytes_new_take (text, size);
}

/* The services that are called are another test's business. Returns whether there were any. */
static gboolean
drop_calls (LpPlan *plan)
{
  guint n = plan->operations->len;
  for (guint i = n; i-- > 0;)
    if (((const LpOperation *)g_ptr_array_index (plan->operations, i))->kind == LP_OPERATION_DBUS)
      g_ptr_array_remove_index (plan->operations, i);
  return plan->operations->len < n;
}

static void
test_one (ReceiptFixture *fixture, const Format *format, const LpPlaces *places,
          const LpAccount *account)
{
  g_autofree char *path = receipt_fixture_at (fixture, format->path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GBytes) before = draw_file (format->pieces);
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  gsize size;
  const char *data = g_bytes_get_data (before, &size);
  g_assert_true (g_file_set_contents (path, data ? data : "", size, NULL));

  const LpClient *client = lp_clients_find (format->client_id);
  LpPlan *plan = client->plan (places, account, &error);
  g_assert_no_error (error);
  gboolean has_calls = drop_calls (plan);
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *id = receipt_fixture_apply (fixture, &results, plan, NULL);
  g_assert_nonnull (id);
  g_autoptr (GBytes) after = read_bytes (path);
  assert_foreign_octets (format, before, after);

  g_autoptr (LpPlan) again = client->plan (places, account, &error);
  g_assert_no_error (error);
  g_assert_true (has_calls || lp_plan_is_empty (again));
  receipt_fixture_undo (fixture, id, NULL);
  g_autoptr (GBytes) end = read_bytes (path);
  g_assert_true (g_bytes_equal (end, before));
}

static void
test_format (ReceiptFixture *fixture, gconstpointer data)
{
  const Format *format = data;
  g_autoptr (LpPlaces) places = places_new_in (fixture->home);
  g_autoptr (LpAccount) account = make_account (format->client_id);
  g_autofree char *state = g_build_filename (fixture->scratch, "state", NULL);
  g_autofree char *procmail = receipt_fixture_at (fixture, "procmail");
  /* What fetchmail hands the mail to */
  g_strfreev (places->path);
  places->path = g_strsplit (fixture->home, "\n", 1);
  receipt_fixture_write_file (fixture, "procmail", "");
  g_assert_cmpint (g_chmod (procmail, 0700), ==, 0);
  for (guint i = 0; i < N_FILES; i++) {
    test_one (fixture, format, places, account);
    /* Every receipt is read every time; a thousand of them are another test's business. */
    tree_remove (state);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree char *name = g_path_get_basename (formats[i].path);
    g_autofree char *path = g_strconcat ("/foreign-bytes/", formats[i].client_id, "/", name, NULL);
    receipt_fixture_add (path, &formats[i], test_format);
  }
  return g_test_run ();
}
