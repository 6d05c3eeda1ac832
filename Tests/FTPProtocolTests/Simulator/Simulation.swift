import FTPProtocol

/// What became of one schedule.
struct Report: Sendable {
    enum End: Sendable, Hashable {
        case success
        case failure(TransferFailure)
        /// The steps or the runs had no end; a violation says which.
        case none
    }

    var end = End.none
    var violations: [String] = []
    var log: [String] = []
    var logins = 0
    /// Octets that moved, and those of them that had moved before.
    var moved = 0
    var elapsed = Duration.zero
    var runs = 0
}

extension Report {
    /// Runs a schedule to its end, however often the client has to be started again.
    init(of plan: Schedule, logs: Bool = false) {
        let world = World(plan)
        if logs { world.log = [] }
        let simulation: any Simulation =
            switch plan.direction {
            case .download where plan.sessions > 1: SimulatedSegments(world)
            case .download: SimulatedDownload(world)
            case .upload: SimulatedUpload(world)
            case .append: SimulatedAppend(world)
            }
        let client = simulation.client
        while runs < 12, end == .none, client.violations.isEmpty {
            runs += 1
            do throws(ModelClient.Crashed) { end = try simulation.run() } catch {
                world.note("CRASH \(error.crash)")
                client.dropData()
                client.disconnect()
                simulation.crashed(error.crash)
            }
        }
        if end == .none { client.violate("no end after \(runs) runs") }
        logins = simulation.logins
        moved = simulation.moved
        elapsed = world.now - start
        simulation.check(self)
        violations = client.violations
        log = world.log ?? []
    }
}

/// One transfer, from the first run of the client to the last.
protocol Simulation: AnyObject {
    var client: ModelClient { get }
    /// Octets that moved over data connections.
    var moved: Int { get }
    var logins: Int { get }
    /// One run of the client.
    func run() throws(ModelClient.Crashed) -> Report.End
    /// What a crash does to the disk.
    func crashed(_ crash: World.Crash)
    /// The invariants that are known at the end.
    func check(_ report: Report)
}

extension Simulation {
    var logins: Int { client.logins }

    /// Bounds that every transfer keeps, as functions of what went wrong.
    func checkBounds(_ report: Report, startOvers: Int, transfers: Int) {
        let plan = client.plan
        if report.elapsed > .seconds(4 * 3600) { client.violate("took \(report.elapsed)") }
        // The patience of each run is an hour, with a minute at the most between two logins.
        let logins = plan.server.isHopeless ? 40 + 60 * report.runs : 20 + 10 * plan.faults.count
        if report.logins > logins { client.violate("\(report.logins) logins") }
        let largest = max(plan.octets * 3 / 2, plan.octets)
        let again = transfers * (min(Int(plan.overlap), largest) + 4 * plan.step)
        let bound = largest * (1 + startOvers + report.runs) + again
        if report.moved > bound { client.violate("\(report.moved) octets moved, bound \(bound)") }
        checkSuccess(report)
        if plan.onlyControlSuffers, report.moved > plan.octets {
            client.violate("\(report.moved - plan.octets) octets moved again for nothing")
        }
    }
}

extension Simulation {
    func checkSuccess(_ report: Report) {
        guard client.plan.mustSucceed, !report.end.isAcceptable else { return }
        client.violate("failed: \(report.end)")
    }
}

extension Report.End {
    /// Success, or a host that was down before it ever answered: a wrong port is likelier.
    fileprivate var isAcceptable: Bool {
        switch self {
        case .success, .failure(.gaveUp(first: .noSession(.unreachable), _, _)): true
        case .failure, .none: false
        }
    }
}
