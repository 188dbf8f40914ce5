about    Everything on the bare domain
address  jo@example.org
dns      example.org  A  203.0.113.2
listen   203.0.113.2:993  tls example.org
listen   203.0.113.2:995  tls example.org
listen   203.0.113.2:465  tls example.org
expect   imap+tls://example.org:993 smtp+tls://example.org:465 guess guessed
expect   pop3+tls://example.org:995 smtp+tls://example.org:465 guess guessed
only
