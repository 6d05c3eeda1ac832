import FTPProtocol
import Testing

/// A line of a listing and what it says, or that it says nothing.
struct ListingCase: Sendable, CustomTestStringConvertible {
    let line: String
    var name = ""
    var kind = ListingEntry.Kind.file
    var size: UInt64?
    /// ISO 8601; empty for none.
    var modified = ""
    var precision: FTPTime.Precision?
    var target: String?
    var permissions: String?
    var owner: String?
    var group: String?

    var testDescription: String { line }

    init(
        _ line: String, _ name: String, _ kind: ListingEntry.Kind = .file, size: UInt64? = nil,
        at modified: String = "", precision: FTPTime.Precision? = nil, target: String? = nil,
        permissions: String? = nil, owner: String? = nil, group: String? = nil
    ) {
        self.line = line
        self.name = name
        self.kind = kind
        self.size = size
        self.modified = modified
        self.precision = precision
        self.target = target
        self.permissions = permissions
        self.owner = owner
        self.group = group
    }

    /// `Nov 21 2026 10:46:40` is when all of these listings are read.
    static let now = FTPTime(seconds: 1_795_258_000)

    /// The entries of a listing that arrives in these chunks.
    static func entries(
        _ chunks: [[UInt8]], format: ListingFormat = .detect, keepsDots: Bool = false,
        limits: Limits = .standard
    ) throws(ProtocolError) -> [ListingEntry] {
        var parser = ListingParser(format: format, now: now, limits: limits, keepsDots: keepsDots)
        var entries: [ListingEntry] = []
        for chunk in chunks { entries += try parser.receive(chunk) }
        return entries + parser.finish()
    }
}

extension ListingCase {
    static let mlsx = [
        ListingCase(
            "type=file;size=42;modify=20261121104640; a.txt", "a.txt", size: 42,
            at: "2026-11-21T10:46:40Z"),
        ListingCase(
            "Type=File;Size=42;Modify=20261121104640.250; b", "b", size: 42,
            at: "2026-11-21T10:46:40.25Z"),
        ListingCase(
            "TYPE=dir;SIZD=4096 no last semicolon", "no last semicolon", .directory, size: 4096),
        ListingCase("type=dir;   leading and trailing  ", "  leading and trailing  ", .directory),
        ListingCase("type=file;size=1; a;b=c;d", "a;b=c;d", size: 1),
        ListingCase(
            "type=OS.unix=slink:/target;unix.mode=0777;unix.uid=0;unix.gid=5; l", "l", .link,
            target: "/target", permissions: "0777", owner: "0", group: "5"),
        ListingCase("type=OS.unix=symlink;size=3; l", "l", .link, size: 3),
        ListingCase("type=OS.UNIX=slink:; l", "l", .link),
        ListingCase("type=OS.unix=chr-1/3; null", "null", .other),
        ListingCase("type=file;size=-5; negative", "negative"),
        ListingCase("type=file;size=99999999999999999999999; huge", "huge"),
        ListingCase("type=file;modify=20261321104640; no such month", "no such month"),
        ListingCase("size=7;perm=rw; untyped", "untyped", size: 7),
        ListingCase(
            "modify=20261121104640; unknown", "unknown", .other, at: "2026-11-21T10:46:40Z"),
        ListingCase(
            "type=file;UNIX.ownername=me;UNIX.owner=1000;UNIX.group=100;UNIX.groupname=us; o", "o",
            owner: "me", group: "us"),
        ListingCase("type=file;size=0; 鳥 Grüße", "鳥 Grüße", size: 0),
    ]

    static let unix = [
        ListingCase(
            "-rw-r--r--   1 me users 1234 Nov 21 10:46 a.txt", "a.txt", size: 1234,
            at: "2026-11-21T10:46:00Z", precision: .minute, permissions: "rw-r--r--", owner: "me",
            group: "users"),
        ListingCase(
            "drwxr-xr-x   2 0        0            4096 Jan  1  2020 dir", "dir", .directory,
            size: 4096, at: "2020-01-01T00:00:00Z", precision: .day, permissions: "rwxr-xr-x",
            owner: "0", group: "0"),
        ListingCase(
            "-rw-r--r-- 1 owner 5 Dec 31 23:59 no group", "no group", size: 5,
            at: "2025-12-31T23:59:00Z", permissions: "rw-r--r--", owner: "owner"),
        ListingCase(
            "-rw-r--r-- 1 5 Nov 22 10:46 only links, tomorrow", "only links, tomorrow", size: 5,
            at: "2026-11-22T10:46:00Z", permissions: "rw-r--r--"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 Nov 22 10:47 past a day ahead", "past a day ahead", size: 5,
            at: "2025-11-22T10:47:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 Feb 29 00:00 leap", "leap", size: 5, at: "2024-02-29T00:00:00Z",
            permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 Nov 20 24:00 midnight", "midnight", size: 5,
            at: "2026-11-21T00:00:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 Nov 2 9:05 2026 report.txt", "2026 report.txt", size: 5,
            at: "2026-11-02T09:05:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 Nov 21  2025   two blanks ", "  two blanks ", size: 5,
            at: "2025-11-21T00:00:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "lrwxrwxrwx 1 o g 7 Nov 21 10:46 link -> /target", "link", .link, size: 7,
            at: "2026-11-21T10:46:00Z", target: "/target", permissions: "rwxrwxrwx", owner: "o",
            group: "g"),
        ListingCase(
            "lrwxrwxrwx 1 o g 1 Nov 21 10:46 a -> b -> c", "a -> b", .link, size: 1,
            at: "2026-11-21T10:46:00Z", target: "c", permissions: "rwxrwxrwx", owner: "o",
            group: "g"),
        ListingCase(
            "lrwxrwxrwx 1 o g 9 Nov 21 10:46 hidden", "hidden", .link, size: 9,
            at: "2026-11-21T10:46:00Z", permissions: "rwxrwxrwx", owner: "o", group: "g"),
        ListingCase(
            "-rwsr-sr-T+ 1 o g 5 Nov 21 10:46 acl", "acl", size: 5, at: "2026-11-21T10:46:00Z",
            permissions: "rwsr-sr-T", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r--. 1 o g 5 Nov 21 10:46 selinux", "selinux", size: 5,
            at: "2026-11-21T10:46:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r--@ 1 o Domain Users 5 Nov 21 10:46 a -> b", "a -> b", size: 5,
            at: "2026-11-21T10:46:00Z", permissions: "rw-r--r--", owner: "o", group: "Domain Users"),
        ListingCase(
            "crw-rw-rw- 1 root root 1, 3 Nov 21 10:46 null", "null", .other,
            at: "2026-11-21T10:46:00Z", permissions: "rw-rw-rw-", owner: "root", group: "root"),
        ListingCase(
            "brw-rw---- 1 root disk 8,0 Nov 21 10:46 sda", "sda", .other,
            at: "2026-11-21T10:46:00Z",
            permissions: "rw-rw----", owner: "root", group: "disk"),
        ListingCase(
            "-rw-r--r-- 1 o g -2147483648 Nov 21 10:46 overflow", "overflow",
            at: "2026-11-21T10:46:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 2026-11-21 10:46 long iso", "long iso", size: 5,
            at: "2026-11-21T10:46:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 2026-11-21 11:46:40.000000000 +0100 full iso", "full iso", size: 5,
            at: "2026-11-21T10:46:40Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 11-21 10:46 short iso", "short iso", size: 5,
            at: "2026-11-21T10:46:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 21 Nov 10:46 day first", "day first", size: 5,
            at: "2026-11-21T10:46:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 o g 5 Nov 21 10:46:40 2024 bsd -T", "bsd -T", size: 5,
            at: "2024-11-21T10:46:40Z", permissions: "rw-r--r--", owner: "o", group: "g"),
        ListingCase(
            "-rw-r--r-- 1 May 2 5 MAY 1 2020 x", "x", size: 5, at: "2020-05-01T00:00:00Z",
            permissions: "rw-r--r--", owner: "May", group: "2"),
        ListingCase(
            "prw-r--r-- 1 o g 0 Nov 21 10:46 pipe", "pipe", .other, size: 0,
            at: "2026-11-21T10:46:00Z", permissions: "rw-r--r--", owner: "o", group: "g"),
    ]

    static let dos = [
        ListingCase(
            "11-21-26  10:46AM       <DIR>          dir", "dir", .directory,
            at: "2026-11-21T10:46:00Z"),
        ListingCase(
            "11-21-26  10:46PM                 1234 a.txt", "a.txt", size: 1234,
            at: "2026-11-21T22:46:00Z", precision: .minute),
        ListingCase(
            "11-21-2026  12:00AM  5 midnight", "midnight", size: 5, at: "2026-11-21T00:00:00Z"),
        ListingCase("11-21-2026  12:30PM  5 noon", "noon", size: 5, at: "2026-11-21T12:30:00Z"),
        ListingCase("11-21-98  22:46  5 old", "old", size: 5, at: "1998-11-21T22:46:00Z"),
        ListingCase(
            "11/21/2026  10:46 AM    1,234,567 us", "us", size: 1_234_567,
            at: "2026-11-21T10:46:00Z"),
        ListingCase(
            "21.11.2026  10:46    1.234.567 de", "de", size: 1_234_567, at: "2026-11-21T10:46:00Z"),
        ListingCase("21/11/2026  10:46p    5 uk", "uk", size: 5, at: "2026-11-21T22:46:00Z"),
        ListingCase("2026-11-21  10:46:40   5 iso", "iso", size: 5, at: "2026-11-21T10:46:40Z"),
        ListingCase("11-21  10:46AM   5 yearless", "yearless", size: 5, at: "2026-11-21T10:46:00Z"),
        ListingCase(
            "12-25  10:46AM   5 last year", "last year", size: 5, at: "2025-12-25T10:46:00Z"),
        ListingCase(
            "11-21-26  10:46AM   5   blanks  ", "  blanks  ", size: 5, at: "2026-11-21T10:46:00Z"),
        ListingCase(
            "11-21-26  10:46AM       <DIR>            blanks ", "  blanks ", .directory,
            at: "2026-11-21T10:46:00Z"),
        ListingCase("11-21-26  10:46AM  <dir> few", "few", .directory, at: "2026-11-21T10:46:00Z"),
        ListingCase(
            "11/21/2026  10:46 AM    <JUNCTION>     j [C:\\t a]", "j", .link,
            at: "2026-11-21T10:46:00Z", target: "C:\\t a"),
        ListingCase(
            "11-21-26  10:46AM  5 12 monkeys", "12 monkeys", size: 5, at: "2026-11-21T10:46:00Z"),
    ]

    /// Lines that no family may take for an entry.
    static let unreadable = [
        "hello", "ls: cannot access 'x': No such file or directory", "226 Transfer complete.",
        "d?????????  ? ? ?  ?  ? gone", "-rw-r--r--", "-rw-r--r-- 1 o g 5 Nov 21 10:46",
        "-rw-r--r-- 1 o g 5 Nov 21 10:46 ", "-rw-r--r-- 1 o g 5 Foo 21 10:46 x",
        "-rw-r--r-- 1 o g 5 Nov 31 10:46 x", "-rw-r--r-- 1 o g 5 Nov 21 25:00 x",
        "-rw-r--r-- 1 o g 5 Nov 21 10:60 x", "-rw-r--r-- 1 o g x Nov 21 10:46 x",
        "-rw-z--r-- 1 o g 5 Nov 21 10:46 x", "-rw-r--r--! 1 o g 5 Nov 21 10:46 x",
        "1rw-r--r-- 1 o g 5 Nov 21 10:46 x", "-rw-r--r-- 1 o g 5 Feb 29 2025 x",
        "totally 12", "total", "total recall",
        "type=file;size=1;", "type=file;size=1; ", "= x", "; x", "a=b c",
        "13-13-26  10:46AM  5 x", "11-31-26  10:46AM  5 x", "11-21-26  13:46AM  5 x",
        "11-21-26  10:46XM  5 x", "11-21-26  10:46AM  <FOO> x", "11-21-26  10:46AM  5",
        "11-21-26  10:46AM  1,23 x", "11-21-26  10:46AM  ,123 x", "11-21-26 x",
        "11-21-026 10:46 5 x",
        "99999999999999999999-1-1 10:46 5 x", "\u{1B}[2J",
    ]
}
