internal import Glibc

/// A path of the local file system: octets, because remote names that become local ones need
/// not be UTF-8.
package struct LocalPath: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The part behind the last slash.
    package var name: [UInt8] {
        Array(bytes.suffix(from: bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0))
    }

    /// The folder that holds it: `.` for a bare name.
    package var folder: LocalPath {
        guard let last = bytes.lastIndex(of: slash) else { return LocalPath(".") }
        return last == 0 ? LocalPath("/") : LocalPath(Array(bytes[..<last]))
    }

    /// The path from the root; as it is where the current folder is not known.
    package var absolute: LocalPath {
        guard bytes.first != slash, let here = getcwd(nil, 0) else { return self }
        defer { free(here) }
        return LocalPath(String(cString: here)).appending(bytes)
    }

    /// The path of something in this folder. The name is not looked into: refusing `..` and
    /// slashes in names that a server sent is the caller's part.
    package func appending(_ name: [UInt8]) -> LocalPath {
        LocalPath(bytes.isEmpty || bytes.last == slash ? bytes + name : bytes + [slash] + name)
    }

    /// The path with more text at its end: `NAME.part`.
    package func with(suffix: String) -> LocalPath { LocalPath(bytes + Array(suffix.utf8)) }

    /// Gives the path to C.
    ///
    /// A NUL would make C see another, shorter path: that is an invalid one (EINVAL).
    func withCString<Result>(
        for call: String, _ body: (UnsafePointer<CChar>) -> Result
    ) throws(TransportError) -> Result {
        if bytes.contains(0) { throw .localFile(call: call, errno: EINVAL) }
        return body(bytes.map(CChar.init(bitPattern:)) + [0])
    }
}

extension LocalPath: CustomStringConvertible {
    /// For people: what is not UTF-8 is replaced.
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}

private let slash = UInt8(ascii: "/")
