/// Text that may hold URLs.
package enum URLText {
    /// The text with each `scheme://user:password@` cut to `scheme://user@`.
    package static func withoutPasswords(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let sign = rest.firstRange(of: "://") {
            result += rest[..<sign.upperBound]
            rest = rest[sign.upperBound...]
            // Passwords with blanks may stand in quotes, so the authority ends with a slash or
            // with what looks like the next word.
            let authority = rest.prefix { $0 != "/" && !$0.isNewline }
            guard let at = authority.lastIndex(of: "@"),
                let colon = authority[..<at].firstIndex(of: ":")
            else { continue }
            result += rest[..<colon]
            rest = rest[at...]
        }
        return result + rest
    }
}
