internal import ArgumentParser
internal import FTPClient

/// How much of a remote file is wanted.
struct ExtentOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Fetch nothing of a file that is longer than this, such as 500M.", valueName: "size"))
    var maxSize: SizeOption?

    func apply(to options: inout TransferOptions) {
        options.largest = maxSize?.octets
    }
}
