import ArgumentParser
import FTPProtocol
import Testing

@testable import GodwitCommands

struct OptionTests {
    @Test(arguments: [
        ("off", KeepaliveMode(probes: false, commands: false)),
        ("tcp", KeepaliveMode(probes: true, commands: false)),
        ("noop:5", KeepaliveMode(probes: false, commands: true, interval: .seconds(5))),
        ("auto", .auto),
        ("auto:7200", KeepaliveMode(probes: true, commands: true, interval: .seconds(7200))),
    ])
    func `keepalive names its kinds and its interval`(text: String, mode: KeepaliveMode) {
        #expect(KeepaliveOption(argument: text)?.mode == mode)
    }

    @Test(arguments: ["", "on", "tcp:", "tcp:0", "noop:7201", "auto:x", "off:1:2"])
    func `keepalive refuses what it does not know`(text: String) {
        #expect(KeepaliveOption(argument: text) == nil)
    }

    @Test(arguments: [
        ("90", Duration.seconds(90)), ("1.5", .seconds(1.5)), ("10m", .seconds(600)),
        ("2h", .seconds(7200)), ("1d", .seconds(86400)), ("5s", .seconds(5)),
    ])
    func `durations have units`(text: String, duration: Duration) {
        #expect(DurationOption(argument: text)?.duration == duration)
    }

    @Test(arguments: ["", "0", "-1", "h", "1w", "nan", "inf", "1e99"])
    func `durations refuse nonsense`(text: String) {
        #expect(DurationOption(argument: text) == nil)
        #expect(PositiveSeconds(argument: text) == nil)
    }

    @Test(arguments: [
        ("65536", UInt64(65536)), ("500K", 512_000), ("2M", 2 << 20), ("1g", 1 << 30),
        ("0.5K", 512),
    ])
    func `rates have units`(text: String, rate: UInt64) {
        #expect(RateOption(argument: text)?.octetsPerSecond == rate)
    }

    @Test(arguments: [
        ("2M", RateTimetable(otherwise: 2 << 20)), ("off", RateTimetable()),
        ("08:00-18:00 2M", RateTimetable([.init(from: 28800, to: 64800, rate: 2 << 20)])),
        (
            "22:30-6:00 off, 0:00-24:00 1K,5K",
            RateTimetable(
                [
                    .init(from: 81000, to: 21600, rate: nil),
                    .init(from: 0, to: 86400, rate: 1024),
                ], otherwise: 5120)
        ),
    ])
    func `a rate may depend on the time of day`(text: String, timetable: RateTimetable) {
        #expect(TimetableOption(argument: text)?.timetable == timetable)
    }

    @Test(arguments: [
        "", "0", "2M,3M", "8-18 2M", "08:00-18:00", "08:00 2M", "25:00-26:00 2M", "24:00-1:00 2M",
        "08:00-18:60 2M", "08:00-24:01 2M", "-1:00-2:00 2M", "08:00-18:00 0", "2M,",
        "08:00-18:00 2M 3M", "+8:00-9:00 1M",
    ])
    func `a timetable refuses nonsense`(text: String) {
        #expect(TimetableOption(argument: text) == nil)
    }

    @Test(arguments: [
        ["--range", "-500"], ["--range=-500"], ["--range", "5-"], ["--range", "0-99", "-o", "-"],
        ["--range", "0-99", "--segments", "4"], ["--max-size", "0"], ["--max-size", "1.5G"],
    ])
    func `a part of a file is asked for`(words: [String]) throws {
        _ = try GetCommand.parse(["ftp://h/a"] + words)
    }

    @Test(arguments: [
        ["--range", "9-5"], ["--range", "-0"], ["--range", "5"], ["--range"],
        ["--range", "0-99", "--ascii"], ["--range", "0-99", "ftp://h/b"], ["--max-size", "-1"],
    ])
    func `what is no part of one file is refused`(words: [String]) {
        let error = #expect(throws: (any Error).self) {
            try GetCommand.parse(["ftp://h/a"] + words)
        }
        #expect(error.map { GetCommand.exitCode(for: $0).rawValue } == 64)
    }

    @Test(arguments: ["--temp", "--preserve"])
    func `what is appended has neither a temporary name nor the time of one file`(flag: String) {
        #expect(throws: (any Error).self) {
            try PutCommand.parse(["a", "ftp://h/a", "--append", flag])
        }
    }

    @Test func `--timeout-total is found in every command that talks to servers`() throws {
        for words in [
            ["get", "ftp://h/a"], ["ls", "ftp://h/"], ["batch", "x"], ["rm", "ftp://h/a"],
            ["open", "ftp://h/"],
        ] {
            let all = CommandTable.commands + CommandTable.placeCommands
            let type = try #require(all.first { $0._commandName == words[0] })
            let arguments = Array(words.dropFirst())
            #expect(try type.parseAsRoot(arguments).timeoutTotal == nil)
            let bounded = try type.parseAsRoot(arguments + ["--timeout-total", "2m"])
            #expect(bounded.timeoutTotal == .seconds(120), "\(words)")
        }
    }

    @Test(arguments: ["", "0", "K", "-1", "1T", "0.1", "nan"])
    func `rates refuse nonsense`(text: String) {
        #expect(RateOption(argument: text) == nil)
    }

    @Test(arguments: [
        ["get"], ["get", "ftp://h/a", "-o", "x", "-O", "y"],
        ["get", "ftp://h/a", "ftp://h/b", "-o", "x"], ["get", "ftp://h/a", "-o", "-", "--json"],
        ["put", "file"], ["get", "ftp://h/a", "--retries", "-1"],
        ["get", "ftp://h/a", "--quiet", "--verbose"], ["get", "ftp://h/a", "--key", "k.pem"],
        ["get", "ftp://h/a", "--pin", "12ab"],
        ["cat", "ftp://h/a", "--json"], ["ls"], ["stat"],
        ["get", "ftp://h/a", "--keepalive-count", "0"], ["hosts", "forget"],
        ["get", "ftp://h/a", "--limit", "sleep=5"], ["get", "ftp://h/a", "--limit", "reply"],
        ["get", "ftp://h/a", "--limit", "reply=0"],
    ])
    func `combinations that make no sense are refused before anything is sent`(words: [String]) {
        #expect(throws: (any Error).self) { try parse(words) }
    }

    @Test(arguments: [
        ["get", "ftp://h/a", "--keepalive", "noop:2", "--timeout", "5", "--retries", "0"],
        ["put", "-", "ftp://h/a", "--limit-rate", "1M", "--give-up", "10m"],
        ["ls", "-l", "--json", "ftp://h/"], ["stat", "ftp://h/a", "--data-address", "control"],
        ["cat", "ftp://h/a", "--on-change", "fail", "--verify", "none"], ["demo"],
        ["get", "ftp://h/a", "--limit", "reply=5", "--limit", "final-reply=300"],
        ["hosts"], ["hosts", "show", "h", "--json"], ["hosts", "--json"], ["hosts", "forget", "h"],
    ])
    func `the documented words are understood`(words: [String]) throws {
        try parse(words)
    }

    /// Every command of the table by its own words.
    private func parse(_ words: [String]) throws {
        let name = words.first ?? ""
        let command = try #require(
            CommandTable.commands.first { $0.configuration.commandName == name })
        _ = try command.parseAsRoot(Array(words.dropFirst()))
    }
}

/// Which limit holds when several are given.
struct LimitOptionTests {
    private func limits(_ words: [String]) throws -> TransferLimits {
        try ConnectionOptions.parse(words).transferLimits
    }

    @Test func `without an option every wait has its default`() throws {
        #expect(try limits([]) == TransferLimits())
    }

    @Test func `a limit of its own comes before the general one, in any order`() throws {
        for words in [
            ["--timeout", "7", "--limit", "final-reply=600"],
            ["--limit", "final-reply=600", "--timeout", "7"],
        ] {
            let limits = try limits(words)
            #expect(limits.reply == .seconds(7) && limits.firstByte == .seconds(7))
            #expect(limits.finalReply == .seconds(600))
        }
    }

    @Test func `the general limit makes no wait longer that is short by nature`() throws {
        let limits = try limits(["--timeout", "900"])
        #expect(limits.noProgress == .seconds(900) && limits.login == .seconds(900))
        #expect(limits.dataOpen == .seconds(15) && limits.idleCheck == .seconds(10))
    }

    @Test(arguments: TransferLimits.Wait.allCases)
    func `every wait has a word`(wait: TransferLimits.Wait) throws {
        #expect(try limits(["--limit", "\(wait.rawValue)=0.5"])[wait] == .milliseconds(500))
        #expect(ConnectionOptions.helpMessage().contains(wait.rawValue))
    }

    @Test func `the help names all waits, in their order`() {
        let names = TransferLimits.Wait.allCases.map(\.rawValue).joined(separator: ", ")
        #expect("\(LimitOption.names)" == "Names: \(names).")
    }
}

struct CheckpointOptionTests {
    @Test(arguments: [
        ("10s", CheckpointInterval(time: .seconds(10), octets: 256 << 20)),
        ("64M", CheckpointInterval(time: .seconds(5), octets: 64 << 20)),
        ("1m,1G", CheckpointInterval(time: .seconds(60), octets: 1 << 30)),
        ("512K,30", CheckpointInterval(time: .seconds(30), octets: 512 << 10)),
    ])
    func `an interval is a time, an amount, or both`(text: String, interval: CheckpointInterval) {
        #expect(CheckpointOption(argument: text)?.interval == interval)
    }

    @Test(arguments: ["", ",", "5s,", "x", "0", "-1M", "5s,64M,1"])
    func `an interval refuses nonsense`(text: String) {
        #expect(CheckpointOption(argument: text) == nil)
    }
}
