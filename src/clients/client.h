/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/plan.h"
#include "model/account.h"
#include "model/credentials.h"
#include "model/secret-item.h"

G_BEGIN_DECLS

/**
 * LpPlaces:
 * @home: the home folder
 * @config: $XDG_CONFIG_HOME
 * @data: $XDG_DATA_HOME
 * @cache: $XDG_CACHE_HOME
 * @path: (array zero-terminated=1): folders searched for programs
 * @helper: absolute path of letterplate-secret, as written into configurations
 * @program: absolute path of letterplate
 * @runtime: (nullable): $XDG_RUNTIME_DIR, where some programs keep the socket that tells that they
 * run
 * @temporary: (nullable): the folder of temporary files, for the same reason
 * @flatpaks: (nullable) (array zero-terminated=1): folders with a sub-folder for each installed
 * Flatpak
 * @snaps: (nullable): the folder with a sub-folder for each installed Snap
 * @add_on: (nullable): Thunderbird's add-on (an .xpi), if the person wants it
 * @ca_bundle: (nullable): the file with the system's certificate authorities, for programs that ask for
 *   one
 * @bus: (nullable): the session bus (see clients/bus.h); %NULL where there is none
 *
 * Where things are. Client code looks nowhere else, so a test can give it any home.
 */
typedef struct {
  char *home;
  char *config;
  char *data;
  char *cache;
  char **path;
  char *helper;
  char *program;
  char *runtime;
  char *temporary;
  char **flatpaks;
  char *snaps;
  char *add_on;
  char *ca_bundle;
  GDBusConnection *bus;
} LpPlaces;

/**
 * lp_places_new:
 *
 * Returns: (transfer full): this process's own places, from HOME, XDG variables, PATH and the
 * installed prefix
 */
LpPlaces *
lp_places_new (void);

/**
 * lp_places_free:
 * @places: (nullable) (transfer full): places
 */
void
lp_places_free (LpPlaces *places);

/**
 * lp_places_find_program:
 * @places: places
 * @name: a program's name
 *
 * Returns: (transfer full) (nullable): its absolute path, if it is in @places' path and executable
 */
char *
lp_places_find_program (const LpPlaces *places, const char *name);

/**
 * lp_places_has_program:
 * @places: places
 * @name: a program's name
 *
 * Returns: %TRUE if lp_places_find_program() finds it
 */
gboolean
lp_places_has_program (const LpPlaces *places, const char *name);

/**
 * lp_places_find_flatpak:
 * @places: places
 * @application_id: the Flatpak's id, in any case; one that begins with a dot is the end of an id
 *
 * Returns: (transfer full) (nullable): the folder that is this Flatpak's home for its own files
 *   (~/.var/app/ID, whether or not it exists yet), if the Flatpak is installed
 */
char *
lp_places_find_flatpak (const LpPlaces *places, const char *application_id);

/**
 * lp_places_is_running:
 * @places: places; with another home than this process's own, nothing runs
 * @name: the program's name as the kernel has it, at most 15 characters count (man 5 proc, comm)
 *
 * Returns: %TRUE if this user runs such a program
 */
gboolean
lp_places_is_running (const LpPlaces *places, const char *name);

/** What a client can do. */
typedef enum {
  LP_CAN_IMAP = 1 << 0,
  LP_CAN_POP3 = 1 << 1,
  LP_CAN_SMTP = 1 << 2,
  LP_CAN_KEYRING = 1 << 3,        /* reads the secret from the keyring or asks letterplate-secret */
  LP_CAN_OWN_COPY = 1 << 4,       /* keeps the secret in an item or store of its own */
  LP_CAN_ASKS = 1 << 5,           /* asks for the password where it finds none */
  LP_CAN_OAUTH2_COMMAND = 1 << 6, /* takes an access token from a command */
  LP_CAN_OAUTH2_OWN = 1 << 7,     /* signs in with the browser by itself */
  LP_CAN_PIN = 1 << 8,            /* can accept exactly one certificate */
  LP_CAN_CA = 1 << 9,             /* can trust a further authority for one account */
  LP_CAN_LIVE = 1 << 10,          /* may be written while it runs */
  LP_REWRITES = 1 << 11,          /* writes its files anew by itself: undo asks plan_removal */
  LP_CAN_TAKE_OVER = 1 << 12, /* an account can go in the place of one that somebody else made */
  LP_TEST_SIGNS_IN = 1 << 13, /* its own test signs in on the server */
  LP_ASKS_ABOUT_CERTIFICATE = 1 << 14 /* about one that the system does not trust, once */
} LpAbilities;

/**
 * LpClientState:
 * @installed: the program is there
 * @running: it runs now and would overwrite or not see what we write
 * @place: (nullable): the file or folder of its configuration, whether or not it exists yet
 * @note: (nullable): translated sentence about something unusual, for instance a generated file
 */
typedef struct {
  gboolean installed;
  gboolean running;
  char *place;
  char *note;
} LpClientState;

/**
 * LpFoundAccount:
 * @account: what was read; servers may be missing
 * @where: file (and section) it stands in
 * @ours: written by Letterplate
 * @clear_text_secret: a secret lies in clear text in a file
 * @tls_if_available: goes on in clear text where the incoming server (the outgoing, where there is no
 * other) offers no TLS
 * @label: the account's name inside the client
 */
typedef struct {
  LpAccount *account;
  char *where;
  char *label;
  gboolean ours;
  gboolean clear_text_secret;
  gboolean tls_if_available;
} LpFoundAccount;

/**
 * LpClient:
 * @id: id on the command line
 * @name: what people call it
 * @desktop_id: (nullable): its desktop file, for icon and starting
 * @can: abilities
 * @serves: (nullable) (array zero-terminated=1): ids of clients that show its accounts as their
 * own, so that none of them may be given the same account as well
 * @detect: fills in a state (strings are the caller's); reads files and PATH only; may block
 * shortly
 * @read: (nullable): accounts it has, an array of LpFoundAccount; never runs commands found in a
 * file
 * @plan: describes how to write the account; a pure function of its arguments and the files in
 * @places. An account that stands there already as wanted gives an empty plan. %NULL with %LP_ERROR
 * or %G_IO_ERROR and a translated sentence when it cannot be written safely.
 * @plan_removal: (nullable): describes how to take the account out although no receipt is there
 * @plan_move: (nullable): describes how the password leaves the file in which a foreign account, @found, has it in
 * clear text: our command takes its place; otherwise as plan. What the file held goes into @secrets, one for each
 * side that it holds one for. See clients/clear-secret.h.
 * @test: (nullable): argv (without shell) of the program's own harmless test of the written
 * account; may be %NULL
 *
 * A row of the table in client.c. One file for each mail program: <id>.c.
 */
typedef struct {
  const char *id;
  const char *name;
  const char *desktop_id;
  LpAbilities can;
  const char *const *serves;
  void (*detect) (const LpPlaces *places, LpClientState *state);
  GPtrArray *(*read) (const LpPlaces *places, GError **error);
  LpPlan *(*plan) (const LpPlaces *places, const LpAccount *account, GError **error);
  LpPlan *(*plan_removal) (const LpPlaces *places, const char *account_id, GError **error);
  LpPlan *(*plan_move) (const LpPlaces *places, const LpAccount *account,
                        const LpFoundAccount *found, LpCredentials *secrets[LP_N_SIDES],
                        GError **error);
  char **(*test) (const LpPlaces *places, const LpAccount *account);
} LpClient;

/**
 * lp_clients_get:
 * @n_clients: (out): how many
 *
 * Returns: (transfer none) (array length=n_clients): the table
 */
const LpClient *
lp_clients_get (guint *n_clients);

/**
 * lp_clients_find:
 * @id: a client's id
 *
 * Returns: (transfer none) (nullable): its row
 */
const LpClient *
lp_clients_find (const char *id);

/**
 * lp_found_account_new:
 * @address: what the client has as the address, or as the user's name
 * @label: the account's name inside the client
 * @where: file it stands in
 *
 * Returns: (transfer full) (nullable): an account without servers; %NULL if @address is no address
 */
LpFoundAccount *
lp_found_account_new (const char *address, const char *label, const char *where);

/**
 * lp_found_account_new_for_user:
 * @user: (nullable): the name to sign in with, which may be the address
 * @host: (nullable): the server, which stands for the domain where @user has none
 * @label: the account's name inside the client
 * @where: file it stands in
 *
 * As lp_found_account_new(), for a client that knows no address.
 *
 * Returns: (transfer full) (nullable): an account without servers
 */
LpFoundAccount *
lp_found_account_new_for_user (const char *user, const char *host, const char *label,
                               const char *where);

/**
 * lp_found_accounts_new:
 *
 * Returns: (transfer full) (element-type LpFoundAccount): an array that owns its accounts
 */
GPtrArray *
lp_found_accounts_new (void);

/**
 * lp_found_accounts_add:
 * @accounts: (element-type LpFoundAccount): accounts
 * @found: (nullable) (transfer full): one more, if there is one
 */
void
lp_found_accounts_add (GPtrArray *accounts, LpFoundAccount *found);

/**
 * lp_client_state_clear:
 * @state: a state whose strings are freed; the struct is zeroed
 */
void
lp_client_state_clear (LpClientState *state);

/**
 * lp_found_account_free:
 * @found: (nullable) (transfer full): what was read
 */
void
lp_found_account_free (LpFoundAccount *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpPlaces, lp_places_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpFoundAccount, lp_found_account_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpClientState, lp_client_state_clear)

G_END_DECLS
