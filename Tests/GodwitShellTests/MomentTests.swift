import Testing

@testable import GodwitShell

struct MomentTests {
    @Test(arguments: [
        ("90", 90), ("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86400), ("1h30m", 5400),
        ("0.5", 0.5),
    ])
    func `durations`(text: String, seconds: Double) {
        #expect(Moment.duration(text) == .seconds(seconds))
    }

    @Test(arguments: ["", "x", "1x", "-1", "1e9", "m", "9999999999", "1..2", "１"])
    func `what is no duration`(text: String) { #expect(Moment.duration(text) == nil) }

    @Test(arguments: [
        ("12:00", 3600), ("12:00:30", 3630), ("10:59", 86340), ("11:00", 0), ("+5m", 300),
        ("now", 0), ("now + 1h", 3600), ("0:00", 46800),
    ])
    func `times of day are today or tomorrow`(text: String, seconds: Int) {
        #expect(Moment.delay(until: text, secondOfDay: 11 * 3600) == .seconds(seconds))
    }

    @Test(arguments: ["24:00", "12:60", "12", "12:00:60", "a:b", "", "1:2:3:4", "-1:00", "+x"])
    func `what is no time`(text: String) {
        #expect(Moment.delay(until: text, secondOfDay: 0) == nil)
    }
}
