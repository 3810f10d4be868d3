import Testing
@testable import PacketCapture
@Suite struct CaptureTests {}
