import FTPProtocol
import Testing

struct OctetRangeTests {
    @Test(arguments: [
        ("0-0", OctetRange.between(0, 0)), ("0-99", .between(0, 99)), ("5-", .from(5)),
        ("0-", .from(0)), ("-1", .last(1)), ("-500", .last(500)),
        ("9223372036854775806-", .from(9_223_372_036_854_775_806)),
    ])
    func `a range is written as in HTTP`(text: String, range: OctetRange) {
        #expect(OctetRange(text) == range)
        #expect("\(range)" == text)
    }

    @Test(arguments: [
        "", "-", "5", "5-4", "-0", "a-b", "1-2-3", "1 -2", "+1-2", "0x1-2", "1-2,4-5", "1--2",
        "9223372036854775807-", "0-18446744073709551615", "-99999999999999999999", "1K-2K",
    ])
    func `what is no range is none`(text: String) {
        #expect(OctetRange(text) == nil)
    }
}
