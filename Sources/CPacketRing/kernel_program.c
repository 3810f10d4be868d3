#define _GNU_SOURCE
#include "CPacketRing.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <sys/syscall.h>
#include <unistd.h>

// What BPF_TCX_INGRESS is in kernels since 6.6; older headers lack the name.
enum { tcx_ingress = 46 };

static int call(enum bpf_cmd command, union bpf_attr *attributes) {
  long result = syscall(SYS_bpf, command, attributes, sizeof *attributes);
  return result < 0 ? -errno : (int)result;
}

static int load(
    enum bpf_prog_type type, const char *name, const uint64_t *instructions, unsigned count) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.prog_type = type;
  attributes.insns = (uintptr_t)instructions;
  attributes.insn_cnt = count;
  // The kernel wants a licence; no helper that is called asks for a certain one.
  attributes.license = (uintptr_t)"Apache-2.0";
  strcpy(attributes.prog_name, name);
  return call(BPF_PROG_LOAD, &attributes);
}

static int attach(int program, int interface, unsigned place, unsigned flags) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.link_create.prog_fd = (unsigned)program;
  attributes.link_create.target_ifindex = (unsigned)interface;
  attributes.link_create.attach_type = place;
  attributes.link_create.flags = flags;
  return call(BPF_LINK_CREATE, &attributes);
}

int hypertwin_ingress_load(const uint64_t *instructions, unsigned count) {
  return load(BPF_PROG_TYPE_SCHED_CLS, "hypertwin_drop", instructions, count);
}

int hypertwin_ingress_attach(int program, int interface) {
  return attach(program, interface, tcx_ingress, 0);
}

int hypertwin_frames_share(unsigned bytes) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = sizeof(uint32_t);
  attributes.value_size = bytes;
  attributes.max_entries = 1;
  attributes.map_flags = BPF_F_MMAPABLE;
  strcpy(attributes.map_name, "hypertwin_ring");
  return call(BPF_MAP_CREATE, &attributes);
}

int hypertwin_frames_load(const uint64_t *instructions, unsigned count) {
  return load(BPF_PROG_TYPE_XDP, "hypertwin_send", instructions, count);
}

int hypertwin_frames_attach(int program, int interface) {
  return attach(program, interface, BPF_XDP, XDP_FLAGS_SKB_MODE);
}

int hypertwin_frames_run(
    int program, const void *frame, unsigned bytes, int interface, unsigned count,
    unsigned batch) {
  // What the kernel takes as a description must agree with the frame.
  struct xdp_md description = {.data_end = bytes, .ingress_ifindex = (unsigned)interface};
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.test.prog_fd = (unsigned)program;
  attributes.test.data_in = (uintptr_t)frame;
  attributes.test.data_size_in = bytes;
  attributes.test.ctx_in = (uintptr_t)&description;
  attributes.test.ctx_size_in = sizeof description;
  attributes.test.repeat = count;
  attributes.test.batch_size = batch;
  attributes.test.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
  return call(BPF_PROG_TEST_RUN, &attributes);
}
