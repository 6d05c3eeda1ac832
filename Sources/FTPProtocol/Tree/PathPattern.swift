/// A pattern of paths below a folder, as gitignore(5) has it.
///
/// Without a slash, or with one only at its end, it fits a name anywhere; else it begins at the
/// top. `**` stands for any number of folders, a slash at the end for folders only. As there, and
/// unlike in a shell, `*` fits names with a dot in front as well.
package struct PathPattern: Sendable, Hashable {
    /// Whether it takes back what earlier patterns of a list said.
    package let isNegated: Bool
    private let components: [GlobComponent]
    private let wantsFolder: Bool

    /// Reads a line; nil for a comment and for one that says nothing.
    package init?(line: some Collection<UInt8>) {
        var octets = Self.withoutTrailingBlanks(Array(line))[...]
        guard octets.first != UInt8(ascii: "#") else { return nil }
        let isNegated = octets.first == UInt8(ascii: "!")
        if isNegated { octets = octets.dropFirst() }
        // `\#` and `\!` are meant as they stand; the component's own escapes say so.
        self.init(octets, isNegated: isNegated)
    }

    /// Reads a pattern; nil for one that says nothing.
    package init?(_ octets: some Collection<UInt8>) {
        self.init(Array(octets)[...], isNegated: false)
    }

    private init?(_ octets: ArraySlice<UInt8>, isNegated: Bool) {
        let slash = UInt8(ascii: "/")
        var octets = octets
        wantsFolder = octets.last == slash
        if wantsFolder { octets = octets.dropLast() }
        let parts = octets.split(separator: slash)
        guard !parts.isEmpty else { return nil }
        var components = parts.map { GlobComponent(Array($0)) }
        let isAnywhere = !octets.contains(slash)
        if isAnywhere, components.first?.isAnyFolders == false {
            components.insert(Self.anyFolders, at: 0)
        }
        // What ends with `**` means everything inside, and not the folder itself.
        if components.last?.isAnyFolders == true { components.append(Self.anyName) }
        self.components = components
        self.isNegated = isNegated
    }

    private static let anyFolders = GlobComponent(Array("**".utf8))
    private static let anyName = GlobComponent(Array("*".utf8))

    /// - Parameter path: the components below the folder.
    package func matches(_ path: [[UInt8]], isFolder: Bool) -> Bool {
        if wantsFolder, !isFolder { return false }
        return Wildcards.fit(components, path, isAnyMany: \.isAnyFolders) { component, name in
            component.matches(name, showingHidden: true)
        }
    }

    private static func withoutTrailingBlanks(_ line: [UInt8]) -> [UInt8] {
        var line = line[...]
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        while line.last == UInt8(ascii: " ") {
            let escapes = line.dropLast().reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            if !escapes.isMultiple(of: 2) { break }
            line = line.dropLast()
        }
        return Array(line)
    }
}
