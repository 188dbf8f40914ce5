/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/secret-item.h"

G_BEGIN_DECLS

typedef enum {
  LP_OPERATION_FILE,
  LP_OPERATION_FOLDER,
  LP_OPERATION_KEYRING,
  LP_OPERATION_DBUS
} LpOperationKind;

/**
 * LpDbusCall:
 * @bus_name: well-known name; only this name is called
 * @path: object path; may be %NULL in an inverse whose @match names the object
 * @interface: interface
 * @method: method
 * @parameters: (nullable): a tuple, not floating
 * @match_interface: (nullable): find the object through ObjectManager at @path: the one that has
 * this interface …
 * @match_property: (nullable): … with this string property …
 * @match_value: (nullable): … equal to this
 * @may_be_gone: an object or method that is not there counts as success (inverse calls)
 * @waits: the service or its object appears only a moment after the call before
 * @keeps_answer: the answer is needed by later calls of the same plan
 *
 * One call on the session bus, made by lp_call_run(). Its parameters never hold a secret, only a
 * placeholder (clients/call.h).
 */
typedef struct {
  char *bus_name;
  char *path;
  char *interface;
  char *method;
  GVariant *parameters;
  char *match_interface;
  char *match_property;
  char *match_value;
  gboolean may_be_gone;
  gboolean waits;
  gboolean keeps_answer;
} LpDbusCall;

/**
 * LpOperation:
 * @kind: which of the following fields counts
 * @path: FILE, FOLDER: absolute path, as the client names it (links are followed when applying)
 * @before: (nullable): FILE: contents the plan was made from: the precondition and the inverse;
 * %NULL: no such file
 * @after: (nullable): FILE: contents to write; %NULL: the file is removed
 * @mode: FILE, FOLDER: permissions if it is made; a folder that we made goes again when it is empty
 * @item: KEYRING: the item to store; the secret is not in the plan
 * @call: DBUS: the call
 * @inverse: (nullable): DBUS: the call that takes it back
 */
typedef struct {
  LpOperationKind kind;
  char *path;
  GBytes *before;
  GBytes *after;
  guint mode;
  LpSecretItem *item;
  LpDbusCall *call;
  LpDbusCall *inverse;
} LpOperation;

/**
 * LpPlan:
 * @client_id: for which client
 * @account_id: for which account
 * @operations: (element-type LpOperation): in the order they are done; undone backwards
 * @notes: (element-type utf8): translated sentences the person should read first
 * @asks_helper: what is written asks letterplate-secret, although the client by itself would not
 * @by_hand: (nullable): translated: why a file is left alone, and what the person has to put into it
 *
 * What would be changed for one client. Only described, nothing is done. A value; never holds a
 * secret.
 */
typedef struct {
  char *client_id;
  char *account_id;
  GPtrArray *operations;
  GPtrArray *notes;
  gboolean asks_helper;
  char *by_hand;
} LpPlan;

#define LP_TYPE_PLAN (lp_plan_get_type ())
GType
lp_plan_get_type (void);

/**
 * lp_plan_new:
 * @client_id: for which client
 * @account_id: for which account
 *
 * Returns: (transfer full): an empty plan
 */
LpPlan *
lp_plan_new (const char *client_id, const char *account_id);

/**
 * lp_plan_copy:
 * @plan: (nullable): a plan
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
LpPlan *
lp_plan_copy (const LpPlan *plan);

/**
 * lp_plan_free:
 * @plan: (nullable) (transfer full): a plan
 */
void
lp_plan_free (LpPlan *plan);

/**
 * lp_plan_add_file:
 * @plan: a plan
 * @path: absolute path
 * @before: (nullable): what is there now
 * @after: (nullable): what should be there
 * @mode: permissions if the file is made
 *
 * Adds a file edit, unless @before and @after are the same.
 */
void
lp_plan_add_file (LpPlan *plan, const char *path, GBytes *before, GBytes *after, guint mode);

/**
 * lp_plan_add_folder:
 * @plan: a plan
 * @path: absolute path
 * @mode: permissions, usually 0700
 *
 * Adds a folder that must be there, unless it is. A file's own folder needs none: it is made with
 * the file.
 */
void
lp_plan_add_folder (LpPlan *plan, const char *path, guint mode);

/**
 * lp_plan_add_item:
 * @plan: a plan
 * @item: (transfer full): an item of the keyring
 */
void
lp_plan_add_item (LpPlan *plan, LpSecretItem *item);

/**
 * lp_plan_add_call:
 * @plan: a plan
 * @call: (transfer full): the call
 * @inverse: (transfer full) (nullable): the call that takes it back
 */
void
lp_plan_add_call (LpPlan *plan, LpDbusCall *call, LpDbusCall *inverse);

/**
 * lp_plan_add_note:
 * @plan: a plan
 * @text: a translated sentence
 */
void
lp_plan_add_note (LpPlan *plan, const char *text);

/**
 * lp_plan_is_empty:
 * @plan: a plan
 *
 * Returns: %TRUE if everything is as it should be already
 */
gboolean
lp_plan_is_empty (const LpPlan *plan);

/**
 * lp_plan_to_diff:
 * @plan: a plan
 * @home: the home folder, shown as ~
 *
 * Shows the changes to a person. What looks like a password in the lines of their own file is shown
 * as dots, control characters as their numbers.
 *
 * Returns: (transfer full): the changes as a unified diff with context 3, in UTF-8; folders,
 * keyring items and calls as comment lines
 */
char *
lp_plan_to_diff (const LpPlan *plan, const char *home);

/**
 * lp_dbus_call_new:
 * @bus_name: well-known name
 * @path: object path
 * @interface: interface
 * @method: method
 * @parameters: (nullable): floating or not; sunk
 *
 * Returns: (transfer full): the call
 */
LpDbusCall *
lp_dbus_call_new (const char *bus_name, const char *path, const char *interface, const char *method,
                  GVariant *parameters);

/**
 * lp_dbus_call_copy:
 * @call: (nullable): a call
 *
 * Returns: (transfer full) (nullable): a copy
 */
LpDbusCall *
lp_dbus_call_copy (const LpDbusCall *call);

/**
 * lp_dbus_call_free:
 * @call: (nullable) (transfer full): a call
 */
void
lp_dbus_call_free (LpDbusCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpPlan, lp_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpDbusCall, lp_dbus_call_free)

G_END_DECLS
