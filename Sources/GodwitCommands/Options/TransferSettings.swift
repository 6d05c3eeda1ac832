internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// How transfers behave: shared by `get`, `put` and `cat`.
package struct TransferSettings: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Move at most this many bytes per second in all, such as 500K or 2M; by the time of "
                + "day: \"08:00-18:00 2M, 18:00-22:00 off, 10M\".",
            valueName: "rate"))
    var limitRate: TimetableOption?

    @Option(
        help: ArgumentHelp(
            "Keep figures for Prometheus in this file, such as one of node_exporter's.",
            valueName: "file"),
        completion: .file())
    var metrics: String?

    @Option(
        help: ArgumentHelp(
            "When the remote file changed: restart, or fail and keep what is here.",
            valueName: "what"))
    var onChange = OnChange.restart

    @Option(
        help: ArgumentHelp(
            "What must agree before a transfer counts: auto, size, hash or none.",
            valueName: "what"))
    var verify = VerifyPolicy.auto

    @Option(
        help: ArgumentHelp(
            "Before a download goes on, fetch this much again and compare it, such as 64K; 0 = none.",
            valueName: "size"))
    var overlap: SizeOption?

    @Option(
        help: ArgumentHelp(
            "Make a download durable after so long, so many bytes, or both: 5s,256M.",
            valueName: "interval"))
    var checkpoint = CheckpointOption.standard

    @Flag(help: "Transfer text: line ends are converted both ways, and nothing is resumed.")
    var ascii = false

    /// Creates the settings with their defaults.
    package init() {}

    /// The file of `--metrics`, begun.
    func metricsFile() throws(CommandFailure) -> MetricsFile? {
        guard let metrics else { return nil }
        return try MetricsFile(CommandContext.current.local(metrics))
    }

    func options(stateFolder: String?, patience: RetryOptions) -> TransferOptions {
        var options = TransferOptions()
        options.retry = patience.policy(over: options.retry)
        options.onChange = onChange
        options.verify = verify
        options.overlap = overlap?.octets ?? options.overlap
        options.checkpoints = checkpoint.interval
        options.stateFolder = stateFolder
        options.rate = limitRate.map { RateBudget($0.timetable) }
        return options
    }
}

/// A duration such as `90`, `90s`, `10m`, `2h` or `1d`.
struct DurationOption: ExpressibleByArgument, Sendable {
    let duration: Duration

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? argument[...] : argument.dropLast()
        guard let number = Double(digits), number > 0, number <= 1e8 else { return nil }
        duration = .seconds(number * (unit ?? 1))
    }
}

/// The value of `--checkpoint`: a duration, a number of bytes with its unit, or both.
struct CheckpointOption: ExpressibleByArgument, Sendable {
    let interval: CheckpointInterval

    static let standard = CheckpointOption(interval: CheckpointInterval())

    private init(interval: CheckpointInterval) { self.interval = interval }

    init?(argument: String) {
        var interval = CheckpointInterval()
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        for part in parts.map(String.init) {
            // `10m` is ten minutes, `10M` ten mebibytes.
            if let time = DurationOption(argument: part) {
                interval.time = time.duration
            } else if let size = RateOption(argument: part) {
                interval.octets = size.octetsPerSecond
            } else {
                return nil
            }
        }
        self.interval = interval
    }

    var defaultValueDescription: String { "5s,256M" }
}

/// Bytes per second such as `65536`, `500K`, `2M` or `1G`; K is 1024.
struct RateOption: ExpressibleByArgument, Sendable {
    let octetsPerSecond: UInt64

    init?(argument: String) {
        guard let octets = SizeOption(argument: argument)?.octets, octets >= 1 else { return nil }
        octetsPerSecond = octets
    }
}

/// The value of `--limit-rate`: a rate, parts of the day with rates of their own, or both.
struct TimetableOption: ExpressibleByArgument, Sendable {
    let timetable: RateTimetable

    init?(argument: String) {
        var windows: [RateTimetable.Window] = []
        var otherwise: UInt64??
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: " ").map(String.init)
            guard let word = words.last, let rate = Self.rate(word) else { return nil }
            switch words.count {
            case 1 where otherwise == nil: otherwise = .some(rate)
            case 2:
                let times = words[0].split(separator: "-", omittingEmptySubsequences: false)
                guard times.count == 2, let begin = Self.second(times[0], atMost: 23),
                    let end = Self.second(times[1], atMost: 24)
                else { return nil }
                windows.append(.init(from: begin, to: end, rate: rate))
            default: return nil
            }
        }
        timetable = RateTimetable(windows, otherwise: otherwise ?? nil)
    }

    /// `off` does not limit.
    private static func rate(_ word: String) -> UInt64?? {
        if word == "off" { return .some(nil) }
        return RateOption(argument: word).map { $0.octetsPerSecond }
    }

    /// `HH:MM` as seconds since midnight.
    private static func second(_ text: Substring, atMost last: Int) -> Int? {
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 2,
            fields.allSatisfy({ (1...2).contains($0.utf8.count) && $0.allSatisfy(\.isNumber) }),
            let hour = UInt8(fields[0]), let minute = UInt8(fields[1]), hour <= last, minute < 60,
            hour < 24 || minute == 0
        else { return nil }
        return Int(hour) * 3600 + Int(minute) * 60
    }
}

/// Bytes such as `0`, `65536`, `64K`, `2M` or `1G`; K is 1024.
struct SizeOption: ExpressibleByArgument, Sendable {
    let octets: UInt64

    init?(argument: String) {
        let units: [Character: Double] = ["K": 0x1p10, "M": 0x1p20, "G": 0x1p30]
        let unit = argument.last.flatMap { units[Character($0.uppercased())] }
        let digits = unit == nil ? argument[...] : argument.dropLast()
        guard let number = Double(digits), number >= 0, number * (unit ?? 1) <= 1e15 else {
            return nil
        }
        octets = UInt64(number * (unit ?? 1))
    }
}
