/// What Swift cannot say of the machine and of Linux: stores around the caches, the time-stamp
/// counter, instructions that make a guest exit, and system calls that Swift's C library module
/// leaves out.
#ifndef CMACHINE_H
#define CMACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CNamespaces.h"
#include "limbs.h"

/// Eight doubles: one cache line of 64 bytes. Compilers split it into the registers that they may
/// use.
typedef double hypertwin_line __attribute__((vector_size(64), may_alias));

/// Stores a line at an address that is a multiple of 64, around the caches where the architecture
/// has such a store. The instructions are those that the importing module may use.
static inline __attribute__((always_inline)) void hypertwin_store_around(
    void *to, const void *line) {
  __builtin_nontemporal_store(*(const hypertwin_line *)line, (hypertwin_line *)to);
}

/// Its argument, of which the compiler must not know that: a loop over such values is not unrolled.
static inline __attribute__((always_inline)) intptr_t hypertwin_opaque(intptr_t value) {
  __asm__("" : "+r"(value));
  return value;
}

/// Makes stores around the caches visible before everything that follows.
static inline __attribute__((always_inline)) void hypertwin_store_fence(void) {
#if defined(__x86_64__)
  __asm__ volatile("sfence" ::: "memory");
#else
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

/// Tells the processor that this is a loop that waits.
static inline void hypertwin_pause(void) {
#if defined(__x86_64__)
  __asm__ volatile("pause" ::: "memory");
#elif defined(__aarch64__)
  __asm__ volatile("yield" ::: "memory");
#endif
}

// Where the instructions below do not exist, they do nothing.
#if defined(__x86_64__)

/// The time-stamp counter, read after everything before it has been done, and before anything
/// after it begins.
static inline uint64_t hypertwin_ticks(void) {
  uint32_t low, high;
  __asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high)::"memory");
  return (uint64_t)high << 32 | low;
}

/// The time-stamp counter as fast as it can be read, in no order with what is around it.
static inline uint64_t hypertwin_ticks_unordered(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return (uint64_t)high << 32 | low;
}

/// CPUID leaf 0, which every hypervisor on VT-x or AMD-V intercepts.
static inline void hypertwin_cpuid_exit(void) {
  uint32_t a = 0, b, c = 0, d;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d)::"memory");
}

/// Writes zero to port 0x80, which PCs use for progress codes of the firmware. Traps without
/// ioperm.
static inline void hypertwin_write_port(void) {
  __asm__ volatile("outb %b0, $0x80" ::"a"(0) : "memory");
}

/// VMCALL of Intel, with a number that KVM answers with an error at once.
static inline void hypertwin_vmcall(void) {
  uint64_t result = UINT32_MAX;
  __asm__ volatile("vmcall" : "+a"(result)::"memory");
}

/// VMMCALL of AMD, with a number that KVM answers with an error at once.
static inline void hypertwin_vmmcall(void) {
  uint64_t result = UINT32_MAX;
  __asm__ volatile("vmmcall" : "+a"(result)::"memory");
}
#else
static inline uint64_t hypertwin_ticks(void) { return 0; }
static inline uint64_t hypertwin_ticks_unordered(void) { return 0; }
static inline void hypertwin_cpuid_exit(void) {}
static inline void hypertwin_write_port(void) {}
static inline void hypertwin_vmcall(void) {}
static inline void hypertwin_vmmcall(void) {}
#endif

/// Whether this was built for x86-64, and so has the instructions above.
bool hypertwin_is_x86(void);

/// Allows this thread to write to port 0x80, or forbids it again. 0, or -1 with errno.
int hypertwin_allow_port(bool allowed);

/// From now on, until it is called with `on` false, a write to port 0x80 that the processor refuses
/// is skipped and counted, instead of ending this process. 0, or -1 with errno.
int hypertwin_skip_refused_writes(bool on);

/// The writes that were skipped since `hypertwin_skip_refused_writes` was last called with true.
long hypertwin_refused_writes(void);

/// Whether VMCALL (`is_amd` false) or VMMCALL works here: true where a hypervisor answers it, false
/// where the processor refuses it. No other thread may rely on SIGILL meanwhile.
bool hypertwin_has_hypercall(bool is_amd);

/// Binds the calling thread to the CPUs of a bit mask of `bytes` bytes. 0, or -1 with errno.
int hypertwin_set_affinity(const void *mask, size_t bytes);

/// Fills a bit mask with the CPUs that the calling thread may use. 0, or -1 with errno.
int hypertwin_get_affinity(void *mask, size_t bytes);

/// The CPU that the calling thread runs on now; -1 with errno.
int hypertwin_current_cpu(void);

/// A new eventfd that counts from 0; -1 with errno.
int hypertwin_event(void);

/// A new epoll instance that watches `descriptor` for input; -1 with errno.
int hypertwin_watch(int descriptor);

/// Waits until the descriptor that `watcher` watches has input. The number of descriptors that
/// are ready, 0 after `milliseconds`; -1 with errno.
int hypertwin_wait(int watcher, int milliseconds);

/// A new timer on CLOCK_MONOTONIC that is read as a descriptor; -1 with errno.
int hypertwin_timer(void);

/// Lets the timer expire once at that time of CLOCK_MONOTONIC. 0, or -1 with errno.
int hypertwin_set_timer(int timer, int64_t nanoseconds);

/// How often the calling thread has lost its CPU against its will.
long hypertwin_preemptions(void);

/// The calling thread's timer slack in nanoseconds; -1 with errno.
long hypertwin_timer_slack(void);

#endif
