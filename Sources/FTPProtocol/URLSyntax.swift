/// `%XX` in URLs (RFC 3986 §2.1).
enum PercentEncoding {
    /// The octets behind the escapes; everything else stays as it is.
    static func decode(_ octets: ArraySlice<UInt8>) throws(FTPURLError) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count)
        var rest = octets
        while var octet = rest.popFirst() {
            if octet == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(hexDigit),
                    let low = rest.popFirst().flatMap(hexDigit)
                else { throw .malformedEscape }
                octet = high << 4 | low
            }
            guard octet != 0, octet != 0x0A, octet != 0x0D else { throw .forbiddenOctet }
            decoded.append(octet)
        }
        return decoded
    }

    /// ASCII text: letters, digits, `-._~` and what is in `keeping` stay, the rest is escaped.
    static func encode(_ octets: some Sequence<UInt8>, keeping: StaticString) -> String {
        let kept = Array("-._~\(keeping)".utf8)
        var text = ""
        for octet in octets {
            if isAlphanumeric(octet) || kept.contains(octet) {
                text.unicodeScalars.append(Unicode.Scalar(octet))
            } else {
                let digits = String(octet, radix: 16, uppercase: true)
                text += octet < 0x10 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }

    static func isAlphanumeric(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    static func hexDigit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

/// `host:port` in URLs (RFC 3986 §3.2).
enum URLAuthority {
    /// `user:password`, both perhaps with escapes.
    static func userinfo(
        _ octets: ArraySlice<UInt8>
    ) throws(FTPURLError) -> (String, Secret?) {
        let colon = octets.firstIndex(of: UInt8(ascii: ":")) ?? octets.endIndex
        let name = try PercentEncoding.decode(octets[..<colon])
        guard let user = String(validating: name, as: UTF8.self) else { throw .userNotUTF8 }
        guard colon < octets.endIndex else { return (user, nil) }
        return (user, Secret(try PercentEncoding.decode(octets[(colon + 1)...])))
    }

    static func hostAndPort(
        _ octets: ArraySlice<UInt8>
    ) throws(FTPURLError) -> (host: String, port: UInt16?) {
        guard !octets.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
            throw .forbiddenOctet
        }
        let hostEnd: Int
        let host: String
        if octets.first == UInt8(ascii: "[") {
            guard let bracket = octets.firstIndex(of: UInt8(ascii: "]")) else {
                throw .invalidHost
            }
            host = try addressLiteral(octets[..<bracket].dropFirst())
            hostEnd = bracket + 1
        } else {
            hostEnd = octets.lastIndex(of: UInt8(ascii: ":")) ?? octets.endIndex
            host = try name(octets[..<hostEnd])
        }
        return (host, try port(octets[hostEnd...]))
    }

    /// The host as a URL writes it: IPv6 in brackets, the `%` of its zone escaped (RFC 6874).
    static func bracketed(_ host: String) -> String {
        guard host.contains(":") else { return host }
        return "[" + host.split(separator: "%", maxSplits: 1).joined(separator: "%25") + "]"
    }

    /// Letters of any script are a name for the resolver to judge; blanks and controls are not.
    private static func name(_ octets: ArraySlice<UInt8>) throws(FTPURLError) -> String {
        guard !octets.isEmpty else { throw .emptyHost }
        guard let text = String(validating: octets, as: UTF8.self) else { throw .invalidHost }
        for scalar in text.unicodeScalars {
            guard ["-", ".", "_"].contains(scalar) || isLetterOrDigit(scalar) else {
                throw .invalidHost
            }
        }
        return text.lowercased()
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .decimalNumber: true
        default: scalar.properties.isAlphabetic
        }
    }

    /// An IPv6 address without its brackets; a zone may follow `%25`, or `%` as people type it.
    private static func addressLiteral(_ octets: ArraySlice<UInt8>) throws(FTPURLError) -> String {
        let percent = octets.firstIndex(of: UInt8(ascii: "%")) ?? octets.endIndex
        let address = octets[..<percent]
        let isAddress = address.allSatisfy {
            PercentEncoding.hexDigit($0) != nil || $0 == UInt8(ascii: ":")
                || $0 == UInt8(ascii: ".")
        }
        guard isAddress, address.count(where: { $0 == UInt8(ascii: ":") }) >= 2 else {
            throw .invalidHost
        }
        let text = String(decoding: address, as: UTF8.self).lowercased()
        guard percent < octets.endIndex else { return text }
        var zone = octets[(percent + 1)...]
        if zone.starts(with: "25".utf8) { zone = zone.dropFirst(2) }
        let isZone = zone.allSatisfy {
            PercentEncoding.isAlphanumeric($0) || "-._~".utf8.contains($0)
        }
        guard isZone, !zone.isEmpty else { throw .invalidHost }
        // Names of interfaces are case-sensitive.
        return text + "%" + String(decoding: zone, as: UTF8.self)
    }

    /// `:port`, or nothing, or a lone `:` (RFC 3986 §3.2.3).
    private static func port(_ octets: ArraySlice<UInt8>) throws(FTPURLError) -> UInt16? {
        guard let colon = octets.first else { return nil }
        guard colon == UInt8(ascii: ":") else { throw .invalidHost }
        let digits = octets.dropFirst()
        guard !digits.isEmpty else { return nil }
        guard let port = DecimalNumber.parse(digits, as: UInt16.self), port > 0 else {
            throw .invalidPort
        }
        return port
    }
}
