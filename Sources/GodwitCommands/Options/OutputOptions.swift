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

    package func validate() throws {
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }
}
