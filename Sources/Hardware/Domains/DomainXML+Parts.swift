extension DomainXML {
  /// Huge pages, if any.
  func addMemoryBacking(to writer: inout XMLWriter) {
    guard let hugePages else { return }
    writer.element("memoryBacking") { backing in
      backing.element("hugepages") {
        $0.leaf("page", ["size": "\(hugePages.bytes / 1024)", "unit": "KiB"])
      }
    }
  }

  /// Pinning, if any.
  func addTuning(to writer: inout XMLWriter) {
    let emulator = platform.isXen ? [] : emulatorCPUs
    let pinned = pinning.prefix(vCPUs).enumerated().filter { !$0.element.isEmpty }
    guard !emulator.isEmpty || !pinned.isEmpty else { return }
    writer.element("cputune") { tuning in
      for (vCPU, cpus) in pinned {
        tuning.leaf("vcpupin", ["vcpu": "\(vCPU)", "cpuset": Self.list(cpus)])
      }
      if !emulator.isEmpty { tuning.leaf("emulatorpin", ["cpuset": Self.list(emulator)]) }
    }
  }

  /// Machine type, kernel and command line.
  func addBoot(to writer: inout XMLWriter) {
    writer.element("os") { boot in
      switch platform {
      case .kvm, .qemu:
        boot.leaf("type", ["arch": "x86_64", "machine": machine ?? "pc"], text: "hvm")
      case .xenPV: boot.leaf("type", ["arch": "x86_64", "machine": "xenpv"], text: "linux")
      // Any other machine beside xenpvh has crashed libvirtd.
      case .xenPVH: boot.leaf("type", ["arch": "x86_64", "machine": "xenpvh"], text: "xenpvh")
      case .xenHVM: boot.leaf("type", ["arch": "x86_64", "machine": "xenfv"], text: "hvm")
      }
      guard let kernel else { return }
      boot.leaf("kernel", text: kernel)
      if let initrd { boot.leaf("initrd", text: initrd) }
      let console = "console=\(platform.console)"
      boot.leaf("cmdline", text: commandLine.isEmpty ? console : "\(console) \(commandLine)")
    }
  }

  /// What a guest with a PC's firmware needs; the others have no such thing.
  func addFeatures(to writer: inout XMLWriter) {
    guard platform != .xenPV && platform != .xenPVH else { return }
    writer.element("features") { features in
      features.leaf("acpi")
      features.leaf("apic")
    }
  }

  /// Under KVM the guest sees the host's own processor; libvirt's default is a lesser one. A guest
  /// that is never migrated also sees that the time-stamp counter is invariant, where it is: Linux
  /// then reads that instead of KVM's clock.
  func addProcessor(to writer: inout XMLWriter) {
    guard platform == .kvm else { return }
    writer.leaf("cpu", ["migratable": "off", "mode": "host-passthrough"])
  }

  /// How a guest of Xen reads the time-stamp counter: libvirt's mode becomes `tsc_mode` of
  /// xl.cfg(5).
  func addClock(to writer: inout XMLWriter) {
    guard platform.isXen else { return }
    writer.element("clock", ["offset": "utc"]) {
      $0.leaf("timer", ["mode": TSCReading.libvirtMode(tsc), "name": "tsc"])
    }
  }

  /// Console and interfaces, and the absence of what libvirt adds by itself.
  func addDevices(to writer: inout XMLWriter) {
    if platform == .kvm || platform == .qemu {
      writer.leaf("controller", ["type": "usb", "model": "none"])
    }
    for nic in nics { add(nic, to: &writer) }
    switch platform {
    case .xenPV, .xenPVH:
      writer.element("console", ["type": "pty"]) { $0.leaf("target", ["type": "xen"]) }
    case .kvm, .qemu, .xenHVM:
      writer.element("serial", ["type": "pty"]) { $0.leaf("target", ["port": "0"]) }
      writer.element("console", ["type": "pty"]) {
        $0.leaf("target", ["type": "serial", "port": "0"])
      }
    }
    // Where nothing is said, libvirt adds a balloon, which Xen's guests cannot be without.
    if !platform.isXen { writer.leaf("memballoon", ["model": "none"]) }
  }

  private func add(_ nic: DomainNIC, to writer: inout XMLWriter) {
    let type =
      switch nic.attachment {
      case .bridge: "bridge"
      case .tap, .routed: "ethernet"
      }
    writer.element("interface", ["type": type]) { interface in
      interface.leaf("mac", ["address": nic.mac])
      if case .bridge(let bridge) = nic.attachment {
        interface.leaf("source", ["bridge": bridge])
      }
      if case .routed(let address) = nic.attachment {
        interface.leaf("ip", ["address": address, "family": "ipv4"])
        interface.leaf("script", ["path": "vif-route"])
      }
      if case .tap(let script?) = nic.attachment { interface.leaf("script", ["path": script]) }
      interface.leaf("target", ["dev": nic.tap])
      addModel(of: nic, to: &interface)
    }
  }

  private func addModel(of nic: DomainNIC, to interface: inout XMLWriter) {
    switch nic.model {
    case .rtl8139, .e1000: interface.leaf("model", ["type": nic.model.rawValue])
    case .virtio:
      interface.leaf("model", ["type": "virtio"])
      interface.leaf("driver", ["name": "qemu"])
    case .virtioVhost:
      interface.leaf("model", ["type": "virtio"])
      var driver = ["name": "vhost"]
      if nic.queues > 1 { driver["queues"] = "\(nic.queues)" }
      interface.leaf("driver", driver)
    case .netfront: interface.leaf("model", ["type": "netfront"])
    }
  }

  private static func list(_ cpus: [Int]) -> String {
    cpus.sorted().map(String.init).joined(separator: ",")
  }
}
