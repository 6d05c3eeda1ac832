// FTPLoopback
