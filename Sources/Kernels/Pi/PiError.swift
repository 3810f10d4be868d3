/// Why a computation of pi has no result.
public enum PiError: Error, Hashable, CustomStringConvertible {
  /// The number of digits is out of range.
  case digits(Int)
  /// The number of threads is out of range.
  case threads(Int)
  /// The processor lacks the vector instructions asked for.
  case instructionSet(InstructionSet)
  /// The system has no memory for it; the sentence says how much and of what kind.
  case outOfMemory(String)
  /// The result is wrong; the sentence says what was found where.
  case wrong(String)

  public var description: String {
    switch self {
    case .digits(let count):
      return "\(count) digits: give a number from 1 to \(PiComputation.mostDigits)"
    case .threads(let count):
      return "\(count) threads: give a number from 1 to \(PiComputation.mostThreads)"
    case .instructionSet(let set):
      return "this processor does not have \(set.rawValue); it has "
        + "\(InstructionSet.current.rawValue), which is used if nothing is asked for"
    case .outOfMemory(let text), .wrong(let text): return text
    }
  }
}
