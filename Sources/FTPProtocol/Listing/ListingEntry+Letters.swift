extension ListingEntry {
    /// ``permissions`` as people read them: the bits of `0755` in letters, all else as the server
    /// wrote it.
    package var permissionLetters: String? {
        guard let permissions, permissions.first?.isNumber == true, let mode else {
            return permissions
        }
        return UnixMode.letters(mode)
    }
}

extension UnixMode {
    /// `rwsr-x--T`.
    static func letters(_ bits: UInt16) -> String {
        var letters = Array("rwxrwxrwx")
        for position in letters.indices where bits & (0o400 >> UInt16(position)) == 0 {
            letters[position] = "-"
        }
        for (position, special) in [(2, "s"), (5, "s"), (8, "t")]
        where bits & (0o4000 >> UInt16(position / 3)) != 0 {
            letters[position] = Character(
                letters[position] == "x" ? special : special.uppercased())
        }
        return String(letters)
    }
}
