#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The C library's words for an errno.
func systemText(_ code: Int32) -> String { String(cString: strerror(code)) }
