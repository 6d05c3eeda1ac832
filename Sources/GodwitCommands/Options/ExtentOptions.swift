internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// How much of a remote file is wanted.
struct ExtentOptions: ParsableArguments, Sendable {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Fetch only these bytes, counted from 0 and both included; FIRST- is the rest from there, \
            -COUNT the end of the file.
            """, valueName: "first-last"))
    var range: RangeOption?

    @Option(
        help: ArgumentHelp(
            "Fetch nothing of a file that is longer than this, such as 500M.", valueName: "size"))
    var maxSize: SizeOption?

    func apply(to options: inout TransferOptions) {
        options.range = range?.range
        options.largest = maxSize?.octets
    }
}

/// The value of `--range`.
struct RangeOption: ExpressibleByArgument, Sendable {
    let range: OctetRange

    init?(argument: String) {
        guard let range = OctetRange(argument) else { return nil }
        self.range = range
    }
}
