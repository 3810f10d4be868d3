// Longest-prefix match by DPDK's rte_fib (DIR-24-8 with next hops of 2 bytes), 64 addresses at a
// time. (Its rte_lpm has the same arrays, but searches all routes of a length for each that is
// added, which takes minutes for a full table.)
//
// usage: lpm_fib scalar|avx512 TABLE
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_fib.h>
#include <rte_memory.h>
#include <rte_rib.h>

#include "lpm.h"

enum { burst = 64, blocks = 1 << 14 };

static void look_up(struct rte_fib *table, const struct lpm_input *input) {
  uint64_t hops[burst];
  for (uint32_t start = 0; start < input->address_count; start += burst) {
    uint32_t left = input->address_count - start, count = left < burst ? left : burst;
    rte_fib_lookup_bulk(table, input->addresses + start, hops, (int)count);
    for (uint32_t index = 0; index < count; index++)
      input->results[start + index] = (uint16_t)hops[index];
  }
}

int main(int count, char **arguments) {
  if (count != 3) lpm_fail("usage: lpm_fib scalar|avx512 TABLE");
  int is_wide = strcmp(arguments[1], "avx512") == 0;
  struct lpm_input input = lpm_read(count - 1, arguments + 1);
  char *options[] = {arguments[0], "--no-huge", "--no-pci", "--no-telemetry", "--no-shconf", "-m",
                     "1024", "-l", "0", "--force-max-simd-bitwidth=512", "--log-level=error"};
  if (rte_eal_init(sizeof options / sizeof *options, options) < 0)
    lpm_fail(rte_strerror(rte_errno));
  struct rte_fib_conf config = {
      .type = RTE_FIB_DIR24_8,
      .default_nh = 0,
      .max_routes = (int)input.route_count + 1,
      .dir24_8 = {.nh_sz = RTE_FIB_DIR24_8_2B, .num_tbl8 = blocks},
  };
  struct rte_fib *table = rte_fib_create("peer", SOCKET_ID_ANY, &config);
  if (!table) lpm_fail(rte_strerror(rte_errno));
  enum rte_fib_lookup_type type =
      is_wide ? RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512 : RTE_FIB_LOOKUP_DIR24_8_SCALAR_INLINE;
  if (rte_fib_select_lookup(table, type) != 0) lpm_fail("this CPU or DPDK has no such look-up");
  for (uint32_t index = 0; index < input.route_count; index++) {
    struct lpm_route route = input.routes[index];
    if (rte_fib_add(table, route.prefix, (uint8_t)route.length, route.next_hop) != 0)
      lpm_fail("DPDK refuses a route");
  }
  look_up(table, &input);
  uint64_t start = lpm_now();
  for (uint32_t pass = 0; pass < input.passes; pass++) look_up(table, &input);
  lpm_print(&input, lpm_now() - start);
  rte_fib_free(table);
  rte_eal_cleanup();
  return 0;
}
