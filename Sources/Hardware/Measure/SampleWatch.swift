import Console
import Libvirt
import Model
import Store

/// What counts while a workload runs, so that its figures can be explained: the host, the threads
/// of guests and agents, libvirt's statistics and the guests' own counters.
///
/// All are differences of two readings, divided by the time between them, which `host.observed`
/// gives. They hold a little more than the workload itself: its start, and the wait for its last
/// frames.
struct SampleWatch {
  /// A guest that is looked at.
  struct Guest {
    /// The machine, as results name it.
    var name: String
    /// Its agent.
    var client: AgentClient
    /// Its domain; nil where libvirt is on another machine.
    var domain: Domain?
    /// The process that runs it on this machine; nil where there is none.
    var process: Int32?
  }

  /// Another machine, and the guests that it is asked about.
  struct Other {
    var machine: any RunMachine
    var guests: [GuestPlace]
  }

  /// The files of this machine.
  var files = SystemFiles()
  /// The guests.
  var guests: [Guest] = []
  /// The processes of agents on this machine, by what results call them.
  var agents: [(name: String, process: Int32)] = []
  /// Kernel threads that serve a guest's interfaces outside of its process, by guest.
  var kernelThreads: [MachineReading.Process] = []
  /// The other machines of the sample.
  var others: [Other] = []
  /// Where the counts of exits come from, or why there are none, by guest.
  var sourcesOfExits: [String: Fact] = [:]
  /// What is not counted, and why, a sentence each.
  var absences: [String] = []

  /// All counters at one moment.
  struct Reading {
    /// This machine, with its guests.
    var own: MachineReading
    /// Processor time of each agent and of all that it has started and that has ended, in seconds.
    var agents: [String: Double]
    /// What guests counted themselves.
    var machines: [String: AgentCounters]
    /// What the other machines counted, by their names.
    var others: [String: MachineReading] = [:]
  }

  /// Runs `work`, and adds to its outcome what was counted meanwhile as figures of `workload`.
  ///
  /// - Parameter prefix: what the quantities' names begin with.
  func counting(
    _ workload: String, _ prefix: String, _ work: () throws(MeasureError) -> Outcome
  ) throws(MeasureError) -> Outcome {
    let before = try reading(guestsFirst: true)
    var outcome = try work()
    let after = try reading(guestsFirst: false)
    let change = WatchChange(from: before, to: after)
    outcome.measurements += change.figures.map { figure in
      Measurement(
        workload: workload, quantity: prefix + figure.quantity, unit: figure.unit,
        value: figure.value)
    }
    outcome.invalidity += change.invalidities(of: workload)
    return outcome
  }

  /// Guests are asked outermost: answering costs them time of their own.
  private func reading(guestsFirst: Bool) throws(MeasureError) -> Reading {
    var machines = guestsFirst ? try self.machines() : [:]
    let processes =
      guests.compactMap(\.process) + kernelThreads.map(\.process) + [KernelCounts.own]
    var own = MachineReading(host: HostCounters(of: files, processes: processes))
    for guest in guests { own.add(guest.name, guest.domain, process: guest.process, files) }
    own.kernelThreads = kernelThreads
    var others: [String: MachineReading] = [:]
    for other in self.others {
      others[other.machine.name] = try Sampler.step { () throws(HardwareError) in
        try other.machine.reading(other.guests)
      }
    }
    let times = agents.reduce(into: [String: Double]()) {
      $0[$1.name] = KernelCounts.wholeTime(of: $1.process, files)
    }
    if !guestsFirst { machines = try self.machines() }
    return Reading(own: own, agents: times, machines: machines, others: others)
  }

  private func machines() throws(MeasureError) -> [String: AgentCounters] {
    var machines: [String: AgentCounters] = [:]
    for guest in guests {
      do throws(AgentError) {
        machines[guest.name] = try guest.client.counters()
      } catch {
        throw .step(error.description)
      }
    }
    return machines
  }
}
