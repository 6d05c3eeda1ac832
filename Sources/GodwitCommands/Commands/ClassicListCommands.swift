package import ArgumentParser

/// `dir`, as BSD's ftp has it.
package struct DetailedListCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "dir",
        abstract: "List folders with type, rights, size and time: ls -l.",
        discussion: """
              godwit dir ftp://ftp.example.org/pub/
            """)

    @OptionGroup var list: ListCommand

    package init() {}

    package func run() async throws {
        var list = list
        list.long = true
        try await list.run()
    }
}

/// `nlist`, as BSD's ftp and lftp have it.
package struct NameListCommand: AsyncParsableCommand, PatternCommand {
    package static let configuration = CommandConfiguration(
        commandName: "nlist",
        abstract: "List the names in folders as NLST has them: ls --names.",
        discussion: """
              godwit nlist ftp://ftp.example.org/pub/
            """)

    @OptionGroup var list: ListCommand

    package init() {}

    package func validate() throws {
        if list.long || list.all { throw ValidationError("nlist takes neither -l nor -a: use ls") }
    }

    package func run() async throws {
        var list = list
        list.names = true
        try await list.run()
    }
}
