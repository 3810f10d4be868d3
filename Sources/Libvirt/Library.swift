internal import CLibvirt
import Glibc

/// What must be done once in a process before libvirt is used.
enum Library {
  /// Initialises libvirt, silences it and starts its event loop; true once that has worked.
  ///
  /// The event loop answers a remote server's keep-alive messages. It is registered before the
  /// first connection because libvirt asks for that, and costs a thread that sleeps.
  static let isReady: Bool = {
    guard virInitialize() == 0 else { return false }
    // Without a function of its own, libvirt prints every error to standard error.
    virSetErrorFunc(nil) { _, _ in }
    guard virEventRegisterDefaultImpl() == 0 else { return false }
    var thread = pthread_t()
    return pthread_create(
      &thread, nil,
      { _ in
        while virEventRunDefaultImpl() == 0 {}
        return nil
      }, nil) == 0
  }()

  /// A string that libvirt allocated, which this frees.
  static func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
