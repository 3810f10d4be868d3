/// What the preflight is told by those who know it.
public struct DoctorInputs: Sendable {
  /// A thread whose processors were asked for, and those that it really may run on.
  public struct Pin: Hashable, Sendable {
    /// The thread: `vCPU 0 of router`, `emulator of router`, `vhost-1234`…
    public var thread: String
    /// The list that was asked for, such as `2-3`.
    public var wanted: String
    /// What the kernel says.
    public var actual: Fact

    /// All its properties.
    public init(thread: String, wanted: String, actual: Fact) {
      self.thread = thread
      self.wanted = wanted
      self.actual = actual
    }
  }

  /// libvirt's version and connection, or why it cannot be reached.
  public var libvirt: Fact = .unknown("it was not asked")
  /// The kernel that guests boot, or why there is none.
  public var guestKernel: Fact = .unknown("it was not looked for")
  /// The static executable that runs in guests, or why there is none.
  public var guestExecutable: Fact = .unknown("it was not looked for")
  /// The rate of the generator's self-test against the expected rate of the scenario; nil where it
  /// was not run.
  public var generatorRatio: Double?
  /// The pinned threads of running domains; nil before there are any.
  public var pins: [Pin]?
  /// The clock sources of running guests, by role; nil before there are any.
  public var guestClocks: [String: Fact]?
  /// How running guests of Xen read the time-stamp counter, by role; nil before there are any.
  public var guestCounters: [String: TSCReading]?
  /// The user that runs this: 0 is root.
  public var user: UInt32
  /// The folder of results and journals.
  public var stateFolder: String
  /// Bytes that are free for this user in that folder, or in the first above it that is there.
  public var freeDisk: Int64?
  /// Where a program is; nil for nowhere.
  public var program: @Sendable (String) -> String?
  /// Why a device cannot be opened for reading and writing; nil if it can.
  public var obstacle: @Sendable (String) -> String?

  /// Of this machine and user, with nothing told.
  public init(stateFolder: String) {
    self.stateFolder = stateFolder
    user = Machine.user
    freeDisk = Machine.freeBytes(at: stateFolder)
    program = ToolOutput.path
    obstacle = Machine.obstacle
  }
}
