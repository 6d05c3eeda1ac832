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
        ["get", "ftp://h/a", "--keepalive-count", "0"],
    ])
    func `combinations that make no sense are refused before anything is sent`(words: [String]) {
        #expect(throws: (any Error).self) { try parse(words) }
    }

    @Test(arguments: [
        ["get", "ftp://h/a", "--keepalive", "noop:2", "--timeout", "5", "--retries", "0"],
        ["put", "-", "ftp://h/a", "--limit-rate", "1M", "--give-up", "10m"],
        ["ls", "-l", "--json", "ftp://h/"], ["stat", "ftp://h/a", "--data-address", "control"],
        ["cat", "ftp://h/a", "--on-change", "fail", "--verify", "none"], ["demo"],
    ])
    func `the documented words are understood`(words: [String]) throws {
        try parse(words)
    }

    /// Every command of the table by its own words.
    private func parse(_ words: [String]) throws {
        let name = words.first ?? ""
        let command = try #require(
            CommandTable.commands.first { $0.configuration.commandName == name })
        _ = try command.parse(Array(words.dropFirst()))
    }
}
