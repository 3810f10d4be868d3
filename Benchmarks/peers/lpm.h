// What the peers of longest-prefix match share: the table and the addresses that `bench compare`
// has written, the clock, and the line that they print.
#ifndef LPM_H
#define LPM_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct lpm_route {
  uint32_t prefix;
  uint16_t next_hop;
  uint16_t length;
};

struct lpm_input {
  uint32_t route_count, address_count, passes;
  struct lpm_route *routes;
  uint32_t *addresses;
  uint16_t *results;
};

static inline void lpm_fail(const char *what) {
  fprintf(stderr, "lpm: %s\n", what);
  exit(1);
}

static inline void *lpm_take(FILE *file, uint32_t count, size_t size) {
  void *memory = malloc((count ? count : 1) * size);
  if (!memory || fread(memory, size, count, file) != count) lpm_fail("the table ends too early");
  return memory;
}

// Reads the numbers of routes, of addresses and of passes over them, then routes and addresses, all
// as they lie in this machine's memory.
static inline struct lpm_input lpm_read(int count, char **arguments) {
  if (count != 2) lpm_fail("usage: PROGRAM TABLE");
  FILE *file = fopen(arguments[1], "rb");
  struct lpm_input input;
  if (!file || fread(&input, sizeof(uint32_t), 3, file) != 3) lpm_fail("no table of bench compare");
  input.routes = lpm_take(file, input.route_count, sizeof(struct lpm_route));
  input.addresses = lpm_take(file, input.address_count, sizeof(uint32_t));
  input.results = calloc(input.address_count, sizeof(uint16_t));
  if (!input.results) lpm_fail("out of memory");
  fclose(file);
  return input;
}

// Nanoseconds that this thread has run.
static inline uint64_t lpm_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// Prints look-ups, nanoseconds for all, the sum of the next hops, and 0.
static inline void lpm_print(const struct lpm_input *input, uint64_t nanoseconds) {
  uint64_t sum = 0;
  for (uint32_t index = 0; index < input->address_count; index++) sum += input->results[index];
  printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " 0\n",
         (uint64_t)input->address_count * input->passes, nanoseconds, sum);
}

#endif
