import Model

/// A scenario's network with all names resolved to indices and all costs in time: what a run needs.
///
/// The cost of serving a batch of B packets at a stage is `batch + B·packet + byte·Σ bytes`; a
/// stage is executed by a thread, and a thread runs on an executor (a core, or a lock that several
/// threads take), which runs one thread at a time.
struct NetworkPlan: Sendable {
  /// Something that executes one thread at a time.
  struct Executor: Sendable {
    var name: String
    /// The jobs that compute there whenever the scheduler lets them; nil for none.
    var hog: Hog?
    /// The executor that is the other hardware thread of the same core; nil where that has nothing
    /// to do.
    var sibling: Int?
    /// How many times as long a service takes that begins while the sibling computes.
    var slowdown = 1.0
  }

  /// Jobs that always want an executor's CPU, and how the scheduler divides it between them and the
  /// threads that move packets.
  struct Hog: Hashable, Sendable {
    /// How many jobs there are; each gets a slice when the packets' threads yield.
    var jobs = 1
    /// The sum of the jobs' weights, where that of the packets' threads is 1; nil where all are
    /// alike.
    var weight: Double?
    /// Picoseconds after which the side that runs yields to the other.
    var slice: Int64
    /// Whether a thread that is woken preempts a job before the job's slice is over.
    var isPreempted: Bool
    /// Picoseconds that a job runs at least before it is preempted.
    var grace: Int64
  }

  /// A thread that serves the queues of its stages in turn, a batch from each.
  struct Thread: Sendable {
    var name: String
    var executor: Int
    /// Picoseconds that an idle executor takes to wake when this thread is notified.
    var wakeDelay: Int64
    /// Picoseconds by which a device holds its notification back to gather packets.
    var moderation: Int64
    /// The time that it may run in each of its scheduler's periods; nil for all.
    var cap: Cap?
  }

  /// The cap of Xen's credit scheduler: a vCPU that has used up what it may is parked until the
  /// next period, which pays what it ran too long.
  struct Cap: Hashable, Sendable {
    /// Picoseconds.
    var period: Int64
    /// Picoseconds of each period, above 0.
    var budget: Int64
  }

  /// A finite queue and the work of one packet in it.
  struct Stage: Sendable {
    var name: String
    var thread: Int
    /// More threads that serve the same queue, each on an executor of its own to be of use.
    var helpers: [Int] = []
    /// Picoseconds for each batch.
    var batch: Double
    /// Picoseconds for each packet.
    var packet: Double
    /// Picoseconds for each byte.
    var byte: Double
    /// Packets that are served before the thread looks at its other stages.
    var batchLimit: Int
    /// Packets that wait at most; one more is dropped.
    var queueLimit: Int
    /// Picoseconds that a producer spends to notify the thread when it was idle.
    var notify: Double
    /// Whether the flow's own cost factor (an anomaly) multiplies the cost.
    var scalesWithFlow = false
    /// Bytes of segments of one TCP flow that are one packet to it where they follow each other in
    /// a batch; 0 where each segment is one.
    var mergeLimit = 0
    /// Picoseconds for each segment beyond the first of such a packet, bytes not counted.
    var merge = 0.0
    /// How often the guest whose packets these are leaves guest mode.
    var exits = Exits()
    /// What varies the service time around its mean.
    var law = ServiceLaw.spread(0)
    /// The guest's interfaces by which its packets come in and go out; nil where there is none.
    var incoming: Interface?
    var outgoing: Interface?
  }

  /// Exits of a guest to its hypervisor, or hypercalls of one under Xen PV.
  struct Exits: Hashable, Sendable {
    /// For each packet, each batch, and each notification that the guest gives.
    var packet = 0.0
    var batch = 0.0
    var notification = 0.0
  }

  /// How the service time of one packet is distributed around its mean.
  enum ServiceLaw: Sendable {
    /// Uniform within that share of the mean on either side.
    case spread(Double)
    /// Exponential: the M of queueing theory.
    case exponential
  }

  /// One direction of a link, or a pure delay.
  struct Wire: Sendable {
    var name: String
    /// Picoseconds for each byte; 0 for a pure delay.
    var byte: Double
    /// Bytes of preamble, start delimiter and inter-frame gap around each frame: 20 on Ethernet.
    var overhead: Int
    /// Picoseconds of propagation.
    var delay: Int64
    /// Frames that wait or are being sent at most; those in propagation do not count.
    var queueLimit: Int
    /// The interfaces at its two ends; nil for a pure delay.
    var from: Interface?
    var to: Interface?
    /// When it is down, in the order of time and apart from each other.
    var outages: [Outage] = []
  }

  /// A span of time in which the stages and threads of one host do nothing.
  struct HostOutage: Sendable {
    var outage: Outage
    var stages: [Int]
    var threads: [Int]
  }

  /// One step of a packet's path.
  enum Hop: Hashable, Sendable {
    case stage(Int)
    case wire(Int)
  }

  /// What paces a flow, with sizes in bytes and packets.
  enum Load: Sendable {
    /// TCP with at most that many segments in flight.
    case elastic(window: Int)
    /// One packet every so many picoseconds.
    case constant(interval: Double)
    /// Packets at exponentially distributed intervals of that mean in picoseconds.
    case poisson(interval: Double)
    /// One packet every so many picoseconds during bursts, and none between them; bursts and pauses
    /// last exponentially distributed times of these means in picoseconds.
    case onOff(interval: Double, burst: Double, pause: Double)
    /// Requests that are answered.
    case requests(Requests)

    /// Whether the flow goes on by what comes back to it.
    var reacts: Bool {
      switch self {
      case .elastic, .requests: return true
      case .constant, .poisson, .onOff: return false
      }
    }
  }

  /// Clients that send requests and wait for the answers, with times in picoseconds.
  struct Requests: Sendable {
    var clients: Int
    /// The mean of the exponentially distributed time from an answer to the next request.
    var think: Double
    /// The server's delay.
    var service: Int64
    /// Bytes of user data in an answer.
    var answer: Int
    /// Frames of an answer, and the bytes of the last of them; the others are of the flow's size.
    var frames: Int
    var lastFrame: Int
  }

  /// A flow with the paths of its packets and, if it is elastic, of the acknowledgements.
  struct Flow: Sendable {
    var name: String
    var load: Load
    var start: Int64
    var forward: [Hop]
    var backward: [Hop]
    /// Bytes of a data frame, CRC included.
    var frame: Int
    /// Bytes of user data in it.
    var payload: Int
    /// What multiplies the cost of stages that scale with the flow; 1 without an anomaly.
    var costFactor: Double
    /// The sizes of successive data frames, again and again; empty if all are as `frame` says.
    var sizes: [Int] = []
    /// How an elastic flow adapts its window.
    var congestionControl = Model.Flow.CongestionControl.reno
    /// Segments that an elastic flow's sender can keep until they are acknowledged.
    var sendLimit = Int.max
    /// Packets that a flow without feedback sends before it ends; at least 1.
    var mostPackets = Int64.max
    /// When it ends: at that time and later it sends nothing.
    var stop = Int64.max

    /// The mean bytes of a data frame.
    var meanFrame: Double {
      sizes.isEmpty ? Double(frame) : Double(sizes.reduce(0, +)) / Double(sizes.count)
    }
  }

  var executors: [Executor] = []
  var threads: [Thread] = []
  var stages: [Stage] = []
  var wires: [Wire] = []
  var flows: [Flow] = []
  /// Those of one host come in the order of time and apart from each other.
  var hostOutages: [HostOutage] = []
}
