internal import FTPClient
internal import FTPProtocol
internal import FoundationEssentials

/// One JSON object of `--json`: a line on standard output.
struct JSONLine: Encodable {
    /// A value of an object; nothing else occurs in the output.
    enum Value: Encodable {
        case text(String)
        case integer(Int64)
        case number(Double)
        case flag(Bool)
        case list([JSONLine])
        case null

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .flag(let value): try container.encode(value)
            case .list(let value): try container.encode(value)
            case .null: try container.encodeNil()
            }
        }
    }

    private var members: [String: Value] = [:]

    init(event: String? = nil) {
        if let event { members["event"] = .text(event) }
    }

    subscript(name: String) -> Value? {
        get { members[name] }
        set { members[name] = newValue }
    }

    func encode(to encoder: any Encoder) throws { try members.encode(to: encoder) }

    /// The object without a line break.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension JSONLine.Value {
    /// Octets, counts and statuses.
    static func count(_ value: some BinaryInteger) -> JSONLine.Value {
        .integer(Int64(clamping: value))
    }
    /// Octets that may be unknown.
    static func count(_ value: UInt64?) -> JSONLine.Value { value.map { .count($0) } ?? .null }
    /// Seconds with milliseconds.
    static func seconds(_ value: Duration) -> JSONLine.Value {
        .number(value.inThousandths)
    }
}

extension JSONLine {
    /// How a session was protected: nothing in clear.
    mutating func describe(_ protection: SessionProtection?) {
        guard let protection else { return }
        self["tls"] = .text(protection.version)
        self["cipher"] = .text(protection.cipher)
        self["certificate"] = .text(protection.verification)
        self["data_resumed"] = protection.dataIsResumed.map { .flag($0) } ?? .null
    }
}
