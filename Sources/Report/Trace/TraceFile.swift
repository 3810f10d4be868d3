public import Model

/// A trace as Perfetto (ui.perfetto.dev) and Chrome (chrome://tracing) open it: the JSON of the
/// Trace Event Format.
///
/// Each core is a process, each thread one of its threads, each batch a complete event (`X`) with
/// its packets as an argument. Times are in microseconds, to the last picosecond.
public enum TraceFile {
  /// The file's text. O(slices).
  public static func text(_ trace: WorkTrace) -> String {
    var numbers: [String: Int] = [:]
    var events: [String] = []
    events.reserveCapacity(trace.slices.count + 2 * trace.threads.count)
    for (index, thread) in trace.threads.enumerated() {
      if numbers[thread.core] == nil {
        numbers[thread.core] = numbers.count + 1
        events.append(
          metadata("process_name", thread.core, process: numbers.count, thread: 0))
      }
      events.append(
        metadata(
          "thread_name", thread.name, process: numbers[thread.core] ?? 0, thread: index + 1))
    }
    let stages = trace.stages.map { JSON.string($0).text() }
    let processes = trace.threads.map { numbers[$0.core] ?? 0 }
    for slice in trace.slices {
      events.append(
        "{\"name\":\(stages[slice.stage]),\"ph\":\"X\",\"pid\":\(processes[slice.thread]),"
          + "\"tid\":\(slice.thread + 1),\"ts\":\(microseconds(slice.begin.picoseconds)),"
          + "\"dur\":\(microseconds(slice.end.picoseconds - slice.begin.picoseconds)),"
          + "\"args\":{\"packets\":\(slice.packets)}}")
    }
    return "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
      + events.joined(separator: ",\n") + "\n]}\n"
  }

  /// The event that names a process or a thread.
  private static func metadata(
    _ kind: String, _ name: String, process: Int, thread: Int
  ) -> String {
    "{\"name\":\"\(kind)\",\"ph\":\"M\",\"pid\":\(process),\"tid\":\(thread),"
      + "\"args\":{\"name\":\(JSON.string(name).text())}}"
  }

  /// A time of at least 0 in microseconds, as a decimal number.
  private static func microseconds(_ picoseconds: Int64) -> String {
    let rest = String(picoseconds % 1_000_000)
    return "\(picoseconds / 1_000_000)." + String(repeating: "0", count: 6 - rest.utf8.count) + rest
  }
}
