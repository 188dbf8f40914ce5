/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "names.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  GPtrArray *records; /* "TYPE value" */
  guint delay_ms;
  gboolean broken;
  gboolean silent;
} Name;

/* What resolv.conf's usual 5 s and 2 attempts come to. */
#define SILENCE_MS 10000

/* Octets of one string of a TXT record, of which it may have many. */
#define STRING 20

static GMutex lock;
static GHashTable *names;

typedef GResolver StoryResolver;
typedef GResolverClass StoryResolverClass;
GType
story_resolver_get_type (void);
G_DEFINE_TYPE (StoryResolver, story_resolver, G_TYPE_RESOLVER)

static void
name_free (gpointer data)
{
  Name *name = data;

  g_ptr_array_unref (name->records);
  g_free (name);
}

static Name *
get_name (const char *text)
{
  Name *name = g_hash_table_lookup (names, text);

  if (name != NULL)
    return name;
  name = g_new0 (Name, 1);
  name->records = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_insert (names, g_ascii_strdown (text, -1), name);
  return name;
}

void
names_clear (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  g_clear_pointer (&names, g_hash_table_unref);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, name_free);
}

void
names_add_record (const char *name, const char *type, const char *value)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  g_ptr_array_add (get_name (name)->records, g_strdup_printf ("%s %s", type, value));
}

void
names_set_delay (const char *name, guint ms)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  get_name (name)->delay_ms = ms;
}

void
names_set_broken (const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  get_name (name)->broken = TRUE;
}

void
names_set_silent (const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  get_name (name)->silent = TRUE;
}

static Name *
find_name (const char *asked)
{
  g_autofree char *text = g_ascii_strdown (asked, -1);
  Name *name = g_hash_table_lookup (names, text);

  for (const char *dot = strchr (text, '.'); name == NULL && dot != NULL;
       dot = strchr (dot + 1, '.')) {
    g_autofree char *pattern = g_strconcat ("*", dot, NULL);
    name = g_hash_table_lookup (names, pattern);
  }
  return name;
}

static gpointer
read_record (const char *type, const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, " ", -1);

  if (g_str_equal (type, "A"))
    return g_inet_address_new_from_string (words[0]);
  if (g_str_equal (type, "SRV")) {
    gboolean denied = g_str_equal (words[3], ".");
    return g_srv_target_new (denied ? "" : words[3], (guint16)atoi (words[2]),
                             (guint16)atoi (words[0]), (guint16)atoi (words[1]));
  }
  if (g_str_equal (type, "MX"))
    return g_variant_ref_sink (g_variant_new ("(qs)", (guint16)atoi (words[0]),
                                              g_str_equal (words[1], ".") ? "" : words[1]));
  return g_variant_ref_sink (g_variant_new ("(s)", value));
}

/* One look-up, with what its name is to do before it is answered. */
typedef struct {
  char *name;
  const char *type;
  gboolean only_v6;
} Question;

static void
question_free (gpointer data)
{
  g_free (((Question *)data)->name);
  g_free (data);
}

static Question *
question_new (const char *name, const char *type, gboolean only_v6)
{
  Question *question = g_new0 (Question, 1);

  question->name = g_strdup (name);
  question->type = type;
  question->only_v6 = only_v6;
  return question;
}

static guint
get_wait (const Question *question)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  const Name *name = find_name (question->name);

  if (name == NULL)
    return 0;
  return name->silent ? SILENCE_MS : name->delay_ms;
}

static GList *
answer (const Question *question, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  const Name *name = find_name (question->name);
  GList *list = NULL;

  if (name != NULL && (name->broken || name->silent)) {
    g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "%s: no answer",
                 question->name);
    return NULL;
  }
  for (guint i = 0; name != NULL && !question->only_v6 && i < name->records->len; i++) {
    const char *record = name->records->pdata[i];
    gsize length = strlen (question->type);
    if (strncmp (record, question->type, length) == 0 && record[length] == ' ')
      list = g_list_append (list, read_record (question->type, record + length + 1));
  }
  if (list == NULL)
    g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s: no such record",
                 question->name);
  return list;
}

static void
put_record (GByteArray *packet, const char *text)
{
  /* The name of the root, TXT, IN, 60 s, and how much follows. */
  guchar fixed[] = { 0, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0 };
  gsize length = strlen (text);
  gsize strings = (length + STRING - 1) / STRING;

  fixed[9] = (guchar)((length + strings) >> 8);
  fixed[10] = (guchar)(length + strings);
  g_byte_array_append (packet, fixed, sizeof fixed);
  for (gsize at = 0; at < length; at += STRING) {
    guchar size = (guchar)MIN (STRING, length - at);
    g_byte_array_append (packet, &size, 1);
    g_byte_array_append (packet, (const guchar *)text + at, size);
  }
}

static GList *
ask (Question *question, GCancellable *cancellable, GError **error)
{
  GPollFD fd;
  GList *list = NULL;
  guint wait_ms = get_wait (question);

  if (wait_ms > 0 && g_cancellable_make_pollfd (cancellable, &fd)) {
    g_poll (&fd, 1, (int)wait_ms);
    g_cancellable_release_fd (cancellable);
  } else if (wait_ms > 0)
    g_usleep (wait_ms * 1000);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    list = answer (question, error);
  question_free (question);
  return list;
}

int
names_query_texts (const char *name, guchar *answer, int size)
{
  guchar header[12] = { 0, 0, 0x81, 0x80 };
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  GList *records = ask (question_new (name, "TXT", FALSE), NULL, NULL);

  if (records == NULL)
    return -1;
  header[7] = (guchar)g_list_length (records);
  g_byte_array_append (packet, header, sizeof header);
  for (GList *record = records; record != NULL; record = record->next) {
    const char *text;
    g_variant_get (record->data, "(&s)", &text);
    put_record (packet, text);
  }
  g_list_free_full (records, (GDestroyNotify)g_variant_unref);
  memcpy (answer, packet->data, MIN (packet->len, (guint)size));
  return (int)packet->len;
}

static void
free_addresses (gpointer list)
{
  g_resolver_free_addresses (list);
}

static void
answer_task (GTask *task)
{
  GError *error = NULL;
  GList *list = answer (g_task_get_task_data (task), &error);

  if (list == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, list, free_addresses);
}

static gboolean
on_time (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_object_get_data (G_OBJECT (task), "answered")) {
    g_object_set_data (G_OBJECT (task), "answered", task);
    answer_task (task);
  }
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  if (!g_object_get_data (G_OBJECT (task), "answered")) {
    g_object_set_data (G_OBJECT (task), "answered", task);
    g_task_return_error_if_cancelled (task);
  }
  return G_SOURCE_REMOVE;
}

static void
ask_async (GResolver *resolver, Question *question, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  guint wait_ms = get_wait (question);

  g_task_set_task_data (task, question, question_free);
  if (wait_ms == 0) {
    answer_task (task);
    return;
  }
  g_autoptr (GSource) clock = g_timeout_source_new (wait_ms);
  g_task_attach_source (task, clock, on_time);
  if (cancellable != NULL) {
    g_autoptr (GSource) source = g_cancellable_source_new (cancellable);
    g_task_attach_source (task, source, G_SOURCE_FUNC (on_cancelled));
  }
}

static GList *
finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GList *
lookup_by_name (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  return ask (question_new (name, "A", FALSE), cancellable, error);
}

static void
lookup_by_name_async (GResolver *resolver, const char *name, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  ask_async (resolver, question_new (name, "A", FALSE), cancellable, callback, user_data);
}

static GList *
lookup_by_name_with_flags (GResolver *resolver, const char *name, GResolverNameLookupFlags flags,
                           GCancellable *cancellable, GError **error)
{
  gboolean only_v6 = (flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) != 0;

  return ask (question_new (name, "A", only_v6), cancellable, error);
}

static void
lookup_by_name_with_flags_async (GResolver *resolver, const char *name,
                                 GResolverNameLookupFlags flags, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  gboolean only_v6 = (flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) != 0;

  ask_async (resolver, question_new (name, "A", only_v6), cancellable, callback, user_data);
}

static GList *
lookup_service (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  GList *targets = ask (question_new (name, "SRV", FALSE), cancellable, error);

  return g_srv_target_list_sort (targets);
}

static GList *
lookup_records (GResolver *resolver, const char *name, GResolverRecordType type,
                GCancellable *cancellable, GError **error)
{
  const char *word = type == G_RESOLVER_RECORD_MX ? "MX" : "NS";

  return ask (question_new (name, word, FALSE), cancellable, error);
}

static void
story_resolver_class_init (StoryResolverClass *class)
{
  class->lookup_by_name = lookup_by_name;
  class->lookup_by_name_async = lookup_by_name_async;
  class->lookup_by_name_finish = finish;
  class->lookup_by_name_with_flags = lookup_by_name_with_flags;
  class->lookup_by_name_with_flags_async = lookup_by_name_with_flags_async;
  class->lookup_by_name_with_flags_finish = finish;
  class->lookup_service = lookup_service;
  class->lookup_records = lookup_records;
}

static void
story_resolver_init (StoryResolver *resolver)
{
}

void
names_install (void)
{
  g_autoptr (GResolver) resolver = g_object_new (story_resolver_get_type (), NULL);

  names_clear ();
  g_resolver_set_default (resolver);
}
