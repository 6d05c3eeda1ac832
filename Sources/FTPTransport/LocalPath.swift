internal import Glibc

/// A path on this machine: octets, because the name of a remote file need not be UTF-8.
package struct LocalPath: Hashable, Sendable {
    package let octets: [UInt8]

    package init(_ text: String) { octets = Array(text.utf8) }
    package init(octets: [UInt8]) { self.octets = octets }

    /// The same path with something behind its name.
    package func appending(_ suffix: String) -> LocalPath {
        LocalPath(octets: octets + Array(suffix.utf8))
    }

    /// The folder that holds it; `.` for a bare name.
    package var folder: LocalPath {
        guard let slash = octets.lastIndex(of: UInt8(ascii: "/")) else { return LocalPath(".") }
        return LocalPath(octets: slash == 0 ? [octets[0]] : Array(octets[..<slash]))
    }

    /// The path from the root, as far as the current folder is known.
    package var absolute: LocalPath {
        guard octets.first != UInt8(ascii: "/"), let here = getcwd(nil, 0) else { return self }
        defer { free(here) }
        return LocalPath(String(cString: here) + "/").appending("\(self)")
    }

    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (octets + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                // The array has at least its terminator.
                body(characters.baseAddress.unsafelyUnwrapped)
            }
        }
    }
}

extension LocalPath: CustomStringConvertible {
    package var description: String { String(decoding: octets, as: UTF8.self) }
}
