/// Guesses what a mistyped word was meant to be.
enum Spelling {
    /// The word that is at most two strokes away, and the nearest; nil when none is.
    static func nearest(to word: String, in words: [String]) -> String? {
        guard word.count <= 64 else { return nil }
        let ranked = words.map { (distance(word, $0), $0) }.min { $0.0 < $1.0 }
        guard let ranked, ranked.0 <= min(2, word.count / 2) else { return nil }
        return ranked.1
    }

    /// Strokes from one word to the other: insert, delete, replace.
    private static func distance(_ first: String, _ second: String) -> Int {
        let second = Array(second)
        var row = Array(0...second.count)
        for (index, character) in first.enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for column in second.indices {
                let replaced = corner + (second[column] == character ? 0 : 1)
                corner = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, corner + 1)
            }
        }
        return row[second.count]
    }
}
