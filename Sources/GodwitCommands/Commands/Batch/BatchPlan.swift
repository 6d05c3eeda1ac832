internal import FTPClient
internal import FTPProtocol

/// What is left to do of a list.
struct BatchPlan {
    /// Lines of this shard, duplicates not counted.
    private(set) var total = 0
    /// What earlier runs have done.
    private(set) var doneBefore = 0
    /// What earlier runs have failed at, and what is not tried again.
    private(set) var failedBefore = 0
    /// Lines that say the same as one before them.
    private(set) var duplicates = 0
    /// The first of those failures.
    private(set) var firstFailure: BatchFailure?
    /// What failed because it cannot be read: told, and written to the result file, at once.
    private(set) var unreadable: [(line: BatchList.Line, failure: CommandFailure)] = []
    /// Those that have arrived, and whose command is missing.
    private(set) var untold: [BatchList.Line] = []
    private(set) var jobs: [BatchSchedule.Job] = []
    /// A URL of each host of ``jobs``, by its number: what a login needs is the same for all.
    private(set) var hosts: [FTPURL] = []

    private struct Login: Hashable {
        let key: SessionStore.LoginKey
        let scheme: FTPURL.Scheme
    }

    private var numbers: [Login: Int] = [:]

    /// What decides about the entries.
    struct Choice {
        var shard: Shard?
        var retriesFailed = false
        /// Whether a command has to end well for an entry to be done.
        var tells = false
    }

    init(
        _ list: BatchList, _ choice: Choice, journal: BatchJournal, connection: ConnectionOptions
    ) {
        var seen: Set<BatchState.Key> = []
        for (index, line) in list.lines.enumerated() {
            let entry: Result<BatchEntry, CommandFailure>
            do throws(CommandFailure) { entry = .success(try list.entry(line)) } catch {
                entry = .failure(error)
            }
            let key = BatchState.Key((try? entry.get().what) ?? list.shown(line))
            if let shard = choice.shard, !shard.holds(key.high) { continue }
            guard seen.insert(key).inserted else {
                duplicates += 1
                continue
            }
            total += 1
            let progress = journal.progress(of: key)
            if progress.status == .success {
                if progress.hasTold || !choice.tells {
                    doneBefore += 1
                } else {
                    untold.append(line)
                }
            } else if let status = progress.status, progress.isFinal, !choice.retriesFailed {
                failedBefore += 1
                firstFailure = firstFailure ?? BatchFailure(line: line.number, status: status)
            } else {
                switch entry {
                case .failure(let failure): unreadable.append((line, failure))
                case .success(let entry):
                    let host = host(of: entry.url, connection)
                    jobs.append(
                        BatchSchedule.Job(id: index, host: host, priority: entry.priority))
                }
            }
        }
    }

    private mutating func host(of url: FTPURL, _ connection: ConnectionOptions) -> Int {
        let login = Login(key: .init(url, connection), scheme: url.scheme)
        if let host = numbers[login] { return host }
        let host = hosts.count
        numbers[login] = host
        hosts.append(url)
        return host
    }
}
