extension TransferExchange {
    package enum Direction: Sendable, Hashable { case receive, send }

    /// What to transfer.
    package struct Request: Sendable, Hashable {
        package var command: Command
        package var direction: Direction
        /// REST before the command when above 0 (RFC 3659 §5).
        package var offset: UInt64
        /// How many octets should come, when known.
        package var expectedOctets: UInt64?
        /// What the server is told before it is asked for a port: TYPE, MODE, PRET.
        package var preparation: [Command] = []

        package init(
            _ command: Command, _ direction: Direction, offset: UInt64 = 0,
            expectedOctets: UInt64? = nil
        ) {
            self.command = command
            self.direction = direction
            self.offset = offset
            self.expectedOctets = expectedOctets
        }
    }

    package enum Action: Sendable, Hashable {
        /// Send a command that has one answer.
        case send(Command)
        /// Send the transfer command.
        case sendTransfer(Command)
        /// Send a keepalive; never between EPSV, PASV or REST and the transfer (QUIRKS 12, 47).
        case sendKeepalive(Command)
        /// Send Telnet IP and Synch, then ABOR (RFC 959 §4.1.3).
        case sendAbort
        /// Connect to where the passive reply points.
        case openData(PassiveReply)
        /// Listen for the server, then call ``dataIsAwaited(by:at:)`` with the command that says where.
        case awaitData(Command.Verb)
        case closeData
        case end(TransferOutcome)
    }
}
