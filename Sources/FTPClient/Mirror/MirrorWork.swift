internal import Synchronization

/// What is left to do in a tree, shared by the sessions that do it.
///
/// Folders are taken last in first out, so that few stand open at a time, and only while few files
/// wait: what is remembered is one folder's entries and the way to it, whatever the tree holds.
final class MirrorWork: Sendable {
    enum Job: Sendable {
        case folder(MirrorFolder)
        case file(MirrorFile)
    }

    private struct State {
        var folders: [MirrorFolder] = []
        var files: [MirrorFile] = []
        /// Files at the front that were taken already.
        var taken = 0
        /// Sessions that are at work.
        var busy = 0
        var sessions = 0
        var limit: Int
        var isStopped = false
        var waiting: [CheckedContinuation<Job?, Never>] = []
        var starter: CheckedContinuation<Bool, Never>?
    }

    /// Files that wait for each session before another folder is listed.
    private static let filesAhead = 4

    private let state: Mutex<State>

    init(sessions limit: Int) { state = Mutex(State(limit: max(1, limit))) }

    func add(_ folders: [MirrorFolder] = [], _ files: [MirrorFile] = []) {
        state.withLock { state in
            state.folders += folders
            state.files += files
        }
        dispatch()
    }

    /// The next thing to do; nil when this session is not needed any more.
    ///
    /// Whoever got one calls ``finished()`` when it is done.
    func next() async -> Job? {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiting.append(continuation) }
            dispatch()
        }
    }

    /// A job is done; what followed from it was added before.
    func finished() {
        state.withLock { $0.busy -= 1 }
        dispatch()
    }

    /// Ends everything that has not begun.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.folders = []
            state.files = []
            state.taken = 0
        }
        dispatch()
    }

    /// Waits until another session has something to do, and counts it; false at the end.
    func wantsSession() async -> Bool {
        await withCheckedContinuation { continuation in
            state.withLock { $0.starter = continuation }
            dispatch()
        }
    }

    /// The host takes no more sessions than there are without this one.
    func sessionWasRefused() {
        state.withLock { state in
            state.sessions -= 1
            state.limit = max(1, state.sessions)
        }
        dispatch()
    }

    /// Lowers how many sessions there may be.
    func limit(to sessions: Int) {
        state.withLock { $0.limit = max(1, min($0.limit, sessions)) }
    }

    private func dispatch() {
        let (jobs, start): ([(CheckedContinuation<Job?, Never>, Job?)], _) = state.withLock {
            state in
            var jobs: [(CheckedContinuation<Job?, Never>, Job?)] = []
            while !state.waiting.isEmpty, let job = Self.take(from: &state) {
                jobs.append((state.waiting.removeFirst(), job))
            }
            let isOver = Self.isOver(state)
            if isOver {
                jobs += state.waiting.map { ($0, nil) }
                state.waiting = []
            }
            var start: (CheckedContinuation<Bool, Never>, Bool)?
            if let starter = state.starter {
                let wants = !Self.isEmpty(state) && state.sessions < state.limit
                if isOver || wants {
                    state.starter = nil
                    if !isOver { state.sessions += 1 }
                    start = (starter, !isOver)
                }
            }
            return (jobs, start)
        }
        for (continuation, job) in jobs { continuation.resume(returning: job) }
        if let (continuation, answer) = start { continuation.resume(returning: answer) }
    }

    private static func isEmpty(_ state: State) -> Bool {
        state.folders.isEmpty && state.taken == state.files.count
    }

    private static func isOver(_ state: State) -> Bool {
        state.busy == 0 && isEmpty(state)
    }

    private static func take(from state: inout State) -> Job? {
        let waiting = state.files.count - state.taken
        if waiting < filesAhead * state.limit, let folder = state.folders.popLast() {
            state.busy += 1
            return .folder(folder)
        }
        guard waiting > 0 else { return nil }
        let file = state.files[state.taken]
        state.taken += 1
        // Not one by one: that would move all the others each time.
        if state.taken > 1000 || state.taken == state.files.count {
            state.files.removeFirst(state.taken)
            state.taken = 0
        }
        state.busy += 1
        return .file(file)
    }
}
