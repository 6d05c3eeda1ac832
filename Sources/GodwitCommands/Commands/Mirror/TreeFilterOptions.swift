internal import ArgumentParser
internal import FTPProtocol
internal import FTPTransport

/// Which entries of a tree are meant.
package struct TreeFilterOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Only what fits this pattern, or is in a folder that does.", valueName: "pattern"))
    var include: [String] = []

    @Option(help: ArgumentHelp("Leave out what fits this pattern.", valueName: "pattern"))
    var exclude: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave out what a file lists in the manner of .gitignore.", valueName: "file"),
        completion: .file())
    var excludeFrom: [String] = []

    @Option(
        help: ArgumentHelp("Only files at least this old, such as 10m, 2h or 1d.", valueName: "age")
    )
    var minAge: DurationOption?

    @Option(help: ArgumentHelp("Only files at most this old.", valueName: "age"))
    var maxAge: DurationOption?

    @Option(help: ArgumentHelp("Only files of at least this size, such as 64K.", valueName: "size"))
    var minSize: SizeOption?

    @Option(help: ArgumentHelp("Only files of at most this size.", valueName: "size"))
    var maxSize: SizeOption?

    /// The longest list that is read.
    private static let longestList = 16 << 20

    /// Creates the options with their defaults.
    package init() {}

    /// - Parameter now: seconds since 1970.
    func filter(now: Int64) throws(CommandFailure) -> TreeFilter {
        var filter = TreeFilter()
        filter.includes = try include.map { text throws(CommandFailure) in try pattern(text) }
        for file in excludeFrom { filter.excludes += try patterns(in: file) }
        filter.excludes += try exclude.map { text throws(CommandFailure) in try pattern(text) }
        filter.smallest = minSize?.octets
        filter.largest = maxSize?.octets
        filter.notAfter = minAge.map { now - Int64($0.duration / .seconds(1)) }
        filter.notBefore = maxAge.map { now - Int64($0.duration / .seconds(1)) }
        return filter
    }

    private func pattern(_ text: String) throws(CommandFailure) -> PathPattern {
        if let pattern = PathPattern(OctetText.octets(of: text)) { return pattern }
        throw CommandFailure(.usage, "an empty pattern fits nothing")
    }

    private func patterns(in file: String) throws(CommandFailure) -> [PathPattern] {
        let path = LocalPath(OctetText.octets(of: CommandContext.current.local(file)))
        let octets: [UInt8]?
        do throws(TransportError) { octets = try path.contents(atMost: Self.longestList) } catch {
            throw CommandFailure(.localIO, "cannot read \(file): \(error)")
        }
        guard let octets else { throw CommandFailure(.noSuchFile, "there is no file \(file)") }
        return octets.split(separator: UInt8(ascii: "\n")).compactMap { PathPattern(line: $0) }
    }
}
