internal import FTPProtocol
internal import FTPTransport
internal import FoundationEssentials
internal import Glibc

/// What earlier sessions learned about a server: a small file for each.
///
/// What the server has shown of TLS holds for good; the rest is forgotten after a month, because
/// servers and the boxes before them change.
struct HostMemory {
    private let file: HostFile?
    private let now: Int
    private var facts: HostFacts

    /// - Parameter folder: nil remembers nothing beyond this session.
    init(of host: String, port: UInt16, in folder: String?) {
        file = folder.map { HostFile(host, port: port, in: $0) }
        now = time(nil)
        facts = file?.load() ?? HostFacts()
        facts.forgetOld(at: now)
    }

    /// Whether TLS was seen: clear text would be a step back that somebody may have forced.
    var hasTLS: Bool { facts.hasTLS }
    /// Whether data connections only resume the session up to TLS 1.2.
    var needsTLS12: Bool { facts.needsTLS12 }
    /// Whether EPSV led nowhere where PASV did (QUIRKS 34).
    var hasNoExtendedPassive: Bool { facts.extendedPassiveFails != nil }
    /// Whether STOR behind REST was refused (QUIRKS 45).
    var hasNoRestart: Bool { facts.restartIsRefused != nil }
    /// What the server takes as a keepalive (QUIRKS 9).
    var keepalive: KeepalivePlan.Choice {
        facts.keepalive.flatMap { KeepalivePlan.Choice(rawValue: $0.value) } ?? .noop
    }
    /// The silence after which the path forgets connections; nil when none was found.
    var idleLimit: Duration? { facts.idleLimit.map { .seconds($0.value) } }

    /// How many of our sessions the server takes at a time; nil when it never refused one (QUIRKS 53).
    var sessionCap: Int? { facts.sessionCap?.value }

    /// How closely the commands of small files may follow each other.
    var pipelineOrder: PipelineOrder {
        facts.pipelining.flatMap { PipelineOrder(rawValue: $0.value) } ?? .early
    }

    mutating func pipelineOrderWas(_ order: PipelineOrder) {
        let now = now
        change { $0.pipelining = HostFacts.Fact(order.rawValue, now) }
    }

    mutating func tlsWasSeen() { change { $0.hasTLS = true } }
    mutating func tls12WasNeeded() { change { $0.needsTLS12 = true } }
    mutating func extendedPassiveFailed() {
        let now = now
        change { $0.extendedPassiveFails = $0.extendedPassiveFails ?? HostFacts.Fact(true, now) }
    }
    mutating func restartWasRefused() {
        let now = now
        change { $0.restartIsRefused = $0.restartIsRefused ?? HostFacts.Fact(true, now) }
    }

    mutating func keepaliveWas(_ choice: KeepalivePlan.Choice) {
        guard choice != keepalive else { return }
        let now = now
        change { $0.keepalive = choice == .noop ? nil : HostFacts.Fact(choice.rawValue, now) }
    }

    /// - Returns: whether this is news: the first limit, or a clearly shorter one.
    mutating func idleLimitWasSeen(_ limit: Duration) -> Bool {
        if let idleLimit, limit > idleLimit * 0.8 { return false }
        let now = now
        change { $0.idleLimit = HostFacts.Fact(limit.inTenths, now) }
        return true
    }

    mutating func forgetIdleLimit() { change { $0.idleLimit = nil } }

    mutating func sessionCapWasSeen(_ sessions: Int) {
        let now = now
        change { $0.sessionCap = HostFacts.Fact(sessions, now) }
    }

    mutating func forgetSessionCap() { change { $0.sessionCap = nil } }

    /// A memory that cannot be kept is not an error.
    private mutating func change(_ body: (inout HostFacts) -> Void) {
        let before = facts
        body(&facts)
        guard facts != before, let file else { return }
        facts = file.update(body) ?? facts
    }
}

/// What is known about one server, as its file has it.
struct HostFacts: Codable, Equatable {
    /// Something that may change, and when it was learnt, in seconds since 1970.
    struct Fact<Value: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
        var value: Value
        var learnt: Int

        init(_ value: Value, _ learnt: Int) {
            self.value = value
            self.learnt = learnt
        }
    }

    private static let secondsOfMemory = 30 * 86400

    var format = 1
    var hasTLS = false
    var needsTLS12 = false
    var extendedPassiveFails: Fact<Bool>?
    var restartIsRefused: Fact<Bool>?
    /// The name of the command that is taken as a keepalive, or `none`.
    var keepalive: Fact<String>?
    /// Seconds.
    var idleLimit: Fact<Double>?
    var sessionCap: Fact<Int>?
    /// The name of the order in which small files may be asked for.
    var pipelining: Fact<String>?

    mutating func forgetOld(at now: Int) {
        func isOld(_ learnt: Int?) -> Bool {
            learnt.map { now - $0 > Self.secondsOfMemory } ?? false
        }
        if isOld(extendedPassiveFails?.learnt) { extendedPassiveFails = nil }
        if isOld(restartIsRefused?.learnt) { restartIsRefused = nil }
        if isOld(keepalive?.learnt) { keepalive = nil }
        if isOld(idleLimit?.learnt) { idleLimit = nil }
        if isOld(sessionCap?.learnt) { sessionCap = nil }
        if isOld(pipelining?.learnt) { pipelining = nil }
    }
}

extension Duration {
    /// Seconds, to the tenth.
    fileprivate var inTenths: Double { ((self / .seconds(1)) * 10).rounded() / 10 }
}
