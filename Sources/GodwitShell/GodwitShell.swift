// GodwitShell
