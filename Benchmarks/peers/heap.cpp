// The hold model and the three-node forwarding scenario, as one would write them by hand in C++ on
// std::priority_queue. Prints: events or packets offered, nanoseconds, packets forwarded, events.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <queue>
#include <random>
#include <vector>

namespace {

struct Event {
  int64_t time;
  uint64_t order;
  uint32_t kind;
  uint32_t index;
};

// Orders by time, then insertion; std::priority_queue keeps the greatest on top.
struct Later {
  bool operator()(const Event &left, const Event &right) const {
    return left.time > right.time || (left.time == right.time && left.order > right.order);
  }
};

using Queue = std::priority_queue<Event, std::vector<Event>, Later>;

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int hold(long pending) {
  constexpr size_t increments = 1 << 16;  // drawn beforehand, as in the engine under comparison
  constexpr long holds = 2'000'000;
  std::mt19937_64 random(1);
  std::exponential_distribution<double> exponential(1e-6);
  std::vector<int64_t> table(increments);
  for (auto &value : table) value = static_cast<int64_t>(exponential(random));

  std::vector<Event> storage;
  storage.reserve(pending + 1);
  Queue queue(Later(), std::move(storage));
  uint64_t order = 0;
  for (long i = 0; i < pending; ++i) {
    queue.push({static_cast<int64_t>(exponential(random)), order++, 0, static_cast<uint32_t>(i)});
  }
  size_t drawn = 0;
  auto run = [&](long count) {
    for (long i = 0; i < count; ++i) {
      Event event = queue.top();
      queue.pop();
      event.time += table[drawn++ & (increments - 1)];
      event.order = order++;
      queue.push(event);
    }
  };
  run(pending);
  const int64_t start = now_ns();
  run(holds);
  std::printf("%ld %lld 0 %ld\n", holds, static_cast<long long>(now_ns() - start), holds);
  return 0;
}

// Client, wire, router with a ring and a fixed service time, wire, server.
int forward() {
  enum : uint32_t { send, at_router, served, at_server };
  constexpr int64_t duration = 1'000'000'000'000, frame_time = 672'000, delay = 500'000;
  constexpr int64_t service = 2'000'000;
  constexpr size_t ring = 512;

  const int64_t start = now_ns();
  Queue queue;
  uint64_t order = 0;
  std::deque<int64_t> waiting;  // when each packet in the ring was sent
  std::deque<int64_t> first_wire, second_wire;
  bool busy = false;
  long offered = 0, forwarded = 0, dropped = 0, events = 0;
  int64_t latency = 0, second_wire_free = 0;
  queue.push({0, order++, send, 0});
  while (!queue.empty()) {
    const Event event = queue.top();
    if (event.time > duration) break;
    queue.pop();
    ++events;
    switch (event.kind) {
      case send:
        ++offered;
        first_wire.push_back(event.time);
        queue.push({event.time + frame_time + delay, order++, at_router, 0});
        queue.push({event.time + frame_time, order++, send, 0});
        break;
      case at_router: {
        const int64_t sent = first_wire.front();
        first_wire.pop_front();
        if (waiting.size() >= ring) {
          ++dropped;
          break;
        }
        waiting.push_back(sent);
        if (!busy) {
          busy = true;
          queue.push({event.time + service, order++, served, 0});
        }
        break;
      }
      case served: {
        second_wire.push_back(waiting.front());
        waiting.pop_front();
        const int64_t begin = event.time > second_wire_free ? event.time : second_wire_free;
        second_wire_free = begin + frame_time;
        queue.push({second_wire_free + delay, order++, at_server, 0});
        busy = !waiting.empty();
        if (busy) queue.push({event.time + service, order++, served, 0});
        break;
      }
      default:
        ++forwarded;
        latency += event.time - second_wire.front();
        second_wire.pop_front();
    }
  }
  const int64_t elapsed = now_ns() - start;
  // The figures that a simulator gathers must not be optimised away.
  if (dropped < 0 || latency < 0) return 1;
  std::printf("%ld %lld %ld %ld\n", offered, static_cast<long long>(elapsed), forwarded, events);
  return 0;
}

}  // namespace

int main(int count, char **arguments) {
  if (count == 3 && std::strcmp(arguments[1], "hold") == 0) {
    const long pending = std::atol(arguments[2]);
    if (pending > 0) return hold(pending);
  }
  if (count == 2 && std::strcmp(arguments[1], "forward") == 0) return forward();
  std::fprintf(stderr, "usage: heap hold PENDING | heap forward\n");
  return 2;
}
