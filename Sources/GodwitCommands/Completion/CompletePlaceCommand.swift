package import ArgumentParser
@preconcurrency internal import Glibc

/// `godwit complete-place`: what the completion scripts run behind the scenes.
package struct CompletePlaceCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "complete-place",
        abstract: "Print the places that a half-typed argument can become.",
        discussion: """
              godwit complete-place ftp://ftp.example.org/pu
            """,
        shouldDisplay: false)

    @Argument(help: "The half-typed argument.") var prefix: String
    @Flag(help: "Local files too.") var files = false

    package init() {}

    package func run() async throws {
        for candidate in await RemoteCompletion.candidates(for: prefix, includingFiles: files) {
            Console.shared.print(candidate)
        }
    }

    /// The lines of ``CompletePlaceCommand``, run as a program of its own: the parser asks from
    /// within a task, where waiting for a server could wait for ever on a machine with one core.
    fileprivate static func run(_ prefix: String, files: Bool) -> [String] {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count)
        guard count > 0 else { return [] }
        let program = String(
            decoding: path.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let words = [program, "complete-place"] + (files ? ["--files"] : []) + ["--", prefix]
        let command = words.map(OutsideProgram.quoted).joined(separator: " ")
        let output = OutsideProgram.output(of: "exec \(command) 2>/dev/null") ?? []
        let places = output.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        // zsh's _describe takes what stands behind a colon for a description.
        return CompletionShell.requesting == .zsh
            ? places.map {
                $0.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
            } : places
    }
}

extension CompletionKind {
    /// Bookmarks, URLs, and names on servers.
    static var remotePath: CompletionKind {
        .custom { _, _, prefix in CompletePlaceCommand.run(prefix, files: false) }
    }

    /// The same, and local files.
    static var fileOrRemotePath: CompletionKind {
        .custom { _, _, prefix in CompletePlaceCommand.run(prefix, files: true) }
    }
}
