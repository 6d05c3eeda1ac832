/// The ways in which a peer may cut the same octets.
enum Chunking {
    /// Whole, octet by octet, and split once at every point.
    static func all(_ octets: [UInt8]) -> [[[UInt8]]] {
        var ways = [[octets], octets.map { [$0] }]
        for split in octets.indices.dropFirst() {
            ways.append([Array(octets[..<split]), Array(octets[split...])])
        }
        return ways
    }
}

/// The octets of a text, as a server sends them.
func octets(_ text: String) -> [UInt8] { Array(text.utf8) }
