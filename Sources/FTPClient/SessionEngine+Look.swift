internal import FTPProtocol

extension SessionEngine {
    /// Asks SIZE and MDTM (RFC 3659 §3, §4), and MLST where it has the `unique` fact, in one
    /// flight; nil when the server says that there is no such file.
    ///
    /// A refusal is a value: a server without SIZE is served without it. Answers that belong to
    /// each other's command end the session, for the count of its replies is lost.
    func look(at path: RemotePath) throws(Interruption) -> RemoteVersion? {
        try use(.image)
        var flight = [Command(.size, path), Command(.mdtm, path)]
        if features.tellsUnique { flight.append(Command(.mlst, path)) }
        let replies = try exchange(flight: flight)
        do throws(ProtocolError) {
            return try RemoteVersion(
                size: replies[0], modified: replies[1],
                facts: replies.count > 2 ? replies[2] : nil)
        } catch {
            let interruption = Interruption.lost(.malformed(error))
            drop(because: interruption)
            throw interruption
        }
    }
}
