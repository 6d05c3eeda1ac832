package import ArgumentParser

extension CommandTable {
    /// Commands about files, folders and servers, in the order of the help.
    package static let fileCommands: [any ParsableCommand.Type] = [
        DetailedListCommand.self, NameListCommand.self, ColumnsCommand.self, MoreCommand.self,
        EditCommand.self, MultiGetCommand.self,
        MultiPutCommand.self, NewerCommand.self, MakeFolderCommand.self,
        RemoveFolderCommand.self, RemoveCommand.self, MoveCommand.self, PermissionsCommand.self,
        TouchCommand.self, LinkCommand.self, DiskUsageCommand.self, FindCommand.self,
        SizeCommand.self, ModificationTimeCommand.self, HashCommand.self, QuoteCommand.self,
        SiteCommand.self,
        FeaturesCommand.self, SystemCommand.self, RemoteHelpCommand.self, BookmarkCommand.self,
        LocalListCommand.self, VersionCommand.self, CompletePlaceCommand.self,
    ]
}
