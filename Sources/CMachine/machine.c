#define _GNU_SOURCE
#include "CMachine.h"

#include <errno.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#if HYPERTWIN_IS_X86
#include <sys/io.h>
#endif

int hypertwin_allow_port(bool allowed) {
#if HYPERTWIN_IS_X86
  return ioperm(0x80, 1, allowed);
#else
  (void)allowed;
  errno = ENOSYS;
  return -1;
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

long hypertwin_timer_slack(void) { return prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0); }
