/// Where the server listens for data: the content of a 227 or a 229.
///
/// The content decides, not the command that was sent: behind 464XLAT and some firewalls PASV is
/// answered with 229 and EPSV with 227 (QUIRKS 33).
package enum PassiveReply: Sendable, Hashable {
    /// 229: a port on the control connection's peer (RFC 2428 §3).
    case port(UInt16)
    /// 227: an address, which may mean nothing here, and a port (RFC 959 §4.1.2).
    case address(IPv4Address, port: UInt16)

    /// Reads a 227 or 229; the last line is searched first, then the lines before it.
    /// - Throws: ``ProtocolError/malformedPassiveReply(_:)`` for another code, a number past 255
    ///   or a port that is 0 or past 65535.
    package init(_ reply: Reply) throws(ProtocolError) {
        for line in reply.lines.reversed() {
            let extended = Self.extendedPort(line)
            let six = Self.sixNumbers(line)
            switch (reply.code, extended, six) {
            case (229, let digits?, _), (227, let digits?, nil):
                guard let port = DecimalNumber.parse(digits, as: UInt16.self), port > 0 else {
                    throw .malformedPassiveReply(reply)
                }
                self = .port(port)
                return
            case (227, _, let numbers?), (229, nil, let numbers?):
                guard let address = Self.address(numbers) else {
                    throw .malformedPassiveReply(reply)
                }
                self = address
                return
            default:
                continue
            }
        }
        throw .malformedPassiveReply(reply)
    }

    /// The digits of `|||port|`, with or without parentheses.
    ///
    /// RFC 2428 allows any delimiter from 33 to 126; `|1|192.0.2.1|port|`, which some servers
    /// send although the RFC has the first fields empty, is taken with the usual one only.
    private static func extendedPort(_ line: [UInt8]) -> ArraySlice<UInt8>? {
        for start in line.indices where isDelimiter(line[start]) {
            let delimiter = line[start]
            let fields = line[(start + 1)...].split(
                separator: delimiter, maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count == 4, !fields[2].isEmpty,
                fields[2].allSatisfy(DecimalNumber.isDigit)
            else { continue }
            let isEmpty = fields[0].isEmpty && fields[1].isEmpty
            let isFilled =
                delimiter == UInt8(ascii: "|")
                && ["1", "2"].contains { fields[0].elementsEqual($0.utf8) }
            if isEmpty || isFilled { return fields[2] }
        }
        return nil
    }

    private static func isDelimiter(_ octet: UInt8) -> Bool {
        (33...126).contains(octet) && !PercentEncoding.isAlphanumeric(octet)
    }

    /// The first six numbers with commas, and perhaps blanks, between them (QUIRKS 32).
    private static func sixNumbers(_ line: [UInt8]) -> [ArraySlice<UInt8>]? {
        var numbers: [ArraySlice<UInt8>] = []
        var isAfterComma = false
        var rest = line[...]
        while let octet = rest.first {
            if DecimalNumber.isDigit(octet) {
                if !isAfterComma { numbers = [] }
                let digits = rest.prefix(while: DecimalNumber.isDigit)
                numbers.append(digits)
                rest = rest.dropFirst(digits.count)
                isAfterComma = false
                if numbers.count == 6 { return numbers }
            } else {
                switch octet {
                case UInt8(ascii: ",") where !isAfterComma: isAfterComma = true
                case UInt8(ascii: " ") where isAfterComma: break
                default: (isAfterComma, numbers) = (false, [])
                }
                rest = rest.dropFirst()
            }
        }
        return nil
    }

    private static func address(_ numbers: [ArraySlice<UInt8>]) -> PassiveReply? {
        let octets = numbers.compactMap { DecimalNumber.parse($0, as: UInt8.self) }
        guard octets.count == 6 else { return nil }
        let port = UInt16(octets[4]) << 8 | UInt16(octets[5])
        guard port > 0 else { return nil }
        return .address(
            IPv4Address(octets[0], octets[1], octets[2], octets[3]), port: port)
    }
}
