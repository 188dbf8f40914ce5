/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check/knock.h"

#include "base/worker.h"

#define MAX_DOORS 12
#define MAX_PER_HOST 3
/* Who does not answer by then falls behind; the probe that follows gives more time. */
#define KNOCK_MS 5000

typedef struct {
  LpKnock *knock; /* not owned: doors are part of it */
  LpServer *server;
  char *ca_file;
  LpDialogue *dialogue;
  LpDoor state;
} Door;

struct _LpKnock {
  gatomicrefcount users;      /* who may ask; the last one to go cancels the doors */
  gatomicrefcount references; /* the users together, and each door's job */
  LpAddress *sender;
  LpTranscript *transcript;
  char *elsewhere;
  gboolean allow_plaintext;
  guint timeout_ms;
  GCancellable *cancellable;
  GMutex lock;
  GCond changed;
  GPtrArray *doors;
  guint n_told; /* how many doors were not awaited any more when lp_knock_wait() last returned */
};

static void
door_free (gpointer data)
{
  Door *door = data;

  lp_dialogue_free (door->dialogue);
  lp_server_free (door->server);
  g_free (door->ca_file);
  g_free (door);
}

static void
knock_release (LpKnock *knock)
{
  if (!g_atomic_ref_count_dec (&knock->references))
    return;
  g_ptr_array_unref (knock->doors);
  lp_address_free (knock->sender);
  lp_transcript_unref (knock->transcript);
  g_free (knock->elsewhere);
  g_object_unref (knock->cancellable);
  g_mutex_clear (&knock->lock);
  g_cond_clear (&knock->changed);
  g_free (knock);
}

LpKnock *
lp_knock_new (const LpAddress *sender, const LpProbeOptions *options, LpTranscript *transcript)
{
  static const LpProbeOptions no_options;
  LpKnock *knock = g_new0 (LpKnock, 1);

  options = options != NULL ? options : &no_options;
  g_atomic_ref_count_init (&knock->users);
  g_atomic_ref_count_init (&knock->references);
  knock->sender = lp_address_copy (sender);
  knock->transcript = transcript != NULL ? lp_transcript_ref (transcript) : lp_transcript_new ();
  knock->elsewhere = g_strdup (lp_probe_get_elsewhere (options));
  knock->allow_plaintext = options->allow_plaintext;
  knock->timeout_ms = options->timeout_ms != 0 ? options->timeout_ms : 30000;
  knock->cancellable = g_cancellable_new ();
  g_mutex_init (&knock->lock);
  g_cond_init (&knock->changed);
  knock->doors = g_ptr_array_new_with_free_func (door_free);
  return knock;
}

LpKnock *
lp_knock_ref (LpKnock *knock)
{
  g_return_val_if_fail (knock != NULL, NULL);

  g_atomic_ref_count_inc (&knock->users);
  return knock;
}

void
lp_knock_unref (LpKnock *knock)
{
  if (knock == NULL || !g_atomic_ref_count_dec (&knock->users))
    return;
  g_cancellable_cancel (knock->cancellable);
  knock_release (knock);
}

static void
set_state (Door *door, LpDoor state)
{
  g_mutex_lock (&door->knock->lock);
  door->state = state;
  g_cond_broadcast (&door->knock->changed);
  g_mutex_unlock (&door->knock->lock);
}

static void
on_stage (const LpServer *server, LpStageId stage, const LpStageResult *result, gpointer data)
{
  if (stage == LP_STAGE_CONNECT && result != NULL && result->verdict == LP_VERDICT_OK)
    set_state (data, LP_DOOR_AJAR);
}

static LpDialogue *
open_door (Door *door)
{
  const LpKnock *knock = door->knock;
  const LpDialogueOptions options = {
    .ca_file = door->ca_file,
    .allow_plaintext = knock->allow_plaintext,
    .connect_ms = MIN (knock->timeout_ms, KNOCK_MS),
    .tls_ms = MIN (knock->timeout_ms, KNOCK_MS),
    .greeting_ms = MIN (knock->timeout_ms, KNOCK_MS),
    .reply_ms = knock->timeout_ms,
    .sender = knock->sender,
    .elsewhere = knock->elsewhere,
    .on_stage = on_stage,
    .on_stage_data = door,
  };

  return lp_dialogue_new (door->server, &options, knock->transcript,
                          lp_protocol_get_name (door->server->protocol));
}

static gpointer
run_door (gpointer data, GCancellable *cancellable, GError **error)
{
  Door *door = data;
  LpKnock *knock = door->knock;
  g_autoptr (LpDialogue) dialogue = open_door (door);
  gboolean answers = lp_dialogue_probe (dialogue, knock->cancellable, NULL);

  lp_dialogue_watch (dialogue, NULL, NULL);
  if (answers)
    door->dialogue = g_steal_pointer (&dialogue); /* nobody looks for it before it is open */
  set_state (door, answers                       ? LP_DOOR_OPEN
                   : door->state == LP_DOOR_AJAR ? LP_DOOR_WRONG
                                                 : LP_DOOR_SHUT);
  g_clear_pointer (&dialogue, lp_dialogue_free);
  knock_release (knock);
  return NULL;
}

static Door *
find_door (LpKnock *knock, const LpServer *server)
{
  for (guint i = 0; i < knock->doors->len; i++) {
    Door *door = knock->doors->pdata[i];
    if (lp_server_equal (door->server, server))
      return door;
  }
  return NULL;
}

/* Another user's connection to the same place: it has no user yet. */
static Door *
find_same_door (LpKnock *knock, const LpServer *server)
{
  for (guint i = 0; i < knock->doors->len; i++) {
    Door *door = knock->doors->pdata[i];
    const LpServer *other = door->server;
    if (other->protocol == server->protocol && other->port == server->port
        && other->security == server->security && g_strcmp0 (other->host, server->host) == 0
        && g_strcmp0 (other->pin, server->pin) == 0)
      return door;
  }
  return NULL;
}

static guint
count_doors (LpKnock *knock, const char *host)
{
  guint n = 0;

  for (guint i = 0; i < knock->doors->len; i++)
    n += g_str_equal (((Door *)knock->doors->pdata[i])->server->host, host);
  return n;
}

void
lp_knock_add (LpKnock *knock, const LpServer *server, const char *ca_file)
{
  Door *door;

  g_return_if_fail (knock != NULL && server != NULL);

  if (find_door (knock, server) != NULL || knock->doors->len == MAX_DOORS
      || count_doors (knock, server->host) == MAX_PER_HOST)
    return;
  door = g_new0 (Door, 1);
  door->knock = knock;
  door->server = lp_server_copy (server);
  door->ca_file = g_strdup (ca_file);
  door->state = LP_DOOR_WAITING;
  g_ptr_array_add (knock->doors, door);
  g_atomic_ref_count_inc (&knock->references);
  lp_worker_run_async (run_door, door, NULL, NULL, 0, NULL, NULL, NULL);
}

static guint
count_waiting (LpKnock *knock)
{
  guint n = 0;

  for (guint i = 0; i < knock->doors->len; i++) {
    LpDoor state = ((Door *)knock->doors->pdata[i])->state;
    n += state == LP_DOOR_WAITING || state == LP_DOOR_AJAR;
  }
  return n;
}

gboolean
lp_knock_wait (LpKnock *knock, gint64 until)
{
  g_return_val_if_fail (knock != NULL, FALSE);

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&knock->lock);
  guint waiting;

  while ((waiting = count_waiting (knock)) > 0 && knock->doors->len - waiting == knock->n_told)
    if (!g_cond_wait_until (&knock->changed, &knock->lock, until))
      return FALSE;
  knock->n_told = knock->doors->len - waiting;
  return waiting > 0;
}

LpDoor
lp_knock_get (LpKnock *knock, const LpServer *server)
{
  g_return_val_if_fail (knock != NULL, LP_DOOR_UNKNOWN);

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&knock->lock);
  const Door *door = find_door (knock, server);

  if (door == NULL)
    door = find_same_door (knock, server);
  return door != NULL ? door->state : LP_DOOR_UNKNOWN;
}

LpDialogue *
lp_knock_take (LpKnock *knock, const LpServer *server)
{
  if (knock == NULL || server == NULL)
    return NULL;

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&knock->lock);
  Door *door = find_door (knock, server);

  if (door == NULL || door->state != LP_DOOR_OPEN || door->dialogue == NULL
      || !lp_dialogue_is_open (door->dialogue))
    return NULL;
  return g_steal_pointer (&door->dialogue);
}
