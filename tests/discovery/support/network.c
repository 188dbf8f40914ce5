/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Nobody listens here: the port is reserved and the address ours. */
#define CLOSED_ADDRESS "127.24.0.1"
#define CLOSED_PORT 1

static GMutex lock;
static GHashTable *routes;      /* "address port" -> GSocketAddress */
static GHashTable *connections; /* address -> count */

/* A listener whose queue is full: Linux then drops further SYNs, which is what a firewall does. */
static GSocketAddress *
make_silence (void)
{
  static GSocketAddress *silence;
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t size = sizeof address;

  if (silence != NULL)
    return silence;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  inet_pton (AF_INET, "127.24.0.2", &address.sin_addr);
  g_assert_cmpint (bind (listener, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listener, 0), ==, 0);
  g_assert_cmpint (getsockname (listener, (struct sockaddr *)&address, &size), ==, 0);
  for (guint i = 0; i < 4; i++) {
    int filler = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    syscall (SYS_connect, filler, &address, sizeof address);
  }
  silence = g_socket_address_new_from_native (&address, sizeof address);
  return silence;
}

static char *
make_key (const char *address, guint16 port)
{
  return g_strdup_printf ("%s %u", address, port);
}

void
network_add_route (const char *address, guint16 port, GSocketAddress *to)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  g_hash_table_insert (routes, make_key (address, port), g_object_ref (to));
}

void
network_add_silence (const char *address, guint16 port)
{
  network_add_route (address, port, make_silence ());
}

void
network_clear (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  g_clear_pointer (&routes, g_hash_table_unref);
  g_clear_pointer (&connections, g_hash_table_unref);
  routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  connections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

guint
network_count_connections (const char *address)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  return GPOINTER_TO_UINT (g_hash_table_lookup (connections, address));
}

static void
find_route (const char *address, guint16 port, struct sockaddr_in *to)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  g_autofree char *key = make_key (address, port);
  g_autofree char *any = make_key (address, 0);
  GSocketAddress *route = g_hash_table_lookup (routes, key);

  if (route == NULL)
    route = g_hash_table_lookup (routes, any);
  gpointer count = g_hash_table_lookup (connections, address);
  g_hash_table_insert (connections, g_strdup (address),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
  if (route != NULL) {
    g_socket_address_to_native (route, to, sizeof *to, NULL);
    return;
  }
  to->sin_family = AF_INET;
  to->sin_port = htons (CLOSED_PORT);
  inet_pton (AF_INET, CLOSED_ADDRESS, &to->sin_addr);
}

int
connect (int fd, const struct sockaddr *address, socklen_t length)
{
  struct sockaddr_in to = { 0 };
  char text[INET_ADDRSTRLEN];

  if (address->sa_family == AF_INET6) {
    errno = ENETUNREACH;
    return -1;
  }
  if (address->sa_family != AF_INET)
    return (int)syscall (SYS_connect, fd, address, length);

  struct sockaddr_in asked;
  memcpy (&asked, address, sizeof asked);
  if ((ntohl (asked.sin_addr.s_addr) >> 24) == IN_LOOPBACKNET)
    return (int)syscall (SYS_connect, fd, address, length);
  inet_ntop (AF_INET, &asked.sin_addr, text, sizeof text);
  find_route (text, ntohs (asked.sin_port), &to);
  return (int)syscall (SYS_connect, fd, &to, sizeof to);
}

/* GNetworkMonitor's answer, as the story wants it. */
static gboolean is_available = TRUE;
static GNetworkConnectivity connectivity = G_NETWORK_CONNECTIVITY_FULL;

void
network_set_state (gboolean available, GNetworkConnectivity state)
{
  is_available = available;
  connectivity = state;
}

typedef GObject StoryMonitor;
typedef GObjectClass StoryMonitorClass;
enum { PROPERTY_AVAILABLE = 1, PROPERTY_METERED, PROPERTY_CONNECTIVITY };

static gboolean
init_monitor (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
story_monitor_initable_init (GInitableIface *interface)
{
  interface->init = init_monitor;
}

static void
story_monitor_interface_init (GNetworkMonitorInterface *interface)
{
}

GType
story_monitor_get_type (void);
G_DEFINE_TYPE_WITH_CODE (StoryMonitor, story_monitor, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, story_monitor_initable_init)
                             G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                    story_monitor_interface_init))

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROPERTY_AVAILABLE)
    g_value_set_boolean (value, is_available);
  else if (id == PROPERTY_CONNECTIVITY)
    g_value_set_enum (value, connectivity);
}

static void
story_monitor_class_init (StoryMonitorClass *class)
{
  class->get_property = get_property;
  g_object_class_override_property (class, PROPERTY_AVAILABLE, "network-available");
  g_object_class_override_property (class, PROPERTY_METERED, "network-metered");
  g_object_class_override_property (class, PROPERTY_CONNECTIVITY, "connectivity");
}

static void
story_monitor_init (StoryMonitor *monitor)
{
}

void
network_register_monitor (void)
{
  g_setenv ("GIO_USE_NETWORK_MONITOR", "story", TRUE);
  g_type_ensure (G_TYPE_NETWORK_MONITOR);
  g_proxy_resolver_get_default (); /* loads the extension points */
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, story_monitor_get_type (),
                                  "story", 1000);
}
