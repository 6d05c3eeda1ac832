@preconcurrency internal import Glibc
internal import GodwitCommands

/// `$XDG_STATE_HOME/godwit/queue`: appended to line by line, each on the disk before it counts.
/// Several shells may use it at once.
struct QueueFile {
    /// Far more than a person queues.
    private static let greatestOctets = 16 << 20

    private let path: String

    init() throws(CommandFailure) {
        guard let folder = StateFolder.path, StateFolder.prepare() else {
            throw CommandFailure(
                .cannotCreate, "no place for the queue: set HOME or XDG_STATE_HOME")
        }
        path = "\(folder)/queue"
    }

    /// The queue now.
    func read() throws(CommandFailure) -> QueueLog { try update { _ in [] } }

    /// Looks at the queue and appends changes, while nobody else does.
    /// - Returns: the queue behind the changes.
    @discardableResult
    func update(_ changes: (QueueLog) -> [QueueRecord]) throws(CommandFailure) -> QueueLog {
        let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("open") }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure("lock") }
        }
        let text = try contents(of: file)
        var log = QueueLog(text)
        let records = changes(log)
        guard !records.isEmpty else { return log }
        // A crash may have cut the last line off: the next one begins on its own.
        var octets: [UInt8] = text.last.map { $0 == 0x0A } ?? true ? [] : [0x0A]
        for record in records {
            log.apply(record)
            octets += QueueLog.line(record)
        }
        if log.entries.isEmpty {
            // Nothing waits: the history of what did is not needed.
            guard ftruncate(file, 0) == 0 else { throw failure("empty") }
        } else {
            try append(octets, to: file)
        }
        guard fdatasync(file) == 0 else { throw failure("write") }
        return log
    }

    private func append(_ octets: [UInt8], to file: Int32) throws(CommandFailure) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { throw failure("write") }
            rest = rest.dropFirst(max(0, count))
        }
    }

    private func contents(of file: Int32) throws(CommandFailure) -> [UInt8] {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while text.count <= Self.greatestOctets {
            let count = buffer.withUnsafeMutableBytes {
                pread(file, $0.baseAddress, $0.count, off_t(text.count))
            }
            if count < 0, errno != EINTR { throw failure("read") }
            if count == 0 { return text }
            text += buffer.prefix(max(0, count))
        }
        throw CommandFailure(.configuration, "\(path) is larger than any queue; move it away")
    }

    /// Held by whoever runs the queue; nil when another process does.
    func claim() throws(CommandFailure) -> Claim? {
        let lock = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw failure("lock") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            return nil
        }
        return Claim(lock)
    }

    /// The right to run the queue, until it is gone; the kernel takes it from a dead process.
    final class Claim: Sendable {
        private let lock: Int32

        fileprivate init(_ lock: Int32) { self.lock = lock }

        deinit { close(lock) }
    }

    private func failure(_ verb: String) -> CommandFailure {
        CommandFailure(.localIO, "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
