about    No records at all, usual names answer with good certificates
address  jo@example.org
dns      imap.example.org  A  203.0.113.2
dns      smtp.example.org  A  203.0.113.3
listen   203.0.113.2:993  tls imap.example.org
listen   203.0.113.3:465  tls smtp.example.org
expect   imap+tls://imap.example.org:993 smtp+tls://smtp.example.org:465 guess guessed
only
within   3800
