/// libvirt, for domains under any hypervisor.
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
