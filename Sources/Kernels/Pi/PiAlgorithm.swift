/// How the digits of pi are found.
public enum PiAlgorithm: String, Hashable, Sendable, CaseIterable {
  /// The arithmetic–geometric mean of Gauss, after Brent and Salamin: about log2(digits) iterations
  /// on numbers of full length (doi:10.2307/2005327). What Super PI does; its working set is the
  /// whole of memory that it uses, over and over.
  case gaussLegendre = "gauss-legendre"
  /// The series of the Chudnovsky brothers, 14.18 digits a term, summed by binary splitting
  /// (Haible and Papanikolaou, doi:10.1007/BFb0054873). The fast one.
  case chudnovsky
}
