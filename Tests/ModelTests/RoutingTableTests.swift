import Model
import Testing

@Suite struct RoutingTableTests {
  @Test func theLongestMatchingPrefixWins() throws {
    let table = RoutingTable<IPv4Address, Int>([
      Route(try #require(Prefix("0.0.0.0/0")), nextHop: 0),
      Route(try #require(Prefix("198.18.0.0/15")), nextHop: 1),
      Route(try #require(Prefix("198.18.1.0/24")), nextHop: 2),
      Route(try #require(Prefix("198.18.1.7/32")), nextHop: 3),
    ])
    #expect(table.lookup(try #require(IPv4Address("10.0.0.1")))?.nextHop == 0)
    #expect(table.lookup(try #require(IPv4Address("198.19.0.1")))?.nextHop == 1)
    #expect(table.lookup(try #require(IPv4Address("198.18.1.8")))?.nextHop == 2)
    #expect(table.lookup(try #require(IPv4Address("198.18.1.7")))?.nextHop == 3)
  }

  @Test(arguments: ["1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1.2.3.-4", "a.b.c.d", ""])
  func malformedAddressesAreRefused(text: String) {
    #expect(IPv4Address(text) == nil)
  }
}
