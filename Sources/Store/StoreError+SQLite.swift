internal import GRDB

extension StoreError {
  /// SQLite's failure in the words of its remedy; `what` says what was being done.
  init(_ error: DatabaseError, path: String, doing what: String) {
    let detail = error.message ?? "no detail"
    switch error.resultCode.primaryResultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        .locked, path: path,
        "cannot \(what): another process has kept the store locked; wait for it to end, then "
          + "try again (\(detail))")
    case .SQLITE_FULL:
      self.init(
        .diskFull, path: path,
        "cannot \(what): the disk is full; free space there, or name another folder with "
          + "HYPERTWIN_STATE. What was recorded before is unharmed")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(
        .corrupt, path: path,
        "cannot \(what): the file is damaged or is no results store (\(detail)); move it away, "
          + "and restore a copy or measure again")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
      self.init(
        .notWritable, path: path,
        "cannot \(what): the file or its folder may not be written (\(detail)); use the user "
          + "that made it, or name another folder with HYPERTWIN_STATE")
    case .SQLITE_IOERR:
      self.init(
        .other, path: path,
        "cannot \(what): the disk reports an error (\(detail)); look at the kernel's log, and at "
          + "the space and quota that are left there")
    default:
      self.init(.other, path: path, "cannot \(what): \(error.description)")
    }
  }
}
