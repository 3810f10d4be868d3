/// Hands out the streams that the parts of one run draw from, each under the name of its part.
///
/// A name that is asked for again gets another stream.
struct NamedStreams {
  private let parent: RandomStream
  private var uses: [String: Int] = [:]

  /// Streams that all depend on `parent`.
  init(parent: RandomStream) { self.parent = parent }

  /// The stream of the next part called `name`.
  mutating func next(_ name: String) -> RandomStream {
    let earlier = uses[name, default: 0]
    uses[name] = earlier + 1
    return parent.child(named: earlier == 0 ? name : "\(name) #\(earlier + 1)")
  }
}
