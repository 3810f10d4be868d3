#define _GNU_SOURCE
#include "CPacketRing.h"

#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

// What BPF_TCX_INGRESS is in kernels since 6.6; older headers lack the name.
enum { tcx_ingress = 46 };

static int call(enum bpf_cmd command, union bpf_attr *attributes) {
  long result = syscall(SYS_bpf, command, attributes, sizeof *attributes);
  return result < 0 ? -errno : (int)result;
}

int hypertwin_ingress_load(const uint64_t *instructions, unsigned count) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.prog_type = BPF_PROG_TYPE_SCHED_CLS;
  attributes.insns = (uintptr_t)instructions;
  attributes.insn_cnt = count;
  // The kernel wants a licence; no helper that is called asks for a certain one.
  attributes.license = (uintptr_t)"Apache-2.0";
  strcpy(attributes.prog_name, "hypertwin_drop");
  return call(BPF_PROG_LOAD, &attributes);
}

int hypertwin_ingress_attach(int program, int interface) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.link_create.prog_fd = (unsigned)program;
  attributes.link_create.target_ifindex = (unsigned)interface;
  attributes.link_create.attach_type = tcx_ingress;
  return call(BPF_LINK_CREATE, &attributes);
}
