internal import FTPProtocol

extension SessionEngine {
    /// Asks SIZE and MDTM (RFC 3659 §3, §4); nil when the server says that there is no such file.
    ///
    /// A refusal is a value: a server without SIZE is served without it. Answers that belong to
    /// each other's command end the session, for the count of its replies is lost.
    func look(at path: RemotePath) throws(Interruption) -> RemoteVersion? {
        try use(.image)
        let (size, modified) = try exchange(Command(.size, path), Command(.mdtm, path))
        do throws(ProtocolError) {
            return try RemoteVersion(size: size, modified: modified)
        } catch {
            let interruption = Interruption.lost(.malformed(error))
            drop(because: interruption)
            throw interruption
        }
    }
}
