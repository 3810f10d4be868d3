import Appliance
import Console
import Glibc
import Libvirt
import Model

/// Whether KVM starts our guest on a machine. That /dev/kvm is there does not tell: where the
/// processor's virtualization is itself emulated in part, a guest may stay silent for ever.
public enum KVMProbe {
  /// Starts a guest without NICs under KVM and waits for its agent.
  ///
  /// - Parameter remote: The machine; nil for this one.
  /// - Returns: nil if it answered; else why not.
  /// - Throws: `MeasureError` where the machine cannot be reached, or what was made could not be
  ///   undone.
  public static func run(
    _ appliance: Appliance, on remote: Testbed.Remote? = nil, connection: String,
    sampler: Sampler, seconds: Double
  ) throws(MeasureError) -> String? {
    let isHere = remote == nil
    if isHere, access("/dev/kvm", F_OK) != 0 { return "there is no /dev/kvm" }
    let files = appliance.manifest
    let role = "kvm-probe"
    var domain = DomainXML(
      platform: .kvm, role: role, memory: ByteCount(bytes: 256 << 20))
    domain.kernel = isHere ? appliance.kernel : FileCache.name(files.kernelSHA256)
    domain.initrd = isHere ? appliance.initramfs : FileCache.name(files.initramfsSHA256)
    domain.commandLine = KernelCommandLine.text(console: .serial)
    let machine = try Sampler.step { () throws(HardwareError) in
      try sampler.machine(
        remote,
        files: [
          files.kernelSHA256: appliance.kernel, files.initramfsSHA256: appliance.initramfs,
        ])
    }
    let plan = Plan([
      .startDomain(DomainStart(uri: connection, role: role, xml: domain.xml())),
      .resumeDomain(uri: connection, role: role),
    ])
    var reason: String?
    do {
      try machine.apply(plan, of: .random())
      let client = try machine.agent(role, onConsoleOf: role, uri: connection)
      _ = try client.connect(within: .seconds(seconds), isFresh: true)
    } catch {
      reason = "\(error)"
    }
    let undone = machine.undo()
    guard undone.isComplete else {
      throw .step(undone.complaints.joined(separator: "\n") + "\nrun hypertwin clean")
    }
    return reason
  }
}
