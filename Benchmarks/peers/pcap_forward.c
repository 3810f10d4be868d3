// A plain forwarder through libpcap: what one writes who knows the library and no more.
//
// usage: pcap_forward LEFT RIGHT OWN STATION SECONDS [ROUTES]
//
// It receives on the interface LEFT what is addressed to the station OWN, checks each frame's
// Ethernet and IPv4 headers as RFC 1812 asks, finds the longest of ROUTES prefixes (8 unless told
// otherwise) that contains the destination, takes one off the time to live, and sends by RIGHT to
// the station STATION. It ends on SIGTERM, SIGINT or after SECONDS, and prints: received, forwarded, unsent,
// and frames that libpcap had no room for.
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ethernet = 14, shortest_header = 20, burst = 64, most_routes = 4096, buffer = 8 << 20 };

struct route {
  uint32_t prefix, mask;
};

static volatile sig_atomic_t is_over;
static struct route routes[most_routes];
static int route_count = 8;
static uint8_t own[6], outgoing[6], station[6];
static pcap_t *left, *right;
static unsigned long received, forwarded, unsent;

static void end(int signal) {
  (void)signal;
  is_over = 1;
}

static void fail(const char *what, const char *why) {
  fprintf(stderr, "pcap_forward: %s: %s\n", what, why);
  exit(1);
}

// Prefixes of 198.19.0.0/16, the longest first; the last contains all destinations of the load.
static void make_routes(void) {
  for (int index = 0; index < route_count; index++) {
    int is_last = index == route_count - 1;
    int length = is_last ? 16 : 28;
    routes[index].mask = 0xffffffffu << (32 - length);
    routes[index].prefix = 0xc6130000u | (is_last ? 0 : 0x8000u | (uint32_t)index << 4);
  }
}

static int has_route(uint32_t address) {
  for (int index = 0; index < route_count; index++)
    if ((address & routes[index].mask) == routes[index].prefix) return 1;
  return 0;
}

static uint16_t word(const uint8_t *octets) { return (uint16_t)(octets[0] << 8 | octets[1]); }

static uint32_t sum(const uint8_t *octets, int count) {
  uint32_t result = 0;
  for (int offset = 0; offset < count; offset += 2) result += word(octets + offset);
  while (result >> 16) result = (result & 0xffff) + (result >> 16);
  return result;
}

static void forward(u_char *user, const struct pcap_pkthdr *header, const u_char *frame) {
  (void)user;
  uint8_t copy[2048];
  received++;
  int length = (int)header->caplen;
  if (length > (int)sizeof copy || length < ethernet + shortest_header) return;
  if (memcmp(frame, own, 6) != 0 || word(frame + 12) != 0x0800) return;
  const uint8_t *packet = frame + ethernet;
  int size = (packet[0] & 15) * 4;
  if (packet[0] >> 4 != 4 || size < shortest_header || size > length - ethernet) return;
  if (word(packet + 2) < size || word(packet + 2) > length - ethernet) return;
  if (sum(packet, size) != 0xffff || packet[8] <= 1) return;
  uint32_t destination = (uint32_t)word(packet + 16) << 16 | word(packet + 18);
  if (!has_route(destination)) return;
  memcpy(copy, frame, (size_t)length);
  memcpy(copy, station, 6);
  memcpy(copy + 6, outgoing, 6);
  uint8_t *changed = copy + ethernet;
  changed[8]--;
  // RFC 1624, equation 3, for the word that holds the time to live.
  uint32_t check = (uint16_t)~word(packet + 10) + (uint16_t)~word(packet + 8) + word(changed + 8);
  while (check >> 16) check = (check & 0xffff) + (check >> 16);
  changed[10] = (uint8_t)(~check >> 8);
  changed[11] = (uint8_t)~check;
  if (pcap_inject(right, copy, (size_t)length) == length)
    forwarded++;
  else
    unsent++;
}

static void read_station(const char *text, uint8_t *address) {
  unsigned octets[6];
  if (sscanf(text, "%x:%x:%x:%x:%x:%x", octets, octets + 1, octets + 2, octets + 3, octets + 4,
             octets + 5) != 6)
    fail(text, "is not an Ethernet address");
  for (int index = 0; index < 6; index++) address[index] = (uint8_t)octets[index];
}

// The Ethernet address of an interface.
static void find_station(const char *name, uint8_t *address) {
  struct ifreq request = {0};
  strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
  int file = socket(AF_INET, SOCK_DGRAM, 0);
  if (file < 0 || ioctl(file, SIOCGIFHWADDR, &request) != 0) fail(name, strerror(errno));
  memcpy(address, request.ifr_hwaddr.sa_data, 6);
  close(file);
}

static pcap_t *open_interface(const char *name) {
  char text[PCAP_ERRBUF_SIZE] = "";
  pcap_t *handle = pcap_create(name, text);
  if (!handle) fail(name, text);
  pcap_set_snaplen(handle, 2048);
  pcap_set_promisc(handle, 1);
  pcap_set_immediate_mode(handle, 1);
  pcap_set_buffer_size(handle, buffer);
  if (pcap_activate(handle) < 0) fail(name, pcap_geterr(handle));
  if (pcap_setnonblock(handle, 1, text) != 0) fail(name, text);
  if (pcap_setdirection(handle, PCAP_D_IN) != 0) fail(name, pcap_geterr(handle));
  return handle;
}

int main(int count, char **arguments) {
  if (count < 6 || count > 7)
    fail("usage", "pcap_forward LEFT RIGHT OWN STATION SECONDS [ROUTES]");
  read_station(arguments[3], own);
  read_station(arguments[4], station);
  int seconds = atoi(arguments[5]);
  if (count == 7) route_count = atoi(arguments[6]);
  if (seconds < 1 || seconds > 3600) fail("SECONDS", "must be from 1 to 3600");
  if (route_count < 1 || route_count > most_routes) fail("ROUTES", "must be from 1 to 4096");
  make_routes();
  signal(SIGTERM, end);
  signal(SIGINT, end);
  left = open_interface(arguments[1]);
  right = open_interface(arguments[2]);
  find_station(arguments[2], outgoing);
  struct pollfd entry = {.fd = pcap_get_selectable_fd(left), .events = POLLIN};
  time_t last = time(NULL) + seconds;
  while (!is_over && time(NULL) < last) {
    int result = pcap_dispatch(left, burst, forward, NULL);
    if (result < 0) fail(arguments[1], pcap_geterr(left));
    if (result == 0) poll(&entry, 1, 1);
  }
  struct pcap_stat statistics = {0};
  pcap_stats(left, &statistics);
  printf("%lu %lu %lu %u\n", received, forwarded, unsent, statistics.ps_drop);
  pcap_close(left);
  pcap_close(right);
  return 0;
}
