about    A home server with a self-signed certificate is found, and never in clear for it
address  jo@example.org
dns      mail.example.org  A  203.0.113.2
listen   203.0.113.2:993  self-signed mail.example.org
listen   203.0.113.2:465  self-signed mail.example.org
listen   203.0.113.2:143  plain
listen   203.0.113.2:587  plain
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 guess guessed
evidence certificate not accepted
