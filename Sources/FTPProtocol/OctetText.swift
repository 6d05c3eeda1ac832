/// Octets as a `String` that gives them back, whatever they are: file names need not be UTF-8.
///
/// What is UTF-8 reads as itself. Any other octet is one of the last 256 scalars of the last
/// private plane, U+10FF00 and up, which no name is known to hold; one that does is escaped too.
public enum OctetText {
    private static let escapes: ClosedRange<Unicode.Scalar> = "\u{10FF00}"..."\u{10FFFF}"

    /// The text of octets.
    public static func text(of octets: some Collection<UInt8>) -> String {
        let plain = String(validating: octets, as: UTF8.self)
        if let plain, !plain.unicodeScalars.contains(where: escapes.contains) { return plain }
        var scalars = String.UnicodeScalarView()
        var rest = Array(octets)[...]
        while let first = rest.first {
            let scalar = PrintableText.firstScalar(of: rest)
            if let scalar, !escapes.contains(scalar) {
                scalars.append(scalar)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                if let escape = Unicode.Scalar(escapes.lowerBound.value + UInt32(first)) {
                    scalars.append(escape)
                }
                rest = rest.dropFirst()
            }
        }
        return String(scalars)
    }

    /// The octets of a text.
    public static func octets(of text: String) -> [UInt8] {
        guard text.unicodeScalars.contains(where: escapes.contains) else { return Array(text.utf8) }
        return text.unicodeScalars.flatMap { scalar -> [UInt8] in
            escapes.contains(scalar)
                ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(String(scalar).utf8)
        }
    }
}
