#define _GNU_SOURCE
#include "CNamespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define NSFS_MAGIC_NUMBER 0x6e736673

int hypertwin_new_network(void) { return unshare(CLONE_NEWNET); }

int hypertwin_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }

int hypertwin_share_mounts(const char *folder) {
  if (mount("", folder, "none", MS_SHARED | MS_REC, NULL) == 0) return 0;
  if (errno != EINVAL) return -1;
  if (mount(folder, folder, "none", MS_BIND | MS_REC, NULL) != 0) return -1;
  return mount("", folder, "none", MS_SHARED | MS_REC, NULL);
}

int hypertwin_bind_mount(const char *source, const char *target) {
  return mount(source, target, "none", MS_BIND, NULL);
}

int hypertwin_unmount(const char *target) { return umount2(target, MNT_DETACH); }

bool hypertwin_is_namespace(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 && status.f_type == NSFS_MAGIC_NUMBER;
}

int hypertwin_nameless_file(const char *folder, int flags, mode_t mode) {
  return open(folder, O_TMPFILE | O_CLOEXEC | flags, mode);
}

int hypertwin_name_file(int descriptor, const char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  return linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

int hypertwin_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int hypertwin_spawn_session_flag(void) { return POSIX_SPAWN_SETSID; }
