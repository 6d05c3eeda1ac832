/// One of N parts of a list, such as the second of four: `2/4`.
///
/// Which part an entry is in follows from the entry alone, so that machines which know nothing of
/// each other share a list without gaps and without overlaps.
public struct Shard: Sendable, Hashable {
    /// From 1.
    public let number: Int
    /// How many parts there are.
    public let count: Int

    /// - Returns: nil unless `number` is from 1 to `count`.
    public init?(_ number: Int, of count: Int) {
        guard number >= 1, number <= count else { return nil }
        self.number = number
        self.count = count
    }

    /// Reads `2/4`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) else {
            return nil
        }
        self.init(number, of: count)
    }

    /// Whether an entry with this evenly spread hash belongs to the part.
    public func holds(_ hash: UInt64) -> Bool { hash % UInt64(count) == UInt64(number - 1) }

    /// Why a scheduler's environment names no part.
    public enum Gap: Error, Sendable, Hashable {
        /// No scheduler has said anything.
        case noScheduler
        /// `JOB_COMPLETION_INDEX` is there, and nobody said out of how many.
        case noCount
        /// A Slurm array whose indexes have gaps: shards would be left out.
        case unevenArray
        /// A variable holds no number that makes sense.
        case malformed(String)
    }

    /// What a scheduler says of this task's place: a Slurm array (`SLURM_ARRAY_TASK_ID` with
    /// `_MIN`, `_MAX`, `_STEP`, `_COUNT`), a Kubernetes Indexed Job (`JOB_COMPLETION_INDEX`, with
    /// `JOB_COMPLETIONS` from the manifest), or the tasks of one `srun` (`SLURM_PROCID`,
    /// `SLURM_NTASKS`).
    /// - Parameter value: of an environment variable; nil where there is none.
    public init(scheduler value: (String) -> String?) throws(Gap) {
        func number(_ name: String) throws(Gap) -> Int? {
            guard let text = value(name) else { return nil }
            guard let number = Int(text), number >= 0 else { throw .malformed(name) }
            return number
        }
        if let task = try number("SLURM_ARRAY_TASK_ID") {
            let first = try number("SLURM_ARRAY_TASK_MIN") ?? 0
            let count = try number("SLURM_ARRAY_TASK_COUNT") ?? 0
            let step = max(1, try number("SLURM_ARRAY_TASK_STEP") ?? 1)
            let last = try number("SLURM_ARRAY_TASK_MAX") ?? first
            guard last >= first, (last - first) / step + 1 == count, task >= first,
                (task - first) % step == 0, let shard = Shard((task - first) / step + 1, of: count)
            else { throw .unevenArray }
            self = shard
        } else if let index = try number("JOB_COMPLETION_INDEX") {
            guard let count = try number("JOB_COMPLETIONS") else { throw .noCount }
            guard let shard = Shard(index + 1, of: count) else {
                throw .malformed("JOB_COMPLETIONS")
            }
            self = shard
        } else if let task = try number("SLURM_PROCID"), let count = try number("SLURM_NTASKS") {
            guard let shard = Shard(task + 1, of: count) else { throw .malformed("SLURM_NTASKS") }
            self = shard
        } else {
            throw .noScheduler
        }
    }
}

extension Shard: CustomStringConvertible {
    /// As it was written: `2/4`.
    public var description: String { "\(number)/\(count)" }
}

extension Shard.Gap: CustomStringConvertible {
    /// One line that says what to do.
    public var description: String {
        switch self {
        case .noScheduler:
            "no scheduler has named this task's part: set SLURM_ARRAY_TASK_ID or "
                + "JOB_COMPLETION_INDEX, or write --shard K/N"
        case .noCount:
            "JOB_COMPLETION_INDEX is set and JOB_COMPLETIONS is not: set it to the job's completions"
        case .unevenArray:
            "the indexes of the Slurm array have gaps: use --array=FIRST-LAST, or write --shard K/N"
        case .malformed(let name): "\(name) holds no number that makes sense here"
        }
    }
}
