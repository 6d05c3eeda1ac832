"""The lab: real FTP servers and real middleboxes for Godwit to meet."""
