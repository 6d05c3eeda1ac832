// GodwitCommands
