import FTPTransport
import Glibc

/// A local folder of a test's own, removed with everything in it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/godwit-client-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TransportError.system(call: "mkdtemp", errno: errno)
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { Self.removeAll(in: path) }

    private static func removeAll(in path: String) {
        for name in names(in: path) where remove("\(path)/\(name)") != 0 {
            removeAll(in: "\(path)/\(name)")
        }
        rmdir(path)
    }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                names.append(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
            }
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    /// The names in the folder, in order.
    var names: [String] { Self.names(in: path) }

    func names(in subfolder: String) -> [String] { Self.names(in: "\(path)/\(subfolder)") }

    /// The octets of a file; nil when there is none, or to remove it.
    subscript(name: String) -> [UInt8]? {
        get { (try? LocalPath("\(path)/\(name)").contents(atMost: 1 << 30)) ?? nil }
        set {
            let file = LocalPath("\(path)/\(name)")
            if let newValue {
                try? file.replaceContents(with: newValue, isDurable: false)
            } else {
                try? file.remove()
            }
        }
    }

    /// Whether a file holds just these octets.
    func holds(_ octets: [UInt8], in name: String) -> Bool { octets.isSame(as: self[name]) }

    /// Writes in place: whoever has the file open sees it.
    func overwrite(_ name: String, with octets: [UInt8]) throws {
        try LocalFile(opening: LocalPath("\(path)/\(name)"), for: .updating).write(octets)
    }

    func setModified(_ name: String, to seconds: Int) throws {
        try LocalFile(opening: LocalPath("\(path)/\(name)"), for: .updating)
            .setModified(FileTime(seconds: seconds))
    }

    /// Puts octets at a position behind the end; what lies between is a hole.
    func extend(_ name: String, to position: Int, with octets: [UInt8]) throws {
        let file = try LocalFile(opening: LocalPath("\(path)/\(name)"), for: .updating)
        try file.seek(to: position)
        try file.write(octets)
    }

    /// The octets of a file behind a position.
    func end(of name: String, from position: Int, _ count: Int) throws -> [UInt8] {
        try LocalFile(opening: LocalPath("\(path)/\(name)"), for: .updating)
            .read(count, at: position)
    }

    func metadata(_ name: String) throws -> FileMetadata? {
        try LocalPath("\(path)/\(name)").metadata()
    }
}
