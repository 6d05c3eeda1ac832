internal import FTPClient
internal import FTPLoopback
internal import FTPProtocol
internal import FTPTransport

/// One download from a loopback server through a forgetful balancer, and what became of it.
struct Rehearsal: Sendable {
    /// What is done to the transfer, and what keeps it alive.
    enum Way: CaseIterable, Sendable {
        case kept
        case forgotten
        case cut

        var title: String {
            switch self {
            case .kept: "NOOPs keep control alive"
            case .forgotten: "keepalive off, control forgotten"
            case .cut: "both connections cut"
            }
        }
    }

    /// What the server saw and what lies on the disk.
    struct Outcome: Sendable {
        let way: Way
        let logins: Int
        let noops: Int
        let restarts: Int
        let forgottenFlows: Int
        let octetsTwice: Int
        let isIdentical: Bool
        let seconds: Duration
        let failure: String?

        /// Whether what happened is what Godwit promises.
        var holds: Bool {
            guard failure == nil, isIdentical else { return false }
            return switch way {
            case .kept: logins == 1 && noops > 0 && forgottenFlows == 0 && octetsTwice == 0
            case .forgotten: logins == 2 && noops == 0 && forgottenFlows > 0 && octetsTwice == 0
            case .cut: logins == 2 && restarts == 1 && octetsTwice <= 64 << 10
            }
        }
    }

    /// The balancer forgets a connection that carried no octet for so long.
    static let idleLimit = Duration.seconds(3)
    /// How long the file takes.
    static let length = Duration.seconds(12)
    /// How long the file is.
    static let octets = 24 << 20

    let way: Way
    let meter = TransferMeter()

    /// Downloads into the folder.
    func run(in folder: String) async throws -> Outcome {
        let content = FileContent.generated(octets: Self.octets, seed: 7)
        let server = try LoopbackServer(files: ["/journey.bin": content])
        server.behaviour.transfers.octetsPerSecond = Self.octets / Int(Self.length / .seconds(1))
        server.start()
        defer { server.stop() }
        let balancer = try ForgetfulBalancer(inFrontOf: server, idleLimit: Self.idleLimit)
        balancer.start()
        defer { balancer.stop() }
        if way == .cut { balancer.cutAfter(dataOctets: Self.octets / 2, .all) }

        let file = "\(folder)/\(way)"
        let began = Instant.now
        let failure = await download(from: balancer, to: file)
        let seen = server.transcript
        return Outcome(
            way: way, logins: seen.logins, noops: seen.count(of: "NOOP"),
            restarts: seen.count(of: "REST"),
            forgottenFlows: balancer.statistics.flowsForgotten,
            octetsTwice: max(0, Int(meter.snapshot.moved) - Self.octets),
            isIdentical: try Self.digest(of: file) == Self.digest(of: content),
            seconds: .now - began, failure: failure)
    }

    /// The error, if there was one.
    private func download(from balancer: ForgetfulBalancer, to file: String) async -> String? {
        var configuration = SessionConfiguration(host: balancer.address, port: balancer.port)
        configuration.keepalive = KeepaliveMode(
            probes: false, commands: way != .forgotten, interval: .seconds(1))
        configuration.limits.finalReply = .seconds(2)
        do {
            let session = try FTPSession(configuration)
            _ = try await session.download(
                try RemotePath("journey.bin"), to: .file(file), meter: meter)
            await session.close()
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static func digest(of content: FileContent) -> String {
        var digest = OctetDigest(.sha256)
        digest.update(content.octets)
        return digest.digits
    }

    private static func digest(of path: String) throws -> String {
        guard let octets = try LocalPath(path).contents(atMost: octets) else { return "no file" }
        var digest = OctetDigest(.sha256)
        digest.update(octets)
        return digest.digits
    }
}
