import Appliance

/// The files of guests as their host's hypervisor is told of them: by their paths on this machine;
/// on another one by their hashes, which its worker replaces by the paths of what it was sent.
struct GuestFiles {
  private let appliance: Appliance
  private let isHere: Bool
  /// What another machine is to be sent: paths here, by the files' hashes.
  private(set) var sent: [String: String] = [:]

  init(_ appliance: Appliance, isHere: Bool) {
    self.appliance = appliance
    self.isHere = isHere
  }

  /// The kernel as its distribution packed it.
  mutating func kernel() -> String { name(appliance.kernel, appliance.manifest.kernelSHA256) }

  /// The initial root.
  mutating func initramfs() -> String {
    name(appliance.initramfs, appliance.manifest.initramfsSHA256)
  }

  /// The kernel as an ELF file, which is all that Xen takes for PV and PVH guests.
  ///
  /// - Throws: `MeasureError.missing` where it cannot be unpacked or read.
  mutating func unpackedKernel() throws(MeasureError) -> String {
    try made { appliance throws(ApplianceError) in try appliance.vmlinux() }
  }

  /// What Xen runs when it has made an interface.
  ///
  /// - Throws: `MeasureError.missing` where it cannot be written or read.
  mutating func interfaceScript() throws(MeasureError) -> String {
    try made { appliance throws(ApplianceError) in try appliance.interfaceScript() }
  }

  private mutating func made(
    _ make: (Appliance) throws(ApplianceError) -> String
  ) throws(MeasureError) -> String {
    let path: String
    do {
      path = try make(appliance)
    } catch {
      throw .missing(error.description)
    }
    guard !isHere else { return path }
    do {
      return name(path, try GuestFile.hash(path))
    } catch {
      throw .missing(error.description)
    }
  }

  private mutating func name(_ path: String, _ hash: String) -> String {
    guard !isHere else { return path }
    sent[hash] = path
    return FileCache.name(hash)
  }
}
