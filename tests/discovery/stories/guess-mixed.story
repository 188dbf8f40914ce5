about    Receiving with implicit TLS, sending with STARTTLS
address  jo@example.org
dns      mail.example.org  A  203.0.113.2
listen   203.0.113.2:993  tls mail.example.org
listen   203.0.113.2:587  plain
expect   imap+tls://mail.example.org:993 smtp+starttls://mail.example.org:587 guess guessed
