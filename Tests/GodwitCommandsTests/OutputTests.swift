import FTPClient
import Testing

@testable import GodwitCommands

struct OutputTests {
    @Test(arguments: [
        (UInt64(0), "0 B"), (999, "999 B"), (1000, "1.0 KiB"), (1536, "1.5 KiB"),
        (10 << 20, "10 MiB"), (1 << 30, "1.0 GiB"), (.max, "16 EiB"),
    ])
    func `octets are short`(count: UInt64, text: String) {
        #expect(Quantity.octets(count) == text)
    }

    @Test(arguments: [
        (Duration.milliseconds(40), "0.0 s"), (.seconds(9.94), "9.9 s"), (.seconds(12), "12 s"),
        (.seconds(200), "3 min 20 s"), (.seconds(18120), "5 h 02 min"), (.seconds(-1), "0.0 s"),
    ])
    func `times are short`(duration: Duration, text: String) {
        #expect(Quantity.time(duration) == text)
    }

    @Test func `the live line names bar, percent, rate, time left and the health of control`() {
        let start = Instant.now
        var line = ProgressLine(name: "journey.iso")
        var snapshot = TransferMeter.Snapshot()
        snapshot.activity = .moving
        snapshot.total = 100 << 20
        snapshot.lastAnswer = start
        snapshot.keepaliveInterval = .seconds(30)
        _ = line.terminalLine(snapshot, at: start, columns: 120)
        snapshot.position = 50 << 20
        snapshot.moved = 50 << 20
        #expect(
            line.terminalLine(snapshot, at: start + .seconds(5), columns: 140)
                == "journey.iso  [###########-----------]  50 %, 50 MiB of 100 MiB, 10 MiB/s, "
                + "5.0 s left  control: alive, last answer 5 s ago")
    }

    @Test(arguments: [20, 40, 80, 200])
    func `the live line fits the terminal`(columns: Int) {
        var line = ProgressLine(name: String(repeating: "long/", count: 60) + "end")
        var snapshot = TransferMeter.Snapshot()
        snapshot.activity = .reconnecting(retry: 22)
        snapshot.total = 5000
        snapshot.position = 100
        #expect(line.terminalLine(snapshot, at: .now, columns: columns).count < columns)
    }

    @Test(arguments: [
        (TransferMeter.Activity.draining, "control: lost, taking what still flows"),
        (.reconnecting(retry: 2), "control: reconnecting, 2nd time"),
        (.reconnecting(retry: 11), "control: reconnecting, 11th time"),
        (.reconnecting(retry: 23), "control: reconnecting, 23rd time"),
        (.verifying, "verifying"),
    ])
    func `the health of control is told`(activity: TransferMeter.Activity, text: String) {
        var snapshot = TransferMeter.Snapshot()
        snapshot.activity = activity
        #expect(ProgressLine.health(snapshot, at: .now) == text)
    }

    @Test func `a control connection that missed an answer is not called alive`() {
        let start = Instant.now
        var snapshot = TransferMeter.Snapshot()
        snapshot.activity = .moving
        snapshot.lastAnswer = start
        snapshot.keepaliveInterval = .seconds(10)
        #expect(ProgressLine.health(snapshot, at: start + .seconds(11)).contains("alive"))
        #expect(ProgressLine.health(snapshot, at: start + .seconds(25)).contains("quiet"))
    }

    @Test func `JSON is one sorted line without escaped slashes`() {
        var line = JSONLine(event: "start")
        line["url"] = .text("ftp://h/a\n\u{1B}")
        line["size"] = .count(nil)
        line["done"] = .flag(false)
        line["seconds"] = .seconds(.milliseconds(1234))
        #expect(
            line.text
                == #"{"done":false,"event":"start","seconds":1.234,"size":null,"#
                + #""url":"ftp://h/a\n\u001b"}"#)
    }

    @Test(arguments: FTPError.Code.allCases)
    func `every code has its documented status`(code: FTPError.Code) {
        let documented: [FTPError.Code: Int32] = [
            .hostUnknown: 68, .gaveUp: 69, .loginRefused: 77, .notPermitted: 77, .noSuchFile: 66,
            .remoteChanged: 65, .verificationFailed: 65, .cannotCreate: 73, .localFile: 74,
            .runAgain: 75, .protocolViolation: 76, .notTrusted: 77, .cancelled: 130,
        ]
        #expect(ExitStatus(code).rawValue == documented[code])
    }
}
