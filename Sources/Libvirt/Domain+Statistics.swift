internal import CLibvirt
import Glibc

extension Domain {
  /// Its vCPU, interface, block and hypervisor's statistics by libvirt's names (`vcpu.0.time` in
  /// nanoseconds, `net.0.rx.pkts`, `block.0.rd.bytes`, `cpu.time`, …; see
  /// `virConnectGetAllDomainStats`).
  ///
  /// Where the driver lacks them, they come from the older calls for one device at a time, under
  /// the same names; what no call tells is left out.
  ///
  /// - Throws: `LibvirtError`, `.noDomain` if it is gone.
  public func statistics() throws(LibvirtError) -> [String: StatValue] {
    var statistics: [String: StatValue]
    do {
      statistics = try bulkStatistics()
    } catch  where error.kind == .notSupported {
      statistics = [:]
    }
    let sections = Set(statistics.keys.compactMap { $0.split(separator: ".").first })
    if !sections.contains("cpu") || !sections.contains("vcpu") {
      statistics.merge(try processorStatistics()) { first, _ in first }
    }
    let description = try xml()
    if !sections.contains("net") { add(interfaces: description, to: &statistics) }
    if !sections.contains("block") { add(disks: description, to: &statistics) }
    return statistics
  }

  /// The time that all its vCPUs have run, in nanoseconds of its host.
  ///
  /// - Throws: `LibvirtError`, `.noDomain` if it is gone.
  public func processorTime() throws(LibvirtError) -> UInt64 {
    var information = virDomainInfo()
    guard virDomainGetInfo(raw, &information) == 0 else {
      throw .last("read the processor time of domain \(uuid)")
    }
    return information.cpuTime
  }

  private func bulkStatistics() throws(LibvirtError) -> [String: StatValue] {
    var list: [virDomainPtr?] = [raw, nil]
    var records: UnsafeMutablePointer<virDomainStatsRecordPtr?>?
    let kinds =
      VIR_DOMAIN_STATS_STATE.rawValue | VIR_DOMAIN_STATS_CPU_TOTAL.rawValue
      | VIR_DOMAIN_STATS_VCPU.rawValue | VIR_DOMAIN_STATS_INTERFACE.rawValue
      | VIR_DOMAIN_STATS_BLOCK.rawValue | VIR_DOMAIN_STATS_VM.rawValue
    let count = virDomainListGetStats(&list, kinds, &records, 0)
    guard count >= 0 else { throw .last("read the statistics of domain \(uuid)") }
    defer { virDomainStatsRecordListFree(records) }
    guard count > 0, let record = records?[0]?.pointee else { return [:] }
    var result: [String: StatValue] = [:]
    for index in 0..<Int(record.nparams) {
      let parameter = record.params[index]
      result[StatValue.name(of: parameter)] = StatValue(parameter)
    }
    return result
  }

  private func processorStatistics() throws(LibvirtError) -> [String: StatValue] {
    var information = virDomainInfo()
    guard virDomainGetInfo(raw, &information) == 0 else {
      throw .last("read the statistics of domain \(uuid)")
    }
    var result: [String: StatValue] = [
      "cpu.time": .unsigned(information.cpuTime),
      "vcpu.current": .unsigned(UInt64(information.nrVirtCpu)),
    ]
    var vcpus = [virVcpuInfo](repeating: virVcpuInfo(), count: Int(information.nrVirtCpu))
    let count = virDomainGetVcpus(raw, &vcpus, Int32(vcpus.count), nil, 0)
    for vcpu in vcpus.prefix(max(0, Int(count))) {
      result["vcpu.\(vcpu.number).state"] = .signed(Int64(vcpu.state))
      result["vcpu.\(vcpu.number).time"] = .unsigned(vcpu.cpuTime)
    }
    return result
  }

  private func add(interfaces description: String, to statistics: inout [String: StatValue]) {
    for (index, device) in Markup.targets(of: "interface", in: description).enumerated() {
      var figures = virDomainInterfaceStatsStruct()
      let size = MemoryLayout<virDomainInterfaceStatsStruct>.size
      guard virDomainInterfaceStats(raw, device, &figures, size) == 0 else { continue }
      let named = [
        ("rx.bytes", figures.rx_bytes), ("rx.pkts", figures.rx_packets),
        ("rx.errs", figures.rx_errs), ("rx.drop", figures.rx_drop),
        ("tx.bytes", figures.tx_bytes), ("tx.pkts", figures.tx_packets),
        ("tx.errs", figures.tx_errs), ("tx.drop", figures.tx_drop),
      ]
      add(named, under: "net.\(index)", name: device, to: &statistics)
    }
  }

  private func add(disks description: String, to statistics: inout [String: StatValue]) {
    for (index, device) in Markup.targets(of: "disk", in: description).enumerated() {
      var figures = virDomainBlockStatsStruct()
      let size = MemoryLayout<virDomainBlockStatsStruct>.size
      guard virDomainBlockStats(raw, device, &figures, size) == 0 else { continue }
      let named = [
        ("rd.reqs", figures.rd_req), ("rd.bytes", figures.rd_bytes),
        ("wr.reqs", figures.wr_req), ("wr.bytes", figures.wr_bytes),
      ]
      add(named, under: "block.\(index)", name: device, to: &statistics)
    }
  }

  /// Adds what is known: libvirt writes -1 for what is not.
  private func add(
    _ figures: [(String, Int64)], under prefix: String, name: String,
    to statistics: inout [String: StatValue]
  ) {
    statistics["\(prefix).name"] = .text(name)
    for (key, value) in figures where value >= 0 {
      statistics["\(prefix).\(key)"] = .unsigned(UInt64(value))
    }
  }
}
