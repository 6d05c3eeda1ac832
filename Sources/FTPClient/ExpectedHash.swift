internal import FTPProtocol
internal import FTPTransport

extension FTPError {
    /// What is here is not what the caller said it would be.
    private init(expected: FileHash, found: FileHash?, advice: String) {
        let found = found.map { "has \($0)" } ?? "cannot be read again"
        self.init(
            .verificationFailed, "the file \(found), and \(expected) was expected",
            advice: advice)
    }

    /// Compares a file with the hash that the caller knows; without one nothing is read.
    static func compare(
        _ expected: FileHash?, advice: String,
        with hash: (HashAlgorithm) throws(TransportError) -> FileHash?
    ) throws(FTPError) {
        guard let expected else { return }
        let found: FileHash?
        do throws(TransportError) { found = try hash(expected.algorithm) } catch {
            if error == .cancelled { throw .cancelled }
            throw FTPError(localCall: error.call, errno: error.errno)
        }
        guard found == expected else {
            throw FTPError(expected: expected, found: found, advice: advice)
        }
    }
}
