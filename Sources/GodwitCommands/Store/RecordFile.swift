internal import FTPProtocol
internal import FTPTransport
internal import FoundationEssentials
internal import Glibc

/// A file of JSON lines that grows by whole lines: the durable store of the queue and of batches.
///
/// A line counts once it is written whole. `kill -9` can only cut the last one off, which changes
/// nothing then; one process at a time writes, by the kernel's lock, which a dead process loses.
package final class RecordFile: Sendable {
    /// Far more than anybody lists.
    private static let greatestOctets = 4 << 30

    private let path: String
    private let file: LocalFile

    /// Opens the file, or makes it, readable for its owner only.
    package convenience init(_ path: String) throws(CommandFailure) {
        try self.init(path, .updating, orElse: .cannotCreate)
    }

    /// Opens a file that is there, only to be read.
    package convenience init(reading path: String) throws(CommandFailure) {
        try self.init(path, .reading, orElse: .noSuchFile)
    }

    private init(
        _ path: String, _ access: LocalFile.Access, orElse status: ExitStatus
    ) throws(CommandFailure) {
        self.path = path
        do throws(TransportError) {
            file = try LocalFile(
                opening: LocalPath(OctetText.octets(of: path)), for: access, permissions: 0o600)
        } catch { throw CommandFailure(status, "cannot open \(path): \(error)") }
    }

    /// Waits until nobody else writes.
    package func lock() throws(CommandFailure) {
        while flock(file.descriptor.rawValue, LOCK_EX) != 0 {
            // A file system without locks cannot tell: then nobody is taken to write.
            if errno == EINTR { continue }
            if errno == ENOLCK || errno == EOPNOTSUPP { return }
            throw CommandFailure(
                .localIO, "cannot lock \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Makes sure that nobody else writes, or gives up at once.
    /// - Parameter work: what the other one does, for the failure: `runs this batch`.
    package func claim(for work: String) throws(CommandFailure) {
        guard flock(file.descriptor.rawValue, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else {
            return
        }
        let holder = file.lockHolder().map { "process \($0)" } ?? "another process"
        throw CommandFailure(.runAgain, "\(holder) \(work); wait for it, then run again")
    }

    /// Reads every line without its end; the last one may have been cut off.
    package func forEachLine(_ body: (ArraySlice<UInt8>) -> Void) throws(CommandFailure) {
        var rest: [UInt8] = []
        var offset = 0
        while true {
            let piece = try attempt("read") { () throws(TransportError) in
                try file.read(1 << 20, at: offset)
            }
            offset += piece.count
            guard offset <= Self.greatestOctets else {
                throw CommandFailure(.configuration, "\(path) is absurdly large; move it away")
            }
            rest += piece
            let end = piece.isEmpty ? rest.count : (rest.lastIndex(of: 0x0A) ?? -1) + 1
            for line in rest[..<end].split(separator: 0x0A) { body(line) }
            rest.removeFirst(end)
            if piece.isEmpty { return }
        }
    }

    /// Adds lines; whoever holds the lock may do so.
    /// - Parameter isDurable: whether they have to survive a power loss too.
    package func append(_ lines: [UInt8], isDurable: Bool = true) throws(CommandFailure) {
        try attempt("write") { () throws(TransportError) in
            let end = try file.metadata().octets
            // A crash may have cut the last line off: the next one begins on its own.
            let last = try file.read(min(1, end), at: max(0, end - 1))
            let isCut = !last.isEmpty && last != [0x0A]
            try file.seek(to: end)
            try file.write((isCut ? [0x0A] : []) + lines)
            if isDurable { try file.synchronizeData() }
        }
    }

    /// Makes all that was added survive a power loss.
    package func synchronize() throws(CommandFailure) {
        try attempt("write") { () throws(TransportError) in try file.synchronizeData() }
    }

    /// Forgets everything.
    package func clear() throws(CommandFailure) {
        try attempt("empty") { () throws(TransportError) in
            try file.truncate(to: 0)
            try file.synchronizeData()
        }
    }

    /// The line of a record, with its end.
    package static func line(_ record: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(record) else { return [] }
        return Array(data) + [0x0A]
    }

    private func attempt<Value>(
        _ verb: String, _ body: () throws(TransportError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(TransportError) { return try body() } catch {
            throw CommandFailure(.localIO, "cannot \(verb) \(path): \(error)")
        }
    }
}
