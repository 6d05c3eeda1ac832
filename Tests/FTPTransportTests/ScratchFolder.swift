import Glibc
import Synchronization

@testable import FTPTransport

/// A folder of a test's own, removed with everything in it.
final class ScratchFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/godwit-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TransportError.system(call: "mkdtemp", errno: errno)
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in names { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// The names in the folder, in order.
    var names: [String] {
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

    /// Opens a file of the folder, created when it is not there.
    func open(_ name: String, flags: Int32 = 0, holding bytes: [UInt8] = []) throws -> Descriptor {
        let raw = Glibc.open("\(path)/\(name)", O_RDWR | O_CREAT | O_CLOEXEC | flags, 0o600)
        guard raw >= 0 else { throw TransportError.system(call: "open", errno: errno) }
        let file = Descriptor(owning: raw)
        if !bytes.isEmpty { pwrite(raw, bytes, bytes.count, 0) }
        return file
    }

    func contents(_ name: String) -> [UInt8] {
        let raw = Glibc.open("\(path)/\(name)", O_RDONLY)
        guard raw >= 0 else { return [] }
        return readAll(Descriptor(owning: raw))
    }
}

func readAll(_ descriptor: consuming Descriptor) -> [UInt8] {
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while case let count = read(descriptor.rawValue, &buffer, buffer.count), count > 0 {
        contents += buffer[..<count]
    }
    return contents
}

/// A pipe whose ends block, as those of a shell do.
struct BlockingPipe: ~Copyable {
    let exit: Descriptor
    let entrance: Descriptor

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        exit = Descriptor(owning: ends[0])
        entrance = Descriptor(owning: ends[1])
    }

    /// Keeps one end.
    consuming func withoutEntrance() -> Descriptor { exit }
    consuming func withoutExit() -> Descriptor { entrance }
}

/// A file system of 1 MiB.
final class SmallDisk {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        guard mount("godwit-test", folder.path, "tmpfs", 0, "size=1m") == 0 else {
            throw TransportError.system(call: "mount", errno: errno)
        }
    }

    deinit { umount2(folder.path, Int32(MNT_DETACH)) }
}

/// A terminal that nobody sits at.
struct PseudoTerminal: ~Copyable {
    /// What a program writes to.
    let screen: Descriptor
    private let viewer: Descriptor

    init() throws {
        var (viewer, screen) = (Int32(-1), Int32(-1))
        guard openpty(&viewer, &screen, nil, nil, nil) == 0 else {
            throw TransportError.system(call: "openpty", errno: errno)
        }
        self.viewer = Descriptor(owning: viewer)
        self.screen = Descriptor(owning: screen)
    }

    /// The octets that a person would see, as many as asked for.
    func shown(_ count: Int) -> [UInt8] {
        var shown: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while shown.count < count {
            let step = read(viewer.rawValue, &buffer, buffer.count)
            if step <= 0 { break }
            shown += buffer[..<step]
        }
        return shown
    }

    func type(_ bytes: [UInt8]) { write(viewer.rawValue, bytes, bytes.count) }
}

/// Work on a thread of its own from the start: the pool may be full of tests that wait for it.
final class Background<Value: Sendable>: Sendable {
    private let done: CancelSignal
    private let result = Mutex<Value?>(nil)

    init(_ body: @escaping @Sendable () -> Value) throws {
        done = try CancelSignal()
        try DetachedThread.start(named: "test") { [self] in
            let value = body()
            result.withLock { $0 = value }
            done.fire()
        }
    }

    func value() throws -> Value? {
        try wait(for: .reading, on: done.descriptor)
        return result.withLock { $0 }
    }
}
