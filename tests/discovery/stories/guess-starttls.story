about    Only the STARTTLS ports are open
address  jo@example.org
dns      mail.example.org  A  203.0.113.2
listen   203.0.113.2:143  plain
listen   203.0.113.2:587  plain
expect   imap+starttls://mail.example.org:143 smtp+starttls://mail.example.org:587 guess guessed
only
at-most  6 203.0.113.2
