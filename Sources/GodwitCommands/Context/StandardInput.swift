@preconcurrency internal import Glibc

/// What the program reads where a file could be named.
enum StandardInput {
    /// What it has now; nil at its end.
    static func next() -> [UInt8]? {
        let octets = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
            var result = -1
            repeat {
                result = read(STDIN_FILENO, buffer.baseAddress, buffer.count)
            } while result < 0 && errno == EINTR
            count = max(0, result)
        }
        return octets.isEmpty ? nil : octets
    }

    /// All of it; nil when it is more than that.
    static func contents(atMost limit: Int) -> [UInt8]? {
        var octets: [UInt8] = []
        while let piece = next() {
            octets += piece
            if octets.count > limit { return nil }
        }
        return octets
    }
}
