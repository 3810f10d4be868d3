/// The text of a scenario in which a tester floods a chain of router guests.
enum ChainText {
  private static let machine = "memory: {size: 16 GiB, bandwidth: 20 GB/s}"

  private static let tester = """
      - name: tester
        processor: {cores_per_socket: 1, clock: 2.5 GHz, cache: 8 MiB}
        \(machine)
        nics:
          - {name: eth0, model: physical, address: 198.18.0.2/24}
        routes:
          - {to: 198.18.0.0/15, via: 198.18.0.1, nic: eth0}
    """

  private static let flood = """
    workloads:
      - {name: flood, kind: flow, from: tester, to: receiver, endpoints: testers,
         load: constant_rate, rate: 900 Mbit/s, frame: 1518 B}
    run: {replications: 1, seed: 1, duration: 200 ms, warm_up: 50 ms}
    """

  /// A chain of so many guests on a host of so many cores.
  static func make(guests: Int, cores: Int) -> String {
    let bridges = (1..<guests).map { "      - {name: bridge\($0), model: physical}\n" }
    return """
      hypertwin: 1
      name: chain
      hosts:
      \(tester)
        - name: host
          processor: {cores_per_socket: \(cores), clock: 2.5 GHz, cache: 8 MiB}
          \(machine)
          hypervisor: {kind: kvm, paging: nested}
          nics:
            - {name: eth0, model: physical}
            - {name: eth1, model: physical}
      \(bridges.joined())    vms:
      \((1...guests).map { guest($0, of: guests) }.joined())\
      \(receiver(behind: guests))
      links:
        - {ends: [tester.eth0, host.eth0], rate: 1 Gbit/s}
        - {ends: [host.eth1, receiver.eth0], rate: 1 Gbit/s}
      \(flood)
      """ + "\n"
  }

  /// The same chain with a host of so many cores for each guest.
  static func across(hosts: Int, cores: Int) -> String {
    let processor = "processor: {cores_per_socket: \(cores), clock: 2.5 GHz, cache: 8 MiB}"
    let machines = (1...hosts).map { number in
      """
        - name: host\(number)
          \(processor)
          \(machine)
          hypervisor: {kind: kvm, paging: nested}
          nics:
            - {name: eth0, model: physical}
            - {name: eth1, model: physical}
          vms:
      \(guest(number, of: hosts, isAlone: true))
      """
    }
    let cables = (1...hosts).map { number in
      let next = number == hosts ? "receiver.eth0" : "host\(number + 1).eth0"
      return "  - {ends: [host\(number).eth1, \(next)], rate: 1 Gbit/s}\n"
    }
    return """
      hypertwin: 1
      name: chain
      hosts:
      \(tester)
      \(machines.joined(separator: "\n"))
      \(receiver(behind: hosts))
      links:
        - {ends: [tester.eth0, host1.eth0], rate: 1 Gbit/s}
      \(cables.joined())\
      \(flood)
      """ + "\n"
  }

  private static func receiver(behind machines: Int) -> String {
    """
      - name: receiver
        processor: {cores_per_socket: 1, clock: 2.5 GHz, cache: 8 MiB}
        \(machine)
        nics:
          - {name: eth0, model: physical, address: 198.18.\(machines).2/24}
    """
  }

  private static func guest(
    _ number: Int, of guests: Int, isAlone: Bool = false
  ) -> String {
    let before = number == 1 || isAlone ? "eth0" : "bridge\(number - 1)"
    let after = number == guests || isAlone ? "eth1" : "bridge\(number)"
    let address = number == 1 ? "198.18.0.1" : "198.18.\(number - 1).2"
    let route =
      number == guests
      ? "" : "        routes: [{to: 198.18.0.0/15, via: 198.18.\(number).2, nic: eth1}]\n"
    return """
            - name: router\(number)
              vcpus: 1
              memory: 256 MiB
              nics:
                - {name: eth0, model: virtio, uplink: \(before), attachment: bridged,
                   address: \(address)/24}
                - {name: eth1, model: virtio, uplink: \(after), attachment: bridged,
                   address: 198.18.\(number).1/24}
      \(route)
      """
  }
}
