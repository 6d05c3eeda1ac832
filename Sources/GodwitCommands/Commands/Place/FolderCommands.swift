package import ArgumentParser
internal import FTPClient
internal import FTPProtocol
internal import Glibc

/// `cd`.
package struct ChangeFolderCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cd",
        abstract: "Go to another folder on the server.",
        discussion: """
            Without an argument to the folder of the login, with - to the one before. A URL may \
            lead to another server.

              cd pub/incoming
              cd -
            """)

    @Argument(help: ArgumentHelp("Where to.", valueName: "folder"))
    var folder: String?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func run() async throws {
        try await Standing.move(to: try target(), connection, output: output)
    }

    private func target() throws(CommandFailure) -> FTPURL {
        if let folder, folder.contains("://") { return try RemoteFile.parse(folder) }
        guard let place = RemoteFile.place else { throw .notOpen }
        switch folder {
        case nil, "~": return place.with(path: .loginFolder)
        case "-":
            guard let former = CommandContext.current.formerFolder else {
                throw CommandFailure(.usage, "there is no folder to go back to yet")
            }
            return place.with(path: former)
        case let folder?: return try RemoteFile.parse(folder)
        }
    }
}

/// `pwd`.
package struct PrintFolderCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "pwd",
        abstract: "Print the folder on the server.",
        discussion: """
              pwd
              pwd --url
            """)

    @Flag(name: .shortAndLong, help: "Print the whole URL.")
    var url = false

    package init() {}

    package func run() async throws {
        guard let place = RemoteFile.place else { throw CommandFailure.notOpen }
        Console.shared.print(url ? "\(place)" : "\(place.path)")
    }
}

/// `lcd`.
package struct ChangeLocalFolderCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lcd",
        abstract: "Go to another local folder.",
        discussion: """
            Without an argument to the home folder. Jobs keep the folder they began in.

              lcd ~/Downloads
            """)

    @Argument(help: ArgumentHelp("Where to.", valueName: "folder"))
    var folder: String?

    package init() {}

    package func run() async throws {
        let target = LocalFolder.expandingHome(folder ?? "~")
        guard chdir(target) == 0 else {
            let reason = String(cString: strerror(errno))
            throw CommandFailure(.noSuchFile, "cannot go to the local folder \(target): \(reason)")
        }
        CommandContext.current.localFolder = LocalFolder.current
    }
}

/// `lpwd`.
package struct PrintLocalFolderCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lpwd",
        abstract: "Print the local folder.",
        discussion: """
              lpwd
            """)

    package init() {}

    package func run() async throws { Console.shared.print(LocalFolder.current) }
}

/// The process's working folder.
package enum LocalFolder {
    /// Its absolute name.
    package static var current: String {
        guard let name = getcwd(nil, 0) else { return "." }
        defer { free(name) }
        return String(cString: name)
    }

    /// `~` and `~/…` as shells read them.
    package static func expandingHome(_ name: String) -> String {
        guard name == "~" || name.hasPrefix("~/"), let home = getenv("HOME") else { return name }
        return String(cString: home) + name.dropFirst()
    }
}

extension CommandFailure {
    /// A command that needs an open session met none.
    package static var notOpen: CommandFailure {
        CommandFailure(.usage, "not connected: write open URL first")
    }
}
