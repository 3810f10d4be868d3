/// What Swift cannot say of the kernel's packet rings: macros, unions, and the order in which the
/// status words that both sides write are read and written.
#ifndef CPACKETRING_H
#define CPACKETRING_H

#include <ifaddrs.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <linux/virtio_net.h>
#include <stdint.h>
#include <string.h>
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

/// The bytes in front of a frame that say which work on it was left to the kernel or a device.
enum { HYPERTWIN_OFFLOAD_BYTES = sizeof(struct virtio_net_hdr) };

/// What VIRTIO_NET_HDR_GSO_UDP_L4 is in kernels since 6.2; older headers lack the name.
enum { HYPERTWIN_OFFLOAD_UDP_SEGMENTS = 5 };

/// What XDP_MAX_TX_SKB_BUDGET is in kernels since 6.17; older headers lack the name.
enum { HYPERTWIN_XDP_BUDGET = 9 };

/// Says that nothing is left to do with the frame behind, and that its first `linear` bytes are to
/// be copied. The kernel maps what lies behind them, which costs more for all but long frames.
static inline void hypertwin_offload_none(void *start, uint16_t linear) {
  struct virtio_net_hdr header = {.hdr_len = linear};
  memcpy(start, &header, sizeof header);
}

/// Says that the UDP datagram behind, with an IPv4 header without options, is to be cut into
/// datagrams of `bytes` bytes, and that their checksums are to be completed. The first `linear`
/// bytes are copied.
static inline void hypertwin_offload_segments(void *start, uint16_t bytes, uint16_t linear) {
  struct virtio_net_hdr header = {
      .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
      .gso_type = HYPERTWIN_OFFLOAD_UDP_SEGMENTS,
      .hdr_len = linear,
      .gso_size = bytes,
      .csum_start = 34,
      .csum_offset = 6,
  };
  memcpy(start, &header, sizeof header);
}

/// Says in `active` whether the interface has that feature, as ethtool(8) names it, turned on, and
/// in `is_virtual` whether frames stay in this machine's memory behind it; returns 0 or the errno.
int hypertwin_interface_feature(
    int socket, const char *name, const char *feature, int *active, int *is_virtual);

/// What the kernel says of a TCP connection (TCP_INFO).
struct hypertwin_stream_facts {
  /// Segments that were sent again.
  uint32_t retransmits;
  /// The smoothed round-trip time and its mean deviation.
  uint32_t round_trip_us, round_trip_deviation_us;
  /// The congestion window in segments.
  uint32_t congestion_window;
  /// The greatest payload of a segment.
  uint32_t segment_bytes;
  /// Bytes that the other side acknowledged.
  uint64_t acknowledged_bytes;
  /// The name of the congestion control, ending in a zero.
  char congestion_control[16];
};

/// Fills `result` for a TCP socket; returns 0 or the errno.
int hypertwin_stream_read(int socket, struct hypertwin_stream_facts *result);

/// Sets the congestion control of a TCP socket; returns 0 or the errno.
int hypertwin_stream_choose(int socket, const char *congestion_control);

/// Waits until a socket has something to read, or so many nanoseconds are over, as exactly as the
/// kernel can; returns whether it has, or the negative errno.
int hypertwin_wait_readable(int socket, uint64_t nanoseconds);

/// Lets the calling thread's waits end on time, where the kernel would otherwise let them be late
/// by 50 us to join wake-ups; returns 0 or the errno.
int hypertwin_wait_exactly(void);

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

/// Loads a program of the kernel's own machine (RFC 9669) that judges frames at an interface's
/// ingress; returns its file, or the negative errno.
int hypertwin_ingress_load(const uint64_t *instructions, unsigned count);

/// Has the interface of that number ask that program, before any that it has; returns the file of
/// the link between them, which lasts as long as the file is open, or the negative errno.
int hypertwin_ingress_attach(int program, int interface);

/// Makes zeroed memory of so many bytes that a program of the kernel's own machine and a process
/// that maps the file share; returns the file, or the negative errno.
int hypertwin_frames_share(unsigned bytes);

/// Loads a program of the kernel's own machine that writes frames and says where they go (XDP);
/// returns its file, or the negative errno.
int hypertwin_frames_load(const uint64_t *instructions, unsigned count);

/// Has the interface of that number ask the program about what it receives; returns the file of the
/// link between them, which lasts as long as the file is open, or the negative errno.
int hypertwin_frames_attach(int program, int interface);

/// Has the kernel make `count` frames of `bytes` bytes, copies of `frame` at first, in batches of
/// so many, and run the program on each as if the interface of that number had received it; what
/// it writes goes where it says (live frames, Linux 5.18). Returns 0 or the negative errno.
int hypertwin_frames_run(
    int program, const void *frame, unsigned bytes, int interface, unsigned count,
    unsigned batch);

#endif
