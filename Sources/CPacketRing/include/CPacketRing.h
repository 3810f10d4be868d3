/// What Swift cannot say of the kernel's packet rings: macros, unions, and the order in which the
/// status words that both sides write are read and written.
#ifndef CPACKETRING_H
#define CPACKETRING_H

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <sys/socket.h>

/// What the kernel says of a network interface.
struct hypertwin_interface {
  /// Its number in this network namespace.
  int index;
  /// IFF_UP and the like.
  int flags;
  /// The largest network-layer packet in bytes.
  int mtu;
  /// Its hardware address.
  uint8_t address[6];
};

/// Fills `result` for the interface of that name; returns 0 or the errno.
int hypertwin_interface_read(int socket, const char *name, struct hypertwin_interface *result);

/// The bits of `hypertwin_interface.flags` that matter here.
enum { HYPERTWIN_INTERFACE_UP = IFF_UP, HYPERTWIN_INTERFACE_RUNNING = IFF_RUNNING };

/// Where the bytes of a frame begin in a slot of a version 2 ring for sending.
enum { HYPERTWIN_SLOT_DATA = TPACKET2_HDRLEN - sizeof(struct sockaddr_ll) };

/// What a slot of a version 2 ring for receiving needs beyond the frame.
enum { HYPERTWIN_SLOT_OVERHEAD = TPACKET_ALIGN(TPACKET2_HDRLEN) + TPACKET_ALIGNMENT };

/// Reads a status word; what the kernel wrote before it is seen after it.
static inline uint32_t hypertwin_status_read(const volatile uint32_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/// Writes a status word; the kernel sees it after all that was written before it.
static inline void hypertwin_status_write(volatile uint32_t *word, uint32_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/// Moves the calling thread to the network namespace of an open file; returns 0 or the errno.
int hypertwin_namespace_enter(int file);

#endif
