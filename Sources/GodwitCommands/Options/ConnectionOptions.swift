internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// How to reach a server: shared by every network command.
package struct ConnectionOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Log in as this user.", valueName: "name"))
    var user: String?

    @Option(
        help: ArgumentHelp("Read logins from this file instead of ~/.netrc.", valueName: "file"))
    var netrc: String?

    @Option(
        help: ArgumentHelp(
            "Run this shell command and take its first line as the password.", valueName: "cmd"))
    var passwordCommand: String?

    @Option(help: ArgumentHelp("Answer the server's request for an account.", valueName: "name"))
    var account: String?

    @Option(
        help: ArgumentHelp(
            "Keep idle connections alive: off, tcp, noop or auto (both), each with :SECONDS.",
            valueName: "mode"))
    var keepalive = KeepaliveOption.auto

    @Option(
        help: ArgumentHelp("Seconds between unanswered TCP probes.", valueName: "seconds"))
    var keepaliveInterval: PositiveSeconds?

    @Option(help: ArgumentHelp("Unanswered TCP probes before giving up.", valueName: "n"))
    var keepaliveCount: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that sent bytes may stay unacknowledged.", valueName: "seconds"))
    var userTimeout: PositiveSeconds?

    @Option(
        help: ArgumentHelp(
            "Longest wait for the other side, each time: connecting, replies, progress.",
            valueName: "seconds"))
    var timeout: PositiveSeconds?

    @Option(
        name: .customLong("limit"),
        help: ArgumentHelp(
            "Longest wait of one kind, over --timeout. \(LimitOption.names)",
            valueName: "name=seconds"))
    var limits: [LimitOption] = []

    @Option(
        help: ArgumentHelp(
            "Where data goes when PASV names an address: auto, control or advertised.",
            valueName: "policy"))
    var dataAddress = DataAddressPolicy.auto

    @OptionGroup(title: "Patience") var patience: RetryOptions
    @OptionGroup(title: "Way") var way: RouteOptions
    @OptionGroup(title: "Dialect") var dialect: DialectOptions
    @OptionGroup(title: "Protection") var protection: ProtectionOptions

    /// Creates the options with their defaults.
    package init() {}

    package func validate() throws {
        if let keepaliveCount, keepaliveCount < 1 {
            throw ValidationError("--keepalive-count must be at least 1")
        }
    }

    /// Every wait's limit: its own, else that of `--timeout`, else the default.
    var transferLimits: TransferLimits {
        var all = timeout.map { TransferLimits(each: $0.duration) } ?? TransferLimits()
        for limit in limits { all[limit.wait] = limit.duration }
        return all
    }
}

/// A number of seconds above 0, with or without a fraction.
struct PositiveSeconds: ExpressibleByArgument, Sendable {
    let duration: Duration

    init?(argument: String) {
        guard let seconds = Double(argument), seconds > 0, seconds <= 1e8 else { return nil }
        duration = .seconds(seconds)
    }
}

/// The value of `--limit`: one kind of wait and how long it may last.
struct LimitOption: ExpressibleByArgument, Sendable {
    let wait: TransferLimits.Wait
    let duration: Duration

    /// The kinds, for the help. In full: to join them here is done at every start.
    static let names: StaticString = """
        Names: connect, login, reply, idle-check, data-open, first-byte, no-progress, \
        final-reply, tls-close.
        """

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let wait = TransferLimits.Wait(rawValue: String(parts[0])),
            let seconds = PositiveSeconds(argument: String(parts[1]))
        else { return nil }
        self.wait = wait
        duration = seconds.duration
    }
}

/// The value of `--keepalive`.
struct KeepaliveOption: ExpressibleByArgument, Sendable {
    let mode: KeepaliveMode

    static let auto = KeepaliveOption(mode: .auto)

    private init(mode: KeepaliveMode) { self.mode = mode }

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var mode: KeepaliveMode
        switch parts.first {
        case "off": mode = KeepaliveMode(probes: false, commands: false)
        case "tcp": mode = KeepaliveMode(probes: true, commands: false)
        case "noop": mode = KeepaliveMode(probes: false, commands: true)
        case "auto": mode = .auto
        default: return nil
        }
        if parts.count == 2 {
            guard let seconds = Int(parts[1]), (1...7200).contains(seconds) else { return nil }
            mode.interval = .seconds(seconds)
        }
        self.mode = mode
    }

    var defaultValueDescription: String { "auto:30" }
}
