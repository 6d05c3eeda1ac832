internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// What a mirror does.
package struct MirrorSettings: ParsableArguments, Sendable {
    @Flag(name: [.customShort("n"), .long], help: "Only print what would be done.")
    var dryRun = false

    @Flag(help: "Transfer only what is newer in the source, or missing in the target.")
    var newerOnly = false

    @Flag(help: "Take files of the same size for the same.")
    var sizeOnly = false

    @Flag(help: "Compare files of the same size by the server's hash.")
    var checksum = false

    @Flag(help: "Delete from the target what the source has not.")
    var delete = false

    @Option(
        help: ArgumentHelp(
            "Delete nothing if that would be more entries than this, or a larger share of the target.",
            valueName: "n|n%"))
    var maxDelete = DeletionLimitOption.standard

    @Option(
        help: ArgumentHelp(
            "Enter no more than this many levels of folders; 1 is the tree's own files.",
            valueName: "n"))
    var depth: Int?

    @Option(help: ArgumentHelp("Symbolic links: skip, follow or copy.", valueName: "what"))
    var links = MirrorRules.Links.skip

    @Flag(help: "Give files and folders the time and the permissions of the source.")
    var preserve = false

    @Flag(help: "Remove from the source what has arrived.")
    var move = false

    @Flag(help: "Stop at the first failure.")
    var failFast = false

    @Flag(help: "Upload under temporary names, and rename when a file is whole.")
    var temp = false

    @Flag(help: "Keep a download whose hash is wrong as NAME.part.bad.")
    var keepBad = false

    /// Creates the settings with their defaults.
    package init() {}

    package func validate() throws {
        if sizeOnly && checksum {
            throw ValidationError("--size-only and --checksum exclude each other")
        }
        if delete && move { throw ValidationError("--delete and --move exclude each other") }
        if let depth, depth < 1 { throw ValidationError("--depth must be at least 1") }
    }

    func options(
        _ direction: MirrorOptions.Direction, now: Int64
    ) throws(CommandFailure) -> MirrorOptions {
        var options = MirrorOptions(direction, now: now)
        options.rules.comparison.method = checksum ? .hash : sizeOnly ? .size : .sizeAndTime
        options.rules.comparison.newerOnly = newerOnly
        options.rules.links = links
        // As find(1) counts: 1 is the folder's own entries.
        if let depth { options.rules.depth = min(depth - 1, options.rules.depth) }
        options.deletes = delete
        options.deletionLimit = maxDelete.limit
        options.moves = move
        options.failsFast = failFast
        options.isDryRun = dryRun
        return options
    }
}

extension MirrorRules.Links: ExpressibleByArgument {}

/// The value of `--max-delete`: entries, or hundredths of the target.
struct DeletionLimitOption: ExpressibleByArgument, Sendable {
    let limit: DeletionGuard.Limit

    static let standard = DeletionLimitOption(limit: .share(50))

    private init(limit: DeletionGuard.Limit) { self.limit = limit }

    init?(argument: String) {
        if argument.hasSuffix("%") {
            guard let percent = Int(argument.dropLast()), (0...100).contains(percent) else {
                return nil
            }
            limit = .share(percent)
        } else {
            guard let entries = Int(argument), entries >= 0 else { return nil }
            limit = .entries(entries)
        }
    }

    var defaultValueDescription: String { "50%" }
}
