import Kernels
import Model

extension GuestKernel {
  /// Sends trains at times that others can tell too, so that they can look between them.
  static let trainSend = GuestKernel(
    name: "train-send", summary: "sends trains of frames at set times, and sleeps between them",
    keys: [
      sendOn,
      Key(
        name: "trials",
        summary: "SIZExTRAINSxLENGTH, as 64x32x1 or 64x32x1,64x4x8; 64x32x1"),
      Key(name: "start", summary: "when the first train leaves, in ns of CLOCK_MONOTONIC; now"),
      Key(name: "period", summary: "seconds from one trial to the next; 1"),
      Key(name: "spread", summary: "seconds from a trial's first train to its last; 0.5"),
    ] + frameKeys, traits: .stoppable
  ) { arguments in
    let plan = try trains(arguments)
    let sent = try TrafficRun.send(plan, on: place(arguments, "send-on"), stop: RunEvents.stop)
    return TrafficFigures(TrafficReport(send: sent, receive: nil), load: nil, batching: nil)
  }

  private static func trains(_ arguments: GuestArguments) throws -> TrainPlan {
    do {
      let texts = (arguments.text("trials") ?? "64x32x1").split(
        separator: ",", omittingEmptySubsequences: false)
      var plan = TrainPlan(
        trials: try texts.map { text in
          guard let trains = PacketTrains(text) else {
            throw GuestArguments.Mistake(
              description:
                "\"\(text)\" is no trial; write 64x32x1 for 32 trains of one frame of 64 "
                + "bytes")
          }
          return trains
        },
        start: try number(arguments, "start") ?? SystemClock().monotonic(),
        period: try time(arguments, "period") ?? SimTime(seconds: 1),
        spread: try time(arguments, "spread") ?? SimTime(seconds: 0.5))
      plan.stream = try number(arguments, "stream") ?? plan.stream
      plan.addresses = try addresses(arguments, plan.addresses)
      try plan.validate()
      return plan
    } catch let error as TrafficError {
      throw GuestArguments.Mistake(description: error.description)
    }
  }
}
