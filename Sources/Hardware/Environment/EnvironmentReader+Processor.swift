extension EnvironmentReader {
  private static let processors = "/sys/devices/system/cpu"

  /// What the processors are: model, microcode, weaknesses, caches, and who shares what.
  var cpu: CanonicalJSON {
    let fields = [
      "vendor_id", "cpu family", "model", "model name", "stepping", "microcode", "flags", "bugs",
    ]
    var members: [String: CanonicalJSON] = [:]
    for name in fields {
      members[name.replacing(" ", with: "_")] = field(name, of: "/proc/cpuinfo").json
    }
    members["vulnerabilities"] = folder(Self.processors + "/vulnerabilities")
    members["online"] = json(Self.processors + "/online")
    members["isolated"] = json(Self.processors + "/isolated")
    members["tickless"] = json(Self.processors + "/nohz_full")
    members["smt"] = [
      "active": json(Self.processors + "/smt/active"),
      "control": json(Self.processors + "/smt/control"),
    ]
    members["topology"] = perProcessor { path in
      [
        "package": json(path + "/topology/physical_package_id"),
        "core": json(path + "/topology/core_id"),
        "siblings": json(path + "/topology/thread_siblings_list"),
      ]
    }
    members["caches"] = caches
    let last = lastLevelCache
    members["last_level_cache"] = last.json
    members["nodes"] = json("/sys/devices/system/node/online")
    return .object(members)
  }

  /// The size of the last level of cache of the first processor, as the kernel writes it.
  public var lastLevelCache: Fact {
    let folder = Self.processors + "/cpu0/cache"
    let (names, reason) = files.names(folder)
    guard let names else { return .unknown(reason) }
    let levels = names.compactMap { name -> (level: Int64, size: String)? in
      guard let level = files.text("\(folder)/\(name)/level").integer,
        let size = files.text("\(folder)/\(name)/size").value
      else { return nil }
      return (level, size)
    }
    guard let last = levels.max(by: { $0.level < $1.level }) else {
      return .unknown("\(folder): no level of cache is described")
    }
    return .known(last.size)
  }

  private var caches: CanonicalJSON {
    let folder = Self.processors + "/cpu0/cache"
    let (names, reason) = files.names(folder)
    guard let names else { return Fact.unknown(reason).json }
    return .array(
      names.filter { $0.hasPrefix("index") }.map { name in
        [
          "level": json("\(folder)/\(name)/level"), "type": json("\(folder)/\(name)/type"),
          "size": json("\(folder)/\(name)/size"),
          "shared": json("\(folder)/\(name)/shared_cpu_list"),
        ]
      })
  }

  /// How clocks and idle states are governed.
  var power: CanonicalJSON {
    let frequency = Self.processors + "/cpufreq"
    return [
      "governor": governor.json, "driver": json(Self.processors + "/cpu0/cpufreq/scaling_driver"),
      "turbo": turbo.json, "minimum": json(Self.processors + "/cpu0/cpufreq/scaling_min_freq"),
      "maximum": json(Self.processors + "/cpu0/cpufreq/scaling_max_freq"),
      "boost": json(frequency + "/boost"),
      "idle_driver": json(Self.processors + "/cpuidle/current_driver"),
      "idle_states": idleStates,
    ]
  }

  /// The governors of all processors, each once.
  public var governor: Fact { common("cpufreq/scaling_governor") }

  /// `on` or `off`: whether clocks above the nominal one are allowed.
  public var turbo: Fact {
    if let off = files.text(Self.processors + "/intel_pstate/no_turbo").integer {
      return .known(off == 0 ? "on" : "off")
    }
    if let on = files.text(Self.processors + "/cpufreq/boost").integer {
      return .known(on == 0 ? "off" : "on")
    }
    return .unknown("neither intel_pstate/no_turbo nor cpufreq/boost is there")
  }

  private var idleStates: CanonicalJSON {
    let folder = Self.processors + "/cpu0/cpuidle"
    let (names, reason) = files.names(folder)
    guard let names else { return Fact.unknown(reason).json }
    return .array(
      names.map { name in
        [
          "name": json("\(folder)/\(name)/name"), "disabled": json("\(folder)/\(name)/disable"),
          "latency": json("\(folder)/\(name)/latency"),
        ]
      })
  }

  /// The clocks at this moment, in kHz.
  var frequencies: CanonicalJSON {
    perProcessor { json($0 + "/cpufreq/scaling_cur_freq") }
  }

  /// The processors' folders.
  private var processorPaths: (paths: [String]?, reason: String) {
    let (names, reason) = files.names(Self.processors)
    let paths = names?.filter { $0.hasPrefix("cpu") && Int($0.dropFirst(3)) != nil }
      .map { "\(Self.processors)/\($0)" }
    return (paths, reason)
  }

  private func perProcessor(_ value: (String) -> CanonicalJSON) -> CanonicalJSON {
    let (paths, reason) = processorPaths
    guard let paths else { return Fact.unknown(reason).json }
    return .array(paths.map(value))
  }

  /// What all processors say in a file, each text once.
  private func common(_ file: String) -> Fact {
    let (paths, reason) = processorPaths
    guard let paths, !paths.isEmpty else {
      return .unknown(reason.isEmpty ? "\(Self.processors): no processor is described" : reason)
    }
    var texts: [String] = []
    for path in paths {
      let fact = files.text("\(path)/\(file)")
      guard let text = fact.value else { return fact }
      if !texts.contains(text) { texts.append(text) }
    }
    return .known(texts.joined(separator: ", "))
  }
}
