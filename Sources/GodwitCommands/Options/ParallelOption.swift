internal import ArgumentParser

/// How many sessions may work beside each other.
package struct ParallelOption: ParsableArguments, Sendable {
    @Option(
        name: .customLong("parallel"),
        help: ArgumentHelp(
            "Work with up to this many sessions; fewer where the host allows fewer.",
            valueName: "n"))
    var sessions = Self.standard

    static let standard = 4

    /// Creates the option with its default.
    package init() {}

    package func validate() throws {
        guard (1...100).contains(sessions) else {
            throw ValidationError("--parallel must be between 1 and 100")
        }
    }
}
