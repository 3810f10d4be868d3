/// The text of a scenario in which a tester sends small frames through two native routers.
enum RouterText {
  /// Routers with these clocks in GHz, and places for so many packets at each.
  static func make(clocks: [Double], queue: Int, load: String) -> String {
    let memory = "memory: {size: 4 GiB, bandwidth: 20 GB/s}"
    let tester = "processor: {cores_per_socket: 1, clock: 2.5 GHz, cache: 8 MiB}"
    func router(_ number: Int) -> String {
      let other = number == 1 ? "{to: 198.18.2.0/24, via: 198.18.1.2, nic: eth1}" : ""
      let back = number == 2 ? "{to: 198.18.0.0/24, via: 198.18.1.1, nic: eth0}" : ""
      return """
          - name: router\(number)
            processor: {cores_per_socket: 2, clock: \(clocks[number - 1]) GHz, cache: 8 MiB}
            \(memory)
            nics:
              - {name: eth0, model: physical, queue: \(queue),
                 address: 198.18.\(number - 1).\(number)/24}
              - {name: eth1, model: physical, address: 198.18.\(number).1/24}
            routes: [\(other)\(back)]
        """
    }
    return """
      hypertwin: 1
      name: routers
      hosts:
        - name: generator
          \(tester)
          \(memory)
          nics: [{name: eth0, model: physical, address: 198.18.0.9/24}]
          routes: [{to: 198.18.0.0/15, via: 198.18.0.1, nic: eth0}]
      \(router(1))
      \(router(2))
        - name: receiver
          \(tester)
          \(memory)
          nics: [{name: eth0, model: physical, address: 198.18.2.9/24}]
          routes: [{to: 198.18.0.0/15, via: 198.18.2.1, nic: eth0}]
      links:
        - {ends: [generator.eth0, router1.eth0], rate: 1 Gbit/s}
        - {ends: [router1.eth1, router2.eth0], rate: 1 Gbit/s}
        - {ends: [router2.eth1, receiver.eth0], rate: 1 Gbit/s}
      workloads:
        - {name: udp, kind: flow, from: generator, to: receiver, endpoints: testers,
           load: \(load), rate: 5 Mbit/s, frame: 64 B}
      run: {replications: 1, seed: 1, duration: 200 ms, warm_up: 20 ms}
      """ + "\n"
  }
}
