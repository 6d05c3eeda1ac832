package import ArgumentParser
internal import FTPProtocol

/// `godwit parse-listing`.
package struct ParseListingCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "parse-listing",
        abstract: "Read a raw listing on standard input and print its entries as JSON lines.",
        discussion: """
            Lines that cannot be read come out as entries of type "other" with "raw": true. The \
            exit status is 65 when no line could be read.

              curl -s ftp://ftp.example.org/pub/ | godwit parse-listing
            """)

    @Option(
        help: ArgumentHelp(
            "The family of the listing: \(ListingFormat.names.joined(separator: ", ")).",
            valueName: "family"))
    var format = "auto"

    @Option(
        help: ArgumentHelp(
            "When the listing was made, for dates without a year, in ISO 8601 (default: now).",
            valueName: "time"))
    var now: String?

    package init() {}

    package func validate() throws {
        guard ListingFormat(name: format) != nil else {
            let names = ListingFormat.names.joined(separator: ", ")
            throw ValidationError("'\(format)' is no family of listings; there are \(names)")
        }
        if let now, FTPTime(iso8601: now) == nil {
            throw ValidationError("'\(now)' is no time; write it like 2026-11-21T10:46:40Z")
        }
    }

    package func run() async throws {
        let now = now.flatMap { FTPTime(iso8601: $0) } ?? FTPTime(seconds: EntryPrinter.now)
        var parser = ListingParser(format: ListingFormat(name: format) ?? .detect, now: now)
        var tally = Tally()
        var entries: [ListingEntry] = []
        do throws(ProtocolError) {
            while let octets = StandardInput.next() {
                try parser.receive(octets, into: &entries)
                tally.print(entries)
                entries.removeAll(keepingCapacity: true)
            }
        } catch {
            throw CommandFailure(.verificationFailed, "a line is too long for a listing")
        }
        tally.print(parser.finish())
        if tally.readable == 0, tally.raw > 0 {
            throw CommandFailure(
                .verificationFailed, "no line could be read; name the family with --format")
        }
    }

    /// Prints entries, many with one write, and counts them.
    private struct Tally {
        private(set) var readable = 0
        private(set) var raw = 0
        private var lines: [UInt8] = []

        mutating func print(_ entries: [ListingEntry]) {
            lines.removeAll(keepingCapacity: true)
            for entry in entries {
                if entry.isRaw { raw += 1 } else { readable += 1 }
                EntryJSON.append(entry, to: &lines)
                lines.append(UInt8(ascii: "\n"))
            }
            Console.shared.print(lines: lines)
        }
    }
}
