/// What Swift cannot say of a processor: which instructions it has, and its time-stamp counter.
#ifndef CPROCESSOR_H
#define CPROCESSOR_H

#include <stdint.h>

#include "CLookup.h"

/// The four registers that the CPUID instruction fills.
struct hypertwin_cpuid {
  uint32_t eax, ebx, ecx, edx;
};

#if defined(__x86_64__)
#include <cpuid.h>

/// CPUID for a leaf and a subleaf; all zero where the processor has no such leaf.
static inline struct hypertwin_cpuid hypertwin_cpuid_read(uint32_t leaf, uint32_t subleaf) {
  struct hypertwin_cpuid r = {0, 0, 0, 0};
  __get_cpuid_count(leaf, subleaf, &r.eax, &r.ebx, &r.ecx, &r.edx);
  return r;
}

/// CPUID for a leaf whose range was checked otherwise, such as those of hypervisors.
static inline struct hypertwin_cpuid hypertwin_cpuid_any(uint32_t leaf) {
  struct hypertwin_cpuid r;
  __cpuid_count(leaf, 0, r.eax, r.ebx, r.ecx, r.edx);
  return r;
}

/// The register XCR0: which register files the operating system saves. Only where OSXSAVE is set.
static inline uint64_t hypertwin_xgetbv(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}
#else
static inline struct hypertwin_cpuid hypertwin_cpuid_read(uint32_t leaf, uint32_t subleaf) {
  (void)leaf;
  (void)subleaf;
  struct hypertwin_cpuid r = {0, 0, 0, 0};
  return r;
}
static inline uint64_t hypertwin_xgetbv(void) { return 0; }
#endif

#endif
