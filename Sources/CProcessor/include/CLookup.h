/// Two instructions that longest-prefix match needs and Swift does not promise.
#ifndef CLOOKUP_H
#define CLOOKUP_H

#include <stdint.h>

/// The number of ones among `bits`. POPCNT belongs to x86-64-v2, which is the least that Hypertwin
/// runs on; Swift compiles for v1 and would count with a dozen instructions.
static inline uint64_t hypertwin_population(uint64_t bits) {
#if defined(__x86_64__)
  uint64_t count;
  __asm__("popcnt %1, %0" : "=r"(count) : "r"(bits) : "cc");
  return count;
#else
  return (uint64_t)__builtin_popcountll(bits);
#endif
}

/// Asks for the cache line at `address`, which need not be mapped.
static inline void hypertwin_prefetch_node(const void *address) { __builtin_prefetch(address); }

#endif
