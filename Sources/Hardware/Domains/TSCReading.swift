import FoundationEssentials
import Libvirt
import Model

/// How a guest of Xen reads the time-stamp counter: what was asked for, and what each says of it
/// that knows. A mode is written as in testbeds (`Testbed.TSCMode`).
public struct TSCReading: Hashable, Sendable, Codable {
  /// What was asked for.
  public var asked: Testbed.TSCMode
  /// What libvirt says of the running domain.
  public var libvirt: Fact
  /// What `xl` says, Xen's own tool on the guest's host.
  public var xl: Fact
  /// What Xen says to the guest, and behind a comma what it chose where the choice was its own.
  public var guest: Fact

  /// All its properties.
  public init(
    asked: Testbed.TSCMode, libvirt: Fact, xl: Fact, guest: Fact = .unknown("it was not asked")
  ) {
    self.asked = asked
    self.libvirt = libvirt
    self.xl = xl
    self.guest = guest
  }

  /// What is said of a running domain of this machine.
  ///
  /// - Parameters:
  ///   - xml: libvirt's description.
  ///   - output: What a program prints, as `ToolOutput.read`.
  init(asked: Testbed.TSCMode, xml: Fact, output: ([String]) -> Fact = ToolOutput.read) {
    let xl: Fact
    if case .known(let text) = xml, let id = Markup.attribute("id", of: "domain", in: text) {
      xl = Self.listed(output(["xl", "list", "--long", id]), domain: id)
    } else {
      xl = .unknown("libvirt does not tell the domain's number")
    }
    self.init(asked: asked, libvirt: Self.described(xml), xl: xl)
  }

  /// Whether anybody says otherwise than was asked for.
  public var isContradicted: Bool {
    said.contains { $0.split(separator: ",").first.map(String.init) != asked.rawValue }
  }

  /// What is known.
  var said: [String] { [libvirt, xl, guest].compactMap(\.value) }

  /// For people: what was asked for, and what everybody says.
  public var text: String {
    "\(asked.rawValue) was asked for; libvirt says \(libvirt.text), xl \(xl.text), the guest "
      + guest.text
  }

  /// For the environment record.
  var json: CanonicalJSON {
    [
      "asked": .string(asked.rawValue), "libvirt": libvirt.json, "xl": xl.json,
      "guest": guest.json,
    ]
  }

  /// What libvirt calls a mode (domain XML, `timer`).
  static func libvirtMode(_ mode: Testbed.TSCMode) -> String {
    switch mode {
    case .native: "native"
    case .emulate: "emulate"
    case .automatic: "auto"
    }
  }

  private static func described(_ xml: Fact) -> Fact {
    guard case .known(let text) = xml else { return xml }
    guard let timer = Markup.attribute("mode", of: "timer", with: ("name", "tsc"), in: text) else {
      // What is not said is left to Xen.
      return .known(Testbed.TSCMode.automatic.rawValue)
    }
    let mode = Testbed.TSCMode.allCases.first { libvirtMode($0) == timer }
    return .known(mode?.rawValue ?? timer)
  }

  /// The mode in what `xl list --long` prints of one domain: JSON without what is Xen's default,
  /// perhaps behind warnings.
  static func listed(_ output: Fact, domain: String) -> Fact {
    guard case .known(let text) = output else { return output }
    struct Listing: Decodable {
      struct Configuration: Decodable {
        struct Build: Decodable {
          var tsc_mode: String?
        }
        var b_info: Build
      }
      var domid: Int
      var config: Configuration
    }
    guard let start = text.firstIndex(of: "["), let end = text.lastIndex(of: "]"), start < end,
      let listings = try? JSONDecoder().decode(
        [Listing].self, from: Data(String(text[start...end]).utf8)),
      let listing = listings.first(where: { "\($0.domid)" == domain })
    else { return .unknown("xl list --long \(domain): it does not print that domain's JSON") }
    let names: [String?: Testbed.TSCMode] = [
      nil: .automatic, "default": .automatic, "always_emulate": .emulate, "native": .native,
    ]
    let mode = listing.config.b_info.tsc_mode
    return .known(names[mode]?.rawValue ?? mode ?? "")
  }
}
