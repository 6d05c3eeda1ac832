/// Reads the names of an NLST, one a line, as they arrive (RFC 959 §4.1.3).
///
/// Names keep their blanks; `.`, `..` and empty lines are left out. Some servers put the folder
/// before each name: it is taken away.
package struct NameListParser: Sendable {
    private let prefix: [UInt8]
    private let limit: Int
    private var line: [UInt8] = []

    package init(of folder: RemotePath, limits: Limits = .standard) {
        let slash = UInt8(ascii: "/")
        let octets = folder.octets
        prefix = octets.isEmpty || octets.last == slash ? octets : octets + [slash]
        limit = limits.listingLineOctets
    }

    /// The names that the octets complete.
    /// - Throws: ``ProtocolError/listingLineTooLong(octets:)``.
    package mutating func receive(
        _ octets: some Sequence<UInt8>
    ) throws(ProtocolError) -> [[UInt8]] {
        var names: [[UInt8]] = []
        for octet in octets {
            if octet == UInt8(ascii: "\n") {
                if let name = takeLine() { names.append(name) }
                continue
            }
            line.append(octet)
            if line.count > limit { throw .listingLineTooLong(octets: line.count) }
        }
        return names
    }

    /// The name of a last line without an end.
    package mutating func finish() -> [UInt8]? { takeLine() }

    private mutating func takeLine() -> [UInt8]? {
        defer { line.removeAll(keepingCapacity: true) }
        var name = line[...]
        if name.last == UInt8(ascii: "\r") { name = name.dropLast() }
        if name.starts(with: prefix) { name = name.dropFirst(prefix.count) }
        let isDot = name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8)
        return name.isEmpty || isDot ? nil : Array(name)
    }
}
