import FTPProtocol
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Every fault ends in the right octets or in a clear refusal: random schedules.
///
/// `GODWIT_SIM_SCHEDULES` is how many (20,000 without it), `GODWIT_SIM_FIRST` the first seed, and
/// `GODWIT_SIM_SEED` replays one schedule and prints its dialogue.
@Suite struct SimulatorTests {
    private static func number(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    private static let lanes = 2

    /// Seeds that found a bug once.
    static let findings: [UInt64] = [
        48, 251, 1777, 4981, 6466, 9657, 12_971, 50_843, 62_300, 65_441, 72_275, 100_977, 103_430,
        167_593, 236_257, 272_174, 424_239, 1_116_844, 1_211_355, 1_366_410, 5_155_720, 10_038_714,
        10_186_614, 10_323_578, 30_020_338, 30_031_425, 30_259_888, 30_300_067,
        30_354_927, 30_554_040, 40_331_582, 40_509_880,
        43_027_797, 43_119_956, 43_748_634, 51_851_851, 53_228_590,
        53_472_007, 62_219_237,
        74_029_843, 81_672_417, 82_871_847, 92_459_117, 4_157_089_112,
    ]

    @Test(arguments: findings)
    func `a schedule that found a bug keeps its invariants`(_ seed: UInt64) {
        Self.examine(Schedule(seed: seed))
    }

    @Test(.enabled(if: number("GODWIT_SIM_SEED") != nil, "set GODWIT_SIM_SEED to a seed"))
    func `a schedule is replayed by its number, as one for a part, an append and segments too`() {
        let seed = Self.number("GODWIT_SIM_SEED") ?? 0
        let plans = [
            Schedule(seed: seed), Self.part(seed), Self.append(seed), Self.segments(seed),
        ]
        for plan in plans {
            let report = Report(of: plan, logs: true)
            print("\(plan.details)\n\(report.log.joined(separator: "\n"))\n\(report.end)")
            #expect(report.violations == [])
        }
    }

    @Test func `the same number is the same schedule, event by event`() {
        let plans = (0..<20 as Range<UInt64>).flatMap { [Schedule(seed: $0), Self.segments($0)] }
        for plan in plans {
            #expect(Report(of: plan, logs: true).log == Report(of: plan, logs: true).log)
        }
    }

    @Test func `random schedules keep every invariant`() async {
        await Self.examine(atLeast: 0.5) { Schedule(seed: $0) }
    }

    @Test func `random downloads of parts bring the part or a refusal`() async {
        // A part may lie behind the end, and many of these servers do not begin in the middle.
        await Self.examine(atLeast: 0.2, share: 4, Self.part)
    }

    private static func part(_ seed: UInt64) -> Schedule {
        var plan = Schedule(seed: seed)
        plan.becomePart()
        return plan
    }

    @Test(arguments: [
        120_152_335, 777_002_579, 777_005_949, 777_009_002, 777_009_972, 777_013_811, 777_013_983,
    ])
    func `a schedule for a part that found a bug keeps its invariants`(_ seed: UInt64) {
        Self.examine(Self.part(seed))
    }

    @Test func `random downloads by several sessions bring one version, or a reason`() async {
        await Self.examine(atLeast: 0.5, share: 40, Self.segments)
    }

    private static func segments(_ seed: UInt64) -> Schedule {
        var plan = Schedule(seed: seed)
        plan.becomeSegments()
        return plan
    }

    @Test(arguments: [10_015, 10_071, 10_227, 11_167, 12_632, 18_631, 20_671])
    func `a schedule for several sessions that found a bug keeps its invariants`(_ seed: UInt64) {
        Self.examine(Self.segments(seed))
    }

    @Test func `random appends add every octet once, or stop and say why`() async {
        // A server that takes no APPE, or takes files away, has no more to offer.
        await Self.examine(atLeast: 0.3, share: 4, Self.append)
    }

    private static func append(_ seed: UInt64) -> Schedule {
        var plan = Schedule(seed: seed)
        plan.becomeAppend()
        return plan
    }

    /// - Parameters:
    ///   - atLeast: how many of the schedules can be survived.
    ///   - share: of how many schedules one is drawn.
    private static func examine(
        atLeast successes: Double, share: UInt64 = 1,
        _ draw: @escaping @Sendable (UInt64) -> Schedule
    ) async {
        let first = Self.number("GODWIT_SIM_FIRST") ?? 0
        let count = (Self.number("GODWIT_SIM_SCHEDULES") ?? 20_000) / share
        let began = Instant.now
        let tally = await withTaskGroup(of: Tally.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask {
                    Self.examine(
                        stride(from: first + UInt64(lane), to: first + count, by: Self.lanes), draw)
                }
            }
            return await group.reduce(into: Tally()) { $0.add($1) }
        }
        let elapsed = Instant.now - began
        print("\(tally) of seeds \(first)..<\(first + count) in \(elapsed)")
        #expect(tally.schedules == Int(count))
        #expect(
            Double(tally.successes) > successes * Double(tally.schedules),
            "most schedules can be survived")
        if let seed = tally.broken.keys.min() { Self.examine(draw(seed)) }
        #expect(tally.broken == [:])
    }

    private static func examine(
        _ seeds: StrideTo<UInt64>, _ draw: (UInt64) -> Schedule
    ) -> Tally {
        var tally = Tally()
        for seed in seeds { tally.add(Report(of: draw(seed)), seed) }
        return tally
    }

    /// Tells all about a schedule that breaks an invariant.
    private static func examine(_ plan: Schedule) {
        let report = Report(of: plan, logs: true)
        guard !report.violations.isEmpty else { return }
        Issue.record(
            """
            seed \(plan.seed): \(report.violations.joined(separator: "; "))
            \(plan.details)
            \(report.log.joined(separator: "\n"))
            \(report.end)
            """)
    }

    private struct Tally: CustomStringConvertible {
        var schedules = 0
        var successes = 0
        var logins = 0
        /// Seeds, and the invariant that each breaks.
        var broken: [UInt64: String] = [:]

        mutating func add(_ report: Report, _ seed: UInt64) {
            schedules += 1
            if report.end == .success { successes += 1 }
            logins = max(logins, report.logins)
            broken[seed] = report.violations.first
        }

        mutating func add(_ other: Tally) {
            schedules += other.schedules
            successes += other.successes
            logins = max(logins, other.logins)
            broken.merge(other.broken) { first, _ in first }
        }

        var description: String {
            "\(schedules) schedules, \(successes) successes, \(logins) logins at the most"
        }
    }
}

extension Schedule {
    /// One fact a line.
    var details: String {
        """
        seed \(seed): \(direction) of \(octets) octets, \(step) per \(pace), latency \(latency), \
        overlap \(overlap), part \(range.map { "\($0)" } ?? "all"), existing \(existing.map { "\($0)" } ?? "none"), \
        retries \(retries.map { "\($0)" } ?? "any"), on change \(onChange)
        \(server)
        \(faults.map { "\($0.moment): \($0.kind)" }.joined(separator: "\n"))
        """
    }
}
