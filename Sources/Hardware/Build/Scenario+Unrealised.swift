import Model

extension Scenario {
  /// What the scenario asks of machines and hardware mode does not set, a sentence each: the
  /// simulator alone knows it, and a measurement without it would answer another question.
  var unrealised: [String] {
    hosts.flatMap { host in
      host.nics.flatMap { Self.unrealised($0, of: host.id.name) }
        + host.vms.flatMap { vm in
          let place = "\(host.id)/\(vm.id)"
          var sentences = vm.nics.flatMap { Self.unrealised($0, of: place) }
          if vm.weight != VM.usualWeight || vm.cap != nil {
            sentences.append(
              "\(place): hardware mode sets no weight and no cap of Xen's scheduler; leave them "
                + "out, or set them with xl sched-credit yourself")
          }
          return sentences
        }
    }
  }

  private static func unrealised(_ nic: NIC, of place: String) -> [String] {
    var sentences: [String] = []
    if nic.queues > 1 {
      sentences.append(
        "\(place).\(nic.id): hardware mode makes interfaces of one queue; leave queues out")
    }
    if nic.segmentationOffload {
      sentences.append(
        "\(place).\(nic.id): hardware mode turns segmentation offload off, so that a frame is what "
          + "crosses the wire; leave segmentation_offload out")
    }
    if nic.moderation != nil {
      sentences.append(
        "\(place).\(nic.id): hardware mode does not set the moderation of interrupts; leave it out")
    }
    return sentences
  }
}
