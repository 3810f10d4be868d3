/// A property of what is simulated that its costs may depend on, and by which a scenario can lie
/// outside of what a calibration was fitted to.
public enum Aspect: String, Hashable, Sendable, CaseIterable {
  /// The hypervisor below pi.
  case piPlatform = "pi_platform"
  /// The decimals of pi.
  case piDigits = "pi_digits"
  /// The hypervisor below STREAM.
  case streamPlatform = "stream_platform"
  /// The size of each of STREAM's arrays.
  case streamArray = "stream_array"
  /// STREAM's threads.
  case streamThreads = "stream_threads"
  /// The hypervisors of the machines that a flow passes.
  case flowPlatform = "flow_platform"
  /// The interfaces that a flow passes.
  case flowNIC = "flow_nic"
  /// What drives a flow: TCP, or a rate.
  case flowLoad = "flow_load"
  /// The size of a flow's frames.
  case frameSize = "frame_size"
  /// What a flow at a constant rate offers.
  case offeredRate = "offered_rate"
  /// The rate of the links of a scenario with flows.
  case linkRate = "link_rate"
  /// The clock of the processors in use.
  case clock
  /// The memory bandwidth of STREAM's host.
  case memoryBandwidth = "memory_bandwidth"
  /// The memory of the VMs in use.
  case vmMemory = "vm_memory"
  /// The size of their pages.
  case pageSize = "page_size"

  /// What it is, in words.
  public var name: String {
    switch self {
    case .piPlatform: return "platform of pi"
    case .piDigits: return "decimals of pi"
    case .streamPlatform: return "platform of STREAM"
    case .streamArray: return "arrays of STREAM"
    case .streamThreads: return "threads of STREAM"
    case .flowPlatform: return "platform of flows"
    case .flowNIC: return "NIC of flows"
    case .flowLoad: return "load of flows"
    case .frameSize: return "frame size"
    case .offeredRate: return "offered rate"
    case .linkRate: return "link rate"
    case .clock: return "processor clock"
    case .memoryBandwidth: return "memory bandwidth"
    case .vmMemory: return "memory of VMs"
    case .pageSize: return "page size of VMs"
    }
  }

  /// The unit of its numbers; nil where it has kinds instead of numbers.
  public var unit: String? {
    switch self {
    case .piPlatform, .streamPlatform, .flowPlatform, .flowNIC, .flowLoad: return nil
    case .piDigits, .streamThreads: return "1"
    case .streamArray, .frameSize, .vmMemory, .pageSize: return "B"
    case .offeredRate, .linkRate: return "bit/s"
    case .clock: return "Hz"
    case .memoryBandwidth: return "B/s"
    }
  }

  /// A number of that unit, for readers.
  func text(_ value: Double) -> String {
    switch unit {
    case "B"?: return ByteCount(base: value)?.description ?? "\(value) B"
    case "bit/s"?: return BitRate(bitsPerSecond: value).description
    case "Hz"?: return Frequency(hertz: value).description
    case "B/s"?: return ByteRate(bytesPerSecond: value).description
    default: return value == value.rounded() && value < 1e15 ? "\(Int64(value))" : "\(value)"
    }
  }
}
