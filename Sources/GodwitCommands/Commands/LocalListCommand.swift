package import ArgumentParser

/// `godwit lls`.
package struct LocalListCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lls",
        abstract: "List local files with ls(1).",
        discussion: """
              godwit lls -l
            """)

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("Options and files for ls.", valueName: "word"), completion: .file())
    var words: [String] = []

    package init() {}

    package func run() async throws {
        let console = Console.shared
        let columns = console.outputIsTerminal ? ["-C", "-w", "\(console.columns)"] : []
        let folder = CommandContext.current.local(".")
        let command = (columns + words).map(OutsideProgram.quoted).joined(separator: " ")
        guard
            let output = OutsideProgram.output(
                of: "cd \(OutsideProgram.quoted(folder)) && exec ls \(command)")
        else { throw CommandFailure.reported(.noSuchFile) }
        console.print(lines: output)
    }
}
