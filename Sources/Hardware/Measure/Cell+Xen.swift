import Appliance
import Model

/// How Xen's guests are run.
extension Cell {
  /// libvirt's connection to Xen where the testbed names none.
  static let xen = "xen:///system"

  /// The platform of a VM that Xen runs.
  static func platform(of type: VM.GuestType) -> DomainXML.Platform {
    switch type {
    case .pv: .xenPV
    case .pvh: .xenPVH
    case .hvm: .xenHVM
    }
  }

  /// What a platform is called, for people.
  static func name(of platform: DomainXML.Platform) -> String {
    switch platform {
    case .kvm: "KVM"
    case .qemu: "QEMU (software emulation)"
    case .xenPV: "Xen PV"
    case .xenPVH: "Xen PVH"
    case .xenHVM: "Xen HVM"
    }
  }

  /// How a VM is run by Xen. PV and PVH guests are given an unpacked kernel: Xen unpacks few of the
  /// formats in which distributions pack theirs.
  ///
  /// - Throws: `MeasureError` with what cannot be made.
  static func xenGuest(
    _ vm: VM, at place: Place, _ files: inout GuestFiles, machine: Testbed.Machine
  ) throws(MeasureError) -> PlanBuilder.Guests {
    guard let type = vm.guestType else {
      throw .unsupported(["\(place): its guest type is missing; write pv, pvh or hvm"])
    }
    for nic in vm.nics where nic.model != .netfront {
      // Xen makes two interfaces for it, of which Linux unplugs the emulated one.
      throw .unsupported([
        "\(place).\(nic.id): Xen's guests are measured with netfront only; use that, or KVM for "
          + nic.model.rawValue
      ])
    }
    let platform = platform(of: type)
    return PlanBuilder.Guests(
      connection: machine.connection ?? xen, platform: platform,
      kernel: platform == .xenHVM ? files.kernel() : try files.unpackedKernel(),
      initrd: files.initramfs(),
      commandLine: KernelCommandLine.text(console: platform == .xenHVM ? .serial : .xen),
      tsc: machine.tsc,
      script: try files.interfaceScript())
  }
}
