internal import FoundationEssentials
@preconcurrency internal import Glibc
internal import GodwitCommands

/// A job that outlives the shell that began it: a folder `$XDG_STATE_HOME/godwit/jobs/N` with the
/// files `job` (what it is and how it ended), `log` (what it said and printed; its process holds
/// the lock of it) and `live` (its live line).
struct DetachedJob {
    /// What the file `job` says.
    struct Facts: Codable, Equatable {
        /// The line, without secrets.
        let source: String
        let process: Int32
        /// How it ended; nil as long as it has not told.
        var status: Int32?
    }

    /// How a job stands.
    enum State: Equatable {
        case running
        case ended(Int32)
        /// Its process is gone without a word: killed, or the machine went down.
        case lost
    }

    let number: Int
    private let home: String
    let folder: String
    let facts: Facts
    let state: State

    /// How it is called: `d2`, beside a shell's own jobs with bare numbers.
    var name: String { "d\(number)" }

    /// Where the folders of all jobs are; nil without a home.
    static var home: String? { StateFolder.path.map { "\($0)/jobs" } }

    /// All that there are, in the order they were begun.
    static var all: [DetachedJob] { home.map { all(in: $0) } ?? [] }

    static func all(in home: String) -> [DetachedJob] {
        guard let stream = opendir(home) else { return [] }
        defer { closedir(stream) }
        var numbers: [Int] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let number = Int(name) { numbers.append(number) }
        }
        return numbers.sorted().compactMap { DetachedJob($0, in: home) }
    }

    /// The job with a name such as `d2` or `%d2`; the newest without one.
    static func named(_ name: String?) throws(CommandFailure) -> DetachedJob {
        let jobs = all
        guard let name else {
            guard let newest = jobs.last else {
                throw CommandFailure(.usage, "no detached job is there")
            }
            return newest
        }
        guard let number = number(in: name), let job = jobs.first(where: { $0.number == number })
        else { throw CommandFailure(.usage, "there is no detached job \(name); jobs lists them") }
        return job
    }

    /// The number in `d2` or `%d2`; nil for what names no detached job.
    static func number(in name: String) -> Int? {
        let digits = name.hasPrefix("%") ? name.dropFirst() : name[...]
        return digits.first == "d" ? Int(digits.dropFirst()) : nil
    }

    private init?(_ number: Int, in home: String) {
        self.number = number
        self.home = home
        folder = "\(home)/\(number)"
        // The lock is looked at first: a process notes its end before it lets go.
        let isLocked = Self.isLocked("\(folder)/log")
        guard let text = TextFile.read("\(folder)/job"),
            let facts = try? JSONDecoder().decode(Facts.self, from: Data(text.utf8))
        else { return nil }
        self.facts = facts
        state = isLocked ? .running : facts.status.map { .ended($0) } ?? .lost
    }

    private static func isLocked(_ file: String) -> Bool {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// The live line, or else what was said last.
    var summary: String {
        let live = Self.firstLine(of: TextFile.read("\(folder)/live") ?? "")
        if state == .running, !live.isEmpty { return live }
        return TextFile.read("\(folder)/log")?.split(separator: "\n").last.map(String.init) ?? ""
    }

    /// The file is written over in place: what stands behind the line end is older.
    private static func firstLine(of text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    }

    /// Asks its process to end; what has arrived is kept.
    func cancel() {
        guard state == .running else { return }
        Glibc.kill(facts.process, SIGTERM)
    }

    /// Forgets a job that runs no more.
    func forget() {
        guard state != .running else { return }
        for file in ["live", "job", "log"] { unlink("\(folder)/\(file)") }
        rmdir(folder)
    }

    /// The job as it stands now; nil when somebody has forgotten it.
    var refreshed: DetachedJob? { DetachedJob(number, in: home) }
}
