internal import Glibc

/// The CPU seconds that reading a listing takes, nothing printed: `ListingTimes auto < LISTING`.
///
/// Compiled by `listings` together with the sources of FTPProtocol.
@main
struct ListingTimes {
    static func main() throws {
        guard let name = CommandLine.arguments.dropFirst().first,
            let format = ListingFormat(name: name)
        else {
            let complaint = "ListingTimes: name the family of the listing, such as auto\n"
            write(STDERR_FILENO, complaint, complaint.utf8.count)
            exit(64)
        }
        let chunks = standardInput()
        var parser = ListingParser(format: format, now: FTPTime(seconds: 1_795_258_000))
        var entries: [ListingEntry] = []
        var count = 0
        let start = clock()
        for chunk in chunks {
            try parser.receive(chunk, into: &entries)
            count += entries.count
            entries.removeAll(keepingCapacity: true)
        }
        count += parser.finish().count
        print(count, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }

    /// All of it, in pieces as a client gets them.
    private static func standardInput() -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                count = max(0, read(STDIN_FILENO, buffer.baseAddress, buffer.count))
            }
            if chunk.isEmpty { return chunks }
            chunks.append(chunk)
        }
    }
}
