internal import ArgumentParser

/// How many sessions fetch one large file.
package struct SegmentsOption: ParsableArguments, Sendable {
    /// The value of `--segments`.
    struct Count: ExpressibleByArgument, Sendable {
        /// Nil leaves the number to the size of the file.
        let sessions: Int?

        init?(argument: String) {
            guard argument != "auto" else {
                sessions = nil
                return
            }
            guard let number = Int(argument), (1...32).contains(number) else { return nil }
            sessions = number
        }
    }

    @Option(
        name: .customLong("segments"),
        help: ArgumentHelp(
            """
            Fetch a large file in parts by this many sessions, or auto; by one where the server \
            allows no more.
            """, valueName: "n"))
    var wanted: Count?

    /// Creates the option, which is off.
    package init() {}
}
