about    Only the STARTTLS services, on odd ports
address  jo@example.org
dns      _imap._tcp.example.org        SRV  0 1 1143 mail.example.org
dns      _submission._tcp.example.org  SRV  0 1 1587 mail.example.org
dns      mail.example.org              A    203.0.113.9
expect   imap+starttls://mail.example.org:1143 smtp+starttls://mail.example.org:1587 srv guessed
