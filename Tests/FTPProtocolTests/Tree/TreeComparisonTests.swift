import Testing

@testable import FTPProtocol

/// 2023-11-14T22:13:20Z.
private let noon: Int64 = 1_700_000_000

struct TreeComparisonTests {
    private func entry(
        _ seconds: Int64?, _ precision: FTPTime.Precision = .second(nanoseconds: 0),
        isUTC: Bool = true, size: UInt64? = 5
    ) -> TreeEntry {
        var entry = TreeEntry(name: [1], kind: .file)
        entry.size = size
        entry.modified = seconds.map {
            FTPTime(seconds: $0, precision: precision, isUTC: isUTC)
        }
        return entry
    }

    private func verdict(
        _ source: TreeEntry, _ target: TreeEntry, zone: ServerZone = ServerZone(),
        _ change: (inout TreeComparison) -> Void = { _ in }
    ) -> TreeComparison.Verdict {
        var comparison = TreeComparison()
        change(&comparison)
        return comparison.verdict(source, target, zone: zone)
    }

    @Test func `another size is a change, whatever the time`() {
        #expect(verdict(entry(noon, size: 4), entry(noon)) == .changed)
        #expect(verdict(entry(noon, size: 4), entry(noon)) { $0.method = .size } == .changed)
        #expect(verdict(entry(noon, size: 4), entry(noon)) { $0.method = .hash } == .changed)
        #expect(verdict(entry(noon), entry(noon)) { $0.method = .hash } == .hash)
        #expect(verdict(entry(noon), entry(0)) { $0.method = .size } == .same)
    }

    @Test func `another time is a change where transfers copy times`() {
        #expect(verdict(entry(noon), entry(noon)) == .same)
        #expect(verdict(entry(noon + 1), entry(noon)) == .changed)
        #expect(verdict(entry(noon - 1), entry(noon)) == .changed)
    }

    @Test func `a target that arrived later is no change`() {
        #expect(verdict(entry(noon), entry(noon + 9)) { $0.targetTime = .ofArrival } == .same)
        #expect(verdict(entry(noon + 9), entry(noon)) { $0.targetTime = .ofArrival } == .changed)
    }

    @Test func `only newer means only newer, whatever the size`() {
        #expect(verdict(entry(noon, size: 4), entry(noon + 1)) { $0.newerOnly = true } == .same)
        #expect(verdict(entry(noon + 1, size: 4), entry(noon)) { $0.newerOnly = true } == .changed)
    }

    @Test func `a listing that cuts minutes or days off is taken at its word`() {
        let minute = entry(noon - noon % 60, .minute)
        #expect(verdict(minute, entry(noon - noon % 60 + 59)) == .same)
        #expect(verdict(minute, entry(noon - noon % 60 + 60)) == .changed)
        let day = entry(noon - noon % 86_400, .day)
        #expect(verdict(day, entry(noon)) == .same)
        #expect(verdict(day, entry(noon - noon % 86_400 - 1)) == .changed)
    }

    @Test func `a time in an unknown zone is doubtful within the zones that there are`() {
        let listed = entry(noon + 3600, .minute, isUTC: false)
        #expect(verdict(listed, entry(noon)) == .doubtful)
        #expect(verdict(listed, entry(noon + 3600 + 20)) == .same)
        #expect(verdict(listed, entry(noon - 86_400)) == .changed)
        #expect(verdict(entry(nil), entry(noon)) == .doubtful)
    }

    @Test func `one file teaches the zone of all, except for summer time`() {
        var zone = ServerZone()
        let listed = FTPTime(seconds: noon + 20_700 - 20, precision: .minute, isUTC: false)
        #expect(zone.canLearn(from: listed))
        zone.learn(listed: listed, exact: FTPTime(seconds: noon))
        #expect(zone.offset == 20_700, "5:45 ahead")
        #expect(!zone.canLearn(from: listed))
        let other = entry(noon + 20_700, .minute, isUTC: false)
        #expect(verdict(other, entry(noon + 30), zone: zone) == .same)
        #expect(verdict(other, entry(noon - 3600), zone: zone) == .doubtful)
        #expect(verdict(other, entry(noon - 7200), zone: zone) == .changed)
    }

    @Test(arguments: [-18_000, -1, 0, 900, 50_400] as [Int64])
    func `zones west and east are learnt in whole quarters`(offset: Int64) {
        var zone = ServerZone()
        zone.learn(
            listed: FTPTime(seconds: noon + offset, precision: .minute, isUTC: false),
            exact: FTPTime(seconds: noon))
        #expect(zone.offset == (offset == -1 ? 0 : offset))
    }

    @Test func `what is no zone teaches nothing`() {
        for offset in [17 * 3600, 400, 1] as [Int64] {
            var zone = ServerZone()
            zone.learn(
                listed: FTPTime(seconds: noon + offset, precision: .minute, isUTC: false),
                exact: FTPTime(seconds: noon))
            #expect(zone.offset == nil, "\(offset)")
        }
        var zone = ServerZone()
        zone.learn(
            listed: FTPTime(seconds: noon, precision: .day, isUTC: false),
            exact: FTPTime(seconds: noon))
        #expect(zone.offset == nil)
    }
}

struct DeletionGuardTests {
    @Test func `half of the target may go, and no more`() {
        var limits = DeletionGuard()
        limits.found(4)
        limits.foundSurplus(2)
        #expect(limits.verdict == .allowed)
        limits.foundSurplus(1)
        #expect(limits.verdict == .tooMany(surplus: 3, allowed: 2))
    }

    @Test func `a number is a number`() {
        var limits = DeletionGuard(.entries(1))
        limits.found(100)
        limits.foundSurplus(1)
        #expect(limits.verdict == .allowed)
        limits.foundSurplus(1)
        #expect(limits.verdict == .tooMany(surplus: 2, allowed: 1))
    }

    @Test func `nothing goes after a listing that is missing`() {
        var limits = DeletionGuard(.entries(100))
        limits.missedSomething()
        #expect(limits.verdict == .incomplete)
    }
}

struct LinkTargetTests {
    @Test(arguments: [("a", 0), ("../a", 1), ("x/../../a", 1), ("./../b/./c", 1), ("a/..", 0)])
    func `a link inside stays`(target: String, depth: Int) {
        #expect(LinkTarget.staysInside(Array(target.utf8), below: depth))
    }

    @Test(arguments: [
        ("", 3), ("/etc/passwd", 3), ("..", 0), ("../../a", 1), ("a/../../b", 0), ("a\u{0}b", 0),
    ])
    func `a link outside does not`(target: String, depth: Int) {
        #expect(!LinkTarget.staysInside(Array(target.utf8), below: depth))
    }
}
