import FTPClient
import FTPLoopback
import FTPProtocol
import Testing

/// Copies between two scripted servers.
@Suite struct CopyTests {
    /// Two servers, and the sessions that copy from the one to the other.
    private final class Copying {
        let servers: CopyPair<LoopbackServer>
        let log = Log()
        let folder: TestFolder
        var options = TransferOptions()
        private let configurations: CopyPair<SessionConfiguration>
        private(set) var pair: FTPSessionPair

        init(
            source: (inout Behaviour) throws -> Void = { _ in },
            target: (inout Behaviour) throws -> Void = { _ in },
            content: FileContent = Sample.content, over files: [String: FileContent] = [:],
            _ configure: (inout SessionConfiguration) -> Void = { _ in }
        ) throws {
            var behaviours = CopyPair(source: Behaviour(), target: Behaviour())
            try source(&behaviours.source)
            try target(&behaviours.target)
            let servers = CopyPair(
                source: try LoopbackServer(
                    files: ["/a": content], behaviour: behaviours.source),
                target: try LoopbackServer(files: files, behaviour: behaviours.target))
            self.servers = servers
            folder = try TestFolder()
            func configuration(_ server: LoopbackServer) -> SessionConfiguration {
                var configuration = SessionConfiguration(
                    host: server.address, port: server.port,
                    credentials: Credentials(user: "bird", password: Secret(Sample.password)))
                configuration.tls.mode = .off
                configuration.limits = TransferLimits(each: .seconds(10))
                configuration.keepalive.interval = .seconds(600)
                configuration.limits.aftermath = .milliseconds(500)
                configure(&configuration)
                return configuration
            }
            configurations = CopyPair(
                source: configuration(servers.source), target: configuration(servers.target))
            pair = try Self.pair(configurations, log)
            options.retry.firstPause = .milliseconds(10)
            options.retry.longestPause = .milliseconds(100)
            options.retry.giveUp = .seconds(20)
            options.onEvent = { [log] in log.note($0) }
            servers.source.start()
            servers.target.start()
        }

        private static func pair(
            _ configurations: CopyPair<SessionConfiguration>, _ log: Log
        ) throws -> FTPSessionPair {
            try FTPSessionPair(
                from: configurations.source, to: configurations.target,
                onDialogue: { log.note($1) })
        }

        /// Replaces the sessions by new ones, as a later run of the program does.
        func startAnotherRun() throws { pair = try Self.pair(configurations, log) }

        @discardableResult
        func copy(_ path: String = "/a", to target: String = "/b") async throws -> TransferSummary {
            try await pair.copy(RemotePath(path), to: RemotePath(target), options: options)
        }

        /// The target has the octets; so many of them crossed data connections, and those that
        /// crossed the relay crossed two.
        func expectCopied(
            _ path: String = "/b", received: Int = Sample.octets.count,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let isWhole = Sample.octets.isSame(as: servers.target.store[path])
            #expect(isWhole, "the octets of \(path)", sourceLocation: sourceLocation)
            #expect(
                servers.target.transcript.dataOctetsReceived == received, "octets received",
                sourceLocation: sourceLocation)
        }

        func count(_ verb: String, at side: CopySide) -> Int {
            servers[side].transcript.count(of: verb)
        }
    }

    @Test func `the octets go from server to server`() async throws {
        let copying = try Copying()
        let summary = try await copying.copy()
        copying.expectCopied()
        #expect(summary.octets == UInt64(Sample.octets.count))
        #expect(summary.moved == UInt64(Sample.octets.count))
        #expect(summary.confirmation == .size)
        #expect(summary.way == .direct(passive: .target, .none))
        #expect(summary.logins == 2)
        #expect(copying.count("PORT", at: .source) == 1)
        #expect(copying.count("PASV", at: .target) == 1)
        #expect(copying.count("PASV", at: .source) == 0)
    }

    @Test func `several files need one login on each server`() async throws {
        let copying = try Copying()
        for name in ["/b", "/c", "/d"] { try await copying.copy(to: name) }
        copying.expectCopied("/d", received: 3 * Sample.octets.count)
        #expect(copying.servers.source.transcript.logins == 1)
        #expect(copying.servers.target.transcript.logins == 1)
    }

    @Test(arguments: CopySide.allCases)
    func `a cut control connection costs a login and no octet`(_ side: CopySide) async throws {
        let fault = Fault.cutControl(.reset, after: 100_000)
        let copying = try Copying(
            source: { if side == .source { $0.faults = [fault] } },
            target: { if side == .target { $0.faults = [fault] } })
        let summary = try await copying.copy()
        copying.expectCopied()
        #expect(summary.confirmation == .size)
        #expect(copying.servers[side].transcript.logins == 2)
        #expect(copying.servers[side.other].transcript.logins == 1)
    }

    @Test(arguments: CopySide.allCases)
    func `a session that dies is resumed by REST on both servers`(
        _ side: CopySide
    ) async throws {
        let fault = Fault.cutSession(.finish, after: 100_000)
        let copying = try Copying(
            source: { if side == .source { $0.faults = [fault] } },
            target: { if side == .target { $0.faults = [fault] } })
        try await copying.copy()
        copying.expectCopied()
        let offset = try #require(copying.log.resumptions.first)
        #expect(copying.log.resumptions.count == 1)
        #expect(offset > 0)
        for side in CopySide.allCases {
            let rests = copying.servers[side].transcript.commands().filter {
                $0.hasPrefix("REST ")
            }
            #expect(rests == ["REST \(offset)"])
        }
    }

    @Test func `a later run goes on behind what the target holds`() async throws {
        let copying = try Copying(
            source: {
                $0.faults = [.cutSession(.finish, after: 100_000)]
                $0.rules = [Rule("USER", session: 2, .instead("421 Later."))]
            })
        copying.options.stateFolder = copying.folder.path
        copying.options.retry.retries = 0
        await #expect(throws: FTPError.self) { try await copying.copy() }
        try copying.startAnotherRun()
        copying.options.retry.retries = nil
        try await copying.copy()
        copying.expectCopied()
        #expect(copying.log.resumptions.count >= 1)
        #expect(copying.log.reasonsToStartOver == [])
    }

    @Test func `a refused PORT turns the copy round`() async throws {
        let copying = try Copying(source: {
            $0.rules = [
                Rule("PORT", times: 9, .instead("500 Illegal PORT command.")),
                Rule("EPRT", times: 9, .instead("500 Illegal EPRT command.")),
            ]
        })
        let summary = try await copying.copy()
        copying.expectCopied()
        #expect(summary.way == .direct(passive: .source, .none))
        try await copying.copy(to: "/c")
        #expect(copying.count("PORT", at: .source) == 1, "the second file goes the way that works")
    }

    private static func refuseAll(_ behaviour: inout Behaviour) {
        behaviour.rules = ["PORT", "EPRT"].map {
            Rule($0, times: 9, .instead("500 Illegal command."))
        }
    }

    @Test func `servers that refuse are quoted, with the settings that allow it`() async throws {
        let copying = try Copying(source: Self.refuseAll, target: Self.refuseAll)
        let error = try await #require(throws: FTPError.self) { try await copying.copy() }
        #expect(error.code == .notPermitted)
        for words in ["500 Illegal command.", "AllowForeignAddress", "port_promiscuous", "--relay"]
        {
            #expect("\(error)".contains(words))
        }
        #expect(copying.servers.target.store["/b"] == nil)
    }

    @Test func `what servers refuse is relayed on request`() async throws {
        let copying = try Copying(source: Self.refuseAll, target: Self.refuseAll)
        copying.options.relays = true
        let summary = try await copying.copy()
        copying.expectCopied()
        #expect(summary.way == .relay)
        #expect(summary.moved == UInt64(Sample.octets.count))
    }

    @Test func `an empty file is copied both ways`() async throws {
        for isRelayed in [false, true] {
            let refuse: (inout Behaviour) -> Void = { if isRelayed { Self.refuseAll(&$0) } }
            let copying = try Copying(source: refuse, target: refuse, content: .octets([]))
            copying.options.relays = isRelayed
            let summary = try await copying.copy()
            #expect(copying.servers.target.store["/b"] == [])
            #expect((summary.way == .relay) == isRelayed)
        }
    }

    @Test(arguments: CopySide.allCases)
    func `a relayed copy survives a session that dies`(_ side: CopySide) async throws {
        let fault = Fault.cutSession(.finish, after: 100_000)
        let copying = try Copying(
            source: {
                Self.refuseAll(&$0)
                if side == .source { $0.faults = [fault] }
            },
            target: {
                Self.refuseAll(&$0)
                if side == .target { $0.faults = [fault] }
            })
        copying.options.relays = true
        let summary = try await copying.copy()
        let isWhole = Sample.octets.isSame(as: copying.servers.target.store["/b"])
        #expect(isWhole)
        #expect(summary.way == .relay)
        #expect(copying.log.resumptions.count == 1)
    }

    @Test func `a relayed copy goes over TLS on both sides`() async throws {
        let protection = try Sample.protection()
        let folder = try TestFolder()
        try protection.certificate.write(to: "\(folder.path)/authority")
        let copying = try Copying(
            source: { $0.protection = protection }, target: { $0.protection = protection }
        ) {
            $0.tls.mode = .require
            $0.tls.authorities = "\(folder.path)/authority"
        }
        let error = try await #require(throws: FTPError.self) { try await copying.copy() }
        #expect("\(error)".contains("CPSV"))
        copying.options.relays = true
        let summary = try await copying.copy()
        copying.expectCopied()
        #expect(summary.way == .relay)
        #expect(summary.protection?.dataIsResumed == true)
    }

    @Test func `a source that is not there costs no file at the target`() async throws {
        let copying = try Copying(over: ["/b": "kept"])
        let error = try await #require(throws: FTPError.self) { try await copying.copy("/none") }
        #expect(error.code == .noSuchFile)
        #expect("\(error)".contains("source server"))
        #expect(copying.servers.target.store["/b"] == Array("kept".utf8))
        #expect(copying.count("STOR", at: .target) == 0)
    }

    @Test func `hashes of both servers prove a copy`() async throws {
        let copying = try Copying(
            source: { $0.hashes.commands = ["XSHA256"] },
            target: { $0.hashes.commands = ["XSHA256"] })
        let summary = try await copying.copy()
        #expect(summary.confirmation == .hash)
    }

    @Test func `a cancelled copy stops on both servers`() async throws {
        let copying = try Copying(source: { $0.transfers.octetsPerSecond = 100_000 })
        let (source, target) = (try RemotePath("/a"), try RemotePath("/b"))
        let task = Task { [pair = copying.pair, options = copying.options] in
            try await pair.copy(source, to: target, options: options)
        }
        #expect(await copying.servers.target.transcript.waitFor { $0.dataOctetsReceived > 0 })
        task.cancel()
        let error = try await #require(throws: FTPError.self) { try await task.value }
        #expect(error.code == .cancelled)
        #expect(copying.count("ABOR", at: .source) == 1)
    }
}
