#define _GNU_SOURCE
#include "CPacketRing.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>

int hypertwin_interface_read(int socket, const char *name, struct hypertwin_interface *result) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  if (strlen(name) >= sizeof request.ifr_name) return ENODEV;
  strcpy(request.ifr_name, name);
  if (ioctl(socket, SIOCGIFINDEX, &request) != 0) return errno;
  result->index = request.ifr_ifindex;
  if (ioctl(socket, SIOCGIFFLAGS, &request) != 0) return errno;
  result->flags = request.ifr_flags;
  if (ioctl(socket, SIOCGIFMTU, &request) != 0) return errno;
  result->mtu = request.ifr_mtu;
  if (ioctl(socket, SIOCGIFHWADDR, &request) != 0) return errno;
  memcpy(result->address, request.ifr_hwaddr.sa_data, sizeof result->address);
  return 0;
}

int hypertwin_namespace_enter(int file) { return setns(file, CLONE_NEWNET) == 0 ? 0 : errno; }

static int ethtool(int socket, const char *name, void *command) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  if (strlen(name) >= sizeof request.ifr_name) return ENODEV;
  strcpy(request.ifr_name, name);
  request.ifr_data = command;
  return ioctl(socket, SIOCETHTOOL, &request) == 0 ? 0 : errno;
}

/// The number of the feature among all that the kernel knows, whose count goes into `count`; -1
/// where it does not know it.
static int feature_number(int socket, const char *name, const char *feature, unsigned *count) {
  // The count comes behind the structure.
  _Alignas(8) uint32_t storage[sizeof(struct ethtool_sset_info) / sizeof(uint32_t) + 1] = {0};
  struct ethtool_sset_info *sizes = (struct ethtool_sset_info *)storage;
  sizes->cmd = ETHTOOL_GSSET_INFO;
  sizes->sset_mask = 1ULL << ETH_SS_FEATURES;
  if (ethtool(socket, name, sizes) != 0 || sizes->sset_mask == 0) return -1;
  *count = sizes->data[0];
  struct ethtool_gstrings *names = calloc(1, sizeof *names + *count * ETH_GSTRING_LEN);
  if (names == NULL) return -1;
  names->cmd = ETHTOOL_GSTRINGS;
  names->string_set = ETH_SS_FEATURES;
  names->len = *count;
  int found = -1;
  if (ethtool(socket, name, names) == 0) {
    for (unsigned i = 0; i < names->len && found < 0; i++) {
      const char *candidate = (const char *)names->data + i * ETH_GSTRING_LEN;
      if (strncmp(candidate, feature, ETH_GSTRING_LEN) == 0) found = (int)i;
    }
  }
  free(names);
  return found;
}

int hypertwin_interface_feature(
    int socket, const char *name, const char *feature, int *active, int *is_virtual) {
  *active = 0;
  struct ethtool_drvinfo driver = {.cmd = ETHTOOL_GDRVINFO};
  int code = ethtool(socket, name, &driver);
  // Drivers of real devices say which bus they are on.
  *is_virtual = code != 0 || driver.bus_info[0] == 0;
  unsigned count = 0;
  int number = feature_number(socket, name, feature, &count);
  if (number < 0) return 0;
  unsigned blocks = (count + 31) / 32;
  struct ethtool_gfeatures *features =
      calloc(1, sizeof *features + blocks * sizeof(struct ethtool_get_features_block));
  if (features == NULL) return ENOMEM;
  features->cmd = ETHTOOL_GFEATURES;
  features->size = blocks;
  code = ethtool(socket, name, features);
  if (code == 0) *active = features->features[number / 32].active >> (number % 32) & 1;
  free(features);
  return code;
}

int hypertwin_stream_read(int socket, struct hypertwin_stream_facts *result) {
  struct tcp_info info;
  memset(&info, 0, sizeof info);
  socklen_t length = sizeof info;
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return errno;
  result->retransmits = info.tcpi_total_retrans;
  result->round_trip_us = info.tcpi_rtt;
  result->round_trip_deviation_us = info.tcpi_rttvar;
  result->congestion_window = info.tcpi_snd_cwnd;
  result->segment_bytes = info.tcpi_snd_mss;
  result->acknowledged_bytes = info.tcpi_bytes_acked;
  memset(result->congestion_control, 0, sizeof result->congestion_control);
  length = sizeof result->congestion_control - 1;
  if (getsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, result->congestion_control, &length) != 0) {
    return errno;
  }
  return 0;
}

int hypertwin_stream_choose(int socket, const char *congestion_control) {
  socklen_t length = (socklen_t)strlen(congestion_control);
  return setsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, congestion_control, length) == 0 ? 0
                                                                                           : errno;
}

int hypertwin_wait_readable(int socket, uint64_t nanoseconds) {
  struct pollfd descriptor = {.fd = socket, .events = POLLIN};
  struct timespec time = {
      .tv_sec = (time_t)(nanoseconds / 1000000000), .tv_nsec = (long)(nanoseconds % 1000000000)};
  int count = ppoll(&descriptor, 1, &time, NULL);
  return count >= 0 ? count : errno == EINTR ? 0 : -errno;
}

int hypertwin_wait_exactly(void) { return prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0) == 0 ? 0 : errno; }
