/// The challenge of a one-time password in a reply to USER (RFC 2289 §6): `otp-md5 487 dog2`, or
/// `s/key 99 th91334` of older servers.
///
/// A password that is known beforehand cannot be the answer: the challenge has to be shown.
public struct OneTimeChallenge: Sendable, Hashable {
    /// The algorithm, the sequence number and the seed, as calculators take them.
    public let text: String

    /// Finds the challenge; nil when the reply holds none.
    public init?(in reply: Reply) {
        for line in reply.lines {
            let words = PrintableText.escaping(line).split(whereSeparator: Self.isNoise)
            for index in words.indices.dropLast(2) where Self.isAlgorithm(words[index]) {
                let (number, seed) = (words[index + 1], words[index + 2])
                guard UInt16(number) != nil, seed.allSatisfy({ $0.isASCII }), seed.count <= 16
                else { continue }
                text = "\(words[index]) \(number) \(seed)"
                return
            }
        }
        return nil
    }

    private static func isNoise(_ character: Character) -> Bool {
        " [](),:;'\"\u{201C}\u{201D}".contains(character)
    }

    private static func isAlgorithm(_ word: Substring) -> Bool {
        let name = word.lowercased()
        return name == "s/key" || name == "skey"
            || ["otp-md4", "otp-md5", "otp-sha1"].contains(name)
    }
}
