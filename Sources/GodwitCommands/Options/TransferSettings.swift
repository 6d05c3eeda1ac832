internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// How transfers behave: shared by `get`, `put` and `cat`.
package struct TransferSettings: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Retries without progress; 0 = none. Default: until --give-up.", valueName: "n"))
    var retries: Int?

    @Option(
        help: ArgumentHelp(
            "Give up after this long without progress, such as 90, 10m or 2h.",
            valueName: "duration"))
    var giveUp = DurationOption.oneHour

    @Option(
        help: ArgumentHelp(
            "Move at most this many bytes per second, such as 500K or 2M.", valueName: "rate"))
    var limitRate: RateOption?

    @Option(
        help: ArgumentHelp(
            "When the remote file changed: restart, or fail and keep what is here.",
            valueName: "what"))
    var onChange = OnChange.restart

    @Option(
        help: ArgumentHelp(
            "What must agree before a transfer counts: auto, size or none.", valueName: "what"))
    var verify = VerifyOption.auto

    @Flag(help: "Transfer text: line ends are converted both ways, and nothing is resumed.")
    var ascii = false

    /// Creates the settings with their defaults.
    package init() {}

    package func validate() throws {
        if let retries, retries < 0 { throw ValidationError("--retries must be at least 0") }
    }

    func options(stateFolder: String?) -> TransferOptions {
        var options = TransferOptions()
        options.retry.retries = retries
        options.retry.giveUp = giveUp.duration
        options.onChange = onChange
        options.verifiesSize = verify != .none
        options.stateFolder = stateFolder
        return options
    }
}

/// The value of `--verify`.
enum VerifyOption: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, size, none
}

/// A duration such as `90`, `90s`, `10m`, `2h` or `1d`.
struct DurationOption: ExpressibleByArgument, Sendable {
    let duration: Duration

    static let oneHour = DurationOption(duration: .seconds(3600))

    private init(duration: Duration) { self.duration = duration }

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? argument[...] : argument.dropLast()
        guard let number = Double(digits), number > 0, number <= 1e8 else { return nil }
        duration = .seconds(number * (unit ?? 1))
    }

    var defaultValueDescription: String { "1h" }
}

/// Bytes per second such as `65536`, `500K`, `2M` or `1G`; K is 1024.
struct RateOption: ExpressibleByArgument, Sendable {
    let octetsPerSecond: UInt64

    init?(argument: String) {
        let units: [Character: Double] = ["K": 0x1p10, "M": 0x1p20, "G": 0x1p30]
        let unit = argument.last.flatMap { units[Character($0.uppercased())] }
        let digits = unit == nil ? argument[...] : argument.dropLast()
        guard let number = Double(digits), number > 0, number * (unit ?? 1) >= 1, number <= 1e15
        else { return nil }
        octetsPerSecond = UInt64(number * (unit ?? 1))
    }
}
