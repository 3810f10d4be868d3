#include "CInit.h"

#include <unistd.h>

int hypertwin_is_init(void) { return getpid() == 1; }
