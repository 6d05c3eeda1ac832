internal import ArgumentParser
internal import GodwitCommands

/// `history`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the lines that were typed.",
        discussion: """
            Lines with a password in them are never kept.

              history 20
            """)

    @Argument(help: ArgumentHelp("How many; all without one.", valueName: "lines"))
    var count: UInt?

    func run() async throws {
        let lines = History.lines
        let first = count.map { max(0, lines.count - Int(clamping: $0)) } ?? 0
        for (number, line) in lines.enumerated().dropFirst(first) {
            Console.shared.print("\(number + 1)  \(line)")
        }
    }
}
