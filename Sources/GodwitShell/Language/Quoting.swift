/// Names as the language reads them back.
enum Quoting {
    private static let special = " \t\n\r'\"\\$;&|><#!*?[]{}~"

    /// The text in quotes where it needs them: reading it again gives the text.
    static func quoted(_ text: String) -> String {
        if text.isEmpty { return "''" }
        guard text.unicodeScalars.contains(where: { special.unicodeScalars.contains($0) }) else {
            return text
        }
        if !text.contains("'") { return "'\(text)'" }
        return "\"\(escaped(text, signs: "\"\\$`"))\""
    }

    /// The text with `\` before what would mean something without quotes.
    static func escaped(_ text: String) -> String { escaped(text, signs: special) }

    /// A name with `\` where it needs it. A `~` is only special at the beginning.
    static func escapedName(_ name: String) -> String {
        escaped(name, signs: special.filter { $0 != "~" || name.first == "~" })
    }

    /// The text with `\` before pattern characters, for commands that read patterns.
    static func escapingPatterns(_ text: String) -> String { escaped(text, signs: "*?[]{},\\") }

    /// The text with `\` before these signs.
    static func escaped(_ text: String, signs: String) -> String {
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if signs.unicodeScalars.contains(scalar) { view.append("\\") }
            view.append(scalar)
        }
        return String(view)
    }
}
