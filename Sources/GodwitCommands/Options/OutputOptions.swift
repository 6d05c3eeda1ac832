internal import ArgumentParser

/// What is printed: shared by every network command.
package struct OutputOptions: ParsableArguments, Sendable {
    @Flag(help: "Print one JSON object a line on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print the dialogue with the server, secrets masked.")
    var verbose = false

    @Option(help: ArgumentHelp("Append the dialogue to this file.", valueName: "file"))
    var log: String?

    /// Creates the options with their defaults.
    package init() {}

    /// Whether progress is a line on a terminal that is drawn again and again.
    var isLive: Bool { Console.shared.isTerminal && !json && !verbose }

    /// How often progress is shown.
    var progressInterval: Duration {
        json ? .seconds(1) : isLive ? .milliseconds(250) : .seconds(30)
    }

    package func validate() throws {
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }
}
