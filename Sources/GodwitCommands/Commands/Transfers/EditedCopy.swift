internal import FTPClient
internal import FTPProtocol
internal import FTPTransport
@preconcurrency internal import Glibc

/// A local copy of a remote file, for an editor.
struct EditedCopy {
    /// More than anybody edits by hand.
    private static let greatestOctets = 64 << 20

    private let url: FTPURL
    private let folder: LocalPath
    private let file: LocalPath

    init(of url: FTPURL) throws(CommandFailure) {
        self.url = url
        let name = try LocalName.of(url.path, in: nil)
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/godwit-edit-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure(.cannotCreate, "cannot make a folder in \(base)")
        }
        folder = LocalPath(template.dropLast().map { UInt8(bitPattern: $0) })
        file = folder.appending(Array(name.utf8))
    }

    /// Downloads, runs the editor, and uploads what it changed.
    func edit(
        on session: FTPSession, options: TransferOptions
    ) async throws(CommandFailure) {
        let before: FileVersion?
        do throws(FTPError) {
            before = try await version(on: session)
            if before != nil {
                _ = try await session.download(
                    url.path, to: .file(file.description), options: options)
            }
        } catch {
            discard()
            throw CommandFailure(error)
        }
        let original = try contents()
        guard OutsideProgram.edit(file.description) else {
            throw kept("the editor failed", .localIO)
        }
        let edited = try contents()
        if edited == original {
            Console.shared.say("\(url.path): not changed")
            return discard()
        }
        var isStillTheSame = false
        do throws(FTPError) {
            isStillTheSame = try await version(on: session) == before
            if isStillTheSame {
                _ = try await session.upload(
                    .file(file.description), to: url.path, options: options)
            }
        } catch { throw kept("\(error)", ExitStatus(error)) }
        guard isStillTheSame else {
            throw kept("the file on the server changed meanwhile", .verificationFailed)
        }
        discard()
    }

    /// Nil for a file that does not exist yet.
    private func version(on session: FTPSession) async throws(FTPError) -> FileVersion? {
        do throws(FTPError) { return try await session.version(of: url.path) } catch {
            if error.code == .noSuchFile { return nil }
            throw error
        }
    }

    private func contents() throws(CommandFailure) -> [UInt8]? {
        do throws(TransportError) {
            return try file.contents(atMost: Self.greatestOctets)
        } catch { throw kept("\(error)", .localIO) }
    }

    private func kept(_ reason: String, _ status: ExitStatus) -> CommandFailure {
        CommandFailure(status, "\(reason); the local copy is kept: \(file)")
    }

    private func discard() {
        try? file.remove()
        rmdir(folder.description)
    }
}
