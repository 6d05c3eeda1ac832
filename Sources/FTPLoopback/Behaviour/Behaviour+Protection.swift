extension Behaviour {
    /// TLS, and what servers make of it (RFC 4217). Read once, when the server is made, but for
    /// what says otherwise.
    package struct Protection: Sendable {
        /// What the server shows.
        package var certificate: Certificate
        /// Whether TLS begins with the first octet, as on port 990.
        package var isImplicit = false
        package var speaksTLS13 = true
        /// Without it no TLS 1.3 ticket is given out.
        package var resumesTLS13 = true
        /// Who has to have signed the client's certificate; nil asks for none.
        package var asksForCertificateOf: Certificate?

        /// The answer to a data connection that did not resume; nil takes it. May change (36).
        package var newSessions: Script?
        /// How many data connections of a login resume before its tickets have expired; nil for
        /// no end. May change (37, 38).
        package var resumptionsPerLogin: Int?
        /// Whether data connections and CCC end with the server's close_notify. May change (41).
        package var saysGoodbye = true
        /// Whether the server says anything on a data connection. May change (65).
        package var shakesHandsOnData = true
        /// What comes in clear right behind the answer to CCC, before TLS has ended. May change.
        package var textBehindCCC: [UInt8] = []

        package init(_ certificate: Certificate) { self.certificate = certificate }
    }
}
