@preconcurrency internal import Glibc

/// Passwords in URLs on the command line, taken out of sight of `ps` as early as possible.
enum ArgumentMask {
    /// Overwrites each password in the process's own argument memory.
    ///
    /// Call it after the arguments were copied. For a moment everybody could read it: the
    /// result says whether there was one, so that the user can be warned.
    static func hidePasswords(
        count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> Bool {
        var hasFound = false
        for index in 1..<max(1, Int(count)) {
            guard let argument = arguments[index] else { continue }
            let octets = UnsafeMutableBufferPointer(start: argument, count: strlen(argument))
            guard let range = password(in: octets.map { UInt8(bitPattern: $0) }) else { continue }
            for position in range { octets[position] = CChar(bitPattern: UInt8(ascii: "*")) }
            hasFound = true
        }
        return hasFound
    }

    /// Where the password of a URL stands: behind the first `:` of the part before the last `@`
    /// of the authority.
    static func password(in url: [UInt8]) -> Range<Int>? {
        let text = url[...]
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
            text[colon...].starts(with: "://".utf8)
        else { return nil }
        let authority = text[(colon + 3)...].prefix { $0 != UInt8(ascii: "/") }
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
            let separator = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return separator + 1..<at
    }
}
