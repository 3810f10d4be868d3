/// What must happen before the Swift runtime starts when this executable is a machine's init, and
/// the system calls of an init and its network that Swift's C library module leaves out.
#ifndef CINIT_H
#define CINIT_H

#include <stddef.h>
#include <stdint.h>

/// 1 where this process is a machine's init, and has mounted its /proc, /sys, /dev and /run before
/// the Swift runtime started; else 0.
int hypertwin_is_init(void);

/// What an init that a mistake of its own would end writes to `descriptor`, `count` bytes at most
/// 1024, before it switches the machine off. Without it a kernel would panic.
void hypertwin_set_last_words(int descriptor, const void *bytes, size_t count);

/// Loads the module in an open file, without parameters. 0, or -1 with errno.
int hypertwin_load_module(int descriptor);

/// Switches the machine off. Returns only if the kernel refuses.
void hypertwin_power_off(void);

/// Mounts a file system of that type. 0, or -1 with errno.
int hypertwin_mount(const char *type, const char *folder);

/// Sets a value of an interface's device (ethtool's commands with one number, such as
/// ETHTOOL_SGRO 0x2C). 0, or -1 with errno.
int hypertwin_set_offload(const char *interface, uint32_t command, uint32_t value);

/// The twelve letters by which a hypervisor names itself (CPUID leaf 0x40000000); empty where there
/// is none or the processor is another. `signature` has room for 13 bytes.
void hypertwin_hypervisor_signature(char *signature);

/// How Xen lets this guest read the time-stamp counter: its mode (`tsc_mode`, xen-tscmode(7)), and
/// whether readings are emulated (1) or not (0). A PV guest (`is_pv` 1) asks Xen by an instruction
/// that another machine does not have. 0, or -1 where Xen does not answer.
int hypertwin_xen_tsc(int is_pv, uint32_t *mode, int *is_emulated);

/// Writes the name of the driver that is bound to an interface; `driver` has room for 33 bytes.
/// 0, or -1 with errno.
int hypertwin_driver(const char *interface, char *driver);

/// A socket to the kernel's network configuration; -1 with errno.
int hypertwin_netlink_socket(void);

/// Has the kernel end this process when the thread that started it ends.
void hypertwin_die_with_parent(void);

/// The processors that are online.
int hypertwin_processors(void);

#endif
