#define _GNU_SOURCE
#include "CMachine.h"

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <ucontext.h>
#if defined(__x86_64__)
#include <sys/io.h>
#endif

bool hypertwin_is_x86(void) {
#if defined(__x86_64__)
  return true;
#else
  return false;
#endif
}

int hypertwin_allow_port(bool allowed) {
#if defined(__x86_64__)
  return ioperm(0x80, 1, allowed);
#else
  (void)allowed;
  errno = ENOSYS;
  return -1;
#endif
}

static volatile sig_atomic_t refused_writes;
#if defined(__x86_64__)
static struct sigaction action_before_writes;

// Goes on behind a write to port 0x80 (E6 80). Any other fault is for whoever was there before,
// who meets it when the instruction is tried again.
static void skip_write(int number, siginfo_t *info, void *context) {
  (void)info;
  greg_t *place = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  const unsigned char *instruction = (const unsigned char *)*place;
  if (instruction[0] == 0xE6 && instruction[1] == 0x80) {
    *place += 2;
    refused_writes = refused_writes + 1;
  } else {
    sigaction(number, &action_before_writes, NULL);
  }
}
#endif

int hypertwin_skip_refused_writes(bool on) {
#if defined(__x86_64__)
  if (!on) return sigaction(SIGSEGV, &action_before_writes, NULL);
  struct sigaction skipping = {.sa_sigaction = skip_write, .sa_flags = SA_SIGINFO};
  sigemptyset(&skipping.sa_mask);
  refused_writes = 0;
  return sigaction(SIGSEGV, &skipping, &action_before_writes);
#else
  (void)on;
  errno = ENOSYS;
  return -1;
#endif
}

long hypertwin_refused_writes(void) { return refused_writes; }

#if defined(__x86_64__)
static __thread sigjmp_buf before_hypercall;

static void refuse_hypercall(int number) {
  (void)number;
  siglongjmp(before_hypercall, 1);
}
#endif

bool hypertwin_has_hypercall(bool is_amd) {
#if defined(__x86_64__)
  struct sigaction refusal = {.sa_handler = refuse_hypercall}, previous;
  sigemptyset(&refusal.sa_mask);
  if (sigaction(SIGILL, &refusal, &previous) != 0) return false;
  volatile bool works = false;
  if (sigsetjmp(before_hypercall, 1) == 0) {
    if (is_amd) hypertwin_vmmcall();
    else hypertwin_vmcall();
    works = true;
  }
  sigaction(SIGILL, &previous, NULL);
  return works;
#else
  (void)is_amd;
  return false;
#endif
}

int hypertwin_set_affinity(const void *mask, size_t bytes) {
  return sched_setaffinity(0, bytes, mask);
}

int hypertwin_get_affinity(void *mask, size_t bytes) { return sched_getaffinity(0, bytes, mask); }

int hypertwin_current_cpu(void) { return sched_getcpu(); }

int hypertwin_event(void) { return eventfd(0, EFD_CLOEXEC); }

int hypertwin_watch(int descriptor) {
  int watcher = epoll_create1(EPOLL_CLOEXEC);
  if (watcher < 0) return -1;
  struct epoll_event event = {.events = EPOLLIN};
  return epoll_ctl(watcher, EPOLL_CTL_ADD, descriptor, &event) == 0 ? watcher : -1;
}

int hypertwin_wait(int watcher, int milliseconds) {
  struct epoll_event event;
  return epoll_wait(watcher, &event, 1, milliseconds);
}

int hypertwin_timer(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC); }

int hypertwin_set_timer(int timer, int64_t nanoseconds) {
  struct itimerspec when = {
      .it_value = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000}};
  return timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

long hypertwin_preemptions(void) {
  struct rusage usage;
  return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nivcsw : 0;
}

long hypertwin_timer_slack(void) { return prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0); }
