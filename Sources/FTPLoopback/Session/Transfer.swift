internal import FTPProtocol
internal import Glibc

/// A transfer, from its command to its completion reply.
final class Transfer {
    enum Payload {
        case sending(FileContent)
        /// A file that is being written; `keepsNothing` only pretends (QUIRKS 58).
        case receiving(keepsNothing: Bool)
    }

    /// How the data connection comes about.
    enum Door {
        /// The client connects to a port of ours.
        case port(PassivePorts.Lease)
        /// We connect to the client.
        case client(host: String, port: UInt16)
    }

    enum Phase {
        case awaiting(Door, until: Instant)
        /// The data connection is open and its TLS is not.
        case securing(Channel)
        case flowing(Channel)
        case stalled(Channel)
        /// The upload is whole, and the server still talks.
        case talking(Channel)
        /// The data is done with, the completion reply is due.
        case ending
    }

    /// What the transcript knows of it from the start.
    let record: Transcript.Transfer
    let payload: Payload
    /// Its number among the file transfers of the server; nil for a listing.
    let file: Int?
    var phase: Phase
    var pace: Pace
    /// Octets that have moved.
    private(set) var octets = 0
    /// Octets that may move before the faults are looked at again.
    private(set) var allowance = 0
    /// Its number in the transcript, once the data connection is open.
    var entry: Int?

    /// Most octets that move at a time.
    static let sliceOctets = 64 * 1024

    init(
        _ record: Transcript.Transfer, _ payload: Payload, file: Int?, by door: Door,
        until deadline: Instant
    ) {
        self.record = record
        self.payload = payload
        self.file = file
        phase = .awaiting(door, until: deadline)
        pace = Pace(octetsPerSecond: nil, from: .now)
    }

    var data: Channel? {
        switch phase {
        case .securing(let data), .flowing(let data), .stalled(let data), .talking(let data):
            data
        case .awaiting, .ending: nil
        }
    }

    var isFlowing: Bool {
        if case .flowing = phase { return true }
        return false
    }

    var isEnding: Bool {
        if case .ending = phase { return true }
        return false
    }

    var isSending: Bool {
        if case .sending = payload { return true }
        return false
    }

    /// What the session's loop waits for on behalf of the transfer.
    func wait(at now: Instant) -> (number: Int32, events: Int16, deadline: Instant?)? {
        switch phase {
        case .awaiting(.port(let lease), let deadline):
            return (lease.socket.number, Int16(POLLIN), deadline)
        case .awaiting(.client, _):
            return (-1, 0, now)
        case .securing(let data):
            return (data.number, Int16(POLLIN), nil)
        case .flowing(let data):
            if pace.allowance(at: now) == 0 { return (-1, 0, pace.due) }
            let isReady = data.tls?.holdsOctets == true && !isSending
            return (data.number, Int16(isSending ? POLLOUT : POLLIN), isReady ? now : nil)
        case .stalled(let data):
            // The end of the peer shows as input; what an uploader sends must stay unread.
            return (data.number, Int16(isSending ? POLLIN : 0), nil)
        case .talking(let data):
            return (data.number, Int16(POLLOUT), nil)
        case .ending:
            return nil
        }
    }

    /// How many octets may move now, at least one unless the pace says otherwise.
    func room(at now: Instant) -> Int { min(allowance, pace.allowance(at: now)) }

    func allow(_ octets: Int) { allowance = octets }

    func moved(_ count: Int) {
        octets += count
        allowance -= count
        pace.moved(count)
    }
}
