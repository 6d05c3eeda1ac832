/// Something that goes wrong at an exact octet of a transfer.
package struct Fault: Sendable, Hashable {
    /// What becomes of the data connection.
    package enum Data: Sendable, Hashable {
        /// The transfer goes on and completes as usual.
        case flows
        /// The connection stays open and nothing moves any more.
        case stalls
        /// The connection ends here: FIN makes a short file, RST an error.
        case ends(Cut)
    }

    /// The transfers that the fault may strike.
    package enum Target: Sendable, Hashable {
        /// Any RETR, STOR or APPE.
        case anyFile
        /// The n-th RETR, STOR or APPE of the server's life; the first is 1.
        case file(Int)
        /// Any transfer by this verb, also LIST, NLST and MLSD.
        case verb(String)
    }

    package var target: Target
    /// How many octets of this transfer pass before it strikes.
    package var octets: Int
    package var data: Data
    /// What the control connection does; in place of the completion reply if the data ends.
    package var control: Script
    /// How many more times the fault strikes.
    package var times: Int

    package init(
        _ target: Target = .anyFile, after octets: Int, data: Data, control: Script = .silence,
        times: Int = 1
    ) {
        self.target = target
        self.octets = octets
        self.data = data
        self.control = control
        self.times = times
    }

    /// The control connection is lost while the data flows on (QUIRKS 1-3, 74).
    package static func cutControl(
        _ cut: Cut, _ target: Target = .anyFile, after octets: Int, times: Int = 1
    ) -> Fault {
        Fault(target, after: octets, data: .flows, control: .cut(cut), times: times)
    }

    /// The data connection is lost; the control connection says so, or claims success.
    package static func cutData(
        _ cut: Cut, _ target: Target = .anyFile, after octets: Int,
        reply: Script = "426 Data connection lost.", times: Int = 1
    ) -> Fault {
        Fault(target, after: octets, data: .ends(cut), control: reply, times: times)
    }

    /// Both connections are lost: the session is gone.
    package static func cutSession(
        _ cut: Cut, _ target: Target = .anyFile, after octets: Int, times: Int = 1
    ) -> Fault {
        Fault(target, after: octets, data: .ends(cut), control: .cut(cut), times: times)
    }

    /// Nothing moves any more, nothing is said.
    package static func stall(
        _ target: Target = .anyFile, after octets: Int, times: Int = 1
    ) -> Fault {
        Fault(target, after: octets, data: .stalls, times: times)
    }

    /// The server refuses the rest of an upload and resets its data (QUIRKS 28).
    package static func refuse(
        _ reply: Script = "552 Quota exceeded.", _ target: Target = .anyFile, after octets: Int,
        times: Int = 1
    ) -> Fault {
        Fault(target, after: octets, data: .ends(.reset), control: reply, times: times)
    }

    /// The server restarts: every session is reset.
    package static func restart(
        outage: Duration = .zero, _ target: Target = .anyFile, after octets: Int, times: Int = 1
    ) -> Fault {
        Fault(
            target, after: octets, data: .ends(.reset), control: .restart(outage: outage),
            times: times)
    }

    func threatens(verb: String, file ordinal: Int?) -> Bool {
        guard times > 0 else { return false }
        return switch target {
        case .anyFile: ordinal != nil
        case .file(let number): ordinal == number
        case .verb(let name): verb == name
        }
    }
}
