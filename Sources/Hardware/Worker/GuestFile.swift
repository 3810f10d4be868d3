import FoundationEssentials
import Model
import Synchronization

/// The agents' executable, as it is sent to other machines.
enum GuestFile {
  private static let known = Mutex<[String: String]>([:])

  /// The SHA-256 of the file at a path, computed once: a campaign's executable stays the same.
  static func hash(_ path: String) throws(HardwareError) -> String {
    if let hash = known.withLock({ $0[path] }) { return hash }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HardwareError("the executable \(path) cannot be read")
    }
    let hash = SHA256.hexadecimal(of: data)
    known.withLock { $0[path] = hash }
    return hash
  }
}
