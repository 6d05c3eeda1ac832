import FTPProtocol
import Testing

@Suite struct FeatureSetTests {
    private func features(_ lines: [String]) -> FeatureSet {
        FeatureSet(Reply(code: 211, lines: lines.map(octets)))
    }

    @Test(arguments: [
        [
            "211-Features:", " MLST type*;size*;modify*;UNIX.mode;", " REST STREAM", " utf8",
            " SIZE",
            " MDTM", " EPSV", "211 End",
        ],
        [
            "211-Extensions supported", "211-MLST Type*;Size*;Modify*;unix.mode", "211-Rest stream",
            "211- UTF8", "211-size", "211-MDTM ", "211-\tEPSV", "211 END",
        ],
        [
            "211-", "MLST type*;size*;modify*;UNIX.mode;", "REST STREAM", "", "UTF8", "SIZE",
            "MDTM",
            "EPSV", "211",
        ],
    ])
    func `quirk 21: features are found with or without the prefix, in any case`(lines: [String]) {
        let set = features(lines)
        #expect(set.supportsMLST && set.supportsREST && set.supportsUTF8)
        #expect(set.supportsSIZE && set.supportsMDTM && set.supportsEPSV)
        #expect(set.mlstFacts.map(\.name) == ["type", "size", "modify", "unix.mode"])
        #expect(set.mlstFacts.map(\.isEnabled) == [true, true, true, false])
        #expect(set.names == ["EPSV", "MDTM", "MLST", "REST", "SIZE", "UTF8"])
        #expect(set.has("mdtm") && !set.has("features:") && !set.has("END"))
    }

    @Test(arguments: [
        ("type*;size*;unique;UNIX.mode;Foo;bar*;", "OPTS MLST type;size;unix.mode;"),
        ("type*;UNIX.mode*;UNIX.owner;", "OPTS MLST type;unix.mode;unix.owner;"),
        ("type*;size*;UNIX.mode*;", nil), ("type*;size;unique;", nil),
    ])
    func `facts that listings leave out are asked for`(facts: String, command: String?) {
        let set = features(["211-Features", " MLST \(facts)", "211 End"])
        #expect(set.optsMLST.map { "\($0)" } == command)
    }

    @Test(arguments: [
        Reply(code: 500, text: "what?"), Reply(code: 502, text: "no"),
        Reply(code: 530, lines: ["530-Log in", " SIZE", "530 please"].map(octets)),
        Reply(code: 211, text: "no features"), Reply(code: 211, text: "SIZE"),
        Reply(code: 211, lines: ["211-Features", "211 End"].map(octets)),
        Reply(code: 211, lines: []),
    ])
    func `quirk 25: a refusal is an empty set`(reply: Reply) {
        let set = FeatureSet(reply)
        #expect(set == .none)
        #expect(set.names.isEmpty && !set.supportsSIZE && set.hashAlgorithms.isEmpty)
    }

    @Test func `a feature on several lines keeps the parameters of each`() {
        let set = features(["211-x", " AUTH TLS", " AUTH SSL", " LANG en-US;de*", "211 x"])
        #expect(set.parameters(of: "auth") == ["TLS", "SSL"])
        #expect(set.parameters(of: "LANG") == ["en-US;de*"])
        #expect(set.parameters(of: "SIZE").isEmpty)
        #expect(!set.supportsREST)
    }

    @Test func `REST alone promises nothing about octets`() {
        #expect(!features(["211-x", " REST", "211 x"]).supportsREST)
    }

    @Test func `hashes come the strongest first, HASH before single commands`() {
        let set = features([
            "211-x", " XCRC filename;start;end", " XMD5", " XSHA", " XSHA512",
            " HASH SHA-1;sha-256*;WHIRLPOOL;MD5", "211 x",
        ])
        #expect(set.hashAlgorithms == [.sha512, .sha256, .sha1, .md5, .crc32])
        #expect(set.hashMethods.map(\.verb) == [.xsha512, .hash, .hash, .hash, .xcrc])
        #expect(set.hashMethods.map(\.isSelected) == [true, true, false, false, true])
    }

    @Test func `quirk 66: control octets in a feature are escaped`() {
        #expect(features(["211-x", " A\u{1B}[2J \u{7}", "211 x"]).names == ["A\\X1B[2J"])
    }
}
