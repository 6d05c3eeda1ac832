/// Words in columns, read downwards as ls(1) prints them.
enum Columns {
    /// A word, and how it is shown: perhaps with a colour, which takes no room.
    struct Word {
        let shown: String
        let width: Int

        init(_ text: String, shown: String? = nil) {
            self.shown = shown ?? text
            width = Columns.displayWidth(text)
        }
    }

    private static let gap = 2

    /// - Parameter width: of the terminal in columns; 0 for one word a line.
    static func lines(of words: [Word], width: Int) -> [String] {
        let widths = columnWidths(of: words, within: width)
        guard widths.count > 1 else { return words.map(\.shown) }
        let rows = rows(of: words.count, in: widths.count)
        return (0..<rows).map { row in
            var line = ""
            for (column, index) in stride(from: row, to: words.count, by: rows).enumerated() {
                line += words[index].shown
                if index + rows < words.count {
                    line += String(
                        repeating: " ", count: widths[column] - words[index].width + gap)
                }
            }
            return line
        }
    }

    private static func rows(of count: Int, in columns: Int) -> Int {
        (count + columns - 1) / columns
    }

    /// The most columns that fit, each as wide as its widest word.
    private static func columnWidths(of words: [Word], within width: Int) -> [Int] {
        let narrowest = (words.map(\.width).min() ?? 0) + gap
        let most = min(words.count, max(1, (width + gap) / narrowest))
        for count in stride(from: most, to: 1, by: -1) {
            let rows = rows(of: words.count, in: count)
            let widths = stride(from: 0, to: words.count, by: rows).map { first in
                words[first..<min(first + rows, words.count)].reduce(0) { max($0, $1.width) }
            }
            if widths.reduce(0, +) + gap * (widths.count - 1) <= width { return widths }
        }
        return [0]
    }

    /// How many cells of a terminal a text takes.
    static func displayWidth(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { width, character in
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
