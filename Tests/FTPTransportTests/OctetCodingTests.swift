import Testing

@testable import FTPTransport

/// Text and compressed data, cut everywhere.
@Suite struct OctetCodingTests {
    /// What arrives when the coded octets come in pieces, read into room for so many octets.
    private func decoded(
        _ coding: any OctetCoding, _ octets: [UInt8], piece: Int, room: Int
    ) throws -> [UInt8] {
        let coded = CodedOctets(coding)
        var rest = octets[...]
        var plain: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: room)
        while true {
            let step = try buffer.withUnsafeMutableBytes { buffer in
                Result { () throws(TransportError) in
                    try coded.receive(into: buffer) { raw in
                        if rest.isEmpty { return .ended }
                        let part = rest.prefix(min(piece, raw.count))
                        raw.copyBytes(from: part)
                        rest = rest.dropFirst(part.count)
                        return .octets(part.count)
                    }
                }
            }.get()
            switch step {
            case .octets(let count): plain += buffer.prefix(count)
            case .wouldBlock: continue
            case .ended: return plain
            }
        }
    }

    /// What a connection sees that takes so many octets at a time and blocks in between.
    private func encoded(
        _ coding: any OctetCoding, _ octets: [UInt8], piece: Int
    ) throws -> [UInt8] {
        let coded = CodedOctets(coding)
        var wire: [UInt8] = []
        var blocks = false
        let write: (UnsafeRawBufferPointer) throws(TransportError) -> Transfer = { bytes in
            blocks.toggle()
            if blocks { return .wouldBlock }
            wire += bytes.prefix(piece)
            return .octets(min(piece, bytes.count))
        }
        var rest = octets[...]
        while !rest.isEmpty {
            let step = try Array(rest.prefix(piece)).withUnsafeBytes { bytes in
                Result { () throws(TransportError) in try coded.send(bytes, write) }
            }.get()
            if case .octets(let count) = step { rest = rest.dropFirst(count) }
        }
        while try !coded.finish(write) {}
        return wire
    }

    private static let texts = [
        "", "\n", "\r", "a\nb\n", "a\r\nb", "\r\r\n\n\r", "\r\n\r\n", "no end", "\n\n\n", "a\rb\r",
    ]

    @Test(arguments: texts)
    func `text goes out and comes back as it was`(text: String) throws {
        let octets = Array(text.utf8)
        let wire = Array(octets.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] })
        for piece in 1...max(1, wire.count) {
            #expect(try encoded(TextCoding(), octets, piece: piece) == wire)
            for room in 2...8 {
                #expect(try decoded(TextCoding(), wire, piece: piece, room: room) == octets)
            }
        }
    }

    @Test(
        arguments: [
            ("a\r\nb\r\n", "a\nb\n"), ("a\nb", "a\nb"), ("a\r", "a\r"), ("\r\r\n", "\r\n"),
            ("\r\rb", "\r\rb"), ("\r\n", "\n"),
        ])
    func `text of servers is read as it is written`(wire: String, text: String) throws {
        for piece in 1...wire.utf8.count {
            let plain = try decoded(TextCoding(), Array(wire.utf8), piece: piece, room: 3)
            #expect(plain == Array(text.utf8))
        }
    }

    private var sample: [UInt8] {
        (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    }

    @Test(arguments: [1, 7, 4096, 100_000])
    func `compressed octets come back`(piece: Int) throws {
        for octets in [[], [0], Array(sample.prefix(5000)), piece == 1 ? [] : sample] {
            let wire = try encoded(DeflateCoding(), octets, piece: piece)
            #expect(!wire.isEmpty, "even nothing has an end")
            #expect(try decoded(DeflateCoding(), wire, piece: piece, room: 1000) == octets)
        }
    }

    @Test func `a stream that is cut off is no end`() throws {
        let wire = try encoded(DeflateCoding(), Array(sample.prefix(3000)), piece: 1000)
        for count in [1, 2, wire.count / 2, wire.count - 1] {
            #expect(throws: TransportError.truncated) {
                try decoded(DeflateCoding(), Array(wire.prefix(count)), piece: 100, room: 100)
            }
        }
        #expect(try decoded(DeflateCoding(), [], piece: 1, room: 2) == [], "nothing is nothing")
    }

    @Test func `damaged octets are found`() throws {
        var wire = try encoded(DeflateCoding(), Array(sample.prefix(3000)), piece: 1000)
        wire[wire.count - 2] ^= 1
        #expect(throws: TransportError.self) {
            try decoded(DeflateCoding(), wire, piece: 100, room: 100)
        }
        #expect(throws: TransportError.self) {
            try decoded(DeflateCoding(), Array("no zlib".utf8), piece: 100, room: 100)
        }
    }
}
