package import ArgumentParser

/// `godwit version`.
package struct VersionCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version.",
        discussion: """
              godwit version
            """)

    package init() {}

    package func run() async throws { Console.shared.print(CommandTable.version) }
}
