#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The right to measure a campaign: a lock on a file beside the store, which the kernel gives up
/// for a process that dies.
final class CampaignLock: Sendable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock.
  ///
  /// - Throws: `StoreError` of kind `locked` while another process, or another value, has it.
  init(of campaign: CampaignRecord.ID, store: String) throws(StoreError) {
    path = "\(store).\(campaign).lock"
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw StoreError(
          .notWritable, path: path,
          "the campaign cannot be locked: \(String(cString: strerror(errno))); use the user that "
            + "made the store")
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw StoreError(
          .locked, path: store,
          "another process is measuring campaign \(campaign); wait for it or end it, then resume")
      }
      // The one before may have deleted the file between our opening and locking it.
      var (ours, named) = (stat(), stat())
      if fstat(descriptor, &ours) == 0, stat(path, &named) == 0, ours.st_ino == named.st_ino {
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit {
    // Deleted while it is still locked, so that nobody's lock is deleted.
    unlink(path)
    close(descriptor)
  }
}
