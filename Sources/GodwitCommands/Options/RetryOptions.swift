internal import ArgumentParser
internal import FTPProtocol

/// How long to try: shared by every network command.
package struct RetryOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Retries without progress; 0 = none. Default: until --give-up.", valueName: "n"))
    var retries: Int?

    @Option(
        help: ArgumentHelp(
            "Give up after this long without progress, such as 90, 10m or 2h. Default: 1h for a "
                + "transfer, 60s for a question.",
            valueName: "duration"))
    var giveUp: DurationOption?

    @Option(
        help: ArgumentHelp(
            "End the whole command after this long, such as 90, 10m or 2h, and keep what has "
                + "arrived: the status is 75.",
            valueName: "duration"))
    var timeoutTotal: DurationOption?

    /// Creates the options with their defaults.
    package init() {}

    package func validate() throws {
        if let retries, retries < 0 { throw ValidationError("--retries must be at least 0") }
    }

    /// A policy, changed where a person has said so.
    func policy(over standard: RetryPolicy) -> RetryPolicy {
        var policy = standard
        policy.retries = retries
        if let giveUp { policy.giveUp = giveUp.duration }
        return policy
    }
}
