import Model

extension BrokenRule {
  /// Rules about hypervisors and VMs.
  static let guests: [BrokenRule] = [
    BrokenRule("KVM without paging", Samples.kvm, at: paging, says: "write shadow or nested") {
      $0.hosts[1].hypervisor.paging = nil
    },
    BrokenRule("paravirtual KVM", Samples.kvm, at: paging, says: "write shadow or nested") {
      $0.hosts[1].hypervisor.paging = .paravirtual
    },
    BrokenRule("KVM with dom0", Samples.kvm, at: dom0, says: "leave it out") {
      $0.hosts[1].hypervisor.dom0VCPUs = 1
    },
    BrokenRule("Xen without dom0", Samples.xen, at: dom0, says: "write how many") {
      $0.hosts[1].hypervisor.dom0VCPUs = nil
    },
    BrokenRule("large dom0", Samples.xen, at: dom0, says: "between 1 and 4") {
      $0.hosts[1].hypervisor.dom0VCPUs = 5
    },
    BrokenRule("no vCPU", Samples.kvm, at: "\(vm).vcpus", says: "between 1 and 4096") {
      $0.hosts[1].vms[0].vcpus = 0
    },
    BrokenRule("VM without memory", Samples.kvm, at: "\(vm).memory", says: "write more") {
      $0.hosts[1].vms[0].memory = ByteCount(bytes: 0)
    },
    BrokenRule("odd pages", Samples.kvm, at: "\(vm).page_size", says: "write 4 KiB, 2 MiB or") {
      $0.hosts[1].vms[0].pageSize = ByteCount(bytes: 8192)
    },
    BrokenRule("large shadow pages", Samples.kvm, at: "\(vm).page_size", says: "leave it out") {
      $0.hosts[1].hypervisor.paging = .shadow
      $0.hosts[1].vms[0].pageSize = ByteCount(bytes: 2 << 20)
    },
    BrokenRule("two pins for a vCPU", Samples.kvm, at: "\(vm).pinning", says: "name one each") {
      $0.hosts[1].vms[0].pinning = [0, 1]
    },
    BrokenRule("pin to no core", Samples.kvm, at: "\(vm).pinning[0]", says: "name one of 0 to 3") {
      $0.hosts[1].vms[0].pinning = [4]
    },
    BrokenRule("KVM guest type", Samples.kvm, at: "\(vm).guest_type", says: "leave it out") {
      $0.hosts[1].vms[0].guestType = .hvm
    },
    BrokenRule("no guest type", Samples.xen, at: "\(vm).guest_type", says: "write pv, pvh or") {
      $0.hosts[1].vms[0].guestType = nil
    },
    BrokenRule("PV, nested", Samples.xen, at: "\(vm).guest_type", says: "set the host's paging") {
      $0.hosts[1].hypervisor.paging = .nested
    },
    BrokenRule("PVH, PV paging", Samples.xen, at: "\(vm).guest_type", says: "set shadow or nested")
    {
      $0.hosts[1].vms[0].guestType = .pvh
    },
    BrokenRule("two queues of an e1000", Samples.kvm, at: "\(vm).nics[0].queues", says: "leave it")
    {
      $0.hosts[1].vms[0].nics[0].model = .e1000
      $0.hosts[1].vms[0].nics[0].queues = 2
    },
    BrokenRule("queues without vCPUs", Samples.kvm, at: "\(vm).nics[0].queues", says: "and 1, the")
    {
      $0.hosts[1].vms[0].nics[0].queues = 2
    },
    BrokenRule("moderated virtio", Samples.kvm, at: "\(vm).nics[0].moderation", says: "leave it") {
      $0.hosts[1].vms[0].nics[0].moderation = .zero
    },
    BrokenRule("weight under KVM", Samples.kvm, at: "\(vm).weight", says: "leave it out") {
      $0.hosts[1].vms[0].weight = 512
    },
    BrokenRule("no weight", Samples.xen, at: "\(vm).weight", says: "between 1 and 65535") {
      $0.hosts[1].vms[0].weight = 0
    },
    BrokenRule("cap under KVM", Samples.kvm, at: "\(vm).cap", says: "leave it out") {
      $0.hosts[1].vms[0].cap = 50
    },
    BrokenRule("cap above the vCPUs", Samples.xen, at: "\(vm).cap", says: "between 1 and 100 %") {
      $0.hosts[1].vms[0].cap = 101
    },
    BrokenRule("memory overcommitted", Samples.kvm, at: "hosts[1].vms", says: "give them less") {
      $0.hosts[1].vms[0].memory = ByteCount(bytes: (8 << 30) + 1)
    },
    BrokenRule("netfront in KVM", Samples.kvm, at: "\(vm).nics[0].model", says: "use virtio") {
      $0.hosts[1].vms[0].nics[0].model = .netfront
    },
    BrokenRule("virtio in Xen", Samples.xen, at: "\(vm).nics[0].model", says: "use netfront") {
      $0.hosts[1].vms[0].nics[0].model = .virtio
    },
    BrokenRule("e1000 in Xen PV", Samples.xen, at: "\(vm).nics[1].model", says: "use netfront") {
      $0.hosts[1].vms[0].nics[1].model = .e1000
    },
    BrokenRule("no uplink", Samples.kvm, at: "\(vm).nics[2].uplink", says: "name the host's NIC") {
      $0.hosts[1].vms[0].nics.append(Samples.nic("eth2", .virtio, .bridged))
    },
    BrokenRule(
      "unknown uplink", Samples.kvm, at: "\(vm).nics[2].uplink", says: "name one of eth0, eth1"
    ) { $0.hosts[1].vms[0].nics.append(Samples.nic("eth2", .virtio, uplink: "eth9", .bridged)) },
    BrokenRule("attached device", Samples.kvm, at: "\(vm).nics[2].attachment", says: "leave it") {
      $0.hosts[1].vms[0].nics.append(Samples.nic("eth2", .passthrough, uplink: "eth0", .bridged))
    },
    BrokenRule("no attachment", Samples.kvm, at: "\(vm).nics[2].attachment", says: "bridged or") {
      $0.hosts[1].vms[0].nics.append(Samples.nic("eth2", .virtio, uplink: "eth0"))
    },
    BrokenRule("routed, no address", Samples.kvm, at: "\(vm).nics[2].address", says: "needs an") {
      $0.hosts[1].vms[0].nics.append(Samples.nic("eth2", .virtio, uplink: "eth0", .routed))
    },
    BrokenRule("endless queue", Samples.kvm, at: "\(vm).nics[0].queue", says: "between 1 and") {
      $0.hosts[1].vms[0].nics[0].queue = 1_000_001
    },
    BrokenRule("second VM of a name", Samples.kvm, at: "hosts[1].vms[1].name", says: "rename") {
      $0.hosts[1].vms.append(Samples.vm(nics: []))
    },
    BrokenRule("second NIC of a name", Samples.kvm, at: "\(vm).nics[2].name", says: "rename") {
      $0.hosts[1].vms[0].nics.append(Samples.nic("eth1", .virtio, uplink: "eth1", .bridged))
    },
    BrokenRule("VM's route", Samples.kvm, at: "\(vm).routes[0].nic", says: "name one of") {
      $0.hosts[1].vms[0].routes = [
        StaticRoute(to: try Samples.prefix("10.0.0.0/8"), nic: NIC.ID("eth9"))
      ]
    },
  ]

  private static let vm = "hosts[1].vms[0]"
  private static let paging = "hosts[1].hypervisor.paging"
  private static let dom0 = "hosts[1].hypervisor.dom0_vcpus"
}
