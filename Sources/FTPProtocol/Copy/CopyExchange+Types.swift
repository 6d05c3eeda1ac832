extension CopyExchange {
    /// What to copy, and how.
    package struct Request: Sendable, Hashable {
        /// How the servers meet.
        package struct Way: Sendable, Hashable {
            package var passive: CopySide
            package var handshake: CopyHandshake

            package init(passive: CopySide, _ handshake: CopyHandshake = .none) {
                self.passive = passive
                self.handshake = handshake
            }

            func passiveVerbs(isIPv6: Bool) -> [Command.Verb] {
                if case .cpsv = handshake { return [.cpsv] }
                // PASV before EPSV, because PORT can say all that it answers, and servers that
                // know one of the older two know the other.
                return isIPv6 ? [.epsv] : [.pasv, .epsv]
            }

            func activeVerbs(isIPv6: Bool) -> [Command.Verb] { isIPv6 ? [.eprt] : [.port, .eprt] }
        }

        package var paths: CopyPair<RemotePath>
        package var way: Way
        /// How the target puts what comes behind what it has.
        package var method: UploadMethod
        /// REST on both sides when above 0 (RFC 3659 §5).
        package var offset: UInt64
        /// How many octets will come, when known.
        package var octets: UInt64?
        /// Whether the servers are reached over IPv6.
        package var isIPv6 = false

        package init(
            _ paths: CopyPair<RemotePath>, way: Way, method: UploadMethod = .fresh,
            offset: UInt64 = 0, octets: UInt64? = nil
        ) {
            self.paths = paths
            self.way = way
            self.method = method
            self.offset = offset
            self.octets = octets
        }

        /// The transfer command of a server.
        func command(for side: CopySide) -> Command {
            switch (side, method) {
            case (.source, _): Command(.retr, paths.source)
            case (.target, .append): Command(.appe, paths.target)
            case (.target, .restart), (.target, .fresh): Command(.stor, paths.target)
            }
        }
    }

    package enum Action: Sendable, Hashable {
        /// Send a command that has one answer.
        case send(CopySide, Command)
        /// Work out where the passive server listens and call ``addressIs(_:at:)`` with PORT or
        /// EPRT.
        case address(PassiveReply, as: Command.Verb)
        /// Send the transfer command.
        case sendTransfer(CopySide, Command)
        case sendKeepalive(CopySide, Command)
        /// Send Telnet IP and Synch, then ABOR (RFC 959 §4.1.3).
        case sendAbort(CopySide)
        case end(CopyOutcome)
    }

    /// What comes before the transfer commands, and these.
    ///
    /// REST stands right before its transfer command (QUIRKS 47), and both behind the port.
    static func steps(of request: Request, between parties: CopyPair<CopyParty>) -> [Step] {
        var steps: [Step] = []
        for side in CopySide.allCases {
            let isClient = request.way.handshake == .sscn(side)
            if isClient != parties[side].isClient { steps.append(.tell(side, .sscn(isClient))) }
            if parties[side].needsPRET {
                steps.append(.tell(side, .pret(request.command(for: side))))
            }
        }
        steps.append(.askPort(request.way.passiveVerbs(isIPv6: request.isIPv6)))
        if request.offset > 0 {
            if request.method == .restart { steps.append(.tell(.target, .rest(request.offset))) }
            steps.append(.tell(.source, .rest(request.offset)))
        }
        return steps + [.begin(.source), .begin(.target)]
    }
}
