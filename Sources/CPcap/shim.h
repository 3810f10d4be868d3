/// libpcap, for captures in files and on interfaces.
#include <pcap/pcap.h>
