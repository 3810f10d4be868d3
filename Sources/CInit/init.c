#define _GNU_SOURCE
#include "CInit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

static int is_init;
static int last_words_descriptor = -1;
static char last_words[1024];
static size_t last_words_count;

int hypertwin_is_init(void) { return is_init; }

int hypertwin_mount(const char *type, const char *folder) {
  mkdir(folder, 0755);
  return mount(type, folder, type, MS_NOSUID, NULL);
}

void hypertwin_power_off(void) {
  sync();
  reboot(RB_POWER_OFF);
}

// A trap of ours: the kernel would panic if its init ended.
static void end_machine(int signal) {
  (void)signal;
  if (last_words_descriptor >= 0) {
    size_t written = 0;
    while (written < last_words_count) {
      ssize_t count =
          write(last_words_descriptor, last_words + written, last_words_count - written);
      if (count > 0) {
        written += (size_t)count;
      } else if (count < 0 && errno != EINTR && errno != EAGAIN) {
        break;
      }
    }
    // What a terminal still holds would be lost with the machine.
    ioctl(last_words_descriptor, TCSBRK, 1);
  }
  hypertwin_power_off();
  for (;;) pause();
}

static void catch_traps(void) {
  static char stack[16384];
  stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&alternative, NULL);
  struct sigaction action = {.sa_handler = end_machine, .sa_flags = SA_ONSTACK};
  const int traps[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS};
  for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) sigaction(traps[i], &action, NULL);
}

// Before the Swift runtime's own, which looks for the executable in /proc and aborts without it.
// A namespace's first process has the number 1 too, and its own mounts already.
__attribute__((constructor(101))) static void prepare(void) {
  if (getpid() != 1 || access("/proc/self/exe", F_OK) == 0) return;
  is_init = 1;
  catch_traps();
  // Without these it cannot go on, and the runtime says so.
  hypertwin_mount("proc", "/proc");
  hypertwin_mount("sysfs", "/sys");
  hypertwin_mount("devtmpfs", "/dev");
  hypertwin_mount("tmpfs", "/run");
}

void hypertwin_set_last_words(int descriptor, const void *bytes, size_t count) {
  last_words_count = 0;
  if (count > sizeof last_words) return;
  memcpy(last_words, bytes, count);
  last_words_descriptor = descriptor;
  last_words_count = count;
}

int hypertwin_load_module(int descriptor) {
  return (int)syscall(SYS_finit_module, descriptor, "", 0);
}

// linux/ethtool.h's struct ethtool_value.
struct device_value {
  uint32_t command;
  uint32_t value;
};

// linux/ethtool.h's struct ethtool_drvinfo.
struct driver_information {
  uint32_t command;
  char driver[32];
  char rest[160];
};

static int ask_device(const char *interface, void *data) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  struct ifreq request = {0};
  strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
  request.ifr_data = data;
  int result = ioctl(descriptor, SIOCETHTOOL, &request);
  int code = errno;
  close(descriptor);
  errno = code;
  return result;
}

int hypertwin_set_offload(const char *interface, uint32_t command, uint32_t value) {
  struct device_value change = {command, value};
  return ask_device(interface, &change);
}

int hypertwin_driver(const char *interface, char *driver) {
  struct driver_information information = {.command = 3};
  memset(driver, 0, 33);
  if (ask_device(interface, &information) < 0) return -1;
  memcpy(driver, information.driver, 32);
  return 0;
}

void hypertwin_die_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }

void hypertwin_hypervisor_signature(char *signature) {
  memset(signature, 0, 13);
#if defined(__x86_64__)
  uint32_t a, b, c, d;
  __cpuid(1, a, b, c, d);
  if (!(c & 1u << 31)) return;
  __cpuid(0x40000000, a, b, c, d);
  memcpy(signature, &b, 4);
  memcpy(signature + 4, &c, 4);
  memcpy(signature + 8, &d, 4);
#endif
}

#if defined(__x86_64__)
// CPUID as Xen answers it. For a PV guest the instruction is the machine's own, unless it stands
// behind these bytes (xen/include/public/arch-x86/xen.h, XEN_EMULATE_PREFIX).
static void xen_cpuid(int is_pv, uint32_t leaf, uint32_t registers[4]) {
  uint32_t a = leaf, b, c = 0, d;
  if (is_pv)
    __asm__ volatile(".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e\n\tcpuid"
                     : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  else
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  registers[0] = a, registers[1] = b, registers[2] = c, registers[3] = d;
}
#endif

int hypertwin_xen_tsc(int is_pv, uint32_t *mode, int *is_emulated) {
#if defined(__x86_64__)
  // Xen's leaves stand behind those of another interface that it offers too.
  for (uint32_t base = 0x40000000; base < 0x40010000; base += 0x100) {
    uint32_t r[4];
    xen_cpuid(is_pv, base, r);
    if (memcmp(&r[1], "XenVMMXenVMM", 12) != 0) continue;
    if (r[0] < base + 3) return -1;
    xen_cpuid(is_pv, base + 3, r);
    *mode = r[1];
    *is_emulated = r[0] & 1;
    return 0;
  }
#else
  (void)is_pv, (void)mode, (void)is_emulated;
#endif
  return -1;
}

int hypertwin_netlink_socket(void) {
  return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
}

int hypertwin_processors(void) { return get_nprocs(); }
