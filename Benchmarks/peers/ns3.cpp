// The hold model on ns-3's heap scheduler, and the three-node forwarding scenario on its full IPv4
// stack. Prints: events or packets offered, nanoseconds, packets forwarded, events.
// Debian builds ns-3 with logging and assertions compiled in; a build without them is faster.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;

namespace {

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

constexpr size_t increments = 1 << 16;
std::vector<Time> table(increments);
size_t drawn = 0;
long left = 0;

void happen() {
  if (--left <= 0) {
    Simulator::Stop();
  }
  Simulator::Schedule(table[drawn++ & (increments - 1)], &happen);
}

int hold(long pending) {
  constexpr long holds = 1'000'000;
  Time::SetResolution(Time::PS);
  ObjectFactory scheduler;
  scheduler.SetTypeId("ns3::HeapScheduler");
  Simulator::SetScheduler(scheduler);
  std::mt19937_64 random(1);
  std::exponential_distribution<double> exponential(1e-6);
  for (auto &value : table) value = PicoSeconds(static_cast<int64_t>(exponential(random)));
  for (long i = 0; i < pending; ++i) {
    Simulator::Schedule(PicoSeconds(static_cast<int64_t>(exponential(random))), &happen);
  }
  left = pending;
  Simulator::Run();
  left = holds;
  const int64_t start = now_ns();
  Simulator::Run();
  std::printf("%ld %lld 0 %ld\n", holds, static_cast<long long>(now_ns() - start), holds);
  Simulator::Destroy();
  return 0;
}

// The router's outgoing device has the ring of 512 packets, and a rate at which one takes 2 us:
// ns-3's forwarding itself takes no simulated time. Point-to-point frames carry 18 + 8 + 20 + 2
// bytes, so the first link is given the rate at which those 48 bytes take the 672 ns of a 64-byte
// Ethernet frame.
int forward() {
  Time::SetResolution(Time::PS);
  constexpr double frame_bits = 48 * 8;
  NodeContainer nodes;
  nodes.Create(3);
  auto link = [&](int from, int to, double seconds_per_frame) {
    PointToPointHelper helper;
    helper.SetDeviceAttribute("DataRate", DataRateValue(DataRate(
        static_cast<uint64_t>(frame_bits / seconds_per_frame))));
    helper.SetChannelAttribute("Delay", TimeValue(NanoSeconds(500)));
    helper.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("512p"));
    return helper.Install(nodes.Get(from), nodes.Get(to));
  };
  const NetDeviceContainer near = link(0, 1, 672e-9), far = link(1, 2, 2e-6);
  InternetStackHelper stack;
  Ipv4StaticRoutingHelper routing;
  stack.SetRoutingHelper(routing);
  stack.Install(nodes);
  Ipv4AddressHelper addresses;
  addresses.SetBase("198.18.0.0", "255.255.255.0");
  const Ipv4InterfaceContainer near_addresses = addresses.Assign(near);
  addresses.SetBase("198.18.1.0", "255.255.255.0");
  const Ipv4InterfaceContainer far_addresses = addresses.Assign(far);
  // The device's own ring is the queue; a queueing discipline above it would be a second one.
  TrafficControlHelper discipline;
  discipline.Uninstall(near);
  discipline.Uninstall(far);
  routing.GetStaticRouting(nodes.Get(0)->GetObject<Ipv4>())
      ->SetDefaultRoute(near_addresses.GetAddress(1), 1);
  routing.GetStaticRouting(nodes.Get(2)->GetObject<Ipv4>())
      ->SetDefaultRoute(far_addresses.GetAddress(0), 1);

  constexpr uint16_t port = 9;
  UdpServerHelper server(port);
  ApplicationContainer servers = server.Install(nodes.Get(2));
  UdpClientHelper client(far_addresses.GetAddress(1), port);
  client.SetAttribute("MaxPackets", UintegerValue(UINT32_MAX));
  client.SetAttribute("Interval", TimeValue(PicoSeconds(672000)));
  client.SetAttribute("PacketSize", UintegerValue(18));
  ApplicationContainer clients = client.Install(nodes.Get(0));
  servers.Start(Seconds(0));
  clients.Start(Seconds(0));
  // A tenth of the second that faster engines simulate; what is compared is the time per packet.
  Simulator::Stop(MilliSeconds(100));

  const int64_t start = now_ns();
  Simulator::Run();
  const int64_t elapsed = now_ns() - start;
  const auto sent = DynamicCast<UdpClient>(clients.Get(0))->GetTotalTx() / 18;
  const auto received = DynamicCast<UdpServer>(servers.Get(0))->GetReceived();
  std::printf("%llu %lld %llu %llu\n", static_cast<unsigned long long>(sent),
              static_cast<long long>(elapsed), static_cast<unsigned long long>(received),
              static_cast<unsigned long long>(Simulator::GetEventCount()));
  Simulator::Destroy();
  return 0;
}

}  // namespace

int main(int count, char **arguments) {
  if (count == 3 && std::strcmp(arguments[1], "hold") == 0) {
    const long pending = std::atol(arguments[2]);
    if (pending > 0) return hold(pending);
  }
  if (count == 2 && std::strcmp(arguments[1], "forward") == 0) return forward();
  std::fprintf(stderr, "usage: ns3 hold PENDING | ns3 forward\n");
  return 2;
}
