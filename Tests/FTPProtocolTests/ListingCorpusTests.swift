import FTPProtocol
import FoundationEssentials
import Testing

/// A listing of `Tests/Corpus` and the entries that come out of it.
struct CorpusSample: Sendable, CustomTestStringConvertible {
    /// Nil for servers without a family of their own.
    let family: ListingFamily?
    let listing: [UInt8]
    /// Whether the listing says enough to be detected.
    let isDetectable: Bool
    /// As the corpus writes them, escapes resolved.
    fileprivate(set) var entries: [[UInt8]] = []

    var testDescription: String { String(decoding: listing, as: UTF8.self) }

    var formats: [ListingFormat] {
        (family.map { [.fixed($0)] } ?? [.fixed(.unix)]) + (isDetectable ? [.detect] : [])
    }

    static let all: [CorpusSample] = {
        let names = ListingFamily.allCases.map { $0 == .rare ? "other" : $0.rawValue }
        return names.flatMap { name in
            let family = name == "other" ? nil : ListingFamily(rawValue: name)
            return samples(in: file(name), family: family)
        }
    }()

    private static func file(_ name: String) -> [UInt8] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let data = try? Data(contentsOf: URL(filePath: "/\(folder)/Corpus/\(name).txt"))
        return data.map { Array($0) } ?? []
    }

    private static func samples(in file: [UInt8], family: ListingFamily?) -> [CorpusSample] {
        var samples: [CorpusSample] = []
        for line in file.split(separator: UInt8(ascii: "\n")) {
            let content = unescaped(line.dropFirst(2))
            switch line.first {
            case UInt8(ascii: ">"), UInt8(ascii: "?"):
                samples.append(
                    CorpusSample(
                        family: family, listing: content,
                        isDetectable: line.first == UInt8(ascii: ">")))
            case UInt8(ascii: "="):
                samples[samples.count - 1].entries.append(content)
            default:
                continue
            }
        }
        return samples
    }

    /// Resolves `\n` and `\xNN`.
    private static func unescaped(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var octets: [UInt8] = []
        var rest = line
        while let octet = rest.popFirst() {
            if octet == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "n") {
                rest.removeFirst()
                octets.append(UInt8(ascii: "\n"))
            } else if octet == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x"),
                let value = UInt8(
                    String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
            {
                rest = rest.dropFirst(3)
                octets.append(value)
            } else {
                octets.append(octet)
            }
        }
        return octets
    }

    /// An entry as the corpus writes it.
    static func text(_ entry: ListingEntry) -> [UInt8] {
        if entry.isRaw { return octets("raw") }
        let fields = [
            octets(entry.kind.rawValue), octets(entry.size.map { String($0) } ?? "-"),
            octets(entry.modified?.description ?? "-"), entry.name, entry.target ?? octets("-"),
        ]
        return Array(fields.joined(separator: octets(" | ")))
    }
}

@Suite struct ListingCorpusTests {
    @Test func `the corpus is there`() {
        #expect(CorpusSample.all.count > 400)
        for family in ListingFamily.allCases where family != .rare {
            #expect(CorpusSample.all.contains { $0.family == family })
        }
    }

    @Test(arguments: CorpusSample.all)
    func `quirk 61: a listing says what it says, told or detected, with any line end`(
        sample: CorpusSample
    ) throws {
        let breaks = sample.listing.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for end in ["\n", "\r\n"] {
            let listing = Array(breaks.joined(separator: octets(end)))
            for format in sample.formats {
                for wire in [listing, listing + octets(end)] {
                    let entries = try ListingCase.entries([wire], format: format)
                    #expect(entries.map(CorpusSample.text) == sample.entries)
                }
            }
        }
    }

    @Test(arguments: CorpusSample.all)
    func `no listing traps, however it is cut and whatever family is told`(
        sample: CorpusSample
    ) throws {
        for family in ListingFamily.allCases {
            for length in stride(from: 0, through: sample.listing.count, by: 9) {
                _ = try ListingCase.entries(
                    [Array(sample.listing.prefix(length))], format: .fixed(family))
            }
        }
    }

    @Test(arguments: ListingFamily.allCases)
    func `a listing of one family is detected as that family`(family: ListingFamily) throws {
        let name = family == .rare ? nil : family
        let samples = CorpusSample.all.filter {
            $0.family == name && $0.isDetectable && $0.entries.count == 1
                && $0.entries != [octets("raw")]
        }
        var parser = ListingParser(now: ListingCase.now)
        _ = try parser.receive(Array(samples.map(\.listing).joined(separator: octets("\r\n"))))
        _ = parser.finish()
        #expect(parser.family == family)
    }

    @Test(arguments: CorpusSample.all.filter { $0.entries == [octets("raw")] })
    func `what cannot be read is kept as it is`(sample: CorpusSample) throws {
        let entries = try ListingCase.entries([sample.listing])
        #expect(entries.map(\.name) == [sample.listing])
        #expect(entries.allSatisfy { $0.isRaw && $0.kind == .other })
    }
}
