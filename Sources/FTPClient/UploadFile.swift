internal import FTPProtocol
internal import FTPTransport

/// The local end of an upload: a file that can be read again, or a stream that cannot.
struct UploadFile: ~Copyable {
    private let owned: LocalFile?
    let descriptor: Int32
    /// Where it comes from, for the journal; nil for a stream.
    let path: String?
    private(set) var status: LocalFile.Status

    init(_ source: FTPSession.UploadSource) throws(FTPError) {
        do throws(TransportError) {
            switch source {
            case .file(let name):
                let file = try LocalFile(LocalPath(name), .reading)
                status = try file.status
                descriptor = file.descriptor.rawValue
                path = status.isRegular ? name : nil
                owned = consume file
            case .descriptor(let descriptor):
                status = try LocalFile.Status(of: descriptor)
                self.descriptor = descriptor
                path = nil
                owned = nil
            }
        } catch { throw FTPError(cannotRead: source, error) }
    }

    /// Whether it can be read from any offset, and again.
    var isFile: Bool { path != nil }

    /// Octets of the whole file; nil for a stream.
    var octets: UInt64? { isFile ? status.octets : nil }

    /// Whether the file is another one than at the last look.
    mutating func hasChanged() -> Bool {
        guard isFile, let now = try? LocalFile.Status(of: descriptor), now != status else {
            return false
        }
        status = now
        return true
    }
}
