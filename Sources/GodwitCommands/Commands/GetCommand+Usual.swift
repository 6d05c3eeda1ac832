extension GetCommand {
    /// What the parser makes of URLs, `-o FILE` or `-O DIR`, and `--quiet`; nil leaves the words
    /// to it: all others, and those that are not in order.
    package static func usual(_ words: ArraySlice<String>) -> GetCommand? {
        var command = unnamed
        var urls: [String] = []
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--quiet", "-q": command.output.quiet = true
            case "-o" where command.outputFile == nil:
                guard let file = words.next(), isPlain(file) else { return nil }
                command.outputFile = file
            case "-O" where command.outputFolder == nil:
                guard let folder = words.next(), isPlain(folder) else { return nil }
                command.outputFolder = folder
            case let url where isPlain(url): urls.append(url)
            default: return nil
            }
        }
        command.urls = urls
        do { try command.validate() } catch { return nil }
        return command
    }

    /// Nothing is asked for yet.
    private static var unnamed: GetCommand {
        var command = GetCommand()
        command.urls = []
        command.outputFile = nil
        command.outputFolder = nil
        command.preserve = false
        command.keepBad = false
        command.extent = ExtentOptions()
        command.extent.range = nil
        command.extent.maxSize = nil
        command.habits = HabitOptions()
        command.habits.continues = false
        command.segments = SegmentsOption()
        command.segments.wanted = nil
        command.parallel = ParallelOption()
        command.parallel.sessions = ParallelOption.standard
        command.connection = .usual
        command.transfer = .usual
        command.output = .usual
        return command
    }

    /// What begins like an option is for the parser to judge, and so is a word of nothing.
    private static func isPlain(_ word: String) -> Bool {
        !word.isEmpty && !word.hasPrefix("-")
    }
}
