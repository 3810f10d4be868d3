import Appliance
import Console
import Glibc
import Libvirt
import Model

/// Whether KVM starts our guest on this machine. That /dev/kvm is there does not tell: where the
/// processor's virtualization is itself emulated in part, a guest may stay silent for ever.
public enum KVMProbe {
  /// Starts a guest without NICs under KVM and waits for its agent.
  ///
  /// - Returns: nil if it answered; else why not.
  /// - Throws: `MeasureError` where what was made could not be undone.
  public static func run(
    _ appliance: Appliance, connection: String, sampler: Sampler, seconds: Double
  ) throws(MeasureError) -> String? {
    guard access("/dev/kvm", F_OK) == 0 else { return "there is no /dev/kvm" }
    let role = "kvm-probe"
    var domain = DomainXML(
      platform: .kvm, role: role, memory: ByteCount(bytes: 256 << 20))
    domain.kernel = appliance.kernel
    domain.initrd = appliance.initramfs
    domain.commandLine = KernelCommandLine.text(console: .serial)
    var options = Executor.Options()
    options.state = sampler.state
    options.reaper = sampler.reaper
    options.isCancelled = sampler.isCancelled
    let executor = Executor(
      Plan([
        .startDomain(DomainStart(uri: connection, role: role, xml: domain.xml())),
        .resumeDomain(uri: connection, role: role),
      ]), options: options)
    var reason: String?
    do {
      try executor.apply()
      if let domain = try executor.domain(uri: connection, role: role) {
        let console = try domain.openConsole()
        let client = try AgentClient(
          name: role, input: console.descriptor, output: console.descriptor,
          ownsDescriptors: false)
        _ = try client.connect(within: .seconds(seconds))
      } else {
        reason = "the guest was gone at once"
      }
    } catch {
      reason = "\(error)"
    }
    let undone = executor.undo()
    guard undone.isComplete else {
      throw .step(undone.complaints.joined(separator: "\n") + "\nrun hypertwin clean")
    }
    return reason
  }
}
