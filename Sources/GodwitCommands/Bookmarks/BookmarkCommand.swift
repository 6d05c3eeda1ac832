package import ArgumentParser
internal import FTPProtocol

/// `godwit bookmark`.
package struct BookmarkCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "bookmark",
        abstract: "Give places short names.",
        discussion: """
            NAME:PATH stands for a path below the bookmark's URL wherever a URL is expected. The \
            file is $XDG_CONFIG_HOME/godwit/bookmarks; it holds no passwords unless asked to.

              godwit bookmark add work ftpes://jane@ftp.example.org/pub
              godwit get work:big.iso
            """,
        subcommands: [Add.self, List.self, Edit.self, Remove.self, Import.self],
        defaultSubcommand: List.self,
        aliases: ["bookmarks"])

    package init() {}
}

extension BookmarkCommand {
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a bookmark, or replace the one of that name.",
            discussion: """
                  godwit bookmark add work ftpes://jane@ftp.example.org/ \
                --password-command 'pass show ftp/work'
                """)

        @Argument(help: "The name.") var name: String
        @Argument(
            help: ArgumentHelp(
                "The place; in the shell by default where it stands.", valueName: "url"),
            completion: .remotePath)
        var url: String?

        @Option(
            help: ArgumentHelp(
                "Take the first line that this shell command prints as the password.",
                valueName: "cmd"))
        var passwordCommand: String?

        @Option(
            help: ArgumentHelp("The local folder that belongs to it.", valueName: "dir"),
            completion: .directory)
        var local: String?

        @Flag(help: "Keep the URL's password in the file.")
        var withPassword = false

        func run() async throws {
            guard Bookmark.isName(name) else {
                throw CommandFailure(
                    .usage, "'\(name)' cannot be a name: no blanks, quotes, colons and slashes")
            }
            let place = try RemoteFile.all(url.map { [$0] } ?? [])
            guard var url = place.first else {
                throw CommandFailure(.usage, "which place? Give a URL")
            }
            if url.password != nil, !withPassword {
                Console.shared.say(
                    "godwit: the password is not kept: use --password-command or --with-password")
                url = url.withoutPassword
            }
            var list = try BookmarkFile.load()
            list.set(
                Bookmark(
                    name: name, url: url, passwordCommand: passwordCommand, localFolder: local))
            try BookmarkFile.save(list)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the bookmarks.",
            discussion: """
                  godwit bookmark list --json
                """)

        @Flag(help: "Print one JSON object a line.") var json = false

        func run() async throws {
            let bookmarks = try BookmarkFile.load().bookmarks
            let width = bookmarks.map(\.name.count).max() ?? 0
            for bookmark in bookmarks {
                if json {
                    var line = JSONLine(event: "bookmark")
                    line["name"] = .text(bookmark.name)
                    line["url"] = .text("\(bookmark.url)")
                    line["local"] = bookmark.localFolder.map { .text($0) } ?? .null
                    Console.shared.print(line.text)
                } else {
                    let padding = String(repeating: " ", count: width - bookmark.name.count)
                    Console.shared.print("\(bookmark.name)\(padding)  \(bookmark.url)")
                }
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change the file of the bookmarks with $VISUAL, $EDITOR or vi.",
            discussion: """
                  godwit bookmark edit
                """)

        func run() async throws {
            try BookmarkFile.save(try BookmarkFile.load())
            guard let path = BookmarkFile.path, OutsideProgram.edit(path) else {
                throw CommandFailure(.localIO, "the editor failed")
            }
            _ = try BookmarkFile.load()
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove bookmarks.",
            discussion: """
                  godwit bookmark remove work
                """,
            aliases: ["delete", "rm"])

        @Argument(
            help: "The names.", completion: .custom { _, _, _ in BookmarkFile.names })
        var names: [String]

        func run() async throws {
            var list = try BookmarkFile.load()
            let missing = names.filter { !list.remove($0) }
            try BookmarkFile.save(list)
            guard missing.isEmpty else {
                throw CommandFailure(
                    .noSuchFile, "no such bookmark: \(missing.joined(separator: ", "))")
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take over the bookmarks of lftp, ncftp or FileZilla.",
            discussion: """
                Bookmarks that are here already stay as they are.

                  godwit bookmark import filezilla ~/sitemanager.xml
                """)

        @Argument(
            help: "lftp, ncftp or filezilla.",
            completion: .list(BookmarkImport.Source.allCases.map(\.rawValue)))
        var program: BookmarkImport.Source

        @Argument(
            help: ArgumentHelp(
                "Its file, if it is not where the program has it.", valueName: "file"),
            completion: .file())
        var file: String?

        @Flag(help: "Keep the passwords that it holds.")
        var withPasswords = false

        func run() async throws {
            let home = StateFolder.variable("HOME") ?? ""
            let paths =
                file.map { [CommandContext.current.local($0)] }
                ?? program.usualPaths.map { "\(home)/\($0)" }
            let text = paths.lazy.compactMap { TextFile.read($0) }.first
            guard let text else {
                throw CommandFailure(
                    .noSuchFile, "cannot read \(paths.joined(separator: " or "))")
            }
            var reader = BookmarkImport(keepsPasswords: withPasswords)
            reader.read(text, of: program)
            var list = try BookmarkFile.load()
            var count = 0
            for bookmark in reader.result.bookmarks {
                if list[bookmark.name] != nil {
                    Console.shared.say("godwit: \(bookmark.name): is here already")
                } else {
                    list.set(bookmark)
                    count += 1
                }
            }
            for omission in reader.result.omissions { Console.shared.say("godwit: \(omission)") }
            try BookmarkFile.save(list)
            Console.shared.print("\(count) bookmarks taken over")
        }
    }
}

extension BookmarkImport.Source: ExpressibleByArgument {}
