#if canImport(Glibc)
  import Glibc
#endif

/// The regularised incomplete beta function I_x(a, b), for a and b above 0 and x from 0 to 1.
///
/// Lentz's evaluation of the continued fraction DLMF 8.17.22 (https://dlmf.nist.gov/8.17.22); about
/// 14 digits. O(√max(a, b)).
func regularizedIncompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  // The fraction converges fast on this side of the mean; the other follows by symmetry.
  if x > (a + 1) / (a + b + 2) { return 1 - regularizedIncompleteBeta(1 - x, b, a) }
  let logFront =
    lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x) - log(a)
  let tiny = 1e-300
  var c = 1.0
  var d = 1 / max(1 - (a + b) * x / (a + 1), tiny)
  var fraction = d
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    var change = 1.0
    for coefficient in [even, odd] {
      d = 1 + coefficient * d
      if d.magnitude < tiny { d = tiny }
      d = 1 / d
      c = 1 + coefficient / c
      if c.magnitude < tiny { c = tiny }
      change = c * d
      fraction *= change
    }
    if (change - 1).magnitude < 1e-16 { break }
  }
  return exp(logFront) * fraction
}
