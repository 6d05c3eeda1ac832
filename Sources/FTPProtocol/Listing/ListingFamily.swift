/// What a parser makes of one line; nil instead of it says "not mine".
enum ListingLine: Sendable, Hashable {
    /// Something in the folder.
    case entry(ListingEntry)
    /// The folder itself or the one above it: `.`, `..`, `cdir`, `pdir`.
    case dot(ListingEntry)
    /// A line that belongs to the format and names no entry, such as `total 12`.
    case heading
    /// An entry, or nil for a heading, if the listing is of this family; the line alone could be
    /// anything, so it is no sign of the family.
    case vague(ListingEntry?)
    /// The beginning of an entry that the next line goes on with.
    case continued
}

/// The kinds of listings that are understood, in the order in which detection tries them.
///
/// A new family is a case here, a file with its pure parser, and a line in ``read(_:dates:)``;
/// the stricter one comes first, because the first wins where both read as many lines.
package enum ListingFamily: String, Sendable, Hashable, CaseIterable {
    /// MLSD and MLST (RFC 3659 §7).
    case mlsx = "mlsd"
    /// Easily Parsed LIST Format.
    case eplf
    /// `ls -l`.
    case unix
    /// `DIR` of DOS and of IIS.
    case dos
    /// OpenVMS.
    case vms
    /// NetWare.
    case netware
    /// IBM z/OS: data sets, members, jobs.
    case zos
    /// IBM i, once OS/400.
    case os400
    /// HP NonStop, once Tandem.
    case nonstop
    /// IBM z/VM.
    case zvm
    /// OS/2.
    case os2
    /// Servers that few have met: VShell, VxWorks, Nortel, OS-9, Connect:Enterprise, and `stat`
    /// in numbers.
    case rare

    /// Reads one line without its end.
    /// - Parameter dates: what is known of the dates of the whole listing.
    func read(_ line: Word, dates: ListingDates) -> ListingLine? {
        switch self {
        case .mlsx: MLSxParser.read(line)
        case .eplf: EPLFParser.read(line)
        case .unix: UnixListingParser.read(line, dates: dates)
        case .dos: DOSListingParser.read(line, dates: dates)
        case .vms: VMSListingParser.read(line)
        case .netware: NetWareListingParser.read(line, dates: dates)
        case .zos: ZOSListingParser.read(line)
        case .os400: OS400ListingParser.read(line, dates: dates)
        case .nonstop: NonStopListingParser.read(line)
        case .zvm: ZVMListingParser.read(line)
        case .os2: OS2ListingParser.read(line, dates: dates)
        case .rare: RareListingParser.read(line, dates: dates)
        }
    }
}

/// How to read a listing.
package enum ListingFormat: Sendable, Hashable {
    /// As the family that reads most of the first lines.
    case detect
    /// As this family, whatever it looks like.
    ///
    /// Lines that it cannot read may still be those of the Unix that most of these systems also
    /// have, or of a server whose format has no name. MLSD is exact and stands alone.
    case fixed(ListingFamily)

    /// MLSD and MLST (RFC 3659 §7).
    package static let mlsx = ListingFormat.fixed(.mlsx)

    /// The names that ``init(name:)`` takes.
    package static let names =
        ["auto"] + ListingFamily.allCases.filter { $0 != .rare }.map(\.rawValue)

    /// Reads `auto` or the name of a family, as `godwit parse-listing --format` has it.
    package init?(name: String) {
        if name == "auto" {
            self = .detect
        } else if let family = ListingFamily(rawValue: name), family != .rare {
            self = .fixed(family)
        } else {
            return nil
        }
    }
}
