/// Words in columns, read downwards as ls(1) prints them.
enum Columns {
    /// - Parameter width: of the terminal in columns; 0 for one word a line.
    static func lines(of words: [String], width: Int) -> [String] {
        let widths = words.map(displayWidth)
        let cell = (widths.max() ?? 0) + 2
        let count = max(1, (width + 2) / cell)
        guard count > 1 else { return words }
        let rows = (words.count + count - 1) / count
        return (0..<rows).map { row in
            var line = ""
            for index in stride(from: row, to: words.count, by: rows) {
                line += words[index]
                let isLast = index + rows >= words.count
                if !isLast { line += String(repeating: " ", count: cell - widths[index]) }
            }
            return line
        }
    }

    /// How many cells of a terminal a text takes.
    static func displayWidth(_ text: String) -> Int {
        text.reduce(0) { width, character in
            width + (character.unicodeScalars.first.map(cells) ?? 0)
        }
    }

    /// Two for East Asian wide characters and emoji (UAX #11), by their blocks.
    private static func cells(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            2
        case 0x300...0x36F, 0x200B...0x200F: 0
        default: 1
        }
    }
}
