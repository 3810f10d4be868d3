#define _GNU_SOURCE
#include "CPacketRing.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>

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
