internal import FoundationEssentials
@preconcurrency internal import Glibc
internal import GodwitCommands
internal import Synchronization

/// What a detached job leaves for others to see, written by its own process: see ``DetachedJob``.
final class JobRecord: PersonOutput {
    /// More jobs than anybody lets run at once.
    private static let mostJobs = 10_000

    let number: Int
    /// Where results go: the log.
    let log: Int32
    private let live: Int32
    private let folder: String
    private let facts: Mutex<DetachedJob.Facts>

    /// Makes the record of a new job where all of them are.
    convenience init(of source: String) throws(CommandFailure) {
        guard let home = DetachedJob.home, StateFolder.prepare() else {
            throw CommandFailure(
                .cannotCreate, "no place for the state of jobs: set HOME or XDG_STATE_HOME")
        }
        try self.init(of: source, in: home)
    }

    init(of source: String, in home: String) throws(CommandFailure) {
        mkdir(home, 0o700)
        // mkdir(2) fails for all but one process that want the same number.
        let free = (1...Self.mostJobs).first { mkdir("\(home)/\($0)", 0o700) == 0 }
        guard let free else { throw Self.failure("create a folder in", home) }
        number = free
        folder = "\(home)/\(free)"
        log = try Self.create("\(folder)/log", O_APPEND)
        live = try Self.create("\(folder)/live", 0)
        facts = Mutex(DetachedJob.Facts(source: source, process: getpid()))
        // Somebody who looks holds it for a moment.
        while flock(log, LOCK_EX) != 0, errno == EINTR {}
        try write()
    }

    private static func create(_ file: String, _ flags: Int32) throws(CommandFailure) -> Int32 {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw failure("create", file) }
        return descriptor
    }

    private static func failure(_ verb: String, _ file: String) -> CommandFailure {
        CommandFailure(.cannotCreate, "cannot \(verb) \(file): \(String(cString: strerror(errno)))")
    }

    deinit {
        close(log)
        close(live)
    }

    /// Notes how the job ended.
    func end(_ status: Int32) throws(CommandFailure) {
        facts.withLock { $0.status = status }
        try write()
    }

    /// The facts appear as a whole: a reader never meets half of them.
    private func write() throws(CommandFailure) {
        let facts = facts.withLock { $0 }
        guard let octets = try? JSONEncoder().encode(facts) else { return }
        let new = "\(folder)/job.new"
        let file = try Self.create(new, O_TRUNC)
        defer { close(file) }
        guard
            Array(octets).withUnsafeBytes({ Glibc.write(file, $0.baseAddress, $0.count) })
                == octets.count, fdatasync(file) == 0, rename(new, "\(folder)/job") == 0
        else { throw Self.failure("write", new) }
    }

    // MARK: What the job says

    var drawsLiveLines: Bool { true }

    func say(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { _ = Glibc.write(log, $0.baseAddress, $0.count) }
    }

    func draw(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { _ = pwrite(live, $0.baseAddress, $0.count, 0) }
    }
}
