import Model

/// The `KEY=VALUE` words of a kernel's command line.
struct GuestArguments: Sendable {
  /// What is wrong with a command line.
  struct Mistake: Error, Hashable, CustomStringConvertible {
    /// The word, what is wrong with it, and the remedy.
    let description: String
  }

  private let values: [String: String]

  /// Reads the words after the kernel's name.
  ///
  /// - Throws: `Mistake` for a word that is no `KEY=VALUE`, an unknown key, or one given twice.
  init(_ words: [String], of kernel: GuestKernel) throws(Mistake) {
    var values: [String: String] = [:]
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
        throw Mistake(description: "\"\(word)\" is not KEY=VALUE; see hypertwin-guest help")
      }
      let key = String(word[..<equals])
      guard kernel.keys.contains(where: { $0.name == key }) else {
        let keys = kernel.keys.map(\.name).joined(separator: ", ")
        throw Mistake(
          description: "there is no key \"\(key)\"; "
            + (keys.isEmpty ? "\(kernel.name) has none" : "use \(keys)"))
      }
      guard values.updateValue(String(word[word.index(after: equals)...]), forKey: key) == nil
      else { throw Mistake(description: "\(key) is given twice; keep one") }
    }
    self.values = values
  }

  /// The value of a key as it is; nil if it was left out.
  func text(_ key: String) -> String? { values[key] }

  /// The value of a key that is a whole number; nil if it was left out.
  func integer(_ key: String) throws(Mistake) -> Int? {
    guard let text = values[key] else { return nil }
    guard let number = Int(text) else {
      throw Mistake(description: "\(key)=\(text) is not a whole number")
    }
    return number
  }

  /// The value of a key that is a number; nil if it was left out.
  func number(_ key: String) throws(Mistake) -> Double? {
    guard let text = values[key] else { return nil }
    guard let number = Double(text), number.isFinite else {
      throw Mistake(description: "\(key)=\(text) is not a number")
    }
    return number
  }

  /// The value of a key that is a size with its unit; nil if it was left out.
  func size(_ key: String) throws(Mistake) -> ByteCount? {
    guard let text = values[key] else { return nil }
    do {
      return try ByteCount(parsing: text)
    } catch {
      throw Mistake(description: "\(key): \(error)")
    }
  }

  /// The value of a key that is yes or no; nil if it was left out.
  func answer(_ key: String) throws(Mistake) -> Bool? {
    switch values[key] {
    case nil: return nil
    case "yes": return true
    case "no": return false
    case let text?: throw Mistake(description: "\(key)=\(text) is neither yes nor no")
    }
  }

  /// The value of a key that is one of a few words; nil if it was left out.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(Mistake) -> Choice? where Choice.RawValue == String {
    guard let text = values[key] else { return nil }
    return try Self.choice(key, text)
  }

  /// The value of a key that is some of a few words, with commas between; nil if it was left out.
  func choices<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(Mistake) -> [Choice]? where Choice.RawValue == String {
    guard let text = values[key] else { return nil }
    var choices: [Choice] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      choices.append(try Self.choice(key, String(word)))
    }
    return choices
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ text: String
  ) throws(Mistake) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text) else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw Mistake(description: "\(key)=\(text) is none of \(words)")
    }
    return choice
  }
}
