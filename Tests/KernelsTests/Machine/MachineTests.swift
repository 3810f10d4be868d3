import FoundationEssentials
import Synchronization
import Testing

@testable import Kernels

/// What kernels know of the machine, and how they bind threads to it.
@Suite
struct MachineTests {
  @Test
  func aTeamRunsEveryMemberOnItsCPU() throws {
    let cpus = try CPUSet.inOrderOfCores()
    let seen = Mutex<[Int: CPUSet]>([:])
    try PinnedTeam(cpus: cpus).run { member in
      let set = try? CPUSet.ofCallingThread()
      member.barrier.wait()
      seen.withLock { $0[member.index] = set }
    }
    #expect(
      seen.withLock { $0 }
        == Dictionary(
          uniqueKeysWithValues: cpus.enumerated().map {
            ($0.offset, CPUSet([$0.element]))
          }))
  }

  @Test
  func aTeamWhoseCPUIsAbsentDoesNotBegin() throws {
    let cpus = try CPUSet.inOrderOfCores()
    let hasBegun = Mutex(false)
    let failure = #expect(throws: MachineError.self) {
      try PinnedTeam(cpus: cpus + [8191]).run { _ in hasBegun.withLock { $0 = true } }
    }
    #expect(failure?.description.contains("CPU 8191") == true)
    #expect(!hasBegun.withLock { $0 })
  }

  @Test
  func aBarrierHoldsEveryoneUntilTheLast() throws {
    let cpu = try CPUSet.inOrderOfCores()[0]
    let (members, meetings) = (3, 200)
    let arrivals = Atomic(0)
    let isEarly = Mutex(false)
    try PinnedTeam(cpus: Array(repeating: cpu, count: members)).run { member in
      for meeting in 1...meetings {
        arrivals.add(1, ordering: .relaxed)
        member.barrier.wait()
        if arrivals.load(ordering: .relaxed) < meeting * members {
          isEarly.withLock { $0 = true }
        }
        member.barrier.wait()
      }
    }
    let total = arrivals.load(ordering: .relaxed)
    #expect(total == members * meetings)
    #expect(!isEarly.withLock { $0 })
  }

  @Test(arguments: [
    ("0", [0]), ("0-3", [0, 1, 2, 3]), ("0-1,8,10-11", [0, 1, 8, 10, 11]), ("", []),
  ])
  func listsOfCPUsAreRead(text: String, expected: [Int]) {
    #expect(SystemFile.numbers(ofList: text) == expected)
  }

  @Test(arguments: ["a", "1-", "3-1", "1-2-3", "-"])
  func otherTextsAreNoLists(text: String) {
    #expect(SystemFile.numbers(ofList: text) == nil)
  }

  /// Two cores with a second-level cache each and a third-level cache together.
  @Test
  func theLastLevelCacheIsCountedOnce() throws {
    let root =
      FileManager.default.temporaryDirectory.path
      + "/hypertwin-caches-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    for cpu in 0...1 {
      let caches = [
        ("0", "1", "Data", "32K", "\(cpu)"), ("1", "1", "Instruction", "64K", "\(cpu)"),
        ("2", "2", "Unified", "1M", "\(cpu)"), ("3", "3", "Unified", "24M", "0-1"),
      ]
      for (index, level, type, size, sharedBy) in caches {
        let folder = "\(root)/cpu\(cpu)/cache/index\(index)"
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        let files = ["level": level, "type": type, "size": size, "shared_cpu_list": sharedBy]
        for (name, text) in files {
          try (text + "\n").write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
      }
    }
    let cache = LastLevelCache.inSysfs(cpus: [0, 1], root: root)
    #expect(cache?.totalBytes == 24 << 20)
    #expect(cache?.instances == 1)
    #expect(cache?.level == 3)
    #expect(LastLevelCache.inSysfs(cpus: [0, 2], root: root) == nil)
    try FileManager.default.removeItem(atPath: "\(root)/cpu0/cache/index3")
    try FileManager.default.removeItem(atPath: "\(root)/cpu1/cache/index3")
    let smaller = LastLevelCache.inSysfs(cpus: [0, 1], root: root)
    #expect(smaller?.totalBytes == 2 << 20)
    #expect(smaller?.instances == 2)
  }

  @Test
  func freshMemoryIsZeroAlignedAndCanBeGivenBack() throws {
    for pages in MappedMemory.Pages.allCases {
      let memory = try MappedMemory(count: 5 << 20, pages: pages)
      #expect(UInt(bitPattern: memory.base).isMultiple(of: UInt(MappedMemory.hugePage)))
      let words = memory.base.bindMemory(to: UInt64.self, capacity: memory.count / 8)
      #expect((0..<memory.count / 8).allSatisfy { words[$0] == 0 })
      words[memory.count / 8 - 1] = 1
      if pages == .small { #expect(try memory.hugeBytes() == 0) }
      try memory.discard()
      #expect(words[memory.count / 8 - 1] == 0)
    }
    #expect(throws: MachineError.self) { _ = try MappedMemory(count: Int.max).count }
    #expect(throws: MachineError.self) { _ = try MappedMemory(count: 1 << 60).count }
  }
}
