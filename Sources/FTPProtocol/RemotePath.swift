/// A path on the server: octets, because neither RFC 959 nor most servers promise a charset.
///
/// A path that holds CR, LF or NUL cannot be sent in a command and cannot be created.
public struct RemotePath: Sendable, Hashable {
    /// The octets as they go on the wire.
    public let octets: [UInt8]

    /// Creates a path from octets.
    /// - Throws: ``ProtocolError/forbiddenOctet(verb:)`` when they hold CR, LF or NUL.
    public init(octets: some Sequence<UInt8>) throws(ProtocolError) {
        let octets = Array(octets)
        guard !octets.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
            throw .forbiddenOctet(verb: "path")
        }
        self.octets = octets
    }

    /// Creates a path from text in UTF-8, or from ``OctetText``.
    /// - Throws: ``ProtocolError/forbiddenOctet(verb:)`` when it holds CR, LF or NUL.
    public init(_ text: String) throws(ProtocolError) {
        try self.init(octets: OctetText.octets(of: text))
    }

    /// The empty path: the folder that the login leads to, or the current one.
    public static let loginFolder = RemotePath()

    private init() { octets = [] }

    /// Octets of another path.
    private init(known octets: [UInt8]) { self.octets = octets }

    /// The octets behind the last `/`: what a download is called locally. Empty for a folder
    /// written with a trailing slash.
    public var lastComponent: [UInt8] {
        guard let slash = octets.lastIndex(of: UInt8(ascii: "/")) else { return octets }
        return Array(octets[(slash + 1)...])
    }

    /// The folder that holds it; empty for a name without a slash, `/` for one below the root.
    public var parent: RemotePath {
        let slash = UInt8(ascii: "/")
        let bare = octets.lastIndex { $0 != slash }.map { octets[...$0] } ?? octets[...]
        guard let last = bare.lastIndex(of: slash) else { return .loginFolder }
        let above = bare[..<last]
        return RemotePath(known: Array(above.isEmpty ? bare[...last] : above))
    }

    /// The path without slashes at its end, by which links are meant themselves; `/` stays.
    public var withoutTrailingSlashes: RemotePath {
        guard let last = octets.lastIndex(where: { $0 != UInt8(ascii: "/") }) else {
            return RemotePath(known: Array(octets.prefix(1)))
        }
        return RemotePath(known: Array(octets[...last]))
    }

    /// The path of an entry inside this folder.
    /// - Throws: ``ProtocolError/forbiddenOctet(verb:)`` when the name holds CR, LF or NUL.
    public func appending(_ name: [UInt8]) throws(ProtocolError) -> RemotePath {
        if octets.isEmpty { return try RemotePath(octets: name) }
        let separator: [UInt8] = octets.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
        return try RemotePath(octets: octets + separator + name)
    }
}

extension RemotePath: CustomStringConvertible {
    /// The path, safe for a terminal.
    public var description: String { PrintableText.escaping(octets) }
}
