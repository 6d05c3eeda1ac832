// FTPClient
