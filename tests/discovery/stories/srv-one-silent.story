about    The name server keeps silent about one service: the others do not wait for it
option   true-pace
address  jo@example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      _pop3._tcp.example.org         silent
dns      mail.example.org               A    203.0.113.9
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
within   5000
