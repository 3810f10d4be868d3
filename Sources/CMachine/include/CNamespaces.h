/// Namespaces, mounts, pipes and files without names: Linux's calls that Swift's C library module leaves
/// out. Each returns -1 with errno where the kernel refuses.
#ifndef CNAMESPACES_H
#define CNAMESPACES_H

#include <stdbool.h>
#include <sys/types.h>

/// Gives the calling thread a new network namespace of its own.
int hypertwin_new_network(void);

/// Moves the calling thread into the network namespace that `descriptor` is open on.
int hypertwin_enter_network(int descriptor);

/// Makes `folder` a mount point whose mounts other mount namespaces see, as iproute2 does with
/// /run/netns.
int hypertwin_share_mounts(const char *folder);

/// Lets `target`, a file, show what `source` is.
int hypertwin_bind_mount(const char *source, const char *target);

/// Undoes the bind mount at `target`, at once even where it is in use.
int hypertwin_unmount(const char *target);

/// Whether `path` is a network namespace (on the file system of namespaces).
bool hypertwin_is_namespace(const char *path);

/// A file in `folder` that has no name yet, open as `flags` say: O_WRONLY or O_RDWR and others.
int hypertwin_nameless_file(const char *folder, int flags, mode_t mode);

/// Gives the file without a name a name, which must be free.
int hypertwin_name_file(int descriptor, const char *path);

/// A pipe: its reading and its writing end, which programs that are started do not inherit.
int hypertwin_pipe(int ends[2]);

/// POSIX_SPAWN_SETSID: the spawned process leads a session of its own.
int hypertwin_spawn_session_flag(void);

#endif
