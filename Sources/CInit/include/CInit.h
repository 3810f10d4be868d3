/// What must happen before the Swift runtime starts when this executable is a guest's init.
#pragma once

/// 1 where this process is a machine's init and has mounted its /proc, /sys and /dev; else 0.
int hypertwin_is_init(void);
