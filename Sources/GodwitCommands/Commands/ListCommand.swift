package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `godwit ls`.
package struct ListCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List folders.",
        discussion: """
              godwit ls -l ftp://ftp.example.org/pub/
              godwit ls --names ftp://ftp.example.org/pub/
            """)

    @OptionGroup var folders: FolderArguments

    @Flag(name: .customShort("l"), help: "Print type, rights, size and time as well.")
    var long = false

    @Flag(name: .customShort("a"), help: "Ask for names that begin with a dot as well.")
    var all = false

    @Flag(help: "Ask for the names only (NLST), where listings cannot be read or are slow.")
    var names = false

    package init() {}

    package func validate() throws {
        if names, long || all { throw ValidationError("--names goes with neither -l nor -a") }
    }

    package func run() async throws {
        let printer = EntryPrinter(folders.output.json ? .json : long ? .long : .names)
        try await folders.list { session, url, heading async throws(FTPError) in
            let tell: @Sendable (ListingEntry) -> Void = { entry in
                heading.precede(entry)
                printer.print(entry)
            }
            if names {
                try await session.names(in: url.path, each: tell)
            } else {
                try await session.list(
                    url.path, showsHidden: all, now: EntryPrinter.now, each: tell)
            }
            heading.precede(nil)
        }
    }
}
