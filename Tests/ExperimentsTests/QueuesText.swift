/// The text of a scenario in which testers send many UDP flows of small frames through a router,
/// whose interfaces have several queues.
enum QueuesText {
  /// What the router is.
  enum Router: String, CaseIterable, Sendable {
    case native, vhost, virtio, netfront
  }

  /// A router of that kind with so many cores and queues, and so many flows that send `rate` frames
  /// of 64 bytes per second together.
  ///
  /// `load` is another load and frame size than that.
  static func make(
    _ router: Router, cores: Int, queues: Int, flows: Int, rate: Double, load: String? = nil
  ) -> String {
    let tester = "processor: {cores_per_socket: 1, clock: 2.5 GHz, cache: 8 MiB}"
    let memory = "memory: {size: 4 GiB, bandwidth: 20 GB/s}"
    let each = rate / Double(flows) * 18 * 8
    let workloads = (0..<flows).map { number in
      """
        - {name: f\(number), kind: flow, from: tester, to: receiver, endpoints: testers,
           load: \(load ?? "constant_rate, rate: \(each) bit/s, frame: 64 B")}
      """
    }
    return """
      hypertwin: 1
      name: queues
      hosts:
        - name: tester
          \(tester)
          \(memory)
          nics: [{name: eth0, model: physical, address: 198.18.0.9/24}]
          routes: [{to: 198.18.0.0/15, via: 198.18.0.1, nic: eth0}]
        - name: router
          processor: {cores_per_socket: \(cores), clock: 2.5 GHz, cache: 8 MiB}
          \(memory)
      \(machine(router, queues: queues))
        - name: receiver
          \(tester)
          \(memory)
          nics: [{name: eth0, model: physical, address: 198.18.1.9/24}]
          routes: [{to: 198.18.0.0/15, via: 198.18.1.1, nic: eth0}]
      links:
        - {ends: [tester.eth0, router.eth0], rate: 10 Gbit/s}
        - {ends: [router.eth1, receiver.eth0], rate: 10 Gbit/s}
      workloads:
      \(workloads.joined(separator: "\n"))
      run: {replications: 1, seed: 1, duration: 60 ms, warm_up: 20 ms}
      """ + "\n"
  }

  private static func machine(_ router: Router, queues: Int) -> String {
    func nics(_ indent: String, _ rest: (Int) -> String) -> String {
      (0..<2).map { "\(indent)- {name: eth\($0), queues: \(queues), \(rest($0))}" }
        .joined(separator: "\n")
    }
    guard router != .native else {
      return "    nics:\n"
        + nics("      ") { "model: physical, address: 198.18.\($0).1/24" }
    }
    let isXen = router == .netfront
    let model = router == .vhost ? "virtio+vhost" : router.rawValue
    return """
          hypervisor: \(isXen ? "{kind: xen, paging: paravirtual, dom0_vcpus: 4}"
        : "{kind: kvm, paging: nested}")
          nics:
      \(nics("      ") { _ in "model: physical" })
          vms:
            - name: vm
              vcpus: 2
              memory: 1 GiB
      \(isXen ? "        guest_type: pv\n" : "")        nics:
      \(nics("          ") {
        "model: \(model), uplink: eth\($0), attachment: bridged, address: 198.18.\($0).1/24"
      })
      """
  }
}
