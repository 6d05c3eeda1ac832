internal import FTPProtocol
internal import FTPTransport
internal import Glibc

/// The lines of a list. Only their octets are kept, so that a million of them have room; each is
/// read again when its turn comes.
struct BatchList: Sendable {
    /// A list beyond this is a mistake.
    private static let greatestOctets = 1 << 30

    /// A line with something on it.
    struct Line: Sendable {
        /// Counted from 1, blank ones and comments too.
        let number: Int
        fileprivate let range: Range<Int>
    }

    private let octets: [UInt8]
    let lines: [Line]

    init(_ octets: [UInt8]) {
        self.octets = octets
        var lines: [Line] = []
        var number = 1
        var start = 0
        for end in octets.indices where octets[end] == 0x0A {
            lines.append(Line(number: number, range: start..<end))
            number += 1
            start = end + 1
        }
        if start < octets.count { lines.append(Line(number: number, range: start..<octets.count)) }
        self.lines = lines.filter { line in
            let text = octets[line.range].drop { $0 <= UInt8(ascii: " ") }
            return !text.isEmpty && text.first != UInt8(ascii: "#")
        }
    }

    /// Reads a file; `-` is standard input.
    init(contentsOf name: String) throws(CommandFailure) {
        if name == "-" {
            guard let octets = StandardInput.contents(atMost: Self.greatestOctets) else {
                throw CommandFailure(.usage, "standard input is too long for a list")
            }
            self.init(octets)
            return
        }
        let path = LocalPath(OctetText.octets(of: CommandContext.current.local(name)))
        do throws(TransportError) {
            guard let octets = try path.contents(atMost: Self.greatestOctets) else {
                throw .localFile(call: "open", errno: ENOENT)
            }
            self.init(octets)
        } catch {
            throw CommandFailure(
                error.isMissingFile ? .noSuchFile : .localIO,
                "cannot read the list \(name): \(error)")
        }
    }

    /// Tells this list from any other.
    var fingerprint: String {
        var digest = OctetDigest(.sha256)
        digest.update(octets)
        return digest.digits
    }

    /// The transfer of a line.
    func entry(_ line: Line) throws(CommandFailure) -> BatchEntry { try BatchEntry(text(line)) }

    /// A line as it may be shown.
    func shown(_ line: Line) -> String {
        URLText.withoutPasswords(PrintableText.escaping(octets[line.range]))
    }

    private func text(_ line: Line) -> String { OctetText.text(of: octets[line.range]) }
}
