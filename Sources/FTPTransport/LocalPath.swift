internal import Glibc

/// A path of the local file system: octets, because remote names that become local ones need
/// not be UTF-8.
///
/// One that belongs to a ``LocalFolder`` is meant from that folder, and no link at its end is ever
/// followed.
package struct LocalPath: Hashable, Sendable {
    package let bytes: [UInt8]
    /// Where a relative path begins; nil for the process's own folder.
    let base: LocalFolder?

    package init(_ bytes: [UInt8]) { self.init(bytes, in: nil) }

    package init(_ text: String) { self.init(Array(text.utf8), in: nil) }

    init(_ bytes: [UInt8], in base: LocalFolder?) {
        self.bytes = bytes
        self.base = base
    }

    /// The part behind the last slash.
    package var name: [UInt8] {
        Array(bytes.suffix(from: bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0))
    }

    /// The folder that holds it: `.` for a bare name.
    package var folder: LocalPath {
        guard let last = bytes.lastIndex(of: slash) else {
            return LocalPath([UInt8(ascii: ".")], in: base)
        }
        return last == 0 ? LocalPath("/") : LocalPath(Array(bytes[..<last]), in: base)
    }

    /// The descriptor from which system calls take the path.
    var root: Int32 { base?.descriptor.rawValue ?? AT_FDCWD }

    /// Whether a link at the path's end may be followed.
    var mayFollow: Bool { base == nil }

    /// The path from the root; as it is where the current folder is not known.
    package var absolute: LocalPath {
        if let base { return base.path.appending(bytes).absolute }
        guard bytes.first != slash, let here = getcwd(nil, 0) else { return self }
        defer { free(here) }
        return LocalPath(String(cString: here)).appending(bytes)
    }

    /// The path of something in this folder. The name is not looked into: refusing `..` and
    /// slashes in names that a server sent is the caller's part.
    package func appending(_ name: [UInt8]) -> LocalPath {
        LocalPath(
            bytes.isEmpty || bytes.last == slash ? bytes + name : bytes + [slash] + name, in: base)
    }

    /// The path of something beside it.
    package func named(_ name: [UInt8]) -> LocalPath {
        LocalPath(bytes.dropLast(self.name.count) + name, in: base)
    }

    /// The path with more text at its end: `NAME.part`.
    package func with(suffix: String) -> LocalPath {
        LocalPath(bytes + Array(suffix.utf8), in: base)
    }

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
    package var description: String {
        let whole = base?.path.appending(bytes).bytes ?? bytes
        return String(decoding: whole, as: UTF8.self)
    }
}

private let slash = UInt8(ascii: "/")
