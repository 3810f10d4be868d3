@testable import Simulator

/// An M/M/1-PS or M/M/c-PS queue around `ProcessorSharing`; times in mean amounts of work.
enum SharedProcessor {
  struct Observation {
    var sojourn = 0.0
    var utilisation = 0.0
    /// Sum of sojourn times over sum of work of the jobs of more than 2, and of all others.
    var slowdownOfLong = 0.0
    var slowdownOfShort = 0.0
  }

  /// How the work of a job is distributed around its mean of 1.
  enum Law: CaseIterable {
    case exponential
    /// Always 1.
    case constant
    /// 0.5 or 5.5, one job in ten the long one.
    case twoPoint
  }

  /// Lets so many jobs arrive and end, the first tenth of which is not counted.
  static func meanSojourn(
    load: Double, cores: Int, seed: UInt64, replication: Int, jobs: Int, law: Law = .exponential
  ) -> Observation {
    let unit = 1e9
    var stream = RandomStream(seed: seed, replication: replication, name: "jobs")
    var processor = ProcessorSharing(cores: Double(cores))
    var arrivals: [Int64] = []
    var works: [Double] = []
    var sums = (long: 0.0, longWork: 0.0, short: 0.0, shortWork: 0.0)
    var nextArrival: Int64 = 0
    while arrivals.count < jobs || processor.count > 0 {
      if let completion = processor.nextCompletion, completion <= nextArrival {
        let job = Int(processor.takeCompleted(now: completion)!)
        guard job >= jobs / 10 else { continue }
        let sojourn = Double(completion - arrivals[job])
        if works[job] > 2 * unit {
          sums.long += sojourn
          sums.longWork += works[job]
        } else {
          sums.short += sojourn
          sums.shortWork += works[job]
        }
        continue
      }
      let work: Double
      switch law {
      case .exponential: work = stream.exponential(mean: unit)
      case .constant: work = unit
      case .twoPoint: work = stream.uniform() < 0.1 ? 5.5 * unit : 0.5 * unit
      }
      processor.join(id: UInt32(arrivals.count), work: work, now: nextArrival)
      arrivals.append(nextArrival)
      works.append(work)
      nextArrival +=
        arrivals.count == jobs ? .max / 2 : Int64(stream.exponential(mean: unit / load))
    }
    let counted = Double(jobs - jobs / 10)
    return Observation(
      sojourn: (sums.long + sums.short) / unit / counted,
      utilisation: processor.busy / Double(arrivals.last!) / Double(cores),
      slowdownOfLong: sums.long / sums.longWork, slowdownOfShort: sums.short / sums.shortWork)
  }
}
