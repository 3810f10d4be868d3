// Longest-prefix match by the plain DIR-24-8 (doi:10.1109/INFCOM.1998.662938): an array for the
// first 24 bits, and one of 256 entries for each value of them that has longer prefixes below.
//
// usage: lpm_dir24 TABLE
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lpm.h"

enum { extended = 0x8000, blocks = 0x7fff, huge_page = 2 << 20 };

static uint16_t *first, (*second)[256];
static uint32_t block_count;

static void *take(size_t bytes) {
  void *memory = aligned_alloc(huge_page, (bytes + huge_page - 1) / huge_page * huge_page);
  if (!memory) lpm_fail("out of memory");
  // A hint: without huge pages it works as well.
  madvise(memory, bytes, MADV_HUGEPAGE);
  memset(memory, 0, bytes);
  return memory;
}

// Routes come with the shortest first, so that the later one is the more specific.
static void add(struct lpm_route route) {
  if (route.length <= 24) {
    uint32_t start = route.prefix >> 8, count = 1u << (24 - route.length);
    for (uint32_t index = 0; index < count; index++) first[start + index] = route.next_hop;
    return;
  }
  uint16_t *entry = &first[route.prefix >> 8];
  if (!(*entry & extended)) {
    if (block_count == blocks) lpm_fail("more than 32767 blocks");
    for (int index = 0; index < 256; index++) second[block_count][index] = *entry;
    *entry = (uint16_t)(extended | block_count++);
  }
  uint32_t start = route.prefix & 255, count = 1u << (32 - route.length);
  for (uint32_t index = 0; index < count; index++)
    second[*entry & ~extended][start + index] = route.next_hop;
}

static int by_length(const void *left, const void *right) {
  return ((const struct lpm_route *)left)->length - ((const struct lpm_route *)right)->length;
}

static void look_up(const uint32_t *addresses, uint32_t count, uint16_t *results) {
  for (uint32_t index = 0; index < count; index++) {
    uint16_t entry = first[addresses[index] >> 8];
    if (entry & extended) entry = second[entry & ~extended][addresses[index] & 255];
    results[index] = entry;
  }
}

int main(int count, char **arguments) {
  struct lpm_input input = lpm_read(count, arguments);
  first = take(sizeof *first << 24);
  second = take(sizeof *second * blocks);
  qsort(input.routes, input.route_count, sizeof *input.routes, by_length);
  for (uint32_t index = 0; index < input.route_count; index++) add(input.routes[index]);
  look_up(input.addresses, input.address_count, input.results);
  uint64_t start = lpm_now();
  for (uint32_t pass = 0; pass < input.passes; pass++)
    look_up(input.addresses, input.address_count, input.results);
  lpm_print(&input, lpm_now() - start);
  return 0;
}
