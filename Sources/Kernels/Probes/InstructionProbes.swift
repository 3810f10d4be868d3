internal import CMachine

#if canImport(Glibc)
  import Glibc
#endif

/// The costs of single instructions and calls, which are timed in long batches.
enum InstructionProbes {
  /// The rate of the time-stamp counter against CLOCK_MONOTONIC.
  static func counter(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.counter)
    outcome.add("counter_rate") { () throws(MachineError) in
      guard hypertwin_is_x86() else {
        throw MachineError("there is no time-stamp counter on this architecture")
      }
      let sampler = context.sampler
      let before = hypertwin_preemptions()
      var rates: [Double] = []
      // A sample lasts a millisecond, so that the two readings at its ends hardly count.
      let span = 1_000_000
      var last = TimeBase.reading()
      try sampler.whileTimeLasts {
        var next = TimeBase.reading()
        while next.nanoseconds - last.nanoseconds < span { next = TimeBase.reading() }
        rates.append(
          Double(next.cycles - last.cycles) * 1e9 / Double(next.nanoseconds - last.nanoseconds))
        last = next
      }
      return ProbeFigure(
        name: "counter_rate", summary: "rate of the time-stamp counter", samples: rates.count,
        operations: 1, preemptions: hypertwin_preemptions() - before,
        measures: [.init(unit: "Hz", rates)])
    }
    if context.surroundings.hasInvariantCounter.value == false {
      outcome.notes.append("CPUID does not promise that the counter runs at one rate.")
    }
    return outcome
  }

  /// Reading clocks.
  static func clock(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.clock)
    let sampler = context.sampler.share(of: 3)
    outcome.add("clock_gettime") { () throws(MachineError) in
      try sampler.batches("clock_gettime", "clock_gettime(CLOCK_MONOTONIC)") { count in
        var sum: Int64 = 0
        for _ in 0..<count { sum &+= MonotonicClock.now() }
        keep(sum)
      }
    }
    guard hypertwin_is_x86() else {
      let reason = "there is no time-stamp counter on this architecture"
      outcome.unavailable += ["rdtsc", "rdtsc_ordered"].map { .init(name: $0, reason: reason) }
      return outcome
    }
    outcome.add("rdtsc") { () throws(MachineError) in
      try sampler.batches("rdtsc", "RDTSC") { count in
        var sum: UInt64 = 0
        for _ in 0..<count { sum &+= hypertwin_ticks_unordered() }
        keep(Int64(truncatingIfNeeded: sum))
      }
    }
    outcome.add("rdtsc_ordered") { () throws(MachineError) in
      try sampler.batches("rdtsc_ordered", "LFENCE, RDTSC, LFENCE") { count in
        var sum: UInt64 = 0
        for _ in 0..<count { sum &+= hypertwin_ticks() }
        keep(Int64(truncatingIfNeeded: sum))
      }
    }
    return outcome
  }

  /// CPUID, leaf 0.
  static func cpuidExit(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.cpuidExit)
    outcome.add("cpuid") { () throws(MachineError) in
      guard hypertwin_is_x86() else {
        throw MachineError("there is no CPUID on this architecture")
      }
      return try context.sampler.batches("cpuid", "CPUID, leaf 0") { count in
        for _ in 0..<count { hypertwin_cpuid_exit() }
      }
    }
    if context.surroundings.isGuest == false {
      outcome.notes.append("There is no hypervisor: this is the instruction alone, not an exit.")
    }
    return outcome
  }

  /// VMCALL or VMMCALL with a number that KVM does not know.
  static func hypercallExit(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.hypercallExit)
    outcome.add("hypercall") { () throws(MachineError) in
      guard context.surroundings.hypervisor.value == "KVM" else {
        throw MachineError(
          "the hypervisor is \(context.surroundings.hypervisor), and only KVM is known to answer "
            + "hypercalls from user mode with an error")
      }
      // KVM would have to patch the other vendor's instruction.
      let isAMD = ["AuthenticAMD", "HygonGenuine"].contains(ProcessorModel.current.vendor)
      guard hypertwin_has_hypercall(isAMD) else {
        throw MachineError("the processor refuses the instruction in user mode")
      }
      return try context.sampler.batches(
        "hypercall", isAMD ? "VMMCALL that KVM refuses" : "VMCALL that KVM refuses"
      ) { count in
        if isAMD {
          for _ in 0..<count { hypertwin_vmmcall() }
        } else {
          for _ in 0..<count { hypertwin_vmcall() }
        }
      }
    }
    return outcome
  }

  /// OUT to port 0x80.
  static func portExit(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.portExit)
    outcome.add("port_write") { () throws(MachineError) in
      guard hypertwin_allow_port(true) == 0 else {
        throw .system(
          "this thread may not write to port 0x80",
          remedy: "run as root with CAP_SYS_RAWIO, on x86-64, without lockdown")
      }
      defer { _ = hypertwin_allow_port(false) }
      return try writingPort { () throws(MachineError) in
        try context.sampler.batches("port_write", "OUT of a byte to port 0x80") { count in
          for _ in 0..<count { hypertwin_write_port() }
        }
      }
    }
    if context.surroundings.isGuest == false {
      outcome.notes.append("There is no hypervisor: this is the write alone, not an exit.")
    }
    return outcome
  }

  /// Does `work`, in which port 0x80 is written to. What the kernel allows, an emulated processor
  /// may refuse all the same.
  ///
  /// - Throws: `MachineError` if a write was refused, and what `work` throws.
  static func writingPort<Value>(
    _ work: () throws(MachineError) -> Value
  ) throws(MachineError) -> Value {
    guard hypertwin_skip_refused_writes(true) == 0 else {
      throw .system("a refused write cannot be caught", remedy: "run this on x86-64")
    }
    defer { _ = hypertwin_skip_refused_writes(false) }
    let value = try work()
    let refused = hypertwin_refused_writes()
    guard refused == 0 else {
      throw MachineError(
        "the processor refused \(refused) writes to port 0x80, though the kernel allows them; it "
          + "is emulated, and this cannot be measured on it")
    }
    return value
  }

  /// A write to port 0x80, for which a thread needs leave.
  static func writePort() { hypertwin_write_port() }

  /// getppid, which libc does not remember.
  static func systemCall(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.systemCall)
    outcome.add("system_call") { () throws(MachineError) in
      try context.sampler.batches("system_call", "getppid()") { count in
        var sum: Int64 = 0
        for _ in 0..<count { sum &+= Int64(getppid()) }
        keep(sum)
      }
    }
    return outcome
  }

  /// Uses a value, so that what made it is not optimised away.
  @inline(never)
  @_optimize(none)
  static func keep(_ value: Int64) {}
}
