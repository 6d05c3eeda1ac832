/// Patterns in the path of a URL: what is escaped with `%` is a name's own.
package enum URLPattern {
    /// The path as a pattern: without `;type=`, percent escapes decoded, and those that stand for
    /// `*`, `?` and the like behind a `\`.
    /// - Throws: ``FTPURLError``, as ``FTPURL`` does.
    package static func path(of url: String) throws(FTPURLError) -> [UInt8] {
        let text = OctetText.octets(of: url)
        var rest = text[...]
        if let authority = rest.firstIndex(of: UInt8(ascii: "/")) {
            rest = rest[authority...].drop { $0 == UInt8(ascii: "/") }
        }
        rest = rest.drop { $0 != UInt8(ascii: "/") }.dropFirst()
        if let semicolon = rest.lastIndex(of: UInt8(ascii: ";")),
            String(decoding: rest[semicolon...], as: UTF8.self).lowercased().hasPrefix(";type=")
        {
            rest = rest[..<semicolon]
        }
        var pattern: [UInt8] = []
        while let octet = rest.first {
            if octet == UInt8(ascii: "%") {
                let decoded = try PercentEncoding.decode(rest.prefix(3))
                pattern += GlobPath.escaping(decoded)
                rest = rest.dropFirst(3)
            } else {
                pattern.append(octet)
                rest = rest.dropFirst()
            }
        }
        return pattern
    }

    /// A name as a component of a URL's path: everything that a shell or a pattern could take for
    /// its own is escaped, because the name is a server's word.
    package static func escaping(name: [UInt8]) -> String {
        PercentEncoding.encode(name, keeping: "")
    }
}
