import FTPProtocol
import Testing

@Suite struct FTPTimeTests {
    @Test(
        arguments: [
            ("20261121104640", "2026-11-21T10:46:40Z"),
            (" 20261121104640 ", "2026-11-21T10:46:40Z"),
            ("20261121104640.5", "2026-11-21T10:46:40.5Z"),
            ("20261121104640.123", "2026-11-21T10:46:40.123Z"),
            ("20261121104640.0001234567890", "2026-11-21T10:46:40.000123456Z"),
            ("19700101000000", "1970-01-01T00:00:00Z"),
            ("19691231235959", "1969-12-31T23:59:59Z"),
            ("16010101000000", "1601-01-01T00:00:00Z"),
            ("20000229120000", "2000-02-29T12:00:00Z"),
            ("99991231235959", "9999-12-31T23:59:59Z"),
            ("20161231235960", "2017-01-01T00:00:00Z"),
            ("191000229120000", "2000-02-29T12:00:00Z"),
            ("191261121104640", "2026-11-21T10:46:40Z"),
            ("19100101000000", "1910-01-01T00:00:00Z"),
        ])
    func `a time value is read and written as ISO 8601`(value: String, iso: String) throws {
        let time = try #require(FTPTime(timeValue: octets(value)))
        #expect(time.description == iso)
        #expect(time.isUTC)
        #expect(FTPTime(iso8601: iso) == time)
    }

    @Test(arguments: [
        "", "2026112110464", "202611211046400", "20261121104640.", "20261121104640.x",
        "20261121104640,5", "20261321104640", "20260021104640", "20261100104640", "20261131104640",
        "20260229104640", "19000229104640", "20261121254640", "20261121240001", "20261121106040",
        "20261121104661", "2026-11-2110464", "+2026112110464", "2026112110464x", "00000101000000",
        "192000229120000", "20261121104640 x",
    ])
    func `an impossible time is nil`(value: String) {
        #expect(FTPTime(timeValue: octets(value)) == nil)
    }

    @Test(
        arguments: [
            ("2026-11-21T10:46:40Z", 1_795_258_000, true),
            ("2026-11-21T11:46:40+01:00", 1_795_258_000, true),
            ("2026-11-21t05:16:40-05:30", 1_795_258_000, true),
            ("2026-11-21 10:46:40", 1_795_258_000, false),
            ("2026-11-21", 1_795_258_000 - 38_800, false),
        ] as [(String, Int64, Bool)])
    func `ISO 8601 with and without a zone`(text: String, seconds: Int64, isUTC: Bool) throws {
        let time = try #require(FTPTime(iso8601: text))
        #expect(time.seconds == seconds)
        #expect(time.isUTC == isUTC)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-31", "26-11-21", "2026-11-21T", "2026-11-21T10",
        "2026-11-21T25:00Z", "2026-11-21T10:46+1", "2026-11-21T10:46:40Zx", "2026-11-21T10:46-",
    ])
    func `what is no ISO 8601 is nil`(text: String) {
        #expect(FTPTime(iso8601: text) == nil)
    }

    @Test func `every day of four centuries makes the round trip`() throws {
        var day: Int64 = -200 * 365
        while day < 200 * 366 {
            let time = FTPTime(seconds: day * 86_400 + 1)
            #expect(FTPTime(iso8601: time.description) == time)
            day += 1
        }
        #expect(FTPTime(seconds: 951_782_400).description == "2000-02-29T00:00:00Z")
    }

    @Test(arguments: [Int64.min, .max])
    func `no number of seconds traps`(seconds: Int64) {
        #expect(!FTPTime(seconds: seconds).description.isEmpty)
    }
}
