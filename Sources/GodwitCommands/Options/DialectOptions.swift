internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// What a server is asked to speak: shared by every network command.
package struct DialectOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "The charset of the server's file names, such as ISO-8859-1 or SHIFT_JIS.",
            valueName: "name"))
    var charset: String?

    @Option(
        help: ArgumentHelp("Ask for messages in this language (LANG).", valueName: "tag"))
    var language: String?

    @Flag(
        help: ArgumentHelp(
            "Have downloads and listings compressed where the server offers it (MODE Z).",
            discussion: "Uploads are sent as they are: ProFTPD loses octets of compressed ones."))
    var compress = false

    @Option(
        help: ArgumentHelp(
            "Say what the server needs, NAME or NAME=off: \(QuirkOption.words).",
            valueName: "name"))
    var quirk: [QuirkOption] = []

    /// Creates the options with their defaults.
    package init() {}

    package func validate() throws {
        if let charset, !Dialect.knows(charset: charset) {
            throw ValidationError("the charset \(charset) is not known here: see iconv --list")
        }
    }

    var dialect: Dialect {
        var dialect = Dialect()
        dialect.charset = charset
        dialect.language = language
        dialect.compresses = compress
        for option in quirk { dialect.quirks[option.quirk] = option.applies }
        return dialect
    }
}

/// The value of `--quirk`.
struct QuirkOption: ExpressibleByArgument, Sendable {
    let quirk: ServerQuirk
    let applies: Bool

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let quirk = ServerQuirk(rawValue: String(parts[0])) else { return nil }
        switch parts.dropFirst().first {
        case nil, "on": applies = true
        case "off": applies = false
        default: return nil
        }
        self.quirk = quirk
    }

    fileprivate static var words: String {
        ServerQuirk.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
