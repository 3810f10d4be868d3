import Testing

@testable import Console

/// Messages go through JSON unchanged, and what is none is refused.
@Suite
struct MessageTests {
  private static let requests: [AgentRequest] = [
    .hello(version: 1), .info, .counters, .powerOff, .cancel(run: 3),
    .look(run: 3),
    .run(order: AgentRun(id: 1, kernel: "pi", words: ["digits=1000", "\"\\\n é"])),
    .forward(order: AgentForwarding(id: 2, engine: .own, interfaces: ["eth0"])),
    .configure(
      configuration: AgentConfiguration(
        hostName: "router",
        interfaces: [
          .init("52:54:00:00:00:01", addresses: ["198.18.0.1/24"], mtu: 1500, offloads: false)
        ],
        routes: [.init("0.0.0.0/0", via: "198.18.0.2")],
        neighbours: [.init("198.18.0.2", mac: "52:54:00:00:00:02", interface: "eth0")],
        settings: [.forwarding(true)] + AgentConfiguration.Setting.reversePathFilter(0))),
  ]

  @Test(arguments: requests)
  func aRequestComesThroughUnchanged(request: AgentRequest) throws {
    let envelope = AgentEnvelope(id: 5, request: request)
    let text = try JSONLine.text(envelope)
    #expect(try JSONLine.value(AgentEnvelope.self, from: text.utf8) == envelope)
  }

  @Test
  func anAgentsMessagesComeThroughUnchanged() throws {
    var info = AgentInfo()
    info.bootSeconds = 1.25
    info.interfaces = [.init(name: "lo", mac: "", driver: nil, mtu: 65536, isUp: true)]
    var counters = AgentCounters()
    counters.interfaces = [.init(name: "eth0", mac: "52:54:00:00:00:01")]
    counters.interfaces[0].rxBytes = .max
    counters.softInterrupts = [.init(name: "NET_RX", count: 7)]
    let messages: [AgentMessage] = [
      .reply(id: 1, reply: .done),
      .reply(id: 1, reply: .doing(text: "R (running)")), .reply(id: 2, reply: .ready(info: info)),
      .reply(id: 3, reply: .counters(counters: counters)),
      .reply(id: 4, reply: .refused(reason: "no")),
      .event(event: .result(run: 1, line: #"{"kernel":"pi"}"#)),
      .event(event: .fatal(reason: "x")),
    ]
    for message in messages {
      let text = try JSONLine.text(message)
      #expect(try JSONLine.value(AgentMessage.self, from: text.utf8) == message)
    }
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,\"a\":2}", "01", "1.", "\"\\u12\"", "\"\\ud800\"", "nul", "1 2",
    "\"\u{1}\"", "-", "1e", "{\"id\":1}", "{\"id\":1e99,\"request\":{\"info\":{}}}",
    "{\"id\":1,\"request\":{\"dance\":{}}}", "[[[[",
  ])
  func whatIsNoRequestIsRefused(text: String) {
    #expect(throws: JSONValue.Problem.self) {
      try JSONLine.value(AgentEnvelope.self, from: text.utf8)
    }
  }

  @Test
  func depthIsBounded() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: JSONValue.Problem.self) { try JSONLine.parse(text.utf8) }
  }

  @Test(arguments: [1, UInt64.random(in: 2 ... .max)])
  func spoiltTextNeverTraps(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for request in Self.requests {
      let text = Array(try JSONLine.text(AgentEnvelope(id: 1, request: request)).utf8)
      for _ in 0..<300 {
        var spoilt = text
        for _ in 0..<3 {
          spoilt[Int.random(in: 0..<spoilt.count, using: &random)] =
            UInt8.random(in: 0...255, using: &random)
        }
        _ = try? JSONLine.value(AgentEnvelope.self, from: spoilt)
      }
    }
  }

  @Test
  func textsEscapesAndNumbersAreRead() throws {
    let text = #"{"a":["\u00e9\ud83d\ude42\n",-1.5e2,"inf",null,true,1e999]}"#
    let value = try JSONLine.parse(text.utf8)
    #expect(value["a"]?.array?[0].text == "é🙂\n")
    #expect(value["a"]?.array?[1].double == -150)
    #expect(value["a"]?.array?[2].double == nil)
    #expect(value["a"]?.array?[5].double == nil)
    #expect(value["a"]?.array?[3] == .null)
  }
}
