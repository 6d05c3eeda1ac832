internal import ArgumentParser
internal import GodwitCommands

/// `cache`.
struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Show or forget the listings that completion remembers.",
        discussion: """
            Listings are only remembered for Tab, for a minute, and until a command may have changed \
            something: ls and all other commands ask the server.

              cache
              cache clear
            """,
        subcommands: [Show.self, Clear.self], defaultSubcommand: Show.self)

    /// `cache show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show the folders, their names' count and age.",
            aliases: ["status"])

        func run() async throws {
            for (folder, listing) in try ShellEnvironment.required().listings.all {
                let age = listing.age / .seconds(1)
                Console.shared.print(
                    "\(folder)  # \(listing.names.count) names, \(Int(age)) s old")
            }
        }
    }

    /// `cache clear`.
    struct Clear: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "clear", abstract: "Forget them: Tab asks the server again.",
            aliases: ["flush"])

        func run() async throws { try ShellEnvironment.required().listings.forget() }
    }
}
